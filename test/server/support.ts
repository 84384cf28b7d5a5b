// What the server's tests share: the handler on each store, people and systems, statements to send.
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import type { Role } from '../../src/sdk/auth.js';
import type { Agent, StatementResult, StoredStatement } from '../../src/sdk/statement.js';
import type { LrsPrincipal } from '../../src/server/access/principal.js';
import { createLrs, type Lrs, type LrsOptions } from '../../src/server/lrs/lrs.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import { openStorage } from '../../src/server/storage/open.js';
import type { Storage } from '../../src/server/storage/port.js';
import { sqlStorage } from '../../src/server/storage/sql.js';

export const uuid = (): string => randomUUID();

/** A folder that the user PostgreSQL runs as may enter, also when the tests run as root. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'widya-test-'));
  await chmod(folder, 0o755);
  return folder;
}

/** A store on a real PostgreSQL: a schema of its own in DATABASE_URL's database, else the embedded engine in a folder of its own. */
export async function openSql(): Promise<Storage> {
  const url = process.env.DATABASE_URL;
  if (url) {
    const { default: pg } = await import('pg');
    const schema = `widya_test_${uuid().replaceAll('-', '')}`;
    const admin = new pg.Client(url);
    await admin.connect();
    await admin.query(`create schema ${schema}`);
    const storage = await sqlStorage({ connectionString: url, options: `-c search_path=${schema}` });
    return {
      ...storage,
      async close() {
        await storage.close();
        await admin.query(`drop schema ${schema} cascade`);
        await admin.end();
      },
    };
  }
  const folder = await tempFolder();
  const storage = await openStorage({ data: folder });
  return {
    ...storage,
    async close() {
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const opened = new Map<string, Promise<Storage>>();
const openers: Record<string, () => Promise<Storage>> = { memory: async () => memoryStorage(), PostgreSQL: openSql };

/** The same tests on each store; one store of a kind per file. */
export function onEachStore(name: string, tests: (open: () => Promise<Storage>) => void): void {
  for (const [kind, opener] of Object.entries(openers)) {
    describe(`${name} (${kind})`, () => {
      tests(() => {
        let storage = opened.get(kind);
        if (!storage) opened.set(kind, (storage = opener()));
        return storage;
      });
    });
  }
}
after(async () => {
  for (const storage of opened.values()) await (await storage).close();
});

export const account = (name: string, label?: string): Agent => ({
  objectType: 'Agent',
  ...(label === undefined ? {} : { name: label }),
  account: { homePage: 'https://sso.example', name },
});

export const system: LrsPrincipal = {
  via: 'system',
  subject: 'system:test',
  authority: account('test-system'),
  actor: account('test-system'),
  roles: ['admin'],
};
export const person = (name: string, ...roles: Role[]): LrsPrincipal => ({
  via: 'session',
  subject: name,
  authority: account(name, name),
  actor: account(name, name),
  roles: roles.length > 0 ? roles : ['learner'],
});

export type Json = Record<string, unknown>;
export const verb = (name: string): { id: string } => ({ id: `http://example.com/verbs/${name}` });

/** A small valid statement; what is given replaces its parts. */
export function statement(parts: Json = {}): Json {
  return {
    actor: { mbox: 'mailto:siti@example.com' },
    verb: verb('did'),
    object: { id: 'http://example.com/activities/a' },
    ...parts,
  };
}
export const refersTo = (id: string, parts: Json = {}): Json =>
  statement({ object: { objectType: 'StatementRef', id }, ...parts });
export const voids = (id: string, parts: Json = {}): Json =>
  refersTo(id, { verb: { id: 'http://adlnet.gov/expapi/verbs/voided' }, ...parts });

export interface Call {
  method?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Objects are sent as JSON. */
  body?: unknown;
  as?: LrsPrincipal;
  version?: string;
}

/** The handler, spoken to the way a client does. */
export class Client {
  readonly lrs: Lrs;
  readonly storage: Storage;
  constructor(storage: Storage, options: Partial<LrsOptions> = {}) {
    this.storage = storage;
    this.lrs = createLrs({ storage, ...options });
  }

  call(path: string, c: Call = {}): Promise<Response> {
    const raw = typeof c.body === 'string' || c.body instanceof Uint8Array;
    return this.lrs.fetch(
      new Request(`http://lrs.test/xapi/${path}?${new URLSearchParams(c.query)}`, {
        method: c.method ?? 'GET',
        headers: {
          'X-Experience-API-Version': c.version ?? '1.0.3',
          ...(c.body !== undefined ? { 'Content-Type': 'application/json' } : {}),
          ...c.headers,
        },
        ...(c.body === undefined ? {} : { body: raw ? (c.body as string) : JSON.stringify(c.body) }),
      }),
      c.as ?? system,
    );
  }

  /** Stores one or many; the ids. Anything but 200 fails. */
  async post(body: unknown, c: Call = {}): Promise<string[]> {
    const response = await this.call('statements', { method: 'POST', body, ...c });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as string[];
  }
  postRaw = (body: unknown, c: Call = {}): Promise<Response> => this.call('statements', { method: 'POST', body, ...c });

  async get(id: string, c: Call = {}): Promise<StoredStatement> {
    const response = await this.call('statements', { query: { statementId: id }, ...c });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as StoredStatement;
  }

  async page(query: Record<string, string>, c: Call = {}): Promise<StatementResult> {
    const response = await this.call('statements', { query, ...c });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as StatementResult;
  }
  ids = async (query: Record<string, string>, c: Call = {}): Promise<string[]> =>
    (await this.page(query, c)).statements.map((s) => s.id);

  /** Follows `more` to the end. */
  async walk(query: Record<string, string>, between?: () => Promise<unknown>): Promise<string[]> {
    const ids: string[] = [];
    let page = await this.page(query);
    for (;;) {
      ids.push(...page.statements.map((s) => s.id));
      if (!page.more) return ids;
      await between?.();
      const next = new URL(page.more, 'http://lrs.test');
      page = await this.page(Object.fromEntries(next.searchParams));
    }
  }
}

export async function problem(response: Response): Promise<{ status: number; path: string | undefined }> {
  const { error } = (await response.json()) as { error: { path?: string; message: string; code: string } };
  if (!error.message || !error.code) throw new Error('an error without words');
  return { status: response.status, path: error.path };
}

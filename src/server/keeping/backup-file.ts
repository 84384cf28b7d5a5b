// The file of a backup: one compressed file of lines of JSON, the same for the embedded engine and any PostgreSQL server.
//   {"format":"widya-backup","version":1,"schema":3,"time":"…","tables":["stmt",…]}
//   {"table":"stmt"}     begins the rows of a table; each is a list, in the order of `tables` below
//   […]
//   {"end":{"stmt":1000,…},"sha256":"…"}      the number of rows, and the hash of all lines before this one
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Client, PoolConfig } from 'pg';

export type Column = [name: string, type: 'bigint' | 'uuid' | 'boolean' | 'text' | 'smallint' | 'bytea'];
export interface Table {
  columns: Column[];
  /** What the rows are read in order of; unique together. */
  key: string[];
  /** Rows read at once. */
  page: number;
  /** Schema that brought it. */
  since: number;
}

/** Everything but sessions (`item`): whoever was signed in signs in again. */
export const tables: Record<string, Table> = {
  stmt: {
    columns: [
      ['seq', 'bigint'],
      ['id', 'uuid'],
      ['voided', 'boolean'],
      ['print', 'text'],
      ['given', 'bigint'],
      ['body', 'text'],
    ],
    key: ['seq'],
    page: 1000,
    since: 2,
  },
  ref: {
    columns: [
      ['h', 'uuid'],
      ['seq', 'bigint'],
      ['roles', 'smallint'],
    ],
    key: ['h', 'seq'],
    page: 10_000,
    since: 2,
  },
  stmt_id: {
    columns: [
      ['id', 'uuid'],
      ['seq', 'bigint'],
    ],
    key: ['id'],
    page: 10_000,
    since: 2,
  },
  link: {
    columns: [
      ['seq', 'bigint'],
      ['target', 'uuid'],
      ['voids', 'boolean'],
    ],
    key: ['seq'],
    page: 10_000,
    since: 2,
  },
  reach: {
    columns: [
      ['ancestor', 'bigint'],
      ['descendant', 'bigint'],
    ],
    key: ['ancestor', 'descendant'],
    page: 10_000,
    since: 2,
  },
  attachment: {
    columns: [
      ['sha2', 'text'],
      ['type', 'text'],
      ['genuine', 'boolean'],
      ['bytes', 'bytea'],
    ],
    key: ['sha2'],
    page: 1,
    since: 2,
  },
  definition: {
    columns: [
      ['h', 'uuid'],
      ['iri', 'text'],
      ['body', 'text'],
    ],
    key: ['h'],
    page: 500,
    since: 2,
  },
  agent_name: {
    columns: [
      ['h', 'uuid'],
      ['name_h', 'uuid'],
      ['name', 'text'],
    ],
    key: ['h', 'name_h'],
    page: 5000,
    since: 2,
  },
  doc: {
    columns: [
      ['k', 'uuid'],
      ['scope', 'uuid'],
      ['reg', 'uuid'],
      ['id', 'text'],
      ['type', 'text'],
      ['etag', 'text'],
      ['updated', 'bigint'],
      ['content', 'bytea'],
      ['agent', 'uuid'],
      ['kind', 'text'],
    ],
    key: ['k'],
    page: 20,
    since: 2,
  },
  audit: {
    columns: [
      ['n', 'bigint'],
      ['body', 'text'],
    ],
    key: ['n'],
    page: 1000,
    since: 3,
  },
  forward: {
    columns: [
      ['name', 'text'],
      ['seq', 'bigint'],
    ],
    key: ['name'],
    page: 1000,
    since: 3,
  },
  forward_aside: {
    columns: [
      ['name', 'text'],
      ['seq', 'bigint'],
      ['body', 'text'],
    ],
    key: ['name', 'seq'],
    page: 1000,
    since: 3,
  },
};

export interface Head {
  format: 'widya-backup';
  version: 1;
  schema: number;
  /** ISO 8601. */
  time: string;
  tables: string[];
}
export interface BackupReport {
  time: string;
  rows: Record<string, number>;
}
/** Told now and then: how many rows of which table there are so far. */
export type Progress = (table: string, rows: number) => void;

export async function connected<T>(config: PoolConfig, work: (c: Client) => Promise<T>): Promise<T> {
  const { default: pg } = await import('pg');
  const client = new pg.Client(config);
  client.on('error', () => undefined); // the query under way says so
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export interface Reader {
  head: Head;
  /** Rows of one table after the other; throws when the file is damaged or ends too early. */
  rows(): AsyncGenerator<{ table: string; row: unknown[] }>;
}

export async function read(input: Readable): Promise<Reader> {
  const zip = createGunzip();
  const damaged = (why: string, cause?: unknown) => new Error(`the backup is damaged: ${why}`, { cause });
  let broken: unknown;
  input.on('error', (e) => zip.destroy(e));
  zip.on('error', (e) => (broken = e));
  const lines = createInterface({ input: input.pipe(zip), crlfDelay: Infinity })[Symbol.asyncIterator]();
  const hash = createHash('sha256');
  const next = async (): Promise<string | undefined> => {
    const { done, value } = await lines.next().catch((e: unknown) => {
      broken ??= e;
      return { done: true, value: undefined };
    });
    if (broken) {
      const { code, message } = broken as NodeJS.ErrnoException;
      throw /^E[A-Z]+$/.test(code ?? '')
        ? new Error(`the backup cannot be read: ${message}`)
        : damaged(message, broken);
    }
    return done ? undefined : value;
  };
  const parse = <T>(line: string): T => {
    try {
      return JSON.parse(line) as T;
    } catch (e) {
      throw damaged('a line is no JSON', e);
    }
  };
  const first = await next();
  const head = first === undefined || !first.startsWith('{"format":"widya-backup"') ? undefined : parse<Head>(first);
  if (!head || first === undefined) throw new Error('this is no backup of Widya');
  if (head.version !== 1) throw new Error(`the backup is of a newer Widya (format ${String(head.version)})`);
  hash.update(`${first}\n`);
  return {
    head,
    async *rows() {
      const counts: Record<string, number> = {};
      let table = '';
      for (;;) {
        const line = await next();
        if (line === undefined) throw damaged('it ends too early');
        if (line.startsWith('{"end"')) {
          const { end, sha256 } = parse<{ end: Record<string, number>; sha256: string }>(line);
          if (sha256 !== hash.digest('hex')) throw damaged('its hash is another');
          for (const name of head.tables)
            if ((counts[name] ?? 0) !== end[name]) throw damaged(`rows of ${name} are missing`);
          return;
        }
        hash.update(`${line}\n`);
        if (line.startsWith('{')) {
          table = parse<{ table: string }>(line).table;
          if (!head.tables.includes(table) || !tables[table]) throw damaged(`there is no table ${table}`);
          continue;
        }
        counts[table] = (counts[table] ?? 0) + 1;
        yield { table, row: parse<unknown[]>(line) };
      }
    },
  };
}

/** Reads a backup to its end without bringing it back. @throws Error when it is damaged */
export async function checkBackup(input: Readable, progress: Progress = () => undefined): Promise<BackupReport> {
  const reader = await read(input);
  const rows: Record<string, number> = Object.fromEntries(reader.head.tables.map((t) => [t, 0]));
  for await (const { table } of reader.rows()) {
    rows[table] = (rows[table] ?? 0) + 1;
    if ((rows[table] ?? 0) % 10_000 === 0) progress(table, rows[table] ?? 0);
  }
  return { time: reader.head.time, rows };
}

// Backup and restore: one compressed file of lines of JSON, the same for the embedded engine and any PostgreSQL server.
//   {"format":"widya-backup","version":1,"schema":3,"time":"…","tables":["stmt",…]}
//   {"table":"stmt"}     begins the rows of a table; each is a list, in the order of `tables` below
//   […]
//   {"end":{"stmt":1000,…},"sha256":"…"}      the number of rows, and the hash of all lines before this one
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Client, PoolConfig } from 'pg';
import { migrations } from '../storage/migrations.js';
import { migrate } from '../storage/sql-connect.js';
import { PLACES } from '../storage/sql-select.js';
import { WRITE_LOCK } from '../storage/sql-write.js';

type Column = [name: string, type: 'bigint' | 'uuid' | 'boolean' | 'text' | 'smallint' | 'bytea'];
interface Table {
  columns: Column[];
  /** What the rows are read in order of; unique together. */
  key: string[];
  /** Rows read at once. */
  page: number;
  /** Schema that brought it. */
  since: number;
}

/** Everything but sessions (`item`): whoever was signed in signs in again. */
const tables: Record<string, Table> = {
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

interface Head {
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

async function connected<T>(config: PoolConfig, work: (c: Client) => Promise<T>): Promise<T> {
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

/** Writes all as of one moment, while the server goes on. @throws Error when the database is of another Widya */
export async function backup(
  config: PoolConfig,
  out: Writable,
  progress: Progress = () => undefined,
): Promise<BackupReport> {
  return connected(config, async (c) => {
    await c.query(`begin isolation level repeatable read, read only`);
    const { rows: versions } = await c
      .query<{ version: number; now: Date }>('select version, now() as now from schema_version')
      .catch(() => ({ rows: [] }));
    const { version: schema, now } = versions[0] ?? {};
    if (schema === undefined || now === undefined) throw new Error('this database holds no records of Widya');
    if (schema < 2) throw new Error('start the server once: this database is of an older schema');
    const time = now.toISOString();
    const hash = createHash('sha256');
    const zip = createGzip({ level: 4 });
    const done = pipeline(zip, out);
    done.catch(() => undefined); // awaited below
    const failed = done.then(
      () => new Error('the backup ended too early'),
      (e: Error) => e,
    );
    const write = async (line: string) => {
      hash.update(line);
      if (zip.write(line)) return;
      const e = await Promise.race([once(zip, 'drain').then(() => undefined), failed]);
      if (e) throw e;
    };
    const names = Object.keys(tables).filter((name) => (tables[name]?.since ?? 0) <= schema);
    await write(
      `${JSON.stringify({ format: 'widya-backup', version: 1, schema, time, tables: names } satisfies Head)}\n`,
    );
    const counts: Record<string, number> = {};
    for (const name of names) {
      await write(`${JSON.stringify({ table: name })}\n`);
      counts[name] = await writeTable(c, name, tables[name] as Table, write, progress);
    }
    const sha256 = hash.digest('hex');
    zip.end(`${JSON.stringify({ end: counts, sha256 })}\n`);
    await done;
    await c.query('commit');
    return { time, rows: counts };
  });
}

async function writeTable(
  c: Client,
  name: string,
  { columns, key, page }: Table,
  write: (line: string) => Promise<void>,
  progress: Progress,
): Promise<number> {
  const list = columns.map(([n, type]) => (type === 'bytea' ? `encode(${n}, 'base64') as ${n}` : n)).join();
  const order = key.join();
  let last: unknown[] | undefined;
  let n = 0;
  for (;;) {
    const types = key.map((k) => columns.find(([column]) => column === k)?.[1]);
    const where: string = last ? `where (${order}) > (${types.map((t, i) => `$${i + 1}::${t}`).join()})` : '';
    const { rows } = await c.query<unknown[]>({
      text: `select ${list} from ${name} ${where} order by ${order} limit ${page}`,
      values: last ?? [],
      rowMode: 'array',
    });
    for (const row of rows) await write(`${JSON.stringify(row)}\n`);
    n += rows.length;
    progress(name, n);
    if (rows.length < page) return n;
    last = key.map((k) => rows.at(-1)?.[columns.findIndex(([column]) => column === k)]);
  }
}

interface Reader {
  head: Head;
  /** Rows of one table after the other; throws when the file is damaged or ends too early. */
  rows(): AsyncGenerator<{ table: string; row: unknown[] }>;
}

async function read(input: Readable): Promise<Reader> {
  const zip = createGunzip();
  const damaged = (why: string, cause?: unknown) => new Error(`the backup is damaged: ${why}`, { cause });
  let broken: unknown;
  input.on('error', (e) => zip.destroy(e));
  zip.on('error', (e) => (broken = e));
  const lines = createInterface({ input: input.pipe(zip), crlfDelay: Infinity })[Symbol.asyncIterator]();
  const hash: Hash = createHash('sha256');
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

/** Bytes of JSON put into the database at once. */
const CHUNK = 2_000_000;

/**
 * Brings a backup into a database, all or nothing.
 * @param replace whether what is there may be removed; otherwise a database with records is refused
 * @throws Error when the backup is damaged; the database is as it was then
 */
export async function restore(
  config: PoolConfig,
  input: Readable,
  options: { replace?: boolean; progress?: Progress } = {},
): Promise<BackupReport> {
  const reader = await read(input);
  const { schema, time } = reader.head;
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ ...config, max: 1 });
  pool.on('error', () => undefined);
  try {
    const { rows: there } = await pool.query<{ name: string | null }>(`select to_regclass('schema_version') as name`);
    if (schema > migrations.length) throw new Error(`the backup is of a newer Widya (schema ${schema})`);
    if (!there[0]?.name) await migrate(pool, schema);
    const { rows: at } = await pool.query<{ version: number }>('select version from schema_version');
    const version = at[0]?.version ?? 0;
    if (version > schema)
      throw new Error(`the backup is of schema ${schema}, the database of ${version}: restore into a new one`);
    if (version < schema) await migrate(pool, schema);
  } finally {
    await pool.end();
  }
  return connected(config, async (c) => {
    await c.query('begin');
    try {
      const { rows: locks } = await c.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [
        WRITE_LOCK,
      ]);
      if (!locks[0]?.got) throw new Error('a server is writing into this database; stop it first');
      const { rows: full } = await c.query(`select 1 where exists (select 1 from stmt_id) or exists (select 1 from doc)
        or exists (select 1 from attachment)`);
      if (full.length > 0 && !options.replace)
        throw new Error('there are records already; --replace removes them before the backup is brought back');
      await c.query(`truncate ${[...Object.keys(tables), 'item'].join()}`);
      const counts = await load(c, reader, options.progress ?? (() => undefined));
      await c.query(`select setval(pg_get_serial_sequence('audit', 'n'), coalesce(max(n), 0) + 1, false) from audit`);
      await c.query('commit');
      // What is planned for an empty table is wrong for a full one.
      await c.query('analyze');
      return { time, rows: counts };
    } catch (error) {
      await c.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

async function load(c: Client, reader: Reader, progress: Progress): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(reader.head.tables.map((t) => [t, 0]));
  let table = '';
  let chunk: unknown[][] = [];
  let size = 0;
  let room = [Infinity, -Infinity] as [number, number];
  const flush = async () => {
    if (chunk.length === 0) return;
    const { columns } = tables[table] as Table;
    const at = columns.findIndex(([name]) => name === 'seq');
    if (table === 'stmt' || table === 'ref') {
      // The quarters the rows belong to are made before them.
      const times = chunk.map((row) => Math.floor(Number(row[at]) / PLACES));
      const [first, last] = times.reduce(([a, b], t) => [Math.min(a, t), Math.max(b, t)], [Infinity, -Infinity]);
      if (first < room[0] || last > room[1]) {
        room = [Math.min(first, room[0]), Math.max(last, room[1])];
        await c.query('select widya_quarters($1::bigint, $2::bigint)', [first, last]);
      }
    }
    const casts = columns.map(([, type], i) => (type === 'bytea' ? `$${i + 1}::text[]` : `$${i + 1}::${type}[]`));
    const values = columns.map(([name, type]) => (type === 'bytea' ? `decode(u.${name}, 'base64')` : `u.${name}`));
    const overriding = table === 'audit' ? 'overriding system value ' : '';
    await c.query(
      `insert into ${table} (${columns.map(([n]) => n).join()}) ${overriding}
       select ${values.join()} from unnest(${casts.join()}) as u (${columns.map(([n]) => n).join()})`,
      columns.map((_, i) => chunk.map((row) => row[i] ?? null)),
    );
    counts[table] = (counts[table] ?? 0) + chunk.length;
    progress(table, counts[table] ?? 0);
    chunk = [];
    size = 0;
  };
  for await (const { table: name, row } of reader.rows()) {
    if (name !== table || size > CHUNK || chunk.length >= 20_000) {
      await flush();
      table = name;
    }
    chunk.push(row);
    size += row.reduce<number>((n, v) => n + (typeof v === 'string' ? v.length : 8), 0);
  }
  await flush();
  return counts;
}

// Bringing a backup back, all or nothing.
import type { Readable } from 'node:stream';
import type { Client, PoolConfig } from 'pg';
import { migrations } from '../storage/migrations.js';
import { migrate } from '../storage/sql-connect.js';
import { PLACES } from '../storage/sql-select.js';
import { WRITE_LOCK } from '../storage/sql-write.js';
import { connected, read, tables, type BackupReport, type Progress, type Reader, type Table } from './backup-file.js';

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

// Writing a backup, while the server goes on. The file is described in backup-file.ts.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Client, PoolConfig } from 'pg';
import { connected, tables, type BackupReport, type Head, type Progress, type Table } from './backup-file.js';

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

// Connections to PostgreSQL: the schema brought up to date, one that listens, and which failures mean that it is away.
import type { Client, Pool, PoolClient } from 'pg';
import { migrations } from './migrations.js';
import { StorageUnavailable } from './port.js';
import { CHANNEL } from './sql-write.js';

/** Advisory lock of those who change the schema. */
const SCHEMA_LOCK = 0x7764_7962;

export interface Watcher {
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}

/** One connection that listens, for as long as anybody watches; made anew when it is lost. */
export function createWatcher(connect: () => Client): Watcher {
  const listeners = new Set<() => void>();
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const stop = async () => {
    clearTimeout(timer);
    const old = client;
    client = undefined;
    await old?.end().catch(() => undefined);
  };
  const start = () => {
    const mine = (client = connect());
    const lost = () => {
      if (client !== mine) return;
      client = undefined;
      timer = setTimeout(start, 1000);
      timer.unref();
    };
    mine.on('error', lost);
    mine.on('end', lost);
    mine.on('notification', tell);
    void mine
      .connect()
      .then(() => mine.query(`listen ${CHANNEL}`))
      // What was stored before it listened was not heard.
      .then(tell)
      .catch(lost);
  };
  return {
    watch(listener) {
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) start();
      return () => {
        if (listeners.delete(own) && listeners.size === 0) void stop();
      };
    },
    close() {
      listeners.clear();
      return stop();
    },
  };
}

/** Connection lost or refused, the server stopping, starting or out of connections: the request may be tried again. */
export function unavailable(error: unknown): never {
  const { code, message = '' } = error as { code?: string; message?: string };
  if (
    /^(?:08|53|57P)|^E[A-Z]{4,}$/.test(code ?? '') ||
    /connection terminated|timeout exceeded|not queryable/i.test(message)
  )
    throw new StorageUnavailable(`the database cannot be reached: ${message}`, { cause: error });
  throw error;
}

/** @param upTo schema to stop at: a backup is brought back into the schema it was taken from, and then forward */
export async function migrate(pool: Pool, upTo = migrations.length): Promise<void> {
  const client: PoolClient = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await client.query('create table if not exists schema_version (version int not null)');
    const { rows } = await client.query<{ version: number }>('select version from schema_version');
    const version = rows[0]?.version ?? 0;
    if (version > migrations.length)
      throw new Error(`the database is of a newer Widya (schema ${version}, this one knows ${migrations.length})`);
    for (const step of migrations.slice(version, upTo)) await client.query(step);
    if (version < upTo) {
      await client.query('delete from schema_version');
      await client.query('insert into schema_version values ($1)', [upTo]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

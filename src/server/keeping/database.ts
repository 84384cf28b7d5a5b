// The database of a server, for commands beside it: of DATABASE_URL, of a folder whose server is running, or of one at rest.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PoolConfig } from 'pg';
import { startEmbedded } from '../storage/embedded.js';
import { findPlace } from '../storage/engine-files.js';
import type { StorageChoice } from '../storage/open.js';

export interface Database {
  connection: PoolConfig;
  /** Whether a server is using the folder just now. */
  running: boolean;
  close(): Promise<void>;
}

/** @throws Error when there is no database, or what there is cannot be used */
export async function openDatabase(choice: StorageChoice, create = false): Promise<Database> {
  if (choice.databaseUrl)
    return { connection: { connectionString: choice.databaseUrl }, running: false, close: async () => undefined };
  if (choice.data === 'memory') throw new Error('what is kept in memory only cannot be reached by a command');
  const say = choice.say ?? (() => undefined);
  const { folder } = await findPlace(choice.data, say);
  if (!create && !existsSync(join(folder, 'postgres', 'PG_VERSION')))
    throw new Error(`${resolve(choice.data)} holds no records; name another with --data`);
  const note = join(folder, 'socket');
  if (existsSync(note)) {
    const { default: pg } = await import('pg');
    const connection: PoolConfig = { host: readFileSync(note, 'utf8'), user: 'widya', database: 'postgres' };
    const client = new pg.Client(connection);
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return { connection, running: true, close: async () => undefined };
    } catch {
      await client.end().catch(() => undefined); // left by a server that was killed
    }
  }
  const engine = await startEmbedded({ folder: choice.data, say });
  return { connection: engine.connection, running: false, close: () => engine.stop() };
}

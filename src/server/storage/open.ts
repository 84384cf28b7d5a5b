// Which store a server uses: nothing kept, the embedded PostgreSQL, or an agency's own.
import { memoryStorage } from './memory.js';
import type { Storage } from './port.js';

export interface StorageChoice {
  /** Folder for the data of the embedded engine, or `memory`. */
  data: string;
  /** postgres://… of a server; wins over `data`. */
  databaseUrl?: string | undefined;
  /** Told what is being done, for people who wait. */
  say?: (text: string) => void;
}

export async function openStorage(choice: StorageChoice): Promise<Storage> {
  if (choice.databaseUrl) {
    const { sqlStorage } = await import('./sql.js');
    return sqlStorage({ connectionString: choice.databaseUrl }).catch((error: unknown) => {
      const { code, message } = error as { code?: string; message?: string };
      throw new Error(`the database of DATABASE_URL cannot be used: ${message || code}`, { cause: error });
    });
  }
  if (choice.data === 'memory') return memoryStorage();
  const [{ startEmbedded }, { sqlStorage }] = await Promise.all([import('./embedded.js'), import('./sql.js')]);
  const engine = await startEmbedded({ folder: choice.data, ...(choice.say ? { say: choice.say } : {}) });
  try {
    const storage = await sqlStorage(engine.connection);
    return {
      ...storage,
      async close() {
        await storage.close();
        await engine.stop();
      },
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

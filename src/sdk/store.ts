// Rows of the outbox on the device: IndexedDB where there is one, else memory. The only place that touches storage.
import type { ErrorCode } from './errors.js';
import type { AttachmentFile } from './multipart.js';
import type { Statement } from './statement.js';

/** How two changes of one key are put together when another device has changed it meanwhile. */
export type Merge = 'replace' | 'monotone' | 'draft';

/** A change to one of the learner's documents, merged key by key on the server (xAPI-Communication 2.2 "JSON Procedure"). */
export interface DocumentPatch {
  resource: 'state' | 'agent-profile';
  /** State only. */
  activityId?: string;
  stateId?: string;
  registration?: string;
  /** Agent profile only. */
  profileId?: string;
  /** Top-level keys that replace those of the stored document. */
  patch: Record<string, unknown>;
  /** What these keys were when the change was made, where known. */
  base?: Record<string, unknown>;
  /**
   * For keys that somebody else has changed as well: `replace` (ours counts; the default), `monotone` (larger numbers, later
   * dates, true before false, lists and objects united), `draft` (ours counts, theirs is kept under `<key>~conflict`).
   */
  merge?: Merge;
}

/** Which document a change is of. */
export type DocumentKey = Omit<DocumentPatch, 'patch' | 'base' | 'merge'>;

export interface OutboxRow {
  /** The shape of this row. Rows of a shape not known here are left alone: a newer version has written them. */
  v: 1;
  /** Order of recording; given by the store, with a fraction where the store could not be asked. */
  seq: number;
  /** Whose row it is: nobody else's session may send it. */
  owner: string;
  /** When it was recorded, milliseconds of the device's clock. */
  at: number;
  statement?: Statement & { id: string };
  /** The bytes of the statement's attachments. */
  files?: AttachmentFile[];
  document?: DocumentPatch;
  /** Why the server refused it for good; kept for a person to look at. */
  dead?: { code: ErrorCode; message: string };
}

export type NewRow = Omit<OutboxRow, 'seq'> & { seq?: number };

export interface RowStore {
  readonly durable: boolean;
  /** Names what is on the device: another name than before means that the browser has thrown the former away. */
  readonly epoch: string;
  /** Removes and adds in one step: all of it happens or none. → the added rows with their `seq` */
  write(change: { add?: readonly NewRow[]; remove?: readonly number[] }): Promise<OutboxRow[]>;
  /** Oldest first. */
  all(owner: string): Promise<OutboxRow[]>;
  close(): void;
  /** Removes everything from the device, if nobody else uses it. */
  destroy(): Promise<void>;
}

export function memoryStore(): RowStore {
  let last = 0;
  const rows = new Map<number, OutboxRow>();
  return {
    durable: false,
    epoch: 'memory',
    async write({ add = [], remove = [] }) {
      for (const seq of remove) rows.delete(seq);
      return add.map((r) => {
        const seq = r.seq ?? ++last;
        last = Math.max(last, Math.floor(seq));
        const row = { ...r, seq };
        rows.set(seq, row);
        return row;
      });
    },
    all: async (owner) => [...rows.values()].filter((r) => r.owner === owner).sort((a, b) => a.seq - b.seq),
    close: () => undefined,
    destroy: async () => rows.clear(),
  };
}

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB request failed'));
    // Another tab holds an older version open and does not let go: not waited for.
    (request as Partial<IDBOpenDBRequest>).onblocked = () => reject(new Error('IndexedDB is blocked'));
  });

const committed = (tx: IDBTransaction) =>
  new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = tx.onerror = () => reject(tx.error ?? new Error('IndexedDB transaction failed'));
  });

/** One database per person and LRS, so that it can be deleted as a whole. @throws where there is no IndexedDB to use */
export async function idbStore(name: string): Promise<RowStore> {
  let db: IDBDatabase | undefined;
  let epoch = '';
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      const stores = request.result;
      stores.createObjectStore('rows', { keyPath: 'seq', autoIncrement: true }).createIndex('owner', 'owner');
      stores.createObjectStore('meta').put(String(Math.random()), 'epoch');
    };
    const opened = await done(request);
    const forget = () => {
      db = undefined;
      opened.close();
    };
    // Closed for a newer version of ours, or by the browser that wants the room: opened again when next needed.
    opened.onversionchange = opened.onclose = forget;
    epoch = await done(opened.transaction('meta').objectStore('meta').get('epoch') as IDBRequest<string>);
    return (db = opened);
  };
  const rows = async (mode: IDBTransactionMode): Promise<IDBObjectStore> => {
    const of = (d: IDBDatabase) => d.transaction('rows', mode).objectStore('rows');
    try {
      return of(db ?? (await open()));
    } catch {
      return of(await open()); // the connection was dead without saying so
    }
  };
  await open();
  return {
    durable: true,
    get epoch() {
      return epoch;
    },
    async write({ add = [], remove = [] }) {
      const store = await rows('readwrite');
      const whole = committed(store.transaction);
      for (const seq of remove) store.delete(seq);
      const requests = add.map((row) => store.add(row));
      // Keys are read as each request succeeds; the promise settles only when the transaction is on disk.
      await whole;
      return add.map((row, i) => ({ ...row, seq: Number(requests[i]?.result) }));
    },
    all: async (owner) => done((await rows('readonly')).index('owner').getAll(owner) as IDBRequest<OutboxRow[]>),
    close: () => db?.close(),
    async destroy() {
      db?.close();
      db = undefined;
      await done(indexedDB.deleteDatabase(name)).catch(() => undefined);
    },
  };
}

/** The store on disk; memory where IndexedDB is missing or refuses (private windows, sandboxes). */
export async function openStore(name = 'widya-outbox'): Promise<RowStore> {
  try {
    return await idbStore(name);
  } catch {
    return memoryStore();
  }
}

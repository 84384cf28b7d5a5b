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
  /** Order of recording; given by the store, below zero until it could be asked. */
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

export type NewRow = Omit<OutboxRow, 'seq'>;

export interface RowStore {
  readonly durable: boolean;
  /** Names what is on the device: another name than before means that the browser has thrown the former away. */
  readonly epoch: string | number;
  /**
   * Removes and adds in one step: all of it happens or none. → the added rows with their `seq`, which grows and is given once
   * only, also when the former database was thrown away: a number that is removed must not be another row's.
   */
  write(change: { add?: readonly NewRow[]; remove?: readonly number[] }): Promise<OutboxRow[]>;
  /** Oldest first. */
  all(owner: string): Promise<OutboxRow[]>;
  close(): void;
  /** Removes everything from the device, if nobody else uses it. */
  destroy(): Promise<void>;
  /** Only its owner can read what is on the disk. */
  readonly sealed?: boolean;
  /** Its owner has signed out: what is left can be read again at the next sign-in. */
  lock?(): Promise<void>;
}

export function memoryStore(): RowStore {
  let last = 0;
  const rows = new Map<number, OutboxRow>();
  return {
    durable: false,
    epoch: 0,
    async write({ add = [], remove = [] }) {
      for (const seq of remove) rows.delete(seq);
      return add.map((r) => {
        const row = { ...r, seq: ++last };
        rows.set(last, row);
        return row;
      });
    },
    all: async (owner) => [...rows.values()].filter((r) => r.owner === owner),
    close: () => undefined,
    destroy: async () => rows.clear(),
  };
}

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no error'));
    // Another tab holds an older version open and does not let go: not waited for.
    (request as Partial<IDBOpenDBRequest>).onblocked = () => reject(new Error('blocked'));
  });

/** One database per person and LRS, so that it can be deleted as a whole. @throws where there is no IndexedDB to use */
export async function idbStore(name: string): Promise<RowStore> {
  let db: IDBDatabase | undefined;
  let epoch: number | undefined;
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      const rows = request.result.createObjectStore('rows', { keyPath: 'seq', autoIncrement: true });
      rows.createIndex('owner', 'owner');
      // Nobody's row, which stays: numbers go on from here, in every database from another place, and it is the epoch's name.
      rows.add({ seq: Math.floor((Date.now() + Math.random()) * 1000) });
    };
    const opened = await done(request);
    // Closed for a newer version of ours, or by the browser that wants the room: opened again when next needed.
    opened.onversionchange = opened.onclose = () => {
      db = undefined;
      opened.close();
    };
    [epoch] = (await done(opened.transaction('rows').objectStore('rows').getAllKeys(null, 1))) as number[];
    return (db = opened);
  };
  const rows = async (mode?: IDBTransactionMode): Promise<IDBObjectStore> => {
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
      return epoch ?? 0;
    },
    async write({ add = [], remove = [] }) {
      const store = await rows('readwrite');
      // First what may throw: nothing is removed whose successor cannot be written.
      const requests = add.map((row) => store.add(row));
      for (const seq of remove) store.delete(seq);
      // Keys are there as each request succeeds; the rows are on the disk only when the whole is.
      await new Promise<void>((resolve, reject) => {
        const tx = store.transaction;
        tx.oncomplete = () => resolve();
        tx.onabort = () => reject(tx.error ?? new Error('aborted'));
      });
      return add.map((row, i) => ({ ...row, seq: requests[i]?.result as number }));
    },
    all: async (owner) => done((await rows()).index('owner').getAll(owner) as IDBRequest<OutboxRow[]>),
    close: () => db?.close(),
    async destroy() {
      db?.close();
      db = undefined;
      await done(indexedDB.deleteDatabase(name)).catch(() => undefined);
    },
  };
}

/** The store on disk; memory where IndexedDB is missing or refuses (private windows, sandboxes). */
export const openStore = (name = 'widya-outbox'): Promise<RowStore> => idbStore(name).catch(memoryStore);

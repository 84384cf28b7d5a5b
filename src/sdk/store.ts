// Rows of the outbox on the device: IndexedDB where there is one, else memory. The only place that touches storage.
import type { Statement } from './statement.js';

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
}

/** Which document a change is of. */
export type DocumentKey = Omit<DocumentPatch, 'patch'>;

export interface OutboxRow {
  /** Order of recording; given by the store. */
  seq: number;
  /** Whose row it is: nobody else's session may send it. */
  owner: string;
  statement?: Statement & { id: string };
  document?: DocumentPatch;
  /** Why the server refused it for good; kept for a person to look at. */
  dead?: { code: string; message: string };
}

export interface RowStore {
  readonly durable: boolean;
  add(rows: Omit<OutboxRow, 'seq'>[]): Promise<OutboxRow[]>;
  put(row: OutboxRow): Promise<void>;
  all(owner: string): Promise<OutboxRow[]>;
  remove(seqs: number[]): Promise<void>;
}

export function memoryStore(): RowStore {
  let seq = 0;
  const rows = new Map<number, OutboxRow>();
  return {
    durable: false,
    add: async (list) =>
      list.map((r) => {
        const row = { ...r, seq: ++seq };
        rows.set(seq, row);
        return row;
      }),
    put: async (row) => void rows.set(row.seq, row),
    all: async (owner) => [...rows.values()].filter((r) => r.owner === owner),
    remove: async (seqs) => seqs.forEach((s) => rows.delete(s)),
  };
}

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB request failed'));
  });

const committed = (tx: IDBTransaction) =>
  new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = tx.onerror = () => reject(tx.error ?? new Error('IndexedDB transaction failed'));
  });

/** Opens the store; falls back to memory where IndexedDB is missing or refuses (private windows, sandboxes). */
export async function openStore(name = 'widya-outbox'): Promise<RowStore> {
  let db: IDBDatabase;
  try {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('rows', { keyPath: 'seq', autoIncrement: true }).createIndex('owner', 'owner');
    };
    db = await done(request);
    db.onversionchange = () => db.close();
  } catch {
    return memoryStore();
  }
  const rows = (mode: IDBTransactionMode) => db.transaction('rows', mode).objectStore('rows');
  return {
    durable: true,
    async add(list) {
      const store = rows('readwrite');
      // Keys are read as each request succeeds; the promise settles only when the transaction is on disk.
      const requests = list.map((row) => store.add(row));
      await committed(store.transaction);
      return list.map((row, i) => ({ ...row, seq: Number(requests[i]?.result) }));
    },
    async put(row) {
      const store = rows('readwrite');
      store.put(row);
      await committed(store.transaction);
    },
    all: (owner) => done(rows('readonly').index('owner').getAll(owner) as IDBRequest<OutboxRow[]>),
    async remove(seqs) {
      const store = rows('readwrite');
      for (const seq of seqs) store.delete(seq);
      await committed(store.transaction);
    },
  };
}

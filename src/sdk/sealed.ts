// Rows that only their owner can read: on a PC many people use, what waits is encrypted on the disk. Fetched where a page asks
// for it. It stops whoever looks into the files; not a script in the page, and not, while its owner is signed in, who has the
// account of the system.
import { fromBase64, toBase64 } from './base64.js';
import type { NewRow, OutboxRow, RowStore } from './store.js';

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** As it lies on the disk: a shape that stores without the key leave alone. */
type SealedRow = Omit<OutboxRow, 'v' | 'statement' | 'files' | 'document' | 'dead'> & { v: 2; sealed: Sealed };
const isSealed = (row: unknown): row is SealedRow => (row as { v: unknown }).v === 2;

/**
 * Puts a store's rows under AES-GCM. With a secret from the portal (`deviceKey` of its session) the key is on the device only while
 * its owner is signed in: `lock()` takes it away, and the next sign-in brings it back. Without one, the key stays in the browser's
 * own storage, not to be exported by scripts.
 *
 * Rows written before are put under this key as well; those of a key that is not there are left as they are.
 * @param name of the person's database @param owner whose rows they are @param secret 32 bytes, base64url
 * @returns the store itself where there is no `crypto.subtle` (plain http)
 */
export async function sealedStore(
  store: RowStore,
  name: string,
  owner: string,
  secret?: string | null,
): Promise<RowStore> {
  const subtle = (globalThis.crypto as Partial<Crypto>).subtle;
  if (!subtle) return store;
  const kept = await keys(name);
  const before = await kept.get();
  const key = secret
    ? await subtle.importKey('raw', bytesOf(secret), 'AES-GCM', false, ['encrypt', 'decrypt'])
    : (before ?? (await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])));
  const all = before && before !== key ? [key, before] : [key];

  const seal = async (row: NewRow): Promise<NewRow> => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const { v: _, owner, at, ...rest } = row;
    const data = await subtle.encrypt({ name: 'AES-GCM', iv }, key, encode(rest));
    return { v: 2, owner, at, sealed: { iv, data } } as unknown as NewRow;
  };
  /** What was read or written here: a queue is read before each batch. */
  const open = new Map<number, OutboxRow>();
  let isOther = false;
  const unseal = async (row: OutboxRow | SealedRow): Promise<OutboxRow | SealedRow> => {
    if (!isSealed(row)) return row;
    const known = open.get(row.seq);
    if (known) return known;
    for (const k of all) {
      const { iv, data } = row.sealed;
      const text = await subtle.decrypt({ name: 'AES-GCM', iv }, k, data).catch(() => undefined);
      if (!text) continue;
      isOther ||= k !== key;
      const plain: OutboxRow = { ...(decode(text) as OutboxRow), v: 1, seq: row.seq, owner: row.owner, at: row.at };
      open.set(row.seq, plain);
      return plain;
    }
    return row; // of a key that is not here: left alone, as rows of shapes not known
  };
  const read = async (whose: string): Promise<OutboxRow[]> =>
    (await Promise.all((await store.all(whose)).map(unseal))) as OutboxRow[];

  if (!before) await kept.put(key); // before anything is written under it; afterwards where rows of the former are there
  const rows = await read(owner);
  if (isOther || (await store.all(owner)).some((r) => r.v === 1)) {
    // Written before this page asked for it, or under another key. All of them anew, in their order: none may overtake.
    const mine = rows.filter((r) => r.v === 1);
    await store.write({
      add: await Promise.all(mine.map(({ seq: _, ...r }) => seal(r))),
      remove: mine.map((r) => r.seq),
    });
    open.clear();
  }
  await kept.put(key);
  return {
    get durable() {
      return store.durable;
    },
    sealed: true,
    get epoch() {
      return store.epoch;
    },
    async write({ add = [], remove = [] }) {
      const written = await store.write({ add: await Promise.all(add.map(seal)), remove });
      for (const seq of remove) open.delete(seq);
      return add.map((row, i) => {
        const seq = written[i]?.seq ?? 0;
        open.set(seq, { ...row, seq });
        return { ...row, seq };
      });
    },
    all: read,
    lock: async () => (secret ? kept.remove() : undefined),
    close() {
      store.close();
      kept.close();
    },
    async destroy() {
      await kept.remove().catch(() => undefined);
      kept.close();
      await store.destroy();
    },
  };
}

/** The key's own place: a database, because only there a key can lie that no script can read. */
async function keys(name: string) {
  const ask = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no error'));
    });
  const request = indexedDB.open('widya-keys', 1);
  request.onupgradeneeded = () => void request.result.createObjectStore('keys');
  const db = await ask(request);
  const at = (mode: IDBTransactionMode) => db.transaction('keys', mode).objectStore('keys');
  return {
    get: async () => (await ask(at('readonly').get(name))) as CryptoKey | undefined,
    put: (key: CryptoKey) => ask(at('readwrite').put(key, name)),
    remove: () => ask(at('readwrite').delete(name)),
    close: () => db.close(),
  };
}

const bytesOf = (base64url: string) => fromBase64(base64url.replace(/-/g, '+').replace(/_/g, '/'));

const encode = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(
    JSON.stringify(value, (_key, v: unknown) => (v instanceof Uint8Array ? { $bytes: toBase64(v) } : v)),
  );

const decode = (data: ArrayBuffer): unknown =>
  JSON.parse(new TextDecoder().decode(data), (_key, v: unknown) =>
    typeof v === 'object' && v !== null && '$bytes' in v ? fromBase64(String(v.$bytes)) : v,
  );

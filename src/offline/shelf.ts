// What was downloaded: files by their address, the parts of one that is still coming, and units, each the files of one block of a
// course. In IndexedDB, which plain http pages have as well.
import { kept, type Shelf } from '../core/kept.js';

/** One block of a course on this device. */
export interface Unit {
  /** Course and block; `unitId` makes it. */
  id: string;
  course: string;
  /** The block, or '' for the lessons outside of any. */
  block: string;
  title: string;
  /** Page on which it is opened. */
  page: string;
  files: string[];
  /** Packages, and the hash each is known by on the content host. */
  packages: { url: string; hash: string }[];
  /** Bytes of both. */
  size: number;
  /** All of it is here. */
  complete: boolean;
  /** Of films only the sound. */
  soundOnly: boolean;
  /** When it was downloaded, when it was opened last; milliseconds since 1970. */
  at: number;
  used: number;
}

export interface KeptFile {
  url: string;
  blob: Blob;
  /** What the server calls this version: its ETag, else when it was changed. */
  tag: string;
  at: number;
}

/** A piece of a file on its way. `tag` as of a whole file. */
export interface Part {
  from: number;
  blob: Blob;
  tag: string;
  /** Of the whole. */
  type: string;
}

export const unitId = (course: string, block: string): string => `${course}\n${block}`;

/** Shown by elements; everything else is read as text, whose relative addresses need its own. */
const ELEMENTS = /^(?:image|audio|video)\/|^application\/pdf|^text\/vtt/;
/**
 * What a file may be when it is shown: an address of this page's origin must never be a document with scripts, whatever the server
 * has called it.
 */
export const safeType = (type: string, url: string): string => {
  const clean = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (ELEMENTS.test(clean) || /^(?:text\/(?:plain|markdown)|application\/(?:json|zip))$/.test(clean)) return clean;
  const ending = /\.(vtt|pdf|md|json|zip)$/i.exec(url.split(/[?#]/, 1)[0] ?? '')?.[1]?.toLowerCase();
  const types: Record<string, string> = {
    vtt: 'text/vtt',
    pdf: 'application/pdf',
    md: 'text/markdown',
    json: 'application/json',
    zip: 'application/zip',
  };
  return types[ending ?? ''] ?? 'application/octet-stream';
};

/** Read by core/kept.ts before anything of this file is fetched. */
function markKept(is: boolean): void {
  try {
    if (is) localStorage.setItem('widya:offline', '1');
    else localStorage.removeItem('widya:offline');
  } catch {
    // Then it is found in the page that made it alone.
  }
}

/** What is here is taken when the server has not begun to answer after this long, in milliseconds. */
const SLOW = 4000;
const NAME = 'widya-offline';
const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no error'));
  });
/** On the disk, not only asked for. */
const settled = (tx: IDBTransaction) =>
  new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error ?? new DOMException('aborted', 'QuotaExceededError'));
  });

export class Downloads implements Shelf {
  #db: IDBDatabase;
  #files = new Map<string, KeptFile>();
  #units = new Map<string, Unit>();
  #shown = new Map<string, string>();
  /** Tells other places of this page. */
  readonly changes = new EventTarget();

  private constructor(db: IDBDatabase) {
    this.#db = db;
  }

  /** @throws where there is no IndexedDB to use */
  static async open(name = NAME): Promise<Downloads> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('files', { keyPath: 'url' });
      request.result.createObjectStore('units', { keyPath: 'id' });
      // By file and place in it: in order.
      request.result.createObjectStore('parts');
    };
    const db = await done(request);
    db.onversionchange = () => db.close();
    const self = new Downloads(db);
    await self.read();
    return self;
  }

  /** Another tab may have changed it. */
  async read(): Promise<void> {
    const tx = this.#db.transaction(['files', 'units']);
    const [files, units] = await Promise.all([
      done(tx.objectStore('files').getAll() as IDBRequest<KeptFile[]>),
      done(tx.objectStore('units').getAll() as IDBRequest<Unit[]>),
    ]);
    this.#files = new Map(files.map((f) => [f.url, f]));
    this.#units = new Map(units.map((u) => [u.id, u]));
  }

  // Files

  file(url: string): KeptFile | undefined {
    return this.#files.get(url);
  }

  url(address: string): string | undefined {
    const file = this.#files.get(address);
    if (!file || !ELEMENTS.test(file.blob.type)) return undefined;
    const known = this.#shown.get(address);
    if (known !== undefined) return known;
    const url = URL.createObjectURL(file.blob);
    this.#shown.set(address, url);
    return url;
  }

  response(address: string): Response | undefined {
    const own = address.startsWith('blob:')
      ? [...this.#shown].find(([, shown]) => shown === address)?.[0]
      : address.split('#', 1)[0];
    const file = this.#files.get(own ?? '');
    return file && new Response(file.blob, { headers: { 'content-type': file.blob.type } });
  }

  get(address: string, ask: () => Promise<Response>): Promise<Response> | undefined {
    const here = this.response(address);
    if (!here) return undefined;
    if (!navigator.onLine || address.startsWith('blob:')) return Promise.resolve(here);
    const slow = new Promise<Response>((resolve) => setTimeout(resolve, SLOW, here));
    // A page to sign in, a server that is being mended, no network: what is here is the lesson.
    const asked = ask().then(
      (response) => (response.ok || response.status === 404 ? response : here),
      () => here,
    );
    return Promise.race([asked, slow]);
  }

  /** @throws a `QuotaExceededError` when there is no room; then nothing has changed */
  async putFile(file: KeptFile): Promise<void> {
    const tx = this.#db.transaction(['files', 'parts'], 'readwrite');
    tx.objectStore('files').put(file);
    tx.objectStore('parts').delete(range(file.url));
    await settled(tx);
    this.#forgetUrl(file.url);
    // As it is on the disk: the one that was put may hold all of it in memory.
    this.#files.set(file.url, (await done(this.#files_().get(file.url) as IDBRequest<KeptFile | undefined>)) ?? file);
  }

  /** It is fetched anew. */
  async forgetFile(url: string): Promise<void> {
    const tx = this.#db.transaction(['files', 'parts'], 'readwrite');
    tx.objectStore('files').delete(url);
    tx.objectStore('parts').delete(range(url));
    await settled(tx);
    this.#files.delete(url);
    this.#forgetUrl(url);
  }

  // Parts

  parts(url: string): Promise<Part[]> {
    return done(this.#db.transaction('parts').objectStore('parts').getAll(range(url)) as IDBRequest<Part[]>);
  }

  async putPart(url: string, part: Part): Promise<void> {
    const tx = this.#db.transaction('parts', 'readwrite');
    tx.objectStore('parts').put(part, [url, part.from]);
    await settled(tx);
  }

  async dropParts(url: string): Promise<void> {
    const tx = this.#db.transaction('parts', 'readwrite');
    tx.objectStore('parts').delete(range(url));
    await settled(tx);
  }

  // Units

  get units(): Unit[] {
    return [...this.#units.values()];
  }
  unit(id: string): Unit | undefined {
    return this.#units.get(id);
  }

  async putUnit(unit: Unit): Promise<void> {
    const tx = this.#db.transaction('units', 'readwrite');
    tx.objectStore('units').put(unit);
    await settled(tx);
    this.#units.set(unit.id, unit);
    markKept(true);
    this.#changed();
  }

  /** It was opened: others go first when there is no room. */
  async touch(id: string): Promise<void> {
    const unit = this.#units.get(id);
    if (unit) await this.putUnit({ ...unit, used: Date.now() });
  }

  /** A unit with the files that no other one needs. @returns the packages nobody needs any more */
  async remove(id: string): Promise<Unit['packages']> {
    const unit = this.#units.get(id);
    if (!unit) return [];
    const others = this.units.filter((u) => u.id !== id);
    const needed = new Set(others.flatMap((u) => u.files));
    const packages = new Set(others.flatMap((u) => u.packages.map((p) => p.url)));
    const tx = this.#db.transaction(['units', 'files', 'parts'], 'readwrite');
    tx.objectStore('units').delete(id);
    const gone = unit.files.filter((url) => !needed.has(url));
    for (const url of [...gone, ...unit.packages.map((p) => p.url)]) {
      tx.objectStore('files').delete(url);
      tx.objectStore('parts').delete(range(url));
    }
    await settled(tx);
    this.#units.delete(id);
    for (const url of gone) {
      this.#files.delete(url);
      this.#forgetUrl(url);
    }
    if (this.#units.size === 0) markKept(false);
    this.#changed();
    return unit.packages.filter((p) => !packages.has(p.url));
  }

  /** The unit that was not used for longest. @param but not this one */
  oldest(but?: string): Unit | undefined {
    return this.units.filter((u) => u.id !== but && u.files.length > 0).sort((a, b) => a.used - b.used)[0];
  }

  async makeRoom(): Promise<void> {
    const oldest = this.oldest();
    if (!oldest) throw new DOMException('nothing is left to remove', 'QuotaExceededError');
    const packages = await this.remove(oldest.id);
    // They lie on the content host, which is not at hand here: still known, so that somebody can remove them.
    if (packages.length > 0) await this.putUnit({ ...oldest, files: [], packages, complete: false });
  }

  close(): void {
    for (const url of [...this.#shown.keys()]) this.#forgetUrl(url);
    this.#db.close();
  }

  #files_(): IDBObjectStore {
    return this.#db.transaction('files').objectStore('files');
  }
  /** What an element shows now goes on being shown: it has the file open. */
  #forgetUrl(address: string): void {
    const url = this.#shown.get(address);
    if (url === undefined) return;
    this.#shown.delete(address);
    URL.revokeObjectURL(url);
  }
  #changed(): void {
    this.changes.dispatchEvent(new Event('change'));
  }
}

const range = (url: string): IDBKeyRange => IDBKeyRange.bound([url], [url, []]);

let opened: Promise<Downloads> | undefined;

/** The one of this page. */
export function openShelf(): Promise<Downloads> {
  opened ??= Downloads.open().then((shelf) => {
    return (kept.on = shelf);
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

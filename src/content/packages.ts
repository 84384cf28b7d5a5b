// Packages unpacked into the browser's cache, one cache each, named by the hash of the package. The service worker serves them.
import { readDirectory, streamOf } from '../formats/zip-blob.js';
import { WidyaError } from '../sdk/errors.js';
import { LinkError } from './link.js';
import { contentSecurityPolicy, mediaType } from './media-types.js';

/** What is kept of an installed package. */
export interface Installed {
  hash: string;
  /** Bytes unpacked. */
  size: number;
  files: string[];
  /** When it was last opened; ISO 8601. */
  used: string;
}

const PREFIX = 'widya-package:';
const NOTE = '.widya-package';
/** The folder the content host is in, with a slash at its end. */
const here = (): string => new URL('.', location.href).href;
export const baseOf = (hash: string): string => `${here()}p/${hash}/`;
/** Each part by itself, so that a `%` or `#` in a file's name stays in it. */
const urlOf = (hash: string, path: string): string => baseOf(hash) + path.split('/').map(encodeURIComponent).join('/');

async function noteOf(hash: string): Promise<Installed | undefined> {
  if (!(await caches.has(PREFIX + hash))) return undefined;
  const note = await (await caches.open(PREFIX + hash)).match(urlOf(hash, NOTE));
  return note && ((await note.json()) as Installed);
}

async function writeNote(installed: Installed): Promise<void> {
  const cache = await caches.open(PREFIX + installed.hash);
  await cache.put(urlOf(installed.hash, NOTE), new Response(JSON.stringify(installed)));
}

/** Undefined when it is not here, or not whole. */
export async function find(hash: string): Promise<Installed | undefined> {
  const note = await noteOf(hash);
  if (note) await writeNote({ ...note, used: new Date().toISOString() });
  return note;
}

/** All that are here, those not used for longest first. */
export async function list(): Promise<Installed[]> {
  const hashes = (await caches.keys()).filter((k) => k.startsWith(PREFIX)).map((k) => k.slice(PREFIX.length));
  const notes = await Promise.all(hashes.map(noteOf));
  return notes.filter((n) => n !== undefined).sort((a, b) => a.used.localeCompare(b.used));
}

export async function remove(hash: string): Promise<void> {
  await caches.delete(PREFIX + hash);
}

/**
 * Unpacks a package. All of it is there afterwards, or nothing.
 * @throws LinkError naming the entry that is refused, or that there is no room
 */
export async function install(
  hash: string,
  blob: Blob,
  progress: (done: number, total: number) => void,
): Promise<Installed> {
  await remove(hash);
  const entries = await readDirectory(blob);
  const total = entries.reduce((sum, e) => sum + e.size, 0);
  const { quota = Infinity, usage = 0 } = await (navigator.storage?.estimate?.() ??
    Promise.resolve({ quota: Infinity }));
  if (total > quota - usage) throw new LinkError('no-room', String(total - (quota - usage)));
  let done = 0;
  try {
    const cache = await caches.open(PREFIX + hash);
    for (const entry of entries) {
      const headers = {
        'content-type': mediaType(entry.path),
        'content-length': String(entry.size),
        'x-content-type-options': 'nosniff',
        'content-security-policy': contentSecurityPolicy,
        'referrer-policy': 'no-referrer',
      };
      await cache.put(urlOf(hash, entry.path), new Response(await streamOf(blob, entry), { headers }));
      done += entry.size;
      progress(done, total);
    }
    const installed = { hash, size: total, files: entries.map((e) => e.path), used: new Date().toISOString() };
    await writeNote(installed);
    return installed;
  } catch (cause) {
    await remove(hash);
    if (cause instanceof LinkError || cause instanceof WidyaError) throw cause;
    const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
    throw new LinkError(
      full ? 'no-room' : `cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/** One file; undefined when there is none. */
export async function read(hash: string, path: string): Promise<ArrayBuffer | undefined> {
  const response = await (await caches.open(PREFIX + hash)).match(urlOf(hash, path));
  return response?.arrayBuffer();
}

/** The answer to a request for a file of a package, parts of it where a player asks for them (RFC 9110 14.2). */
export async function serve(request: Request, hash: string): Promise<Response> {
  const url = new URL(request.url);
  const wanted = url.origin + url.pathname + (url.pathname.endsWith('/') ? 'index.html' : '');
  const cache = (await caches.has(PREFIX + hash)) ? await caches.open(PREFIX + hash) : undefined;
  // As written, else as we write it: packages link to their files with and without escapes.
  const found =
    (await cache?.match(wanted)) ?? (await cache?.match(urlOf(hash, decoded(wanted.slice(baseOf(hash).length)))));
  if (!found)
    return new Response('There is no such file in this package.\n', {
      status: 404,
      headers: { 'content-type': 'text/plain' },
    });
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
  if (!range || (!range[1] && !range[2])) return found;
  const blob = await found.blob();
  const start = range[1] ? Number(range[1]) : Math.max(0, blob.size - Number(range[2]));
  const end = range[1] && range[2] ? Math.min(Number(range[2]), blob.size - 1) : blob.size - 1;
  const headers = new Headers(found.headers);
  if (start > end) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${blob.size}` } });
  headers.set('content-range', `bytes ${start}-${end}/${blob.size}`);
  headers.set('content-length', String(end - start + 1));
  headers.set('accept-ranges', 'bytes');
  return new Response(blob.slice(start, end + 1), { status: 206, headers });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

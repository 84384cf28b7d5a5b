// A zip read where it lies: its directory first, then file by file, inflated by the browser as a stream. A package with video of
// hundreds of megabytes never stands in memory, and what is wrong with it is known before anything is unpacked.
import { WidyaError } from '../sdk/errors.js';
import { safeName } from './format.js';

export interface ZipEntry {
  /** Inside the package: no leading slash, no `..`. */
  path: string;
  /** 0 stored, 8 deflated. */
  method: number;
  /** Bytes unpacked, and in the package. */
  size: number;
  packed: number;
  /** Where its local header begins. */
  offset: number;
}

/** What a package may be. */
export const PACKAGE_LIMITS = { files: 20_000, file: 2_000_000_000, total: 4_000_000_000, ratio: 200 };

const fault = (message: string, entry?: string): WidyaError =>
  new WidyaError('data/invalid', message, entry === undefined ? {} : { place: entry.slice(0, 120) });
const refuse = (message: string, entry?: string): never => {
  throw fault(message, entry);
};
const view = async (blob: Blob, from: number, to: number): Promise<DataView> =>
  new DataView(await blob.slice(from, to).arrayBuffer());
/** A 64-bit number that a file of ours can have. */
const big = (v: DataView, at: number): number => Number(v.getBigUint64(at, true));

/** Where the directory is: the end record, or the one of Zip64 (APPNOTE 4.3.14 to 4.3.16). */
async function directoryAt(blob: Blob): Promise<{ offset: number; size: number; count: number }> {
  const from = Math.max(0, blob.size - 65_557);
  const tail = await view(blob, from, blob.size);
  for (let i = tail.byteLength - 22; i >= 0; i--) {
    if (tail.getUint32(i, true) !== 0x06054b50) continue;
    const count = tail.getUint16(i + 10, true);
    const size = tail.getUint32(i + 12, true);
    const offset = tail.getUint32(i + 16, true);
    if (count !== 0xffff && size !== 0xffffffff && offset !== 0xffffffff) return { offset, size, count };
    const locator = i - 20;
    if (locator < 0 || tail.getUint32(locator, true) !== 0x07064b50) return { offset, size, count };
    const end = await view(blob, big(tail, locator + 8), big(tail, locator + 8) + 56);
    if (end.byteLength < 56 || end.getUint32(0, true) !== 0x06064b50) return refuse('is a zip whose end is broken');
    return { count: big(end, 32), size: big(end, 40), offset: big(end, 48) };
  }
  return refuse('is no zip, or was cut off');
}

/**
 * The files of a package. Refused: names that lead out of it or stand twice, too many or too large files, and those that swell
 * as no content does.
 * @throws WidyaError `data/invalid` with the entry as its place
 */
export async function readDirectory(blob: Blob, limits = PACKAGE_LIMITS): Promise<ZipEntry[]> {
  const at = await directoryAt(blob);
  if (at.count > limits.files * 2 || at.size > 64_000_000) return refuse(`has more than ${limits.files} files`);
  const dir = await view(blob, at.offset, at.offset + at.size);
  const decoder = new TextDecoder();
  const entries: ZipEntry[] = [];
  const seen = new Set<string>();
  let total = 0;
  let p = 0;
  for (let n = 0; n < at.count; n++) {
    if (p + 46 > dir.byteLength || dir.getUint32(p, true) !== 0x02014b50)
      return refuse('has a directory that is broken');
    const flags = dir.getUint16(p + 8, true);
    const method = dir.getUint16(p + 10, true);
    let packed = dir.getUint32(p + 20, true);
    let size = dir.getUint32(p + 24, true);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => dir.getUint16(p + o, true)) as [
      number,
      number,
      number,
    ];
    let offset = dir.getUint32(p + 42, true);
    const end = p + 46 + nameLength + extraLength + commentLength;
    if (end > dir.byteLength) return refuse('has a directory that is broken');
    const name = decoder.decode(new Uint8Array(dir.buffer, dir.byteOffset + p + 46, nameLength));
    for (let e = p + 46 + nameLength; e + 4 <= end - commentLength;) {
      const [id, length] = [dir.getUint16(e, true), dir.getUint16(e + 2, true)];
      if (id === 1 && e + 4 + length <= end) {
        // Zip64: only what did not fit above, in this order.
        let q = e + 4;
        if (size === 0xffffffff) [size, q] = [big(dir, q), q + 8];
        if (packed === 0xffffffff) [packed, q] = [big(dir, q), q + 8];
        if (offset === 0xffffffff) offset = big(dir, q);
      }
      e += 4 + length;
    }
    p = end;
    if (name.endsWith('/')) continue;
    const path = safeName(name);
    if (path === undefined || /[\u0000-\u001f]/.test(path)) return refuse('leads out of the package', name);
    if (seen.has(path.toLowerCase())) return refuse('is there twice', name);
    seen.add(path.toLowerCase());
    if (flags & 1) return refuse('is encrypted', name);
    if (method !== 0 && method !== 8) return refuse('is packed in a way that is not known', name);
    if (seen.size > limits.files) return refuse(`has more than ${limits.files} files`);
    total += size;
    if (size > limits.file || total > limits.total) return refuse('is too large unpacked', name);
    if (size > 1_000_000 && size > packed * limits.ratio)
      return refuse('swells when unpacked, as no content does', name);
    entries.push({ path, method, size, packed, offset });
  }
  return entries;
}

/** The content of a file; fails when it is longer than its entry says. */
export async function streamOf(blob: Blob, entry: ZipEntry): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const head = await view(blob, entry.offset, entry.offset + 30);
  if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50)
    return refuse('is not where the directory says', entry.path);
  const start = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const raw = blob.slice(start, start + entry.packed).stream() as ReadableStream<Uint8Array<ArrayBuffer>>;
  const plain = entry.method === 0 ? raw : raw.pipeThrough(new DecompressionStream('deflate-raw'));
  let left = entry.size;
  return plain.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        left -= chunk.length;
        if (left < 0) controller.error(fault('is longer than the package says', entry.path));
        else controller.enqueue(chunk);
      },
      flush(controller) {
        if (left > 0) controller.error(fault('is shorter than the package says', entry.path));
      },
    }),
  );
}

/** A small file whole. */
export async function bytesOf(blob: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(await streamOf(blob, entry)).arrayBuffer());
}

// Zip files of strangers: what leads out of the package, repeats a name or swells is refused before it is unpacked.
import { unzipSync } from 'fflate';
import { WidyaError } from '../sdk/errors.js';
import { safeName } from './format.js';

/** More than any quiz with pictures is. */
export const ZIP_LIMITS = { files: 2000, file: 50_000_000, total: 200_000_000, ratio: 200 };

export const isZip = (data: Uint8Array): boolean =>
  data[0] === 0x50 && data[1] === 0x4b && data[2] === 3 && data[3] === 4;

/** Names of the files in it, without unpacking any; empty when it is no zip. */
export function zipNames(data: Uint8Array): string[] {
  const names: string[] = [];
  try {
    unzipSync(data, { filter: (file) => (names.push(file.name), false) });
  } catch {
    // Not a zip, or a broken one: reading it says so.
  }
  return names;
}

/**
 * Files by their name.
 * @param wanted which to unpack; all when absent
 * @throws WidyaError `data/invalid` naming the entry
 */
export function readZip(
  data: Uint8Array,
  name: string,
  wanted: (path: string) => boolean = () => true,
  limits: { files: number; file: number; total: number } = ZIP_LIMITS,
): Map<string, Uint8Array<ArrayBuffer>> {
  const refuse = (message: string, entry = ''): never => {
    throw new WidyaError('data/invalid', message, { place: entry ? `${name}: ${entry.slice(0, 120)}` : name });
  };
  const seen = new Set<string>();
  const safe = new Map<string, string>();
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(data, {
      filter: (file) => {
        if (file.name.endsWith('/')) return false;
        const path = safeName(file.name);
        if (path === undefined) return refuse('leads out of the package', file.name);
        const key = path.toLowerCase();
        if (seen.has(key)) refuse('is there twice', file.name);
        seen.add(key);
        if (seen.size > limits.files) refuse(`has more than ${limits.files} files`);
        if (!wanted(path)) return false;
        total += file.originalSize;
        if (file.originalSize > limits.file || total > limits.total) refuse('is too large unpacked', file.name);
        // A header that lies about the size cuts its own file: no more is unpacked than it says.
        if (file.originalSize > 1_000_000 && file.originalSize > file.size * ZIP_LIMITS.ratio)
          refuse('swells when unpacked, as no picture or text does', file.name);
        safe.set(file.name, path);
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof WidyaError) throw cause;
    return refuse(`is no zip that can be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return new Map([...safe].map(([entry, path]) => [path, files[entry] as Uint8Array<ArrayBuffer>]));
}

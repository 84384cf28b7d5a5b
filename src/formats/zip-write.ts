// Apart from reading: a page that opens a package writes none.
import { zipSync } from 'fflate';

/** Files → a zip; the same files give the same bytes. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  return zipSync(Object.fromEntries(files), {
    mtime: new Date(Date.UTC(2020, 0, 1, 12)),
    level: 6,
  }) as Uint8Array<ArrayBuffer>;
}

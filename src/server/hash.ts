// Hashes of the LRS. Node's own where there is Node; in a page the SDK's SHA-1, since plain http pages have no crypto.subtle.
import { sha1 } from '../sdk/uuid-from.js';

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
const encoder = new TextEncoder();
// Asked for at run time, not imported: this file also runs in pages.
const native = typeof process === 'object' ? process.getBuiltinModule?.('node:crypto') : undefined;

export const sha1Hex = (data: Uint8Array | string): string =>
  native
    ? native.createHash('sha1').update(data).digest('hex')
    : toHex(sha1(typeof data === 'string' ? encoder.encode(data) : data));

const subtleNames: Record<number, string> = { 64: 'SHA-256', 96: 'SHA-384', 128: 'SHA-512' };

/**
 * Whether `hex` is the SHA-2 of the bytes (224, 256, 384 or 512 bits, told by its length).
 * Undefined where it cannot be told: a plain http page has no SHA-2, and no browser has SHA-224.
 */
export async function isSha2Of(hex: string, bytes: Uint8Array): Promise<boolean | undefined> {
  if (native)
    return (
      native
        .createHash(`sha${hex.length * 4}`)
        .update(bytes)
        .digest('hex') === hex
    );
  const name = subtleNames[hex.length];
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  if (!name || !subtle) return undefined;
  return toHex(new Uint8Array(await subtle.digest(name, bytes as Uint8Array<ArrayBuffer>))) === hex;
}

// SHA-1 is the SDK's; SHA-2 by the platform where it has it, which plain http pages do not.
import { sha1 } from '../sdk/uuid.js';

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
const encoder = new TextEncoder();

export const sha1Hex = (data: Uint8Array | string): string =>
  toHex(sha1(typeof data === 'string' ? encoder.encode(data) : data));

const names: Record<number, string> = { 64: 'SHA-256', 96: 'SHA-384', 128: 'SHA-512' };

/**
 * SHA-2 in hexadecimal, of the length that `like` has.
 * @returns null where it cannot be computed: SHA-224, or a page without crypto.subtle
 */
export async function sha2Hex(data: Uint8Array, like: string): Promise<string | null> {
  const name = names[like.length];
  if (!name || !globalThis.crypto?.subtle) return null;
  return toHex(new Uint8Array(await crypto.subtle.digest(name, data as BufferSource)));
}

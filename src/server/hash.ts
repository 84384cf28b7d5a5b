// Hashes of the LRS. SHA-1 is the SDK's own, since plain http pages have no crypto.subtle.
import { sha1 } from '../sdk/uuid.js';

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
const encoder = new TextEncoder();

export const sha1Hex = (data: Uint8Array | string): string =>
  toHex(sha1(typeof data === 'string' ? encoder.encode(data) : data));

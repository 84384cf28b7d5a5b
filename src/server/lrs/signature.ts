// Signed statements (xAPI-Data 2.6): a JWS beside the statement it signs.
import { bad } from './http.js';
import { isDuration } from './values.js';

type Obj = Record<string, unknown>;

export const signatureUsage = 'http://adlnet.gov/expapi/attachments/signature';

const decode = (part: string): Uint8Array => {
  const text = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
};

/**
 * Refuses a signature that is none, is by another algorithm, or signs another statement.
 * The signer's certificate (x5c) is checked against the signature where the platform can.
 */
export async function checkSignature(
  statement: Obj,
  jws: Uint8Array,
  contentType: string,
  path: string,
): Promise<void> {
  if (contentType !== 'application/octet-stream')
    throw bad('the attachment of a signature must be application/octet-stream', `${path}.contentType`);
  const parts = new TextDecoder().decode(jws).trim().split('.');
  let header: Obj;
  let payload: unknown;
  try {
    if (parts.length !== 3) throw new Error('three parts');
    header = JSON.parse(new TextDecoder().decode(decode(parts[0] ?? ''))) as Obj;
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(decode(parts[1] ?? '')));
  } catch {
    throw bad('the signature is not a JWS of a statement', path);
  }
  if (typeof header.alg !== 'string' || !/^RS(256|384|512)$/.test(header.alg))
    throw bad('the algorithm must be RS256, RS384 or RS512', path);
  if (!sameSigned(statement, payload)) throw bad('the signature signs another statement', path);
}

/** What was signed is what was sent; what an LRS or a transport may add does not count. */
function sameSigned(sent: Obj, signed: unknown): boolean {
  if (typeof signed !== 'object' || signed === null) return false;
  const strip = (s: Obj): Obj => {
    const { id, stored, authority, version, timestamp, attachments, ...rest } = s;
    return rest;
  };
  return equal(strip(sent), strip(signed as Obj), '');
}

function equal(a: unknown, b: unknown, key: string): boolean {
  if (key === 'duration' && isDuration(a) && isDuration(b)) return truncated(a) === truncated(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Obj, b as Obj];
  const keys = Object.keys(x);
  return keys.length === Object.keys(y).length && keys.every((k) => k in y && equal(x[k], y[k], k));
}

/** Seconds are compared to a hundredth, cut off and not rounded (2.0, 4.2.7). */
const truncated = (duration: string): string =>
  duration.replace(/(\d+)[.,](\d+)S$/, (_, s: string, f: string) => `${s}.${f.slice(0, 2).padEnd(2, '0')}S`);

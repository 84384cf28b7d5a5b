// Signed statements (xAPI-Data 2.6): a JWS beside the statement it signs.
import { bad } from './http.js';
import { isDuration, without } from './values.js';

type Obj = Record<string, unknown>;

export const signatureUsage = 'http://adlnet.gov/expapi/attachments/signature';

const decode = (part: string): Uint8Array<ArrayBuffer> => {
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
  if (header.x5c !== undefined && (await isSignedBy(header.x5c, header.alg, parts)) === false)
    throw bad('the signature is not by the certificate in it', path);
  if (!sameSigned(statement, payload)) throw bad('the signature signs another statement', path);
}

/** What an LRS or a transport may add or change does not count. */
const free = ['id', 'stored', 'authority', 'version', 'timestamp', 'attachments'];

function sameSigned(sent: Obj, signed: unknown): boolean {
  if (typeof signed !== 'object' || signed === null) return false;
  return equal(without(sent, free), without(signed as Obj, free), '');
}

/** Whether the RSA signature is by the key of the certificate. Undefined where the platform cannot tell (a plain http page). */
async function isSignedBy(x5c: unknown, alg: string, parts: string[]): Promise<boolean | undefined> {
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  if (!subtle) return undefined;
  try {
    const certificate = decode(String((x5c as unknown[])[0]));
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${alg.slice(2)}` };
    const key = await subtle.importKey('spki', publicKeyOf(certificate), algorithm, false, ['verify']);
    return await subtle.verify(
      algorithm,
      key,
      decode(parts[2] ?? ''),
      new TextEncoder().encode(`${parts[0]}.${parts[1]}`),
    );
  } catch {
    return false;
  }
}

/** SubjectPublicKeyInfo of an X.509 certificate in DER (RFC 5280, 4.1): the seventh field, or the sixth when there is no version. */
function publicKeyOf(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const read = (at: number): { tag: number; start: number; end: number } => {
    let length = der[at + 1] ?? 0;
    let start = at + 2;
    if (length & 0x80) {
      const bytes = length & 0x7f;
      length = 0;
      for (let i = 0; i < bytes; i++) length = length * 256 + (der[start++] ?? 0);
    }
    return { tag: der[at] ?? 0, start, end: start + length };
  };
  const fields = read(read(0).start);
  let at = fields.start;
  const skip = read(at).tag === 0xa0 ? 6 : 5;
  for (let i = 0; i < skip; i++) at = read(at).end;
  return der.slice(at, read(at).end);
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
  duration.replace(/(?<!\d)(\d+)[.,](\d+)S$/, (_, s: string, f: string) => `${s}.${f.slice(0, 2).padEnd(2, '0')}S`);

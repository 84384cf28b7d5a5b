// SHA-256 (FIPS 180-4): the browser's own where it may be used, ours on plain http pages, which have no crypto.subtle.

/** Lower-case hexadecimal SHA-256 of the bytes. */
export async function sha256(data: Uint8Array): Promise<string> {
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  return toHex(subtle ? new Uint8Array(await subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>)) : digest(data));
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/** The first 32 bits of the fraction of a root of each prime: where the standard's constants come from. */
function roots(count: number, power: number): Int32Array<ArrayBuffer> {
  const out = new Int32Array(count);
  for (let n = 2, found = 0; found < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) out[found++] = (n ** power % 1) * 0x1_0000_0000;
  }
  return out;
}

/** Exported for its test: browsers and Node have one of their own. */
export function digest(message: Uint8Array): Uint8Array {
  const k = roots(64, 1 / 3);
  const h = roots(8, 1 / 2);
  const length = (((message.length + 8) >> 6) << 6) + 64;
  const data = new Uint8Array(length);
  data.set(message);
  data[message.length] = 0x80;
  const view = new DataView(data.buffer);
  view.setUint32(length - 8, Math.floor(message.length / 0x2000_0000));
  view.setUint32(length - 4, message.length << 3);
  const w = new Int32Array(64);
  const turn = (x: number, n: number) => (x >>> n) | (x << (32 - n));
  for (let offset = 0; offset < length; offset += 64) {
    let [a, b, c, d, e, f, g, i] = h as unknown as [number, number, number, number, number, number, number, number];
    for (let t = 0; t < 64; t++) {
      if (t < 16) w[t] = view.getInt32(offset + t * 4);
      else {
        const x = w[t - 15]!;
        const y = w[t - 2]!;
        w[t] =
          (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)) + w[t - 16]! + w[t - 7]!;
      }
      const one = (i + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[t]! + w[t]!) | 0;
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [i, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, i].forEach((v, n) => (h[n] = h[n]! + v));
  }
  const out = new DataView(new ArrayBuffer(32));
  h.forEach((v, n) => out.setInt32(n * 4, v));
  return new Uint8Array(out.buffer);
}

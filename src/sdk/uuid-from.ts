// UUIDs that follow from a name. Apart from the random ones, which are all that most pages need at first.
import { hex, stamp } from './uuid.js';

/** The same UUID for the same name, on every device (RFC 9562 version 5, namespace URL). */
export function uuidFrom(name: string): string {
  const text = new TextEncoder().encode(name);
  const input = new Uint8Array(16 + text.length);
  input.set([0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8]);
  input.set(text, 16);
  return hex(stamp(sha1(input).slice(0, 16), 5));
}

/** SHA-1 (FIPS 180-4). For identifiers, not for secrets. */
export function sha1(message: Uint8Array): Uint8Array {
  const length = (((message.length + 8) >> 6) << 6) + 64;
  const data = new Uint8Array(length);
  data.set(message);
  data[message.length] = 0x80;
  const view = new DataView(data.buffer);
  view.setUint32(length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(length - 4, message.length << 3);

  let [a0, b0, c0, d0, e0] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Int32Array(80);
  for (let offset = 0; offset < length; offset += 64) {
    for (let i = 0; i < 80; i++) {
      if (i < 16) w[i] = view.getInt32(offset + i * 4);
      else {
        const x = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!;
        w[i] = (x << 1) | (x >>> 31);
      }
    }
    let [a, b, c, d, e] = [a0, b0, c0, d0, e0];
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (((a << 5) | (a >>> 27)) + f + e + k + w[i]!) | 0;
      [e, d, c, b, a] = [d, c, (b << 30) | (b >>> 2), a, next];
    }
    a0 = (a0 + a) | 0;
    b0 = (b0 + b) | 0;
    c0 = (c0 + c) | 0;
    d0 = (d0 + d) | 0;
    e0 = (e0 + e) | 0;
  }
  const out = new DataView(new ArrayBuffer(20));
  [a0, b0, c0, d0, e0].forEach((v, i) => out.setInt32(i * 4, v));
  return new Uint8Array(out.buffer);
}

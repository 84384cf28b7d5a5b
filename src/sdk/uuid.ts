// UUIDs without secure-context features: plain http:// intranets have no crypto.randomUUID and no crypto.subtle.

export const hex = (bytes: Uint8Array): string => {
  const s = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return `${s.slice(0, 8)}-${s.slice(8, 12)}-${s.slice(12, 16)}-${s.slice(16, 20)}-${s.slice(20, 32)}`;
};

export const stamp = (bytes: Uint8Array, version: number): Uint8Array => {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
};

/** A random UUID (RFC 9562 version 4). */
export function uuid(): string {
  return hex(stamp(crypto.getRandomValues(new Uint8Array(16)), 4));
}

// Single values of xAPI: what is one and what is not. Linear patterns only.

/** An absolute IRI: a scheme, then anything without spaces, controls and the characters RFC 3987 leaves out. */
const iriPattern = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\u0000-\u001f]+$/;
export const isIri = (v: unknown): v is string => typeof v === 'string' && iriPattern.test(v);

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** RFC 4122, any case; versions 1 to 8 and the variant of the RFC. */
export const isUuid = (v: unknown): v is string =>
  typeof v === 'string' && uuidPattern.test(v) && /^[1-8]$/.test(v.charAt(14)) && /^[89ab]$/i.test(v.charAt(19));

export const isMailto = (v: unknown): v is string => typeof v === 'string' && /^mailto:[^\s@]+@[^\s@]+$/.test(v);
export const isSha1 = (v: unknown): v is string => typeof v === 'string' && /^[0-9a-f]{40}$/i.test(v);
export const isSha2 = (v: unknown): v is string =>
  typeof v === 'string' && /^(?:[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i.test(v);
export const isContentType = (v: unknown): v is string =>
  typeof v === 'string' && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;.*)?$/s.test(v);

/** RFC 5646: language, script, region, variants, extensions, private use; and `i-`/`x-` forms. */
const languagePattern =
  /^(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?$|^x(?:-[a-z0-9]{1,8})+$|^i-[a-z0-9]{2,8}$/i;
export const isLanguage = (v: unknown): v is string =>
  typeof v === 'string' && v.length <= 100 && languagePattern.test(v);

const timestampPattern =
  /^(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * ISO 8601 / RFC 3339 → milliseconds; null when it is none. Offsets −00, −0000 and −00:00 are refused (xAPI-Data 4.5).
 * Without a zone the time is read as UTC.
 */
export function parseTimestamp(v: unknown): number | null {
  if (typeof v !== 'string') return null;
  const m = timestampPattern.exec(v);
  if (!m || /-00(?::?00)?$/.test(m[8] ?? '')) return null;
  const n = (i: number) => Number(m[i] ?? 0);
  const [year, month, day, hour, minute] = [n(1), n(2), n(3), n(4), n(5)];
  let second = n(6);
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  if (second === 60) second = 59; // a leap second has no number of its own
  const ms = Number((m[7] ?? '').slice(0, 3).padEnd(3, '0'));
  let offset = 0;
  const zone = m[8];
  if (zone && zone.toUpperCase() !== 'Z') {
    const [h, min] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
    if (h > 23 || min > 59) return null;
    offset = (zone.startsWith('-') ? -1 : 1) * (h * 60 + min) * 60_000;
  }
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  time.setUTCHours(hour, minute, second, ms);
  return time.getTime() - offset;
}

const part = '\\d+(?:[.,]\\d+)?';
const durationPattern = new RegExp(
  `^P(?:${part}W|(?=.)(?:${part}Y)?(?:${part}M)?(?:${part}D)?(?:T(?=\\d)(?:${part}H)?(?:${part}M)?(?:${part}S)?)?)$`,
);
export const isDuration = (v: unknown): v is string =>
  typeof v === 'string' && v.length <= 200 && durationPattern.test(v) && v !== 'P';

/** A copy without some properties. */
export function without(o: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(o).filter(([k]) => !keys.includes(k)));
}

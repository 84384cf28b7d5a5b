// How changes of a document are put together: this device's own, and those of another device made meanwhile. Pure.
import type { DocumentPatch } from './store.js';

/** Changes of one document as one: later keys count, the earliest base stays. */
export function joined(changes: readonly (DocumentPatch | undefined)[]): DocumentPatch {
  const [first, ...rest] = changes.filter((c) => c !== undefined);
  if (!first) throw new RangeError('nothing to join');
  return rest.reduce(
    (all, c) => ({
      ...all,
      ...c,
      patch: { ...all.patch, ...(c.merge === 'monotone' ? merged(c, all.patch) : c.patch) },
      ...(all.base || c.base ? { base: { ...c.base, ...all.base } } : {}),
    }),
    first,
  );
}

/** Three-way merge: ours, what it was based on, and what somebody else has made of it meanwhile. */
export function merged(change: DocumentPatch, theirs: Record<string, unknown>): Record<string, unknown> {
  const out = new Map<string, unknown>();
  for (const [key, ours] of Object.entries(change.patch)) {
    const now = Object.hasOwn(theirs, key) ? theirs[key] : undefined;
    const untouched = now === undefined || isSame(now, ours) || (change.base && isSame(now, change.base[key]));
    if (change.merge === 'monotone' && now !== undefined) out.set(key, united(now, ours));
    else if (untouched || change.merge !== 'draft') out.set(key, ours);
    else out.set(key, ours).set(`${key}~conflict`, now);
  }
  return Object.fromEntries(out);
}

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** What both agree on and the further of the rest: nothing reached is taken back. */
function united(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return Math.max(a, b);
  if (typeof a === 'string' && typeof b === 'string') return a > b ? a : b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return a || b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b.filter((x) => !a.some((y) => isSame(x, y)))];
  if (isObject(a) && isObject(b))
    return Object.fromEntries(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((k) => [
        k,
        k in a && k in b ? united(a[k], b[k]) : k in a ? a[k] : b[k],
      ]),
    );
  return b;
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  const [x, y] = [Object.entries(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    x.length === y.length &&
    x.every(([k, v]) => Object.hasOwn(b, k) && isSame(v, (b as Record<string, unknown>)[k]))
  );
}

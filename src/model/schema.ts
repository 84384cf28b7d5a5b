// Shared pieces of the schemas of authored data, and the one way they are checked: a failure names its place.
import * as v from 'valibot';
import { WidyaError } from '../sdk/errors.js';

/** A text, or a language map (RFC 5646 tag → text). */
export const langText = v.union(
  [v.string(), v.record(v.string(), v.string())],
  'must be a text or a language map such as { "id": "…", "en": "…" }',
);
export type LangText = v.InferOutput<typeof langText>;

/** An absolute IRI: a scheme and something after it. */
export const iri = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be an absolute IRI'));

/** An id inside a file: no white space (xAPI-Data 2.4.4.1: interaction component ids SHOULD NOT contain it). */
export const localId = v.pipe(v.string(), v.regex(/^\S+$/, 'must be an id without spaces'));

/** `[2, 'kind']` under `lessons` → `lessons[2].kind` */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.map((p, i) => (typeof p === 'number' ? `[${p}]` : (i > 0 ? '.' : '') + String(p))).join('');
}

/**
 * Checks `raw` and returns it typed.
 * @throws WidyaError `data/invalid`; `place` is `name: path`, e.g. `course.json: lessons[2].kind`.
 */
export function parseData<T>(
  schema: v.GenericSchema<unknown, T>,
  raw: unknown,
  name: string,
  at: readonly PropertyKey[] = [],
): T {
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  const issue = deepest(result.issues[0]);
  const path = pathOf([...at, ...issue.path]);
  throw new WidyaError('data/invalid', issue.message, {
    cause: result.issues,
    place: path ? `${name}: ${path}` : name,
  });
}

/** Of a union's failures, the one that got furthest tells most. */
function deepest(issue: v.BaseIssue<unknown>): { path: PropertyKey[]; message: string } {
  const own = (issue.path ?? []).map((p) => p.key as PropertyKey);
  const inner =
    issue.type === 'union'
      ? (issue.issues ?? []).map(deepest).sort((x, y) => y.path.length - x.path.length)[0]
      : undefined;
  if (inner && inner.path.length > own.length) return inner;
  if (issue.expected === 'never') return { path: own, message: 'is not a known key' };
  if (issue.kind === 'schema' && issue.input === undefined) return { path: own, message: 'is missing' };
  const known = issue.kind === 'schema' && !/^must|^needs/.test(issue.message);
  return {
    path: own,
    message: known ? `must be ${issue.expected ?? 'something else'}, not ${issue.received}` : issue.message,
  };
}

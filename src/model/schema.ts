// Shared pieces of the schemas of authored data, and the one way they are checked: a failure names its place.
import * as z from 'zod/mini';
import { WidyaError } from '../sdk/errors.js';
import type { LanguageMap } from '../sdk/statement.js';

/** A text, or a language map (RFC 5646 tag → text). */
export const langText = z.union([z.string(), z.record(z.string(), z.string())], {
  error: 'must be a text or a language map such as { "id": "…", "en": "…" }',
});
export type LangText = z.infer<typeof langText>;

/** A text as the language map xAPI asks for. @param lang language of a plain text */
export function languageMap(text: LangText, lang = 'id'): LanguageMap {
  return typeof text === 'string' ? { [lang]: text } : text;
}

/** An absolute IRI: a scheme and something after it. */
export const iri = z.string().check(z.regex(/^[a-z][a-z0-9+.-]*:\S+$/i, { error: 'must be an absolute IRI' }));

/** An id inside a file: no white space (xAPI-Data 2.4.4.1: interaction component ids SHOULD NOT contain it). */
export const localId = z.string().check(z.regex(/^\S+$/, { error: 'must be an id without spaces' }));

/** `[2, 'kind']` under `lessons` → `lessons[2].kind` */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.map((p, i) => (typeof p === 'number' ? `[${p}]` : (i > 0 ? '.' : '') + String(p))).join('');
}

/**
 * Checks `raw` and returns it typed.
 * @throws WidyaError `data/invalid`; `place` is `name: path`, e.g. `course.json: lessons[2].kind`.
 */
export function parseData<T>(schema: z.ZodMiniType<T>, raw: unknown, name: string, at: readonly PropertyKey[] = []): T {
  const result = z.safeParse(schema, raw);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues[0] as Issue);
  const path = pathOf([...at, ...issue.path]);
  throw new WidyaError('data/invalid', describe(issue), {
    cause: result.error,
    place: path ? `${name}: ${path}` : name,
  });
}

interface Issue {
  code?: string;
  path: PropertyKey[];
  message: string;
  expected?: string;
  values?: unknown[];
  keys?: string[];
  errors?: Issue[][];
}

/** Of a union's failures, the one that got furthest tells most. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || !issue.errors?.length) return issue;
  const inner = issue.errors
    .flatMap((list) => list.slice(0, 1).map(deepest))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner && inner.path.length > 0 ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}

function describe(issue: Issue): string {
  if (issue.message && issue.message !== 'Invalid input') return issue.message;
  if (issue.expected) return `must be ${issue.expected}`;
  if (issue.values) return `must be one of ${issue.values.map((v) => JSON.stringify(v)).join(', ')}`;
  if (issue.keys) return `unknown key ${issue.keys.map((k) => JSON.stringify(k)).join(', ')}`;
  return 'is not valid';
}

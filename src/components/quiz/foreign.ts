// Questions written for other systems, read in the page: fetched only by a quiz whose `src` is no JSON.
import { fileName } from '../../core/controllers/data.js';
import type { WidyaEventMap } from '../../core/events.js';
import type { ImportedFile } from '../../formats/format.js';
import { builtins } from '../../formats/builtins.js';
import { openQuiz, warningText } from '../../formats/open.js';
import { formats } from '../../plugins/shelves.js';
import { questionKinds } from '../../questions/registry.js';
import { WidyaError } from '../../sdk/errors.js';

/** Addresses of the pictures that came in a file, by the element that shows them. */
const pictures = new WeakMap<Element, string[]>();

/** @throws WidyaError `data/invalid` when there is no question in it */
export async function readForeign(
  response: Response,
  url: string,
  element: Element,
  told: (detail: WidyaEventMap['widya-quiz-imported']['detail']) => void,
): Promise<unknown> {
  const name = fileName(url);
  // What a lesson's or a record's name is must not change with a token or a version in the address.
  const id = url.split(/[?#]/, 1)[0] ?? url;
  // A format that cannot be loaded is not asked.
  const others = await Promise.all(formats.names().map((n) => formats.get(n).catch(() => undefined)));
  const opened = await openQuiz(new Uint8Array(await response.arrayBuffer()), {
    name,
    id,
    formats: [...builtins, ...others.flatMap((o) => o?.format ?? [])],
    kindSchema: async (kind) => (await questionKinds.get(kind))?.schema,
  });
  const { quiz, files, warnings, format } = opened;
  if (warnings.length > 0)
    console.warn(`[widya] ${name}:\n${warnings.map((w) => `${w.severity}: ${warningText(name, w)}`).join('\n')}`);
  if (quiz.questions.length === 0)
    throw new WidyaError('data/invalid', warnings[0]?.message ?? 'has no questions', { place: name });
  for (const old of pictures.get(element) ?? []) URL.revokeObjectURL(old);
  const urls = new Map(files.map((f) => [f.name, addressOf(f)]));
  pictures.set(element, [...urls.values()]);
  told({ quiz: id, format, questions: quiz.questions.length, warnings });
  return withFiles(quiz, urls);
}

/**
 * A drawing can hold scripts, which run when it is opened by itself. As `data:` it has no origin, and browsers do not open it.
 * A `blob:` would be this portal's.
 */
function addressOf({ data, type }: ImportedFile): string {
  if (type !== 'image/svg+xml') return URL.createObjectURL(new Blob([data], { type }));
  return `data:${type},${encodeURIComponent(new TextDecoder().decode(data))}`;
}

/** Every `src` that names a file of the package gets the address it has in the page. */
function withFiles(value: unknown, urls: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((v) => withFiles(v, urls));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [
      key,
      key === 'src' && typeof v === 'string' ? (urls.get(v) ?? v) : withFiles(v, urls),
    ]),
  );
}

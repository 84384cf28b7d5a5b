// What texts and questions name: pictures, sounds, films, captions. Brings up the code they are shown with.
import { parseMarkdown } from '../model/markdown.js';
import { safeUrl } from '../model/inline.js';
import type { LessonFile } from '../lessons/kind.js';
import { questionKinds } from '../questions/registry.js';

/** The pictures of a text in Markdown. */
export async function picturesIn(source: string, base: string): Promise<LessonFile[]> {
  const urls = new Set<string>();
  let formulas = false;
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    const { type, src } = node as { type?: unknown; src?: unknown };
    if (type === 'math') formulas = true;
    if (type === 'image' && typeof src === 'string') add(urls, src, base);
    else Object.values(node).forEach(walk);
  };
  walk(parseMarkdown(source));
  if (formulas) await import('../core/mathml.js');
  return [...urls].map((url) => ({ url }));
}

/** What questions show; `around` is the quiz they are in. */
export async function questionsNeed(
  questions: readonly unknown[],
  base: string,
  around: unknown = questions,
): Promise<LessonFile[]> {
  const urls = new Set<string>();
  const texts: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node === 'string') {
      if (/!\[|</.test(node)) texts.push(node);
      return;
    }
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node))
      if (key === 'src' && typeof value === 'string') add(urls, value, base);
      else walk(value);
  };
  walk(around);
  const kinds = new Set(questions.map((q) => (q as { kind?: unknown } | null)?.kind));
  await Promise.all(
    [...kinds].map(async (name) => {
      if (typeof name !== 'string') return;
      await (await questionKinds.get(name))?.view();
      if (name === 'matching' || name === 'sequencing') await import('../core/drag.js');
    }),
  );
  const pictures = await Promise.all(texts.map((text) => picturesIn(text, base)));
  return [...[...urls].map((url) => ({ url })), ...pictures.flat()];
}

function add(urls: Set<string>, src: string, base: string): void {
  const url = safeUrl(src, base);
  if (url !== null && /^https?:/.test(url)) urls.add(url);
}

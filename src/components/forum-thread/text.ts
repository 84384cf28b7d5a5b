// Texts of posts. What reads Markdown is asked for together with the posts, and is here when they are; without it a text is plain.
import type { CSSResultGroup } from 'lit';
import type { MarkdownOptions, Part } from '../../core/inline.js';
import type * as Markdown from '../../core/markdown.js';

let markdown: typeof Markdown | undefined;
export let textStyles: CSSResultGroup | undefined;

export async function loadText(): Promise<void> {
  if (markdown) return;
  try {
    const [read, { proseStyles }] = await Promise.all([
      import('../../core/markdown.js'),
      import('../../styles/prose.styles.js'),
    ]);
    [markdown, textStyles] = [read, proseStyles];
  } catch {
    // No network for it: next time.
  }
}

export const renderText = (source: string, options: MarkdownOptions): Part | Part[] =>
  markdown?.renderMarkdown(source, options) ?? source;

const texts = new WeakMap<object, { source: string; newTab: unknown; parts: Part | Part[] }>();

/** The same for what is drawn again and again: a post, while its text stays as it is. */
export function renderTextOf(post: object, source: string, options: MarkdownOptions): Part | Part[] {
  const known = texts.get(post);
  if (known?.source === source && known.newTab === options.newTab) return known.parts;
  const parts = renderText(source, options);
  if (markdown) texts.set(post, { source, newTab: options.newTab, parts });
  return parts;
}

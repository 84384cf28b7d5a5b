// How a tag gets into a page of somebody else's: four grades, by how much the place lets through, from one generator. Pure.
import { WidyaError } from '../sdk/errors.js';

/** `tag`: pages of one's own. `placeholder`: editors that keep `class` and `data-*`. `frame`: pages that take frames. `link`: all. */
export type EmbedGrade = 'tag' | 'placeholder' | 'frame' | 'link';
export const embedGrades: readonly EmbedGrade[] = ['tag', 'placeholder', 'frame', 'link'];

/**
 * Tags that can stand in a page of somebody else's, and their attributes. What decides where records go, who is signed in, or what
 * code is trusted (`provider`, `trust`, `content`) is the page's to say and not its text's.
 */
export const embeddable: Readonly<Record<string, readonly string[]>> = {
  'course-player': ['src', 'loading', 'lesson', 'registration', 'readonly', 'no-tour'],
  'forum-thread': ['thread', 'label', 'readonly', 'registration', 'heading-level'],
  'jp-card': ['employment', 'quota', 'year', 'readonly'],
  'leader-report': ['agency', 'year', 'quota'],
  'progress-card': ['course', 'label', 'href', 'jp'],
  quiz: ['src', 'loading', 'readonly', 'registration'],
  'sync-status': ['quiet'],
};

export interface Embed {
  /** With or without `widya-`. */
  tag: string;
  attributes?: Readonly<Record<string, string>>;
  /** What there is without JavaScript, and where nothing else is let through. */
  href: string;
  text: string;
  /** Where `createEmbed` of the server answers, e.g. `https://belajar.go.id/embed/`; for `frame`. */
  embed?: string;
  /** Pixels before the frame has told its own; 480. */
  height?: number;
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Whether a value leads nowhere that runs code: `javascript:` and its like, also with control characters in it. */
export const isSafeValue = (value: string): boolean =>
  !/^(?:javascript|vbscript|data|blob|file):/i.test(value.replace(/[\0-\x20\x7f]/g, ''));

/** @throws WidyaError `data/invalid`, `place` naming the attribute */
export function checkEmbed({ tag, attributes = {}, href }: Pick<Embed, 'tag' | 'attributes' | 'href'>): string {
  const name = tag.replace(/^widya-/, '');
  const known = Object.hasOwn(embeddable, name) ? embeddable[name] : undefined;
  if (!known)
    throw new WidyaError('data/invalid', `must be one of ${Object.keys(embeddable).join(', ')}`, {
      place: `tag "${tag}"`,
    });
  for (const [key, value] of Object.entries(attributes)) {
    if (!known.includes(key))
      throw new WidyaError('data/invalid', `must be one of ${known.join(', ') || 'none'}`, {
        place: `attribute "${key}"`,
      });
    if (!isSafeValue(value)) throw new WidyaError('data/invalid', 'must not be code', { place: `attribute "${key}"` });
  }
  if (!isSafeValue(href)) throw new WidyaError('data/invalid', 'must not be code', { place: 'href' });
  return name;
}

/** The address of the page in a frame: what `createEmbed` answers, and what oEmbed is asked for. */
export function embedUrl(name: string, e: Embed): string {
  const query = new URLSearchParams({
    ...e.attributes,
    ...(e.href ? { '-href': e.href, '-text': e.text } : {}),
  }).toString();
  return `${e.embed ?? '/embed/'}${name}${query ? `?${query}` : ''}`;
}

/**
 * The HTML of one grade. The link is the first child in each, so that there is content without JavaScript.
 * @throws WidyaError `data/invalid` when there is no such tag or attribute, or a value is code
 */
export function embedCode(e: Embed, grade: EmbedGrade): string {
  const name = checkEmbed(e);
  const link = `<a href="${escape(e.href)}">${escape(e.text)}</a>`;
  const all = (prefix: string) =>
    Object.entries(e.attributes ?? {})
      .map(([key, value]) => ` ${prefix}${key}="${escape(value)}"`)
      .join('');
  switch (grade) {
    case 'tag':
      return `<widya-${name}${all('')}>${link}</widya-${name}>`;
    case 'placeholder':
      return `<div class="widya" data-widya="${name}"${all('data-')}>${link}</div>`;
    case 'frame':
      return `<iframe class="widya-frame" src="${escape(embedUrl(name, e))}" title="${escape(e.text)}" width="100%" height="${e.height ?? 480}" loading="lazy" frameborder="0">${link}</iframe>`;
    case 'link':
      return link;
  }
}

// The language of an element: nearest `lang`, through shadow roots; messages typed by the source locale; other locales load when needed.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { shared } from './id/shared.js';
import type { Messages } from './locales/id.js';

export type { Messages };
/** A text in one language, or a language map. Course content is data and is resolved by `pick`. */
export type LangText = string | Record<string, string>;

/** Fetches a locale when an element first needs it. */
export type LocaleLoader = () => Promise<{ default: Messages }>;

const loaders = new Map<string, LocaleLoader>([['en', () => import('./locales/en.js')]]);
/** The source language, as far as the tags of this page speak it. */
const id = { ...shared } as Messages;
const loaded = new Map<string, Messages>([['id', id]]);
const pending = new Map<string, Promise<void>>();
const controllers = new Set<LocalizeController>();

/** @internal What a tag says in the source language, before its first element says it. */
export function speak(words: Partial<Messages>[]): void {
  Object.assign(id, ...words);
}

/** Adds a language, or replaces one: `registerLocale('jv', () => import('./jv.js'))`. Elements that wait for it update. */
export function registerLocale(lang: string, loader: LocaleLoader): void {
  loaders.set(lang, loader);
  loaded.delete(lang);
  for (const c of controllers) c.refresh();
}

/** Takes a language away again; what speaks it goes back to the source language. */
export function unregisterLocale(lang: string): void {
  loaders.delete(lang);
  loaded.delete(lang);
  for (const c of controllers) c.refresh(true);
}

const primary = (lang: string) => lang.toLowerCase().split(/[-_]/, 1)[0] ?? '';

/** Text in `lang`, else its primary language, else Indonesian, else English, else whatever there is. */
export function pick(text: LangText | undefined, lang: string): string {
  if (text === undefined) return '';
  if (typeof text === 'string') return text;
  const wanted = lang.toLowerCase();
  const keys = Object.keys(text);
  const key =
    keys.find((k) => k.toLowerCase() === wanted) ??
    keys.find((k) => primary(k) === primary(wanted)) ??
    keys.find((k) => primary(k) === 'id') ??
    keys.find((k) => primary(k) === 'en') ??
    keys[0];
  return key === undefined ? '' : (text[key] ?? '');
}

/**
 * Regional languages of Indonesia for which engines have no data format silently as American English;
 * dates and numbers there follow Indonesian.
 */
export function intlLocale(lang: string): string {
  return ['min', 'ban', 'mad', 'ace', 'bug', 'bjn', 'sas', 'bbc'].includes(primary(lang)) ? 'id' : lang || 'id';
}

function nearestLang(start: Element): string {
  let node: Element | null = start;
  while (node) {
    const found: Element | null = node.closest('[lang]');
    if (found) return found.getAttribute('lang') || 'id';
    const root = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return 'id';
}

let observer: MutationObserver | undefined;
function observe(): void {
  if (observer || typeof MutationObserver === 'undefined') return;
  observer = new MutationObserver(() => {
    for (const c of controllers) c.refresh();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['lang', 'dir'], subtree: true });
}

/** Gives an element its language and its words, and updates it when either changes. */
export class LocalizeController implements ReactiveController {
  lang = 'id';
  #host: ReactiveControllerHost & Element;
  /** Messages that replace the locale's, e.g. an agency's own wording. */
  overrides: Partial<Messages> | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    controllers.add(this);
    observe();
    this.refresh();
  }

  hostDisconnected(): void {
    controllers.delete(this);
  }

  refresh(anew = false): void {
    const lang = nearestLang(this.#host);
    const code = primary(lang);
    if (!loaded.has(code)) void this.#load(code);
    if (lang !== this.lang || anew) {
      this.lang = lang;
      this.#host.requestUpdate();
    }
  }

  async #load(code: string): Promise<void> {
    const loader = loaders.get(code);
    if (!loader) return;
    let wait = pending.get(code);
    if (!wait) {
      wait = loader()
        .then((m) => void loaded.set(code, m.default))
        .catch(() => undefined) // the source language goes on serving
        .finally(() => pending.delete(code));
      pending.set(code, wait);
    }
    await wait;
    this.#host.requestUpdate();
  }

  /** The messages in force. Texts are read as `t.retry`, phrases with values as `t.lessonOf(3, 8)`. */
  get messages(): Messages {
    const base = loaded.get(primary(this.lang)) ?? id;
    return this.overrides ? { ...base, ...this.overrides } : base;
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    const isCount = Number.isInteger(value) && !options?.style && !options?.minimumFractionDigits;
    return (isCount && plainNumber(value, this.lang)) || formatter(Intl.NumberFormat, this.lang, options).format(value);
  }

  date(value: Date | string, options: Intl.DateTimeFormatOptions): string {
    return formatter(Intl.DateTimeFormat, this.lang, options).format(new Date(value));
  }
}

/**
 * A number that needs no grouping as `Intl.NumberFormat` writes it, where that is known without asking; else undefined.
 * The first formatter of a page takes ten milliseconds on an old PC, and most of what is shown is a count.
 */
export function plainNumber(value: number, lang: string, useGrouping = true): string | undefined {
  const mark = /^(?:id|jv|su)(?:-ID)?$/i.test(lang) ? ',' : /^en(?:-US)?$/i.test(lang) ? '.' : undefined;
  const text = String(value);
  return mark && !(useGrouping && value >= 1000) && !Object.is(value, -0) && /^(?=.{1,15}$)\d+(?:\.\d+)?$/.test(text)
    ? text.replace('.', mark)
    : undefined;
}

const formatters = new Map<string, unknown>();
/** @internal Making a formatter costs a hundred times what using it does, and a list of posts wants one for each. */
export function formatter<F, O>(Kind: new (locale: string, options?: O) => F, lang: string, options: O | undefined): F {
  const key = `${Kind.name}|${lang}|${JSON.stringify(options)}`;
  let made = formatters.get(key) as F | undefined;
  if (!made) formatters.set(key, (made = new Kind(intlLocale(lang), options)));
  return made;
}

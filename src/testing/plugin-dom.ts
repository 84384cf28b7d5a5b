// A plugin in a page, looked at from all sides while it is drawn, used and taken away again. Called by plugin.ts where there is a page.
import { WidyaCoursePlayer } from '../components/course-player/course-player.js';
import { WidyaProvider } from '../components/provider/provider.js';
import { WidyaQuestion } from '../components/question/question.js';
import type { Plugin } from '../plugins/plugin.js';
import { use } from '../plugins/use.js';
import type { PluginFixtures } from './plugin.js';
import { createTestLrs, people } from './lrs.js';

export type Observed = Record<
  'renders' | 'markup' | 'named' | 'focus' | 'response' | 'network' | 'listeners' | 'timers',
  string[]
>;

const fields =
  'input:not([type=hidden]), select, textarea, button, [role=button], [role=slider], [role=checkbox], [role=radio]';
const frame = () => new Promise((r) => requestAnimationFrame(r));

async function until(condition: () => boolean, ms = 5000): Promise<boolean> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) return false;
    await new Promise((r) => setTimeout(r, 10));
  }
  return true;
}

/** Watches what a plugin has no business with; `end` puts everything back. */
function watch(plugin: Plugin, out: Observed) {
  const undo: (() => void)[] = [];
  const patch = <T extends object, K extends keyof T & string>(
    target: T,
    key: K,
    make: (original: T[K]) => T[K],
  ): void => {
    const own = Object.getOwnPropertyDescriptor(target, key);
    const original = target[key];
    Object.defineProperty(target, key, { configurable: true, writable: true, value: make(original) });
    undo.push(() => (own ? Object.defineProperty(target, key, own) : delete (target as Record<string, unknown>)[key]));
  };
  // Markup from strings: a TrustedHTML is Lit's own template.
  for (const key of ['innerHTML', 'outerHTML'] as const) {
    const own = Object.getOwnPropertyDescriptor(Element.prototype, key) as PropertyDescriptor;
    Object.defineProperty(Element.prototype, key, {
      ...own,
      set(value: unknown) {
        if (typeof value === 'string' && !(this instanceof HTMLTemplateElement) && value !== '')
          out.markup.push(`sets ${key} to a string: an answer could bring a script into the page`);
        own.set?.call(this, value);
      },
    });
    undo.push(() => Object.defineProperty(Element.prototype, key, own));
  }
  patch(
    Element.prototype,
    'insertAdjacentHTML',
    (original) =>
      function (this: Element, where: InsertPosition, text: string) {
        out.markup.push('calls insertAdjacentHTML');
        original.call(this, where, text);
      } as typeof original,
  );
  patch(
    Element.prototype,
    'setAttribute',
    (original) =>
      function (this: Element, name: string, value: string) {
        if (/^(?:style|on\w+)$/i.test(name))
          out.markup.push(`sets the attribute ${name}, which a strict policy refuses`);
        original.call(this, name, value);
      } as typeof original,
  );
  // The network: what the plugin asks for is through its host, and that fetches without cookies.
  const granted = (plugin.permissions ?? []).filter((p) => p.startsWith('net:')).map((p) => new URL(p.slice(4)).origin);
  const asked = (what: string, url: unknown): void => {
    const { href, origin, protocol } = new URL(url instanceof Request ? url.url : String(url), document.baseURI);
    if (/^(?:blob|data):$/.test(protocol) || granted.includes(origin) || href.includes('/xapi-in-page')) return;
    out.network.push(`${what} ${href}: not granted by "net:${origin}"`);
  };
  patch(
    window,
    'fetch',
    (original) =>
      (async (input: RequestInfo | URL, init?: RequestInit) => {
        asked('fetches', input);
        return original(input, init);
      }) as typeof fetch,
  );
  patch(
    XMLHttpRequest.prototype,
    'open',
    (original) =>
      function (this: XMLHttpRequest, ...args: unknown[]) {
        asked('asks for', args[1]);
        (original as (...a: unknown[]) => void).apply(this, args);
      } as typeof original,
  );
  patch(
    navigator,
    'sendBeacon',
    (original) =>
      function (url: string | URL, data?: BodyInit | null) {
        asked('sends a beacon to', url);
        return original.call(navigator, url, data);
      } as typeof original,
  );
  // What stays behind. Stacks tell a plugin's calls from the page's: those of ours name our files.
  const listeners = new Map<string, number>();
  for (const target of [window, document] as EventTarget[]) {
    const count = (type: string, by: number) => listeners.set(type, (listeners.get(type) ?? 0) + by);
    patch(
      target,
      'addEventListener',
      (original) =>
        function (this: EventTarget, type: string, ...rest: [EventListener]) {
          count(type, 1);
          const [, options] = rest as unknown as [unknown, { signal?: AbortSignal } | undefined];
          if (typeof options === 'object') options?.signal?.addEventListener('abort', () => count(type, -1));
          original.call(target, type, ...rest);
        } as typeof original,
    );
    patch(
      target,
      'removeEventListener',
      (original) =>
        function (this: EventTarget, type: string, ...rest: [EventListener]) {
          count(type, -1);
          original.call(target, type, ...rest);
        } as typeof original,
    );
  }
  const intervals = new Set<unknown>();
  const later = { count: 0, on: false };
  patch(
    window,
    'setInterval',
    (original) =>
      ((...args: Parameters<typeof setInterval>) => {
        const id = original(...args);
        intervals.add(id);
        return id;
      }) as typeof setInterval,
  );
  patch(
    window,
    'clearInterval',
    (original) =>
      ((id: number) => {
        intervals.delete(id);
        original(id);
      }) as typeof clearInterval,
  );
  for (const key of ['requestAnimationFrame'] as const)
    patch(
      window,
      key,
      (original) =>
        ((callback: FrameRequestCallback) => {
          if (later.on) later.count++;
          return original(callback);
        }) as typeof requestAnimationFrame,
    );
  return {
    /** Listeners and intervals there were before the plugin. */
    mark: () => ({ listeners: new Map(listeners), intervals: new Set(intervals) }),
    listeners,
    intervals,
    later,
    end: () => undo.reverse().forEach((f) => f()),
  };
}

/** Whether a control has a name by any of the ways in HTML. */
function isNamed(element: Element): boolean {
  const byId = element
    .getAttribute('aria-labelledby')
    ?.split(/\s+/)
    .some((id) => (element.getRootNode() as ShadowRoot).getElementById(id)?.textContent?.trim());
  const labels = [...((element as HTMLInputElement).labels ?? [])];
  return Boolean(
    element.getAttribute('aria-label')?.trim() ||
    byId ||
    labels.some((l) => l.textContent?.trim() || l.querySelector('img[alt]')) ||
    element.getAttribute('title')?.trim() ||
    (element.matches('button, [role]') &&
      (element.textContent?.trim() || element.querySelector('[alt]:not([alt=""])'))) ||
    (element.matches('input[type=submit], input[type=button]') && (element as HTMLInputElement).value),
  );
}

/** Uses every control once, as somebody who tries everything would. */
async function tryAll(root: ParentNode): Promise<void> {
  for (const element of root.querySelectorAll<HTMLElement>(fields)) {
    if (element.closest('[data-widya-test-skip]')) continue;
    if (
      element instanceof HTMLTextAreaElement ||
      (element instanceof HTMLInputElement && !/^(?:radio|checkbox|button|submit)$/.test(element.type))
    ) {
      element.value = element.getAttribute('type') === 'number' ? '1' : 'x';
      element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      element.dispatchEvent(new Event('change', { bubbles: true }));
    } else element.click();
    await frame();
  }
}

export async function observe(plugin: Plugin, fixtures: PluginFixtures): Promise<Observed> {
  const out: Observed = {
    renders: [],
    markup: [],
    named: [],
    focus: [],
    response: [],
    network: [],
    listeners: [],
    timers: [],
  };
  const questions = Object.entries(fixtures.questions ?? {}).filter(([k]) => plugin.contributes?.questionKinds?.[k]);
  const lessons = Object.entries(fixtures.lessons ?? {}).filter(([k]) => plugin.contributes?.lessonKinds?.[k]);
  if (questions.length + lessons.length === 0 && !plugin.setup) return out;
  for (const c of [WidyaQuestion, WidyaCoursePlayer, WidyaProvider]) c.define();
  const lrs = createTestLrs(people.siti);
  const place = document.createElement('div');
  document.body.append(place);
  const eyes = watch(plugin, out);
  const failed = ({ detail: d }: HTMLElementEventMap['widya-plugin-failed']): void => {
    if (d.plugin !== plugin.id) return;
    out[/must be a string/.test(d.message) ? 'response' : 'renders'].push(
      `${d.part ?? 'setup'} in ${d.phase}: ${d.message}`,
    );
  };
  document.addEventListener('widya-plugin-failed', failed);
  const open = async (bare = false): Promise<void> => {
    for (const [kind, examples] of questions)
      for (const { question } of examples) {
        const e = document.createElement('widya-question');
        e.question = structuredClone(question);
        place.append(e);
        if (!(await until(() => e.status === 'ready' || (bare && e.status === 'error'))))
          out.renders.push(`${kind}: is not drawn`);
      }
    for (const [kind, list] of lessons) {
      const provider = document.createElement('widya-provider');
      Object.assign(provider, { endpoint: lrs.endpoint, auth: lrs.auth, fetch: lrs.fetch });
      const player = document.createElement('widya-course-player');
      const course = { id: `https://example.org/courses/${kind}`, title: kind, lessons: structuredClone(list) };
      Object.assign(player, { course, noTour: true });
      provider.append(player);
      place.append(provider);
      if (!(await until(() => player.status === 'ready' && player.shadowRoot?.querySelector('.body .lines') === null)))
        out.renders.push(`${kind}: is not drawn`);
    }
    for (let i = 0; i < 3; i++) await frame();
  };
  const bodies = (): ParentNode[] =>
    [...place.querySelectorAll('widya-question, widya-course-player')].flatMap(
      (e) => (e.localName === 'widya-question' ? e.shadowRoot : e.shadowRoot?.querySelector('.body')) ?? [],
    );
  try {
    // Once without it: what the elements themselves need is there already, and is not counted as the plugin's.
    await open(true);
    place.replaceChildren();
    for (let i = 0; i < 3; i++) await frame();
    const before = eyes.mark();
    for (const list of Object.values(out)) list.length = 0;
    const anchor = document.createElement('button');
    document.body.append(anchor);
    anchor.focus();
    const used = use(plugin, { grant: plugin.permissions ?? [], patience: 2000 });
    const { state, problems } = await used.ready;
    if (state !== 'ready') out.renders.push(...problems);
    await open();
    if (document.activeElement !== anchor) out.focus.push('takes the focus when it is drawn');
    anchor.remove();
    for (const body of bodies()) {
      for (const field of body.querySelectorAll(fields))
        if (!isNamed(field)) out.named.push(`<${field.localName}> has no name that is read aloud`);
      await tryAll(body);
    }
    for (const e of place.querySelectorAll('widya-question, widya-course-player')) (e as HTMLElement).lang = 'en';
    for (let i = 0; i < 3; i++) await frame();
    place.replaceChildren();
    for (let i = 0; i < 3; i++) await frame();
    used.withdraw();
    eyes.later.on = true;
    for (let i = 0; i < 5; i++) await frame();
    // Our own five frames are among them.
    if (eyes.later.count > 8) out.timers.push('asks for animation frames after it is gone');
    for (const [type, count] of eyes.listeners)
      if (count > (before.listeners.get(type) ?? 0))
        out.listeners.push(`leaves a listener for ${type} on the window or document`);
    for (const id of eyes.intervals)
      if (!before.intervals.has(id)) {
        out.timers.push('leaves an interval running');
        clearInterval(id as number);
      }
  } finally {
    document.removeEventListener('widya-plugin-failed', failed);
    eyes.end();
    place.remove();
  }
  return out;
}

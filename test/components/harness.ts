// What every component's tests need: the LRS in the page, a provider around the tag, waiting for what a person would see.
import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { WidyaProvider } from '../../src/components/provider/provider.js';
import type { WidyaElement } from '../../src/core/widya-element.js';
import type { Principal } from '../../src/sdk/auth.js';
import { LrsClient } from '../../src/sdk/client.js';
import { fixedAuth } from '../../src/sdk/session.js';
import type { Draft, Service } from '../../src/sdk/service.js';
import type { Statement, StoredStatement } from '../../src/sdk/statement.js';
import { uuid } from '../../src/sdk/uuid.js';
import { createTestLrs, people, type TestLrs } from '../../src/testing/lrs.js';

WidyaProvider.define();

export { people };

let count = 0;
/** Somebody nobody is, so that nothing on the device is shared between tests. */
export function newPerson(like: Principal = people.siti): Principal {
  const n = `uji-${Date.now()}-${count++}`;
  const { name } = like;
  const label = name === undefined ? {} : { name };
  return {
    ...like,
    subject: n,
    actor: { objectType: 'Agent', ...label, account: { homePage: 'https://sso.bln.example', name: n } },
  };
}

/** An LRS and somebody new. */
export const newLrs = (like?: Principal): TestLrs => createTestLrs(newPerson(like));

export const verbOf = (s: Statement): string => s.verb.id.replace(/^.*\//, '');

/** Waits for what has to come. Looks often; there is no time a test sleeps for. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 12_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((r) => setTimeout(r, 15));
  }
}

/** Statements of the LRS's person, as if said at another time and place. */
export async function say(lrs: TestLrs, at: string, ...drafts: Draft[]): Promise<Statement[]> {
  const statements = drafts.map((d) => ({ ...d, id: d.id ?? uuid(), timestamp: at, actor: lrs.person.actor }));
  await clientOf(lrs).saveStatements(statements);
  return statements;
}
export const clientOf = (lrs: TestLrs): LrsClient =>
  new LrsClient({ endpoint: lrs.endpoint, auth: lrs.auth, fetch: lrs.fetch });

/** The line of this LRS, held until it is let go: a server that hangs. */
export function held(lrs: TestLrs): TestLrs & { release(): void } {
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const fetch: TestLrs['fetch'] = async (...args) => gate.then(() => lrs.fetch(...args));
  return Object.assign(Object.create(lrs) as TestLrs, { fetch, release });
}

/** What an element reads is answered as things are now, but arrives only when it is let go. The same asked again, and what is
 *  written, arrives at once: the outbox goes its way. */
export function late(lrs: TestLrs): TestLrs & { release(): void } {
  let release = () => {};
  const asked = new Set<string>();
  const gate = new Promise<void>((resolve) => (release = resolve));
  const fetch: TestLrs['fetch'] = async (...args) => {
    const response = await lrs.fetch(...args);
    const { method, url } = args[0] as Request;
    if (method === 'GET' && !asked.has(url)) {
      asked.add(url);
      await gate;
    }
    return response;
  };
  return Object.assign(Object.create(lrs) as TestLrs, { fetch, release });
}

export const signedOut = () => ({ ...fixedAuth(null), login: async () => undefined });

/** A provider in the page, with nothing in it. */
export async function provide(lrs: TestLrs, auth = lrs.auth): Promise<WidyaProvider> {
  return fixture<WidyaProvider>(
    html`<widya-provider endpoint=${lrs.endpoint} .auth=${auth} .fetch=${lrs.fetch}></widya-provider>`,
  );
}

/** Everything of the element that is in its shadow root and in those below, as text; hidden parts are left out. */
export function textOf(root: Node): string {
  const read = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof Element && (node.localName === 'style' || !node.checkVisibility())) return '';
    const inner = node instanceof Element && node.shadowRoot ? [node.shadowRoot] : [];
    return [...inner, ...(inner.length > 0 ? [] : node.childNodes)].map(read).join(' ');
  };
  return read(root).replace(/\s+/g, ' ').trim();
}

/** The element that has the focus, through shadow roots. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

/** What a page would print in the console while `action` runs. */
export async function warnings(action: () => unknown): Promise<string[]> {
  const said: string[] = [];
  const before = console.warn;
  console.warn = (...args: unknown[]) => said.push(args.join(' '));
  try {
    await action();
    await nextFrame();
  } finally {
    console.warn = before;
  }
  return said;
}

/** Events of these names that reach the document, or the element itself when they do not bubble. */
export function record(target: EventTarget, ...names: string[]): { type: string; detail: unknown }[] {
  const list: { type: string; detail: unknown }[] = [];
  for (const name of names)
    target.addEventListener(name, (e) => list.push({ type: e.type, detail: (e as CustomEvent).detail }));
  return list;
}

/** Answers the page's own fetch for addresses that end so; everything else goes on as before. Undone by `restore`. */
export function serve(files: Record<string, (signal: AbortSignal | undefined) => Response | Promise<Response>>): {
  asked: string[];
  restore(): void;
} {
  const original = globalThis.fetch;
  const asked: string[] = [];
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const file = Object.keys(files).find((f) => new URL(url, location.href).pathname.endsWith(f));
    if (file === undefined) return original(input, init);
    asked.push(file);
    return (files[file] as (s: AbortSignal | undefined) => Response)(init?.signal ?? undefined);
  };
  return { asked, restore: () => void (globalThis.fetch = original) };
}

export const json = (value: unknown, status = 200): Response => Response.json(value, { status });

/** Nothing waits any more. What was just done is on its way to the device first, so nothing has to wait several times over. */
export async function sent(element: Element): Promise<void> {
  let quiet = 0;
  await until(() => {
    quiet = element.closest('widya-provider')?.service?.pending === 0 ? quiet + 1 : 0;
    return quiet > 6;
  }, 'everything sent');
}

/** A tag in the page, in a provider or without one. */
export class Harness<E extends WidyaElement> {
  readonly element: E;
  readonly lrs: TestLrs | undefined;
  constructor(element: E, lrs?: TestLrs) {
    this.element = element;
    this.lrs = lrs;
  }

  get root(): ShadowRoot {
    return this.element.shadowRoot as ShadowRoot;
  }
  $<T extends HTMLElement = HTMLElement>(selector: string): T | null {
    return this.root.querySelector<T>(selector);
  }
  $$<T extends HTMLElement = HTMLElement>(selector: string): T[] {
    return [...this.root.querySelectorAll<T>(selector)];
  }
  get text(): string {
    return textOf(this.root);
  }
  get service(): Service {
    return this.element.closest('widya-provider')?.service as Service;
  }
  until = until;
  async status(...wanted: string[]): Promise<void> {
    await until(() => wanted.includes(this.element.status), `${this.element.localName} is ${wanted.join(' or ')}`);
    await this.element.updateComplete;
  }
  async see(words: string): Promise<void> {
    await until(() => this.text.includes(words), `"${words}" in "${this.text.slice(0, 600)}"`);
  }
  async gone(words: string): Promise<void> {
    await until(() => !this.text.includes(words), `no "${words}"`);
  }
  async press(words: string): Promise<void> {
    const button = () => this.$$('button, a.button').find((b) => textOf(b).includes(words));
    await until(() => button() !== undefined, `a button "${words}"`);
    button()?.click();
    await this.element.updateComplete;
  }
  /** What the LRS has once it has `n` statements, oldest first. */
  async statements(n: number): Promise<StoredStatement[]> {
    const lrs = this.lrs as TestLrs;
    await until(async () => (await lrs.statements()).length >= n, `${n} statements`);
    return lrs.statements();
  }
  sent(): Promise<void> {
    return sent(this.element);
  }
  async accessible(): Promise<void> {
    await expect(this.element).to.be.accessible();
  }
}

/** Nothing of the page is wider than the window. */
export function fits(): void {
  expect(document.documentElement.scrollWidth, 'needs sideways scrolling').to.be.at.most(innerWidth);
}

/** In the dark, as a portal with `color-scheme: dark` is. */
export async function inTheDark(action: () => Promise<void>): Promise<void> {
  const root = document.documentElement;
  root.style.cssText = 'color-scheme: dark; background: Canvas; color: CanvasText';
  try {
    await action();
  } finally {
    root.style.cssText = '';
  }
}

/** What moved while `action` ran, as the browser counts it (Layout Instability): 0 is nothing. */
export async function shift(action: () => Promise<void>): Promise<number> {
  let moved = 0;
  const observer = new PerformanceObserver((list) => {
    for (const e of list.getEntries()) moved += (e as unknown as { value: number }).value;
  });
  observer.observe({ type: 'layout-shift' });
  await nextFrame();
  await action();
  await nextFrame();
  await nextFrame();
  for (const e of observer.takeRecords()) moved += (e as unknown as { value: number }).value;
  observer.disconnect();
  return moved;
}

/** Whether a text begins left of a later word of its own, also on a page that runs from the right. */
export function beginsLeftOf(holder: Element, word: string): boolean {
  const text = [...holder.childNodes].find((n) => n.textContent?.includes(word)) as Text;
  const range = document.createRange();
  const left = (n: number): number => {
    range.setStart(text, n);
    range.setEnd(text, n + 1);
    return range.getBoundingClientRect().left;
  };
  return left(0) < left(text.data.indexOf(word));
}

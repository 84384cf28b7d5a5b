// The document between a page and the content it plays, on the content's own origin: it unpacks packages, holds the API that old
// content looks for, and passes on what content says. It knows nobody: no token and no name comes here.
import { settle, waiting, type Late } from './late.js';
import { Link, LinkError, type PlainResponse } from './link.js';
import { baseOf, find, install, list, read, remove, type Installed } from './packages.js';

/** What stands between one kind of content and the page. */
export interface Adapter {
  /**
   * Before the content is there.
   * @param go shows another part of the package in the content's frame
   * @returns where it begins, when the adapter knows better
   */
  start(stage: Stage, data: never): Promise<{ src?: string } | void> | { src?: string } | void;
  /** Settles when the content runs; rejects with what is wrong. */
  started?(): Promise<void>;
  /** What the page asks of it. */
  ask?(what: string, data: never): unknown;
  /** The content is about to go. */
  stop?(): void | Promise<void>;
}

/** What an adapter has to work with. */
export interface Stage {
  link: Link;
  /** Whose content it is; an opaque word. */
  owner: string;
  /** Shows another part of the package; settles when the former one is gone. */
  go(src: string): Promise<void>;
}

const adapters: Record<string, () => Promise<{ default: Adapter }>> = {
  scorm12: () => import('./scorm12.js'),
  scorm2004: () => import('./scorm2004.js'),
  h5p: () => import('./h5p.js'),
};

export interface OpenContent {
  /** Absolute, or below the package. */
  src: string;
  hash?: string;
  title: string;
  adapter?: string;
  data?: unknown;
}

const owner = (new URLSearchParams(location.search).get('k') ?? '').split('.')[0] ?? '';
let link: Link | undefined;
let adapter: Adapter | undefined;

/** The worker serves the packages and stands between content and LMS; without it (plain http) only unpacked folders are played. */
async function ready(): Promise<boolean> {
  if (!('serviceWorker' in navigator) || !isSecureContext) return false;
  try {
    await navigator.serviceWorker.register(new URL('sw.js', location.href), { updateViaCache: 'none' });
  } catch (cause) {
    // Without a network the one that is here does.
    if (!(await navigator.serviceWorker.getRegistration())) throw cause;
  }
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller)
    await new Promise<void>((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
      setTimeout(resolve, 3000);
    });
  return true;
}

async function open(content: OpenContent): Promise<void> {
  await close();
  const base = content.hash === undefined ? location.href : baseOf(content.hash);
  let src = new URL(content.src, base).href;
  if (content.adapter !== undefined) {
    const load = Object.hasOwn(adapters, content.adapter) ? adapters[content.adapter] : undefined;
    if (!load) throw new LinkError(`"${content.adapter}" is not played here`);
    adapter = (await load()).default;
    const go = async (to: string): Promise<void> => {
      await empty();
      const frame = document.querySelector('iframe');
      if (frame) frame.src = new URL(to, base).href;
    };
    const started = await adapter.start({ link: link as Link, owner, go }, content.data as never);
    if (started?.src !== undefined) src = new URL(started.src, base).href;
  }
  const frame = document.createElement('iframe');
  frame.title = content.title;
  frame.allow = 'fullscreen; autoplay';
  frame.src = src;
  // The content goes where it was told to go at its end (cmi5 10.2.6).
  frame.addEventListener('load', () => {
    if (isAt(frame, new URL('return.html', location.href).href)) void link?.ask('returned').catch(() => undefined);
  });
  document.body.replaceChildren(frame);
  await adapter?.started?.();
}

/** Keeps this host's own files, and the code a package is played with, for when there is no network. */
async function keep(hash: string): Promise<void> {
  const manifest = await read(hash, 'imsmanifest.xml');
  if (manifest) {
    const text = new TextDecoder().decode(manifest);
    if (/2004|CAM 1\.3|sequencing/i.test(text)) await adapters['scorm2004']?.();
    if (!/<schemaversion>\s*(?:2004|CAM 1\.3)/i.test(text)) await adapters['scorm12']?.();
  }
  if (await read(hash, 'h5p.json')) await adapters['h5p']?.();
  const parts = performance.getEntriesByType('resource').map((e) => e.name);
  const urls = [
    location.href,
    ...['shim.html', 'return.html', 'shim.css', 'h5p.html', 'h5p.css', 'h5p.js'].map(
      (n) => new URL(n, location.href).href,
    ),
    ...parts,
  ]
    .map((url) => url.split(/[?#]/, 1)[0] ?? '')
    .filter((url) => url.startsWith(new URL('.', location.href).href) && !url.startsWith(baseOf('')));
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    setTimeout(resolve, 10_000);
    navigator.serviceWorker.controller?.postMessage({ widya: 'keep@1', urls: [...new Set(urls)] }, [port2]);
  });
}

/** What this learner's content said while no page was there to hear it. */
async function late(): Promise<Late[]> {
  const { controller } = navigator.serviceWorker;
  if (controller)
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      setTimeout(resolve, 2000);
      controller.postMessage({ widya: 'late@1', owner }, [port2]);
    });
  return waiting(owner);
}

function isAt(frame: HTMLIFrameElement, href: string): boolean {
  try {
    return frame.contentWindow?.location.href === href;
  } catch {
    return false; // of another origin
  }
}

/** Lets what is shown end: its unload handlers run while everything is still there to hear them. */
async function empty(): Promise<void> {
  const frame = document.querySelector('iframe');
  if (!frame) return;
  const gone = new Promise<void>((resolve) => frame.addEventListener('load', () => resolve(), { once: true }));
  frame.src = 'about:blank';
  await Promise.race([gone, new Promise((r) => setTimeout(r, 1500))]);
}

async function close(): Promise<void> {
  await empty();
  await adapter?.stop?.();
  adapter = undefined;
  document.body.replaceChildren();
}

addEventListener('message', (event) => {
  const data = event.data as { widya?: unknown } | null;
  const [port] = event.ports;
  if (event.source !== parent || data?.widya !== 'content@1' || !port || link) return;
  let told = 0;
  link = new Link(port, {
    ready,
    find: (hash: string): Promise<Installed | undefined> => find(hash),
    list,
    remove: (hash: string) => remove(hash),
    read: ({ hash, path }: { hash: string; path: string }) => read(hash, path),
    base: (hash: string) => baseOf(hash),
    install: ({ hash, blob }: { hash: string; blob: Blob }) =>
      install(hash, blob, (done, total) => {
        if (Date.now() - told < 200 && done < total) return;
        told = Date.now();
        void link?.ask('installing', { done, total }).catch(() => undefined);
      }),
    keep: (hash: string) => keep(hash),
    late,
    settle: (key: string) => settle(key),
    open: (content: OpenContent) => open(content),
    adapter: ({ what, data }: { what: string; data: unknown }) => adapter?.ask?.(what, data as never),
    close,
  });
});
navigator.serviceWorker?.addEventListener('message', (event: MessageEvent) => {
  const data = event.data as { widya?: unknown; request?: unknown } | null;
  const [port] = event.ports;
  if (data?.widya !== 'relay@1' || !port) return;
  port.postMessage('taken');
  const answer = (response: PlainResponse): void => port.postMessage(response);
  (link?.ask<PlainResponse>('request', data.request) ?? Promise.reject(new LinkError('nobody is there')))
    .then(answer)
    .catch(() => answer({ status: 503, headers: [], body: null }));
});
parent.postMessage({ widya: 'content@1' }, '*');

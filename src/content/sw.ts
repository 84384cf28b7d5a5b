// The service worker of the content host: serves unpacked packages, and passes what content asks of its LMS to the page around it.
import { keep } from './late.js';
import { plainRequest, toResponse, type PlainRequest, type PlainResponse } from './link.js';
import { isPart, keep as keepPage, serve as servePage } from '../offline/page-cache.js';
import { serve } from './packages.js';

/** As much of a service worker as is used here: the library of types for workers would change what `Event` means everywhere else. */
interface Extendable extends Event {
  waitUntil(until: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Window {
  readonly url: string;
  postMessage(message: unknown, transfer: Transferable[]): void;
}
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'message', listener: (event: Extendable & MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Window[]>;
  };
}
const worker = globalThis as unknown as Worker;
const scope = new URL('.', location.href).pathname;
/** The page takes a request at once, or is going away; its answer may take long. */
const TAKE = 400;
const WAIT = 60_000;
/** Requests of which it is not known yet whether a page has them, by owner. */
const untaken = new Map<string, Set<Promise<unknown>>>();

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || !pathname.startsWith(scope)) return;
  const [what, key = ''] = pathname.slice(scope.length).split('/');
  if (what === 'p' && event.request.method === 'GET') event.respondWith(serve(event.request, key));
  else if (what === 'lms') event.respondWith(relay(event.request, key));
  // The host's own few files, for when there is no network.
  else if (isPart(event.request)) event.respondWith(servePage(event.request, (work) => event.waitUntil(work)));
});

/** The page asks for what came too late: first it has to be known what did. */
worker.addEventListener('message', (event) => {
  const data = event.data as { widya?: unknown; owner?: unknown; urls?: string[] } | null;
  if (data?.widya === 'keep@1')
    event.waitUntil(keepPage(data.urls ?? []).then(() => event.ports[0]?.postMessage(null)));
  if (data?.widya !== 'late@1') return;
  const open = [...(untaken.get(String(data.owner)) ?? [])];
  event.waitUntil(Promise.allSettled(open).then(() => event.ports[0]?.postMessage(null)));
});

/** @param key which content frame, as the page has named it: `owner.number` */
async function relay(request: Request, key: string): Promise<Response> {
  const owner = key.split('.')[0] ?? '';
  const given = give(request, key);
  const set = untaken.get(owner) ?? new Set();
  untaken.set(owner, set.add(given));
  const { plain, answer } = await given.finally(() => set.delete(given));
  const timeout = new Promise<undefined>((resolve) => setTimeout(resolve, WAIT));
  return (await Promise.race([answer, timeout])) ?? late(owner, plain);
}

/** Hands a request to the page that has this key; without an answer when there is none, or none that takes it. */
async function give(request: Request, key: string): Promise<{ plain: PlainRequest; answer: Promise<Response> }> {
  const plain = await plainRequest(request);
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const host = windows.find((c) => new URL(c.url).searchParams.get('k') === key);
  /** Kept before anybody is told that nothing is under way any more. */
  const kept = async () => ({ plain, answer: Promise.resolve(await late(key.split('.')[0] ?? '', plain)) });
  if (!host) return kept();
  const { port1, port2 } = new MessageChannel();
  let taken: (is: boolean) => void = () => undefined;
  const isTaken = new Promise<boolean>((resolve) => (taken = resolve));
  const answer = new Promise<Response>((resolve) => {
    port1.onmessage = (event) => {
      if (event.data === 'taken') taken(true);
      else resolve(toResponse(event.data as PlainResponse));
    };
  });
  host.postMessage({ widya: 'relay@1', request: plain }, [port2]);
  setTimeout(() => taken(false), TAKE);
  return (await isTaken) ? { plain, answer } : kept();
}

/** Nobody is there: what was said is kept, what was asked cannot be answered. */
async function late(owner: string, plain: PlainRequest): Promise<Response> {
  const { pathname, searchParams } = new URL(plain.url);
  const statements = /\/xapi\/[^/]+\/+statements\/?$/.test(pathname);
  const state = /\/xapi\/[^/]+\/+activities\/state\/?$/.test(pathname);
  if (plain.method === 'GET' || !(statements || state)) return new Response(null, { status: 503 });
  await keep(owner, plain);
  if (!statements || searchParams.has('statementId')) return new Response(null, { status: 204 });
  try {
    const value = JSON.parse(new TextDecoder().decode(plain.body ?? new ArrayBuffer(0))) as
      { id?: string } | { id?: string }[];
    return Response.json((Array.isArray(value) ? value : [value]).map((s) => s.id ?? ''));
  } catch {
    return new Response(null, { status: 204 });
  }
}

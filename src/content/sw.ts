// The service worker of the content host: serves unpacked packages, and passes what content asks of its LMS to the page around it.
/// <reference lib="webworker" />
import { keep } from './late.js';
import { plainRequest, toResponse, type PlainResponse } from './link.js';
import { serve } from './packages.js';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const scope = new URL('.', location.href).pathname;
/** The page answers, or has gone away. */
const WAIT = 60_000;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || !pathname.startsWith(scope)) return;
  const [what, key = ''] = pathname.slice(scope.length).split('/');
  if (what === 'p' && event.request.method === 'GET') event.respondWith(serve(event.request, key));
  else if (what === 'lms') event.respondWith(relay(event.request, key));
});

/** @param key which content frame, as the page has named it: `owner.number` */
async function relay(request: Request, key: string): Promise<Response> {
  const plain = await plainRequest(request);
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const host = windows.find((c) => new URL(c.url).searchParams.get('k') === key);
  if (!host) return late(key, plain);
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<Response>((resolve) => {
    const timer = setTimeout(() => resolve(late(key, plain)), WAIT);
    port1.onmessage = (event) => {
      clearTimeout(timer);
      resolve(toResponse(event.data as PlainResponse));
    };
  });
  host.postMessage({ widya: 'relay@1', request: plain }, [port2]);
  return answer;
}

/** Nobody is there: what was said is kept, what was asked cannot be answered. */
async function late(key: string, plain: Awaited<ReturnType<typeof plainRequest>>): Promise<Response> {
  const { pathname, searchParams } = new URL(plain.url);
  const statements = /\/xapi\/[^/]+\/+statements\/?$/.test(pathname);
  const state = /\/xapi\/[^/]+\/+activities\/state\/?$/.test(pathname);
  if (plain.method === 'GET' || !(statements || state)) return new Response(null, { status: 503 });
  await keep(key.split('.')[0] ?? '', plain);
  if (!statements || searchParams.has('statementId')) return new Response(null, { status: 204 });
  try {
    const value = JSON.parse(new TextDecoder().decode(plain.body ?? new ArrayBuffer(0))) as
      { id?: string } | { id?: string }[];
    return Response.json((Array.isArray(value) ? value : [value]).map((s) => s.id ?? ''));
  } catch {
    return new Response(null, { status: 204 });
  }
}

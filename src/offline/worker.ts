// cdn/widya-sw.js: for the portal to put at its own root, so that a page with downloaded lessons opens without a network. A worker the
// portal has already takes it in with importScripts.
import { isPart, keep, serve } from './page-cache.js';

/** As much of a service worker as is used here: the library of types for workers would change what `Event` means everywhere else. */
interface Extendable extends Event {
  waitUntil(until: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'message', listener: (event: Extendable & MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
const worker = globalThis as unknown as Worker;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin || !isPart(request)) return;
  event.respondWith(serve(request, (work) => event.waitUntil(work)));
});
worker.addEventListener('message', (event) => {
  const data = event.data as { widya?: unknown; urls?: unknown } | null;
  if (data?.widya !== 'keep@1' || !Array.isArray(data.urls)) return;
  const urls = data.urls.filter((u): u is string => typeof u === 'string' && new URL(u).origin === location.origin);
  event.waitUntil(keep(urls).then((all) => event.ports[0]?.postMessage(all ? 'kept' : 'not all')));
});

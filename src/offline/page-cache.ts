// Of a page for a start without a network: its document, scripts, styles, pictures. In a service worker, for a portal (worker.ts) and
// for the content host (content/sw.ts). Always the network first: what is kept is shown only when that does not answer.

const CACHE = 'widya-page';
const KEPT = 'x-widya-kept';
const DAY = 86_400_000;
/** What no page has fetched for this long is of a version that is gone. */
const DAYS = 90;
/** A document on the device is shown when the network has not begun to answer after this long. */
const SLOW = 5000;

/** What pages are made of; what scripts ask for, and media with their ranges, is none of it. */
export const isPart = (request: Request): boolean =>
  request.method === 'GET' &&
  !request.headers.has('range') &&
  (request.mode === 'navigate' ||
    /^(?:document|iframe|script|style|font|image|manifest|worker)$/.test(request.destination));

/** A copy that says when it was made, and is no redirect: a navigation must not be answered by one. */
async function put(cache: Cache, url: string, response: Response): Promise<void> {
  const headers = new Headers(response.headers);
  headers.set(KEPT, String(Date.now()));
  await cache.put(url, new Response(await response.blob(), { status: 200, headers }));
}

const plain = (url: string): string => url.split('#', 1)[0] ?? '';

/** Fetches and keeps. @returns whether all of it is here */
export async function keep(urls: readonly string[]): Promise<boolean> {
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    const at = Number((await cache.match(request))?.headers.get(KEPT));
    if (!(at > Date.now() - DAYS * DAY)) await cache.delete(request);
  }
  const results = await Promise.all(
    [...new Set(urls.map(plain))].map(async (url) => {
      try {
        const response = await fetch(url, { credentials: 'same-origin', cache: 'no-cache' });
        // A page to sign in came instead.
        if (!response.ok || response.redirected) return false;
        await put(cache, url, response);
        return true;
      } catch {
        return (await cache.match(url)) !== undefined;
      }
    }),
  );
  return results.every(Boolean);
}

/** @param later what goes on after the answer */
export async function serve(request: Request, later: (work: Promise<unknown>) => void): Promise<Response> {
  const cache = await caches.open(CACHE);
  const url = plain(request.url);
  const isDocument = request.mode === 'navigate';
  const here = (await cache.match(url)) ?? (isDocument ? await cache.match(url, { ignoreSearch: true }) : undefined);
  const asked = fetch(request);
  try {
    const slow = new Promise<Response>((resolve) => {
      if (here && isDocument) setTimeout(resolve, SLOW, here.clone());
    });
    const response = await Promise.race([asked, slow]);
    if (here && response.status >= 500) return here;
    // A page that is kept may have become another, with parts of other names: they are kept as well.
    const belongs =
      here !== undefined || (!isDocument && (await cache.match(plain(request.referrer), { ignoreSearch: true })));
    if (belongs && response.ok && response.type === 'basic' && !response.redirected && !response.headers.has(KEPT)) {
      const copy = response.clone();
      later(put(cache, url, copy).catch(() => undefined)); // full: the former one stays
    }
    return response;
  } catch (cause) {
    if (here) return here;
    throw cause;
  }
}

// What content says while the page around it is already gone (a closed tab): kept on the content's own origin until the lesson is
// opened again by the same learner, then handed to the page as if it had just been said.
import type { PlainRequest } from './link.js';

const CACHE = 'widya-late';
/** Kept for this long; what nobody comes back for is not kept for ever. */
const DAYS = 60;

const keyOf = (owner: string, n: string): string => new URL(`late/${owner}/${n}`, new URL('.', location.href)).href;

export interface Late {
  key: string;
  at: number;
  request: PlainRequest;
}

export async function keep(owner: string, request: PlainRequest): Promise<void> {
  const at = Date.now();
  const cache = await caches.open(CACHE);
  const n = `${String(at).padStart(15, '0')}-${Math.random().toString(36).slice(2)}`;
  const { body, ...rest } = request;
  const headers = { 'x-widya-request': encodeURIComponent(JSON.stringify({ at, ...rest })) };
  await cache.put(keyOf(owner, n), new Response(body, { headers }));
}

/** In the order it was said. */
export async function waiting(owner: string): Promise<Late[]> {
  const cache = await caches.open(CACHE);
  const out: Late[] = [];
  for (const request of await cache.keys()) {
    const stored = await cache.match(request);
    const note = JSON.parse(decodeURIComponent(stored?.headers.get('x-widya-request') ?? 'null')) as
      (Omit<PlainRequest, 'body'> & { at: number }) | null;
    if (!stored || !note || note.at < Date.now() - DAYS * 86_400_000) await cache.delete(request);
    else if (request.url.startsWith(keyOf(owner, ''))) {
      const { at, ...rest } = note;
      out.push({ key: request.url, at, request: { ...rest, body: await stored.arrayBuffer() } });
    }
  }
  return out.sort((a, b) => a.key.localeCompare(b.key));
}

export async function settle(key: string): Promise<void> {
  await (await caches.open(CACHE)).delete(key);
}

// Files fetched with their progress.
import { WidyaError } from '../sdk/errors.js';

/** The last part of an address, for messages. */
const nameOf = (url: string): string => url.split(/[?#]/, 1)[0]?.split('/').pop() || url;

/**
 * @param progress bytes so far and in all; 0 in all when the server does not say
 * @throws WidyaError `data/network`, `data/not-found`; an AbortError when it was stopped
 */
export async function fetchBlob(
  url: string,
  { signal, progress }: { signal: AbortSignal; progress: (done: number, total: number) => void },
): Promise<{ blob: Blob; headers: Headers }> {
  try {
    const response = await fetch(url, { credentials: 'same-origin', signal });
    if (!response.ok) {
      throw new WidyaError(response.status === 404 ? 'data/not-found' : 'data/network', `${response.status}`, {
        status: response.status,
        retryable: response.status >= 500,
        place: nameOf(url),
      });
    }
    const encoded = response.headers.has('content-encoding');
    const total = encoded ? 0 : Number(response.headers.get('content-length') ?? 0);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let done = 0;
    const reader = response.body?.getReader();
    for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
      chunks.push(next.value);
      done += next.value.length;
      progress(done, total);
    }
    return { blob: new Blob(chunks), headers: response.headers };
  } catch (cause) {
    if (cause instanceof WidyaError || signal.aborted) throw cause;
    throw new WidyaError('data/network', `${url} cannot be fetched`, { cause, retryable: true, place: nameOf(url) });
  }
}

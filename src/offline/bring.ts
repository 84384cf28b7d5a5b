// One file brought onto the device: in pieces that stay when the line breaks, gone on with where it stopped, checked when whole.
import { fileName } from '../core/controllers/data.js';
import { WidyaError } from '../sdk/errors.js';
import { sha256 as hashOf } from '../sdk/sha256.js';
import { safeType, type Downloads, type KeptFile, type Part } from './shelf.js';

/** So much is written down at a time: what a break costs at most. */
const PIECE = 512 * 1024;

export interface BringOptions {
  signal: AbortSignal;
  /** Bytes so far, and in all; 0 in all while the server has not said. */
  progress: (done: number, total: number) => void;
  /** SHA-256 it must have, hexadecimal. */
  sha256?: string | undefined;
}

/** What the server calls a version, for this body and for a compressed one alike. */
export const tagOf = (headers: Headers): string =>
  (headers.get('etag') ?? headers.get('last-modified') ?? '').replace(/-(?:br|gzip|zstd)(?="$)/, '');
export const sameTag = (a: string, b: string): boolean => a.replace(/^W\//, '') === b.replace(/^W\//, '');

/**
 * Fetches a file and keeps it. One that is here is left alone.
 * @throws WidyaError `data/network` (retryable when another try may do), `data/not-found`, `data/invalid` when its hash is another;
 *   an AbortError when it was stopped; a QuotaExceededError when there is no room. What has come stays for the next try.
 */
export async function bring(shelf: Downloads, url: string, o: BringOptions): Promise<KeptFile> {
  const here = shelf.file(url);
  if (here) {
    o.progress(here.blob.size, here.blob.size);
    return here;
  }
  let parts = await shelf.parts(url);
  const length = (): number => parts.reduce((sum, p) => sum + p.blob.size, 0);
  const isWhole = parts.every((p, i) => p.from === (i === 0 ? 0 : parts[i - 1]!.from + parts[i - 1]!.blob.size));
  const drop = async (): Promise<void> => {
    parts = [];
    await shelf.dropParts(url);
  };
  // A weak tag does not say that the bytes are the same (RFC 9110 13.1.5), and other origins do not let us ask by one.
  const resumable = (tag: string): boolean =>
    tag !== '' && !tag.startsWith('W/') && new URL(url).origin === location.origin;
  if (parts.length > 0 && !(isWhole && resumable(parts[0]!.tag))) await drop();

  let response: Response;
  try {
    response = await ask(url, parts, o.signal);
    if (response.status === 416) {
      await drop();
      response = await ask(url, parts, o.signal);
    }
  } catch (cause) {
    throw o.signal.aborted ? cause : broken(url, cause);
  }
  if (!response.ok) {
    throw new WidyaError(
      response.status === 404 || response.status === 410 ? 'data/not-found' : 'data/network',
      `${response.status} ${response.statusText}`.trim(),
      {
        status: response.status,
        retryable: response.status >= 500 || response.status === 429 || response.status === 408,
        place: fileName(url),
      },
    );
  }
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/html/i.test(type) && !/\.html?$/i.test(new URL(url).pathname))
    throw new WidyaError('data/network', 'a page came instead of the file', { place: fileName(url) });
  const from = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (parts.length > 0 && !(response.status === 206 && Number(from) === length())) {
    // Another version by now, or a server that does not know ranges: from the beginning.
    if (response.status === 206)
      throw new WidyaError('data/network', 'answers another range', { retryable: true, place: fileName(url) });
    await drop();
  }
  const encoded = response.headers.has('content-encoding');
  const tag = encoded ? '' : tagOf(response.headers);
  const before = length();
  const size = Number(response.headers.get('content-length') ?? 0);
  const total = encoded || size === 0 ? 0 : before + size;
  let at = before;
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (bytes === 0) return;
    const part: Part = { from: at, blob: new Blob(waiting), tag, type };
    await shelf.putPart(url, part);
    parts.push(part);
    at += bytes;
    waiting = [];
    bytes = 0;
  };
  o.progress(before, total);
  const reader = response.body?.getReader();
  try {
    for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
      waiting.push(next.value);
      bytes += next.value.length;
      o.progress(at + bytes, total);
      if (bytes >= PIECE && resumable(tag)) await flush();
    }
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'QuotaExceededError') throw cause;
    if (resumable(tag)) await flush().catch(() => undefined);
    throw o.signal.aborted ? cause : broken(url, cause);
  } finally {
    void reader?.cancel().catch(() => undefined);
  }
  if (total > 0 && at + bytes !== total) throw broken(url, undefined);
  const blob = new Blob([...parts.map((p) => p.blob), ...waiting], {
    type: safeType(type || (parts[0]?.type ?? ''), url),
  });
  if (o.sha256 !== undefined && o.sha256.toLowerCase() !== (await hashOf(new Uint8Array(await blob.arrayBuffer())))) {
    await drop();
    throw new WidyaError('data/invalid', 'is not the file the course names: its SHA-256 is another', {
      place: fileName(url),
    });
  }
  await shelf.putFile({ url, blob, tag: tagOf(response.headers), at: Date.now() });
  return shelf.file(url) as KeptFile;
}

const broken = (url: string, cause: unknown): WidyaError =>
  new WidyaError('data/network', `${url} cannot be fetched`, { cause, retryable: true, place: fileName(url) });

function ask(url: string, parts: readonly Part[], signal: AbortSignal): Promise<Response> {
  const from = parts.reduce((sum, p) => sum + p.blob.size, 0);
  return fetch(url, {
    credentials: 'same-origin',
    // Once on the device is enough.
    cache: 'no-store',
    signal,
    headers: from > 0 ? { range: `bytes=${from}-`, 'if-range': parts[0]?.tag ?? '' } : {},
  });
}

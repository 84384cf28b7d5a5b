// Packages: fetched by the page with the portal's session, checked by hash, handed to the content host to be unpacked.
import { fetchBlob } from '../../core/download.js';
import type { Installed } from '../../content/packages.js';
import { sha256 } from '../../sdk/sha256.js';
import { WidyaError } from '../../sdk/errors.js';
import type { ContentFrame } from './frame.js';

export type { Installed };

interface Known {
  hash: string;
  /** What the server said of the version. */
  tag: string;
}
const key = (url: string): string => `widya:package:${url}`;

function known(url: string): Known | undefined {
  try {
    return (JSON.parse(localStorage.getItem(key(url)) ?? 'null') as Known | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** How long the server is given to say that there is a newer version. */
const ASK = 3000;

async function isNewer(url: string, tag: string, signal: AbortSignal): Promise<boolean> {
  if (tag === '' || !navigator.onLine) return false;
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ASK)]),
    });
    return response.ok && tagOf(response.headers) !== tag;
  } catch {
    return false;
  }
}

const tagOf = (headers: Headers): string => headers.get('etag') ?? headers.get('last-modified') ?? '';

export type Step = { step: 'fetching' | 'unpacking'; done: number; total: number };

/**
 * A package, unpacked on the content host; from the device when it is there and no newer one is known.
 * @param sha256 what its content must be, where the course says so
 * @throws WidyaError `data/network`, `data/invalid` naming the entry, `lesson/no-room`
 */
export async function obtain(
  frame: ContentFrame,
  url: string,
  options: { sha256?: string | undefined; signal: AbortSignal; progress: (step: Step) => void },
): Promise<Installed> {
  const before = known(url);
  const here = before && (await frame.ask<Installed | undefined>('find', before.hash));
  if (here && !(await isNewer(url, before.tag, options.signal))) return here;
  let blob: Blob;
  let tag: string;
  try {
    const got = await fetchBlob(url, {
      signal: options.signal,
      progress: (done, total) => options.progress({ step: 'fetching', done, total }),
    });
    ({ blob } = got);
    tag = tagOf(got.headers);
  } catch (cause) {
    // A newer one was promised and does not come: the one on the device is played.
    if (here && !options.signal.aborted) return here;
    throw cause;
  }
  return install(frame, url, { blob, tag, sha256: options.sha256 });
}

/** A package that is here, unpacked on the content host in place of its former version. @throws WidyaError */
export async function install(
  frame: ContentFrame,
  url: string,
  { blob, tag, sha256: wanted }: { blob: Blob; tag: string; sha256?: string | undefined },
): Promise<Installed> {
  const before = known(url);
  const hash = await sha256(new Uint8Array(await blob.arrayBuffer()));
  if (wanted !== undefined && wanted.toLowerCase() !== hash)
    throw new WidyaError('data/invalid', 'is not the package the course names: its SHA-256 is another', { place: url });
  const short = hash.slice(0, 32);
  const installed =
    (await frame.ask<Installed | undefined>('find', short)) ??
    (await frame.ask<Installed>('install', { hash: short, blob }));
  try {
    localStorage.setItem(key(url), JSON.stringify({ hash: short, tag } satisfies Known));
  } catch {
    // It is looked for by its hash again after the next download.
  }
  if (before && before.hash !== short) void frame.ask('remove', before.hash).catch(() => undefined);
  return installed;
}

// One request to the LRS: address, version, authorization, time limit, and what its failure is called. Knows no resource.
import type { AuthProvider } from './auth.js';
import { WidyaError, type ErrorCode } from './errors.js';

export type XapiVersion = '1.0.3' | '2.0.0';

export interface TransportOptions {
  /** Where the LRS lives, e.g. `/xapi` or `https://lrs.example/xapi`. With or without a slash at the end. */
  endpoint: string;
  auth?: AuthProvider;
  /**
   * Sent as X-Experience-API-Version; 1.0.3 unless said, which every LRS of today understands. `auto` asks the LRS once
   * (`about`) and takes the newest that both speak.
   */
  version?: XapiVersion | 'auto';
  /** The fetch to use; the page's own unless said. */
  fetch?: typeof globalThis.fetch;
  /**
   * What the LRS behind a reverse proxy takes its address to be, as a path or a URL: a `more` link below one of these is asked for
   * below `endpoint`. Nothing is ever sent to such an address itself.
   */
  aliases?: readonly string[];
  /** Milliseconds before a request is given up; 30 000 unless said, 0 for never. */
  timeout?: number;
  /** The device's clock, milliseconds. */
  now?: () => number;
}

export interface RequestOptions {
  signal?: AbortSignal;
  /** The request outlives its page; bodies up to 64 KiB. */
  keepalive?: boolean;
}

export interface SendOptions extends RequestOptions {
  method?: string;
  query?: Record<string, string | number | boolean | undefined> | undefined;
  headers?: Record<string, string>;
  body?: BodyInit;
  /** Statuses that are answers, not failures. */
  accept?: number[];
  /** Milliseconds until it is given up, instead of the client's; 0 for never: an answer without an end. */
  timeout?: number;
}

const statusCodes: Record<number, ErrorCode> = {
  400: 'lrs/bad-request',
  401: 'lrs/unauthorized',
  403: 'lrs/forbidden',
  404: 'lrs/not-found',
  408: 'lrs/timeout',
  409: 'lrs/conflict',
  412: 'lrs/precondition',
  413: 'lrs/too-large',
  425: 'lrs/throttled',
  429: 'lrs/throttled',
};

/** Seconds or an HTTP date → milliseconds from `now` (the server's, where it says), 0 to an hour. Undefined when it is neither. */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (!value) return undefined;
  const ms = /^\s*-?\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}

export class Transport {
  /** Absolute, without a slash at the end. */
  readonly endpoint: string;
  #version: XapiVersion | undefined;
  #asking: Promise<void> | undefined;
  #aliases: string[];
  #auth: AuthProvider | undefined;
  #fetch: typeof globalThis.fetch;
  #timeout: number;
  #now: () => number;
  #skews: number[] = [];

  constructor(options: TransportOptions) {
    const base = typeof document === 'undefined' ? undefined : document.baseURI;
    this.endpoint = new URL(options.endpoint, base).href.replace(/\/{1,9}$/, '');
    this.#version = options.version === 'auto' ? undefined : (options.version ?? '1.0.3');
    this.#aliases = (options.aliases ?? []).map((a) => new URL(a, this.endpoint).href.replace(/\/{1,9}$/, ''));
    this.#auth = options.auth;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#timeout = options.timeout ?? 30_000;
    this.#now = options.now ?? Date.now;
  }

  /** What is spoken; 1.0.3 while `auto` has not asked yet. */
  get version(): XapiVersion {
    return this.#version ?? '1.0.3';
  }

  /** How many milliseconds the server's clock is ahead of the device's: the median of the last five answers; 0 while unknown. */
  get skew(): number {
    return [...this.#skews].sort((a, b) => a - b)[this.#skews.length >> 1] ?? 0;
  }

  /**
   * The address a `more` link means. Links of other origins, or of this origin outside the endpoint, are refused: following
   * one would carry the reader's authorization there.
   */
  inside(link: string): string {
    const url = new URL(link, `${this.endpoint}/`);
    // A slash or backslash in disguise may be undone by a server behind, and lead out there.
    const base = [this.endpoint, ...this.#aliases].find((b) => `${url.origin}${url.pathname}/`.startsWith(`${b}/`));
    if (base === undefined || url.username || url.password || /%(?:2f|5c)/i.test(url.pathname))
      throw new WidyaError('lrs/foreign-link', `"more" leads outside ${this.endpoint}`);
    return this.endpoint + url.href.slice(base.length);
  }

  async send(path: string, options: SendOptions): Promise<Response> {
    if (!this.#version && path !== 'about') await (this.#asking ??= this.#negotiate());
    const url = new URL(path.startsWith('http') ? path : `${this.endpoint}/${path}`);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const { timeout = this.#timeout } = options;
    const limit = timeout ? AbortSignal.timeout(timeout) : undefined;
    const signal = options.signal && limit ? either(options.signal, limit) : (options.signal ?? limit);
    const init: RequestInit = {
      method: options.method ?? 'GET',
      headers: { 'x-experience-api-version': this.version, ...options.headers },
      credentials: 'same-origin',
      cache: 'no-store',
      // Followed by nobody: a redirect would take statements and credential to a place nobody has configured.
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      ...(signal ? { signal } : {}),
      ...(options.body === undefined ? {} : { body: options.body }),
      ...(options.keepalive ? { keepalive: true } : {}),
    };
    let response = await this.#attempt(url, init, false);
    if (response.status === 401 && this.#auth) {
      await response.text();
      response = await this.#attempt(url, init, true);
    }
    const date = Date.parse(response.headers.get('date') ?? '');
    // The header is in whole seconds, cut off: half a second more is right on average.
    if (date) this.#skews = [...this.#skews.slice(-4), date + 500 - this.#now()];
    if (response.ok || options.accept?.includes(response.status)) return response;
    throw await failureOf(response, date || this.#now());
  }

  async #negotiate(): Promise<void> {
    try {
      const { version } = (await readJson(await this.send('about', {}))) as { version?: unknown };
      this.#version = Array.isArray(version) && version.includes('2.0.0') ? '2.0.0' : '1.0.3';
    } finally {
      this.#asking = undefined;
    }
  }

  async #attempt(url: URL, init: RequestInit, retry: boolean): Promise<Response> {
    try {
      const request = new Request(url, init);
      return await this.#fetch(this.#auth ? await this.#auth.authorize(request, { retry }) : request);
    } catch (cause) {
      throw broken(cause, url);
    }
  }
}

/** What a request that got no answer, or half of one, is called. */
function broken(cause: unknown, url: URL): WidyaError {
  if (cause instanceof WidyaError) return cause;
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'TimeoutError')
    return new WidyaError('lrs/timeout', `no answer from ${url.pathname} in time`, { cause, retryable: true });
  if (name === 'AbortError') return new WidyaError('lrs/aborted', 'the request was aborted', { cause });
  return new WidyaError('lrs/network', `${url.origin} cannot be reached`, { cause, retryable: true });
}

/** @throws WidyaError `lrs/bad-response` when it is not JSON or breaks off: a captive portal's page, a dying line */
export async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch (cause) {
    if (cause instanceof DOMException) throw broken(cause, new URL(response.url));
    throw new WidyaError('lrs/bad-response', 'the answer is not JSON', {
      cause,
      status: response.status,
      retryable: true,
    });
  }
}

async function failureOf(response: Response, now: number): Promise<WidyaError> {
  const { status } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
    return new WidyaError('lrs/redirected', 'a redirect; not followed', { status });
  const code = statusCodes[status] ?? (status >= 500 ? 'lrs/server' : 'lrs/bad-request');
  const text = await response.text().catch(() => '');
  let message = text.slice(0, 300) || response.statusText || String(status);
  try {
    const body = JSON.parse(text) as { error?: { message?: string; path?: string } };
    if (body.error?.message)
      message = body.error.path ? `${body.error.path}: ${body.error.message}` : body.error.message;
  } catch {
    // Not ours; the text itself is the message.
  }
  const retryAfter = retryAfterMs(response.headers.get('retry-after'), now);
  return new WidyaError(code, message, {
    status,
    retryable: status >= 500 || status === 408 || status === 425 || status === 429,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** AbortSignal.any is of 2023: the last browsers for Windows 7 lack it. */
function either(...signals: AbortSignal[]): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) first.abort(signal.reason);
    else signal.addEventListener('abort', () => first.abort(signal.reason), { once: true, signal: first.signal });
  }
  return first.signal;
}

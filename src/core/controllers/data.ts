// Data for an element: property, inline `<script type="application/json">`, or `src`; loads like <img> does.
import type { ReactiveController, ReactiveElement } from 'lit';
import { WidyaError } from '../../sdk/errors.js';
import { keptShelf } from '../kept.js';

/** Checks raw data and returns it typed, or throws a WidyaError whose `place` names the spot. */
export type Parse<T> = (raw: unknown, name: string) => T;

/** The last path segment, for messages: `course.json`. */
export function fileName(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? url;
  return path.slice(path.lastIndexOf('/') + 1) || url;
}

async function fetchOk(url: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    const ask = () => fetch(url, { credentials: 'same-origin', ...init });
    response = await ((await keptShelf())?.get(url, ask) ?? ask());
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new WidyaError('data/network', `${url} cannot be fetched`, { cause, retryable: true, place: fileName(url) });
  }
  if (!response.ok) {
    const code = response.status === 404 ? 'data/not-found' : 'data/network';
    throw new WidyaError(code, `${response.status} ${response.statusText}`.trim(), {
      status: response.status,
      retryable: response.status >= 500,
      place: fileName(url),
    });
  }
  return response;
}

export async function fetchText(url: string, init?: RequestInit): Promise<string> {
  return (await fetchOk(url, init)).text();
}

export async function fetchJson(url: string, init?: RequestInit): Promise<unknown> {
  return readJson(await fetchOk(url, init), url);
}

async function readJson(response: Response, url: string): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WidyaError('data/not-json', cause instanceof Error ? cause.message : 'not JSON', {
      cause,
      place: fileName(url),
    });
  }
}

export interface DataControllerOptions<T> {
  parse: Parse<T>;
  /** Attribute and property values now. */
  source: () => { data: unknown; src: string; lazy: boolean };
  loading: () => void;
  /** Reads what is not JSON; undefined for what is. */
  foreign?: (response: Response, url: string) => Promise<unknown> | undefined;
  /**
   * Takes the value. A promise is waited for before `load` fires: it settles when everything in the data is checked.
   * @param base URL that relative addresses in the data resolve against; `name` of the source for messages
   */
  ready: (value: T, base: string, name: string) => void | Promise<void>;
  error: (cause: unknown) => void;
}

export class DataController<T> implements ReactiveController {
  #host: ReactiveElement;
  #options: DataControllerOptions<T>;
  #abort: AbortController | undefined;
  #key: unknown = Symbol('nothing yet');
  #visible = false;
  #observer: IntersectionObserver | undefined;

  constructor(host: ReactiveElement, options: DataControllerOptions<T>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostUpdate(): void {
    if (this.#host.isConnected) this.#check();
  }

  hostDisconnected(): void {
    if (this.#abort) {
      this.#abort.abort();
      this.#abort = undefined;
      this.#key = Symbol('interrupted'); // an interrupted load starts again when the element comes back
    }
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  /** Loads again, whatever was there. */
  reload(): void {
    this.#key = Symbol('again');
    this.#check();
  }

  #check(): void {
    const { data, src, lazy } = this.#options.source();
    const script = this.#host.querySelector(':scope > script[type="application/json"]');
    const key = data ?? (script ? (script.textContent ?? '') : src);
    if (key === this.#key) return;
    if (data === undefined && !script && src === '') return;
    if (lazy && !this.#visible && data === undefined && !script) {
      this.#waitUntilVisible();
      return;
    }
    this.#key = key;
    this.#abort?.abort();
    this.#abort = undefined;
    // State changes inside hostUpdate belong to the next update.
    queueMicrotask(() => {
      if (data !== undefined) void this.#give(data, 'data', key);
      else if (script) this.#giveText(script.textContent ?? '', key);
      else void this.#load(src);
    });
  }

  #waitUntilVisible(): void {
    if (this.#observer) return;
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        this.#visible = true;
        this.#observer?.disconnect();
        this.#check();
      },
      { rootMargin: '200px' },
    );
    this.#observer.observe(this.#host);
  }

  #event(type: string): void {
    this.#host.dispatchEvent(new Event(type));
  }

  async #load(src: string): Promise<void> {
    const abort = (this.#abort = new AbortController());
    this.#options.loading();
    this.#event('loadstart');
    try {
      const base = this.#host.baseURI;
      if (!URL.canParse(src, base)) throw new WidyaError('data/invalid', 'is not a URL', { place: `src="${src}"` });
      const url = new URL(src, base).href;
      const response = await fetchOk(url, { signal: abort.signal });
      const raw = await (this.#options.foreign?.(response, url) ?? readJson(response, url));
      if (abort.signal.aborted) return;
      const value = this.#options.parse(raw, fileName(url));
      await this.#options.ready(value, url, fileName(url));
      if (abort.signal.aborted) return;
      this.#event('load');
    } catch (cause) {
      if (abort.signal.aborted) return;
      this.#options.error(cause);
      this.#event('error');
    }
    this.#abort = undefined;
    this.#event('loadend');
  }

  #giveText(text: string, key: unknown): void {
    try {
      void this.#give(JSON.parse(text), '<script>', key);
    } catch (cause) {
      this.#options.error(
        new WidyaError('data/not-json', cause instanceof Error ? cause.message : 'not JSON', {
          cause,
          place: '<script>',
        }),
      );
    }
  }

  async #give(raw: unknown, name: string, key: unknown): Promise<void> {
    try {
      await this.#options.ready(this.#options.parse(raw, name), this.#host.baseURI, name);
    } catch (cause) {
      if (key === this.#key) this.#options.error(cause);
    }
  }
}

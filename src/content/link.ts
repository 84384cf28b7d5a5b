// Questions and answers over a MessagePort between a page and its content host. Both sides use it.

/** What answers when the other side asks. */
export type Handlers = Record<string, (data: never) => unknown>;

interface Asked {
  v: 1;
  ask: number;
  t: string;
  data: unknown;
}
type Answered = { v: 1; answer: number } & ({ value: unknown } | { error: { message: string; place?: string } });

/** A question that the other side could not answer. */
export class LinkError extends Error {
  readonly place: string | undefined;
  constructor(message: string, place?: string) {
    super(message);
    this.place = place;
  }
}

export class Link {
  #port: MessagePort;
  #handlers: Handlers;
  #last = 0;
  #open = new Map<number, { resolve(value: never): void; reject(cause: unknown): void }>();

  constructor(port: MessagePort, handlers: Handlers) {
    this.#port = port;
    this.#handlers = handlers;
    port.onmessage = (event) => void this.#onMessage(event.data as Partial<Asked & Answered>);
  }

  /** @throws LinkError when the other side says so, or is gone */
  ask<T>(t: string, data?: unknown, transfer: Transferable[] = []): Promise<T> {
    const ask = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      this.#open.set(ask, { resolve, reject });
      this.#port.postMessage({ v: 1, ask, t, data } satisfies Asked, transfer);
    });
  }

  close(): void {
    this.#port.close();
    for (const { reject } of this.#open.values()) reject(new LinkError('the content host was closed'));
    this.#open.clear();
  }

  async #onMessage(
    m: Partial<Asked & Answered> & { value?: unknown; error?: { message: string; place?: string } },
  ): Promise<void> {
    // Another version of us, or none of us.
    if (typeof m !== 'object' || m === null || m.v !== 1) return;
    if (typeof m.answer === 'number') {
      const waiting = this.#open.get(m.answer);
      this.#open.delete(m.answer);
      if (m.error) waiting?.reject(new LinkError(String(m.error.message), m.error.place));
      else waiting?.resolve(m.value as never);
      return;
    }
    if (typeof m.ask !== 'number' || typeof m.t !== 'string') return;
    const handler = Object.hasOwn(this.#handlers, m.t) ? this.#handlers[m.t] : undefined;
    try {
      if (!handler) throw new LinkError(`"${m.t}" is not known`);
      const value: unknown = await handler(m.data as never);
      this.#port.postMessage({ v: 1, answer: m.ask, value });
    } catch (cause) {
      const { message, place } = cause as LinkError;
      this.#port.postMessage({ v: 1, answer: m.ask, error: { message, ...(place === undefined ? {} : { place }) } });
    }
  }
}

/** A request on its way over a port. */
export interface PlainRequest {
  method: string;
  url: string;
  headers: [string, string][];
  body: ArrayBuffer | null;
}
export interface PlainResponse {
  status: number;
  headers: [string, string][];
  body: ArrayBuffer | null;
}

export const toRequest = (r: PlainRequest): Request =>
  new Request(r.url, {
    method: r.method,
    headers: r.headers,
    ...(r.body && r.body.byteLength > 0 ? { body: r.body } : {}),
  });
export const toResponse = (r: PlainResponse): Response =>
  new Response(r.status === 204 ? null : r.body, { status: r.status, headers: r.headers });
export const plainRequest = async (r: Request): Promise<PlainRequest> => ({
  method: r.method,
  url: r.url,
  headers: [...r.headers],
  body: r.method === 'GET' || r.method === 'HEAD' ? null : await r.arrayBuffer(),
});
export const plainResponse = async (r: Response): Promise<PlainResponse> => ({
  status: r.status,
  headers: [...r.headers],
  body: r.status === 204 ? null : await r.arrayBuffer(),
});

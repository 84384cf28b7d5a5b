// Answers and failures of the LRS over HTTP.
import type { Verdict } from '../access/authorize.js';
import { StorageUnavailable } from '../storage/port.js';

/** A request that cannot be done; becomes a JSON answer that names the place. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;
  /** Where in what was sent: `[2].actor.mbox`, `?since`, `If-Match`. */
  readonly path: string | undefined;
  /** Which rule of access says no. */
  readonly reason: string | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    options: {
      code?: string;
      path?: string | undefined;
      reason?: string;
      headers?: Record<string, string>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = options.code ?? codes[status] ?? 'error';
    // What was sent may be megabytes long; a place is a few words.
    this.path = options.path?.slice(0, 300);
    this.reason = options.reason;
    this.headers = options.headers ?? {};
  }
}

const codes: Record<number, string> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'conflict',
  412: 'precondition-failed',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  500: 'internal',
};

/** 403 with the reason, unless it is allowed. */
export function forbid(verdict: Verdict, path?: string): void {
  if (verdict) throw new HttpError(403, verdict.message, { reason: verdict.code, path });
}

export const bad = (message: string, path?: string): HttpError => new HttpError(400, message, { path });

export function json(value: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers);
  headers.set('content-type', 'application/json');
  return new Response(JSON.stringify(value), { ...init, headers });
}

export const empty = (status = 204, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers });

/** Why an answer says no, for logs and counters. */
export const failureOf = new WeakMap<Response, { code: string; reason?: string | undefined }>();

export function errorResponse(error: unknown): Response {
  if (error instanceof HttpError) {
    const { status, code, message, path, reason, headers } = error;
    const place = { ...(reason === undefined ? {} : { reason }), ...(path === undefined ? {} : { path }) };
    const response = json({ error: { code, message, ...place } }, { status, headers });
    failureOf.set(response, { code, reason });
    return response;
  }
  if (error instanceof StorageUnavailable) {
    console.error(`[widya] LRS: ${error.message}`);
    return json(
      { error: { code: 'unavailable', message: 'The store cannot be reached just now; try again.' } },
      { status: 503, headers: { 'retry-after': '5' } },
    );
  }
  console.error('[widya] LRS:', error);
  return json(
    { error: { code: 'internal', message: 'The LRS could not do this; its log says why.' } },
    { status: 500 },
  );
}

export interface Query {
  get(name: string): string | undefined;
  has(name: string): boolean;
  names(): string[];
}

/** Parameters of a request; one given twice, or one with a NUL, is refused. */
export function readQuery(params: URLSearchParams, allowed: readonly string[]): Query {
  const values = new Map<string, string>();
  for (const [name, value] of params) {
    if (!allowed.includes(name)) throw bad('unknown parameter', `?${name}`);
    if (values.has(name)) throw bad('given twice', `?${name}`);
    if (value.includes('\0')) throw bad('must not contain NUL', `?${name}`);
    values.set(name, value);
  }
  return { get: (n) => values.get(n), has: (n) => values.has(n), names: () => [...values.keys()] };
}

export function required(query: Query, name: string): string {
  const value = query.get(name);
  if (value === undefined || value === '') throw bad('is required', `?${name}`);
  return value;
}

export function boolean(query: Query, name: string): boolean {
  const value = query.get(name);
  if (value === undefined) return false;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw bad('must be true or false', `?${name}`);
}

/** The body of a request, refused with 413 as soon as it is larger than `max` bytes. */
export async function limitedBody(request: Request, max: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new HttpError(413, `a body may have at most ${max} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > max) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > max) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const c of chunks) {
    out.set(c, at);
    at += c.length;
  }
  return out;
}

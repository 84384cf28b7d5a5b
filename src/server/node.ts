// Node's side: listens, turns Node's requests into Requests and Responses into Node's answers. Files are in static.ts.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export { createStaticFiles, type StaticOptions } from './static.js';
export { loadCourse, loadCourses, type CourseFolder } from './cmi5/files.js';
export { loadExams, type ExamFolder } from './grading/files.js';
export { openStorage, type StorageChoice } from './storage/open.js';
export * from './index.js';

export type Handler = (request: Request) => Promise<Response>;

export interface ListenOptions {
  /** 0 for any free port. */
  port: number;
  host?: string;
  /**
   * Scheme and host people see, e.g. `https://belajar.instansi.go.id`, when a proxy stands in front: what "our own origin" is
   * and whether cookies are Secure follow from it. Without it, the Host header and plain http count.
   */
  publicUrl?: string;
}

export interface Listening {
  port: number;
  url: string;
  /** Lets requests under way finish (3 seconds at the most), then closes. */
  close(): Promise<void>;
}

/** Answers up to this size are sent in one piece, compressed if that helps; larger ones of known size are streamed. */
const WHOLE = 256 * 1024;
/** What a request still sends after its answer is thrown away for this long, so that the client can read the answer. */
const LINGER = 5000;

export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const base = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin;
  const server = createServer((message, out) => {
    void answer(message, out, base, handler).catch((error: unknown) => {
      if (out.destroyed) return; // the client went away
      console.error('[widya]', error);
      if (out.headersSent) out.destroy();
      else
        out.writeHead(500, { 'content-type': 'text/plain' }).end('The server could not do this; its log says why.\n');
    });
  });
  // Longer than proxies keep a connection: otherwise they may use one that is just being closed.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '0.0.0.0', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    port,
    url: base ?? `http://localhost:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection becomes idle when its answer is out, and clients like to keep it.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      const force = setTimeout(() => server.closeAllConnections(), 3000);
      await closed;
      clearInterval(idle);
      clearTimeout(force);
    },
  };
}

async function answer(
  message: IncomingMessage,
  out: ServerResponse,
  base: string | undefined,
  handler: Handler,
): Promise<void> {
  const request = toRequest(message, base);
  const response = request ? await handler(request) : new Response('Bad request\n', { status: 400 });
  await send(response, message, out);
  if (message.complete) return;
  message.removeAllListeners('data');
  message.resume();
  setTimeout(() => message.complete || message.destroy(), LINGER).unref();
}

function toRequest(message: IncomingMessage, base: string | undefined): Request | undefined {
  // A hostile Host header must not decide what is "our own origin" beyond host and port.
  const host = /^[\w.:[\]-]+$/.test(message.headers.host ?? '') ? message.headers.host : 'localhost';
  const origin = base ?? `http://${host}`;
  const method = message.method ?? 'GET';
  const asked = message.url ?? '/';
  try {
    // Joined, not resolved: "//other.example/x" is a path here and no other host.
    const url = new URL(asked.startsWith('/') ? origin + asked : origin);
    if (!asked.startsWith('/') && asked !== '*') {
      const { pathname, search } = new URL(asked);
      url.pathname = pathname;
      url.search = search;
    }
    const headers = new Headers();
    for (let i = 0; i < message.rawHeaders.length; i += 2)
      headers.append(message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '');
    const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(message);
    return new Request(url, { method, headers, body, duplex: 'half' } as RequestInit);
  } catch {
    return undefined;
  }
}

/** What is not read is thrown away and the connection kept: a refusal has to reach the client while it still sends. */
function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  let begun = false;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (begun) return void message.resume();
        begun = true;
        message.on('data', (chunk: Buffer) => {
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) message.pause();
        });
        message.once('end', () => controller.close());
        message.once('error', (error) => controller.error(error));
        message.once('close', () => message.complete || controller.error(new Error('the client went away')));
      },
      cancel() {
        message.removeAllListeners('data');
        message.removeAllListeners('end');
        message.removeAllListeners('close');
        message.resume();
      },
    },
    { highWaterMark: 0 },
  );
}

async function send(response: Response, message: IncomingMessage, out: ServerResponse): Promise<void> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers)
    headers[name] = name === 'set-cookie' ? response.headers.getSetCookie() : value;
  if (message.method === 'HEAD' || !response.body) {
    await response.body?.cancel();
    out.writeHead(response.status, headers).end();
    return;
  }
  const isStream = headers['content-type'] === 'text/event-stream' || Number(headers['content-length'] ?? 0) > WHOLE;
  if (isStream) {
    out.writeHead(response.status, headers);
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    // A client that leaves in the middle is no failure of ours.
    await pipeline(body, out).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET') throw error;
    });
    return;
  }
  let body: Uint8Array = new Uint8Array(await response.arrayBuffer());
  const encoding = encodingFor(message, headers, body.length);
  if (encoding) {
    body = await (encoding === 'br' ? brotli(body, brotliOptions) : deflate(body));
    headers['content-encoding'] = encoding;
    headers.vary = [headers.vary, 'Accept-Encoding'].flat().filter(Boolean).join(', ');
  }
  headers['content-length'] = String(body.length);
  out.writeHead(response.status, headers).end(body);
}

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** JSON shrinks to a tenth. Not where there is an ETag: one names bytes, and those of xAPI documents are the client's own. */
function encodingFor(
  message: IncomingMessage,
  headers: Record<string, string | string[]>,
  length: number,
): 'br' | 'gzip' | undefined {
  if (length < 1024 || headers.etag !== undefined || headers['content-encoding'] !== undefined) return undefined;
  if (!/^application\/(?:\w+\+)?json\b/.test(String(headers['content-type']))) return undefined;
  const accepted = String(message.headers['accept-encoding'] ?? '');
  return /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

// Node's side: listens, turns Node's requests into Requests, serves files.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export { createStaticFiles, type StaticOptions } from './static.js';
export { openStorage, type StorageChoice } from './storage/open.js';
export * from './index.js';

export type Handler = (request: Request) => Promise<Response>;

export interface ListenOptions {
  /** 0 for any free port. */
  port: number;
  host?: string;
}

export interface Listening {
  port: number;
  url: string;
  /** Lets requests under way finish, then closes. */
  close(): Promise<void>;
}

function toRequest(message: IncomingMessage, signal: AbortSignal): Request {
  // A hostile Host header must not decide what is "our own origin" beyond host and port.
  const host = /^[\w.:[\]-]+$/.test(message.headers.host ?? '') ? message.headers.host : 'localhost';
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i] ?? '';
    if (!name.startsWith(':')) headers.append(name, message.rawHeaders[i + 1] ?? '');
  }
  const method = message.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(message.url ?? '/', `http://${host}`), {
    method,
    headers,
    signal,
    ...(hasBody ? { body: Readable.toWeb(message) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  } as RequestInit);
}

async function send(response: Response, out: ServerResponse, head: boolean): Promise<void> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers)
    headers[name] = name === 'set-cookie' ? response.headers.getSetCookie() : value;
  out.writeHead(response.status, headers);
  if (head || !response.body) {
    out.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), out);
}

export async function listen(handler: Handler, options: ListenOptions): Promise<Listening> {
  const server: Server = createServer((message, out) => {
    const abort = new AbortController();
    out.on('close', () => {
      if (!out.writableEnded) abort.abort();
    });
    void (async () => {
      try {
        await send(await handler(toRequest(message, abort.signal)), out, message.method === 'HEAD');
      } catch (error) {
        if (abort.signal.aborted) return;
        console.error('[widya]', error);
        if (!out.headersSent) out.writeHead(500, { 'content-type': 'text/plain' });
        out.end('The server could not do this; its log says why.\n');
      }
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '0.0.0.0', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    port,
    url: `http://localhost:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 3000);
      await closed;
      clearTimeout(force);
    },
  };
}

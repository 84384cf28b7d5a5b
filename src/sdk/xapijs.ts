// For portals that use XAPI.js (@xapi/xapi) already: our sign-in, time limit and outbox as its adapter. Nothing of it is imported.
import type { AuthProvider } from './auth.js';
import type { Service } from './service.js';
import type { Statement } from './statement.js';
import { Transport, type TransportOptions } from './transport.js';

/** What XAPI.js hands to an adapter, and wants back. */
export interface XapiJsRequest {
  url: string;
  method: string;
  headers?: Record<string, unknown>;
  data?: unknown;
}
export interface XapiJsResponse {
  // XAPI.js types what it gets back by the method that asked; here it is whatever the server said.
  data: never;
  headers: Record<string, string>;
  status: number;
}

export interface XapiJsOptions extends Omit<TransportOptions, 'version'> {
  auth: AuthProvider;
  /** Statements go into its outbox: they are on the device at once and sent when the network is there. Else they are sent now. */
  service?: Pick<Service, 'record' | 'principal'>;
}

/**
 * An adapter for XAPI.js 3: `new XAPI({ endpoint, adapter: xapiJsAdapter({ endpoint, auth, service }) })`.
 * Failures are WidyaErrors with their status, which its own adapters lose or change; requests never leave the endpoint.
 */
export function xapiJsAdapter(options: XapiJsOptions): (request: XapiJsRequest) => Promise<XapiJsResponse> {
  const transport = new Transport(options);
  return async ({ url, method, headers = {}, data }) => {
    const { service } = options;
    const path = new URL(url).pathname;
    if (service && method === 'POST' && path.endsWith('/statements') && isJson(data)) {
      const list = (typeof data === 'string' ? JSON.parse(data) : data) as Statement | Statement[];
      const statements = await service.record([list].flat());
      return { status: 200, headers: {}, data: statements.map((s) => s.id) as never };
    }
    const sent = Object.fromEntries(
      Object.entries(headers)
        // Ours signs; theirs sends `Basic Og==` when it was given nothing.
        .filter(([name, value]) => value !== undefined && name.toLowerCase() !== 'authorization')
        .map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const response = await transport.send(transport.inside(url), {
      method,
      headers: sent,
      ...(data === undefined || data === null ? {} : { body: bodyOf(data) }),
    });
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      data: (type.includes('application/json') && text !== '' ? JSON.parse(text) : text) as never,
    };
  };
}

const isJson = (data: unknown): boolean =>
  typeof data === 'string' || (typeof data === 'object' && data !== null && !isBytes(data));

const isBytes = (data: unknown): data is BodyInit =>
  data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data);

function bodyOf(data: unknown): BodyInit {
  return typeof data === 'string' || isBytes(data) ? data : JSON.stringify(data);
}

// Files of a folder over HTTP: types, ETags, ranges for media, compression for text, nothing outside the folder.
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.vtt': 'text/vtt; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.ogg': 'audio/ogg',
  '.pdf': 'application/pdf',
  '.woff2': 'font/woff2',
};
const compressible = /^(?:text\/|application\/json|image\/svg)/;

export interface StaticOptions {
  folder: string;
  /** Path the folder is served below; `/` unless said. */
  prefix?: string;
  /** Files whose names hold a hash of their content: kept for a year. */
  immutable?: (path: string) => boolean;
}

/** @returns a handler that answers undefined when there is no such file */
export function createStaticFiles(options: StaticOptions): (request: Request) => Promise<Response | undefined> {
  const prefix = options.prefix ?? '/';
  /** Compressed once per change of a file. */
  const packed = new Map<string, { etag: string; bytes: Promise<Uint8Array> }>();

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    let path: string;
    try {
      path = decodeURIComponent(new URL(request.url).pathname);
    } catch {
      return undefined;
    }
    if (!path.startsWith(prefix) || path.includes('\0')) return undefined;
    path = path.slice(prefix.length);
    if (path === '' || path.endsWith('/')) path += 'index.html';
    let file: string;
    let info;
    try {
      const base = await realpath(options.folder);
      file = await realpath(join(base, path));
      if (!file.startsWith(base + sep)) return undefined;
      info = await stat(file);
    } catch {
      return undefined;
    }
    if (!info.isFile()) return undefined;

    const type = types[extname(file)] ?? 'application/octet-stream';
    const etag = `"${info.size.toString(36)}-${Math.floor(info.mtimeMs).toString(36)}"`;
    const headers: Record<string, string> = {
      'content-type': type,
      etag,
      'last-modified': info.mtime.toUTCString(),
      'cache-control': options.immutable?.(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    };
    // A portal's own header takes the place of these. A drawing may have come with a file of strangers: opened by itself it is a
    // document, whose scripts must not run as this origin's.
    if (type.startsWith('text/html')) headers['content-security-policy'] = "frame-ancestors 'self'";
    if (type === 'image/svg+xml')
      headers['content-security-policy'] = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    const isText = compressible.test(type) && info.size > 500;
    if (isText) headers.vary = 'Accept-Encoding';
    const accepts = isText ? (request.headers.get('accept-encoding') ?? '') : '';
    const encoding = /\bbr\b/.test(accepts) ? 'br' : /\bgzip\b/.test(accepts) ? 'gzip' : undefined;
    // Other bytes, other tag.
    if (encoding) headers.etag = etag.replace(/"$/, `-${encoding}"`);
    if (isCurrent(request, headers.etag ?? etag, info.mtime)) return new Response(null, { status: 304, headers });

    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
    const condition = request.headers.get('if-range');
    if (range && (range[1] || range[2]) && (condition === null || condition === etag)) {
      headers.etag = etag;
      const last = info.size - 1;
      const start = range[1] ? Number(range[1]) : Math.max(0, info.size - Number(range[2]));
      const end = range[1] && range[2] ? Math.min(Number(range[2]), last) : last;
      if (start > end) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${info.size}` } });
      return body(request, file, start, end, 206, {
        ...headers,
        'content-range': `bytes ${start}-${end}/${info.size}`,
      });
    }
    if (encoding === undefined) return body(request, file, 0, info.size - 1, 200, headers);
    const key = `${encoding}:${file}`;
    let entry = packed.get(key);
    if (entry?.etag !== etag) packed.set(key, (entry = { etag, bytes: pack(await readFile(file), encoding) }));
    const bytes = await entry.bytes;
    return new Response(request.method === 'HEAD' ? null : (bytes as Uint8Array<ArrayBuffer>), {
      headers: { ...headers, 'content-encoding': encoding, 'content-length': String(bytes.length) },
    });
  };
}

function isCurrent(request: Request, etag: string, changed: Date): boolean {
  const tags = request.headers.get('if-none-match');
  if (tags !== null)
    return tags
      .replace(/W\//g, '')
      .split(/,\s*/)
      .some((t) => t === etag || t === '*');
  const since = Date.parse(request.headers.get('if-modified-since') ?? '');
  return !Number.isNaN(since) && Math.floor(changed.getTime() / 1000) * 1000 <= since;
}

const pack = (data: Uint8Array, encoding: 'br' | 'gzip'): Promise<Uint8Array> =>
  encoding === 'br'
    ? promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
    : promisify(gzip)(data, { level: 9 });

function body(
  request: Request,
  file: string,
  start: number,
  end: number,
  status: number,
  headers: Record<string, string>,
): Response {
  const length = Math.max(0, end - start + 1);
  const stream =
    request.method === 'HEAD' || length === 0
      ? null
      : (Readable.toWeb(createReadStream(file, { start, end })) as ReadableStream<Uint8Array>);
  return new Response(stream, { status, headers: { ...headers, 'content-length': String(length) } });
}

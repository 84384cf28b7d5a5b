// A tag as a page of its own, for frames in other people's pages, and oEmbed, by which editors learn of it from its address.
import { checkEmbed, embedCode, type Embed } from '../model/embed.js';
import { WidyaError } from '../sdk/errors.js';

export interface EmbedOptions {
  /** This server as others see it: `https://belajar.go.id`. */
  origin: string;
  /** Path of the script-tag build; `/cdn/`. */
  scripts?: string;
  /** For the provider around the tag; `/xapi`. */
  endpoint?: string;
  /** For the provider around the tag; `/sesi`. */
  session?: string;
  login?: string;
  /** Origins whose pages may frame it, as in CSP `frame-ancestors`; this origin's alone unless said. */
  ancestors?: readonly string[];
  lang?: string;
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** @returns a handler of `/embed/TAG?ATTRIBUTE=…` and `/oembed?url=…`; undefined for other addresses */
export function createEmbed(options: EmbedOptions): (request: Request) => Response | undefined {
  const { scripts = '/cdn/', endpoint = '/xapi', session = '/sesi', login, lang = 'id', ancestors = [] } = options;
  const origin = new URL(options.origin).origin;

  /** What an address of ours shows. @throws WidyaError `data/invalid` */
  const read = (url: URL): Embed & { tag: string } => {
    const tag = url.pathname.slice('/embed/'.length);
    const attributes = Object.fromEntries([...url.searchParams].filter(([key]) => !key.startsWith('-')));
    const e = {
      tag,
      attributes,
      href: url.searchParams.get('-href') ?? `${origin}/`,
      text: url.searchParams.get('-text') ?? 'Widya',
      embed: `${origin}/embed/`,
    };
    checkEmbed(e);
    return e;
  };

  const page = (url: URL): Response => {
    const e = read(url);
    const address = `${origin}${url.pathname}${url.search}`;
    const provider = `endpoint="${escape(endpoint)}" session="${escape(session)}"${login ? ` login="${escape(login)}"` : ''}`;
    const body = `<!doctype html>
<html lang="${escape(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(e.text)}</title>
<link rel="alternate" type="application/json+oembed" href="${escape(`${origin}/oembed?format=json&url=${encodeURIComponent(address)}`)}" title="${escape(e.text)}">
<script type="module" src="${escape(scripts)}widya-autoloader.js"></script>
<script type="module" src="${escape(scripts)}widya-frame.js"></script>
</head>
<body>
<widya-provider ${provider}>${embedCode(e, 'tag')}</widya-provider>
</body>
</html>
`;
    return new Response(body, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': [
          "default-src 'self'",
          "img-src 'self' https: data:",
          "media-src 'self' https:",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'self'",
          `frame-ancestors ${["'self'", ...ancestors].join(' ')}`,
          "require-trusted-types-for 'script'",
          'trusted-types lit-html',
        ].join('; '),
        'referrer-policy': 'strict-origin-when-cross-origin',
        'x-content-type-options': 'nosniff',
      },
    });
  };

  const oembed = (query: URLSearchParams): Response => {
    const format = query.get('format') ?? 'json';
    // oEmbed 1.0, 2.3.3: what is not implemented is 501, what is not ours 404.
    if (format !== 'json') return new Response('json only\n', { status: 501 });
    const asked = query.get('url') ?? '';
    if (!URL.canParse(asked) || new URL(asked).origin !== origin || !new URL(asked).pathname.startsWith('/embed/'))
      return new Response('not an address of this server\n', { status: 404 });
    const e = read(new URL(asked));
    const number = (name: string, most: number) => {
      const n = Number(query.get(name) ?? most);
      return Number.isInteger(n) && n > 0 ? Math.min(n, most) : most;
    };
    const height = number('maxheight', 480);
    return Response.json(
      {
        version: '1.0',
        type: 'rich',
        provider_name: 'Widya',
        provider_url: origin,
        title: e.text,
        width: number('maxwidth', 800),
        height,
        html: embedCode({ ...e, height }, 'frame'),
      },
      // Editors of other portals ask from their pages; nothing here is anybody's own.
      { headers: { 'access-control-allow-origin': '*' } },
    );
  };

  return (request) => {
    const url = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    try {
      if (url.pathname.startsWith('/embed/')) return page(url);
      return url.pathname === '/oembed' ? oembed(url.searchParams) : undefined;
    } catch (cause) {
      if (cause instanceof WidyaError) return new Response(`${cause.place}: ${cause.message}\n`, { status: 404 });
      throw cause;
    }
  };
}

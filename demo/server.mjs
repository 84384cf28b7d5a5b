// The demo portal: an agency's intranet with Widya in its pages and the embedded LRS behind them. `npm start` runs it.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleStatements } from './sample.mjs';
import { createApp, createStaticFiles, listen, loadCourse, loadExams, openStorage, parseCredential } from '../dist/server/node.js';
import { writeZip } from '../dist/formats/zip-write.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** As strict as a government portal may set it; everything on these pages lives within it. */
const csp = (content) => [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  `frame-src 'self' blob: ${content}`,
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html widya portal 'allow-duplicates'",
].join('; ');

/** Packages as an author would export them: each folder below demo/paket, zipped when it is asked for. */
function createPackages() {
  const made = new Map();
  return (request) => {
    const name = /^\/paket\/([a-z0-9-]+)\.(zip|h5p)$/.exec(new URL(request.url).pathname)?.[1];
    const folder = name && here(`paket/${name}/`);
    if (!folder || !existsSync(folder)) return undefined;
    if (!made.has(name)) {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
      const path = (f) => `${f.parentPath ?? f.path}/${f.name}`;
      const relative = (f) => path(f).replaceAll('\\', '/').slice(folder.length).replace(/^\//, '');
      made.set(name, writeZip(new Map(files.map((f) => [relative(f), new Uint8Array(readFileSync(path(f)))]))));
    }
    const bytes = made.get(name);
    const etag = `"${createHash('sha1').update(bytes).digest('hex').slice(0, 16)}"`;
    return new Response(request.method === 'HEAD' ? null : bytes, {
      headers: { 'content-type': 'application/zip', 'content-length': String(bytes.length), 'cache-control': 'no-cache', etag },
    });
  };
}

/**
 * @param {{ port?: number, contentPort?: number, contentUrl?: string, h5p?: string, data?: string, databaseUrl?: string, credential?: string, publicUrl?: string, sample?: boolean, say?: (text: string) => void }} options
 *   `h5p`: folder of a runtime; `sample`: with answers of invented people to the quick quiz
 * @returns {Promise<{ url: string, port: number, credential: string, people: object[], close(): Promise<void> }>}
 */
export async function startDemo(options = {}) {
  const people = JSON.parse(readFileSync(here('people.json'), 'utf8'));
  const storage = await openStorage({ data: options.data ?? 'memory', databaseUrl: options.databaseUrl, say: options.say });
  try {
    let credential = options.credential;
    if (!credential) {
      // One of its own, the same after a restart.
      credential = (await storage.getItem('demo:credential')) ?? `portal:${randomBytes(12).toString('base64url')}`;
      await storage.setItem('demo:credential', credential);
    }
    const parsed = parseCredential(credential);
    if (!parsed) throw new Error('the credential must be KEY:SECRET');
    // One of the packages once more, launched by the server: its files lie unpacked on the content host.
    const unpacked = mkdtempSync(join(tmpdir(), 'widya-demo-'));
    const zip = join(unpacked, 'sapa-warga.zip');
    const made = await createPackages()(new Request('http://localhost/paket/cmi5-sapa-warga.zip'));
    writeFileSync(zip, new Uint8Array(await made.arrayBuffer()));
    const hosted = await loadCourse(zip, unpacked);
    let contentBase = '';
    const app = createApp({
      storage,
      people,
      cmi5: { courses: () => [{ course: hosted.course, base: `${contentBase}/terpasang/${hosted.path}` }] },
      credentials: [parsed],
      sharedActivities: ['https://belajar.bln.example/forum/'],
      home: 'https://belajar.bln.example/kredensial',
      grading: await loadExams(here('ujian')),
    });
    const headers = { authorization: `Basic ${btoa(credential)}`, 'x-experience-api-version': '1.0.3', 'content-type': 'application/json' };
    // Who is who in the forum: what its tags read for badges, mentions and moderation.
    const roster = new URLSearchParams({ activityId: 'https://belajar.bln.example/forum', profileId: 'https://w3id.org/widya/xapi/profile/roster' });
    const known = JSON.stringify({ people: people.map(({ actor, name, roles }) => ({ actor, name, roles })) });
    const kept = await app.fetch(new Request(`http://localhost/xapi/activities/profile?${roster}`, { method: 'POST', headers, body: known }));
    if (!kept?.ok) throw new Error(`the roster was refused: ${await kept?.text()}`);
    if (options.sample) {
      const body = JSON.stringify(await sampleStatements());
      const answer = await app.fetch(new Request('http://localhost/xapi/statements', { method: 'POST', headers, body }));
      if (!answer?.ok) throw new Error(`the sample was refused: ${await answer?.text()}`);
    }
    const sweeps = setInterval(() => app.sweep().catch((error) => console.error('[widya] exams:', error)), 15_000);
    const pages = createStaticFiles({ folder: here('public') });
    const packages = createPackages();
    const library = createStaticFiles({ folder: here('../cdn'), prefix: '/widya/', immutable: (path) => path.startsWith('chunks/') });

    /** The worker that opens a page without a network belongs at the root: it may serve what lies below it. */
    const worker = (request) =>
      new URL(request.url).pathname === '/widya-sw.js' ? library(new Request(new URL('/widya/widya-sw.js', request.url), request)) : undefined;

    /** Pages are filled in before they are compressed. */
    const plain = (request) => {
      if (!/(?:\/|\.html)$/.test(new URL(request.url).pathname)) return request;
      const headers = new Headers(request.headers);
      headers.delete('accept-encoding');
      return new Request(request.url, { method: request.method, headers });
    };
    const handler = async (request) => {
      const response =
        (await app.fetch(request)) ??
        (await worker(request)) ??
        (await library(request)) ??
        packages(request) ??
        (await pages(plain(request))) ??
        (await notFound(request));
      response.headers.set('x-content-type-options', 'nosniff');
      response.headers.set('referrer-policy', 'same-origin');
      if (!response.headers.get('content-type')?.startsWith('text/html')) return response;
      const content = contentOf(request);
      response.headers.set('content-security-policy', csp(content));
      if (response.headers.has('content-encoding') || request.method === 'HEAD' || response.status === 304) return response;
      const text = await response.text();
      response.headers.delete('content-length');
      return new Response(text.replaceAll('%CONTENT%', `${content}/`), response);
    };
    const notFound = async (request) => {
      const page = await pages(new Request(new URL('/404.html', request.url)));
      return page ? new Response(page.body, { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' } }) : new Response('Not found\n', { status: 404 });
    };
    // Packages are played from another port: another origin, so that what is in them reaches nothing of the portal.
    const host = createStaticFiles({ folder: here('../cdn/content') });
    const installed = createStaticFiles({ folder: unpacked, prefix: '/terpasang/' });
    // A runtime for H5P that somebody has put on this machine; it is no part of Widya (docs/content-host.md).
    const h5p = options.h5p ? createStaticFiles({ folder: options.h5p, prefix: '/h5p/' }) : () => undefined;
    const content = await listen(
      async (request) => {
        const response = (await host(request)) ?? (await h5p(request)) ?? (await installed(request)) ?? new Response('Not found\n', { status: 404 });
        response.headers.set('x-content-type-options', 'nosniff');
        response.headers.set('content-security-policy', `frame-ancestors 'self' ${portalOf(request)}`);
        return response;
      },
      { port: options.contentPort ?? (options.port ? options.port + 1 : 0) },
    );
    contentBase = (options.contentUrl ?? content.url).replace(/\/$/, '');
    const portalOf = (request) => options.publicUrl ?? `http://${new URL(request.url).hostname}:${server.port}`;
    const contentOf = (request) => options.contentUrl ?? `http://${new URL(request.url).hostname}:${content.port}`;
    const server = await listen(handler, { port: options.port ?? 0, ...(options.publicUrl ? { publicUrl: options.publicUrl } : {}) });
    return {
      url: server.url,
      port: server.port,
      contentUrl: options.contentUrl ?? content.url,
      credential,
      people,
      async close() {
        clearInterval(sweeps);
        await server.close();
        await content.close();
        rmSync(unpacked, { recursive: true, force: true });
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** What went wrong, in a sentence. */
function explain(error, port) {
  if (error.code === 'EADDRINUSE') return `Port ${port} is taken; choose another: PORT=8081 npm start`;
  if (error.code === 'EACCES') return `Port ${port} is not allowed for this user; choose one above 1024: PORT=8080 npm start`;
  if (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND') return `The database of DATABASE_URL cannot be reached: ${error.message}`;
  return `The portal could not start: ${error.message}`;
}

if (process.argv[1] && existsSync(process.argv[1]) && fileURLToPath(import.meta.url) === process.argv[1]) {
  const port = Number(process.env.PORT ?? 8080);
  const say = (text) => console.log(`[widya] ${text}`);
  try {
    const demo = await startDemo({
      port,
      data: process.env.WIDYA_DATA ?? here('../.widya'),
      databaseUrl: process.env.DATABASE_URL,
      credential: process.env.WIDYA_CREDENTIAL,
      publicUrl: process.env.WIDYA_PUBLIC_URL,
      contentUrl: process.env.WIDYA_CONTENT_URL,
      h5p: process.env.WIDYA_H5P,
      contentPort: process.env.CONTENT_PORT ? Number(process.env.CONTENT_PORT) : undefined,
      sample: true,
      say,
    });
    say(`The portal is at ${demo.url}`);
    say(`Sign in as: ${demo.people.map((p) => `${p.name} (${p.roles.join(', ')})`).join(' · ')}`);
    say(`Systems reach the LRS at ${demo.url}/xapi with the credential ${demo.credential}, for example:`);
    say(`  curl -u '${demo.credential}' -H 'X-Experience-API-Version: 1.0.3' ${demo.url}/xapi/statements`);
    say('Stop with Ctrl+C.');
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.on(signal, async () => {
        if (stopping) process.exit(1);
        stopping = true;
        say('Stopping…');
        await demo.close();
        process.exit(0);
      });
    }
  } catch (error) {
    console.error(`[widya] ${explain(error, port)}`);
    process.exit(1);
  }
}

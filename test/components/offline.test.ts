// What is downloaded: broken lines, hashes, versions, room. On the browser's own IndexedDB; the line is ours.
import { expect } from '@open-wc/testing';
import { page as pageKind } from '../../src/lessons/page/index.js';
import { pdf as pdfKind } from '../../src/lessons/pdf/index.js';
import type { LessonKind } from '../../src/lessons/kind.js';
import type { Course } from '../../src/model/course.js';
import { bring } from '../../src/offline/bring.js';
import { OfflineCourse, type OfflineHost } from '../../src/offline/course.js';
import { Downloads, safeType } from '../../src/offline/shelf.js';
import { sha256 } from '../../src/sdk/sha256.js';

const real = globalThis.fetch;
const url = new URL('/uji/film.webm', location.href).href;
const film = Uint8Array.from({ length: 1_500_000 }, (_, i) => i % 251);
let count = 0;
let shelf: Downloads;
let asked: { method: string; range: string | null; condition: string | null }[];
let answer: (request: Request) => Response | Promise<Response>;

const parts = (bytes: Uint8Array<ArrayBuffer>, breaks?: number): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(c) {
      for (let i = 0; i < (breaks ?? bytes.length); i += 100_000)
        c.enqueue(bytes.subarray(i, Math.min(i + 100_000, breaks ?? bytes.length)));
      if (breaks === undefined) c.close();
    },
    pull(c) {
      if (breaks !== undefined) c.error(new TypeError('the line is dead'));
    },
  });
const whole = (etag: string, breaks?: number): Response =>
  new Response(parts(film, breaks), {
    headers: { 'content-type': 'video/webm', 'content-length': String(film.length), etag },
  });
const rest = (from: number, etag: string): Response =>
  new Response(parts(film.slice(from)), {
    status: 206,
    headers: {
      'content-type': 'video/webm',
      'content-length': String(film.length - from),
      'content-range': `bytes ${from}-${film.length - 1}/${film.length}`,
      etag,
    },
  });
const get = (o: { sha256?: string } = {}) =>
  bring(shelf, url, { signal: new AbortController().signal, progress: () => undefined, ...o });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (e: { code: string; retryable: boolean }) => `${e.code}${e.retryable ? ' again' : ''}`,
  );

beforeEach(async () => {
  shelf = await Downloads.open(`widya-offline-test-${Date.now()}-${count++}`);
  asked = [];
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    init?.signal?.throwIfAborted();
    asked.push({
      method: request.method,
      range: request.headers.get('range'),
      condition: request.headers.get('if-range'),
    });
    return answer(request);
  };
});
afterEach(() => {
  globalThis.fetch = real;
  shelf.close();
});

describe('bring', () => {
  it('goes on where the line broke, and only with the same version', async () => {
    answer = () => whole('"a"', 700_000);
    expect(await codeOf(get())).to.equal('data/network again');
    answer = (r) => rest(Number(/\d+/.exec(r.headers.get('range') ?? '')?.[0]), '"a"');
    const kept = await get({ sha256: await sha256(film) });
    expect(asked[1]).to.deep.equal({ method: 'GET', range: 'bytes=700000-', condition: '"a"' });
    expect(kept.blob.size).to.equal(film.length);
    expect(kept.blob.type).to.equal('video/webm');
    expect(await shelf.parts(url)).to.deep.equal([]);
  });
  it('begins again when it is another version by now, when ranges are not known, and when the tag is weak', async () => {
    answer = () => whole('"a"', 700_000);
    await codeOf(get());
    answer = () => whole('"b"');
    expect((await get({ sha256: await sha256(film) })).tag).to.equal('"b"');
    await shelf.forgetFile(url);
    answer = () => whole('W/"c"', 700_000);
    await codeOf(get());
    answer = () => whole('W/"c"');
    await get({ sha256: await sha256(film) });
    expect(asked.at(-1)?.range).to.equal(null);
  });
  it('keeps no file whose hash is another, and leaves nothing of it', async () => {
    answer = () => whole('"a"');
    expect(await codeOf(get({ sha256: '0'.repeat(64) }))).to.equal('data/invalid');
    expect(shelf.file(url)).to.equal(undefined);
    expect(await shelf.parts(url)).to.deep.equal([]);
  });
  it('takes no page to sign in for a film, and says what is gone for good', async () => {
    answer = () => new Response('<h1>Masuk</h1>', { headers: { 'content-type': 'text/html' } });
    expect(await codeOf(get())).to.equal('data/network');
    answer = () => new Response('', { status: 404 });
    expect(await codeOf(get())).to.equal('data/not-found');
    answer = () => new Response('', { status: 503 });
    expect(await codeOf(get())).to.equal('data/network again');
  });
});

describe('shelf', () => {
  it('makes no document of what a server calls one', () => {
    expect(safeType('text/html', 'https://a.example/x.pdf')).to.equal('application/pdf');
    expect(safeType('text/html', 'https://a.example/x')).to.equal('application/octet-stream');
    expect(safeType('application/xhtml+xml', 'https://a.example/x.svg')).to.equal('application/octet-stream');
    expect(safeType('Video/MP4; codecs=x', 'https://a.example/x')).to.equal('video/mp4');
  });
  it('answers from the device when the network does not, or with a page to sign in', async () => {
    answer = () => whole('"a"');
    await get();
    const asks = (response: () => Promise<Response>) =>
      shelf.get(url, response)?.then((r) => r.headers.get('content-type'));
    expect(await asks(() => Promise.reject(new TypeError('no network')))).to.equal('video/webm');
    expect(await asks(async () => new Response('', { status: 401 }))).to.equal('video/webm');
    expect(await asks(async () => new Response('new', { headers: { 'content-type': 'text/plain' } }))).to.equal(
      'text/plain',
    );
    expect(shelf.get('https://a.example/other', () => Promise.reject(new Error()))).to.equal(undefined);
    expect(shelf.url(url)).to.match(/^blob:/);
    expect(
      await (await shelf.get(shelf.url(url) ?? '', () => Promise.reject(new Error())))?.blob().then((b) => b.size),
    ).to.equal(film.length);
  });
});

describe('a course on the device', () => {
  const course: Course = {
    id: 'https://a.example/kursus',
    title: 'Kursus',
    lessons: [
      { id: 'x', title: 'Satu', lessons: [{ id: 'a', kind: 'pdf', title: 'A', src: 'a.pdf', size: 1000 } as never] },
      { id: 'y', title: 'Dua', lessons: [{ id: 'b', kind: 'pdf', title: 'B', src: 'b.pdf', size: 1000 } as never] },
      { id: 'c', kind: 'page', title: 'C', src: 'c.md' } as never,
    ],
  };
  const host: OfflineHost = {
    course,
    source: '',
    lang: 'id',
    content: undefined,
    text: (v) => (typeof v === 'string' ? v : (v?.['id'] ?? '')),
    address: (path) => new URL(path, `${location.origin}/uji/`).href,
    kindOf: async ({ kind }) => (kind === 'pdf' ? pdfKind : pageKind) as unknown as LessonKind,
  };
  const until = (c: OfflineCourse, is: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => is() && resolve();
      c.changes.addEventListener('change', look);
      look();
    });
  const estimate = (quota: number) =>
    Object.defineProperty(navigator.storage, 'estimate', {
      configurable: true,
      value: async () => ({ quota, usage: 0 }),
    });
  afterEach(() => Reflect.deleteProperty(navigator.storage, 'estimate'));
  const serve = (etag = '"1"') => {
    answer = ({ url, method }) =>
      url.endsWith('.md')
        ? new Response(method === 'HEAD' ? null : '![g](g.png)', {
            headers: { 'content-type': 'text/markdown', 'content-length': '11', etag },
          })
        : new Response(method === 'HEAD' ? null : new Uint8Array(1000), {
            headers: {
              'content-type': url.endsWith('.png') ? 'image/png' : 'application/pdf',
              'content-length': '1000',
              etag,
            },
          });
  };

  it('has a part for each block and one for what is outside, and knows what each needs', async () => {
    serve();
    const c = new OfflineCourse(host, shelf);
    expect(c.downloads.map((d) => d.block)).to.deep.equal(['x', 'y', '']);
    const plan = await c.plan(c.downloads[2]!);
    expect(plan.files.map((f) => f.url.replace(/.*\//, ''))).to.deep.equal(['c.md', 'g.png']);
    expect(plan.size).to.equal(1011);
  });
  it('lets go of what was not used for longest when there is no room, and says so; then that there is none', async () => {
    serve();
    const c = new OfflineCourse(host, shelf);
    const [x, y] = c.downloads as [(typeof c.downloads)[0], (typeof c.downloads)[0]];
    c.start(x);
    await until(c, () => x.state === 'available' && !x.abort);
    let left = 500;
    Object.defineProperty(navigator.storage, 'estimate', {
      configurable: true,
      value: async () => ({ quota: shelf.units.some((u) => u.block === 'x') ? left : 5000, usage: 0 }),
    });
    c.start(y);
    await until(c, () => y.state === 'available' && !y.abort);
    expect(x.state).to.equal('none');
    expect(y.removed).to.deep.equal(['Satu']);
    expect(shelf.file(host.address('a.pdf'))).to.equal(undefined);
    left = 0;
    estimate(10);
    await shelf.remove(shelf.units[0]!.id);
    c.start(x);
    await until(c, () => x.state === 'no-room');
    expect(x.error?.code).to.equal('lesson/no-room');
  });
  it('makes room for what was recorded', async () => {
    serve();
    const c = new OfflineCourse(host, shelf);
    c.start(c.downloads[0]!);
    await until(c, () => c.isAvailable(course.lessons[0]!));
    await shelf.makeRoom();
    expect(shelf.units).to.deep.equal([]);
    expect(await shelf.makeRoom().catch((e: DOMException) => e.name)).to.equal('QuotaExceededError');
  });
  it('knows that the server has a newer version, and takes it', async () => {
    serve();
    const first = new OfflineCourse(host, shelf);
    first.start(first.downloads[0]!);
    await until(first, () => first.downloads[0]!.state === 'available' && !first.downloads[0]!.abort);
    serve('"2"');
    const c = new OfflineCourse(host, shelf);
    const [x] = c.downloads as [(typeof c.downloads)[0]];
    await c.plan(x);
    expect(x.stale).to.have.length(1);
    c.start(x);
    await until(c, () => x.state === 'available' && !x.abort);
    expect(shelf.file(host.address('a.pdf'))?.tag).to.equal('"2"');
    expect(x.stale).to.deep.equal([]);
  });
  it('stops when asked, and another start of the page knows how far it was', async () => {
    serve();
    let go: () => void = () => undefined;
    const held = new Promise<void>((r) => (go = r));
    const before = answer;
    answer = async (r) => {
      if (r.method === 'GET')
        await Promise.race([
          held,
          new Promise((_, no) => r.signal.addEventListener('abort', () => no(new DOMException('', 'AbortError')))),
        ]);
      return before(r);
    };
    const c = new OfflineCourse(host, shelf);
    const [x] = c.downloads as [(typeof c.downloads)[0]];
    c.start(x);
    await until(c, () => shelf.units.length === 1);
    c.pause(x);
    await until(c, () => x.state === 'paused' && !x.abort);
    expect(new OfflineCourse(host, shelf).downloads[0]!.state).to.equal('paused');
    go();
    c.start(x);
    await until(c, () => x.state === 'available');
  });
});

// Node's side: what goes over real connections, and files.
import assert from 'node:assert/strict';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  createApp,
  createStaticFiles,
  listen,
  memoryStorage,
  type Handler,
  type Listening,
} from '../../src/server/node.js';
import { statement, tempFolder } from './support.js';

interface Got {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}
function ask(
  server: Listening,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer | string; agent?: Agent } = {},
): Promise<Got> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const out = httpRequest({ host: '127.0.0.1', port: server.port, path, ...rest }, (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (c: Buffer) => chunks.push(c));
      message.on('end', () =>
        resolve({ status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) }),
      );
      message.on('error', reject);
    });
    out.on('error', reject);
    out.end(body);
  });
}
/** Bytes as they are, for what no client would send. */
function raw(server: Listening, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (d) => (answer += d.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

describe('listen', () => {
  let server: Listening;
  let lrs: Listening;
  let handler: Handler = async () => new Response('ok');
  const app = createApp({ storage: memoryStorage(), credentials: [{ key: 'k', secret: 's' }], maxBody: 200_000 });
  before(async () => {
    server = await listen((r) => handler(r), { port: 0, host: '127.0.0.1' });
    lrs = await listen(async (r) => (await app.fetch(r)) ?? new Response(null, { status: 404 }), {
      port: 0,
      host: '127.0.0.1',
    });
  });
  after(async () => {
    await server.close();
    await lrs.close();
  });
  const auth = { authorization: `Basic ${btoa('k:s')}`, 'x-experience-api-version': '1.0.3' };

  test('method, path, query, headers and body arrive; status, headers and cookies go back', async () => {
    handler = async (r) => {
      const text = `${r.method} ${new URL(r.url).pathname}${new URL(r.url).search} ${r.headers.get('x-a')} ${await r.text()}`;
      return new Response(text, {
        status: 201,
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
          ['x-b', 'c'],
        ],
      });
    };
    const got = await ask(server, '/a%20b?c=d%26e', { method: 'PUT', headers: { 'x-a': 'a' }, body: 'hai' });
    assert.equal(got.status, 201);
    assert.equal(got.body.toString(), 'PUT /a%20b?c=d%26e a hai');
    assert.deepEqual(got.headers['set-cookie'], ['a=1', 'b=2']);
    assert.equal(got.headers['content-length'], String(got.body.length));
  });

  test('"//other.example" is a path and absolute addresses are of this host: nobody chooses what our own origin is', async () => {
    handler = async (r) => new Response(r.url);
    assert.equal(
      (await ask(server, '//evil.example/masuk')).body.toString(),
      `http://127.0.0.1:${server.port}//evil.example/masuk`,
    );
    const absolute = await raw(
      server,
      'GET http://evil.example/x?y HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n',
    );
    assert.match(absolute, /http:\/\/portal\.example\/x\?y/);
    const odd = await raw(server, 'GET / HTTP/1.1\r\nHost: a"b<c>\r\nConnection: close\r\n\r\n');
    assert.match(odd, /http:\/\/localhost\//);
    const behind = await listen(async (r) => new Response(r.url), {
      port: 0,
      host: '127.0.0.1',
      publicUrl: 'https://belajar.example/',
    });
    assert.equal(
      (await ask(behind, '/x', { headers: { host: 'intern:8080' } })).body.toString(),
      'https://belajar.example/x',
    );
    await behind.close();
  });

  test('a body that is refused does not cost the connection, and the refusal arrives', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const big = Buffer.alloc(3_000_000, 97);
    for (const [headers, status] of [
      [{}, 401],
      [auth, 413],
    ] as const) {
      const got = await ask(lrs, '/xapi/statements', {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: big,
        agent,
      });
      assert.equal(got.status, status);
      assert.ok(JSON.parse(got.body.toString()));
    }
    const json = JSON.stringify(statement());
    assert.equal(
      (
        await ask(lrs, '/xapi/statements', {
          method: 'POST',
          headers: { ...auth, 'content-type': 'application/json' },
          body: json,
          agent,
        })
      ).status,
      200,
    );
    agent.destroy();
  });

  test('JSON is compressed for those who take it, documents with an ETag are not', async () => {
    await ask(lrs, '/xapi/statements', {
      method: 'POST',
      headers: { ...auth, 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 20 }, () => statement())),
    });
    const plain = await ask(lrs, '/xapi/statements', { headers: auth });
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const got = await ask(lrs, '/xapi/statements', { headers: { ...auth, 'accept-encoding': encoding } });
      assert.equal(got.headers['content-encoding'], encoding);
      assert.match(got.headers.vary ?? '', /Accept-Encoding/);
      assert.ok(got.body.length < plain.body.length / 4);
      assert.deepEqual(unpack(got.body), plain.body);
    }
    const state = '/xapi/activities/profile?activityId=http://a.example&profileId=p';
    const body = JSON.stringify({ x: 'y'.repeat(5000) });
    await ask(lrs, state, {
      method: 'PUT',
      headers: { ...auth, 'if-none-match': '*', 'content-type': 'application/json' },
      body,
    });
    const got = await ask(lrs, state, { headers: { ...auth, 'accept-encoding': 'br, gzip' } });
    assert.equal(got.headers['content-encoding'], undefined);
    assert.equal(got.body.toString(), body);
  });

  test('HEAD has the length of GET and no body', async () => {
    const [get, head] = [
      await ask(lrs, '/xapi/statements', { headers: auth }),
      await ask(lrs, '/xapi/statements', { method: 'HEAD', headers: auth }),
    ];
    assert.equal(head.body.length, 0);
    assert.equal(head.headers['content-length'], String(get.body.length));
  });

  test('a handler that throws answers 500 without telling why; a client that leaves harms nothing', async (t) => {
    const said = t.mock.method(console, 'error', () => undefined);
    handler = async () => {
      throw new Error('secret');
    };
    const got = await ask(server, '/');
    assert.equal(got.status, 500);
    assert.doesNotMatch(got.body.toString(), /secret/);
    assert.equal(said.mock.callCount(), 1);
    let cancelled = () => undefined as void;
    const left = new Promise<void>((resolve) => (cancelled = resolve));
    handler = async () =>
      new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(65_536)), cancel: () => cancelled() }), {
        headers: { 'content-length': '100000000' },
      });
    await new Promise<void>((resolve) => {
      const out = httpRequest({ host: '127.0.0.1', port: server.port }, (m) =>
        m.once('data', () => (m.destroy(), resolve())),
      );
      out.on('error', () => undefined);
      out.end();
    });
    await left;
    handler = async (r) => new Response(await r.text());
    const socket = connect(server.port, '127.0.0.1', () =>
      socket.end('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc', () => socket.destroy()),
    );
    await new Promise((resolve) => socket.on('close', resolve));
    assert.equal((await ask(server, '/', { method: 'POST', body: 'masih' })).body.toString(), 'masih');
    assert.equal(said.mock.callCount(), 1);
  });

  test('closing lets requests under way finish', async () => {
    const slow = await listen(() => new Promise((resolve) => setTimeout(() => resolve(new Response('done')), 200)), {
      port: 0,
      host: '127.0.0.1',
    });
    const agent = new Agent({ keepAlive: true });
    const answer = ask(slow, '/', { agent });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await slow.close();
    assert.ok(performance.now() - began < 1500, 'a connection that is kept does not hold it up');
    assert.equal((await answer).body.toString(), 'done');
    await assert.rejects(ask(slow, '/'));
    agent.destroy();
  });
});

describe('files', () => {
  let folder: string;
  let files: (request: Request) => Promise<Response | undefined>;
  const text = 'isi '.repeat(1000);
  before(async () => {
    folder = await tempFolder();
    await mkdir(join(folder, 'public/sub'), { recursive: true });
    await writeFile(join(folder, 'public/index.html'), text);
    await writeFile(join(folder, 'public/sub/index.html'), 'sub');
    await writeFile(join(folder, 'public/v.webm'), Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 256)));
    await writeFile(join(folder, 'public/kosong.txt'), '');
    await writeFile(join(folder, 'public/a b é.css'), 'x');
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(folder, 'public/link'));
    files = createStaticFiles({ folder: join(folder, 'public'), prefix: '/' });
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    files(new Request(`http://x.test${path}`, { method, headers }));

  test('types, index pages, names with spaces', async () => {
    assert.equal((await get('/'))?.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(await (await get('/sub/'))?.text(), 'sub');
    assert.equal((await get('/a%20b%20%C3%A9.css'))?.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal((await get('/v.webm'))?.headers.get('content-type'), 'video/webm');
    assert.equal(await (await get('/kosong.txt'))?.text(), '');
    assert.equal(await get('/', {}, 'POST'), undefined);
  });

  test('nothing outside the folder, by whatever spelling', async () => {
    for (const path of [
      '/../secret',
      '/..%2fsecret',
      '/%2e%2e/secret',
      '/sub/..%2f..%2fsecret',
      '/link',
      '/%00',
      '/..%5csecret',
      '//etc/passwd',
      '/%',
      '/sub',
      '/nope',
    ])
      assert.equal(await get(path), undefined, path);
  });

  test('304 by ETag and by date; other bytes, other tag', async () => {
    const first = await get('/');
    const etag = first?.headers.get('etag') ?? '';
    assert.equal((await get('/', { 'if-none-match': etag }))?.status, 304);
    assert.equal((await get('/', { 'if-none-match': `"x", W/${etag}` }))?.status, 304);
    assert.equal((await get('/', { 'if-none-match': '"x"' }))?.status, 200);
    assert.equal((await get('/', { 'if-modified-since': first?.headers.get('last-modified') ?? '' }))?.status, 304);
    const packed = await get('/', { 'accept-encoding': 'br' });
    assert.notEqual(packed?.headers.get('etag'), etag);
    assert.equal(
      (await get('/', { 'accept-encoding': 'br', 'if-none-match': packed?.headers.get('etag') ?? '' }))?.status,
      304,
    );
  });

  test('compressed once per change of the file', async () => {
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const r = await get('/', { 'accept-encoding': `deflate, ${encoding}` });
      assert.equal(r?.headers.get('content-encoding'), encoding);
      assert.equal(r.headers.get('vary'), 'Accept-Encoding');
      assert.equal(unpack(Buffer.from(await r.arrayBuffer())).toString(), text);
    }
    await writeFile(join(folder, 'public/index.html'), text + 'baru');
    await utimes(join(folder, 'public/index.html'), new Date(), new Date(Date.now() + 5000));
    const r = await get('/', { 'accept-encoding': 'gzip' });
    assert.ok(
      gunzipSync(Buffer.from((await r?.arrayBuffer()) ?? new ArrayBuffer(0)))
        .toString()
        .endsWith('baru'),
    );
    assert.equal((await get('/v.webm', { 'accept-encoding': 'br' }))?.headers.get('content-encoding'), null);
  });

  test('ranges, as video needs them', async () => {
    const range = async (r: string, more: Record<string, string> = {}) => {
      const response = await get('/v.webm', { range: r, ...more });
      return [
        response?.status,
        response?.headers.get('content-range'),
        response?.status === 206 ? Buffer.from(await response.arrayBuffer()).length : 0,
      ];
    };
    assert.deepEqual(await range('bytes=0-99'), [206, 'bytes 0-99/1000', 100]);
    assert.deepEqual(await range('bytes=900-'), [206, 'bytes 900-999/1000', 100]);
    assert.deepEqual(await range('bytes=-10'), [206, 'bytes 990-999/1000', 10]);
    assert.deepEqual(await range('bytes=0-5000'), [206, 'bytes 0-999/1000', 1000]);
    assert.deepEqual(await range('bytes=1000-'), [416, 'bytes */1000', 0]);
    assert.deepEqual(await range('bytes=5-2'), [416, 'bytes */1000', 0]);
    assert.deepEqual(await range('lines=1-2'), [200, null, 0]);
    const etag = (await get('/v.webm'))?.headers.get('etag') ?? '';
    assert.equal((await range('bytes=0-9', { 'if-range': etag }))[0], 206);
    assert.equal((await range('bytes=0-9', { 'if-range': '"old"' }))[0], 200, 'the file is another by now');
    const head = await get('/v.webm', {}, 'HEAD');
    assert.equal(head?.headers.get('content-length'), '1000');
    assert.equal(head.headers.get('accept-ranges'), 'bytes');
  });
});

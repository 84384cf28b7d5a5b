// Ours in front of another LRS, over real HTTP: what passes, what does not, and what is said when the other one is away.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { LrsClient } from '../../src/sdk/client.js';
import { fixedAuth } from '../../src/sdk/session.js';
import type { Agent } from '../../src/sdk/statement.js';
import {
  createApp,
  createLrs,
  listen,
  memoryStorage,
  type App,
  type Listening,
  type Lrs,
} from '../../src/server/node.js';
import { account, person, statement, system, uuid, type Json } from './support.js';

const version = { 'x-experience-api-version': '1.0.3' };

describe('in front of another LRS', () => {
  let server: Listening;
  let gateway: Lrs;
  let app: App;
  const asked: string[] = [];
  const siti = person('siti');
  const home = 'https://gerbang.example';

  before(async () => {
    const store = memoryStorage();
    const behind = createApp({ storage: store, credentials: [{ key: 'gerbang', secret: 'rahasia' }], pageLimit: 3 });
    server = await listen(
      async (request) => {
        asked.push(`${request.method} ${new URL(request.url).pathname} ${request.headers.get('authorization')}`);
        return (await behind.fetch(request)) ?? new Response(null, { status: 404 });
      },
      { port: 0, host: '127.0.0.1' },
    );
    const upstream = {
      endpoint: `http://127.0.0.1:${server.port}/xapi`,
      credential: { key: 'gerbang', secret: 'rahasia' },
    };
    gateway = createLrs({ storage: memoryStorage(), upstream });
    app = createApp({ storage: memoryStorage(), upstream, credentials: [{ key: 'k', secret: 's' }] });
  });
  after(() => server.close());

  const call = (path: string, init: RequestInit = {}, who = siti): Promise<Response> =>
    gateway.fetch(
      new Request(`${home}/xapi/${path}`, {
        ...init,
        headers: { ...version, 'sec-fetch-site': 'same-origin', ...(init.headers as Record<string, string>) },
      }),
      who,
    );
  const send = (body: unknown, method = 'POST', query = ''): Promise<Response> =>
    call(`statements${query}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const mine = (parts: Json = {}): Json => statement({ actor: account('siti', 'siti'), ...parts });
  const own = `agent=${encodeURIComponent(JSON.stringify(account('siti')))}`;

  test('ids, numbers and times arrive as they were sent; the credential behind is never that of the person', async () => {
    const id = uuid();
    const text = JSON.stringify(mine({ id, timestamp: '2026-11-24T07:00:00.123Z' })).replace(
      /}$/,
      ',"result":{"extensions":{"https://a.example/n":1.10}}}',
    );
    assert.deepEqual(await (await send(`[${text}]`)).json(), [id]);
    const back = await (await call(`statements?statementId=${id}`)).text();
    assert.match(back, /"https:\/\/a\.example\/n":1\.10/);
    assert.match(back, /"timestamp":"2026-11-24T07:00:00\.123Z"/);
    assert.match(back, /"name":"gerbang"/);
    assert.ok(asked.every((line) => line.endsWith(`Basic ${btoa('gerbang:rahasia')}`)));
    // The time is set where it is kept, when the sender says none.
    const [other] = (await (await send([mine()])).json()) as string[];
    const kept = (await (await call(`statements?statementId=${other}`)).json()) as {
      timestamp: string;
      stored: string;
    };
    assert.equal(kept.timestamp, kept.stored);
  });

  test('a repeat is taken, another statement under the same id is not; PUT as well', async () => {
    const id = uuid();
    const timestamp = '2026-11-24T07:00:00Z';
    assert.equal((await send(mine({ id, timestamp }))).status, 200);
    assert.equal((await send(mine({ id, timestamp }))).status, 200);
    assert.equal((await send(mine({ id, timestamp, verb: { id: 'http://a.example/other' } }))).status, 409);
    const put = uuid();
    assert.equal((await send(mine({ timestamp }), 'PUT', `?statementId=${put}`)).status, 204);
    assert.equal((await call(`statements?statementId=${put}`)).status, 200);
    assert.equal((await send(mine({ verb: { id: 'kata' } }))).status, 400);
  });

  test('pages go on by sealed links, for the person they were made for and as they are', async () => {
    await send(Array.from({ length: 8 }, () => mine({ object: { id: 'https://a.example/halaman' } })));
    const seen = new Set<string>();
    let path = `statements?${own}`;
    let more = '';
    for (let pages = 0; path && pages < 20; pages++) {
      const response = await call(path);
      assert.equal(response.status, 200, path);
      const page = (await response.json()) as { statements: { id: string }[]; more: string };
      for (const s of page.statements) seen.add(s.id);
      if (page.more) more = page.more;
      assert.ok(!page.more.includes('127.0.0.1'));
      path = page.more.replace('/xapi/', '');
    }
    assert.ok(seen.size >= 8);
    const link = more.replace('/xapi/', '');
    assert.equal((await call(link, {}, person('budi'))).status, 400);
    assert.equal((await call(link.replace('halaman', 'x').replace('siti', 'budi'))).status, 400);
    assert.equal((await call('statements?cursor=/xapi/statements&seal=AAAA')).status, 400);
  });

  test('files go both ways', async () => {
    const bytes = new TextEncoder().encode('bukti');
    const sha2 = createHash('sha256').update(bytes).digest('hex');
    const attachment = {
      usageType: 'https://a.example/bukti',
      display: { id: 'Bukti' },
      contentType: 'text/plain',
      length: bytes.length,
      sha2,
    };
    const id = uuid();
    const body = [
      '--batas',
      'Content-Type: application/json',
      '',
      JSON.stringify(mine({ id, attachments: [attachment] })),
      '--batas',
      'Content-Type: text/plain',
      'Content-Transfer-Encoding: binary',
      `X-Experience-API-Hash: ${sha2}`,
      '',
      'bukti',
      '--batas--',
      '',
    ].join('\r\n');
    const headers = { 'content-type': 'multipart/mixed; boundary=batas' };
    assert.equal((await call('statements', { method: 'POST', headers, body })).status, 200);
    const one = await (await call(`statements?statementId=${id}&attachments=true`)).text();
    assert.match(one, /\r\nbukti\r\n/);
    const page = await call(`statements?${own}&attachments=true`);
    assert.match(page.headers.get('content-type') ?? '', /^multipart\/mixed/);
    const text = await page.text();
    assert.match(text, /\r\nbukti\r\n/);
    assert.match(text, /"more":"\/xapi\/statements\?cursor=/);
  });

  test('refusals and answers to writing name Consistent-Through, as an LRS does', async () => {
    for (const query of ['limit=-1', `statementId=${uuid()}`, 'x=1']) {
      const response = await call(`statements?${query}`);
      assert.ok(response.status >= 400);
      const through = response.headers.get('x-experience-api-consistent-through') ?? '';
      assert.ok(Math.abs(Date.parse(through) - Date.now()) < 5000, `${query}: ${through}`);
    }
    assert.ok((await send(mine())).headers.has('x-experience-api-consistent-through'));
  });

  test('an LRS that knows no limit 0, leaves out versions and is silent on what it promises', async () => {
    const other: typeof fetch = async (input) => {
      const url = new URL(String(input));
      if (url.searchParams.get('limit') === '0') return new Response('{"error":"limit"}', { status: 400 });
      const { searchParams } = url;
      const body = JSON.stringify({ statements: [mine({ id: uuid(), asked: searchParams.get('limit') })], more: '' });
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    };
    const upstream = { endpoint: 'https://lrs.example/xapi', credential: { key: 'k', secret: 's' }, fetch: other };
    const lrs = createLrs({ storage: memoryStorage(), upstream });
    const ask = (query: string) =>
      lrs.fetch(new Request(`${home}/xapi/statements?${query}`, { headers: version }), system);
    const page = (await (await ask('limit=0')).json()) as { statements: Json[] };
    assert.deepEqual([page.statements[0]?.asked, page.statements[0]?.version], [null, '1.0.0']);
    const refused = await ask('limit=-1');
    assert.deepEqual([refused.status, refused.headers.has('x-experience-api-consistent-through')], [400, false]);
  });

  test('documents keep their ETags; HEAD has the headers', async () => {
    const path = `activities/state?activityId=${encodeURIComponent('https://a.example/k')}&stateId=x&${own}`;
    const json = { 'content-type': 'application/json' };
    assert.equal((await call(path)).status, 404);
    const put = (body: string, headers: Record<string, string>) =>
      call(path, { method: 'PUT', headers: { ...json, ...headers }, body });
    assert.equal((await put('{"a":1}', { 'if-none-match': '*' })).status, 204);
    assert.equal((await put('{"a":2}', { 'if-none-match': '*' })).status, 412);
    const etag = (await call(path, { method: 'HEAD' })).headers.get('etag') ?? '';
    assert.equal(etag, `"${createHash('sha1').update('{"a":1}').digest('hex')}"`);
    assert.equal((await put('{"a":2}', { 'if-match': etag })).status, 204);
    assert.equal(await (await call(path)).text(), '{"a":2}');
    assert.equal((await call(path, { method: 'DELETE' })).status, 204);
  });

  test('a system with a credential goes through as well, with the SDK', async (t) => {
    const front = await listen(async (r) => (await app.fetch(r)) ?? new Response(null, { status: 404 }), { port: 0 });
    t.after(() => front.close());
    const actor = account('budi') as Agent;
    const lrs = new LrsClient({
      endpoint: `${front.url}/xapi`,
      auth: fixedAuth({ subject: 'k', actor, roles: ['manager'] }, async (request) => {
        request.headers.set('authorization', `Basic ${btoa('k:s')}`);
        return request;
      }),
    });
    const verb = { id: 'http://a.example/did' };
    const ids = await lrs.saveStatements(
      Array.from({ length: 7 }, () => ({ id: uuid(), actor, verb, object: { id: 'https://a.example/sdk' } })),
    );
    const read = [];
    for await (const s of lrs.statements({ activity: 'https://a.example/sdk' })) read.push(s.id);
    assert.deepEqual(new Set(read), new Set(ids));
  });

  test('away, or refusing the gateway: said as such, and never as the person’s sign-in', async () => {
    const quiet = console.error;
    console.error = () => undefined;
    const at = (endpoint: string, secret: string) =>
      createLrs({ storage: memoryStorage(), upstream: { endpoint, credential: { key: 'gerbang', secret } } });
    const ask = (lrs: Lrs) => lrs.fetch(new Request(`${home}/xapi/statements`, { headers: version }), system);
    const away = await ask(at('http://127.0.0.1:9/xapi', 'rahasia'));
    assert.equal(away.status, 503);
    assert.equal(away.headers.get('retry-after'), '5');
    assert.equal((await ask(at(`http://127.0.0.1:${server.port}/xapi`, 'salah'))).status, 502);
    console.error = quiet;
  });
});

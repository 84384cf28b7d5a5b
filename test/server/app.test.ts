// Sign-in, sessions, credentials, other origins, the alternate request syntax: the handlers put together.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createApp, type Person } from '../../src/server/app.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import { StorageUnavailable } from '../../src/server/storage/port.js';
import { account, statement, type Json } from './support.js';

const people: Person[] = [
  { id: 'siti', name: 'Siti', roles: ['learner'], unit: 'Tual', actor: account('k3', 'Siti') },
  { id: 'agus', name: 'Agus', roles: ['manager'], actor: account('m1', 'Agus') },
];
const credentials = [
  { key: 'portal', secret: 'rahasia' },
  { key: 'lain', secret: 'kunci:dengan:titik' },
];
const home = 'https://portal.example';
let clock = Date.parse('2026-11-24T00:00:00Z');
const now = () => new Date(clock);
const storage = memoryStorage({ now });
const app = createApp({ storage, people, credentials, now, origins: ['https://lain.example'] });

async function call(path: string, init: RequestInit = {}, at = home): Promise<Response> {
  const response = await app.fetch(new Request(at + path, init));
  assert.ok(response, path);
  return response;
}
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { Origin: home },
});
const cookieOf = (r: Response): string => r.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const signIn = async (id: string): Promise<string> => cookieOf(await call('/masuk', form({ orang: id })));
const basic = (text: string) => ({ Authorization: `Basic ${btoa(text)}` });
const version = { 'X-Experience-API-Version': '1.0.3' };

describe('sessions', () => {
  test('sign in, be known, sign out', async () => {
    assert.equal((await call('/sesi')).status, 204);
    const response = await call('/masuk', form({ orang: 'siti', tujuan: '/kursus/' }));
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), '/kursus/');
    const [set = ''] = response.headers.getSetCookie();
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Secure', '__Host-']) assert.ok(set.includes(part), part);
    const cookie = cookieOf(response);
    const me = (await (await call('/sesi', { headers: { cookie } })).json()) as Json;
    assert.deepEqual(me, {
      subject: 'siti',
      name: 'Siti',
      roles: ['learner'],
      unit: 'Tual',
      actor: account('k3', 'Siti'),
    });
    const out = await call('/keluar', { method: 'POST', headers: { cookie, Origin: home } });
    assert.equal(out.status, 303);
    assert.match(out.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
    assert.equal((await call('/sesi', { headers: { cookie } })).status, 204, 'the old cookie is worth nothing');
  });

  test('with a deviceSecret each person gets a key for shared devices: theirs, the same at each sign-in and server', async () => {
    const keyOf = async (id: string, deviceSecret?: string) => {
      const own = createApp({ storage: memoryStorage(), people, ...(deviceSecret ? { deviceSecret } : {}) });
      const ask = async (path: string, init?: RequestInit) =>
        (await own.fetch(new Request(home + path, init))) as Response;
      const cookie = cookieOf(await ask('/masuk', form({ orang: id })));
      return ((await (await ask('/sesi', { headers: { cookie } })).json()) as Json)['deviceKey'];
    };
    const key = String(await keyOf('siti', 'rahasia'));
    assert.match(key, /^[\w-]{43}$/);
    assert.equal(await keyOf('siti', 'rahasia'), key);
    assert.notEqual(await keyOf('agus', 'rahasia'), key);
    assert.notEqual(await keyOf('siti', 'lain'), key);
    assert.equal(await keyOf('siti'), undefined);
  });

  test('plain http has a cookie of another name, without Secure', async () => {
    const local = 'http://localhost:8080';
    const response = await call('/masuk', { ...form({ orang: 'siti' }), headers: { Origin: local } }, local);
    const [set = ''] = response.headers.getSetCookie();
    assert.ok(set.startsWith('widya_session=') && !set.includes('Secure'), set);
    assert.equal((await call('/sesi', { headers: { cookie: cookieOf(response) } }, local)).status, 200);
  });

  test('only people there are; only paths of this site', async () => {
    assert.equal((await call('/masuk', form({ orang: 'siapa' }))).status, 400);
    assert.equal((await call('/masuk', form({ orang: '__proto__' }))).status, 400);
    for (const target of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/a\nb',
      '/%0d%0aX: y\r\n',
    ])
      assert.equal(
        (await call('/masuk', form({ orang: 'siti', tujuan: target }))).headers.get('location'),
        '/',
        target,
      );
    assert.equal(
      (await call('/masuk', form({ orang: 'siti', tujuan: '/kursus/?a=b#c' }))).headers.get('location'),
      '/kursus/?a=b#c',
    );
  });

  test('another site cannot sign anybody in or out', async () => {
    const cookie = await signIn('siti');
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: home },
    ]) {
      assert.equal((await call('/masuk', { ...form({ orang: 'agus' }), headers })).status, 403);
      assert.equal(
        (await call('/keluar', { method: 'POST', headers: { ...headers, cookie } as Record<string, string> })).status,
        403,
      );
    }
    assert.equal((await call('/sesi', { headers: { cookie } })).status, 200);
  });

  test('signing in again ends the session before; a session ends after twelve hours', async () => {
    const first = await signIn('siti');
    const again = await call('/masuk', { ...form({ orang: 'agus' }), headers: { Origin: home, cookie: first } });
    assert.equal((await call('/sesi', { headers: { cookie: first } })).status, 204);
    const cookie = cookieOf(again);
    clock += 11.9 * 3600_000;
    assert.equal((await call('/sesi', { headers: { cookie } })).status, 200);
    clock += 0.2 * 3600_000;
    assert.equal((await call('/sesi', { headers: { cookie } })).status, 204);
  });

  test('the session’s person is bound to what is written', async () => {
    const cookie = await signIn('siti');
    const headers = { ...version, cookie, Origin: home, 'Content-Type': 'application/json' };
    const post = async (body: Json) =>
      (await call('/xapi/statements', { method: 'POST', headers, body: JSON.stringify(body) })).status;
    assert.equal(await post(statement({ actor: account('k3', 'Siti') })), 200);
    assert.equal(await post(statement({ actor: account('m1') })), 403);
    const mine = `/xapi/statements?agent=${encodeURIComponent(JSON.stringify(account('k3')))}`;
    assert.equal((await call(mine, { headers: { ...version, cookie } })).status, 200);
    assert.equal((await call('/xapi/statements', { headers: { ...version, cookie } })).status, 403);
    const stranger = { ...headers, Origin: 'https://evil.example' };
    const forged = await call('/xapi/statements', {
      method: 'POST',
      headers: stranger,
      body: JSON.stringify(statement({ actor: account('k3') })),
    });
    assert.equal(forged.status, 403);
  });

  test('the alternate request syntax is refused with a session', async () => {
    const cookie = await signIn('siti');
    const body = new URLSearchParams({
      'X-Experience-API-Version': '1.0.3',
      content: JSON.stringify(statement({ actor: account('k3') })),
    });
    const response = await call('/xapi/statements?method=POST', {
      method: 'POST',
      headers: { cookie, Origin: home },
      body,
    });
    assert.equal(response.status, 403);
  });
});

describe('credentials of systems', () => {
  const get = (headers: Record<string, string>) => call('/xapi/statements', { headers: { ...version, ...headers } });
  test('right ones may; wrong, malformed and other schemes get 401 with a challenge', async () => {
    assert.equal((await get(basic('portal:rahasia'))).status, 200);
    assert.equal((await get(basic('lain:kunci:dengan:titik'))).status, 200);
    for (const Authorization of [
      'Basic !!!',
      'Basic',
      `Basic ${btoa('portal')}`,
      `Basic ${btoa('portal:')}`,
      `Basic ${btoa('portal:x')}`,
      `Basic ${btoa('x:rahasia')}`,
      'Bearer abc',
      '',
    ]) {
      const response = await get({ Authorization });
      assert.equal(response.status, 401, Authorization);
      assert.match(response.headers.get('www-authenticate') ?? '', /^(Basic|Bearer) realm/);
    }
  });

  test('a wrong credential is not saved by a session beside it', async () => {
    const cookie = await signIn('agus');
    assert.equal((await get({ cookie })).status, 200);
    assert.equal((await get({ cookie, ...basic('portal:x') })).status, 401);
  });

  test('the alternate request syntax of 1.0.3 (Communication 1.3): everything in a form, the credential too', async () => {
    const send = (method: string, fields: Record<string, string>, query = '') =>
      call(`/xapi/statements?method=${method}${query}`, { method: 'POST', body: new URLSearchParams(fields) });
    const auth = { ...basic('portal:rahasia'), 'X-Experience-API-Version': '1.0.3' };
    const put = await send('PUT', {
      ...auth,
      statementId: '6690e6c9-3ef0-4ed3-8b37-7f3964730bee',
      'Content-Type': 'application/json',
      content: JSON.stringify(statement()),
    });
    assert.equal(put.status, 204);
    const got = await send('GET', { ...auth, statementId: '6690e6c9-3ef0-4ed3-8b37-7f3964730bee' });
    assert.equal(((await got.json()) as Json).id, '6690e6c9-3ef0-4ed3-8b37-7f3964730bee');
    assert.equal((await send('GET', { 'X-Experience-API-Version': '1.0.3' })).status, 401);
    assert.equal((await send('GET', { ...auth, ...basic('portal:x') })).status, 401);
    assert.equal((await send('POST', auth)).status, 400, 'content is required');
    assert.equal((await send('GET', auth, '&limit=1')).status, 400, 'all else belongs into the form');
    assert.equal((await send('PATCH', auth)).status, 400);
    assert.equal((await send('GET', { ...auth, 'X-Experience-API-Version': '2.0.0' })).status, 400, '2.0 has none');
    const small = createApp({ storage, credentials, maxBody: 50 });
    const large = new Request(`${home}/xapi/statements?method=GET`, {
      method: 'POST',
      body: new URLSearchParams({ ...auth, x: 'y'.repeat(100) }),
    });
    assert.equal((await small.fetch(large))?.status, 413, 'before anybody is known');
  });
});

describe('other origins', () => {
  test('a listed origin may ask and read; others are told nothing', async () => {
    const preflight = (origin: string) =>
      call('/xapi/statements', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'x-experience-api-version',
        },
      });
    const yes = await preflight('https://lain.example');
    assert.equal(yes.status, 204);
    assert.equal(yes.headers.get('access-control-allow-origin'), 'https://lain.example');
    for (const name of ['Authorization', 'Content-Type', 'X-Experience-API-Version', 'If-Match', 'If-None-Match'])
      assert.ok(yes.headers.get('access-control-allow-headers')?.includes(name), name);
    assert.ok(Number(yes.headers.get('access-control-max-age')) >= 600);
    assert.equal(yes.headers.get('access-control-allow-credentials'), null, 'never cookies');
    for (const origin of ['https://evil.example', 'null', 'https://lain.example.evil', 'http://lain.example'])
      assert.equal((await preflight(origin)).headers.get('access-control-allow-origin'), null, origin);
    for (const headers of [{ ...version, ...basic('portal:rahasia') }, version]) {
      const response = await call('/xapi/statements', { headers: { ...headers, Origin: 'https://lain.example' } });
      assert.equal(
        response.headers.get('access-control-allow-origin'),
        'https://lain.example',
        `also on ${response.status}`,
      );
      assert.match(
        response.headers.get('access-control-expose-headers') ?? '',
        /ETag.*X-Experience-API-Consistent-Through/,
      );
    }
  });
});

test('health is of the process, ready of the store; a store out of reach answers 503', async () => {
  assert.deepEqual(await (await call('/health')).json(), { status: 'ok' });
  assert.equal((await call('/ready')).status, 200);
  const down = async (): Promise<never> => {
    throw new StorageUnavailable('gone');
  };
  const broken = createApp({
    storage: { ...storage, getItem: down, consistentThrough: down, query: down },
    credentials,
  });
  const get = (path: string) =>
    broken.fetch(new Request(home + path, { headers: { ...version, ...basic('portal:rahasia') } }));
  assert.equal((await get('/health'))?.status, 200);
  for (const path of ['/ready', '/xapi/statements']) {
    const response = await get(path);
    assert.equal(response?.status, 503, path);
    assert.equal(response.headers.get('retry-after'), '5');
  }
});

test('what is none of ours is left to others', async () => {
  for (const path of ['/', '/xapix', '/index.html'])
    assert.equal(await app.fetch(new Request(home + path)), undefined, path);
  assert.equal(await app.fetch(new Request(`${home}/masuk`)), undefined, 'the sign-in page is the portal’s');
});

// People with a JWT of the agency's sign-in: real keys, published over real HTTP; what is no good opens nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { createRate } from '../../src/server/access/rate.js';
import { createTokens } from '../../src/server/access/tokens.js';
import { createApp, listen, memoryStorage, type App, type Listening } from '../../src/server/node.js';
import { account, statement, type Json } from './support.js';

const issuer = 'https://sso.instansi.example';
const audience = 'https://lrs.instansi.example';
const version = { 'X-Experience-API-Version': '1.0.3' };
type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

describe('tokens', () => {
  let keys: Pair;
  let next: Pair;
  let published: JWK[];
  let fetched = 0;
  let sso: Listening;
  let app: App;

  before(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    next = await generateKeyPair('ES256', { extractable: true });
    published = [{ ...(await exportJWK(keys.publicKey)), kid: 'satu', alg: 'ES256' }];
    sso = await listen(
      async () => {
        fetched++;
        return Response.json({ keys: published });
      },
      { port: 0 },
    );
    app = createApp({ storage: memoryStorage(), tokens: { issuer, audience, jwks: `${sso.url}/jwks` } });
  });
  after(() => sso.close());

  const claims = { sub: 'siti', name: 'Siti', roles: ['learner'] };
  const sign = (
    more: Json = {},
    options: { kid?: string; life?: string; pair?: Pair; iss?: string; aud?: string } = {},
  ) =>
    new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg: 'ES256', kid: options.kid ?? 'satu' })
      .setIssuer(options.iss ?? issuer)
      .setAudience(options.aud ?? audience)
      .setIssuedAt()
      .setExpirationTime(options.life ?? '10m')
      .sign((options.pair ?? keys).privateKey);
  async function ask(token: string, init: RequestInit = {}, path = 'statements'): Promise<Response> {
    const headers = { ...version, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await app.fetch(new Request(`https://lrs.instansi.example/xapi/${path}`, { headers, ...init }));
    assert.ok(response);
    return response;
  }
  const post = async (token: string, parts: Json) =>
    ask(token, { method: 'POST', body: JSON.stringify(statement(parts)) });
  const me = { account: { homePage: issuer, name: 'siti' } };

  test('a person writes about themselves, with their name as authority, and about nobody else', async () => {
    const token = await sign();
    assert.equal((await post(token, { actor: me })).status, 200);
    assert.equal((await post(token, { actor: account('budi') })).status, 403);
    const read = await ask(token, {}, `statements?agent=${encodeURIComponent(JSON.stringify(me))}`);
    const { statements } = (await read.json()) as { statements: { authority: Json }[] };
    assert.deepEqual(statements[0]?.authority, { objectType: 'Agent', name: 'Siti', ...me });
    assert.equal((await ask(token)).status, 403);
  });

  test('actor, roles, enrolments and cohort come from the claims', async () => {
    const manager = await sign({ roles: ['manager', 'dewa'] });
    assert.equal((await ask(manager)).status, 200);
    const other = { mbox: 'mailto:siti@instansi.example' };
    const named = await sign({ actor: other, registrations: ['7B0C4A9E-5F2B-4B9E-9D5B-0A6B8C1F2D3E'] });
    const context = (registration: string) => ({ actor: other, context: { registration } });
    assert.equal((await post(named, context('7b0c4a9e-5f2b-4b9e-9d5b-0a6b8c1f2d3e'))).status, 200);
    assert.equal((await post(named, context('0f2c9a51-3c34-4a39-8e0e-5b1d1c1a2f10'))).status, 403);
    const facilitator = await sign({ roles: ['facilitator'], cohort: [other] });
    const of = (agent: Json) => ask(facilitator, {}, `statements?agent=${encodeURIComponent(JSON.stringify(agent))}`);
    assert.equal((await of(other)).status, 200);
    assert.equal((await of(account('budi'))).status, 403);
  });

  test('no good: another issuer, service or key; too old or too long; unsigned; an ID token; claims that cannot be read', async () => {
    const stranger = await generateKeyPair('ES256');
    const spki = new TextEncoder().encode(await exportSPKI(keys.publicKey));
    const confused = new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'satu' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(spki);
    const unsigned = new UnsecuredJWT(claims)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m');
    const bad: Record<string, string> = {
      issuer: await sign({}, { iss: 'https://jahat.example' }),
      audience: await sign({}, { aud: 'https://surat.instansi.example' }),
      key: await sign({}, { pair: stranger }),
      expired: await sign({}, { life: '-2m' }),
      'too long': await sign({}, { life: '1d' }),
      'public key as secret': await confused,
      unsigned: unsigned.encode(),
      'ID token': await sign({ nonce: 'n' }),
      'no subject': await sign({ sub: '' }),
      'no such actor': await sign({ actor: { name: 'Siti' } }),
      'a group': await sign({ actor: { objectType: 'Group', mbox: 'mailto:a@b.example' } }),
      enrolments: await sign({ registrations: 'semua' }),
      'no token': 'abc',
    };
    for (const [why, token] of Object.entries(bad)) {
      const response = await ask(token);
      assert.equal(response.status, 401, why);
      assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer .*invalid_token/, why);
    }
  });

  test('a new key is fetched when it is met, an old one is not asked for each time', async () => {
    const before = fetched;
    for (let i = 0; i < 5; i++) assert.equal((await post(await sign(), { actor: me })).status, 200);
    assert.equal(fetched, before);
  });

  test('the form syntax is not for people', async () => {
    const response = await ask(await sign(), { method: 'POST', body: 'x' }, 'statements?method=GET');
    assert.equal(response.status, 403);
  });

  test('keys that cannot be fetched are the server’s trouble, not the person’s', async () => {
    const lost = createApp({ storage: memoryStorage(), tokens: { issuer, audience, jwks: 'http://localhost:9/jwks' } });
    const headers = { ...version, authorization: `Bearer ${await sign()}` };
    const quiet = console.error;
    console.error = () => undefined;
    const response = await lost.fetch(new Request('https://lrs.instansi.example/xapi/statements', { headers }));
    console.error = quiet;
    assert.ok((response?.status ?? 0) >= 500);
  });

  test('a rotated key', async () => {
    published = [{ ...(await exportJWK(next.publicKey)), kid: 'dua', alg: 'ES256' }];
    const fresh = createApp({ storage: memoryStorage(), tokens: { issuer, audience, jwks: `${sso.url}/jwks` } });
    const headers = { ...version, authorization: `Bearer ${await sign({}, { kid: 'dua', pair: next })}` };
    const url = `https://lrs.instansi.example/xapi/agents?agent=${encodeURIComponent(JSON.stringify(me))}`;
    assert.equal((await fresh.fetch(new Request(url, { headers })))?.status, 200);
  });

  test('a shared secret; a short one is refused', async () => {
    const secret = 'rahasia-sepanjang-tiga-puluh-dua-bita';
    const tokens = createTokens({ issuer, audience, secret });
    const make = (alg: string) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(secret));
    assert.equal((await tokens.read(`Bearer ${await make('HS256')}`))?.subject, 'siti');
    assert.equal(await tokens.read(`Bearer ${await make('HS512')}`), undefined);
    assert.throws(() => createTokens({ issuer, audience, secret: 'pendek' }), /32 bytes/);
    assert.throws(() => createTokens({ issuer, audience }), /jwks or secret/);
  });
});

describe('limits of people', () => {
  const app = createApp({
    storage: memoryStorage(),
    credentials: [{ key: 'k', secret: 's' }],
    people: [{ id: 'siti', name: 'Siti', roles: ['learner'], actor: account('siti', 'Siti') }],
    rate: { perMinute: 60, burst: 20 },
  });
  const home = 'https://portal.example';
  let cookie = '';
  before(async () => {
    const form = { method: 'POST', body: new URLSearchParams({ orang: 'siti' }), headers: { Origin: home } };
    cookie = (await app.fetch(new Request(`${home}/masuk`, form)))?.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  });
  const send = async (body: unknown, system = false): Promise<Response> => {
    const who: Record<string, string> = system
      ? { authorization: `Basic ${btoa('k:s')}` }
      : { cookie, 'sec-fetch-site': 'same-origin' };
    const response = await app.fetch(
      new Request(`${home}/xapi/statements`, {
        method: 'POST',
        headers: { ...version, ...who, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
    assert.ok(response);
    return response;
  };
  const own = (parts: Json = {}) => statement({ actor: account('siti', 'Siti'), ...parts });
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

  test('50 statements, 64 kB each, 16 levels; systems are free', async () => {
    const many = Array.from({ length: 51 }, () => own());
    assert.equal((await send(many)).status, 413);
    assert.equal((await send(many.slice(1))).status, 200);
    assert.equal((await send(many, true)).status, 200);
    const large = own({ result: { response: 'x'.repeat(70_000) } });
    const refused = await send([own(), large]);
    assert.equal(refused.status, 413);
    assert.equal(((await refused.json()) as { error: { path: string } }).error.path, '[1]');
    assert.equal((await send(large, true)).status, 200);
    const deep = own({ result: { extensions: { 'https://a.example/b': nested(20) } } });
    assert.equal((await send(deep)).status, 400);
    assert.equal((await send(deep, true)).status, 200);
  });

  test('too many requests are told when to come back, each person for themselves', async () => {
    const answers = [];
    for (let i = 0; i < 30; i++) answers.push(await send(own()));
    const refused = answers.filter((r) => r.status === 429);
    assert.ok(refused.length >= 8 && refused.length <= 15, `${refused.length}`);
    assert.equal(refused[0]?.headers.get('retry-after'), '1');
    assert.equal((await send(own(), true)).status, 200);
  });

  test('the bucket fills steadily', () => {
    let time = 0;
    const rate = createRate({ perMinute: 6, burst: 2, now: () => new Date(time) });
    assert.deepEqual([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('b')], [0, 0, 10, 0]);
    time = 9_000;
    assert.equal(rate.take('a'), 1);
    time = 10_000;
    assert.deepEqual([rate.take('a'), rate.take('a')], [0, 10]);
    time = 500_000;
    assert.deepEqual([rate.take('a'), rate.take('a'), rate.take('a')], [0, 0, 10]);
  });
});

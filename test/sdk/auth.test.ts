// Ways in: tokens from a broker, fixed keys. Each against the real LRS handler.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LrsClient } from '../../src/sdk/client.js';
import { WidyaError } from '../../src/sdk/errors.js';
import { basicAuth, tokenAuth } from '../../src/sdk/token.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

const { siti, budi } = people;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (e: unknown) => (e instanceof WidyaError ? e.code : String(e)),
  );

/** A portal that hands out tokens, and an LRS that takes the newest only. */
function portal() {
  const lrs = createTestLrs();
  const state = { asked: 0, person: siti as typeof siti | null, down: false, valid: '', now: 0, seen: [] as string[] };
  const broker = async (): Promise<Response> => {
    state.asked++;
    await Promise.resolve();
    if (state.down) throw new TypeError('down');
    if (!state.person) return new Response(null, { status: 401 });
    state.valid = `t${state.asked}`;
    return Response.json({ ...state.person, token: state.valid, expiresIn: 600 });
  };
  const auth = tokenAuth({ broker: '/widya/token', fetch: broker, now: () => state.now });
  const client = new LrsClient({
    endpoint: 'http://lrs.example/xapi-in-page',
    auth,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const header = request.headers.get('authorization') ?? '';
      state.seen.push(header);
      return header === `Bearer ${state.valid}` ? lrs.fetch(request) : new Response('', { status: 401 });
    },
  });
  const read = () => client.getStatements({ agent: siti.actor });
  return { state, auth, read };
}

describe('tokenAuth', () => {
  it('asks once for many requests, and knows the person', async () => {
    const { state, auth, read } = portal();
    await Promise.all([read(), read(), read(), auth.principal()]);
    assert.equal(state.asked, 1);
    assert.equal((await auth.principal())?.subject, 'siti');
    assert.equal(auth.state, 'signed-in');
  });
  it('renews before the end, and once more when it is refused, for all requests together', async () => {
    const { state, read } = portal();
    await read();
    state.now = 575_000;
    await read();
    assert.equal(state.asked, 2, 'half a minute before it ends');
    state.valid = 'withdrawn';
    await Promise.all([read(), read(), read()]);
    assert.equal(state.asked, 3);
  });
  it('says that the session has ended, and goes on after a new sign-in', async () => {
    const { state, auth, read } = portal();
    await read();
    const seen: string[] = [];
    auth.subscribe(() => seen.push(auth.state));
    state.person = null;
    state.valid = 'x';
    assert.equal(await codeOf(read()), 'auth/signed-out');
    assert.equal(auth.state, 'expired');
    state.person = siti;
    await auth.principal();
    assert.equal(await codeOf(read()), 'none');
    assert.deepEqual(seen, ['expired', 'signed-in']);
  });
  it('does not sign a request of one person for another', async () => {
    const { state, read } = portal();
    await read();
    state.person = budi;
    state.now = 600_000;
    const before = state.seen.length;
    assert.equal(await codeOf(read()), 'auth/signed-out');
    assert.equal(state.seen.length, before, 'nothing was sent');
  });
  it('calls a portal that cannot be reached a network failure, to be tried again', async () => {
    const { state, auth, read } = portal();
    state.down = true;
    assert.equal(await codeOf(read()), 'lrs/network');
    assert.equal(auth.state, 'error');
  });
  it('keeps the token nowhere but in memory', async () => {
    const { state, auth, read } = portal();
    await read();
    assert.ok(!JSON.stringify({ ...auth }).includes(state.valid));
    await auth.logout?.();
    state.person = null;
    assert.equal(await codeOf(read()), 'auth/signed-out');
  });
});

describe('basicAuth', () => {
  const stage = (hostname: string, run: () => void) => {
    Object.assign(globalThis, { document: { baseURI: `https://${hostname}/` }, location: { hostname } });
    try {
      run();
    } finally {
      Reflect.deleteProperty(globalThis, 'document');
      Reflect.deleteProperty(globalThis, 'location');
    }
  };
  it('signs in UTF-8 on a server', async () => {
    const request = await basicAuth('kunci', 'rahasiaé', siti).authorize(new Request('http://x.example'), {
      retry: false,
    });
    const header = request.headers.get('authorization') ?? '';
    assert.equal(Buffer.from(header.slice(6), 'base64').toString(), 'kunci:rahasiaé');
  });
  for (const host of ['portal.go.id', 'localhost.evil.example', '127.evil.example'])
    it(`throws in a page of ${host}`, () =>
      stage(host, () => assert.throws(() => basicAuth('k', 's', siti), WidyaError)));
  for (const host of ['localhost', '127.0.0.1', '[::1]'])
    it(`works in a page of ${host}`, () => stage(host, () => assert.doesNotThrow(() => basicAuth('k', 's', siti))));
});

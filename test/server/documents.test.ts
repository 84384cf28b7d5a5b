// State, Agent Profile, Activity Profile, agents and activities on each store (xAPI-Communication 2.2 to 2.8, 3.1).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { account, Client, onEachStore, statement, uuid, type Call } from './support.js';

const kinds = {
  state: {
    path: 'activities/state',
    id: 'stateId',
    scope: () => ({ activityId: `http://example.com/${uuid()}`, agent: JSON.stringify(account(uuid())) }),
  },
  'activity profile': {
    path: 'activities/profile',
    id: 'profileId',
    scope: () => ({ activityId: `http://example.com/${uuid()}` }),
  },
  'agent profile': {
    path: 'agents/profile',
    id: 'profileId',
    scope: () => ({ agent: JSON.stringify(account(uuid())) }),
  },
} as const;

onEachStore('documents', (open) => {
  let lrs: Client;
  before(async () => {
    lrs = new Client(await open());
  });
  const none = { 'If-None-Match': '*' };
  const etagOf = (r: Response) => r.headers.get('etag') ?? '';

  for (const [name, kind] of Object.entries(kinds)) {
    describe(name, () => {
      const at = (scope: Record<string, string>, id?: string) => ({
        ...scope,
        ...(id === undefined ? {} : { [kind.id]: id }),
      });
      const call = (query: Record<string, string>, c: Call = {}) => lrs.call(kind.path, { query, ...c });
      const put = (
        query: Record<string, string>,
        body: unknown,
        headers: Record<string, string> = none,
        version = '1.0.3',
      ) => call(query, { method: 'PUT', body, headers, version });

      test('bytes and type come back as they were put, with ETag and Last-Modified', async () => {
        const query = at(kind.scope(), 'x');
        const bytes = new Uint8Array([0, 1, 2, 255, 13, 10]);
        assert.equal((await put(query, bytes, { ...none, 'Content-Type': 'image/x-odd; a=b' })).status, 204);
        const r = await call(query);
        assert.deepEqual(new Uint8Array(await r.arrayBuffer()), bytes);
        assert.equal(r.headers.get('content-type'), 'image/x-odd; a=b');
        assert.equal(
          etagOf(r),
          `"${createHash('sha1').update(bytes).digest('hex')}"`,
          '1.0.3: the SHA-1 of the content',
        );
        assert.ok(Math.abs(Date.parse(r.headers.get('last-modified') ?? '') - Date.now()) < 5000);
        assert.equal((await call(query, { headers: { 'If-None-Match': etagOf(r) } })).status, 304);
        assert.equal((await call(query, { method: 'HEAD' })).headers.get('content-length'), String(bytes.length));
      });

      test('JSON is not rewritten: spaces, numbers and the order of keys stay', async () => {
        const query = at(kind.scope(), 'x');
        const text = '{ "b": 1.0, "a": 12345678901234567890 }';
        await put(query, text);
        assert.equal(await (await call(query)).text(), text);
        assert.equal((await put(at(kind.scope(), 'y'), '{"a":')).status, 400, 'JSON that is none');
      });

      test('If-Match and If-None-Match: on a mismatch 412 and no change (3.1)', async () => {
        const query = at(kind.scope(), 'x');
        assert.equal((await put(query, '{"v":1}', { 'If-Match': '"0"' })).status, 412, 'nothing there to match');
        assert.equal((await put(query, '{"v":1}')).status, 204);
        assert.equal((await put(query, '{"v":2}')).status, 412, 'is there already');
        const etag = etagOf(await call(query));
        assert.equal((await put(query, '{"v":2}', { 'If-Match': '"0"' })).status, 412);
        assert.equal(await (await call(query)).text(), '{"v":1}');
        assert.equal((await call(query, { method: 'DELETE', headers: { 'If-Match': '"0"' } })).status, 412);
        assert.equal(
          (await call(query, { method: 'POST', body: { w: 1 }, headers: { 'If-Match': '"0"' } })).status,
          412,
        );
        assert.equal((await put(query, '{"v":2}', { 'If-Match': `"x", ${etag}` })).status, 204);
        assert.notEqual(etagOf(await call(query)), etag);
        assert.equal((await call(query, { method: 'DELETE', headers: { 'If-Match': '*' } })).status, 204);
        assert.equal((await call(query)).status, 404);
      });

      test('PUT over a document without conditions: 409, but for the state of 1.0.3 (3.1)', async () => {
        const query = at(kind.scope(), 'x');
        await put(query, '{"v":1}');
        const state = name === 'state';
        assert.equal((await put(query, '{"v":2}', {}, '1.0.3')).status, state ? 204 : 409);
        assert.equal((await put(query, '{"v":3}', {}, '2.0.0')).status, 409);
        assert.equal(await (await call(query)).text(), state ? '{"v":2}' : '{"v":1}');
      });

      test('POST merges JSON objects one level deep, else 400 and no change (2.2)', async () => {
        const query = at(kind.scope(), 'x');
        const post = async (body: unknown, headers: Record<string, string> = {}) =>
          (await call(query, { method: 'POST', body, headers })).status;
        assert.equal(await post('{"a":1.50,"deep":{"x":1},"__proto__":{"p":1}}'), 204, 'creates');
        assert.equal(await post('{"b":2.0,"deep":{"y":2}}'), 204);
        const text = await (await call(query)).text();
        assert.equal(text, '{"a":1.50,"deep":{"y":2},"__proto__":{"p":1},"b":2.0}');
        assert.equal(({} as Record<string, unknown>).p, undefined);
        assert.equal(await post('[1]'), 400);
        assert.equal(await post('"x"'), 400);
        assert.equal(await post('text', { 'Content-Type': 'text/plain' }), 400);
        assert.equal(await (await call(query)).text(), text);
        const other = at(kind.scope(), 'y');
        await put(other, 'text', { ...none, 'Content-Type': 'text/plain' });
        assert.equal((await call(other, { method: 'POST', body: { a: 1 } })).status, 400);
      });

      test('the list of ids; since is exclusive', async () => {
        const scope = kind.scope();
        const ids = async (more: Record<string, string> = {}) =>
          ((await (await call({ ...scope, ...more })).json()) as string[]).sort();
        assert.deepEqual(await ids(), []);
        await put(at(scope, 'a'), '{}');
        await new Promise((done) => setTimeout(done, 5));
        const between = new Date().toISOString();
        await new Promise((done) => setTimeout(done, 5));
        await put(at(scope, 'b'), '{}');
        assert.deepEqual(await ids(), ['a', 'b']);
        assert.deepEqual(await ids({ since: between }), ['b']);
        assert.deepEqual(await ids({ since: new Date(Date.now() + 1000).toISOString() }), []);
      });

      test('ids of any length; NUL, unknown and missing parameters answer 400', async () => {
        const scope = kind.scope();
        const long = 'é'.repeat(3000);
        assert.equal((await put(at(scope, long), '{}')).status, 204);
        assert.equal((await call(at(scope, long))).status, 200);
        assert.deepEqual(await (await call(scope)).json(), [long]);
        for (const query of [
          at(scope, 'a\0b'),
          { ...at(scope, 'a'), odd: '1' },
          at({}, 'a'),
          { ...at(scope, 'a'), since: 'now' },
        ])
          assert.equal((await call(query)).status, 400, JSON.stringify(query));
        assert.equal((await put(scope, '{}')).status, 400);
        if (name !== 'state') assert.equal((await call(scope, { method: 'DELETE' })).status, 400);
        assert.equal((await call(at(scope, 'a'), { method: 'PATCH' })).status, 405);
      });

      test('one winner of twenty that replace, and of twenty that create', async () => {
        const query = at(kind.scope(), 'x');
        const count = async (send: (i: number) => Promise<Response>) => {
          const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => send(i)));
          return answers.filter((r) => r.status === 204).length;
        };
        assert.equal(await count((i) => put(query, `{"v":${i}}`)), 1);
        const etag = etagOf(await call(query));
        assert.equal(await count((i) => put(query, `{"w":${i}}`, { 'If-Match': etag })), 1);
      });

      test('twenty-one merges at once keep all keys', async () => {
        const query = at(kind.scope(), 'x');
        const answers = await Promise.all(
          Array.from({ length: 21 }, (_, i) => call(query, { method: 'POST', body: { [`k${i}`]: i } })),
        );
        assert.ok(answers.every((r) => r.status === 204));
        assert.equal(Object.keys((await (await call(query)).json()) as object).length, 21);
      });
    });
  }

  test('state: registrations are apart; one document however often it is put at once; DELETE without stateId clears (2.3)', async () => {
    const scope = kinds.state.scope();
    const registration = uuid();
    const call = (query: Record<string, string>, c: Call = {}) =>
      lrs.call('activities/state', { query: { ...scope, ...query }, ...c });
    await Promise.all(Array.from({ length: 10 }, (_, i) => call({ stateId: 'x' }, { method: 'PUT', body: { i } })));
    assert.deepEqual(await (await call({})).json(), ['x']);
    await call({ stateId: 'x', registration }, { method: 'PUT', body: { of: 'registration' } });
    await call({ stateId: 'y', registration }, { method: 'PUT', body: {} });
    assert.deepEqual(await (await call({ stateId: 'x', registration: registration.toUpperCase() })).json(), {
      of: 'registration',
    });
    assert.notDeepEqual(await (await call({ stateId: 'x' })).json(), { of: 'registration' });
    assert.equal((await call({ registration }, { method: 'DELETE' })).status, 204);
    assert.equal((await call({ stateId: 'x', registration })).status, 404);
    assert.equal((await call({ stateId: 'x' })).status, 200);
    await call({}, { method: 'DELETE' });
    assert.deepEqual(await (await call({})).json(), []);
    assert.equal((await call({ registration: 'x' })).status, 400);
  });

  test('whose a document is goes by the identifier alone: name, objectType and the order of keys do not count (Data 2.4.2)', async () => {
    const activityId = `http://example.com/${uuid()}`;
    const query = (agent: unknown) => ({ activityId, stateId: 'x', agent: JSON.stringify(agent) });
    await lrs.call('activities/state', {
      method: 'PUT',
      body: { a: 1 },
      query: query({ account: { name: 'n', homePage: 'http://h.example' } }),
    });
    const same = { name: 'Siti', objectType: 'Agent', account: { homePage: 'http://h.example', name: 'n' } };
    assert.equal((await lrs.call('activities/state', { query: query(same) })).status, 200);
    const other = { account: { homePage: 'http://h.example', name: 'N' } };
    assert.equal((await lrs.call('activities/state', { query: query(other) })).status, 404);
  });

  test('agents: a Person of arrays with every name used (2.4); activities: at least the id (2.5)', async () => {
    const who = account(uuid());
    await lrs.post([statement({ actor: { ...who, name: 'Siti' } }), statement({ actor: { ...who, name: 'Siti R.' } })]);
    const found = (await (await lrs.call('agents', { query: { agent: JSON.stringify(who) } })).json()) as Record<
      string,
      unknown
    >;
    assert.deepEqual(found.objectType, 'Person');
    assert.deepEqual(new Set(found.name as string[]), new Set(['Siti', 'Siti R.']));
    assert.deepEqual(found.account, [who.account]);
    const id = `http://example.com/${uuid()}`;
    assert.deepEqual(await (await lrs.call('activities', { query: { activityId: id } })).json(), {
      objectType: 'Activity',
      id,
    });
    assert.equal((await lrs.call('activities', { query: { activityId: 'x' } })).status, 400);
    assert.equal((await lrs.call('agents', { query: { agent: '{}' } })).status, 400);
    assert.deepEqual(((await (await lrs.call('about', { version: '' })).json()) as { version: string[] }).version, [
      '1.0.3',
      '2.0.0',
    ]);
  });
});

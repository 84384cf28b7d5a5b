// The client and the outbox against the real LRS handler.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { LrsClient } from '../../src/sdk/client.js';
import { fixedAuth } from '../../src/sdk/session.js';
import { WidyaError } from '../../src/sdk/errors.js';
import { Outbox, type OutboxEvent } from '../../src/sdk/outbox.js';
import type { Statement } from '../../src/sdk/statement.js';
import { memoryStore } from '../../src/sdk/store.js';
import { uuid } from '../../src/sdk/uuid.js';
import { createTestLrs, people, type TestLrs } from '../../src/testing/lrs.js';

const ENDPOINT = 'http://lrs.example/xapi-in-page';
const { actor } = people.siti;
const activityId = 'https://x.example/kursus';
const clientOf = (lrs: TestLrs, fetch = lrs.fetch) => new LrsClient({ endpoint: `${ENDPOINT}/`, fetch });
const made = (more: Partial<Statement> = {}): Statement & { id: string } => ({
  actor,
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
  object: { id: activityId },
  timestamp: '2026-11-24T01:00:00.000Z',
  ...more,
  id: more.id ?? uuid(),
});
/** A server that never answers. */
const hanging = (input: RequestInfo | URL): Promise<Response> => {
  const { signal } = input as Request;
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
};
const fails = async (promise: Promise<unknown>): Promise<WidyaError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  assert.ok(error instanceof WidyaError, String(error));
  return error;
};

describe('LrsClient', () => {
  it('saves, finds, and walks through every page', async () => {
    const lrs = createTestLrs();
    const client = clientOf(lrs);
    const list = Array.from({ length: 7 }, () => made());
    assert.deepEqual(
      await client.saveStatements(list),
      list.map((s) => s.id),
    );
    const found: string[] = [];
    for await (const s of client.statements({ agent: actor, limit: 3, ascending: true })) found.push(s.id);
    assert.deepEqual(
      found,
      list.map((s) => s.id),
    );
    assert.equal((await client.getStatement(list[0]?.id ?? ''))?.verb.id, 'http://adlnet.gov/expapi/verbs/completed');
    // A learner is not told whether somebody else's statement exists.
    assert.equal((await fails(client.getStatement(uuid()))).code, 'lrs/forbidden');
    assert.equal(await clientOf(lrs.as(people.dewi)).getStatement(uuid()), null);
  });
  for (const more of [
    'https://evil.example/xapi-in-page/statements',
    '//evil.example/x',
    '/\\evil.example/x',
    '/elsewhere',
    '@evil.example/../../x',
    '/xapi-in-page/..%2f..%2fx',
  ]) {
    it(`does not follow "more" to ${more}`, async () => {
      const lrs = createTestLrs();
      assert.equal((await fails(clientOf(lrs).getMore(more))).code, 'lrs/foreign-link');
      assert.deepEqual(lrs.requests, []);
    });
  }
  it('follows "more" under the address the LRS believes to have, below its own endpoint only', async () => {
    const asked: [string, string | null][] = [];
    const client = new LrsClient({
      endpoint: 'https://portal.example/lrs/xapi',
      aliases: ['/xapi', 'http://lrs.internal:8080/xapi/'],
      auth: fixedAuth(people.siti, async (r) => {
        r.headers.set('authorization', 'Bearer rahasia');
        return r;
      }),
      fetch: async (input) => {
        const request = input as Request;
        asked.push([request.url, request.headers.get('authorization')]);
        return Response.json({ statements: [] });
      },
    });
    for (const more of [
      '/xapi/statements?page=2',
      'http://lrs.internal:8080/xapi/statements?page=2',
      '/lrs/xapi/statements?page=2',
    ])
      await client.getMore(more);
    assert.deepEqual(asked, Array(3).fill(['https://portal.example/lrs/xapi/statements?page=2', 'Bearer rahasia']));
    for (const more of [
      '@evil.example/../../x',
      '//evil.example/xapi/x',
      '/\\evil.example/xapi/x',
      'https://evil.example/xapi/statements',
      '/xapievil/statements',
      '/xapi/../admin',
      '/xapi/..%2fadmin',
      'http://lrs.internal:8080@evil.example/xapi/x',
      'http://x:y@lrs.internal:8080/xapi/x',
    ])
      assert.equal((await fails(client.getMore(more))).code, 'lrs/foreign-link', more);
    assert.equal(asked.length, 3);
  });
  it('takes no page for a receipt: PUT and documents are answered by nothing', async () => {
    const client = new LrsClient({
      endpoint: 'http://lrs.example/xapi',
      fetch: async () => new Response('<html>Masuk</html>', { headers: { 'content-type': 'text/html' } }),
    });
    const agent = people.siti.actor;
    const key = { activityId: 'https://x.example/a', agent, stateId: 's' };
    for (const write of [
      client.putStatement({ ...made(), id: uuid() }),
      client.putState(key, {}),
      client.mergeState(key, {}),
      client.deleteState(key),
    ])
      assert.equal((await fails(write)).code, 'lrs/bad-response');
  });
  for (const status of [301, 302, 303, 307, 308])
    it(`follows no ${status}, and tells so`, async () => {
      let reached = 0;
      const evil = createServer((_q, out) => {
        reached++;
        out.end('[]');
      }).listen(0, '127.0.0.1');
      await once(evil, 'listening');
      const { port } = evil.address() as AddressInfo;
      const lrs = createServer((_q, out) =>
        out.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end(),
      ).listen(0, '127.0.0.1');
      await once(lrs, 'listening');
      const client = new LrsClient({ endpoint: `http://127.0.0.1:${(lrs.address() as AddressInfo).port}/xapi` });
      const error = await fails(client.saveStatements([made()]));
      for (const server of [evil, lrs]) {
        server.close();
        server.closeAllConnections();
      }
      assert.deepEqual([error.code, reached], ['lrs/redirected', 0]);
    });
  it('asks once which version the LRS speaks, and speaks 2.0 where it does', async () => {
    const lrs = createTestLrs();
    const versions: (string | null)[] = [];
    const fetch: typeof lrs.fetch = async (input, init) => {
      const request = new Request(input, init);
      versions.push(request.headers.get('x-experience-api-version'));
      return lrs.fetch(request);
    };
    const client = new LrsClient({ endpoint: ENDPOINT, fetch, version: 'auto' });
    const statement = made({
      context: {
        contextAgents: [
          { objectType: 'contextAgent', agent: people.dewi.actor, relevantTypes: ['https://x.example/mentor'] },
        ],
        contextGroups: [{ objectType: 'contextGroup', group: { objectType: 'Group', member: [people.budi.actor] } }],
      },
    });
    await Promise.all([client.saveStatements([statement]), client.getStatements({ agent: actor })]);
    assert.equal(client.version, '2.0.0');
    assert.deepEqual(lrs.requests.filter((r) => r === 'GET about').length, 1);
    assert.deepEqual(versions, ['1.0.3', '2.0.0', '2.0.0']);
    const back = await client.getStatement(statement.id);
    assert.equal(back?.context?.contextAgents?.[0]?.relevantTypes?.[0], 'https://x.example/mentor');
    assert.equal(back?.context?.contextGroups?.[0]?.objectType, 'contextGroup');
  });
  it('speaks 1.0.3 where 2.0 is unknown', async () => {
    const lrs = createTestLrs();
    const fetch: typeof lrs.fetch = async (input, init) =>
      (input as Request).url.endsWith('/about')
        ? Response.json({ version: ['1.0.0', '1.0.3'] })
        : lrs.fetch(input, init);
    const client = new LrsClient({ endpoint: ENDPOINT, fetch, version: 'auto' });
    await client.saveStatements([made()]);
    assert.equal(client.version, '1.0.3');
  });
  it('stops when it is told to', async () => {
    const lrs = createTestLrs();
    const client = clientOf(lrs, hanging);
    const stop = new AbortController();
    const asked = [
      client.about({ signal: stop.signal }),
      client.getStatements({}, { signal: stop.signal }),
      client.statements({}, { signal: stop.signal }).next(),
      client.saveStatements([made()], { signal: stop.signal }),
      client.getState({ activityId, agent: actor, stateId: 's' }, { signal: stop.signal }),
      client.deleteAgentProfile({ agent: actor, profileId: 'p' }, { signal: stop.signal }),
    ].map((p) => fails(p));
    stop.abort();
    for (const error of await Promise.all(asked)) assert.equal(error.code, 'lrs/aborted');
  });
  it('stops a request that is under way, and one that was given up before it began', { timeout: 5000 }, async () => {
    const stop = new AbortController();
    let began: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (began = resolve));
    const client = new LrsClient({
      endpoint: ENDPOINT,
      fetch: (input) => {
        began();
        return hanging(input as Request);
      },
      timeout: 60_000,
    });
    const asked = fails(client.about({ signal: stop.signal }));
    await underWay;
    stop.abort();
    assert.equal((await asked).code, 'lrs/aborted');
    assert.equal((await fails(client.about({ signal: stop.signal }))).code, 'lrs/aborted');
  });
  it('gives up after its time limit', async () => {
    const awake = setTimeout(() => undefined, 5000); // the time limit alone does not keep Node running
    const error = await fails(new LrsClient({ endpoint: ENDPOINT, fetch: hanging, timeout: 20 }).about());
    clearTimeout(awake);
    assert.deepEqual([error.code, error.retryable], ['lrs/timeout', true]);
  });
  it('keeps profiles: lists, merges, deletes, each only as it was read', async () => {
    const author = createTestLrs({ ...people.dewi, roles: ['author'] });
    const client = clientOf(author);
    const key = { activityId, profileId: 'pengaturan' };
    await client.putActivityProfile(key, { a: 1 }, { create: true });
    assert.equal((await fails(client.putActivityProfile(key, { a: 2 }, { create: true }))).code, 'lrs/precondition');
    const etag = await client.mergeActivityProfile(key, { b: 2 });
    assert.deepEqual(await client.listActivityProfiles(activityId), ['pengaturan']);
    assert.deepEqual(await client.listActivityProfiles(activityId, { since: '2099-01-01T00:00:00Z' }), []);
    assert.equal((await fails(client.deleteActivityProfile(key, { etag: '"x"' }))).code, 'lrs/precondition');
    await client.deleteActivityProfile(key, { etag });
    assert.equal(await client.getActivityProfile(key), null);
  });
  it('keeps documents, and tells that one was changed meanwhile', async () => {
    const client = clientOf(createTestLrs());
    const key = { activityId, agent: actor, stateId: 'posisi' };
    assert.equal(await client.getState(key), null);
    await client.putState(key, { a: 1 }, { create: true });
    const doc = await client.getState<{ a: number }>(key);
    assert.deepEqual(doc?.value, { a: 1 });
    await client.mergeState(key, { b: 2 });
    assert.equal((await fails(client.putState(key, {}, { etag: doc?.etag }))).code, 'lrs/precondition');
    assert.deepEqual((await client.getState(key))?.value, { a: 1, b: 2 });
    assert.deepEqual(await client.listStates({ activityId, agent: actor }), ['posisi']);
    await client.deleteState(key);
    assert.equal(await client.getState(key), null);
  });
  for (const [status, code, retryable] of [
    [401, 'lrs/unauthorized', false],
    [403, 'lrs/forbidden', false],
    [413, 'lrs/too-large', false],
    [429, 'lrs/throttled', true],
    [503, 'lrs/server', true],
  ] as const) {
    it(`calls ${status} ${code}`, async () => {
      const lrs = createTestLrs();
      lrs.mode = status;
      const error = await fails(clientOf(lrs).about());
      assert.deepEqual([error.code, error.status, error.retryable], [code, status, retryable]);
    });
  }
  for (const body of ['<html>Masuk Wi-Fi</html>', '{"ok":true}', '["00000000-0000-4000-8000-000000000000"]']) {
    it(`does not take ${body} for a receipt`, async () => {
      const fetch = async () => new Response(body, { status: 200 });
      assert.equal((await fails(clientOf(createTestLrs(), fetch).saveStatements([made()]))).code, 'lrs/bad-response');
    });
  }
});

describe('Outbox', () => {
  const open = (lrs: TestLrs, store = memoryStore(), fetch = lrs.fetch) => {
    const events: OutboxEvent[] = [];
    const box = new Outbox({
      lrs: clientOf(lrs, fetch),
      store,
      owner: 'siti',
      actor,
      emit: (e) => events.push(e),
      random: () => 0,
    });
    return { box, store, events };
  };

  it('keeps what cannot be sent, in order, and sends it once', async () => {
    const lrs = createTestLrs();
    lrs.mode = 'offline';
    const { box } = open(lrs);
    const list = [made(), made(), made()];
    await box.add(list);
    await box.flush();
    assert.equal(box.pending, 3);
    assert.ok(box.failures > 0);
    lrs.mode = 'online';
    await box.flush();
    await box.flush();
    assert.equal(box.pending, 0);
    assert.deepEqual(
      (await lrs.statements()).map((s) => s.id),
      list.map((s) => s.id),
    );
    box.close();
  });
  it('has them again after a restart, for the same person only', async () => {
    const lrs = createTestLrs();
    lrs.mode = 'offline';
    const { box, store } = open(lrs);
    const statement = made();
    await box.add([statement]);
    box.close();
    lrs.mode = 'online';
    const other = new Outbox({ lrs: clientOf(lrs), store, owner: 'budi', actor, emit: () => undefined });
    await other.flush();
    assert.deepEqual(await lrs.statements(), []);
    other.close();
    const again = open(lrs, store).box;
    await again.flush();
    assert.deepEqual(
      (await lrs.statements()).map((s) => s.id),
      [statement.id],
    );
    again.close();
  });
  it('sends again what was stored without an answer, and stores nothing twice', async () => {
    const lrs = createTestLrs();
    let cut = true;
    const { box } = open(lrs, memoryStore(), async (input, init) => {
      const response = await lrs.fetch(input, init);
      if (!cut) return response;
      cut = false;
      throw new TypeError('the line went dead');
    });
    await box.add([made(), made()]);
    await box.flush();
    await box.flush();
    assert.equal(box.pending, 0);
    assert.equal((await lrs.statements()).length, 2);
    box.close();
  });
  it('sets one bad statement aside and sends the others', async () => {
    const lrs = createTestLrs();
    const { box, events } = open(lrs);
    const bad = made({ verb: { id: 'no iri' } });
    const list = [made(), made(), bad, made()];
    await box.add(list);
    await box.flush();
    assert.equal((await lrs.statements()).length, 3);
    assert.deepEqual(
      events.flatMap((e) => (e.type === 'rejected' ? e.ids : [])),
      [bad.id],
    );
    box.close();
  });
  it('waits for a new sign-in after 401, and goes on then', async () => {
    const lrs = createTestLrs();
    lrs.mode = 401;
    const { box, events } = open(lrs);
    await box.add([made()]);
    await box.flush();
    const asked = lrs.requests.length;
    await box.flush();
    assert.equal(lrs.requests.length, asked, 'paused');
    assert.ok(events.some((e) => e.type === 'unauthorized'));
    lrs.mode = 'online';
    box.resume();
    await box.flush();
    assert.equal(box.pending, 0);
    box.close();
  });
  it('merges changes of one document into one request', async () => {
    const lrs = createTestLrs();
    const { box } = open(lrs);
    const scope = { resource: 'state', activityId, stateId: 's' } as const;
    await box.addDocument({ ...scope, patch: { a: 1, b: 1 } });
    await box.addDocument({ ...scope, patch: { b: 2 } });
    await box.flush();
    assert.deepEqual((await clientOf(lrs).getState({ activityId, stateId: 's', agent: actor }))?.value, { a: 1, b: 2 });
    assert.equal(lrs.requests.filter((r) => r.startsWith('POST')).length, 1);
    box.close();
  });
});

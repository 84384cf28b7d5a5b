// What an LRS can do, found out from the real one, and from ours made to behave as others do.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LrsClient } from '../../src/sdk/client.js';
import { lacksOf, probe } from '../../src/sdk/probe.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

const { actor: agent } = people.siti;
const found = { statements: [], more: '' };

/** @param change what another LRS would do with a query */
function open(change?: (query: URLSearchParams, go: (q: URLSearchParams) => Promise<Response>) => Promise<Response>) {
  const lrs = createTestLrs();
  const client = new LrsClient({
    endpoint: 'http://lrs.example/xapi-in-page',
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (request.method !== 'GET' || !url.pathname.endsWith('/statements') || !change) return lrs.fetch(request);
      const go = (q: URLSearchParams) => {
        const u = new URL(url);
        u.search = q.toString();
        return lrs.fetch(new Request(u, { headers: request.headers }));
      };
      return change(url.searchParams, go);
    },
  });
  return { lrs, client };
}
const kept = () => {
  const map = new Map<string, string>();
  return { getItem: (k: string) => map.get(k) ?? null, setItem: (k: string, v: string) => void map.set(k, v) };
};

describe('probe', () => {
  it('knows the LRS that comes along, and leaves nothing behind that is found', async () => {
    const { client } = open();
    const c = await probe(client, { agent, write: true, cache: null });
    assert.deepEqual(c, { relatedActivities: true, references: true, since: 'stored', mayVoid: true });
    assert.deepEqual(lacksOf(c), []);
    const { statements } = await client.getStatements({ agent });
    assert.deepEqual(new Set(statements.map((s) => s.verb.id.split('/').at(-1))), new Set(['voided']));
  });
  it('writes nothing unless told to, asks little, and once a day', async () => {
    const { lrs, client } = open();
    const cache = kept();
    let now = 0;
    const options = { agent, cache, now: () => now };
    await probe(client, options);
    assert.ok(lrs.requests.length <= 5 && lrs.requests.every((r) => r.startsWith('GET ')), lrs.requests.join());
    const { length } = lrs.requests;
    await probe(client, options);
    assert.equal(lrs.requests.length, length, 'remembered');
    now = 90_000_000;
    await probe(client, options);
    assert.ok(lrs.requests.length > length);
  });
  it('sees a cap of fifty', async () => {
    const { client } = open((q, go) => {
      q.set('limit', String(Math.min(50, Number(q.get('limit')))));
      return go(q);
    });
    const list = Array.from({ length: 60 }, (_, i) => ({
      id: `00000000-0000-4000-8000-0000000000${String(i).padStart(2, '0')}`,
      actor: agent,
      verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
      object: { id: 'https://x.example/a' },
    }));
    await client.saveStatements(list.slice(0, 50));
    await client.saveStatements(list.slice(50));
    const c = await probe(client, { agent, cache: null });
    assert.equal(c.pageCap, 50);
    assert.deepEqual(lacksOf(c), ['small-pages']);
  });
  it('sees related activities that are not found (Ralph), and references that are not followed (pelotech)', async () => {
    const { client } = open((q, go) => {
      if (q.has('activity')) return Promise.resolve(Response.json(found));
      return go(q);
    });
    const c = await probe(client, { agent, write: true, cache: null });
    assert.deepEqual(lacksOf(c), ['no-related-activities', 'no-references']);
  });
  it('sees since on the time of being said (Ralph)', async () => {
    const { client } = open(async (q, go) => {
      const since = Date.parse(q.get('since') ?? '');
      if (Number.isNaN(since)) return go(q);
      q.delete('since');
      const page = (await (await go(q)).json()) as { statements: { timestamp: string }[] };
      return Response.json({ statements: page.statements.filter((s) => Date.parse(s.timestamp) > since) });
    });
    assert.deepEqual(lacksOf(await probe(client, { agent, write: true, cache: null })), ['since-timestamp']);
  });
});

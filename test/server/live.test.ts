// New statements as server-sent events: on each store, and from one server to the other.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Client, onEachStore, person, statement, uuid, verb, type Call } from './support.js';

interface Feed {
  /** The next event that holds a statement. */
  next(): Promise<{ id: string; seq: string }>;
  close(): Promise<void>;
  type: string | null;
}
async function open(lrs: Client, query: Record<string, string>, c: Call = {}): Promise<Feed> {
  const response = await lrs.call('statements/live', { query, version: '', ...c });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    type: response.headers.get('content-type'),
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const { done, value } = await reader.read();
          assert.ok(!done, 'the stream ended');
          text += decoder.decode(value, { stream: true });
          continue;
        }
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const m = /^id: (\d+)\ndata: (.+)$/.exec(event);
        if (m) return { seq: m[1] ?? '', id: (JSON.parse(m[2] ?? '') as { id: string }).id };
      }
    },
    close: () => reader.cancel(),
  };
}

onEachStore('statements/live', (open_) => {
  let lrs: Client;
  before(async () => {
    lrs = new Client(await open_());
  });

  test('what is stored comes, in order and as filtered; what was there before does not', async () => {
    const activity = `http://example.com/${uuid()}`;
    await lrs.post(statement({ object: { id: activity } }));
    const feed = await open(lrs, { activity });
    assert.equal(feed.type, 'text/event-stream');
    const [first = ''] = await lrs.post(statement({ object: { id: activity } }));
    // From here on it listens: what comes now is not found by its first look.
    assert.equal((await feed.next()).id, first);
    await lrs.post(statement());
    const others = await lrs.post([statement({ object: { id: activity } }), statement({ object: { id: activity } })]);
    const got = [await feed.next(), await feed.next()];
    assert.deepEqual(
      got.map((e) => e.id),
      others,
    );
    await feed.close();
  });

  test('one that was cut off goes on after its last event and misses nothing', async () => {
    const v = verb(uuid()).id;
    const feed = await open(lrs, { verb: v });
    const [seen = ''] = await lrs.post(statement({ verb: { id: v } }));
    const event = await feed.next();
    assert.equal(event.id, seen);
    await feed.close();
    const missed = await lrs.post(Array.from({ length: 150 }, () => statement({ verb: { id: v } })));
    const again = await open(lrs, { verb: v }, { headers: { 'last-event-id': event.seq } });
    const got: string[] = [];
    while (got.length < missed.length) got.push((await again.next()).id);
    assert.deepEqual(got, missed);
    await again.close();
  });

  test('a person sees what GET statements would show: their own, nobody else’s', async () => {
    const siti = person('siti');
    const refused = await lrs.call('statements/live', { as: siti });
    assert.equal(refused.status, 403);
    const agent = JSON.stringify(siti.actor);
    const feed = await open(lrs, { agent }, { as: siti });
    await lrs.post(statement({ actor: person('budi').actor }));
    const [own = ''] = await lrs.post(statement({ actor: siti.actor }));
    assert.equal((await feed.next()).id, own);
    await feed.close();
  });

  test('other parameters, other methods and other ids are refused', async () => {
    for (const [query, c] of [
      [{ limit: '5' }, {}],
      [{ until: '2026-01-01T00:00:00Z' }, {}],
      [{}, { headers: { 'last-event-id': 'x' } }],
    ] as const)
      assert.equal((await lrs.call('statements/live', { query, ...c })).status, 400);
    assert.equal((await lrs.call('statements/live', { method: 'HEAD' })).status, 405);
  });
});

// What must hold when many write at once, on each store; the public conformance suite looks at none of this.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Client, onEachStore, statement, uuid, verb } from './support.js';

onEachStore('races', (open) => {
  let lrs: Client;
  before(async () => {
    lrs = new Client(await open());
  });

  test('twenty different statements under one id: one is stored, nineteen are refused', async () => {
    const id = uuid();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => lrs.postRaw(statement({ id, verb: verb(`v${i}`) }))),
    );
    const won = answers.flatMap((r, i) => (r.status === 200 ? [i] : []));
    assert.equal(won.length, 1);
    assert.equal(answers.filter((r) => r.status === 409).length, 19);
    assert.equal((await lrs.get(id)).verb.id, verb(`v${won[0]}`).id);
  });

  test('batches that share an id: each is stored as a whole or not at all', async () => {
    const shared = uuid();
    const object = { id: `http://example.com/${uuid()}` };
    const batches = Array.from({ length: 12 }, (_, i) => [
      statement({ id: uuid(), object }),
      statement({ id: shared, object, verb: verb(`b${i}`) }),
      statement({ id: uuid(), object }),
    ]);
    const answers = await Promise.all(batches.map((b) => lrs.postRaw(b)));
    assert.equal(answers.filter((r) => r.status === 200).length, 1);
    assert.equal((await lrs.ids({ activity: object.id })).length, 3);
  });

  test('large batches at once over the same activities: no deadlock, all stored, in one order', async () => {
    const activities = Array.from({ length: 5 }, () => ({
      id: `http://example.com/${uuid()}`,
      definition: { name: { id: uuid() } },
    }));
    const parent = { id: `http://example.com/${uuid()}` };
    const batch = (n: number) =>
      Array.from({ length: 50 }, (_, i) =>
        statement({
          object: { ...activities[(n + i) % 5], definition: { name: { id: uuid() } } },
          context: { contextActivities: { parent: [parent] } },
        }),
      );
    const ids = (await Promise.all(Array.from({ length: 16 }, (_, n) => lrs.post(batch(n))))).flat();
    const walked = await lrs.walk({ activity: parent.id, related_activities: 'true', limit: '500', ascending: 'true' });
    assert.equal(walked.length, 800);
    assert.deepEqual(new Set(walked), new Set(ids));
    const stored = (await lrs.page({ activity: parent.id, related_activities: 'true', limit: '500' })).statements.map(
      (s) => s.stored,
    );
    assert.deepEqual(stored, [...stored].sort().reverse());
  });

  test('a reader that goes on from Consistent-Through misses nothing and sees nothing twice', async () => {
    const object = { id: `http://example.com/${uuid()}` };
    const sent: string[] = [];
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let i = 0; i < 25; i++) sent.push(...(await lrs.post([statement({ object }), statement({ object })])));
      }),
    ).then(() => (writing = false));
    const seen = new Map<string, number>();
    let since = new Date(0).toISOString();
    for (let last = false; ;) {
      const response = await lrs.call('statements', {
        query: { activity: object.id, ascending: 'true', since, limit: '500' },
      });
      const through = response.headers.get('x-experience-api-consistent-through') ?? '';
      const { statements } = (await response.json()) as { statements: { id: string; stored: string }[] };
      // Only what lies before the promise is taken; the rest comes again.
      for (const s of statements) if (s.stored <= through) seen.set(s.id, (seen.get(s.id) ?? 0) + 1);
      if (through > since) since = through;
      if (last && since >= (await lrs.get(sent.at(-1) ?? '')).stored) break;
      last = !writing;
    }
    await writers;
    assert.equal(sent.length, 300);
    assert.deepEqual(new Set(seen.keys()), new Set(sent));
    assert.ok([...seen.values()].every((n) => n === 1));
  });
});

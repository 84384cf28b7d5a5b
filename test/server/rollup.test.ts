import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { population } from '../../bench/population/population.mjs';
import { reportProfileId, rollupProfileId, toldCells, type Report } from '../../src/model/report.ts';
import { LrsClient } from '../../src/sdk/client.ts';
import type { Agent, Statement } from '../../src/sdk/statement.ts';
import { pack, unpack } from '../../src/server/reports/pack.ts';
import { createRollup, orderOf, type RollupOptions } from '../../src/server/reports/rollup.ts';
import { calendarOf, emptyTally, takeTally, type Tally } from '../../src/server/reports/tally.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';
import { account, Client, onEachStore, person, statement, system, uuid, voids, type Json } from './support.ts';
import { recount, type StaffLine } from './recount.ts';

const agency = 'https://w3id.org/widya/xapi/agency';
class Killed extends Error {}

/** A client of the handler, whose connection may be cut before a request or after it was answered. */
function clientOf(lrs: Client, cut: () => 'no' | 'before' | 'after' = () => 'no'): LrsClient {
  return new LrsClient({
    endpoint: 'http://lrs.test/xapi',
    fetch: async (input, init) => {
      const request = input instanceof Request ? input : new Request(input, init);
      const when = cut();
      if (when === 'before') throw new Killed();
      const response = await lrs.lrs.fetch(request, system);
      if (when === 'after') throw new Killed();
      return response;
    },
  });
}
async function send(lrs: Client, statements: readonly unknown[]): Promise<void> {
  for (let i = 0; i < statements.length; i += 200) {
    // The same statement twice in one request is an error; in two it is a repeat.
    const batch = new Map((statements.slice(i, i + 200) as Statement[]).map((s) => [s.id, s]));
    const response = await lrs.call('statements', { method: 'POST', body: [...batch.values()], as: system });
    assert.equal(response.status, 200, await response.clone().text());
  }
}
async function reportOf(lrs: Client, activityId: string): Promise<Report | undefined> {
  const response = await lrs.call('activities/profile', {
    query: { activityId, profileId: reportProfileId },
    as: system,
  });
  return response.status === 200 ? ((await response.json()) as Report) : undefined;
}
async function compare(lrs: Client, statements: readonly Statement[], staff: readonly StaffLine[] = []): Promise<void> {
  const unique = [...new Map(statements.map((s) => [s.id, s])).values()];
  const expected = recount(unique, staff);
  assert.ok(expected.size > 10);
  for (const [activity, figures] of expected) {
    const { asOf, ...found } = (await reportOf(lrs, activity)) ?? { asOf: '' };
    assert.deepEqual(found, figures, `${activity} as of ${asOf}`);
  }
}
const fast = (lrs: LrsClient, more: Partial<RollupOptions> = {}): RollupOptions => ({
  lrs,
  lag: 0,
  restamp: 0,
  page: 100,
  checkpoint: 400,
  shards: 5,
  ...more,
});
const tick = () => new Promise((resolve) => setTimeout(resolve, 3));
const made = (people: number, seed: number) => {
  const all = population({ people, units: 6, seed });
  return {
    all,
    statements: [...all.statements()] as Statement[],
    staff: [...all.staff()] as (StaffLine & { agent: Agent })[],
  };
};

onEachStore('the rollup', (open) => {
  it('equals a recount of everything, with the staff list and without it', async () => {
    const lrs = new Client(await open());
    const { statements, staff } = made(30, Math.floor(Math.random() * 1e9));
    await send(lrs, statements);
    await tick();
    const own = 'https://instansi.example/tanpa-daftar';
    await createRollup(fast(clientOf(lrs), { agency: own })).round();
    const expected = recount([...new Map(statements.map((s) => [s.id, s])).values()], [], own);
    const { asOf: _asOf, ...found } = (await reportOf(lrs, own)) ?? { asOf: '' };
    assert.deepEqual(found, expected.get(own));
    const result = await createRollup(fast(clientOf(lrs), { staff: staff as never })).round();
    assert.ok(result.read > 0);
    await compare(lrs, statements, staff);
  });
});

describe('the rollup', () => {
  it('equals a recount after being killed at any request, with statements coming late and twice', async () => {
    const lrs = new Client(memoryStorage());
    const { statements, staff } = made(120, Math.floor(Math.random() * 1e9));
    let kills = 0;
    let sent = 0;
    while (kills < 40 || sent < statements.length) {
      await send(lrs, statements.slice(sent, sent + 400));
      // What was sent before, once more.
      if (sent > 0) await send(lrs, statements.slice(sent - 50, sent));
      sent += 400;
      let left = 1 + Math.floor(Math.random() * 25);
      const rollup = createRollup(
        fast(
          clientOf(lrs, () => (--left > 0 ? 'no' : Math.random() < 0.5 ? 'before' : 'after')),
          { staff: staff as never },
        ),
      );
      await rollup.round().then(
        () => undefined,
        (error: unknown) => {
          assert.ok(left <= 0, String(error));
          kills++;
        },
      );
    }
    await tick();
    await createRollup(fast(clientOf(lrs), { staff: staff as never })).round();
    await compare(lrs, statements, staff);
  });

  it('goes on from its watermark: what was read is not read again', async () => {
    const lrs = new Client(memoryStorage());
    const { statements } = made(40, 5);
    await send(lrs, statements);
    await tick();
    const first = await createRollup(fast(clientOf(lrs))).round();
    const again = await createRollup(fast(clientOf(lrs))).round();
    assert.equal(first.read, new Set(statements.map((s) => s.id)).size);
    assert.equal(again.read, 0);
    await send(lrs, [{ ...statements[0], id: uuid() }]);
    await tick();
    assert.equal((await createRollup(fast(clientOf(lrs))).round()).read, 1);
  });

  it('is the sum of several workers', async () => {
    const lrs = new Client(memoryStorage());
    const { statements, staff } = made(80, 9);
    const workers = [0, 1, 2].map((worker) =>
      createRollup(fast(clientOf(lrs), { worker, workers: 3, staff: staff as never })),
    );
    for (let i = 0; i < statements.length; i += 1500) {
      await send(lrs, statements.slice(i, i + 1500));
      await tick();
      await Promise.all(workers.map((w) => w.round()));
    }
    await tick();
    for (const w of workers) await w.round();
    await workers[0]?.round();
    await compare(lrs, statements, staff);
    // Another number of workers goes on with the same shards, from the oldest of them.
    const one = await createRollup(fast(clientOf(lrs), { staff: staff as never })).round();
    assert.ok(one.read < statements.length / 4, String(one.read));
    await compare(lrs, statements, staff);
  });

  it('takes back what was voided, whenever that comes', async () => {
    const lrs = new Client(memoryStorage());
    const { statements } = made(60, 3);
    await send(lrs, statements);
    await tick();
    const rollup = createRollup(fast(clientOf(lrs)));
    await rollup.round();
    const satisfied = statements.filter((s) => s.verb.id.endsWith('satisfied'));
    const gone = new Set([...satisfied.slice(0, 20), ...statements.slice(100, 140)].flatMap((s) => s.id ?? []));
    await send(
      lrs,
      [...gone].map((id): Json => ({ ...voids(id), id: uuid() })),
    );
    await tick();
    await rollup.round();
    await compare(
      lrs,
      statements.filter((s) => !gone.has(s.id ?? '')),
    );
  });

  it('two that do the same work do not spoil each other', async () => {
    const lrs = new Client(memoryStorage());
    const { statements } = made(40, 4);
    const a = createRollup(fast(clientOf(lrs)));
    const b = createRollup(fast(clientOf(lrs)));
    for (let i = 0; i < statements.length; i += 700) {
      await send(lrs, statements.slice(i, i + 700));
      await tick();
      await Promise.allSettled([a.round(), b.round()]);
    }
    await tick();
    await a.round().catch(() => a.round());
    await compare(lrs, statements);
  });

  it('is read by those who answer for it, and its working documents by systems only', async () => {
    const lrs = new Client(memoryStorage());
    const { statements, all } = made(30, 2);
    await send(lrs, statements);
    await tick();
    await createRollup(fast(clientOf(lrs))).round();
    const course = all.courseIri(0);
    const read = async (as: ReturnType<typeof person>, activityId: string, profileId: string) =>
      (await lrs.call('activities/profile', { query: { activityId, profileId }, as })).status;
    const teaches = { ...person('w', 'facilitator'), classes: [course], cohort: [account('x')] };
    const rows: [ReturnType<typeof person>, string, number][] = [
      [person('siti'), course, 403],
      [person('penulis', 'author'), course, 403],
      [person('pimpinan', 'leader'), agency, 200],
      [person('pengelola', 'manager'), agency, 200],
      [teaches, course, 200],
      [teaches, agency, 403],
    ];
    for (const [as, activity, status] of rows)
      assert.equal(await read(as, activity, reportProfileId), status, `${as.subject} reads ${activity}`);
    for (const as of [person('pimpinan', 'leader'), person('admin', 'admin')])
      assert.equal(await read(as, agency, `${rollupProfileId}/5/0`), 403);
    const write = await lrs.call('activities/profile', {
      method: 'PUT',
      body: { v: 1 },
      headers: { 'If-None-Match': '*' },
      query: { activityId: 'https://x.example/c', profileId: reportProfileId },
      as: person('admin', 'admin'),
    });
    assert.equal(write.status, 403);
  });

  it('tells nothing of fewer than five people', () => {
    assert.deepEqual(toldCells([0, 3, 9, 6, 20]), [0, null, 9, null, 20]);
    assert.deepEqual(toldCells([0, 3, 4, 6]), [0, null, null, 6]);
    assert.deepEqual(toldCells([0, 0, 8]), [0, 0, 8]);
  });

  it('does not take a system, or who only talks in a forum, for a learner', async () => {
    const lrs = new Client(memoryStorage());
    const s = Array.from({ length: 7 }, (_, n) =>
      statement({ id: uuid(), actor: account(`n${n}`), timestamp: '2026-01-01T00:00:00Z' }),
    );
    await send(lrs, s);
    await tick();
    await createRollup(fast(clientOf(lrs))).round();
    assert.equal(await reportOf(lrs, agency), undefined);
  });

  it('orders timestamps of any precision', () =>
    assert.deepEqual(
      [
        '2026-01-01T00:00:00.1Z',
        '2026-01-01T00:00:00Z',
        '2026-01-01T07:00:00.05+07:00',
        '2026-01-01T00:00:00.123456Z',
      ].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
      ['2026-01-01T00:00:00Z', '2026-01-01T07:00:00.05+07:00', '2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00.123456Z'],
    ));
});

describe('a tally', () => {
  const calendar = calendarOf('Asia/Jakarta');
  const own = [...(population({ people: 9, seed: 77 }).of(4) as Iterable<Statement>)];
  const tallyOf = (list: readonly Statement[]): Tally => {
    const t = emptyTally();
    for (const s of list) takeTally(t, s, calendar);
    t.m.sort((a, b) => a - b);
    return t;
  };
  it('is the same in any order, with repeats', () => {
    assert.ok(own.length > 30);
    fc.assert(
      fc.property(fc.shuffledSubarray([...own, ...own], { minLength: own.length * 2 }), (list) =>
        assert.deepEqual(tallyOf(list), tallyOf(own)),
      ),
    );
  });
  it('comes back from the LRS as it went', () => {
    const people = new Map([['a', tallyOf(own)]]);
    const kept = JSON.parse(JSON.stringify(pack('2026-01-01T00:00:00Z', people))) as ReturnType<typeof pack>;
    assert.deepEqual(unpack(kept), people);
  });
});

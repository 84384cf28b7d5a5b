// The outbox, one promise at a time, against the real LRS handler and a clock that does not tick by itself.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LrsClient } from '../../src/sdk/client.js';
import { merged } from '../../src/sdk/merge.js';
import { documents, refusals, sender, Outbox, type OutboxEvent } from '../../src/sdk/outbox.js';
import { createService } from '../../src/sdk/service.js';
import { fixedAuth } from '../../src/sdk/session.js';
import type { Statement } from '../../src/sdk/statement.js';
import { memoryStore, type NewRow } from '../../src/sdk/store.js';
import { uuid } from '../../src/sdk/uuid.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

const { actor } = people.siti;
const lanes = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const made = (registration = lanes[0] ?? '', more: Partial<Statement> = {}): Statement & { id: string } => ({
  actor,
  verb: { id: 'http://adlnet.gov/expapi/verbs/progressed' },
  object: { id: 'https://x.example/kursus' },
  context: { registration },
  timestamp: '2026-11-24T01:00:00.000Z',
  ...more,
  id: uuid(),
});

async function open(
  answer?: (request: Request, go: () => Promise<Response>) => Response | undefined | Promise<Response | undefined>,
  store = memoryStore(),
) {
  await Promise.all([sender.load(), refusals.load(), documents.load()]);
  const lrs = createTestLrs();
  const events: OutboxEvent[] = [];
  let now = Date.parse('2026-11-24T01:00:00Z');
  let timers: { at: number; run: () => void }[] = [];
  const page: ((e: 'hide' | 'show' | 'online') => void)[] = [];
  const bodies: Statement[][] = [];
  const client = new LrsClient({
    endpoint: 'http://lrs.example/xapi-in-page',
    now: () => now,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (request.method === 'POST' && request.url.endsWith('statements'))
        bodies.push((await request.clone().json()) as Statement[]);
      const go = () => lrs.fetch(request);
      return (await answer?.(request, go)) ?? go();
    },
  });
  const box = new Outbox({
    lrs: client,
    store,
    owner: 'siti',
    actor,
    emit: (e) => events.push(e),
    random: () => 1,
    lock: undefined,
    page: (listener) => {
      page.push(listener);
      return () => undefined;
    },
    clock: {
      now: () => now,
      after(ms, run) {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((t) => t !== timer);
        };
      },
    },
  });
  const settle = async () => {
    for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  await settle();
  return {
    lrs,
    box,
    events,
    bodies,
    tell: async (e: 'hide' | 'show' | 'online') => {
      page.forEach((p) => p(e));
      await settle();
    },
    /** When the next thing is due, in milliseconds. */
    due: () => Math.min(...timers.map((t) => t.at)) - now,
    async pass(ms: number) {
      now += ms;
      const due = timers.filter((t) => t.at <= now);
      timers = timers.filter((t) => t.at > now);
      for (const t of due) t.run();
      await settle();
    },
  };
}

describe('Outbox', () => {
  it('sends a thousand statements in twenty requests, however many lanes', async () => {
    const { lrs, box, bodies } = await open();
    for (let i = 0; i < 1000; i++) await box.add([made(uuid())]);
    await box.flush();
    assert.equal(bodies.length, 20);
    assert.equal((await lrs.statements()).length, 1000);
  });
  it('sends what is recorded while a slow batch is on its way, also when its moment comes before the answer', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let first = true;
    const { box, bodies, pass } = await open(async () => {
      if (first) {
        first = false;
        await held;
      }
      return undefined;
    });
    await box.add([made()]);
    await pass(5000);
    assert.equal(bodies.length, 1);
    // The sender has looked at the list before this comes, and its timer goes off while the batch is still out.
    await box.add([made()]);
    await pass(5000);
    release();
    await pass(0);
    assert.equal(box.pending, 0);
    // A moment that has passed unused must not be waited for.
    await box.add([made()]);
    await pass(5000);
    assert.equal(box.pending, 0);
  });
  it('sends no batch above 256 kB', async () => {
    const { box, bodies } = await open();
    await box.add(Array.from({ length: 30 }, () => made(lanes[0], { result: { response: 'ä'.repeat(10_000) } })));
    await box.flush();
    assert.ok(bodies.length > 1);
    for (const b of bodies) assert.ok(new TextEncoder().encode(JSON.stringify(b)).length < 256_000 + 100);
  });
  it('sends what was recorded, not what became of the object since', async () => {
    const { lrs, box } = await open();
    const statement = made();
    await box.add([statement]);
    statement.result = { response: 'changed' };
    await box.flush();
    assert.equal((await lrs.statements())[0]?.result, undefined);
  });
  for (const [header, wait] of [
    ['7', 7000],
    ['Tue, 24 Nov 2026 01:00:20 GMT', 20_000],
    ['soon', 1000],
    ['-5', 1000],
    ['315360000', 3_600_000],
  ] as const)
    it(`waits ${wait / 1000} s after Retry-After: ${header}`, async () => {
      const headers = { 'retry-after': header, date: 'Tue, 24 Nov 2026 01:00:00 GMT' };
      const { box, due, tell, bodies } = await open(() => new Response('', { status: 429, headers }));
      await box.add([made()]);
      await box.flush();
      assert.equal(due(), wait);
      assert.equal(box.sync.error, 'lrs/throttled');
      await tell('online');
      assert.equal(bodies.length, 1, 'the server asked for a pause');
      await box.flush(true);
      assert.equal(bodies.length, 2, 'a person insisted');
    });
  it('waits longer and longer, five minutes at the most', async () => {
    const { box, due, pass } = await open(() => new Response('', { status: 503 }));
    await box.add([made()]);
    await box.flush();
    const waits: number[] = [];
    for (let i = 0; i < 11; i++) {
      waits.push(due());
      await pass(due());
    }
    assert.deepEqual(waits.slice(0, 4), [1000, 2000, 4000, 8000]);
    assert.equal(waits.at(-1), 300_000);
  });
  it('holds one lane back for 403, in order, and lets the others go', async () => {
    let denied = true;
    const { lrs, box } = await open(async (request) => {
      if (request.method !== 'POST' || !denied) return undefined;
      const list = (await request.clone().json()) as Statement[];
      return list.some((s) => s.context?.registration === lanes[0] && s.verb.id.endsWith('progressed'))
        ? new Response('', { status: 403 })
        : undefined;
    });
    // The second statement of the lane would be let in: it must not overtake the first.
    const late = made(lanes[0], { verb: { id: 'http://adlnet.gov/expapi/verbs/terminated' } });
    const list = [made(lanes[0]), made(lanes[1]), late, made(lanes[1])];
    await box.add(list);
    await box.flush();
    assert.deepEqual(
      (await lrs.statements()).map((s) => s.id),
      [list[1]?.id, list[3]?.id],
    );
    assert.equal(box.sync.held, 2);
    assert.equal(box.sync.error, undefined);
    denied = false;
    await box.flush();
    assert.deepEqual(
      (await lrs.statements()).slice(2).map((s) => s.id),
      [list[0]?.id, late.id],
    );
  });
  for (const status of [404, 405, 302])
    it(`throws nothing away for ${status}, says that there is no LRS, and does not ask often`, async () => {
      const { box, due } = await open(() => new Response('', { status }));
      await box.add([made(), made()]);
      await box.flush();
      assert.equal(box.pending, 2);
      assert.equal(box.sync.refused, 0);
      assert.equal(box.sync.error, 'lrs/misconfigured');
      assert.equal(due(), 300_000);
    });
  it('sends nothing while the portal has asked for a pause, save at a person’s request', async () => {
    const { box, bodies, pass, tell, events } = await open();
    box.halt(true);
    await box.add([made()]);
    await pass(600_000);
    await box.flush();
    await tell('online');
    await tell('hide');
    assert.equal(bodies.length, 0);
    assert.deepEqual([box.sync.halted, box.sync.pending, box.sync.nextAttempt], [true, 1, undefined]);
    await box.flush(true);
    assert.equal(bodies.length, 1, 'a person insisted');
    await box.add([made()]);
    await pass(600_000);
    assert.equal(bodies.length, 1, 'once');
    box.halt(false);
    await pass(300);
    assert.equal(bodies.length, 2);
    assert.equal(events.filter((e) => e.type === 'sync').length > 2, true);
  });
  it('keeps document changes one by one while the part that joins them could not be fetched, and loses none', async () => {
    const { lrs, box } = await open();
    const part = documents.now;
    documents.now = undefined;
    const { load } = documents;
    documents.load = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
    const scope = { resource: 'state', activityId: 'https://x.example/a', stateId: 's', merge: 'monotone' } as const;
    await box.addDocument({ ...scope, patch: { a: 7 } });
    await box.addDocument({ ...scope, patch: { a: 3, b: 1 } });
    await box.flush();
    assert.equal(box.pending, 2);
    assert.equal(box.sync.error, 'lrs/network');
    Object.assign(documents, { now: part, load });
    await box.flush();
    assert.equal(box.pending, 0);
    const value = await lrs.fetch(
      `http://lrs.example/xapi-in-page/activities/state?${new URLSearchParams({ activityId: scope.activityId, stateId: 's', agent: JSON.stringify(actor) })}`,
      { headers: { 'x-experience-api-version': '1.0.3' } },
    );
    assert.deepEqual(await value.json(), { a: 7, b: 1 });
  });
  it('keeps what was refused, tells why, and tries again on request', async () => {
    let bad = true;
    const { lrs, box } = await open(() => (bad ? new Response('salah', { status: 400 }) : undefined));
    await box.add([made()]);
    await box.flush();
    assert.deepEqual(
      box.refused.map((r) => r.dead),
      [{ code: 'lrs/bad-request', message: 'salah' }],
    );
    bad = false;
    await box.retry(box.refused[0]?.seq ?? 0);
    await box.flush();
    assert.equal((await lrs.statements()).length, 1);
    assert.equal(box.sync.refused, 0);
  });
  it('sends one request, of 60 kB at the most, as the page is left', async () => {
    const { box, bodies, tell } = await open();
    await box.add(Array.from({ length: 40 }, () => made(lanes[0], { result: { response: 'x'.repeat(2000) } })));
    await tell('hide');
    await tell('hide');
    assert.equal(bodies.length, 1);
    assert.ok(JSON.stringify(bodies[0]).length <= 60_000);
    assert.ok((bodies[0]?.length ?? 0) > 20);
    await box.flush();
    assert.equal(box.pending, 0);
  });
  it('overtakes nothing of another tab as the page is left', async () => {
    const store = memoryStore();
    const one = await open(undefined, store);
    let gate = Promise.resolve();
    const slow = async (owner: string) => {
      await gate;
      return store.all(owner);
    };
    const two = await open(undefined, { ...store, all: slow });
    const [first, second] = [made(), made()];
    await one.box.add([first]);
    let read = (): void => undefined;
    gate = new Promise((resolve) => (read = resolve));
    const added = two.box.add([second]);
    await new Promise((resolve) => setImmediate(resolve)); // written, and the read is held up
    await two.tell('hide'); // before it could read what the other tab has recorded
    assert.equal(two.bodies.length, 0);
    read();
    await added; // told only now: who was told may leave
    await two.tell('show');
    await two.box.add([made()]);
    await two.tell('show');
    await two.tell('hide');
    assert.equal(two.bodies[0]?.[0]?.id, first.id);
  });
  it('removes once more what the disk would not remove, and does not send it again meanwhile', async () => {
    const inner = memoryStore();
    let stuck = true;
    const store = {
      ...inner,
      write: (change: Parameters<typeof inner.write>[0]) =>
        stuck && change.remove?.length ? Promise.reject(new Error('UnknownError')) : inner.write(change),
    };
    const { box, bodies } = await open(undefined, store);
    await box.add([made()]);
    await box.flush();
    assert.equal(box.pending, 0);
    await box.flush();
    assert.equal(bodies.length, 1, 'not again');
    assert.equal((await inner.all('siti')).length, 1, 'still on the disk');
    stuck = false;
    await box.refresh();
    assert.equal((await inner.all('siti')).length, 0);
  });
  it('leaves rows of a shape it does not know alone', async () => {
    const store = memoryStore();
    const newer = { v: 3, owner: 'siti', at: 1, statement: made() } as unknown as NewRow;
    await store.write({ add: [newer] });
    const { box, bodies } = await open(undefined, store);
    await box.add([made()]);
    await box.flush();
    assert.equal(bodies.flat().length, 1);
    assert.equal((await store.all('siti')).length, 1);
    await box.forget();
  });
  it('reads a document first only where the outcome depends on what is there', async () => {
    const { lrs, box } = await open();
    const scope = { resource: 'state', activityId: 'https://x.example/a', stateId: 's' } as const;
    await box.addDocument({ ...scope, patch: { a: 1 } });
    await box.flush();
    assert.deepEqual(lrs.requests, ['POST activities/state']);
    await box.addDocument({ ...scope, patch: { a: 0, b: 2 }, merge: 'monotone' });
    await box.flush();
    await box.addDocument({ ...scope, patch: { b: 1 }, merge: 'monotone' });
    await box.flush();
    assert.deepEqual(lrs.requests.slice(1), ['GET activities/state', 'POST activities/state', 'POST activities/state']);
    const value = await lrs.fetch(
      `http://lrs.example/xapi-in-page/activities/state?${new URLSearchParams({ activityId: scope.activityId, stateId: 's', agent: JSON.stringify(actor) })}`,
      { headers: { 'x-experience-api-version': '1.0.3' } },
    );
    assert.deepEqual(await value.json(), { a: 1, b: 2 });
  });
  it('tells what waits, since when, and when it is tried again', async () => {
    const { box } = await open(() => new Response('', { status: 503 }));
    await box.add([made()]);
    await box.flush();
    const { pending, oldest, error, nextAttempt, storage } = box.sync;
    assert.deepEqual(
      [pending, oldest, error, storage],
      [1, Date.parse('2026-11-24T01:00:00Z'), 'lrs/server', 'memory'],
    );
    assert.equal(nextAttempt, Date.parse('2026-11-24T01:00:01Z'));
  });
  it('writes down that the clock is wrong, and leaves the time as it was', async () => {
    const lrs = createTestLrs();
    const day = 86_400_000;
    const service = createService({
      endpoint: 'http://lrs.example/xapi-in-page',
      auth: fixedAuth(people.siti),
      fetch: async (input, init) => {
        const response = await lrs.fetch(input, init);
        response.headers.set('date', new Date().toUTCString());
        return response;
      },
      now: () => new Date(Date.now() - 3 * day),
      store: async () => memoryStore(),
    });
    await service.lrs.about();
    const [statement] = await service.record([
      { verb: { id: 'http://adlnet.gov/expapi/verbs/progressed' }, object: { id: 'https://x.example/a' } },
    ]);
    const skew = Number(Object.values(statement?.context?.extensions ?? {})[0]);
    assert.ok(Math.abs(skew - 3 * 86_400) < 5, String(skew));
    assert.ok(Math.abs(Date.parse(statement?.timestamp ?? '') - Date.now() + 3 * day) < 5000);
    service.close();
  });
});

describe('three-way merge', () => {
  const change = (merge?: 'replace' | 'monotone' | 'draft') => ({
    resource: 'state' as const,
    patch: { a: 5, list: [1, 2], text: 'ours', done: false },
    base: { a: 1, list: [1], text: 'was', done: false },
    ...(merge ? { merge } : {}),
  });
  const theirs = { a: 9, list: [1, 3], text: 'theirs', done: true, other: 1 };
  it('takes ours where nothing else was said', () => assert.deepEqual(merged(change(), theirs), change().patch));
  it('takes nothing back', () =>
    assert.deepEqual(merged(change('monotone'), theirs), { a: 9, list: [1, 3, 2], text: 'theirs', done: true }));
  it('keeps both drafts, and only where both were changed', () => {
    const out = merged(change('draft'), { ...theirs, a: 1 });
    assert.equal(out.a, 5);
    assert.ok(!('a~conflict' in out));
    assert.equal(out.text, 'ours');
    assert.equal(out['text~conflict'], 'theirs');
  });
  it('has no way to the prototype', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as Record<
      string,
      unknown
    >;
    const out = merged(
      { resource: 'state', patch, merge: 'monotone' },
      JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown>,
    );
    assert.equal(Object.getPrototypeOf(out), Object.prototype);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });
});

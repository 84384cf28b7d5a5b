// Passing statements on to another LRS, ours behind a real port as the target: each at least once, in order, whatever fails.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp, type AppOptions } from '../../src/server/app.js';
import { createForwarder, parseTargets, type Forwarder, type ForwardTarget } from '../../src/server/keeping/forward.js';
import { listen, memoryStorage, type Listening } from '../../src/server/node.js';
import type { Storage } from '../../src/server/storage/port.js';
import { Client, onEachStore, statement, uuid, verb, voids, type Json } from './support.js';

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const withFile = (text: string, parts: Json = {}) =>
  statement({
    ...parts,
    attachments: [
      {
        usageType: 'http://e.co/u',
        display: { en: 'f' },
        contentType: 'text/plain',
        length: text.length,
        sha2: sha256(text),
      },
    ],
  });
const multipart = (s: unknown, text: string) => ({
  headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
  body: new Uint8Array(
    Buffer.from(
      `--b\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(s)}\r\n--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha256(text)}\r\n\r\n${text}\r\n--b--\r\n`,
    ),
  ),
});

/** Another agency's LRS, that can be stopped, started again and made to answer as it likes. */
class Target {
  readonly client: Client;
  readonly storage = memoryStorage();
  /** Number of statements in each request that came. */
  readonly requests: number[] = [];
  answer: (request: Request) => Response | undefined = () => undefined;
  hold: () => Promise<unknown> = () => Promise.resolve();
  #server: Listening | undefined;
  #port = 0;
  readonly #app;
  constructor(options: Partial<AppOptions> = {}) {
    this.client = new Client(this.storage);
    this.#app = createApp({ storage: this.storage, credentials: [{ key: 'k', secret: 's' }], ...options });
  }
  async start(): Promise<void> {
    this.#server = await listen(
      async (request) => {
        if (request.method === 'POST')
          this.requests.push(((await request.clone().text()).match(/"verb":/g) ?? []).length);
        await this.hold();
        return this.answer(request) ?? (await this.#app.fetch(request)) ?? new Response('', { status: 404 });
      },
      { port: this.#port, host: '127.0.0.1' },
    );
    this.#port = this.#server.port;
  }
  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }
  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}/xapi`;
  }
  ids = async (): Promise<string[]> => (await this.storage.keep.scan({ limit: 10_000 })).map((r) => r.id);
}

onEachStore('forwarding', (open) => {
  let storage: Storage;
  let lrs: Client;
  const running: Forwarder[] = [];
  const targets: Target[] = [];
  let log: Record<string, unknown>[] = [];
  before(async () => {
    storage = await open();
    lrs = new Client(storage);
  });
  after(async () => {
    for (const f of running) await f.stop();
    for (const t of targets) await t.stop();
  });

  /** One that has nothing to pass on yet. */
  async function target(options: Partial<AppOptions> = {}): Promise<{ target: Target; config: ForwardTarget }> {
    const t = new Target(options);
    targets.push(t);
    await t.start();
    const config = { name: uuid(), endpoint: t.endpoint, credential: { key: 'k', secret: 's' } };
    await storage.keep.setForwarded(config.name, await storage.lastSeq(), []);
    return { target: t, config };
  }
  function start(...list: ForwardTarget[]): Forwarder {
    log = [];
    const f = createForwarder({ storage, targets: list, pause: 20, longest: 100, log: (l) => log.push(l) });
    running.push(f);
    return f;
  }
  async function until(what: string, look: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 400; i++) {
      if (await look()) return;
      await sleep(25);
    }
    throw new Error(`${what} did not happen within 10 seconds`);
  }
  /** All that is stored was passed on or set aside, and that is written down. */
  const caughtUp = (config: ForwardTarget) =>
    until('the end', async () => ((await storage.keep.forwarded()).get(config.name) ?? 0) >= (await storage.lastSeq()));
  const arrived = (t: Target, n: number) => until(`${n} statements`, async () => (await t.ids()).length >= n);

  test('all arrive in the order they were stored: files, voiding, both versions, numbers as written', async () => {
    const { target: t, config } = await target();
    const ids = [uuid(), uuid(), uuid(), uuid(), uuid()];
    await lrs.post(JSON.stringify(statement({ id: ids[0], result: { score: { raw: 'N' } } })).replace('"N"', '1.50'));
    await lrs.post(undefined, multipart(withFile('file one', { id: ids[1] }), 'file one'));
    await lrs.post(statement({ id: ids[2] }), { version: '2.0.0' });
    await lrs.post(voids(ids[0] ?? '', { id: ids[3] }));
    const f = start(config);
    await arrived(t, 4);
    await lrs.post(statement({ id: ids[4] }));
    await arrived(t, 5);
    await caughtUp(config);
    assert.deepEqual(await t.ids(), ids);
    const first = await t.client.call('statements', { query: { voidedStatementId: ids[0] ?? '' } });
    assert.match(await first.text(), /"raw":1\.50/);
    const file = await t.client.call('statements', { query: { statementId: ids[1] ?? '', attachments: 'true' } });
    assert.match(await file.text(), /file one/);
    assert.equal((await t.client.get(ids[2] ?? '')).version, '2.0.0');
    assert.deepEqual(
      (await t.client.get(ids[1] ?? '')).authority?.account?.name,
      'k',
      'the target says who wrote it there',
    );
    assert.deepEqual(await f.status(), [{ target: config.name, state: 'ok', behindSeconds: 0, setAside: 0 }]);
    await f.stop();
  });

  test('in batches; only what is wanted, and what takes that back', async () => {
    const { target: t, config } = await target();
    const wanted = verb(uuid()).id;
    const batch = Array.from({ length: 120 }, (_, i) =>
      statement({ id: uuid(), ...(i % 2 === 0 ? { verb: { id: wanted } } : {}) }),
    );
    await lrs.post(batch);
    await lrs.post([voids(String(batch[0]?.id)), voids(String(batch[1]?.id))]);
    const f = start({ ...config, only: { verbs: [wanted] } });
    await arrived(t, 61);
    assert.deepEqual(t.requests, [25, 25, 11]);
    await f.stop();
    const { target: u, config: byActivity } = await target();
    const [id] = await lrs.post([
      statement({ context: { contextActivities: { parent: [{ id: 'http://e.co/course/1/lesson' }] } } }),
      statement(),
    ]);
    const g = start({ ...byActivity, only: { activities: ['http://e.co/course/'] } });
    await arrived(u, 1);
    assert.deepEqual(await u.ids(), [id]);
    await g.stop();
  });

  test('a target that is away, or is killed on the way: nothing lost, nothing twice, order kept', async () => {
    const { target: t, config } = await target();
    const ids: string[] = [];
    const f = start({ ...config, batch: 5 });
    for (let i = 0; i < 12; i++) {
      ids.push(...(await lrs.post(Array.from({ length: 7 }, () => statement()))));
      if (i % 4 === 1) await t.stop();
      if (i % 4 === 3) await t.start();
      await sleep(10);
    }
    await arrived(t, ids.length);
    assert.deepEqual(await t.ids(), ids);
    assert.ok((await f.metrics()).some((l) => l.startsWith('widya_forward_failures_total') && !l.endsWith(' 0')));
    assert.deepEqual([...new Set(log.map((l) => l.event))].sort(), ['forward-away', 'forward-ok']);
    assert.doesNotMatch(JSON.stringify(log), /siti@example|"s"/);
    await f.stop();
  });

  test('another process goes on where the last one stopped, and never both at once', async () => {
    const { target: t, config } = await target();
    const ids = await lrs.post(Array.from({ length: 40 }, () => statement()));
    const first = start({ ...config, batch: 1 });
    const second = start({ ...config, batch: 1 });
    await arrived(t, 5);
    const states = [...(await first.status()), ...(await second.status())].map((s) => s.state).sort();
    assert.deepEqual(states, ['elsewhere', 'ok']);
    await first.stop();
    await second.stop();
    const sent = (await t.ids()).length;
    assert.equal(t.requests.length, sent, 'each once');
    const third = start({ ...config, batch: 1 });
    await arrived(t, 40);
    assert.deepEqual(await t.ids(), ids);
    assert.equal(t.requests.length, 40);
    await third.stop();
  });

  test('409: the same statement counts as arrived, another one is set aside; the rest goes on', async () => {
    const { target: t, config } = await target();
    const [same, other] = [uuid(), uuid()];
    // As some LRSs do: 409 to every repeat.
    t.answer = (request) =>
      request.method === 'POST' && t.requests.at(-1) === 1 && refuse ? new Response('{}', { status: 409 }) : undefined;
    let refuse = false;
    await lrs.post([statement({ id: same }), statement({ id: other }), statement(), statement()]);
    const stored = await lrs.get(same);
    await t.client.post([
      { ...stored, stored: undefined, authority: undefined },
      statement({ id: other, verb: verb('else') }),
    ]);
    const f = start(config);
    await arrived(t, 4);
    await caughtUp(config);
    const aside = await storage.keep.setAside(config.name);
    assert.deepEqual(
      aside.map((a) => [a.id, a.status, a.tries]),
      [[other, 409, 1]],
    );
    refuse = true;
    await lrs.post({ ...statement({ id: same, timestamp: stored.timestamp }) });
    const again = uuid();
    await t.client.post(statement({ id: again, timestamp: stored.timestamp }));
    await lrs.post(statement({ id: again, timestamp: stored.timestamp }));
    await caughtUp(config);
    assert.equal((await storage.keep.setAside(config.name)).length, 1);
    await f.stop();
  });

  test('what is not taken is set aside, seen, and tried again when asked', async () => {
    const { target: t, config } = await target();
    const file = `gone ${uuid()}`;
    await lrs.post(undefined, multipart(withFile(file), file));
    const [poison] = (await storage.keep.scan({ limit: 10_000 })).slice(-1).map((r) => r.id);
    // Its file is gone: the target has to refuse it (Communication 1.5.2).
    await storage.keep.files({ until: '9999-01-01T00:00:00.000Z' }, false);
    await lrs.post(Array.from({ length: 30 }, () => statement()));
    const f = start(config);
    await arrived(t, 30);
    await caughtUp(config);
    assert.equal((await f.status())[0]?.setAside, 1);
    const [aside] = await storage.keep.setAside(config.name);
    assert.deepEqual([aside?.id, aside?.status], [poison, 400]);
    assert.match(aside?.message ?? '', /fileUrl/);
    assert.ok((await f.metrics()).includes(`widya_forward_set_aside{target="${config.name}"} 1`));
    assert.deepEqual(
      log.filter((l) => l.event === 'forward-set-aside').map((l) => l.id),
      [poison],
    );
    await lrs.post(undefined, multipart(withFile(file), file));
    if (aside) await storage.keep.changeAside(config.name, aside.seq, { ...aside, again: true });
    await lrs.post(statement());
    await until('the second try', async () => (await t.ids()).includes(poison ?? ''));
    await until('nothing set aside', async () => (await storage.keep.setAside(config.name)).length === 0);
    await f.stop();
  });

  test('a target that does not answer keeps nobody from stopping; what it had no time to answer comes again', async () => {
    const { target: t, config } = await target();
    await lrs.post(statement());
    let hang = true;
    t.hold = () => (hang ? new Promise((done) => setTimeout(done, 4000)) : Promise.resolve());
    const f = start(config);
    await until('a request', async () => t.requests.length === 1);
    const began = Date.now();
    await f.stop();
    assert.ok(Date.now() - began < 3500);
    hang = false;
    const g = start(config);
    await caughtUp(config);
    assert.equal((await t.ids()).length, 1);
    await g.stop();
  });

  test('a request that is too large is halved until it is taken', async () => {
    const { target: t, config } = await target({ maxBody: 4000 });
    await lrs.post(Array.from({ length: 30 }, () => statement({ verb: verb('v'.repeat(200)) })));
    const f = start(config);
    await arrived(t, 30);
    await caughtUp(config);
    assert.equal((await f.status())[0]?.setAside, 0);
    await f.stop();
  });

  test('429 and 503 are waited for as long as they say; a wrong credential sets nothing aside', async () => {
    const { target: t, config } = await target();
    let busy = 2;
    const came: number[] = [];
    t.answer = () => {
      came.push(Date.now());
      return busy-- > 0
        ? new Response('', { status: busy === 1 ? 429 : 503, headers: { 'retry-after': '1' } })
        : undefined;
    };
    await lrs.post(statement());
    const f = start(config);
    await arrived(t, 1);
    assert.equal(came.length, 3);
    assert.ok((came[2] ?? 0) - (came[0] ?? 0) >= 1990);
    await f.stop();
    const { config: wrong, target: u } = await target();
    await lrs.post(statement());
    const g = start({ ...wrong, credential: { key: 'k', secret: 'wrong' } });
    await until('a refusal', async () => (await g.status())[0]?.state === 'refused');
    assert.equal((await g.status())[0]?.setAside, 0);
    const app = createApp({ storage, credentials: [{ key: 'k', secret: 's' }], forwarder: g });
    const ready = await app.fetch(new Request('http://lrs.test/ready'));
    assert.deepEqual(await ready?.json(), { status: 'ok', forwarding: 'behind' });
    const metrics = await app.fetch(
      new Request('http://lrs.test/metrics', { headers: { authorization: `Basic ${btoa('k:s')}` } }),
    );
    assert.match((await metrics?.text()) ?? '', /^widya_forward_up\{target="[^"]+"\} 0$/m);
    await g.stop();
    const h = start(wrong);
    await arrived(u, 1);
    await h.stop();
  });
});

describe('targets of forwarding', () => {
  test('a file that is wrong names the place', () => {
    const good = { name: 'provinsi', endpoint: 'https://lrs.example/xapi', key: 'k', secret: 's' };
    assert.equal(parseTargets(JSON.stringify([good]))[0]?.credential.secret, 's');
    const cases: [unknown, RegExp][] = [
      ['{', /no JSON/],
      [{}, /a list/],
      [[1], /\[0\]/],
      [[{ ...good, name: 'a b' }], /\[0\]\.name/],
      [[good, good], /\[1\]\.name stands twice/],
      [[{ ...good, endpoint: 'ftp://x' }], /endpoint/],
      [[{ ...good, secret: 1 }], /key and secret/],
      [[{ ...good, only: { verbs: 'x' } }], /lists of IRIs/],
      [[{ ...good, batch: 0 }], /batch/],
      [[{ ...good, user: 'x' }], /user is unknown/],
    ];
    for (const [value, pattern] of cases)
      assert.throws(() => parseTargets(typeof value === 'string' ? value : JSON.stringify(value)), pattern);
  });
});

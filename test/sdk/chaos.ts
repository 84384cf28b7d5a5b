// A world in which everything goes wrong: devices, tabs, disks, networks and clocks under control of the test, the real client,
// service and outbox in the tabs, the real LRS handler behind. One trace is a list of mishaps; afterwards all is put right, and
// what the LRS holds is compared with what people were told is safe. Nothing sleeps: time is a number.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AuthProvider, AuthState, Principal } from '../../src/sdk/auth.js';
import { WidyaError } from '../../src/sdk/errors.js';
import { documents as documentPart, refusals, sender, type Clock, type Lock } from '../../src/sdk/outbox.js';
import { createService, type Service } from '../../src/sdk/service.js';
import type { Statement } from '../../src/sdk/statement.js';
import { memoryStore, type OutboxRow, type RowStore } from '../../src/sdk/store.js';
import { sessionPrincipal } from '../../src/server/access/principal.js';
import { createLrs } from '../../src/server/lrs/lrs.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import { people } from '../../src/testing/lrs.js';

const ENDPOINT = 'http://lrs.example/xapi';
const START = Date.parse('2026-11-24T01:00:00.000Z');
const VERB = { id: 'http://adlnet.gov/expapi/verbs/progressed' };
const lanes = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const activityId = 'https://x.example/kursus';
const stateId = 'posisi';
const users = { siti: people.siti, budi: people.budi } as const;
type User = keyof typeof users;

/** What a request can meet. Numbers are statuses. The scenario of the facts page is named where it is not plain. */
const faults = [
  'offline', // 6
  'hang', // 7: half a minute, then nothing
  'lost', // 2: stored, and the answer lost
  'truncated', // 4: stored, and the answer cut in the middle
  'page', // 5: 200 with a captive portal's page
  'redirect',
  'again', // 15: stored, and 409 although it is the same
  'other-ids',
  'reset', // 7
  500, 502, 503, 408, 425, 404, 405, 401,
  'throttle-seconds', 'throttle-date', 'throttle-garbage', 'throttle-negative', 'throttle-years', // 9
] as const; // prettier-ignore
type Fault = (typeof faults)[number];

export type Op =
  | { op: 'record'; tab: number; lane: 0 | 1; count: number; kind: 'good' | 'poison' | 'huge' | 'taken' }
  | { op: 'document'; tab: number; value: number; own: boolean }
  | { op: 'wait'; ms: number }
  | { op: 'faults'; list: Fault[] }
  | { op: 'mode'; mode: 'fine' | 'offline' | 'storm' | 'flapping' | 'slow' | 'small-batches' | 'captive' }
  | { op: 'forbid'; lane: 0 | 1; on: boolean }
  | { op: 'etags'; mode: 'strong' | 'weak' | 'missing' }
  | { op: 'kill'; tab: number }
  | { op: 'freeze' | 'thaw' | 'hide' | 'show' | 'flush'; tab: number }
  | { op: 'person'; device: number; user: User | null }
  | { op: 'expire'; device: number }
  | { op: 'disk'; device: number; mode: 'fine' | 'full' | 'missing' | 'failing' }
  | { op: 'evict'; device: number }
  | { op: 'clock'; device: number; shift: number };

const tabIndex = fc.integer({ min: 0, max: 2 });
const laneIndex = fc.constantFrom(0 as const, 1 as const);
const device = fc.integer({ min: 0, max: 1 });
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      op: fc.constant('record' as const),
      tab: tabIndex,
      lane: laneIndex,
      count: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.constant(60) }),
      kind: fc.oneof(
        { weight: 12, arbitrary: fc.constant('good' as const) },
        { weight: 3, arbitrary: fc.constantFrom('poison' as const, 'huge' as const, 'taken' as const) },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('document' as const),
      tab: tabIndex,
      value: fc.integer({ min: 1, max: 1000 }),
      own: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('wait' as const), ms: fc.constantFrom(50, 350, 2500, 31_000, 600_000) }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('faults' as const), list: fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 4 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('mode' as const),
      mode: fc.constantFrom('fine', 'offline', 'storm', 'flapping', 'slow', 'small-batches', 'captive'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('forbid' as const), lane: laneIndex, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('etags' as const), mode: fc.constantFrom('strong', 'weak', 'missing') }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('kill' as const), tab: tabIndex }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constantFrom('freeze', 'thaw', 'hide', 'show', 'flush'), tab: tabIndex }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('person' as const), device, user: fc.constantFrom('siti', 'budi', null) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('expire' as const), device }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('disk' as const), device, mode: fc.constantFrom('fine', 'full', 'missing', 'failing') }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('evict' as const), device }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('clock' as const), device, shift: fc.constantFrom(-3 * 86_400_000, 3 * 86_400_000, 3_600_000) }) },
) as fc.Arbitrary<Op>; // prettier-ignore

export interface Trace {
  seed: number;
  locks: boolean;
  ops: Op[];
}
export const trace: fc.Arbitrary<Trace> = fc.record({
  seed: fc.integer(),
  locks: fc.boolean(),
  ops: fc.array(op, { minLength: 4, maxLength: 40 }),
});

export interface Result {
  recorded: number;
  lost: string[];
  duplicated: number;
  disordered: string[];
  forOthers: number;
  documents: string[];
  requests: number;
  stuck: boolean;
}

/** A generator of random numbers that gives the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const never = (): Promise<never> => new Promise(() => undefined);

interface Device {
  disk: { epoch: string; rows: Map<number, OutboxRow>; last: number };
  mode: 'fine' | 'full' | 'missing' | 'failing';
  user: User | null;
  expired: boolean;
  shift: number;
  lock: Tab | undefined;
}

interface Tab {
  device: Device;
  alive: boolean;
  frozen: boolean;
  /** It was opened without a disk: what it holds is gone with it. */
  volatile: boolean;
  /** What happens to a frozen tab waits until it is thawed. */
  later: (() => void)[];
  service: Service & { close(): void };
  notify: (() => void)[];
  page: (event: 'hide' | 'show' | 'online') => void;
}

interface Acknowledged {
  id: string;
  user: User;
  device: number;
  tab: Tab;
  lane: number;
  kind: 'good' | 'poison' | 'huge' | 'taken';
  /** The person was told that it is only in the memory of the page. */
  inMemory: boolean;
  /** May be gone: the browser threw it away, or it was never on disk. */
  excused: boolean;
}

export async function run({ seed, locks, ops }: Trace): Promise<Result> {
  // In a page these are fetched when needed; here that must not take time.
  await Promise.all([sender.load(), refusals.load(), documentPart.load()]);
  const random = randomOf(seed);
  let now = START;
  let timers: { at: number; run: () => void; off: boolean }[] = [];
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: now + ms, run, off: false };
    timers.push(timer);
    return () => {
      timer.off = true;
    };
  };
  let asleep = 0;
  const sleep = async (ms: number): Promise<void> => {
    asleep++;
    await new Promise<void>((resolve) => void after(ms, resolve));
    asleep--;
  };

  // The server.
  const storage = memoryStorage();
  const lrs = createLrs({ storage, now: () => new Date(now) });
  const huge = new Set<string>();
  const forbidden = new Set<string>();
  let etags: 'strong' | 'weak' | 'missing' = 'strong';
  let mode: Extract<Op, { op: 'mode' }>['mode'] = 'fine';
  let queue: Fault[] = [];
  let requests = 0;
  let busy = 0;
  let activity = 0;
  let forOthers = 0;

  const serve = async (request: Request, user: User): Promise<Response> => {
    const headers = new Headers(request.headers);
    const match = headers.get('if-match');
    if (match) headers.set('if-match', match.replace(/^W\//, ''));
    const body = request.method === 'GET' ? undefined : await request.text();
    const isBatch = request.method === 'POST' && request.url.includes('/statements');
    if (isBatch && body) {
      const list = JSON.parse(body) as Statement[];
      if (list.some((s) => forbidden.has(s.context?.registration ?? ''))) return new Response('', { status: 403 });
      if ((mode === 'small-batches' && list.length > 7) || list.some((s) => huge.has(s.id ?? '')))
        return new Response('', { status: 413 });
    }
    const person = users[user];
    const response = await lrs.fetch(
      new Request(request.url, { method: request.method, headers, ...(body === undefined ? {} : { body }) }),
      sessionPrincipal(person),
    );
    const tag = response.headers.get('etag');
    if (tag && etags === 'weak') response.headers.set('etag', `W/${tag}`);
    if (etags === 'missing') response.headers.delete('etag');
    response.headers.set('date', new Date(now).toUTCString());
    return response;
  };

  const cutOff = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('["0000'));
        controller.error(new TypeError('terminated'));
      },
    });

  /** The network between a tab and the LRS. */
  const travel = async (request: Request, on: Device): Promise<Response> => {
    requests++;
    const fault = queue.shift();
    const flap = mode === 'flapping' && ((now - START) % 10_000 > 2000 || random() < 0.05);
    if (mode === 'offline' || flap || fault === 'offline') throw new TypeError('Failed to fetch');
    if (mode === 'slow' || mode === 'flapping') await sleep(650);
    if (mode === 'captive' || fault === 'page')
      return new Response('<html>Masuk</html>', { headers: { 'content-type': 'text/html' } });
    if (mode === 'storm') return new Response('', { status: 500 + Math.floor(random() * 4) });
    if (fault === 'redirect') return new Response('', { status: 302, headers: { location: 'https://evil.example/' } });
    if (fault === 'hang') {
      await sleep(30_000);
      throw new DOMException('too long', 'TimeoutError');
    }
    if (typeof fault === 'number') return new Response('', { status: fault });
    if (fault?.startsWith('throttle')) {
      const value = {
        'throttle-seconds': '7',
        'throttle-date': new Date(now + 20_000).toUTCString(),
        'throttle-garbage': 'soon',
        'throttle-negative': '-5',
        'throttle-years': String(10 * 365 * 86_400),
      }[fault as 'throttle-seconds'];
      return new Response('', { status: 429, headers: { 'retry-after': value, date: new Date(now).toUTCString() } });
    }
    if (!on.user || on.expired) return new Response('', { status: 401 });
    if (fault === 'other-ids') return Response.json(['00000000-0000-4000-8000-000000000000']);
    const response = await serve(request, on.user);
    if (fault === 'lost' || fault === 'reset') throw new TypeError('the line went dead');
    if (fault === 'truncated')
      return new Response(cutOff(), { status: response.status === 204 ? 200 : response.status });
    if (fault === 'again' && request.method === 'POST' && response.ok) return new Response('', { status: 409 });
    return response;
  };

  // Devices and their tabs.
  const devices: Device[] = [0, 1].map((n) => ({
    disk: { epoch: `d${n}`, rows: new Map(), last: 5e8 },
    mode: 'fine',
    user: 'siti',
    expired: false,
    shift: 0,
    lock: undefined,
  }));
  const tabs: (Tab | undefined)[] = [undefined, undefined, undefined];
  const acknowledged: Acknowledged[] = [];
  const documents: { user: User; key: string; value: number; excused: boolean }[] = [];
  /** Order is promised per device while its disk works, else per tab. */
  let wild = false;

  /** Work of a tab: it stops when the tab is killed, and waits while it is frozen. */
  const within = async <T>(tab: Tab, work: Promise<T>): Promise<T> => {
    let result: { value: T } | { error: unknown };
    try {
      result = { value: await work };
    } catch (error) {
      result = { error };
    }
    if (tab.frozen) await new Promise<void>((resolve) => tab.later.push(resolve));
    if (!tab.alive) return never();
    if ('error' in result) throw result.error;
    return result.value;
  };

  const storeOf = (tab: Tab): RowStore => {
    const { device } = tab;
    let epoch = device.disk.epoch;
    const use = <T>(work: () => T): Promise<T> =>
      within(
        tab,
        (async () => {
          activity++;
          if (!tab.alive) return never();
          await Promise.resolve();
          if (!tab.alive) return never();
          if (device.mode === 'failing' && random() < 0.5) throw new Error('UnknownError');
          epoch = device.disk.epoch;
          return work();
        })(),
      );
    return {
      durable: true,
      get epoch() {
        return epoch;
      },
      write: ({ add = [], remove = [] }) =>
        use(() => {
          const { disk } = device;
          if (add.length > 0 && device.mode === 'full') throw new DOMException('full', 'QuotaExceededError');
          for (const seq of remove) disk.rows.delete(seq);
          return add.map((r) => {
            const row = { ...r, seq: ++disk.last };
            disk.rows.set(row.seq, structuredClone(row));
            return row;
          });
        }),
      all: (owner) =>
        use(() =>
          [...device.disk.rows.values()]
            .filter((r) => r.owner === owner)
            .sort((a, b) => a.seq - b.seq)
            .map((r) => structuredClone(r)),
        ),
      close: () => undefined,
      destroy: async () => undefined,
    };
  };

  const authOf = (tab: Tab): AuthProvider => {
    const { device } = tab;
    let known: User | null = device.user;
    return {
      get state(): AuthState {
        return !known ? 'signed-out' : device.expired ? 'expired' : 'signed-in';
      },
      subscribe(listener) {
        tab.notify.push(() => {
          known = device.user;
          listener();
        });
        return () => undefined;
      },
      principal: async (): Promise<Principal | null> => (known ? users[known] : null),
      async authorize(request, { retry }) {
        if (!retry) return request;
        if (!device.user || device.expired || device.user !== known)
          throw new WidyaError('auth/signed-out', 'ended', { status: 401 });
        return request;
      },
    };
  };

  const open = (device: Device): Tab => {
    const tab = {
      device,
      alive: true,
      frozen: false,
      volatile: false,
      later: [],
      notify: [],
      page: () => undefined,
    } as unknown as Tab;
    const guarded = (run: () => void) => {
      if (!tab.alive) return;
      if (tab.frozen) tab.later.push(run);
      else run();
    };
    const clock: Clock = {
      now: () => now + device.shift,
      after: (ms, run) => after(ms, () => guarded(run)),
    };
    const lock: Lock = async (_name, work) => {
      if (device.lock?.alive) return work(false);
      device.lock = tab;
      try {
        return await work(true);
      } finally {
        if (device.lock === tab) device.lock = undefined;
      }
    };
    tab.service = createService({
      endpoint: ENDPOINT,
      auth: authOf(tab),
      now: () => new Date(now + device.shift),
      fetch: (input) => {
        const request = input as Request;
        const arrive = async () => {
          busy++;
          try {
            return await travel(request, device);
          } finally {
            busy--;
            activity++;
          }
        };
        return within(tab, arrive());
      },
      // A database that cannot be opened: memory, as openStore does.
      store: async () => {
        if (device.mode !== 'missing') return storeOf(tab);
        tab.volatile = true;
        return memoryStore();
      },
      outbox: {
        clock,
        random,
        lock: locks ? lock : undefined,
        page: (listener) => {
          tab.page = listener;
          return () => undefined;
        },
      },
    });
    return tab;
  };

  const onDisk = (tab: Tab): Set<string> =>
    new Set([...tab.device.disk.rows.values()].flatMap((r) => r.statement?.id ?? []));
  const excuse = (ids: Iterable<string>) => {
    const gone = new Set(ids);
    for (const a of acknowledged) if (gone.has(a.id)) a.excused = true;
  };
  /** A tab that ends takes with it what was only in its memory. */
  const excuseMemoryOf = (tab: Tab) => {
    const disk = onDisk(tab);
    const rows = tab.service.rows.filter((r) => !r.statement || !disk.has(r.statement.id));
    excuse(rows.flatMap((r) => r.statement?.id ?? []));
    const kept = new Set([...tab.device.disk.rows.keys()]);
    const inMemory = tab.service.sync.storage === 'memory';
    if (rows.some((r) => r.document && (inMemory || !kept.has(r.seq)))) for (const d of documents) d.excused = true;
    if (tab.volatile) {
      // Also what waits there for a person who is not signed in now.
      excuse(acknowledged.filter((a) => a.tab === tab && !disk.has(a.id)).map((a) => a.id));
      for (const d of documents) d.excused = true;
    }
    // The disk was full, and who recorded it is not signed in now: it waits in this page's memory for them, as they were told.
    excuse(acknowledged.filter((a) => a.tab === tab && a.inMemory && !disk.has(a.id)).map((a) => a.id));
    if (inMemory) excuse(tab.service.refused.flatMap((r) => r.statement?.id ?? []));
  };
  const kill = (tab: Tab) => {
    excuseMemoryOf(tab);
    tab.alive = false;
    if (tab.device.lock === tab) tab.device.lock = undefined;
    tab.later = [];
  };

  /** Lets everything happen that can happen without time passing. */
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3;) {
      const before = activity;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = before === activity && busy === asleep ? quiet + 1 : 0;
    }
  };

  const pass = async (ms: number, until?: () => boolean): Promise<void> => {
    const end = now + ms;
    await settle();
    for (;;) {
      timers = timers.filter((t) => !t.off);
      const next = timers.reduce<(typeof timers)[number] | undefined>((a, b) => (!a || b.at < a.at ? b : a), undefined);
      if (!next || next.at > end || until?.()) break;
      now = Math.max(now, next.at);
      timers = timers.filter((t) => t !== next);
      next.run();
      await settle();
    }
    if (!until) now = end;
  };

  const tell = (tab: Tab) => {
    const run = () => tab.notify.forEach((n) => n());
    if (tab.frozen) tab.later.push(run);
    else if (tab.alive) run();
  };

  let counter = 0;
  const idOf = () => {
    counter++;
    const hex = (seed >>> 0).toString(16).padStart(8, '0');
    return `${hex}-0000-4000-8000-${counter.toString(16).padStart(12, '0')}`;
  };

  const record = async (tab: Tab, { lane, count, kind }: Extract<Op, { op: 'record' }>) => {
    const user = tab.service.principal?.subject as User | undefined;
    if (!user || tab.frozen) return;
    const device = devices.indexOf(tab.device);
    const registration = lanes[lane];
    const drafts = Array.from({ length: count }, () => ({
      id: idOf(),
      verb: kind === 'poison' ? { id: 'no iri' } : VERB,
      object: { id: activityId },
      context: { registration },
    }));
    if (kind === 'huge') for (const d of drafts) huge.add(d.id);
    if (kind === 'taken') {
      // Somebody's id generator is broken: the LRS has something else under these ids.
      const taken = drafts.map((d) => ({
        ...d,
        verb: { id: 'http://adlnet.gov/expapi/verbs/experienced' },
        actor: users[user].actor,
        timestamp: '2026-01-01T00:00:00Z',
      }));
      const request = new Request(`${ENDPOINT}/statements`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-experience-api-version': '1.0.3' },
        body: JSON.stringify(taken),
      });
      const person = users[user];
      await lrs.fetch(request, {
        via: 'system',
        subject: person.subject,
        authority: person.actor,
        actor: person.actor,
        roles: person.roles,
      });
    }
    void tab.service.record(drafts).then(
      () => {
        activity++;
        if (!tab.alive) return;
        const inMemory = tab.service.sync.storage === 'memory';
        for (const { id } of drafts) acknowledged.push({ id, user, device, tab, lane, kind, inMemory, excused: false });
      },
      () => undefined, // signed out: it was not promised
    );
  };

  const document = async (tab: Tab, value: number, own: boolean) => {
    const user = tab.service.principal?.subject as User | undefined;
    if (!user || tab.frozen) return;
    const key = own ? `device${devices.indexOf(tab.device)}` : 'shared';
    void tab.service
      .saveDocument({ resource: 'state', activityId, stateId, patch: { [key]: value }, merge: 'monotone' })
      .then(
        () => {
          activity++;
          if (tab.alive) documents.push({ user, key, value, excused: false });
        },
        () => undefined,
      );
  };

  const apply = async (o: Op): Promise<void> => {
    const tabFor = (n: number): Tab => {
      const at = devices[n === 2 ? 1 : 0]!;
      return (tabs[n] ??= open(at));
    };
    switch (o.op) {
      case 'record':
        return record(tabFor(o.tab), o);
      case 'document':
        return document(tabFor(o.tab), o.value, o.own);
      case 'wait':
        return pass(o.ms);
      case 'faults':
        queue.push(...o.list);
        return;
      case 'mode':
        mode = o.mode;
        if (mode === 'fine') for (const t of tabs) if (t?.alive && !t.frozen) t.page('online');
        return;
      case 'forbid':
        forbidden[o.on ? 'add' : 'delete'](lanes[o.lane]);
        return;
      case 'etags':
        etags = o.mode;
        return;
      case 'kill': {
        const tab = tabs[o.tab];
        if (tab) kill(tab);
        tabs[o.tab] = undefined;
        return;
      }
      case 'freeze': {
        const tab = tabs[o.tab];
        if (tab) tab.frozen = true;
        return;
      }
      case 'thaw': {
        const tab = tabs[o.tab];
        if (!tab) return;
        tab.frozen = false;
        for (const run of tab.later.splice(0)) run();
        return;
      }
      case 'hide':
      case 'show': {
        const tab = tabs[o.tab];
        if (tab && !tab.frozen) tab.page(o.op);
        return;
      }
      case 'flush': {
        const tab = tabs[o.tab];
        if (tab && !tab.frozen) void tab.service.flush(true);
        return;
      }
      case 'person': {
        const at = devices[o.device]!;
        at.user = o.user;
        at.expired = false;
        // The tabs hear of it a moment later: until then they believe the former person to be there.
        for (const t of tabs) if (t?.device === at) after(random() * 3000, () => tell(t));
        return;
      }
      case 'expire':
        devices[o.device]!.expired = true;
        return;
      case 'disk':
        devices[o.device]!.mode = o.mode;
        wild ||= o.mode !== 'fine';
        return;
      case 'evict': {
        const at = devices[o.device]!;
        const alive = new Set(
          tabs.flatMap((t) => (t?.device === at && t.alive ? t.service.rows.map((r) => r.statement?.id) : [])),
        );
        excuse(
          [...at.disk.rows.values()].flatMap((r) =>
            r.statement && !alive.has(r.statement.id) ? [r.statement.id] : [],
          ),
        );
        for (const d of documents) d.excused = true;
        // A database made anew numbers from another place, above the former or, the clock having gone back, below it.
        at.disk = { epoch: `${at.disk.epoch}+`, rows: new Map(), last: Math.floor(random() * 1e9) };
        wild = true;
        return;
      }
      case 'clock':
        devices[o.device]!.shift += o.shift;
        return;
    }
  };

  for (const o of ops) {
    await apply(o);
    await settle();
  }

  // All is put right: each person comes back to each device, and waits.
  queue = [];
  mode = 'fine';
  etags = 'strong';
  forbidden.clear();
  const ended = tabs.filter((t) => t !== undefined);
  for (const d of devices) {
    d.mode = 'fine';
    d.expired = false;
  }
  for (const t of ended) {
    if (!t.frozen) continue;
    t.frozen = false;
    for (const run of t.later.splice(0)) run();
  }
  await settle();
  const dead = new Set<string>();
  let stuck = false;
  const all = [...ended];
  for (const user of ['siti', 'budi', 'siti', 'budi'] as const) {
    for (const d of devices) {
      d.user = user;
      all.push(open(d));
    }
    for (const t of all) tell(t);
    await pass(5000);
    for (let i = 0; i < 6; i++) {
      for (const t of all) void t.service.flush(true);
      await pass(400_000, () => all.every((t) => t.service.pending === 0));
      if (all.every((t) => t.service.pending === 0)) break;
    }
    for (const t of all) {
      for (const r of t.service.refused) if (r.statement) dead.add(r.statement.id);
      if (t.service.pending > 0) stuck = true;
    }
  }

  // What the LRS holds against what people were told.
  const rows = await storage.query({ ascending: true, limit: 100_000 });
  const stored = rows.map((r) => JSON.parse(r.body) as Statement & { id: string; authority: Statement['actor'] });
  const place = new Map(stored.map((s, i) => [s.id, i]));
  for (const s of stored) if (s.authority.account?.name !== s.actor.account?.name) forOthers++;
  const lost = acknowledged
    .filter((a) => !a.excused)
    .filter((a) => (a.kind === 'good' ? !place.has(a.id) : !dead.has(a.id)))
    .map((a) => `${a.kind} ${a.id} ${a.user} on device ${a.device}`);
  const disordered: string[] = [];
  const tabNames = new Map<Tab, number>();
  const latest = new Map<string, number>();
  for (const a of acknowledged) {
    const at = place.get(a.id);
    if (a.kind !== 'good' || at === undefined) continue;
    tabNames.set(a.tab, tabNames.get(a.tab) ?? tabNames.size);
    const lane = `${a.user} in lane ${a.lane} of device ${a.device}${wild ? ` tab ${tabNames.get(a.tab)}` : ''}`;
    const before = latest.get(lane) ?? -1;
    if (at < before) disordered.push(`${a.id} of ${lane}`);
    latest.set(lane, Math.max(at, before));
  }
  const wrong: string[] = [];
  for (const user of ['siti', 'budi'] as const) {
    const query = new URLSearchParams({ activityId, stateId, agent: JSON.stringify(users[user].actor) });
    const response = await serve(
      new Request(`${ENDPOINT}/activities/state?${query}`, { headers: { 'x-experience-api-version': '1.0.3' } }),
      user,
    );
    const value = response.ok ? ((await response.json()) as Record<string, number>) : {};
    for (const d of documents)
      if (d.user === user && !d.excused && !((value[d.key] ?? 0) >= d.value))
        wrong.push(`${user} ${d.key} ${value[d.key]} < ${d.value}`);
  }
  for (const t of all) t.service.close();
  return {
    recorded: acknowledged.length,
    lost,
    duplicated: stored.length - place.size,
    disordered,
    forOthers,
    documents: wrong,
    requests,
    stuck,
  };
}

/** Fails with what went wrong, in one line for each kind. */
export function check(result: Result): void {
  const { lost, duplicated, disordered, forOthers, documents, stuck } = result;
  assert.deepEqual(
    { lost, duplicated, disordered, forOthers, documents, stuck },
    { lost: [], duplicated: 0, disordered: [], forOthers: 0, documents: [], stuck: false },
  );
}

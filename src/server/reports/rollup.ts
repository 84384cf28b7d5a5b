// The rollup: reads what was stored since, and writes the reports. Nothing is kept but in the LRS: in working documents, each of them
// whole as of its watermark, so that it can be ended at any moment and goes on exactly from there.
//
// A cut is a moment up to which everything has been taken and nothing after it. People are spread over shards by the hash of who they
// are; a shard's document holds the tallies of its people and the cut it was written at. After a restart the oldest cut is read from,
// and each shard leaves out what it has. Several workers have shards of their own; what they publish is the sum of all.
import { addSums, agencyActivity, reportProfileId, rollupProfileId, type Report } from '../../model/report.js';
import type { LrsClient, StatementPage } from '../../sdk/client.js';
import { WidyaError } from '../../sdk/errors.js';
import { ifiOf, type Agent, type Statement, type StoredStatement } from '../../sdk/statement.js';
import { voidedBy } from '../access/authorize.js';
import { sha1Hex } from '../hash.js';
import { pack, unpack, type ShardDocument } from './pack.js';
import {
  addFigures,
  calendarOf,
  emptyTally,
  reportOf,
  takeTally,
  type Figures,
  type Staff,
  type Tally,
} from './tally.js';

export interface StaffMember extends Staff {
  agent: Agent;
}

export interface RollupOptions {
  /** A client that may read all statements, and read and write activity profiles. */
  lrs: LrsClient;
  /** IRI that stands for the agency; its document has the units. */
  agency?: string;
  /** Who belongs here: units, status, enrolments. Without it units and cohorts are those the statements group under. */
  staff?: readonly StaffMember[];
  /** IANA time zone of months and years; Asia/Jakarta unless said. */
  zone?: string;
  /** Hours a year; 20 unless said. */
  quota?: number;
  /** This worker of how many; 0 of 1 unless said. */
  worker?: number;
  workers?: number;
  /** Working documents in all; 16 unless said. Another number begins from the start. */
  shards?: number;
  /** Milliseconds to stay behind what an LRS promises to be complete; 5000 unless said, 0 for Widya's own. */
  lag?: number;
  /** Statements in a request; 500 unless said. LRSs give fewer if they want. */
  page?: number;
  /** Milliseconds after which a report says anew of when it is, though nothing in it has changed; 300,000 unless said. */
  restamp?: number;
  /** Statements after which the working documents are written; 50,000 unless said. */
  checkpoint?: number;
  log?: (entry: Record<string, unknown>) => void;
  now?: () => Date;
}

export interface RoundResult {
  /** Statements taken. */
  read: number;
  /** Everything stored until then is in the reports; undefined when nothing is stored. */
  asOf: string | undefined;
  /** Reports written. */
  written: number;
}

export interface Rollup {
  /** Reads to the end and writes what has changed. */
  round(signal?: AbortSignal): Promise<RoundResult>;
  /** Rounds until it is told to stop. @param pause milliseconds between them */
  run(signal: AbortSignal, pause?: number): Promise<void>;
}

interface Shard {
  n: number;
  /** As the LRS writes it; '' for the beginning. */
  through: string;
  people: Map<string, Tally>;
  etag: string | undefined;
  dirty: boolean;
}
/** What a worker has finished: all its shards are good to `through`, also those that had nothing to write. */
interface MarkDocument {
  v: 1;
  through: string;
  figures: Figures;
}

export function createRollup(options: RollupOptions): Rollup {
  const { lrs, lag = 5000, restamp = 300_000, page: limit = 500, checkpoint = 50_000, log = () => undefined } = options;
  const agency = options.agency ?? agencyActivity;
  const workers = options.workers ?? 1;
  const worker = options.worker ?? 0;
  const shardCount = options.shards ?? 16;
  if (!(worker >= 0 && worker < workers && workers <= shardCount))
    throw new Error(`worker ${worker} of ${workers} with ${shardCount} shards: there is nothing for it`);
  const calendar = calendarOf(options.zone ?? 'Asia/Jakarta');
  const quota = options.quota ?? 20;
  const base = `${rollupProfileId}/${shardCount}`;
  const markId = (w: number) => `${base}/mark/${w}of${workers}`;
  const places = new Map<string, { key: string; shard: number }>();
  /** Staff by shard and key. */
  const staff = new Map<string, Staff>();
  let shards: Map<number, Shard> | undefined;
  let cut = '';
  /** The last text written of each report, without its moment. */
  const written = new Map<string, { text: string; asOf: string; etag: string | undefined }>();
  const say = (event: string, more: Record<string, unknown> = {}) =>
    log({ time: (options.now?.() ?? new Date()).toISOString(), event: `rollup-${event}`, worker, ...more });

  function placeOf(ifi: string): { key: string; shard: number } {
    let place = places.get(ifi);
    if (!place) {
      const hash = sha1Hex(ifi);
      places.set(
        ifi,
        (place = { key: hash.slice(0, 20), shard: Number.parseInt(hash.slice(20, 28), 16) % shardCount }),
      );
    }
    return place;
  }
  for (const member of options.staff ?? []) {
    const ifi = ifiOf(member.agent);
    if (ifi !== null) staff.set(placeOf(ifi).key, member);
  }
  const mine = (n: number) => n % workers === worker;

  async function load(): Promise<Map<number, Shard>> {
    const found = new Map<number, Shard>();
    const mark = await lrs.getActivityProfile<MarkDocument>({ activityId: agency, profileId: markId(worker) });
    for (let n = 0; n < shardCount; n++) {
      if (!mine(n)) continue;
      const doc = await lrs.getActivityProfile<ShardDocument>({ activityId: agency, profileId: `${base}/${n}` });
      let through = doc?.value.through ?? '';
      if (mark && orderOf(mark.value.through) > orderOf(through)) through = mark.value.through;
      const people = doc ? unpack(doc.value) : new Map<string, Tally>();
      found.set(n, { n, through, people, etag: doc?.etag, dirty: false });
    }
    const all = [...found.values()].map((s) => s.through);
    cut = all.reduce((a, b) => (orderOf(b) < orderOf(a) ? b : a), all[0] ?? '');
    return found;
  }

  /** Everything of these, whose `stored` is no later than `upTo`. */
  async function take(own: Map<number, Shard>, statements: readonly StoredStatement[], upTo: string): Promise<void> {
    const voided: { target: string; stored: string }[] = [];
    for (const s of statements) {
      const target = voidedBy(s);
      if (target !== undefined) voided.push({ target, stored: s.stored });
      takeOne(own, s, s.stored);
    }
    // What was taken back: the person is counted anew. Rare, and the only way that is exact.
    const again = new Map<string, { agent: Agent; shard: Shard; key: string }>();
    for (const { target, stored } of voided) {
      const statement = await lrs.getStatement(target, { voided: true });
      const actor = statement?.actor;
      const ifi = actor && actor.objectType !== 'Group' ? ifiOf(actor) : null;
      if (ifi === null || ifi === undefined) continue;
      const { key, shard: n } = placeOf(ifi);
      const shard = own.get(n);
      if (shard && orderOf(stored) > orderOf(shard.through)) again.set(key, { agent: actor as Agent, shard, key });
    }
    for (const { agent, shard, key } of again.values()) {
      const tally = emptyTally();
      for await (const s of lrs.statements({ agent: identified(agent), ascending: true, until: upTo, limit }))
        if (isOf(s, agent)) takeTally(tally, s, calendar);
      shard.people.set(key, tally);
      shard.dirty = true;
    }
  }

  function takeOne(own: Map<number, Shard>, s: Statement, stored: string): void {
    if (s.actor.objectType === 'Group') return;
    const ifi = ifiOf(s.actor);
    if (ifi === null) return;
    const { key, shard: n } = placeOf(ifi);
    const shard = own.get(n);
    if (!shard || (shard.through !== '' && orderOf(stored) <= orderOf(shard.through))) return;
    let tally = shard.people.get(key);
    if (!tally) shard.people.set(key, (tally = emptyTally()));
    takeTally(tally, s, calendar);
    shard.dirty = true;
  }

  /** All that is behind the cut is written; ended in the middle, some shards are as of this cut and some as of the one before. */
  async function save(own: Map<number, Shard>): Promise<void> {
    for (const shard of own.values()) {
      if (orderOf(shard.through) < orderOf(cut)) shard.through = cut;
      if (!shard.dirty) continue;
      const key = { activityId: agency, profileId: `${base}/${shard.n}` };
      const value = pack(shard.through, shard.people);
      const etag = await lrs.putActivityProfile(key, value, condition(shard.etag));
      shard.etag = etag ?? (await lrs.getActivityProfile(key))?.etag;
      shard.dirty = false;
    }
  }

  async function round(signal?: AbortSignal): Promise<RoundResult> {
    try {
      return await go(signal);
    } catch (error) {
      // Somebody else has written, or a request was lost on the way back: what is there now counts.
      shards = undefined;
      written.clear();
      throw error;
    }
  }

  async function go(signal: AbortSignal | undefined): Promise<RoundResult> {
    const own = (shards ??= await load());
    let read = 0;
    let since = cut;
    let unsaved = 0;
    let held: StoredStatement[] = [];
    const request = signal ? { signal } : {};
    const ask = { ascending: true, limit, ...(since === '' ? {} : { since }) };
    let page: StatementPage = await lrs.getStatements(ask, request);
    const consistent = page.consistentThrough;
    for (;;) {
      const list = [...held, ...page.statements];
      const last = list.at(-1)?.stored;
      if (last !== undefined && page.more) {
        // The next page is on its way while this one is counted.
        const next = lrs.getMore(page.more, request);
        next.catch(() => undefined);
        // Others of the last moment may be on the next page.
        const isTail = (s: StoredStatement) => orderOf(s.stored) === orderOf(last);
        held = list.filter(isTail);
        const ready = list.slice(0, list.length - held.length);
        const upTo = ready.at(-1)?.stored;
        if (upTo !== undefined) {
          await take(own, ready, upTo);
          read += ready.length;
          unsaved += ready.length;
          cut = since = upTo;
        }
        if (unsaved >= checkpoint) {
          await save(own);
          unsaved = 0;
          say('checkpoint', { through: cut, read });
        }
        signal?.throwIfAborted();
        page = await next;
        continue;
      }
      const end = endOf(consistent, last, lag, (options.now?.() ?? new Date()).getTime() + lrs.skew);
      const ready = end === undefined ? [] : list.filter((s) => orderOf(s.stored) <= orderOf(end));
      if (end !== undefined && orderOf(end) > orderOf(cut)) {
        await take(own, ready, end);
        read += ready.length;
        cut = end;
      }
      break;
    }
    await save(own);
    const count = await publish(own);
    if (read > 0) say('round', { through: cut, read, written: count });
    return { read, asOf: cut === '' ? undefined : cut, written: count };
  }

  /** Sums of this worker's people. */
  function figuresOf(own: Map<number, Shard>): Figures {
    const figures: Figures = {};
    const seen = new Set<string>();
    for (const shard of own.values())
      for (const [key, tally] of shard.people) {
        seen.add(key);
        addFigures(figures, tally, staff.get(key), { calendar, quota });
      }
    for (const { agent } of options.staff ?? []) {
      const ifi = ifiOf(agent);
      if (ifi === null) continue;
      const { key, shard } = placeOf(ifi);
      if (!mine(shard) || seen.has(key)) continue;
      seen.add(key);
      addFigures(figures, undefined, staff.get(key), { calendar, quota });
    }
    return figures;
  }

  async function publish(own: Map<number, Shard>): Promise<number> {
    if (cut === '') return 0;
    const figures = figuresOf(own);
    await writeMark({ v: 1, through: cut, figures: workers > 1 ? figures : {} });
    let asOf = cut;
    for (let w = 0; w < workers; w++) {
      if (w === worker) continue;
      const other = await lrs.getActivityProfile<MarkDocument>({ activityId: agency, profileId: markId(w) });
      // Until all have been through once, there is nothing whole to publish.
      if (!other) return 0;
      for (const [key, sums] of Object.entries(other.value.figures)) addSums((figures[key] ??= {}), sums);
      if (orderOf(other.value.through) < orderOf(asOf)) asOf = other.value.through;
    }
    let count = 0;
    for (const [key, sums] of Object.entries(figures)) {
      const activityId = key === 'agency' ? agency : key.slice(key.indexOf('|') + 1);
      if (await writeReport(activityId, reportOf(key, sums, asOf))) count++;
    }
    return count;
  }

  async function writeMark(mark: MarkDocument): Promise<void> {
    const key = { activityId: agency, profileId: markId(worker) };
    const text = JSON.stringify(mark);
    const known = written.get(key.profileId);
    if (known?.text === text) return;
    const etag = known ? known.etag : (await lrs.getActivityProfile(key))?.etag;
    const next = await lrs.putActivityProfile(key, mark, condition(etag));
    written.set(key.profileId, { text, asOf: mark.through, etag: next ?? (await lrs.getActivityProfile(key))?.etag });
  }

  /** Only forwards: another worker may have published more by now. @returns whether it was written */
  async function writeReport(activityId: string, report: Report): Promise<boolean> {
    const key = { activityId, profileId: reportProfileId };
    const text = JSON.stringify({ ...report, asOf: '' });
    for (let tries = 0; ; tries++) {
      let known = written.get(activityId);
      if (!known) {
        const found = await lrs.getActivityProfile<Report>(key);
        const { value, etag } = found ?? {};
        known = { text: value ? JSON.stringify({ ...value, asOf: '' }) : '', asOf: value?.asOf ?? '', etag };
        written.set(activityId, known);
      }
      if (orderOf(known.asOf) > orderOf(report.asOf)) return false;
      if (known.text === text && Date.parse(report.asOf) - Date.parse(known.asOf) <= restamp) return false;
      try {
        const etag = await lrs.putActivityProfile(key, report, condition(known.etag));
        written.set(activityId, { text, asOf: report.asOf, etag: etag ?? (await lrs.getActivityProfile(key))?.etag });
        return true;
      } catch (error) {
        if (!(error instanceof WidyaError) || error.code !== 'lrs/precondition' || tries >= 5) throw error;
        written.delete(activityId);
      }
    }
  }

  return {
    round,
    async run(signal, pause = 15_000) {
      let wait = pause;
      while (!signal.aborted) {
        try {
          await round(signal);
          wait = pause;
        } catch (error) {
          if (signal.aborted) return;
          say('failed', { code: error instanceof WidyaError ? error.code : String(error) });
          wait = Math.min(300_000, wait * 2);
        }
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            resolve();
          };
          const timer = setTimeout(done, wait);
          signal.addEventListener('abort', done);
        });
      }
    },
  };
}

const condition = (etag: string | undefined) => (etag === undefined ? { create: true } : { etag });

/** Without what is no part of who somebody is. */
function identified(agent: Agent): Agent {
  const { name: _name, ...rest } = agent;
  return rest;
}
const isOf = (s: Statement, agent: Agent): boolean => s.actor.objectType !== 'Group' && ifiOf(s.actor) === ifiOf(agent);

/** Nothing becomes visible this long after it was stored, where an LRS promises nothing; milliseconds. */
const LATE = 60_000;

/** Up to where a list without a next page is whole. @param now the server's time, milliseconds since 1970 */
function endOf(consistent: string | undefined, last: string | undefined, lag: number, now: number): string | undefined {
  if (consistent !== undefined) return lag === 0 ? consistent : new Date(Date.parse(consistent) - lag).toISOString();
  if (last === undefined) return undefined;
  return now - Date.parse(last) > LATE ? last : new Date(Date.parse(last) - LATE).toISOString();
}

/** Timestamps of any precision, in the order of time. */
export function orderOf(stored: string): string {
  if (stored === '') return '';
  const ms = Date.parse(stored);
  if (Number.isNaN(ms)) throw new Error(`"${stored}" is no timestamp`);
  const fraction = /\.(\d+)/.exec(stored)?.[1] ?? '';
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0').slice(0, 9)}`;
}

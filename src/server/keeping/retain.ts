// How long what is kept: rules by class, nothing goes unless a rule says so. docs/decisions/0010-erasure.md says what "anonymise" leaves.
import { sha1Hex } from '../hash.js';
import { parseExact } from '../lrs/json.js';
import { activityKey } from '../lrs/prepare.js';
import { isDuration, without } from '../lrs/values.js';
import { role, type Change, type DocumentScope, type Storage, type StoredRow } from '../storage/port.js';
import { replacing, restored } from './erase.js';

type Obj = Record<string, unknown>;

/** One class, its age and what happens then. */
export type Rule = {
  /** What it is called in the audit. */
  name: string;
  /** ISO 8601, in years, months, weeks and days: `P2Y`. Counted from `stored`, of documents from the last change. */
  after: string;
} & (
  | {
      keep: 'statements';
      /** Only these; all unless said. */
      verb?: string;
      /** Of the object: its type, or its IRI. */
      activityType?: string;
      activity?: string;
      do: 'delete' | 'anonymise';
    }
  | { keep: DocumentScope['kind']; do: 'delete' }
  /** Bytes of files; the statements that declare them stay. `type`: beginning of the media type, e.g. `video/`. */
  | { keep: 'attachments'; type?: string; do: 'delete' }
);

export interface Retained {
  rule: string;
  /** Statements, documents or files that were removed or changed. */
  count: number;
}

const PAGE = 200;
const keeps = ['statements', 'state', 'agent-profile', 'activity-profile', 'attachments'];

/** @throws Error that names the place */
export function parseRules(text: string): Rule[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new Error('retention: the file is no JSON');
  }
  if (!Array.isArray(list)) throw new Error('retention: a list of rules is expected');
  return list.map((item: unknown, i) => {
    const wrong = (what: string) => new Error(`retention: [${i}].${what}`);
    if (typeof item !== 'object' || item === null) throw new Error(`retention: [${i}] must be an object`);
    const r = item as Obj;
    const allowed: Record<string, string[]> = {
      statements: ['verb', 'activityType', 'activity'],
      attachments: ['type'],
    };
    if (typeof r.keep !== 'string' || !keeps.includes(r.keep)) throw wrong(`keep must be one of ${keeps.join(', ')}`);
    const names = ['name', 'keep', 'after', 'do', ...(allowed[r.keep] ?? [])];
    const unknown = Object.keys(r).find((k) => !names.includes(k));
    if (unknown !== undefined) throw wrong(`${unknown} is unknown for ${r.keep}`);
    for (const key of names)
      if (r[key] !== undefined && typeof r[key] !== 'string') throw wrong(`${key} must be a string`);
    if (!r.name) throw wrong('name is needed');
    if (!isDuration(r.after) || !/^P[\dYMWD]+$/.test(r.after) || !/[1-9]/.test(r.after))
      throw wrong('after must be a duration of years, months, weeks or days, like P2Y');
    if (r.do !== 'delete' && !(r.do === 'anonymise' && r.keep === 'statements'))
      throw wrong('do must be delete, or anonymise for statements');
    return r as unknown as Rule;
  });
}

/** The moment that lies a duration before another. */
export function before(now: Date, duration: string): Date {
  const n = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(duration)?.[1] ?? 0);
  const out = new Date(now);
  const day = out.getUTCDate();
  out.setUTCMonth(out.getUTCMonth() - n('M') - 12 * n('Y'));
  // The last of a shorter month, not the first days of the next one.
  if (out.getUTCDate() !== day) out.setUTCDate(0);
  out.setUTCDate(out.getUTCDate() - n('D') - 7 * n('W'));
  return out;
}

export interface RetainOptions {
  storage: Storage;
  rules: readonly Rule[];
  by: string;
  dryRun?: boolean;
  progress?: (rule: string, done: number) => void;
  now?: () => Date;
}

/** Each rule once, in order; what was done is in the audit. */
export async function retain(options: RetainOptions): Promise<Retained[]> {
  const { storage, dryRun = false } = options;
  const now = options.now?.() ?? new Date();
  const out: Retained[] = [];
  for (const rule of options.rules) {
    const until = before(now, rule.after).toISOString();
    const count = await apply(options, rule, until, dryRun);
    out.push({ rule: rule.name, count });
    if (!dryRun && count > 0)
      await storage.keep.audit({ at: now.toISOString(), what: 'retain', by: options.by, rule, until, count });
  }
  return out;
}

function apply(o: RetainOptions, rule: Rule, until: string, dryRun: boolean): Promise<number> {
  const { keep } = o.storage;
  if (rule.keep === 'statements') return statements(o, rule, until, dryRun);
  if (rule.keep === 'attachments')
    return keep.files({ until, ...(rule.type === undefined ? {} : { type: rule.type }) }, dryRun);
  return keep.documents({ kind: rule.keep, until }, dryRun);
}

async function statements(
  { storage, progress = () => undefined }: RetainOptions,
  rule: Rule & { keep: 'statements' },
  until: string,
  dryRun: boolean,
): Promise<number> {
  const { keep } = storage;
  const all = rule.verb === undefined && rule.activityType === undefined && rule.activity === undefined;
  // Whole tables first: that costs nothing.
  let count = all && rule.do === 'delete' ? await keep.dropUntil(until, dryRun) : 0;
  // What was looked at once is not looked at again: statements only grow older, and never change their class.
  const mark = `retain:${sha1Hex(JSON.stringify([rule.verb, rule.activityType, rule.activity, rule.do]))}`;
  let after = Number((await storage.getItem(mark)) ?? 0);
  const dropped = dryRun ? count : 0;
  const options = {
    until,
    limit: PAGE,
    ...(rule.verb === undefined ? {} : { verb: rule.verb }),
    ...(rule.activity === undefined ? {} : { key: { key: activityKey(rule.activity), mask: role.primary } }),
  };
  let met = 0;
  for (;;) {
    const rows = await keep.scan({ ...options, after });
    const last = rows.at(-1);
    if (!last) break;
    const changes = rows.flatMap((row) => changeOf(row, rule));
    if (!dryRun) {
      await keep.rewrite(changes);
      await storage.setItem(mark, String(last.seq));
    }
    met += changes.length;
    after = last.seq;
    progress(rule.name, count + met);
  }
  // A dry run meets those in whole tables as well.
  count += met - Math.min(dropped, met);
  return count;
}

function changeOf(row: StoredRow, rule: Rule & { keep: 'statements' }): Change[] {
  const { value, twin } = parseExact(row.body) as { value: Obj; twin: Obj };
  if (rule.activityType !== undefined && typeOf(value) !== rule.activityType) return [];
  const old = restored(row, value, twin);
  if (rule.do === 'delete') return [{ seq: row.seq, stored: row.stored, old, next: null }];
  return [{ seq: row.seq, stored: row.stored, old, next: restored(row, anonymous(value), anonymous(twin)) }];
}

const typeOf = (s: Obj): unknown => ((s.object as Obj).definition as Obj | undefined)?.type;

const nobody = { objectType: 'Agent', account: { homePage: 'urn:widya:anonymous', name: 'anonymous' } };

/** What was done and how it went, but not by whom: no agent, no registration, nothing a person wrote, no files, no extensions. */
function anonymous(s: Obj): Obj {
  const out = replacing(() => nobody)(s);
  const strip = (x: Obj): Obj => {
    const { result, context, object } = x as { result?: Obj; context?: Obj; object: Obj };
    const next: Obj = { ...without(x, ['attachments', 'result', 'context']) };
    if (result) next.result = without(result, ['response', 'extensions']);
    if (context) next.context = without(context, ['registration', 'extensions', 'statement']);
    if (object.objectType === 'SubStatement') next.object = strip(object);
    return next;
  };
  return strip(out);
}

/** Once a day, by one of the processes that share a store. @returns what ends it */
export function retainDaily(
  options: RetainOptions & { log?: (entry: Record<string, unknown>) => void; every?: number },
): () => Promise<void> {
  const { storage, log = () => undefined, every = 24 * 3_600_000 } = options;
  const now = options.now ?? (() => new Date());
  let working: Promise<void> = Promise.resolve();
  let stopped = false;
  const look = async () => {
    const hold = await storage.keep.hold('retain');
    if (!hold) return;
    try {
      const last = Number((await storage.getItem('retain-last')) ?? 0);
      if (stopped || now().getTime() - last < every) return;
      for (const { rule, count } of await retain(options))
        log({ time: now().toISOString(), event: 'retain', rule, count });
      await storage.setItem('retain-last', String(now().getTime()));
    } finally {
      await hold.release();
    }
  };
  const run = () => {
    working = working.then(look).catch((error: unknown) => {
      log({
        time: now().toISOString(),
        event: 'retain-trouble',
        message: error instanceof Error ? error.message : String(error),
      });
    });
  };
  run();
  const timer = setInterval(run, Math.min(every, 3_600_000));
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
    return working;
  };
}

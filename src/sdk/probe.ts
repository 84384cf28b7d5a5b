// What an LRS can do beyond the standard's minimum, found out by asking it: LRSs differ where a page would like to be quick. Cheap,
// once a day, remembered per address. Nothing is assumed: what could not be seen is undefined, and is treated as missing.
import type { LrsClient } from './client.js';
import { WidyaError } from './errors.js';
import type { Activity, Agent, StoredStatement } from './statement.js';
import { uuid } from './uuid.js';
import { ns, verbs } from './verbs.js';

export interface Capabilities {
  /** The most statements it gives at once, however many are asked for. */
  pageCap?: number;
  /** `related_activities` finds statements by the activities of their context (xAPI-Communication 2.1.3). */
  relatedActivities?: boolean;
  /** A statement about a statement is found by what that one is about (2.1.3 "Filter Conditions for StatementRefs"). */
  references?: boolean;
  /** `since` as the standard has it: later than, by the time of storing. `timestamp`: late posts of offline devices are missed. */
  since?: 'stored' | 'inclusive' | 'timestamp';
  /** This person may take back their own statements. Only known after a probe that writes. */
  mayVoid?: boolean;
}

/** What a page should do without, and tell. In docs/lrs-differences.md. */
export type Lack = 'small-pages' | 'no-related-activities' | 'no-references' | 'since-timestamp' | 'no-void';

export function lacksOf(c: Capabilities): Lack[] {
  const lacks: [boolean, Lack][] = [
    [c.pageCap !== undefined && c.pageCap < 100, 'small-pages'],
    [c.relatedActivities === false, 'no-related-activities'],
    [c.references === false, 'no-references'],
    [c.since === 'timestamp', 'since-timestamp'],
    [c.mayVoid === false, 'no-void'],
  ];
  return lacks.flatMap(([is, lack]) => (is ? [lack] : []));
}

export interface ProbeOptions {
  agent: Agent;
  /** Writes two statements and takes them back: the only way to learn of voiding, and of the rest where there is nothing yet. */
  write?: boolean;
  /** Where answers are kept; the page's `localStorage` unless said, null for nowhere. */
  cache?: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Milliseconds an answer is good for; a day. */
  maxAge?: number;
  now?: () => number;
  signal?: AbortSignal;
}

/** @throws WidyaError when the LRS cannot be asked at all */
export async function probe(lrs: LrsClient, options: ProbeOptions): Promise<Capabilities> {
  const { agent, signal } = options;
  const now = (options.now ?? (() => Date.now()))();
  const cache = options.cache === undefined ? storage() : options.cache;
  const name = `widya:lrs:${lrs.endpoint}|${options.write ? 'w' : 'r'}`;
  const kept = read(cache, name);
  if (kept && now - kept.at < (options.maxAge ?? 86_400_000)) return kept.found;

  const request = signal ? { signal } : {};
  const ask = (query: Parameters<LrsClient['getStatements']>[0]) => lrs.getStatements({ agent, ...query }, request);
  const found: Capabilities = {};
  let page = await ask({ limit: 500 });
  if (page.more && page.statements.length < 500) found.pageCap = page.statements.length;
  const written = options.write ? await write(lrs, agent, request) : undefined;
  if (written) page = await ask({ limit: 50 });

  const { statements } = page;
  const has = async (query: Parameters<typeof ask>[0], id: string) =>
    (await ask({ limit: 50, ...query })).statements.some((s) => s.id === id);

  const related = statements.find((s) => contextOf(s) !== undefined && contextOf(s) !== activityOf(s));
  if (related)
    found.relatedActivities = await has({ activity: contextOf(related) ?? '', related_activities: true }, related.id);

  const byId = new Map(statements.map((s) => [s.id, s]));
  for (const s of statements) {
    if (!('objectType' in s.object) || s.object.objectType !== 'StatementRef' || s.verb.id === verbs.voided.id)
      continue;
    const target = byId.get(s.object.id);
    const activity = target && activityOf(target);
    if (activity === undefined) continue;
    found.references = await has({ activity }, s.id);
    break;
  }

  // By `stored`, a moment between being said and being stored lies before it; by `timestamp`, after.
  const late = statements.find((s) => Date.parse(s.stored) - Date.parse(s.timestamp) > 2000);
  const between = late && new Date((Date.parse(late.stored) + Date.parse(late.timestamp)) / 2).toISOString();
  if (late && between && !(await has({ since: between, ascending: true, until: late.stored }, late.id)))
    found.since = 'timestamp';
  else if (statements[0])
    found.since = (await has({ since: statements[0].stored }, statements[0].id)) ? 'inclusive' : 'stored';

  if (written) found.mayVoid = await takeBack(lrs, agent, written, request);
  try {
    cache?.setItem(name, JSON.stringify({ at: now, found }));
  } catch {
    // No room: asked again next time.
  }
  return found;
}

const activityOf = (s: StoredStatement): string | undefined =>
  !('objectType' in s.object) || s.object.objectType === 'Activity' ? (s.object as Activity).id : undefined;
const contextOf = (s: StoredStatement): string | undefined =>
  (s.context?.contextActivities?.parent ?? s.context?.contextActivities?.grouping)?.[0]?.id;

/** Two statements: one in the context of the other's activity and said a while ago, one about it. → their ids */
async function write(lrs: LrsClient, agent: Agent, options: { signal?: AbortSignal }): Promise<string[]> {
  const [one, about] = [uuid(), uuid()];
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  const activity = `${ns}/probe/${one}`;
  await lrs.saveStatements(
    [
      {
        id: one,
        actor: agent,
        verb: verbs.progressed,
        object: { id: activity },
        context: { contextActivities: { parent: [{ id: `${activity}/parent` }] } },
        timestamp,
      },
      { id: about, actor: agent, verb: verbs.progressed, object: { objectType: 'StatementRef', id: one }, timestamp },
    ],
    options,
  );
  return [one, about];
}

async function takeBack(
  lrs: LrsClient,
  agent: Agent,
  ids: string[],
  options: { signal?: AbortSignal },
): Promise<boolean> {
  const isDenied = (error: unknown) =>
    error instanceof WidyaError && (error.status === 403 || error.status === 400 || error.status === 404);
  const list = ids.map((id) => ({
    id: uuid(),
    actor: agent,
    verb: verbs.voided,
    object: { objectType: 'StatementRef' as const, id },
  }));
  try {
    await lrs.saveStatements(list, options);
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
  // Gone, or, where nobody is told which ids exist, refused.
  const gone = (id: string) =>
    lrs.getStatement(id, options).then(
      (found) => found === null,
      (error: unknown) => {
        if (isDenied(error)) return true;
        throw error;
      },
    );
  return (await Promise.all(ids.map(gone))).every(Boolean);
}

function storage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function read(cache: ProbeOptions['cache'], name: string): { at: number; found: Capabilities } | undefined {
  try {
    return (JSON.parse(cache?.getItem(name) ?? 'null') as { at: number; found: Capabilities } | null) ?? undefined;
  } catch {
    return undefined;
  }
}

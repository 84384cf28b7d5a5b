// Erasing what is kept of a person: what they did is deleted, where others' statements name them they become nobody in particular.
// docs/decisions/0010-erasure.md says why, and what this cannot reach.
import { ifiOf, type Agent, type Statement } from '../../sdk/statement.js';
import { uuid } from '../../sdk/uuid.js';
import { endPerson } from '../access/ended.js';
import { sha1Hex } from '../hash.js';
import { parseExact } from '../lrs/json.js';
import { agentKey, prepare } from '../lrs/prepare.js';
import { describe } from '../lrs/statements.js';
import { role, type Change, type NewStatement, type Storage, type StoredRow } from '../storage/port.js';

type Obj = Record<string, unknown>;

export interface EraseOptions {
  storage: Storage;
  /** All identifiers of the one person. Of a mailbox, its mbox_sha1sum is erased as well. */
  agents: readonly Agent[];
  /** Who does it and why; kept in the audit. No name of the person concerned. */
  by: string;
  reason: string;
  /** Only counts. */
  dryRun?: boolean;
  /** Told how many statements were looked at. */
  progress?: (done: number) => void;
  now?: () => Date;
}

export interface Erased {
  /** Statements by the person. */
  statements: number;
  /** Statements of others in which the person was replaced. */
  pseudonymised: number;
  documents: number;
  files: number;
  sessions: number;
  /** Other LRSs that were given some of these statements: each has to be asked on its own. */
  forwardedTo: string[];
}

const PAGE = 200;
const anyRole = role.primary | role.member | role.related;
const signature = 'http://adlnet.gov/expapi/attachments/signature';

/** May be repeated: what was interrupted goes on. @throws Error when an agent has no identifier */
export async function erase(options: EraseOptions): Promise<Erased> {
  const { storage, dryRun = false, progress = () => undefined } = options;
  const now = options.now ?? (() => new Date());
  const agents = options.agents.flatMap((agent) => {
    const sha1: Agent[] = agent.mbox ? [{ objectType: 'Agent', mbox_sha1sum: sha1Hex(agent.mbox) }] : [];
    return [agent, ...sha1];
  });
  const keys = agents.map((agent) => {
    if (ifiOf(agent) === null || (agent.objectType ?? 'Agent') !== 'Agent')
      throw new Error('an agent with one identifier is needed');
    return agentKey({ ...agent, objectType: 'Agent' }) ?? '';
  });
  const common = {
    what: 'erase',
    by: options.by,
    reason: options.reason,
    subject: await Promise.all(keys.map((key) => seal(key))),
  };
  if (!dryRun) await storage.keep.audit({ ...common, at: now().toISOString(), state: 'begun' });

  const result: Erased = { statements: 0, pseudonymised: 0, documents: 0, files: 0, sessions: 0, forwardedTo: [] };
  // Another one each time: nobody can be followed from one erasure to the next.
  const nobody = { objectType: 'Agent', account: { homePage: 'urn:widya:erased', name: uuid() } };
  const mentions = replacing((a) => (keys.includes(agentKey(a as unknown as Agent) ?? '') ? nobody : undefined));
  const activities = new Set<string>();
  const seen = new Set<number>();
  let first = Infinity;
  for (const key of keys) {
    for (let after = 0; ;) {
      const rows = await storage.keep.scan({ after, limit: PAGE, key: { key, mask: anyRole } });
      if (rows.length === 0) break;
      const changes: Change[] = [];
      for (const row of rows) {
        if (seen.has(row.seq)) continue;
        if (dryRun) seen.add(row.seq);
        first = Math.min(first, row.seq);
        const { value, twin } = parseExact(row.body) as { value: Obj; twin: Obj };
        for (const iri of describe(value as unknown as Statement).activities) activities.add(iri);
        const old = restored(row, value, twin);
        const own = keys.includes(agentKey(value.actor as Agent) ?? '');
        if (own) result.statements++;
        else result.pseudonymised++;
        changes.push({
          seq: row.seq,
          stored: row.stored,
          old,
          next: own ? null : restored(row, mentions(value), mentions(twin)),
        });
      }
      if (!dryRun) result.files += await storage.keep.rewrite(changes);
      after = rows.at(-1)?.seq ?? after;
      progress(result.statements + result.pseudonymised);
    }
  }
  for (const [i, key] of keys.entries()) {
    result.documents += await storage.keep.documents({ agent: key, activities: [...activities] }, dryRun);
    if (!dryRun) await storage.keep.forgetNames(key);
    result.sessions += await endPerson(storage, agents[i] as Agent, dryRun, now());
  }
  for (const [name, seq] of await storage.keep.forwarded()) if (seq >= first) result.forwardedTo.push(name);
  // What another LRS said of one of them is of no more use, and may name the person.
  if (!dryRun)
    for (const a of await storage.keep.setAside())
      if (!(await storage.get(a.id))) await storage.keep.changeAside(a.target, a.seq, null);
  if (!dryRun) await storage.keep.audit({ ...common, at: now().toISOString(), state: 'done', ...result });
  return result;
}

/** What a stored statement is found by, and what it would be after a change. */
export function restored({ body }: Pick<StoredRow, 'body'>, value: Obj, twin: Obj): NewStatement {
  const id = (JSON.parse(body) as { id: string }).id;
  const authority = value.authority as Agent;
  return prepare({ ...value, id }, { ...twin, id }, { authority, major: 1, defines: false });
}

/**
 * Goes through every place where xAPI has an agent or a group. A signature holds the statement as it was, so one that is
 * changed loses it. @param by what stands for an agent; undefined leaves it
 */
export function replacing(by: (agent: Obj) => Obj | undefined): (statement: Obj) => Obj {
  const actor = (a: Obj): Obj => {
    const next = by(a);
    if (next) return a.objectType === 'Group' ? { ...next, objectType: 'Group' } : next;
    const member = a.member as Obj[] | undefined;
    return member ? { ...a, member: member.map((m) => by(m) ?? m) } : a;
  };
  const statement = (s: Obj): Obj => {
    const out: Obj = { ...s };
    for (const key of ['actor', 'authority']) if (out[key]) out[key] = actor(out[key] as Obj);
    const object = s.object as Obj;
    if (object.objectType === 'Agent' || object.objectType === 'Group') out.object = actor(object);
    else if (object.objectType === 'SubStatement') out.object = statement(object);
    const context = s.context as Obj | undefined;
    if (context) {
      const next: Obj = { ...context };
      for (const key of ['instructor', 'team']) if (next[key]) next[key] = actor(next[key] as Obj);
      for (const [key, inner] of [
        ['contextAgents', 'agent'],
        ['contextGroups', 'group'],
      ] as const) {
        const list = next[key] as Obj[] | undefined;
        if (list) next[key] = list.map((entry) => ({ ...entry, [inner]: actor(entry[inner] as Obj) }));
      }
      out.context = next;
    }
    const attachments = s.attachments as Obj[] | undefined;
    if (attachments) {
      const kept = attachments.filter((a) => a.usageType !== signature);
      if (kept.length > 0) out.attachments = kept;
      else delete out.attachments;
    }
    return out;
  };
  return statement;
}

/**
 * The identifier, so that somebody who has it can be told that it was erased; who has only the audit would have to guess, slowly.
 * PBKDF2-SHA-256 with a salt of its own.
 */
export async function seal(key: string, salt = crypto.getRandomValues(new Uint8Array(16))): Promise<string> {
  const rounds = 200_000;
  const material = await crypto.subtle.importKey('raw', new TextEncoder().encode(key), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    material,
    256,
  );
  const hex = (b: Uint8Array) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
  return `pbkdf2-sha256$${rounds}$${hex(salt)}$${hex(new Uint8Array(bits))}`;
}

/** Whether an entry of the audit is of this person. */
export async function concerns(entry: Record<string, unknown>, agent: Agent): Promise<boolean> {
  const key = agentKey({ ...agent, objectType: 'Agent' }) ?? '';
  for (const subject of Array.isArray(entry.subject) ? (entry.subject as string[]) : []) {
    const salt = Uint8Array.from(subject.split('$')[2]?.match(/../g) ?? [], (x) => parseInt(x, 16));
    if ((await seal(key, salt)) === subject) return true;
  }
  return false;
}

// From a valid statement to what the store keeps: what the LRS sets, references to search by, and a print to tell equals from others.
import { uuid } from '../../sdk/uuid.js';
import { ifiOf, type Actor } from '../../sdk/statement.js';
import { sha1Hex } from '../hash.js';
import { role, type NewStatement } from '../storage/port.js';
import { writeExact } from './json.js';
import { parseTimestamp, without } from './values.js';
import { voidedVerb, type XapiMajor } from './validate.js';

type Obj = Record<string, unknown>;

export const activityKey = (iri: string): string => `a:${iri}`;
export const fileKey = (sha2: string): string => `f:${sha2.toLowerCase()}`;
/** Agents and groups of the same identifier are different (xAPI-Data 2.4.2). */
export function agentKey(actor: Actor): string | null {
  const ifi = ifiOf(actor);
  return ifi === null ? null : `p:${actor.objectType === 'Group' ? 'g' : 'a'}:${ifi}`;
}

export interface Declared {
  path: string;
  attachment: Obj;
  statement: Obj;
}

/** Attachments of a statement and of the SubStatement in it. */
export function attachmentsOf(statement: Obj, path: string): Declared[] {
  const list = (s: Obj, p: string) =>
    ((s.attachments as Obj[] | undefined) ?? []).map((attachment, i) => ({
      path: `${p}attachments[${i}]`,
      attachment,
      statement: s,
    }));
  const object = statement.object as Obj;
  return [...list(statement, path), ...(object.objectType === 'SubStatement' ? list(object, `${path}object.`) : [])];
}

export interface PrepareOptions {
  authority: Actor;
  major: XapiMajor;
  /** Whether the sender's definitions replace those known; others only fill what is missing. */
  defines: boolean;
}

/** @param twin the same statement with its numbers as they were written (`ExactJson`) */
export function prepare(statement: Obj, twin: Obj, { authority, major, defines }: PrepareOptions): NewStatement {
  const id = (typeof statement.id === 'string' ? statement.id : uuid()).toLowerCase();
  const given = parseTimestamp(statement.timestamp);
  const refs = new Map<string, number>();
  const definitions: NewStatement['definitions'] = [];
  const names: NewStatement['names'] = [];
  collect(statement, 0, refs, definitions, names);
  addActor(authority, role.related, refs, names);
  for (const { attachment } of attachmentsOf(statement, '')) refs.set(fileKey(attachment.sha2 as string), role.primary);

  const object = statement.object as Obj;
  const voids = (statement.verb as Obj).id === voidedVerb;
  const context = statement.context as Obj | undefined;
  const version = typeof statement.version === 'string' ? statement.version : major === 2 ? '2.0.0' : '1.0.0';
  const kept = normalise(twin);
  return {
    id,
    defines,
    verb: (statement.verb as Obj).id as string,
    registration: (context?.registration as string | undefined)?.toLowerCase(),
    refs: [...refs].map(([key, roles]) => ({ key, roles })),
    target: object.objectType === 'StatementRef' ? (object.id as string).toLowerCase() : undefined,
    voids,
    print: sha1Hex(printOf(twin === statement ? kept : normalise(statement))),
    given,
    definitions,
    names,
    body(stored) {
      const { timestamp, ...rest } = kept;
      return writeExact({ ...rest, id, timestamp: timestamp ?? stored, stored, authority, version });
    },
  };
}

/** Arrays for the single activities of 0.95, lower-case UUIDs. Otherwise as received. */
function normalise(statement: Obj): Obj {
  const out: Obj = { ...statement };
  delete out.stored;
  delete out.authority;
  const fix = (s: Obj) => {
    const context = s.context as Obj | undefined;
    if (!context) return s;
    const next: Obj = { ...context };
    if (typeof next.registration === 'string') next.registration = next.registration.toLowerCase();
    const activities = context.contextActivities as Obj | undefined;
    if (activities)
      next.contextActivities = Object.fromEntries(
        Object.entries(activities).map(([k, v]) => [k, Array.isArray(v) ? v : [v]]),
      );
    return { ...s, context: next };
  };
  const object = out.object as Obj;
  if (object.objectType === 'SubStatement') out.object = fix(object);
  else if (object.objectType === 'StatementRef') out.object = { ...object, id: (object.id as string).toLowerCase() };
  return fix(out);
}

/** Text that is equal for equal statements (xAPI-Communication 2.1.1; xAPI-Data 2.3.1 lists what does not count). */
function printOf(statement: Obj): string {
  return stable(without(statement, ['id', 'timestamp', 'version']), '');
}

/** @param key name the value stands under; `extensions` hold anything, so nothing inside them is left out */
function stable(value: unknown, key: string): string {
  if (Array.isArray(value)) {
    const parts = value.map((v) => stable(v, key === 'extensions' ? key : ''));
    return `[${(key === 'member' ? parts.sort() : parts).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const o = value as Obj;
  const free = key === 'extensions';
  const parts = Object.keys(o)
    .filter((k) => free || !isLeftOut(o, k, key))
    .sort()
    .map((k) => {
      const text = k === 'timestamp' && !free ? String(parseTimestamp(o[k])) : stable(o[k], free ? key : k);
      return `${JSON.stringify(k)}:${text}`;
    });
  return `{${parts.join()}}`;
}

const isLeftOut = (o: Obj, k: string, key: string): boolean =>
  (k === 'display' && key === 'verb') ||
  (k === 'definition' && typeof o.id === 'string') ||
  // Both are what is meant when objectType is not there.
  (k === 'objectType' && (o[k] === 'Activity' || o[k] === 'Agent'));

function addActor(actor: Actor, bits: number, refs: Map<string, number>, names: NewStatement['names']): void {
  const key = agentKey(actor);
  if (key !== null) {
    refs.set(key, (refs.get(key) ?? 0) | bits);
    if (actor.name) names.push({ agent: key, name: actor.name });
  }
  if (actor.objectType !== 'Group') return;
  for (const member of actor.member ?? [])
    addActor(member, bits === role.primary ? role.member : role.related, refs, names);
}

function addActivity(a: Obj, bits: number, refs: Map<string, number>, definitions: NewStatement['definitions']): void {
  const iri = a.id as string;
  const key = activityKey(iri);
  refs.set(key, (refs.get(key) ?? 0) | bits);
  const definition = a.definition as Obj | undefined;
  if (definition && Object.keys(definition).length > 0) definitions.push({ iri, definition });
}

const listOf = (v: unknown): Obj[] => (v === undefined ? [] : ((Array.isArray(v) ? v : [v]) as Obj[]));

/** @param depth 1 inside a SubStatement: everything there is only related */
function collect(
  s: Obj,
  depth: 0 | 1,
  refs: Map<string, number>,
  definitions: NewStatement['definitions'],
  names: NewStatement['names'],
): void {
  const primary = depth === 0 ? role.primary : role.related;
  addActor(s.actor as Actor, primary, refs, names);
  const object = s.object as Obj;
  switch (object.objectType) {
    case undefined:
    case 'Activity':
      addActivity(object, primary, refs, definitions);
      break;
    case 'Agent':
    case 'Group':
      addActor(object as unknown as Actor, primary, refs, names);
      break;
    case 'SubStatement':
      collect(object, 1, refs, definitions, names);
  }
  const context = s.context as Obj | undefined;
  if (!context) return;
  for (const activities of Object.values((context.contextActivities as Obj | undefined) ?? {})) {
    for (const a of listOf(activities)) addActivity(a, role.related, refs, definitions);
  }
  for (const key of ['instructor', 'team'])
    if (context[key]) addActor(context[key] as Actor, role.related, refs, names);
  for (const entry of listOf(context.contextAgents)) addActor(entry.agent as Actor, role.related, refs, names);
  for (const entry of listOf(context.contextGroups)) addActor(entry.group as Actor, role.related, refs, names);
}

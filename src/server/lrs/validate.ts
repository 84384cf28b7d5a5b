// One strict reading of a statement (xAPI-Data 2): every failure names its place. Nothing is changed here.
import { bad } from './http.js';
import {
  isContentType,
  isDuration,
  isIri,
  isLanguage,
  isMailto,
  isSha1,
  isSha2,
  isUuid,
  parseTimestamp,
} from './values.js';

type Obj = Record<string, unknown>;
export type XapiMajor = 1 | 2;

const isObject = (v: unknown): v is Obj => typeof v === 'object' && v !== null && !Array.isArray(v);

function object(v: unknown, path: string): Obj {
  if (!isObject(v)) throw bad('must be an object', path);
  return v;
}
function array(v: unknown, path: string): unknown[] {
  if (!Array.isArray(v)) throw bad('must be an array', path);
  return v;
}
function string(v: unknown, path: string): string {
  if (typeof v !== 'string') throw bad('must be a string', path);
  return v;
}
function check(ok: boolean, message: string, path: string): void {
  if (!ok) throw bad(message, path);
}

/** Properties that are there must be known, and none may be null (xAPI-Data 2.2). */
function known(o: Obj, names: readonly string[], path: string): void {
  for (const key of Object.keys(o)) {
    check(names.includes(key), 'unknown property', `${path}.${key}`);
    check(o[key] !== null, 'must not be null', `${path}.${key}`);
  }
}

const optional = (o: Obj, key: string, path: string, fn: (v: unknown, path: string) => void): void => {
  if (o[key] !== undefined) fn(o[key], `${path}.${key}`);
};

const iri = (v: unknown, path: string) => check(isIri(v), 'must be an IRI with a scheme', path);
const boolean = (v: unknown, path: string) => check(typeof v === 'boolean', 'must be true or false', path);
const finite = (v: unknown, path: string): number => {
  if (typeof v !== 'number' || !Number.isFinite(v)) throw bad('must be a number', path);
  return v;
};
const uuid = (v: unknown, path: string) => check(isUuid(v), 'must be a UUID', path);
const timestamp = (v: unknown, path: string) =>
  check(parseTimestamp(v) !== null, 'must be an ISO 8601 timestamp', path);

function languageMap(v: unknown, path: string): void {
  for (const [tag, text] of Object.entries(object(v, path))) {
    check(isLanguage(tag), 'must be a language tag (RFC 5646)', `${path}.${tag}`);
    string(text, `${path}.${tag}`);
  }
}

function extensions(v: unknown, path: string): void {
  for (const key of Object.keys(object(v, path)))
    check(isIri(key), 'keys of extensions must be IRIs', `${path}["${key}"]`);
}

const ifis = ['mbox', 'mbox_sha1sum', 'openid', 'account'] as const;

function identifiers(o: Obj, path: string): number {
  optional(o, 'mbox', path, (v, p) => check(isMailto(v), 'must be mailto: and an e-mail address', p));
  optional(o, 'mbox_sha1sum', path, (v, p) => check(isSha1(v), 'must be a SHA-1 in hexadecimal', p));
  optional(o, 'openid', path, iri);
  optional(o, 'account', path, (v, p) => {
    const account = object(v, p);
    known(account, ['homePage', 'name'], p);
    iri(account.homePage, `${p}.homePage`);
    check(string(account.name, `${p}.name`) !== '', 'must not be empty', `${p}.name`);
  });
  return ifis.filter((k) => o[k] !== undefined).length;
}

/** xAPI-Data 2.4.2.1 */
export function agent(v: unknown, path: string): void {
  const o = object(v, path);
  known(o, ['objectType', 'name', ...ifis], path);
  check(o.objectType === undefined || o.objectType === 'Agent', 'must be "Agent"', `${path}.objectType`);
  optional(o, 'name', path, string);
  check(identifiers(o, path) === 1, 'needs exactly one of mbox, mbox_sha1sum, openid, account', path);
}

/** xAPI-Data 2.4.2.2 */
export function group(v: unknown, path: string): void {
  const o = object(v, path);
  known(o, ['objectType', 'name', 'member', ...ifis], path);
  check(o.objectType === 'Group', 'must be "Group"', `${path}.objectType`);
  optional(o, 'name', path, string);
  const count = identifiers(o, path);
  check(count <= 1, 'may have one of mbox, mbox_sha1sum, openid, account only', path);
  if (o.member !== undefined) array(o.member, `${path}.member`).forEach((m, i) => agent(m, `${path}.member[${i}]`));
  check(count === 1 || o.member !== undefined, 'an anonymous group needs member', `${path}.member`);
}

export function actor(v: unknown, path: string): void {
  if (object(v, path).objectType === 'Group') group(v, path);
  else agent(v, path);
}

function verb(v: unknown, path: string): string {
  const o = object(v, path);
  known(o, ['id', 'display'], path);
  iri(o.id, `${path}.id`);
  optional(o, 'display', path, languageMap);
  return o.id as string;
}

const interactionTypes = [
  'true-false',
  'choice',
  'fill-in',
  'long-fill-in',
  'matching',
  'performance',
  'sequencing',
  'likert',
  'numeric',
  'other',
];
const componentLists: Record<string, string[]> = {
  choice: ['choices'],
  sequencing: ['choices'],
  likert: ['scale'],
  matching: ['source', 'target'],
  performance: ['steps'],
};
const componentKeys = ['choices', 'scale', 'source', 'target', 'steps'];

function components(v: unknown, path: string): void {
  const seen = new Set<string>();
  array(v, path).forEach((item, i) => {
    const p = `${path}[${i}]`;
    const o = object(item, p);
    known(o, ['id', 'description'], p);
    const id = string(o.id, `${p}.id`);
    check(id !== '', 'must not be empty', `${p}.id`);
    check(!seen.has(id), 'ids in a list must differ', `${p}.id`);
    seen.add(id);
    optional(o, 'description', p, languageMap);
  });
}

/** xAPI-Data 2.4.4.1 */
function definition(v: unknown, path: string): void {
  const o = object(v, path);
  known(
    o,
    [
      'name',
      'description',
      'type',
      'moreInfo',
      'extensions',
      'interactionType',
      'correctResponsesPattern',
      ...componentKeys,
    ],
    path,
  );
  optional(o, 'name', path, languageMap);
  optional(o, 'description', path, languageMap);
  optional(o, 'type', path, iri);
  optional(o, 'moreInfo', path, iri);
  optional(o, 'extensions', path, extensions);
  const type = o.interactionType;
  if (type !== undefined)
    check(
      interactionTypes.includes(string(type, `${path}.interactionType`)),
      'must be an interaction type',
      `${path}.interactionType`,
    );
  if (o.correctResponsesPattern !== undefined) {
    check(type !== undefined, 'needs interactionType', `${path}.correctResponsesPattern`);
    array(o.correctResponsesPattern, `${path}.correctResponsesPattern`).forEach((s, i) =>
      string(s, `${path}.correctResponsesPattern[${i}]`),
    );
  }
  for (const key of componentKeys) {
    if (o[key] === undefined) continue;
    check(
      typeof type === 'string' && (componentLists[type] ?? []).includes(key),
      `does not belong to interactionType ${String(type)}`,
      `${path}.${key}`,
    );
    components(o[key], `${path}.${key}`);
  }
}

export function activity(v: unknown, path: string): void {
  const o = object(v, path);
  known(o, ['objectType', 'id', 'definition'], path);
  check(o.objectType === undefined || o.objectType === 'Activity', 'must be "Activity"', `${path}.objectType`);
  iri(o.id, `${path}.id`);
  optional(o, 'definition', path, definition);
}

function statementRef(v: unknown, path: string): void {
  const o = object(v, path);
  known(o, ['objectType', 'id'], path);
  check(o.objectType === 'StatementRef', 'must be "StatementRef"', `${path}.objectType`);
  uuid(o.id, `${path}.id`);
}

/** @returns whether the object is an activity */
function statementObject(v: unknown, path: string, major: XapiMajor, inSub: boolean): boolean {
  const o = object(v, path);
  switch (o.objectType) {
    case undefined:
    case 'Activity':
      activity(o, path);
      return true;
    case 'Agent':
      agent(o, path);
      return false;
    case 'Group':
      group(o, path);
      return false;
    case 'StatementRef':
      statementRef(o, path);
      return false;
    case 'SubStatement':
      check(!inSub, 'a SubStatement may not hold another', `${path}.objectType`);
      subStatement(o, path, major);
      return false;
    default:
      throw bad('is no object type', `${path}.objectType`);
  }
}

/** xAPI-Data 2.4.5 */
function result(v: unknown, path: string): void {
  const o = object(v, path);
  known(o, ['score', 'success', 'completion', 'response', 'duration', 'extensions'], path);
  optional(o, 'score', path, (s, p) => {
    const score = object(s, p);
    known(score, ['scaled', 'raw', 'min', 'max'], p);
    optional(score, 'scaled', p, (n, at) => check(Math.abs(finite(n, at)) <= 1, 'must be from -1 to 1', at));
    for (const key of ['raw', 'min', 'max']) optional(score, key, p, finite);
    const { raw, min, max } = score as { raw?: number; min?: number; max?: number };
    check(min === undefined || max === undefined || min < max, 'must be below max', `${p}.min`);
    check(raw === undefined || min === undefined || raw >= min, 'must not be below min', `${p}.raw`);
    check(raw === undefined || max === undefined || raw <= max, 'must not be above max', `${p}.raw`);
  });
  optional(o, 'success', path, boolean);
  optional(o, 'completion', path, boolean);
  optional(o, 'response', path, string);
  optional(o, 'duration', path, (d, p) => check(isDuration(d), 'must be an ISO 8601 duration', p));
  optional(o, 'extensions', path, extensions);
}

const contextKeys = ['parent', 'grouping', 'category', 'other'];

/** xAPI-Data 2.4.6, and contextAgents and contextGroups of 2.0 */
function context(v: unknown, path: string, aboutActivity: boolean, major: XapiMajor): void {
  const o = object(v, path);
  const names = [
    'registration',
    'instructor',
    'team',
    'contextActivities',
    'revision',
    'platform',
    'language',
    'statement',
    'extensions',
  ];
  known(o, major === 2 ? [...names, 'contextAgents', 'contextGroups'] : names, path);
  optional(o, 'registration', path, uuid);
  optional(o, 'instructor', path, actor);
  optional(o, 'team', path, group);
  optional(o, 'contextActivities', path, (c, p) => {
    const activities = object(c, p);
    known(activities, contextKeys, p);
    for (const key of contextKeys) {
      optional(activities, key, p, (list, at) => {
        // A single activity instead of an array is the form of 0.95, still to be taken (xAPI-Data 2.4.6.2).
        if (Array.isArray(list)) list.forEach((a, i) => activity(a, `${at}[${i}]`));
        else activity(list, at);
      });
    }
  });
  for (const key of ['revision', 'platform']) {
    optional(o, key, path, (s, p) => {
      string(s, p);
      check(aboutActivity, 'may only be given when the object is an activity', p);
    });
  }
  optional(o, 'language', path, (l, p) => check(isLanguage(l), 'must be a language tag (RFC 5646)', p));
  optional(o, 'statement', path, statementRef);
  optional(o, 'extensions', path, extensions);
  const related = (list: unknown, at: string, type: string, key: 'agent' | 'group') =>
    array(list, at).forEach((item, i) => {
      const p = `${at}[${i}]`;
      const entry = object(item, p);
      known(entry, ['objectType', key, 'relevantTypes'], p);
      check(entry.objectType === type, `must be "${type}"`, `${p}.objectType`);
      if (key === 'agent') agent(entry.agent, `${p}.agent`);
      else group(entry.group, `${p}.group`);
      optional(entry, 'relevantTypes', p, (types, tp) => {
        check(array(types, tp).length > 0, 'must not be empty', tp);
        (types as unknown[]).forEach((t, n) => iri(t, `${tp}[${n}]`));
      });
    });
  optional(o, 'contextAgents', path, (l, p) => related(l, p, 'contextAgent', 'agent'));
  optional(o, 'contextGroups', path, (l, p) => related(l, p, 'contextGroup', 'group'));
}

function attachments(v: unknown, path: string): void {
  array(v, path).forEach((item, i) => {
    const p = `${path}[${i}]`;
    const o = object(item, p);
    known(o, ['usageType', 'display', 'description', 'contentType', 'length', 'sha2', 'fileUrl'], p);
    iri(o.usageType, `${p}.usageType`);
    languageMap(o.display, `${p}.display`);
    optional(o, 'description', p, languageMap);
    check(isContentType(o.contentType), 'must be a media type', `${p}.contentType`);
    check(Number.isInteger(o.length) && (o.length as number) >= 0, 'must be a number of bytes', `${p}.length`);
    check(isSha2(o.sha2), 'must be a SHA-2 in hexadecimal', `${p}.sha2`);
    optional(o, 'fileUrl', p, iri);
  });
}

function common(o: Obj, path: string, major: XapiMajor, inSub: boolean): void {
  for (const key of ['actor', 'verb', 'object']) check(o[key] !== undefined, 'is required', `${path}.${key}`);
  actor(o.actor, `${path}.actor`);
  const verbId = verb(o.verb, `${path}.verb`);
  const aboutActivity = statementObject(o.object, `${path}.object`, major, inSub);
  optional(o, 'result', path, result);
  optional(o, 'context', path, (c, p) => context(c, p, aboutActivity, major));
  optional(o, 'timestamp', path, timestamp);
  optional(o, 'attachments', path, attachments);
  if (verbId === voidedVerb && !inSub) {
    check((o.object as Obj).objectType === 'StatementRef', 'voiding needs a StatementRef', `${path}.object.objectType`);
  }
}

export const voidedVerb = 'http://adlnet.gov/expapi/verbs/voided';

function subStatement(o: Obj, path: string, major: XapiMajor): void {
  known(o, ['objectType', 'actor', 'verb', 'object', 'result', 'context', 'timestamp', 'attachments'], path);
  common(o, path, major, true);
}

function authority(v: unknown, path: string): void {
  const o = object(v, path);
  if (o.objectType !== 'Group') return agent(o, path);
  group(o, path);
  // The only group an authority may be: two agents without a name of their own, OAuth's application and person (2.4.9).
  check(
    ifis.every((k) => o[k] === undefined),
    'must be an anonymous group',
    path,
  );
  check(Array.isArray(o.member) && o.member.length === 2, 'must have two members', `${path}.member`);
}

/** Throws a 400 that names the place unless `v` is a statement a client may send. */
export function validateStatement(v: unknown, path: string, major: XapiMajor): asserts v is Obj {
  const o = object(v, path);
  known(
    o,
    [
      'id',
      'actor',
      'verb',
      'object',
      'result',
      'context',
      'timestamp',
      'stored',
      'authority',
      'version',
      'attachments',
    ],
    path,
  );
  optional(o, 'id', path, uuid);
  optional(o, 'stored', path, timestamp);
  optional(o, 'authority', path, authority);
  optional(o, 'version', path, (s, p) => {
    const ok = typeof s === 'string' && (/^1\.0(?:\.\d+)?$/.test(s) || (major === 2 && /^2\.0\.\d+$/.test(s)));
    check(ok, major === 2 ? 'must be 1.0.x or 2.0.x' : 'must be 1.0.x', p);
  });
  common(o, path, major, false);
}

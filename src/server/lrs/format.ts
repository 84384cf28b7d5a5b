// The three forms of a returned statement (xAPI-Communication 2.1.3 "format").
import type { Storage } from '../storage/port.js';
import { parseExact, writeExact } from './json.js';

export type Format = 'ids' | 'exact' | 'canonical';
type Obj = Record<string, unknown>;

export interface FormatOptions {
  storage: Storage;
  headers: Headers;
}

/** @param bodies statements as stored @returns JSON texts in the same order */
export async function formatStatements(bodies: string[], format: Format, o: FormatOptions): Promise<string[]> {
  if (format === 'exact') return bodies;
  const statements = bodies.map((body) => parseExact(body).twin as Obj);
  if (format === 'ids') return statements.map((s) => writeExact(ids(s)));
  const wanted = languages(o.headers.get('accept-language') ?? '');
  const definitions = await o.storage.definitions([...new Set(statements.flatMap(activityIds))]);
  return statements.map((s) => writeExact(canonical(s, definitions, wanted)));
}

const ifis = ['mbox', 'mbox_sha1sum', 'openid', 'account'];

function idsActor(a: Obj): Obj {
  const out: Obj = {};
  if (a.objectType !== undefined) out.objectType = a.objectType;
  for (const key of ifis) if (a[key] !== undefined) out[key] = a[key];
  const identified = ifis.some((k) => a[k] !== undefined);
  if (a.objectType === 'Group' && !identified && Array.isArray(a.member))
    out.member = a.member.map((m) => idsActor(m as Obj));
  return out;
}

const idsActivity = (a: Obj): Obj => ({ id: a.id });

function mapObject(o: Obj, activity: (a: Obj) => Obj, actor: (a: Obj) => Obj, statement: (s: Obj) => Obj): Obj {
  switch (o.objectType) {
    case undefined:
    case 'Activity':
      return activity(o);
    case 'Agent':
    case 'Group':
      return actor(o);
    case 'SubStatement':
      return statement(o);
    default:
      return o;
  }
}

function mapContext(context: Obj, activity: (a: Obj) => Obj, actor: (a: Obj) => Obj): Obj {
  const out: Obj = { ...context };
  const activities = context.contextActivities as Record<string, Obj[]> | undefined;
  if (activities)
    out.contextActivities = Object.fromEntries(Object.entries(activities).map(([k, list]) => [k, list.map(activity)]));
  for (const key of ['instructor', 'team']) if (context[key]) out[key] = actor(context[key] as Obj);
  for (const [key, inner] of [
    ['contextAgents', 'agent'],
    ['contextGroups', 'group'],
  ] as const) {
    const list = context[key] as Obj[] | undefined;
    if (list) out[key] = list.map((entry) => ({ ...entry, [inner]: actor(entry[inner] as Obj) }));
  }
  return out;
}

function ids(s: Obj): Obj {
  const out: Obj = { ...s, actor: idsActor(s.actor as Obj), verb: { id: (s.verb as Obj).id } };
  out.object = mapObject(s.object as Obj, idsActivity, idsActor, ids);
  if (s.context) out.context = mapContext(s.context as Obj, idsActivity, idsActor);
  if (s.authority) out.authority = idsActor(s.authority as Obj);
  return out;
}

function canonical(s: Obj, definitions: Map<string, Obj>, wanted: string[]): Obj {
  const activity = (a: Obj): Obj => {
    const definition = definitions.get(a.id as string) ?? (a.definition as Obj | undefined);
    return definition ? { ...a, definition: oneLanguage(definition, wanted) } : a;
  };
  const one = (x: Obj): Obj => {
    const verb = x.verb as Obj;
    const out: Obj = { ...x, verb: verb.display ? { ...verb, display: choose(verb.display as Obj, wanted) } : verb };
    out.object = mapObject(x.object as Obj, activity, (a) => a, one);
    if (x.context) out.context = mapContext(x.context as Obj, activity, (a) => a);
    const attachments = x.attachments as Obj[] | undefined;
    if (attachments) out.attachments = attachments.map((a) => oneLanguage(a, wanted));
    return out;
  };
  return one(s);
}

function activityIds(s: Obj): string[] {
  const object = s.object as Obj;
  const own =
    object.objectType === undefined || object.objectType === 'Activity'
      ? [object.id as string]
      : object.objectType === 'SubStatement'
        ? activityIds(object)
        : [];
  const context = ((s.context as Obj | undefined)?.contextActivities as Record<string, Obj[]> | undefined) ?? {};
  return [...own, ...Object.values(context).flatMap((list) => list.map((a) => a.id as string))];
}

function oneLanguage(o: Obj, wanted: string[]): Obj {
  const out: Obj = { ...o };
  for (const key of ['name', 'description', 'display']) if (out[key]) out[key] = choose(out[key] as Obj, wanted);
  for (const key of ['choices', 'scale', 'source', 'target', 'steps']) {
    const list = out[key] as Obj[] | undefined;
    if (list)
      out[key] = list.map((c) => (c.description ? { ...c, description: choose(c.description as Obj, wanted) } : c));
  }
  return out;
}

/** Accept-Language, best first. */
export function languages(header: string): string[] {
  return header
    .split(',')
    .map((part, i) => {
      const [tag = '', ...params] = part.trim().split(';');
      const q = params.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find((x) => x !== undefined);
      return { tag: tag.trim().toLowerCase(), q: q === undefined ? 1 : Number(q), i };
    })
    .filter((l) => l.tag !== '' && l.q > 0)
    .sort((a, b) => b.q - a.q || a.i - b.i)
    .map((l) => l.tag);
}

function choose(map: Obj, wanted: string[]): Obj {
  const tags = Object.keys(map);
  const found =
    wanted
      .map((w) =>
        w === '*'
          ? tags[0]
          : (tags.find((t) => t.toLowerCase() === w) ??
            tags.find((t) => t.toLowerCase().split('-')[0] === w.split('-')[0])),
      )
      .find((t) => t !== undefined) ?? tags[0];
  return found === undefined ? {} : { [found]: map[found] };
}

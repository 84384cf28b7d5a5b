// The statements resource (xAPI-Communication 2.1): what is asked for. What is sent is taken in receive.ts.
import type { Actor, Statement } from '../../sdk/statement.js';
import {
  isMine,
  mayQueryStatements,
  mayReadStatement,
  readsMineOnly,
  type KnownStatement,
} from '../access/authorize.js';
import { role, type StatementFilter, type StoredRow } from '../storage/port.js';
import { formatStatements, type Format } from './format.js';
import { bad, boolean, forbid, HttpError, readQuery, type Query } from './http.js';
import { parseJson } from './json.js';
import type { LrsRequest } from './lrs.js';
import { writeParts } from './multipart.js';
import { activityKey, agentKey, attachmentsOf } from './prepare.js';
import { post, put } from './receive.js';
import { actor as validateActor } from './validate.js';
import { isIri, isUuid, parseTimestamp } from './values.js';

type Obj = Record<string, unknown>;
type Authored = { authority?: Actor };

const THROUGH = 'x-experience-api-consistent-through';

export async function statements(r: LrsRequest): Promise<Response> {
  try {
    if (r.method === 'GET' || r.method === 'HEAD') {
      // What is promised has to be known before the query looks.
      const through = await r.storage.consistentThrough();
      const response = await get(r);
      response.headers.set(THROUGH, through);
      return response;
    }
    const response = await write(r);
    // Stored is stored, even should this be out of reach by now.
    const through = await r.storage.consistentThrough().catch(() => undefined);
    if (through !== undefined) response.headers.set(THROUGH, through);
    return response;
  } catch (error) {
    if (error instanceof HttpError) {
      const through = await r.storage.consistentThrough().catch(() => undefined);
      if (through !== undefined) error.headers[THROUGH] = through;
    }
    throw error;
  }
}

async function write(r: LrsRequest): Promise<Response> {
  if (r.method === 'POST') return post(r);
  if (r.method === 'PUT') return put(r);
  throw new HttpError(405, 'statements take GET, HEAD, POST and PUT', { headers: { allow: 'GET, HEAD, POST, PUT' } });
}

/** Parameters that say which statements are wanted. */
export const filters = [
  'agent',
  'verb',
  'activity',
  'registration',
  'related_activities',
  'related_agents',
  'since',
  'until',
  'limit',
  'ascending',
];

export const statementParameters = ['statementId', 'voidedStatementId', 'format', 'attachments', ...filters];

async function get(r: LrsRequest): Promise<Response> {
  const query = readQuery(r.params, [...statementParameters, 'cursor']);
  const format = (query.get('format') ?? 'exact') as Format;
  if (!['ids', 'exact', 'canonical'].includes(format)) throw bad('must be ids, exact or canonical', '?format');
  const withFiles = boolean(query, 'attachments');
  const single = query.has('statementId') || query.has('voidedStatementId');
  return single ? getOne(r, query, format, withFiles) : getPage(r, query, format, withFiles);
}

async function getOne(r: LrsRequest, query: Query, format: Format, withFiles: boolean): Promise<Response> {
  const { id, voided } = readSingle(query) as { id: string; voided: boolean };
  const row = await r.storage.get(id);
  const statement = row && row.voided === voided ? (JSON.parse(row.body) as Statement) : undefined;
  const known = statement && { ...describe(statement), voided };
  forbid(mayReadStatement(r.principal, known, r.access));
  if (!row || !statement)
    throw new HttpError(404, voided ? 'no voided statement has this id' : 'no statement has this id');
  const [body = ''] = await formatStatements([row.body], format, r);
  return answer(r, body, [row], withFiles);
}

/** The one statement that is asked for, by lower-case id; undefined when a page is. */
export function readSingle(query: Query): { id: string; voided: boolean } | undefined {
  const voided = query.has('voidedStatementId');
  if (!voided && !query.has('statementId')) return undefined;
  if (voided && query.has('statementId'))
    throw bad('statementId and voidedStatementId exclude each other', '?voidedStatementId');
  const other = query.names().find((n) => filters.includes(n) || n === 'cursor');
  if (other) throw bad('cannot be combined with a statement id', `?${other}`);
  const name = voided ? 'voidedStatementId' : 'statementId';
  const id = query.get(name);
  if (!isUuid(id)) throw bad('must be a UUID', `?${name}`);
  return { id: id.toLowerCase(), voided };
}

/** Whose statement it is, and the activities it is about or belongs to. */
export function describe(s: Statement): Omit<KnownStatement, 'voided'> {
  const context = Object.values(s.context?.contextActivities ?? {}).flatMap((l) => l as { id: string }[]);
  const object = 'objectType' in s.object && s.object.objectType !== 'Activity' ? [] : [s.object as { id: string }];
  const { authority } = s as Authored;
  return { actor: s.actor, authority, activities: [...object, ...context].map((a) => a.id) };
}

/** What is asked for, as far as this principal may see it. `mine`: what the store cannot narrow is left out afterwards. */
export function readable(r: LrsRequest, query: Query): { filter: StatementFilter; mine: boolean } {
  const { filter, agent, activity, relatedAgents } = readFilter(r, query);
  forbid(
    mayQueryStatements(
      r.principal,
      { ...(agent ? { agent } : {}), ...(activity === undefined ? {} : { activity }), relatedAgents },
      r.access,
    ),
  );
  const mine = readsMineOnly(r.principal);
  if (mine) filter.agent ??= { key: agentKey(r.principal.authority) ?? '', mask: role.related };
  return { filter, mine };
}

async function getPage(r: LrsRequest, query: Query, format: Format, withFiles: boolean): Promise<Response> {
  const { filter, mine } = readable(r, query);
  const limit = filter.limit;
  // Going back in time never meets what is written meanwhile; going forward ends at what was there at the start.
  if (filter.ascending) filter.upTo ??= await r.storage.lastSeq();
  const rows = await r.storage.query({ ...filter, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  let more = '';
  if (rows.length > limit && last) {
    const next = new URLSearchParams(r.params);
    next.set('cursor', filter.upTo === undefined ? `${last.seq}` : `${last.seq}.${filter.upTo}`);
    more = `${r.prefix}/statements?${next}`;
  }
  const shown = mine ? page.filter((row) => isMine(r.principal, (JSON.parse(row.body) as Authored).authority)) : page;
  const bodies = await formatStatements(
    shown.map((row) => row.body),
    format,
    r,
  );
  return answer(r, `{"statements":[${bodies.join()}],"more":${JSON.stringify(more)}}`, shown, withFiles);
}

async function answer(r: LrsRequest, text: string, rows: StoredRow[], withFiles: boolean): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (rows[0]) headers.set('last-modified', new Date(rows[0].stored).toUTCString());
  if (!withFiles) return new Response(text, { headers });
  const hashes = rows.flatMap((row) =>
    attachmentsOf(JSON.parse(row.body) as Obj, '').map((s) => (s.attachment.sha2 as string).toLowerCase()),
  );
  const { contentType, body } = writeParts(text, await r.storage.attachments([...new Set(hashes)]));
  headers.set('content-type', contentType);
  return new Response(body, { headers });
}

function readFilter(
  r: LrsRequest,
  query: Query,
): { filter: StatementFilter; agent?: Actor; activity?: string; relatedAgents: boolean } {
  const relatedAgents = boolean(query, 'related_agents');
  const relatedActivities = boolean(query, 'related_activities');
  const filter: StatementFilter = { ascending: boolean(query, 'ascending'), limit: r.pageLimit };
  let agent: Actor | undefined;
  if (query.has('agent')) {
    const raw = parseJson(query.get('agent') ?? '', '?agent');
    validateActor(raw, '?agent');
    agent = raw as Actor;
    const key = agentKey(agent);
    if (key === null) throw bad('must be identified', '?agent');
    filter.agent = { key, mask: role.primary | role.member | (relatedAgents ? role.related : 0) };
  }
  for (const name of ['verb', 'activity'] as const) {
    const value = query.get(name);
    if (value !== undefined && !isIri(value)) throw bad('must be an IRI with a scheme', `?${name}`);
  }
  const [verb, activity, registration] = [query.get('verb'), query.get('activity'), query.get('registration')];
  if (verb !== undefined) filter.verb = verb;
  if (activity !== undefined)
    filter.activity = { key: activityKey(activity), mask: role.primary | (relatedActivities ? role.related : 0) };
  if (registration !== undefined) {
    if (!isUuid(registration)) throw bad('must be a UUID', '?registration');
    filter.registration = registration.toLowerCase();
  }
  for (const name of ['since', 'until'] as const) {
    const value = query.get(name);
    if (value === undefined) continue;
    const ms = parseTimestamp(value);
    if (ms === null) throw bad('must be an ISO 8601 timestamp', `?${name}`);
    filter[name] = new Date(ms).toISOString();
  }
  const limit = query.get('limit');
  if (limit !== undefined) {
    if (!/^\d{1,9}$/.test(limit)) throw bad('must be a whole number from 0', '?limit');
    filter.limit = Number(limit) === 0 ? r.maxPage : Math.min(Number(limit), r.maxPage);
  }
  const cursor = query.get('cursor');
  if (cursor !== undefined) {
    const m = /^(\d{1,16})(?:\.(\d{1,16}))?$/.exec(cursor);
    if (!m) throw bad('is none of ours', '?cursor');
    filter.after = Number(m[1]);
    if (m[2] !== undefined) filter.upTo = Number(m[2]);
  }
  return { filter, ...(agent ? { agent } : {}), ...(activity === undefined ? {} : { activity }), relatedAgents };
}

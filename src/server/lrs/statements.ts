// The statements resource (xAPI-Communication 2.1).
import type { Actor, Statement } from '../../sdk/statement.js';
import { mayQueryStatements, mayReadStatement, mayVoid, mayWriteStatement } from '../access/authorize.js';
import { role, type AttachmentRow, type NewStatement, type StatementFilter, type StoredRow } from '../storage/port.js';
import { formatStatement, type Format } from './format.js';
import { bad, boolean, empty, HttpError, json, readQuery, required, type Query } from './http.js';
import type { LrsRequest } from './lrs.js';
import { boundaryOf, readParts, writeParts } from './multipart.js';
import { activityKey, agentKey, prepare } from './prepare.js';
import { checkSignature, signatureUsage } from './signature.js';
import { actor as validateActor, validateStatement } from './validate.js';
import { isIri, isUuid, jsonDepth, parseTimestamp } from './values.js';

type Obj = Record<string, unknown>;

const MAX_DEPTH = 200;

export function parseJson(text: string, path?: string): unknown {
  if (jsonDepth(text) > MAX_DEPTH) throw bad(`nested deeper than ${MAX_DEPTH}`, path);
  try {
    return JSON.parse(text);
  } catch (e) {
    throw bad(`is not JSON: ${e instanceof Error ? e.message : ''}`, path);
  }
}

export async function statements(r: LrsRequest): Promise<Response> {
  const through = { 'x-experience-api-consistent-through': await r.storage.consistentThrough() };
  try {
    let response: Response;
    switch (r.method) {
      case 'POST':
        response = await post(r);
        break;
      case 'PUT':
        response = await put(r);
        break;
      case 'GET':
      case 'HEAD':
        response = await get(r);
        break;
      default:
        throw new HttpError(405, 'statements take GET, HEAD, POST and PUT', {
          headers: { allow: 'GET, HEAD, POST, PUT' },
        });
    }
    response.headers.set('x-experience-api-consistent-through', through['x-experience-api-consistent-through']);
    return response;
  } catch (error) {
    if (error instanceof HttpError) Object.assign(error.headers, through);
    throw error;
  }
}

async function post(r: LrsRequest): Promise<Response> {
  readQuery(r.params, []);
  const { value, files } = await readBody(r);
  const list = Array.isArray(value) ? value : [value];
  const ids = await store(r, list as unknown[], files, Array.isArray(value));
  return json(ids);
}

async function put(r: LrsRequest): Promise<Response> {
  const query = readQuery(r.params, ['statementId']);
  const id = required(query, 'statementId');
  if (!isUuid(id)) throw bad('must be a UUID', '?statementId');
  const { value, files } = await readBody(r);
  if (Array.isArray(value)) throw bad('PUT takes one statement');
  const statement = (typeof value === 'object' && value !== null ? { ...value } : value) as Obj;
  if (statement?.id !== undefined && String(statement.id).toLowerCase() !== id.toLowerCase())
    throw bad('differs from ?statementId', 'id');
  await store(
    r,
    [typeof statement === 'object' && statement !== null ? { ...statement, id } : statement],
    files,
    false,
  );
  return empty();
}

/** Parses JSON, or the first part of multipart/mixed with the files after it. */
async function readBody(r: LrsRequest): Promise<{ value: unknown; files: AttachmentRow[] | undefined }> {
  const contentType = r.headers.get('content-type') ?? '';
  if (/^application\/json\b/i.test(contentType)) return { value: parseJson(decode(await r.body())), files: undefined };
  if (!/^multipart\/mixed\b/i.test(contentType))
    throw bad('must be application/json or multipart/mixed', 'Content-Type');
  const [first, ...rest] = readParts(await r.body(), boundaryOf(contentType));
  if (!first || !/^application\/json\b/i.test(first.headers.get('content-type') ?? ''))
    throw bad('the first part must be application/json');
  const files = rest.map((part): AttachmentRow => {
    const sha2 = part.headers.get('x-experience-api-hash')?.toLowerCase();
    if (!sha2) throw bad('a part without X-Experience-API-Hash');
    if (part.headers.get('content-transfer-encoding')?.toLowerCase() !== 'binary')
      throw bad('Content-Transfer-Encoding must be binary', sha2);
    return { sha2, contentType: part.headers.get('content-type') ?? 'application/octet-stream', bytes: part.body };
  });
  return { value: parseJson(decode(first.body)), files };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw bad('is not UTF-8');
  }
}

interface Sent {
  path: string;
  attachment: Obj;
  statement: Obj;
}

function attachmentsOf(statement: Obj, path: string): Sent[] {
  const list = (s: Obj, p: string) =>
    ((s.attachments as Obj[] | undefined) ?? []).map((attachment, i) => ({
      path: `${p}attachments[${i}]`,
      attachment,
      statement: s,
    }));
  const object = statement.object as Obj;
  return [...list(statement, path), ...(object.objectType === 'SubStatement' ? list(object, `${path}object.`) : [])];
}

async function store(
  r: LrsRequest,
  list: unknown[],
  files: AttachmentRow[] | undefined,
  isArray: boolean,
): Promise<string[]> {
  const seen = new Set<string>();
  const sent: Sent[] = [];
  const batch: NewStatement[] = [];
  for (const [i, item] of list.entries()) {
    const path = isArray ? `[${i}]` : '';
    try {
      validateStatement(item, path, r.major);
    } catch (e) {
      // ".actor" at the top reads better as "actor".
      throw e instanceof HttpError && e.path?.startsWith('.') ? bad(e.message, e.path.slice(1)) : e;
    }
    const denied = mayWriteStatement(r.principal, item.actor as Actor);
    if (denied) throw new HttpError(403, denied, { path: `${path}${path ? '.' : ''}actor` });
    if (typeof item.id === 'string') {
      const id = item.id.toLowerCase();
      if (seen.has(id)) throw bad('stands twice in the batch', `${path}.id`);
      seen.add(id);
    }
    const prepared = prepare(item, r.principal.authority, r.major);
    if (prepared.voids && prepared.target !== undefined) {
      const target = await r.storage.get(prepared.target);
      const refused = mayVoid(r.principal, target && (JSON.parse(target.body) as Statement).actor);
      if (refused) throw new HttpError(403, refused, { path: `${path}${path ? '.' : ''}object` });
    }
    sent.push(...attachmentsOf(item, path ? `${path}.` : ''));
    batch.push(prepared);
  }
  await checkAttachments(sent, files);
  const result = await r.storage.insert(batch, files ?? []);
  if (!result.ok) {
    if ('conflict' in result) throw new HttpError(409, 'another statement has this id', { path: result.conflict });
    throw bad('a voiding statement cannot be voided', result.voidsVoiding);
  }
  return batch.map((s) => s.id);
}

/**
 * xAPI-Communication 1.5.2: every file is declared, every declared file is there or has a URL. The hash is the client's word:
 * clients that send files as text break the bytes and are to be accepted all the same (ADL suite, XAPI-00127).
 */
async function checkAttachments(sent: Sent[], files: AttachmentRow[] | undefined): Promise<void> {
  const byHash = new Map((files ?? []).map((f) => [f.sha2, f]));
  for (const { path, attachment, statement } of sent) {
    const sha2 = (attachment.sha2 as string).toLowerCase();
    const file = byHash.get(sha2);
    if (!file && attachment.fileUrl === undefined)
      throw bad('the file is neither in the request nor has it a fileUrl', path);
    if (attachment.usageType === signatureUsage && file) {
      await checkSignature(statement, file.bytes, attachment.contentType as string, path);
    }
  }
  const declared = new Set(sent.map((s) => (s.attachment.sha2 as string).toLowerCase()));
  for (const f of files ?? []) {
    if (!declared.has(f.sha2)) throw bad('no statement declares this file', f.sha2);
  }
}

const filters = [
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

async function get(r: LrsRequest): Promise<Response> {
  const query = readQuery(r.params, [
    'statementId',
    'voidedStatementId',
    'format',
    'attachments',
    'cursor',
    ...filters,
  ]);
  const format = (query.get('format') ?? 'exact') as Format;
  if (!['ids', 'exact', 'canonical'].includes(format)) throw bad('must be ids, exact or canonical', '?format');
  const withFiles = boolean(query, 'attachments');
  const single = query.has('statementId') || query.has('voidedStatementId');
  return single ? getOne(r, query, format, withFiles) : getPage(r, query, format, withFiles);
}

async function getOne(r: LrsRequest, query: Query, format: Format, withFiles: boolean): Promise<Response> {
  const voided = query.has('voidedStatementId');
  if (voided && query.has('statementId'))
    throw bad('statementId and voidedStatementId exclude each other', '?voidedStatementId');
  const other = query.names().find((n) => filters.includes(n) || n === 'cursor');
  if (other) throw bad('cannot be combined with a statement id', `?${other}`);
  const name = voided ? 'voidedStatementId' : 'statementId';
  const id = query.get(name);
  if (!isUuid(id)) throw bad('must be a UUID', `?${name}`);
  const row = await r.storage.get(id.toLowerCase());
  if (!row || row.voided !== voided)
    throw new HttpError(404, voided ? 'no voided statement has this id' : 'no statement has this id');
  const statement = JSON.parse(row.body) as Statement;
  const parents = Object.values(statement.context?.contextActivities ?? {}).flatMap((l) =>
    (l as { id: string }[]).map((a) => a.id),
  );
  const denied = mayReadStatement(r.principal, statement.actor, parents, r.access);
  if (denied) throw new HttpError(403, denied);
  const body = await formatStatement(row.body, format, r);
  const headers = { 'last-modified': new Date(row.stored).toUTCString() };
  return withFiles
    ? multipart(r, body, [row], headers)
    : new Response(body, { headers: { ...headers, 'content-type': 'application/json' } });
}

async function getPage(r: LrsRequest, query: Query, format: Format, withFiles: boolean): Promise<Response> {
  const { filter, agent, activity, relatedAgents } = readFilter(r, query);
  const denied = mayQueryStatements(
    r.principal,
    { ...(agent ? { agent } : {}), ...(activity === undefined ? {} : { activity }), relatedAgents },
    r.access,
  );
  if (denied) throw new HttpError(403, denied);
  const limit = filter.limit;
  filter.upTo ??= await r.storage.lastSeq();
  const rows = await r.storage.query({ ...filter, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  let more = '';
  if (rows.length > limit && last) {
    const next = new URLSearchParams(r.params);
    next.set('cursor', `${last.seq}.${filter.upTo}`);
    more = `${r.prefix}/statements?${next}`;
  }
  const bodies = await Promise.all(page.map((row) => formatStatement(row.body, format, r)));
  const text = `{"statements":[${bodies.join()}],"more":${JSON.stringify(more)}}`;
  const headers: Record<string, string> = page[0] ? { 'last-modified': new Date(page[0].stored).toUTCString() } : {};
  return withFiles
    ? multipart(r, text, page, headers)
    : new Response(text, { headers: { ...headers, 'content-type': 'application/json' } });
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
    const m = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor);
    if (!m) throw bad('is none of ours', '?cursor');
    filter.after = Number(m[1]);
    filter.upTo = Number(m[2]);
  }
  return { filter, ...(agent ? { agent } : {}), ...(activity === undefined ? {} : { activity }), relatedAgents };
}

async function multipart(
  r: LrsRequest,
  text: string,
  rows: StoredRow[],
  headers: Record<string, string>,
): Promise<Response> {
  const hashes = rows.flatMap((row) =>
    attachmentsOf(JSON.parse(row.body) as Obj, '').map((s) => (s.attachment.sha2 as string).toLowerCase()),
  );
  const { contentType, body } = writeParts(text, await r.storage.attachments([...new Set(hashes)]));
  return new Response(body, { headers: { ...headers, 'content-type': contentType } });
}

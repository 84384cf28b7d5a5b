// State, Agent Profile and Activity Profile: documents with ETags (xAPI-Communication 2.2, 2.3, 2.6, 2.7, 3.1).
import type { Actor } from '../../sdk/statement.js';
import { mayUseActivityProfile, mayUseAgentDocument } from '../access/authorize.js';
import { sha1Hex } from '../hash.js';
import type { DocumentScope, StoredDocument } from '../storage/port.js';
import { bad, empty, forbid, HttpError, json, readQuery, required, type Query } from './http.js';
import type { LrsRequest } from './lrs.js';
import { agentKey } from './prepare.js';
import { parseExact, parseJson, writeExact } from './json.js';
import { actor as validateActor } from './validate.js';
import { isIri, isUuid, parseTimestamp } from './values.js';

export type DocumentKind = DocumentScope['kind'];
type Kind = DocumentKind;

const parameters: Record<Kind, string[]> = {
  state: ['activityId', 'agent', 'registration', 'stateId', 'since'],
  'agent-profile': ['agent', 'profileId', 'since'],
  'activity-profile': ['activityId', 'profileId', 'since'],
};

export async function documents(r: LrsRequest, kind: Kind): Promise<Response> {
  const { query, scope, idName } = checkDocument(r, kind);
  const id = query.get(idName);

  switch (r.method) {
    case 'GET':
    case 'HEAD':
      return id === undefined ? listOf(r, scope, query) : read(r, scope, id, query);
    case 'PUT':
      return put(r, kind, scope, required(query, idName));
    case 'POST':
      return post(r, scope, required(query, idName));
    case 'DELETE':
      if (id === undefined && kind === 'state') {
        await r.storage.clearDocuments(scope);
        return empty();
      }
      return remove(r, scope, required(query, idName));
    default:
      throw new HttpError(405, 'documents take GET, HEAD, PUT, POST and DELETE', {
        headers: { allow: 'GET, HEAD, PUT, POST, DELETE' },
      });
  }
}

/** Whether what is asked is well-formed and allowed; throws otherwise. */
export function checkDocument(r: LrsRequest, kind: Kind): { query: Query; scope: DocumentScope; idName: string } {
  const query = readQuery(r.params, parameters[kind]);
  const scope = readScope(query, kind);
  const write = r.method !== 'GET' && r.method !== 'HEAD';
  checkAccess(r, query, kind, write);
  if (write && query.has('since')) throw bad('belongs to GET', '?since');
  return { query, scope, idName: kind === 'state' ? 'stateId' : 'profileId' };
}

export function readAgent(query: Query): Actor {
  const raw = parseJson(required(query, 'agent'), '?agent');
  validateActor(raw, '?agent');
  const actor = raw as Actor;
  if (agentKey(actor) === null) throw bad('must be identified', '?agent');
  return actor;
}

function readScope(query: Query, kind: Kind): DocumentScope {
  const scope: DocumentScope = { kind };
  if (kind !== 'agent-profile') {
    scope.activity = required(query, 'activityId');
    if (!isIri(scope.activity)) throw bad('must be an IRI with a scheme', '?activityId');
  }
  if (kind !== 'activity-profile') scope.agent = agentKey(readAgent(query)) ?? '';
  const registration = query.get('registration');
  if (registration !== undefined) {
    if (!isUuid(registration)) throw bad('must be a UUID', '?registration');
    scope.registration = registration.toLowerCase();
  }
  return scope;
}

function checkAccess(r: LrsRequest, query: Query, kind: Kind, write: boolean): void {
  forbid(
    kind === 'activity-profile'
      ? mayUseActivityProfile(r.principal, write, profileOf(query))
      : mayUseAgentDocument(r.principal, kind === 'state' ? 'state' : 'profile', readAgent(query), write),
  );
}

function profileOf(query: Query): { activity: string; id: string } | undefined {
  const id = query.get('profileId');
  return id === undefined ? undefined : { activity: required(query, 'activityId'), id };
}

async function listOf(r: LrsRequest, scope: DocumentScope, query: Query): Promise<Response> {
  const since = query.get('since');
  const ms = since === undefined ? undefined : parseTimestamp(since);
  if (ms === null) throw bad('must be an ISO 8601 timestamp', '?since');
  return json(await r.storage.listDocuments(scope, ms === undefined ? undefined : new Date(ms).toISOString()));
}

async function read(r: LrsRequest, scope: DocumentScope, id: string, query: Query): Promise<Response> {
  if (query.has('since')) throw bad('cannot be combined with an id', '?since');
  const doc = await r.storage.getDocument(scope, id);
  if (!doc) throw new HttpError(404, 'there is no such document');
  const headers = { etag: `"${doc.etag}"`, 'last-modified': new Date(doc.updated).toUTCString() };
  const known = tags(r.headers.get('if-none-match'));
  if (known?.includes('*') || known?.includes(doc.etag)) return new Response(null, { status: 304, headers });
  return new Response(doc.content as Uint8Array<ArrayBuffer>, {
    headers: { ...headers, 'content-type': doc.contentType },
  });
}

interface Conditions {
  match: string[] | undefined;
  noneMatch: string[] | undefined;
}

const tags = (value: string | null): string[] | undefined =>
  value === null
    ? undefined
    : value.split(',').map((t) =>
        t
          .trim()
          .replace(/^W\//, '')
          .replace(/^"(.*)"$/, '$1'),
      );

function conditions(r: LrsRequest): Conditions {
  return { match: tags(r.headers.get('if-match')), noneMatch: tags(r.headers.get('if-none-match')) };
}

/** xAPI-Communication 3.1: on a mismatch nothing changes. */
function checkConditions(c: Conditions, current: StoredDocument | undefined): void {
  if (c.match && !(current && (c.match.includes('*') || c.match.includes(current.etag)))) {
    throw new HttpError(412, 'the document is not the one named', { path: 'If-Match' });
  }
  if (c.noneMatch && current && (c.noneMatch.includes('*') || c.noneMatch.includes(current.etag))) {
    throw new HttpError(412, 'there is such a document already', { path: 'If-None-Match' });
  }
}

function make(content: Uint8Array, contentType: string, now: Date): StoredDocument {
  return { content, contentType, etag: sha1Hex(content), updated: now.toISOString() };
}

const TRIES = 50;

/** Reads, decides and writes; begins again when somebody else has written in between. Writers of one document wait for each other. */
async function change(
  r: LrsRequest,
  scope: DocumentScope,
  id: string,
  decide: (current: StoredDocument | undefined) => StoredDocument | null,
): Promise<StoredDocument | null> {
  const release = await r.locks.acquire(`${JSON.stringify(scope)}\n${id}`);
  try {
    for (let i = 0; i < TRIES; i++) {
      const current = await r.storage.getDocument(scope, id);
      const next = decide(current);
      if (next === null && !current) return null;
      if (await r.storage.swapDocument(scope, id, current?.etag ?? null, next)) return next;
    }
  } finally {
    release();
  }
  throw new HttpError(409, 'the document is being changed by others; try again');
}

async function put(r: LrsRequest, kind: Kind, scope: DocumentScope, id: string): Promise<Response> {
  const content = await r.body();
  const type = r.headers.get('content-type') ?? 'application/octet-stream';
  if (isJson(type)) parseJson(decode(content));
  const c = conditions(r);
  const next = make(content, type, r.now());
  const written = await change(r, scope, id, (current) => {
    checkConditions(c, current);
    // 1.0.3 asks this of profiles; 2.0 of state as well. Profiles that do not exist yet are refused by 1.0.3 (XAPI-00273, XAPI-00287).
    if (!c.match && !c.noneMatch && (kind !== 'state' || r.major === 2) && (current || r.major === 1)) {
      const message = 'send If-Match with the ETag to replace the document, or If-None-Match: * to create it';
      throw new HttpError(current ? 409 : 400, message, { path: 'If-Match' });
    }
    return next;
  });
  return receipt(written);
}

/** 204 with the ETag of what is stored now: the next conditional write needs no read in between. */
function receipt(written: StoredDocument | null): Response {
  const response = empty();
  if (written) response.headers.set('etag', `"${written.etag}"`);
  return response;
}

const isJson = (type: string): boolean => /^application\/json\b/i.test(type);
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** The JSON procedure of xAPI-Communication 2.2: top-level keys of the one sent replace those of the one stored. */
async function post(r: LrsRequest, scope: DocumentScope, id: string): Promise<Response> {
  const content = await r.body();
  const type = r.headers.get('content-type') ?? 'application/octet-stream';
  const c = conditions(r);
  const sent = isJson(type) ? parseExact(decode(content)).twin : undefined;
  if (isJson(type) && !isObject(sent)) throw bad('must be a JSON object');
  const written = await change(r, scope, id, (current) => {
    checkConditions(c, current);
    if (!current) return make(content, type, r.now());
    const before = isJson(current.contentType) ? parseExact(decode(current.content)).twin : undefined;
    if (!isObject(sent) || !isObject(before)) throw bad('only JSON objects can be merged', 'Content-Type');
    return make(new TextEncoder().encode(writeExact({ ...before, ...sent })), 'application/json', r.now());
  });
  return receipt(written);
}

function decode(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw bad('is not UTF-8');
  }
}

async function remove(r: LrsRequest, scope: DocumentScope, id: string): Promise<Response> {
  const c = conditions(r);
  await change(r, scope, id, (current) => {
    checkConditions(c, current);
    return null;
  });
  return empty();
}

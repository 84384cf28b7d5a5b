// Statements that arrive (xAPI-Communication 2.1.1 and 2.1.2): read, checked, and stored all together or not at all.
import type { Statement } from '../../sdk/statement.js';
import { extensions } from '../../sdk/verbs.js';
import {
  changedPost,
  deliveryHeader,
  mayChangePost,
  mayKeepOrder,
  mayDefine,
  mayVoid,
  mayWriteStatement,
} from '../access/authorize.js';
import { isSha2Of } from '../hash.js';
import type { AttachmentRow, NewStatement, Storage } from '../storage/port.js';
import { bad, empty, forbid, HttpError, json, readQuery, required } from './http.js';
import { parseExact, type ExactJson } from './json.js';
import type { Limits, LrsRequest } from './lrs.js';
import { boundaryOf, readParts, type Part } from './multipart.js';
import { attachmentsOf, prepare, type Declared } from './prepare.js';
import { checkSignature, signatureUsage } from './signature.js';
import { validateStatement } from './validate.js';
import { isContentType, isSha2, isUuid } from './values.js';

type Obj = Record<string, unknown>;
/** Receiving needs no more of a store than this. */
type Receiving = Omit<LrsRequest, 'storage'> & { storage: Pick<Storage, 'get' | 'insert'> };

interface Received extends ExactJson {
  /** Undefined when the request was plain JSON. */
  files: AttachmentRow[] | undefined;
}

export async function post(r: Receiving): Promise<Response> {
  readQuery(r.params, []);
  const { value, twin, files } = await readBody(r);
  const isArray = Array.isArray(value);
  const list = isArray ? value : [value];
  return json(await store(r, list, isArray ? (twin as unknown[]) : [twin], files, isArray));
}

export async function put(r: Receiving): Promise<Response> {
  const id = required(readQuery(r.params, ['statementId']), 'statementId');
  if (!isUuid(id)) throw bad('must be a UUID', '?statementId');
  const { value, twin, files } = await readBody(r);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('PUT takes one statement');
  const statement = value as Obj;
  if (statement.id !== undefined && String(statement.id).toLowerCase() !== id.toLowerCase())
    throw bad('differs from ?statementId', 'id');
  const named = { ...statement, id };
  await store(r, [named], [twin === value ? named : { ...(twin as Obj), id }], files, false);
  return empty();
}

/** Parses JSON, or the first part of multipart/mixed with the files after it. */
async function readBody(r: Receiving): Promise<Received> {
  const contentType = r.headers.get('content-type') ?? '';
  if (/^application\/json\b/i.test(contentType)) return { ...parseExact(decode(await r.body())), files: undefined };
  if (!/^multipart\/mixed\b/i.test(contentType))
    throw bad('must be application/json or multipart/mixed', 'Content-Type');
  const [first, ...rest] = readParts(await r.body(), boundaryOf(contentType));
  if (!first || !/^application\/json\b/i.test(first.headers.get('content-type') ?? ''))
    throw bad('the first part must be application/json');
  return { ...parseExact(decode(first.body)), files: await Promise.all(rest.map((part) => readFile(r, part))) };
}

/**
 * xAPI-Communication 1.5.2. The hash is the client's word: clients that send files as text break the bytes, and systems that
 * do so are taken all the same (the ADL suite is one). People's files must be what they say, and a file that is what it says
 * takes the place of one that is not.
 */
async function readFile(r: Receiving, part: Part): Promise<AttachmentRow> {
  const sha2 = part.headers.get('x-experience-api-hash')?.toLowerCase();
  if (!sha2) throw bad('a part without X-Experience-API-Hash');
  if (!isSha2(sha2)) throw bad('X-Experience-API-Hash must be a SHA-2 in hexadecimal', sha2);
  if (part.headers.get('content-transfer-encoding')?.toLowerCase() !== 'binary')
    throw bad('Content-Transfer-Encoding must be binary', sha2);
  const contentType = part.headers.get('content-type') ?? 'application/octet-stream';
  if (!isContentType(contentType)) throw bad('Content-Type must be a media type', sha2);
  const genuine = await isSha2Of(sha2, part.body);
  if (genuine === false && r.principal.via !== 'system') throw bad('the file is another than its SHA-2 says', sha2);
  return { sha2, contentType, bytes: part.body, genuine: genuine ?? false };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw bad('is not UTF-8');
  }
}

async function store(
  r: Receiving,
  list: unknown[],
  twins: unknown[],
  files: AttachmentRow[] | undefined,
  isArray: boolean,
): Promise<string[]> {
  const seen = new Set<string>();
  const declared: Declared[] = [];
  const batch: NewStatement[] = [];
  const limits = r.principal.via === 'system' ? undefined : r.limits;
  if (limits && list.length > limits.statements)
    throw new HttpError(413, `at most ${limits.statements} statements at once`);
  const options = { authority: r.principal.authority, major: r.major, defines: mayDefine(r.principal) };
  for (const [i, item] of list.entries()) {
    const path = isArray ? `[${i}]` : '';
    const below = isArray ? `[${i}].` : '';
    try {
      validateStatement(item, path, r.major);
    } catch (e) {
      // ".actor" at the top reads better as "actor".
      throw e instanceof HttpError && e.path?.startsWith('.') ? bad(e.message, e.path.slice(1)) : e;
    }
    if (limits) checkLimits(item, limits, path);
    const { actor, id, timestamp, context, verb } = item as unknown as Statement;
    const { registration, instructor, extensions: more } = context ?? {};
    const paper = more?.[extensions.paperForm];
    const written = { actor, id, timestamp, registration, verb: verb.id, instructor, paper };
    const delivery = r.headers.get(deliveryHeader) === 'backup' ? 'backup' : undefined;
    forbid(mayWriteStatement(r.principal, written, delivery), `${below}actor`);
    if (typeof item.id === 'string') {
      const lower = item.id.toLowerCase();
      if (seen.has(lower)) throw bad('stands twice in the batch', `${below}id`);
      seen.add(lower);
    }
    const prepared = prepare(item, twins[i] as Obj, options);
    if (prepared.voids && prepared.target !== undefined) await checkVoid(r, prepared.target, `${below}object`);
    forbid(mayKeepOrder(r.principal, item as unknown as Statement, r.access), `${below}verb`);
    const post = changedPost(item as unknown as Statement);
    if (post !== undefined && !list.some((s) => isUnder(s, post)))
      await checkPost(r, post, `${below}context.statement`);
    declared.push(...attachmentsOf(item, below));
    batch.push(prepared);
  }
  await checkAttachments(declared, files);
  const result = await r.storage.insert(batch, files ?? []);
  if (!result.ok) {
    if ('conflict' in result) throw new HttpError(409, 'another statement has this id', { path: result.conflict });
    throw bad('a voiding statement cannot be voided', result.voidsVoiding);
  }
  return batch.map((s) => s.id);
}

function checkLimits(statement: Obj, limits: Limits, path: string): void {
  // Depth first: what is endlessly deep cannot be written either.
  const deep = (value: unknown, left: number): boolean =>
    typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((v) => deep(v, left - 1)));
  if (deep(statement, limits.depth)) throw bad(`may be at most ${limits.depth} levels deep`, path);
  const size = JSON.stringify(statement).length;
  if (size > limits.size) throw new HttpError(413, `a statement may have at most ${limits.size} characters`, { path });
}

async function checkVoid(r: Receiving, id: string, path: string): Promise<void> {
  if (mayVoid(r.principal, undefined) === null) return;
  const target = await r.storage.get(id);
  forbid(mayVoid(r.principal, target && (JSON.parse(target.body) as Statement).actor), path);
}

/** Own all of them, as `mayWriteStatement` sees to. */
const isUnder = (s: unknown, id: string): boolean => String((s as Obj | null)?.id).toLowerCase() === id;

async function checkPost(r: Receiving, id: string, path: string): Promise<void> {
  if (mayChangePost(r.principal, undefined) === null) return;
  const made = await r.storage.get(id);
  forbid(mayChangePost(r.principal, made && (JSON.parse(made.body) as Statement).actor), path);
}

/** Every file is declared, and every declared file is there or has a URL. */
async function checkAttachments(declared: Declared[], files: AttachmentRow[] | undefined): Promise<void> {
  const byHash = new Map((files ?? []).map((f) => [f.sha2, f]));
  for (const { path, attachment, statement } of declared) {
    const file = byHash.get((attachment.sha2 as string).toLowerCase());
    if (!file && attachment.fileUrl === undefined)
      throw bad('the file is neither in the request nor has it a fileUrl', path);
    if (attachment.usageType === signatureUsage && file)
      await checkSignature(statement, file.bytes, attachment.contentType as string, path);
  }
  const known = new Set(declared.map((d) => (d.attachment.sha2 as string).toLowerCase()));
  for (const f of files ?? []) if (!known.has(f.sha2)) throw bad('no statement declares this file', f.sha2);
}

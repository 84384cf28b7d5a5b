// The LRS as content in a page sees it: what it records goes into the outbox, its documents into the lesson's own, the rest is asked
// of the server with the learner's rights. Works without a network as the rest of the page does.
import type { Service } from '../../core/service.js';
import { toBase64, fromBase64 } from '../../sdk/base64.js';
import { WidyaError } from '../../sdk/errors.js';
import { boundaryOf, readParts, type AttachmentFile } from '../../sdk/multipart.js';
import type { Statement } from '../../sdk/statement.js';
import { HttpError } from '../../server/lrs/http.js';
import { validateStatement } from '../../server/lrs/validate.js';
import type { ContentState } from './state.js';

export interface PageLrsOptions {
  service: Service | undefined;
  /** False when nothing is recorded: nobody is signed in, or the lesson is only looked at. */
  records: boolean;
  state: ContentState;
  /** The learner's preferences (cmi5 11). */
  preferences: () => { languagePreference: string; audioPreference: 'on' | 'off' };
}

/** A document as it is kept: text as it came, other bytes in base64. */
interface Kept {
  type: string;
  text?: string;
  base64?: string;
  at: string;
}
const PREFIX = 'd:';
const answer = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
const done = (): Response => new Response(null, { status: 204 });

/** @param request its path is the resource's, below any host */
export async function pageLrs(request: Request, o: PageLrsOptions): Promise<Response> {
  const { pathname, searchParams, search } = new URL(request.url);
  const path = pathname.slice(1);
  try {
    if (path === 'statements' && request.method !== 'GET') return await statements(request, searchParams, o);
    if (path === 'activities/state') return await documents(request, searchParams, o.state);
    if (path === 'about') return answer({ version: ['1.0.3'] });
    if (path === 'agents/profile' && searchParams.get('profileId') === 'cmi5LearnerPreferences')
      return answer(o.preferences());
    if (request.method !== 'GET') return answer({ error: { message: 'is not taken here' } }, 403);
    if (!o.service || !o.records) return new Response(null, { status: 404 });
    return await o.service.lrs.send(path + search);
  } catch (cause) {
    if (cause instanceof HttpError)
      return answer({ error: { message: cause.message, ...(cause.path ? { path: cause.path } : {}) } }, cause.status);
    if (cause instanceof WidyaError)
      return answer({ error: { code: cause.code, message: cause.message } }, cause.status ?? 503);
    throw cause;
  }
}

async function statements(request: Request, params: URLSearchParams, o: PageLrsOptions): Promise<Response> {
  const type = request.headers.get('content-type') ?? '';
  const bytes = new Uint8Array(await request.arrayBuffer());
  const parts = /^multipart\/mixed/i.test(type) ? readParts(bytes, boundaryOf(type) ?? '') : undefined;
  const value: unknown = JSON.parse(new TextDecoder().decode(parts?.[0]?.body ?? bytes));
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  const id = params.get('statementId');
  const whole = list.map((s, i): Statement => {
    validateStatement(s, Array.isArray(value) ? `[${i}]` : '', 1);
    return (id === null ? s : { ...s, id }) as unknown as Statement;
  });
  if (o.records) {
    const files = parts?.slice(1).map((p): AttachmentFile => ({
      sha2: p.headers.get('x-experience-api-hash') ?? '',
      contentType: p.headers.get('content-type') ?? 'application/octet-stream',
      bytes: p.body,
    }));
    // The person of this page speaks: the actor is put in again, and is the same.
    await o.service?.record(
      whole.map(({ actor: _, ...draft }) => draft),
      files,
    );
  }
  return id === null ? answer(whole.map((s) => s.id)) : done();
}

/** xAPI-Communication 2.2 and 2.3, as far as one learner in one lesson needs it. */
async function documents(request: Request, params: URLSearchParams, state: ContentState): Promise<Response> {
  const id = params.get('stateId');
  const kept = id === null ? undefined : (state.get(PREFIX + id) as Kept | null | undefined);
  switch (request.method) {
    case 'GET':
    case 'HEAD': {
      if (id === null) return answer(state.keys.filter((k) => k.startsWith(PREFIX)).map((k) => k.slice(PREFIX.length)));
      if (!kept) return new Response(null, { status: 404 });
      const body = kept.base64 === undefined ? (kept.text ?? '') : (fromBase64(kept.base64) as Uint8Array<ArrayBuffer>);
      const headers = {
        'content-type': kept.type,
        etag: etagOf(kept),
        'last-modified': new Date(kept.at).toUTCString(),
      };
      return new Response(request.method === 'HEAD' ? null : body, { headers });
    }
    case 'PUT':
    case 'POST': {
      if (id === null) return answer({ error: { message: 'stateId is missing' } }, 400);
      const match = request.headers.get('if-match');
      const none = request.headers.get('if-none-match');
      if ((match !== null && match !== (kept ? etagOf(kept) : '')) || (none === '*' && kept))
        return new Response(null, { status: 412 });
      const type = request.headers.get('content-type') ?? 'application/octet-stream';
      const bytes = new Uint8Array(await request.arrayBuffer());
      let text = /^text\/|json|xml/i.test(type) ? new TextDecoder().decode(bytes) : undefined;
      if (request.method === 'POST' && kept && /json/i.test(type) && /json/i.test(kept.type))
        text = JSON.stringify({ ...object(kept.text), ...object(text) });
      const next: Kept = {
        type,
        at: new Date().toISOString(),
        ...(text === undefined ? { base64: toBase64(bytes) } : { text }),
      };
      await state.set(PREFIX + id, next);
      return done();
    }
    case 'DELETE':
      for (const key of id === null ? state.keys.filter((k) => k.startsWith(PREFIX)) : [PREFIX + id])
        await state.set(key, null);
      return done();
    default:
      return new Response(null, { status: 405 });
  }
}

const object = (text: string | undefined): Record<string, unknown> => {
  const value: unknown = JSON.parse(text ?? '{}');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new HttpError(400, 'must be a JSON object');
  return value as Record<string, unknown>;
};
const etagOf = (kept: Kept): string => `"${kept.at.replace(/\D/g, '')}-${(kept.text ?? kept.base64 ?? '').length}"`;

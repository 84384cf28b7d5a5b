// The page's side of a framed one: a document in an opaque sandbox has no storage, no cookie and no origin, so it records and reads
// through the page around it. It gets no token and no fetch: a few methods, each looked at here, always for the person of this page.
import { WidyaError } from './errors.js';
import type { AttachmentFile } from './multipart.js';
import type { DocumentKey, DocumentPatch, Draft, Service } from './service.js';
import { ifiOf, type Agent, type StatementQuery } from './statement.js';
import { verbs } from './verbs.js';

export interface FrameOptions {
  /** Beginnings of the activity ids the frame may speak of; any unless said. */
  activities?: readonly string[];
  /** Messages a second the frame may send on average; 30. Twice as many at once. */
  rate?: number;
  /** The bridge is closed for good: the frame went elsewhere or would not stop. */
  onClose?: (reason: 'navigated' | 'flood' | 'ended') => void;
  now?: () => number;
}

/** What goes over the port. */
export interface FrameCall {
  id: number;
  /** Whom the frame believes to be signed in: nothing is done for anybody else. */
  as: string | null;
  method: string;
  args: unknown[];
}
export type FrameAnswer =
  | { id: number; value: unknown }
  | { id: number; error: Pick<WidyaError, 'code' | 'message' | 'status' | 'retryable' | 'retryAfter'> };

export interface FrameSnapshot {
  endpoint: string;
  state: Service['state'];
  principal: Service['principal'];
  sync: Service['sync'];
  /** What the frame itself has recorded and is not sent yet. */
  rows: Service['rows'];
  refused: Service['refused'];
}

const MAX_TEXT = 64_000;
const MAX_STATEMENTS = 50;
const MAX_WAITING = 2000;
const MAX_FILES = 5_000_000;
const MAX_OPEN = 16;
/** Refused in a row before the port is closed. */
const MAX_REFUSED = 1000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const no = (message: string): never => {
  throw new WidyaError('lrs/forbidden', message, { status: 403 });
};
const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const text = (v: unknown): string =>
  typeof v === 'string' && v.length < 4000 ? v : no('a text is missing or too long');
const optional = (v: unknown): string | undefined => (v === undefined ? undefined : text(v));
const small = (v: unknown): string => {
  const json = JSON.stringify(v) as string | undefined;
  return json !== undefined && json.length <= MAX_TEXT ? json : no(`larger than ${MAX_TEXT} characters`);
};

/**
 * Lets one framed document use this page's service. It speaks for the person of this page only, and reads what is theirs.
 * The bridge is for the document that asks first: when the frame goes elsewhere it is closed, for another one may be there.
 * @returns ends it
 */
export function lendToFrame(frame: HTMLIFrameElement, service: Service, options: FrameOptions = {}): () => void {
  const now = options.now ?? (() => Date.now());
  const rate = options.rate ?? 30;
  const isOpaque = frame.hasAttribute('sandbox') && !frame.sandbox.contains('allow-same-origin');
  const origin = isOpaque ? 'null' : new URL(frame.src || location.href, document.baseURI).origin;
  /** Ids this frame has recorded: only of these it is told. */
  const own = new Set<string>();
  const documents = new Set<string>();
  const links = new Set<string>();
  let port: MessagePort | undefined;
  let loadsLeft = 1;
  let tokens = rate * 2;
  let filled = now();
  let refusedInARow = 0;
  let open = 0;
  let ended = false;

  const end = (reason: 'navigated' | 'flood' | 'ended'): void => {
    if (ended) return;
    ended = true;
    removeEventListener('message', onMessage);
    frame.removeEventListener('load', onLoad);
    unsubscribe();
    port?.close();
    options.onClose?.(reason);
  };

  const snapshot = (): FrameSnapshot => {
    const isOwn = (r: Service['rows'][number]) =>
      r.statement ? own.has(r.statement.id) : r.document !== undefined && documents.has(keyOf(r.document));
    const rows = service.rows.filter(isOwn);
    return {
      endpoint: service.endpoint,
      state: service.state,
      principal: service.principal,
      sync: { ...service.sync, pending: rows.length, oldest: rows[0]?.at },
      rows,
      refused: service.refused.filter(isOwn),
    };
  };

  const mayName = (activity: string): string =>
    !options.activities || options.activities.some((prefix) => activity.startsWith(prefix))
      ? activity
      : no(`this frame does not speak of ${activity}`);

  const me = (): Agent => service.principal?.actor ?? no('nobody is signed in');
  const myself = (agent: unknown): Agent =>
    isObject(agent) && ifiOf(agent as unknown as Agent) === ifiOf(me())
      ? me()
      : no('a frame reads what is its reader’s own');

  const draftOf = (value: unknown): Draft & { id: string } => {
    small(value);
    const d = isObject(value) ? value : no('not a statement');
    // Only what a statement may say of itself: the actor, the authority and the rest are not the frame's to choose.
    const { id, verb, object, result, context, timestamp, attachments } = d as unknown as Draft & { id: string };
    if (typeof id !== 'string' || !uuid.test(id)) return no('a statement needs its id');
    if (!isObject(verb) || !isObject(object)) return no('a statement needs a verb and an object');
    const type: unknown = object.objectType;
    if (verb.id === verbs.voided.id) return no('a frame takes nothing back');
    if (type !== undefined && type !== 'Activity') return no('a frame speaks of activities');
    mayName(text((object as { id?: unknown }).id));
    if (Number.isNaN(Date.parse(text(timestamp)))) return no('a statement needs its time');
    return {
      id,
      verb,
      object,
      timestamp: text(timestamp),
      ...(result === undefined ? {} : { result }),
      ...(context === undefined ? {} : { context }),
      ...(attachments === undefined ? {} : { attachments }),
    };
  };

  const keyFrom = (value: unknown): DocumentKey => {
    const k = isObject(value) ? value : no('not a document');
    if (k.resource !== 'state') return no('a frame has State documents only');
    const registration = optional(k.registration);
    return {
      resource: 'state',
      activityId: mayName(text(k.activityId)),
      stateId: text(k.stateId),
      ...(registration === undefined ? {} : { registration }),
    };
  };

  const methods: Record<string, (args: unknown[]) => unknown> = {
    async record([drafts, files]) {
      const list = Array.isArray(drafts) && drafts.length <= MAX_STATEMENTS ? drafts.map(draftOf) : no('too many');
      const waiting = service.rows.filter((r) => r.statement && own.has(r.statement.id)).length;
      if (waiting + list.length > MAX_WAITING)
        throw new WidyaError('lrs/throttled', 'too much waits already', { retryable: true, retryAfter: 10_000 });
      const bytes = filesOf(files);
      for (const { id } of list) own.add(id);
      return service.record(list, bytes);
    },
    async saveDocument([change]) {
      const key = keyFrom(change);
      const { patch, base, merge } = change as Partial<DocumentPatch>;
      if (!isObject(patch)) return no('not a change');
      small([patch, base]);
      documents.add(keyOf(key));
      await service.saveDocument({
        ...key,
        patch,
        ...(isObject(base) ? { base } : {}),
        ...(merge === 'monotone' || merge === 'draft' ? { merge } : {}),
      });
    },
    readDocument: ([key, sure]) => service.readDocument(keyFrom(key), sure === true),
    flush: () => service.flush(),
    async getStatements([query]) {
      const q = isObject(query) ? (query as StatementQuery) : no('not a query');
      if (q.related_agents) return no('a frame reads what is its reader’s own');
      const activity = optional(q.activity);
      const page = await service.lrs.getStatements({
        agent: myself(q.agent),
        ...(activity === undefined ? {} : { activity: mayName(activity) }),
        ...pick(q, ['verb', 'registration', 'since', 'until'], 'string'),
        ...pick(q, ['related_activities', 'ascending'], 'boolean'),
        limit: Math.min(typeof q.limit === 'number' ? q.limit : 50, 100),
      });
      if (page.more) links.add(page.more);
      return page;
    },
    async getMore([more]) {
      // A link is worth what it was given for.
      const page = await service.lrs.getMore(links.has(text(more)) ? text(more) : no('not a link of this frame'));
      if (page.more) links.add(page.more);
      return page;
    },
    async getStatement([id, how]) {
      const voided = isObject(how) && how.voided === true;
      const found = await service.lrs.getStatement(uuid.test(text(id)) ? text(id) : no('not an id'), { voided });
      return found && ifiOf(found.actor) === ifiOf(me()) ? found : null;
    },
    getState: ([key]) => {
      const k = isObject(key) ? key : no('not a document');
      const { activityId = '', stateId = '', registration } = keyFrom({ ...k, resource: 'state' });
      return service.lrs.getState({ activityId, stateId, registration, agent: myself(k.agent) });
    },
    listStates: ([key]) => {
      const k = isObject(key) ? key : no('not a document');
      const { activityId = '', registration } = keyFrom({ ...k, resource: 'state', stateId: '-' });
      return service.lrs.listStates({ activityId, registration, agent: myself(k.agent) });
    },
    getActivity: ([activityId]) => service.lrs.getActivity(mayName(text(activityId))),
    about: () => service.lrs.about(),
  };

  const answer = async (call: FrameCall): Promise<FrameAnswer> => {
    try {
      const passed = now() - filled;
      filled += passed;
      tokens = Math.min(rate * 2, tokens + (passed / 1000) * rate);
      if (tokens < 1 || open >= MAX_OPEN) {
        if (++refusedInARow > MAX_REFUSED) end('flood');
        throw new WidyaError('lrs/throttled', 'too many messages', { retryable: true, retryAfter: 1000 });
      }
      tokens--;
      refusedInARow = 0;
      const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
      if (!method || !Array.isArray(call.args)) return no('a frame cannot do this');
      await service.ready;
      if ((service.principal?.subject ?? null) !== call.as)
        throw new WidyaError('auth/signed-out', 'somebody else is signed in now', { status: 401 });
      open++;
      try {
        return { id: call.id, value: await method(call.args) };
      } finally {
        open--;
      }
    } catch (cause) {
      const e = cause instanceof WidyaError ? cause : new WidyaError('lrs/bad-request', 'the message cannot be read');
      const { code, message, status, retryable, retryAfter } = e;
      return { id: call.id, error: { code, message, status, retryable, retryAfter } };
    }
  };

  const onMessage = (event: MessageEvent<unknown>): void => {
    // Which window it is counts; an opaque origin has no name.
    if (port || event.source === null || event.source !== frame.contentWindow || event.origin !== origin) return;
    if (!isObject(event.data) || event.data.widya !== 'hello') return;
    const channel = new MessageChannel();
    port = channel.port1;
    // A document that asks while it is loading will still tell that it has loaded; any load after that is another document.
    loadsLeft = event.data.loaded === true ? 0 : 1;
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isObject(data) || typeof data.id !== 'number' || ended) return;
      void answer(data as unknown as FrameCall).then((reply) => {
        if (!ended) port?.postMessage(reply);
      });
    };
    frame.contentWindow.postMessage({ widya: 'port', snapshot: snapshot() }, isOpaque ? '*' : origin, [channel.port2]);
    void service.ready.then(tell);
  };
  const onLoad = (): void => {
    if (port && --loadsLeft < 0) end('navigated');
  };
  const tell = (): void => {
    if (!ended) port?.postMessage({ event: 'snapshot', snapshot: snapshot() });
  };
  const unsubscribe = service.subscribe((event) => {
    if (event.type === 'sent' || event.type === 'rejected') {
      const ids = event.ids.filter((id) => own.has(id));
      tell();
      if (ids.length > 0) port?.postMessage({ event: 'about', about: { ...event, ids } });
    } else tell();
  });
  addEventListener('message', onMessage);
  frame.addEventListener('load', onLoad);
  return () => end('ended');
}

const keyOf = (d: DocumentKey): string => JSON.stringify([d.activityId, d.stateId, d.registration]);

function filesOf(files: unknown): AttachmentFile[] | undefined {
  if (files === undefined) return undefined;
  let bytes = 0;
  const list = Array.isArray(files) ? (files as unknown[]) : no('not files');
  return list.map((f) => {
    if (!isObject(f) || !(f.bytes instanceof Uint8Array)) return no('not a file');
    bytes += f.bytes.length;
    if (bytes > MAX_FILES) return no('files larger than 5 MB');
    return { sha2: text(f.sha2), contentType: text(f.contentType), bytes: f.bytes as Uint8Array<ArrayBuffer> };
  });
}

const pick = <K extends keyof StatementQuery>(q: StatementQuery, keys: K[], type: string): Pick<StatementQuery, K> =>
  Object.fromEntries(keys.filter((k) => typeof q[k] === type).map((k) => [k, q[k]])) as Pick<StatementQuery, K>;

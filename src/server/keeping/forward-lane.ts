// The way to one target of forwarding: what comes next, in which batches, and what an answer means.
import type { Statement } from '../../sdk/statement.js';
import { writeParts } from '../../sdk/multipart.js';
import { voidedBy } from '../access/authorize.js';
import { parseExact, writeExact } from '../lrs/json.js';
import { attachmentsOf, prepare } from '../lrs/prepare.js';
import { describe } from '../lrs/statements.js';
import { without } from '../lrs/values.js';
import type { AttachmentRow, Hold, SetAside, Storage, StoredRow } from '../storage/port.js';
import type { ForwardTarget } from './forward-targets.js';

export interface ForwardOptions {
  storage: Storage;
  targets: readonly ForwardTarget[];
  /** Lines without personal data. */
  log?: (entry: Record<string, unknown>) => void;
  fetch?: typeof globalThis.fetch;
  /** Milliseconds: first pause after a failure (1000), longest (300,000), until a request counts as lost (30,000). */
  pause?: number;
  longest?: number;
  timeout?: number;
  now?: () => Date;
}

/** `refused`: the target does not know our credential or our address; `away`: it cannot be reached, or asks to wait. */
export type ForwardState = 'ok' | 'away' | 'refused' | 'elsewhere';

/** Bytes of statements and files in a request. */
const SIZE = 4 * 1024 * 1024;
/** Milliseconds after which an idle one looks again, though nobody told it that there is something. */
const LOOK = 15_000;
const LONGEST_WAIT = 3_600_000;

interface Answer {
  status: number;
  message: string;
  /** Milliseconds it asks to wait. */
  wait: number | undefined;
}
/** What was tried has to be tried again, later. */
class Later extends Error {
  readonly state: 'away' | 'refused';
  readonly wait: number | undefined;
  readonly status: number;
  constructor(state: 'away' | 'refused', status: number, message: string, wait?: number) {
    super(message);
    this.state = state;
    this.status = status;
    this.wait = wait;
  }
}

export interface Lane {
  target: ForwardTarget;
  done: Promise<void>;
  state(): ForwardState;
  sent(): number;
  failures(): number;
}

/** @param cut ends the request under way, when it takes too long to wait for it */
export function createLane(
  target: ForwardTarget,
  options: ForwardOptions,
  stopping: AbortSignal,
  cut: AbortSignal,
): Lane {
  const { storage, log = () => undefined } = options;
  const { keep } = storage;
  const doFetch = options.fetch ?? globalThis.fetch;
  const base = target.endpoint.replace(/(?<!\/)\/*$/, '');
  const { key, secret } = target.credential;
  const authorization = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${key}:${secret}`)))}`;
  const size = target.batch ?? 50;
  let state: ForwardState = 'ok';
  let sent = 0;
  let failures = 0;
  let wake = (): void => undefined;
  let news = false;
  const tell = () => {
    news = true;
    wake();
  };
  const rest = (ms: number, listen: boolean) =>
    new Promise<void>((resolve) => {
      if (stopping.aborted || (listen && news)) return resolve();
      const done = () => {
        clearTimeout(timer);
        stopping.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      stopping.addEventListener('abort', done);
      if (listen) wake = done;
    });
  const say = (event: string, more: Record<string, unknown>) =>
    log({
      time: (options.now?.() ?? new Date()).toISOString(),
      event: `forward-${event}`,
      target: target.name,
      ...more,
    });

  async function ask(path: string, major: 1 | 2, init: RequestInit = {}): Promise<{ answer: Answer; text: string }> {
    const headers = new Headers(init.headers);
    headers.set('authorization', authorization);
    headers.set('x-experience-api-version', major === 2 ? '2.0.0' : '1.0.3');
    let response: Response;
    let text: string;
    try {
      response = await doFetch(`${base}/${path}`, {
        ...init,
        headers,
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(options.timeout ?? 30_000), cut]),
      });
      text = await response.text();
    } catch (error) {
      throw new Later('away', 0, error instanceof Error ? error.message : String(error));
    }
    const { status } = response;
    const wait = waitOf(response.headers.get('retry-after'), (options.now?.() ?? new Date()).getTime());
    const answer = { status, message: text.replace(/\s+/g, ' ').slice(0, 300), wait };
    if (status === 429 || status === 408 || status >= 500) throw new Later('away', status, answer.message, wait);
    if ([401, 403, 404, 405, 407].includes(status) && init.method === 'POST')
      throw new Later('refused', status, answer.message, wait);
    return { answer, text };
  }

  /** One request with statements of one version. */
  async function post(rows: readonly StoredRow[], files: readonly AttachmentRow[]): Promise<Answer> {
    // The target says when it stored them and who wrote them there.
    const texts = rows.map((row) =>
      writeExact(without(parseExact(row.body).twin as Record<string, unknown>, ['stored', 'authority'])),
    );
    const json = `[${texts.join()}]`;
    const { contentType, body } =
      files.length > 0 ? writeParts(json, files) : { contentType: 'application/json', body: json };
    const { answer } = await ask('statements', majorOf(rows[0]), {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    return answer;
  }

  /** Some LRSs say 409 to a repeat as well: whether what the target has under this id is the same statement. */
  async function hasIt(row: StoredRow): Promise<boolean> {
    for (const name of ['statementId', 'voidedStatementId']) {
      const { answer, text } = await ask(`statements?${name}=${row.id}`, majorOf(row));
      if (answer.status !== 200) continue;
      try {
        const [mine, theirs] = [row.body, text].map((body) => preparedOf(body));
        return mine?.print === theirs?.print && mine?.given === theirs?.given;
      } catch {
        return false;
      }
    }
    return false;
  }

  /** All of these, in halves when one of them is not taken; what is not taken even alone is set aside. */
  async function deliver(rows: readonly StoredRow[], aside: SetAside[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const answer = await post(rows, await filesOf(rows));
    if (answer.status >= 200 && answer.status < 300) {
      sent += rows.length;
      return;
    }
    if (rows.length > 1) {
      const half = rows.length >> 1;
      await deliver(rows.slice(0, half), aside);
      return deliver(rows.slice(half), aside);
    }
    if (answer.status === 409 && (await hasIt(first))) return;
    const { status, message } = answer;
    const at = (options.now?.() ?? new Date()).toISOString();
    aside.push({ target: target.name, seq: first.seq, id: first.id, status, message, at, tries: 1, again: false });
    say('set-aside', { id: first.id, status });
  }

  const filesOf = (rows: readonly StoredRow[]): Promise<AttachmentRow[]> =>
    storage.attachments([...new Set(rows.flatMap((row) => hashesOf(row.body)))]);

  async function isWanted(row: StoredRow): Promise<boolean> {
    const { only } = target;
    if (!only) return true;
    const statement = JSON.parse(row.body) as Statement;
    const voided = voidedBy(statement);
    if (voided !== undefined) {
      const found = await storage.get(voided);
      // One that is not here cannot be looked at; it may have been passed on before it was erased.
      return found === undefined || isWanted(found);
    }
    return (
      (only.verbs === undefined || only.verbs.includes(statement.verb.id)) &&
      (only.activities === undefined ||
        describe(statement).activities.some((iri) => only.activities?.some((prefix) => iri.startsWith(prefix))))
    );
  }

  /** The next batch. @returns whether there was something */
  async function step(after: number): Promise<number | undefined> {
    const rows = await keep.scan({ after, limit: size });
    const last = rows.at(-1);
    if (!last) return undefined;
    const wanted: StoredRow[] = [];
    for (const row of rows) if (await isWanted(row)) wanted.push(row);
    const aside: SetAside[] = [];
    for (const group of await groups(wanted, filesOf)) {
      const before = aside.length;
      try {
        await deliver(group, aside);
      } catch (error) {
        // What came before this group is done; what was set aside within it will be met again.
        const done = rows[rows.indexOf(group[0] as StoredRow) - 1];
        if (done) await keep.setForwarded(target.name, done.seq, aside.slice(0, before));
        throw error;
      }
    }
    await keep.setForwarded(target.name, last.seq, aside);
    return last.seq;
  }

  /** Those that somebody asked to be tried once more. */
  async function again(): Promise<void> {
    for (const a of (await keep.setAside(target.name)).filter((x) => x.again)) {
      const row = await storage.get(a.id);
      const left: SetAside[] = [];
      if (row) await deliver([row], left);
      const [still] = left;
      await keep.changeAside(target.name, a.seq, still ? { ...still, tries: a.tries + 1 } : null);
    }
  }

  async function pass(hold: Hold): Promise<void> {
    let at = (await keep.forwarded()).get(target.name) ?? 0;
    let tries = 0;
    while (!stopping.aborted && !hold.lost()) {
      try {
        news = false;
        await again();
        const next = await step(at);
        tries = 0;
        if (state !== 'ok') say('ok', {});
        state = 'ok';
        if (next === undefined) await rest(LOOK, true);
        else at = next;
      } catch (error) {
        if (!(error instanceof Later)) throw error;
        failures++;
        // Half by chance: several targets, or several of us, do not come back all at once.
        const backoff =
          Math.min((options.pause ?? 1000) * 2 ** tries++, options.longest ?? 300_000) * (0.5 + Math.random() / 2);
        if (state !== error.state) say(error.state, { status: error.status, tries });
        state = error.state;
        at = (await keep.forwarded()).get(target.name) ?? 0;
        await rest(Math.min(error.wait ?? backoff, LONGEST_WAIT), false);
      }
    }
  }

  async function run(): Promise<void> {
    const unwatch = storage.watch(tell);
    while (!stopping.aborted) {
      let hold: Hold | undefined;
      try {
        hold = await keep.hold(`forward:${target.name}`);
        if (hold) {
          state = 'ok';
          await pass(hold);
        } else {
          state = 'elsewhere';
          await rest(5000, false);
        }
      } catch (error) {
        // The store is away, most likely; this process goes on when it is back.
        say('trouble', { message: error instanceof Error ? error.message : String(error) });
        await rest(options.pause ?? 1000, false);
      } finally {
        await hold?.release().catch(() => undefined);
      }
    }
    unwatch();
  }

  return { target, done: run(), state: () => state, sent: () => sent, failures: () => failures };
}

/** Retry-After: seconds or a date (RFC 9110 10.2.3). */
function waitOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

const majorOf = (row: StoredRow | undefined): 1 | 2 =>
  row && (JSON.parse(row.body) as { version?: string }).version?.startsWith('2.') ? 2 : 1;

const hashesOf = (body: string): string[] =>
  attachmentsOf(JSON.parse(body) as Record<string, unknown>, '').map((a) =>
    (a.attachment.sha2 as string).toLowerCase(),
  );

function preparedOf(body: string): { print: string; given: number | null } {
  const { value, twin } = parseExact(body);
  const [s, t] = [value, twin] as Record<string, unknown>[];
  return prepare(s ?? {}, t ?? {}, { authority: { objectType: 'Group', member: [] }, major: 1, defines: false });
}

/** In order, each of one version and not too large. */
async function groups(
  rows: readonly StoredRow[],
  filesOf: (rows: readonly StoredRow[]) => Promise<AttachmentRow[]>,
): Promise<StoredRow[][]> {
  const out: StoredRow[][] = [];
  let left = 0;
  for (const row of rows) {
    const files = await filesOf([row]);
    const length = row.body.length + files.reduce((n, f) => n + f.bytes.length, 0);
    const group = out.at(-1);
    if (group && length <= left && majorOf(group[0]) === majorOf(row)) group.push(row);
    else out.push([row]);
    left = (out.at(-1)?.length === 1 ? SIZE : left) - length;
  }
  return out;
}

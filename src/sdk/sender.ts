// What empties the outbox: one sender at a time, batches in order, and for each answer the one right thing to do. Fetched when
// there is something to send: without a network it would be of no use, and keeping things safe does not need it.
import { WidyaError } from './errors.js';
import { joined, merged } from './merge.js';
import { laneOf, documentKey, type Outbox } from './outbox.js';
import { ifiOf, type Actor, type Statement } from './statement.js';
import type { DocumentPatch, OutboxRow } from './store.js';

/** Another tab that holds the lock and gets nothing done for this long is taken to be frozen; a repeat is harmless. */
const PATIENCE = 60_000;
const LONGEST_WAIT = 300_000;
const ROUNDS = 3;

export async function drain(box: Outbox): Promise<void> {
  for (;;) {
    // The lock is let go between batches: a page that holds one is not kept for going back to, and a frozen one would hold up all.
    const step = box.lock
      ? await box.lock(`widya:${box.options.owner}`, (held) =>
          held || isStuck(box) ? sendNext(box) : Promise.resolve('busy' as const),
        )
      : await sendNext(box);
    if (step === 'busy') return box.schedule(2000 + box.random() * 1000);
    waits.delete(box);
    if (step === 'stop') return;
  }
}

const waits = new WeakMap<Outbox, { since: number; head: number | undefined }>();

function isStuck(box: Outbox): boolean {
  const head = box.rows[0]?.seq;
  const now = box.clock.now();
  const wait = waits.get(box);
  if (wait?.head === head && wait) return now - wait.since > PATIENCE;
  waits.set(box, { since: now, head });
  void box.refresh(); // what the other tab has sent leaves this one's list as well
  return false;
}

async function sendNext(box: Outbox): Promise<'more' | 'stop'> {
  await box.refresh();
  const group = box.active ? box.nextGroup() : [];
  if (group.length === 0) return 'stop';
  for (const row of group) box.inFlight.add(row.seq);
  try {
    await (group[0]?.document ? sendDocument(box, group) : sendStatements(box, group));
    box.failures = 0;
    box.error = undefined;
    return 'more';
  } catch (cause) {
    failed(box, cause);
    return 'stop';
  } finally {
    for (const row of group) box.inFlight.delete(row.seq);
  }
}

function failed(box: Outbox, cause: unknown): void {
  const error = cause instanceof WidyaError ? cause : undefined;
  if (error?.status === 401 || error?.code.startsWith('auth/')) return box.pause();
  box.error = error?.code ?? 'lrs/network';
  // Full jitter, so that an office whose line comes back does not arrive all at once.
  const wait = box.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(box.failures++, 10));
  box.schedule(Math.max(wait, error?.retryAfter ?? 0, 250));
}

/** Answers about the content, the same however often we ask. Any other answer is about the way there, and is tried again. */
const isRefusal = (error: unknown): error is WidyaError & { status: number } =>
  error instanceof WidyaError && [400, 403, 409, 413].includes(error.status ?? 0) && error.retryAfter === undefined;

async function sendStatements(box: Outbox, all: readonly OutboxRow[]): Promise<void> {
  // A lane may have been blocked by the half of the batch before: what comes after must not overtake.
  const rows = all.filter((r) => !box.blocked.has(laneOf(r)));
  const [first] = rows;
  if (!first?.statement || !box.active) return;
  const { lrs } = box.options;
  try {
    await lrs.saveStatements(
      rows.flatMap((r) => r.statement ?? []),
      { files: rows.flatMap((r) => r.files ?? []) },
    );
    await box.finish(rows);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (rows.length > 1) {
      // One bad statement fails the whole batch: halve until it stands alone.
      const middle = rows.length >> 1;
      await sendStatements(box, rows.slice(0, middle));
      await sendStatements(box, rows.slice(middle));
    } else if (error.status === 403) block(box, first, error);
    else if (error.status === 409 && (await isStored(box, first.statement))) await box.finish(rows);
    else await box.finish(rows, { code: error.code, message: error.message });
  }
}

function block(box: Outbox, row: OutboxRow, error: WidyaError): void {
  box.blocked.add(laneOf(row));
  box.error = error.code;
}

/** After 409: whether what the LRS has under this id is ours, from an earlier try (xAPI-Communication 2.1.2). */
async function isStored(box: Outbox, ours: Statement & { id: string }): Promise<boolean> {
  const { lrs } = box.options;
  try {
    const stored = (await lrs.getStatement(ours.id)) ?? (await lrs.getStatement(ours.id, { voided: true }));
    return stored !== null && isWithin(ours, stored);
  } catch (error) {
    if (error instanceof WidyaError && error.status === 403) return false; // somebody else's
    throw error;
  }
}

/** What an LRS may change in a statement it keeps: names in other languages, definitions, the spelling of a time. */
const loose = new Set(['definition', 'display', 'name', 'description', 'objectType', 'authority', 'stored', 'version']);

function isWithin(ours: unknown, theirs: unknown, key = ''): boolean {
  if (key === 'timestamp') return Date.parse(String(ours)) === Date.parse(String(theirs));
  if (['actor', 'instructor', 'agent'].includes(key)) {
    const id = ifiOf(ours as Actor);
    if (id !== null) return id === ifiOf(theirs as Actor);
  }
  if (typeof ours !== 'object' || ours === null) return ours === theirs;
  if (typeof theirs !== 'object' || theirs === null) return false;
  const other = theirs as Record<string, unknown>;
  return Object.entries(ours).every(([k, v]) => v === undefined || loose.has(k) || isWithin(v, other[k], k));
}

async function sendDocument(box: Outbox, rows: readonly OutboxRow[]): Promise<void> {
  const change = joined(rows.map((r) => r.document));
  const key = documentKey(change);
  // Where ours counts in any case, the server's own merge key by key is enough: nothing to read first, nothing to lose.
  const isPlain = !change.merge || change.merge === 'replace';
  for (let round = 1; ; round++) {
    let known = isPlain ? undefined : box.known.get(key);
    try {
      if (known === undefined && !isPlain) box.known.set(key, (known = await read(box, change)));
      const patch = known ? merged(change, known.value) : change.patch;
      const etag = await write(box, change, patch, known);
      if (etag === undefined || known === undefined) box.known.delete(key);
      else box.known.set(key, { etag, value: { ...known?.value, ...patch } });
      return await box.finish(rows);
    } catch (error) {
      box.known.delete(key);
      const status = error instanceof WidyaError ? error.status : undefined;
      if ((status === 412 || status === 409) && round < ROUNDS) continue; // another device was quicker: read, merge, again
      const [first] = rows;
      if (!first || !(error instanceof WidyaError) || status === 409 || !isRefusal(error)) throw error;
      if (status === 403) return block(box, first, error);
      return box.finish(rows, { code: error.code, message: error.message });
    }
  }
}

async function read(box: Outbox, d: DocumentPatch): Promise<KnownDocument> {
  const { lrs, actor: agent } = box.options;
  const found =
    d.resource === 'state'
      ? await lrs.getState({ ...stateKey(d), agent })
      : await lrs.getAgentProfile({ profileId: d.profileId ?? '', agent });
  const isObject = typeof found?.value === 'object' && found.value !== null && !Array.isArray(found.value);
  return found && { etag: found.etag, value: isObject ? (found.value as Record<string, unknown>) : {} };
}

function write(
  box: Outbox,
  d: DocumentPatch,
  patch: Record<string, unknown>,
  known: KnownDocument | undefined,
): Promise<string | undefined> {
  const { lrs, actor: agent } = box.options;
  // Where the LRS does not say its ETag (or CORS hides it), the merge key by key is all the care there is.
  const options = known === undefined ? {} : known ? { etag: known.etag } : { create: true };
  return d.resource === 'state'
    ? lrs.mergeState({ ...stateKey(d), agent }, patch, options)
    : lrs.mergeAgentProfile({ profileId: d.profileId ?? '', agent }, patch, options);
}

const stateKey = (d: DocumentPatch) => ({
  activityId: d.activityId ?? '',
  stateId: d.stateId ?? '',
  registration: d.registration,
});

/** A document as last seen on the server; null when there was none. */
export type KnownDocument = { etag: string | undefined; value: Record<string, unknown> } | null;

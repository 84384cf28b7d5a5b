// What empties the outbox: one sender at a time, batches in order. Fetched when there is something to send: without a network
// it would be of no use, and keeping things safe does not need it. What to do with a refusal is in refusals.ts.
import { WidyaError } from './errors.js';
import { documents, laneOf, refusals, type Outbox } from './outbox.js';
import type { OutboxRow } from './store.js';

/** Another tab that holds the lock and gets nothing done for this long is taken to be frozen; a repeat is harmless. */
const PATIENCE = 60_000;
const LONGEST_WAIT = 300_000;

export async function drain(box: Outbox): Promise<void> {
  for (;;) {
    // The lock is let go between batches: a page that holds one is not kept for going back to, and a frozen one would hold up all.
    const step = box.lock
      ? await box.lock(`widya:${box.options.owner}`, (held) =>
          held || isStuck(box) ? sendNext(box) : Promise.resolve('busy' as const),
        )
      : await sendNext(box);
    if (step === 'busy') return box.schedule(2000 + box.random() * 1000);
    box.busy = undefined;
    if (step === 'stop') return;
  }
}

function isStuck(box: Outbox): boolean {
  const head = box.rows[0]?.seq;
  const since = box.clock.now();
  if (box.busy?.head === head && box.busy) return since - box.busy.since > PATIENCE;
  box.busy = { since, head };
  void box.refresh(); // what the other tab has sent leaves this one's list as well
  return false;
}

async function sendNext(box: Outbox): Promise<'more' | 'stop'> {
  await box.refresh();
  const group = box.active ? box.nextGroup() : [];
  if (group.length === 0) return 'stop';
  for (const row of group) box.inFlight.add(row);
  try {
    await (group[0]?.document ? (await documents.load()).sendDocument(box, group) : sendStatements(box, group));
    box.failures = 0;
    box.error = undefined;
    return 'more';
  } catch (cause) {
    failed(box, cause);
    return 'stop';
  } finally {
    for (const row of group) box.inFlight.delete(row);
  }
}

function failed(box: Outbox, cause: unknown): void {
  const error = cause instanceof WidyaError ? cause : undefined;
  if (error?.status === 401 || error?.code.startsWith('auth/')) return box.pause();
  // There is somebody, but no LRS: asking often would help nobody. The doctor says what is wrong.
  const isElsewhere = error?.code === 'lrs/redirected' || error?.status === 404 || error?.status === 405;
  box.error = isElsewhere ? 'lrs/misconfigured' : (error?.code ?? 'lrs/network');
  // Full jitter, so that an office whose line comes back does not arrive all at once.
  const wait = box.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(box.failures++, 10));
  box.schedule(Math.max(isElsewhere ? LONGEST_WAIT : wait, error?.retryAfter ?? 0, 250));
}

/** Answers about the content, the same however often we ask. Any other answer is about the way there, and is tried again. */
export const isRefusal = (error: unknown): error is WidyaError & { status: number } =>
  error instanceof WidyaError && [400, 403, 409, 413].includes(error.status ?? 0) && error.retryAfter === undefined;

export async function sendStatements(box: Outbox, all: readonly OutboxRow[]): Promise<void> {
  // A lane may have been blocked by the half of the batch before: what comes after must not overtake.
  const rows = all.filter((r) => !box.blocked.has(laneOf(r)));
  if (rows.length === 0 || !box.active) return;
  try {
    await box.options.lrs.saveStatements(
      rows.flatMap((r) => r.statement ?? []),
      { files: rows.flatMap((r) => r.files ?? []) },
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return (await refusals.load()).settle(box, rows, error);
  }
  await box.finish(rows);
}

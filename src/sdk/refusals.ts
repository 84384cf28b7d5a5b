// What becomes of a batch the server has refused: the one bad statement is found, the others go. Fetched when that happens.
import { WidyaError } from './errors.js';
import { laneOf, type Outbox } from './outbox.js';
import { sendStatements } from './sender.js';
import { ifiOf, type Actor, type Statement } from './statement.js';
import type { OutboxRow } from './store.js';

/** @param error 400, 403, 409 or 413 */
export async function settle(box: Outbox, rows: readonly OutboxRow[], error: WidyaError): Promise<void> {
  const [first] = rows;
  if (!first?.statement) return;
  if (rows.length > 1) {
    // One bad statement fails the whole batch: halve until it stands alone.
    const middle = rows.length >> 1;
    await sendStatements(box, rows.slice(0, middle));
    await sendStatements(box, rows.slice(middle));
  } else if (error.status === 403) block(box, first, error);
  else if (error.status === 409 && (await isStored(box, first.statement))) await box.finish(rows);
  else await box.finish(rows, { code: error.code, message: error.message });
}

/** Nothing of this lane goes now; the others go on. */
export function block(box: Outbox, row: OutboxRow, error: WidyaError): void {
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

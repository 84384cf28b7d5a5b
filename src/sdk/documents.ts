// How changes of a document go to the server, whoever else has changed it meanwhile. Fetched with the first of them.
import { WidyaError } from './errors.js';
import { joined, merged } from './merge.js';
import { documentKey, type Outbox } from './outbox.js';
import { block } from './refusals.js';
import { isRefusal } from './sender.js';
import type { DocumentPatch, OutboxRow } from './store.js';

export { joined } from './merge.js';

const ROUNDS = 3;

export async function sendDocument(box: Outbox, rows: readonly OutboxRow[]): Promise<void> {
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

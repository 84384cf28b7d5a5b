// People whose records were erased: their sessions end, and tokens made before that are no longer good.
import { ifiOf, type Agent } from '../../sdk/statement.js';
import { sha1Hex } from '../hash.js';
import type { Storage } from '../storage/port.js';

/** Longer than any token lives (`TokenOptions.maxAge`). */
const KEPT = 7 * 24 * 3_600_000;
/** Milliseconds for which a process believes what it has looked up. */
const BELIEVED = 5000;

const mark = (agent: Agent): string => sha1Hex(`a:${ifiOf(agent) ?? ''}`);

/** Whose a session is, without saying who. */
export const ownerOf = mark;

/** @returns the number of sessions */
export async function endPerson(storage: Storage, agent: Agent, dryRun: boolean, now: Date): Promise<number> {
  const owner = mark(agent);
  let ended = 0;
  for (const { key, value } of await storage.keep.items('session:')) {
    if ((JSON.parse(value) as { owner?: string }).owner !== owner) continue;
    ended++;
    if (!dryRun) await storage.setItem(key, null);
  }
  if (!dryRun) await storage.setItem(`ended:${owner}`, String(now.getTime()), now.getTime() + KEPT);
  return ended;
}

/** Whether what was issued to a person at a moment (seconds since 1970) has been ended since. */
export function createEnded(storage: Storage, now: () => Date): (agent: Agent, issued: number) => Promise<boolean> {
  const known = new Map<string, { at: number; ended: number }>();
  return async (agent, issued) => {
    const key = mark(agent);
    const time = now().getTime();
    let entry = known.get(key);
    if (!entry || time - entry.at > BELIEVED) {
      if (known.size > 10_000) known.clear();
      entry = { at: time, ended: Number((await storage.getItem(`ended:${key}`)) ?? 0) };
      known.set(key, entry);
    }
    return issued * 1000 <= entry.ended;
  };
}

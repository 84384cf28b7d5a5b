// Where a discussion and its forum find who is who, and how far a person has read.
import type { Service } from '../../core/service.js';
import { warnOnce } from '../../core/widya-element.js';
import { rosterProfileId, type Roster } from '../../model/roster.js';
import { ns } from '../../sdk/verbs.js';

/** Id of the State document that holds how far a person has read. */
export const readStateId = `${ns}/state/read`;

export type RosterSource = Roster | (() => Promise<Roster>) | undefined;

/** The roster itself, wherever it comes from; undefined when there is none, or it cannot be read. */
export async function rosterFrom(service: Service, source: string | RosterSource): Promise<Roster | undefined> {
  try {
    if (typeof source !== 'string') return typeof source === 'function' ? await source() : source;
    const key = { activityId: source, profileId: rosterProfileId };
    return source ? (await service.lrs.getActivityProfile<Roster>(key))?.value : undefined;
  } catch (cause) {
    warnOnce(`roster:${String(source)}`, `the roster cannot be read: ${String(cause)}`);
    return undefined;
  }
}

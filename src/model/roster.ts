// Who is in a class and as what. From the host page, or from a document that only those who run courses may write.
import { moderating, type Directory } from './thread.js';
import type { Principal, Role } from '../sdk/auth.js';
import { ifiOf, type Agent } from '../sdk/statement.js';
import { ns } from '../sdk/verbs.js';

/** Id of the Activity Profile document that holds a roster. */
export const rosterProfileId = `${ns}/profile/roster`;

export interface Roster {
  people?: readonly { actor: Agent; name?: string; roles?: readonly Role[] }[];
  /** Credentials of portals that may record for others. */
  speaksFor?: readonly Agent[];
  /** Posts of learners are shown after a moderator has approved them. */
  premoderated?: boolean;
  /** Days without a post after which a thread takes no more. */
  lockAfterDays?: number;
}

export interface Known extends Directory {
  names: Map<string, string>;
  moderates: boolean;
}

/** One's own roles come from one's sign-in; everybody else's from the roster. */
export function directoryOf(roster: Roster | undefined, me: Principal | null): Known {
  const roles = new Map<string, readonly Role[]>();
  const names = new Map<string, string>();
  const list = (value: unknown) => (Array.isArray(value) ? value : []) as { actor: Agent }[];
  for (const entry of [...list(roster?.people), ...(me ? [me] : [])] as NonNullable<Roster['people']>) {
    const who = entry.actor && ifiOf(entry.actor);
    if (!who) continue;
    roles.set(who, list(entry.roles) as unknown as Role[]);
    const name = entry.name ?? entry.actor.name;
    if (typeof name === 'string') names.set(who, name);
  }
  const portals = new Set(list(roster?.speaksFor).map((a) => ifiOf(a as unknown as Agent)));
  const rolesOf = (who: string): readonly Role[] => roles.get(who) ?? [];
  return {
    roles: rolesOf,
    speaksFor: (authority) => portals.has(authority),
    premoderated: roster?.premoderated === true,
    names,
    moderates: me?.roles.some((r) => moderating.includes(r)) === true,
  };
}

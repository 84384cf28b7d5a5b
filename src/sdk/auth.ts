// Who the reader is and how a request is allowed: one interface, many ways (portal session, token, cmi5).
import type { Agent } from './statement.js';

export const roles = ['learner', 'facilitator', 'author', 'manager', 'leader', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The signed-in person as the portal knows them. */
export interface Principal {
  /** Stable and opaque; the key under which this person's data is kept on the device. Never an NIP. */
  subject: string;
  /** What statements carry as actor. The server refuses any other. */
  actor: Agent;
  name?: string;
  roles: Role[];
}

export type AuthState = 'unknown' | 'signed-out' | 'signed-in' | 'expired' | 'error';

/**
 * How the SDK reaches a protected LRS without ever holding a credential of its own.
 * `authorize` gets each request just before it is sent and returns the one to send.
 */
export interface AuthProvider {
  readonly state: AuthState;
  subscribe(listener: () => void): () => void;
  /** The signed-in person, or null when nobody is. */
  principal(): Promise<Principal | null>;
  authorize(request: Request, options: { retry: boolean }): Promise<Request>;
  /**
   * A secret of the person's for this device, 32 bytes as base64url, the same at each sign-in: what waits on a shared PC is
   * encrypted with it. Null when the portal gives none.
   */
  deviceKey?(): Promise<string | null>;
  /** Asks anew who is signed in: the page is seen again. Without it, `principal()` is asked while nobody is. */
  refresh?(): Promise<unknown>;
  login?(): Promise<void>;
  logout?(): Promise<void>;
}

export interface AuthWatch {
  readonly state: AuthState;
  /** @param isOther somebody else is signed in now: to be told though the state is the same */
  set(next: AuthState, isOther?: boolean): void;
  subscribe(listener: () => void): () => void;
}

/** What every way in needs: its state, and who wants to hear of it. @param watching called when the first comes and the last goes */
export function authWatch(watching?: (on: boolean) => void): AuthWatch {
  const listeners = new Set<() => void>();
  let state: AuthState = 'unknown';
  return {
    get state() {
      return state;
    },
    set(next, isOther = false) {
      if (next === state && !isOther) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      if (listeners.size === 0) watching?.(true);
      listeners.add(listener);
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) watching?.(false);
      };
    },
  };
}

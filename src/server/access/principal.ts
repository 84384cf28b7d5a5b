// Who asks, as the server knows them. Made by sessions or credentials, never from what the request says of itself.
import type { Role } from '../../sdk/auth.js';
import type { Agent } from '../../sdk/statement.js';

export interface LrsPrincipal {
  /** `session`: a person with a cookie. `system`: a key and secret with all rights, e.g. a portal's back end. */
  via: 'session' | 'system';
  subject: string;
  /** Written into each statement by the LRS (xAPI-Data 2.4.9). */
  authority: Agent;
  /** The only actor a person may write for. */
  actor: Agent;
  roles: readonly Role[];
}

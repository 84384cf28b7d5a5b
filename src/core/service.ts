// What components get from the nearest provider: the person, the LRS and a place where nothing is lost. Types only; the SDK implements it.
import { createContext } from '@lit/context';
import type { AuthState, Principal } from '../sdk/auth.js';
import type { LrsClient } from '../sdk/client.js';
import type { Statement } from '../sdk/statement.js';

/** A change to one of the learner's documents, merged key by key on the server (xAPI-Communication 2.2 "POST"). */
export interface DocumentPatch {
  resource: 'state' | 'agent-profile';
  /** Activity IRI; state only. */
  activityId?: string;
  stateId?: string;
  profileId?: string;
  registration?: string;
  /** Top-level keys that replace those of the stored document. */
  patch: Record<string, unknown>;
}

export type ServiceEvent =
  | { type: 'auth' }
  | { type: 'queued'; statements: Statement[] }
  | { type: 'sent'; ids: string[] }
  | { type: 'rejected'; ids: string[]; code: string; message: string }
  | { type: 'sync' };

export interface Service {
  readonly endpoint: string;
  readonly state: AuthState;
  /** The signed-in person; null while unknown or signed out. */
  readonly principal: Principal | null;
  /** Settles once the sign-in state is known. */
  readonly ready: Promise<void>;
  readonly lrs: LrsClient;
  /** Writes the statements to the device first and sends them when it can. Gives them id, timestamp and actor when they have none. */
  record(statements: Omit<Statement, 'actor'>[]): Promise<Statement[]>;
  saveDocument(change: DocumentPatch): Promise<void>;
  /** Statements and documents not yet on the server. */
  readonly pending: number;
  /** The ids of statements not yet on the server. */
  isPending(id: string): boolean;
  /** Patches of this document still on the device, oldest first; the caller merges them over what the server returns. */
  pendingPatches(match: Omit<DocumentPatch, 'patch'>): Record<string, unknown>[];
  subscribe(listener: (event: ServiceEvent) => void): () => void;
  login(): Promise<void>;
  /** Whether the person can be sent to a sign-in page. */
  readonly canLogin: boolean;
}

export const serviceContext = createContext<Service | undefined>(Symbol.for('widya:service@1'));

// The words of xAPI as types (1.0.3, with the additions of 2.0). No behaviour lives here.

/** A language map: RFC 5646 tag → text (xAPI-Data 4.1.11 "Language Maps"). */
export type LanguageMap = Record<string, string>;

export interface Account {
  homePage: string;
  name: string;
}

/** Exactly one inverse functional identifier (xAPI-Data 2.4.2.3). */
export type Ifi =
  | { mbox: `mailto:${string}`; mbox_sha1sum?: never; openid?: never; account?: never }
  | { mbox_sha1sum: string; mbox?: never; openid?: never; account?: never }
  | { openid: string; mbox?: never; mbox_sha1sum?: never; account?: never }
  | { account: Account; mbox?: never; mbox_sha1sum?: never; openid?: never };

export type Agent = { objectType?: 'Agent'; name?: string } & Ifi;
export type IdentifiedGroup = { objectType: 'Group'; name?: string; member?: Agent[] } & Ifi;
export interface AnonymousGroup {
  objectType: 'Group';
  name?: string;
  member: Agent[];
  mbox?: never;
  mbox_sha1sum?: never;
  openid?: never;
  account?: never;
}
export type Group = IdentifiedGroup | AnonymousGroup;
export type Actor = Agent | Group;

export interface Verb {
  id: string;
  display?: LanguageMap;
}

/** Interaction types of xAPI-Data 2.4.4.1 "Interaction Activities". */
export type InteractionType =
  | 'true-false'
  | 'choice'
  | 'fill-in'
  | 'long-fill-in'
  | 'matching'
  | 'performance'
  | 'sequencing'
  | 'likert'
  | 'numeric'
  | 'other';

export interface InteractionComponent {
  id: string;
  description?: LanguageMap;
}

export type Extensions = Record<string, unknown>;

export interface ActivityDefinition {
  name?: LanguageMap;
  description?: LanguageMap;
  type?: string;
  moreInfo?: string;
  interactionType?: InteractionType;
  correctResponsesPattern?: string[];
  choices?: InteractionComponent[];
  scale?: InteractionComponent[];
  source?: InteractionComponent[];
  target?: InteractionComponent[];
  steps?: InteractionComponent[];
  extensions?: Extensions;
}

export interface Activity {
  objectType?: 'Activity';
  id: string;
  definition?: ActivityDefinition;
}

export interface StatementRef {
  objectType: 'StatementRef';
  id: string;
}

export interface Score {
  /** −1 to 1. */
  scaled?: number;
  raw?: number;
  min?: number;
  max?: number;
}

export interface Result {
  score?: Score;
  success?: boolean;
  completion?: boolean;
  response?: string;
  /** ISO 8601 duration. */
  duration?: string;
  extensions?: Extensions;
}

export interface ContextActivities {
  parent?: Activity[];
  grouping?: Activity[];
  category?: Activity[];
  other?: Activity[];
}

/** xAPI 2.0 only. */
export interface ContextAgent {
  objectType: 'contextAgent';
  agent: Agent;
  relevantTypes?: string[];
}
/** xAPI 2.0 only. */
export interface ContextGroup {
  objectType: 'contextGroup';
  group: Group;
  relevantTypes?: string[];
}

export interface Context {
  registration?: string;
  instructor?: Actor;
  team?: Group;
  contextActivities?: ContextActivities;
  contextAgents?: ContextAgent[];
  contextGroups?: ContextGroup[];
  revision?: string;
  platform?: string;
  language?: string;
  statement?: StatementRef;
  extensions?: Extensions;
}

export interface Attachment {
  usageType: string;
  display: LanguageMap;
  description?: LanguageMap;
  contentType: string;
  /** Bytes. */
  length: number;
  /** SHA-2 of the content, hexadecimal. */
  sha2: string;
  fileUrl?: string;
}

export interface SubStatement {
  objectType: 'SubStatement';
  actor: Actor;
  verb: Verb;
  object: Activity | Agent | Group | StatementRef;
  result?: Result;
  context?: Context;
  timestamp?: string;
  attachments?: Attachment[];
}

export type StatementObject = Activity | Agent | Group | StatementRef | SubStatement;

/** A statement as a client may send it (xAPI-Data 2.2). */
export interface Statement {
  id?: string;
  actor: Actor;
  verb: Verb;
  object: StatementObject;
  result?: Result;
  context?: Context;
  timestamp?: string;
  attachments?: Attachment[];
  version?: string;
}

/** A statement as an LRS returns it: what the LRS must set is there. */
export interface StoredStatement extends Statement {
  id: string;
  stored: string;
  timestamp: string;
  authority: Actor;
  version: string;
}

export interface StatementResult {
  statements: StoredStatement[];
  /** Relative IRL of the next page; absent or empty on the last (xAPI-Data 2.5). */
  more?: string;
}

/** Filters of GET statements (xAPI-Communication 2.1.3). */
export interface StatementQuery {
  agent?: Agent | IdentifiedGroup;
  verb?: string;
  activity?: string;
  registration?: string;
  related_activities?: boolean;
  related_agents?: boolean;
  /** Exclusive, compared with `stored`. */
  since?: string;
  /** Inclusive, compared with `stored`. */
  until?: string;
  limit?: number;
  format?: 'ids' | 'exact' | 'canonical';
  attachments?: boolean;
  ascending?: boolean;
}

export interface Person {
  objectType: 'Person';
  name?: string[];
  mbox?: string[];
  mbox_sha1sum?: string[];
  openid?: string[];
  account?: Account[];
}

export interface About {
  version: string[];
  extensions?: Extensions;
}

/**
 * One string per identity: the type and the inverse functional identifier, name and key order ignored
 * (xAPI-Data 2.4.2.3: an agent is identified by its IFI alone). Null when there is none (an anonymous group).
 */
export function ifiOf(actor: Actor): string | null {
  if (actor.account) return `account:${actor.account.homePage}|${actor.account.name}`;
  if (actor.mbox) return `mbox:${actor.mbox}`;
  if (actor.mbox_sha1sum) return `mbox_sha1sum:${actor.mbox_sha1sum.toLowerCase()}`;
  if (actor.openid) return `openid:${actor.openid}`;
  return null;
}

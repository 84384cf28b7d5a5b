// What the LRS asks of a store. Shaped so that SQL can do each in one transaction; two stores fill it: memory and SQL.

/** In which part of a statement an agent or activity stands; bits, so that one number says all. */
export const role = {
  /** The statement's actor (agents) or object (activities, agents). */
  primary: 1,
  /** Member of a group that is actor or object. */
  member: 2,
  /** In the context, the authority, or inside a SubStatement: found by related_agents and related_activities only. */
  related: 4,
} as const;

export interface Ref {
  /** `a:` + activity IRI, `p:` + type and inverse functional identifier, or `f:` + SHA-2. Any length; stores hash it. */
  key: string;
  roles: number;
}

export interface NewStatement {
  /** UUID, lower case. */
  id: string;
  /** The whole statement as JSON text, once `stored` is known (it may also become the timestamp). */
  body(stored: string): string;
  verb: string;
  registration: string | undefined;
  refs: Ref[];
  /** Id of the statement this one refers to (object StatementRef). */
  target: string | undefined;
  /** True when this statement voids its target. */
  voids: boolean;
  /** Hash of everything that makes two statements under one id equal, but the timestamp (xAPI-Communication 2.1.1). */
  print: string;
  /** Milliseconds of the timestamp the client gave; null when the LRS had to set one. */
  given: number | null;
  /** Definitions and names to be remembered. */
  definitions: { iri: string; definition: Record<string, unknown> }[];
  /** Whether these definitions replace those known, or only stand where there are none. */
  defines: boolean;
  names: { agent: string; name: string }[];
}

export interface StoredRow {
  seq: number;
  id: string;
  /** ISO 8601, milliseconds, UTC. */
  stored: string;
  body: string;
  voided: boolean;
}

export interface AttachmentRow {
  /** Lower-case hexadecimal SHA-2. */
  sha2: string;
  contentType: string;
  bytes: Uint8Array;
  /** Whether the bytes are known to have this hash; a genuine file takes the place of one that is not. */
  genuine: boolean;
}

export interface StatementFilter {
  verb?: string;
  registration?: string;
  activity?: { key: string; mask: number };
  agent?: { key: string; mask: number };
  /** Exclusive; ISO 8601 UTC with the store's precision. */
  since?: string;
  /** Inclusive. */
  until?: string;
  ascending: boolean;
  limit: number;
  /** Go on after this sequence number. */
  after?: number;
  /** Nothing stored after this number: the walk through the pages does not change while writing goes on. */
  upTo?: number;
}

export type InsertResult =
  | { ok: true }
  /** A statement of that id exists and is another; nothing of the batch was stored. */
  | { ok: false; conflict: string }
  /** The statement to be voided is itself one that voids. */
  | { ok: false; voidsVoiding: string };

/** Which set a document belongs to. `agent` is a key as in `Ref`. */
export interface DocumentScope {
  kind: 'state' | 'agent-profile' | 'activity-profile';
  activity?: string;
  agent?: string;
  registration?: string;
}

export interface StoredDocument {
  content: Uint8Array;
  contentType: string;
  /** Without quotes. */
  etag: string;
  /** ISO 8601. */
  updated: string;
}

/** The store cannot be reached just now; nothing is wrong with what was asked. Answered with 503. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

export interface Storage {
  /** All or none. Equal repeats of known ids are accepted and change nothing. */
  insert(batch: NewStatement[], attachments: AttachmentRow[]): Promise<InsertResult>;
  get(id: string): Promise<StoredRow | undefined>;
  query(filter: StatementFilter): Promise<StoredRow[]>;
  /** Sequence number of the newest statement; 0 when there is none. */
  lastSeq(): Promise<number>;
  /**
   * Tells when something may have been stored, by whichever process; now and then also when nothing was.
   * @returns what ends it
   */
  watch(listener: () => void): () => void;
  /** Everything stored up to this moment can be read now (xAPI-Communication 2.1.3 Consistent-Through). */
  consistentThrough(): Promise<string>;
  attachments(sha2: string[]): Promise<AttachmentRow[]>;
  /** What is known of activities, by IRI; unknown ones are left out. */
  definitions(iris: string[]): Promise<Map<string, Record<string, unknown>>>;
  names(agent: string): Promise<string[]>;

  getDocument(scope: DocumentScope, id: string): Promise<StoredDocument | undefined>;
  /** Writes (or, with null, deletes) only if the etag is still `expected`; null expects that there is no document. */
  swapDocument(
    scope: DocumentScope,
    id: string,
    expected: string | null,
    next: StoredDocument | null,
  ): Promise<boolean>;
  listDocuments(scope: DocumentScope, since?: string): Promise<string[]>;
  /** Deletes all of a scope; a state scope without registration means every registration's. */
  clearDocuments(scope: DocumentScope): Promise<void>;

  /** Sessions and other small things of the server's own. */
  getItem(key: string): Promise<string | undefined>;
  /** @param until milliseconds since 1970 after which it may be forgotten */
  setItem(key: string, value: string | null, until?: number): Promise<void>;

  /** What those who run the server do with what is stored. */
  readonly keep: Keeping;

  close(): Promise<void>;
}

/** A statement as it is, and as it is to be; null when it is to be no more. */
export interface Change {
  seq: number;
  stored: string;
  old: NewStatement;
  next: NewStatement | null;
}

export interface ScanOptions {
  after?: number;
  /** Inclusive; ISO 8601 UTC. */
  until?: string;
  limit: number;
  /** Only those that have this key in one of these roles. */
  key?: { key: string; mask: number };
  verb?: string;
}

/** A statement that another LRS does not take. */
export interface SetAside {
  target: string;
  seq: number;
  id: string;
  /** Its answer. */
  status: number;
  message: string;
  /** ISO 8601. */
  at: string;
  tries: number;
  /** To be tried once more. */
  again: boolean;
}

/** Held by one process at a time; ends with the process. */
export interface Hold {
  /** Whether it may have been lost, with the connection to the database. */
  lost(): boolean;
  release(): Promise<void>;
}

export interface Keeping {
  /** Statements in the order they were stored, those voided as well. */
  scan(options: ScanOptions): Promise<StoredRow[]>;
  /** All or none. The ids of what is removed stay taken; files that no statement declares any more go too. @returns their number */
  rewrite(changes: readonly Change[]): Promise<number>;
  /** Removes what was stored until then in whole tables, as far as there are such; the number of statements. */
  dropUntil(until: string, dryRun: boolean): Promise<number>;
  /**
   * Documents of an agent (a key as in `Ref`), or of a kind and last changed until a moment; their number.
   * @param activities where an agent's documents may be that were kept before documents said whose they are
   */
  documents(
    which: { agent: string; activities: readonly string[] } | { kind: DocumentScope['kind']; until: string },
    dryRun: boolean,
  ): Promise<number>;
  /** Files that only statements stored until then declare; their number. @param type beginning of the media type */
  files(which: { until: string; type?: string }, dryRun: boolean): Promise<number>;
  /** Names known of an agent. */
  forgetNames(agent: string): Promise<void>;
  /** Small things whose key begins so. */
  items(prefix: string): Promise<{ key: string; value: string }[]>;
  /** What was done to the records, for those who have to account for it. Kept, never changed. */
  audit(entry: Record<string, unknown>): Promise<void>;
  audits(): Promise<Record<string, unknown>[]>;
  /** @returns undefined while another process has it */
  hold(name: string): Promise<Hold | undefined>;
  /** Up to where statements were passed on, by target. */
  forwarded(): Promise<Map<string, number>>;
  /** Both at once: how far it is now, and what was not taken on the way. */
  setForwarded(target: string, seq: number, aside: readonly SetAside[]): Promise<void>;
  setAside(target?: string): Promise<SetAside[]>;
  /** Replaces or, with null, removes one of those set aside. */
  changeAside(target: string, seq: number, next: SetAside | null): Promise<void>;
}

/** One string per document set, for keys and hashes. */
export function scopeKey(scope: DocumentScope): string {
  return JSON.stringify([scope.kind, scope.activity ?? '', scope.agent ?? '', scope.registration ?? '']);
}

/**
 * Later definitions add languages and replace single values (xAPI-Data 2.4.4.1: the LRS decides on the canonical one).
 * Those of senders without the right to define only stand where there are none.
 */
export function mergeDefinition(
  before: Record<string, unknown> | undefined,
  next: Record<string, unknown>,
  defines: boolean,
): Record<string, unknown> {
  if (before && !defines) return before;
  const merged: Record<string, unknown> = { ...before, ...next };
  for (const key of ['name', 'description', 'extensions']) {
    if (before?.[key] && next[key]) merged[key] = { ...(before[key] as object), ...(next[key] as object) };
  }
  return merged;
}

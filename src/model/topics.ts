// A forum: its threads, each reduced from the statements that name it, and what a list of them shows. Order and repetition do not matter,
// as in `thread.ts`, by whose rules everything here goes.
import { matches } from './text-search.js';
import type { Activity, StoredStatement, Statement } from '../sdk/statement.js';
import {
  add,
  emptyThread,
  isPost,
  remove,
  threadOf,
  trust,
  visible,
  type Directory,
  type Post,
  type Said,
  type Thread,
  type ThreadState,
} from './thread.js';

export interface Topic {
  /** IRI of the thread. */
  id: string;
  title: string | undefined;
  /** Identity of who opened it; undefined while its first post is not read. */
  opener: string | undefined;
  openerName: string | undefined;
  /** ISO 8601, UTC; undefined while the first post is not read. */
  openedAt: string | undefined;
  lastAt: string;
  last: Post;
  /** Posts of others than the first, which the reader may see and which are there. */
  replies: number;
  /** Everything that was said in it is read: `replies` is exact. */
  whole: boolean;
  unread: number;
  /** Somebody else has answered, or it is solved. */
  answered: boolean;
  solved: boolean;
  /** The reader has written in it. */
  mine: boolean;
  followed: boolean;
  pinned: boolean;
  locked: boolean;
  /** What those who keep order have before them. */
  waits: { flags: number; held: number; calls: Said[] };
  posts: Post[];
}

export interface ForumState {
  directory: Directory;
  threads: Map<string, ThreadState>;
  /** What follows of each, until something changes. */
  wholes: Map<string, Thread>;
  /** Titles by who wrote in it, while its first post is not read. */
  names: Map<string, string>;
  /** When the first statement of a thread that is here was stored. */
  firsts: Map<string, string>;
}

export const emptyForum = (directory?: Directory): ForumState => ({
  directory: directory ?? { roles: () => [] },
  threads: new Map(),
  wholes: new Map(),
  names: new Map(),
  firsts: new Map(),
});

/** From now on by this directory. */
export function trustForum(state: ForumState, directory: Directory): void {
  state.directory = directory;
  state.wholes.clear();
  for (const thread of state.threads.values()) trust(thread, directory);
}

/** The thread a statement is of: the first activity it has as parent. */
const threadIn = (statement: Statement): Activity | undefined => {
  const parent = statement.context?.contextActivities?.parent as Activity | Activity[] | undefined;
  const first = Array.isArray(parent) ? parent[0] : parent;
  return typeof first?.id === 'string' ? first : undefined;
};

/** Adds a statement; true when it says something that was not known. */
export function addToForum(state: ForumState, statement: Statement & { stored?: string }): boolean {
  const parent = threadIn(statement);
  if (!parent) return false;
  const { id } = parent;
  const thread = state.threads.get(id) ?? emptyThread(state.directory);
  const size = thread.acts.size;
  const added = add(thread, statement);
  if (thread.acts.size === 0) return false;
  state.threads.set(id, thread);
  state.wholes.delete(id);
  const name = parent.definition?.name;
  const title = name && Object.values(name)[0];
  if (title && isPost(statement) && !state.names.has(id)) state.names.set(id, title);
  const { stored } = statement as Partial<StoredStatement>;
  if (stored && stored < (state.firsts.get(id) ?? '~')) state.firsts.set(id, stored);
  return added || thread.acts.size !== size;
}

/** Takes statements out again, by their ids. True when one was here. */
export function removeFromForum(state: ForumState, ids: readonly string[]): boolean {
  let found = false;
  for (const [id, thread] of state.threads) {
    if (!remove(thread, ids)) continue;
    state.wholes.delete(id);
    found = true;
  }
  return found;
}

/** A thread of it as it is now. */
export function wholeOf(state: ForumState, id: string): Thread | undefined {
  const thread = state.threads.get(id);
  if (!thread) return undefined;
  const known = state.wholes.get(id) ?? threadOf(thread, id);
  state.wholes.set(id, known);
  return known;
}

export interface Reader {
  /** Identity; null while nobody is signed in. */
  me: string | null;
  moderates: boolean;
  /** `stored` of the last post they have seen of a thread. */
  readUpTo: (thread: string) => string | undefined;
  /** Whether everything since this time (`stored`) is read. Nothing older was left out when undefined. */
  from?: string | undefined;
}

/** Everything that can be shown as a topic, in no order. */
export function topicsOf(state: ForumState, reader: Reader): Topic[] {
  const { me, moderates, readUpTo, from } = reader;
  const out: Topic[] = [];
  for (const id of state.threads.keys()) {
    const whole = wholeOf(state, id) as Thread;
    const posts = whole.posts.filter((p) => visible(p, me, moderates));
    const standing = posts.filter((p) => !p.deleted && (moderates || p.author === me || !p.hidden));
    const first = posts.find((p) => p.statementId === whole.openedBy);
    const last = standing.at(-1);
    // Nothing of it is there to be read.
    if (!last) continue;
    const replies = standing.filter((p) => p !== first);
    const since = readUpTo(id);
    out.push({
      id,
      title: whole.title ?? state.names.get(id),
      opener: whole.opener,
      openerName: first?.name,
      openedAt: first?.at,
      lastAt: last.at,
      last,
      replies: replies.length,
      whole: from === undefined || (first?.stored !== undefined && first.stored >= from),
      unread: standing.filter(
        (p) => p.author !== me && p.stored !== undefined && (since === undefined || p.stored > since),
      ).length,
      answered: whole.solved || replies.some((p) => p.author !== whole.opener),
      solved: whole.solved,
      mine: standing.some((p) => p.author === me),
      followed: me !== null && whole.followers.has(me),
      pinned: whole.pinned !== undefined,
      locked: whole.locked !== undefined,
      waits: {
        flags: posts.reduce((n, p) => n + (p.hidden || p.deleted ? 0 : p.flags.length), 0),
        held: posts.filter((p) => p.held && !p.deleted).length,
        calls: whole.calls,
      },
      posts: standing,
    });
  }
  return out;
}

export const topicFilters = ['all', 'unread', 'unanswered', 'mine', 'followed'] as const;
export type TopicFilter = (typeof topicFilters)[number];
export const topicOrders = ['activity', 'newest', 'replies', 'title'] as const;
export type TopicOrder = (typeof topicOrders)[number];

const passes: Record<TopicFilter, (t: Topic) => boolean> = {
  all: () => true,
  unread: (t) => t.unread > 0,
  unanswered: (t) => !t.answered,
  mine: (t) => t.mine,
  followed: (t) => t.followed,
};
/** As a list shows them: pinned ones first. @param search words, all of which stand in the title or the posts */
export function listed(
  topics: readonly Topic[],
  how: { show: TopicFilter; order: TopicOrder; search: string; lang?: string },
): Topic[] {
  const text = (t: Topic) => `${t.title ?? ''}\n${t.posts.map((p) => p.text).join('\n')}`;
  const compare: Record<TopicOrder, (a: Topic, b: Topic) => number> = {
    activity: (a, b) => (a.lastAt < b.lastAt ? 1 : -1),
    newest: (a, b) => ((a.openedAt ?? '') < (b.openedAt ?? '') ? 1 : -1),
    replies: (a, b) => b.replies - a.replies || (a.lastAt < b.lastAt ? 1 : -1),
    title: (a, b) => (a.title ?? '').localeCompare(b.title ?? '', how.lang),
  };
  return topics
    .filter((t) => passes[how.show](t) && (how.search.trim() === '' || matches(text(t), how.search)))
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || compare[how.order](a, b) || (a.id < b.id ? -1 : 1));
}

const below = (forum: string): string => `${forum.replace(/\/$/, '')}/`;

/** What the address of a page ends in when a topic of the forum is open. */
export const topicAnchor = (forum: string, thread: string): string =>
  `topik-${encodeURIComponent(thread.startsWith(below(forum)) ? thread.slice(below(forum).length) : thread)}`;

/** The topic that the end of an address names; undefined when it names none. */
export function topicAt(forum: string, anchor: string): string | undefined {
  const name = /^topik-([^/]+)/.exec(anchor)?.[1];
  if (name === undefined) return undefined;
  try {
    const plainName = decodeURIComponent(name);
    return /^[a-z][a-z0-9+.-]*:/i.test(plainName) ? plainName : below(forum) + plainName;
  } catch {
    return undefined; // no address of ours
  }
}

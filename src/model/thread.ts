// A thread, reduced from statements. Idempotent and independent of order; only an author's own edits and deletions count,
// so a forged one changes nothing.
import { ifiOf, type Activity, type Statement } from '../sdk/statement.js';
import { extensions, verbs } from '../sdk/verbs.js';

export interface Post {
  /** Activity IRI of the post. */
  id: string;
  statementId: string;
  /** Identity of the author. */
  author: string;
  name: string | undefined;
  /** Markdown. */
  text: string;
  /** When it was written, never after it was stored: a forged future time cannot float to the top. */
  at: string;
  stored: string | undefined;
  editedAt: string | undefined;
  deleted: boolean;
  /** IRI of the post this one answers. */
  parent: string | undefined;
}

interface Change {
  by: string;
  at: string;
  text: string | undefined;
}

/** What has been read of a thread. Give every statement to `add`; read the posts when needed. */
export interface ThreadState {
  posts: Map<string, Post>;
  /** Changes by statement id, also of posts not read yet. */
  edits: Map<string, Map<string, Change>>;
  deletions: Map<string, Map<string, Change>>;
}

export const emptyThread = (): ThreadState => ({ posts: new Map(), edits: new Map(), deletions: new Map() });

/** Other spellings of the same concept that are in use (Activity Streams, TinCan registry, Jisc). */
const postVerbs = new Set([
  verbs.posted.id,
  verbs.replied.id,
  'http://activitystrea.ms/create',
  'http://activitystrea.ms/schema/1.0/create',
]);
const editVerbs = new Set([verbs.edited.id]);
const deleteVerbs = new Set([verbs.deleted.id, 'http://activitystrea.ms/schema/1.0/delete']);

const isActivity = (object: Statement['object']): object is Activity =>
  object.objectType === undefined || object.objectType === 'Activity';

/** Adds a statement; true when it was about a post. */
export function add(state: ThreadState, statement: Statement & { stored?: string }): boolean {
  const { id, actor, object, verb, timestamp } = statement;
  if (!isActivity(object) || id === undefined || timestamp === undefined) return false;
  const by = ifiOf(actor);
  if (by === null) return false;
  const { stored } = statement;
  const at = stored !== undefined && stored < timestamp ? stored : timestamp;

  if (postVerbs.has(verb.id)) {
    const text = statement.result?.response;
    const before = state.posts.get(object.id);
    // A post is written once; another author's statement under its IRI is a forgery, a later one of its own a repeat.
    if (typeof text !== 'string' || (before && (before.author !== by || before.statementId !== id))) return false;
    const parent = statement.context?.extensions?.[extensions.inReplyTo];
    state.posts.set(object.id, {
      id: object.id,
      statementId: id,
      author: by,
      name: actor.name,
      text,
      at: before && before.at < at ? before.at : at,
      stored: stored ?? before?.stored,
      editedAt: undefined,
      deleted: false,
      parent: typeof parent === 'string' ? parent : undefined,
    });
    return true;
  }
  const list = editVerbs.has(verb.id) ? state.edits : deleteVerbs.has(verb.id) ? state.deletions : undefined;
  if (!list) return false;
  const changes = list.get(object.id) ?? new Map<string, Change>();
  changes.set(id, { by, at, text: statement.result?.response });
  list.set(object.id, changes);
  return true;
}

/** Takes statements out again, by their ids. Returns the texts that were in them; undefined when none was here. */
export function remove(state: ThreadState, ids: readonly string[]): string[] | undefined {
  const gone = new Set(ids);
  const texts: string[] = [];
  let found = false;
  for (const [id, post] of state.posts) {
    if (!gone.has(post.statementId)) continue;
    found = true;
    texts.push(post.text);
    state.posts.delete(id);
  }
  for (const list of [state.edits, state.deletions]) {
    for (const changes of list.values()) {
      for (const [id, change] of changes) {
        if (!gone.has(id)) continue;
        found = true;
        if (change.text !== undefined) texts.push(change.text);
        changes.delete(id);
      }
    }
  }
  return found ? texts : undefined;
}

/** The posts as they are now, oldest first. */
export function postsOf(state: ThreadState): Post[] {
  const out: Post[] = [];
  for (const post of state.posts.values()) {
    const own = (changes: Map<string, Change> | undefined) =>
      [...(changes?.values() ?? [])].filter((c) => c.by === post.author);
    const deleted = own(state.deletions.get(post.id)).length > 0;
    const edit = own(state.edits.get(post.id))
      .filter((c) => c.text !== undefined)
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : (a.text ?? '') < (b.text ?? '') ? -1 : 1))
      .at(-1);
    out.push({
      ...post,
      deleted,
      text: deleted ? '' : (edit?.text ?? post.text),
      editedAt: deleted ? undefined : edit?.at,
    });
  }
  return out.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
}

export interface ThreadNode {
  post: Post;
  /** Answers, and answers to answers, oldest first. */
  replies: Post[];
}

/** Posts with their answers below them, one level deep. An answer whose post is not read yet stands alone. */
export function threaded(posts: readonly Post[]): ThreadNode[] {
  const byId = new Map(posts.map((p) => [p.id, p]));
  const rootOf = (post: Post): Post => {
    const seen = [post];
    for (let at = post; ;) {
      const parent = at.parent === undefined ? undefined : byId.get(at.parent);
      if (!parent) return at;
      const loop = seen.indexOf(parent);
      // Answers in a circle can only be forged; whoever comes first by id stands for all of them.
      if (loop >= 0) return seen.slice(loop).reduce((first, p) => (p.id < first.id ? p : first));
      seen.push((at = parent));
    }
  };
  const nodes = new Map<string, ThreadNode>();
  for (const post of posts) {
    const root = rootOf(post);
    const node = nodes.get(root.id) ?? { post: root, replies: [] };
    if (post !== root) node.replies.push(post);
    nodes.set(root.id, node);
  }
  return [...nodes.values()].sort((a, b) => (a.post.at < b.post.at ? -1 : 1));
}

/** Posts by others that were stored after `since`. */
export function unreadCount(posts: readonly Post[], me: string | null, since: string | undefined): number {
  return posts.filter(
    (p) => !p.deleted && p.author !== me && p.stored !== undefined && (since === undefined || p.stored > since),
  ).length;
}

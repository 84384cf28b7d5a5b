// A thread, reduced from statements. Everything read is kept as a set of acts and the thread follows from the set, so the order in which
// they come and how often does not matter. Who may do what is decided here as well: an author's own changes count, and those of who
// moderates by the directory of roles; never because of a name, nor because a statement says so of itself.
import type { Role } from '../sdk/auth.js';
import { ifiOf, type Activity, type Statement } from '../sdk/statement.js';
import { extensions } from '../sdk/verbs.js';

/** Who keeps order in a forum. */
export const moderating: readonly string[] = ['facilitator', 'manager', 'admin'];

/** Who is who, from a source that learners cannot write: the host page, or the roster document. */
export interface Directory {
  /** Roles of a person, by their identity (`ifiOf`); none for who is not known. */
  roles: (who: string) => readonly Role[];
  /**
   * Whether this credential may record for others: a portal's back end. What a person's own credential wrote in another's name does not
   * count, save that of a moderator, who may bring in a backup.
   */
  speaksFor?: (authority: string) => boolean;
  /** Posts of others than moderators are shown after a moderator has approved them. */
  premoderated?: boolean;
}

export interface Version {
  by: string;
  at: string;
  text: string;
}
export interface Reaction {
  /** Last part of the verb: `like`, `applauded`, `laughed`, `agree`, `disagree`, `voted-up`, `voted-down`. */
  word: string;
  by: { who: string; statementId: string }[];
}
export interface Said {
  by: string;
  at: string;
  statementId: string;
  text: string | undefined;
}
export interface Rating extends Said {
  scaled: number | undefined;
  raw: number | undefined;
  max: number | undefined;
}

export interface Post {
  /** Activity IRI of the post. */
  id: string;
  statementId: string;
  /** Identity of the author. */
  author: string;
  name: string | undefined;
  roles: readonly Role[];
  /** The record server says that the author themselves wrote it. */
  verified: boolean;
  /** Markdown; empty when it was deleted. */
  text: string;
  /** All its texts, the first one first; none once it was deleted. */
  history: Version[];
  /** When it was written, never after it was stored: a forged future time cannot float to the top. ISO 8601, UTC. */
  at: string;
  stored: string | undefined;
  editedAt: string | undefined;
  deleted: boolean;
  /** A moderator deleted it. */
  byModerator: boolean;
  /** A moderator hid it. */
  hidden: Said | undefined;
  /** It waits for a moderator's approval. */
  held: boolean;
  pinned: string | undefined;
  reactions: Reaction[];
  /** Facilitators who like it. */
  endorsed: string[];
  /** By facilitators, the last of each. */
  ratings: Rating[];
  reviews: Said[];
  /** Reports that no moderator has decided on since. */
  flags: Said[];
  /** IRI of the post this one answers. */
  parent: string | undefined;
}

export interface Thread {
  posts: Post[];
  /** As who opened the thread last called it. */
  title: string | undefined;
  /** Who opened it; undefined while the first post is not read. */
  opener: string | undefined;
  /** The statement they opened it with. */
  openedBy: string | undefined;
  /** Statement ids, so that they can be taken back. */
  pinned: string | undefined;
  locked: Said | undefined;
  /** IRI of the post that answers the question. */
  accepted: string | undefined;
  acceptedBy: string | undefined;
  solved: boolean;
  followers: ReadonlySet<string>;
  /** Calls for a facilitator that none has answered since. */
  calls: Said[];
  /** When the last post was written. */
  lastAt: string | undefined;
}

interface Act extends Said {
  word: string;
  target: string;
  /** Who wrote it into the LRS. */
  via: string | undefined;
  name: string | undefined;
  stored: string | undefined;
  order: string;
  parent: string | undefined;
  title: string | undefined;
  score: { scaled?: number; raw?: number; max?: number } | undefined;
}

/** What has been read of a thread. Give every statement to `add`; read the posts when needed. */
export interface ThreadState {
  directory: Directory;
  /** By statement id. */
  acts: Map<string, Act>;
  /** The same by what they are about: IRI of a post or the thread, or id of the statement that is taken back. */
  about: Map<string, Act[]>;
  /** Those of rare words, by the word: what the thread as a whole follows from. */
  rare: Map<string, Set<Act>>;
  /** What follows from them, until something changes. */
  posts: Map<string, Post | undefined>;
  list: Post[] | undefined;
}

const nobody: Directory = { roles: () => [] };

export const emptyThread = (directory: Directory = nobody): ThreadState => ({
  directory,
  acts: new Map(),
  about: new Map(),
  rare: new Map(),
  posts: new Map(),
  list: undefined,
});

/** From now on by this directory. */
export function trust(state: ThreadState, directory: Directory): void {
  state.directory = directory;
  state.posts.clear();
  state.list = undefined;
}

const as = 'http://activitystrea.ms/';
/** What each word means is in the namespace's vocabulary; read in the spellings that are in use. */
const words = new Map<string, string>();
for (const [space, list] of [
  [
    as,
    'create delete retract like unlike agree disagree flag-as-inappropriate reject approve close open accept resolve follow stop-following',
  ],
  [
    'http://id.tincanapi.com/verb/',
    'replied applauded laughed voted-up voted-down promoted rated reviewed requested-attention',
  ],
  ['https://w3id.org/xapi/acrossx/verbs/', 'posted edited liked'],
  ['http://adlnet.gov/expapi/verbs/', 'voided'],
] as const)
  for (const word of list.split(' ')) words.set(space + word, word === 'liked' ? 'like' : word);

const wordOf = (iri: string): string | undefined => words.get(iri.replace(`${as}schema/1.0/`, as));

const writes = /^(posted|create|replied)$/;
const undoes = /^(retract|voided)$/;
const locks = /^(close|open)$/;
/** Seldom said, and of weight for the whole thread: kept at hand, so that a long one is not searched for them. */
const rare = /^(posted|create|close|open|accept|resolve|requested-attention)$/;
/** Of each person the last word of a family counts. */
const family = (word: string): string | undefined =>
  /^(un)?like$/.test(word)
    ? 'like'
    : /agree$/.test(word)
      ? 'agree'
      : /^voted-/.test(word)
        ? 'vote'
        : /^(applauded|laughed)$/.test(word)
          ? word
          : undefined;

const utc = (time: string | undefined): string | undefined => {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
};

function read(statement: Statement & { stored?: string; authority?: Statement['actor'] }): Act | undefined {
  const { id, actor, object, context, result } = statement;
  const word = wordOf(statement.verb.id);
  const by = ifiOf(actor);
  const time = utc(statement.timestamp);
  const stored = utc(statement.stored);
  if (!word || !id || by === null || time === undefined) return undefined;
  const isRef = object.objectType === 'StatementRef';
  if (isRef !== undoes.test(word) || !('id' in object)) return undefined;
  if (!isRef && object.objectType !== undefined && object.objectType !== 'Activity') return undefined;
  const text = result?.response;
  if (typeof text !== 'string' && (writes.test(word) || word === 'edited')) return undefined;
  const parent = context?.extensions?.[extensions.inReplyTo];
  const name = (context?.contextActivities?.parent?.[0] as Activity | undefined)?.definition?.name;
  return {
    word,
    statementId: id.toLowerCase(),
    target: isRef ? object.id.toLowerCase() : object.id,
    by,
    via: (statement.authority && ifiOf(statement.authority)) ?? undefined,
    name: actor.name,
    at: stored !== undefined && stored < time ? stored : time,
    stored,
    // By the server's clock; what is still on the device comes after all that is there.
    order: `${stored ?? '~'}|${time}|${id.toLowerCase()}`,
    text: typeof text === 'string' ? text : undefined,
    parent: typeof parent === 'string' ? parent : undefined,
    title: name && Object.values(name)[0],
    score: result?.score,
  };
}

/** Adds a statement; true when it says something of a forum that was not known. */
export function add(state: ThreadState, statement: Statement & { stored?: string }): boolean {
  const act = read(statement);
  if (!act) return false;
  const before = state.acts.get(act.statementId);
  // The same again; what the server says of it is known later than what the device said.
  if (before && (before.stored !== undefined || act.stored === undefined)) return false;
  if (before) drop(state, before);
  state.acts.set(act.statementId, act);
  if (rare.test(act.word)) state.rare.set(act.word, (state.rare.get(act.word) ?? new Set()).add(act));
  const list = state.about.get(act.target);
  if (list) list.push(act);
  else state.about.set(act.target, [act]);
  touch(state, act);
  return before === undefined;
}

/** A post that a statement would make, with all that is known of it; undefined when it makes none. */
export function postFrom(state: ThreadState, statement: Statement & { stored?: string }): Post | undefined {
  const act = read(statement);
  return act && writes.test(act.word) ? derive(state, act.target, act) : undefined;
}

/** Whether it writes a post, rather than doing something with one. */
export const isPost = (statement: Statement): boolean => writes.test(wordOf(statement.verb.id) ?? '');

function drop(state: ThreadState, act: Act): void {
  state.acts.delete(act.statementId);
  state.rare.get(act.word)?.delete(act);
  state.about.set(
    act.target,
    (state.about.get(act.target) ?? []).filter((a) => a !== act),
  );
  touch(state, act);
}

function touch(state: ThreadState, act: Act): void {
  state.list = undefined;
  const undone = undoes.test(act.word) ? state.acts.get(act.target) : act;
  // A lock changes what becomes of the posts after it.
  if (undone && locks.test(undone.word)) state.posts.clear();
  else if (undone) state.posts.delete(undone.target);
}

/** Takes statements out again, by their ids. Returns the texts that were in them; undefined when none was here. */
export function remove(state: ThreadState, ids: readonly string[]): string[] | undefined {
  const acts = ids.flatMap((id) => state.acts.get(id.toLowerCase()) ?? []);
  for (const act of acts) drop(state, act);
  return acts.length > 0 ? acts.flatMap((a) => a.text ?? []) : undefined;
}

const has = (state: ThreadState, who: string, roles: readonly string[]): boolean =>
  state.directory.roles(who).some((r) => roles.includes(r));
const moderates = (state: ThreadState, who: string): boolean => has(state, who, moderating);

/** Whether who is named as actor said it, as far as the server's word goes. What is still on the device has none. */
const meant = (state: ThreadState, { by, via }: Act): boolean =>
  via === undefined || via === by || moderates(state, via) || (state.directory.speaksFor?.(via) ?? false);
const moderated = (state: ThreadState, act: Act): boolean => meant(state, act) && moderates(state, act.by);
/** By the author, by the same way as the post came or as themselves. */
const owned = (state: ThreadState, act: Act, post: Act): boolean =>
  act.by === post.by && (act.via === post.via || meant(state, act));

const undone = (state: ThreadState, act: Act, word = undoes): boolean =>
  state.about.get(act.statementId)?.some((u) => word.test(u.word) && (owned(state, u, act) || moderated(state, u))) ??
  false;

const said = ({ by, at, statementId, text }: Act): Said => ({ by, at, statementId, text });

/** What counts of a post or the thread, in order. */
function actsOf(state: ThreadState, target: string, more?: Act): Act[] {
  const known = state.about.get(target) ?? [];
  return (more ? [...known, more] : known)
    .filter((a) => writes.test(a.word) || !undone(state, a))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
}

function lastOfEach(acts: readonly Act[]): Act[] {
  return [...new Map(acts.map((a) => [`${family(a.word) ?? a.word} ${a.by}`, a])).values()];
}

function derive(state: ThreadState, id: string, more?: Act): Post | undefined {
  const acts = actsOf(state, id, more);
  // A post is written once: another statement under its IRI is a forgery or a repeat. One that was voided is not there for who comes later.
  const post = acts.find((a) => writes.test(a.word) && !undone(state, a, /voided/));
  if (!post) return undefined;
  const changes = acts.filter((a) => owned(state, a, post) || moderated(state, a));
  const edits = changes.filter((a) => a.word === 'edited');
  const deletion = changes.find((a) => a.word === 'delete');
  const deleted = deletion !== undefined || undone(state, post);
  const history = [post, ...edits].map(({ by, at, text = '' }) => ({ by, at, text }));
  const decision = acts.filter((a) => /^(reject|approve)$/.test(a.word) && moderated(state, a)).at(-1);
  const reactions = new Map<string, Reaction>();
  // Where everybody writes with one key the server cannot tell; a person's own key speaks for that person alone.
  const believed = acts.filter((a) => meant(state, a) || (a.via === post.via && post.via !== post.by));
  for (const { word, by, statementId } of lastOfEach(believed.filter((a) => family(a.word)))) {
    if (word === 'unlike') continue;
    const reaction = reactions.get(word) ?? { word, by: [] };
    reaction.by.push({ who: by, statementId });
    reactions.set(word, reaction);
  }
  const assessed = acts.filter(
    (a) => has(state, a.by, ['facilitator', 'manager']) && meant(state, a) && a.by !== post.by,
  );
  return {
    id,
    statementId: post.statementId,
    author: post.by,
    name: post.name,
    roles: post.via !== undefined && !meant(state, post) ? [] : state.directory.roles(post.by),
    verified: post.via !== undefined && meant(state, post),
    text: deleted ? '' : (history.at(-1)?.text ?? ''),
    history: deleted ? [] : history,
    at: post.at,
    stored: post.stored,
    editedAt: deleted ? undefined : edits.at(-1)?.at,
    deleted,
    byModerator: deletion !== undefined && deletion.by !== post.by,
    hidden: decision?.word === 'reject' ? said(decision) : undefined,
    held:
      decision === undefined &&
      !moderated(state, post) &&
      (state.directory.premoderated === true || lockAt(state, post.order) !== undefined),
    pinned: acts.find((a) => a.word === 'promoted' && moderated(state, a))?.statementId,
    reactions: [...reactions.values()],
    endorsed: lastOfEach(assessed.filter((a) => family(a.word) === 'like')).flatMap((a) =>
      a.word === 'like' && has(state, a.by, ['facilitator']) ? a.by : [],
    ),
    ratings: lastOfEach(assessed.filter((a) => a.word === 'rated')).map((a) => ({
      ...said(a),
      scaled: a.score?.scaled,
      raw: a.score?.raw,
      max: a.score?.max,
    })),
    reviews: assessed.filter((a) => a.word === 'reviewed' && a.text !== undefined).map(said),
    flags: lastOfEach(
      believed.filter((a) => a.word === 'flag-as-inappropriate' && (!decision || a.order > decision.order)),
    ).map(said),
    parent: post.parent,
  };
}

const rarely = (state: ThreadState, ...said: string[]): Act[] =>
  said.flatMap((word) => [...(state.rare.get(word) ?? [])]);
const lastFirst = (a: Act, b: Act): number => (a.order < b.order ? 1 : -1);

/** The lock that was on at a place in the order, if one was. A state holds one thread, so every lock in it is that thread's. */
function lockAt(state: ThreadState, order: string): Act | undefined {
  const last = rarely(state, 'close', 'open')
    .filter((a) => a.order < order && moderated(state, a) && !undone(state, a))
    .reduce<Act | undefined>((max, a) => (max && max.order > a.order ? max : a), undefined);
  return last?.word === 'close' ? last : undefined;
}

const byTime = (a: Post, b: Post): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1);

/** The posts as they are now, oldest first. */
export function postsOf(state: ThreadState): Post[] {
  if (state.list) return state.list;
  const out: Post[] = [];
  for (const id of state.about.keys()) {
    if (!state.posts.has(id)) state.posts.set(id, derive(state, id));
    const post = state.posts.get(id);
    if (post) out.push(post);
  }
  return (state.list = out.sort(byTime));
}

/** The thread as it is now. @param id its IRI */
export function threadOf(state: ThreadState, id: string): Thread {
  const posts = postsOf(state);
  const acts = actsOf(state, id);
  const first = rarely(state, 'posted', 'create')
    .filter((a) => !undone(state, a, /voided/))
    .reduce<Act | undefined>((min, a) => (min && min.order < a.order ? min : a), undefined);
  const opener = first?.by;
  const asker = (a: Act): boolean => moderated(state, a) || (first !== undefined && owned(state, a, first));
  const stands = (post: Post | undefined): boolean => post !== undefined && !post.deleted && !post.hidden;
  const answer = rarely(state, 'accept')
    .filter((a) => asker(a) && !undone(state, a) && stands(state.posts.get(a.target)))
    .sort(lastFirst)[0];
  const lock = lockAt(state, '~~');
  const called = rarely(state, 'requested-attention').filter((a) => !undone(state, a));
  const helps = (a: Act): boolean => (writes.test(a.word) || /^(accept|resolve)$/.test(a.word)) && moderated(state, a);
  const helped =
    called.length === 0
      ? ''
      : [...state.acts.values()].filter(helps).reduce((max, a) => (a.order > max ? a.order : max), '');
  const follows = lastOfEach(
    acts.flatMap((a) => (/^(follow|stop-following)$/.test(a.word) ? { ...a, word: 'like', target: a.word } : [])),
  );
  return {
    posts,
    title: first?.title,
    opener,
    openedBy: first?.statementId,
    pinned: acts.find((a) => a.word === 'promoted' && moderated(state, a))?.statementId,
    locked: lock && said(lock),
    accepted: answer?.target,
    acceptedBy: answer?.statementId,
    solved: answer !== undefined || acts.some((a) => a.word === 'resolve' && asker(a)),
    followers: new Set(follows.flatMap((a) => (a.target === 'follow' ? a.by : []))),
    calls: called
      .filter((a) => a.order > helped && (a.target === id || state.posts.get(a.target)))
      .sort((a, b) => lastFirst(b, a))
      .map(said),
    lastAt: posts.reduce<string | undefined>((max, p) => (max && max > p.at ? max : p.at), undefined),
  };
}

/** Closed by a moderator, or because nobody has written for so long. @param idle days; never when undefined */
export function isLocked(thread: Pick<Thread, 'locked' | 'lastAt'>, now: number, idle?: number): boolean {
  const quiet = thread.lastAt === undefined ? 0 : now - Date.parse(thread.lastAt);
  return thread.locked !== undefined || (idle !== undefined && quiet > idle * 86_400_000);
}

/** What a person sees: one's own and what is not hidden or held, everything for who moderates. */
export const visible = (post: Post, me: string | null, all: boolean): boolean =>
  all || post.author === me || !post.held;

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

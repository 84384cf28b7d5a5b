// What waits in a forum for those who keep order, from what was read of it.
import type { Post, Said, Thread } from './thread.js';
import { wholeOf, type ForumState } from './topics.js';

/** A post, or a call, that those who keep order have to look at. */
export interface Waiting {
  why: 'held' | 'flagged' | 'hidden' | 'call';
  thread: string;
  title: string | undefined;
  post: Post | undefined;
  /** Reports, the call, or the decision that hid it. */
  said: Said[];
  /** Since when, ISO 8601. */
  since: string;
}

/** What waits in a forum, the longest waiting first; what is hidden last, the newest decision first. */
export function queueOf(state: ForumState): Waiting[] {
  const out: Waiting[] = [];
  for (const id of state.threads.keys()) {
    const whole = wholeOf(state, id) as Thread;
    const of = { thread: id, title: whole.title ?? state.names.get(id) };
    for (const call of whole.calls) out.push({ ...of, why: 'call', post: undefined, said: [call], since: call.at });
    for (const post of whole.posts) {
      if (post.deleted) continue;
      if (post.hidden) out.push({ ...of, why: 'hidden', post, said: [post.hidden], since: post.hidden.at });
      else if (post.held) out.push({ ...of, why: 'held', post, said: post.flags, since: post.at });
      else if (post.flags[0]) out.push({ ...of, why: 'flagged', post, said: post.flags, since: post.flags[0].at });
    }
  }
  const last = (w: Waiting) => Number(w.why === 'hidden');
  return out.sort(
    (a, b) => last(a) - last(b) || (last(a) ? -1 : 1) * (a.since < b.since ? -1 : a.since > b.since ? 1 : 0),
  );
}

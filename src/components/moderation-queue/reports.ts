// Reports and calls of whenever, and what they are about, however old that is.
import { postsOf } from '../../model/thread.js';
import type { LrsClient } from '../../sdk/client.js';
import { forumVerbs } from '../../sdk/forum-verbs.js';
import type { ForumSync } from '../forum/forum-sync.js';

const PAGE = 100;
/** Posts asked for by their IRI where they are older than what was read. */
const MANY = 20;

export async function bringReports(lrs: LrsClient, forum: string, sync: ForumSync): Promise<void> {
  try {
    const query = { activity: forum, related_activities: true, limit: PAGE };
    const verbs = [forumVerbs.flagged, forumVerbs.askedForHelp];
    const pages = await Promise.all(verbs.map(({ id }) => lrs.getStatements({ ...query, verb: id })));
    const said = pages.flatMap((p) => p.statements);
    sync.bring(said);
    const { threads } = sync.state;
    const known = new Set([...threads.values()].flatMap((t) => postsOf(t).map((p) => p.id)));
    const about = said.flatMap(({ object }) =>
      object.objectType !== 'StatementRef' && 'id' in object ? object.id : [],
    );
    const missing = [...new Set(about)].filter((id) => !known.has(id) && !threads.has(id)).slice(0, MANY);
    const found = await Promise.all(missing.map((activity) => lrs.getStatements({ activity })));
    sync.bring(found.flatMap((p) => p.statements));
  } catch {
    // No network for it: the newest are here.
  }
}

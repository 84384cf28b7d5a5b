// What other systems say of their forums, said in our words: Moodle (logstore_xapi), Open edX (event-routing-backends), Jisc's recipes.
// Statement in, statement out, for the reducer of threads; nothing of it is written back. Their texts are plain: what looks like Markdown
// in them is kept from being read as such.
import type { Activity, Result, Statement } from '../sdk/statement.js';

type Told = Statement & { stored?: string };

const tincan = 'http://id.tincanapi.com/';
const acrossx = 'https://w3id.org/xapi/acrossx/verbs/';
const as = 'http://activitystrea.ms/';
const our = {
  posted: `${acrossx}posted`,
  replied: `${tincan}verb/replied`,
  edited: `${acrossx}edited`,
  deleted: `${as}delete`,
  flagged: `${as}flag-as-inappropriate`,
  votedUp: `${tincan}verb/voted-up`,
  followed: `${as}follow`,
  unfollowed: `${as}stop-following`,
};

const list = (value: unknown): Activity[] => (Array.isArray(value) ? value : value ? [value] : []) as Activity[];
const around = (s: Told): Activity[] => {
  const { parent, grouping } = s.context?.contextActivities ?? {};
  return [...list(parent), ...list(grouping)];
};
const typeOf = (a: Activity): string => a.definition?.type ?? '';
const first = (text: Record<string, string> | undefined): string | undefined => text && Object.values(text)[0];
const objectOf = (s: Told): Activity | undefined =>
  'id' in s.object && s.object.objectType !== 'StatementRef' ? (s.object as Activity) : undefined;

/** HTML of an editor as the text in it; what Markdown would take for syntax is escaped. */
export function plainText(html: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
  const char = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '');
  return html
    .replace(/<(?:br|\/p|\/div|\/li)\b[^>]{0,200}>/gi, '\n')
    .replace(/<[a-z!/][^<>]{0,2000}>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (all, dec: string, hex: string, name: string) =>
      dec ? char(Number(dec)) : hex ? char(parseInt(hex, 16)) : (named[name?.toLowerCase()] ?? all),
    )
    .replace(/([\\`*_[\]#>|~])/g, '\\$1')
    .trim();
}

function said(s: Told, verb: string, post: string, thread: Activity, text: string | undefined, title?: string): Told {
  const result: Result | undefined = text === undefined ? undefined : { response: text };
  const name = title ?? first(thread.definition?.name);
  const parent: Activity = { id: thread.id, ...(name ? { definition: { name: { und: name } } } : {}) };
  const { context: _context, result: _result, object: _object, ...rest } = s;
  return {
    ...rest,
    verb: { id: verb },
    object: { id: post },
    ...(result ? { result } : {}),
    context: { contextActivities: { parent: [parent] } },
  };
}

/**
 * Moodle's logstore_xapi: a discussion is created, posts in it are replied, edited and deleted. The text is in the object's description,
 * where the site was told to send it; a deletion is by whoever did it, and counts if they may (`thread.ts`).
 */
export function fromMoodle(s: Told): Told | undefined {
  const object = objectOf(s);
  if (!object || !/\/mod\/forum\/discuss\.php\?d=\d+/.test(object.id)) return undefined;
  const id = object.id.replace(/#.*$/, '');
  const thread = around(s).find((a) => a.id === id) ?? { id };
  const text = plainText(first(object.definition?.description) ?? '');
  const isPost = object.id !== id;
  switch (s.verb.id.replace('/schema/1.0/', '/')) {
    case `${as}create`: // the discussion, with its first post
      return said(s, our.posted, `${id}#p`, thread, text, first(object.definition?.name));
    case our.replied:
      return said(s, our.replied, object.id, thread, text);
    case our.edited:
      return said(s, our.edited, object.id, thread, text);
    case our.deleted:
      return isPost ? said(s, our.deleted, object.id, thread, undefined) : undefined;
    default:
      return /\/(?:un)?subscribed$/.test(s.verb.id)
        ? said(s, s.verb.id.endsWith('unsubscribed') ? our.unfollowed : our.followed, id, thread, undefined)
        : undefined;
  }
}

/** Open edX's event-routing-backends: threads, responses and comments, all "posted"; no text is recorded, nor a name. */
export function fromOpenEdx(s: Told): Told | undefined {
  const object = objectOf(s);
  const at = /\/api\/discussion\/v1\/(threads|comments)\/\w+/.exec(object?.id ?? '');
  if (!object || !at) return undefined;
  const isThread = at[1] === 'threads';
  const named = around(s).find((a) => /\/api\/discussion\/v1\/threads\//.test(a.id));
  const thread = isThread ? { id: object.id } : (named ?? { id: object.id });
  const post = isThread ? `${object.id}#p` : object.id;
  const word = s.verb.id.slice(s.verb.id.lastIndexOf('/') + 1);
  switch (word) {
    case 'posted':
      return said(s, isThread ? our.posted : our.replied, post, thread, '');
    case 'deleted':
      return said(s, our.deleted, post, thread, undefined);
    case 'reported':
      return said(s, our.flagged, post, thread, undefined);
    case 'voted':
      return said(s, our.votedUp, post, thread, undefined);
    default:
      return undefined; // an edit without its text says nothing
  }
}

/** Jisc's VLE recipes: the object is the discussion, the text is the result; each statement is a post of its own. */
export function fromJisc(s: Told): Told | undefined {
  const object = objectOf(s);
  const text = s.result?.response;
  if (!object || typeOf(object) !== 'http://xapi.jisc.ac.uk/vle/forum-post' || typeof text !== 'string' || !s.id)
    return undefined;
  const word = s.verb.id.slice(s.verb.id.lastIndexOf('/') + 1);
  const verb = word === 'replied' ? our.replied : /^(?:posted|create)$/.test(word) ? our.posted : undefined;
  if (!verb) return undefined;
  return said(s, verb, `${object.id}#${s.id.toLowerCase()}`, object, plainText(text), first(object.definition?.name));
}

/** In our words, whosever they were; undefined when it says nothing of a forum that we know of. */
export const fromOthers = (s: Told): Told | undefined => fromMoodle(s) ?? fromOpenEdx(s) ?? fromJisc(s);

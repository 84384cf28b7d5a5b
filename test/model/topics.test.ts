import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addToForum,
  emptyForum,
  listed,
  removeFromForum,
  topicAnchor,
  topicAt,
  topicsOf,
  trustForum,
  type Reader,
} from '../../src/model/topics.ts';
import { matches } from '../../src/model/text-search.ts';
import { queueOf } from '../../src/model/moderation.ts';
import type { Directory } from '../../src/model/thread.ts';
import { forumVerbs } from '../../src/sdk/forum-verbs.ts';
import type { StoredStatement } from '../../src/sdk/statement.ts';
import type { Draft } from '../../src/sdk/service.ts';
import { acted } from '../../src/tracking/forum-acts.ts';
import { deleted, posted } from '../../src/tracking/forum.ts';

const forum = 'https://x.example/forum';
const who = (name: string) => `account:https://x.example|${name}`;
const directory: Directory = { roles: (w) => (w === who('dewi') ? ['facilitator'] : ['learner']) };
let n = 0;
const by = (name: string, draft: Draft, minute: number): StoredStatement => {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  const account = { homePage: 'https://x.example', name };
  return {
    ...draft,
    id: `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`,
    actor: { account, name },
    timestamp: at,
    stored: at,
    authority: { account },
    version: '1.0.3',
  };
};
const of = (id: string, title?: string) => ({ thread: `${forum}/${id}`, title, forum, lang: 'id' });
const opens = (name: string, id: string, title: string, minute: number, text = 'Tanya.') =>
  by(name, posted(of(id, title), { post: `${forum}/${id}/pos/1`, text, first: true }), minute);
const replies = (name: string, id: string, k: number, minute: number, text = 'Jawab.') =>
  by(name, posted(of(id), { post: `${forum}/${id}/pos/${k}`, text, first: false }), minute);
const does = (name: string, verb: keyof typeof forumVerbs, id: string, minute: number, object = `${forum}/${id}`) =>
  by(name, acted(of(id), { verb: forumVerbs[verb], object }), minute);

const a = opens('siti', 'a', 'Hadiah', 1);
const b = opens('budi', 'b', 'Cuti', 2);
const c = opens('siti', 'c', 'Arsip lama', 3);
const b2 = replies('siti', 'b', 2, 10, 'Cutí tahunan bagaimana?');
const b3 = replies('dewi', 'b', 3, 11);
const followed = does('siti', 'followed', 'b', 12);
const pinned = does('dewi', 'pinned', 'a', 13);
const forgedPin = does('budi', 'pinned', 'c', 14);
const flag = does('budi', 'flagged', 'a', 15, `${forum}/a/pos/1`);
const call = does('siti', 'askedForHelp', 'c', 16);
const gone = by('budi', deleted(of('d'), { post: `${forum}/d/pos/1`, statementId: '' }), 21);
const d = opens('budi', 'd', 'Salah', 20);
const all = [a, b, c, b2, b3, followed, pinned, forgedPin, flag, call, d, gone];

const reader = (name: string, more: Partial<Reader> = {}): Reader => ({
  me: who(name),
  moderates: name === 'dewi',
  readUpTo: () => undefined,
  ...more,
});
const from = (list: readonly StoredStatement[], name = 'siti', more: Partial<Reader> = {}) => {
  const state = emptyForum(directory);
  for (const s of list) addToForum(state, s);
  return topicsOf(state, reader(name, more));
};
const ids = (topics: { id: string }[]) => topics.map((t) => t.id.at(-1));
const topic = (topics: ReturnType<typeof from>, id: string) => topics.find((t) => t.id.endsWith(`/${id}`));

describe('what waits in a forum', () => {
  const hides = (m: number) => by('dewi', acted(of('b'), { verb: forumVerbs.hidden, object: `${forum}/b/pos/2`, text: 'X' }), m); // prettier-ignore
  const queue = (list: readonly StoredStatement[], more: Partial<Directory> = {}) => {
    const state = emptyForum({ ...directory, ...more });
    for (const s of list) addToForum(state, s);
    return queueOf(state).map((x) => [x.why, x.post?.id.slice(forum.length) ?? x.thread.slice(forum.length)]);
  };
  it('is reports, calls, and what was hidden, the longest waiting first', () =>
    assert.deepEqual(queue([...all, hides(30)]), [['flagged', '/a/pos/1'], ['call', '/c'], ['hidden', '/b/pos/2']])); // prettier-ignore
  it('is every post of learners where they are approved first, until one was decided on', () => {
    const shown = does('dewi', 'restored', 'b', 31, `${forum}/b/pos/2`);
    assert.deepEqual(
      queue([a, b, b2, b3, shown], { premoderated: true }).map(([, id]) => id),
      ['/a/pos/1', '/b/pos/1'],
    );
  });
  it('is not lessened by decisions of others than those who keep order', () => {
    const forged = does('budi', 'restored', 'a', 40, `${forum}/a/pos/1`);
    assert.deepEqual(queue([a, flag, forged]), [['flagged', '/a/pos/1']]);
    assert.deepEqual(queue([a, flag, does('dewi', 'restored', 'a', 41, `${forum}/a/pos/1`)]), []);
  });
});

describe('the address of a topic', () => {
  it('is short for those of the forum, and leads back', () => {
    assert.equal(topicAnchor(forum, `${forum}/a`), 'topik-a');
    for (const thread of [`${forum}/a`, `${forum}/a/b c`, 'https://other.example/t#1', 'urn:x:1'])
      assert.equal(topicAt(forum, `${topicAnchor(forum, thread)}/pos-1`), thread);
    assert.equal(topicAt(forum, 'pos-1'), undefined);
    assert.equal(topicAt(forum, 'topik-%E0%A4'), undefined);
  });
});

describe('the topics of a forum', () => {
  it('are one of each thread, with who opened it, its answers and the last post', () => {
    const t = topic(from(all), 'b');
    assert.deepEqual([t?.title, t?.openerName, t?.replies, t?.last.author, t?.whole], ['Cuti', 'budi', 2, who('dewi'), true]); // prettier-ignore
    assert.deepEqual(ids(from(all)).sort(), ['a', 'b', 'c'], 'one whose only post was deleted is none');
  });
  it('are the same in any order, with repeats', () => {
    const order = (topics: ReturnType<typeof from>) => [...topics].sort((x, y) => (x.id < y.id ? -1 : 1));
    const expected = order(from(all));
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (list) => {
        assert.deepEqual(order(from(list)), expected);
      }),
    );
  });
  it('are unread by what others wrote after the mark of each thread', () => {
    assert.equal(topic(from(all), 'b')?.unread, 2);
    assert.equal(topic(from(all), 'a')?.unread, 0, 'one’s own is never new');
    assert.equal(topic(from(all, 'siti', { readUpTo: () => b2.stored }), 'b')?.unread, 1);
  });
  it('are answered when somebody else wrote, mine when I wrote, followed when I follow', () => {
    const t = from(all);
    assert.deepEqual(ids(listed(t, { show: 'unanswered', order: 'newest', search: '' })), ['a', 'c']);
    assert.deepEqual(ids(listed(t, { show: 'followed', order: 'newest', search: '' })), ['b']);
    assert.deepEqual(ids(listed(from(all, 'budi'), { show: 'mine', order: 'newest', search: '' })), ['b']);
  });
  it('are pinned by who keeps order alone, and such come first', () => {
    assert.deepEqual(ids(listed(from(all), { show: 'all', order: 'activity', search: '' })), ['a', 'b', 'c']);
    assert.deepEqual(ids(listed(from(all), { show: 'all', order: 'title', search: '', lang: 'id' })), ['a', 'c', 'b']);
    assert.equal(topic(from(all), 'c')?.pinned, false);
  });
  it('are found by words of the title and the posts, whatever capitals and accents', () => {
    assert.deepEqual(ids(listed(from(all), { show: 'all', order: 'newest', search: 'TAHUNAN cuti' })), ['b']);
    assert.equal(matches('Évaluasi', 'evaluasi'), true);
    assert.equal(matches('Evaluasi', 'evaluasi nilai'), false);
  });
  it('say what waits for those who keep order', () => {
    const t = from(all, 'dewi');
    assert.equal(topic(t, 'a')?.waits.flags, 1);
    assert.equal(topic(t, 'c')?.waits.calls.length, 1);
  });
  it('hide what waits for approval from others than its author', () => {
    const state = emptyForum();
    for (const s of all) addToForum(state, s);
    trustForum(state, { ...directory, premoderated: true });
    assert.deepEqual(ids(topicsOf(state, reader('siti'))).sort(), ['a', 'b', 'c']);
    assert.equal(topic(topicsOf(state, reader('siti')), 'b')?.replies, 2, 'mine and the facilitator’s');
    assert.deepEqual(ids(topicsOf(state, reader('joko'))).sort(), ['b'], 'only what a facilitator wrote');
    assert.equal(topic(topicsOf(state, reader('dewi')), 'a')?.waits.held, 1);
  });
  it('know that not all of them was read', () => {
    const t = from(all, 'siti', { from: b.stored });
    assert.deepEqual([topic(t, 'a')?.whole, topic(t, 'b')?.whole], [false, true]);
  });
  it('leave when the LRS refuses them', () => {
    const state = emptyForum(directory);
    addToForum(state, a);
    assert.equal(removeFromForum(state, [a.id]), true);
    assert.deepEqual(topicsOf(state, reader('siti')), []);
    assert.equal(removeFromForum(state, [a.id]), false);
  });
  it('take no statement without a thread, nor one of no forum', () => {
    const state = emptyForum();
    assert.equal(addToForum(state, { ...a, context: {} }), false);
    assert.equal(addToForum(state, { ...a, verb: { id: 'https://x.example/other' } }), false);
    assert.equal(state.threads.size, 0);
  });
});

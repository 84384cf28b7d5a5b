import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  add,
  emptyThread,
  isLocked,
  postFrom,
  postsOf,
  remove,
  threaded,
  threadOf,
  trust,
  unreadCount,
  type Directory,
} from '../../src/model/thread.ts';
import { forumVerbs } from '../../src/sdk/forum-verbs.ts';
import type { StoredStatement } from '../../src/sdk/statement.ts';
import { acted, retracted, voided } from '../../src/tracking/forum-acts.ts';
import { deleted, edited, posted } from '../../src/tracking/forum.ts';

const context = { thread: 'https://x.example/forum/t', lang: 'id' };
let n = 0;
const by = (name: string, draft: ReturnType<typeof posted>, minute: number): StoredStatement => {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return {
    ...draft,
    id: `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`,
    actor: { account: { homePage: 'https://x.example', name }, name },
    timestamp: at,
    stored: at,
    authority: { account: { homePage: 'https://x.example', name } },
    version: '1.0.3',
  };
};
const post = (name: string, id: string, text: string, minute: number, parent?: { id: string; statementId: string }) =>
  by(name, posted(context, { post: `https://x.example/p/${id}`, text, first: false, parent }), minute);

const p1 = post('siti', '1', 'Halo', 1);
const p2 = post('budi', '2', 'Hai', 2, { id: 'https://x.example/p/1', statementId: p1.id });
const p3 = post('dewi', '3', 'Ya', 3, { id: 'https://x.example/p/2', statementId: p2.id });
const e1 = by('siti', edited(context, { post: 'https://x.example/p/1', statementId: p1.id, text: 'Halo semua' }), 4);
const e2 = by('siti', edited(context, { post: 'https://x.example/p/1', statementId: p1.id, text: 'Halo semuanya' }), 5);
const forgedEdit = by('budi', edited(context, { post: 'https://x.example/p/1', statementId: p1.id, text: 'RUSAK' }), 6);
const forgedDelete = by('budi', deleted(context, { post: 'https://x.example/p/3', statementId: p3.id }), 6);
const forgedPost = post('budi', '1', 'PALSU', 7);
const d2 = by('budi', deleted(context, { post: 'https://x.example/p/2', statementId: p2.id }), 8);
const all = [p1, p2, p3, e1, e2, forgedEdit, forgedDelete, d2];
const view = (statements: StoredStatement[]) => {
  const state = emptyThread();
  for (const s of statements) add(state, s);
  return postsOf(state);
};

describe('a thread from statements', () => {
  it('shows the last text, tombstones, and nothing forged', () => {
    assert.deepEqual(
      view(all).map((p) => [p.text, p.deleted, p.editedAt !== undefined]),
      [
        ['Halo semuanya', false, true],
        ['', true, false],
        ['Ya', false, false],
      ],
    );
  });
  it('is the same in any order, with repeats', () => {
    const expected = view(all);
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (list) => {
        assert.deepEqual(view(list), expected);
      }),
    );
  });
  it('does not let another author take a post’s IRI', () => assert.equal(view([p1, forgedPost])[0]?.text, 'Halo'));
  it('puts answers to answers below the first post', () =>
    assert.deepEqual(
      threaded(view(all)).map((t) => [t.post.id.at(-1), t.replies.map((r) => r.id.at(-1))]),
      [['1', ['2', '3']]],
    ));
  it('survives answers in a circle', () => {
    const a = post('siti', 'a', 'a', 1, { id: 'https://x.example/p/b', statementId: p1.id });
    const b = post('siti', 'b', 'b', 2, { id: 'https://x.example/p/a', statementId: p1.id });
    assert.equal(threaded(view([a, b])).flatMap((t) => [t.post, ...t.replies]).length, 2);
  });
  it('counts what others wrote since', () => {
    const me = 'account:https://x.example|siti';
    assert.equal(unreadCount(view(all), me, undefined), 1);
    assert.equal(unreadCount(view(all), me, p3.stored), 0);
  });
  it('does not let a future time float', () => {
    const future = { ...p2, timestamp: '2030-01-01T00:00:00.000Z' };
    assert.deepEqual(
      view([p1, future, p3]).map((p) => p.id.at(-1)),
      ['1', '2', '3'],
    );
  });
});

const identity = (name: string) => `account:https://x.example|${name}`;
const class1: Directory = {
  roles: (who) => (who === identity('dewi') ? ['facilitator'] : who === identity('agus') ? ['manager'] : ['learner']),
};
const iri = (id: string) => `https://x.example/p/${id}`;
const doing = (name: string, verb: keyof typeof forumVerbs, object: string, minute: number, more: object = {}) =>
  by(name, acted(context, { verb: forumVerbs[verb], object, ...more }), minute);
const undo = (name: string, s: StoredStatement, minute: number) => by(name, retracted(context, s.id), minute);
const topic = by('siti', posted({ ...context, title: 'Judul' }, { post: iri('1'), text: 'Tanya', first: true }), 0);
/** What somebody says in another's name, with their own credential. */
const forged = (s: StoredStatement, name = 'budi'): StoredStatement => ({
  ...s,
  authority: { account: { homePage: 'https://x.example', name } },
});
const threadFrom = (list: StoredStatement[], directory = class1) => {
  const state = emptyThread(directory);
  for (const s of list) add(state, s);
  return threadOf(state, context.thread);
};
const one = (list: StoredStatement[], id = '1', directory = class1) =>
  threadFrom([topic, p2, p3, ...list], directory).posts.find((p) => p.id === iri(id)) as ReturnType<typeof postsOf>[0];

describe('what people do in a thread', () => {
  it('keeps every text, who wrote it and when', () => {
    const late = by('siti', edited(context, { post: iri('1'), statementId: topic.id, text: 'Tanya lagi' }), 5);
    assert.deepEqual(
      one([late]).history.map((v) => [v.text, v.by]),
      [
        ['Tanya', identity('siti')],
        ['Tanya lagi', identity('siti')],
      ],
    );
  });
  it('takes the last edit by the server’s clock, not by the device’s', () => {
    const early = by('siti', edited(context, { post: iri('1'), statementId: topic.id, text: 'luring' }), 5);
    const online = by('siti', edited(context, { post: iri('1'), statementId: topic.id, text: 'daring' }), 6);
    const sentLater = { ...early, stored: '2026-01-01T00:20:00.000Z' };
    assert.equal(one([sentLater, online]).text, 'luring');
  });
  it('reads times of other zones as the same moment', () => {
    const zone = { ...p2, timestamp: '2026-01-01T07:02:00.000+07:00', stored: '2026-01-01T00:02:00Z' };
    assert.deepEqual(
      view([zone, p1, p3]).map((p) => p.at),
      ['2026-01-01T00:01:00.000Z', '2026-01-01T00:02:00.000Z', '2026-01-01T00:03:00.000Z'],
    );
  });
  it('pairs reactions: of each person the last of a family', () => {
    const like = doing('budi', 'liked', iri('1'), 5);
    const words = (list: StoredStatement[]) => one(list).reactions.map((r) => `${r.word} ${r.by.length}`);
    assert.deepEqual(words([like, doing('agus', 'liked', iri('1'), 6), doing('budi', 'applauded', iri('1'), 7)]), [
      'like 2',
      'applauded 1',
    ]);
    assert.deepEqual(words([like, doing('budi', 'unliked', iri('1'), 6)]), []);
    assert.deepEqual(words([doing('budi', 'votedUp', iri('1'), 6), doing('budi', 'votedDown', iri('1'), 7)]), [
      'voted-down 1',
    ]);
    const clap = doing('budi', 'applauded', iri('1'), 6);
    assert.deepEqual(words([undo('budi', clap, 7), clap]), []);
    assert.deepEqual(words([undo('agus', clap, 7), clap]), [], 'a moderator may');
    assert.deepEqual(words([undo('rini', clap, 7), clap]), ['applauded 1'], 'others may not');
  });
  it('calls a facilitator’s like an endorsement, never for one’s own post', () => {
    assert.deepEqual(one([doing('dewi', 'liked', iri('1'), 5)]).endorsed, [identity('dewi')]);
    assert.deepEqual(one([doing('budi', 'liked', iri('1'), 5)]).endorsed, []);
    assert.deepEqual(one([forged(doing('dewi', 'liked', iri('1'), 5), 'siti')]).endorsed, []);
    assert.deepEqual(one([forged(doing('dewi', 'liked', iri('1'), 5), 'siti')]).reactions, []);
  });
  it('keeps the last rating of each facilitator; a learner’s is none', () => {
    const rate = (name: string, raw: number, minute: number) =>
      doing(name, 'rated', iri('1'), minute, { score: { raw, min: 0, max: 10, scaled: raw / 10 } });
    assert.deepEqual(
      one([rate('dewi', 6, 5), rate('dewi', 8, 6), rate('budi', 1, 7)]).ratings.map((r) => [r.by, r.raw, r.max]),
      [[identity('dewi'), 8, 10]],
    );
    assert.deepEqual(
      one([doing('dewi', 'reviewed', iri('1'), 5, { text: 'Bagus.' })]).reviews.map((r) => r.text),
      ['Bagus.'],
    );
  });
  it('hides with a reason and shows again', () => {
    const hide = doing('dewi', 'hidden', iri('1'), 5, { text: 'Menyebut nama warga' });
    assert.equal(one([hide]).hidden?.text, 'Menyebut nama warga');
    assert.equal(one([hide, doing('agus', 'restored', iri('1'), 6)]).hidden, undefined);
    assert.equal(one([hide, undo('dewi', hide, 6)]).hidden, undefined);
  });
  it('keeps reports until a moderator has decided', () => {
    const flag = doing('budi', 'flagged', iri('1'), 5, { text: 'kasar' });
    assert.deepEqual(
      one([flag]).flags.map((f) => f.text),
      ['kasar'],
    );
    assert.deepEqual(one([flag, doing('dewi', 'restored', iri('1'), 6)]).flags, []);
    assert.equal(
      one([flag, doing('dewi', 'restored', iri('1'), 6), doing('rini', 'flagged', iri('1'), 7)]).flags.length,
      1,
    );
  });
  it('holds what comes after a lock until a moderator lets it through; nothing is lost', () => {
    const lock = doing('dewi', 'locked', context.thread, 5);
    const late = post('budi', '9', 'Terlambat', 6);
    assert.equal(one([lock, late], '9').held, true);
    assert.equal(one([lock, late]).held, false, 'what was there before');
    assert.equal(one([lock, post('dewi', '9', 'Penutup', 6)], '9').held, false);
    assert.equal(one([lock, late, doing('dewi', 'restored', iri('9'), 7)], '9').held, false);
    assert.equal(one([lock, doing('dewi', 'unlocked', context.thread, 6), post('budi', '9', 'x', 7)], '9').held, false);
    assert.equal(one([doing('siti', 'locked', context.thread, 5), late], '9').held, false, 'not a moderator’s');
    assert.equal(threadFrom([topic, lock]).locked?.by, identity('dewi'));
  });
  it('holds and lets go when the lock, or its undoing, comes later', () => {
    const lock = doing('dewi', 'locked', context.thread, 5);
    const state = emptyThread(class1);
    const held = () => postsOf(state).at(-1)?.held;
    for (const s of [topic, post('budi', '9', 'Terlambat', 6)]) add(state, s);
    assert.equal(held(), false);
    add(state, lock);
    assert.equal(held(), true);
    add(state, undo('dewi', lock, 7));
    assert.equal(held(), false);
  });
  it('locks when nobody has written for long', () => {
    const thread = threadFrom([topic]);
    const days = (n: number) => Date.parse(topic.timestamp) + n * 86_400_000;
    assert.equal(isLocked(thread, days(29), 30), false);
    assert.equal(isLocked(thread, days(31), 30), true);
    assert.equal(isLocked(thread, days(31)), false);
  });
  it('holds every post where posts are looked at first', () => {
    const strict = { ...class1, premoderated: true };
    assert.equal(one([], '1', strict).held, true);
    assert.equal(one([doing('dewi', 'restored', iri('1'), 5)], '1', strict).held, false);
    assert.equal(one([doing('budi', 'restored', iri('1'), 5)], '1', strict).held, true);
  });
  it('accepts an answer by who asked or who moderates, the last one', () => {
    const accept = doing('siti', 'accepted', iri('2'), 5);
    assert.equal(threadFrom([topic, p2, accept]).accepted, iri('2'));
    assert.equal(threadFrom([topic, p2, accept]).solved, true);
    assert.equal(threadFrom([topic, p2, p3, accept, doing('dewi', 'accepted', iri('3'), 6)]).accepted, iri('3'));
    assert.equal(threadFrom([topic, p2, doing('budi', 'accepted', iri('2'), 5)]).accepted, undefined);
    assert.equal(threadFrom([topic, p2, accept, undo('siti', accept, 6)]).solved, false);
    assert.equal(
      threadFrom([topic, p2, accept, by('budi', deleted(context, { post: iri('2'), statementId: p2.id }), 7)]).accepted,
      undefined,
    );
    assert.equal(threadFrom([topic, doing('siti', 'resolved', context.thread, 5)]).solved, true);
  });
  it('knows followers, pins and calls for help', () => {
    const t = threadFrom([
      topic,
      doing('budi', 'followed', context.thread, 5),
      doing('rini', 'followed', context.thread, 5),
      doing('rini', 'unfollowed', context.thread, 6),
      doing('budi', 'pinned', context.thread, 6),
      doing('budi', 'askedForHelp', context.thread, 7, { text: 'Mohon arahan' }),
    ]);
    assert.deepEqual([...t.followers], [identity('budi')]);
    assert.equal(t.pinned, undefined);
    assert.deepEqual(
      t.calls.map((c) => c.text),
      ['Mohon arahan'],
    );
    assert.equal(t.title, 'Judul');
    const pin = doing('dewi', 'pinned', context.thread, 6);
    assert.equal(threadFrom([topic, pin]).pinned, pin.id);
    assert.equal(threadFrom([topic, pin, undo('agus', pin, 7)]).pinned, undefined);
    assert.deepEqual(
      threadFrom([topic, doing('budi', 'askedForHelp', context.thread, 5), post('dewi', '8', 'Ya', 6)]).calls,
      [],
    );
  });
  it('takes back what was retracted, and forgets what was voided', () => {
    assert.equal(one([undo('siti', topic, 5)]).deleted, true);
    assert.equal(one([undo('budi', topic, 5)]).deleted, false);
    assert.equal(one([by('siti', voided(context, topic.id), 5)]), undefined);
    assert.equal(one([by('budi', voided(context, topic.id), 5)]).text, 'Tanya');
  });
  it('says when a moderator deleted it', () => {
    const gone = by('dewi', deleted(context, { post: iri('1'), statementId: topic.id }), 5);
    assert.deepEqual([one([gone]).deleted, one([gone]).byModerator, one([gone]).history], [true, true, []]);
  });
  it('does not believe what one person’s credential wrote in another’s name', () => {
    const edit = by('siti', edited(context, { post: iri('1'), statementId: topic.id, text: 'PALSU' }), 5);
    assert.equal(one([forged(edit)]).text, 'Tanya');
    assert.equal(one([forged(edit, 'agus')]).text, 'PALSU', 'a manager brings in a backup');
    const hide = doing('dewi', 'hidden', iri('1'), 5);
    assert.equal(one([forged(hide)]).hidden, undefined);
    assert.ok(one([forged(hide, 'portal')], '1', { ...class1, speaksFor: (a) => a === identity('portal') }).hidden);
    assert.equal(one([forged(post('dewi', '7', 'Saya widyaiswara', 5))], '7').verified, false);
    assert.deepEqual(one([forged(post('dewi', '7', 'Saya widyaiswara', 5))], '7').roles, []);
    assert.deepEqual(one([post('dewi', '7', 'Ya', 5)], '7').roles, ['facilitator']);
  });
  it('knows no moderators without a directory', () =>
    assert.equal(one([doing('dewi', 'hidden', iri('1'), 5)], '1', { roles: () => [] }).hidden, undefined));
  it('judges anew when it learns who is who', () => {
    const state = emptyThread();
    for (const s of [topic, doing('dewi', 'hidden', iri('1'), 5)]) add(state, s);
    assert.equal(postsOf(state)[0]?.hidden, undefined);
    trust(state, class1);
    assert.ok(postsOf(state)[0]?.hidden);
  });
  it('tells what a statement would show, without showing it', () => {
    const state = emptyThread(class1);
    add(state, by('budi', deleted(context, { post: iri('2'), statementId: p2.id }), 8));
    assert.equal(postFrom(state, p2)?.deleted, true);
    assert.equal(postsOf(state).length, 0);
  });
  it('takes out what the server refused', () => {
    const state = emptyThread(class1);
    for (const s of [topic, p2]) add(state, s);
    assert.deepEqual(remove(state, [p2.id]), ['Hai']);
    assert.equal(remove(state, [p2.id]), undefined);
    assert.equal(postsOf(state).length, 1);
  });
  it('reads the spellings in use', () => {
    const old = (s: StoredStatement) => ({
      ...s,
      verb: { ...s.verb, id: s.verb.id.replace('http://activitystrea.ms/', 'http://activitystrea.ms/schema/1.0/') },
    });
    assert.ok(one([old(doing('dewi', 'hidden', iri('1'), 5))]).hidden);
    const liked = { ...doing('budi', 'liked', iri('1'), 5), verb: { id: 'https://w3id.org/xapi/acrossx/verbs/liked' } };
    assert.equal(one([liked]).reactions[0]?.word, 'like');
  });
  it('survives statements of any other kind', () => {
    const state = emptyThread();
    assert.equal(add(state, { ...topic, object: { objectType: 'Agent', mbox: 'mailto:a@x.example' } }), false);
    assert.equal(add(state, { ...topic, verb: { id: 'http://adlnet.gov/expapi/verbs/completed' } }), false);
    assert.equal(add(state, { ...topic, timestamp: 'kemarin' }), false);
  });
  it('says the thread in every statement, with published verbs only', () => {
    for (const s of [
      topic,
      p2,
      e1,
      d2,
      doing('siti', 'liked', iri('1'), 1),
      undo('siti', topic, 1),
      by('siti', voided(context, topic.id), 2),
    ]) {
      assert.equal(s.context?.contextActivities?.parent?.[0]?.id, context.thread);
      assert.equal(s.context?.platform, undefined);
    }
    for (const v of Object.values(forumVerbs))
      assert.match(v.id, /^http:\/\/(activitystrea\.ms\/|id\.tincanapi\.com\/verb\/)/);
  });
});

// Everything anybody may do, by anybody, also in others' names and about what is not there.
const names = ['siti', 'budi', 'dewi', 'agus', 'rini'];
const arbitraryHistory = fc
  .array(
    fc.record({
      who: fc.constantFrom(...names),
      via: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...names) }),
      act: fc.constantFrom<'post' | 'edit' | 'delete' | 'retract' | 'void' | keyof typeof forumVerbs>(
        'post',
        'post',
        'edit',
        'delete',
        'retract',
        'void',
        ...(Object.keys(forumVerbs) as (keyof typeof forumVerbs)[]),
      ),
      target: fc.nat(5),
      minute: fc.nat(8),
      delay: fc.nat(3),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) => {
    const out: StoredStatement[] = [];
    for (const { who, via, act, target, minute, delay } of list) {
      const object = iri(String(target));
      const some = out[target * 3]?.id ?? topic.id;
      const s =
        act === 'post'
          ? by(who, posted(context, { post: object, text: `oleh ${who}`, first: target === 0 }), minute)
          : act === 'edit'
            ? by(
                who,
                edited(context, { post: object, statementId: some, text: `suntingan ${who} ${out.length}` }),
                minute,
              )
            : act === 'delete'
              ? by(who, deleted(context, { post: object, statementId: some }), minute)
              : act === 'retract'
                ? by(who, retracted(context, some), minute)
                : act === 'void'
                  ? by(who, voided(context, some), minute)
                  : doing(who, act, target === 5 ? context.thread : object, minute, { text: 'sebab' });
      const stored = new Date(Date.parse(s.timestamp) + delay * 60_000).toISOString();
      out.push({ ...(via ? forged(s, via) : s), stored });
    }
    return out;
  });

describe('a thread from any history', () => {
  it('is the same shuffled, doubled, lost and sent again, and read while it comes', () => {
    fc.assert(
      fc.property(arbitraryHistory, fc.infiniteStream(fc.nat()), (list, numbers) => {
        const expected = threadFrom(list);
        const state = emptyThread(class1);
        const shuffled = [...list, ...list]
          .map((s) => ({ s, n: numbers.next().value as number }))
          .sort((a, b) => a.n - b.n);
        for (const { s, n } of shuffled) {
          const { stored, ...device } = s;
          // First as the device has it, then as the server does; some of them refused in between and sent again.
          if (n % 3 === 0 && !state.acts.has(s.id)) add(state, device);
          if (n % 5 === 0) remove(state, [s.id]);
          if (n % 4 === 0) threadOf(state, context.thread);
          void stored;
        }
        for (const { s } of shuffled) add(state, s);
        assert.deepEqual(threadOf(state, context.thread), expected);
      }),
      { numRuns: 300 },
    );
  });
  it('is not changed by what learners say in the name of moderators, nor by what they do as moderators do', () => {
    const powers = ['hidden', 'restored', 'locked', 'unlocked', 'pinned', 'rated', 'reviewed'] as const;
    const forgery = fc
      .record({
        verb: fc.constantFrom(...powers),
        as: fc.constantFrom('dewi', 'agus', 'budi'),
        target: fc.nat(5),
        minute: fc.nat(10),
      })
      .map(({ verb, as, target, minute }) =>
        forged(doing(as, verb, target === 5 ? context.thread : iri(String(target)), minute, { text: 'PALSU' })),
      );
    fc.assert(
      fc.property(arbitraryHistory, fc.array(forgery, { minLength: 1, maxLength: 10 }), (list, forgeries) => {
        assert.deepEqual(threadFrom([...forgeries, ...list, ...forgeries]), threadFrom(list));
      }),
      { numRuns: 300 },
    );
  });
  it('reads ten thousand posts in little time', () => {
    const list = Array.from({ length: 10_000 }, (_, i) => post('siti', `n${i}`, `Tulisan ${i}`, i));
    const state = emptyThread(class1);
    for (const s of list) add(state, s);
    postsOf(state);
    const begun = performance.now();
    add(state, doing('budi', 'liked', iri('n500'), 20_000));
    threadOf(state, context.thread);
    assert.ok(performance.now() - begun < 250, `${performance.now() - begun} ms for one more`);
  });
});

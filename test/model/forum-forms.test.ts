// Fixtures of our own in the shape of the statements that these projects publish as what they expect of themselves:
// xAPI-vle/moodle-logstore_xapi tests/mod_forum/*/statements.json, openedx/event-routing-backends
// processors/xapi/tests/fixtures/expected/edx.forum.*.json, and the forum recipes of Jisc's xAPI profile (recipes/vle).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromJisc, fromMoodle, fromOpenEdx, fromOthers, plainText } from '../../src/model/forum-forms.ts';
import { parseMarkdown } from '../../src/model/markdown.ts';
import { add, emptyThread, threadOf } from '../../src/model/thread.ts';
import type { StoredStatement } from '../../src/sdk/statement.ts';

let n = 0;
const told = (more: object, name = '1', minute = ++n): StoredStatement =>
  ({
    id: `00000000-0000-4000-8000-${String(minute).padStart(12, '0')}`,
    actor: { name: `Peserta ${name}`, account: { homePage: 'https://moodle.example', name } },
    timestamp: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    stored: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    version: '1.0.3',
    ...more,
  }) as unknown as StoredStatement;
const thread = (list: StoredStatement[], id: string) => {
  const state = emptyThread();
  for (const s of list) {
    const ours = fromOthers(s);
    if (ours) add(state, ours);
  }
  return threadOf(state, id);
};

describe('Moodle (logstore_xapi)', () => {
  const d = 'https://moodle.example/mod/forum/discuss.php?d=1';
  const discussion = {
    id: d,
    definition: { type: 'http://id.tincanapi.com/activitytype/discussion', name: { en: 'Cuti' } },
  };
  const forum = { id: 'https://moodle.example/mod/forum/view.php?id=1', definition: { name: { en: 'Forum' } } };
  const created = told({ verb: { id: 'http://activitystrea.ms/schema/1.0/create' }, object: discussion, context: { contextActivities: { grouping: [forum] } } }); // prettier-ignore
  const reply = (k: number, verb: string, text?: string, name = '2') =>
    told(
      {
        verb: { id: verb },
        object: {
          id: `${d}#p${k}`,
          definition: {
            type: 'http://id.tincanapi.com/activitytype/forum-reply',
            ...(text ? { description: { en: text } } : {}),
          },
        },
        context: { platform: 'Moodle', contextActivities: { parent: [discussion, forum] } },
      },
      name,
    );
  const replied = 'http://id.tincanapi.com/verb/replied';
  const one = reply(2, replied, '<p>Lewat <b>atasan</b> &amp; unit</p><p># bukan judul</p>');
  const two = reply(3, replied, 'Salah kirim');
  const edited = reply(2, 'https://w3id.org/xapi/acrossx/verbs/edited', 'Lewat atasan saja');
  const gone = reply(3, 'http://activitystrea.ms/delete');
  const forged = reply(2, 'http://activitystrea.ms/delete', undefined, '3');
  const all = [created, one, two, edited, gone, forged];
  it('is a thread with its title, its posts, edits and deletions, in any order', () => {
    const t = thread(all, d);
    assert.equal(t.title, 'Cuti');
    assert.deepEqual(t.posts.map((p) => [p.name, p.text, p.deleted]), [['Peserta 1', '', false], ['Peserta 2', 'Lewat atasan saja', false], ['Peserta 2', '', true]]); // prettier-ignore
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: 12 }), (list) => {
        assert.deepEqual(thread(list, d), t);
      }),
    );
  });
  it('takes the older shape, with the discussion as grouping', () => {
    const old = told({ verb: { id: replied }, object: { id: `${d}#p9`, definition: {} }, context: { contextActivities: { grouping: [forum, discussion] } } }); // prettier-ignore
    assert.equal(thread([old], d).posts.length, 1);
  });
  it('reads HTML as its text, and no Markdown in it', () => {
    assert.equal(thread([created, one], d).posts[1]?.text, 'Lewat atasan & unit\n\\# bukan judul');
    assert.equal(plainText('&lt;img src=x&gt; *a*'), '<img src=x\\> \\*a\\*');
    const tricky = 'a_b_c *d* [x](javascript:alert(1)) `e`';
    const [block] = parseMarkdown(plainText(tricky));
    assert.ok(block?.type === 'paragraph');
    assert.equal(block.children.map((c) => ('text' in c ? c.text : c.type)).join(''), tricky);
  });
  it('leaves what is said of other things', () => {
    assert.equal(
      fromMoodle(told({ verb: { id: replied }, object: { id: 'https://moodle.example/mod/quiz/view.php?id=1' } })),
      undefined,
    );
    assert.equal(
      fromMoodle(told({ verb: { id: 'http://id.tincanapi.com/verb/viewed' }, object: discussion })),
      undefined,
    );
  });
});

describe('Open edX (event-routing-backends)', () => {
  const root = 'https://lms.example/api/discussion/v1';
  const t = `${root}/threads/64abcdfee68f35002fd013c6`;
  const course = { id: 'https://lms.example/course/course-v1:testX+XAPI101+2019_T2' };
  const type = { type: 'http://id.tincanapi.com/activitytype/discussion' };
  const event = (verb: string, id: string, name = 'u1') =>
    told(
      {
        actor: { objectType: 'Agent', account: { homePage: 'https://lms.example', name } },
        verb: { id: verb },
        object: { id, objectType: 'Activity', definition: type },
        context: {
          contextActivities: { parent: [course], ...(id === t ? {} : { grouping: [{ id: t, definition: type }] }) },
        },
      },
      name,
    );
  const posted = 'https://w3id.org/xapi/acrossx/verbs/posted';
  const c = `${root}/comments/64b7b640e68f350033690932`;
  it('is a thread of posts without texts, with votes, reports and deletions', () => {
    const found = thread(
      [
        event(posted, t),
        event(posted, c, 'u2'),
        event('https://w3id.org/xapi/openedx/verb/voted', c, 'u1'),
        event('https://w3id.org/xapi/acrossx/verbs/reported', t, 'u2'),
        event('https://w3id.org/xapi/dod-isd/verbs/deleted', c, 'u2'),
      ],
      t,
    );
    assert.deepEqual(found.posts.map((p) => [p.id, p.deleted]), [[`${t}#p`, false], [c, true]]); // prettier-ignore
    assert.equal(found.posts[0]?.flags.length, 1);
    assert.deepEqual(found.posts[1]?.reactions.map((r) => r.word), ['voted-up']); // prettier-ignore
  });
  it('leaves edits, which say no text, and other objects', () => {
    assert.equal(fromOpenEdx(event('https://w3id.org/xapi/acrossx/verbs/edited', c)), undefined);
    assert.equal(fromOpenEdx(event(posted, 'https://lms.example/x')), undefined);
  });
});

describe('Jisc', () => {
  const d = 'https://moodle2.example/mod/forum/view?d=19474';
  const post = (verb: string, response?: string, name = '2') =>
    told(
      {
        verb: { id: verb },
        object: {
          objectType: 'Activity',
          id: d,
          definition: { type: 'http://xapi.jisc.ac.uk/vle/forum-post', name: { en: 'Links' } },
        },
        ...(response === undefined ? {} : { result: { response } }),
      },
      name,
    );
  it('is a thread whose object is the discussion, each statement a post', () => {
    const found = thread(
      [
        post('https://w3id.org/xapi/acrossx/verbs/posted', 'Any *good* links?'),
        post('http://id.tincanapi.com/verb/replied', 'I have some', '3'),
      ],
      d,
    );
    assert.equal(found.title, 'Links');
    assert.deepEqual(found.posts.map((p) => p.text), ['Any \\*good\\* links?', 'I have some']); // prettier-ignore
  });
  it('takes the older verb, and leaves what has no text', () => {
    assert.ok(fromJisc(post('http://activitystrea.ms/schema/1.0/create', 'x')));
    assert.equal(fromJisc(post('http://id.tincanapi.com/verb/replied')), undefined);
  });
});

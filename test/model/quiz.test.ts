import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  answerPatch,
  attemptPatch,
  durationBetween,
  fromQuizDocuments,
  resultOf,
  seeded,
  shuffled,
  toQuizDocument,
} from '../../src/model/quiz.js';
import { outOf100 } from '../../src/model/score.js';
import { parseQuiz } from '../../src/model/quiz-file.js';
import { choice } from '../../src/questions/choice/index.js';
import { fillIn } from '../../src/questions/fill-in/index.js';
import { numeric } from '../../src/questions/numeric/index.js';
import { trueFalse } from '../../src/questions/true-false/index.js';
import { WidyaError } from '../../src/sdk/errors.js';

const schemas = { choice, numeric, 'true-false': trueFalse, 'fill-in': fillIn };
const schemaOf = (kind: string) => schemas[kind as keyof typeof schemas]?.schema;
const quiz = (...questions: unknown[]) => ({ id: 'https://x.example/kuis/1', title: 'Kuis', questions });
const tf = { id: 'q1', kind: 'true-false', stem: 'Benar?', answer: true };

function failure(raw: unknown): string {
  try {
    parseQuiz(raw, 'kuis-1.json', schemaOf);
  } catch (e) {
    assert.ok(e instanceof WidyaError);
    assert.equal(e.code, 'data/invalid');
    return `${e.place ?? ''}: ${e.message}`;
  }
  return 'accepted';
}

describe('parseQuiz', () => {
  it('reads a quiz, and keeps questions of kinds it does not know', () => {
    const unknown = { id: 'q2', kind: 'acme-hotspot', stem: 'Di mana?', anything: { at: 'all' } };
    const q = parseQuiz({ $schema: 'x', ...quiz(tf, unknown), passMark: 0.7 }, 'kuis-1.json', schemaOf);
    assert.deepEqual(q.questions, [tf, unknown]);
    assert.equal(q.passMark, 0.7);
    assert.equal('$schema' in q, false);
    const odd = { zeta: 1, stem: 'S', kind: 'acme-x', id: 'q3', alpha: [null, 1e-7, '\u00e9'] };
    const kept = parseQuiz(quiz(odd), 'kuis-1.json', schemaOf).questions[0];
    assert.equal(JSON.stringify(kept), JSON.stringify(odd));
  });

  const options = [
    { id: 'a', text: 'A', correct: true },
    { id: 'b', text: 'B' },
  ];
  const wrong: [string, unknown, RegExp][] = [
    ['no object', 7, /^kuis-1\.json: must be/],
    ['an id that is no IRI', { ...quiz(), id: 'kuis' }, /^kuis-1\.json: id: must be an absolute IRI/],
    ['pass mark out of range', { ...quiz(), passMark: 70 }, /^kuis-1\.json: passMark: /],
    ['a question without stem', quiz(tf, { id: 'q2', kind: 'choice' }), /^kuis-1\.json: questions\[1\]\.stem: /],
    [
      'a limit that is no duration',
      { ...quiz(tf), timeLimit: '30 menit' },
      /^kuis-1\.json: timeLimit: must be an ISO 8601/,
    ],
    [
      'an instant without zone',
      { ...quiz(tf), opens: '2026-03-01T09:00' },
      /^kuis-1\.json: opens: must be an ISO 8601/,
    ],
    [
      'it closes before it opens',
      { ...quiz(tf), opens: '2026-03-02T09:00:00Z', closes: '2026-03-01T09:00:00Z' },
      /^kuis-1\.json: closes: must be after "opens"/,
    ],
    [
      'answers after a close that never comes',
      { ...quiz(tf), feedback: 'after-close' },
      /^kuis-1\.json: feedback: needs/,
    ],
    [
      'answers at once in an examination',
      { ...quiz(tf), mode: 'summative', feedback: 'after-answer' },
      /^kuis-1\.json: feedback: must not be after-answer/,
    ],
    [
      'a section with a strange question',
      { ...quiz(tf), sections: [{ id: 's', questions: ['q1', 'q9'] }] },
      /^kuis-1\.json: sections\[0\]\.questions\[1\]: must be the id of a question/,
    ],
    [
      'a question in two sections',
      {
        ...quiz(tf),
        sections: [
          { id: 's', questions: ['q1'] },
          { id: 't', questions: ['q1'] },
        ],
      },
      /^kuis-1\.json: sections\[1\]\.questions\[0\]: must be the id of a question that is in no other place/,
    ],
    [
      'a question in no section',
      { ...quiz(tf, { ...tf, id: 'q2' }), sections: [{ id: 's', questions: ['q1'] }] },
      /^kuis-1\.json: sections: must have every question; "q2" is in none/,
    ],
    [
      'more drawn than there are',
      { ...quiz(tf), sections: [{ id: 's', questions: ['q1'], draw: 2 }] },
      /^kuis-1\.json: sections\[0\]\.draw: must not be more than the 1 questions/,
    ],
    [
      'a picture without a text',
      quiz({ ...tf, media: [{ type: 'image', src: 'a.png' }] }),
      /questions\[0\]\.media\[0\]\.alt: /,
    ],
    ['an id twice', quiz(tf, tf), /^kuis-1\.json: questions\[1\]\.id: "q1" is used twice/],
    [
      'an option text that is a number',
      quiz(tf, { id: 'q2', kind: 'choice', stem: 's', options: [options[0], { id: 'b', text: 7 }] }),
      /^kuis-1\.json: questions\[1\]\.options\[1\]\.text: /,
    ],
    ['an unknown key', quiz({ ...tf, jawaban: true }), /^kuis-1\.json: questions\[0\]\.jawaban: /],
    [
      'no correct option',
      quiz({
        id: 'q',
        kind: 'choice',
        stem: 's',
        options: [
          { id: 'a', text: 'A' },
          { id: 'b', text: 'B' },
        ],
      }),
      /^kuis-1\.json: questions\[0\]\.options: needs exactly one correct option/,
    ],
    [
      'two correct options of which one may be chosen',
      quiz({ id: 'q', kind: 'choice', stem: 's', options: [options[0], { ...options[0], id: 'b' }] }),
      /^kuis-1\.json: questions\[0\]\.options: needs exactly one/,
    ],
    [
      'several to choose and none right',
      quiz({ id: 'q', kind: 'choice', multiple: true, stem: 's', options: [{ id: 'a', text: 'A' }, options[1]] }),
      /^kuis-1\.json: questions\[0\]\.options: needs/,
    ],
    [
      'an option id with a delimiter',
      quiz({ id: 'q', kind: 'choice', stem: 's', options: [options[0], { id: 'b[,]c', text: 'B' }] }),
      /^kuis-1\.json: questions\[0\]\.options\[1\]\.id: must be an id without/,
    ],
    [
      'option ids twice',
      quiz({ id: 'q', kind: 'choice', stem: 's', options: [options[0], { ...options[1], id: 'a' }] }),
      /^kuis-1\.json: questions\[0\]\.options: ids of options must differ/,
    ],
    [
      'a range of nothing',
      quiz({ id: 'q', kind: 'numeric', stem: 's', answer: {} }),
      /^kuis-1\.json: questions\[0\]\.answer: needs a min, a max/,
    ],
    [
      'a negative tolerance',
      quiz({ id: 'q', kind: 'numeric', stem: 's', answer: 1, tolerance: -1 }),
      /^kuis-1\.json: questions\[0\]\.tolerance: /,
    ],
    [
      'a gap that is not in the stem of one language',
      quiz({ id: 'q', kind: 'fill-in', stem: { id: '{{1}}', en: 'none' }, gaps: [{ id: '1', answers: ['a'] }] }),
      /^kuis-1\.json: questions\[0\]\.gaps: every gap stands once/,
    ],
    [
      'an empty answer',
      quiz({ id: 'q', kind: 'fill-in', stem: '{{1}}', gaps: [{ id: '1', answers: [' '] }] }),
      /^kuis-1\.json: questions\[0\]\.gaps\[0\]\.answers/,
    ],
  ];
  for (const [what, raw, message] of wrong) {
    it(`names the place of ${what}`, () => assert.match(failure(raw), message));
  }
});

describe('order', () => {
  it('is the same for the same seed, everywhere and always (version 1)', () => {
    // These figures are a promise: a change would reorder attempts that are under way.
    const random = seeded('7d0c9a52-6d8f-4a55-9f1c-0d8a3b1c2e4f|questions');
    assert.deepEqual(
      [random(), random(), random()].map((n) => Math.round(n * 1e6)),
      [579248, 457873, 858478],
    );
    assert.equal(
      shuffled(
        [...'abcdefgh'].map((id) => ({ id })),
        'seed',
      )
        .map((i) => i.id)
        .join(''),
      'abhdfgce',
    );
  });
  it('keeps all items, and the fixed ones in their place', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id: fc.nat(), fixed: fc.boolean() })), fc.string(), (items, seed) => {
        const out = shuffled(items, seed);
        assert.equal(out.length, items.length);
        assert.deepEqual(new Set(out), new Set(items));
        items.forEach((item, i) => assert.ok(!item.fixed || out[i] === item));
      }),
    );
  });
  it('is fair: each of 4 comes first about as often', () => {
    const first = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) {
      const [top] = shuffled(
        [0, 1, 2, 3].map((n) => ({ n })),
        `attempt ${i}`,
      );
      if (top) first[top.n] = (first[top.n] ?? 0) + 1;
    }
    for (const n of first) assert.ok(n > 850 && n < 1150, String(first));
  });
});

describe('result', () => {
  it('adds up without dust, and compares with the pass mark', () => {
    const tenths = Array.from({ length: 7 }, () => ({ raw: 0.1, max: 0.1 }));
    const rest = Array.from({ length: 3 }, () => ({ raw: 0, max: 0.1 }));
    assert.deepEqual(resultOf([...tenths, ...rest], 0.7), { raw: 0.7, max: 1, scaled: 0.7, passed: true });
    assert.equal(resultOf([{ raw: 2, max: 3 }], 0.67).passed, false);
    assert.deepEqual(resultOf([], undefined), { raw: 0, max: 0, scaled: 0, passed: undefined });
  });
  it('judges only what a person can no longer change', () => {
    const open = { raw: 0, max: 2, pending: 2 };
    const one = { raw: 1, max: 1 };
    const none = { raw: 0, max: 1 };
    assert.deepEqual(resultOf([one, open], 0.7), {
      raw: 1,
      max: 3,
      scaled: 0.333333333,
      passed: undefined,
      pending: 2,
    });
    assert.equal(resultOf([one, open], 0.3).passed, true);
    assert.equal(resultOf([none, open], 0.7).passed, false);
    assert.equal(resultOf([none, open], 0.6).passed, undefined);
    assert.equal(resultOf([one, open], undefined).passed, undefined);
    assert.deepEqual(resultOf([], 0.7), { raw: 0, max: 0, scaled: 0, passed: false });
  });
  it('is never shown better than it is', () => {
    assert.equal(outOf100(0.6996), 69.9);
    assert.equal(outOf100(0.7), 70);
    assert.equal(outOf100(0.57), 57);
    assert.equal(outOf100(2 / 3), 66.6);
    assert.equal(outOf100(1), 100);
  });
  it('lasts no less than nothing', () => {
    assert.equal(durationBetween('2026-01-05T08:00:00Z', '2026-01-05T08:01:30.500Z'), 'PT1M30.5S');
    assert.equal(durationBetween('2026-01-05T08:00:00Z', '2026-01-05T07:00:00Z'), 'PT0S');
  });
});

describe('the state document', () => {
  const one = { id: 'a1', started: '2026-01-05T08:00:00Z' };
  it('comes back as it was', () => {
    const state = fromQuizDocuments({ ...attemptPatch(one), ...answerPatch('a1', 'q:1', 'x[,]y') });
    assert.deepEqual(state.attempts, [one]);
    assert.equal(state.answers['a1']?.['q:1'], 'x[,]y');
    assert.deepEqual(toQuizDocument(state), { 'a:a1': one, 'r:a1:q:1': 'x[,]y' });
  });
  it('merges what two devices wrote: the later answer, and submitted stays submitted', () => {
    const done = { ...one, submitted: '2026-01-05T09:00:00Z', raw: 1, max: 2 };
    const state = fromQuizDocuments(
      { ...attemptPatch(done), ...answerPatch('a1', 'q1', 'old'), ...answerPatch('a1', 'q2', 'kept') },
      { ...attemptPatch(one), ...answerPatch('a1', 'q1', 'new') },
    );
    assert.deepEqual(state.attempts, [done]);
    assert.deepEqual({ ...state.answers['a1'] }, { q1: 'new', q2: 'kept' });
  });
  it('orders attempts by their beginning', () => {
    const two = { id: 'a2', started: '2026-01-06T08:00:00Z' };
    assert.deepEqual(
      fromQuizDocuments({ ...attemptPatch(two), ...attemptPatch(one) }).attempts.map((a) => a.id),
      ['a1', 'a2'],
    );
  });
  it('survives what is none', () => {
    for (const junk of [null, 7, 'x', [], { 'a:1': 7 }, { 'a:1': { id: 1 } }, { 'r:': 7 }, { 'r:__proto__:x': 'y' }])
      assert.deepEqual(fromQuizDocuments(junk).attempts, []);
    assert.equal(({} as { x?: string }).x, undefined);
  });
});

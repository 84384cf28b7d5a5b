import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { noticeFor, QuizClock } from '../../src/model/quiz-clock.js';
import {
  bandOf,
  canGoTo,
  deadlineOf,
  drawn,
  hasSummary,
  isReleased,
  keptOf,
  limitOf,
  marked,
  standingOf,
} from '../../src/model/quiz-rules.js';
import { fromQuizDocuments, markPatch, seeded, toQuizDocument, type Quiz } from '../../src/model/quiz.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const at = (text: string) => Date.parse(text);
const question = (id: string) => ({ id, kind: 'true-false', stem: id });
const base: Quiz = {
  id: 'https://x.example/kuis',
  title: 'K',
  questions: ['a', 'b', 'c', 'd', 'e', 'f'].map(question),
};

describe('the seed', () => {
  // The same in every language: xmur3 over UTF-16 code units, then mulberry32.
  for (const [seed, numbers] of [
    ['', [0.41696262010373175, 0.9287681325804442, 0.7078936931211501]],
    ['widya', [0.9948322479613125, 0.4146687686443329, 0.07715301471762359]],
    ['3f2504e0-4f89-41d3-9a0c-0305e82c3301|questions', [0.8984528102446347, 0.650624651229009, 0.9912218148820102]],
  ] as const)
    it(`of "${seed}" gives the numbers it always gave`, () => {
      const next = seeded(seed);
      assert.deepEqual(
        [next(), next(), next()].map((n) => n.toFixed(12)),
        numbers.map((n) => n.toFixed(12)),
      );
    });
});

describe('what an attempt draws', () => {
  const sections = [
    { id: 'inti', questions: ['a', 'b'] },
    { id: 'bank', questions: ['c', 'd', 'e', 'f'], draw: 2 },
  ];
  const ids = (attempt: string, quiz: Quiz = { ...base, sections }) =>
    drawn(quiz, attempt).map((s) => s.questions.map((q) => q.id));

  it('is so many of a pool, in the order they stand, and the same each time', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const [core, pool] = ids(`attempt-${i}`) as [string[], string[]];
      assert.deepEqual(core, ['a', 'b']);
      assert.equal(pool.length, 2);
      assert.deepEqual([...pool].sort(), pool);
      assert.deepEqual(ids(`attempt-${i}`)[1], pool);
      seen.add(pool.join());
    }
    assert.equal(seen.size, 6, 'every pair comes');
  });
  it('is shuffled within its section where the section or the quiz says so', () => {
    const orders = new Set(
      Array.from({ length: 40 }, (_, i) => ids(`a${i}`, { ...base, shuffle: true, sections }).join('|')),
    );
    assert.ok(orders.size > 8);
    assert.ok([...orders].every((o) => /^[ab],[ab]\|/.test(o)));
    const fixed = { ...base, shuffle: true, sections: [{ ...sections[0], shuffle: false }, sections[1]] } as Quiz;
    assert.ok(Array.from({ length: 20 }, (_, i) => ids(`a${i}`, fixed)[0]?.join()).every((o) => o === 'a,b'));
  });
  it('is everything without sections', () => {
    assert.deepEqual(ids('x', base), [['a', 'b', 'c', 'd', 'e', 'f']]);
  });
});

describe('whether an attempt can be begun', () => {
  const rules = { attempts: 2, delay: 'PT1H', opens: '2026-03-01T09:00:00+07:00', closes: '2026-03-02T09:00:00+07:00' };
  const open = at(rules.opens);
  for (const [what, submitted, now, accommodation, expected] of [
    ['before it opens', [], open - 1, {}, { left: 2, refusal: 'not-open', from: open }],
    ['as it opens', [], open, {}, { left: 2 }],
    [
      'too soon after the first',
      [open],
      open + 59 * MINUTE,
      {},
      { left: 1, refusal: 'too-soon', from: open + 60 * MINUTE },
    ],
    ['an hour after the first', [open], open + 60 * MINUTE, {}, { left: 1 }],
    ['after both', [open, open + 1], open + 120 * MINUTE, {}, { left: 0, refusal: 'no-attempts' }],
    ['after both, with one more', [open, open + 1], open + 120 * MINUTE, { extraAttempts: 1 }, { left: 1 }],
    ['when it is closed', [], open + DAY, {}, { left: 2, refusal: 'closed' }],
    ['when it is closed for others', [], open + DAY, { closes: '2026-03-03T09:00:00+07:00' }, { left: 2 }],
  ] as const)
    it(what, () => assert.deepEqual(standingOf(rules, submitted, now, accommodation), expected));
  it('without rules always', () => assert.deepEqual(standingOf({}, [1, 2, 3], 4), { left: undefined }));
});

describe('the time of an attempt', () => {
  it('is longer by factor and minutes, and endless when untimed', () => {
    const quiz = { timeLimit: 'PT30M' };
    assert.equal(limitOf(quiz), 30 * MINUTE);
    assert.equal(limitOf(quiz, { timeFactor: 1.5, extraMinutes: 5 }), 50 * MINUTE);
    assert.equal(limitOf(quiz, { untimed: true, timeFactor: 2 }), undefined);
    assert.equal(limitOf({}, { timeFactor: 2 }), undefined);
  });
  it('ends at the close at the latest', () => {
    const closes = '2026-03-01T10:00:00Z';
    assert.equal(deadlineOf({ timeLimit: 'PT30M', closes }, at('2026-03-01T09:00:00Z')), at('2026-03-01T09:30:00Z'));
    assert.equal(deadlineOf({ timeLimit: 'PT30M', closes }, at('2026-03-01T09:50:00Z')), at(closes));
    assert.equal(deadlineOf({ timeLimit: 'PT30M', closes }, at('2026-03-01T09:50:00Z'), { untimed: true }), at(closes));
    assert.equal(deadlineOf({}, 0), undefined);
  });
});

describe('the clock', () => {
  /** A device: time passes, sleeps, and its clock is set. */
  function device(start: number) {
    const d = { wall: start, steady: 0, pass: (ms: number) => ((d.wall += ms), (d.steady += ms)) };
    return { ...d, get: d, read: { wall: () => d.wall, steady: () => d.steady } };
  }
  it('goes on by the steady clock when the device’s is put back', () => {
    const { get: d, read } = device(1000);
    const clock = new QuizClock(read);
    d.pass(5 * MINUTE);
    d.wall -= 3 * DAY;
    d.pass(5 * MINUTE);
    assert.equal(clock.now(), 1000 + 5 * MINUTE + 5 * MINUTE);
  });
  it('counts a sleep in which the steady clock stood still, and asks for the server’s time', () => {
    const { get: d, read } = device(1000);
    const clock = new QuizClock(read);
    d.wall += 20 * MINUTE;
    assert.equal(clock.now(), 1000 + 20 * MINUTE);
    assert.equal(clock.jumped, true);
    clock.sync(1000 + 20 * MINUTE + 300);
    assert.equal(clock.jumped, false);
    assert.equal(clock.now(), 1000 + 20 * MINUTE + 300);
  });
  it('believes the server over a clock that was put forward by days', () => {
    const { get: d, read } = device(1000);
    const clock = new QuizClock(read);
    d.pass(MINUTE);
    d.wall += 3 * DAY;
    assert.ok(clock.now() > 2 * DAY && clock.jumped);
    clock.sync(1000 + MINUTE, 200);
    assert.equal(clock.now(), 1000 + MINUTE + 100);
    d.pass(MINUTE);
    assert.equal(clock.now(), 1000 + 2 * MINUTE + 100);
  });
  it('goes on after a reload from where it stood, and gives nothing for a clock put back meanwhile', () => {
    const { get: d, read } = device(1000);
    const first = new QuizClock(read);
    d.pass(10 * MINUTE);
    const { anchor } = first;
    d.wall += 4 * MINUTE; // closed for four minutes
    d.steady = 0;
    assert.equal(new QuizClock(read, anchor).now(), 1000 + 14 * MINUTE);
    d.wall -= DAY;
    assert.equal(new QuizClock(read, anchor).now(), 1000 + 10 * MINUTE);
  });
  it('never goes back, and never slower than the page’s own time, whatever the device does', () => {
    const step = fc.record({
      pass: fc.nat(10 * MINUTE),
      set: fc.integer({ min: -3 * DAY, max: 3 * DAY }),
      reload: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { get: d, read } = device(1e12);
        let clock = new QuizClock(read);
        let before = clock.now();
        for (const { pass, set, reload } of steps) {
          d.pass(pass);
          assert.ok(clock.now() >= before + pass);
          before = clock.now();
          d.wall += set;
          if (!reload) continue;
          const { anchor } = clock;
          d.steady = 0;
          clock = new QuizClock(read, anchor);
          assert.ok(clock.now() >= before);
          before = clock.now();
        }
      }),
    );
  });
  it('says half, five minutes and one minute once, and after a sleep only the last that was passed', () => {
    const limit = 30 * MINUTE;
    const said: string[] = [];
    for (let left = limit, before = limit; left >= 0; left -= 1000) {
      const notice = noticeFor(limit, before, left);
      if (notice) said.push(`${notice} at ${left / MINUTE}`);
      before = left;
    }
    assert.deepEqual(said, ['half at 15', 'five at 5', 'one at 1']);
    assert.equal(noticeFor(limit, 20 * MINUTE, 30_000), 'one');
    assert.equal(noticeFor(limit, 20 * MINUTE, -1), undefined);
    assert.equal(noticeFor(4 * MINUTE, 4 * MINUTE, 4 * MINUTE - 1), undefined);
    assert.equal(noticeFor(4 * MINUTE, 3 * MINUTE, 2 * MINUTE), 'half');
  });
});

describe('what is released', () => {
  const quiz = { closes: '2026-03-02T00:00:00Z' };
  const closed = at(quiz.closes);
  const moment = (more: object = {}) => ({ now: closed - 1, submitted: true, left: 1 as number | undefined, ...more });
  for (const [rule, m, expected] of [
    [undefined, moment(), true],
    ['after-submit', moment({ submitted: false }), false],
    ['after-last-attempt', moment(), false],
    ['after-last-attempt', moment({ left: 0 }), true],
    ['after-last-attempt', moment({ left: 0, submitted: false }), false],
    ['after-last-attempt', moment({ left: undefined }), false],
    ['after-close', moment({ left: 0 }), false],
    ['after-close', moment({ now: closed }), true],
    ['none', moment({ now: closed + DAY, left: 0 }), false],
  ] as const)
    it(`${String(rule)}: ${JSON.stringify(m)}`, () => assert.equal(isReleased(rule, quiz, m), expected));
  it('waits for those who have more time', () => {
    const more = { closes: '2026-03-03T00:00:00Z' };
    assert.equal(isReleased('after-close', quiz, moment({ now: closed }), more), false);
    const less = { closes: '2026-03-01T00:00:00Z' };
    assert.equal(isReleased('after-close', quiz, moment({ now: closed - 1 }), less), false);
  });
});

describe('which score counts', () => {
  const result = (raw: number, pending?: number) => ({
    raw,
    max: 10,
    scaled: raw / 10,
    passed: undefined,
    ...(pending ? { pending } : {}),
  });
  const list = [result(4), result(8), result(9, 1), result(6)];
  it('best, last, first, mean; none that is still to be graded', () => {
    assert.equal(keptOf(undefined, list)?.raw, 8);
    assert.equal(keptOf('last', list)?.raw, 6);
    assert.equal(keptOf('first', list)?.raw, 4);
    assert.deepEqual(keptOf('mean', list), { raw: 6, max: 10, scaled: 0.6, passed: undefined });
    assert.equal(keptOf('best', [result(1, 2)]), undefined);
  });
});

describe('what an answer is worth in the end', () => {
  const right = { raw: 4, max: 4, scaled: 1, success: true };
  const wrong = { raw: 0, max: 4, scaled: 0, success: false };
  const q = { penalty: 0.25, hints: [{ text: 'a', penalty: 0.1 }, { text: 'b' }] };
  it('wrong tries and hints take their part, never below zero', () => {
    assert.deepEqual(marked(q, right, {}), right);
    assert.equal(marked(q, right, { tries: 2, hints: 2 }).raw, 1.6);
    assert.equal(marked(q, right, { tries: 2, hints: 2 }).success, true);
    assert.equal(marked(q, right, { tries: 9 }).raw, 0);
    assert.equal(marked(q, wrong, { tries: 2 }).raw, 0);
  });
  it('being sure pays when it is right and costs when it is wrong', () => {
    const points = (g: typeof right, sure?: 1 | 2 | 3) => marked({}, g, sure ? { sure } : {}, true).raw;
    assert.deepEqual(
      [points(right), points(right, 2), points(right, 3)].map((n) => n.toFixed(3)),
      ['1.333', '2.667', '4.000'],
    );
    assert.deepEqual(
      [points(wrong), points(wrong, 2), points(wrong, 3)].map((n) => n.toFixed(3)),
      ['0.000', '-1.333', '-4.000'],
    );
  });
  it('stays within bounds whatever happened', () => {
    const grade = fc.double({ min: -1, max: 1, noNaN: true }).map((scaled) => ({
      raw: scaled * 4,
      max: 4,
      min: -4,
      scaled,
      success: scaled === 1,
    }));
    const mark = fc.record({
      tries: fc.nat(9),
      hints: fc.nat(9),
      sure: fc.constantFrom<1 | 2 | 3>(1, 2, 3),
    });
    fc.assert(
      fc.property(grade, mark, fc.boolean(), (g, m, sure) => {
        const out = marked(q, g, m, sure);
        assert.ok(out.raw >= (out.min ?? 0) && out.raw <= out.max && out.scaled >= -1 && out.scaled <= 1);
      }),
    );
  });
  it('is told in bands', () => {
    const bands = [
      { from: 0, text: 'Ulangi.' },
      { from: 0.8, text: 'Baik sekali.' },
      { from: 0.5, text: 'Cukup.' },
    ];
    assert.deepEqual(
      [-0.5, 0, 0.5, 0.79, 0.8, 1].map((s) => bandOf({ bands }, s)?.text),
      [undefined, 'Ulangi.', 'Cukup.', 'Cukup.', 'Baik sekali.', 'Baik sekali.'],
    );
  });
});

describe('where one can go', () => {
  it('anywhere, or only on', () => {
    assert.equal(canGoTo('one-at-a-time', 3, 0, 5), true);
    assert.equal(canGoTo('linear', 3, 2, 5), false);
    assert.equal(canGoTo('linear', 3, 4, 5), true);
    assert.equal(canGoTo('linear', 4, 5, 5), false);
    assert.equal(hasSummary({ navigation: 'one-at-a-time' }), true);
    assert.equal(hasSummary({ navigation: 'linear' }), false);
    assert.equal(hasSummary({ mode: 'summative' }), true);
    assert.equal(hasSummary({ mode: 'summative', summary: false }), false);
  });
});

describe('the state document with marks', () => {
  it('keeps what belongs to an answer under a key of its own', () => {
    const state = {
      attempts: [{ id: 't', started: '2026-01-01T00:00:00Z' }],
      answers: { t: { q1: 'a' } },
      marks: { t: { 'q:1': { flag: true, sure: 3 as const, ms: 1200 } } },
    };
    assert.deepEqual(JSON.parse(JSON.stringify(fromQuizDocuments(toQuizDocument(state)))), state);
    assert.deepEqual(Object.keys(markPatch('t', 'q1', {})), ['m:t:q1']);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type * as v from 'valibot';
import { parseData } from '../../src/model/schema.js';
import * as likert from '../../src/questions/likert/model.js';
import * as longFillIn from '../../src/questions/long-fill-in/model.js';
import * as matching from '../../src/questions/matching/model.js';
import * as performance from '../../src/questions/performance/model.js';
import * as sequencing from '../../src/questions/sequencing/model.js';
import type { Question } from '../../src/questions/kind.js';
import type { WidyaError } from '../../src/sdk/errors.js';

/** Any string, and strings that look like responses. */
const response = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom('a', 'b', 'c', 'd', '[,]', '[.]', '[:]', '1', '')).map((l) => l.join('')),
);
const points = fc.option(fc.double({ min: 0.1, max: 100, noNaN: true }), { nil: undefined });
const part = (id: string) => ({ id, text: `Teks ${id}` });
const ids = ['a', 'b', 'c', 'd'];

/** Whatever the response: points within bounds, success only for all of them, and no difference in which order parts are written. */
function total<Q extends Question>(
  questions: fc.Arbitrary<Q>,
  responses: fc.Arbitrary<string>,
  grade: (q: Q, r: string) => { raw: number; max: number; scaled: number; success: boolean | undefined },
  reordered: (q: Q) => Q,
) {
  fc.assert(
    fc.property(questions, responses, (q, r) => {
      const g = grade(q, r);
      assert.ok(g.max === (q.points ?? 1) && g.raw >= 0 && g.raw <= g.max, JSON.stringify(g));
      assert.ok(Math.abs(g.scaled - g.raw / g.max) < 1e-6);
      if (g.success !== undefined) assert.equal(g.success, g.raw === g.max);
      assert.deepEqual(grade(reordered(q), r), g);
    }),
  );
}
const place = (schema: unknown, raw: object): string => {
  try {
    parseData(schema as v.GenericSchema<unknown, unknown>, raw, 'soal');
  } catch (cause) {
    return (cause as WidyaError).place ?? '';
  }
  return 'no failure';
};

describe('matching', () => {
  // The question of xAPI-Data, Appendix C
  const q: matching.MatchingQuestion = {
    id: 'q',
    kind: 'matching',
    stem: 'Match these people to their kickball team:',
    sources: [
      { ...part('ben'), target: '3' },
      { ...part('chris'), target: '2' },
      { ...part('troy'), target: '4' },
      { ...part('freddie'), target: '1' },
    ],
    targets: ['1', '2', '3', '4'].map(part),
  };
  it('says its key as the standard does', () => {
    const d = matching.definition(q, { withKey: true, lang: 'en' });
    assert.deepEqual(d.correctResponsesPattern, ['ben[.]3[,]chris[.]2[,]troy[.]4[,]freddie[.]1']);
    assert.equal(d.interactionType, 'matching');
    assert.deepEqual(
      d.source?.map((s) => s.id),
      ['ben', 'chris', 'freddie', 'troy'],
    );
    assert.deepEqual(d.target?.[0], { id: '1', description: { en: 'Teks 1' } });
  });
  it('writes what it reads, in the order of the question', () => {
    assert.equal(matching.write(q, ['3', '', '4', '']), 'ben[.]3[,]troy[.]4');
    assert.deepEqual(matching.read(q, 'troy[.]4[,]ben[.]3').chosen, ['3', '', '4', '']);
    assert.equal(matching.write(q, ['', '', '', '']), '');
  });
  it('knows how far an answer has come', () => {
    assert.equal(matching.check(q, 'xyz'), 'unanswered');
    assert.equal(matching.check(q, 'ben[.]1'), 'incomplete');
    assert.equal(matching.check(q, 'ben[.]1[,]chris[.]1[,]troy[.]1[,]freddie[.]1'), 'answered');
  });
  it('names the place of a mistake', () => {
    const wrong = (change: object) => place(matching.schema, { ...q, ...change });
    assert.equal(wrong({}), 'no failure');
    assert.equal(
      wrong({
        sources: [
          { ...part('a'), target: '1' },
          { ...part('b'), target: '9' },
        ],
      }),
      'soal: sources[1].target',
    );
    assert.equal(wrong({ sources: [] }), 'soal: sources');
    assert.equal(wrong({ targets: [part('1'), part('1')] }), 'soal: targets');
    assert.equal(wrong({ sources: [{ ...part('a[.]b'), target: '1' }] }), 'soal: sources[0].id');
    assert.equal(wrong({ targets: [part('1'), { id: '2' }] }), 'soal: targets[1].text');
  });
  it('grades any response', () => {
    const questions = fc.record({
      to: fc.array(fc.constantFrom(...ids), { minLength: 1, maxLength: 4 }),
      points,
      all: fc.boolean(),
    });
    total(
      questions.map((o): matching.MatchingQuestion => ({
        ...q,
        points: o.points,
        allOrNothing: o.all,
        sources: o.to.map((target, i) => ({ ...part(ids[i] ?? ''), target })),
        targets: ids.map(part),
      })),
      response,
      matching.grade,
      (m) => ({ ...m, sources: m.sources.toReversed(), targets: m.targets.toReversed() }),
    );
  });
});

describe('sequencing', () => {
  // The question of xAPI-Data, Appendix C
  const q: sequencing.SequencingQuestion = {
    id: 'q',
    kind: 'sequencing',
    stem: 'Order players by their pong ladder position:',
    items: ['tim', 'mike', 'ells', 'ben'].map(part),
    answer: ['tim', 'mike', 'ells', 'ben'],
  };
  it('says its key as the standard does, and keeps the order written down to itself', () => {
    const d = sequencing.definition(q, { withKey: true, lang: 'en' });
    assert.deepEqual(d.correctResponsesPattern, ['tim[,]mike[,]ells[,]ben']);
    assert.deepEqual(
      d.choices?.map((c) => c.id),
      ['ben', 'ells', 'mike', 'tim'],
    );
    assert.deepEqual(sequencing.strip(q)['items'], ['ben', 'ells', 'mike', 'tim'].map(part));
  });
  it('knows how far an answer has come', () => {
    assert.equal(sequencing.check(q, 'xyz'), 'unanswered');
    assert.equal(sequencing.check(q, 'ben[,]tim'), 'incomplete');
    assert.equal(sequencing.check(q, 'ben[,]tim[,]ells[,]mike'), 'answered');
  });
  it('names the place of a mistake', () => {
    const wrong = (change: object) => place(sequencing.schema, { ...q, ...change });
    assert.equal(wrong({}), 'no failure');
    assert.equal(wrong({ answer: ['tim', 'mike', 'x', 'ben'] }), 'soal: answer[2]');
    assert.equal(wrong({ answer: ['tim', 'tim', 'mike', 'ben'] }), 'soal: answer[1]');
    assert.equal(wrong({ answer: ['tim', 'mike', 'ells'] }), 'soal: answer');
    assert.equal(wrong({ answer: undefined }), 'soal: answer');
    assert.equal(wrong({ items: [part('tim')], answer: ['tim'] }), 'soal: items');
  });
  it('grades any response', () => {
    const questions = fc.record({ answer: fc.shuffledSubarray(ids, { minLength: 2 }), points, all: fc.boolean() });
    total(
      questions.map((o): sequencing.SequencingQuestion => ({
        ...q,
        points: o.points,
        allOrNothing: o.all,
        items: [...o.answer].sort().map(part),
        answer: o.answer,
      })),
      fc.oneof(
        response,
        fc.shuffledSubarray(ids).map((l) => l.join('[,]')),
      ),
      sequencing.grade,
      (s) => ({ ...s, items: s.items.toReversed() }),
    );
  });
});

describe('long-fill-in', () => {
  const q: longFillIn.LongFillInQuestion = {
    id: 'q',
    kind: 'long-fill-in',
    stem: 'What is the purpose of the xAPI?',
    points: 5,
    rubric: [
      { ...part('alasan'), points: 3 },
      { ...part('contoh'), points: 2 },
    ],
    sample: 'To store and provide access to learning experiences.',
  };
  it('waits for a person once something is written, and gives nothing until then', () => {
    assert.deepEqual(longFillIn.grade(q, 'Teks'), { raw: 0, max: 5, scaled: 0, success: undefined, pending: 5 });
    assert.deepEqual(longFillIn.grade(q, ' \n'), { raw: 0, max: 5, scaled: 0, success: false });
  });
  it('has no pattern: any response may be right', () => {
    const d = longFillIn.definition(q, { withKey: true, lang: 'en' });
    assert.equal(d.interactionType, 'long-fill-in');
    assert.ok(!('correctResponsesPattern' in d));
    assert.deepEqual(longFillIn.strip(q)['rubric'], q.rubric);
    assert.ok(!('sample' in longFillIn.strip(q)));
  });
  it('keeps lines, and nothing that delimits', () => {
    assert.equal(longFillIn.tidy(' a[,]b\r\n\r\ne\u0301 '), 'a, b\n\n\u00e9');
  });
  it('names the place of a mistake', () => {
    const wrong = (change: object) => place(longFillIn.schema, { ...q, ...change });
    assert.equal(wrong({}), 'no failure');
    assert.equal(wrong({ points: 4 }), 'soal: rubric');
    assert.equal(wrong({ rubric: [{ ...part('a'), points: 0 }] }), 'soal: rubric[0].points');
    assert.equal(wrong({ rows: 1 }), 'soal: rows');
  });
});

describe('likert', () => {
  // The question of xAPI-Data, Appendix C
  const q: likert.LikertQuestion = {
    id: 'q',
    kind: 'likert',
    stem: 'How awesome is Experience API?',
    points: 2,
    scale: ['likert_0', 'likert_1', 'likert_2', 'likert_3'].map((id, i) => ({
      ...part(id),
      ...(i === 1 ? { points: 0.5 } : {}),
    })),
  };
  it('is never wrong, and earns what its item says', () => {
    assert.deepEqual(likert.grade(q, 'likert_3'), { raw: 2, max: 2, scaled: 1, success: undefined });
    assert.deepEqual(likert.grade(q, 'likert_1'), { raw: 0.5, max: 2, scaled: 0.25, success: undefined });
    assert.deepEqual(likert.grade(q, 'likert_9'), { raw: 0, max: 2, scaled: 0, success: false });
  });
  it('has its scale in order and no pattern', () => {
    const d = likert.definition(q, { withKey: true, lang: 'en' });
    assert.deepEqual(
      d.scale?.map((s) => s.id),
      ['likert_0', 'likert_1', 'likert_2', 'likert_3'],
    );
    assert.ok(!('correctResponsesPattern' in d));
  });
  it('names the place of a mistake', () => {
    const wrong = (change: object) => place(likert.schema, { ...q, ...change });
    assert.equal(wrong({}), 'no failure');
    assert.equal(wrong({ scale: [part('a'), { ...part('b'), points: 3 }] }), 'soal: scale[1].points');
    assert.equal(wrong({ scale: [part('a'), part('a')] }), 'soal: scale');
  });
  it('grades any response', () => {
    const questions = fc.record({
      shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 4 }),
      points,
    });
    total(
      questions.map((o): likert.LikertQuestion => ({
        ...q,
        points: o.points,
        scale: o.shares.map((share, i) => ({ ...part(ids[i] ?? ''), points: share * (o.points ?? 1) })),
      })),
      response,
      likert.grade,
      (l) => ({ ...l, scale: l.scale.toReversed() }),
    );
  });
});

describe('performance', () => {
  // The question of xAPI-Data, Appendix C, as far as it has a key
  const q: performance.PerformanceQuestion = {
    id: 'q',
    kind: 'performance',
    stem: 'This interaction measures performance over a day of RS sports:',
    steps: [
      { ...part('pong'), answer: { min: 1 } },
      { ...part('dg'), answer: { max: 10 } },
      { ...part('lunch'), answers: ['soto', 'rawon'] },
    ],
  };
  it('says its key with the delimiters of the standard, every way to be right', () => {
    const d = performance.definition(q, { withKey: true, lang: 'en' });
    assert.deepEqual(d.correctResponsesPattern, [
      '{order_matters=false}pong[.]1[:][,]dg[.][:]10[,]lunch[.]soto',
      '{order_matters=false}pong[.]1[:][,]dg[.][:]10[,]lunch[.]rawon',
    ]);
    assert.deepEqual(
      d.steps?.map((s) => s.id),
      ['pong', 'dg', 'lunch'],
    );
    const [pong, dg, lunch] = q.steps as [performance.Step, performance.Step, performance.Step];
    const cased = {
      ...q,
      steps: [
        { ...lunch, caseMatters: true },
        { ...pong, answer: 3 },
      ],
    };
    assert.equal(
      performance.patterns(cased)?.[0],
      '{order_matters=false}{case_matters=true}lunch[.]soto[,]pong[.]3[:]3',
    );
    assert.equal(
      performance.patterns({ ...q, steps: [dg, lunch, { ...lunch, id: 'x', caseMatters: true }] }),
      undefined,
    );
  });
  it('writes every step once one is filled', () => {
    assert.equal(performance.write(q, ['3', '', 'soto']), 'pong[.]3[,]dg[.][,]lunch[.]soto');
    assert.equal(performance.write(q, ['', '', '']), '');
  });
  it('knows how far an answer has come', () => {
    assert.equal(performance.check(q, 'pong[.][,]dg[.] '), 'unanswered');
    assert.equal(performance.check(q, 'pong[.]1[,]dg[.]2[,]lunch[.]'), 'incomplete');
    assert.equal(performance.check(q, 'pong[.]satu[,]dg[.]2[,]lunch[.]x'), 'incomplete');
    assert.equal(performance.check(q, 'pong[.]1[,]dg[.]2[,]lunch[.]x'), 'answered');
  });
  it('says without its key what is asked for', () => {
    assert.deepEqual(performance.strip(q)['steps'], [
      { ...part('pong'), number: true },
      { ...part('dg'), number: true },
      part('lunch'),
    ]);
  });
  it('names the place of a mistake', () => {
    const wrong = (...steps: object[]) => place(performance.schema, { ...q, steps });
    assert.equal(wrong(...q.steps), 'no failure');
    assert.equal(wrong({ ...part('a'), answer: 1 }, part('b')), 'soal: steps[1]');
    assert.equal(wrong({ ...part('a'), answer: 1, answers: ['x'] }), 'soal: steps[0]');
    assert.equal(wrong({ ...part('a'), answers: [' '] }), 'soal: steps[0].answers[0]');
    assert.equal(wrong({ ...part('a'), answer: { min: 2, max: 1 } }), 'soal: steps[0].answer');
    assert.equal(wrong(), 'soal: steps');
  });
  it('grades any response', () => {
    const key = fc.constantFrom<Partial<performance.Step>>(
      { answers: ['a'] },
      { answers: ['b', 'c'] },
      { answer: 1 },
      { answer: { min: 0 } },
    );
    const questions = fc.record({ keys: fc.array(key, { minLength: 1, maxLength: 4 }), points, all: fc.boolean() });
    total(
      questions.map((o): performance.PerformanceQuestion => ({
        ...q,
        points: o.points,
        allOrNothing: o.all,
        steps: o.keys.map((k, i) => ({ ...part(ids[i] ?? ''), ...k })),
      })),
      response,
      performance.grade,
      (p) => ({ ...p, steps: p.steps.toReversed() }),
    );
  });
});

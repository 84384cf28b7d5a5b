// The ten interaction types, row by row as xAPI-Data (1.0.3, and 2.0 with the same words) has them under "Response Patterns", "Correct
// Responses Pattern" and "Characterstring parameters": what a pattern means to who reads it, and what our kinds write.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { isCorrectResponse, matchesPattern } from '../../src/model/grading.js';
import { shuffled } from '../../src/model/quiz.js';
import { builtins } from '../../src/questions/builtins.js';
import type { Question, QuestionKind } from '../../src/questions/kind.js';
import type { InteractionType } from '../../src/sdk/statement.js';

type Row = [clause: string, pattern: string, right: string[], wrong: string[]];

const read: Record<InteractionType, Row[]> = {
  'true-false': [
    ['either true or false', 'true', ['true'], ['false', '', 'TRUE', 't', '1', 'true[,]false']],
    ['either true or false', 'false', ['false'], ['true', '0']],
  ],
  choice: [
    ['a list of item ids delimited by [,]', 'a[,]b', ['a[,]b', 'b[,]a'], ['a', 'b', 'a[,]b[,]c', 'a,b', 'ab', '']],
    ['one item: without the delimiter', 'a', ['a'], ['a[,]', 'b', 'A', '']],
    ['ids are case sensitive, and may hold any other sign', 'a.b:c,d', ['a.b:c,d'], ['a.b:c', 'A.b:c,d']],
    ['parameters are none of this type', '{case_matters=false}a', ['{case_matters=false}a'], ['a', 'A']],
  ],
  'fill-in': [
    ['a list of responses delimited by [,]', 'satu[,]dua', ['satu[,]dua', 'SATU[,]Dua'], ['satu', 'satu[,]dua[,]tiga']],
    ['case_matters: false by default', 'Korpri', ['korpri', 'KORPRI'], ['korp', 'korpri ya', '']],
    ['case_matters=false', '{case_matters=false}Korpri', ['korpri'], ['korp']],
    ['case_matters=true', '{case_matters=true}Korpri', ['Korpri'], ['korpri', 'KORPRI']],
    ['order_matters: true by default', 'a[,]b', ['a[,]b'], ['b[,]a']],
    ['order_matters=true', '{order_matters=true}a[,]b', ['a[,]b'], ['b[,]a']],
    ['order_matters=false', '{order_matters=false}a[,]b', ['b[,]a', 'a[,]b'], ['a[,]a', 'b[,]b', 'a']],
    [
      'order_matters=false with the same item twice',
      '{order_matters=false}a[,]a[,]b',
      ['a[,]b[,]a'],
      ['a[,]b[,]b', 'a[,]b'],
    ],
    ['both parameters', '{case_matters=true}{order_matters=false}A[,]b', ['b[,]A'], ['b[,]a']],
    ['both parameters, the other way round', '{order_matters=false}{case_matters=true}A[,]b', ['b[,]A'], ['b[,]a']],
    [
      'lang at the start of each item',
      '{lang=id}ya[,]{lang=en}yes',
      ['ya[,]yes', '{lang=id}YA[,]{lang=en}yes'],
      ['{lang=en}ya[,]yes'],
    ],
    [
      'lang after the parameters of the list',
      '{case_matters=true}{lang=id}Ya',
      ['Ya', '{lang=id}Ya'],
      ['ya', '{lang=en}Ya'],
    ],
    [
      'lang: a tag of RFC 5646',
      '{lang=en}colour',
      ['{lang=en-GB}colour', '{lang=EN}Colour'],
      ['{lang=eng}colour', '{lang=id}colour'],
    ],
    [
      'the learner’s response in the same form, parameters and all',
      'a',
      ['{case_matters=true}A', '{lang=id}a'],
      ['{case_matters=true}b'],
    ],
    ['values that are none are text', '{case_matters=maybe}a', ['{case_matters=maybe}a'], ['a']],
    ['parameters that are none are text', '{colour=red}a', ['{colour=red}a', '{COLOUR=red}a'], ['a']],
    ['a parameter later on is text', 'a{case_matters=true}', ['A{CASE_MATTERS=true}'], ['a']],
    ['texts of the same signs in another Unicode form', 'caf\u00e9', ['cafe\u0301'], ['cafe']],
  ],
  'long-fill-in': [
    [
      'the example of Appendix C',
      '{case_matters=false}{lang=en}To store and provide access to learning experiences.',
      [
        'To store and provide access to learning experiences.',
        '{lang=en}TO store and provide access to learning experiences.',
      ],
      ['{lang=id}To store and provide access to learning experiences.', 'To store', ''],
    ],
    ['lines are part of the text', 'satu\ndua', ['Satu\ndua'], ['satu dua']],
    ['order_matters', '{order_matters=false}satu[,]dua', ['dua[,]satu'], ['dua']],
  ],
  likert: [['a single item id', 'likert_3', ['likert_3'], ['likert_2', 'LIKERT_3', 'likert_3[,]likert_2', '']]],
  matching: [
    [
      'source then target, delimited by [.]; pairs by [,]',
      'ben[.]3[,]chris[.]2',
      ['ben[.]3[,]chris[.]2', 'chris[.]2[,]ben[.]3'],
      ['3[.]ben[,]2[.]chris', 'ben[.]3', 'ben[.]2[,]chris[.]3', 'ben.3,chris.2'],
    ],
    ['items in several pairs', 'a[.]1[,]a[.]2[,]b[.]1', ['b[.]1[,]a[.]2[,]a[.]1'], ['a[.]1[,]b[.]1']],
    ['items in no pair', 'a[.]1', ['a[.]1'], ['a[.]1[,]b[.]2', '']],
  ],
  performance: [
    [
      'step id [.] response; a text',
      'netto[.]lari',
      ['netto[.]lari', 'netto[.]LARI'],
      ['netto[.]jalan', 'lari[.]netto', 'netto'],
    ],
    [
      'a number range, both bounds',
      'pong[.]1[:]3',
      ['pong[.]1', 'pong[.]3', 'pong[.]2.5'],
      ['pong[.]0.99', 'pong[.]3.01', 'pong[.]dua'],
    ],
    [
      'a range without maximum, without minimum',
      'a[.]1[:][,]b[.][:]10',
      ['a[.]1000[,]b[.]-4', 'a[.]1[,]b[.]10'],
      ['a[.]0[,]b[.]10', 'a[.]1[,]b[.]11'],
    ],
    [
      'the bare colon of the standard’s own example',
      'pong[.]1:[,]dg[.]:10[,]lunch[.]',
      ['pong[.]3[,]dg[.]10[,]lunch[.]'],
      ['pong[.]0[,]dg[.]10[,]lunch[.]'],
    ],
    ['order_matters: true by default', 'a[.]x[,]b[.]y', ['a[.]x[,]b[.]y'], ['b[.]y[,]a[.]x']],
    ['order_matters=false', '{order_matters=false}a[.]x[,]b[.]y', ['b[.]y[,]a[.]x'], ['a[.]y[,]b[.]x', 'a[.]x']],
    ['lang before a text response', 'a[.]{lang=id}ya', ['a[.]ya', 'a[.]{lang=id}Ya'], ['a[.]{lang=en}ya']],
    ['all steps', 'a[.]x[,]b[.]y', [], ['a[.]x', 'a[.]x[,]b[.]y[,]c[.]z', '']],
  ],
  sequencing: [
    [
      'an ordered list',
      'tim[,]mike[,]ells[,]ben',
      ['tim[,]mike[,]ells[,]ben'],
      ['mike[,]tim[,]ells[,]ben', 'tim[,]mike', 'Tim[,]mike[,]ells[,]ben', ''],
    ],
  ],
  numeric: [
    [
      'minimum and maximum',
      '1[:]2',
      ['1', '2', '1.5', '15e-1', '1[:]2', '1.2[:]1.4', '+1'],
      ['0.99', '2.01', '1[:]3', '[:]2', '1,5', 'satu', '', 'NaN'],
    ],
    ['no maximum: the delimiter is still there', '4[:]', ['4', '1000', '5[:]', '4[:]9'], ['3.99', '[:]4', 'Infinity']],
    ['no minimum', '[:]4', ['4', '-7', '[:]3'], ['4.01', '4[:]']],
    [
      'a single number without delimiter',
      '3.14',
      ['3.14', '3.140', '314e-2', '3.14[:]3.14'],
      ['3.1', '3,14', '3.14[:]3.15'],
    ],
    ['minus and zero', '-0.5[:]0', ['-0.5', '0', '-0'], ['0.1', '-0.6']],
    ['what is no range fits nothing', '2[:]1', [], ['1', '2', '1.5']],
    ['the bare colon', '1:2', ['1.5'], ['3']],
  ],
  other: [['any format', '(35.9,-86.3)', ['(35.9,-86.3)'], ['(35.9, -86.3)', '']]],
};

describe('what a pattern means', () => {
  for (const [type, rows] of Object.entries(read) as [InteractionType, Row[]][])
    for (const [clause, pattern, right, wrong] of rows)
      it(`${type}, ${clause}: ${pattern}`, () => {
        for (const r of right) assert.ok(matchesPattern(type, pattern, r), `"${r}" should match`);
        for (const r of wrong) assert.ok(!matchesPattern(type, pattern, r), `"${r}" should not match`);
      });

  it('any of the patterns, each with all of its items', () => {
    const d = { interactionType: 'choice' as const, correctResponsesPattern: ['foo[,]bar', 'foo'] };
    assert.deepEqual(
      ['foo[,]bar', 'bar[,]foo', 'foo', 'bar', ''].map((r) => isCorrectResponse(d, r)),
      [true, true, true, false, false],
    );
  });
  it('an empty array: no answer is right; no array: it says nothing', () => {
    assert.equal(isCorrectResponse({ interactionType: 'choice', correctResponsesPattern: [] }, 'foo'), false);
    assert.equal(isCorrectResponse({ interactionType: 'likert' }, 'likert_3'), undefined);
  });
  it('is never an exception', () => {
    const part = fc.constantFrom(
      '[,]',
      '[.]',
      '[:]',
      ':',
      '{case_matters=',
      'true}',
      '{lang=',
      'a',
      '1',
      '-',
      '}',
      '{',
      ' ',
      '\ud800',
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(read) as InteractionType[])),
        text,
        text,
        (type, pattern, response) => {
          assert.equal(typeof matchesPattern(type, pattern, response), 'boolean');
        },
      ),
    );
  });
});

// What is written is strict: this grammar and no more.
const id = String.raw`(?:(?!\[[,.:]\])\S)+`;
const text = String.raw`(?:(?!\[[,.:]\]|\{(?:case_matters|order_matters|lang)=)[^])+`;
const number = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const range = `(?:${number})?\\[:\\](?:${number})?`;
const list = (item: string) => `${item}(?:\\[,\\]${item})*`;
const strict: Record<InteractionType, RegExp> = {
  'true-false': /^(?:true|false)$/,
  choice: new RegExp(`^${list(id)}$`),
  'fill-in': new RegExp(`^(?:\\{case_matters=true\\})?${list(text)}$`),
  'long-fill-in': /^(?!)/, // never written: no list says all that are right
  matching: new RegExp(`^${list(`${id}\\[\\.\\]${id}`)}$`),
  performance: new RegExp(
    `^\\{order_matters=false\\}(?:\\{case_matters=true\\})?${list(`${id}\\[\\.\\](?:${range}|${text})`)}$`,
  ),
  sequencing: new RegExp(`^${list(id)}$`),
  likert: /^(?!)/, // never written: any answer is as right
  numeric: new RegExp(`^(?:${number}|${range})$`),
  other: /[^]/,
};

const kinds = Object.fromEntries(
  await Promise.all(
    Object.entries(builtins).map(async ([name, load]) => [name, (await load()) as unknown as QuestionKind] as const),
  ),
) as Record<InteractionType, QuestionKind>;
const base = { id: 'q', stem: 'S' };
const part = (ids: string[]) => ids.map((id) => ({ id, text: id }));

const written: [kind: InteractionType, question: object, patterns: string[] | undefined][] = [
  ['true-false', { answer: true }, ['true']],
  ['true-false', { answer: false }, ['false']],
  [
    'choice',
    {
      options: [
        { id: 'a', text: 'A', correct: true },
        { id: 'b', text: 'B' },
      ],
    },
    ['a'],
  ],
  [
    'choice',
    {
      multiple: true,
      options: [
        { id: 'a', text: 'A', correct: true },
        { id: 'b', text: 'B', correct: true },
        { id: 'c', text: 'C' },
      ],
    },
    ['a[,]b'],
  ],
  [
    'choice',
    {
      options: [
        { id: 'a', text: 'A', weight: 1 },
        { id: 'b', text: 'B', weight: 1 },
        { id: 'c', text: 'C', weight: 0.5 },
      ],
    },
    ['a', 'b'],
  ],
  // A mapping by which more sets earn everything than can be listed says nothing.
  [
    'choice',
    {
      multiple: true,
      options: [
        { id: 'a', text: 'A', weight: 1 },
        { id: 'b', text: 'B', weight: 0 },
      ],
    },
    undefined,
  ],
  ['fill-in', { stem: '{{a}}', gaps: [{ id: 'a', answers: ['Jakarta', 'DKI Jakarta'] }] }, ['Jakarta', 'DKI Jakarta']],
  [
    'fill-in',
    {
      stem: '{{a}} {{b}}',
      gaps: [
        { id: 'a', answers: ['x', 'y'] },
        { id: 'b', answers: ['z'] },
      ],
    },
    ['x[,]z', 'y[,]z'],
  ],
  [
    'fill-in',
    { stem: '{{a}}', gaps: [{ id: 'a', answers: ['Korpri'], caseMatters: true }] },
    ['{case_matters=true}Korpri'],
  ],
  [
    'fill-in',
    {
      stem: '{{a}} {{b}}',
      gaps: [
        { id: 'a', answers: ['x'], caseMatters: true },
        { id: 'b', answers: ['z'] },
      ],
    },
    undefined,
  ],
  ['fill-in', { stem: '{{a}}', gaps: [{ id: 'a', answers: ['Jak*'], wildcards: true }] }, undefined],
  ['fill-in', { stem: '{{a}}', gaps: [{ id: 'a', answers: ['a[,]b', '{lang=id}c'] }] }, ['a, b', '{ lang=id}c']],
  ['long-fill-in', {}, undefined],
  [
    'matching',
    {
      sources: [
        { id: 'ben', text: 'B', target: '3' },
        { id: 'tim', text: 'T', target: '3' },
      ],
      targets: part(['1', '3']),
    },
    ['ben[.]3[,]tim[.]3'],
  ],
  [
    'performance',
    {
      steps: [
        { id: 'a', text: 'A', answer: 5 },
        { id: 'b', text: 'B', answers: ['ya'] },
      ],
    },
    ['{order_matters=false}a[.]5[:]5[,]b[.]ya'],
  ],
  [
    'performance',
    {
      steps: [
        { id: 'a', text: 'A', answer: { min: 1 } },
        { id: 'b', text: 'B', answer: { max: 10 }, tolerance: 1 },
      ],
    },
    ['{order_matters=false}a[.]1[:][,]b[.][:]11'],
  ],
  [
    'performance',
    { steps: [{ id: 'b', text: 'B', answers: ['Ya'], caseMatters: true }] },
    ['{order_matters=false}{case_matters=true}b[.]Ya'],
  ],
  ['performance', { manual: true, steps: [{ id: 'b', text: 'B' }] }, undefined],
  ['sequencing', { items: part(['a', 'b', 'c']), answer: ['b', 'a', 'c'] }, ['b[,]a[,]c']],
  ['likert', { scale: part(['tidak', 'ya']) }, undefined],
  ['numeric', { answer: 3.14 }, ['3.14']],
  ['numeric', { answer: 3.14, tolerance: 0.005 }, ['3.135[:]3.145']],
  ['numeric', { answer: { min: 4 } }, ['4[:]']],
  ['numeric', { answer: { max: 4 } }, ['[:]4']],
  [
    'numeric',
    {
      answer: 100,
      tolerance: { relative: 0.05 },
      also: [
        { answer: 7, weight: 1 },
        { answer: 8, weight: 0.5 },
      ],
    },
    ['95[:]105', '7'],
  ],
  ['other', { answers: ['(35.9,-86.3)'] }, ['(35.9,-86.3)']],
];

describe('what our kinds write', () => {
  for (const [name, own, patterns] of written)
    it(`${name}: ${patterns?.join('  or  ') ?? 'no pattern, since it could not say all'}`, () => {
      const question = { ...base, kind: name, ...own } as Question;
      assert.equal(v.safeParse(kinds[name].schema, question).issues?.[0]?.message, undefined);
      const { correctResponsesPattern, interactionType } = kinds[name].definition(question, {
        withKey: true,
        lang: 'id',
      });
      assert.equal(interactionType, name);
      assert.deepEqual(correctResponsesPattern, patterns);
      for (const p of patterns ?? []) {
        assert.match(p, strict[name]);
        // Who compares by the standard agrees with our own grade.
        if (name !== 'numeric' && name !== 'performance')
          assert.equal(kinds[name].grade(question, p.replace(/^(?:\{\w+=\w+\})+/, '')).success, true, p);
      }
    });
});

// Any question of each kind, its key in all forms an author can give it.
const ids = fc.uniqueArray(fc.stringMatching(/^[a-z0-9_-]{1,4}$/), { minLength: 2, maxLength: 6 });
const points = fc.option(fc.double({ min: 0.1, max: 50, noNaN: true }), { nil: undefined });
const word = fc.stringMatching(/^[A-Za-z\u00e9' ]{0,6}[A-Za-z]$/);
const some: Record<InteractionType, fc.Arbitrary<object>> = {
  'true-false': fc.record({ answer: fc.boolean() }),
  choice: fc
    .tuple(
      ids,
      fc.array(fc.constantFrom(1, 0.5, 0, -0.5, -1), { minLength: 6, maxLength: 6 }),
      fc.constantFrom('all-or-nothing', 'right-minus-wrong', 'weights'),
      fc.constantFrom(undefined, -0.5, -1),
    )
    .map(([list, weights, scoring, floor]) => ({
      multiple: true,
      scoring,
      floor,
      options: list.map((id, i) => ({
        id,
        text: id,
        ...(scoring === 'weights'
          ? { weight: i === 0 ? 1 : weights[i] }
          : { correct: i === 0 || (weights[i] ?? 0) > 0 }),
      })),
    })),
  'fill-in': fc
    .tuple(
      fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([gaps, caseMatters, ignoreAccents]) => ({
      stem: gaps.map((_, i) => `{{g${i}}}`).join(' '),
      gaps: gaps.map((answers, i) => ({ id: `g${i}`, answers, caseMatters, ignoreAccents, weight: i + 1 })),
    })),
  'long-fill-in': fc.record({}),
  matching: fc.tuple(ids, ids, fc.boolean()).map(([sources, targets, allOrNothing]) => ({
    allOrNothing,
    sources: sources.map((id, i) => ({ id, text: id, target: targets[i % targets.length] })),
    targets: part(targets),
  })),
  performance: fc.tuple(ids, fc.integer({ min: -5, max: 5 }), word).map(([steps, answer, text]) => ({
    steps: steps.map((id, i) => ({ id, text: id, ...(i % 2 ? { answer, tolerance: i } : { answers: [text] }) })),
  })),
  sequencing: fc
    .tuple(ids, fc.constantFrom('position', 'adjacent', 'run', undefined), fc.boolean())
    .map(([list, scoring, allOrNothing]) => ({
      scoring,
      allOrNothing,
      items: part(list),
      answer: [...list].reverse(),
    })),
  likert: ids.map((list) => ({ scale: part(list) })),
  numeric: fc
    .tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.oneof(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.constant({ relative: 0.1 }),
        fc.constant({ significant: 3 }),
      ),
    )
    .map(([answer, tolerance]) => ({ answer, tolerance })),
  other: fc.array(word, { minLength: 1, maxLength: 3 }).map((answers) => ({ answers })),
};
/** Lists whose order says nothing of the answer. */
const unordered = ['options', 'sources', 'targets', 'items', 'steps', 'scale'];

describe('grading, for any question of each kind and any response', () => {
  for (const [name, arbitrary] of Object.entries(some) as [InteractionType, fc.Arbitrary<object>][]) {
    const kind = kinds[name];
    it(`${name} is total, pure, in bounds, and the same in whatever order options stand`, () => {
      fc.assert(
        fc.property(
          arbitrary,
          points,
          fc.array(fc.nat(), { maxLength: 6 }),
          fc.string(),
          fc.string(),
          (own, points, picks, noise, seed) => {
            const question = { ...base, kind: name, ...own, points } as Question;
            const checked = v.safeParse(kind.schema, question);
            // Points of a mapping that cannot be earned in full are refused, and are not graded.
            if (!checked.success) return;
            const ids = unordered.flatMap((l) =>
              ((question as unknown as Record<string, { id: string }[]>)[l] ?? []).map((o) => o.id),
            );
            const { correctResponsesPattern = [] } = kind.definition(question, { withKey: true, lang: 'id' });
            const responses = [
              '',
              noise,
              picks.map((i) => ids[i % (ids.length || 1)] ?? String(i)).join('[,]'),
              picks
                .map((i, j) => `${ids[j % (ids.length || 1)] ?? ''}[.]${ids[i % (ids.length || 1)] ?? i}`)
                .join('[,]'),
              String(picks[0] ?? -0.5),
              ...correctResponsesPattern,
            ];
            const before = JSON.stringify(question);
            const turned = { ...question } as unknown as Record<string, object[]>;
            for (const l of unordered) if (turned[l]) turned[l] = shuffled(turned[l], seed);
            for (const response of responses) {
              const g = kind.grade(question, response);
              const min = g.min ?? 0;
              assert.ok(
                min <= 0 && g.raw >= min && g.raw <= g.max && g.max === (points ?? 1),
                `${response}: ${JSON.stringify(g)}`,
              );
              assert.ok(Math.abs(g.scaled - g.raw / g.max) < 1e-6);
              assert.ok(g.success === undefined || g.success === (g.scaled === 1));
              assert.deepEqual(kind.grade(question, response), g, 'twice');
              assert.deepEqual(kind.grade(turned as unknown as Question, response), g, 'in another order');
            }
            assert.equal(JSON.stringify(question), before, 'the question is left as it is');
            for (const p of correctResponsesPattern) assert.match(p, strict[name]);
          },
        ),
        { numRuns: 200 },
      );
    });
  }
});

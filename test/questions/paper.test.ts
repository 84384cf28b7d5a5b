// A quiz on paper: the same form from the same code, and what is written on it read as the page would record it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parseQuiz } from '../../src/model/quiz-file.js';
import type { Quiz } from '../../src/model/quiz.js';
import { builtins } from '../../src/questions/builtins.js';
import type { QuestionKind } from '../../src/questions/kind.js';
import {
  batchOf,
  formCode,
  hasKey,
  keyOf,
  ORIGINAL,
  paperAttempt,
  paperOf,
  readAnswer,
  readBatch,
  readForm,
  splitSheet,
  writeAnswer,
} from '../../src/questions/paper.js';

const kinds = new Map<string, QuestionKind>();
for (const [name, load] of Object.entries(builtins)) kinds.set(name, (await load()) as unknown as QuestionKind);
const raw: unknown = JSON.parse(
  readFileSync(new URL('../../demo/public/kuis/semua-jenis.json', import.meta.url), 'utf8'),
);
const quiz = parseQuiz(raw, 'semua-jenis.json', (k) => kinds.get(k)?.schema);
const options = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id, correct: id === 'c' }));
const small: Quiz = {
  id: 'https://x.example/kuis',
  version: '1',
  title: 'K',
  questions: [
    { id: 'satu', kind: 'choice', stem: 'S', options },
    {
      id: 'banyak',
      kind: 'choice',
      stem: 'S',
      multiple: true,
      options: options.map((o) => ({ ...o, correct: o.id < 'c' })),
    },
    { id: 'bs', kind: 'true-false', stem: 'S', answer: true },
    {
      id: 'isi',
      kind: 'fill-in',
      stem: 'Dari {{1}} ke {{2}}',
      gaps: [
        { id: '1', answers: ['UPG'] },
        { id: '2', answers: ['KPK'] },
      ],
    },
    { id: 'angka', kind: 'numeric', stem: 'S', answer: 12.5 },
    {
      id: 'jodoh',
      kind: 'matching',
      stem: 'S',
      sources: [
        { id: 's1', text: 'S1', target: 't2' },
        { id: 's2', text: 'S2', target: 't1' },
      ],
      targets: [
        { id: 't1', text: 'T1' },
        { id: 't2', text: 'T2' },
        { id: 't3', text: 'T3' },
      ],
    },
    {
      id: 'urut',
      kind: 'sequencing',
      stem: 'S',
      items: ['x', 'y', 'z'].map((id) => ({ id, text: id })),
      answer: ['x', 'y', 'z'],
    },
    {
      id: 'skala',
      kind: 'likert',
      stem: 'S',
      scale: [
        { id: 'k', text: 'K' },
        { id: 'b', text: 'B' },
      ],
    },
    { id: 'esai', kind: 'long-fill-in', stem: 'S' },
  ] as Quiz['questions'],
};

describe('the code of a form', () => {
  const code = formCode(small, 'K7M2', 'A');
  it('reads back, whatever the hand makes of it', () => {
    assert.match(code, /^K7M2-A[0-9A-Z]$/);
    for (const text of [code, code.toLowerCase(), code.replace('-', ''), ` ${code.replace('-', ' - ')} `])
      assert.equal(readForm(small, text), code);
    assert.equal(readBatch('oil1'), '0111');
  });
  it('is none of another quiz, of another version, of another form, mostly', () => {
    const letters = [...'ABCDEFGH'];
    const wrong = letters.flatMap((l) => [
      readForm({ ...small, version: '2' }, formCode(small, 'K7M2', l)),
      readForm({ ...small, id: 'https://x.example/lain' }, formCode(small, 'K7M2', l)),
    ]);
    assert.ok(wrong.filter((c) => c !== undefined).length <= 2);
  });
  it('refuses what is no code', () => {
    for (const text of ['', 'K7M2', 'K7M2-1', 'K7M2-A', 'K7M2-A99', '????-A1'])
      assert.equal(readForm(small, text), undefined, text);
  });
  it('has a batch of the quiz itself', () => {
    assert.match(batchOf(small), /^[0-9A-HJKMNP-TV-Z]{4}$/);
    assert.notEqual(batchOf(small), batchOf({ ...small, version: '2' }));
  });
});

describe('a form', () => {
  const order = (code: string) => paperOf(small, kinds, code).map((i) => i.question.id);
  const ids = (code: string) =>
    paperOf(small, kinds, code)
      .find((i) => i.question.id === 'satu')
      ?.options.map((o) => o.id);
  it('is the same for the same code, and another for another', () => {
    const [a, b] = [formCode(small, 'K7M2', 'A'), formCode(small, 'K7M2', 'B')];
    assert.deepEqual(order(a), order(a));
    assert.notDeepEqual(order(a), order(b));
    assert.deepEqual([...order(a)].sort(), [...order(b)].sort());
    assert.deepEqual(ids(a), ids(a));
  });
  it('keeps its order for ever', () => {
    assert.deepEqual(order('K7M2-A0').slice(0, 4).length, 4);
    assert.equal(order('K7M2-A0').join(), order('K7M2-AZ').join()); // the check is no part of the seed
  });
  it('is as written where that is wanted, but for what would tell the answer', () => {
    const list = paperOf(small, kinds, formCode(small, ORIGINAL, 'A'));
    assert.deepEqual(
      list.map((i) => i.question.id),
      small.questions.map((q) => q.id),
    );
    assert.deepEqual(
      list[0]?.options.map((o) => o.id),
      ['a', 'b', 'c', 'd'],
    );
    const orders = new Set(
      'ABCDEFGHJK'.split('').map((l) =>
        paperOf(small, kinds, formCode(small, ORIGINAL, l))[6]
          ?.options.map((o) => o.id)
          .join(),
      ),
    );
    assert.ok(orders.size > 1);
  });
  it('keeps fixed options and the steps of a scale in their places', () => {
    const fixed = {
      ...small,
      questions: [
        { ...small.questions[0], options: [...options, { id: 'semua', text: 'Semua benar', fixed: true }] },
        small.questions[7],
      ] as Quiz['questions'],
    };
    for (const l of 'ABCDEF') {
      const list = paperOf(fixed, kinds, formCode(fixed, 'K7M2', l));
      assert.equal(list.find((i) => i.question.id === 'satu')?.options[4]?.id, 'semua');
      assert.deepEqual(
        list.find((i) => i.question.id === 'skala')?.options.map((o) => o.id),
        ['k', 'b'],
      );
    }
  });
  it('draws from pools, and names sections', () => {
    const pool = {
      ...small,
      sections: [{ id: 'p', title: 'P', questions: small.questions.map((q) => q.id), draw: 3 }],
    };
    const list = paperOf(pool, kinds, formCode(pool, 'K7M2', 'A'));
    assert.deepEqual([list.length, list[0]?.section?.id, list[1]?.section], [3, 'p', undefined]);
  });
});

describe('what is written on it', () => {
  const list = paperOf(small, kinds, formCode(small, ORIGINAL, 'A'));
  const of = (id: string) => {
    const item = list.find((i) => i.question.id === id);
    assert.ok(item);
    return item;
  };
  const letter = (id: string, part: string) => of(id).options.find((o) => o.id === part)?.letter ?? '?';
  const cases: [string, string, string | undefined, string?][] = [
    ['satu', 'c', 'c'],
    ['satu', ' C ', 'c'],
    ['satu', 'E', undefined],
    ['satu', 'AB', undefined],
    ['satu', '-', ''],
    ['satu', '', ''],
    ['banyak', 'ba', 'a[,]b'],
    ['banyak', 'B, A', 'a[,]b'],
    ['banyak', 'AA', undefined],
    ['bs', 'b', 'true'],
    ['bs', 'Salah', 'false'],
    ['bs', 'T', undefined],
    ['bs', 'T', 'true', 'en'],
    ['bs', 'f', 'false', 'en'],
    ['isi', 'UPG; KPK', 'UPG[,]KPK'],
    ['isi', 'UPG', 'UPG[,]'],
    ['isi', 'a;b;c', undefined],
    ['angka', '12,5', '12.5'],
    ['angka', '12.5', '12.5', 'en'],
    ['angka', 'dua', undefined],
    ['skala', '2', 'b'],
    ['skala', 'A', 'k'],
    ['esai', 'Karena [,] wajib.', 'Karena ,  wajib.'],
  ];
  for (const [id, written, response, lang = 'id'] of cases)
    it(`${id}: ${JSON.stringify(written)} (${lang}) is ${JSON.stringify(response)}`, () =>
      assert.equal(readAnswer(of(id), written, lang), response));
  it('matching and ordering, by the letters of the form', () => {
    assert.equal(readAnswer(of('jodoh'), letter('jodoh', 't2') + letter('jodoh', 't1'), 'id'), 's1[.]t2[,]s2[.]t1');
    assert.equal(readAnswer(of('jodoh'), `-${letter('jodoh', 't1')}`, 'id'), 's2[.]t1');
    assert.equal(readAnswer(of('urut'), ['x', 'y', 'z'].map((p) => letter('urut', p)).join(' '), 'id'), 'x[,]y[,]z');
    assert.equal(readAnswer(of('urut'), 'AB', 'id'), undefined);
  });
  it('takes a row of a spreadsheet, lines, or words', () => {
    assert.deepEqual(splitSheet('A C  D\nB'), ['A C  D', 'B']);
    assert.deepEqual(splitSheet('A\tC\t\tB\r\n'), ['A', 'C', '', 'B']);
    assert.deepEqual(splitSheet(' A C D B E '), ['A', 'C', 'D', 'B', 'E']);
  });
});

describe('every kind there is', () => {
  const codes = [ORIGINAL, 'K7M2', 'Z9Z9'].flatMap((b) => ['A', 'B'].map((l) => formCode(quiz, b, l)));
  it('earns everything with the key of its form, read back from the sheet', () => {
    for (const code of codes)
      for (const item of paperOf(quiz, kinds, code)) {
        const [key] = keyOf(item, 'id');
        if (key === undefined || key === '' || item.type === 'numeric' || item.type === 'performance') continue;
        const response = readAnswer(item, key, 'id');
        assert.ok(response !== undefined, `${item.question.id}: ${key}`);
        assert.equal(item.kind.grade(item.question, response).success, true, `${item.question.id}: ${key}`);
      }
  });
  it('is written as it was read', () =>
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.nat(), (code, n) => {
        const list = paperOf(quiz, kinds, code);
        const item = list[n % list.length];
        assert.ok(item);
        const [key = ''] = keyOf(item, 'id');
        const response = readAnswer(item, key, 'id');
        if (response !== undefined && item.type !== 'performance')
          assert.equal(readAnswer(item, writeAnswer(item, response, 'id'), 'id'), response);
      }),
    ));
  it('any scribble is an answer or none, and is graded', () =>
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.nat(), fc.string(), (code, n, text) => {
        const list = paperOf(quiz, kinds, code);
        const item = list[n % list.length];
        assert.ok(item);
        const response = readAnswer(item, text, 'id');
        if (response !== undefined) assert.ok(Number.isFinite(item.kind.grade(item.question, response).raw));
      }),
    ));
  it('tells a number that is one as one, not as a range', () => {
    const steps = {
      id: 'p',
      kind: 'performance',
      stem: 'S',
      steps: [
        { id: 'a', text: 'A', answer: 5 },
        { id: 'b', text: 'B', answer: { min: 1, max: 2 } },
      ],
    };
    const one = { ...small, questions: [steps] as unknown as Quiz['questions'] };
    const [item] = paperOf(one, kinds, formCode(one, ORIGINAL, 'A'));
    assert.ok(item);
    assert.deepEqual(keyOf(item, 'id'), ['5; 1–2']);
  });
  it('has its key only where the page has it', () => {
    assert.ok(hasKey(paperOf(quiz, kinds, codes[0] as string)));
  });
  it('one attempt for one person and form', () => {
    assert.equal(paperAttempt(quiz, 'a', 'x'), paperAttempt(quiz, 'a', 'x'));
    assert.notEqual(paperAttempt(quiz, 'a', 'x'), paperAttempt(quiz, 'b', 'x'));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { grade as gradeChoice, type ChoiceQuestion } from '../../src/questions/choice/model.js';
import {
  check,
  definition,
  grade,
  patterns,
  type FillInQuestion,
  type Gap,
} from '../../src/questions/fill-in/model.js';
import { clean } from '../../src/questions/kind.js';
import { normalise } from '../../src/questions/texts.js';

const fillIn = (...gaps: Gap[]): FillInQuestion => ({
  id: 'q',
  kind: 'fill-in',
  stem: gaps.map((g) => `kata {{${g.id}}}`).join(' '),
  gaps,
});

describe('fill-in', () => {
  it('sees no difference in spaces, quotes, hyphens, Unicode form, case', () => {
    const same: [string, string][] = [
      ['Jumat', '  jumat '],
      ['rumah  sakit', 'rumah\u00a0sakit'],
      ["Qur'an", 'Qur\u2019an'],
      ['“kode etik”', '"Kode Etik"'],
      ['anak-anak', 'anak\u2010anak'],
      ['café', 'cafe\u0301'],
    ];
    for (const [a, b] of same) assert.equal(normalise(a), normalise(b));
    assert.notEqual(normalise('Jakàrta'), normalise('Jakarta'));
    assert.notEqual(normalise('KPK', true), normalise('kpk', true));
  });
  it('does not let a text break the record', () => {
    assert.equal(clean('a[,]b[.]c[:]d'), 'a, b. c: d');
    assert.equal(grade(fillIn({ id: '1', answers: ['a[,]b'] }), 'a, b').success, true);
    assert.deepEqual(patterns(fillIn({ id: '1', answers: ['a[,]b'] })), ['a, b']);
  });
  it('writes every combination of right answers, or none', () => {
    const two = fillIn({ id: '1', answers: ['a', 'b'] }, { id: '2', answers: { id: ['x'], en: ['x', 'y'] } });
    assert.deepEqual(patterns(two), ['a[,]x', 'a[,]y', 'b[,]x', 'b[,]y']);
    const many = fillIn(...['1', '2', '3'].map((id) => ({ id, answers: ['a', 'b', 'c'] })));
    assert.equal(patterns(many), undefined);
    assert.equal('correctResponsesPattern' in definition(many, { withKey: true, lang: 'id' }), false);
    assert.deepEqual(patterns(fillIn({ id: '1', answers: ['A'], caseMatters: true })), ['{case_matters=true}A']);
    assert.equal(
      patterns(fillIn({ id: '1', answers: ['A'], caseMatters: true }, { id: '2', answers: ['b'] })),
      undefined,
    );
  });
  it('has the stem as plain text with lines for the gaps', () => {
    const q = { ...fillIn({ id: 'x', answers: ['a'] }), stem: { id: 'Isi **{{x}}** di _sini_', en: '{{x}}' } };
    assert.deepEqual(definition(q, { withKey: false, lang: 'id' }).description, {
      id: 'Isi _____ di sini',
      en: '_____',
    });
  });
  it('knows how far an answer has come', () => {
    const q = fillIn({ id: '1', answers: ['a'] }, { id: '2', answers: ['b'] });
    assert.equal(check(q, ''), 'unanswered');
    assert.equal(check(q, ' [,]'), 'unanswered');
    assert.equal(check(q, 'a[,]'), 'incomplete');
    assert.equal(check(q, 'a[,]x'), 'answered');
  });
});

describe('grading, whatever the question and the response', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const question = fc
    .record({
      count: fc.integer({ min: 2, max: 6 }),
      key: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 6 }),
      points: fc.option(fc.double({ min: 0.1, max: 100, noNaN: true }), { nil: undefined }),
    })
    .map(({ count, key, points }): ChoiceQuestion => {
      const options = ids.slice(0, count).map((id) => ({ id, text: id, correct: key.includes(id) }));
      if (!options.some((o) => o.correct)) options[0] = { id: 'a', text: 'a', correct: true };
      return { id: 'q', kind: 'choice', stem: 's', multiple: true, options, points };
    });
  const chosen = fc.uniqueArray(fc.constantFrom(...ids, 'x'));

  it('is within bounds, and the same for any order of options and of the response', () => {
    fc.assert(
      fc.property(question, chosen, fc.nat(), (q, response, turn) => {
        const g = gradeChoice(q, response.join('[,]'));
        assert.ok(g.raw >= 0 && g.raw <= g.max && g.max === (q.points ?? 1));
        const rotate = <T>(list: T[]) => [
          ...list.slice(turn % (list.length || 1)),
          ...list.slice(0, turn % (list.length || 1)),
        ];
        assert.deepEqual(gradeChoice({ ...q, options: rotate(q.options) }, rotate(response).join('[,]')), g);
      }),
    );
  });
  it('gives all points for exactly the right set, never more for one wrong more', () => {
    fc.assert(
      fc.property(question, chosen, (q, response) => {
        const key = q.options.filter((o) => o.correct).map((o) => o.id);
        const exact = key.length === response.length && key.every((k) => response.includes(k));
        assert.equal(gradeChoice(q, response.join('[,]')).success, exact);
        const worse = [...response, 'wrong-one'];
        assert.ok(gradeChoice(q, worse.join('[,]')).raw <= gradeChoice(q, response.join('[,]')).raw);
      }),
    );
  });
  it('gives neither more nor less than the points, however odd they are', () => {
    const points = 0.1519490115; // rounded to nine digits it would be more
    const options = [{ id: 'a', text: 'a', correct: true }];
    const q: ChoiceQuestion = { id: 'q', kind: 'choice', stem: 's', multiple: true, options, points };
    assert.deepEqual(gradeChoice(q, 'a'), { raw: points, max: points, scaled: 1, success: true });
  });
  it('grades any string', () => {
    const q = fillIn({ id: '1', answers: ['a'] }, { id: '2', answers: ['b'], caseMatters: true });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (response) => {
        const g = grade(q, response);
        assert.ok(g.raw >= 0 && g.raw <= 1 && g.success === (g.scaled === 1));
      }),
    );
  });
});

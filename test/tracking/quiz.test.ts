import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Quiz } from '../../src/model/quiz.js';
import { attemptStarted, attemptSubmitted, itemIri, type Answered } from '../../src/tracking/quiz.js';

const quiz: Quiz = { id: 'https://x.example/kuis/1', version: '2', title: { id: 'Kuis', en: 'Quiz' }, questions: [] };
const attempt = '7d0c9a52-6d8f-4a55-9f1c-0d8a3b1c2e4f';
const course = { id: 'https://x.example/kursus/1' };
const lesson = { id: 'https://x.example/kursus/1/kuis' };
const at = '2026-01-05T09:00:00.000Z';
const context = { quiz, attempt, lang: 'id', course, lesson, registration: 'c0a4f8de-0d7a-4b4f-8a39-4d3f0b8b7b11' };
const answer = (id: string, raw: number): Answered => ({
  question: { id, kind: 'true-false', stem: 's' },
  definition: { interactionType: 'true-false' },
  response: 'true',
  grade: { raw, max: 1, scaled: raw, success: raw === 1 },
});
const result = { raw: 1, max: 2, scaled: 0.5, passed: false };
const verbOf = (s: { verb: { id: string } }) => s.verb.id.replace(/^.*\//, '');

describe('a quiz attempt in statements', () => {
  const all = attemptSubmitted(context, [answer('q 1', 1), answer('q2', 0)], result, 'PT5M', at);

  it('says each answer, then the whole, then the judgement', () => {
    assert.deepEqual(all.map(verbOf), ['answered', 'answered', 'completed', 'failed']);
    assert.deepEqual(
      all.map((s) => ('id' in s.object ? s.object.id : '')),
      ['https://x.example/kuis/1/q%201', 'https://x.example/kuis/1/q2', quiz.id, quiz.id],
    );
  });
  it('names what it belongs to', () => {
    const [first, , whole] = all;
    assert.equal(first?.context?.contextActivities?.parent?.[0]?.id, quiz.id);
    assert.equal(whole?.context?.contextActivities?.parent?.[0]?.id, lesson.id);
    for (const s of all) {
      assert.equal(s.context?.contextActivities?.grouping?.[0]?.id, course.id);
      assert.equal(s.context?.registration, context.registration);
      assert.equal(s.timestamp, at);
      assert.equal(s.context?.extensions?.['https://w3id.org/widya/xapi/extensions/attempt'], attempt);
    }
  });
  it('has response, success and score of each answer, score and duration of the whole', () => {
    assert.deepEqual(all[1]?.result, {
      response: 'true',
      success: false,
      score: { scaled: 0, raw: 0, min: 0, max: 1 },
    });
    const score = { scaled: 0.5, raw: 1, min: 0, max: 2 };
    assert.deepEqual(all[2]?.result, { completion: true, duration: 'PT5M', score });
    assert.deepEqual(all[3]?.result, { success: false, duration: 'PT5M', score });
  });
  it('judges only where there is a pass mark', () => {
    const none = attemptSubmitted(context, [], { raw: 0, max: 0, scaled: 0, passed: undefined }, 'PT1S', at);
    assert.deepEqual(none.map(verbOf), ['completed']);
    assert.deepEqual(none[0]?.result, { completion: true, duration: 'PT1S' });
    const passed = attemptSubmitted(context, [], { ...result, passed: true }, 'PT1S', at);
    assert.deepEqual(passed.map(verbOf), ['completed', 'passed']);
  });
  it('has the same ids when said again, others for another attempt', () => {
    const again = attemptSubmitted(context, [answer('q 1', 1), answer('q2', 0)], result, 'PT5M', at);
    assert.deepEqual(again, all);
    const other = attemptSubmitted({ ...context, attempt: 'other' }, [answer('q 1', 1)], result, 'PT5M', at);
    const ids = [...all, ...other, attemptStarted(context, at)].map((s) => s.id);
    assert.equal(new Set(ids).size, ids.length);
  });
  it('leaves out what is not there', () => {
    const alone = attemptStarted({ quiz: { ...quiz, version: undefined }, attempt, lang: 'id' }, at);
    assert.equal(verbOf(alone), 'attempted');
    assert.deepEqual(alone.context?.contextActivities, {});
    assert.equal(alone.context?.registration, undefined);
    assert.equal(itemIri({ id: 'https://x.example/kuis/1/' }, { id: 'a/b' }), 'https://x.example/kuis/1/a%2Fb');
  });
  it('tells no score and no success of what a person has still to grade', () => {
    const open: Answered = { ...answer('q1', 0), grade: { raw: 0, max: 1, scaled: 0, success: undefined, pending: 1 } };
    const opinion: Answered = { ...answer('q2', 0), grade: { raw: 1, max: 1, scaled: 1, success: undefined } };
    const waiting = { raw: 1, max: 2, scaled: 0.5, passed: undefined, pending: 1 };
    const all = attemptSubmitted(context, [open, opinion], waiting, 'PT5M', at);
    assert.deepEqual(all.map(verbOf), ['answered', 'answered', 'completed']);
    assert.deepEqual(
      all.map((s) => s.result),
      [
        { response: 'true' },
        { response: 'true', score: { scaled: 1, raw: 1, min: 0, max: 1 } },
        { completion: true, duration: 'PT5M' },
      ],
    );
  });
});

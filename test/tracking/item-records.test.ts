// From the statements that a quiz, a grader and other systems write to the figures.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Quiz } from '../../src/model/quiz.js';
import { resultOf } from '../../src/model/quiz.js';
import type { Agent, Statement } from '../../src/sdk/statement.js';
import { voiding } from '../../src/sdk/client.js';
import { scored } from '../../src/tracking/grading.js';
import { analyseStatements } from '../../src/tracking/item-records.js';
import { attemptStarted, attemptSubmitted, type Answered } from '../../src/tracking/quiz.js';
import { uuidFrom } from '../../src/sdk/uuid-from.js';

const quiz: Quiz = {
  id: 'https://x.example/kuis',
  version: '3',
  title: 'Kuis',
  questions: [
    { id: 'a', kind: 'true-false', stem: 'A' },
    { id: 'b', kind: 'long-fill-in', stem: 'B', version: '7' },
  ],
};
const person = (n: number): Agent => ({
  name: `Orang ${n}`,
  account: { homePage: 'https://sso.example', name: `o${n}` },
});
const dewi: Agent = { name: 'Dewi', account: { homePage: 'https://sso.example', name: 'dewi' } };

/** What one person's attempt puts into the record. */
function attempt(n: number, right: boolean, essay = 'tulisan'): Statement[] {
  const id = uuidFrom(`percobaan ${n}`);
  const context = { quiz, attempt: id, lang: 'id' };
  const [a, b] = quiz.questions as [Quiz['questions'][0], Quiz['questions'][0]];
  const answers: Answered[] = [
    {
      question: a,
      definition: { interactionType: 'true-false', correctResponsesPattern: ['true'] },
      response: String(right),
      grade: { raw: right ? 1 : 0, max: 1, scaled: right ? 1 : 0, success: right },
      duration: 'PT20S',
    },
    {
      question: b,
      definition: { interactionType: 'long-fill-in' },
      response: essay,
      grade: essay
        ? { raw: 0, max: 4, scaled: 0, success: undefined, pending: 4 }
        : { raw: 0, max: 4, scaled: 0, success: false },
    },
  ];
  const at = new Date(Date.UTC(2026, 0, 5, 1, n)).toISOString();
  return [
    attemptStarted(context, at),
    ...attemptSubmitted(
      context,
      answers,
      resultOf(
        answers.map((x) => x.grade),
        0.5,
      ),
      'PT1M',
      at,
    ),
  ].map((s) => ({ ...s, actor: person(n) }));
}
const grade = (s: Statement, raw: number, revision: number): Statement & { authority: Agent; timestamp: string } => ({
  ...scored(s, quiz, quiz.questions[1] as never, { raw, max: 4 }, dewi, revision),
  authority: dewi,
  timestamp: new Date(Date.UTC(2026, 0, 6, 1, revision)).toISOString(),
});
const all = Array.from({ length: 8 }, (_, n) => attempt(n, n > 2));
const essays = all.map((list) => list.find((s) => s.result?.response === 'tulisan') as Statement);

describe('statements of a quiz', () => {
  it('give its answers, versions, times', () => {
    const r = analyseStatements(quiz.id, all.flat());
    assert.equal(r.learners, 8);
    const [a, b] = r.items;
    assert.deepEqual(
      [a?.item, a?.version, a?.type, a?.difficulty],
      ['https://x.example/kuis/a', '3', 'true-false', 0.625],
    );
    assert.equal(a?.seconds?.median, 20);
    assert.deepEqual([b?.version, b?.state, b?.pending], ['7', 'pending', 8]);
  });
  it('take grades of persons, the latest; not what learners say of themselves', () => {
    const grades = essays.flatMap((s, n) => [grade(s, 4, 2), grade(s, n % 2 ? 4 : 0, 3)]);
    const own = { ...grade(essays[0] as Statement, 4, 9), authority: person(0) };
    const r = analyseStatements(quiz.id, [...grades, own, ...all.flat()]);
    assert.deepEqual([r.items[1]?.state, r.items[1]?.difficulty], ['scored', 0.5]);
  });
  it('leave out what was voided, whichever came first', () => {
    const gone = (all[7] as Statement[]).filter((s) => s.verb.id.endsWith('/answered'));
    const statements = [...all.flat(), ...gone.map((s) => voiding(dewi, s.id?.toUpperCase() ?? ''))];
    assert.equal(analyseStatements(quiz.id, statements).learners, 7);
    assert.equal(analyseStatements(quiz.id, statements.reverse()).learners, 7);
  });
  it('know what is handed in and not told', () => {
    const silent = attempt(20, true).filter((s) => !s.verb.id.endsWith('/answered'));
    const begun = attempt(21, true).slice(0, 1);
    const r = analyseStatements(quiz.id, [...all.flat(), ...silent, ...begun]);
    assert.deepEqual([r.learners, r.waiting, r.open], [8, 1, 1]);
  });
  it('of other systems count by their success, under their enrolment', () => {
    const foreign = Array.from({ length: 6 }, (_, n): Statement => ({
      actor: person(n),
      verb: { id: 'http://adlnet.gov/expapi/verbs/answered' },
      object: { id: 'https://h5p.example/x?sub=1', definition: { interactionType: 'fill-in' } },
      result: { success: n > 2, response: n > 2 ? 'UPG' : 'KPK' },
      context: { registration: uuidFrom(`r${n}`), contextActivities: { parent: [{ id: quiz.id }] } },
      timestamp: '2026-01-05T01:00:00Z',
    }));
    const r = analyseStatements(quiz.id, foreign);
    assert.deepEqual([r.learners, r.items[0]?.difficulty, r.items[0]?.max], [6, 0.5, 1]);
  });
  it('of another quiz, of groups, and of other verbs are none', () => {
    const [s] = attempt(1, true).filter((x) => x.verb.id.endsWith('/answered')) as [Statement];
    const r = analyseStatements(quiz.id, [
      { ...s, actor: { objectType: 'Group', member: [person(1)] } },
      { ...s, verb: { id: 'http://adlnet.gov/expapi/verbs/experienced' } },
      { ...s, object: { id: 'https://x.example/kuis-lain/a' }, context: {} },
    ]);
    assert.equal(r.items.length, 0);
  });
});

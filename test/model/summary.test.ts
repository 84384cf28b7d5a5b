import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseCourse } from '../../src/model/course.ts';
import { summarise, summaryFromDocument, summaryToDocument, type Summary } from '../../src/model/summary.ts';
import type { Statement } from '../../src/sdk/statement.ts';
import { courseProgressed, courseSatisfied, lessonActivity, lessonOpened } from '../../src/tracking/course.ts';

const course = parseCourse({
  id: 'https://x.example/c',
  title: { id: 'Etika' },
  jp: 4,
  lessons: [
    { id: 'a', kind: 'page', title: 'A' },
    { id: 'b', kind: 'page', title: 'B' },
  ],
});
const actor = { account: { homePage: 'https://x.example', name: 's' } };
const [a, b] = course.lessons as [Parameters<typeof lessonActivity>[1], Parameters<typeof lessonActivity>[1]];
const c = {
  course,
  registration: '11111111-1111-4111-8111-111111111111',
  session: '22222222-2222-4222-8222-222222222222',
  lang: 'id',
};
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const said = (draft: Omit<Statement, 'actor'>, minute: number): Statement => ({
  ...draft,
  actor,
  timestamp: at(minute),
});
const statements = [
  said(lessonOpened(c, lessonActivity(course, a)), 1),
  said(courseProgressed(c, { percent: 50, next: b }), 2),
  said(courseProgressed(c, { percent: 100, score: 0.9 }), 3),
  said(courseSatisfied(c, actor, 0.9), 3),
];
const reduce = (list: readonly Statement[]): Summary => {
  const summary: Summary = {};
  for (const s of list) summarise(summary, s);
  return summary;
};

describe('the summary of a learner’s courses', () => {
  it('holds percent, score, JP and the end', () =>
    assert.deepEqual(reduce(statements), {
      [course.id]: { p: 100, pt: at(3), at: at(3), score: 0.9, done: at(3), jp: 4, name: { id: 'Etika' } },
    }));
  it('knows the next lesson', () =>
    assert.deepEqual(reduce(statements.slice(0, 2))[course.id]?.next, { id: 'b', name: { id: 'B' } }));
  it('counts a course as begun by its first lesson', () =>
    assert.equal(reduce(statements.slice(0, 1))[course.id]?.p, 0));
  it('is the same in any order, with repeats', () => {
    const expected = reduce(statements);
    fc.assert(
      fc.property(fc.shuffledSubarray([...statements, ...statements], { minLength: 8 }), (list) =>
        assert.deepEqual(reduce(list), expected),
      ),
    );
  });
  it('round-trips through its document', () => {
    const summary = reduce(statements);
    assert.deepEqual(summaryFromDocument(summaryToDocument(summary, at(9))), { summary, asOf: at(9) });
  });
  it('reads nothing from a document that is not one', () => {
    for (const bad of [null, 3, 'x', [], { 'k:x': 3 }, { 'k:x': { p: '3' } }])
      assert.deepEqual(summaryFromDocument(bad).summary, {});
  });
});

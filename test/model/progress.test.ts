import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseCourse, type Lesson } from '../../src/model/course.ts';
import {
  fromDocuments,
  isDone,
  lockedBy,
  mergeLesson,
  nextLesson,
  percentOf,
  statusOf,
  toDocument,
  type LessonState,
} from '../../src/model/progress.ts';

const course = parseCourse({
  id: 'https://x.example/c',
  title: 'C',
  lessons: [
    { id: 'a', kind: 'page', title: 'A' },
    {
      id: 'blok',
      title: 'Blok',
      lessons: [
        { id: 'b', kind: 'video', title: 'B' },
        { id: 'c', kind: 'page', title: 'C', moveOn: 'NotApplicable' },
      ],
    },
    { id: 'q', kind: 'quiz', title: 'Q', moveOn: 'Passed', requires: ['blok'], weight: 2 },
  ],
});
const moveOnOf = (l: Lesson) => l.moveOn ?? 'Completed';
const state = (lessons: Record<string, LessonState>) => ({ lessons });

describe('isDone (cmi5 13.1.4)', () => {
  const rows: [Parameters<typeof isDone>[0], LessonState, boolean][] = [
    ['Passed', { completed: true }, false],
    ['Passed', { passed: true }, true],
    ['Completed', { passed: true }, false],
    ['Completed', { completed: true }, true],
    ['CompletedAndPassed', { completed: true }, false],
    ['CompletedAndPassed', { completed: true, passed: true }, true],
    ['CompletedOrPassed', { passed: true }, true],
    ['CompletedOrPassed', { passed: false }, false],
    ['NotApplicable', {}, true],
  ];
  for (const [moveOn, kept, done] of rows)
    it(`${moveOn} with ${JSON.stringify(kept)} is ${done}`, () => assert.equal(isDone(moveOn, kept), done));
});

describe('percentOf', () => {
  it('is 0 for a course without lessons', () =>
    assert.equal(percentOf({ ...course, lessons: [] }, state({}), moveOnOf), 0));
  it('is 0 at the start', () => assert.equal(percentOf(course, state({}), moveOnOf), 0));
  it('weighs and rounds down; lessons that do not apply do not count', () =>
    assert.equal(percentOf(course, state({ a: { completed: true }, b: { progress: 0.5 } }), moveOnOf), 37));
  it('is never 100 before all is done', () =>
    assert.equal(
      percentOf(course, state({ a: { completed: true }, b: { completed: true }, q: { progress: 1 } }), moveOnOf),
      99,
    ));
  it('is 100 when all is done', () =>
    assert.equal(
      percentOf(course, state({ a: { completed: true }, b: { completed: true }, q: { passed: true } }), moveOnOf),
      100,
    ));
});

describe('locks and the next lesson', () => {
  const quiz = { ...course.lessons[2] } as Lesson;
  it('locks a lesson until the block it requires is done', () => {
    assert.deepEqual(
      lockedBy(course, quiz, state({}), moveOnOf).map((e) => e.id),
      ['blok'],
    );
    assert.deepEqual(lockedBy(course, quiz, state({ b: { completed: true } }), moveOnOf), []);
    assert.equal(statusOf(course, quiz, state({}), moveOnOf), 'locked');
  });
  it('goes round to what was left out', () =>
    assert.equal(nextLesson(course, state({ b: { completed: true } }), moveOnOf, 'q')?.id, 'a'));
  it('is nothing when all is done', () =>
    assert.equal(
      nextLesson(course, state({ a: { completed: true }, b: { completed: true }, q: { passed: true } }), moveOnOf),
      undefined,
    ));
});

describe('the state document', () => {
  it('round-trips', () => {
    const kept = { current: 'b', lessons: { a: { completed: true, data: { at: 3 } } } };
    assert.deepEqual(fromDocuments(toDocument(kept)), kept);
  });
  it('leaves out what is not as it should be', () => {
    assert.deepEqual(fromDocuments(null, 7, [], { at: 3, 'l:a': 5, 'l:__proto__': { completed: true }, x: 1 }), {
      lessons: {},
    });
  });
  const lesson = fc.record(
    {
      completed: fc.boolean(),
      passed: fc.boolean(),
      score: fc.double({ min: -1, max: 1, noNaN: true }),
      progress: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: [] },
  );
  it('never goes back, whatever order two devices merge in', () => {
    fc.assert(
      fc.property(lesson, lesson, (a, b) => {
        for (const m of [mergeLesson(a, b), mergeLesson(b, a)]) {
          assert.equal(m.completed === true, a.completed === true || b.completed === true);
          assert.equal(m.passed === true, a.passed === true || b.passed === true);
          if (a.score !== undefined) assert.ok((m.score ?? -2) >= a.score);
          if (b.progress !== undefined) assert.ok((m.progress ?? -1) >= b.progress);
        }
      }),
    );
  });
});

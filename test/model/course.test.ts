import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lessonIri, lessonsOf, parseCourse } from '../../src/model/course.ts';
import { WidyaError } from '../../src/sdk/errors.ts';

const course = (lessons: unknown[]) => ({ id: 'https://x.example/kursus/a', title: 'A', lessons });
const page = (id: string, more = {}) => ({ id, kind: 'page', title: id, src: `${id}.md`, ...more });

function placeOf(raw: unknown): string | undefined {
  try {
    parseCourse(raw);
    return undefined;
  } catch (e) {
    assert.ok(e instanceof WidyaError);
    assert.equal(e.code, 'data/invalid');
    return e.place;
  }
}

describe('parseCourse', () => {
  it('reads lessons and blocks in order', () => {
    const c = parseCourse(
      course([page('a'), { id: 'b', title: { id: 'B', en: 'B' }, lessons: [page('b1'), page('b2')] }]),
    );
    assert.deepEqual(
      lessonsOf(c.lessons).map((l) => l.id),
      ['a', 'b1', 'b2'],
    );
  });
  it('keeps what a kind adds', () =>
    assert.equal((lessonsOf(parseCourse(course([page('a')])).lessons)[0] as { src?: string }).src, 'a.md'));

  const places: [string, unknown, string][] = [
    ['no object', 3, 'course.json'],
    ['an id that is no IRI', { ...course([]), id: 'etika' }, 'course.json: id'],
    ['a title that is a number', { ...course([]), title: 5 }, 'course.json: title'],
    ['lessons missing', { id: 'https://x.example/a', title: 'A' }, 'course.json: lessons'],
    ['a lesson without kind', course([page('a'), page('b'), { id: 'c', title: 'C' }]), 'course.json: lessons[2].kind'],
    ['a kind that is a number', course([page('a', { kind: 7 })]), 'course.json: lessons[0].kind'],
    ['a masteryScore above 1', course([page('a', { masteryScore: 70 })]), 'course.json: lessons[0].masteryScore'],
    ['an unknown moveOn', course([page('a', { moveOn: 'done' })]), 'course.json: lessons[0].moveOn'],
    ['an id used twice', course([page('a'), page('a')]), 'course.json: lessons[1].id'],
    [
      'a lesson inside a block',
      course([{ id: 'b', title: 'B', lessons: [page('x', { minutes: -1 })] }]),
      'course.json: lessons[0].lessons[0].minutes',
    ],
    ['a requirement nobody has', course([page('a', { requires: ['z'] })]), 'course.json: lessons[0].requires[0]'],
  ];
  for (const [name, raw, place] of places) it(`names the place of ${name}`, () => assert.equal(placeOf(raw), place));
});

describe('lessonIri', () => {
  it('is below the course', () =>
    assert.equal(lessonIri({ id: 'https://x.example/a/' }, { id: 'b' }), 'https://x.example/a/b'));
  it('is the lesson’s own when it has one', () =>
    assert.equal(lessonIri({ id: 'https://x.example/a' }, { id: 'urn:b' }), 'urn:b'));
});

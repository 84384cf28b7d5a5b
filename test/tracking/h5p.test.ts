// H5P's events as statements of the learner: whose, about what, which are worth one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { h5pSaid } from '../../src/tracking/h5p.ts';

const lesson = { id: 'https://a.example/kursus/h', definition: { type: 'http://adlnet.gov/expapi/activities/lesson' } };
const verb = (name: string) => ({ id: `http://adlnet.gov/expapi/verbs/${name}` });
const sub = { extensions: { 'http://h5p.org/x-api/h5p-subContentId': 'a b' } };

describe('h5pSaid', () => {
  it('gives an answer in it an activity below the lesson, and nothing of what H5P invents', () => {
    const said = h5pSaid(
      {
        actor: { account: { name: 'x' } },
        verb: verb('answered'),
        object: {
          id: 'https://k.example/1?subContentId=a',
          definition: { ...sub, interactionType: 'choice', rubbish: 1 },
        },
        result: { score: { raw: 0, min: 0, max: 0, scaled: NaN }, success: false, duration: 'PT1.2S' },
        context: {
          contextActivities: {
            parent: { id: 'https://k.example/1' },
            category: [{ id: 'http://h5p.org/libraries/H5P.MultiChoice-1.16' }, { id: 'https://other.example' }],
          },
        },
      },
      lesson,
    );
    assert.deepEqual(said, {
      statement: {
        verb: verb('answered'),
        object: { id: 'https://a.example/kursus/h/h5p/a%20b', definition: { interactionType: 'choice' } },
        result: { score: { raw: 0, min: 0 }, success: false, duration: 'PT1.2S' },
        context: {
          contextActivities: {
            parent: [{ id: lesson.id }],
            category: [{ id: 'http://h5p.org/libraries/H5P.MultiChoice-1.16' }],
          },
        },
      },
      outcome: undefined,
    });
  });
  it('takes the end of the whole as the lesson’s, which the course says itself', () => {
    const end = h5pSaid({ verb: verb('completed'), object: {}, result: { score: { raw: 3, max: 4 } } }, lesson);
    assert.deepEqual(end, {
      statement: undefined,
      outcome: { score: { raw: 3, max: 4, scaled: 0.75 }, completion: true },
    });
    const answered = h5pSaid({ verb: verb('answered'), object: {}, result: { success: true } }, lesson);
    assert.equal(answered?.outcome?.success, true);
    assert.equal((answered?.statement?.object as { id: string }).id, lesson.id);
  });
  it('lets pass what is nobody’s business, and what is no statement', () => {
    for (const event of [
      undefined,
      1,
      [],
      {},
      { verb: {} },
      { verb: verb('interacted') },
      { verb: { id: 'http://h5p.org/x/copied' } },
    ])
      assert.equal(h5pSaid(event, lesson), undefined);
  });
});

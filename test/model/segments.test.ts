import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addSegment,
  formatSegments,
  playedShare,
  readSegments,
  union,
  type Segment,
} from '../../src/model/segments.ts';

describe('played segments (xAPI Video Profile)', () => {
  it('is written in the order played', () =>
    assert.equal(
      formatSegments([
        [14, 21],
        [0, 12.3456],
      ]),
      '14.000[.]21.000[,]0.000[.]12.346',
    ));
  it('joins a segment that goes on', () => assert.deepEqual(addSegment([[0, 5]], [5, 9]), [[0, 9]]));
  it('refuses an empty or inverted one', () => assert.deepEqual(addSegment([], [5, 5]), []));
  it('does not count twice what was seen twice', () =>
    assert.equal(
      playedShare(
        [
          [0, 50],
          [0, 50],
        ],
        100,
      ),
      0.5,
    ));
  it('closes the ends that browsers leave open', () => assert.equal(playedShare([[0.04, 8 - 0.001]], 8), 1));
  it('does not close a real gap', () =>
    assert.ok(
      playedShare(
        [
          [0, 40],
          [45, 100],
        ],
        100,
      ) <= 0.95,
    ));
  it('is 0 without a length', () => {
    for (const length of [NaN, 0, Infinity]) assert.equal(playedShare([[0, 5]], length), 0);
  });
  it('reads only what is a segment', () =>
    assert.deepEqual(readSegments([[0, 1], [2], 'x', [3, 2], [-1, 2], [null, 3]]), [[0, 1]]));

  const segment = fc
    .tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }))
    .map(([a, b]): Segment => (a < b ? [a, b] : [b, a]));
  it('is a share between 0 and 1 that only grows, in any order', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 20 }), segment, (list, more) => {
        const before = playedShare(list, 100);
        const after = playedShare([...list, more], 100);
        assert.ok(before >= 0 && after <= 1 && after >= before - 1e-9);
        assert.equal(playedShare([...list].reverse(), 100), before);
        assert.deepEqual(union(union(list)), union(list));
      }),
    );
  });
});

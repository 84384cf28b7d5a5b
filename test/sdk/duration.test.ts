import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toDuration } from '../../src/sdk/duration.ts';
import { fromDuration } from '../../src/sdk/from-duration.ts';

describe('durations (xAPI-Data 4.6, ISO 8601)', () => {
  const written: [number, string][] = [
    [0, 'PT0S'],
    [1.5, 'PT1.5S'],
    [60, 'PT1M'],
    [86_400, 'PT24H'],
    [3661.25, 'PT1H1M1.25S'],
    [-3, 'PT0S'],
    [NaN, 'PT0S'],
    [Infinity, 'PT0S'],
  ];
  for (const [seconds, text] of written)
    it(`writes ${seconds} as ${text}`, () => assert.equal(toDuration(seconds), text));

  const read: [string, number | null][] = [
    ['P1D', 86_400],
    ['P4W', 2_419_200],
    ['PT1,5S', 1.5],
    ['P1DT1S', 86_401],
    ['P1DT', null],
    ['P', null],
    ['PT', null],
    ['P1Y', null],
    ['P4W1D', null],
    ['1S', null],
  ];
  for (const [text, seconds] of read)
    it(`reads ${text} as ${seconds}`, () => assert.equal(fromDuration(text), seconds));

  it('round-trips to a hundredth of a second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (hundredths) => {
        assert.ok(Math.abs((fromDuration(toDuration(hundredths / 100)) ?? -1) - hundredths / 100) < 1e-6);
      }),
    );
  });
});

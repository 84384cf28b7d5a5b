import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layOut, windowOf } from '../../src/model/window.ts';

const list = fc.array(fc.integer({ min: 20, max: 900 }), { minLength: 1, maxLength: 400 });

describe('the window over a long list', () => {
  it('is all of a short one', () => assert.deepEqual(windowOf([100, 100], { top: 0, bottom: 50 }, 10), [0, 2]));
  it('is what is looked at and a screen around it, of many', () => {
    const heights = Array.from({ length: 1000 }, () => 100);
    assert.deepEqual(windowOf(heights, { top: 50_000, bottom: 50_800 }, 60), [492, 516]);
  });
  it('never has more than may be, has at least one, and what is looked at first of all', () => {
    fc.assert(
      fc.property(
        list,
        fc.double({ min: -0.5, max: 1.5, noNaN: true }),
        fc.integer({ min: 4, max: 60 }),
        (heights, where, most) => {
          const total = heights.reduce((a, b) => a + b, 0);
          const top = total * where;
          const [from, to] = windowOf(heights, { top, bottom: top + 800 }, most);
          assert.ok(to > from && (to - from <= most || heights.length <= most));
          assert.ok(from >= 0 && to <= heights.length);
          if (top < 0 || top >= total) return;
          let y = 0;
          const at = heights.findIndex((h) => (y += h) > top);
          assert.ok(at >= from && at < to, `${at} is looked at, not in ${from} to ${to}`);
        },
      ),
    );
  });
  it('and its gaps are as high as the list, whatever is kept', () => {
    fc.assert(
      fc.property(list, fc.array(fc.integer({ min: -5, max: 500 })), fc.nat(), fc.nat(), (heights, keep, a, b) => {
        const from = a % heights.length;
        const to = from + (b % (heights.length - from + 1));
        const { shown, gaps } = layOut(heights, [from, to], keep);
        const sum = (list: readonly number[]) => list.reduce((x, y) => x + y, 0);
        assert.equal(sum(gaps) + sum(shown.map((i) => heights[i] as number)), sum(heights));
        assert.equal(gaps.length, shown.length + 1);
        assert.deepEqual(
          [...shown].sort((x, y) => x - y),
          shown,
        );
      }),
    );
  });
});

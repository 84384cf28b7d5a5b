import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bounds, numberPattern as pattern, parseNumber } from '../../src/questions/numbers.js';
import { grade, type NumericQuestion } from '../../src/questions/numeric/model.js';

const numeric = (answer: NumericQuestion['answer'], tolerance?: number): NumericQuestion => ({
  id: 'q',
  kind: 'numeric',
  stem: 'Berapa?',
  answer,
  ...(tolerance === undefined ? {} : { tolerance }),
});

/** typed, read where the comma is decimal (id), read where the point is (en) */
const typed: [string, number | null, number | null][] = [
  ['3,14', 3.14, 3.14],
  ['3.14', 3.14, 3.14],
  ['0.125', 0.125, 0.125],
  ['0,125', 0.125, 0.125],
  ['1.500', 1500, 1.5],
  ['1,500', 1.5, 1500],
  ['1.234.567', 1234567, 1234567],
  ['1,234,567', 1234567, 1234567],
  ['1.234,5', 1234.5, 1234.5],
  ['1,234.5', 1234.5, 1234.5],
  ['12.34', 12.34, 12.34],
  ['1234.567', 1234.567, 1234.567],
  [' 1 234,5 ', 1234.5, 1234.5],
  ['1\u202f234,5', 1234.5, 1234.5],
  ['1’234.5', 1234.5, 1234.5],
  ['-5', -5, -5],
  ['\u22125', -5, -5],
  ['+5', 5, 5],
  ['.5', 0.5, 0.5],
  [',5', 0.5, 0.5],
  ['5,', 5, 5],
  ['007', 7, 7],
  ['2e3', 2000, 2000],
  ['1,6e-19', 1.6e-19, 1.6e-19],
  ['', null, null],
  ['tiga', null, null],
  ['3 apel', null, null],
  ['1.2.3', null, null],
  ['1,2,3', null, null],
  ['1.23.456', null, null],
  ['1,23.456,7', null, null],
  ['12.34,5', null, null],
  ['-', null, null],
  ['.', null, null],
  ['--5', null, null],
  ['0x10', null, null],
  ['1e999', null, null],
];

describe('a number as typed', () => {
  for (const [text, comma, point] of typed) {
    it(JSON.stringify(text), () => {
      assert.equal(parseNumber(text, ','), comma);
      assert.equal(parseNumber(text, '.'), point);
    });
  }
  it('reads back what the language writes', () => {
    for (const lang of ['id', 'en', 'de', 'fr', 'de-CH']) {
      const format = new Intl.NumberFormat(lang, { numberingSystem: 'latn', maximumSignificantDigits: 15 });
      const decimal = format.format(1.5).includes(',') ? ',' : '.';
      fc.assert(
        fc.property(fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e9, max: 1e9 })), (n) => {
          const value = Number(n.toPrecision(15));
          assert.equal(parseNumber(format.format(value), decimal), Object.is(value, -0) ? -0 : value);
        }),
        { numRuns: 300 },
      );
    }
  });
  it('reads what the record holds', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
        assert.equal(parseNumber(String(n), '.'), n === 0 ? 0 : n);
      }),
    );
  });
});

describe('tolerance and ranges', () => {
  it('leaves no floating-point dust at the bounds', () => {
    assert.deepEqual(bounds(numeric(0.3, 0.1)), { min: 0.2, max: 0.4 });
    assert.deepEqual(bounds(numeric(0.1, 0.1)), { min: 0, max: 0.2 });
    assert.deepEqual(bounds(numeric(1e20, 1)), { min: 1e20, max: 1e20 });
    assert.equal(grade(numeric(0.3, 0.1), '0.2').success, true);
    assert.equal(grade(numeric(25, 0.5), '25.5').success, true);
    assert.equal(grade(numeric(25, 0.5), '25.51').success, false);
  });
  it('takes any tolerance symmetrically, at any magnitude', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9999, max: 9999 }),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: -8, max: 8 }),
        (a, t, e) => {
          const q = numeric(Number(`${a}e${e}`), Number(`${t}e${e}`));
          for (const edge of [a - t, a + t]) assert.ok(grade(q, `${edge}e${e}`).success, `${edge}e${e}`);
          for (const beyond of [a - t - 1, a + t + 1]) assert.ok(!grade(q, `${beyond}e${e}`).success);
        },
      ),
    );
  });
  it('is written as the standard says', () => {
    assert.equal(pattern(numeric(30)), '30');
    assert.equal(pattern(numeric(25, 0.5)), '24.5[:]25.5');
    assert.equal(pattern(numeric({ min: 4 })), '4[:]');
    assert.equal(pattern(numeric({ max: 4 })), '[:]4');
    assert.equal(pattern(numeric({ min: 1, max: 2 })), '1[:]2');
  });
});

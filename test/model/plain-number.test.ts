import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { intlLocale, plainNumber } from '../../src/i18n/localize.ts';

it('writes a number without asking Intl exactly as Intl does, or leaves it to Intl', () => {
  let plain = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: -5, max: 100_000 }),
        fc.double({ noNaN: false }),
        fc.double({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 200_000 }).map((n) => n / 100),
      ),
      fc.constantFrom('id', 'ID', 'id-ID', 'en', 'en-US', 'en-GB', 'en-ZA', 'jv', 'su', 'ar', 'id-u-nu-arab', 'de', ''),
      fc.boolean(),
      (value, lang, useGrouping) => {
        const text = plainNumber(value, lang, useGrouping);
        if (text === undefined) return;
        plain++;
        const options = { maximumSignificantDigits: 15, useGrouping };
        assert.equal(text, new Intl.NumberFormat(intlLocale(lang), options).format(value));
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(plain > 300);
  for (const value of [0, 70, 999, 12.5]) assert.notEqual(plainNumber(value, 'id'), undefined);
  assert.equal(plainNumber(1234.5, 'id'), undefined);
  assert.equal(plainNumber(1234.5, 'id', false), '1234,5');
});

// Numbers as the reader writes them.
import { intlLocale } from '../i18n/localize.js';
import { bounds, type NumberKey } from './numbers.js';

/** A formatter takes a millisecond to make, and every number question needs three numbers shown. */
const formats = new Map<string, Intl.NumberFormat>();

/** In the reader's way of writing, but with digits that can be typed anywhere. */
export function show(n: number, lang: string, useGrouping = true): string {
  const key = `${lang}|${String(useGrouping)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(intlLocale(lang), {
      numberingSystem: 'latn',
      maximumSignificantDigits: 15,
      useGrouping,
    });
    formats.set(key, format);
  }
  return format.format(n);
}

/** The right answer in words of numbers. */
export function showKey(q: NumberKey, lang: string): string {
  if (typeof q.answer === 'number') return show(q.answer, lang);
  const { min, max } = bounds(q);
  if (min === undefined) return `≤ ${show(max ?? 0, lang)}`;
  if (max === undefined) return `≥ ${show(min, lang)}`;
  return `${show(min, lang)} – ${show(max, lang)}`;
}

/** The reader's own decimal mark. */
export const decimalOf = (lang: string): ',' | '.' => (show(1.5, lang).includes(',') ? ',' : '.');

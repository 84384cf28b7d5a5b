// Numbers as the reader writes them.
import { formatter, plainNumber } from '../i18n/localize.js';
import { bounds, type NumberKey } from './numbers.js';

/** In the reader's way of writing, but with digits that can be typed anywhere. */
export const show = (n: number, lang: string, useGrouping = true): string =>
  plainNumber(n, lang, useGrouping) ??
  formatter(Intl.NumberFormat, lang, { numberingSystem: 'latn', maximumSignificantDigits: 15, useGrouping }).format(n);

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

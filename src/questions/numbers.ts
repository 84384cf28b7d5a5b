// A number as an answer: what is right, and what a person typed.
import * as v from 'valibot';
import { langText, type LangText } from '../model/schema.js';

/** How far an answer may be off, either way: as it is, as a part of the answer, or by the digits that count. */
export type Tolerance = number | { relative: number } | { significant: number };

export interface NumberKey {
  answer: number | { min?: number | undefined; max?: number | undefined };
  tolerance?: Tolerance | undefined;
}

/** A number that earns part of the points. */
export interface PartlyNumber extends NumberKey {
  /** Fraction of the points, 0 to 1. */
  weight: number;
  feedback?: LangText | undefined;
}

export const numberFields = {
  answer: v.union(
    [
      v.number(),
      v.pipe(
        v.strictObject({ min: v.optional(v.number()), max: v.optional(v.number()) }),
        v.check(
          ({ min, max }) => (min !== undefined || max !== undefined) && (min ?? -Infinity) <= (max ?? Infinity),
          'needs a min, a max, or both with min below max',
        ),
      ),
    ],
    'must be a number or { "min", "max" }',
  ),
  tolerance: v.optional(
    v.union(
      [
        v.pipe(v.number(), v.minValue(0)),
        v.strictObject({ relative: v.pipe(v.number(), v.minValue(0)) }),
        v.strictObject({ significant: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(15)) }),
      ],
      'must be a number, { "relative": 0.05 } or { "significant": 3 }',
    ),
  ),
};
export const partlyNumber = v.strictObject({
  ...numberFields,
  weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  feedback: v.optional(langText),
});

/**
 * What a person typed → a number; null when it is none. Decimal comma and point are both read: of two kinds of mark the last is
 * the decimal one; a single kind in groups of three is a thousands mark (`1.234.567`); a lone mark before exactly three digits
 * is a thousands mark only where the language writes it so, and never after a lone zero (`0.125`).
 * @param decimal the language's own decimal mark
 */
export function parseNumber(text: string, decimal: ',' | '.' = ','): number | null {
  const raw = text.replace(/[\s'\u2019]/g, '').replace(/^[\u2212\u2013]/, '-');
  const [, sign = '', body, exponent = ''] = /^([+-]?)([\d.,]*\d[.,]*)(e[+-]?\d+)?$/i.exec(raw) ?? [];
  if (body === undefined) return null;
  const dots = body.split('.').length - 1;
  const commas = body.split(',').length - 1;
  const grouped = (part: string, mark: string) => new RegExp(`^[1-9]\\d{0,2}(?:\\${mark}\\d{3})+$`).test(part);
  let plainBody: string;
  if (dots > 0 && commas > 0) {
    const last = body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ',';
    const other = last === '.' ? ',' : '.';
    const [whole = '', fraction, ...more] = body.split(last);
    if (more.length > 0 || !grouped(whole, other)) return null;
    plainBody = `${whole.replaceAll(other, '')}.${fraction ?? ''}`;
  } else {
    const mark = dots > 0 ? '.' : ',';
    const many = dots + commas > 1;
    if (many && !grouped(body, mark)) return null;
    plainBody = many || (mark !== decimal && grouped(body, mark)) ? body.replaceAll(mark, '') : body.replace(mark, '.');
  }
  const value = Number(`${sign}${plainBody}${exponent}`);
  return Number.isFinite(value) ? value : null;
}

/** Twelve digits of the larger of the two, so that 0.3 − 0.1 is 0.2 whatever the magnitude. */
function dustless(n: number, size: number): number {
  if (size === 0 || !Number.isFinite(n)) return n;
  const places = 12 - Math.floor(Math.log10(size));
  return places > 100 || places < 0 ? n : Number(n.toFixed(places));
}

/** Half a unit of the last digit that counts: 3.14 to three digits is 3.135 to 3.145. */
function halfUnit(n: number, digits: number): number {
  if (n === 0) return 0;
  return 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(n))) - digits + 1);
}

export function bounds(q: NumberKey): { min: number | undefined; max: number | undefined } {
  const { tolerance = 0 } = q;
  const off = (n: number): number =>
    typeof tolerance === 'number'
      ? tolerance
      : 'relative' in tolerance
        ? Math.abs(n) * tolerance.relative
        : halfUnit(n, tolerance.significant);
  const move = (n: number | undefined, way: 1 | -1) =>
    n === undefined ? undefined : dustless(n + way * off(n), Math.max(Math.abs(n), off(n)));
  const { min, max } = typeof q.answer === 'number' ? { min: q.answer, max: q.answer } : q.answer;
  return { min: move(min, -1), max: move(max, 1) };
}

/** Whether a response, a number in xAPI's form with a point, is right; bounds belong to the range. */
export function isRightNumber(q: NumberKey, response: string): boolean {
  const value = parseNumber(response, '.');
  const { min, max } = bounds(q);
  return value !== null && (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** `min[:]max`, or the number alone (xAPI-Data, numeric response pattern). */
export function numberPattern(q: NumberKey): string {
  const { min, max } = bounds(q);
  return min !== undefined && min === max ? String(min) : `${min ?? ''}[:]${max ?? ''}`;
}

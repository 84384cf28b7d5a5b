import * as v from 'valibot';
import { allOrNothing, questionFields, type Grade, type Question } from '../kind.js';
import { langText, languageMap, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface NumericQuestion extends Question {
  answer: number | { min?: number | undefined; max?: number | undefined };
  /** How far the answer may be off, either way. */
  tolerance?: number | undefined;
  unit?: LangText | undefined;
}

export const schema = v.strictObject({
  ...questionFields,
  answer: v.union(
    [v.number(), v.strictObject({ min: v.optional(v.number()), max: v.optional(v.number()) })],
    'must be a number or { "min", "max" }',
  ),
  tolerance: v.optional(v.pipe(v.number(), v.minValue(0))),
  unit: v.optional(langText),
});

/**
 * What a person typed → a number; null when it is none. Decimal comma and point are both read: of two kinds of mark the last is
 * the decimal one; a single kind in groups of three is a thousands mark (`1.234.567`); a lone mark before exactly three digits
 * is a thousands mark only where the language writes it so.
 * @param decimal the language's own decimal mark
 */
export function parseNumber(text: string, decimal: ',' | '.' = ','): number | null {
  const raw = text
    .trim()
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/^[\u2212\u2013]/, '-');
  if (!/^[+-]?[\d.,]*\d[\d.,]*(?:e[+-]?\d+)?$/i.test(raw)) return null;
  const [, sign = '', body = '', exponent = ''] = /^([+-]?)([\d.,]+)(e.*)?$/i.exec(raw) ?? [];
  const dots = body.split('.').length - 1;
  const commas = body.split(',').length - 1;
  const grouped = (mark: string) => new RegExp(`^\\d{1,3}(?:\\${mark}\\d{3})+$`).test(body);
  let plain: string;
  if (dots > 0 && commas > 0) {
    const last = body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ',';
    const other = last === '.' ? ',' : '.';
    if (body.split(last).length > 2 || body.lastIndexOf(other) > body.indexOf(last)) return null;
    plain = body.replaceAll(other, '').replace(last, '.');
  } else if (dots + commas > 1) {
    const mark = dots > 0 ? '.' : ',';
    if (!grouped(mark)) return null;
    plain = body.replaceAll(mark, '');
  } else {
    const mark = dots > 0 ? '.' : ',';
    plain = dots + commas === 1 && mark !== decimal && grouped(mark) ? body.replace(mark, '') : body.replace(',', '.');
  }
  const value = Number(`${sign}${plain}${exponent}`);
  return Number.isFinite(value) ? value : null;
}

const digits = (n: number): number => Math.round(n * 1e9) / 1e9;

export function bounds(q: NumericQuestion): { min: number | undefined; max: number | undefined } {
  const t = q.tolerance ?? 0;
  if (typeof q.answer === 'number') return { min: digits(q.answer - t), max: digits(q.answer + t) };
  return {
    min: q.answer.min === undefined ? undefined : digits(q.answer.min - t),
    max: q.answer.max === undefined ? undefined : digits(q.answer.max + t),
  };
}

/** The response is a number in xAPI's form, with a point. */
export function grade(q: NumericQuestion, response: string): Grade {
  const value = response === '' ? null : parseNumber(response, '.');
  const { min, max } = bounds(q);
  return allOrNothing(
    q,
    value !== null && (min === undefined || digits(value) >= min) && (max === undefined || digits(value) <= max),
  );
}

/** `min[:]max`, or the number alone (xAPI-Data, numeric response pattern). */
export function pattern(q: NumericQuestion): string {
  const { min, max } = bounds(q);
  return min !== undefined && min === max ? String(min) : `${min ?? ''}[:]${max ?? ''}`;
}

export const definition = (q: NumericQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
  interactionType: 'numeric',
  description: languageMap(q.stem, o.lang),
  ...(o.withKey ? { correctResponsesPattern: [pattern(q)] } : {}),
});

export function strip(q: NumericQuestion): Record<string, unknown> {
  const { answer: _answer, tolerance: _tolerance, feedback: _feedback, ...rest } = q;
  return rest;
}

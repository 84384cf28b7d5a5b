// What a response pattern of xAPI means, for every interaction type (xAPI-Data, "Response Patterns"). Kinds grade by their own
// rules; this is how anybody else reads what they wrote: the suite of kinds, imports, reports. Read tolerant, write strict.
import type { ActivityDefinition, InteractionType } from '../sdk/statement.js';

const ITEM = '[,]';
const PAIR = '[.]';

/** Whether `response` satisfies one pattern. Total: whatever the strings. */
export function matchesPattern(type: InteractionType, pattern: string, response: string): boolean {
  switch (type) {
    case 'true-false':
    case 'likert':
    case 'other':
      return pattern === response;
    case 'choice':
    case 'matching':
      return sameSet(split(pattern), split(response));
    case 'sequencing':
      return pattern === response;
    case 'numeric':
      return inRange(pattern, response);
    case 'fill-in':
    case 'long-fill-in':
      return sameTexts(pattern, response);
    case 'performance':
      return sameSteps(pattern, response);
  }
}

/**
 * Whether the definition calls the response right: any pattern is enough, an empty list means that nothing is (xAPI-Data 2.4.4.1).
 * Undefined when the definition has no pattern and so says nothing.
 */
export function isCorrectResponse(definition: ActivityDefinition, response: string): boolean | undefined {
  const { interactionType, correctResponsesPattern } = definition;
  if (interactionType === undefined || correctResponsesPattern === undefined) return undefined;
  return correctResponsesPattern.some((pattern) => matchesPattern(interactionType, pattern, response));
}

const split = (text: string): string[] => (text === '' ? [] : text.split(ITEM));

function sameSet(a: string[], b: string[]): boolean {
  const [x, y] = [new Set(a), new Set(b)];
  return x.size === y.size && [...x].every((item) => y.has(item));
}

/** Bounds belong to the range. A response may be a range, too, and is right when all of it is. */
function inRange(pattern: string, response: string): boolean {
  const [want, have] = [rangeOf(pattern), rangeOf(response)];
  return want !== undefined && have !== undefined && want[0] <= have[0] && have[1] <= want[1];
}

/** `min[:]max`, either side open; or one number. The standard's own examples also write a bare colon. */
function rangeOf(text: string): [low: number, high: number] | undefined {
  const [min = '', max = min, ...more] = text.split(text.includes('[:]') ? '[:]' : ':');
  const open = text.trim() !== '' && min !== text;
  const low = open && min === '' ? -Infinity : toNumber(min);
  const high = open && max === '' ? Infinity : toNumber(max);
  return more.length > 0 || low === undefined || high === undefined || low > high ? undefined : [low, high];
}

const toNumber = (text: string): number | undefined =>
  /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;

interface Parameters {
  caseMatters: boolean;
  orderMatters: boolean;
  items: string[];
}

/** `{case_matters=…}` and `{order_matters=…}` stand before the whole, in any order. */
function parameters(text: string): Parameters {
  let rest = text;
  const found = { case_matters: false, order_matters: true };
  for (;;) {
    const m = /^\{(case_matters|order_matters)=(true|false)\}/.exec(rest);
    if (!m) break;
    found[m[1] as keyof typeof found] = m[2] === 'true';
    rest = rest.slice(m[0].length);
  }
  return { caseMatters: found.case_matters, orderMatters: found.order_matters, items: split(rest) };
}

/** Every item of one list has its own partner in the other, in order or not. */
function pairUp(a: string[], b: string[], ordered: boolean, same: (x: string, y: string) => boolean): boolean {
  if (a.length !== b.length) return false;
  if (ordered) return a.every((x, i) => same(x, b[i] ?? ''));
  const left = [...b];
  return a.every((x) => {
    const i = left.findIndex((y) => same(x, y));
    if (i >= 0) left.splice(i, 1);
    return i >= 0;
  });
}

/** `{lang=xx}` stands before an item; it matters only where both sides say it, and `en` is also `en-US` (RFC 4647, basic filtering). */
function sameText(a: string, b: string, caseMatters: boolean): boolean {
  const [x, y] = [language(a), language(b)];
  if (x.lang !== undefined && y.lang !== undefined && !within(x.lang, y.lang) && !within(y.lang, x.lang)) return false;
  const [s, t] = [x.text.normalize('NFC'), y.text.normalize('NFC')];
  return caseMatters ? s === t : s.toLowerCase() === t.toLowerCase();
}

const within = (narrow: string, wide: string): boolean => `${narrow}-`.startsWith(`${wide}-`);

function language(text: string): { lang?: string; text: string } {
  const m = /^\{lang=([A-Za-z0-9-]+)\}/.exec(text);
  return m?.[1] === undefined ? { text } : { lang: m[1].toLowerCase(), text: text.slice(m[0].length) };
}

function sameTexts(pattern: string, response: string): boolean {
  const [p, r] = [parameters(pattern), parameters(response)];
  return pairUp(p.items, r.items, p.orderMatters, (a, b) => sameText(a, b, p.caseMatters));
}

/** `step[.]response`; the response is a text, or a number in a range. */
function sameSteps(pattern: string, response: string): boolean {
  const [p, r] = [parameters(pattern), parameters(response)];
  return pairUp(p.items, r.items, p.orderMatters, (a, b) => {
    const [stepA = '', textA = ''] = a.split(PAIR);
    const [stepB = '', textB = ''] = b.split(PAIR);
    const range = textA.includes('[:]') || /^[^\s:]*:[^\s:]*$/.test(textA);
    return stepA === stepB && ((range && inRange(textA, textB)) || sameText(textA, textB, p.caseMatters));
  });
}

// JSON as the LRS takes it: not too deep, no number a reader would lose, and numbers that come back as they were written.
import { bad } from './http.js';

const MAX_DEPTH = 200;

interface Scan {
  depth: number;
  /** Where numbers stand that JavaScript would write differently: 1.0, 1e2, 12345678901234567890. */
  lossy: [start: number, end: number][];
}

const isNumberPart = (c: number): boolean =>
  (c >= 48 && c <= 57) || c === 45 || c === 43 || c === 46 || c === 101 || c === 69;

/** One pass over the text, before it is parsed: deep nesting must not reach a parser that calls itself. */
function scan(text: string, path: string | undefined): Scan {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  const lossy: Scan['lossy'] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123 || c === 91) deepest = Math.max(deepest, ++depth);
    else if (c === 125 || c === 93) depth--;
    else if (c === 45 || (c >= 48 && c <= 57)) {
      const start = i;
      while (i + 1 < text.length && isNumberPart(text.charCodeAt(i + 1))) i++;
      const token = text.slice(start, i + 1);
      const n = Number(token);
      if (n === Infinity || n === -Infinity) throw bad(`the number ${token.slice(0, 40)} is too large`, path);
      if (JSON.stringify(n) !== token) lossy.push([start, i + 1]);
    }
  }
  return { depth: deepest, lossy };
}

export interface ExactJson {
  value: unknown;
  /** The same as `value`, but numbers that JavaScript would rewrite are marked strings; only for `writeExact`. */
  twin: unknown;
}

/** Throws a 400 that names the place when the text is not JSON or nested deeper than 200. */
export function parseExact(text: string, path?: string): ExactJson {
  const { depth, lossy } = scan(text, path);
  if (depth > MAX_DEPTH) throw bad(`nested deeper than ${MAX_DEPTH}`, path);
  const value = parse(text, path);
  if (lossy.length === 0) return { value, twin: value };
  let marked = '';
  let from = 0;
  for (const [start, end] of lossy) {
    marked += `${text.slice(from, start)}"${mark()}${text.slice(start, end)}"`;
    from = end;
  }
  return { value, twin: parse(marked + text.slice(from), path) };
}

export const parseJson = (text: string, path?: string): unknown => {
  if (scan(text, path).depth > MAX_DEPTH) throw bad(`nested deeper than ${MAX_DEPTH}`, path);
  return parse(text, path);
};

/** Text of a twin, or of something made of parts of twins. */
export function writeExact(twin: unknown): string {
  const text = JSON.stringify(twin);
  return secret !== undefined && text.includes(secret)
    ? text.replaceAll(new RegExp(`"${secret}(-?[0-9.eE+-]+)"`, 'g'), '$1')
    : text;
}

/** What sets a marked number apart from every string a client may send: 128 random bits that never leave this process. */
let secret: string | undefined;
const mark = (): string =>
  (secret ??= `number:${Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')}:`);

function parse(text: string, path: string | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch (e) {
    throw bad(`is not JSON: ${e instanceof Error ? e.message : ''}`, path);
  }
}

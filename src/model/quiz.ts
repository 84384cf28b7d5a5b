// A quiz, and the pure rules of an attempt at it. How its file is read is in quiz-file.ts.
import type { LangText } from './schema.js';
import { toDuration } from '../sdk/duration.js';

export interface QuizQuestion {
  id: string;
  kind: string;
  stem: LangText;
  points?: number | undefined;
}

export interface Quiz {
  /** Activity IRI. */
  id: string;
  version?: string | undefined;
  title: LangText;
  description?: LangText | undefined;
  /** Scaled score from which it is passed, 0 to 1. */
  passMark?: number | undefined;
  /** How often it may be taken; without a limit when absent. */
  attempts?: number | undefined;
  /** Questions and options in another order each attempt. */
  shuffle?: boolean | undefined;
  /** When right answers are shown. */
  feedback?: 'after-submit' | 'none' | undefined;
  questions: QuizQuestion[];
}

/** One attempt as it is kept in the state document, under its id. */
export interface Attempt {
  id: string;
  /** ISO 8601. */
  started: string;
  submitted?: string;
  raw?: number;
  max?: number;
  /** Points that a person has still to grade. */
  pending?: number;
}

const A = 'a:';
const R = 'r:';

/**
 * The state document has one key per attempt and one per answer, and a change sends only its own, so that two devices do not
 * overwrite each other.
 */
export const attemptPatch = (attempt: Attempt): Record<string, unknown> => ({ [A + attempt.id]: attempt });
export const answerPatch = (attempt: string, question: string, response: string): Record<string, unknown> => ({
  [`${R}${attempt}:${question}`]: response,
});

export function toQuizDocument(state: QuizState): Record<string, unknown> {
  const parts = state.attempts.flatMap((a) => [
    attemptPatch(a),
    ...Object.entries(state.answers[a.id] ?? {}).map(([question, response]) => answerPatch(a.id, question, response)),
  ]);
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

export interface QuizState {
  /** Oldest first. */
  attempts: Attempt[];
  answers: Record<string, Record<string, string>>;
}

/** Reads documents in order of age; a submitted attempt stays submitted. */
export function fromQuizDocuments(...documents: unknown[]): QuizState {
  const attempts = new Map<string, Attempt>();
  const none = () => Object.create(null) as Record<string, never>; // a question may be called `__proto__`
  const answers: Record<string, Record<string, string>> = none();
  for (const doc of documents) {
    if (typeof doc !== 'object' || doc === null) continue;
    for (const [key, value] of Object.entries(doc)) {
      if (key.startsWith(A) && typeof value === 'object' && value !== null) {
        const a = value as Partial<Attempt>;
        if (typeof a.id !== 'string' || typeof a.started !== 'string') continue;
        const before = attempts.get(a.id);
        attempts.set(a.id, { ...(a as Attempt), ...(before?.submitted === undefined ? {} : before) });
      } else if (key.startsWith(R) && typeof value === 'string') {
        const colon = key.indexOf(':', R.length);
        const id = key.slice(R.length, colon);
        (answers[id] ??= none() as Record<string, string>)[key.slice(colon + 1)] = value;
      }
    }
  }
  return { attempts: [...attempts.values()].sort((x, y) => (x.started < y.started ? -1 : 1)), answers };
}

/** A number between 0 and 1 after the other, the same for the same seed on every device (xmur3 and mulberry32; version 1). */
export function seeded(seed: string): () => number {
  let h = 1779033703 ^ seed.length;
  for (let i = 0; i < seed.length; i++) {
    h = Math.imul(h ^ seed.charCodeAt(i), 3432918353);
    h = (h << 13) | (h >>> 19);
  }
  let state = h >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Fisher and Yates; what is `fixed` keeps its place. */
export function shuffled<T extends object>(items: readonly T[], seed: string): T[] {
  const random = seeded(seed);
  const stays = (item: object) => (item as { fixed?: boolean }).fixed === true;
  const free = items.filter((item) => !stays(item));
  for (let i = free.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [free[i], free[j]] = [free[j] as T, free[i] as T];
  }
  return items.map((item) => (stays(item) ? item : (free.shift() as T)));
}

export interface QuizResult {
  raw: number;
  max: number;
  /** −1 to 1; half-up at the ninth digit, so that 0.7 is 0.7. */
  scaled: number;
  /** Undefined without a pass mark, and as long as it hangs on what a person has still to grade. */
  passed: boolean | undefined;
  /** Points that a person has still to grade; absent when there are none. */
  pending?: number;
}

export function resultOf(
  grades: readonly { raw: number; max: number; pending?: number | undefined }[],
  passMark: number | undefined,
): QuizResult {
  const dust = (n: number) => Math.round(n * 1e9) / 1e9;
  const raw = dust(grades.reduce((sum, g) => sum + g.raw, 0));
  const max = dust(grades.reduce((sum, g) => sum + g.max, 0));
  const scaled = max > 0 ? dust(raw / max) : 0;
  const pending = dust(grades.reduce((sum, g) => sum + (g.pending ?? 0), 0));
  let passed: boolean | undefined;
  if (passMark !== undefined) {
    passed = scaled >= passMark;
    if (!passed && dust((raw + pending) / max) >= passMark) passed = pending > 0 ? undefined : false;
  }
  return { raw, max, scaled, passed, ...(pending > 0 ? { pending } : {}) };
}

/** ISO 8601 duration between two instants. */
export const durationBetween = (from: string, to: string): string =>
  toDuration((Date.parse(to) - Date.parse(from)) / 1000);

// A quiz, and the pure rules of an attempt at it. How its file is read is in quiz-file.ts.
import type { LangText } from './schema.js';
import { toDuration } from '../sdk/duration.js';

export interface QuizQuestion {
  id: string;
  kind: string;
  stem: LangText;
  points?: number | undefined;
  /** Of this question alone; statistics of another version are kept apart. The quiz's own when absent. */
  version?: string | undefined;
  /** How often it may be checked while the attempt runs, where answers are shown after each; 1. */
  tries?: number | undefined;
  /** What each wrong try takes of the points, 0 to 1. */
  penalty?: number | undefined;
  hints?: Hint[] | undefined;
}

export interface Hint {
  text: LangText;
  /** What showing it takes of the points, 0 to 1. */
  penalty?: number | undefined;
}

/** A part of a quiz; with `draw` a pool, from which each attempt gets some questions. */
export interface QuizSection {
  id: string;
  title?: LangText | undefined;
  /** Markdown above its questions, e.g. a text they are about. */
  body?: LangText | undefined;
  /** Ids of its questions. */
  questions: string[];
  /** How many of them each attempt gets, by the seed of the attempt; all when absent. */
  draw?: number | undefined;
  /** Its questions in another order each attempt; what the quiz says when absent. */
  shuffle?: boolean | undefined;
}

/** Said with the result, to whoever has at least `from` and less than the next band. */
export interface ScoreBand {
  /** Scaled score, 0 to 1. */
  from: number;
  text: LangText;
}

/** Of several attempts, which score counts. */
export type ScoreKept = 'best' | 'last' | 'first' | 'mean';
/** `one-at-a-time`: one question on the screen, any of them. `linear`: one on the screen and none twice. */
export type Navigation = 'free' | 'one-at-a-time' | 'linear';
/** When something is shown. `after-answer` is for practice: each question can be checked while the attempt runs. */
export type Release = 'after-answer' | 'after-submit' | 'after-last-attempt' | 'after-close' | 'none';

export interface Quiz {
  /** Activity IRI. */
  id: string;
  version?: string | undefined;
  title: LangText;
  description?: LangText | undefined;
  /** `summative`: an examination; the server holds the key, the clock and the count. `formative` when absent. */
  mode?: 'formative' | 'summative' | undefined;
  /** Scaled score from which it is passed, 0 to 1. */
  passMark?: number | undefined;
  /** How often it may be taken; without a limit when absent. */
  attempts?: number | undefined;
  /** ISO 8601 duration from one submission to the next start. */
  delay?: string | undefined;
  /** Which attempt counts; the best when absent. */
  keep?: ScoreKept | undefined;
  /** Questions and options in another order each attempt. */
  shuffle?: boolean | undefined;
  navigation?: Navigation | undefined;
  /** A list of all answers before submitting, and a flag at each question for those to come back to. */
  summary?: boolean | undefined;
  /** ISO 8601 duration of one attempt. */
  timeLimit?: string | undefined;
  /** ISO 8601 duration after the limit in which what is on its way is still taken; PT30S when absent. */
  grace?: string | undefined;
  /** ISO 8601 instant from which it can be begun. */
  opens?: string | undefined;
  /** ISO 8601 instant at which every attempt ends. */
  closes?: string | undefined;
  /** When right answers and feedback are shown; `after-submit` when absent. */
  feedback?: Release | undefined;
  /** When the score is shown; `after-submit` when absent. */
  score?: Exclude<Release, 'after-answer'> | undefined;
  /** How sure one is, asked with each answer: only recorded, or part of the points. */
  confidence?: 'record' | 'mark' | undefined;
  bands?: ScoreBand[] | undefined;
  /** Each question is in exactly one of them; without sections all are in their order. */
  sections?: QuizSection[] | undefined;
  /** Said by the server of an examination, whose questions come with an attempt: how many, and of which kinds. */
  exam?: { size: number; kinds: string[] } | undefined;
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
  min?: number;
  /** Points that a person has still to grade. */
  pending?: number;
  /** Ids of its questions in order, where they were drawn. */
  questions?: string[];
  /** Place of the question that is shown, where there is one at a time. */
  at?: number;
}

/** What belongs to an answer beside the answer. */
export interface ItemMark {
  /** To be come back to. */
  flag?: boolean;
  /** Wrong tries that were checked. */
  tries?: number;
  /** Checked for the last time; it stays as it is. */
  done?: boolean;
  /** Hints shown. */
  hints?: number;
  /** How sure one is: guessed, rather sure, sure. */
  sure?: 1 | 2 | 3;
  /** Milliseconds spent on it. */
  ms?: number;
}

const A = 'a:';
const R = 'r:';
const M = 'm:';

/**
 * The state document has one key per attempt and one per answer, and a change sends only its own, so that two devices do not
 * overwrite each other.
 */
export const attemptPatch = (attempt: Attempt): Record<string, unknown> => ({ [A + attempt.id]: attempt });
export const answerPatch = (attempt: string, question: string, response: string): Record<string, unknown> => ({
  [`${R}${attempt}:${question}`]: response,
});
export const markPatch = (attempt: string, question: string, mark: ItemMark): Record<string, unknown> => ({
  [`${M}${attempt}:${question}`]: mark,
});

export function toQuizDocument(state: QuizState): Record<string, unknown> {
  const parts = state.attempts.flatMap((a) => [
    attemptPatch(a),
    ...Object.entries(state.answers[a.id] ?? {}).map(([question, response]) => answerPatch(a.id, question, response)),
    ...Object.entries(state.marks?.[a.id] ?? {}).map(([question, mark]) => markPatch(a.id, question, mark)),
  ]);
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

export interface QuizState {
  /** Oldest first. */
  attempts: Attempt[];
  answers: Record<string, Record<string, string>>;
  /** Absent while there are none. */
  marks?: Record<string, Record<string, ItemMark>>;
}

/** Reads documents in order of age; a submitted attempt stays submitted. */
export function fromQuizDocuments(...documents: unknown[]): QuizState {
  const attempts = new Map<string, Attempt>();
  const none = () => Object.create(null) as Record<string, never>; // a question may be called `__proto__`
  const answers: Record<string, Record<string, string>> = none();
  const marks: Record<string, Record<string, ItemMark>> = none();
  for (const doc of documents) {
    if (typeof doc !== 'object' || doc === null) continue;
    for (const [key, value] of Object.entries(doc)) {
      if (key.startsWith(A) && typeof value === 'object' && value !== null) {
        const a = value as Partial<Attempt>;
        if (typeof a.id !== 'string' || typeof a.started !== 'string') continue;
        const before = attempts.get(a.id);
        attempts.set(a.id, { ...(a as Attempt), ...(before?.submitted === undefined ? {} : before) });
        continue;
      }
      const list: Record<string, Record<string, unknown>> | undefined =
        key.startsWith(R) && typeof value === 'string'
          ? answers
          : key.startsWith(M) && typeof value === 'object' && value !== null
            ? marks
            : undefined;
      const colon = key.indexOf(':', R.length);
      if (list) (list[key.slice(R.length, colon)] ??= none())[key.slice(colon + 1)] = value;
    }
  }
  return {
    attempts: [...attempts.values()].sort((x, y) => (x.started < y.started ? -1 : 1)),
    answers,
    ...(Object.keys(marks).length > 0 ? { marks } : {}),
  };
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
  /** The least it could be, below 0; absent when that is 0. */
  min?: number;
  /** −1 to 1; half-up at the ninth digit, so that 0.7 is 0.7. */
  scaled: number;
  /** Undefined without a pass mark, and as long as it hangs on what a person has still to grade. */
  passed: boolean | undefined;
  /** Points that a person has still to grade; absent when there are none. */
  pending?: number;
}

export function resultOf(
  grades: readonly { raw: number; max: number; min?: number | undefined; pending?: number | undefined }[],
  passMark: number | undefined,
): QuizResult {
  const dust = (n: number) => Math.round(n * 1e9) / 1e9;
  const raw = dust(grades.reduce((sum, g) => sum + g.raw, 0));
  const max = dust(grades.reduce((sum, g) => sum + g.max, 0));
  const scaled = max > 0 ? dust(raw / max) : 0;
  const min = dust(grades.reduce((sum, g) => sum + (g.min ?? 0), 0));
  const pending = dust(grades.reduce((sum, g) => sum + (g.pending ?? 0), 0));
  let passed: boolean | undefined;
  if (passMark !== undefined) {
    passed = scaled >= passMark;
    if (!passed && dust((raw + pending) / max) >= passMark) passed = pending > 0 ? undefined : false;
  }
  return { raw, max, scaled, passed, ...(min < 0 ? { min } : {}), ...(pending > 0 ? { pending } : {}) };
}

/** ISO 8601 duration between two instants. */
export const durationBetween = (from: string, to: string): string =>
  toDuration((Date.parse(to) - Date.parse(from)) / 1000);

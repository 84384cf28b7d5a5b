// The rules of attempts: which questions, whether one may begin, until when, which score counts, what may be shown. No clock here:
// instants are milliseconds since 1970, by whatever clock is believed.
import { fromDuration } from '../sdk/from-duration.js';
import {
  shuffled,
  type ItemMark,
  type Navigation,
  type Quiz,
  type QuizQuestion,
  type QuizResult,
  type QuizSection,
  type Release,
  type ScoreKept,
} from './quiz.js';

/** What one person gets beyond the rules, e.g. for a disability. Set by the portal or the server, never in the quiz. */
export interface Accommodation {
  /** The time limit is multiplied by this: 1.5. */
  timeFactor?: number | undefined;
  /** And so much is added. */
  extraMinutes?: number | undefined;
  /** No time limit; `closes` still ends it. */
  untimed?: boolean | undefined;
  /** Attempts beyond those of the quiz. */
  extraAttempts?: number | undefined;
  /** ISO 8601; instead of the quiz's own. */
  opens?: string | undefined;
  closes?: string | undefined;
}

/** Milliseconds. */
export const durationMs = (text: string | undefined): number | undefined => {
  const seconds = text === undefined ? null : fromDuration(text);
  return seconds === null ? undefined : seconds * 1000;
};
const instantMs = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

/** Milliseconds an attempt may take; undefined without a limit. */
export function limitOf(quiz: Pick<Quiz, 'timeLimit'>, a: Accommodation = {}): number | undefined {
  const limit = durationMs(quiz.timeLimit);
  if (limit === undefined || a.untimed) return undefined;
  return limit * (a.timeFactor ?? 1) + (a.extraMinutes ?? 0) * 60_000;
}

/** The instant at which an attempt begun at `started` ends; undefined when it never does. */
export function deadlineOf(
  quiz: Pick<Quiz, 'timeLimit' | 'closes'>,
  started: number,
  a: Accommodation = {},
): number | undefined {
  const limit = limitOf(quiz, a);
  const closes = instantMs(a.closes ?? quiz.closes);
  const ends = [...(limit === undefined ? [] : [started + limit]), ...(closes === undefined ? [] : [closes])];
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

export const graceOf = (quiz: Pick<Quiz, 'grace'>): number => durationMs(quiz.grace) ?? 30_000;

export type Refusal = 'not-open' | 'closed' | 'no-attempts' | 'too-soon';
export interface Standing {
  /** Attempts left; undefined without a limit. */
  left: number | undefined;
  /** Why none can be begun now; undefined when one can. */
  refusal?: Refusal;
  /** Instant from which one can, for `not-open` and `too-soon`. */
  from?: number;
}

/** @param submitted instants of the submissions so far */
export function standingOf(
  quiz: Pick<Quiz, 'attempts' | 'delay' | 'opens' | 'closes'>,
  submitted: readonly number[],
  now: number,
  a: Accommodation = {},
): Standing {
  const left =
    quiz.attempts === undefined ? undefined : Math.max(0, quiz.attempts + (a.extraAttempts ?? 0) - submitted.length);
  const opens = instantMs(a.opens ?? quiz.opens);
  const closes = instantMs(a.closes ?? quiz.closes);
  if (closes !== undefined && now >= closes) return { left, refusal: 'closed' };
  if (left === 0) return { left, refusal: 'no-attempts' };
  if (opens !== undefined && now < opens) return { left, refusal: 'not-open', from: opens };
  const delay = durationMs(quiz.delay);
  if (delay !== undefined && submitted.length > 0) {
    const from = Math.max(...submitted) + delay;
    if (now < from) return { left, refusal: 'too-soon', from };
  }
  return { left };
}

/** What is known of an attempt when it is asked what may be shown. */
export interface Moment {
  now: number;
  submitted: boolean;
  /** Attempts left; undefined without a limit. */
  left: number | undefined;
}

export function isReleased(
  rule: Release | undefined,
  quiz: Pick<Quiz, 'closes'>,
  m: Moment,
  a: Accommodation = {},
): boolean {
  switch (rule ?? 'after-submit') {
    case 'after-answer':
    case 'after-submit':
      return m.submitted;
    case 'after-last-attempt':
      return m.submitted && m.left === 0;
    case 'after-close': {
      // For everybody: who has more time must not be told by those who had less.
      const closes = Math.max(instantMs(quiz.closes) ?? Infinity, instantMs(a.closes) ?? -Infinity);
      return m.submitted && m.now >= closes;
    }
    case 'none':
      return false;
  }
}

export interface DrawnSection {
  section: QuizSection | undefined;
  questions: QuizQuestion[];
}

/**
 * Which questions an attempt has, and in which order: by its id and nothing else, so on every device the same (`seeded`: xmur3 and
 * mulberry32, version 1).
 */
export function drawn(quiz: Pick<Quiz, 'questions' | 'sections' | 'shuffle'>, attempt: string): DrawnSection[] {
  const order = <T extends object>(list: readonly T[], name: string, shuffle: boolean | undefined) =>
    shuffle ? shuffled(list, `${attempt}|${name}`) : [...list];
  if (!quiz.sections) return [{ section: undefined, questions: order(quiz.questions, 'questions', quiz.shuffle) }];
  const byId = new Map(quiz.questions.map((q) => [q.id, q]));
  return quiz.sections.map((section) => {
    const all = section.questions.flatMap((id) => byId.get(id) ?? []);
    const chosen =
      section.draw === undefined ? all : new Set(shuffled(all, `${attempt}|draw|${section.id}`).slice(0, section.draw));
    const list = all.filter((q) => (Array.isArray(chosen) ? true : chosen.has(q)));
    return { section, questions: order(list, `section|${section.id}`, section.shuffle ?? quiz.shuffle) };
  });
}

/** Of several results the one that counts; `mean` is a result of its own. Undefined without any. Those still to be graded do not count. */
export function keptOf(keep: ScoreKept | undefined, results: readonly QuizResult[]): QuizResult | undefined {
  const graded = results.filter((r) => !r.pending);
  const [first] = graded;
  if (!first) return undefined;
  switch (keep ?? 'best') {
    case 'best':
      return graded.reduce((best, r) => (r.scaled > best.scaled ? r : best));
    case 'last':
      return graded.at(-1);
    case 'first':
      return first;
    case 'mean': {
      const mean = (of: (r: QuizResult) => number) =>
        Math.round((graded.reduce((sum, r) => sum + of(r), 0) / graded.length) * 1e9) / 1e9;
      return { raw: mean((r) => r.raw), max: mean((r) => r.max), scaled: mean((r) => r.scaled), passed: undefined };
    }
  }
}

interface Marked {
  raw: number;
  max: number;
  min?: number;
  scaled: number;
  success: boolean | undefined;
  pending?: number;
}

/** How sure: 1 guessed, 2 rather sure, 3 sure. Right earns this part of the points, wrong takes that. */
const confidenceMarks = { 1: [1 / 3, 0], 2: [2 / 3, 1 / 3], 3: [1, 1] } as const;

/**
 * What an answer is worth after wrong tries, hints and, where it counts, how sure one was. Saying so pays: to be sure of what is
 * right less than two times in three costs points. Success is whether the answer is right, whatever it took.
 * @param confidence it counts
 */
export function marked<G extends Marked>(
  question: Pick<QuizQuestion, 'penalty' | 'hints'>,
  grade: G,
  mark: ItemMark,
  confidence = false,
): G {
  if (grade.pending) return grade;
  const { max } = grade;
  let { scaled } = grade;
  let min = grade.min ?? 0;
  if (confidence && grade.success !== undefined) {
    const [gain, loss] = confidenceMarks[mark.sure ?? 1];
    min = Math.min(min, -max);
    if (scaled >= 0) scaled = scaled * gain - (1 - scaled) * loss;
  }
  const taken =
    (mark.tries ?? 0) * (question.penalty ?? 0) +
    (question.hints ?? []).slice(0, mark.hints ?? 0).reduce((sum, h) => sum + (h.penalty ?? 0), 0);
  if (scaled > 0) scaled = Math.max(0, scaled - taken);
  scaled = Math.round(scaled * 1e9) / 1e9 || 0;
  if (scaled === grade.scaled && min === (grade.min ?? 0)) return grade;
  return { ...grade, scaled, raw: Math.round(scaled * max * 1e9) / 1e9 || 0, ...(min < 0 ? { min } : {}) };
}

/** The text for a score: the band with the highest `from` that is reached. */
export const bandOf = (quiz: Pick<Quiz, 'bands'>, scaled: number) =>
  (quiz.bands ?? []).filter((b) => scaled >= b.from).sort((a, b) => b.from - a.from)[0];

/** Whether a summary is shown before submitting: unless the author decides, wherever not all is in view, and in examinations. */
export const hasSummary = (quiz: Pick<Quiz, 'summary' | 'navigation' | 'mode'>): boolean =>
  quiz.summary ?? (quiz.mode === 'summative' || (quiz.navigation ?? 'free') === 'one-at-a-time');

/**
 * Whether a question can be gone to. In linear navigation only the next one, once.
 * @param at place of the question that is shown
 */
export const canGoTo = (navigation: Navigation | undefined, at: number, to: number, total: number): boolean =>
  to >= 0 && to < total && (navigation !== 'linear' || to === at + 1);

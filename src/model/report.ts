// Reports as documents of the LRS: what `widya rollup` writes and dashboards read. No document tells of fewer than five people.
import { ns } from '../sdk/verbs.js';

/** Id of the Activity Profile document: of a course, a cohort, a unit or the agency. `/YYYY-MM` behind it: the agency's month. */
export const reportProfileId = `${ns}/profile/report`;
/** Ids of the rollup's own working documents begin so; they are read by systems only. */
export const rollupProfileId = `${ns}/profile/rollup`;
/** Activity that stands for the agency, unless `--agency` names another. */
export const agencyActivity = `${ns}/agency`;

/** Figures of fewer people than this are left out. */
export const floor = 5;

/** A number of people or hours; null where it would tell of 1 to 4 people. */
export type Count = number | null;

export const funnelSteps = ['enrolled', 'started', 'finished', 'passed'] as const;
export type FunnelStep = (typeof funnelSteps)[number];
/** Enrolments by how far they came. `failed`: judged, and not passed by now. */
export type Funnel = Record<FunnelStep | 'failed', Count>;

export interface MonthFigures {
  /** People who did something. */
  active: Count;
  /** Courses satisfied. */
  finished: Count;
  /** Lesson hours granted by them. */
  jp: Count;
}
/** Steps of the distribution of lesson hours of a year: 0, above 0, 5, 10, 15, 20, 24 and more. */
export const jpSteps = [0, 0.01, 5, 10, 15, 20, 24] as const;
export interface YearFigures {
  /** People who have a floor to reach: all but contract employees. */
  obliged: Count;
  /** How many of them have reached it. */
  reached: Count;
  /** Lesson hours granted by courses. */
  jp: Count;
  /** Lesson hours told by learners: coaching, self-study. */
  told: Count;
  /** People by their hours of the year, see `jpSteps`. */
  spread: Count[];
}
export interface UnitFigures {
  /** People known: on the list of staff, or in the records. */
  people: Count;
  /** Of whom there are records. */
  active: Count;
  years: Record<string, YearFigures>;
}
export interface Report extends UnitFigures {
  v: 1;
  /** ISO 8601: everything stored until then is in. */
  asOf: string;
  funnel: Funnel;
  /** Enrolments by their best score, in tenths from 0 to 100. */
  scores: Count[];
  months: Record<string, MonthFigures>;
  /** Of an agency: its units by IRI. */
  units?: Record<string, UnitFigures>;
  /** Of a course: quiz → item → people who answered it in their first attempt, and how many of them were right. */
  items?: Record<string, Record<string, [number, number]>>;
  /** ISO 8601, of the last thing done; left out while it could be anybody's. */
  last?: string;
}

/** Raw figures while they are being added up: numbers at the leaves; `last` is the latest moment, all others are sums. */
export interface Sums {
  [key: string]: number | number[] | Sums;
}

export function addSums(into: Sums, from: Sums): void {
  for (const [key, value] of Object.entries(from)) {
    const before = into[key];
    if (typeof value === 'number')
      into[key] = typeof before !== 'number' ? value : key === 'last' ? Math.max(before, value) : before + value;
    else if (Array.isArray(value))
      into[key] = Array.isArray(before) ? value.map((n, i) => n + (before[i] ?? 0)) : [...value];
    else {
      const inner: Sums = typeof before === 'object' && !Array.isArray(before) ? before : {};
      into[key] = inner;
      addSums(inner, value);
    }
  }
}

/** Null for 1 to 4. */
export const told = (n: number): Count => (n > 0 && n < floor ? null : n);

/**
 * Cells that add up to a known whole: where exactly one is left out it could be computed from the others, so the smallest of those
 * goes with it.
 */
export function toldCells(cells: readonly number[]): Count[] {
  const out = cells.map(told);
  if (out.filter((c) => c === null).length === 1) {
    let least = -1;
    out.forEach((c, i) => {
      if (c !== null && c > 0 && (least < 0 || c < (out[least] ?? Infinity))) least = i;
    });
    if (least >= 0) out[least] = null;
  }
  return out;
}

/** Reads a report; null when it is none. */
export function readReport(value: unknown): Report | null {
  if (typeof value !== 'object' || value === null) return null;
  const r = value as Partial<Report>;
  return r.v === 1 && typeof r.asOf === 'string' && typeof r.funnel === 'object' ? (r as Report) : null;
}

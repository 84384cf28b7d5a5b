// What the rollup keeps of each person, and the figures made of it. Only minima, maxima and sets: late and repeated statements change
// nothing that they should not. Pure, without clock.
import { readJpRecord } from '../../model/jp.js';
import { scaledOf } from '../../model/record.js';
import {
  floor,
  jpSteps,
  told,
  toldCells,
  type Report,
  type Sums,
  type UnitFigures,
  type YearFigures,
} from '../../model/report.js';
import type { Activity, Statement } from '../../sdk/statement.js';
import { activityTypes, extensions, verbs } from '../../sdk/verbs.js';
import { recordTypes } from '../../sdk/verbs-record.js';

const registered = 'http://adlnet.gov/expapi/verbs/registered';
const launched = 'http://adlnet.gov/expapi/verbs/launched';

/** One person in one course. Times are milliseconds since 1970. */
export interface Enrolment {
  /** Began; absent while only registered or launched. */
  s?: number;
  /** Satisfied. */
  d?: number;
  /** Lesson hours the course grants. */
  j?: number;
  /** Passed something, failed something. */
  p?: 1;
  f?: 1;
  /** Best scaled score. */
  b?: number;
  /** Cohort, and when it was last said. */
  k?: [number, string];
  /** By quiz: when its first attempt was submitted, and right (1) or not (0) by item. */
  q?: Record<string, [number, Record<string, 0 | 1>]>;
}
export interface Tally {
  c: Record<string, Enrolment>;
  /** Last activity. */
  l: number;
  /** Months with activity: year × 12 + month. */
  m: number[];
  /** Unit, and when it was last said. */
  u?: [number, string];
  /** Learning outside courses: when it was told, its hours, its year. */
  o?: Record<string, [number, number, number]>;
}

/** What the staff list says of a person. */
export interface Staff {
  unit?: string | undefined;
  status?: 'pns' | 'pppk' | undefined;
  /** Enrolments: course → cohort, null where there is none. */
  courses?: Record<string, string | null> | undefined;
}

export const emptyTally = (): Tally => ({ c: {}, l: 0, m: [] });

export interface Calendar {
  /** Year × 12 + month (0 to 11) of a moment. */
  month(ms: number): number;
}

/** Months as they are where the agency is. @param zone IANA name */
export function calendarOf(zone: string): Calendar {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: 'numeric' });
  // Offsets are whole quarters of an hour everywhere.
  const known = new Map<number, number>();
  return {
    month(ms) {
      const slot = Math.floor(ms / 900_000);
      let month = known.get(slot);
      if (month === undefined) {
        const parts = format.formatToParts(slot * 900_000);
        const n = (type: string) => Number(parts.find((p) => p.type === type)?.value);
        known.set(slot, (month = n('year') * 12 + n('month') - 1));
      }
      return month;
    },
  };
}
export const monthName = (n: number): string => `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;

const isActivity = (o: Statement['object']): o is Activity =>
  'id' in o && (o.objectType === undefined || o.objectType === 'Activity');
/** Keys of plain objects that are none. */
const odd = (key: string): boolean => key === '__proto__';

const newer = (a: [number, string] | undefined, at: number, value: string): [number, string] =>
  a === undefined || at > a[0] || (at === a[0] && value > a[1]) ? [at, value] : a;

/** Adds one statement of this person. */
export function takeTally(t: Tally, statement: Statement, calendar: Calendar): void {
  const { object, verb, result, context } = statement;
  const at = Date.parse(statement.timestamp ?? '');
  if (Number.isNaN(at) || !isActivity(object) || odd(object.id)) return;
  const grouping = context?.contextActivities?.grouping ?? [];
  const typed = (type: string) => grouping.find((a) => a.definition?.type === type);
  const unit = typed(recordTypes.unit)?.id;
  if (unit !== undefined && !odd(unit)) t.u = newer(t.u, at, unit);
  const record = readJpRecord(result?.extensions?.[extensions.jpRecord]);
  if (record && object.definition?.type === recordTypes.learning) {
    active(t, at, calendar);
    t.o ??= {};
    const before = t.o[object.id];
    const year = Number(record.end.slice(0, 4));
    if (!before || at > before[0] || (at === before[0] && record.jp > before[1]))
      t.o[object.id] = [at, record.jp, year];
    return;
  }
  const isCourse = object.definition?.type === activityTypes.course;
  const course = isCourse ? object : typed(activityTypes.course);
  if (!course || odd(course.id)) return;
  const e = (t.c[course.id] ??= {});
  const cohort = typed(recordTypes.cohort)?.id;
  if (cohort !== undefined && !odd(cohort)) e.k = newer(e.k, at, cohort);
  // What the organiser does is no activity of the learner's.
  if (verb.id === registered || verb.id === launched) return;
  active(t, at, calendar);
  if (e.s === undefined || at < e.s) e.s = at;
  if (verb.id === verbs.passed.id) e.p = 1;
  if (verb.id === verbs.failed.id) e.f = 1;
  if (verb.id === verbs.satisfied.id && isCourse) {
    if (e.d === undefined || at < e.d) e.d = at;
    const jp = course.definition?.extensions?.[extensions.jp];
    if (typeof jp === 'number' && jp > (e.j ?? 0)) e.j = jp;
  }
  const judged = verb.id === verbs.passed.id || verb.id === verbs.failed.id || verb.id === verbs.scored.id;
  const scaled = judged ? scaledOf(result?.score) : undefined;
  if (scaled !== undefined && scaled > (e.b ?? -2)) e.b = scaled;
  if (verb.id === verbs.answered.id && typeof result?.success === 'boolean') {
    const parent = context?.contextActivities?.parent?.[0]?.id;
    // Answers of one attempt are submitted together; content of others says each answer by itself.
    const quiz = typeof context?.extensions?.[extensions.attempt] === 'string' && parent ? parent : object.id;
    if (odd(quiz)) return;
    e.q ??= {};
    const known = e.q[quiz];
    if (!known || at < known[0]) e.q[quiz] = [at, { [object.id]: result.success ? 1 : 0 }];
    else if (at === known[0]) known[1][object.id] = known[1][object.id] === 1 || result.success ? 1 : 0;
  }
}

function active(t: Tally, at: number, calendar: Calendar): void {
  if (at > t.l) t.l = at;
  const month = calendar.month(at);
  if (!t.m.includes(month)) t.m.push(month);
}

/** Figures by document: `course|IRI`, `cohort|IRI`, `unit|IRI`, `agency`. */
export type Figures = Record<string, Sums>;

export interface AddOptions {
  calendar: Calendar;
  /** Hours a year that a civil servant has to reach. */
  quota: number;
}

const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);
/** A place in the sums that is there from now on. */
const inner = (sums: Sums, key: string): Sums => {
  const found = sums[key];
  if (typeof found === 'object' && !Array.isArray(found)) return found;
  const made: Sums = {};
  sums[key] = made;
  return made;
};
const add = (sums: Sums, key: string, n = 1): void => {
  const before = sums[key];
  sums[key] = (typeof before === 'number' ? before : 0) + n;
};
const addAt = (sums: Sums, key: string, length: number, index: number): void => {
  const found = sums[key];
  const list = Array.isArray(found) ? found : (sums[key] = zeros(length));
  list[index] = (list[index] ?? 0) + 1;
};
const latest = (sums: Sums, ms: number): void => {
  const before = sums.last;
  if (ms > 0 && (typeof before !== 'number' || ms > before)) sums.last = ms;
};

/** Index of the step hours belong to. */
export const stepOf = (jp: number): number => jpSteps.reduce<number>((found, from, i) => (jp >= from ? i : found), 0);

/** Adds one person to all documents they belong in. */
export function addFigures(figures: Figures, t: Tally | undefined, staff: Staff | undefined, o: AddOptions): void {
  // Who only keeps a forum, or signs for a system, is nobody who learns here.
  if (!staff && !(t && (Object.keys(t.c).length > 0 || t.o))) return;
  const of = (key: string): Sums => (figures[key] ??= {});
  const agency = of('agency');
  const unitId = staff?.unit ?? t?.u?.[1];
  const wide = [agency, ...(unitId === undefined ? [] : [of(`unit|${unitId}`), inner(inner(agency, 'units'), unitId)])];
  const months = new Set(t?.m ?? []);
  const isActive = months.size > 0;
  const courses: Record<string, Enrolment> = { ...t?.c };
  for (const course of Object.keys(staff?.courses ?? {})) courses[course] ??= {};

  const years = new Map<number, { jp: number; told: number }>();
  const yearAt = (year: number) => {
    let y = years.get(year);
    if (!y) years.set(year, (y = { jp: 0, told: 0 }));
    return y;
  };
  for (const m of months) yearAt(Math.floor(m / 12));
  for (const e of Object.values(courses))
    if (e.d !== undefined) yearAt(Math.floor(o.calendar.month(e.d) / 12)).jp += e.j ?? 0;
  for (const [, jp, year] of Object.values(t?.o ?? {})) yearAt(year).told += jp;

  for (const sums of wide) {
    add(sums, 'people');
    if (isActive) add(sums, 'active');
    if (staff?.status !== 'pppk') add(sums, 'obliged');
    for (const [year, { jp, told }] of years) {
      const y = inner(inner(sums, 'years'), String(year));
      add(y, 'any');
      add(y, 'jp', jp);
      add(y, 'told', told);
      if (jp > 0) add(y, 'granted');
      if (told > 0) add(y, 'tellers');
      if (staff?.status !== 'pppk' && jp + told >= o.quota) add(y, 'reached');
      addAt(y, 'spread', jpSteps.length, stepOf(jp + told));
    }
    latest(sums, t?.l ?? 0);
  }
  for (const m of months)
    for (const sums of wide.slice(0, 2)) add(inner(inner(sums, 'months'), monthName(m)), 'active');

  for (const [course, e] of Object.entries(courses)) {
    const cohort = e.k?.[1] ?? staff?.courses?.[course] ?? undefined;
    const own = [of(`course|${course}`), ...(cohort === undefined ? [] : [of(`cohort|${cohort}`)])];
    const month = e.d === undefined ? undefined : monthName(o.calendar.month(e.d));
    for (const sums of [...own, ...wide.slice(0, 2)]) {
      const funnel = inner(sums, 'funnel');
      add(funnel, 'enrolled');
      if (e.s !== undefined) add(funnel, 'started');
      if (e.d !== undefined) add(funnel, 'finished');
      if (e.p) add(funnel, 'passed');
      else if (e.f) add(funnel, 'failed');
      if (e.b !== undefined) addAt(sums, 'scores', 10, Math.min(9, Math.max(0, Math.floor(e.b * 10 + 1e-9))));
      if (month !== undefined) {
        const m = inner(inner(sums, 'months'), month);
        add(m, 'finished');
        add(m, 'jp', e.j ?? 0);
      }
    }
    for (const sums of own) {
      add(sums, 'people');
      if (e.s !== undefined) add(sums, 'active');
      latest(sums, e.s === undefined ? 0 : (t?.l ?? 0));
    }
    const items = own[0] && e.q ? inner(own[0], 'items') : undefined;
    if (!items) continue;
    for (const [quiz, [, answers]] of Object.entries(e.q ?? {}))
      for (const [item, right] of Object.entries(answers)) {
        const cell = inner(inner(items, quiz), item);
        add(cell, 'n');
        add(cell, 'right', right);
      }
  }
}

const num = (sums: Sums | undefined, key: string): number => {
  const value = sums?.[key];
  return typeof value === 'number' ? value : 0;
};
const part = (sums: Sums | undefined, key: string): Sums | undefined => {
  const value = sums?.[key];
  return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
};
const cells = (sums: Sums | undefined, key: string, length: number): number[] => {
  const value = sums?.[key];
  return Array.isArray(value) ? value : zeros(length);
};
const rows = (sums: Sums | undefined): [string, Sums][] =>
  Object.entries(sums ?? {})
    .flatMap(([key, value]): [string, Sums][] =>
      typeof value === 'object' && !Array.isArray(value) ? [[key, value]] : [],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
const round = (n: number): number => Math.round(n * 100) / 100;
/** Hours of too few people are not told. */
const hours = (sum: number, people: number) => (told(people) === null ? null : round(sum));

function unitFigures(sums: Sums): UnitFigures {
  const people = num(sums, 'people');
  const obliged = num(sums, 'obliged');
  return {
    people: told(people),
    active: told(num(sums, 'active')),
    years: Object.fromEntries(
      rows(part(sums, 'years')).map(([year, y]): [string, YearFigures] => {
        const spread = cells(y, 'spread', jpSteps.length);
        // Who has done nothing that year has none.
        spread[0] = (spread[0] ?? 0) + people - num(y, 'any');
        const reached = num(y, 'reached');
        // With nearly everybody there, the others are as few.
        const few = told(obliged - reached) === null;
        return [
          year,
          {
            obliged: told(obliged),
            reached: few ? null : told(reached),
            jp: hours(num(y, 'jp'), num(y, 'granted')),
            told: hours(num(y, 'told'), num(y, 'tellers')),
            spread: toldCells(spread),
          },
        ];
      }),
    ),
  };
}

/** What is published of sums: nothing of fewer than five people. */
export function reportOf(key: string, sums: Sums, asOf: string): Report {
  const funnel = part(sums, 'funnel');
  const items = rows(part(sums, 'items'));
  const last = num(sums, 'last');
  const judged = num(funnel, 'failed');
  return {
    v: 1,
    asOf,
    ...unitFigures(sums),
    funnel: {
      enrolled: told(num(funnel, 'enrolled')),
      started: told(num(funnel, 'started')),
      finished: told(num(funnel, 'finished')),
      passed: told(num(funnel, 'passed')),
      failed: told(judged),
    },
    scores: toldCells(cells(sums, 'scores', 10)),
    months: Object.fromEntries(
      rows(part(sums, 'months')).map(([month, m]) => [
        month,
        {
          active: told(num(m, 'active')),
          finished: told(num(m, 'finished')),
          jp: hours(num(m, 'jp'), num(m, 'finished')),
        },
      ]),
    ),
    ...(key === 'agency'
      ? { units: Object.fromEntries(rows(part(sums, 'units')).map(([unit, u]) => [unit, unitFigures(u)])) }
      : {}),
    ...(items.length > 0
      ? {
          items: Object.fromEntries(
            items.map(([quiz, q]) => [
              quiz,
              Object.fromEntries(
                rows(q)
                  .filter(([, cell]) => num(cell, 'n') >= floor)
                  .map(([item, cell]): [string, [number, number]] => [item, [num(cell, 'n'), num(cell, 'right')]]),
              ),
            ]),
          ),
        }
      : {}),
    ...(num(sums, 'active') >= floor && last > 0 ? { last: new Date(last).toISOString() } : {}),
  };
}

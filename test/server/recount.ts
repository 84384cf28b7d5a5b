// The figures of the reports by brute force, from all statements at once: a second opinion, written apart from the rollup.
import type { Report } from '../../src/model/report.js';
import type { Activity, Statement } from '../../src/sdk/statement.js';

const ns = 'https://w3id.org/widya/xapi';
const t = {
  course: 'https://w3id.org/xapi/cmi5/activitytype/course',
  cohort: `${ns}/activitytype/cohort`,
  unit: `${ns}/activitytype/unit`,
  learning: `${ns}/activitytype/learning`,
};
const is = (s: Statement, word: string) => s.verb.id.endsWith(`/${word}`);
const object = (s: Statement) => s.object as Activity;
const group = (s: Statement, type: string) =>
  s.context?.contextActivities?.grouping?.find((a) => a.definition?.type === type)?.id;
const courseOf = (s: Statement) => (object(s).definition?.type === t.course ? object(s).id : group(s, t.course));
const monthOf = (ms: number) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 7);
const ms = (s: Statement) => Date.parse(s.timestamp ?? '');
const latestOf = (list: Statement[], type: string) =>
  list
    .filter((s) => group(s, type) !== undefined)
    .sort((a, b) => ms(a) - ms(b) || ((group(a, type) ?? '') < (group(b, type) ?? '') ? -1 : 1))
    .map((s) => group(s, type))
    .at(-1);

export interface StaffLine {
  agent: { account: { name: string } };
  unit: string;
  status: string;
  courses: Record<string, string>;
}
interface Enrolled {
  course: string;
  cohort: string | undefined;
  unit: string | undefined;
  list: Statement[];
}
interface Person {
  unit: string | undefined;
  pppk: boolean;
  list: Statement[];
  enrolled: Enrolled[];
}

const floor = (n: number) => (n >= 1 && n <= 4 ? null : n);
function cells(list: number[]): (number | null)[] {
  const hidden = list.filter((n) => n >= 1 && n <= 4);
  const shown = list.filter((n) => n >= 5);
  const also = hidden.length === 1 && shown.length > 0 ? list.indexOf(Math.min(...shown)) : -1;
  return list.map((n, i) => (i === also ? null : floor(n)));
}

/** @param statements those that count: each once, without what was voided */
export function recount(
  statements: readonly Statement[],
  staff: readonly StaffLine[] = [],
  agency = `${ns}/agency`,
): Map<string, Omit<Report, 'asOf'>> {
  const by = new Map<string, Statement[]>();
  for (const s of statements) {
    const name = (s.actor as { account?: { name: string } }).account?.name ?? '';
    by.set(name, [...(by.get(name) ?? []), s]);
  }
  const lines = new Map(staff.map((line) => [line.agent.account.name, line]));
  const people: Person[] = [...new Set([...by.keys(), ...lines.keys()])].flatMap((name): Person[] => {
    const line = lines.get(name);
    const list = by.get(name) ?? [];
    const unit = line?.unit ?? latestOf(list, t.unit);
    const courses = new Set([...list.flatMap((s) => courseOf(s) ?? []), ...Object.keys(line?.courses ?? {})]);
    const told = list.some((s) => object(s).definition?.type === t.learning);
    if (!line && courses.size === 0 && !told) return [];
    const enrolled = [...courses].map((course) => {
      const own = list.filter((s) => courseOf(s) === course);
      return { course, cohort: latestOf(own, t.cohort) ?? line?.courses[course], unit, list: own };
    });
    return [{ unit, pppk: line?.status === 'pppk', list, enrolled }];
  });

  const doneAt = (e: Enrolled) => {
    const all = e.list.filter((s) => is(s, 'satisfied') && object(s).id === e.course).map(ms);
    return all.length === 0 ? undefined : Math.min(...all);
  };
  const hoursOf = (e: Enrolled) =>
    Math.max(
      0,
      ...e.list
        .filter((s) => is(s, 'satisfied') && object(s).id === e.course)
        .map((s) => Number(object(s).definition?.extensions?.[`${ns}/extensions/jp`] ?? 0)),
    );
  const notOrganised = (s: Statement) => !is(s, 'registered') && !is(s, 'launched');
  const toldIn = (p: Person, year: string) => {
    const last = new Map<string, Statement>();
    for (const s of p.list.filter((s) => object(s).definition?.type === t.learning).sort((a, b) => ms(a) - ms(b)))
      last.set(object(s).id, s);
    return [...last.values()]
      .map((s) => s.result?.extensions?.[`${ns}/extensions/jp-record`] as { end: string; jp: number })
      .filter((r) => r.end.startsWith(year))
      .reduce((sum, r) => sum + r.jp, 0);
  };
  const grantedIn = (p: Person, year: string) =>
    p.enrolled.reduce((sum, e) => sum + (monthOf(doneAt(e) ?? 0).startsWith(year) ? hoursOf(e) : 0), 0);
  const does = (p: Person) =>
    p.list.filter((s) => object(s).definition?.type === t.learning || (courseOf(s) !== undefined && notOrganised(s)));
  const round = (n: number) => Math.round(n * 100) / 100;

  const years = (list: Person[]): Report['years'] => {
    const seen = new Set(
      list.flatMap((p) => [
        ...does(p).map((s) => monthOf(ms(s)).slice(0, 4)),
        ...p.list.flatMap((s) => {
          const r = s.result?.extensions?.[`${ns}/extensions/jp-record`] as { end: string } | undefined;
          return r ? [r.end.slice(0, 4)] : [];
        }),
      ]),
    );
    return Object.fromEntries(
      [...seen].sort().map((year) => {
        const each = list.map((p) => ({ p, granted: grantedIn(p, year), told: toldIn(p, year) }));
        const obliged = each.filter(({ p }) => !p.pppk);
        const reached = obliged.filter((x) => x.granted + x.told >= 20).length;
        const steps = [0, 0.01, 5, 10, 15, 20, 24, Infinity];
        const spread = steps
          .slice(0, -1)
          .map(
            (from, i) =>
              each.filter(({ granted, told }) => granted + told >= from && granted + told < (steps[i + 1] ?? 0)).length,
          );
        const hours = (key: 'granted' | 'told') =>
          floor(each.filter((x) => x[key] > 0).length) === null ? null : round(each.reduce((n, x) => n + x[key], 0));
        return [
          year,
          {
            obliged: floor(obliged.length),
            reached: floor(obliged.length - reached) === null ? null : floor(reached),
            jp: hours('granted'),
            told: hours('told'),
            spread: cells(spread),
          },
        ];
      }),
    );
  };
  const unitOf = (list: Person[]) => ({
    people: floor(list.length),
    active: floor(list.filter((p) => does(p).length > 0).length),
    years: years(list),
  });

  const flow = (list: Enrolled[]) => {
    const has = (e: Enrolled, word: string) => e.list.some((s) => is(s, word));
    const n = (test: (e: Enrolled) => boolean) => floor(list.filter(test).length);
    const best = list.flatMap((e) => {
      const scores = e.list
        .filter((s) => is(s, 'passed') || is(s, 'failed') || is(s, 'scored'))
        .flatMap((s) => s.result?.score?.scaled ?? []);
      return scores.length > 0 ? [Math.max(...scores)] : [];
    });
    const tenths = Array.from(
      { length: 10 },
      (_, i) => best.filter((b) => Math.max(0, Math.min(9, Math.floor(b * 10 + 1e-9))) === i).length,
    );
    return {
      funnel: {
        enrolled: n(() => true),
        started: n((e) => e.list.some(notOrganised)),
        finished: n((e) => doneAt(e) !== undefined),
        passed: n((e) => has(e, 'passed')),
        failed: n((e) => has(e, 'failed') && !has(e, 'passed')),
      },
      scores: cells(tenths),
    };
  };
  const months = (list: Enrolled[], active: Person[]): Report['months'] => {
    const done = list.flatMap((e) => {
      const at = doneAt(e);
      return at === undefined ? [] : [{ month: monthOf(at), jp: hoursOf(e) }];
    });
    const activeMonths = active.map((p) => new Set(does(p).map((s) => monthOf(ms(s)))));
    const all = new Set([...done.map((d) => d.month), ...activeMonths.flatMap((m) => [...m])]);
    return Object.fromEntries(
      [...all].sort().map((month) => {
        const here = done.filter((d) => d.month === month);
        const jp = here.reduce((n, d) => n + d.jp, 0);
        return [
          month,
          {
            active: floor(activeMonths.filter((m) => m.has(month)).length),
            finished: floor(here.length),
            jp: floor(here.length) === null ? null : round(jp),
          },
        ];
      }),
    );
  };
  const last = (people: Person[], active: number) => {
    const at = Math.max(0, ...people.flatMap((p) => does(p).map(ms)));
    return active >= 5 && at > 0 ? { last: new Date(at).toISOString() } : {};
  };

  const out = new Map<string, Omit<Report, 'asOf'>>();
  const wide = (list: Person[]): Omit<Report, 'asOf'> => {
    const enrolled = list.flatMap((p) => p.enrolled);
    const active = list.filter((p) => does(p).length > 0).length;
    return { v: 1, ...unitOf(list), ...flow(enrolled), months: months(enrolled, list), ...last(list, active) };
  };
  const unitIds = [...new Set(people.flatMap((p) => p.unit ?? []))].sort();
  const inUnit = (id: string) => people.filter((p) => p.unit === id);
  out.set(agency, { ...wide(people), units: Object.fromEntries(unitIds.map((id) => [id, unitOf(inUnit(id))])) });
  for (const id of unitIds) out.set(id, wide(inUnit(id)));

  const narrow = (list: Enrolled[], withItems: boolean): Omit<Report, 'asOf'> => {
    const started = list.filter((e) => e.list.some(notOrganised));
    const owners = people.filter((p) => p.enrolled.some((e) => started.includes(e)));
    const items: Record<string, Record<string, [number, number]>> = {};
    if (withItems)
      for (const e of list)
        for (const quiz of new Set(e.list.filter((s) => is(s, 'answered')).map(quizOf))) {
          const answers = e.list.filter((s) => is(s, 'answered') && quizOf(s) === quiz);
          const first = Math.min(...answers.map(ms));
          for (const s of answers.filter((s) => ms(s) === first)) {
            const cell = ((items[quiz] ??= {})[object(s).id] ??= [0, 0]);
            cell[0]++;
            if (s.result?.success) cell[1]++;
          }
        }
    const told = Object.fromEntries(
      Object.entries(items)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([quiz, q]) => [quiz, Object.fromEntries(Object.entries(q).filter(([, [n]]) => n >= 5))]),
    );
    return {
      v: 1,
      people: floor(list.length),
      active: floor(started.length),
      years: {},
      ...flow(list),
      months: months(list, []).valueOf() as Report['months'],
      ...(Object.keys(told).length > 0 ? { items: told } : {}),
      ...last(owners, started.length),
    };
  };
  const all = people.flatMap((p) => p.enrolled);
  for (const id of new Set(all.map((e) => e.course)))
    out.set(
      id,
      narrow(
        all.filter((e) => e.course === id),
        true,
      ),
    );
  for (const id of new Set(all.flatMap((e) => e.cohort ?? [])))
    out.set(
      id,
      narrow(
        all.filter((e) => e.cohort === id),
        false,
      ),
    );
  return out;
}

const quizOf = (s: Statement): string =>
  (s.context?.extensions?.[`${ns}/extensions/attempt`] === undefined
    ? undefined
    : s.context.contextActivities?.parent?.[0]?.id) ?? object(s).id;

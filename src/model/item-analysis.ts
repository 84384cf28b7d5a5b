// How well the questions of a quiz do their work: classical item statistics over answers. Answers come one by one and are kept as
// small numbers; every figure is computed at the end, in a fixed order, so that the order of arrival changes nothing.
// Formulas and thresholds: docs/components/item-analysis.md.
import type { InteractionType } from '../sdk/statement.js';

/** One answer of one attempt, as the record has it. */
export interface AnswerRecord {
  /** Who; one string per person. */
  learner: string;
  attempt: string;
  /** Activity of the item, and its version ('' for none): another version is another item. */
  item: string;
  version: string;
  /** Milliseconds since 1970. Of two answers of one attempt to one item the later counts. */
  at: number;
  /** xAPI response; '' when it was left empty. */
  response: string;
  type?: InteractionType | undefined;
  raw?: number | undefined;
  max?: number | undefined;
  seconds?: number | undefined;
}

/** A grade that a person gave later. */
export interface LaterGrade {
  attempt: string;
  item: string;
  raw: number;
  max: number;
  /** Milliseconds since 1970; of several the latest counts. */
  at: number;
}

export type AttemptsCounted = 'first' | 'last' | 'best';

/** What is known of an item beside its answers. */
export interface ItemAbout {
  type?: InteractionType | undefined;
  /** Of choice, true-false and likert; `right` undefined when the key is not known. */
  options?: { id: string; right?: boolean | undefined }[] | undefined;
  /** Only one option can be chosen. */
  single?: boolean | undefined;
  /** A person grades it. */
  manual?: boolean | undefined;
}

export interface AnalysisOptions {
  /** `first` when absent. */
  attempts?: AttemptsCounted | undefined;
  about?: ((item: string, version: string) => ItemAbout | undefined) | undefined;
  /** Activities of the items in the order in which this attempt showed them; undefined when that is not known. */
  order?: ((attempt: string) => readonly string[] | undefined) | undefined;
  /** Activities of the items in the order of the quiz: those of the result. Others come after them. */
  items?: readonly string[] | undefined;
  /** Scaled; for the share of those who passed. */
  passMark?: number | undefined;
  /** With fewer people nothing is told; 5 when absent. */
  floor?: number | undefined;
}

export type DifficultyBand = 'hard' | 'medium' | 'easy';
export type DiscriminationBand = 'negative' | 'weak' | 'fair' | 'good';

export interface OptionStatistics {
  id: string;
  right: boolean | undefined;
  count: number;
  /** Of those who came to the item. */
  share: number;
  /** How many of the best and of the weakest 27 % chose it. */
  upper: number;
  lower: number;
  /** Pearson(chosen, rest of the points); null without variance. */
  r: number | null;
}

export type Remark =
  /** The best chose this one rather than the right one: the key may be wrong. */
  | { code: 'key'; option: string }
  /** Who knows more does worse. */
  | { code: 'negative' }
  | { code: 'weak' }
  | { code: 'too-hard' }
  | { code: 'too-easy' }
  /** A wrong option that draws the better ones. */
  | { code: 'attractive'; option: string }
  /** Wrong options that hardly anybody takes. */
  | { code: 'unused'; options: string[] }
  | { code: 'omitted' }
  | { code: 'not-reached' };

export type ItemState =
  /** Right or wrong, more or less. */
  | 'scored'
  /** Opinions: counted, not judged. */
  | 'survey'
  /** Nobody has graded an answer yet. */
  | 'pending'
  /** Too few people to tell anything. */
  | 'hidden';

export interface ItemStatistics {
  item: string;
  version: string;
  /** The version that was answered last. */
  current: boolean;
  type: InteractionType | undefined;
  state: ItemState;
  /** Who had it in their attempt; 0 when hidden. */
  seen: number;
  /** Who came to it (all but trailing blanks), left it empty, or waits for a grade. */
  reached: number;
  omitted: number;
  notReached: number;
  pending: number;
  /** Points it can earn. */
  max: number;
  /** Mean part of the points, 0 (nobody) to 1 (everybody); below 0 where points can be lost. */
  difficulty: number | null;
  difficultyBand: DifficultyBand | null;
  /** The same with lucky guesses taken out; for one choice of several only. */
  guessCorrected: number | null;
  /** Corrected point-biserial: Pearson(points, rest of the points), −1 to 1. */
  discrimination: number | null;
  discriminationBand: DiscriminationBand | null;
  /** cov(x, rest) over the most it could be, −1 to 1. */
  efficiency: number | null;
  /** Mean of the best 27 % minus mean of the weakest 27 %, −1 to 1, and how many those are. */
  upperLower: number | null;
  group: number;
  /** Reliability of the quiz without this item. */
  alphaWithout: number | null;
  /** Median and middle half of the time spent, seconds. */
  seconds: { median: number; low: number; high: number; count: number } | null;
  /** Options, or for free answers the frequent ones; empty when hidden. */
  options: OptionStatistics[];
  /** Different answers that too few people gave to be shown. */
  rareAnswers: number;
  remarks: Remark[];
}

export type NoReliability = 'too-few' | 'one-item' | 'pools' | 'no-variance';

export interface Reliability {
  /** Cronbach's alpha; null with a reason. */
  alpha: number | null;
  reason?: NoReliability;
  /** KR-20, where every item is right or wrong and worth the same. */
  kr20: number | null;
  /** Standard error of measurement, in points and as part of all points. */
  sem: number | null;
  semScaled: number | null;
  learners: number;
  items: number;
  /** How many times as long a test of such items would have to be for 0.8 (Spearman and Brown); null where it is, or never gets there. */
  lengthFor80: number | null;
}

export interface ScoreStatistics {
  /** Scaled, 0 to 1. */
  mean: number;
  median: number;
  sd: number;
  min: number;
  max: number;
  /** Ten tenths: how many have 0 to below 10 %, …, 90 % and more. */
  histogram: number[];
  /** Part of those who have the pass mark; null without one. */
  passed: number | null;
}

/** How much can be built on it: below 30 people, below 100, and from there. */
export type Confidence = 'too-few' | 'preliminary' | 'careful' | 'sound';

export interface ItemAnalysis {
  confidence: Confidence;
  /** People whose attempt counts. */
  learners: number;
  /** Submitted attempts, and those of them that do not count because another of the same person does. */
  attempts: number;
  resits: number;
  /** Begun and not submitted. */
  open: number;
  /** Submitted without one answer: they count nowhere. */
  empty: number;
  /** Submitted, and their answers not told yet, as in an examination that goes on. */
  waiting: number;
  score: ScoreStatistics | null;
  reliability: Reliability;
  items: ItemStatistics[];
  /** First and last attempt that counts; milliseconds since 1970. */
  from: number | null;
  to: number | null;
}

/** Shares and coefficients from which a thing is remarked. */
export const thresholds = {
  hard: 0.3,
  easy: 0.8,
  tooEasy: 0.95,
  tooHard: 0.2,
  weak: 0.2,
  good: 0.3,
  unused: 0.05,
  /** With fewer people 5 % is nobody. */
  unusedFrom: 20,
  attractive: 0.1,
  omitted: 0.1,
  notReached: 0.2,
  group: 0.27,
  preliminary: 30,
  careful: 100,
} as const;

/** Answers longer than this are texts: counted, never shown. */
const SHORT = 80;
const freeTypes: readonly (InteractionType | undefined)[] = ['fill-in', 'numeric', 'sequencing', 'other', undefined];
const optionTypes: readonly (InteractionType | undefined)[] = ['choice', 'true-false', 'likert', 'matching'];

/** A way an item was answered; many people share one. */
interface Outcome {
  /** Undefined when it is not kept. */
  response: string | undefined;
  blank: boolean;
  raw: number | undefined;
  max: number | undefined;
}

interface Item {
  item: string;
  version: string;
  type: InteractionType | undefined;
  /** Latest answer. */
  last: number;
  outcomes: Outcome[];
  index: Map<string, number>;
}

interface Attempt {
  learner: string;
  id: string;
  /** Earliest answer or submission. */
  at: number;
  /** Per item, outcome + 1; 0 and holes: not in this attempt. */
  cells: number[];
  /** Instants of the cells that differ from `at`. */
  times: Map<number, number> | undefined;
  seconds: number[] | undefined;
  begun: boolean;
  completed: boolean;
}

/** Mean and sums of squares, one number after the other, without the loss that sums of squares have (Welford). */
class Moments {
  n = 0;
  mean = 0;
  #m2 = 0;
  add(x: number): void {
    this.n++;
    const d = x - this.mean;
    this.mean += d / this.n;
    this.#m2 += d * (x - this.mean);
  }
  /** Of the sample (n − 1). */
  get variance(): number {
    return this.n > 1 ? this.#m2 / (this.n - 1) : 0;
  }
}

/** Covariance of pairs, in the same manner. */
class Pairs {
  readonly x = new Moments();
  readonly y = new Moments();
  #c = 0;
  add(x: number, y: number): void {
    const d = x - this.x.mean;
    this.x.add(x);
    this.y.add(y);
    this.#c += d * (y - this.y.mean);
  }
  get covariance(): number {
    return this.x.n > 1 ? this.#c / (this.x.n - 1) : 0;
  }
  get r(): number | null {
    const sx = Math.sqrt(this.x.variance);
    const sy = Math.sqrt(this.y.variance);
    if (!(sx > 1e-9) || !(sy > 1e-9)) return null;
    return clamp(this.covariance / sx / sy);
  }
}

const clamp = (r: number): number => Math.max(-1, Math.min(1, r));
const dust = (x: number): number => Math.round(x * 1e9) / 1e9;

export class ItemAnalyser {
  #attempts = new Map<string, Attempt>();
  #items: Item[] = [];
  #itemIndex = new Map<string, number>();
  #grades = new Map<string, LaterGrade>();

  #attempt(learner: string, id: string, at: number): Attempt {
    const key = `${learner}\n${id}`;
    let attempt = this.#attempts.get(key);
    if (!attempt) {
      attempt = {
        learner,
        id,
        at,
        cells: [],
        times: undefined,
        seconds: undefined,
        begun: false,
        completed: false,
      };
      this.#attempts.set(key, attempt);
    }
    return attempt;
  }

  #item(a: AnswerRecord): number {
    const key = `${a.item}\n${a.version}`;
    let i = this.#itemIndex.get(key);
    if (i === undefined) {
      i = this.#items.length;
      this.#itemIndex.set(key, i);
      this.#items.push({ item: a.item, version: a.version, type: a.type, last: a.at, outcomes: [], index: new Map() });
    }
    const item = this.#items[i] as Item;
    item.type ??= a.type;
    item.last = Math.max(item.last, a.at);
    return i;
  }

  /** Somebody began. */
  begin(learner: string, attempt: string, at: number): void {
    this.#attempt(learner, attempt, at).begun = true;
  }

  /** Somebody handed in. */
  complete(learner: string, attempt: string, at: number): void {
    this.#attempt(learner, attempt, at).completed = true;
  }

  /** The same answer twice is one. */
  add(a: AnswerRecord): void {
    const i = this.#item(a);
    const item = this.#items[i] as Item;
    const attempt = this.#attempt(a.learner, a.attempt, a.at);
    const blank = a.response.trim() === '';
    const kept = !blank && a.type !== 'long-fill-in' && a.response.length <= SHORT ? a.response : undefined;
    const key = `${blank ? 0 : 1}|${a.raw ?? ''}|${a.max ?? ''}|${kept ?? ''}`;
    let outcome = item.index.get(key);
    if (outcome === undefined) {
      outcome = item.outcomes.length;
      item.index.set(key, outcome);
      item.outcomes.push({ response: kept, blank, raw: a.raw, max: a.max });
    }
    const before = attempt.cells[i] ?? 0;
    const had = attempt.cells.some((c) => c > 0);
    if (before > 0) {
      const then = attempt.times?.get(i) ?? attempt.at;
      const old = item.outcomes[before - 1] as Outcome;
      // Two that say different things at the same instant: one of them, whichever came first.
      if (a.at < then || (a.at === then && key <= keyOf(old))) return this.#earlier(attempt, a.at, i, then);
    }
    // Cells without an instant of their own have that of the attempt: when it moves, they need one.
    if (!had) {
      attempt.at = a.at;
    } else {
      this.#move(attempt, Math.min(attempt.at, a.at));
      if (a.at !== attempt.at) (attempt.times ??= new Map()).set(i, a.at);
      else attempt.times?.delete(i);
    }
    while (attempt.cells.length < i) attempt.cells.push(0);
    attempt.cells[i] = outcome + 1;
    if (a.seconds !== undefined || attempt.seconds) {
      const list = (attempt.seconds ??= []);
      while (list.length < i) list.push(-1);
      list[i] = a.seconds ?? -1;
    }
  }

  /** An answer that does not count still says when the attempt was. */
  #earlier(attempt: Attempt, at: number, i: number, then: number): void {
    if (at >= attempt.at) return;
    this.#move(attempt, at);
    (attempt.times ??= new Map()).set(i, then);
  }

  #move(attempt: Attempt, at: number): void {
    if (at === attempt.at) return;
    const times = (attempt.times ??= new Map());
    attempt.cells.forEach((c, j) => {
      if (c > 0 && !times.has(j)) times.set(j, attempt.at);
    });
    attempt.at = at;
  }

  /** A grade counts for the answer it is about, whichever comes first. */
  grade(g: LaterGrade): void {
    const key = `${g.attempt}\n${g.item}`;
    const old = this.#grades.get(key);
    if (!old || g.at > old.at || (g.at === old.at && (g.raw > old.raw || (g.raw === old.raw && g.max > old.max))))
      this.#grades.set(key, g);
  }

  result(options: AnalysisOptions = {}): ItemAnalysis {
    return new Result(this.#items, [...this.#attempts.values()], this.#grades, options).all();
  }
}

const keyOf = (o: Outcome): string => `${o.blank ? 0 : 1}|${o.raw ?? ''}|${o.max ?? ''}|${o.response ?? ''}`;

/** What an item was worth in an attempt. */
const UNSEEN = 0;
const ANSWERED = 1;
const OMITTED = 2;
const NOT_REACHED = 3;
const PENDING = 4;

interface Row {
  attempt: Attempt;
  /** Per item. */
  state: Uint8Array;
  raw: Float64Array;
  max: Float64Array;
  total: number;
  possible: number;
  /** Points of the rest can be told only where nothing waits; the scaled total otherwise of what is graded. */
  scaled: number;
}

class Result {
  readonly items: readonly Item[];
  readonly attempts: readonly Attempt[];
  readonly grades: ReadonlyMap<string, LaterGrade>;
  readonly o: AnalysisOptions;
  readonly floor: number;
  readonly abouts: (ItemAbout | undefined)[];
  readonly surveys: boolean[];
  readonly current: boolean[];
  rows: Row[] = [];
  /** Rows by scaled total, best first; ties by who handed in first, then by who it is. */
  ranked: Row[] = [];

  constructor(
    items: readonly Item[],
    attempts: readonly Attempt[],
    grades: ReadonlyMap<string, LaterGrade>,
    o: AnalysisOptions,
  ) {
    this.items = items;
    this.attempts = attempts;
    this.grades = grades;
    this.o = o;
    this.floor = o.floor ?? 5;
    this.abouts = items.map((i) => o.about?.(i.item, i.version));
    const latest = new Map<string, Item>();
    for (const i of items) {
      const other = latest.get(i.item);
      if (!other || i.last > other.last || (i.last === other.last && i.version > other.version)) latest.set(i.item, i);
    }
    this.current = items.map((i) => latest.get(i.item) === i);
    const graded = new Set([...grades.values()].map((g) => g.item));
    this.surveys = items.map((i, n) => {
      const type = this.abouts[n]?.type ?? i.type;
      if (type === 'likert') return true;
      if (i.outcomes.some((x) => (x.max ?? 0) > 0) || graded.has(i.item)) return false;
      return type !== 'long-fill-in' && !this.abouts[n]?.manual;
    });
  }

  all(): ItemAnalysis {
    const submitted: Row[] = [];
    let open = 0;
    let empty = 0;
    let waiting = 0;
    for (const attempt of this.attempts) {
      if (!attempt.cells.some((c) => c > 0)) {
        if (attempt.completed) waiting++;
        else open++;
        continue;
      }
      const row = this.row(attempt);
      if (row === undefined) empty++;
      else if (attempt.completed && row.possible === 0 && row.state.includes(PENDING)) waiting++;
      else submitted.push(row);
    }
    this.choose(submitted);
    const { rows } = this;
    const learners = rows.length;
    const told = learners >= this.floor;
    const reliability = this.reliability();
    const times = rows.map((r) => r.attempt.at).filter((t) => Number.isFinite(t));
    const items = this.items.map((_, i) => this.item(i, told));
    const place = new Map((this.o.items ?? []).map((item, n) => [item, n]));
    const placeOf = (s: ItemStatistics) => place.get(s.item) ?? Infinity;
    items.sort((a, b) => {
      const by = placeOf(a) - placeOf(b);
      if (by && !Number.isNaN(by)) return by;
      if (a.item !== b.item) return a.item < b.item ? -1 : 1;
      return a.current === b.current ? (a.version < b.version ? 1 : -1) : a.current ? -1 : 1;
    });
    for (const item of items) {
      const i = this.items.findIndex((x) => x.item === item.item && x.version === item.version);
      item.alphaWithout = told ? reliability.without(i) : null;
    }
    const { without: _without, ...rest } = reliability;
    return {
      confidence: !told
        ? 'too-few'
        : learners < thresholds.preliminary
          ? 'preliminary'
          : learners < thresholds.careful
            ? 'careful'
            : 'sound',
      learners,
      attempts: submitted.length,
      resits: submitted.length - learners,
      open,
      empty,
      waiting,
      score: told ? this.score() : null,
      reliability: told
        ? rest
        : {
            alpha: null,
            reason: 'too-few',
            kr20: null,
            sem: null,
            semScaled: null,
            learners: rest.learners,
            items: rest.items,
            lengthFor80: null,
          },
      items,
      from: times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : null,
      to: times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : null,
    };
  }

  /** Undefined when nothing in it was answered. */
  row(attempt: Attempt): Row | undefined {
    const k = this.items.length;
    const state = new Uint8Array(k);
    const raw = new Float64Array(k);
    const max = new Float64Array(k);
    let answered = false;
    for (let i = 0; i < attempt.cells.length; i++) {
      const cell = attempt.cells[i] ?? 0;
      if (cell === 0) continue;
      const { outcomes, item } = this.items[i] as Item;
      const o = outcomes[cell - 1] as Outcome;
      if (!o.blank) answered = true;
      const grade = this.grades.get(`${attempt.id}\n${item}`);
      const points = o.raw === undefined && grade ? grade : o;
      if (this.surveys[i]) state[i] = o.blank ? OMITTED : ANSWERED;
      else if (points.raw !== undefined && points.max !== undefined && points.max > 0) {
        state[i] = o.blank ? OMITTED : ANSWERED;
        raw[i] = points.raw;
        max[i] = points.max;
      } else state[i] = PENDING;
    }
    if (!answered) return undefined;
    this.reach(attempt, state);
    let total = 0;
    let possible = 0;
    for (let i = 0; i < k; i++) {
      if (this.surveys[i] || state[i] === UNSEEN || state[i] === PENDING) continue;
      total += raw[i] as number;
      possible += max[i] as number;
    }
    return { attempt, state, raw, max, total, possible, scaled: possible > 0 ? dust(total / possible) : 0 };
  }

  /** What is empty up to the end was not come to, where it is known what the end is. */
  reach(attempt: Attempt, state: Uint8Array): void {
    const order = this.o.order?.(attempt.id);
    if (!order) return;
    const byItem = new Map<string, number>();
    state.forEach((s, i) => {
      if (s !== UNSEEN) byItem.set((this.items[i] as Item).item, i);
    });
    for (let n = order.length - 1; n >= 0; n--) {
      const i = byItem.get(order[n] as string);
      if (i === undefined) continue;
      if (state[i] !== OMITTED) return;
      state[i] = NOT_REACHED;
    }
  }

  /** One attempt of each person. */
  choose(submitted: Row[]): void {
    const rule = this.o.attempts ?? 'first';
    const earlier = (a: Row, b: Row) => {
      if (a.attempt.at !== b.attempt.at) return a.attempt.at < b.attempt.at;
      return a.attempt.id < b.attempt.id;
    };
    const chosen = new Map<string, Row>();
    for (const row of submitted) {
      const other = chosen.get(row.attempt.learner);
      const wins =
        !other ||
        (rule === 'first'
          ? earlier(row, other)
          : rule === 'last'
            ? earlier(other, row)
            : row.scaled > other.scaled || (row.scaled === other.scaled && earlier(row, other)));
      if (wins) chosen.set(row.attempt.learner, row);
    }
    const first = (a: Row, b: Row) => (a.attempt.at === b.attempt.at ? 0 : a.attempt.at < b.attempt.at ? -1 : 1);
    const name = (a: Row, b: Row) => (a.attempt.learner < b.attempt.learner ? -1 : 1);
    this.rows = [...chosen.values()].sort((a, b) => first(a, b) || name(a, b));
    this.ranked = [...this.rows].sort((a, b) => b.scaled - a.scaled || first(a, b) || name(a, b));
  }

  score(): ScoreStatistics | null {
    const { passMark } = this.o;
    const list = this.rows.filter((r) => r.possible > 0);
    if (list.length < this.floor) return null;
    const m = new Moments();
    const histogram = Array.from({ length: 10 }, () => 0);
    for (const { scaled } of list) {
      m.add(scaled);
      const bin = Math.max(0, Math.min(9, Math.floor(dust(scaled * 10))));
      histogram[bin] = (histogram[bin] ?? 0) + 1;
    }
    const sorted = list.map((r) => r.scaled).sort((a, b) => a - b);
    const final = list.filter((r) => !r.state.includes(PENDING));
    return {
      mean: m.mean,
      median: quantile(sorted, 0.5),
      sd: Math.sqrt(m.variance),
      min: sorted[0] ?? 0,
      max: sorted.at(-1) ?? 0,
      histogram,
      passed:
        passMark === undefined || final.length === 0
          ? null
          : final.filter((r) => r.scaled >= passMark).length / final.length,
    };
  }

  /**
   * Over the people who had the same items in their current version. An item that somebody's grade still waits for is left out.
   */
  reliability(): Reliability & { without(item: number): number | null } {
    const scored = (r: Row, i: number) => r.state[i] !== UNSEEN && !this.surveys[i];
    const same = this.rows.filter((r) => r.state.every((s, i) => s === UNSEEN || this.surveys[i] || this.current[i]));
    const none = (reason: NoReliability, items = 0) => ({
      alpha: null,
      reason,
      kr20: null,
      sem: null,
      semScaled: null,
      learners: same.length,
      items,
      lengthFor80: null,
      without: () => null,
    });
    const [first] = same;
    if (!first || same.length < this.floor) return none('too-few');
    if (same.some((r) => r.state.some((_, i) => scored(r, i) !== scored(first, i)))) return none('pools');
    const set: number[] = [];
    this.items.forEach((_, i) => {
      if (scored(first, i) && same.every((r) => r.state[i] !== PENDING)) set.push(i);
    });
    const k = set.length;
    if (k < 2) return none('one-item', k);
    const each = set.map(() => new Moments());
    const rest = set.map(() => new Moments());
    const whole = new Moments();
    const worth = new Moments();
    for (const r of same) {
      let total = 0;
      let possible = 0;
      for (const i of set) {
        total += r.raw[i] as number;
        possible += r.max[i] as number;
      }
      whole.add(total);
      worth.add(possible);
      set.forEach((i, n) => {
        each[n]?.add(r.raw[i] as number);
        rest[n]?.add(total - (r.raw[i] as number));
      });
    }
    const sum = each.reduce((s, m) => s + m.variance, 0);
    if (!(whole.variance > 1e-12)) return none('no-variance', k);
    const alpha = (k / (k - 1)) * (1 - sum / whole.variance);
    const points = first.max[set[0] as number];
    const binary = same.every((r) => set.every((i) => r.max[i] === points && (r.raw[i] === 0 || r.raw[i] === points)));
    const n = same.length;
    const pq = set.reduce((s, i) => {
      const p = same.filter((r) => (r.raw[i] as number) > 0).length / n;
      return s + p * (1 - p);
    }, 0);
    const inPoints = whole.variance / (points as number) ** 2;
    const sem = Math.sqrt(whole.variance) * Math.sqrt(Math.max(0, 1 - alpha));
    return {
      alpha,
      kr20: binary ? (k / (k - 1)) * (1 - pq / ((inPoints * (n - 1)) / n)) : null,
      sem,
      semScaled: sem / worth.mean,
      learners: n,
      items: k,
      lengthFor80: alpha > 0 && alpha < 0.8 ? (0.8 * (1 - alpha)) / (alpha * 0.2) : null,
      without: (item) => {
        const at = set.indexOf(item);
        const less = rest[at]?.variance ?? 0;
        if (at < 0 || k < 3 || !(less > 1e-12)) return null;
        return ((k - 1) / (k - 2)) * (1 - (sum - (each[at]?.variance ?? 0)) / less);
      },
    };
  }

  item(i: number, told: boolean): ItemStatistics {
    const item = this.items[i] as Item;
    const about = this.abouts[i];
    const type = about?.type ?? item.type;
    const out: ItemStatistics = {
      item: item.item,
      version: item.version,
      current: this.current[i] === true,
      type,
      state: 'hidden',
      seen: 0,
      reached: 0,
      omitted: 0,
      notReached: 0,
      pending: 0,
      max: 0,
      difficulty: null,
      difficultyBand: null,
      guessCorrected: null,
      discrimination: null,
      discriminationBand: null,
      efficiency: null,
      upperLower: null,
      group: 0,
      alphaWithout: null,
      seconds: null,
      options: [],
      rareAnswers: 0,
      remarks: [],
    };
    const has = (r: Row) => r.state[i] === ANSWERED || r.state[i] === OMITTED;
    let seen = 0;
    for (const r of this.rows) {
      if (r.state[i] === UNSEEN) continue;
      seen++;
      if (r.state[i] === NOT_REACHED) out.notReached++;
      else if (r.state[i] === PENDING) out.pending++;
      else {
        out.reached++;
        if (r.state[i] === OMITTED) out.omitted++;
      }
      out.max = Math.max(out.max, r.max[i] as number);
    }
    if (!told || seen < this.floor)
      return { ...out, reached: 0, omitted: 0, notReached: 0, pending: 0, max: 0, seen: 0 };
    out.seen = seen;
    out.seconds = this.seconds(i);
    const survey = this.surveys[i] === true;
    if (!survey && out.reached < this.floor)
      return out.pending > 0 ? { ...out, state: 'pending' } : { ...out, state: 'hidden' };
    out.state = survey ? 'survey' : 'scored';
    const group = Math.round(thresholds.group * out.reached);
    const mine = this.ranked.filter(has);
    const upper = mine.slice(0, group);
    const lower = group > 0 ? mine.slice(-group) : [];
    out.group = group;
    // Rows with nothing but this item have no rest.
    const restOf = (r: Row) => {
      const possible = r.possible - (survey ? 0 : (r.max[i] as number));
      return possible > 1e-9 ? (r.total - (survey ? 0 : (r.raw[i] as number))) / possible : undefined;
    };
    if (!survey) {
      const part = (r: Row) => (r.raw[i] as number) / (r.max[i] as number);
      const p = new Moments();
      const pairs = new Pairs();
      const xs: number[] = [];
      const rests: number[] = [];
      for (const r of this.rows) {
        if (!has(r)) continue;
        p.add(part(r));
        const rest = restOf(r);
        if (rest === undefined) continue;
        pairs.add(part(r), rest);
        xs.push(part(r));
        rests.push(rest);
      }
      out.difficulty = dust(p.mean);
      out.difficultyBand =
        out.difficulty < thresholds.hard ? 'hard' : out.difficulty > thresholds.easy ? 'easy' : 'medium';
      const choices =
        type === 'true-false' ? 2 : type === 'choice' && about?.single ? about.options?.length : undefined;
      if (choices !== undefined && choices > 1)
        out.guessCorrected = dust((out.difficulty - 1 / choices) / (1 - 1 / choices));
      const { r } = pairs;
      out.discrimination = r;
      out.discriminationBand =
        r === null ? null : r < 0 ? 'negative' : r < thresholds.weak ? 'weak' : r < thresholds.good ? 'fair' : 'good';
      if (r !== null) {
        const best = new Pairs();
        xs.sort((a, b) => a - b);
        rests.sort((a, b) => a - b);
        xs.forEach((x, n) => best.add(x, rests[n] as number));
        out.efficiency = best.covariance > 1e-12 ? clamp(pairs.covariance / best.covariance) : null;
      }
      if (group > 0) {
        const mean = (list: Row[]) => list.reduce((s, x) => s + part(x), 0) / list.length;
        out.upperLower = dust(mean(upper) - mean(lower));
      }
    }
    this.options(i, out, restOf, new Set(upper), new Set(lower));
    if (!survey) out.remarks = remarksOf(out, about?.single ?? type === 'true-false');
    return out;
  }

  seconds(i: number): ItemStatistics['seconds'] {
    const list = this.rows
      .filter((r) => r.state[i] === ANSWERED || r.state[i] === PENDING)
      .flatMap((r) => r.attempt.seconds?.[i] ?? -1)
      .filter((s) => s >= 0)
      .sort((a, b) => a - b);
    if (list.length < this.floor) return null;
    return {
      median: quantile(list, 0.5),
      low: quantile(list, 0.25),
      high: quantile(list, 0.75),
      count: list.length,
    };
  }

  /** Counts what was chosen; of free answers what enough people wrote. */
  options(
    i: number,
    out: ItemStatistics,
    restOf: (r: Row) => number | undefined,
    upper: ReadonlySet<Row>,
    lower: ReadonlySet<Row>,
  ): void {
    const { type } = out;
    const item = this.items[i] as Item;
    const known = this.abouts[i]?.options;
    const byOption = optionTypes.includes(type);
    if (!byOption && !freeTypes.includes(type)) return;
    const split = (response: string) =>
      byOption && (type === 'choice' || type === 'matching') ? [...new Set(response.split('[,]'))] : [response];
    interface Count {
      count: number;
      upper: number;
      lower: number;
      /** Of those who chose it and have a rest. */
      rest: Moments;
    }
    const counts = new Map<string, Count>();
    const zero = (): Count => ({ count: 0, upper: 0, lower: 0, rest: new Moments() });
    for (const o of known ?? []) counts.set(o.id, zero());
    const all = new Moments();
    let answers = 0;
    for (const r of this.rows) {
      if (r.state[i] !== ANSWERED && r.state[i] !== OMITTED) continue;
      answers++;
      const rest = restOf(r);
      if (rest !== undefined) all.add(rest);
      const { response } = item.outcomes[(r.attempt.cells[i] ?? 1) - 1] as Outcome;
      if (response === undefined) continue;
      for (const id of split(response)) {
        let c = counts.get(id);
        if (!c) counts.set(id, (c = zero()));
        c.count++;
        if (rest !== undefined) c.rest.add(rest);
        if (upper.has(r)) c.upper++;
        if (lower.has(r)) c.lower++;
      }
    }
    // Without a key, what earned everything is right.
    const full = new Set(
      item.outcomes.flatMap((o) =>
        o.response !== undefined && (o.max ?? 0) > 0 && o.raw === o.max ? split(o.response) : [],
      ),
    );
    const toldKey = known?.some((o) => o.right !== undefined) === true;
    const rightOf = (id: string): boolean | undefined => {
      if (this.surveys[i]) return undefined;
      if (toldKey) return known?.find((o) => o.id === id)?.right ?? false;
      return full.size > 0 ? full.has(id) : undefined;
    };
    const n = all.n;
    const sd = Math.sqrt((all.variance * Math.max(0, n - 1)) / Math.max(1, n));
    for (const [id, c] of counts) {
      const isKnown = known?.some((o) => o.id === id) === true;
      if (!isKnown && c.count < this.floor) {
        out.rareAnswers++;
        continue;
      }
      const m = c.rest.n;
      // The point-biserial of "chose it": (M₁ − M)/s · √(p/q)
      const r = m > 0 && m < n && sd > 1e-9 ? clamp(((c.rest.mean - all.mean) / sd) * Math.sqrt(m / (n - m))) : null;
      out.options.push({
        id,
        right: rightOf(id),
        count: c.count,
        share: answers > 0 ? c.count / answers : 0,
        upper: c.upper,
        lower: c.lower,
        r,
      });
    }
    const place = new Map((known ?? []).map((o, at) => [o.id, at]));
    out.options.sort(
      (a, b) => (place.get(a.id) ?? 1e9) - (place.get(b.id) ?? 1e9) || b.count - a.count || (a.id < b.id ? -1 : 1),
    );
  }
}

/** @param single one option is chosen, so that options compete */
function remarksOf(s: ItemStatistics, single: boolean): Remark[] {
  const out: Remark[] = [];
  const { discrimination: r, difficulty: p, options } = s;
  const keyed = optionTypes.includes(s.type) && options.some((o) => o.right);
  const wrong = keyed ? options.filter((o) => o.right === false) : [];
  const byR = (a: OptionStatistics, b: OptionStatistics) => (b.r ?? -2) - (a.r ?? -2);
  const [rival] = [...wrong].filter((o) => o.share >= thresholds.unused && (o.r ?? 0) > 0).sort(byR);
  const keys = options.filter((o) => o.right);
  const keyR = Math.max(-2, ...keys.map((o) => o.r ?? -2));
  const misleads =
    single &&
    rival !== undefined &&
    (rival.r ?? 0) > keyR &&
    rival.upper > Math.max(0, ...keys.map((o) => o.upper)) &&
    (r ?? 0) < thresholds.weak;
  if (misleads) out.push({ code: 'key', option: rival.id });
  else if (r !== null && r < 0) out.push({ code: 'negative' });
  if (p !== null && p < thresholds.tooHard) out.push({ code: 'too-hard' });
  if (p !== null && p > thresholds.tooEasy) out.push({ code: 'too-easy' });
  else if (r !== null && r >= 0 && r < thresholds.weak && !misleads) out.push({ code: 'weak' });
  if (!misleads && rival && s.type !== 'true-false' && (rival.r ?? 0) > thresholds.attractive)
    out.push({ code: 'attractive', option: rival.id });
  const unused = s.type === 'matching' ? [] : wrong.filter((o) => o.share < thresholds.unused).map((o) => o.id);
  if (unused.length > 0 && s.reached >= thresholds.unusedFrom) out.push({ code: 'unused', options: unused });
  if (s.omitted > thresholds.omitted * s.reached) out.push({ code: 'omitted' });
  if (s.notReached > thresholds.notReached * s.seen) out.push({ code: 'not-reached' });
  return out;
}

/** Of sorted numbers, between neighbours. */
function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

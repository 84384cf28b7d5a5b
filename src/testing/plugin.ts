// What a plugin has to keep, as tests of whatever runner is at hand: `testPlugin(plugin, { fixtures, test })`. The pure checks run
// anywhere; those that need a page are there where there is one.
import { parseData } from '../model/schema.js';
import type { Lesson } from '../model/course.js';
import { builtins as lessonBuiltins } from '../lessons/builtins.js';
import { builtins as questionBuiltins } from '../questions/builtins.js';
import type { Question, QuestionKind } from '../questions/kind.js';
import { checkPlugin } from '../plugins/check.js';
import { wrongGrade } from '../plugins/guard.js';
import type { Plugin } from '../plugins/plugin.js';
import { asStep, isSchema } from '../plugins/step.js';
import { checkInteraction, nasty, type Test } from './question-kind-suite.js';
import type { Observed } from './plugin-dom.js';

export interface PluginExample {
  question: Question & Record<string, unknown>;
  /** The same question with another right answer; nothing but the key may differ. */
  otherKey?: Question & Record<string, unknown>;
  right: readonly string[];
  wrong: readonly string[];
}
export interface PluginFixtures {
  /** Questions by kind. */
  questions?: Readonly<Record<string, readonly PluginExample[]>>;
  /** Lessons by kind, as they stand in course.json. */
  lessons?: Readonly<Record<string, readonly (Lesson & Record<string, unknown>)[]>>;
}
export interface TestPluginOptions {
  fixtures: PluginFixtures;
  /** How the runner is told of a test: `it` of mocha and vitest, `test` of node:test. Without it the results come back. */
  test?: Test;
  /** Plugins that will be on the same page. */
  others?: readonly Plugin[];
  /** Milliseconds that one part may take to load; 2000. */
  patience?: number;
}

/** What is checked, in the order in which it is. */
export type PluginCheck =
  | 'manifest'
  | 'api'
  | 'unique'
  | 'loads-in-time'
  | 'loads'
  | 'contract'
  | 'schema'
  | 'grade-total'
  | 'grade-range'
  | 'grade-pure'
  | 'grade-right'
  | 'unchanged'
  | 'strip'
  | 'definition'
  | 'globals'
  | 'renders'
  | 'markup'
  | 'named'
  | 'focus'
  | 'response'
  | 'network'
  | 'listeners'
  | 'timers';

export interface PluginResult {
  check: PluginCheck;
  /** What is wrong; absent when nothing is. */
  problem?: string;
}

type Source = Plugin | (() => Promise<Plugin | { default: Plugin }>);

interface Loaded {
  kinds: Map<string, QuestionKind>;
  late: string[];
  failed: string[];
  incomplete: string[];
}

const says = (x: unknown): string => (x instanceof Error ? x.message : String(x));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

class Run {
  #source: Source;
  #o: TestPluginOptions;
  #plugin: Promise<Plugin> | undefined;
  #loaded: Promise<Loaded> | undefined;
  #observed: Promise<Observed> | undefined;
  /** Names on the global object before the plugin was there. */
  #before = new Set<string>();

  constructor(source: Source, options: TestPluginOptions) {
    this.#source = source;
    this.#o = options;
  }

  plugin(): Promise<Plugin> {
    return (this.#plugin ??= (async () => {
      this.#before = new Set(Object.getOwnPropertyNames(globalThis));
      if (typeof this.#source !== 'function') return this.#source;
      const got = await this.#source();
      return 'default' in got ? got.default : got;
    })());
  }

  loaded(): Promise<Loaded> {
    return (this.#loaded ??= this.#load());
  }

  async #load(): Promise<Loaded> {
    const out: Loaded = { kinds: new Map(), late: [], failed: [], incomplete: [] };
    const { contributes = {} } = await this.plugin();
    for (const shelf of [
      'questionKinds',
      'lessonKinds',
      'formats',
      'reports',
      'locales',
      'identities',
      'transports',
      'stores',
    ] as const)
      for (const [name, place] of Object.entries(contributes[shelf] ?? {})) {
        const got = await inTime(this.#o.patience ?? 2000, async () => {
          const thing = (await place.load()) as object | { default: object };
          const kind = ('default' in thing ? thing.default : thing) as { view?: () => Promise<unknown> };
          if (/Kinds$/.test(shelf) && typeof kind.view === 'function') await kind.view();
          return kind;
        });
        if (got === late) out.late.push(name);
        else if (got instanceof Failed) out.failed.push(`${name}: ${says(got.cause)}`);
        else {
          const lacks = lacking(shelf, name, got);
          if (lacks) out.incomplete.push(`${name}: ${lacks}`);
          else if (shelf === 'questionKinds') out.kinds.set(name, got as unknown as QuestionKind);
        }
      }
    return out;
  }

  async #each(look: (kind: QuestionKind, example: PluginExample) => string | undefined): Promise<string | undefined> {
    for (const [name, kind] of (await this.loaded()).kinds)
      for (const example of this.#o.fixtures.questions?.[name] ?? []) {
        const problem = look(kind, structuredClone(example));
        if (problem) return `${name}: ${problem}`;
      }
    return undefined;
  }

  #observe(): Promise<Observed> {
    return (this.#observed ??= (async () => {
      const plugin = await this.plugin();
      const { late: slow, failed, incomplete } = await this.loaded();
      // What cannot be loaded cannot be looked at; that it cannot is told already.
      const bad = checkPlugin(plugin).length + slow.length + failed.length + incomplete.length > 0;
      return (await import('./plugin-dom.js')).observe(plugin, bad ? {} : this.#o.fixtures);
    })());
  }

  /** @returns what is wrong */
  async problem(check: PluginCheck): Promise<string | undefined> {
    const plugin = await this.plugin();
    const list = (all: readonly string[]) => (all.length > 0 ? all.join('\n') : undefined);
    switch (check) {
      case 'manifest': {
        const problems = checkPlugin(plugin).filter((p) => !p.startsWith('api:'));
        for (const [shelf, fixtures] of [
          ['questionKinds', this.#o.fixtures.questions],
          ['lessonKinds', this.#o.fixtures.lessons],
        ] as const)
          for (const name of Object.keys(plugin.contributes?.[shelf] ?? {}))
            if (!fixtures?.[name]?.length) problems.push(`fixtures: "${name}" has none`);
        return list(problems);
      }
      case 'api':
        return list(checkPlugin(plugin).filter((p) => p.startsWith('api:')));
      case 'unique': {
        const twin = this.#o.others?.some((o) => o.id === plugin.id) ? [`id: ${plugin.id} is another plugin's`] : [];
        for (const [shelf, own] of [
          ['questionKinds', questionBuiltins],
          ['lessonKinds', lessonBuiltins],
        ] as const)
          for (const name of Object.keys(plugin.contributes?.[shelf] ?? {}))
            if (
              Object.hasOwn(own, name) ||
              this.#o.others?.some((o) => o.id !== plugin.id && o.contributes?.[shelf]?.[name])
            )
              twin.push(`contributes.${shelf}.${name}: somebody else has this name`);
        return list(twin);
      }
      case 'loads-in-time':
        return list((await this.loaded()).late.map((n) => `${n}: took longer than ${this.#o.patience ?? 2000} ms`));
      case 'loads':
        return list((await this.loaded()).failed);
      case 'contract':
        return list((await this.loaded()).incomplete);
      case 'schema':
        return this.#each((kind, { question, otherKey }) => {
          const step = asStep(kind.schema, (cause) => {
            throw new Error(`the schema breaks: ${says(cause)}`);
          }) as typeof kind.schema;
          for (const q of [question, ...(otherKey ? [otherKey] : [])])
            try {
              parseData(step, q, 'fixture');
            } catch (cause) {
              return `refuses its own fixture: ${says(cause)}`;
            }
          try {
            parseData(step, { id: question.id, kind: question.kind, stem: question.stem }, 'fixture');
          } catch {
            return undefined;
          }
          return 'takes a question that has nothing of its own';
        });
      case 'grade-total':
        return this.#each((kind, { question, right, wrong }) => {
          for (const r of [...nasty, ...right, ...wrong, ''])
            try {
              kind.grade(structuredClone(question), r);
            } catch (cause) {
              return `throws at ${JSON.stringify(r.slice(0, 40))}: ${says(cause)}`;
            }
          return undefined;
        });
      case 'grade-range':
        return this.#each((kind, { question, right, wrong }) => {
          for (const r of [...nasty, ...right, ...wrong, '']) {
            const grade = attempt(() => kind.grade(structuredClone(question), r));
            const bad = grade === undefined ? undefined : wrongGrade(grade, structuredClone(question));
            if (bad) return `the grade of ${JSON.stringify(r.slice(0, 40))} ${bad}`;
          }
          return undefined;
        });
      case 'grade-pure':
        return this.#each((kind, { question, right, wrong }) => {
          for (const r of [...right, ...wrong]) {
            const first = attempt(() => kind.grade(structuredClone(question), r));
            for (let i = 0; i < 20; i++)
              if (
                !same(
                  first,
                  attempt(() => kind.grade(structuredClone(question), r)),
                )
              )
                return `"${r}" is graded otherwise the next time`;
          }
          return undefined;
        });
      case 'grade-right':
        return this.#each((kind, { question, right, wrong }) => {
          // Whatever is impure or out of range is told there.
          const grade = (r: string) => attempt(() => kind.grade(structuredClone(question), r));
          const max = question.points ?? 1;
          const odd = [...right, ...wrong].some((r) => {
            const g = grade(r);
            return !g || wrongGrade(g, question) !== undefined || !same(g, grade(r));
          });
          if (odd) return undefined;
          for (const r of right) {
            const g = grade(r);
            if (g && g.raw + (g.pending ?? 0) !== max) return `"${r}" should be right`;
          }
          for (const r of wrong) if (grade(r)?.success) return `"${r}" should be wrong`;
          return undefined;
        });
      case 'unchanged':
        return this.#each((kind, { question, right }) => {
          const own = structuredClone(question);
          attempt(() => kind.grade(own, right[0] ?? ''));
          attempt(() => kind.definition(own, { withKey: true, lang: 'id' }));
          attempt(() => kind.strip(own));
          return same(own, question) ? undefined : 'writes into the question';
        });
      case 'strip':
        return this.#each((kind, { question, otherKey }) => {
          const stripped = kind.strip(structuredClone(question));
          if (otherKey && !same(stripped, kind.strip(structuredClone(otherKey)))) return 'the key shows after strip';
          if (['feedback', 'hints'].some((told) => told in stripped)) return 'feedback and hints tell the answer';
          return stripped.id === question.id && stripped.kind === question.kind ? undefined : 'strip needs id and kind';
        });
      case 'definition':
        return this.#each((kind, { question, otherKey }) => {
          try {
            checkInteraction(kind.definition(structuredClone(question), { withKey: true, lang: 'id' }));
            const without = kind.definition(structuredClone(question), { withKey: false, lang: 'id' });
            checkInteraction(without);
            if (without.correctResponsesPattern !== undefined) return 'the key is told without being asked for';
            if (otherKey && !same(without, kind.definition(structuredClone(otherKey), { withKey: false, lang: 'id' })))
              return 'the key shows in the definition';
          } catch (cause) {
            return says(cause);
          }
          return undefined;
        });
      case 'globals': {
        await this.loaded();
        if (typeof document !== 'undefined') await this.#observe();
        const more = Object.getOwnPropertyNames(globalThis).filter((n) => !this.#before.has(n));
        return list(more.map((n) => `writes globalThis.${n}`));
      }
      default:
        return list([...new Set((await this.#observe())[check])]);
    }
  }
}

const late = Symbol('late');
class Failed {
  readonly cause: unknown;
  constructor(cause: unknown) {
    this.cause = cause;
  }
}
async function inTime<T>(ms: number, run: () => Promise<T>): Promise<T | typeof late | Failed> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<typeof late>((resolve) => (timer = setTimeout(() => resolve(late), ms)));
  try {
    return await Promise.race([run(), limit]);
  } catch (cause) {
    return new Failed(cause);
  } finally {
    clearTimeout(timer);
  }
}
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function lacking(shelf: string, name: string, thing: object): string | undefined {
  const kind = thing as Record<string, unknown>;
  const methods: Record<string, string[]> = {
    questionKinds: ['grade', 'definition', 'strip', 'view'],
    lessonKinds: ['view'],
    formats: ['detect', 'read'],
    reports: ['render'],
  };
  for (const method of methods[shelf] ?? []) if (typeof kind[method] !== 'function') return `has no ${method}`;
  if (!/Kinds$/.test(shelf)) return undefined;
  if (kind.name !== name) return `calls itself "${String(kind.name)}"`;
  return isSchema(kind.schema) ? undefined : 'has no schema';
}

const pure: PluginCheck[] = [
  'manifest',
  'api',
  'unique',
  'loads-in-time',
  'loads',
  'contract',
  'schema',
  'grade-total',
  'grade-range',
  'grade-pure',
  'grade-right',
  'unchanged',
  'strip',
  'definition',
];
const inPage: PluginCheck[] = ['renders', 'markup', 'named', 'focus', 'response', 'network', 'listeners', 'timers'];

/**
 * Checks a plugin by its fixtures: with `test`, one test for each check; without, all results.
 * @param plugin give `() => import('./plugin.js')` so that what importing it does is looked at as well
 */
export async function testPlugin(plugin: Source, options: TestPluginOptions): Promise<PluginResult[]> {
  const run = new Run(plugin, options);
  const checks: PluginCheck[] = [...pure, ...(typeof document === 'undefined' ? [] : inPage), 'globals'];
  if (options.test) {
    for (const check of checks)
      options.test(`plugin: ${check}`, async () => {
        const problem = await run.problem(check);
        if (problem) throw new Error(problem);
      });
    return [];
  }
  const out: PluginResult[] = [];
  for (const check of checks) {
    const problem = await run.problem(check).catch(says);
    out.push(problem === undefined ? { check } : { check, problem });
  }
  return out;
}

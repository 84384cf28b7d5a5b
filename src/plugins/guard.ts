// Between a plugin and the page: every call of its code is caught, timed and looked at. What fails becomes a card in its own place, what
// cannot be graded waits for a person, and what fails three times in a minute is left alone. Nothing of it reaches outbox or navigation.
import { html, nothing, type TemplateResult } from 'lit';
import type { LessonHost, LessonKind, LessonView, LessonViewModule } from '../lessons/kind.js';
import { wordsIn } from '../lessons/words.js';
import type { Lesson } from '../model/course.js';
import { pick } from '../i18n/localize.js';
import type { Grade, Question, QuestionHost, QuestionKind, QuestionViewModule } from '../questions/kind.js';
import { activityTypes } from '../sdk/verbs.js';
import { createHost } from './host.js';
import type {
  AnyLessonKind,
  AnyQuestionKind,
  Contribution,
  Plugin,
  PluginHost,
  PluginLessonKind,
  PluginQuestionKind,
} from './plugin.js';
import type { Entry } from './use.js';
import { anything, asStep, isSchema } from './step.js';
import { words } from './words.js';

export type Phase = 'setup' | 'load' | 'grade' | 'define' | 'check' | 'render' | 'leave';
/** Errors within `WINDOW` milliseconds after which a plugin is left alone. */
const LIMIT = 3;
const WINDOW = 60_000;
/** Milliseconds of one synchronous call above which the console says so. */
const SLOW = 50;

export interface Failure {
  plugin: string;
  /** The kind or other part of the plugin; absent for its setup. */
  part?: string;
  phase: Phase;
  message: string;
  quarantined: boolean;
}

/** Deeply frozen copies: what a plugin does to its data does not reach ours. */
const copies = new WeakMap<object, unknown>();
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  let copy = copies.get(value);
  if (!copy) {
    copy = freeze(structuredClone(value));
    copies.set(value, copy);
  }
  return copy as T;
}
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

export class Guard {
  readonly plugin: Plugin;
  readonly entry: Entry;
  quarantined = false;
  readonly gone = new AbortController();
  #errors: number[] = [];
  #told: (failure: Failure) => void;
  #now: () => number;

  constructor(entry: Entry, told: (failure: Failure) => void, now: () => number = () => performance.now()) {
    this.entry = entry;
    this.plugin = entry.plugin;
    this.#told = told;
    this.#now = now;
  }

  get name(): string {
    return `${this.plugin.id} ${this.plugin.version}`;
  }

  /** Runs code of the plugin; when it fails, or is not to run any more, the other thing happens. */
  call<T>(phase: Phase, part: string | undefined, run: () => T, instead: () => T): T {
    if (this.quarantined || this.gone.signal.aborted) return instead();
    const started = this.#now();
    try {
      return run();
    } catch (cause) {
      this.failed(phase, part, cause);
      return instead();
    } finally {
      const ms = this.#now() - started;
      if (ms > SLOW) console.warn(`[widya] ${this.name}: ${part ?? 'setup'} took ${Math.round(ms)} ms in ${phase}.`);
    }
  }

  failed(phase: Phase, part: string | undefined, cause: unknown): void {
    const message = cause instanceof Error ? cause.message : String(cause);
    console.warn(`[widya] ${this.name}: ${part ?? 'setup'} failed in ${phase}: ${message}`);
    const now = this.#now();
    this.#errors = [...this.#errors.filter((at) => now - at < WINDOW), now];
    const before = this.quarantined;
    this.quarantined ||= this.#errors.length >= LIMIT;
    this.#told({
      plugin: this.plugin.id,
      ...(part === undefined ? {} : { part }),
      phase,
      message,
      quarantined: this.quarantined && !before,
    });
  }

  /** Waits no longer than the page's patience. @throws what the plugin throws, or a TimeoutError */
  async load<T>(part: string, load: () => Promise<T | { default: T }>): Promise<T> {
    const patience = this.entry.options.patience ?? 5000;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const late = new Promise<never>((_, no) => {
        timer = setTimeout(
          () => no(new DOMException(`"${part}" took longer than ${patience} ms to load`, 'TimeoutError')),
          patience,
        );
      });
      // Called in a promise: what throws at once is caught as well.
      const got = await Promise.race([Promise.resolve().then(load), late]);
      const found = typeof got === 'object' && got !== null && 'default' in got ? got.default : (got as T);
      if (found === undefined || found === null) throw new TypeError(`"${part}" loads nothing`);
      return found;
    } finally {
      clearTimeout(timer);
    }
  }

  host(draft: PluginHost['draft'], lang?: () => string, announce?: (message: string) => void): PluginHost {
    return createHost({
      plugin: this.plugin,
      grant: this.entry.options.grant ?? [],
      signal: this.gone.signal,
      draft,
      ...(lang ? { lang } : {}),
      ...(announce ? { announce } : {}),
    });
  }

  /** What stands in the place of what was to be drawn: it names it, and says that nothing is lost. */
  card(part: string, lang: string, retry?: () => void): TemplateResult {
    const w = wordsIn(words, lang);
    const label = Object.values(this.plugin.contributes ?? {})
      .map((shelf: Readonly<Record<string, { label?: Contribution<unknown>['label'] }>>) => shelf[part]?.label)
      .find((found) => found !== undefined);
    return html`<div class="notice warning" part="error" role="note">
      <div>
        <strong>${w.failed(label === undefined ? part : `${pick(label, lang)} (${part})`)}</strong>
        <span class="small">${w.from(this.name)} ${w.kept}</span>
        ${this.quarantined ? html`<span class="small">${w.quarantined}</span>` : nothing}
        ${
          retry && !this.quarantined
            ? html`<span
                ><button type="button" class="button small" part="retry" @click=${retry}>${w.retry}</button></span
              >`
            : nothing
        }
      </div>
    </div>`;
  }
}

/** All points wait for a person: a fault of a plugin costs nobody any. */
const ungraded = (q: Question): Grade => {
  const max = q.points ?? 1;
  return { raw: 0, max, scaled: 0, success: undefined, pending: max };
};

/** @returns what is wrong with a grade; undefined when nothing is */
export function wrongGrade(g: unknown, q: Question): string | undefined {
  if (typeof g !== 'object' || g === null) return 'is no grade';
  const { raw, max, scaled, success, min = 0, pending = 0 } = g as Partial<Grade>;
  if (typeof raw !== 'number' || typeof max !== 'number' || typeof scaled !== 'number')
    return 'needs raw, max and scaled';
  if (max !== (q.points ?? 1)) return `has max ${max}, not the points of the question`;
  if (!(min <= 0 && min >= -max && raw >= min && raw <= max)) return `has raw ${raw}, out of ${min} to ${max}`;
  if (!(Math.abs(scaled - raw / max) < 1e-6)) return `has scaled ${scaled}, not raw / max`;
  if (success !== undefined && typeof success !== 'boolean') return 'has a success that is neither true nor false';
  if (!(pending >= 0 && raw + pending <= max)) return `has pending ${pending}`;
  return undefined;
}

const definitionOf = (q: Question, lang: string) => ({
  type: activityTypes.interaction,
  interactionType: 'other' as const,
  description: typeof q.stem === 'string' ? { [lang]: q.stem } : q.stem,
});
/** What surely tells nothing of the answer. */
const bare = (q: Question): Record<string, unknown> => {
  const { id, kind, stem, points } = q;
  return { id, kind, stem, ...(points === undefined ? {} : { points }) };
};

/** A kind as the page uses it. Never rejects: a kind that cannot be had is one that says so. */
export async function guardQuestionKind(
  guard: Guard,
  name: string,
  load: Contribution<AnyQuestionKind>['load'],
  again: () => void,
): Promise<QuestionKind> {
  let kind: PluginQuestionKind;
  try {
    kind = (await guard.load(name, () => load())) as unknown as PluginQuestionKind;
    if (kind.name !== name) throw new TypeError(`the kind calls itself "${String(kind.name)}"`);
    if (!isSchema(kind.schema)) throw new TypeError('the kind has no schema');
    for (const method of ['grade', 'definition', 'strip', 'view'] as const)
      if (typeof kind[method] !== 'function') throw new TypeError(`the kind has no ${method}`);
  } catch (cause) {
    guard.failed('load', name, cause);
    return standIn(guard, name, again);
  }
  return {
    name,
    schema: asStep(kind.schema, (cause) => guard.failed('check', name, cause)) as QuestionKind['schema'],
    grade: (q, response) =>
      guard.call(
        'grade',
        name,
        () => {
          const grade = kind.grade(frozen(q), response);
          const wrong = wrongGrade(grade, q);
          if (wrong) throw new RangeError(`the grade of "${response.slice(0, 40)}" ${wrong}`);
          return structuredClone(grade);
        },
        () => ungraded(q),
      ),
    definition: (q, o) =>
      guard.call(
        'define',
        name,
        () => structuredClone(kind.definition(frozen(q), o)),
        () => definitionOf(q, o.lang),
      ),
    strip: (q) =>
      guard.call(
        'define',
        name,
        () => structuredClone(kind.strip(frozen(q))),
        () => bare(q),
      ),
    check: (q, response) =>
      guard.call(
        'check',
        name,
        () => kind.check?.(frozen(q), response) ?? 'answered',
        () => 'answered',
      ),
    async view() {
      if (guard.quarantined) return failedView(guard, name, again);
      try {
        const view = await guard.load(name, () => kind.view());
        return questionView(guard, name, view as QuestionViewModule<Question>);
      } catch (cause) {
        guard.failed('load', name, cause);
        return failedView(guard, name, again);
      }
    },
  };
}

function questionView(guard: Guard, name: string, view: QuestionViewModule<Question>): QuestionViewModule<Question> {
  const hosts = new WeakMap<QuestionHost, QuestionHost>();
  /** Ours, with what every part of a plugin has. */
  const hostOf = (host: QuestionHost): QuestionHost => {
    let own = hosts.get(host);
    if (!own) {
      const more = guard.host({ get: () => host.response, set: (value) => answer(String(value)) }, () => host.lang);
      const answer = (response: unknown) => {
        if (typeof response !== 'string') {
          guard.failed('render', name, new TypeError('an answer must be a string'));
          return;
        }
        host.answer(response);
      };
      own = Object.create(host, Object.getOwnPropertyDescriptors(more)) as QuestionHost;
      Object.defineProperty(own, 'answer', { value: answer });
      hosts.set(host, own);
    }
    return own;
  };
  return {
    ...(view.styles === undefined ? {} : { styles: view.styles }),
    render: (q, host) =>
      guard.call(
        'render',
        name,
        () => view.render(frozen(q), hostOf(host)),
        () => questionCard(guard, name, q, host),
      ),
    updated: (q, host, root) =>
      guard.call(
        'render',
        name,
        () => view.updated?.(frozen(q), hostOf(host), root),
        () => undefined,
      ),
  };
}

const questionCard = (guard: Guard, name: string, q: Question, host: QuestionHost, again?: () => void) =>
  html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    ${guard.card(name, host.lang, again)}
  </fieldset>`;

const failedView = (guard: Guard, name: string, again: () => void): QuestionViewModule<Question> => ({
  render: (q, host) => questionCard(guard, name, q, host, again),
});

const standIn = (guard: Guard, name: string, again: () => void): QuestionKind => ({
  name,
  schema: anything as QuestionKind['schema'],
  grade: ungraded,
  definition: (q, o) => definitionOf(q, o.lang),
  strip: bare,
  view: () => Promise.resolve(failedView(guard, name, again)),
});

type LessonPlace = Contribution<AnyLessonKind> & Partial<Pick<LessonKind, 'moveOn' | 'activityType' | 'completedBy'>>;

export async function guardLessonKind(
  guard: Guard,
  name: string,
  place: LessonPlace,
  again: () => void,
): Promise<LessonKind> {
  let kind: PluginLessonKind | undefined;
  try {
    kind = (await guard.load(name, () => place.load())) as unknown as PluginLessonKind;
    if (kind.name !== name) throw new TypeError(`the kind calls itself "${String(kind.name)}"`);
    if (!isSchema(kind.schema)) throw new TypeError('the kind has no schema');
    if (typeof kind.view !== 'function') throw new TypeError('the kind has no view');
  } catch (cause) {
    guard.failed('load', name, cause);
    kind = undefined;
  }
  const failed: LessonViewModule<Lesson> = {
    create: (_, host) => ({ render: () => guard.card(name, host.lang, again) }),
  };
  return {
    name,
    schema: (kind
      ? asStep(kind.schema, (cause) => guard.failed('check', name, cause))
      : anything) as LessonKind['schema'],
    moveOn: kind?.moveOn ?? place.moveOn ?? 'Completed',
    activityType: kind?.activityType ?? place.activityType ?? activityTypes.lesson,
    completedBy: kind?.completedBy ?? place.completedBy ?? 'lesson',
    async view() {
      if (!kind || guard.quarantined) return failed;
      try {
        const module = await guard.load(name, () => (kind as PluginLessonKind).view());
        return lessonView(guard, name, module as LessonViewModule<Lesson>);
      } catch (cause) {
        guard.failed('load', name, cause);
        return failed;
      }
    },
  };
}

/** A lesson's host without the record store. */
export function lessonHost(guard: Guard, host: LessonHost): LessonHost {
  const more = guard.host(
    { get: () => structuredClone(host.saved), set: (value) => host.save(structuredClone(value)) },
    () => host.lang,
    (message) => host.announce(message),
  );
  const own = Object.create(host, Object.getOwnPropertyDescriptors(more)) as LessonHost;
  const granted = guard.entry.options.grant?.includes('statements:write');
  Object.defineProperties(own, {
    service: { value: undefined },
    content: { value: undefined },
    save: { value: (value: unknown) => host.save(structuredClone(value)) },
    record: {
      // A verb and a result, about this lesson: whom it is about, and all else, the host says.
      value: ({ verb, result }: { verb: never; result?: never }, options?: { once?: boolean }) =>
        granted
          ? host.record({ verb, ...(result === undefined ? {} : { result }) }, options)
          : Promise.reject(new TypeError('the page has not granted "statements:write"')),
    },
  });
  return own;
}

const lessonView = (guard: Guard, name: string, module: LessonViewModule<Lesson>): LessonViewModule<Lesson> => ({
  ...(module.styles === undefined ? {} : { styles: module.styles }),
  ...(module.printable === undefined ? {} : { printable: module.printable }),
  create(lesson, host) {
    const card = () => guard.card(name, host.lang, () => host.requestUpdate());
    const view: LessonView | undefined = guard.call(
      'render',
      name,
      () => module.create(frozen(lesson), lessonHost(guard, host)),
      () => undefined,
    );
    return {
      render: () => guard.call('render', name, () => view?.render() ?? card(), card),
      updated: (root) =>
        guard.call(
          'render',
          name,
          () => view?.updated?.(root),
          () => undefined,
        ),
      leave: () =>
        guard.call(
          'leave',
          name,
          () => view?.leave?.(),
          () => undefined,
        ),
    };
  },
});

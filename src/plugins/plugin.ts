// The door of plugins (`widya/plugin`): what a stranger writes against. One typed object that fills Widya's shelves; importing it, and
// importing a plugin, changes nothing. How plugins are taken in is in take.ts, what keeps the page safe from them in guard.ts.
import type { CSSResultGroup, TemplateResult } from 'lit';
import type * as v from 'valibot';
import type { QuizFormat } from '../formats/format.js';
import type { LocaleLoader, Messages } from '../i18n/localize.js';
import type { LessonHost, LessonKind, LessonView, LessonViewModule } from '../lessons/kind.js';
import type { Lesson } from '../model/course.js';
import type { Report } from '../model/report.js';
import type { LangText } from '../model/schema.js';
import type { Question, QuestionHost, QuestionKind, QuestionViewModule } from '../questions/kind.js';
import type { AuthProvider } from '../sdk/auth.js';
import type { RowStore } from '../sdk/store.js';

export { lessonFields } from '../model/course.js';
export {
  awaiting,
  allOrNothing,
  interaction,
  partial,
  plain,
  questionFields,
  withoutKey,
} from '../questions/fields.js';
export * from './door.js';
export type { PluginState, Used, UseOptions } from './use.js';
export type { AuthProvider, CSSResultGroup, LangText, Lesson, LessonView, Messages, Question, QuizFormat, RowStore };
export type { Report, TemplateResult };
export type { Grade } from '../questions/kind.js';

/**
 * What a plugin may ask for; the page grants each by name, none unless said.
 * `net:` and an origin: to fetch from there, without credentials. `statements:write`: statements of its own about its own lesson.
 * `identity`, `transport`, `store`: to be used as such by a provider.
 */
export type Permission = `net:https://${string}` | 'statements:write' | 'identity' | 'transport' | 'store';

/** What every part of a plugin is given. There is no token in it and no client of the record store: the host speaks for the person. */
export interface PluginHost {
  /** The reader's language, RFC 5646; it may change. */
  readonly lang: string;
  /** One of the plugin's own `words` in the reader's language, with `{name}` filled in; else in Indonesian; else the key. */
  translate(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Says something to screen readers without moving the focus. */
  announce(message: string): void;
  /** URL of a file below the plugin's `assets`. @throws RangeError for one that leads elsewhere */
  asset(path: string): string;
  /** As `fetch`, to granted origins only and without cookies. Redirects are errors. @throws TypeError when it is not granted */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** What is kept of this person's work here, on every device. Plain data; for a question it is the answer, a string. */
  readonly draft: { get(): unknown; set(value: unknown): void };
  readonly theme: PluginTheme;
  /** Aborted when the plugin is withdrawn. */
  readonly signal: AbortSignal;
}

export interface PluginTheme {
  readonly scheme: 'light' | 'dark';
  readonly forcedColors: boolean;
  readonly reducedMotion: boolean;
  /** Value of a public token, e.g. `--widya-color-accent`; '' where the page sets none. */
  token(name: `--widya-${string}`): string;
}

export type PluginQuestionHost = QuestionHost & PluginHost;
/** As for built-in kinds, without the record store: `record` takes a verb and a result, of the lesson itself, once granted. */
export type PluginLessonHost = LessonHost & PluginHost & { readonly service: undefined; readonly content: undefined };

/** A schema of valibot, zod or anything else that speaks Standard Schema; synchronous. */
export interface StandardSchema<T = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

/** The contract of the built-in kinds, with a schema of whatever library. A drawing may also be a DOM node. */
export type PluginQuestionKind<Q extends Question = Question> = Omit<QuestionKind<Q>, 'schema' | 'view'> & {
  schema: v.GenericSchema<unknown, Q> | StandardSchema<Q>;
  view(): Promise<
    Omit<QuestionViewModule<Q>, 'render' | 'updated'> & {
      render(question: Q, host: PluginQuestionHost): TemplateResult | Node;
      updated?(question: Q, host: PluginQuestionHost, root: ShadowRoot): void;
    }
  >;
};
export type PluginLessonKind<L extends Lesson = Lesson> = Omit<LessonKind<L>, 'schema' | 'view' | 'tracksItself'> & {
  schema: v.GenericSchema<unknown, L> | StandardSchema<L>;
  view(): Promise<
    Omit<LessonViewModule<L>, 'create' | 'dependencies'> & {
      create(
        lesson: L,
        host: PluginLessonHost,
      ): Omit<LessonView, 'render'> & { render(): TemplateResult | Node; updated?(root: HTMLElement): void };
    }
  >;
};

/** A kind of any question, and of any lesson: what a plugin contributes. */
export type AnyQuestionKind = Omit<PluginQuestionKind<never>, 'schema'> & { schema: v.GenericSchema | StandardSchema };
export type AnyLessonKind = Omit<PluginLessonKind<never>, 'schema'> & { schema: v.GenericSchema | StandardSchema };

/** Figures as a report has them; frozen, and no more than its reader may see. */
export interface ReportData {
  report: Report;
  /** The year shown, `2026`. */
  year: string;
  /** Names of units by their IRIs. */
  names: Readonly<Record<string, string>>;
}
export interface ReportWidget {
  styles?: CSSResultGroup;
  render(data: ReportData, host: PluginHost): TemplateResult | Node;
}

/** Something on a shelf: what is known of it without running any code of the plugin, and how to get it. */
export interface Contribution<T> {
  /** What people call it. */
  label?: LangText;
  load(): Promise<T | { default: T }>;
}
/** What a provider asks an identity, a transport or a store with. */
export interface ProviderOptions {
  /** Absolute URL of the record store. */
  endpoint: string;
}

/** By name. Names of kinds have a vendor's prefix and a dash, as custom elements do: `acme-hotspot`. */
export interface Contributions {
  questionKinds?: Readonly<Record<string, Contribution<AnyQuestionKind>>>;
  lessonKinds?: Readonly<
    Record<string, Contribution<AnyLessonKind> & Partial<Pick<LessonKind, 'moveOn' | 'activityType' | 'completedBy'>>>
  >;
  formats?: Readonly<Record<string, Contribution<QuizFormat>>>;
  /** Shown below the report that is named: `leader`, the leaders' report. */
  reports?: Readonly<Record<string, Contribution<ReportWidget> & { report: 'leader' }>>;
  /** Widya's own words in one more language, by its code: `min`. */
  locales?: Readonly<Record<string, Contribution<Awaited<ReturnType<LocaleLoader>>['default']>>>;
  /** Public tokens, in force below any element with `data-widya-theme="NAME"`. */
  themes?: Readonly<Record<string, { label?: LangText; tokens: Readonly<Record<`--widya-${string}`, string>> }>>;
  identities?: Readonly<Record<string, Contribution<(options: ProviderOptions) => AuthProvider>>>;
  transports?: Readonly<Record<string, Contribution<(options: ProviderOptions) => typeof globalThis.fetch>>>;
  stores?: Readonly<Record<string, Contribution<(owner: string) => Promise<RowStore>>>>;
}

export interface Plugin {
  /** Reverse domain name: `id.go.lan.hotspot`. */
  id: string;
  /** Semantic version. */
  version: string;
  /** The contract it is written against: 1. */
  api: number;
  contributes?: Contributions;
  permissions?: readonly Permission[];
  /** Its own words: language → key → text. */
  words?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where its files are: `new URL('./assets/', import.meta.url).href`. */
  assets?: string;
  /** Called once, when it is taken in. @returns undoes what was done here */
  setup?(host: Omit<PluginHost, 'draft'>): (() => void) | undefined;
}

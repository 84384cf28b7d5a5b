// Shelf of question kinds: the contract every kind fills, built-in or a stranger's.
import type { CSSResultGroup, TemplateResult } from 'lit';
import * as v from 'valibot';
import type { Messages } from '../i18n/localize.js';
import { langText, localId, type LangText } from '../model/schema.js';
import type { ActivityDefinition } from '../sdk/statement.js';

export const questionFields = {
  id: localId,
  kind: v.string(),
  /** Markdown of one line. */
  stem: langText,
  points: v.optional(v.pipe(v.number(), v.gtValue(0))),
  feedback: v.optional(
    v.strictObject({ correct: v.optional(langText), incorrect: v.optional(langText), general: v.optional(langText) }),
  ),
};

/** What every question has; its kind adds keys of its own. */
export interface Question {
  id: string;
  kind: string;
  stem: LangText;
  points?: number | undefined;
  feedback?:
    { correct?: LangText | undefined; incorrect?: LangText | undefined; general?: LangText | undefined } | undefined;
}

export interface Grade {
  /** Points earned, 0 to `max`. */
  raw: number;
  max: number;
  /** `raw / max`. */
  scaled: number;
  /** All of it right. */
  success: boolean;
}

/** What a view gets to see and do. An answer is always the xAPI response string; '' means unanswered. */
export interface QuestionHost {
  readonly response: string;
  readonly disabled: boolean;
  /** True when the answer is shown with what was right. */
  readonly review: boolean;
  readonly lang: string;
  readonly t: Messages;
  /** Unique in the page part; for ids and names. */
  readonly uid: string;
  /** Order of options, by seed; the same for one attempt on every device. */
  order<T extends { fixed?: boolean | undefined }>(items: readonly T[], list: string): T[];
  text(value: LangText | undefined): string;
  answer(response: string): void;
}

export interface QuestionViewModule<Q extends Question> {
  styles?: CSSResultGroup;
  /** The question with its controls: a `fieldset` with the stem as its `legend`. */
  render(question: Q, host: QuestionHost): TemplateResult;
}

export interface QuestionKind<Q extends Question = Question> {
  /** Kebab case; a stranger's name has a vendor prefix. */
  name: string;
  schema: v.GenericSchema<unknown, Q>;
  /** Pure and total: any string is graded. */
  grade(question: Q, response: string): Grade;
  /** The interaction activity (xAPI-Data 2.4.4.1); `correctResponsesPattern` only with the key. */
  definition(question: Q, options: { withKey: boolean; lang: string }): ActivityDefinition;
  /** The question without anything that tells the answer. */
  strip(question: Q): Record<string, unknown>;
  /** Whether the response says anything. */
  isAnswered?(response: string): boolean;
  view(): Promise<QuestionViewModule<Q>>;
}

/** Keeps the type of a kind's own keys while it is written. */
export function defineQuestionKind<Q extends Question>(kind: QuestionKind<Q>): QuestionKind<Q> {
  return kind;
}

/** All or nothing. */
export function allOrNothing(question: Question, right: boolean): Grade {
  const max = question.points ?? 1;
  return { raw: right ? max : 0, max, scaled: right ? 1 : 0, success: right };
}

/** Part of the points, rounded where floating point leaves dust. */
export function partial(question: Question, fraction: number): Grade {
  const max = question.points ?? 1;
  const scaled = Math.round(Math.min(Math.max(fraction, 0), 1) * 1e9) / 1e9;
  return { raw: Math.round(scaled * max * 1e9) / 1e9, max, scaled, success: scaled === 1 };
}

/** Delimiters of response patterns (xAPI-Data, "Response Patterns"); there is no escape for them, so text is cleaned of them. */
export const ITEM = '[,]';
export const clean = (text: string): string =>
  text.replaceAll('[,]', ', ').replaceAll('[.]', '. ').replaceAll('[:]', ': ');
export const items = (response: string): string[] => (response === '' ? [] : response.split(ITEM));

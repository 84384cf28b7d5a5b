// Shelf of question kinds: the contract every kind fills, built-in or a stranger's.
import type { CSSResultGroup, TemplateResult } from 'lit';
import type * as v from 'valibot';
import type { Messages } from '../i18n/localize.js';
import type { QuizQuestion } from '../model/quiz.js';
import type { LangText } from '../model/schema.js';
import type { ActivityDefinition } from '../sdk/statement.js';

/** A picture, a sound or a film that belongs to a question. */
export interface Media {
  type: 'image' | 'audio' | 'video';
  /** URL, relative to the quiz. */
  src: string;
  /** What a picture shows; '' for one that only decorates. Name of a sound or film. */
  alt?: LangText | undefined;
  /** WebVTT, one per language. */
  captions?: { src: string; lang: string; label?: string | undefined }[] | undefined;
  /** Markdown; what is said and shown. */
  transcript?: LangText | undefined;
  /** Pixels; keep its place while it loads. */
  width?: number | undefined;
  height?: number | undefined;
}

/** What every question has; its kind adds keys of its own. */
export interface Question extends QuizQuestion {
  /** Markdown with paragraphs, tables and lists above the stem. */
  body?: LangText | undefined;
  media?: Media[] | undefined;
  /** For who looks for questions; not shown to learners. */
  tags?: string[] | undefined;
  feedback?:
    | {
        correct?: LangText | undefined;
        partly?: LangText | undefined;
        incorrect?: LangText | undefined;
        general?: LangText | undefined;
      }
    | undefined;
}

export interface Grade {
  /** Points earned, `min` to `max`. */
  raw: number;
  max: number;
  /** The least it can be worth, 0 or below; 0 when absent. */
  min?: number;
  /** `raw / max`. */
  scaled: number;
  /** All of it right. Undefined where there is no right and wrong, and while a person has still to grade it. */
  success: boolean | undefined;
  /** Points that a person has still to grade; not in `raw`. */
  pending?: number;
}

/** What a view gets to see and do. An answer is always the xAPI response string; '' means unanswered. */
export interface QuestionHost {
  /** The answer as it is now; in a handler, read it anew. */
  readonly response: string;
  readonly disabled: boolean;
  /** True when the answer is shown with what was right. */
  readonly review: boolean;
  readonly lang: string;
  readonly t: Messages;
  /** Unique in the page part; for ids and names. */
  readonly uid: string;
  /**
   * Order of options, by seed; the same for one attempt on every device.
   * @param list name of the list within the question
   * @param shuffle what the question itself says; the quiz decides when it says nothing
   */
  order<T extends object>(items: readonly T[], list: string, shuffle?: boolean): T[];
  text(value: LangText | undefined): string;
  /** One line of Markdown in the reader's language, with pictures and formulas. */
  rich(value: LangText | undefined): unknown;
  /** A picture, a sound or a film. */
  media(media: Media): unknown;
  answer(response: string): void;
}

export interface QuestionViewModule<Q extends Question> {
  styles?: CSSResultGroup;
  /** What it says in Indonesian that other kinds do not; other languages have it in their locale. */
  words?: Partial<Messages>;
  /** The question with its controls: a `fieldset` with the stem as its `legend`. */
  render(question: Q, host: QuestionHost): TemplateResult;
  /** After it is drawn: what a template cannot say, such as a field that is left alone while somebody writes in it. */
  updated?(question: Q, host: QuestionHost, root: ShadowRoot): void;
}

/** `incomplete`: part of it is still empty. `invalid`: not of the form the question asks for, e.g. a word for a number. */
export type AnswerState = 'unanswered' | 'incomplete' | 'invalid' | 'answered';

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
  /** How far the answer has come; without it any response but '' is `answered`. */
  check?(question: Q, response: string): AnswerState;
  view(): Promise<QuestionViewModule<Q>>;
}

/** Keeps the type of a kind's own keys while it is written. */
export function defineQuestionKind<Q extends Question>(kind: QuestionKind<Q>): QuestionKind<Q> {
  return kind;
}

/** How far the answer to a question has come; a kind that is not here can only tell whether there is one. */
export function answerState(kind: QuestionKind | undefined, question: Question, response: string): AnswerState {
  if (response === '') return 'unanswered';
  return kind?.check?.(question, response) ?? 'answered';
}

/** Delimiters and parameters of response patterns (xAPI-Data, "Response Patterns"): there is no escape, so text is cleaned of them. */
export const ITEM = '[,]';
export const PAIR = '[.]';
export const clean = (text: string): string =>
  text.replace(/\[([,.:])\]/g, '$1 ').replace(/\{(?=(?:(?:case|order)_matters|lang)=)/g, '{ ');
export const items = (response: string): string[] => (response === '' ? [] : response.split(ITEM));

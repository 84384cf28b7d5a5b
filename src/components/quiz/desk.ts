// What the quiz and the screens of its rules know of each other. Types only: the screens come late.
import type { TemplateResult } from 'lit';
import type { LocalizeController, Messages } from '../../i18n/localize.js';
import type { Attempt, QuizQuestion } from '../../model/quiz.js';
import type { LangText } from '../../model/schema.js';
import type * as screens from './screens.js';
import type { QuizSession } from './session.js';

export interface DeskHost {
  readonly session: QuizSession;
  readonly screen: screens.Screen;
  /** Templates of the first load. */
  readonly parts: typeof screens;
  readonly root: ShadowRoot;
  readonly localize: LocalizeController;
  readonly messages: Partial<Messages> | undefined;
  /** URL of the quiz, for what it names. */
  readonly base: string;
  /** So many questions are drawn as yet. */
  readonly drawn: number;
  /** Another tab writes. */
  readonly reading: boolean;
  rich(value: LangText | undefined): unknown;
  answer(question: QuizQuestion, response: string): void;
  update(): void;
  announce(message: string): void;
  /** Puts the focus on what is new, once it is drawn. */
  focus(selector: string): void;
  submit(): void;
  /** Makes this the tab that writes. */
  take(): void;
}

export interface Desk {
  render(view: 'start' | 'running' | 'result'): TemplateResult;
  /** After a load. → what is to be said of an attempt that ended meanwhile; it is submitted then */
  opened(): string | undefined;
  /** What is said of a submission whose score is not shown yet; undefined when it is. */
  told(attempt: Attempt): string | undefined;
  stop(): void;
}

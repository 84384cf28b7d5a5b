// The only event map. Facts bubble and are composed and fire after a person's act or a finished load; asks end in `-request` and are cancelable.
import type { ErrorCode } from '../sdk/errors.js';

export interface LessonDetail {
  course: string;
  lesson: string;
}
export interface ErrorDetail {
  code: ErrorCode;
  message: string;
  place?: string;
}
export interface StatementsDetail {
  ids: string[];
}

export interface WidyaEventMap {
  'widya-error': CustomEvent<ErrorDetail>;
  /** Before a lesson is shown; cancel to keep the learner where they are. */
  'widya-navigate-request': CustomEvent<LessonDetail>;
  'widya-lesson-opened': CustomEvent<LessonDetail>;
  'widya-lesson-completed': CustomEvent<LessonDetail & { passed?: boolean; score?: number }>;
  'widya-course-completed': CustomEvent<{ course: string; jp?: number }>;
  'widya-question-answered': CustomEvent<{ question: string; response: string }>;
  'widya-quiz-imported': CustomEvent<{
    quiz: string;
    /** Name of the format: `gift`, `qti`, … */
    format: string;
    /** How many are there. */
    questions: number;
    warnings: {
      severity: 'skipped' | 'changed';
      message: string;
      line?: number;
      path?: string;
      question?: string;
    }[];
  }>;
  'widya-quiz-started': CustomEvent<{ quiz: string; attempt: string }>;
  'widya-quiz-submitted': CustomEvent<{
    quiz: string;
    attempt: string;
    /** −1 to 1 */
    scaled: number;
    raw: number;
    max: number;
    /** Points that a person has still to grade. */
    pending?: number;
    passed?: boolean;
    /** ISO 8601 */
    duration: string;
  }>;
  /** A person's answer was graded by whoever grades. */
  'widya-answer-graded': CustomEvent<{ quiz: string; question: string; attempt: string; raw: number; max: number }>;
  /** What somebody wrote on paper is in the record; `revision` counts corrections. */
  'widya-paper-entered': CustomEvent<{
    quiz: string;
    attempt: string;
    form: string;
    revision: number;
    raw: number;
    max: number;
  }>;
  /** Before a topic is shown; cancel to show it elsewhere. */
  'widya-topic-request': CustomEvent<{ forum: string; thread: string }>;
  'widya-topic-created': CustomEvent<{ forum: string; thread: string }>;
  'widya-post-sent': CustomEvent<{ thread: string; post: string }>;
  'widya-post-edited': CustomEvent<{ thread: string; post: string }>;
  /** Who keeps order has shown a post that waited or was reported or hidden, or has hidden one. */
  'widya-post-decided': CustomEvent<{ thread: string; post: string; shown: boolean }>;
  'widya-post-deleted': CustomEvent<{ thread: string; post: string }>;
  'widya-statement-queued': CustomEvent<StatementsDetail>;
  'widya-statement-sent': CustomEvent<StatementsDetail>;
  'widya-statement-rejected': CustomEvent<StatementsDetail & ErrorDetail>;
  /** Something of a plugin failed; the page goes on without it. On the document. */
  'widya-plugin-failed': CustomEvent<{
    /** Its id. */
    plugin: string;
    /** The kind or other part; absent for its setup. */
    part?: string;
    phase: 'setup' | 'load' | 'grade' | 'define' | 'check' | 'render' | 'leave';
    message: string;
    /** It has failed too often, and is left alone from now on. */
    quarantined: boolean;
  }>;
  'widya-auth-changed': CustomEvent<{ state: 'unknown' | 'signed-out' | 'signed-in' | 'expired' | 'error' }>;
}

export type DetailOf<K extends keyof WidyaEventMap> = WidyaEventMap[K]['detail'];

declare global {
  interface GlobalEventHandlersEventMap extends WidyaEventMap {}
}

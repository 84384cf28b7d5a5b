// One person at one quiz: which attempt is on, what its answers are worth, what is said to the LRS. No DOM.
import type { Draft, Service } from '../../core/service.js';
import {
  durationBetween,
  resultOf,
  shuffled,
  type Attempt,
  type Quiz,
  type QuizQuestion,
  type QuizResult,
} from '../../model/quiz.js';
import type { Accommodation } from '../../model/quiz-rules.js';
import { answerState, type AnswerState, type Question, type QuestionKind } from '../../questions/kind.js';
import type * as Tracking from '../../tracking/quiz.js';
import type { Answered, AttemptContext } from '../../tracking/quiz.js';
import { Attempts } from './attempts.js';

/** The words of the record, on their way from when the quiz is opened. */
const tracking = () =>
  (words ??= import('../../tracking/quiz.js').catch((cause: unknown) => {
    words = undefined; // asked for again
    throw cause;
  }));
let words: Promise<typeof Tracking> | undefined;

/** Where attempts are kept. */
export type AttemptStore = Pick<Attempts, keyof Attempts>;

export interface SessionOptions {
  /** Address of the quiz. */
  url: string;
  quiz: Quiz;
  kinds: ReadonlyMap<string, QuestionKind>;
  service: Service | undefined;
  registration: string;
  readonly: boolean;
  /** What this person gets beyond the rules. */
  accommodation: Accommodation | undefined;
  /** Scaled; asked when it is needed, since the page may change it. */
  passMark: () => number | undefined;
  /** The course and lesson around the quiz, and the reader's language. */
  context: () => Pick<AttemptContext, 'course' | 'lesson' | 'lang'>;
}

export interface Submitted {
  attempt: Attempt;
  result: QuizResult;
  /** ISO 8601 */
  duration: string;
  /** Settles when its statements are on the device. */
  recorded: Promise<void>;
}

export class QuizSession {
  readonly quiz: Quiz;
  attempts: AttemptStore;
  /** The attempt that is shown: the running one, else the last. */
  attempt: Attempt | undefined;
  readonly o: SessionOptions;

  constructor(options: SessionOptions) {
    this.o = options;
    this.quiz = options.quiz;
    this.attempts = new Attempts(options.service, options.quiz.id, options.registration);
  }

  /**
   * An attempt that was begun goes on at once: its answers are what the learner came back for.
   * @param changed called when the server's copy comes later than the device's
   */
  async load(changed: () => void, local?: boolean): Promise<void> {
    void tracking().catch(() => undefined);
    const more = await this.attempts.load(local);
    this.choose();
    for (const attempt of this.attempts.unrecorded) void this.record(attempt);
    void more?.late.then(() => {
      this.choose();
      changed();
    });
  }

  choose(): void {
    const { open, submitted } = this.attempts;
    this.attempt = (this.o.readonly ? undefined : open) ?? submitted.at(-1);
  }

  get running(): boolean {
    return this.attempt !== undefined && this.attempt.submitted === undefined;
  }
  /** Attempts left; undefined without a limit. */
  get remaining(): number | undefined {
    const { attempts } = this.quiz;
    return attempts === undefined ? undefined : Math.max(0, attempts - this.attempts.submitted.length);
  }
  get canStart(): boolean {
    return !this.o.readonly && this.quiz.questions.length > 0 && !this.attempts.open && this.remaining !== 0;
  }
  get passed(): boolean {
    return this.attempts.submitted.some((a) => this.resultOf(a).passed);
  }
  /** The best score so far, scaled. */
  get best(): number {
    return Math.max(0, ...this.attempts.submitted.map((a) => this.resultOf(a).scaled));
  }
  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }
  /** Questions of the attempt, as they stand in the record. */
  get asked(): QuizQuestion[] {
    return this.quiz.questions;
  }
  /** Questions whose kind is not on this page. They can be neither answered nor graded, so nothing is submitted meanwhile. */
  get missing(): number {
    return this.asked.filter((q) => !this.o.kinds.has(q.kind)).length;
  }
  /** Questions in the order of the attempt. */
  get ordered(): QuizQuestion[] {
    const { questions, shuffle } = this.quiz;
    return shuffle && this.attempt ? shuffled(questions, `${this.attempt.id}|questions`) : questions;
  }

  response(question: QuizQuestion): string {
    return (this.attempt && this.attempts.answers(this.attempt)[question.id]) ?? '';
  }
  /** Undefined when its kind is not here. */
  stateOf(question: QuizQuestion): AnswerState | undefined {
    const kind = this.o.kinds.get(question.kind);
    return kind && answerState(kind, question as Question, this.response(question));
  }
  resultOf(attempt: Attempt): QuizResult {
    return resultOf([{ ...attempt, raw: attempt.raw ?? 0, max: attempt.max ?? 0 }], this.o.passMark());
  }

  start(): Attempt | undefined | Promise<Attempt | undefined> {
    if (!this.canStart) return undefined;
    const now = this.stamp();
    const attempt = (this.attempt = this.attempts.start(now));
    void tracking()
      .then((m) => this.send([m.attemptStarted(this.context(attempt), now)]))
      .catch(() => undefined);
    return attempt;
  }

  stamp(): string {
    return new Date(this.now()).toISOString();
  }

  answer(question: QuizQuestion, response: string): void {
    if (this.attempt && this.running) this.attempts.answer(this.attempt, question.id, response);
  }

  /**
   * Grades the running attempt and keeps the result; `recorded` settles when its statements are on the device.
   * Undefined when there is none, or while a question cannot be shown.
   */
  submit(now = this.stamp()): Submitted | undefined | Promise<Submitted | undefined> {
    const { attempt } = this;
    if (!attempt || !this.running || this.missing > 0) return undefined;
    const grades = this.graded(attempt).map((a) => a.grade);
    const result = resultOf(grades, this.o.passMark());
    this.attempts.submit(attempt, result, now);
    return { attempt, result, duration: durationBetween(attempt.started, now), recorded: this.record(attempt) };
  }

  /** Whether right answers may be in the record by now. */
  get tellsKey(): boolean {
    return this.quiz.feedback !== 'none';
  }

  /** The same answers are worth the same, today and when it is done again. */
  graded(attempt: Attempt): Answered[] {
    const given = this.attempts.answers(attempt);
    return this.asked.flatMap((item) => {
      const question = item as Question;
      const kind = this.o.kinds.get(item.kind);
      if (!kind) return [];
      const written = given[item.id] ?? '';
      const response = answerState(kind, question, written) === 'invalid' ? '' : written;
      // Where answers are not shown afterwards, the record does not tell the key either: learners can read activities.
      const definition = kind.definition(question, { withKey: this.tellsKey, lang: 'id' });
      return { question: item, response, definition, grade: kind.grade(question, response) };
    });
  }

  /** Puts the statements of a submitted attempt into the outbox. Their ids follow from the attempt, so a repeat is stored once. */
  async record(attempt: Attempt): Promise<void> {
    if (attempt.submitted === undefined || this.missing > 0) return;
    const answers = this.graded(attempt);
    const { submitted } = attempt;
    await tracking()
      .then((m) =>
        this.send(
          m.attemptSubmitted(
            this.context(attempt),
            answers,
            this.resultOf(attempt),
            durationBetween(attempt.started, submitted),
            submitted,
          ),
        ),
      )
      .then(
        () => this.attempts.recorded(attempt),
        () => undefined, // still owed: recorded when the quiz is next opened
      );
  }

  async send(drafts: Draft[]): Promise<void> {
    const { service } = this.o;
    if (service?.principal) await service.record(drafts);
  }

  context(attempt: Attempt): AttemptContext {
    return {
      ...this.o.context(),
      quiz: this.quiz,
      attempt: attempt.id,
      registration: this.o.registration || undefined,
    };
  }
}

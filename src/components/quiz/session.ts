// One person at one quiz: which attempt is on, what its answers are worth, what is said to the LRS. No DOM.
import type { Service } from '../../core/service.js';
import {
  durationBetween,
  resultOf,
  shuffled,
  type Attempt,
  type Quiz,
  type QuizQuestion,
  type QuizResult,
} from '../../model/quiz.js';
import { answerState, type AnswerState, type Question, type QuestionKind } from '../../questions/kind.js';
import { attemptStarted, attemptSubmitted, type Answered, type AttemptContext } from '../../tracking/quiz.js';
import { Attempts } from './attempts.js';

export interface SessionOptions {
  quiz: Quiz;
  kinds: ReadonlyMap<string, QuestionKind>;
  service: Service | undefined;
  registration: string;
  readonly: boolean;
  /** Scaled; asked when it is needed, since the page may change it. */
  passMark: () => number | undefined;
  /** The course and lesson around the quiz, and the reader's language. */
  context: () => Pick<AttemptContext, 'course' | 'lesson' | 'lang'>;
}

export class QuizSession {
  readonly quiz: Quiz;
  readonly attempts: Attempts;
  /** The attempt that is shown: the running one, else the last. */
  attempt: Attempt | undefined;
  #o: SessionOptions;

  constructor(options: SessionOptions) {
    this.#o = options;
    this.quiz = options.quiz;
    this.attempts = new Attempts(options.service, options.quiz.id, options.registration);
  }

  /**
   * An attempt that was begun goes on at once: its answers are what the learner came back for.
   * @param changed called when the server's copy comes later than the device's
   */
  async load(changed: () => void): Promise<void> {
    const more = await this.attempts.load();
    this.#choose();
    for (const attempt of this.attempts.unrecorded) void this.#record(attempt);
    void more?.late.then(() => {
      this.#choose();
      changed();
    });
  }

  #choose(): void {
    const { open, submitted } = this.attempts;
    this.attempt = (this.#o.readonly ? undefined : open) ?? submitted.at(-1);
  }

  get running(): boolean {
    return this.attempt !== undefined && this.attempt.submitted === undefined;
  }
  /** Attempts left; undefined without a limit. */
  get left(): number | undefined {
    const { attempts } = this.quiz;
    return attempts === undefined ? undefined : Math.max(0, attempts - this.attempts.submitted.length);
  }
  get canStart(): boolean {
    return !this.#o.readonly && this.quiz.questions.length > 0 && !this.attempts.open && this.left !== 0;
  }
  get passed(): boolean {
    return this.attempts.submitted.some((a) => this.resultOf(a).passed);
  }
  /** The best score so far, scaled. */
  get best(): number {
    return Math.max(0, ...this.attempts.submitted.map((a) => this.resultOf(a).scaled));
  }
  /** Questions whose kind is not on this page. They can be neither answered nor graded, so nothing is submitted meanwhile. */
  get missing(): number {
    return this.quiz.questions.filter((q) => !this.#o.kinds.has(q.kind)).length;
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
    const kind = this.#o.kinds.get(question.kind);
    return kind && answerState(kind, question as Question, this.response(question));
  }
  resultOf(attempt: Attempt): QuizResult {
    return resultOf([{ ...attempt, raw: attempt.raw ?? 0, max: attempt.max ?? 0 }], this.#o.passMark());
  }

  start(now: string): Attempt | undefined {
    if (!this.canStart) return undefined;
    const attempt = (this.attempt = this.attempts.start(now));
    void this.#send([attemptStarted(this.#context(attempt), now)]).catch(() => undefined);
    return attempt;
  }

  answer(question: QuizQuestion, response: string): void {
    if (this.attempt && this.running) this.attempts.answer(this.attempt, question.id, response);
  }

  /**
   * Grades the running attempt and keeps the result; `recorded` settles when its statements are on the device.
   * Undefined when there is none, or while a question cannot be shown.
   */
  submit(now: string): { attempt: Attempt; result: QuizResult; duration: string; recorded: Promise<void> } | undefined {
    const { attempt } = this;
    if (!attempt || !this.running || this.missing > 0) return undefined;
    const grades = this.#graded(attempt).map((a) => a.grade);
    const result = resultOf(grades, this.#o.passMark());
    this.attempts.submit(attempt, result, now);
    return { attempt, result, duration: durationBetween(attempt.started, now), recorded: this.#record(attempt) };
  }

  /** The same answers are worth the same, today and when it is done again. */
  #graded(attempt: Attempt): Answered[] {
    const given = this.attempts.answers(attempt);
    return this.quiz.questions.flatMap((item) => {
      const question = item as Question;
      const kind = this.#o.kinds.get(item.kind);
      if (!kind) return [];
      const written = given[item.id] ?? '';
      const response = answerState(kind, question, written) === 'invalid' ? '' : written;
      // Where answers are not shown afterwards, the record does not tell the key either: learners can read activities.
      const definition = kind.definition(question, { withKey: this.quiz.feedback !== 'none', lang: 'id' });
      return { question: item, response, definition, grade: kind.grade(question, response) };
    });
  }

  /** Puts the statements of a submitted attempt into the outbox. Their ids follow from the attempt, so a repeat is stored once. */
  async #record(attempt: Attempt): Promise<void> {
    if (attempt.submitted === undefined || this.missing > 0) return;
    const drafts = attemptSubmitted(
      this.#context(attempt),
      this.#graded(attempt),
      this.resultOf(attempt),
      durationBetween(attempt.started, attempt.submitted),
      attempt.submitted,
    );
    await this.#send(drafts).then(
      () => this.attempts.recorded(attempt),
      () => undefined, // still owed: recorded when the quiz is next opened
    );
  }

  async #send(drafts: ReturnType<typeof attemptSubmitted>): Promise<void> {
    const { service } = this.#o;
    if (service?.principal) await service.record(drafts);
  }

  #context(attempt: Attempt): AttemptContext {
    return {
      ...this.#o.context(),
      quiz: this.quiz,
      attempt: attempt.id,
      registration: this.#o.registration || undefined,
    };
  }
}

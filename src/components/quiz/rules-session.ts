// A quiz with rules: its attempts, its time, what may be shown. Comes only with a quiz that has them.
import { atMost, PATIENCE } from '../../core/patience.js';
import { QuizClock, type Anchor } from '../../model/quiz-clock.js';
import {
  deadlineOf,
  drawn,
  isReleased,
  keptOf,
  limitOf,
  marked,
  standingOf,
  type Accommodation,
  type DrawnSection,
  type Standing,
} from '../../model/quiz-rules.js';
import {
  durationBetween,
  resultOf,
  type Attempt,
  type ItemMark,
  type QuizQuestion,
  type QuizResult,
} from '../../model/quiz.js';
import type { Grade, Question } from '../../questions/kind.js';
import { toDuration } from '../../sdk/duration.js';
import { verbs } from '../../sdk/verbs.js';
import type { Scored } from '../../tracking/grading.js';
import type { Answered } from '../../tracking/quiz.js';
import type { RuleWords } from './rules-words.js';
import type { QuizSession, SessionOptions } from './session.js';

/** What the device's own clock and the page's steady one say. */
const device = { wall: () => Date.now(), steady: () => performance.now() };
/** A question nobody touched for longer was not worked on all that time. */
const MAX_SPENT = 600_000;

/** How an answer was given, for the screens. */
export type ItemState = ItemMark & { locked: boolean };

export interface RuledSession extends QuizSession {
  clock: QuizClock;
  accommodation: Accommodation;
  readonly limit: number | undefined;
  readonly left: number | undefined;
  readonly deadline: number | undefined;
  readonly standing: Standing;
  readonly kept: QuizResult | undefined;
  readonly size: number;
  readonly sections: DrawnSection[];
  readonly at: number;
  readonly notes: ((w: RuleWords) => string)[];
  keepTime(): void;
  sync(): Promise<void>;
  goTo(at: number): void;
  markOf(question: QuizQuestion): ItemMark;
  mark(question: QuizQuestion, more: ItemMark): void;
  check(question: QuizQuestion): boolean | undefined;
  gradeOf(question: QuizQuestion): Answered['grade'] | undefined;
  pointsOf(question: QuizQuestion): Answered['grade'] | undefined;
  showsScore(attempt: Attempt): boolean;
  showsAnswers(attempt: Attempt): boolean;
  commentOf(question: QuizQuestion): string | undefined;
  /** Answers that the server has not yet. */
  readonly unsent: boolean | undefined;
  stop(): void;
}

/** A person's points, within those there are. */
function byPerson(grade: Grade, { raw }: Scored): Grade {
  const { max } = grade;
  const points = Math.min(Math.max(raw, 0), max);
  return { raw: points, max, scaled: Math.round((points / max) * 1e9) / 1e9, success: points === max };
}

/** The class it builds on is given, so that this file shares no module with the page's first load. */
export function ruledSession(Base: typeof QuizSession): new (options: SessionOptions) => RuledSession {
  return class extends Base {
    clock: QuizClock = new QuizClock(device);
    accommodation: Accommodation;
    drawnNow: { attempt: string; sections: DrawnSection[] } | undefined;
    touched = 0;

    constructor(options: SessionOptions) {
      super(options);
      this.accommodation = options.accommodation ?? {};
    }

    override async load(changed: () => void, local?: boolean): Promise<void> {
      await super.load(changed, local);
      await atMost(PATIENCE * 3, this.loadGrades());
      this.clock = new QuizClock(device, this.anchor());
      if (this.limit !== undefined || this.quiz.opens || this.quiz.closes || this.quiz.delay)
        await atMost(PATIENCE * 3, this.sync());
      this.touched = this.now();
    }

    /** What people have graded meanwhile, by attempt and item. */
    grades = new Map<string, Scored>();
    /** Looks for grades where some are awaited; the verdict is recorded once nothing is awaited any more. */
    async loadGrades(): Promise<void> {
      const { service } = this.o;
      const waiting = this.attempts.submitted.filter((a) => a.pending);
      if (!service?.principal || waiting.length === 0) return;
      const [{ latestGrades, readScored }, { attemptSubmitted }] = await Promise.all([
        import('../../tracking/grading.js'),
        import('../../tracking/quiz.js'),
      ]);
      const { statements } = await service.lrs.getStatements({
        agent: service.principal.actor,
        activity: this.quiz.id,
        related_activities: true,
        verb: verbs.scored.id,
      });
      this.grades = latestGrades(statements.flatMap((s) => readScored(s) ?? []));
      if (this.grades.size === 0) return;
      for (const attempt of waiting) {
        const shown = this.attempt;
        this.attempt = attempt; // its questions are asked for
        const answers = this.graded(attempt);
        const result = resultOf(
          answers.map((a) => a.grade),
          this.o.passMark(),
        );
        const { submitted = '' } = attempt;
        const { raw, max, pending } = result;
        this.attempts.change(attempt, { raw, max, pending: pending ?? 0 });
        if (!pending) {
          const drafts = attemptSubmitted(
            this.context(attempt),
            answers,
            result,
            durationBetween(attempt.started, submitted),
            submitted,
          );
          await this.send(drafts.filter((d) => d.verb === verbs.passed || d.verb === verbs.failed)).catch(
            () => undefined,
          );
        }
        this.attempt = shown;
      }
    }
    gradeBy(attempt: Attempt, question: QuizQuestion): Scored | undefined {
      return this.grades.get(`${attempt.id}|${this.quiz.id.replace(/\/$/, '')}/${encodeURIComponent(question.id)}`);
    }

    // Time

    override now(): number {
      return this.clock.now();
    }
    get limit(): number | undefined {
      return limitOf(this.quiz, this.accommodation);
    }
    /** Milliseconds; undefined when the attempt never ends. */
    get left(): number | undefined {
      return this.deadline === undefined ? undefined : this.deadline - this.now();
    }
    get deadline(): number | undefined {
      const { attempt } = this;
      if (!attempt || !this.running) return undefined;
      return deadlineOf(this.quiz, Date.parse(attempt.started), this.accommodation);
    }

    /** As the attempt itself: a visitor's lives as long as the tab. */
    get box(): Storage {
      return this.o.service?.principal ? localStorage : sessionStorage;
    }
    anchor(): Anchor | undefined {
      try {
        return (JSON.parse(this.box.getItem(this.clockKey) ?? 'null') as Anchor | undefined) ?? undefined;
      } catch {
        return undefined;
      }
    }
    get clockKey(): string {
      return this.attempts.key.replace('quiz', 'clock');
    }
    /** So that the next page goes on where this one stood. */
    keepTime(): void {
      if (this.deadline === undefined) return;
      try {
        this.box.setItem(this.clockKey, JSON.stringify(this.clock.anchor));
      } catch {
        // No storage: the device's clock has to do.
      }
    }
    /** Asks the LRS what time it is. A visitor's attempt is not recorded, so nobody is asked. */
    async sync(): Promise<void> {
      const { service } = this.o;
      if (!service?.principal) return;
      const before = performance.now();
      const response = await service.lrs.send('about').catch(() => undefined);
      const date = Date.parse(response?.headers.get('date') ?? '');
      if (date) this.clock.sync(date + 500, performance.now() - before);
    }

    // Attempts

    get standing(): Standing {
      const submitted = this.attempts.submitted.map((a) => Date.parse(a.submitted ?? ''));
      return standingOf(this.quiz, submitted, this.now(), this.accommodation);
    }
    override get remaining(): number | undefined {
      return this.standing.left;
    }
    override get canStart(): boolean {
      return !this.o.readonly && this.size > 0 && !this.attempts.open && this.standing.refusal === undefined;
    }
    get kept(): QuizResult | undefined {
      const results = this.attempts.submitted.filter((a) => this.showsScore(a)).map((a) => this.resultOf(a));
      return keptOf(this.quiz.keep, results);
    }
    override get passed(): boolean {
      const mark = this.o.passMark();
      return mark !== undefined && (this.kept?.scaled ?? -1) >= mark;
    }

    // Questions

    /** How many an attempt has. */
    get size(): number {
      return (
        this.quiz.sections?.reduce((sum, s) => sum + (s.draw ?? s.questions.length), 0) ?? this.quiz.questions.length
      );
    }
    get sections(): DrawnSection[] {
      const id = this.attempt?.id ?? '';
      if (this.drawnNow?.attempt !== id) this.drawnNow = { attempt: id, sections: this.draw(id) };
      return this.drawnNow.sections;
    }
    /** What was drawn at the start stays, whatever has become of the pool meanwhile. */
    draw(id: string): DrawnSection[] {
      const now = drawn(this.quiz, id);
      const then = this.attempt?.questions;
      if (!then) return now;
      const byId = new Map(this.quiz.questions.map((q) => [q.id, q]));
      return now.map(({ section }) => ({
        section,
        questions: then.flatMap((q) => ((section?.questions.includes(q) ?? true) ? (byId.get(q) ?? []) : [])),
      }));
    }
    override get asked(): QuizQuestion[] {
      return this.sections.flatMap((s) => s.questions);
    }
    override get ordered(): QuizQuestion[] {
      return this.asked;
    }
    get at(): number {
      return Math.min(this.attempt?.at ?? 0, Math.max(0, this.asked.length - 1));
    }
    goTo(at: number): void {
      if (this.attempt) this.attempts.change(this.attempt, { at });
    }

    markOf(question: QuizQuestion): ItemMark {
      return (this.attempt && this.attempts.marks(this.attempt)[question.id]) ?? {};
    }
    mark(question: QuizQuestion, more: ItemMark): void {
      if (this.attempt && this.running) this.attempts.mark(this.attempt, question.id, more);
    }
    override answer(question: QuizQuestion, response: string): void {
      if (!this.running || this.markOf(question).done) return;
      super.answer(question, response);
      const now = this.now();
      const ms = (this.markOf(question).ms ?? 0) + Math.min(now - this.touched, MAX_SPENT);
      this.touched = now;
      this.mark(question, { ms: Math.round(ms) });
    }

    override start(): Attempt | undefined | Promise<Attempt | undefined> {
      const attempt = super.start() as Attempt | undefined;
      this.touched = this.now();
      this.keepTime();
      if (attempt && this.quiz.sections) this.attempts.change(attempt, { questions: this.asked.map((q) => q.id) });
      return attempt;
    }
    /** Not later than its end, whenever somebody comes to submit it. */
    override submit(): ReturnType<QuizSession['submit']> {
      const { deadline } = this;
      return super.submit(
        deadline !== undefined && this.now() > deadline ? new Date(deadline).toISOString() : undefined,
      );
    }

    /** Checks one answer during the attempt. → whether it is right */
    check(question: QuizQuestion): boolean | undefined {
      const grade = this.gradeOf(question);
      const tries = (this.markOf(question).tries ?? 0) + 1;
      const last = grade?.success !== false || tries >= (question.tries ?? 1);
      this.mark(question, { ...(grade?.success === false ? { tries } : {}), ...(last ? { done: true } : {}) });
      return grade?.success;
    }
    gradeOf(question: QuizQuestion): Grade | undefined {
      return this.o.kinds.get(question.kind)?.grade(question as Question, this.response(question));
    }
    /** The points of one answer in the end. */
    pointsOf(question: QuizQuestion): Grade | undefined {
      const grade = this.gradeOf(question);
      const person = grade?.pending && this.attempt ? this.gradeBy(this.attempt, question) : undefined;
      if (grade && person) return byPerson(grade, person);
      return grade && this.marked(question, grade);
    }
    marked<G extends Answered['grade']>(question: QuizQuestion, grade: G): G {
      const mark = this.markOf(question);
      // The last of several wrong tries is no try that could have been spared.
      const tries = Math.max(0, (mark.tries ?? 0) - (grade.success === false ? 1 : 0));
      return marked(question, grade, { ...mark, tries }, this.quiz.confidence === 'mark');
    }
    override graded(attempt: Attempt): Answered[] {
      return super.graded(attempt).map((a) => {
        const mark = this.attempts.marks(attempt)[a.question.id] ?? {};
        const person = this.gradeBy(attempt, a.question);
        return {
          ...a,
          grade: person && a.grade.pending ? byPerson(a.grade, person) : this.marked(a.question, a.grade),
          ...(mark.ms ? { duration: toDuration(mark.ms / 1000) } : {}),
          ...(mark.sure && this.quiz.confidence ? { sure: mark.sure } : {}),
        };
      });
    }

    // What may be shown

    moment(attempt: Attempt) {
      return { now: this.now(), submitted: attempt.submitted !== undefined, left: this.standing.left };
    }
    showsScore(attempt: Attempt): boolean {
      return isReleased(this.quiz.score, this.quiz, this.moment(attempt), this.accommodation);
    }
    showsAnswers(attempt: Attempt): boolean {
      return isReleased(this.quiz.feedback, this.quiz, this.moment(attempt), this.accommodation);
    }
    override get tellsKey(): boolean {
      return this.attempt !== undefined && this.showsAnswers(this.attempt);
    }
    /** What was done is not with the server yet; undefined where the outbox knows. */
    get unsent(): boolean | undefined {
      return undefined;
    }
    stop(): void {}
    /** What is to be said once, e.g. of answers that came too late. */
    get notes(): ((w: RuleWords) => string)[] {
      return [];
    }
    /** What a person has said of an answer; undefined without. */
    commentOf(question: QuizQuestion): string | undefined {
      return this.attempt && this.gradeBy(this.attempt, question)?.comment;
    }
  };
}

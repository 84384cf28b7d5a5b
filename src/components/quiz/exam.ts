// An examination in the page: questions without key, answers to the server, and what it releases. Every answer is on the device
// first and goes on its way at once; without network it waits there. Fetched only by a quiz whose mode is summative.
import type { Accommodation, DrawnSection, Standing } from '../../model/quiz-rules.js';
import type { Attempt, ItemMark, Quiz, QuizQuestion, QuizResult, QuizSection, QuizState } from '../../model/quiz.js';
import type { Grade } from '../../questions/kind.js';
import { WidyaError } from '../../sdk/errors.js';
import { uuid } from '../../sdk/uuid.js';
import type { ruledSession } from './rules-session.js';
import type { RuleWords } from './rules-words.js';
import type { AttemptStore, QuizSession, SessionOptions, Submitted } from './session.js';

interface ServedAttempt extends Attempt {
  deadline?: number;
  expired?: true;
  late?: number;
  served?: QuizQuestion[];
  sections?: QuizSection[];
  released?: { score: boolean; answers: boolean };
  result?: QuizResult;
  grades?: Record<string, Grade>;
  comments?: Record<string, string>;
}
/** As the server says it: questions where the page has ids. */
type Served = Omit<ServedAttempt, 'questions'> & {
  questions: QuizQuestion[];
  answers: Record<string, string>;
  marks: Record<string, ItemMark>;
};
interface Answer {
  now: number;
  refused?: string[];
  accommodation?: Accommodation;
  attempts?: Served[];
}

/** What is on the device: the last word of the server, and over it what the server does not know yet. */
interface Copy {
  said?: Answer;
  unsent: Record<
    string,
    { answers?: Record<string, string>; marks?: Record<string, ItemMark>; at?: number; submit?: string }
  >;
}

/** Milliseconds between two tries while there is no network. */
const AGAIN = 5000;

class ExamAttempts implements AttemptStore {
  state: QuizState = { attempts: [], answers: {} };
  accommodation: Accommodation = {};
  /** Answers that came too late. */
  late = 0;
  /** An attempt could not be begun, since there is no network. */
  unreached = false;
  heard: (now: number, took: number) => void = () => undefined;
  changed: () => void = () => undefined;
  #o: SessionOptions;
  #sending: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SessionOptions) {
    this.#o = options;
  }

  get #principal() {
    return this.#o.service?.principal;
  }
  get key(): string {
    const s = this.#o.service;
    return `widya:quiz:exam|${s?.endpoint ?? ''}|${s?.principal?.subject ?? ''}|${this.#o.quiz.id}`;
  }

  #copy(): Copy {
    try {
      const copy = JSON.parse(localStorage.getItem(this.key) ?? 'null') as Copy | null;
      if (copy?.unsent) return copy;
    } catch {
      // as if there were none
    }
    return { unsent: {} };
  }
  #keep(edit: (copy: Copy) => void): void {
    const copy = this.#copy();
    edit(copy);
    for (const [id, u] of Object.entries(copy.unsent)) if (Object.keys(u).length === 0) delete copy.unsent[id];
    try {
      localStorage.setItem(this.key, JSON.stringify(copy));
    } catch {
      // No room: what is in memory is still sent.
    }
  }
  get waiting(): boolean {
    return Object.keys(this.#copy().unsent).length > 0;
  }

  /** The server's word, with what it does not know yet laid over it. */
  #take({ said, unsent }: Copy): void {
    if (!said?.attempts) return;
    this.accommodation = said.accommodation ?? {};
    const answers: QuizState['answers'] = {};
    const marks: Record<string, Record<string, ItemMark>> = {};
    this.state = {
      attempts: said.attempts.map(({ questions, answers: given, marks: how, ...rest }) => {
        const own = unsent[rest.id] ?? {};
        answers[rest.id] = { ...given, ...own.answers };
        marks[rest.id] = { ...how, ...own.marks };
        const at = own.at ?? rest.at;
        return {
          ...rest,
          ...(rest.submitted === undefined && own.submit !== undefined ? { submitted: own.submit } : {}),
          ...(at === undefined ? {} : { at }),
          served: questions,
        } as ServedAttempt;
      }),
      answers,
      marks,
    };
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const { service, url } = this.#o;
    if (!service) throw new WidyaError('auth/signed-out', 'nobody is signed in');
    const before = performance.now();
    const response = await service.lrs.send(`${url.replace(/[?#].*/, '').replace(/\/$/, '')}/attempts${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, keepalive: path !== '' }),
      accept: [409],
    });
    const answer = (await response.json()) as Answer;
    if (answer.now) this.heard(answer.now, performance.now() - before);
    if (answer.attempts) this.#keep((copy) => (copy.said = answer));
    return answer;
  }

  async load(): Promise<undefined> {
    await this.#o.service?.ready;
    if (!this.#principal) return undefined;
    this.#take(this.#copy());
    await this.refresh().catch((cause: unknown) => {
      // Without network the device has to do; anything else is the reader's to know, unless there is something to go on with.
      if (!(cause instanceof WidyaError && cause.retryable) && this.state.attempts.length === 0) throw cause;
    });
    this.#soon();
    return undefined;
  }
  async refresh(): Promise<void> {
    await this.#ask('GET', '');
    this.#take(this.#copy());
  }

  get open(): Attempt | undefined {
    return this.state.attempts.findLast((a) => a.submitted === undefined);
  }
  get submitted(): Attempt[] {
    return this.state.attempts.filter((a) => a.submitted !== undefined);
  }
  readonly unrecorded: Attempt[] = [];
  recorded(): void {}
  answers(attempt: Attempt): Record<string, string> {
    return this.state.answers[attempt.id] ?? {};
  }
  marks(attempt: Attempt): Record<string, ItemMark> {
    return this.state.marks?.[attempt.id] ?? {};
  }

  start(): Attempt {
    throw new Error('an examination is begun by its server');
  }
  /** The server says which attempt it is: perhaps one that was begun elsewhere. */
  async begin(): Promise<Attempt | undefined> {
    const { registration } = this.#o;
    this.unreached = false;
    try {
      await this.#ask('POST', '', { id: uuid(), ...(registration ? { registration } : {}) });
      await this.refresh();
    } catch (cause) {
      this.unreached = true;
      if (!(cause instanceof WidyaError && cause.retryable)) throw cause;
    }
    return this.open;
  }

  #note(attempt: Attempt, edit: (u: Copy['unsent'][string]) => void): void {
    this.#keep((copy) => edit((copy.unsent[attempt.id] ??= {})));
    void this.flush();
  }
  answer(attempt: Attempt, question: string, response: string): void {
    (this.state.answers[attempt.id] ??= {})[question] = response;
    this.#note(attempt, (u) => ((u.answers ??= {})[question] = response));
  }
  mark(attempt: Attempt, question: string, more: ItemMark): void {
    const all = ((this.state.marks ??= {})[attempt.id] ??= {});
    const next = (all[question] = { ...all[question], ...more });
    this.#note(attempt, (u) => ((u.marks ??= {})[question] = next));
  }
  change(attempt: Attempt, { at }: Partial<Attempt>): void {
    if (at === undefined) return;
    attempt.at = at;
    this.#note(attempt, (u) => (u.at = at));
  }
  submit(attempt: Attempt, _result: unknown, now: string): void {
    attempt.submitted = now;
    this.#keep((copy) => ((copy.unsent[attempt.id] ??= {}).submit = now));
  }

  /** Sends what is not sent; one request at a time, and again until there is nothing left. */
  flush(): Promise<void> {
    return (this.#sending ??= this.#send().finally(() => (this.#sending = undefined)));
  }
  async #send(): Promise<void> {
    await Promise.resolve(); // what is said in one go is sent together
    for (;;) {
      const [id, unsent] = Object.entries(this.#copy().unsent)[0] ?? [];
      if (id === undefined || unsent === undefined || !this.#principal) break;
      const { submit, ...body } = unsent;
      try {
        const answer = await this.#ask(
          submit === undefined ? 'PUT' : 'POST',
          `/${id}${submit === undefined ? '' : '/submit'}`,
          body,
        );
        this.late += submit === undefined ? (answer.refused?.length ?? 0) : 0;
      } catch (cause) {
        // What the server will never take is thrown away, or nothing behind it would be sent.
        if (cause instanceof WidyaError && !cause.retryable && cause.status !== undefined && cause.status !== 401) {
          this.#keep((copy) => delete copy.unsent[id]);
          continue;
        }
        this.changed();
        this.#soon();
        return;
      }
      this.#keep((copy) => {
        const left = copy.unsent[id];
        if (!left) return;
        for (const [q, value] of Object.entries(body.answers ?? {}))
          if (left.answers?.[q] === value) delete left.answers[q];
        for (const [q, mark] of Object.entries(body.marks ?? {}))
          if (JSON.stringify(left.marks?.[q]) === JSON.stringify(mark)) delete left.marks?.[q];
        if (left.at === body.at) delete left.at;
        if (Object.keys(left.answers ?? {}).length === 0) delete left.answers;
        if (Object.keys(left.marks ?? {}).length === 0) delete left.marks;
        if (submit !== undefined) delete copy.unsent[id];
      });
      if (submit !== undefined) this.#take(this.#copy());
    }
    this.changed();
  }
  #soon(): void {
    clearTimeout(this.#timer);
    if (!this.waiting) return;
    this.#timer = setTimeout(() => void this.flush(), navigator.onLine ? AGAIN : AGAIN * 6);
    addEventListener('online', this.#online, { once: true });
  }
  readonly #online = (): void => void this.flush();
  stop(): void {
    clearTimeout(this.#timer);
    removeEventListener('online', this.#online);
  }
}

export function examSession(Ruled: ReturnType<typeof ruledSession>): ReturnType<typeof ruledSession> {
  return class extends Ruled {
    readonly exam: ExamAttempts;

    constructor(options: SessionOptions) {
      super(options);
      this.attempts = this.exam = new ExamAttempts(options);
      this.exam.heard = (now, took) => this.clock.sync(now, took);
    }

    override async load(changed: () => void, local?: boolean): Promise<void> {
      this.exam.changed = () => {
        this.choose();
        changed();
      };
      await super.load(changed, local);
    }
    override choose(): void {
      super.choose();
      this.accommodation = this.exam.accommodation;
    }
    override async sync(): Promise<void> {
      await this.exam.refresh().catch(() => undefined);
    }
    override stop(): void {
      this.exam.stop();
    }
    override get unsent(): boolean {
      return this.exam.waiting;
    }

    get served(): ServedAttempt | undefined {
      return this.attempt as ServedAttempt | undefined;
    }
    override get deadline(): number | undefined {
      return this.running ? this.served?.deadline : undefined;
    }
    override get size(): number {
      return (this.quiz as Quiz).exam?.size ?? 0;
    }
    override get standing(): Standing {
      return super.standing;
    }
    override get canStart(): boolean {
      return super.canStart && this.o.service?.principal != null;
    }
    // What is asked changes when answers are released: the key comes then.
    override get sections(): DrawnSection[] {
      const { served = [], sections } = this.served ?? {};
      if (!sections) return [{ section: undefined, questions: served }];
      return sections.map((section) => ({
        section,
        questions: served.filter((q) => section.questions.includes(q.id)),
      }));
    }

    override async start(): Promise<Attempt | undefined> {
      if (!this.canStart) return undefined;
      const attempt = await this.exam.begin();
      this.choose();
      return attempt;
    }
    override async submit(): Promise<Submitted | undefined> {
      const { attempt } = this;
      if (!attempt || !this.running || this.missing > 0) return undefined;
      this.exam.submit(attempt, undefined, this.stamp());
      await Promise.race([this.exam.flush(), new Promise((r) => setTimeout(r, 4000))]);
      this.choose();
      const done = (this.exam.state.attempts.find((a) => a.id === attempt.id) ?? attempt) as ServedAttempt;
      const seconds = Math.max(0, Date.parse(done.submitted ?? '') - Date.parse(done.started)) / 1000;
      return {
        attempt: done,
        result: this.resultOf(done),
        duration: `PT${Math.round(seconds)}S`,
        recorded: Promise.resolve(),
      };
    }
    override resultOf(attempt: Attempt): QuizResult {
      return (attempt as ServedAttempt).result ?? { raw: 0, max: 0, scaled: 0, passed: undefined };
    }
    override showsScore(attempt: Attempt): boolean {
      return (attempt as ServedAttempt).released?.score === true && (attempt as ServedAttempt).result !== undefined;
    }
    override showsAnswers(attempt: Attempt): boolean {
      return (attempt as ServedAttempt).released?.answers === true;
    }
    override gradeOf(question: QuizQuestion): Grade | undefined {
      return this.served?.grades?.[question.id];
    }
    override pointsOf(question: QuizQuestion): Grade | undefined {
      return this.gradeOf(question);
    }
    override commentOf(question: QuizQuestion): string | undefined {
      return this.served?.comments?.[question.id];
    }
    override get notes(): ((w: RuleWords) => string)[] {
      const late = (this.served?.late ?? 0) || this.exam.late;
      return [
        ...(late > 0 ? [(w: RuleWords) => w.late(late)] : []),
        ...(this.exam.unreached ? [(w: RuleWords) => w.offlineStart] : []),
      ];
    }
  };
}

export type ExamSession = InstanceType<ReturnType<typeof examSession>> & QuizSession;

// The attempts of one person at one quiz: kept on the server when somebody is signed in, in this tab otherwise.
import { atMost, PATIENCE } from '../../core/patience.js';
import type { Service } from '../../core/service.js';
import {
  answerPatch,
  attemptPatch,
  fromQuizDocuments,
  markPatch,
  toQuizDocument,
  type Attempt,
  type ItemMark,
  type QuizResult,
  type QuizState,
} from '../../model/quiz.js';
import { ns } from '../../sdk/verbs.js';
import { uuid } from '../../sdk/uuid.js';

export const quizStateId = `${ns}/state/quiz`;

/** In the device's own copy: the attempt is submitted, and its statements are not yet in the outbox. */
const owed = (attempt: Attempt) => `u:${attempt.id}`;

export class Attempts {
  state: QuizState = { attempts: [], answers: {} };
  #service: Service | undefined;
  #quiz: string;
  #registration: string;
  /** Changes of this page. */
  #since: Record<string, unknown>[] = [];

  constructor(service: Service | undefined, quiz: string, registration: string) {
    this.#service = service;
    this.#quiz = quiz;
    this.#registration = registration;
  }

  get #scope() {
    return {
      activityId: this.#quiz,
      stateId: quizStateId,
      ...(this.#registration ? { registration: this.#registration } : {}),
    };
  }

  /** Name of the device's own copy; another tab that writes it is told of by the `storage` event. */
  get key(): string {
    const s = this.#service;
    return `widya:quiz:${s?.endpoint ?? ''}|${s?.principal?.subject ?? ''}|${this.#quiz}|${this.#registration}`;
  }

  /** A person's attempts stay on the device until the server has them; a visitor's only as long as the tab. */
  get #box(): globalThis.Storage | undefined {
    try {
      return this.#service?.principal ? localStorage : sessionStorage;
    } catch {
      return undefined;
    }
  }

  #own(): Record<string, unknown> {
    try {
      const own: unknown = JSON.parse(this.#box?.getItem(this.key) ?? 'null');
      return typeof own === 'object' && own !== null ? (own as Record<string, unknown>) : {};
    } catch {
      return {};
    }
  }

  /**
   * Reads the device's copy, the server's over it, and over that what is still on its way. Without network the device is enough;
   * with a slow one too, for a start: then the promise that is returned settles when the server's copy is in as well.
   * @param local the device alone: another tab of it has just written what may not be on the server yet
   */
  async load(local = false): Promise<{ late: Promise<void> } | undefined> {
    const service = this.#service;
    await service?.ready;
    this.state = fromQuizDocuments(this.#own());
    if (!service?.principal || local) return undefined;
    const key = { resource: 'state' as const, ...this.#scope };
    let here = false;
    const late = service
      .readDocument(key)
      .catch(() => undefined)
      .then((stored) => {
        here = true;
        // What was answered while the server was asked is newer than what it says.
        this.state = fromQuizDocuments(this.#own(), stored, ...service.pendingPatches(key), ...this.#since);
        // What was read is there the next time, also without a network.
        if (stored) this.#keep({});
      });
    await (this.state.attempts.length > 0 ? atMost(PATIENCE, late) : late);
    return here ? undefined : { late };
  }

  /** The attempt that is begun and not submitted. */
  get open(): Attempt | undefined {
    return this.state.attempts.findLast((a) => a.submitted === undefined);
  }
  get submitted(): Attempt[] {
    return this.state.attempts.filter((a) => a.submitted !== undefined);
  }
  /** Submitted, but the page went before the outbox had the statements. */
  get unrecorded(): Attempt[] {
    const own = this.#own();
    return this.submitted.filter((a) => own[owed(a)] === true);
  }
  answers(attempt: Attempt): Record<string, string> {
    return this.state.answers[attempt.id] ?? {};
  }

  /** What another tab has begun meanwhile goes on; nobody has two attempts open. */
  start(now: string): Attempt {
    this.state = fromQuizDocuments(toQuizDocument(this.state), this.#own());
    if (this.open) return this.open;
    const attempt: Attempt = { id: uuid(), started: now };
    this.state.attempts.push(attempt);
    this.#save(attemptPatch(attempt));
    return attempt;
  }

  answer(attempt: Attempt, question: string, response: string): void {
    (this.state.answers[attempt.id] ??= Object.create(null) as Record<string, string>)[question] = response;
    this.#save(answerPatch(attempt.id, question, response));
  }

  marks(attempt: Attempt): Record<string, ItemMark> {
    return this.state.marks?.[attempt.id] ?? {};
  }
  mark(attempt: Attempt, question: string, more: ItemMark): void {
    const all = ((this.state.marks ??= {})[attempt.id] ??= Object.create(null) as Record<string, ItemMark>);
    this.#save(markPatch(attempt.id, question, (all[question] = { ...all[question], ...more })));
  }
  /** What is shown of it, e.g. which question. */
  change(attempt: Attempt, more: Partial<Attempt>): void {
    this.#save(attemptPatch(Object.assign(attempt, more)));
  }

  /** One write to the device says both: it is submitted, and its statements are still owed. */
  submit(attempt: Attempt, { raw, max, min, pending }: QuizResult, now: string): void {
    Object.assign(attempt, { submitted: now, raw, max, ...(min ? { min } : {}), ...(pending ? { pending } : {}) });
    this.#save(attemptPatch(attempt), this.#service?.principal ? { [owed(attempt)]: true } : {});
  }

  /** The outbox has the statements of this attempt. */
  recorded(attempt: Attempt): void {
    this.#keep({ [owed(attempt)]: undefined });
  }

  /** What another tab has written meanwhile stays; an attempt that it has submitted stays submitted. */
  #keep(more: Record<string, unknown>): void {
    const own = this.#own();
    const all = toQuizDocument(fromQuizDocuments(own, toQuizDocument(this.state)));
    try {
      this.#box?.setItem(this.key, JSON.stringify({ ...own, ...all, ...more }));
    } catch {
      // No room: the server's copy is enough when somebody is signed in.
    }
  }

  #save(patch: Record<string, unknown>, more: Record<string, unknown> = {}): void {
    this.#since.push(patch);
    this.#keep(more);
    if (!this.#service?.principal) return;
    void this.#service.saveDocument({ resource: 'state', ...this.#scope, patch }).catch(() => undefined); // signed out meanwhile
  }
}

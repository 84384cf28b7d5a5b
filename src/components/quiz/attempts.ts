// The attempts of one person at one quiz: kept on the server when somebody is signed in, in this tab otherwise.
import type { Service } from '../../core/service.js';
import { fromQuizDocuments, toQuizDocument, type Attempt, type QuizState } from '../../model/quiz.js';
import { ns } from '../../sdk/verbs.js';
import { uuid } from '../../sdk/uuid.js';

export const quizStateId = `${ns}/state/quiz`;

export class Attempts {
  state: QuizState = { attempts: [], answers: {} };
  #service: Service | undefined;
  #quiz: string;
  #registration: string;

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

  get #key(): string {
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

  async load(): Promise<void> {
    const service = this.#service;
    await service?.ready;
    let own: unknown;
    try {
      own = JSON.parse(this.#box?.getItem(this.#key) ?? 'null');
    } catch {
      own = null;
    }
    const documents: unknown[] = [own];
    const person = service?.principal;
    if (service && person) {
      const stored = await service.lrs.getState({ ...this.#scope, agent: person.actor }).catch(() => null);
      documents.push(stored?.value, ...service.pendingPatches({ resource: 'state', ...this.#scope }));
    }
    this.state = fromQuizDocuments(...documents);
  }

  /** The attempt that is begun and not submitted. */
  get open(): Attempt | undefined {
    return this.state.attempts.findLast((a) => a.submitted === undefined);
  }
  get submitted(): Attempt[] {
    return this.state.attempts.filter((a) => a.submitted !== undefined);
  }
  answers(attempt: Attempt): Record<string, string> {
    return this.state.answers[attempt.id] ?? {};
  }

  start(now: string): Attempt {
    const attempt: Attempt = { id: uuid(), started: now };
    this.state.attempts.push(attempt);
    this.#save(attempt);
    return attempt;
  }

  answer(attempt: Attempt, question: string, response: string): void {
    (this.state.answers[attempt.id] ??= {})[question] = response;
    this.#save(attempt, { [question]: response });
  }

  submit(attempt: Attempt, result: { raw: number; max: number }, now: string): void {
    Object.assign(attempt, { submitted: now, raw: result.raw, max: result.max });
    this.#save(attempt);
  }

  #save(attempt: Attempt, answers: Record<string, string> = {}): void {
    const whole = Object.assign({}, ...this.state.attempts.map((a) => toQuizDocument(a, this.answers(a)))) as Record<
      string,
      unknown
    >;
    try {
      this.#box?.setItem(this.#key, JSON.stringify(whole));
    } catch {
      // No room: the server's copy is enough when somebody is signed in.
    }
    if (!this.#service?.principal) return;
    void this.#service
      .saveDocument({ resource: 'state', ...this.#scope, patch: toQuizDocument(attempt, answers) })
      .catch(() => undefined); // signed out meanwhile
  }
}

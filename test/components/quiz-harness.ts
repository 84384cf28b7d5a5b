// Drives a quiz as a person does, and shows what the page and the LRS make of it.
import { fixture, html } from '@open-wc/testing';
import type { WidyaProvider } from '../../src/components/provider/provider.js';
import type { WidyaQuestion } from '../../src/components/question/question.js';
import { WidyaQuiz } from '../../src/components/quiz/quiz.js';
import type { StoredStatement } from '../../src/sdk/statement.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { sent, until } from './harness.js';

export { newLrs, verbOf } from './harness.js';

WidyaQuiz.define();

export const quizId = 'https://belajar.bln.example/kuis/uji';

export const questions = [
  { id: 'tf', kind: 'true-false', stem: 'Gratifikasi selalu berupa uang.', answer: false },
  {
    id: 'one',
    kind: 'choice',
    stem: 'Mana yang tepat?',
    options: [
      { id: 'a', text: 'Menolak', correct: true },
      { id: 'b', text: 'Menerima', feedback: 'Belum, karena harus dilaporkan.' },
      { id: 'c', text: 'Menunda' },
    ],
    feedback: { correct: 'Tepat sekali.', incorrect: 'Baca lagi bagian 3.' },
  },
  {
    id: 'many',
    kind: 'choice',
    multiple: true,
    stem: 'Mana saja?',
    points: 2,
    options: [
      { id: 'a', text: 'A', correct: true },
      { id: 'b', text: 'B', correct: true },
      { id: 'c', text: 'C' },
    ],
  },
  { id: 'num', kind: 'numeric', stem: 'Berapa persen?', answer: 12.5, unit: '%' },
  {
    id: 'gap',
    kind: 'fill-in',
    stem: 'Lewat {{1}} kepada {{2}}.',
    gaps: [
      { id: '1', answers: ['UPG'] },
      { id: '2', answers: ['KPK'] },
    ],
  },
];

export const quizData = {
  id: quizId,
  version: '3',
  title: { id: 'Kuis uji', en: 'Test quiz' },
  description: 'Lima soal.',
  passMark: 0.7,
  attempts: 2,
  questions,
};

/** From here on the page is another device: locks of this one are not known there. */
export function onDevice(name: string): void {
  const { locks } = navigator;
  const request = Object.getPrototypeOf(locks).request as (...args: unknown[]) => Promise<unknown>;
  Object.assign(locks, {
    request: (lock: string, ...rest: unknown[]) => request.call(locks, `${name}|${lock}`, ...rest),
  });
}

export class QuizHarness {
  readonly quiz: WidyaQuiz;
  readonly lrs: TestLrs | undefined;
  constructor(quiz: WidyaQuiz, lrs?: TestLrs) {
    this.quiz = quiz;
    this.lrs = lrs;
  }

  static async open(data: unknown = quizData, lrs?: TestLrs, set: Partial<WidyaQuiz> = {}): Promise<QuizHarness> {
    const quiz = document.createElement('widya-quiz');
    Object.assign(quiz, { quiz: data, ...set });
    if (lrs) {
      const provider = await fixture<WidyaProvider>(
        html`<widya-provider endpoint=${lrs.endpoint} .auth=${lrs.auth} .fetch=${lrs.fetch}></widya-provider>`,
      );
      provider.append(quiz);
    } else {
      (await fixture(html`<div></div>`)).append(quiz);
    }
    const h = new QuizHarness(quiz, lrs);
    await h.until(() => quiz.status === 'ready' || quiz.status === 'error', 'loaded');
    await h.settle();
    return h;
  }

  get root(): ShadowRoot {
    return this.quiz.shadowRoot as ShadowRoot;
  }
  $<T extends HTMLElement = HTMLElement>(selector: string): T | null {
    return this.root.querySelector<T>(selector);
  }
  get text(): string {
    return (this.root.querySelector('.quiz')?.textContent ?? '').replace(/\s+/g, ' ');
  }
  question(id: string): WidyaQuestion {
    return this.root.querySelector(`widya-question[name="${id}"]`) as WidyaQuestion;
  }
  inputs(id: string): HTMLInputElement[] {
    return [...(this.question(id).shadowRoot as ShadowRoot).querySelectorAll('input')];
  }

  /** The page is closed. */
  close(): void {
    this.quiz.remove();
  }
  get status(): string {
    return this.quiz.status;
  }
  /** Looks on while another tab writes. */
  get reading(): boolean {
    return this.$('[data-take]') !== null;
  }

  until = until;
  sent(): Promise<void> {
    return sent(this.quiz);
  }
  /** All questions are drawn. */
  async settle(): Promise<void> {
    await this.quiz.updateComplete;
    let list: WidyaQuestion[] = [];
    // Slice by slice, each a frame's time after the one before.
    for (let known = -1; known !== list.length;) {
      known = list.length;
      await new Promise((r) => setTimeout(r, 30));
      await this.quiz.updateComplete;
      list = [...this.root.querySelectorAll('widya-question')];
    }
    await this.until(() => list.every((q) => q.status === 'ready' || q.status === 'error'), 'questions drawn');
    await Promise.all(list.map((q) => q.updateComplete));
  }
  async start(): Promise<void> {
    this.$('[part="start-button"]')?.click();
    await this.settle();
  }
  /** Ids of options, or texts for the fields in their order. */
  async answer(id: string, ...what: string[]): Promise<void> {
    const inputs = this.inputs(id);
    if (inputs[0]?.type === 'text') {
      what.forEach((text, i) => {
        const field = inputs[i] as HTMLInputElement;
        field.value = text;
        field.dispatchEvent(new Event('change'));
      });
    } else for (const value of what) inputs.find((i) => i.value === value)?.click();
    await this.settle();
  }
  async answerAll(right = true): Promise<void> {
    await this.answer('tf', right ? 'false' : 'true');
    await this.answer('one', right ? 'a' : 'b');
    await this.answer('many', ...(right ? ['a', 'b'] : ['c']));
    await this.answer('num', right ? '12,5' : '13');
    await this.answer('gap', ...(right ? ['upg', 'kpk'] : ['x', 'y']));
  }
  async submit(): Promise<void> {
    this.$('.bar [type="submit"]')?.click();
    await this.settle();
  }
  async confirm(): Promise<void> {
    this.$('[data-confirm]')?.click();
    await this.settle();
  }
  /** What the LRS has once it has `count` statements, oldest first. */
  async statements(count: number): Promise<StoredStatement[]> {
    const lrs = this.lrs as TestLrs;
    await this.until(async () => (await lrs.statements()).length >= count, `${count} statements`);
    return lrs.statements();
  }
}

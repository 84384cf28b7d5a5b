// An examination in the page, with the real grading service behind it: nothing of the key comes, and nothing of the answers is lost.
import { expect } from '@open-wc/testing';
import { builtins } from '../../src/questions/builtins.js';
import type { QuestionKind } from '../../src/questions/kind.js';
import { createGrading, type Grading } from '../../src/server/grading/grading.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import { createTestLrs, type TestLrs } from '../../src/testing/lrs.js';
import { newPerson } from './harness.js';
import { onDevice, QuizHarness } from './quiz-harness.js';

const MINUTE = 60_000;
const src = '/ujian-di-halaman/akhir';
const secret = 'RAHASIA-SEKALI';
const kinds = new Map<string, QuestionKind>();

const file = {
  id: 'https://belajar.bln.example/ujian/akhir',
  title: 'Ujian akhir',
  mode: 'summative' as const,
  passMark: 0.6,
  attempts: 1,
  timeLimit: 'PT30M',
  questions: [
    { id: 'tf', kind: 'true-false', stem: 'Benar?', answer: false },
    {
      id: 'one',
      kind: 'choice',
      stem: 'Mana?',
      options: [
        { id: 'a', text: 'A', correct: true, feedback: secret },
        { id: 'b', text: 'B' },
      ],
    },
    { id: 'gap', kind: 'fill-in', stem: '{{1}}', gaps: [{ id: '1', answers: [secret] }] },
  ],
};

class Exam {
  off = 0;
  lrs: TestLrs;
  grading!: Grading;
  /** Everything the server has said. */
  said: string[] = [];
  head: unknown;
  #storage = memoryStorage();
  #more: object;
  constructor(more: object = {}) {
    this.#more = more;
    this.restart();
    this.lrs = createTestLrs(newPerson(), {
      also: (request, principal) => {
        if (!new URL(request.url).pathname.startsWith('/ujian-di-halaman')) return undefined;
        return this.grading.fetch(request, principal).then(
          async (response) => {
            this.said.push(await response.clone().text());
            return response;
          },
          (error: { status?: number }) => new Response('{}', { status: error.status ?? 500 }),
        );
      },
    });
  }
  restart(): void {
    this.grading = createGrading({
      exams: [{ slug: 'akhir', quiz: { ...file, ...this.#more }, kinds }],
      storage: this.#storage,
      prefix: '/ujian-di-halaman',
      record: () => Promise.resolve(),
      scored: () => Promise.resolve([]),
      now: () => new Date(Date.now() + this.off),
    });
  }
  async open(): Promise<QuizHarness> {
    const head = await this.grading.fetch(new Request(new URL(src, location.href)), undefined);
    return QuizHarness.open(await head.json(), this.lrs, { src });
  }
}

describe('<widya-quiz>, an examination', () => {
  before(async () => {
    for (const name of ['true-false', 'choice', 'fill-in'] as const)
      kinds.set(name, (await builtins[name]()) as unknown as QuestionKind);
  });
  afterEach(() => onDevice(''));
  const serverHas = async (exam: Exam) => {
    const response = await exam.lrs.fetch(new URL(`${src}/attempts`, location.href), {
      headers: { 'x-experience-api-version': '1.0.3' },
    });
    return ((await response.json()) as { attempts: { answers: Record<string, string>; submitted?: string }[] })
      .attempts;
  };

  it('is begun, answered, summed up and graded by the server', async () => {
    const exam = new Exam();
    const h = await exam.open();
    expect(h.text).to.contain('3 soal').and.contain('Waktu 30 menit').and.contain('Sisa kesempatan 1');
    h.$('[part="start-button"]')?.click();
    await h.until(() => h.question('tf') !== null, 'begun');
    await h.settle();
    await h.answer('tf', 'false');
    await h.answer('one', 'a');
    await h.until(async () => (await serverHas(exam))[0]?.answers.one === 'a', 'the server has it');
    expect(exam.said.join()).not.to.contain(secret).and.not.contain('"correct"');
    await h.submit();
    expect(h.text).to.contain('1 soal belum lengkap');
    const submitted = new Promise<CustomEvent>((done) =>
      h.quiz.addEventListener('widya-quiz-submitted', done, { once: true }),
    );
    h.$('[data-confirm]')?.click();
    expect((await submitted).detail).to.include({ raw: 2, max: 3, passed: true });
    await h.settle();
    expect(h.text).to.contain('Nilai Anda 66,6').and.contain('Lulus').and.contain('Pembahasan');
    expect(h.question('gap').shadowRoot?.textContent).to.contain(secret);
    expect(h.text).to.contain('Kesempatan mengerjakan kuis ini sudah habis');
  });

  it('goes on after a reload, on another device, and after a restart of the server', async () => {
    const exam = new Exam();
    const h = await exam.open();
    h.$('[part="start-button"]')?.click();
    await h.until(() => h.question('tf') !== null, 'begun');
    await h.settle();
    await h.answer('one', 'b');
    await h.until(async () => (await serverHas(exam))[0]?.answers.one === 'b', 'the server has it');
    h.close();
    exam.restart();
    for (const key of Object.keys(localStorage)) if (key.startsWith('widya:quiz:exam')) localStorage.removeItem(key);
    onDevice('desk');
    const again = await exam.open();
    expect(again.question('one').value).to.equal('b');
  });

  it('without network answers stay on the device, also over a reload, and go when it is back; so does the submission', async () => {
    const exam = new Exam();
    const h = await exam.open();
    h.$('[part="start-button"]')?.click();
    await h.until(() => h.question('tf') !== null, 'begun');
    await h.settle();
    exam.lrs.mode = 'offline';
    await h.answer('tf', 'false');
    await h.until(() => h.text.includes('Tersimpan di perangkat'), 'said');
    h.close();
    const again = await exam.open();
    expect(again.question('tf').value).to.equal('false');
    await again.answer('one', 'a');
    await again.submit();
    again.$('[data-confirm]')?.click();
    await again.until(
      () => again.text.includes('Jawaban Anda sudah diterima') || again.text.includes('Tersimpan di perangkat'),
      'kept',
    );
    await again.until(() => again.$('[part="result"]') !== null, 'the result waits');
    expect(again.text).to.contain('Tersimpan di perangkat');
    exam.lrs.mode = 'online';
    dispatchEvent(new Event('online'));
    await again.until(() => again.text.includes('Nilai Anda 66,6'), 'graded');
    const [attempt, ...more] = await serverHas(exam);
    expect(attempt?.answers).to.include({ tf: 'false', one: 'a' });
    expect(more.length).to.equal(0);
  });

  it('ends by the server’s clock, whatever the device’s says; what comes later is said not to count', async () => {
    const exam = new Exam();
    const h = await exam.open();
    h.$('[part="start-button"]')?.click();
    await h.until(() => h.question('tf') !== null, 'begun');
    await h.settle();
    await h.answer('tf', 'false');
    await h.until(async () => (await serverHas(exam))[0]?.answers.tf === 'false', 'the server has it');
    const now = Date.now;
    try {
      Date.now = () => now() - 3 * 24 * 60 * MINUTE;
      exam.off = 3 * 24 * 60 * MINUTE + 31 * MINUTE;
      await h.answer('one', 'a');
      await h.until(() => h.text.includes('Nilai Anda 33,3'), 'ended');
      expect(h.text).to.contain('1 jawaban tiba setelah waktu habis');
    } finally {
      Date.now = now;
    }
  });

  it('a file with its key is not shown as an examination', async () => {
    const h = await QuizHarness.open(file);
    expect(h.quiz.status).to.equal('error');
    expect(h.root.textContent).to.contain('hanya dapat dibuka dari servernya');
  });
});

// A quiz with rules in the page: its time, its order, its summary, what it releases, and who may write.
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { byLease } from '../../src/components/quiz/tab.js';
import type { WidyaQuiz } from '../../src/components/quiz/quiz.js';
import { extensions } from '../../src/sdk/verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { newLrs, onDevice, QuizHarness, quizId, questions, verbOf } from './quiz-harness.js';

const MINUTE = 60_000;
const base = { id: quizId, version: '3', title: 'Kuis beraturan', passMark: 0.7, questions };

/** The clocks of this device: `sleep` stops the steady one, `set` turns the wall clock. */
const device = {
  off: 0,
  steady: 0,
  real: { now: Date.now.bind(Date), performance: performance.now.bind(performance) },
  pass(ms: number) {
    this.off += ms;
    this.steady += ms;
  },
  sleep(ms: number) {
    this.off += ms;
  },
  set(ms: number) {
    this.off += ms;
  },
  wake() {
    document.dispatchEvent(new Event('visibilitychange'));
  },
};

/** An LRS that tells its time, which is the true one. */
function timed(lrs: TestLrs): TestLrs {
  const fetch = lrs.fetch;
  return Object.assign(Object.create(lrs) as TestLrs, {
    fetch: async (...args: Parameters<typeof fetch>) => {
      const response = await fetch(...args);
      const headers = new Headers(response.headers);
      headers.set('date', new Date(device.real.now() + device.steady).toUTCString());
      return new Response(response.status === 204 ? null : await response.arrayBuffer(), {
        status: response.status,
        headers,
      });
    },
  });
}

describe('<widya-quiz> with rules', () => {
  beforeEach(() => {
    device.off = device.steady = 0;
    Date.now = () => device.real.now() + device.off;
    performance.now = () => device.real.performance() + device.steady;
  });
  afterEach(() => {
    Date.now = device.real.now;
    performance.now = device.real.performance;
    onDevice('');
  });
  const click = async (h: QuizHarness, selector: string) => {
    const target = h.$(selector);
    if (!target) throw new Error(`there is no ${selector}`);
    target.click();
    await h.settle();
  };
  const said = (h: QuizHarness) => h.$('[data-announcer]')?.textContent ?? '';
  const clock = (h: QuizHarness) => h.$('.clock b')?.textContent ?? '';

  describe('time', () => {
    const quiz = { ...base, timeLimit: 'PT30M' };
    it('is said before, shown while it runs, and announced at half, five minutes and one', async () => {
      const h = await QuizHarness.open(quiz, newLrs());
      expect(h.text).to.contain('Waktu 30 menit');
      await h.start();
      await h.until(() => clock(h).startsWith('29:5') || clock(h) === '30:00', 'the time');
      for (const [ms, words] of [
        [15 * MINUTE, 'Setengah waktu sudah lewat'],
        [10 * MINUTE, 'Sisa waktu 5 menit'],
        [4 * MINUTE, 'Sisa waktu 1 menit'],
      ] as const) {
        device.pass(ms);
        device.wake();
        await h.until(() => said(h).includes(words.slice(0, 12)), words);
      }
      expect(h.$('.clock.hurry')).not.to.equal(null);
      await click(h, '.clock button');
      expect(h.$('.clock b')).to.equal(null);
    });
    it('ends the attempt with what is written, also what is just being typed', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quiz, lrs);
      await h.start();
      await h.answer('tf', 'false');
      const field = h.inputs('gap')[0] as HTMLInputElement;
      field.focus();
      field.value = 'upg';
      device.pass(31 * MINUTE);
      device.wake();
      await h.until(() => h.text.includes('Nilai Anda'), 'submitted');
      const list = await h.statements(8);
      const answered = list.filter((s) => verbOf(s) === 'answered').map((s) => s.result?.response);
      expect(answered).to.include('false').and.include('upg[,]');
      const completed = list.find((s) => verbOf(s) === 'completed');
      expect(completed?.result?.duration).to.equal('PT30M');
    });
    it('goes on while the device sleeps and while the page is closed; the attempt then ends when it is opened', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quiz, lrs);
      await h.start();
      await h.answer('tf', 'false');
      device.sleep(10 * MINUTE);
      device.wake();
      await h.until(() => /^(19:|20:0)/.test(clock(h)), `ten minutes less, not ${clock(h)}`);
      h.close();
      device.sleep(25 * MINUTE);
      const again = await QuizHarness.open(quiz, lrs);
      await again.until(() => again.text.includes('Nilai Anda'), 'submitted');
      const completed = (await again.statements(8)).find((s) => verbOf(s) === 'completed');
      expect(completed?.result?.duration).to.equal('PT30M');
    });
    it('is not won by a clock put back three days, across a reload too', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quiz, lrs);
      await h.start();
      device.pass(10 * MINUTE);
      device.set(-3 * 24 * 60 * MINUTE);
      device.wake();
      await h.until(() => /^(19:|20:0)/.test(clock(h)), `ten minutes less, not ${clock(h)}`);
      h.close();
      const again = await QuizHarness.open(quiz, lrs);
      await again.until(() => /^(19:|20:0)/.test(clock(again)), `ten minutes less, not ${clock(again)}`);
    });
    it('is not lost by a clock put forward three days while the LRS can be asked', async () => {
      const lrs = timed(newLrs());
      const h = await QuizHarness.open(quiz, lrs);
      await h.start();
      device.pass(5 * MINUTE);
      device.set(3 * 24 * 60 * MINUTE);
      device.wake();
      await h.until(() => /^(24:|25:0)/.test(clock(h)), `five minutes less, not ${clock(h)}`);
      expect(h.text).not.to.contain('Nilai Anda');
      h.close();
      const again = await QuizHarness.open(quiz, lrs);
      await again.until(() => /^(24:|25:0)/.test(clock(again)), `five minutes less, not ${clock(again)}`);
    });
    it('is longer, or without end, for those who need it', async () => {
      const more = await QuizHarness.open(quiz, newLrs(), { accommodation: { timeFactor: 1.5 } } as Partial<WidyaQuiz>);
      expect(more.text).to.contain('Waktu 45 menit');
      const none = await QuizHarness.open(quiz, newLrs(), { accommodation: { untimed: true } } as Partial<WidyaQuiz>);
      expect(none.text).to.contain('Tanpa batas waktu');
      await none.start();
      device.pass(300 * MINUTE);
      device.wake();
      await none.settle();
      expect(none.$('.clock')).to.equal(null);
      expect(none.text).not.to.contain('Nilai Anda');
    });
  });

  describe('whether it can be begun', () => {
    const at = (ms: number) => new Date(device.real.now() + ms).toISOString();
    it('not before it opens, nor after it closes', async () => {
      const early = await QuizHarness.open({ ...base, opens: at(MINUTE * 60) });
      expect(early.text).to.contain('Kuis dibuka');
      expect(early.$('[part="start-button"]')).to.equal(null);
      const late = await QuizHarness.open({ ...base, closes: at(-MINUTE) });
      expect(late.text).to.contain('Kuis sudah ditutup.');
    });
    it('not too soon after the last attempt; earlier ones are listed, with the one that counts', async () => {
      const lrs = newLrs();
      const quiz = { ...base, delay: 'PT1H', keep: 'first' };
      const h = await QuizHarness.open(quiz, lrs);
      await h.start();
      await h.answerAll();
      await h.submit();
      expect(h.text).to.contain('Anda dapat mengerjakan lagi').and.contain('Nilai Anda 100');
      device.pass(61 * MINUTE);
      h.quiz.requestUpdate();
      await h.settle();
      await h.start();
      await h.answerAll(false);
      await h.submit();
      const table = h.$('[part="history"]')?.textContent?.replace(/\s+/g, ' ') ?? '';
      expect(table).to.match(/Percobaan 1.*Nilai Anda 100 \(dipakai\).*Percobaan 2.*Nilai Anda 0/);
      expect(h.quiz.passed).to.equal(true);
    });
  });

  describe('navigation', () => {
    it('shows one question at a time, any of them, with the focus on it', async () => {
      const h = await QuizHarness.open({ ...base, navigation: 'one-at-a-time' }, newLrs());
      await h.start();
      expect(h.root.querySelectorAll('widya-question').length).to.equal(1);
      await h.answer('tf', 'false');
      await click(h, '[data-next]');
      expect(h.question('one')).not.to.equal(null);
      expect(h.root.activeElement?.matches('[data-first]')).to.equal(true);
      await click(h, '.map li:nth-child(4) button');
      expect(h.text).to.contain('Soal 4 dari 5');
      expect(h.$('.map li:first-child button')?.getAttribute('aria-label')).to.equal('Soal 1, Terjawab');
      expect(h.$('.map [aria-current]')?.textContent?.trim()).to.equal('4');
      await click(h, '[data-previous]');
      expect(h.question('many')).not.to.equal(null);
    });
    it('goes on only, where it is linear, and stays where it was after a reload', async () => {
      const lrs = newLrs();
      const quiz = { ...base, navigation: 'linear' };
      const h = await QuizHarness.open(quiz, lrs);
      await h.start();
      expect(h.$('.map')).to.equal(null);
      expect(h.$('[part="submit"]')).to.equal(null);
      await h.answer('tf', 'false');
      await click(h, '[data-next]');
      expect(h.$('[data-previous]')).to.equal(null);
      h.close();
      const again = await QuizHarness.open(quiz, lrs);
      expect(again.question('one')).not.to.equal(null);
      for (let i = 0; i < 3; i++) await click(again, '[data-next]');
      expect(again.$('[data-next]')).to.equal(null);
      await again.submit();
      await again.until(() => again.$('.summary') !== null, 'what is open is asked about');
      await again.confirm();
      expect(again.text).to.contain('1 dari 6 poin');
    });
    it('can be walked with the keyboard alone', async () => {
      const h = await QuizHarness.open({ ...base, navigation: 'one-at-a-time' }, newLrs());
      h.$('[part="start-button"]')?.focus();
      await sendKeys({ press: 'Enter' });
      await h.settle();
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Space' });
      await h.settle();
      expect(h.question('tf').value).to.equal('true');
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
      await h.settle();
      expect(h.question('one')).not.to.equal(null);
    });
  });

  describe('summary and flags', () => {
    it('lists what is open and flagged before it is submitted', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open({ ...base, summary: true }, lrs);
      await h.start();
      await h.answer('tf', 'false');
      await h.answer('gap', 'upg');
      await click(h, '[data-place="1"] [data-flag]');
      expect(h.$('[data-place="1"] [data-flag]')?.getAttribute('aria-pressed')).to.equal('true');
      await h.submit();
      expect(h.root.activeElement?.id).to.equal('summary');
      expect(h.text).to.contain('4 soal belum lengkap').and.contain('1 soal ditandai');
      const states = [...h.root.querySelectorAll('.lines li')].map((li) =>
        li.querySelector('.state')?.textContent?.trim(),
      );
      expect(states).to.eql(['Terjawab', 'Belum dijawab', 'Belum dijawab', 'Belum dijawab', 'Belum lengkap']);
      await click(h, '.lines li:nth-child(2) button');
      expect(h.root.activeElement?.closest('[data-place]')?.getAttribute('data-place')).to.equal('1');
      expect(h.root.activeElement?.localName, 'what is open leads to its field').to.equal('widya-question');
      await h.submit();
      await h.confirm();
      expect(h.text).to.contain('Nilai Anda');
      await h.statements(8);
    });
    it('a flag is there on another device', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open({ ...base, summary: true }, lrs);
      await h.start();
      await click(h, '[data-place="1"] [data-flag]');
      await h.sent();
      h.close();
      for (const key of Object.keys(localStorage)) if (key.startsWith('widya:quiz:')) localStorage.removeItem(key);
      onDevice('desk');
      const desk = await QuizHarness.open({ ...base, summary: true }, lrs);
      expect(desk.$('[data-place="1"] [data-flag]')?.getAttribute('aria-pressed')).to.equal('true');
    });
  });

  describe('practice', () => {
    const quiz = {
      ...base,
      feedback: 'after-answer',
      questions: [
        {
          ...questions[1],
          tries: 3,
          penalty: 0.25,
          hints: [{ text: 'Baca **bagian 3**.', penalty: 0.1 }, { text: 'Tolak.' }],
        },
        questions[0],
      ],
    };
    it('checks each answer, with tries and hints that take their part', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quiz, lrs);
      await h.start();
      await click(h, '[data-place="0"] [data-check]');
      expect(h.text).to.contain('Jawab dahulu');
      await h.answer('one', 'b');
      await click(h, '[data-place="0"] [data-check]');
      expect(h.text).to.contain('Belum tepat. Perbaiki').and.contain('Sisa percobaan 2');
      await click(h, '[data-place="0"] [data-hint]');
      expect(h.$('[data-place="0"] .hints')?.textContent).to.contain('bagian 3');
      expect(h.$('[data-place="0"] [data-hint]')?.textContent).to.contain('2 dari 2');
      await h.answer('one', 'a');
      await click(h, '[data-place="0"] [data-check]');
      expect(h.question('one').review).to.equal(true);
      await h.answer('tf', 'false');
      await h.submit();
      const answered = (await h.statements(5)).filter((s) => verbOf(s) === 'answered');
      expect(answered[0]?.result?.score?.raw).to.equal(0.65);
      expect(answered[0]?.result?.success).to.equal(true);
      expect(answered[0]?.result?.duration).to.match(/^PT/);
    });
  });

  it('how sure one is counts, and is in the record', async () => {
    const lrs = newLrs();
    const h = await QuizHarness.open({ ...base, confidence: 'mark', questions: [questions[0]] }, lrs);
    await h.start();
    await h.answer('tf', 'true');
    await click(h, '.sure label:nth-child(3) input');
    await h.submit();
    const answered = (await h.statements(4)).find((s) => verbOf(s) === 'answered');
    expect(answered?.result?.score).to.eql({ scaled: -1, raw: -1, min: -1, max: 1 });
    expect(answered?.result?.extensions?.[extensions.confidence]).to.equal(3);
  });

  it('draws from a pool, asks and records only that, under headings', async () => {
    const lrs = newLrs();
    const sections = [
      { id: 'a', title: 'Bagian A', body: 'Baca **dahulu**.\n\n| x | y |\n|---|---|\n| 1 | 2 |', questions: ['tf'] },
      { id: 'b', title: 'Bagian B', questions: ['one', 'many', 'num', 'gap'], draw: 2 },
    ];
    const h = await QuizHarness.open({ ...base, sections }, lrs);
    expect(h.text).to.contain('3 soal');
    await h.start();
    await h.until(() => h.$('.section-head table') !== null, 'the table');
    const asked = [...h.root.querySelectorAll('widya-question')].map((q) => q.getAttribute('name') ?? '');
    expect(asked.length).to.equal(3);
    expect(h.text).to.contain('Bagian A').and.contain('Bagian B');
    h.close();
    const again = await QuizHarness.open({ ...base, sections }, lrs);
    expect([...again.root.querySelectorAll('widya-question')].map((q) => q.getAttribute('name'))).to.eql(asked);
    await again.submit();
    await again.until(() => again.$('.summary') !== null, 'summary');
    await again.confirm();
    const list = (await again.statements(6)).filter((s) => verbOf(s) === 'answered');
    expect(list.map((s) => ('id' in s.object ? s.object.id : ''))).to.eql(asked.map((q) => `${quizId}/${q}`));
  });

  describe('release', () => {
    it('neither score nor key, on the page or in the record, before the last attempt', async () => {
      const lrs = newLrs();
      const rule = { feedback: 'after-last-attempt', score: 'after-last-attempt', attempts: 2 };
      const h = await QuizHarness.open({ ...base, ...rule }, lrs);
      await h.start();
      await h.answerAll(false);
      await h.submit();
      expect(h.text).to.contain('Jawaban Anda sudah diterima').and.contain('setelah kesempatan terakhir');
      expect(h.text).not.to.contain('Nilai Anda');
      expect([...h.root.querySelectorAll('widya-question')].some((q) => q.review)).to.equal(false);
      const list = await h.statements(8);
      expect(JSON.stringify(list)).not.to.contain('correctResponsesPattern');
      await h.start();
      await h.answerAll();
      await h.submit();
      expect(h.text).to.contain('Nilai Anda 100').and.contain('Pembahasan');
    });
    it('says what the score means', async () => {
      const h = await QuizHarness.open({
        ...base,
        bands: [
          { from: 0, text: 'Ulangi **bagian 2**.' },
          { from: 0.9, text: 'Unggul.' },
        ],
      });
      await h.start();
      await h.answerAll();
      await h.submit();
      expect(h.$('.band')?.textContent).to.equal('Unggul.');
    });
  });

  describe('one tab writes', () => {
    it('a second one looks on, goes on here when asked, and the first one then looks on', async () => {
      const lrs = newLrs();
      const a = await QuizHarness.open(base, lrs);
      await a.start();
      await a.answer('one', 'b');
      const b = await QuizHarness.open(base, lrs);
      await b.until(() => b.reading, 'the second looks on');
      await b.settle();
      expect(b.question('one').readonly).to.equal(true);
      expect(b.question('one').value).to.equal('b');
      await click(b, '[data-take]');
      await b.until(() => !b.reading && b.status === 'ready', 'the second writes');
      await a.until(() => a.reading, 'the first looks on');
      await b.settle();
      await b.answer('one', 'a');
      b.close();
      await a.until(() => !a.reading, 'the first writes again, since the other is closed');
      await a.settle();
      expect(a.question('one').value).to.equal('a');
    });
    it('two that begin at once have one attempt', async () => {
      const lrs = newLrs();
      const [a, b] = [await QuizHarness.open(base, lrs), await QuizHarness.open(base, lrs)];
      await a.start();
      await b.start();
      await b.until(() => b.reading, 'the second looks on');
      await a.answerAll();
      await a.submit();
      await a.statements(8);
      expect((await lrs.statements()).filter((s) => verbOf(s) === 'completed').length).to.equal(1);
      expect(new Set((await lrs.statements()).map((s) => s.context?.extensions?.[extensions.attempt])).size).to.equal(
        1,
      );
    });
    it('on plain http by a lease: one holds it, another takes it, and it is free again when its holder is gone', async () => {
      const name = `uji-${Math.random()}`;
      const [a, b]: boolean[][] = [[], []];
      const first = byLease(name, (mine) => a?.push(mine));
      const second = byLease(name, (mine) => b?.push(mine));
      expect([a, b]).to.eql([[true], [false]]);
      second.take();
      dispatchEvent(new StorageEvent('storage', { key: `${name}:tab` }));
      expect([a, b]).to.eql([
        [true, false],
        [false, true],
      ]);
      second.stop();
      Date.now = () => device.real.now() + 10_000;
      first.stop();
      const third: boolean[] = [];
      byLease(name, (mine) => third.push(mine)).stop();
      expect(third).to.eql([true]);
    });
  });

  it('a double submit is one submission', async () => {
    const lrs = newLrs();
    const h = await QuizHarness.open({ ...base, summary: true }, lrs);
    await h.start();
    await h.answerAll();
    await h.submit();
    const button = h.$('[data-confirm]');
    button?.click();
    button?.click();
    void h.quiz.submit();
    await h.settle();
    await h.statements(8);
    await h.sent();
    expect((await lrs.statements()).length).to.equal(8);
  });
});

import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import type { WidyaQuiz } from '../../src/components/quiz/quiz.js';
import { create } from '../../src/lessons/quiz/view.js';
import type { LessonHost } from '../../src/lessons/kind.js';
import { defineQuestionKind, questionKinds } from '../../src/questions/registry.js';
import { trueFalse } from '../../src/questions/true-false/index.js';
import { fixedAuth } from '../../src/sdk/session.js';
import { extensions } from '../../src/sdk/verbs.js';
import { held, late } from './harness.js';
import { newLrs, onDevice, QuizHarness, quizData, quizId, questions, verbOf } from './quiz-harness.js';

const active = (h: QuizHarness): Element | null => h.root.activeElement;

describe('<widya-quiz>', () => {
  beforeEach(() => sessionStorage.clear());

  describe('accessibility', () => {
    it('start, running, asking, result, review, empty and error are accessible', async () => {
      const h = await QuizHarness.open();
      await expect(h.quiz).to.be.accessible();
      await h.start();
      await expect(h.quiz).to.be.accessible();
      await h.answer('num', 'tiga');
      await h.submit();
      await expect(h.quiz).to.be.accessible();
      await h.confirm();
      await expect(h.quiz).to.be.accessible();
      const empty = await QuizHarness.open({ ...quizData, id: 'https://x.example/kosong', questions: [] });
      await expect(empty.quiz).to.be.accessible();
      const broken = await QuizHarness.open({ id: 7 });
      await expect(broken.quiz).to.be.accessible();
    });
    describe('in the dark', () => {
      const root = document.documentElement;
      before(async () => {
        await emulateMedia({ colorScheme: 'dark' });
        root.style.cssText = 'color-scheme: dark; background: Canvas; color: CanvasText';
      });
      after(async () => {
        await emulateMedia({ colorScheme: 'light' });
        root.style.cssText = '';
      });
      it('is accessible', async () => {
        const h = await QuizHarness.open();
        await h.start();
        await h.answerAll(false);
        await expect(h.quiz).to.be.accessible();
        await h.submit();
        await expect(h.quiz).to.be.accessible();
      });
    });
    it('names the region by its heading, and groups each question under its text', async () => {
      const h = await QuizHarness.open();
      expect(h.$('section')?.getAttribute('aria-labelledby')).to.equal('title');
      await h.start();
      const legend = h.question('one').shadowRoot?.querySelector('fieldset > legend');
      expect(legend?.textContent?.trim()).to.equal('Mana yang tepat?');
    });
    it('is done by keyboard alone', async () => {
      const h = await QuizHarness.open({ ...quizData, questions: questions.slice(0, 3) });
      (h.$('button') as HTMLElement).focus();
      await sendKeys({ press: 'Enter' });
      await h.settle();
      await sendKeys({ press: 'Tab' }); // from the first question's card to its first option
      await sendKeys({ press: 'ArrowDown' }); // false
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Space' }); // a
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Space' }); // a
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Space' }); // b
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Tab' });
      expect(active(h)?.getAttribute('part')).to.equal('submit');
      await sendKeys({ press: 'Enter' });
      await h.settle();
      expect(h.text).to.contain('Nilai Anda 100');
      expect(active(h)?.id).to.equal('title');
    });
    it('Enter in a text field submits nothing', async () => {
      const h = await QuizHarness.open({ ...quizData, questions: questions.slice(3, 4) });
      await h.start();
      h.inputs('num')[0]?.focus();
      await sendKeys({ type: '12,5' });
      await sendKeys({ press: 'Enter' });
      await h.settle();
      expect(h.text).not.to.contain('Nilai Anda');
      expect(h.question('num').value).to.equal('12.5');
    });
    it('needs no sideways scrolling at 320 px', async () => {
      await setViewport({ width: 320, height: 700 });
      const h = await QuizHarness.open();
      for (const step of [() => h.start(), () => h.answerAll(false), () => h.submit()]) {
        await step();
        expect(document.documentElement.scrollWidth).to.be.at.most(320);
      }
      await setViewport({ width: 900, height: 700 });
    });
    it('targets are large enough', async () => {
      const h = await QuizHarness.open();
      await h.start();
      for (const row of h.question('one').shadowRoot?.querySelectorAll('label') ?? [])
        expect(row.getBoundingClientRect().height).to.be.at.least(44);
    });
  });

  describe('focus', () => {
    it('never moves on load, and not when an attempt is resumed', async () => {
      const first = await QuizHarness.open();
      await first.start();
      (document.activeElement as HTMLElement).blur();
      const again = await QuizHarness.open();
      expect(again.text).to.contain('Soal 1 dari 5');
      await new Promise((r) => setTimeout(r, 50));
      expect(document.activeElement === document.body).to.equal(true);
    });
    it('goes to the first question, then to the question that is open, then to the result', async () => {
      const h = await QuizHarness.open();
      await h.start();
      expect(active(h)?.hasAttribute('data-first')).to.equal(true);
      await h.answer('tf', 'true');
      await h.submit();
      expect(active(h)?.classList.contains('ask')).to.equal(true);
      (h.$('.jumps button') as HTMLElement).click();
      await h.settle();
      expect(active(h) === h.question('one')).to.equal(true);
      await h.submit();
      await sendKeys({ press: 'Escape' });
      await h.settle();
      expect(active(h)?.getAttribute('part')).to.equal('submit');
      await h.submit();
      await h.confirm();
      expect(active(h)?.id).to.equal('title');
    });
    it('says the result', async () => {
      const h = await QuizHarness.open();
      await h.start();
      await h.answerAll();
      await h.submit();
      await h.until(() => (h.$('[data-announcer]')?.textContent ?? '') !== '', 'announced');
      expect(h.$('[data-announcer]')?.textContent).to.equal('Jawaban dikumpulkan. Nilai Anda 100. Lulus.');
    });
  });

  describe('behaviour', () => {
    it('shows what to expect before it begins', async () => {
      const h = await QuizHarness.open();
      expect(h.text).to.contain('Kuis uji').and.contain('Lima soal.').and.contain('5 soal');
      expect(h.text).to.contain('Nilai minimal lulus 70').and.contain('Sisa kesempatan 2');
    });
    it('counts what is answered; half an answer or a word for a number is none', async () => {
      const h = await QuizHarness.open();
      await h.start();
      expect(h.text).to.contain('0 dari 5 soal terjawab');
      await h.answer('gap', 'upg');
      await h.answer('num', 'tiga');
      expect(h.text).to.contain('0 dari 5 soal terjawab');
      await h.answer('gap', 'upg', 'kpk');
      await h.answer('num', '3');
      await h.answer('many', 'a');
      await h.answer('many', 'a');
      expect(h.text).to.contain('2 dari 5 soal terjawab');
    });
    it('shows a skeleton, and nobody else’s attempt, while the person’s attempts are fetched', async () => {
      const visitor = await QuizHarness.open();
      await visitor.start();
      const lrs = newLrs();
      let answer: (() => void) | undefined;
      const gate = new Promise<void>((resolve) => (answer = resolve));
      const slow = { ...lrs, fetch: async (...a: Parameters<typeof fetch>) => gate.then(() => lrs.fetch(...a)) };
      const opening = QuizHarness.open(quizData, slow as typeof lrs);
      const quiz = () => document.querySelector<WidyaQuiz>('widya-provider widya-quiz');
      await visitor.until(() => quiz()?.status === 'loading', 'loading');
      await quiz()?.updateComplete;
      expect(quiz()?.shadowRoot?.querySelector('.skeleton') !== null).to.equal(true);
      expect(quiz()?.shadowRoot?.querySelector('widya-question') === null).to.equal(true);
      await expect(quiz() as WidyaQuiz).to.be.accessible();
      answer?.();
      expect((await opening).text).to.contain('Mulai kuis');
    });
    it('says what a question is worth only where they differ', async () => {
      const h = await QuizHarness.open();
      await h.start();
      expect(h.text).to.contain('2 poin');
      sessionStorage.clear();
      const even = await QuizHarness.open({ ...quizData, questions: questions.slice(0, 2) });
      await even.start();
      expect(even.text).not.to.contain('poin');
    });
    it('asks once when something is open, and names it', async () => {
      const h = await QuizHarness.open();
      await h.start();
      await h.answer('tf', 'false');
      await h.submit();
      expect(h.text).to.contain('4 soal belum terjawab lengkap');
      expect([...h.root.querySelectorAll('.jumps button')].map((b) => b.textContent?.trim())).to.eql([
        'Soal 2',
        'Soal 3',
        'Soal 4',
        'Soal 5',
      ]);
      await h.confirm();
      expect(h.text).to.contain('Nilai Anda 16,6').and.contain('1 dari 6 poin').and.contain('Belum lulus');
    });
    it('reviews each answer: by icon, word and feedback', async () => {
      const h = await QuizHarness.open();
      await h.start();
      await h.answer('one', 'b');
      await h.answer('many', 'a');
      await h.answer('num', 'tiga');
      await h.answer('gap', 'upg', 'x');
      await h.submit();
      await h.confirm();
      const seen = (id: string) => (h.question(id).shadowRoot?.textContent ?? '').replace(/\s+/g, ' ');
      expect(seen('tf')).to.contain('Belum dijawab');
      expect(seen('one')).to.contain('Jawaban Anda, belum tepat').and.contain('Belum, karena harus dilaporkan.');
      expect(seen('one')).to.contain('Jawaban yang benar').and.contain('Baca lagi bagian 3.');
      expect(seen('many')).to.contain('Sebagian benar').and.contain('1 dari 2 poin');
      expect(seen('num')).to.contain('12,5 %').and.contain('Belum tepat');
      expect(h.inputs('num')[0]?.value).to.equal('tiga');
      expect(seen('gap')).to.contain('Sebagian benar').and.contain('KPK');
      expect(h.inputs('one').every((i) => i.disabled)).to.equal(true);
    });
    it('with feedback "none" tells neither right nor wrong, and keeps the key out of the record', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open({ ...quizData, feedback: 'none' }, lrs);
      await h.start();
      await h.answerAll(false);
      await h.submit();
      expect(h.question('one').shadowRoot?.querySelector('.right, .wrong, .missed, .feedback') === null).to.equal(true);
      const all = await h.statements(8);
      expect(JSON.stringify(all)).not.to.contain('correctResponsesPattern');
    });
    it('takes as many attempts as the quiz allows, and remembers the best', async () => {
      const h = await QuizHarness.open();
      await h.start();
      await h.answerAll();
      await h.submit();
      expect(h.text).to.contain('Nilai Anda 100').and.contain('Sisa kesempatan 1');
      expect(h.quiz.passed).to.equal(true);
      await h.start(); // try again
      expect(h.inputs('tf').some((i) => i.checked)).to.equal(false);
      expect(h.inputs('num')[0]?.value).to.equal('');
      await h.answerAll(false);
      await h.submit();
      expect(h.text).to.contain('Nilai Anda 0').and.contain('Nilai terbaik 100');
      expect(h.text).to.contain('Kesempatan mengerjakan kuis ini sudah habis.');
      expect(h.$('[part="start-button"]') === null).to.equal(true);
      h.quiz.reset();
      await h.settle();
      expect(h.text).to.contain('Nilai Anda 0');
    });
    it('shuffles the same way for one attempt, with fixed options in their place', async () => {
      const options = [...'abcdefgh'].map((id) => ({ id, text: id, ...(id === 'a' ? { correct: true } : {}) }));
      const data = {
        ...quizData,
        shuffle: true,
        questions: [
          { id: 'x', kind: 'choice', stem: 'x', options: [...options, { id: 'z', text: 'Semua', fixed: true }] },
          { id: 'y', kind: 'choice', stem: 'y', shuffle: false, options },
          ...questions,
        ],
      };
      const h = await QuizHarness.open(data);
      await h.start();
      const order = (of: QuizHarness, id: string) => of.inputs(id).map((i) => i.value);
      const names = (of: QuizHarness) => [...of.root.querySelectorAll('widya-question')].map((q) => q.name);
      const [before, list] = [names(h), order(h, 'x')];
      expect(list.at(-1)).to.equal('z');
      expect(order(h, 'y').join('')).to.equal('abcdefgh');
      const again = await QuizHarness.open(data);
      expect(names(again)).to.eql(before);
      expect(order(again, 'x')).to.eql(list);
    });
    it('one question may ask for shuffling by itself', async () => {
      const options = [...'abcdefghij'].map((id) => ({ id, text: id, ...(id === 'a' ? { correct: true } : {}) }));
      const h = await QuizHarness.open({
        ...quizData,
        attempts: undefined,
        questions: [{ id: 'x', kind: 'choice', stem: 'x', shuffle: true, options }],
      });
      await h.start();
      expect(
        h
          .inputs('x')
          .map((i) => i.value)
          .join(''),
      ).not.to.equal('abcdefghij'); // one in 3.6 million
    });
    it('readonly: looks, begins nothing', async () => {
      const h = await QuizHarness.open(quizData, undefined, { readonly: true });
      expect(h.text).to.contain('Hanya baca');
      h.quiz.reset();
      await h.settle();
      expect(h.root.querySelector('widya-question') === null).to.equal(true);
    });
    it('the pass mark of the page goes before that of the quiz', async () => {
      const h = await QuizHarness.open(quizData, undefined, { passMark: 0.1 });
      await h.start();
      await h.answer('tf', 'false');
      await h.quiz.submit();
      await h.settle();
      expect(h.text).to.contain('Nilai minimal lulus 10').and.contain('Lulus');
      expect(h.quiz.hasAttribute('passed')).to.equal(true);
    });
  });

  describe('keeping', () => {
    it('without anybody signed in an attempt lives as long as the tab', async () => {
      const h = await QuizHarness.open();
      await h.start();
      await h.answer('one', 'b');
      await h.answer('gap', 'upg');
      const again = await QuizHarness.open();
      expect(again.question('one').value).to.equal('b');
      expect(again.inputs('gap')[0]?.value).to.equal('upg');
      expect(Object.keys(localStorage).filter((k) => k.startsWith('widya:quiz:') && k.includes('||'))).to.eql([]);
    });
    it('a signed-in person goes on after a reload, and on another device', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs);
      await h.start();
      await h.answerAll();
      await h.answer('num', '99');
      const reloaded = await QuizHarness.open(quizData, lrs);
      expect(reloaded.question('num').value).to.equal('99');
      await h.until(() => lrs.requests.filter((r) => r.startsWith('POST activities/state')).length > 0, 'state saved');
      await h.sent();
      for (const key of Object.keys(localStorage)) if (key.startsWith('widya:quiz:')) localStorage.removeItem(key);
      const elsewhere = await QuizHarness.open(quizData, lrs);
      expect(elsewhere.question('num').value).to.equal('99');
      expect(elsewhere.question('many').value).to.equal('a[,]b');
      expect(elsewhere.text).to.contain('5 dari 5 soal terjawab');
    });
    it('an answer given late on one device does not reopen what another has submitted', async () => {
      const lrs = newLrs();
      const phone = await QuizHarness.open(quizData, lrs);
      await phone.start();
      await phone.sent();
      for (const key of Object.keys(localStorage)) if (key.startsWith('widya:quiz:')) localStorage.removeItem(key);
      onDevice('desk');
      const desk = await QuizHarness.open(quizData, lrs);
      await desk.answerAll();
      await desk.submit();
      await desk.sent();
      await phone.answer('tf', 'true');
      await phone.sent();
      for (const key of Object.keys(localStorage)) if (key.startsWith('widya:quiz:')) localStorage.removeItem(key);
      const later = await QuizHarness.open(quizData, lrs);
      expect(later.text).to.contain('Nilai Anda 100').and.contain('Sisa kesempatan 1');
    });
    it('a text still being typed is kept when the page is left', async () => {
      const h = await QuizHarness.open();
      await h.start();
      h.inputs('gap')[0]?.focus();
      await sendKeys({ type: 'setengah' });
      const state = Object.getOwnPropertyDescriptor(Document.prototype, 'visibilityState') as PropertyDescriptor;
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      Object.defineProperty(document, 'visibilityState', state);
      const again = await QuizHarness.open();
      expect(again.inputs('gap')[0]?.value).to.equal('setengah');
    });
    it('submits without network, says so, and sends when it is back', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs);
      await h.start();
      await h.statements(1);
      lrs.mode = 'offline';
      await h.answerAll();
      await h.submit();
      expect(h.text).to.contain('Nilai Anda 100');
      await h.until(() => h.text.includes('Tersimpan di perangkat, menunggu jaringan'), 'said that it waits');
      await expect(h.quiz).to.be.accessible();
      lrs.mode = 'online';
      // A try that began without network may still be failing.
      const service = h.quiz.closest('widya-provider')?.service;
      await h.until(async () => {
        await service?.flush(true);
        return service?.pending === 0;
      }, 'everything sent');
      expect((await h.statements(8)).map(verbOf).at(-1)).to.equal('passed');
      await h.settle();
      expect(h.text).not.to.contain('Tersimpan di perangkat');
    });
    it('opens without network from what the device holds', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs);
      await h.start();
      await h.answer('one', 'c');
      lrs.mode = 'offline';
      const again = await QuizHarness.open(quizData, lrs);
      expect(again.question('one').value).to.equal('c');
    });
    const copies = () => Object.entries(localStorage).filter(([key]) => key.startsWith('widya:quiz:'));
    it('shows the device’s copy when the LRS hangs; a late answer does not undo what was answered meanwhile', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs);
      await h.start();
      await h.answer('one', 'b');
      await h.sent();
      h.close();
      const slow = late(lrs);
      const again = await QuizHarness.open(quizData, slow);
      expect(again.question('one').value).to.equal('b');
      await again.answer('one', 'c');
      await again.sent();
      slow.release();
      await new Promise((r) => setTimeout(r, 50));
      await again.settle();
      expect(again.question('one').value).to.equal('c');
    });
    it('an attempt that was handed in elsewhere is shown as such as soon as the LRS says so', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs);
      await h.start();
      await h.sent();
      const before = copies();
      await h.submit();
      await h.confirm();
      await h.sent();
      for (const [key, value] of before) localStorage.setItem(key, value); // this device has not heard of it
      const slow = held(lrs);
      const again = await QuizHarness.open(quizData, slow);
      expect(again.text).to.contain('Soal 1 dari 5');
      slow.release();
      await again.until(() => again.text.includes('Nilai Anda 0'), 'the result');
    });
    it('statements that were owed when the page went are recorded at the next visit, once', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs);
      await h.start();
      await h.answerAll();
      const service = h.quiz.closest('widya-provider')?.service;
      await h.statements(1);
      // The page dies between its own write and the outbox: nothing but the device's copy knows of the submission.
      if (service) service.record = () => new Promise(() => undefined);
      await h.submit();
      expect((await lrs.statements()).length).to.equal(1);
      const next = await QuizHarness.open(quizData, lrs);
      expect(next.text).to.contain('Nilai Anda 100');
      expect((await next.statements(8)).map(verbOf).slice(1)).to.eql([
        ...Array.from({ length: 5 }, () => 'answered'),
        'completed',
        'passed',
      ]);
      const after = await QuizHarness.open(quizData, lrs);
      await after.quiz.closest('widya-provider')?.service?.flush();
      expect((await lrs.statements()).length).to.equal(8);
    });
    it('another tab that goes on is followed', async () => {
      const lrs = newLrs();
      const [a, b] = [await QuizHarness.open(quizData, lrs), await QuizHarness.open(quizData, lrs)];
      await a.start();
      await a.answer('one', 'b');
      const key = Object.keys(localStorage).find((k) => k.includes(lrs.person.subject) && k.startsWith('widya:quiz:'));
      dispatchEvent(new StorageEvent('storage', { key: key ?? '' }));
      await b.until(() => b.root.querySelector('widya-question') !== null, 'the other tab shows the attempt');
      await b.settle();
      expect(b.question('one').value).to.equal('b');
    });
    it('two people at one device do not see each other', async () => {
      const [siti, budi] = [newLrs(), newLrs()];
      const h = await QuizHarness.open(quizData, siti);
      await h.start();
      const other = await QuizHarness.open(quizData, budi);
      expect(other.text).to.contain('Mulai kuis');
    });
  });

  describe('tracking', () => {
    it('records the attempt: begun, each answer, the whole, the judgement; the real LRS takes them all', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs, {
        course: { id: 'https://belajar.bln.example/kursus/uji' },
        lesson: { id: 'https://belajar.bln.example/kursus/uji/kuis' },
        registration: '5d0c9a52-6d8f-4a55-9f1c-0d8a3b1c2e4f',
      });
      await h.start();
      await h.answer('tf', 'false');
      await h.answer('one', 'b');
      await h.answer('many', 'b', 'a');
      await h.answer('num', 'tiga');
      await h.answer('gap', 'upg', 'x');
      await h.submit();
      await h.confirm();
      const all = await h.statements(8);
      expect(all.map(verbOf)).to.eql([
        'attempted',
        ...Array.from({ length: 5 }, () => 'answered'),
        'completed',
        'failed',
      ]);
      const answered = all.filter((s) => verbOf(s) === 'answered');
      expect(answered.map((s) => s.result?.response)).to.eql(['false', 'b', 'a[,]b', '', 'upg[,]x']);
      expect(answered.map((s) => s.result?.success)).to.eql([true, false, true, false, false]);
      expect(answered.map((s) => s.result?.score?.raw)).to.eql([1, 0, 2, 0, 0.5]);
      expect(answered.map((s) => ('definition' in s.object ? s.object.definition?.interactionType : ''))).to.eql([
        'true-false',
        'choice',
        'choice',
        'numeric',
        'fill-in',
      ]);
      for (const s of all) {
        expect(s.context?.registration).to.equal('5d0c9a52-6d8f-4a55-9f1c-0d8a3b1c2e4f');
        expect(s.context?.contextActivities?.grouping?.[0]?.id).to.equal('https://belajar.bln.example/kursus/uji');
        expect(s.context?.extensions?.[extensions.attempt]).to.match(/^[0-9a-f-]{36}$/);
        expect(s.context?.extensions?.[extensions.itemVersion]).to.equal('3');
        expect(s.actor).to.deep.include({ account: lrs.person.actor.account });
      }
      expect(all.at(-1)?.result?.score).to.eql({ scaled: 0.583333333, raw: 3.5, min: 0, max: 6 });
      expect(all.at(-1)?.result?.duration).to.match(/^PT[\d.HMS]+$/);
    });
    it('a double submit counts once', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, lrs);
      await h.start();
      await h.answerAll();
      void h.quiz.submit();
      void h.quiz.submit();
      h.$('.bar [type="submit"]')?.click();
      await h.statements(8);
      await h.quiz.closest('widya-provider')?.service?.flush();
      expect((await lrs.statements()).length).to.equal(8);
      expect(h.text).to.contain('Sisa kesempatan 1');
    });
    it('records nothing when nobody is signed in, and says so', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(quizData, { ...lrs, auth: fixedAuth(null), statements: lrs.statements });
      expect(h.text).to.contain('Masuk ke portal agar kemajuan Anda tercatat.');
      await h.start();
      await h.answerAll();
      await h.submit();
      expect(h.text).to.contain('tidak tercatat');
      await expect(h.quiz).to.be.accessible();
      expect((await lrs.statements()).length).to.equal(0);
    });
  });

  describe('events', () => {
    it('tells of beginning, answers and submission, with plain data', async () => {
      const h = await QuizHarness.open();
      const host = h.quiz.parentElement as HTMLElement;
      setTimeout(() => void h.start());
      const started = await oneEvent(host, 'widya-quiz-started');
      expect(started.detail.quiz).to.equal(quizId);
      await h.settle();
      setTimeout(() => void h.answer('one', 'b'));
      const answered = await oneEvent(host, 'widya-question-answered');
      expect(answered.detail).to.eql({ question: 'one', response: 'b' });
      setTimeout(() => void h.quiz.submit());
      const submitted = await oneEvent(host, 'widya-quiz-submitted');
      expect(submitted.detail).to.include({ quiz: quizId, scaled: 0, raw: 0, max: 6, passed: false });
      expect(submitted.detail.attempt).to.equal(started.detail.attempt);
    });
    it('fires nothing when it is set by program or resumed', async () => {
      const seen: string[] = [];
      const listen = (e: Event) => seen.push(e.type);
      for (const type of ['widya-quiz-started', 'widya-question-answered', 'input', 'change'])
        addEventListener(type, listen);
      const h = await QuizHarness.open();
      await h.start();
      seen.length = 0;
      await QuizHarness.open();
      expect(seen).to.eql([]);
      for (const type of ['widya-quiz-started', 'widya-question-answered', 'input', 'change'])
        removeEventListener(type, listen);
    });
  });

  describe('bad data', () => {
    const place = (h: QuizHarness) => h.root.querySelector('[part="error"]')?.textContent?.replace(/\s+/g, ' ') ?? '';

    it('names the place in the file, keeps the fallback, and offers another try', async () => {
      const url = URL.createObjectURL(
        new Blob([JSON.stringify({ ...quizData, questions: [{ id: 'a', kind: 'true-false', stem: 's' }] })]),
      );
      const quiz = await fixture<WidyaQuiz>(html`<widya-quiz src=${url}><a href="#x">Buka kuis</a></widya-quiz>`);
      const h = new QuizHarness(quiz);
      await h.until(() => quiz.status === 'error', 'error');
      await quiz.updateComplete;
      expect(place(h)).to.contain('questions[0].answer');
      expect(h.root.querySelector('slot') !== null).to.equal(true);
      expect(h.root.querySelector('[part="retry"]') !== null).to.equal(true);
    });
    it('404 and no JSON', async () => {
      const quiz = await fixture<WidyaQuiz>(html`<widya-quiz src="/tidak-ada.json"></widya-quiz>`);
      const h = new QuizHarness(quiz);
      await h.until(() => quiz.status === 'error', 'error');
      await quiz.updateComplete;
      expect(place(h)).to.contain('data/not-found');
      quiz.src = URL.createObjectURL(new Blob(['<html>']));
      await h.until(() => place(h).includes('data/not-json'), 'not JSON');
      quiz.src = '/demo/public/kuis/kilat-integritas.json';
      await h.until(() => quiz.status === 'ready', 'mended');
    });
    it('takes the quiz from a script inside', async () => {
      const quiz = document.createElement('widya-quiz');
      const script = document.createElement('script');
      script.type = 'application/json';
      script.textContent = JSON.stringify(quizData);
      quiz.append(script);
      (await fixture(html`<div></div>`)).append(quiz);
      const h = new QuizHarness(quiz);
      await h.until(() => quiz.status === 'ready', 'ready');
      expect(h.text).to.contain('Kuis uji');
    });
    it('a kind that is not here: a card says which; nothing is submitted meanwhile; it comes late', async () => {
      const kind = `acme-late-${Date.now()}`;
      const data = { ...quizData, questions: [questions[0], { id: 'x', kind, stem: 'Nanti', answer: true }] };
      const h = await QuizHarness.open(data);
      expect(h.text).to.contain('1 soal belum dapat ditampilkan');
      await h.start();
      expect(h.question('x').shadowRoot?.textContent).to.contain(kind).and.contain('Nanti');
      await expect(h.quiz).to.be.accessible();
      await h.answer('tf', 'false');
      await h.submit();
      expect(h.$('[data-confirm]') === null).to.equal(true);
      await h.quiz.submit();
      expect(h.text).not.to.contain('Nilai Anda');
      questionKinds.register(defineQuestionKind({ ...trueFalse, name: kind }));
      await h.until(() => h.question('x').status === 'ready', 'the card is replaced');
      await h.settle();
      expect(h.question('tf').value).to.equal('false');
      await h.answer('x', 'true');
      await h.submit();
      expect(h.text).to.contain('Nilai Anda 100');
    });
    it('a wrong question of a late kind is an error that names the place', async () => {
      const kind = `acme-strict-${Date.now()}`;
      const h = await QuizHarness.open({ ...quizData, questions: [{ id: 'x', kind, stem: 'Nanti', answer: 'ya' }] });
      expect(h.quiz.status).to.equal('ready');
      questionKinds.register(defineQuestionKind({ ...trueFalse, name: kind }));
      await h.until(() => h.quiz.status === 'error', 'error');
      await h.quiz.updateComplete;
      expect(place(h)).to.contain('questions[0].answer');
    });
  });

  describe('language', () => {
    it('follows the nearest lang, in numbers too', async () => {
      const h = await QuizHarness.open();
      h.quiz.lang = 'en';
      await h.until(() => h.text.includes('Start the quiz'), 'English');
      expect(h.text).to.contain('Test quiz').and.contain('Pass mark 70');
      await h.start();
      await h.answer('num', '12.5');
      expect(h.question('num').value).to.equal('12.5');
      expect(h.inputs('num')[0]?.value).to.equal('12.5');
      h.quiz.lang = 'id';
      await h.until(() => h.inputs('num')[0]?.value === '12,5', 'Indonesian number');
    });
  });

  describe('as a lesson', () => {
    it('completes the lesson with score, success and duration, judged by the mastery score', async () => {
      const results: unknown[] = [];
      const lesson = { id: 'kuis', kind: 'quiz', title: 'Kuis', masteryScore: 0.9, quiz: quizData };
      const host = {
        course: { id: 'https://belajar.bln.example/kursus/uji' },
        activity: { id: 'https://belajar.bln.example/kursus/uji/kuis' },
        registration: '',
        readonly: false,
        complete: (result: unknown) => results.push(result),
      } as unknown as LessonHost;
      const element = await fixture(create(lesson as never, host).render());
      const h = new QuizHarness(element as WidyaQuiz);
      await h.until(() => h.quiz.status === 'ready', 'ready');
      await h.settle();
      await h.start();
      await h.answer('many', 'a', 'b');
      await h.answer('one', 'a');
      await h.quiz.submit();
      const [result] = results as { score: object; success: boolean; completion: boolean; duration: string }[];
      expect(result?.success).to.equal(false);
      expect(result?.completion).to.equal(true);
      expect(result?.score).to.eql({ scaled: 0.5, raw: 3, min: 0, max: 6 });
      expect(result?.duration).to.match(/^PT/);
    });
  });

  it('lets go of its listeners when it leaves the page', async () => {
    const h = await QuizHarness.open();
    await h.start();
    const { quiz } = h;
    quiz.remove();
    document.dispatchEvent(new Event('visibilitychange'));
    dispatchEvent(new StorageEvent('storage', { key: 'x' }));
    await quiz.submit();
    expect(h.text).not.to.contain('Nilai Anda');
    (await fixture(html`<div></div>`)).append(quiz);
    await h.settle();
    expect(h.text).to.contain('Soal 1 dari 5');
  });
});

// A trainer grades what waits, under the LRS's own rules; the learner then sees points and note.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WidyaGrading } from '../../src/components/grading/grading.js';
import type { WidyaProvider } from '../../src/components/provider/provider.js';
import { createTestLrs, people, type TestLrs } from '../../src/testing/lrs.js';
import { newPerson, until } from './harness.js';
import { newLrs, QuizHarness, quizId, verbOf } from './quiz-harness.js';

WidyaGrading.define();

const quiz = {
  id: quizId,
  title: 'Kuis uraian',
  passMark: 0.6,
  questions: [
    { id: 'tf', kind: 'true-false', stem: 'Benar?', answer: true },
    {
      id: 'essay',
      kind: 'long-fill-in',
      stem: 'Mengapa **dilaporkan**?',
      points: 4,
      rubric: [
        { id: 'alasan', text: 'Alasan', points: 3 },
        {
          id: 'contoh',
          text: 'Contoh',
          points: 1,
          levels: [
            { text: 'tidak ada', points: 0 },
            { text: 'ada', points: 1 },
          ],
        },
      ],
      sample: 'Agar jelas.',
    },
  ],
};

async function hand(lrs: TestLrs, text: string): Promise<QuizHarness> {
  const h = await QuizHarness.open(quiz, lrs);
  await h.start();
  await h.answer('tf', 'true');
  const field = h.question('essay').shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event('change'));
  await h.settle();
  await h.submit();
  await h.until(async () => (await lrs.statements()).some((s) => s.result?.response === text), 'recorded');
  return h;
}
async function tool(lrs: TestLrs, set: Partial<WidyaGrading> = {}): Promise<WidyaGrading> {
  const provider = await fixture<WidyaProvider>(
    html`<widya-provider endpoint=${lrs.endpoint} .auth=${lrs.auth} .fetch=${lrs.fetch}></widya-provider>`,
  );
  const element = document.createElement('widya-grading');
  Object.assign(element, { quiz, ...set });
  provider.append(element);
  await until(() => element.status === 'ready' || element.status === 'error', 'ready');
  await element.updateComplete;
  return element;
}
const $ = <T extends HTMLElement>(e: WidyaGrading, selector: string) => e.shadowRoot?.querySelector<T>(selector) as T;
const text = (e: WidyaGrading) => (e.shadowRoot?.querySelector('.grading')?.textContent ?? '').replace(/\s+/g, ' ');

describe('<widya-grading>', () => {
  const dewi = people.dewi;

  it('lists what waits, takes rubric, points and note; the learner then sees them, and the verdict is recorded', async () => {
    const lrs = newLrs();
    const h = await hand(lrs, 'Karena wajib.');
    expect(h.text).to.contain('4 poin menunggu penilaian');
    const t = await tool(lrs.as(dewi));
    expect(text(t)).to.contain('1 jawaban menunggu').and.contain('Siti Rahmawati').and.contain('Karena wajib.');
    await expect(t).to.be.accessible();
    const points = $<HTMLInputElement>(t, '#criterion-0');
    points.value = '2,5';
    points.dispatchEvent(new Event('change'));
    await t.updateComplete;
    $(t, '[role=radiogroup] label:last-child input').click();
    await t.updateComplete;
    expect($<HTMLInputElement>(t, '#points').value).to.equal('3,5');
    $(t, '#comment').focus();
    await sendKeys({ type: 'Bagus.' });
    const graded = new Promise<CustomEvent>((done) => t.addEventListener('widya-answer-graded', done, { once: true }));
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Control' });
    expect((await graded).detail).to.include({ question: 'essay', raw: 3.5, max: 4 });
    expect(text(t)).to.contain('Semua sudah dinilai');
    const statement = (await lrs.statements()).find((s) => verbOf(s) === 'scored');
    expect(statement?.actor).to.deep.include({ account: lrs.person.actor.account });
    expect(statement?.authority).to.deep.include({ account: dewi.actor.account });
    h.close();
    const again = await QuizHarness.open(quiz, lrs);
    expect(again.text).to.contain('Nilai Anda 90').and.contain('Bagus.').and.contain('Lulus');
    await again.until(async () => (await lrs.statements()).some((s) => verbOf(s) === 'passed'), 'the verdict');
    again.close();
    await QuizHarness.open(quiz, lrs);
    expect((await lrs.statements()).filter((s) => verbOf(s) === 'passed').length).to.equal(1);
  });

  it('a second grade replaces the first; points out of range are refused', async () => {
    const lrs = newLrs();
    await hand(lrs, 'Sebuah jawaban.');
    const t = await tool(lrs.as(dewi));
    const grade = async (points: string) => {
      const field = $<HTMLInputElement>(t, '#points');
      field.value = points;
      field.dispatchEvent(new Event('input'));
      $(t, 'button[type=submit]').click();
      await until(() => !$<HTMLButtonElement>(t, 'button[type=submit]')?.disabled, 'saved');
      await t.updateComplete;
    };
    await grade('5');
    expect(text(t)).to.contain('Isi angka dari 0 sampai 4');
    expect(t.shadowRoot?.activeElement?.id).to.equal('points');
    await grade('1');
    await until(() => text(t).includes('Sudah dinilai'), 'graded');
    await grade('4');
    await until(() => text(t).includes('Dinilai 4/4'), 'graded again');
    expect((await lrs.statements()).filter((s) => verbOf(s) === 'scored').length).to.equal(2);
  });

  it('hides names when asked', async () => {
    const lrs = newLrs();
    await hand(lrs, 'Tanpa nama.');
    const t = await tool(lrs.as(dewi), { anonymous: true });
    expect(text(t)).to.contain('Peserta 1').and.not.contain('Siti');
  });

  it('a learner cannot use it; a failed save keeps what was written', async () => {
    const lrs = newLrs();
    await hand(lrs, 'Coba sendiri.');
    const own = await tool(lrs);
    expect(own.status).to.equal('error');
    const trainer = lrs.as(dewi);
    const t = await tool(trainer);
    const field = $<HTMLInputElement>(t, '#points');
    field.value = '2';
    field.dispatchEvent(new Event('input'));
    trainer.mode = 'offline';
    $(t, 'button[type=submit]').click();
    await until(() => text(t).includes('Nilai belum tersimpan'), 'said');
    expect(field.value).to.equal('2');
    trainer.mode = 'online';
  });

  it('a facilitator of a cohort sees and grades those of it', async () => {
    const lrs = createTestLrs(newPerson());
    await hand(lrs, 'Dari kelompok.');
    const t = await tool(lrs.as(dewi), { learners: [lrs.person.actor] });
    expect(text(t)).to.contain('Dari kelompok.');
  });
});

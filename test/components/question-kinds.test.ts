// The kinds made of parts, as a person meets them: by keyboard, read only, in review.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WidyaQuestion } from '../../src/components/question/question.js';
import { newLrs, QuizHarness, quizId, verbOf } from './quiz-harness.js';
import type { Question } from '../../src/questions/kind.js';
import { until } from './harness.js';

WidyaQuestion.define();

const matching = {
  id: 'cocok',
  kind: 'matching',
  stem: 'Pasangkan **lembaga** dengan tugasnya',
  sources: [
    { id: 'kpk', text: 'KPK', target: 'korupsi' },
    { id: 'bkn', text: 'BKN', target: 'asn' },
  ],
  targets: [
    { id: 'asn', text: 'Mengelola **kepegawaian**' },
    { id: 'korupsi', text: 'Memberantas korupsi' },
    { id: 'arsip', text: 'Mengelola arsip' },
  ],
};

const sequencing = {
  id: 'urut',
  kind: 'sequencing',
  stem: 'Urutkan langkah pelaporan',
  items: [
    { id: 'catat', text: 'Mencatat' },
    { id: 'lapor', text: 'Melapor ke **UPG**' },
    { id: 'terus', text: 'Diteruskan ke KPK' },
  ],
  answer: ['lapor', 'catat', 'terus'],
};

const longFillIn = {
  id: 'uraian',
  kind: 'long-fill-in',
  stem: 'Mengapa gratifikasi dilaporkan?',
  points: 3,
  rubric: [
    { id: 'alasan', text: 'Alasan', points: 2 },
    { id: 'contoh', text: 'Contoh', points: 1 },
  ],
  sample: 'Agar statusnya jelas.',
  rows: 3,
};
const likert = {
  id: 'yakin',
  kind: 'likert',
  stem: 'Saya yakin dapat menolak gratifikasi.',
  scale: [
    { id: '1', text: 'Tidak setuju' },
    { id: '2', text: 'Ragu' },
    { id: '3', text: 'Setuju' },
  ],
};

const performance = {
  id: 'unjuk',
  kind: 'performance',
  stem: 'Periksa bingkisan ini',
  steps: [
    { id: 'nilai', text: 'Taksiran **nilai**', answer: { min: 900, max: 1100 }, unit: 'ribu' },
    { id: 'unit', text: 'Unit yang dilapori', answers: ['UPG'] },
  ],
};

/** Each kind with an answer that is right, and one that is wrong in part. */
const examples: [question: Question & Record<string, unknown>, right: string, partly: string][] = [
  [matching, 'kpk[.]korupsi[,]bkn[.]asn', 'kpk[.]korupsi[,]bkn[.]arsip'],
  [sequencing, 'lapor[,]catat[,]terus', 'catat[,]lapor[,]terus'],
  [longFillIn, 'Agar jelas.', 'Karena'],
  [likert, '3', '1'],
  [performance, 'nilai[.]1000[,]unit[.]UPG', 'nilai[.]1000[,]unit[.]KPK'],
];

async function open(question: Question, set: Partial<WidyaQuestion> = {}): Promise<WidyaQuestion> {
  const form = await fixture<HTMLFormElement>(html`<form><widya-question name="q"></widya-question></form>`);
  const element = form.querySelector('widya-question') as WidyaQuestion;
  Object.assign(element, { question, ...set });
  await until(() => element.status === 'ready' || element.status === 'error', 'ready');
  await element.updateComplete;
  return element;
}
const all = <T extends Element>(e: WidyaQuestion, selector: string): T[] => [
  ...(e.shadowRoot as ShadowRoot).querySelectorAll<T>(selector),
];
const seen = (e: WidyaQuestion) => (e.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ');
const choose = async (select: HTMLSelectElement | undefined, value: string, e: WidyaQuestion) => {
  if (!select) throw new Error('no such select');
  select.value = value;
  select.dispatchEvent(new Event('change'));
  await e.updateComplete;
};

describe('<widya-question>, kinds made of parts', () => {
  for (const [question, right, partly] of examples) {
    it(`${question.kind} is accessible: empty, answered, read only, in review`, async () => {
      const e = await open(question);
      await expect(e).to.be.accessible();
      e.value = partly;
      await e.updateComplete;
      await expect(e).to.be.accessible();
      e.readonly = true;
      await e.updateComplete;
      await expect(e).to.be.accessible();
      expect(
        all<HTMLInputElement>(e, 'input, select, textarea, button').every(
          (c) => c.disabled || c.ariaDisabled === 'true' || (c as HTMLInputElement).readOnly,
        ),
      ).to.equal(true);
      e.review = true;
      await e.updateComplete;
      await expect(e).to.be.accessible();
      e.value = right;
      await e.updateComplete;
      await expect(e).to.be.accessible();
    });
    it(`${question.kind} has room at 320 px, and from right to left`, async () => {
      const e = await open(question, { value: partly, review: true });
      for (const dir of ['ltr', 'rtl']) {
        const form = e.form as HTMLFormElement;
        form.dir = dir;
        form.style.inlineSize = '272px';
        expect(e.scrollWidth, dir).to.be.at.most(272);
        for (const part of all<HTMLElement>(e, 'fieldset *'))
          if (!part.closest('.visually-hidden, option'))
            expect(part.getBoundingClientRect().width, part.outerHTML.slice(0, 80)).to.be.at.most(272);
      }
    });
    if (question.kind !== 'likert' && question.kind !== 'performance')
      it(`${question.kind} speaks English`, async () => {
        const e = await open(question, { value: partly });
        const shown = () => e.shadowRoot?.innerHTML ?? '';
        const text = shown();
        (e.form as HTMLFormElement).lang = 'en';
        await until(() => shown() !== text, 'in English');
      });
  }

  describe('matching', () => {
    it('names each list by its source, and answers by keyboard', async () => {
      const e = await open(matching);
      const selects = all<HTMLSelectElement>(e, 'select');
      expect(selects.map((s) => s.labels[0]?.textContent?.trim())).to.eql(['KPK', 'BKN']);
      expect([...(selects[0]?.options ?? [])].map((o) => o.text)).to.eql([
        'Pilih pasangannya',
        'Mengelola kepegawaian',
        'Memberantas korupsi',
        'Mengelola arsip',
      ]);
      e.focus();
      await sendKeys({ type: 'Memb' });
      await sendKeys({ press: 'Tab' });
      expect(e.value).to.equal('kpk[.]korupsi');
      expect(e.answerState).to.equal('incomplete');
      await sendKeys({ type: 'Meng' });
      await sendKeys({ press: 'Tab' });
      expect(e.value).to.equal('kpk[.]korupsi[,]bkn[.]asn');
      expect(e.grade?.success).to.equal(true);
      await choose(selects[0], '', e);
      expect(e.value).to.equal('bkn[.]asn');
    });
    it('keeps its lists in step with the answer: set, reset', async () => {
      const e = await open(matching, { value: 'bkn[.]arsip' });
      const values = () => all<HTMLSelectElement>(e, 'select').map((s) => s.value);
      expect(values()).to.eql(['', 'arsip']);
      await choose(all<HTMLSelectElement>(e, 'select')[0], 'asn', e);
      expect(values()).to.eql(['asn', 'arsip']);
      e.form?.reset();
      await e.updateComplete;
      expect(values()).to.eql(['', '']);
    });
    it('mixes its targets by the seed', async () => {
      const order = async (seed: string) =>
        [...(all<HTMLSelectElement>(await open(matching, { seed }), 'select')[0]?.options ?? [])]
          .map((o) => o.value)
          .join();
      expect(new Set(await Promise.all(['1', '2', '3', '4', '5'].map(order))).size).to.be.above(1);
      expect(await order('1')).to.equal(await order('1'));
    });
    it('review says per pair what was right, in words', async () => {
      const e = await open(matching, { value: 'kpk[.]korupsi[,]bkn[.]arsip', review: true });
      const pairs = all<HTMLElement>(e, '.pair').map(
        (p) => p.querySelector('.field')?.lastElementChild?.parentElement?.textContent ?? '',
      );
      expect(pairs[0]).to.contain('Benar').and.not.to.contain('Jawaban yang benar');
      expect(pairs[1]).to.contain('Belum tepat').and.to.contain('Jawaban yang benar: Mengelola kepegawaian');
      expect(seen(e)).to.contain('Sebagian benar').and.to.contain('0,5 dari 1 poin');
    });
  });

  describe('sequencing', () => {
    const rows = (e: WidyaQuestion) =>
      all<HTMLElement>(e, '.items .what').map((r) => (r.textContent ?? '').replace(/\s+/g, ' ').trim());
    const focused = (e: WidyaQuestion) => e.shadowRoot?.activeElement?.getAttribute('aria-label');
    const drawn = () => new Promise((r) => setTimeout(r, 20));

    it('moves an item by button and says where it is; the focus stays with it', async () => {
      const e = await open(sequencing);
      expect(rows(e)).to.eql(['1.Mencatat', '2.Melapor ke UPG', '3.Diteruskan ke KPK']);
      expect(e.answerState).to.equal('unanswered');
      e.focus();
      expect(focused(e)).to.equal('Pindah ke posisi: Mencatat');
      await sendKeys({ press: 'Tab' });
      expect(focused(e)).to.equal('Turunkan: Mencatat');
      await sendKeys({ press: 'Enter' });
      await drawn();
      expect(e.value).to.equal('lapor[,]catat[,]terus');
      expect(rows(e)[1]).to.equal('2.Mencatat');
      expect(all(e, '[role="status"]')[0]?.textContent).to.equal('Mencatat, posisi 2 dari 3');
      expect(focused(e)).to.equal('Turunkan: Mencatat');
      await sendKeys({ press: 'Enter' });
      await drawn();
      expect(e.value).to.equal('lapor[,]terus[,]catat');
      expect(focused(e), 'at the end there is only up').to.equal('Naikkan: Mencatat');
      await sendKeys({ press: 'Enter' });
      await drawn();
      expect(e.value).to.equal('lapor[,]catat[,]terus');
      expect(e.grade?.success).to.equal(true);
    });
    it('moves an item to a position', async () => {
      const e = await open(sequencing);
      const select = all<HTMLSelectElement>(e, 'select')[2];
      expect(select?.getAttribute('aria-label')).to.equal('Pindah ke posisi: Diteruskan ke KPK');
      await choose(select, '0', e);
      await drawn();
      expect(e.value).to.equal('terus[,]catat[,]lapor');
      expect(all<HTMLSelectElement>(e, 'select').map((s) => s.value)).to.eql(['0', '1', '2']);
      expect(focused(e)).to.equal('Pindah ke posisi: Diteruskan ke KPK');
    });
    it('no row looks chosen: its list of positions is no choice of the row', async () => {
      const [row] = all<HTMLElement>(await open(sequencing), '.items li') as [HTMLElement];
      expect(getComputedStyle(row).backgroundColor).to.equal('rgba(0, 0, 0, 0)');
    });
    it('takes the order shown as an answer, too', async () => {
      const e = await open(sequencing);
      expect(seen(e)).to.contain('Belum dijawab. Pindahkan, atau pakai urutan ini.');
      all<HTMLButtonElement>(e, 'fieldset > button')[0]?.click();
      await e.updateComplete;
      expect(e.value).to.equal('catat[,]lapor[,]terus');
      expect(seen(e)).not.to.contain('Belum dijawab');
    });
    it('an item that an older answer does not know comes last', async () => {
      const e = await open(sequencing, { value: 'terus[,]hilang' });
      expect(rows(e)).to.eql(['1.Diteruskan ke KPK', '2.Mencatat', '3.Melapor ke UPG']);
      expect(e.answerState).to.equal('incomplete');
    });
    it('review marks each place in words, and says the right order', async () => {
      const e = await open(sequencing, { value: 'catat[,]lapor[,]terus', review: true });
      expect(all(e, '.items .mark').map((m) => m.textContent?.trim())).to.eql(['Belum tepat', 'Belum tepat', 'Benar']);
      expect(all(e, '.key-order li').map((m) => m.textContent)).to.eql([
        'Melapor ke UPG',
        'Mencatat',
        'Diteruskan ke KPK',
      ]);
      e.value = 'lapor[,]catat[,]terus';
      await e.updateComplete;
      expect(all(e, '.key-order').length).to.equal(0);
    });
  });

  describe('long-fill-in', () => {
    const field = (e: WidyaQuestion) => all<HTMLTextAreaElement>(e, 'textarea')[0] as HTMLTextAreaElement;

    it('is named by the question, and tells who grades what', async () => {
      const e = await open(longFillIn);
      const said = (name: string) =>
        (field(e).getAttribute(name) ?? '')
          .split(' ')
          .map((id) => e.shadowRoot?.getElementById(id)?.textContent ?? 'MISSING')
          .join(' ')
          .replace(/\s+/g, ' ');
      expect(said('aria-labelledby')).to.equal('Mengapa gratifikasi dilaporkan?');
      expect(said('aria-describedby'))
        .to.contain('Alasan (2 poin)')
        .and.contain('dinilai oleh widyaiswara')
        .and.not.contain('MISSING');
    });
    it('keeps what is written after a pause, leaves the caret, and keeps the rest on leaving', async () => {
      const e = await open(longFillIn);
      e.focus();
      await sendKeys({ type: 'Agar ' });
      await until(() => e.value === 'Agar', 'kept');
      await e.updateComplete;
      expect(field(e).value, 'the space stays').to.equal('Agar ');
      await sendKeys({ press: 'Home' });
      await sendKeys({ type: 'x' });
      await until(() => e.value === 'xAgar', 'kept again');
      expect(field(e).selectionStart).to.equal(1);
      await sendKeys({ press: 'Enter' });
      await sendKeys({ press: 'Tab' });
      expect(e.value).to.equal('x\nAgar');
    });
    it('shows the answer that is set, and none after a reset', async () => {
      const e = await open(longFillIn, { value: 'a\nb' });
      expect(field(e).value).to.equal('a\nb');
      e.form?.reset();
      await e.updateComplete;
      expect(field(e).value).to.equal('');
    });
    it('review says that it waits, neither right nor wrong, and shows the sample', async () => {
      const e = await open(
        { ...longFillIn, feedback: { correct: 'TEPAT', incorrect: 'KELIRU', general: 'Umum' } },
        { value: 'Karena', review: true },
      );
      expect(seen(e))
        .to.contain('3 poin menunggu penilaian widyaiswara')
        .and.contain('Agar statusnya jelas.')
        .and.contain('Umum');
      expect(seen(e)).not.to.match(/TEPAT|KELIRU|Belum tepat|dari 3 poin/);
      e.value = '';
      await e.updateComplete;
      expect(seen(e)).to.contain('Belum dijawab').and.not.contain('menunggu');
    });
  });

  describe('likert', () => {
    it('is one stop, walked by arrows, and never wrong', async () => {
      const e = await open({ ...likert, feedback: { incorrect: 'KELIRU' } });
      e.focus();
      await sendKeys({ press: 'Space' });
      expect(e.value).to.equal('1');
      await sendKeys({ press: 'ArrowDown' });
      expect(e.value).to.equal('2');
      e.review = true;
      await e.updateComplete;
      expect(seen(e)).to.contain('1 dari 1 poin');
      expect(seen(e)).not.to.match(/Benar|Belum tepat|KELIRU/);
    });
  });

  describe('performance', () => {
    const fields = (e: WidyaQuestion) => all<HTMLInputElement>(e, 'input');

    it('names each field by its step, and reads numbers as people write them', async () => {
      const e = await open(performance);
      expect(fields(e).map((f) => f.labels?.[0]?.textContent?.trim())).to.eql(['Taksiran nilai', 'Unit yang dilapori']);
      e.focus();
      await sendKeys({ type: '1.000,50' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ type: ' upg ' });
      await sendKeys({ press: 'Tab' });
      expect(e.value).to.equal('nilai[.]1000.5[,]unit[.]upg');
      expect(fields(e)[0]?.value).to.equal('1.000,5');
      expect(e.grade?.success).to.equal(true);
    });
    it('a number that cannot be read is marked and said, and the rest is kept', async () => {
      const e = await open(performance, { value: 'nilai[.][,]unit[.]UPG' });
      const [field] = fields(e) as [HTMLInputElement];
      field.value = 'seribu';
      field.dispatchEvent(new Event('change'));
      await e.updateComplete;
      expect(field.getAttribute('aria-invalid')).to.equal('true');
      expect(seen(e)).to.contain('belum berupa angka');
      expect(e.answerState).to.equal('incomplete');
      expect(e.value).to.equal('nilai[.]seribu[,]unit[.]UPG');
      await expect(e).to.be.accessible();
    });
    it('review says per step what was right, in words', async () => {
      const e = await open(performance, { value: 'nilai[.]5[,]unit[.]UPG', review: true });
      const said = all<HTMLElement>(e, '.steps .field').map((f) => (f.textContent ?? '').replace(/\s+/g, ' ').trim());
      expect(said).to.eql(['ribu Belum tepatJawaban yang benar: 900 – 1.100 ribu', 'Benar']);
    });
  });

  describe('in a quiz', () => {
    const tf = { id: 'tf', kind: 'true-false', stem: 'Benarkah?', answer: true };
    const data = { id: quizId, title: 'Kuis', passMark: 0.7, questions: [tf, longFillIn, likert] };
    const write = async (h: QuizHarness, text: string) => {
      const field = h.question('uraian').shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
      field.value = text;
      field.dispatchEvent(new Event('change'));
      await h.settle();
    };

    it('what a person has to grade is said, and neither score nor verdict is recorded', async () => {
      const lrs = newLrs();
      const h = await QuizHarness.open(data, lrs);
      let pending: number | undefined;
      h.quiz.addEventListener('widya-quiz-submitted', (event) => (pending = event.detail.pending));
      await h.start();
      await h.answer('tf', 'true');
      await write(h, 'Agar jelas');
      await h.answer('yakin', '1');
      await h.submit();
      expect(h.text).to.contain('3 poin menunggu penilaian widyaiswara').and.contain('2 dari 5 poin');
      expect(h.text).not.to.match(/Nilai Anda|Lulus$|Belum lulus/);
      const all = await h.statements(5);
      expect(all.map(verbOf)).to.eql(['attempted', 'answered', 'answered', 'answered', 'completed']);
      expect(all[2]?.result).to.eql({ response: 'Agar jelas' });
      expect(all[3]?.result).to.eql({ response: '1', score: { scaled: 1, raw: 1, min: 0, max: 1 } });
      expect(Object.keys(all[4]?.result ?? {}).sort()).to.eql(['completion', 'duration']);
      await until(() => pending !== undefined, 'told to the page');
      expect(pending).to.equal(3);
      // Another visit
      const again = await QuizHarness.open(data, lrs);
      await again.until(() => again.text.includes('3 poin menunggu'), 'said again');
    });
    it('what cannot be passed any more is failed, whatever the person says', async () => {
      const h = await QuizHarness.open({ ...data, passMark: 0.9 });
      await h.start();
      await h.answer('tf', 'false');
      await write(h, 'x');
      await h.answer('yakin', '1');
      await h.submit();
      expect(h.text).to.contain('Belum lulus').and.contain('3 poin menunggu');
    });
  });
});

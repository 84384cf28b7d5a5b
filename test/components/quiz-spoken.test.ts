// What is said to a learner who sees nothing, kind by kind and screen by screen, held against test/spoken/*.txt (see test/spoken.mjs).
import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { newLrs, onDevice, QuizHarness, quizData, quizId } from './quiz-harness.js';

interface Sample {
  id: string;
  kind: string;
  [key: string]: unknown;
}
const { questions } = (await (await fetch('/demo/public/kuis/semua-jenis.json')).json()) as { questions: Sample[] };
const of = (kind: string): Sample => questions.find((q) => q.kind === kind) as Sample;

/** Answers as the record has them, partly wrong, so that review has both to say. */
const given: Record<string, string> = {
  'true-false': 'true',
  choice: 'kembali',
  numeric: '28',
  'fill-in': 'Pengendalian',
  matching: 'komisi[.]lapor[,]pegawai[.]simpan[,]arsip[.]simpan',
  sequencing: 'tolak[,]lapor[,]catat[,]tunggu',
  performance: 'hari[.]10[,]biaya[.]5[,]dasar[.]x',
  likert: '4',
  'long-fill-in': 'Agar jelas.',
  other: 'x',
};

async function says(name: string): Promise<void> {
  const { said, kept } = await executeServerCommand<{ said: string; kept: string }, string>('spoken', name);
  expect(said, `test/spoken/${name}.txt`).to.equal(kept);
}
const open = (data: object, lrs = newLrs()): Promise<QuizHarness> =>
  QuizHarness.open({ id: quizId, title: 'Kuis', ...data }, lrs);
const click = async (h: QuizHarness, selector: string): Promise<void> => {
  h.$(selector)?.click();
  await h.settle();
};
/** What is said politely is said a moment later. */
const calm = (h: QuizHarness) => h.until(() => (h.$('[data-announcer]')?.textContent ?? '') !== '', 'the announcement');

const several = {
  ...of('choice'),
  kind: 'choice',
  multiple: true,
  options: (of('choice').options as { id: string }[]).map((o) => ({ ...o, correct: o.id !== 'pulang' })),
};
const inline = {
  id: 'q',
  kind: 'choice',
  inline: true,
  stem: 'Laporan disampaikan paling lambat {{}} hari kerja.',
  options: [
    { id: 'a', text: 'sepuluh', correct: true },
    { id: 'b', text: 'lima' },
  ],
};

describe('what a quiz says', () => {
  const kinds: [name: string, question: Sample, response: string][] = [
    ...questions.map((q): [string, Sample, string] => [q.kind, q, given[q.kind] ?? '']),
    ['choice-several', several, 'kembali[,]pulang'],
    ['choice-inline', inline, 'b'],
    ['matching-click', { ...of('matching'), layout: 'click' }, given['matching'] ?? ''],
  ];
  for (const [name, question, response] of kinds)
    it(`${name}: open, and in review`, async () => {
      const plain = /matching|sequencing/.test(question.kind) ? { ...question, shuffle: false } : question;
      const h = await open({ questions: [plain] });
      await h.start();
      await says(`${name}`);
      const element = h.question(question.id);
      element.value = response;
      element.review = true;
      element.readonly = true;
      await h.settle();
      await says(`${name}-review`);
    });

  it('a number that is none', async () => {
    const h = await open({ questions: [of('numeric')] });
    await h.start();
    await h.answer(of('numeric').id, 'sepuluh');
    await says('numeric-invalid');
  });

  it('the start, what is open before it is submitted, the result', async () => {
    const h = await open(quizData);
    await says('screen-start');
    await h.start();
    await h.answer('tf', 'false');
    await h.submit();
    await says('screen-asking');
    await h.confirm();
    await h.until(() => h.text.includes('Nilai Anda'), 'the result');
    await calm(h);
    await says('screen-result');
  });

  it('one at a time with time, flag, hint, confidence; the summary', async () => {
    const first = { ...of('true-false'), hints: [{ text: 'Ingat *barang*.', penalty: 0.1 }] };
    const h = await open({
      navigation: 'one-at-a-time',
      confidence: 'record',
      questions: [first, of('numeric'), of('fill-in')],
    });
    await h.start();
    await click(h, '[data-hint]');
    await click(h, '[data-flag]');
    await says('screen-one-at-a-time');
    await click(h, '[part="submit"]');
    await says('screen-summary');
  });

  it('an answer that is checked at once', async () => {
    const h = await open({ feedback: 'after-answer', questions: [{ ...of('choice'), tries: 2 }] });
    await h.start();
    await h.answer('pilihan', 'pulang');
    await click(h, '[data-check]');
    await calm(h);
    await says('screen-checked');
  });

  it('another tab writes', async () => {
    const lrs = newLrs();
    const h = await open({ questions: [of('true-false')], summary: true }, lrs);
    await h.start();
    const second = await open({ questions: [of('true-false')], summary: true }, lrs);
    await second.until(() => second.reading || h.reading, 'looks on');
    await second.until(() => second.reading !== h.reading, 'one of them writes');
    (h.reading ? second : h).quiz.hidden = true;
    await says('screen-other-tab').finally(() => onDevice(''));
  });

  it('submitted without network', async () => {
    const lrs = newLrs();
    const h = await open({ questions: [of('true-false')] }, lrs);
    await h.start();
    await h.answer('benar-salah', 'false');
    lrs.mode = 'offline';
    await h.submit();
    await h.until(() => /Tersimpan di perangkat/.test(h.text), 'waits');
    await calm(h);
    await says('screen-offline');
  });

  it('no attempt left, and nothing to say of the key', async () => {
    const h = await open({ attempts: 1, feedback: 'none', questions: [of('true-false')] });
    await h.start();
    await h.answer('benar-salah', 'true');
    await h.submit();
    await h.until(() => h.text.includes('Nilai Anda'), 'the result');
    await calm(h);
    await says('screen-no-feedback');
  });
});

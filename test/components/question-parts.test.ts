// What a question may have beside its controls, and the other ways a kind can be answered.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WidyaQuestion } from '../../src/components/question/question.js';
import { mathElement } from '../../src/core/mathml.js';
import type { Question } from '../../src/questions/kind.js';
import { until } from './harness.js';

WidyaQuestion.define();

async function show(question: object, set: Partial<WidyaQuestion> = {}): Promise<WidyaQuestion> {
  const element = await fixture<WidyaQuestion>(html`<widya-question name="q"></widya-question>`);
  Object.assign(element, { question: { id: 'q', ...question } as Question, ...set });
  await until(() => element.status === 'ready', 'ready');
  await element.updateComplete;
  return element;
}
const $ = <T extends HTMLElement>(q: WidyaQuestion, selector: string) => q.shadowRoot?.querySelector<T>(selector) as T;
const words = (q: WidyaQuestion) => (q.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ');
const options = [
  { id: 'a', text: '30', correct: true },
  { id: 'b', text: '60', feedback: 'Itu **dua** kali lipat.' },
];

describe('<widya-question>, its parts', () => {
  it('a text with a table, a picture, a sound and a film with captions stand above it', async () => {
    const q = await show(
      {
        kind: 'true-false',
        stem: 'Benar?',
        answer: true,
        body: 'Baca tabel.\n\n| a | b |\n|---|---|\n| 1 | 2 |',
        media: [
          { type: 'image', src: 'gambar.png', alt: 'Sebuah grafik', width: 40, height: 20 },
          { type: 'audio', src: 'suara.mp3', transcript: 'Kata **kata**' },
          { type: 'video', src: 'film.webm', captions: [{ src: 'film.id.vtt', lang: 'id', label: 'Indonesia' }] },
          { type: 'image', src: 'javascript:alert(1)', alt: '' },
        ],
      },
      { base: 'https://x.example/kuis/' },
    );
    expect($(q, 'table th').textContent).to.equal('a');
    expect($<HTMLImageElement>(q, 'img').src).to.equal('https://x.example/kuis/gambar.png');
    expect($(q, 'img').getAttribute('alt')).to.equal('Sebuah grafik');
    expect($(q, 'audio')).not.to.equal(null);
    expect($(q, 'details').textContent).to.contain('Kata kata');
    expect($<HTMLTrackElement>(q, 'track').src).to.equal('https://x.example/kuis/film.id.vtt');
    expect($(q, 'track').hasAttribute('default')).to.equal(true);
    expect(q.shadowRoot?.querySelectorAll('img').length).to.equal(1);
    await expect(q).to.be.accessible();
  });
  it('formulas in stem and options; only what is listed gets in', async () => {
    const q = await show({
      kind: 'choice',
      stem: 'Berapa <math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>?',
      options: [
        { id: 'a', text: '<math alttext="akar dua"><msqrt><mn>2</mn></msqrt></math>', correct: true },
        { id: 'b', text: '![gambar](b.png)' },
      ],
    });
    await until(() => $(q, 'legend math') !== null, 'the formula');
    expect($(q, 'legend mfrac').children.length).to.equal(2);
    expect($(q, '.option msqrt').namespaceURI).to.contain('MathML');
    expect($<HTMLImageElement>(q, '.option img').alt).to.equal('gambar');
    const bad = mathElement(
      '<math onclick="x()" href="javascript:1"><mi>a</mi><script>alert(1)</script><img src=x onerror=y><annotation>tex</annotation><mtext>&lt;b&gt;</mtext></mrow></math>',
    );
    expect(bad.outerHTML).to.equal('<math><mi>a</mi>alert(1)<mtext>&lt;b&gt;</mtext></math>');
  });
  it('a choice within the text is a list', async () => {
    const q = await show({ kind: 'choice', inline: true, stem: 'Dalam {{}} hari.', options });
    const select = $<HTMLSelectElement>(q, 'p.gaps select');
    expect([...select.options].map((o) => o.text)).to.eql(['', '30', '60']);
    select.value = 'b';
    select.dispatchEvent(new Event('change'));
    await q.updateComplete;
    expect(q.value).to.equal('b');
    q.review = true;
    await q.updateComplete;
    expect(words(q)).to.contain('Belum tepat').and.contain('Jawaban yang benar: 30').and.contain('Itu dua kali lipat.');
  });
  it('a gap may have texts to choose from; what is half right is told', async () => {
    const gaps = [
      {
        id: '1',
        answers: ['Bandung'],
        options: ['Bandung', 'Bogor'],
        also: [{ text: 'Bogor', weight: 0.5, feedback: 'Dekat.' }],
      },
    ];
    const q = await show({ kind: 'fill-in', stem: 'Kota {{1}}.', gaps });
    const select = $<HTMLSelectElement>(q, 'select');
    select.value = 'Bogor';
    select.dispatchEvent(new Event('change'));
    await q.updateComplete;
    expect(q.value).to.equal('Bogor');
    expect(q.grade?.scaled).to.equal(0.5);
    q.review = true;
    await q.updateComplete;
    expect(words(q)).to.contain('Dekat.').and.contain('Sebagian benar');
  });
  it('a number may be given in another unit; what is recorded is in the question’s own', async () => {
    const q = await show({
      kind: 'numeric',
      stem: 'Jarak?',
      answer: 1500,
      unit: 'm',
      units: [{ text: 'km', factor: 1000 }],
      also: [{ answer: 1400, tolerance: 60, weight: 0.5, feedback: 'Hampir.' }],
    });
    const [field, unit] = [$<HTMLInputElement>(q, 'input'), $<HTMLSelectElement>(q, 'select')];
    unit.value = '1000';
    field.value = '1,5';
    field.dispatchEvent(new Event('change'));
    await q.updateComplete;
    expect(q.value).to.equal('1500');
    expect(field.value).to.equal('1,5');
    unit.value = '1';
    unit.dispatchEvent(new Event('change'));
    await q.updateComplete;
    expect(q.value).to.equal('1.5');
    field.value = '1400';
    field.dispatchEvent(new Event('change'));
    q.review = true;
    await q.updateComplete;
    expect(words(q)).to.contain('Sebagian benar').and.contain('Hampir.');
  });
  it('pairs can be clicked, by mouse and by keyboard', async () => {
    const q = await show({
      kind: 'matching',
      layout: 'click',
      shuffle: false,
      stem: 'Pasangkan.',
      sources: [
        { id: 's1', text: 'UPG', target: 't1' },
        { id: 's2', text: 'KPK', target: 't2' },
      ],
      targets: [
        { id: 't1', text: 'unit di kantor' },
        { id: 't2', text: 'komisi' },
      ],
    });
    $(q, '.targets li:nth-child(1) button').click();
    expect($(q, '[role=status]').textContent).to.equal('Pilih dahulu satu dari daftar pertama.');
    $(q, '.sources li:nth-child(1) button').click();
    expect($(q, '.sources li:nth-child(1) button').getAttribute('aria-pressed')).to.equal('true');
    $(q, '.targets li:nth-child(1) button').click();
    await q.updateComplete;
    expect(q.value).to.equal('s1[.]t1');
    $(q, '.sources li:nth-child(2) button').focus();
    await sendKeys({ press: 'Enter' });
    expect(q.shadowRoot?.activeElement?.textContent).to.contain('unit di kantor');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await q.updateComplete;
    expect(q.value).to.equal('s1[.]t1[,]s2[.]t2');
    expect($(q, '[role=status]').textContent).to.equal('KPK dipasangkan dengan komisi');
    await expect(q).to.be.accessible();
    $(q, '.sources li:nth-child(1) .quiet').click();
    await q.updateComplete;
    expect(q.value).to.equal('s2[.]t2');
  });
  it('words are counted where a number of them is asked for', async () => {
    const q = await show(
      { kind: 'long-fill-in', stem: 'Jelaskan.', words: { min: 50, max: 100 } },
      { value: 'Tiga kata saja' },
    );
    expect(words(q)).to.contain('3 kata, diminta 50–100');
  });
  it('what is partly right has words of its own', async () => {
    const q = await show(
      {
        kind: 'choice',
        multiple: true,
        stem: 'Mana?',
        options: [...options, { id: 'c', text: '90', correct: true }],
        feedback: { partly: 'Masih kurang satu.', incorrect: 'Salah.' },
      },
      { value: 'a', review: true },
    );
    expect(words(q)).to.contain('Masih kurang satu.').and.not.contain('Salah.');
  });
});

import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WidyaQuestion } from '../../src/components/question/question.js';
import { defineQuestionKind, questionKinds, type Question } from '../../src/questions/registry.js';
import { trueFalse } from '../../src/questions/true-false/index.js';
import { questions } from './quiz-harness.js';

WidyaQuestion.define();

const byId = (id: string) => questions.find((q) => q.id === id) as Question;

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((r) => setTimeout(r, 10));
  }
}

async function open(question: Question, set: Partial<WidyaQuestion> = {}): Promise<WidyaQuestion> {
  const form = await fixture<HTMLFormElement>(html`<form><widya-question name="q"></widya-question></form>`);
  const element = form.querySelector('widya-question') as WidyaQuestion;
  Object.assign(element, { question, ...set });
  await until(() => element.status === 'ready' || element.status === 'error', 'ready');
  await element.updateComplete;
  return element;
}
const inputs = (e: WidyaQuestion) => [...(e.shadowRoot as ShadowRoot).querySelectorAll('input')];
const seen = (e: WidyaQuestion) => (e.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ');
const type = (field: HTMLInputElement | undefined, text: string) => {
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event('change'));
};
const formValue = (e: WidyaQuestion) => new FormData(e.form as HTMLFormElement).get('q');

describe('<widya-question>', () => {
  describe('accessibility', () => {
    for (const { id, kind } of questions) {
      it(`${kind} (${id}) is accessible: empty, answered, read only, in review`, async () => {
        const e = await open(byId(id));
        await expect(e).to.be.accessible();
        const values: Record<string, string> = { tf: 'true', one: 'b', many: 'a[,]c', num: '3', gap: 'upg[,]x' };
        e.value = values[id] ?? '';
        e.readonly = true;
        await e.updateComplete;
        await expect(e).to.be.accessible();
        e.review = true;
        await e.updateComplete;
        await expect(e).to.be.accessible();
      });
    }
    it('a radio group is one stop, its options are walked by arrows; checkboxes are stops', async () => {
      const one = await open(byId('one'));
      one.focus();
      await sendKeys({ press: 'Space' });
      expect(one.value).to.equal('a');
      await sendKeys({ press: 'ArrowDown' });
      expect(one.value).to.equal('b');
      const many = await open(byId('many'));
      many.focus();
      await sendKeys({ press: 'Space' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Space' });
      expect(many.value).to.equal('a[,]c');
    });
    it('the whole row is the label', async () => {
      const e = await open(byId('one'));
      e.shadowRoot?.querySelectorAll('label')[2]?.click();
      expect(e.value).to.equal('c');
    });
    it('a number that cannot be read is marked, said and tied to its field', async () => {
      const e = await open(byId('num'));
      type(inputs(e)[0], 'tiga');
      await e.updateComplete;
      const field = inputs(e)[0] as HTMLInputElement;
      expect(field.getAttribute('aria-invalid')).to.equal('true');
      const hint = (field.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => e.shadowRoot?.getElementById(id)?.textContent ?? 'MISSING')
        .join(' ');
      expect(hint).to.contain('belum berupa angka').and.not.to.contain('MISSING');
      await expect(e).to.be.accessible();
      type(field, '3,5');
      await e.updateComplete;
      expect(field.getAttribute('aria-invalid')).to.equal('false');
    });
    it('gaps are named by their number in the sentence', async () => {
      const e = await open(byId('gap'));
      expect(inputs(e).map((i) => i.getAttribute('aria-label'))).to.eql(['Isian 1 dari 2', 'Isian 2 dari 2']);
      expect(e.shadowRoot?.querySelector('legend')?.textContent?.trim()).to.equal('Lewat … kepada ….');
    });
  });

  describe('form', () => {
    it('is submitted under its name; nothing while unanswered or disabled', async () => {
      const e = await open(byId('one'));
      expect(formValue(e)).to.equal(null);
      inputs(e)[1]?.click();
      await e.updateComplete;
      expect(formValue(e)).to.equal('b');
      e.disabled = true;
      await e.updateComplete;
      expect(formValue(e)).to.equal(null);
      expect(inputs(e).every((i) => i.disabled)).to.equal(true);
    });
    it('goes back to its value attribute on reset', async () => {
      const e = await open(byId('num'));
      type(inputs(e)[0], '7');
      await e.updateComplete;
      e.form?.reset();
      await e.updateComplete;
      expect(e.value).to.equal('');
      expect(inputs(e)[0]?.value).to.equal('');
      e.setAttribute('value', '12.5');
      e.form?.reset();
      await e.updateComplete;
      expect(inputs(e)[0]?.value).to.equal('12,5');
    });
    it('required and unreadable answers hold the form back', async () => {
      const e = await open(byId('num'), { required: true });
      expect(e.form?.checkValidity()).to.equal(false);
      type(inputs(e)[0], 'tiga');
      await e.updateComplete;
      expect(e.form?.checkValidity()).to.equal(false);
      type(inputs(e)[0], '3');
      await e.updateComplete;
      expect(e.form?.checkValidity()).to.equal(true);
    });
    it('a disabled fieldset around it disables it', async () => {
      const set = await fixture(html`<fieldset disabled><widya-question name="q"></widya-question></fieldset>`);
      const e = set.querySelector('widya-question') as WidyaQuestion;
      e.question = byId('tf');
      await until(() => inputs(e).length === 2, 'drawn');
      expect(inputs(e).every((i) => i.disabled)).to.equal(true);
    });
  });

  describe('events', () => {
    it('input and change come once each, when the value is already new', async () => {
      const e = await open(byId('one'));
      const log: string[] = [];
      for (const name of ['input', 'change'] as const)
        e.form?.addEventListener(name, (event) => log.push(`${event.type} ${(event.target as WidyaQuestion).value}`));
      setTimeout(() => inputs(e)[1]?.click());
      const { detail } = await oneEvent(e, 'widya-question-answered');
      expect(detail).to.eql({ question: 'one', response: 'b' });
      expect(log).to.eql(['input b', 'change b']);
    });
    it('typing in a field is not an answer until it is left', async () => {
      const e = await open(byId('gap'));
      const log: string[] = [];
      e.addEventListener('input', () => log.push(e.value));
      e.focus();
      await sendKeys({ type: 'upg' });
      expect(log).to.eql([]);
      await sendKeys({ press: 'Tab' });
      expect(log).to.eql(['upg[,]']);
    });
    it('nothing fires when it is set by program', async () => {
      const e = await open(byId('one'));
      let fired = 0;
      for (const name of ['input', 'change', 'widya-question-answered'] as const)
        e.addEventListener(name, () => fired++);
      e.value = 'b';
      await e.updateComplete;
      expect(fired).to.equal(0);
      expect(inputs(e)[1]?.checked).to.equal(true);
    });
  });

  describe('behaviour', () => {
    it('writes responses as the record wants them', async () => {
      const many = await open(byId('many'));
      inputs(many)[1]?.click();
      inputs(many)[0]?.click();
      expect(many.value).to.equal('a[,]b');
      inputs(many)[1]?.click();
      expect(many.value).to.equal('a');
      const num = await open(byId('num'));
      type(inputs(num)[0], '1.234,50');
      expect(num.value).to.equal('1234.5');
      await num.updateComplete;
      expect(inputs(num)[0]?.value).to.equal('1.234,5');
      expect(seen(num)).to.contain('Terbaca sebagai 1234,5');
      const gap = await open(byId('gap'));
      type(inputs(gap)[0], '  a[,]b   c ');
      type(inputs(gap)[1], 'kpk');
      expect(gap.value).to.equal('a, b c[,]kpk');
      type(inputs(gap)[0], ' ');
      type(inputs(gap)[1], '');
      expect(gap.value).to.equal('');
    });
    it('tells how far the answer is, and what it is worth', async () => {
      const e = await open(byId('gap'));
      expect(e.answerState).to.equal('unanswered');
      e.value = 'upg[,]';
      expect(e.answerState).to.equal('incomplete');
      e.value = 'upg[,]kpk';
      expect(e.answerState).to.equal('answered');
      expect(e.grade).to.eql({ raw: 1, max: 1, scaled: 1, success: true });
    });
    it('read only: shown, not changed, submitted', async () => {
      const e = await open(byId('one'), { readonly: true, value: 'b' });
      inputs(e)[0]?.click();
      expect(e.value).to.equal('b');
      expect(formValue(e)).to.equal('b');
    });
    it('shuffles only with a seed, and only where asked', async () => {
      const options = [...'abcdefghij'].map((id) => ({ id, text: id, ...(id === 'a' ? { correct: true } : {}) }));
      const q = { id: 'q', kind: 'choice', stem: 's', options } as Question;
      const order = (e: WidyaQuestion) =>
        inputs(e)
          .map((i) => i.value)
          .join('');
      expect(order(await open(q, { shuffle: true }))).to.equal('abcdefghij');
      expect(order(await open(q, { seed: 'x' }))).to.equal('abcdefghij');
      const mixed = order(await open(q, { shuffle: true, seed: 'x' }));
      expect(mixed).not.to.equal('abcdefghij');
      expect(order(await open(q, { shuffle: true, seed: 'x' }))).to.equal(mixed);
      expect(order(await open({ ...q, shuffle: true } as Question, { seed: 'x' }))).to.equal(mixed);
    });
    it('right answers in the reader’s language', async () => {
      const e = await open({
        id: 'g',
        kind: 'fill-in',
        stem: { id: 'Isi {{1}}', en: 'Fill {{1}}' },
        gaps: [{ id: '1', answers: { id: ['betul'], en: ['yes'] } }],
      } as Question);
      e.lang = 'en';
      e.review = true;
      await until(() => seen(e).includes('yes'), 'English');
      expect(seen(e)).not.to.contain('betul');
    });
    it('another question of the same kind takes its place at once', async () => {
      const e = await open(byId('tf'));
      e.question = { ...byId('tf'), stem: 'Lain?' } as Question;
      await e.updateComplete;
      expect(e.status).to.equal('ready');
      expect(seen(e)).to.contain('Lain?');
    });
    it('a kind that is not here is named, and comes late', async () => {
      const kind = `acme-q-${Date.now()}`;
      const e = await open({ id: 'x', kind, stem: 'Tunjuk **di sini**', answer: true } as Question);
      expect(e.status).to.equal('error');
      expect(seen(e)).to.contain(kind).and.contain('Tunjuk di sini');
      await expect(e).to.be.accessible();
      questionKinds.register(defineQuestionKind({ ...trueFalse, name: kind }));
      await until(() => inputs(e).length === 2, 'replaced');
    });
    it('a kind that cannot be fetched can be tried again', async () => {
      const kind = `acme-net-${Date.now()}`;
      let tries = 0;
      questionKinds.register(kind, () =>
        tries++ === 0 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(trueFalse as never),
      );
      const e = await open({ id: 'x', kind, stem: 's', answer: true } as Question);
      expect(e.status).to.equal('error');
      e.shadowRoot?.querySelector<HTMLElement>('[part="retry"]')?.click();
      await until(() => inputs(e).length === 2, 'tried again');
    });
  });

  it('removal frees its listeners', async () => {
    const e = await open(byId('gap'));
    e.remove();
    questionKinds.register('fill-in', () =>
      import('../../src/questions/fill-in/index.js').then((m) => m.fillIn as never),
    );
    document.dispatchEvent(new Event('visibilitychange'));
    expect(e.status).to.equal('ready');
  });
});

// A quiz on paper, and what was written on it back into the record, under the LRS's own rules.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WidyaItemAnalysis } from '../../src/components/item-analysis/item-analysis.js';
import { WidyaPaper } from '../../src/components/paper/paper.js';
import { WidyaPaperEntry } from '../../src/components/paper-entry/paper-entry.js';
import type { WidyaProvider } from '../../src/components/provider/provider.js';
import { stripKey } from '../../src/model/quiz-strip.js';
import type { Quiz } from '../../src/model/quiz.js';
import { formCode, ORIGINAL, paperOf, writeAnswer } from '../../src/questions/paper.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { allKinds, invented, judgedQuiz } from '../../stories/answers.js';
import { focused, newLrs, people, record, signedOut, textOf, until, verbOf } from './harness.js';

WidyaPaper.define();
WidyaPaperEntry.define();
WidyaItemAnalysis.define();

const quiz = judgedQuiz as unknown as Quiz;
const learners = [invented(1), invented(2)].map((p) => p.actor);
const original = formCode(quiz, ORIGINAL, 'A');

describe('<widya-paper>', () => {
  async function open(set: Partial<WidyaPaper> = {}): Promise<WidyaPaper> {
    const e = document.createElement('widya-paper');
    Object.assign(e, { content: judgedQuiz, ...set });
    (await fixture(html`<div></div>`)).append(e);
    await until(() => e.status === 'ready' || e.status === 'error', 'ready');
    await e.updateComplete;
    return e;
  }
  const root = (e: WidyaPaper) => e.shadowRoot as ShadowRoot;
  const pages = (e: WidyaPaper) => [...root(e).querySelectorAll('.page')].map((p) => textOf(p));

  it('shows questions and an answer sheet of each form, with its code', async () => {
    const e = await open({ forms: 2, batch: 'k7m2' });
    const list = pages(e);
    expect(list.length).to.equal(4);
    expect(list[0])
      .to.contain(`Paket ${formCode(quiz, 'K7M2', 'A')}`)
      .and.contain('Berapa hari kerja');
    expect(list[1]).to.contain('Lembar jawaban').and.contain('Nomor peserta');
    expect(list[2]).to.contain(`Paket ${formCode(quiz, 'K7M2', 'B')}`);
    expect(list[0]).not.to.equal(list[2]);
    await expect(e).to.be.accessible();
  });

  it('prints what the code says: letters of the form, in its order', async () => {
    const e = await open({ order: 'written' });
    const list = pages(e);
    expect(list[0]).to.match(/1 \. Kepada siapa gratifikasi dilaporkan\? A \. Unit Pengendalian/);
    expect(list[0]).to.contain('B = benar, S = salah').and.contain('Pilih semua yang sesuai');
  });

  it('has a key sheet only where the key is, and only when asked for', async () => {
    const e = await open({ order: 'written' });
    expect(pages(e).join()).not.to.contain('Kunci paket');
    const box = [...root(e).querySelectorAll<HTMLInputElement>('fieldset input')].at(-1) as HTMLInputElement;
    box.click();
    await e.updateComplete;
    expect(pages(e).at(-1))
      .to.contain('Kunci paket')
      .and.match(/1 A 1 lapor/)
      .and.contain('KPK');
    await expect(e).to.be.accessible();
    const kinds = await allKinds();
    const bare = stripKey(quiz, (kind) => (q) => kinds.get(kind)?.strip(q as never) ?? {});
    const examinee = await open({ content: bare });
    expect(textOf(root(examinee))).to.match(/Kunci tidak ada di halaman ini|tidak sesuai/);
  });

  it('puts its sheets alone on the paper, however printing is asked for, and takes them away', async () => {
    const e = await open({ forms: 2 });
    window.dispatchEvent(new Event('beforeprint'));
    const there = document.querySelectorAll('body > .widya-on-paper');
    expect(there.length).to.equal(1);
    expect(there[0]?.shadowRoot?.querySelectorAll('.page').length).to.equal(4);
    const css = document.adoptedStyleSheets.flatMap((s) => [...s.cssRules].map((r) => r.cssText)).join('\n');
    expect(css).to.contain('@page widya-B').and.contain('Kuis gratifikasi · Paket');
    window.dispatchEvent(new Event('afterprint'));
    expect(document.querySelectorAll('body > .widya-on-paper').length).to.equal(0);
    expect(document.adoptedStyleSheets.length).to.equal(0);
    window.dispatchEvent(new Event('beforeprint'));
    e.remove();
    expect(document.querySelectorAll('body > .widya-on-paper').length).to.equal(0);
  });

  it('takes another code, and wrong values are said and left out', async () => {
    const e = await open();
    const first = pages(e)[0];
    const field = root(e).querySelector('.code-field') as HTMLInputElement;
    field.value = 'zzzz';
    field.dispatchEvent(new Event('change'));
    await e.updateComplete;
    expect(pages(e)[0]).not.to.equal(first);
    const wrong = await open({ forms: 9, order: 'kacau' as 'mixed' });
    expect([wrong.forms, wrong.order]).to.deep.equal([1, 'mixed']);
  });

  it('speaks English, and says what is wrong with a file', async () => {
    const e = await open();
    e.lang = 'en';
    await until(() => textOf(root(e)).includes('Question paper'), 'English');
    expect(pages(e)[0]).to.contain('To whom are gratuities reported?').and.contain('T = true, F = false');
    expect((await open({ content: { id: 'x' } })).status).to.equal('error');
  });
});

describe('<widya-paper-entry>', () => {
  async function open(lrs: TestLrs, set: Partial<WidyaPaperEntry> = {}, auth = lrs.auth): Promise<WidyaPaperEntry> {
    const provider = await fixture<WidyaProvider>(
      html`<widya-provider endpoint=${lrs.endpoint} .auth=${auth} .fetch=${lrs.fetch}></widya-provider>`,
    );
    const e = document.createElement('widya-paper-entry');
    Object.assign(e, { content: judgedQuiz, learners, ...set });
    provider.append(e);
    await until(() => e.status === 'ready' || e.status === 'error', 'ready');
    await provider.service?.ready;
    await e.updateComplete;
    return e;
  }
  const root = (e: WidyaPaperEntry) => e.shadowRoot as ShadowRoot;
  const $ = <T extends HTMLElement = HTMLInputElement>(e: WidyaPaperEntry, s: string) =>
    root(e).querySelector<T>(s) as T;
  const text = (e: WidyaPaperEntry) => textOf(root(e));
  const type = async (e: WidyaPaperEntry, id: string, value: string) => {
    const field = $(e, `#${id}`);
    field.value = value;
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new Event('change'));
    await e.updateComplete;
  };
  const rows = (e: WidyaPaperEntry) => [...root(e).querySelectorAll<HTMLInputElement>('.rows input')];
  const fill = async (e: WidyaPaperEntry, line: string) => {
    await type(e, 'quick', line);
    root(e).querySelector<HTMLButtonElement>('.with-button button')?.click();
    await e.updateComplete;
  };
  const save = async (e: WidyaPaperEntry) => {
    $<HTMLButtonElement>(e, 'button[type=submit]').click();
    await e.updateComplete;
    await until(() => !$<HTMLButtonElement>(e, 'button[type=submit]')?.disabled, 'answered');
    await e.updateComplete;
  };
  const all = 'A B S AB KPK 12 C';

  it('enters a sheet as the learner’s attempt, marked with form and trainer', async () => {
    const lrs = newLrs(people.dewi);
    const e = await open(lrs);
    const events = record(e, 'widya-paper-entered');
    await expect(e).to.be.accessible();
    await type(e, 'person', 'Peserta 1');
    await type(e, 'form', original.toLowerCase());
    expect(text(e)).to.contain('7 soal');
    await expect(e).to.be.accessible();
    await fill(e, all);
    expect(rows(e).map((r) => r.value)).to.deep.equal(all.split(' '));
    expect(text(e)).to.contain('30 hari kerja').and.contain('Potongan harga khusus · Tiket perjalanan');
    await save(e);
    await until(() => events.length === 1, 'saved');
    expect(text(e))
      .to.contain('Peserta 1')
      .and.match(/nilai \d+ \(6 dari 7 poin\)|nilai \d+ \(/);
    expect(focused()?.id).to.equal('person');
    const stored = await lrs.statements();
    expect(stored.map(verbOf)).to.deep.equal([
      'attempted',
      ...Array<string>(7).fill('answered'),
      'completed',
      'passed',
    ]);
    for (const s of stored) {
      expect(s.actor).to.deep.include({ account: learners[0]?.account });
      expect(s.authority).to.deep.include({ account: lrs.person.actor.account });
      expect(s.context?.instructor).to.deep.include({ account: lrs.person.actor.account });
      expect(s.context?.platform).to.equal('paper');
      expect(s.context?.extensions?.['https://w3id.org/widya/xapi/extensions/paper-form']).to.equal(original);
      expect(s.result?.duration).to.equal(undefined);
    }
    expect(events[0]?.detail).to.include({ form: original, revision: 0 });
  });

  it('by keyboard: one letter goes on to the next, Enter saves', async () => {
    const lrs = newLrs(people.dewi);
    const e = await open(lrs);
    $(e, '#person').focus();
    await sendKeys({ type: 'contoh-2' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: original });
    await until(() => rows(e).length === 7, 'the form');
    rows(e)[0]?.focus();
    await sendKeys({ type: 'abs' });
    expect(
      rows(e)
        .map((r) => r.value.toUpperCase())
        .slice(0, 3),
    ).to.deep.equal(['A', 'B', 'S']);
    expect((focused() as HTMLElement).dataset.i).to.equal('3');
    await sendKeys({ type: 'ab' });
    for (const keys of ['', 'KPK', '12', 'c']) {
      if (keys) await sendKeys({ type: keys });
      if (keys !== 'c') await sendKeys({ press: 'Enter' });
    }
    expect(focused()?.getAttribute('type')).to.equal('submit');
    await sendKeys({ press: 'Enter' });
    await until(async () => (await lrs.statements()).length === 10, 'saved');
  });

  it('the same sheet twice is one; another is a correction, and the last counts', async () => {
    const lrs = newLrs(people.dewi);
    const e = await open(lrs);
    const sheet = async (line: string) => {
      await type(e, 'person', 'Peserta 1');
      await type(e, 'form', original);
      await fill(e, line);
      await save(e);
    };
    await sheet(all);
    expect((await lrs.statements()).length).to.equal(10);
    await type(e, 'person', 'Peserta 1');
    await until(() => text(e).includes('Sudah dimasukkan oleh Dr. Dewi Anggraini'), 'found');
    expect(rows(e).map((r) => r.value)).to.deep.equal(all.split(' '));
    await save(e);
    expect(text(e)).to.contain('tidak ada yang berubah');
    expect((await lrs.statements()).length).to.equal(10);
    await sheet('B B S AB KPK 12 C');
    expect(text(e)).to.contain('koreksi');
    const stored = await lrs.statements();
    expect(stored.filter((s) => verbOf(s) === 'completed').length).to.equal(2);
    expect(new Set(stored.map((s) => s.id)).size).to.equal(stored.length);
    const last = stored
      .filter((s) => verbOf(s) === 'answered' && 'id' in s.object && s.object.id.endsWith('/lapor'))
      .at(-1);
    expect(last?.result?.response).to.equal('atasan');
  });

  it('names what cannot be read, and whom it does not know', async () => {
    const lrs = newLrs(people.dewi);
    const e = await open(lrs);
    await type(e, 'person', 'Bukan Siapa');
    expect(text(e)).to.contain('tidak ada dalam daftar');
    await type(e, 'form', 'AAAA-A1');
    expect(text(e)).to.contain('bukan kode paket kuis ini');
    await type(e, 'person', 'Peserta 1');
    await type(e, 'form', original);
    await fill(e, 'Z B');
    expect(text(e)).to.contain('Bukan jawaban untuk soal ini');
    expect((focused() as HTMLElement).dataset.i).to.equal('0');
    await save(e);
    expect(text(e)).to.contain('1 jawaban belum terbaca');
    await expect(e).to.be.accessible();
    expect((await lrs.statements()).length).to.equal(0);
  });

  it('a learner cannot, nor a trainer for others than their cohort; what was typed stays', async () => {
    const lrs = newLrs();
    const e = await open(lrs);
    await type(e, 'person', 'Peserta 1');
    await type(e, 'form', original);
    await fill(e, all);
    await save(e);
    expect(text(e)).to.contain('Belum tersimpan').and.contain('tidak berhak');
    expect(rows(e)[0]?.value).to.equal('A');
    expect((await lrs.statements()).length).to.equal(0);
  });

  it('keeps what was typed while the line is dead, and saves then', async () => {
    const lrs = newLrs(people.dewi);
    const e = await open(lrs);
    await type(e, 'person', 'Peserta 1');
    await type(e, 'form', original);
    await fill(e, all);
    lrs.mode = 'offline';
    await save(e);
    expect(text(e)).to.contain('Belum tersimpan');
    lrs.mode = 'online';
    await save(e);
    await until(async () => (await lrs.statements()).length === 10, 'saved');
  });

  it('without a list an account is typed; signed out it says so', async () => {
    const lrs = newLrs(people.dewi);
    const e = await open(lrs, { learners: undefined });
    await type(e, 'person', 'k3v9x2');
    await type(e, 'form', original);
    await fill(e, all);
    await save(e);
    await until(async () => (await lrs.statements()).length === 10, 'saved');
    expect((await lrs.statements())[0]?.actor.account).to.deep.equal({
      homePage: 'https://sso.bln.example',
      name: 'k3v9x2',
    });
    expect(text(await open(lrs, {}, signedOut()))).to.contain('Masuk sebagai fasilitator');
  });

  it('an essay from paper is graded by a person, as it was corrected', async () => {
    const lrs = newLrs(people.dewi);
    const essay = { ...judgedQuiz, questions: [{ id: 'esai', kind: 'long-fill-in', stem: 'Mengapa?', points: 4 }] };
    const e = await open(lrs, { content: essay });
    for (const words of ['Karena wajib.', 'Karena wajib dilaporkan.']) {
      await type(e, 'person', 'Peserta 1');
      await type(e, 'form', formCode(essay as never, ORIGINAL, 'A'));
      const [field] = rows(e) as [HTMLInputElement];
      field.value = words;
      field.dispatchEvent(new Event('input'));
      await e.updateComplete;
      await save(e);
      expect(text(e)).to.contain('4 poin menunggu dinilai');
    }
    const { WidyaGrading } = await import('../../src/components/grading/grading.js');
    WidyaGrading.define();
    const tool = document.createElement('widya-grading');
    Object.assign(tool, { quiz: essay });
    e.parentElement?.append(tool);
    await until(() => textOf(tool.shadowRoot as ShadowRoot).includes('1 jawaban menunggu'), 'one to grade');
    expect(textOf(tool.shadowRoot as ShadowRoot)).to.contain('Karena wajib dilaporkan.');
  });

  it('reads forms of every order as they were printed', async () => {
    const lrs = newLrs(people.dewi);
    const e = await open(lrs);
    const code = formCode(quiz, 'K7M2', 'C');
    const items = paperOf(quiz, await allKinds(), code);
    const right: Record<string, string> = {
      lapor: 'upg',
      batas: 'h10',
      uang: 'false',
      unsur: 'diskon[,]tiket',
      singkatan: 'KPK',
      pasal: '12',
      pendapat: 'sangat',
    };
    await type(e, 'person', 'Peserta 2');
    await type(e, 'form', code);
    await fill(e, items.map((i) => writeAnswer(i, right[i.question.id] ?? '', 'id')).join('\t'));
    await save(e);
    const stored = await lrs.statements();
    expect(stored.filter((s) => s.result?.success === true && verbOf(s) === 'answered').length).to.equal(6);
    expect(stored.at(-1)?.result?.score?.scaled).to.equal(1);
  });
});

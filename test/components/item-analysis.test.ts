// A trainer sees how the questions of a quiz do, under the LRS's own rules.
import { expect, fixture, html } from '@open-wc/testing';
import { WidyaItemAnalysis } from '../../src/components/item-analysis/item-analysis.js';
import type { WidyaProvider } from '../../src/components/provider/provider.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { judgedQuiz, taken } from '../../stories/answers.js';
import { held, newLrs, newPerson, people, signedOut, textOf, until } from './harness.js';

WidyaItemAnalysis.define();

async function open(
  lrs: TestLrs,
  set: Partial<WidyaItemAnalysis> = { content: judgedQuiz },
  auth = lrs.auth,
): Promise<WidyaItemAnalysis> {
  const provider = await fixture<WidyaProvider>(
    html`<widya-provider endpoint=${lrs.endpoint} .auth=${auth} .fetch=${lrs.fetch}></widya-provider>`,
  );
  const element = document.createElement('widya-item-analysis');
  Object.assign(element, set);
  provider.append(element);
  return element;
}
async function ready(element: WidyaItemAnalysis): Promise<WidyaItemAnalysis> {
  await until(() => element.status === 'ready' || element.status === 'error', 'ready');
  await element.updateComplete;
  return element;
}
const root = (e: WidyaItemAnalysis) => e.shadowRoot as ShadowRoot;
const text = (e: WidyaItemAnalysis) => textOf(root(e));
const item = (e: WidyaItemAnalysis, n: number) => textOf(root(e).querySelector(`#item-${n}`) as Element);
const select = (e: WidyaItemAnalysis, value: string) => {
  const field = [...root(e).querySelectorAll('select')].find((s) => [...s.options].some((o) => o.value === value));
  if (!field) throw new Error(`no choice ${value}`);
  field.value = value;
  field.dispatchEvent(new Event('change'));
  return e.updateComplete;
};
async function seeded(count: number): Promise<TestLrs> {
  const lrs = newLrs(people.dewi);
  await taken(count)(lrs);
  return lrs;
}

describe('<widya-item-analysis>', () => {
  let forty: TestLrs;
  before(async () => (forty = await seeded(40)));

  it('says in words what the figures say, and what to do', async () => {
    const e = await ready(await open(forty));
    const all = text(e);
    expect(all)
      .to.contain('Analisis butir: Kuis gratifikasi')
      .and.contain('40 peserta dihitung')
      .and.contain('Data per');
    expect(all).to.contain('Tafsirkan dengan hati-hati');
    expect(item(e, 1))
      .to.match(/(Sukar|Sedang|Mudah) ?: ?\d+% benar/)
      .and.contain('Membedakan baik');
    expect(item(e, 2)).to.contain('Periksa kunci: peserta terbaik memilih B (“30 hari kerja”)');
    expect(item(e, 3)).to.contain('Hampir semua benar');
    expect(item(e, 6)).to.contain('Sangat sukar');
    expect(item(e, 7)).to.contain('Soal pendapat').and.not.contain('Membedakan');
    await expect(e).to.be.accessible();
  });

  it('shows options with their texts and who chose them', async () => {
    const e = await ready(await open(forty));
    for (const d of root(e).querySelectorAll('details')) d.open = true;
    await e.updateComplete;
    expect(item(e, 1)).to.contain('Unit Pengendalian Gratifikasi').and.contain('Kunci').and.contain('11 terbaik');
    // Free answers only where five people gave them.
    expect(item(e, 5)).to.contain('BPK').and.contain('KPK');
    await expect(e).to.be.accessible();
  });

  it('has everything as a table, sorts and filters', async () => {
    const e = await ready(await open(forty));
    await select(e, 'table');
    expect([...root(e).querySelectorAll('.all tbody tr')].length).to.equal(7);
    expect(text(e)).to.contain('Daya beda (r terkoreksi)');
    await expect(e).to.be.accessible();
    await select(e, 'difficulty');
    expect(root(e).querySelector('.all tbody td')?.textContent).to.equal('6');
    const box = root(e).querySelector('input[type=checkbox]') as HTMLInputElement;
    box.click();
    await e.updateComplete;
    const left = [...root(e).querySelectorAll('.all tbody tr')].length;
    expect(left).to.be.greaterThan(1).and.lessThan(7);
  });

  it('gives a file for spreadsheets', async () => {
    const e = await ready(await open(forty));
    const lines = e.toCsv().split('\r\n');
    expect(lines[0]).to.match(/^\ufeffNo\.;Soal;Versi;/);
    expect(lines.find((l) => l.startsWith('1;Kepada siapa gratifikasi dilaporkan?;2;choice;40;'))).to.match(/0,\d+/);
    expect(e.toCsv()).to.contain('Unit Pengendalian Gratifikasi;ya;');
    let saved: HTMLAnchorElement | undefined;
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      saved = this;
    };
    [...root(e).querySelectorAll('button')].find((b) => b.textContent?.includes('CSV'))?.click();
    HTMLAnchorElement.prototype.click = click;
    expect(saved?.download).to.equal('analisis-butir-gratifikasi.csv');
    const bytes = new Uint8Array(await (await fetch(saved?.href ?? '')).arrayBuffer());
    expect([...bytes.slice(0, 3)]).to.deep.equal([0xef, 0xbb, 0xbf]);
  });

  it('works without the file, from what the records tell', async () => {
    const e = await ready(await open(forty, { quiz: judgedQuiz.id }));
    const all = text(e);
    expect(all).to.contain('Kuis gratifikasi').and.contain('Periksa kunci: peserta terbaik memilih B');
    expect(all).to.contain('Berapa hari kerja batas waktu melapor?');
  });

  it('tells nothing of fewer than five people', async () => {
    const e = await ready(await open(await seeded(4)));
    expect(text(e))
      .to.contain('Baru 4 peserta')
      .and.contain('mulai 5 peserta')
      .and.not.match(/%|Sukar/);
    expect(e.toCsv()).to.equal('');
    await expect(e).to.be.accessible();
  });

  it('says so when nobody has taken it, and reads again', async () => {
    const lrs = newLrs(people.dewi);
    const e = await ready(await open(lrs));
    expect(text(e)).to.contain('Belum ada yang mengumpulkan');
    await taken(6)(lrs);
    (root(e).querySelector('button') as HTMLButtonElement).click();
    await until(() => text(e).includes('6 peserta dihitung'), 'read again');
  });

  it('counts the attempt that is asked for', async () => {
    const lrs = await seeded(12);
    const again = lrs.as(newPerson(people.siti));
    const { attemptOf } = await import('../../stories/answers.js');
    const { clientOf } = await import('./harness.js');
    for (const n of [201, 202])
      await clientOf(again).saveStatements(await attemptOf(judgedQuiz as never, again.person, n));
    const e = await ready(await open(lrs));
    expect(text(e)).to.contain('13 peserta dihitung').and.contain('1 pengulangan tidak dihitung');
    const before = item(e, 1);
    await select(e, 'last');
    expect(e.attempts).to.equal('last');
    expect(text(e)).to.contain('13 peserta dihitung');
    expect(before).to.contain('benar');
  });

  it('a learner is refused, by the LRS; the slot shows', async () => {
    const e = await ready(await open(forty.as(newPerson(people.siti))));
    expect(e.status).to.equal('error');
    expect(text(e)).to.contain('Anda tidak berhak');
  });

  it('a facilitator of a cohort reads those of it', async () => {
    const lrs = forty.as({ ...newPerson(people.dewi), roles: ['facilitator'] });
    const { invented } = await import('../../stories/answers.js');
    const learners = Array.from({ length: 7 }, (_, n) => invented(n).actor);
    const e = await ready(await open(lrs, { content: judgedQuiz, learners }));
    expect(text(e)).to.contain('7 peserta dihitung');
  });

  it('asks to sign in; tells of a dead line and tries again', async () => {
    const out = await ready(await open(forty, { content: judgedQuiz }, signedOut()));
    expect(text(out)).to.contain('Masuk sebagai fasilitator');
    const lrs = await seeded(5);
    lrs.mode = 'offline';
    const e = await ready(await open(lrs));
    expect(e.status).to.equal('error');
    lrs.mode = 'online';
    (root(e).querySelector('[part=retry]') as HTMLButtonElement).click();
    await until(() => text(e).includes('5 peserta'), 'read');
  });

  it('says how far it has read, and can be stopped', async () => {
    const slow = held(forty);
    const e = await open(slow);
    await until(() => text(e).includes('Membaca catatan'), 'reading');
    await expect(e).to.be.accessible();
    (root(e).querySelector('button') as HTMLButtonElement).click();
    await e.updateComplete;
    expect(text(e)).to.contain('Pembacaan dibatalkan');
    slow.release();
    (root(e).querySelector('button') as HTMLButtonElement).click();
    await until(() => text(e).includes('40 peserta dihitung'), 'read');
  });

  it('names the place of what is wrong in a file', async () => {
    const e = await ready(await open(forty, { content: { id: 'x', title: 'x' } }));
    expect(e.status).to.equal('error');
  });

  it('speaks English', async () => {
    const e = await open(forty);
    e.lang = 'en';
    await ready(e);
    await until(() => text(e).includes('Item analysis: Quiz on gratuities'), 'English');
    expect(text(e)).to.contain('Check the key: the best learners chose B (“30 working days”)');
    expect(e.toCsv()).to.match(/^\ufeffNo\.,Question,/);
  });

  it('opens everything for paper, and closes it again', async () => {
    const e = await ready(await open(forty));
    window.dispatchEvent(new Event('beforeprint'));
    expect(root(e).querySelectorAll('.more:not([open])').length).to.equal(0);
    window.dispatchEvent(new Event('afterprint'));
    expect(root(e).querySelectorAll('.more[open]').length).to.equal(0);
  });

  it('warns of wrong values and does not throw', async () => {
    const e = await open(forty, { content: judgedQuiz, attempts: 'semua' as 'first' });
    await ready(e);
    expect(e.attempts).to.equal('first');
  });
});

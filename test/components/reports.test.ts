// What is made of records: lesson hours for the learner, the report for the leader, under the LRS's own rules.
import { expect, fixture, html } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { WidyaJpCard } from '../../src/components/jp-card/jp-card.js';
import { WidyaLeaderReport } from '../../src/components/leader-report/leader-report.js';
import type { WidyaProvider } from '../../src/components/provider/provider.js';
import type { Course } from '../../src/model/course.js';
import { uuid } from '../../src/sdk/uuid.js';
import type { Principal } from '../../src/sdk/auth.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { courseSatisfied, registrationFor } from '../../src/tracking/course.js';
import { agencyOf, unitNames } from '../../stories/reports.js';
import { fits, Harness, newLrs, newPerson, people, say, signedOut, textOf, until } from './harness.js';

WidyaJpCard.define();
WidyaLeaderReport.define();

const course: Course = {
  id: 'https://belajar.bln.example/kursus/etika',
  title: { id: 'Etika ASN', en: 'Ethics' },
  jp: 4,
  lessons: [{ id: 'satu', kind: 'page', title: 'Satu' }],
};
const finished = (lrs: TestLrs, at = '2026-03-02T03:00:00.000Z') =>
  say(
    lrs,
    at,
    courseSatisfied(
      { course, registration: registrationFor(course.id, lrs.person.actor), session: uuid(), lang: 'id' },
      lrs.person.actor,
    ),
  );
async function open<T extends WidyaJpCard | WidyaLeaderReport>(
  tag: string,
  lrs: TestLrs,
  set: Partial<T> = {},
  auth = lrs.auth,
): Promise<{ e: T; h: Harness<T>; text: () => string }> {
  const provider = await fixture<WidyaProvider>(
    html`<widya-provider endpoint=${lrs.endpoint} .auth=${auth} .fetch=${lrs.fetch}></widya-provider>`,
  );
  const e = document.createElement(tag) as T;
  Object.assign(e, set);
  provider.append(e);
  await until(() => e.status === 'ready' || e.status === 'error', 'ready');
  await e.updateComplete;
  return { e, h: new Harness(e, lrs), text: () => textOf(e.shadowRoot as ShadowRoot) };
}
const jp = (lrs: TestLrs, set: Partial<WidyaJpCard> = {}, auth = lrs.auth) =>
  open<WidyaJpCard>('widya-jp-card', lrs, { year: 2026, ...set }, auth);
const root = (e: HTMLElement) => e.shadowRoot as ShadowRoot;
const fill = (e: WidyaJpCard, values: Record<string, string>) => {
  for (const [id, value] of Object.entries(values)) {
    const field = root(e).getElementById(id) as HTMLInputElement | HTMLSelectElement;
    field.value = value;
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input'));
  }
};
const button = (e: HTMLElement, words: string) => {
  const found = [...root(e).querySelectorAll('button')].find((b) => b.textContent?.trim() === words);
  if (!found) throw new Error(`no button "${words}"`);
  return found;
};
/** At 320 px nothing scrolls sideways (WCAG 1.4.10). */
async function narrow(e: WidyaJpCard | WidyaLeaderReport): Promise<void> {
  await setViewport({ width: 320, height: 700 });
  await e.updateComplete;
  fits();
  await setViewport({ width: 800, height: 600 });
}
const activity = {
  source: 'self-study',
  kind: 'Seminar',
  organiser: 'Pusdiklat',
  subject: '=Arsip',
  start: '2026-05-01',
  end: '2026-05-02',
  jp: '2,5',
  evidence: 'ST-12/2026',
};

describe('<widya-jp-card>', () => {
  it('sets what was earned against the floor of a PNS and the ceiling of a PPPK', async () => {
    const lrs = newLrs();
    await finished(lrs);
    const { e, h, text } = await jp(lrs);
    expect(text()).to.contain('4 dari 20 JP').and.contain('Kurang 16 JP').and.contain('Etika ASN');
    expect(text()).to.contain('Data per');
    e.employment = 'pppk';
    await e.updateComplete;
    expect(text()).to.contain('4 dari 24 JP').and.contain('Masih dapat 20 JP');
    e.quota = 4;
    e.employment = 'pns';
    await e.updateComplete;
    expect(text()).to.contain('Kuota tahun ini terpenuhi');
    await h.accessible();
  });

  it('notes an activity, which is there at once, corrected later, and on another device', async () => {
    const lrs = newLrs();
    const { e, h, text } = await jp(lrs);
    expect(text()).to.contain('Belum ada JP tahun ini');
    button(e, 'Catat kegiatan').click();
    await e.updateComplete;
    button(e, 'Simpan').click();
    await until(() => root(e).querySelector('[aria-invalid="true"]') !== null, 'told what is missing');
    expect(root(e).activeElement?.id).to.equal('kind');
    await h.accessible();
    fill(e, { ...activity, end: '2026-04-01' });
    button(e, 'Simpan').click();
    await until(() => text().includes('Selesai tidak boleh sebelum mulai'), 'told the order');
    fill(e, { end: '2026-05-02' });
    button(e, 'Simpan').click();
    await until(() => text().includes('2,5 dari 20 JP'), 'counted');
    await until(() => root(e).activeElement?.id === 'add', 'focus is back');
    button(e, 'Perbaiki').click();
    await e.updateComplete;
    fill(e, { jp: '3' });
    button(e, 'Simpan').click();
    await until(() => text().includes('3 dari 20 JP'), 'corrected');
    await until(async () => (await lrs.statements()).length === 2, 'sent');
    for (const key of Object.keys(localStorage)) if (key.includes(lrs.person.subject)) localStorage.removeItem(key);
    const other = await jp(lrs);
    await until(() => other.text().includes('3 dari 20 JP'), 'read elsewhere');
  });

  it('gives a file with the fields of the regulation, in which no text is a formula', async () => {
    const lrs = newLrs();
    await finished(lrs);
    const { e } = await jp(lrs, { organiser: 'Pusdiklat' });
    button(e, 'Catat kegiatan').click();
    await e.updateComplete;
    fill(e, activity);
    button(e, 'Simpan').click();
    await until(() => e.toCsv().includes('Arsip'), 'noted');
    const lines = e.toCsv().trim().split('\r\n');
    expect(lines[0]).to.equal('\ufeffSumber;Jenis;Pelaksana;Materi;Mulai;Selesai;Jumlah JP;Bukti'.trim());
    expect(lines[1]).to.equal(`Kursus;Kursus daring;Pusdiklat;Etika ASN;2026-03-02;2026-03-02;4;${course.id}`);
    expect(lines[2]).to.equal("Belajar mandiri;Seminar;Pusdiklat;'=Arsip;2026-05-01;2026-05-02;2,5;ST-12/2026");
  });

  it('asks for sign-in, says failures, and fits a narrow column', async () => {
    const out = await jp(newLrs(), {}, signedOut());
    expect(out.text()).to.contain('Masuk ke portal untuk melihat JP Anda');
    const broken = newLrs();
    broken.mode = 500;
    const failed = await jp(broken);
    expect(failed.e.status).to.equal('error');
    await failed.h.accessible();
    const lrs = newLrs();
    await finished(lrs);
    const { e } = await jp(lrs);
    button(e, 'Catat kegiatan').click();
    await e.updateComplete;
    await narrow(e);
  });
});

describe('<widya-leader-report>', () => {
  const leader: Principal = { ...newPerson(people.dewi), roles: ['leader'] };
  let agency: TestLrs;
  before(async function () {
    this.timeout(60_000);
    agency = newLrs(leader);
    await agencyOf(300)(agency);
  });
  const report = (lrs = agency, set: Partial<WidyaLeaderReport> = {}, auth = lrs.auth) =>
    open<WidyaLeaderReport>('widya-leader-report', lrs, set, auth);

  it('says the share, the units furthest behind, the trend and of when it is, by one request', async () => {
    const before = agency.requests.length;
    const { h, text } = await report(agency, { directory: unitNames });
    expect(agency.requests.slice(before)).to.deep.equal(['GET activities/profile']);
    expect(text()).to.match(/\d+% pegawai mencapai 20 JP/);
    expect(text()).to.contain('Data per').and.contain('Biro 1').and.contain('Sebaran JP');
    expect(text()).to.contain('Angka untuk 1 sampai 4 orang tidak ditampilkan');
    await h.accessible();
  });

  it('names nobody', async () => {
    const { e } = await report();
    const found = await agency.fetch(
      `${location.origin}${agency.endpoint}/activities/profile?${new URLSearchParams({
        activityId: 'https://w3id.org/widya/xapi/agency',
        profileId: 'https://w3id.org/widya/xapi/profile/report',
      })}`,
      { headers: { 'x-experience-api-version': '1.0.3' } },
    );
    expect(await found.text()).not.to.match(/"p-[0-9a-f]{8}/);
    expect(textOf(root(e))).not.to.match(/p-[0-9a-f]{8}/);
  });

  it('is refused to learners by the LRS, and says so', async () => {
    const { e, text } = await report(agency.as(newPerson(people.siti)));
    expect(e.status).to.equal('error');
    expect(text()).to.contain('lrs/forbidden');
  });

  it('gives the units as a file', async () => {
    const { e } = await report(agency, { directory: unitNames });
    const lines = e.toCsv().trim().split('\r\n');
    expect(lines[0]).to.contain('Unit kerja;Pegawai;Wajib');
    expect(lines.length).to.be.greaterThan(5);
  });

  it('says when there is none, asks for sign-in, speaks English, and fits a narrow column', async () => {
    const none = await report(newLrs(leader));
    expect(none.text()).to.contain('Laporan belum dibuat');
    const out = await report(newLrs(leader), {}, signedOut());
    expect(out.text()).to.contain('Masuk sebagai pimpinan');
    const { e, text } = await report();
    e.lang = 'en';
    await until(() => text().includes('of staff have reached 20 lesson hours'), 'English');
    await narrow(e);
  });
});

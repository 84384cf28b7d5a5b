// What waits, shown; and the doctor. Against the real LRS handler, on the browser's own storage.
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WidyaDoctor } from '../../src/components/doctor/doctor.js';
import { WidyaProvider } from '../../src/components/provider/provider.js';
import { WidyaSyncStatus } from '../../src/components/sync-status/sync-status.js';
import { makeBackup, restoreBackup } from '../../src/sdk/backup.js';
import { verbs } from '../../src/sdk/verbs.js';
import { createTestLrs, people, type TestLrs } from '../../src/testing/lrs.js';

WidyaProvider.define();
WidyaSyncStatus.define();
WidyaDoctor.define();

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((r) => setTimeout(r, 10));
  }
}
const seen = (e: Element) => (e.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').trim();
const buttons = (e: Element) => [...(e.shadowRoot?.querySelectorAll('button') ?? [])];
const draft = { verb: verbs.completed, object: { id: 'https://x.example/a' } };
let count = 0;

async function open<T extends Element>(tag: string, lrs: TestLrs = createTestLrs(), lang = 'id') {
  // A subject of their own: what other tests left on this browser's disk is not theirs.
  const person = { ...lrs.person, subject: `siti-${Date.now()}-${count++}` };
  const auth = { ...lrs.auth, principal: async () => person };
  const provider = await fixture<WidyaProvider>(
    html`<widya-provider lang=${lang} .endpoint=${lrs.endpoint} .auth=${auth} .fetch=${lrs.fetch}></widya-provider>`,
  );
  const element = document.createElement(tag) as unknown as T & { updateComplete: Promise<unknown> };
  provider.append(element);
  const { service } = provider;
  if (!service) throw new Error('no service');
  await service.ready;
  await until(() => seen(element) !== '', 'shown');
  return { lrs, element, service, provider };
}

describe('<widya-sync-status>', () => {
  it('says that all is sent, and is accessible', async () => {
    const { element } = await open<WidyaSyncStatus>('widya-sync-status');
    expect(seen(element)).to.contain('Semua sudah terkirim');
    await expect(element).to.be.accessible();
  });
  it('says what waits, since when and why; sends on request', async () => {
    const { lrs, element, service } = await open<WidyaSyncStatus>('widya-sync-status');
    lrs.mode = 'offline';
    await service.record([draft]);
    await service.flush();
    await until(() => seen(element).includes('1 catatan tersimpan di perangkat'), 'waits');
    expect(seen(element)).to.contain('Menunggu sejak');
    expect(seen(element)).to.contain('belum dapat');
    await expect(element).to.be.accessible();
    lrs.mode = 'online';
    buttons(element)[0]?.click();
    await until(() => seen(element).includes('Semua sudah terkirim'), 'sent');
    expect((await lrs.statements()).length).to.equal(1);
  });
  it('is worked by keyboard, and shows where the focus is: also on the button that opens a backup', async () => {
    const { lrs, element, service } = await open<WidyaSyncStatus>('widya-sync-status');
    element.canOpen = true;
    lrs.mode = 'offline';
    await service.record([draft]);
    await service.flush();
    await until(() => buttons(element).length === 2, 'waits');
    const at = () => element.shadowRoot?.activeElement as HTMLElement;
    buttons(element)[0]?.focus();
    await sendKeys({ press: 'Tab' });
    expect(at()).to.equal(buttons(element)[1]);
    await sendKeys({ press: 'Tab' });
    expect(at().localName).to.equal('input');
    const label = at().closest('label') as HTMLElement;
    expect(getComputedStyle(label).outlineStyle, 'the focus is seen').not.to.equal('none');
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    lrs.mode = 'online';
    await sendKeys({ press: 'Enter' });
    await until(() => seen(element).includes('Semua sudah terkirim'), 'sent');
  });
  it('shows what was refused and tries it again', async () => {
    const { lrs, element, service } = await open<WidyaSyncStatus>('widya-sync-status', createTestLrs(), 'en');
    await service.record([{ ...draft, verb: { id: 'no iri' } }]);
    await service.flush();
    await until(() => seen(element).includes('1 record was refused'), 'refused');
    buttons(element)
      .find((b) => b.textContent?.includes('Try to send again'))
      ?.click();
    await until(() => lrs.requests.length === 2 && service.sync.refused === 1, 'again');
    await expect(element).to.be.accessible();
  });
  it('shows nothing when it is to be quiet and nothing waits', async () => {
    const { element, lrs, service } = await open<WidyaSyncStatus>('widya-sync-status');
    element.quiet = true;
    await element.updateComplete;
    expect(seen(element)).to.equal('');
    lrs.mode = 'offline';
    await service.record([draft]);
    await until(() => seen(element).includes('1 catatan'), 'shown');
  });
  it('takes a backup to another device: same id, same time, once', async () => {
    const first = await open<WidyaSyncStatus>('widya-sync-status');
    first.lrs.mode = 'offline';
    const [statement] = await first.service.record([draft]);
    const text = await makeBackup(first.service);
    first.provider.remove();
    const { lrs, element, service } = await open<WidyaSyncStatus>('widya-sync-status');
    element.canOpen = true;
    await element.restore(new Blob([text]));
    await element.updateComplete;
    await element.accept();
    await until(() => seen(element).includes('1 catatan dari cadangan diterima'), 'taken');
    await restoreBackup(service, text);
    await service.flush();
    await service.flush();
    const stored = await lrs.statements();
    expect(stored.map((s) => [s.id, s.timestamp])).to.deep.equal([[statement?.id, statement?.timestamp]]);
  });
  it('refuses a damaged backup, and one of somebody else unless the LRS lets it', async () => {
    const first = await open<WidyaSyncStatus>('widya-sync-status');
    first.lrs.mode = 'offline';
    await first.service.record([draft]);
    const text = await makeBackup(first.service);
    const { element, service } = await open<WidyaSyncStatus>('widya-sync-status');
    await element.restore(new Blob([text.replace('completed', 'passed')]));
    await element.updateComplete;
    expect(element.status).to.equal('error');
    const other = await open<WidyaSyncStatus>('widya-sync-status', createTestLrs(people.budi));
    const asBudi = { ...other.service, principal: people.budi, restore: service.restore.bind(service) };
    const { taken, refused } = await restoreBackup({ ...asBudi, lrs: other.service.lrs }, text);
    expect([taken, refused.map((r) => r.code)]).to.deep.equal([0, ['lrs/forbidden']]);
  });
  it('lets a facilitator see whose backup it is, and take it in, once', async () => {
    const learner = await open<WidyaSyncStatus>('widya-sync-status');
    learner.lrs.mode = 'offline';
    const statements = await learner.service.record([draft, draft, draft]);
    const text = await makeBackup(learner.service);
    learner.provider.remove();
    const lrs = createTestLrs({ ...people.dewi, cohort: [people.siti.actor] } as typeof people.dewi);
    const { element } = await open<WidyaSyncStatus>('widya-sync-status', lrs);
    element.canOpen = true;
    for (let round = 0; round < 2; round++) {
      await element.restore(new Blob([text]));
      await element.updateComplete;
      expect(seen(element)).to.match(/Siti Rahmawati\s*: 3 catatan/);
      expect((await lrs.statements()).length, 'nothing before a person says so').to.equal(round * 3);
      await expect(element).to.be.accessible();
      buttons(element)
        .find((b) => b.textContent?.includes('Terima 3 catatan'))
        ?.click();
      await until(() => seen(element).includes('3 catatan dari cadangan diterima'), 'taken');
      await expect(element).to.be.accessible();
      buttons(element)
        .find((b) => b.textContent?.includes('Selesai'))
        ?.click();
      await element.updateComplete;
      expect(seen(element)).to.not.contain('Isi cadangan');
    }
    const stored = await lrs.statements();
    expect(stored.map((s) => [s.id, s.timestamp])).to.deep.equal(statements.map((s) => [s.id, s.timestamp]));
    for (const s of stored) {
      expect(s.actor.account?.name).to.equal(people.siti.actor.account?.name);
      expect(s.authority.account?.name, 'who brought it in').to.equal(people.dewi.actor.account?.name);
    }
  });
  it('tells a facilitator which records they may not take in, and takes the others', async () => {
    const both: string[] = [];
    for (const person of [people.siti, people.budi]) {
      const one = await open<WidyaSyncStatus>('widya-sync-status', createTestLrs(person));
      one.lrs.mode = 'offline';
      both.push(...(await one.service.record([draft])).map((s) => JSON.stringify({ ...s, actor: person.actor })));
      one.provider.remove();
    }
    const rows = both.map((s, i) => ({
      v: 1 as const,
      seq: i + 1,
      owner: '',
      at: 0,
      statement: JSON.parse(s) as never,
    }));
    const text = await makeBackup({ rows, refused: [], endpoint: 'https://lain.example/xapi' });
    const lrs = createTestLrs({ ...people.dewi, cohort: [people.siti.actor] } as typeof people.dewi);
    const { element } = await open<WidyaSyncStatus>('widya-sync-status', lrs, 'en');
    await element.restore(new Blob([text]));
    await element.updateComplete;
    expect(seen(element)).to.contain('made for another record server');
    await element.accept();
    await element.updateComplete;
    expect(seen(element)).to.contain('1 record taken from the backup');
    expect(seen(element)).to.contain('1 record was not taken');
    expect(seen(element)).to.contain('You do not accompany this person');
    expect((await lrs.statements()).map((s) => s.actor.account?.name)).to.deep.equal([people.siti.actor.account?.name]);
  });
});

describe('<widya-doctor>', () => {
  it('examines the page and says what to do, without personal data', async () => {
    const { element } = await open<WidyaDoctor>('widya-doctor');
    await element.reload();
    await element.updateComplete;
    const text = seen(element);
    expect(text).to.contain('Server catatan belajar menjawab');
    expect(text).to.contain('Versi xAPI: ');
    expect(text).to.contain('Perangkat dapat menyimpan');
    expect(text).to.contain("trusted-types lit-html widya 'allow-duplicates'");
    await expect(element).to.be.accessible();
    for (const secret of ['siti', 'Siti', people.siti.actor.account?.name ?? '', 'sso.bln.example'])
      expect(element.report).to.not.contain(secret);
  });
  it('says when other sites could frame the page, and the header that stops it', async () => {
    const { element } = await open<WidyaDoctor>('widya-doctor', createTestLrs(), 'en');
    await element.reload();
    await element.updateComplete;
    // The server of these tests sends no policy at all.
    expect(seen(element)).to.contain('Other sites can show this page in a frame');
    expect(seen(element)).to.contain("frame-ancestors 'self'");
  });
  it('names the fault: a dead line, a refused session', async () => {
    const { lrs, element } = await open<WidyaDoctor>('widya-doctor', createTestLrs(), 'en');
    lrs.mode = 'offline';
    await element.reload();
    await element.updateComplete;
    expect(seen(element)).to.contain('The record server does not answer (lrs/network)');
    lrs.mode = 401;
    await element.reload();
    await element.updateComplete;
    expect(seen(element)).to.contain('refuses this session or token (lrs/unauthorized)');
    await expect(element).to.be.accessible();
  });
});

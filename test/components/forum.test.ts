import { expect, nextFrame } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { WidyaForum } from '../../src/components/forum/forum.js';
import { readStateId } from '../../src/components/forum-thread/sources.js';
import { forumVerbs } from '../../src/sdk/forum-verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { acted } from '../../src/tracking/forum-acts.js';
import { posted } from '../../src/tracking/forum.js';
import {
  clientOf,
  fits,
  focused,
  Harness,
  inTheDark,
  newLrs,
  newPerson,
  people,
  provide,
  record,
  say,
  signedOut,
  textOf,
  until,
  verbOf,
  warnings,
} from './harness.js';

let count = 0;
const newForum = () => `https://belajar.bln.example/forum/kelas-${Date.now()}-${count++}`;

WidyaForum.define();

class Topics extends Harness<WidyaForum> {
  get titles(): string[] {
    return this.$$('[data-topic] a').map(textOf);
  }
  async listed(...titles: string[]): Promise<void> {
    await until(() => this.titles.join('|') === titles.join('|'), `${titles.join('|')}, not ${this.titles.join('|')}`);
  }
  topic(title: string): HTMLElement {
    return this.$$('[data-topic]').find((t) => textOf(t).includes(title)) as HTMLElement;
  }
  async fill(selector: string, text: string): Promise<void> {
    const field = this.$<HTMLInputElement>(selector) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await this.element.updateComplete;
  }
  get thread() {
    return this.$('widya-forum-thread');
  }
  async opened(text: string): Promise<void> {
    await until(() => this.thread !== null && textOf(this.thread).includes(text), `the topic with "${text}"`);
  }
  async show(filter: string): Promise<void> {
    this.$(`[data-show="${filter}"]`)?.click();
    await this.element.updateComplete;
  }
}

async function place(lrs: TestLrs, forum: string, set: object = {}, auth = lrs.auth): Promise<Topics> {
  const element = document.createElement('widya-forum');
  element.innerHTML = '<a href="/forum.html">Buka forum</a>';
  Object.assign(element, { forum, label: 'Forum kelas', ...set });
  (await provide(lrs, auth)).append(element);
  await element.updateComplete;
  return new Topics(element, lrs);
}
async function open(lrs: TestLrs, forum: string, set: object = {}): Promise<Topics> {
  const h = await place(lrs, forum, set);
  await h.status('ready');
  return h;
}
function group() {
  const siti = newLrs();
  return { siti, budi: siti.as(newPerson(people.budi)), dewi: siti.as(newPerson(people.dewi)) };
}
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute)).toISOString();
async function began(by: TestLrs, forum: string, id: string, title: string, minute: number, text = `Isi ${title}.`) {
  const context = { thread: `${forum}/${id}`, title, forum, lang: 'id' };
  await say(by, at(minute), posted(context, { post: `${forum}/${id}/pos/1`, text, first: true }));
}
async function answered(by: TestLrs, forum: string, id: string, k: number, minute: number, text = 'Jawab.') {
  const context = { thread: `${forum}/${id}`, forum, lang: 'id' };
  await say(by, at(minute), posted(context, { post: `${forum}/${id}/pos/${k}`, text, first: false }));
}
/** Three topics: mine, one that Budi began and Dewi answered, and one of Budi's that nobody did. */
async function busy() {
  const g = group();
  const forum = newForum();
  await began(g.siti, forum, 'a', 'Hadiah dari warga', 1);
  await began(g.budi, forum, 'b', 'Cuti tahunan', 2);
  await began(g.budi, forum, 'c', 'Arsip lama', 3);
  await answered(g.dewi, forum, 'b', 2, 10);
  const roster = [g.siti, g.budi, g.dewi].map(({ person }) => ({
    actor: person.actor,
    name: person.name ?? '',
    roles: person.roles,
  }));
  return { ...g, forum, people: { people: roster } };
}

describe('<widya-forum>', () => {
  afterEach(() => {
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  });

  it('is accessible: loading, empty, with topics, writing, in the dark, read only, offline, signed out', async () => {
    const { siti, forum, people } = await busy();
    await (await open(siti, newForum())).accessible();
    const h = await open(siti, forum, { people });
    await h.listed('Cuti tahunan', 'Arsip lama', 'Hadiah dari warga');
    await h.accessible();
    await h.press('Topik baru');
    await until(() => h.$('#title') !== null, 'the form');
    await h.accessible();
    await inTheDark(async () => h.accessible());
    await (await open(siti, forum, { readonly: true })).accessible();
    siti.mode = 503;
    const broken = await place(siti, forum);
    await broken.status('error');
    await broken.accessible();
    const out = await place(siti, forum, {}, signedOut());
    await out.see('Anda belum masuk');
    await out.accessible();
  });
  it('lists topics by the last post, with answers and what is new; reads them in few requests', async () => {
    const { siti, forum, people } = await busy();
    siti.requests.length = 0;
    const h = await open(siti, forum, { people });
    expect(siti.requests.filter((r) => r.startsWith('GET statements')).length).to.equal(2);
    await h.listed('Cuti tahunan', 'Arsip lama', 'Hadiah dari warga');
    expect(textOf(h.topic('Cuti')))
      .to.contain('oleh Budi Hartono')
      .and.contain('1 balasan')
      .and.contain('2 baru');
    expect(textOf(h.topic('Cuti'))).to.contain('Terakhir: Dr. Dewi Anggraini, 2 Mar 2026');
    expect(textOf(h.topic('Hadiah')))
      .to.contain('0 balasan')
      .and.not.contain('baru');
  });
  it('filters by unread, unanswered, mine and followed, sorts, and searches posts as well', async () => {
    const { siti, budi, forum, people } = await busy();
    const thread = `${forum}/c`;
    await say(siti, at(12), acted({ thread, forum, lang: 'id' }, { verb: forumVerbs.followed, object: thread }));
    const h = await open(siti, forum, { people, order: 'title' });
    await h.listed('Arsip lama', 'Cuti tahunan', 'Hadiah dari warga');
    await h.show('unanswered');
    await h.listed('Arsip lama', 'Hadiah dari warga');
    await h.show('mine');
    await h.listed('Hadiah dari warga');
    await h.show('followed');
    await h.listed('Arsip lama');
    await h.show('unread');
    await h.listed('Arsip lama', 'Cuti tahunan');
    await h.show('all');
    await h.fill('#search', 'isi arsip');
    await h.listed('Arsip lama');
    expect(h.text).to.contain('1 topik ditemukan');
    await h.fill('#search', 'tidak ada');
    await h.see('Tidak ada topik yang cocok.');
    await h.fill('#search', '');
    await answered(budi, forum, 'a', 2, 30);
    const order = h.$<HTMLSelectElement>('#order') as HTMLSelectElement;
    order.value = 'activity';
    order.dispatchEvent(new Event('change'));
    document.dispatchEvent(new Event('visibilitychange'));
    await h.listed('Hadiah dari warga', 'Cuti tahunan', 'Arsip lama');
  });
  it('opens a topic in place, at an address of its own, and goes back to where it was', async () => {
    const { siti, forum, people } = await busy();
    const h = await open(siti, forum, { people });
    await h.listed('Cuti tahunan', 'Arsip lama', 'Hadiah dari warga');
    const asked = record(h.element, 'widya-topic-request');
    h.topic('Cuti').querySelector('a')?.click();
    await h.opened('Isi Cuti tahunan.');
    expect(location.hash).to.equal('#topik-b');
    expect(asked.map((e) => e.detail)).to.eql([{ forum, thread: `${forum}/b` }]);
    expect(focused()?.getAttribute('aria-label')).to.equal('Cuti tahunan');
    // Seen for a moment is read, in the forum's own document.
    const agent = siti.person.actor;
    const kept = () => clientOf(siti).getState<object>({ activityId: forum, agent, stateId: readStateId });
    await until(
      async () => Object.keys((await kept())?.value ?? {}).includes(`${forum}/b`),
      'kept how far it was read',
    );
    await h.press('Semua topik');
    await h.listed('Cuti tahunan', 'Arsip lama', 'Hadiah dari warga');
    expect(location.hash).to.equal('');
    expect(textOf(focused() as Element)).to.equal('Cuti tahunan');
    await until(() => !textOf(h.topic('Cuti')).includes('baru'), 'nothing is new in what was read');
    location.hash = 'topik-a';
    await h.opened('Isi Hadiah dari warga.');
    const later = await open(siti, forum, { people });
    await later.opened('Isi Hadiah dari warga.');
  });
  it('leaves the topic to the page that cancels, and the address where it is told to', async () => {
    const { siti, forum } = await busy();
    const h = await open(siti, forum, { noAddress: true });
    await h.see('Cuti tahunan');
    h.element.addEventListener('widya-topic-request', (e) => e.preventDefault(), { once: true });
    h.topic('Cuti').querySelector('a')?.click();
    await nextFrame();
    expect([h.element.topic, h.thread]).to.eql(['', null]);
    h.topic('Cuti').querySelector('a')?.click();
    await h.opened('Isi Cuti tahunan.');
    expect(location.hash).to.equal('');
    h.element.setAttribute('topic', `${forum}/c`);
    await h.opened('Isi Arsip lama.');
  });
  it('begins a topic by keyboard alone; its draft stays on the device; it is in the list, and waits without network', async () => {
    const { siti, forum, people } = await busy();
    const first = await open(siti, forum, { people });
    await first.press('Topik baru');
    await until(() => first.$('#title') !== null, 'the form');
    await first.fill('#title', 'Rapat Jumat');
    first.element.remove();
    const h = await open(siti, forum, { people });
    await h.press('Topik baru');
    await until(() => focused()?.id === 'title', 'the title has the focus');
    expect(h.$<HTMLInputElement>('#title')?.value).to.equal('Rapat Jumat');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: 'Pukul berapa?' });
    siti.mode = 'offline';
    const made = record(h.element, 'widya-topic-created');
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Control' });
    await until(() => made.length === 1, 'made');
    await h.press('Semua topik');
    await h.see('Rapat Jumat');
    expect(textOf(h.topic('Rapat Jumat'))).to.contain('Menunggu jaringan');
    siti.mode = 'online';
    await h.service.flush(true);
    await h.sent();
    const [s] = (await siti.statements()).slice(-1);
    expect(s && verbOf(s)).to.equal('posted');
    expect(s?.context?.contextActivities?.grouping?.map((a) => a.id)).to.eql([forum]);
    expect(s?.context?.contextActivities?.parent?.[0]?.definition?.name).to.eql({ id: 'Rapat Jumat' });
    await h.press('Topik baru');
    await until(() => h.$('#title') !== null, 'the form');
    expect(h.$<HTMLInputElement>('#title')?.value).to.equal('');
    await sendKeys({ press: 'Escape' });
    await until(() => textOf(focused() as Element) === 'Topik baru', 'back at the button');
  });
  it('reads older topics on demand, and all of them for a search', async () => {
    const { siti, budi } = group();
    const forum = newForum();
    for (let i = 1; i <= 45; i++) await began(budi, forum, `t${i}`, i === 3 ? 'Lembur' : `Topik ${i}.`, i);
    for (let i = 1; i <= 70; i++) await answered(budi, forum, 't45', i + 1, 60 + i, 'Lagi.');
    const h = await open(siti, forum);
    await until(() => h.titles.length === 40, 'the newest');
    expect(textOf(h.topic('Topik 6.'))).to.contain('0+ balasan');
    await h.fill('#search', 'lembur');
    await h.see('Tidak ada topik yang cocok.');
    await h.press('Muat semua');
    await h.listed('Lembur');
    expect(h.text).not.to.contain('Muat semua').and.not.contain('0+');
  });
  it('names and titles are text, whatever is in them; 320 px are enough', async () => {
    await setViewport({ width: 320, height: 700 });
    const { siti, budi } = group();
    const forum = newForum();
    const evil = '<img src=x onerror=alert(1)> "\u202e';
    await began(budi, forum, 'a', `${evil} ${'panjangsekali'.repeat(12)}`, 1);
    const h = await open(siti, forum);
    await h.see('<img src=x');
    expect(h.$('img')).to.equal(null);
    fits();
    await h.press('Topik baru');
    await until(() => h.$('#title') !== null, 'the form');
    fits();
    await setViewport({ width: 900, height: 700 });
  });
  it('wrong values are said once, left out, and do not throw', async () => {
    const said = await warnings(async () => {
      const p = await provide(newLrs());
      p.innerHTML = '<widya-forum forum="forum kita" show="semua" order="x"><a href="/f">F</a></widya-forum>';
      const e = p.firstElementChild as WidyaForum;
      await e.updateComplete;
      expect([e.forum, e.show, e.order, e.status]).to.eql(['', 'all', 'activity', 'idle']);
    });
    expect(said.length).to.equal(3);
  });
});

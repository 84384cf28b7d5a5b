import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { WidyaModerationQueue } from '../../src/components/moderation-queue/moderation-queue.js';
import { forumVerbs } from '../../src/sdk/forum-verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { acted } from '../../src/tracking/forum-acts.js';
import { posted } from '../../src/tracking/forum.js';
import {
  fits,
  focused,
  Harness,
  newLrs,
  newPerson,
  people,
  provide,
  record,
  say,
  textOf,
  until,
  verbOf,
} from './harness.js';

let count = 0;
WidyaModerationQueue.define();

class Queue extends Harness<WidyaModerationQueue> {
  get items(): string[] {
    return this.$$('[data-item]').map(textOf);
  }
  async has(n: number): Promise<void> {
    await until(() => this.items.length === n, `${n} items, not ${this.items.length}: ${this.text.slice(0, 500)}`);
  }
  async decide(words: string, what: string): Promise<void> {
    const item = this.$$('[data-item]').find((i) => textOf(i).includes(words));
    item?.querySelector<HTMLElement>(`[data-do="${what}"]`)?.click();
    await this.element.updateComplete;
  }
}

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute)).toISOString();
async function room(more: object = {}) {
  const siti = newLrs();
  const [budi, dewi] = [siti.as(newPerson(people.budi)), siti.as(newPerson(people.dewi))];
  const forum = `https://belajar.bln.example/forum/moderasi-${Date.now()}-${count++}`;
  const context = { thread: `${forum}/a`, title: 'Hadiah', forum, lang: 'id' };
  const post = (n: number) => `${forum}/a/pos/${n}`;
  for (const n of [1, 2, 3])
    await say(siti, at(n), posted(context, { post: post(n), text: `Tulisan **${n}**.`, first: n === 1 }));
  await say(budi, at(10), acted(context, { verb: forumVerbs.flagged, object: post(2), text: 'Kasar' }));
  await say(
    budi,
    at(11),
    acted(context, { verb: forumVerbs.askedForHelp, object: context.thread, text: 'Mohon arahan' }),
  );
  await say(dewi, at(12), acted(context, { verb: forumVerbs.hidden, object: post(3), text: 'Data pribadi' }));
  const roster = {
    people: [siti, budi, dewi].map(({ person: p }) => ({ actor: p.actor, name: p.name ?? '', roles: p.roles })),
    ...more,
  };
  const open = async (lrs: TestLrs) => {
    const element = document.createElement('widya-moderation-queue');
    Object.assign(element, { forum, label: 'Moderasi', people: roster });
    (await provide(lrs)).append(element);
    const h = new Queue(element, lrs);
    await h.status('ready');
    await until(() => !h.text.includes('**'), 'texts as they are meant');
    return h;
  };
  return { siti, budi, dewi, forum, post, open };
}

describe('<widya-moderation-queue>', () => {
  it('shows reports and calls to who keeps order, and tells others that it is not for them', async () => {
    const { siti, dewi, open } = await room();
    const h = await open(dewi);
    await h.has(2);
    expect(h.items[0]).to.contain('1 laporan').and.contain('Tulisan 2 .').and.contain('Laporan Budi Hartono : Kasar');
    expect(h.items[1]).to.contain('Budi Hartono memanggil widyaiswara').and.contain('Mohon arahan');
    await h.accessible();
    h.$('[data-kind="hidden"]')?.click();
    await h.has(1);
    expect(h.items[0]).to.contain('Disembunyikan oleh Dr. Dewi Anggraini').and.contain('Alasan : Data pribadi');
    await h.accessible();
    const other = await open(siti);
    await other.see('Antrean ini untuk fasilitator dan pengelola.');
    expect(other.items).to.eql([]);
    await other.accessible();
  });
  it('hides with a reason, keeps and restores; the LRS has it, and the next one has the focus', async () => {
    const { dewi, post, open } = await room();
    const h = await open(dewi);
    await h.has(2);
    await h.decide('Tulisan 2', 'hide');
    await until(() => focused()?.id === 'reason', 'the field has the focus');
    await h.accessible();
    const decided = record(h.element, 'widya-post-decided');
    (h.$('textarea') as HTMLTextAreaElement).value = 'Kata kasar';
    h.$<HTMLFormElement>('form')?.requestSubmit();
    await h.has(1);
    await until(() => textOf(focused() as Element).includes('memanggil'), 'the next one has the focus');
    expect(decided.map((e) => (e.detail as { shown: boolean }).shown)).to.eql([false]);
    h.$('[data-kind="hidden"]')?.click();
    await h.has(2);
    await h.decide('Tulisan 3', 'restore');
    await h.has(1);
    await h.sent();
    const said = (await dewi.statements()).slice(-2);
    expect(said.map((s) => [verbOf(s), (s.object as { id: string }).id, s.result?.response])).to.eql([
      ['reject', post(2), 'Kata kasar'],
      ['approve', post(3), undefined],
    ]);
  });
  it('approves and refuses what waits, with Escape as a way out of the reason', async () => {
    const { dewi, open } = await room({ premoderated: true });
    const h = await open(dewi);
    h.$('[data-kind="held"]')?.click();
    await h.has(2);
    await h.decide('Tulisan 1', 'refuse');
    await until(() => focused()?.id === 'reason', 'the field has the focus');
    focused()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await until(() => (focused() as HTMLElement).dataset['do'] === 'refuse', 'back');
    await h.decide('Tulisan 1', 'approve');
    await h.has(1);
    await h.decide('Tulisan 2', 'approve');
    await h.see('Tidak ada yang menunggu');
  });
  it('a decision that the LRS refuses is taken back', async () => {
    const { dewi, open } = await room();
    const h = await open(dewi);
    await h.has(2);
    dewi.mode = 400;
    await h.decide('Tulisan 2', 'keep');
    await h.see('Keputusan Anda tidak diterima server.');
    await h.has(2);
  });
  it('a page that is told a learner keeps order shows them the queue, but nobody else sees what they decide', async () => {
    const { budi, dewi, open } = await room();
    const pretender = { ...budi.as({ ...budi.person, roles: ['facilitator'] }), fetch: budi.fetch } as TestLrs;
    const h = await open(pretender);
    await h.has(2);
    await h.decide('Tulisan 2', 'keep');
    await until(() => budi.requests.includes('POST statements'), 'asked');
    expect((await budi.statements()).filter((s) => verbOf(s) === 'approve').length).to.equal(0);
    await (await open(dewi)).has(2);
  });
  it('finds what was reported long ago', async () => {
    const { siti, budi, dewi, forum, open } = await room();
    const context = { thread: `${forum}/b`, title: 'Ramai', forum, lang: 'id' };
    for (let n = 0; n < 102; n++)
      await say(
        n % 2 ? siti : budi,
        at(20),
        posted(context, { post: `${forum}/b/pos/${n}`, text: `${n}`, first: n === 0 }),
      );
    const h = await open(dewi);
    await h.see('Kasar');
    expect(h.text).to.contain('Tulisan 2 .');
  });
  it('needs no sideways scrolling at 320 px', async () => {
    await setViewport({ width: 320, height: 700 });
    const { dewi, open } = await room();
    const h = await open(dewi);
    await h.has(2);
    await h.decide('Tulisan 2', 'hide');
    fits();
    await setViewport({ width: 900, height: 700 });
  });
});

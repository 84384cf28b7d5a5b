import { aTimeout, expect, fixture, html, nextFrame } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { WidyaForumThread } from '../../src/components/forum-thread/forum-thread.js';
import { readStateId } from '../../src/components/forum-thread/sources.js';
import { extensions } from '../../src/sdk/verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { forumVerbs } from '../../src/sdk/forum-verbs.js';
import { acted } from '../../src/tracking/forum-acts.js';
import { deleted, edited, posted } from '../../src/tracking/forum.js';
import {
  clientOf,
  fits,
  focused,
  Harness,
  held,
  inTheDark,
  newLrs,
  newPerson,
  people,
  provide,
  record,
  say,
  shift,
  signedOut,
  textOf,
  until,
  verbOf,
  warnings,
  beginsLeftOf,
} from './harness.js';

let count = 0;
const newThread = () => `https://belajar.bln.example/forum/uji-${Date.now()}-${count++}`;

const early = document.createElement('widya-forum-thread');
Object.assign(early, { thread: newThread(), label: 'Lebih awal' });

WidyaForumThread.define();

class Forum extends Harness<WidyaForumThread> {
  get posts(): HTMLElement[] {
    return this.$$('[data-post]');
  }
  get texts(): string[] {
    return this.posts.map((p) => textOf(p.querySelector('.prose, em') as HTMLElement));
  }
  post(words: string): HTMLElement {
    return this.posts.find((p) => textOf(p).includes(words)) as HTMLElement;
  }
  async on(words: string, button: string): Promise<void> {
    await this.see(words);
    [...this.post(words).querySelectorAll('button')].find((b) => textOf(b).includes(button))?.click();
    await this.element.updateComplete;
    await nextFrame();
  }
  get field(): HTMLTextAreaElement {
    return this.$('textarea') as HTMLTextAreaElement;
  }
  async type(text: string): Promise<void> {
    this.field.value = text;
    this.field.dispatchEvent(new Event('input'));
    await this.element.updateComplete;
  }
  async write(text: string): Promise<void> {
    await this.type(text);
    this.$('[part="send"]')?.click();
    await this.see(text);
  }
  /** Looks for news, as it does when the page is looked at again. */
  look(): void {
    document.dispatchEvent(new Event('visibilitychange'));
  }
}

async function place(lrs: TestLrs | undefined, thread: string, set: object = {}, auth = lrs?.auth): Promise<Forum> {
  const element = document.createElement('widya-forum-thread');
  element.innerHTML = '<a href="/forum.html">Buka forum</a>';
  Object.assign(element, { thread, label: 'Dilema hadiah', ...set });
  (lrs && auth ? await provide(lrs, auth) : await fixture(html`<div></div>`)).append(element);
  await element.updateComplete;
  return new Forum(element, lrs);
}
async function open(lrs: TestLrs, thread: string, set: object = {}): Promise<Forum> {
  const h = await place(lrs, thread, set);
  await h.status('ready');
  return h;
}

/** Three people at one LRS. */
function group() {
  const siti = newLrs();
  const budi = siti.as(newPerson(people.budi));
  const dewi = siti.as(newPerson(people.dewi));
  return { siti, budi, dewi };
}
const context = (thread: string) => ({ thread, title: 'Dilema hadiah', lang: 'id' });
async function wrote(
  by: TestLrs,
  thread: string,
  n: number,
  text = `Tulisan ${n}.`,
  parent?: { id: string; statementId: string },
) {
  const id = `${thread}/pos/${n}`;
  const at = new Date(Date.UTC(2026, 2, 2, 1, n)).toISOString();
  const [s] = await say(by, at, posted(context(thread), { post: id, text, first: n === 1, parent }));
  return { id, statementId: s?.id ?? '' };
}

describe('<widya-forum-thread>', () => {
  describe('accessibility', () => {
    it('idle, loading, empty, ready, writing, asking, offline, read only, error and signed out are accessible', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await (await place(undefined, thread)).accessible();
      const slow = held(siti);
      const h = await place(slow, thread);
      await h.status('loading');
      await h.accessible();
      slow.release();
      await h.status('ready');
      await h.accessible();
      await h.write('Tulisan saya.');
      await h.sent();
      await wrote(budi, thread, 2, 'Tulisan **Budi** dengan [tautan](https://bln.example).');
      h.look();
      await h.press('Tampilkan 1 tulisan baru');
      await h.on('Tulisan Budi', 'Balas');
      await h.accessible();
      await h.on('Tulisan saya', 'Hapus');
      await h.accessible();
      siti.mode = 'offline';
      await h.press('Batal');
      await h.type('Menunggu.');
      h.$('[part="send"]')?.click();
      await h.see('Menunggu jaringan');
      await h.accessible();
      siti.mode = 'online';
      await (await open(siti, thread, { readonly: true })).accessible();
      siti.mode = 503;
      const broken = await place(siti, thread);
      await broken.status('error');
      await broken.accessible();
      const out = await place(siti, thread, {}, signedOut());
      await out.see('Anda belum masuk');
      await out.accessible();
    });
    it('is accessible in the dark', () =>
      inTheDark(async () => {
        await emulateMedia({ colorScheme: 'dark' });
        const { siti, budi } = group();
        const thread = newThread();
        await wrote(budi, thread, 1);
        const h = await open(siti, thread);
        await h.write('Saya juga.');
        await h.accessible();
        await emulateMedia({ colorScheme: 'light' });
      }));
    it('is a region with a heading of the level asked for, posts in lists, each an article with its author', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const first = await wrote(budi, thread, 1);
      await wrote(siti, thread, 2, 'Balasan.', first);
      const h = await open(siti, thread, { headingLevel: 3 });
      expect(h.$('section')?.getAttribute('aria-label')).to.equal('Dilema hadiah');
      expect(h.$('[role="heading"]')?.getAttribute('aria-level')).to.equal('3');
      expect(h.post('Tulisan 1').getAttribute('aria-label')).to.match(/^Budi Hartono, 2 Mar 2026/);
      expect(h.post('Balasan.').classList.contains('reply')).to.equal(true);
      expect(h.post('Balasan.').closest('[role="feed"]')?.getAttribute('aria-label')).to.equal('Dilema hadiah');
      expect(['aria-posinset', 'aria-setsize'].map((a) => h.post('Balasan.').getAttribute(a))).to.eql(['2', '2']);
      expect(h.post('Tulisan 1').querySelector('time')?.dateTime).to.equal('2026-03-02T01:01:00.000Z');
    });
    it('is read, answered, corrected and deleted by keyboard alone', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      const h = await open(siti, thread);
      const tabTo = async (text: string) => {
        for (let i = 0; i < 12 && textOf(focused() as Element) !== text; i++) await sendKeys({ press: 'Tab' });
        expect(textOf(focused() as Element)).to.equal(text);
      };
      await until(() => h.$('.tools') !== null, 'everything is there');
      await tabTo('Balas');
      await sendKeys({ press: 'Enter' });
      await until(() => focused()?.localName === 'textarea', 'the field has the focus');
      await sendKeys({ type: 'Lewat papan ketik' });
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: 'Enter' });
      await sendKeys({ up: 'Control' });
      await until(() => focused() === h.post('Lewat papan ketik'), 'the new post has the focus');
      expect(h.post('Lewat papan ketik').classList.contains('reply')).to.equal(true);
      await tabTo('Sunting');
      await sendKeys({ press: 'Enter' });
      await until(() => focused()?.localName === 'textarea', 'its text can be changed');
      await sendKeys({ press: 'End' });
      await sendKeys({ type: ' saja' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Tab' });
      expect(textOf(focused() as Element)).to.equal('Simpan');
      await sendKeys({ press: 'Enter' });
      await h.see('Lewat papan ketik saja');
      await until(() => focused() === h.post('Lewat papan ketik saja'), 'back at the post');
      await tabTo('Hapus');
      await sendKeys({ press: 'Enter' });
      await until(() => textOf(focused() as Element) === 'Hapus' && h.text.includes('Hapus tulisan ini?'), 'asked');
      await sendKeys({ press: 'Escape' });
      await until(() => focused()?.hasAttribute('data-delete') === true, 'back at the button');
      await sendKeys({ press: 'Enter' });
      await until(() => focused()?.hasAttribute('data-autofocus') === true, 'asked again');
      await sendKeys({ press: 'Enter' });
      await h.see('Tulisan ini dihapus oleh penulisnya.');
      await until(() => focused()?.hasAttribute('data-post') === true, 'at the tombstone');
      expect(h.text).not.to.contain('Lewat papan ketik');
    });
    it('Escape leaves an answer, and the focus returns to its post', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      const h = await open(siti, thread);
      await h.on('Tulisan 1', 'Balas');
      expect(focused()?.localName).to.equal('textarea');
      await sendKeys({ press: 'Escape' });
      await until(() => focused() === h.post('Tulisan 1'), 'back');
    });
    it('needs no sideways scrolling at 320 px, with long words and addresses', async () => {
      await setViewport({ width: 320, height: 700 });
      const { siti, budi } = group();
      const thread = newThread();
      const word = 'Pertanggungjawabanpenyelenggaraankediklatanberkesinambungan';
      const first = await wrote(budi, thread, 1, `${word} https://bln.example/${'arsip-'.repeat(20)}`);
      await wrote(siti, thread, 2, `| a | b |\n|---|---|\n| ${word} | ${word} |\n\n    ${word}${word}`, first);
      const h = await open(siti, thread, { label: `${word} ${word}` });
      fits();
      await h.on('https://', 'Balas');
      await h.type(word.repeat(3));
      fits();
      await h.press('Pratinjau');
      fits();
      await setViewport({ width: 900, height: 700 });
    });
    it('never moves the focus on load', async () => {
      const { siti } = group();
      await open(siti, newThread());
      await nextFrame();
      expect(document.activeElement === document.body).to.equal(true);
    });
  });

  describe('attributes', () => {
    it('has its defaults', () => {
      const e = document.createElement('widya-forum-thread');
      const { thread, label, readonly, registration, provider, headingLevel, course, status } = e;
      expect([thread, label, readonly, registration, provider, headingLevel, course, status]).to.eql(
        ['', '', false, '', '', 2, undefined, 'idle'], // prettier-ignore
      );
    });
    it('property and attribute follow each other; another thread is another discussion', async () => {
      const { siti, budi } = group();
      const [one, two] = [newThread(), newThread()];
      await wrote(budi, one, 1, 'Di sini.');
      await wrote(budi, two, 1, 'Di sana.');
      const h = await open(siti, one);
      await h.on('Di sini.', 'Balas');
      await h.type('Belum selesai');
      h.element.setAttribute('thread', two);
      h.element.setAttribute('label', 'Yang lain');
      h.element.setAttribute('heading-level', '4');
      await h.see('Di sana.');
      expect(h.text).not.to.contain('Di sini.');
      expect(h.text).to.contain('Tulis tanggapan');
      expect(h.field.value).to.equal('');
      expect(h.$('[role="heading"]')?.getAttribute('aria-level')).to.equal('4');
      h.element.readonly = true;
      await h.see('Diskusi ini hanya dapat dibaca.');
      expect(h.element.hasAttribute('readonly')).to.equal(true);
      expect(h.$('textarea') === null && h.$('.actions') === null).to.equal(true);
    });
    it('takes properties that were set before it was defined', async () => {
      (await provide(newLrs())).append(early);
      const h = new Forum(early);
      await h.status('ready');
      expect(h.text).to.contain('Lebih awal');
    });
    it('wrong values are said once, left out, and do not throw', async () => {
      const said = await warnings(async () => {
        for (let i = 0; i < 2; i++) {
          const p = await provide(newLrs());
          p.innerHTML =
            '<widya-forum-thread thread="diskusi kita" heading-level="besar" registration="x"><a href="/f">F</a></widya-forum-thread>';
          const e = p.firstElementChild as WidyaForumThread;
          await e.updateComplete;
          expect([e.thread, e.headingLevel, e.registration, e.status]).to.eql(['', 2, '', 'idle']);
          expect(e.querySelector('a')?.checkVisibility()).to.equal(true);
        }
      });
      expect(said.sort()).to.eql([
        '[widya] <widya-forum-thread heading-level> should be a number from 1 to 6; "besar" is left out.',
        '[widya] <widya-forum-thread registration> should be a UUID; "x" is left out.',
        '[widya] <widya-forum-thread thread> should be an absolute IRI; "diskusi kita" is left out.',
      ]);
    });
  });

  describe('reading', () => {
    it('an empty thread says what to do', async () => {
      const h = await open(newLrs(), newThread());
      expect(h.text).to.contain('Belum ada tulisan. Jadilah yang pertama menanggapi.').and.contain('0 tulisan');
    });
    it('brings the newest page first, older ones when asked, in their order', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      for (let n = 1; n <= 45; n++) await wrote(budi, thread, n);
      siti.requests.length = 0;
      const h = await open(siti, thread);
      expect(h.texts).to.eql(Array.from({ length: 30 }, (_, i) => `Tulisan ${i + 16}.`));
      expect(h.text).to.contain('30 tulisan terbaru');
      expect(siti.requests.filter((r) => r === 'GET statements').length).to.equal(1);
      await h.press('Muat tulisan lebih lama');
      await h.see('Tulisan 1.');
      expect(h.texts).to.eql(Array.from({ length: 45 }, (_, i) => `Tulisan ${i + 1}.`));
      expect(h.text).to.contain('45 tulisan').and.not.contain('lebih lama');
      await until(() => focused() === h.post('Tulisan 16.'), 'the focus stays where the reading was');
    });
    it('makes one formatter for all dates', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      for (let n = 1; n <= 10; n++) await wrote(budi, thread, n);
      const Original = Intl.DateTimeFormat;
      let made = 0;
      Intl.DateTimeFormat = new Proxy(Original, {
        construct: (target, args, self) => {
          made++;
          return Reflect.construct(target, args, self) as object;
        },
      });
      try {
        const h = await open(siti, thread);
        h.element.lang = 'en-GB'; // a language nobody has used before
        await h.see('2 Mar 2026');
        h.element.requestUpdate();
        await h.element.updateComplete;
      } finally {
        Intl.DateTimeFormat = Original;
      }
      expect(made).to.be.at.most(2);
    });
    it('older posts that cannot be read can be asked for again', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      for (let n = 1; n <= 31; n++) await wrote(budi, thread, n);
      const h = await open(siti, thread);
      siti.mode = 'offline';
      await h.press('Muat tulisan lebih lama');
      await h.see('Muat tulisan lebih lama');
      siti.mode = 'online';
      await h.press('Muat tulisan lebih lama');
      await h.see('Tulisan 1.');
    });
    it('answers stand below what they answer; an answer to an answer says to whom', async () => {
      const { siti, budi, dewi } = group();
      const thread = newThread();
      const first = await wrote(dewi, thread, 1, 'Pertanyaan.');
      const second = await wrote(budi, thread, 2, 'Jawaban.', first);
      await wrote(siti, thread, 3, 'Tanggapan.', second);
      await wrote(budi, thread, 4, 'Hal lain.');
      const h = await open(siti, thread);
      expect(h.texts).to.eql(['Pertanyaan.', 'Jawaban.', 'Tanggapan.', 'Hal lain.']);
      expect(h.$$('.reply').length).to.equal(2);
      expect(textOf(h.post('Tanggapan.')))
        .to.contain('membalas Budi Hartono')
        .and.contain('Siti Rahmawati Anda');
      expect(textOf(h.post('Jawaban.'))).not.to.contain('membalas');
    });
    it('shows Markdown, and nothing that could run', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const text = [
        '**tebal** dan *miring*',
        '[baik](https://bln.example/a) [buruk](javascript:alert(1)) [data](data:text/html,x) [juga](JaVaScRiPt:x)',
        '<script>window.terbobol = 1</script><img src=x onerror="window.terbobol = 1">',
        '![gambar](https://bln.example/x.png)',
      ].join('\n\n');
      await wrote(budi, thread, 1, text);
      const h = await open(siti, thread);
      const post = h.post('tebal');
      expect(post.querySelector('strong')?.textContent).to.equal('tebal');
      expect(post.querySelector('.prose script, .prose img, [onerror]') === null).to.equal(true);
      expect(textOf(post)).to.contain('<script>window.terbobol = 1</script>');
      const links = [...post.querySelectorAll('a')];
      expect(links.map((a) => a.protocol)).to.eql(['https:', 'https:']);
      expect(links[0]?.rel).to.contain('noopener').and.contain('nofollow').and.contain('ugc');
      expect(links[0]?.textContent).to.contain('dibuka di tab baru');
      await nextFrame();
      expect('terbobol' in window).to.equal(false);
    });
    it('counts what is unread and marks what is new; seen for a moment is read, on every device', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      const h = await open(siti, thread);
      await h.see('1 belum dibaca');
      expect(h.text).not.to.contain('Baru');
      const agent = siti.person.actor;
      const kept = async () => clientOf(siti).listStates({ activityId: thread, agent });
      await until(async () => (await kept()).includes(readStateId), 'kept that it was read');
      await wrote(budi, thread, 2);
      await wrote(siti, thread, 3);
      const again = await open(siti, thread);
      await again.see('1 belum dibaca');
      expect(textOf(again.post('Tulisan 2.'))).to.contain('Baru');
      expect(textOf(again.post('Tulisan 1.'))).not.to.contain('Baru');
      expect(textOf(again.post('Tulisan 3.'))).not.to.contain('Baru');
      await (await open(siti, thread, { readonly: true })).see('1 belum dibaca');
    });
    it('a forged edit or deletion by somebody else changes nothing', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const mine = await wrote(siti, thread, 1, 'Asli.');
      const at = '2026-03-02T05:00:00.000Z';
      const target = { post: mine.id, statementId: mine.statementId };
      // The LRS takes neither; what another LRS took would be passed over by the reducer (test/model/thread.test.ts).
      for (const forged of [
        () => say(budi, at, edited(context(thread), { ...target, text: 'Palsu.' })),
        () => say(budi, at, deleted(context(thread), target)),
      ])
        expect(await forged().then(String, (e: { code: string }) => e.code)).to.equal('lrs/forbidden');
      const h = await open(siti, thread);
      expect(h.texts).to.eql(['Asli.']);
    });
  });

  describe('writing', () => {
    it('two people talk: news waits for a tap, one’s own shows at once', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const a = await open(siti, thread);
      const b = await open(budi, thread);
      await a.write('Halo dari Siti.');
      await a.sent();
      b.look();
      await b.see('Tampilkan 1 tulisan baru');
      expect(b.texts).to.eql([]);
      expect(b.$('[role="status"]')?.textContent?.trim()).to.equal('1 tulisan baru');
      await b.press('Tampilkan 1 tulisan baru');
      await b.see('Halo dari Siti.');
      await until(() => focused() === b.post('Halo dari Siti.'), 'the focus is at what is new');
      await b.on('Halo dari Siti.', 'Balas');
      expect(b.text).to.contain('Membalas Siti Rahmawati');
      await b.write('Halo juga.');
      await b.sent();
      a.look();
      await a.press('Tampilkan 1 tulisan baru');
      await a.see('Halo juga.');
      expect(a.post('Halo juga.').classList.contains('reply')).to.equal(true);
      expect(textOf(a.post('Halo juga.')))
        .to.contain('Budi Hartono')
        .and.not.contain('Anda');
    });
    it('only one’s own posts can be changed or deleted', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      await wrote(siti, thread, 2);
      const h = await open(siti, thread);
      const buttons = (words: string) =>
        [...h.post(words).querySelectorAll('.actions > button:not([data-do])')].map((b) => textOf(b));
      expect(buttons('Tulisan 1.')).to.eql(['Balas']);
      expect(buttons('Tulisan 2.')).to.eql(['Balas', 'Sunting', 'Hapus']);
    });
    it('an edit says that it was one, for the other too', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const b = await open(budi, thread);
      const a = await open(siti, thread);
      await a.write('Versi satu.');
      await a.on('Versi satu.', 'Sunting');
      expect(a.field.value).to.equal('Versi satu.');
      await a.write('Versi dua.');
      expect(textOf(a.post('Versi dua.'))).to.contain('disunting');
      await a.sent();
      b.look();
      await b.press('Tampilkan 1 tulisan baru');
      await b.see('Versi dua.');
      expect(b.text).not.to.contain('Versi satu.');
    });
    it('a deleted post leaves a place for its answers, and its text is nowhere', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const a = await open(siti, thread);
      await a.write('Akan dihapus.');
      await a.sent();
      const b = await open(budi, thread);
      await b.on('Akan dihapus.', 'Balas');
      await b.write('Balasan tetap ada.');
      await b.sent();
      await a.on('Akan dihapus.', 'Hapus');
      await a.see('Hapus tulisan ini?');
      await a.press('Batal');
      expect(a.text).to.contain('Akan dihapus.');
      await a.on('Akan dihapus.', 'Hapus');
      a.$('[data-autofocus]')?.click();
      await a.see('Tulisan ini dihapus oleh penulisnya.');
      await a.sent();
      const later = await open(budi, thread);
      expect(later.texts).to.eql(['Tulisan ini dihapus oleh penulisnya.', 'Balasan tetap ada.']);
      expect(later.text).to.contain('1 tulisan').and.not.contain('Akan dihapus.');
    });
    it('nothing is sent that is empty; the preview shows what it will look like', async () => {
      const h = await open(newLrs(), newThread());
      h.$('[part="send"]')?.click();
      await h.element.updateComplete;
      expect(focused()?.localName).to.equal('textarea');
      await h.type('   ');
      h.$('[part="send"]')?.click();
      expect(h.$('[part="send"]')?.getAttribute('aria-disabled')).to.equal('true');
      await h.type('Ini **penting**.');
      await h.press('Pratinjau');
      expect(h.$('.preview strong')?.textContent).to.equal('penting');
      await h.press('Pratinjau');
      expect(h.field.value).to.equal('Ini **penting**.');
      await h.service.flush();
      expect(h.texts).to.eql([]);
      expect(await h.lrs?.statements()).to.eql([]);
    });
    it('drafts stay on the device per person, thread and answer, and go when sent', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      const h = await open(siti, thread);
      await h.type('Belum selesai');
      await h.see('Draf tersimpan di perangkat');
      await h.on('Tulisan 1.', 'Balas');
      await h.type('Balasan setengah');
      const again = await open(siti, thread);
      expect(again.field.value).to.equal('Belum selesai');
      await again.on('Tulisan 1.', 'Balas');
      expect(again.field.value).to.equal('Balasan setengah');
      await again.press('Batal');
      expect(again.field.value).to.equal('Belum selesai');
      expect((await open(budi, thread)).field.value).to.equal('');
      expect((await open(siti, newThread())).field.value).to.equal('');
      await again.write('Belum selesai, sekarang sudah.');
      expect((await open(siti, thread)).field.value).to.equal('');
      expect(JSON.stringify(await siti.statements())).not.to.contain('setengah');
    });
    it('without network a post waits on the device, says so, and is sent when it returns', async () => {
      const lrs = newLrs();
      const thread = newThread();
      const h = await open(lrs, thread);
      for (const mode of ['offline', 503] as const) {
        lrs.mode = mode;
        await h.write(`Saat ${mode}.`);
        await h.service.flush();
        await until(() => textOf(h.post(`Saat ${mode}.`)).includes('Menunggu jaringan'), 'said that it waits');
      }
      const again = await place(lrs, thread);
      await again.status('error');
      lrs.mode = 'online';
      await again.press('Coba lagi');
      await again.status('ready');
      await again.sent();
      expect((await lrs.statements()).map((s) => s.result?.response)).to.eql(['Saat offline.', 'Saat 503.']);
      await h.service.flush();
      await h.gone('Menunggu jaringan');
      expect(again.texts).to.eql(['Saat offline.', 'Saat 503.']);
    });
    it('what the LRS refuses for good does not pretend to be there: it comes back to where it was written', async () => {
      const lrs = newLrs();
      const thread = newThread();
      const h = await open(lrs, thread);
      lrs.mode = 400;
      await h.type('Tidak diterima.');
      h.$('[part="send"]')?.click();
      await h.see('Tulisan Anda tidak diterima server.');
      expect(h.texts).to.eql([]);
      expect(h.field.value).to.equal('Tidak diterima.');
      await h.accessible();
      lrs.mode = 'online';
      h.$('[part="send"]')?.click();
      await until(() => h.texts.length === 1, 'sent at last');
      expect(h.text).not.to.contain('tidak diterima');
    });
  });

  describe('tracking', () => {
    it('posted, replied, edited, deleted: each taken by the real LRS, all found by the thread', async () => {
      const lrs = newLrs();
      const thread = newThread();
      const registration = '5d0c9a52-6d8f-4a55-9f1c-0d8a3b1c2e4f';
      const course = { id: 'https://belajar.bln.example/kursus/uji' };
      const h = await open(lrs, thread, { registration, course });
      await h.write('Satu.');
      await h.on('Satu.', 'Balas');
      await h.write('Dua.');
      await h.on('Dua.', 'Sunting');
      await h.write('Dua, disunting.');
      await h.on('Dua, disunting.', 'Hapus');
      h.$('[data-autofocus]')?.click();
      await h.see('dihapus');
      const all = await h.statements(4);
      expect(all.map(verbOf)).to.eql(['posted', 'replied', 'edited', 'delete']);
      expect(all.map((s) => s.result?.response)).to.eql(['Satu.', 'Dua.', 'Dua, disunting.', undefined]);
      const ids = all.map((s) => ('id' in s.object ? s.object.id : ''));
      expect(ids[0]?.startsWith(`${thread}/pos/`)).to.equal(true);
      expect(ids[2]).to.equal(ids[1]);
      expect(all[1]?.context?.extensions?.[extensions.inReplyTo]).to.equal(ids[0]);
      expect(all[1]?.context?.statement?.id).to.equal(all[0]?.id);
      for (const s of all) {
        expect(s.context?.contextActivities?.parent?.[0]?.id).to.equal(thread);
        expect(s.context?.contextActivities?.grouping?.[0]?.id).to.equal(course.id);
        expect(s.context?.registration).to.equal(registration);
      }
      const found = await clientOf(lrs).getStatements({ activity: thread, related_activities: true });
      expect(found.statements.length).to.equal(4);
    });
    it('a registration that is none is left out, so that nothing is lost by it', async () => {
      const lrs = newLrs();
      const h = await open(lrs, newThread(), { registration: 'angkatan-3' });
      await h.write('Tetap terkirim.');
      const [s] = await h.statements(1);
      expect(s?.context?.registration).to.equal(undefined);
    });
  });

  describe('events', () => {
    it('with their detail, after the person’s acts only', async () => {
      const lrs = newLrs();
      const thread = newThread();
      const h = await place(lrs, thread);
      const p = h.element.parentElement as HTMLElement;
      const seen = record(p, 'widya-post-sent', 'widya-post-edited', 'widya-post-deleted', 'widya-error');
      await h.status('ready');
      h.element.label = 'Judul lain';
      h.element.readonly = true;
      await h.element.updateComplete;
      h.element.readonly = false;
      await h.element.updateComplete;
      expect(seen).to.eql([]);
      await h.write('Satu.');
      await until(() => seen.length === 1, 'sent');
      await h.on('Satu.', 'Sunting');
      await h.write('Dua.');
      await until(() => seen.length === 2, 'edited');
      await h.on('Dua.', 'Hapus');
      h.$('[data-autofocus]')?.click();
      await until(() => seen.length === 3, 'deleted');
      const post = (seen[0]?.detail as { post: string }).post;
      expect(seen).to.eql(
        ['sent', 'edited', 'deleted'].map((what) => ({ type: `widya-post-${what}`, detail: { thread, post } })),
      );
    });
  });

  describe('trouble', () => {
    for (const mode of ['offline', 500, 403] as const) {
      it(`${mode}: says so, keeps what is inside, and can be tried again`, async () => {
        const { siti, budi } = group();
        const thread = newThread();
        await wrote(budi, thread, 1);
        siti.mode = mode;
        const h = await place(siti, thread);
        await h.status('error');
        expect(textOf(h.$('[part="error"]') as HTMLElement)).to.match(/lrs\/\w+/);
        expect(h.element.querySelector('a')?.checkVisibility()).to.equal(true);
        siti.mode = 'online';
        await h.press('Coba lagi');
        await h.see('Tulisan 1.');
        expect(h.element.querySelector('a')?.checkVisibility()).to.equal(false);
      });
    }
    it('tries again by itself when the network is back', async () => {
      const lrs = newLrs();
      lrs.mode = 'offline';
      const h = await place(lrs, newThread());
      await h.status('error');
      lrs.mode = 'online';
      dispatchEvent(new Event('online'));
      await h.status('ready');
    });
    it('signed out: a way in, and what is inside stays; the person who signs in reads on', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      siti.requests.length = 0;
      const h = await place(siti, thread, {}, signedOut());
      await h.see('Anda belum masuk');
      expect(h.text).to.contain('Masuk');
      expect(h.element.querySelector('a')?.checkVisibility()).to.equal(true);
      expect(siti.requests).to.eql([]);
      Object.assign(h.element.parentElement as object, { auth: siti.auth });
      await h.see('Tulisan 1.');
    });
    it('keeps its title in place from loading to ready', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      const slow = held(siti);
      const h = await place(slow, thread);
      await h.status('loading');
      const top = () => h.$('.title')?.getBoundingClientRect().top;
      const before = top();
      expect(before).to.be.a('number');
      const moved = await shift(async () => {
        slow.release();
        await h.see('Tulisan 1.');
      });
      expect(top()).to.equal(before);
      expect(moved).to.be.below(0.02);
    });
  });

  describe('language', () => {
    it('follows the nearest lang, in dates and plurals too', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      await wrote(budi, thread, 1);
      const h = await open(siti, thread);
      expect(h.text).to.contain('2 Mar 2026');
      h.element.lang = 'en';
      await h.see('1 post');
      expect(h.text).to.contain('Mar 2, 2026').and.contain('1 unread').and.contain('Reply');
      h.element.lang = 'id';
      await h.see('1 belum dibaca');
    });
    it('counts read the right way round on a page that runs from the right', async () => {
      const h = await open(newLrs(), newThread());
      h.element.dir = 'rtl';
      await nextFrame();
      const text = h.$('.head bdi') as HTMLElement;
      const counts = [...h.$$('.head .numbers bdi')][0] ?? text;
      expect(beginsLeftOf(counts, 'tulisan')).to.equal(true);
    });
  });

  it('what is inside is shown without a provider and without JavaScript', async () => {
    const h = await place(undefined, newThread());
    expect(h.element.status).to.equal('idle');
    expect(h.element.querySelector('a')?.checkVisibility()).to.equal(true);
  });

  it('lets go of its listeners and timers when it leaves the page, and comes back', async () => {
    const { siti, budi } = group();
    const thread = newThread();
    const h = await open(siti, thread);
    const p = h.element.parentElement as HTMLElement;
    await until(() => siti.requests.includes('GET activities/state'), 'asked how far it was read');
    h.element.remove();
    siti.requests.length = 0;
    h.look();
    dispatchEvent(new Event('online'));
    await aTimeout(50);
    expect(siti.requests).to.eql([]);
    await wrote(budi, thread, 1);
    p.append(h.element);
    await h.see('Tulisan 1.');
  });

  describe('files', () => {
    const choose = async (h: Forum, ...files: File[]) => {
      await until(() => h.$('input[type="file"]') !== null, 'the parts that come later');
      const transfer = new DataTransfer();
      for (const f of files) transfer.items.add(f);
      const input = h.$<HTMLInputElement>('input[type="file"]') as HTMLInputElement;
      input.files = transfer.files;
      input.dispatchEvent(new Event('change'));
    };
    const picture = async (width: number, height: number) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      canvas.getContext('2d')?.fillRect(0, 0, width / 2, height);
      const blob = await new Promise<Blob | null>((r) => canvas.toBlob(r, 'image/png'));
      return new File([blob as Blob], 'loket <b>.png', { type: 'image/png' });
    };
    it('a picture is made small, goes with the post, and is drawn on demand', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const h = await open(siti, thread);
      await choose(h, await picture(3000, 1500));
      await h.see('loket <b>.png');
      await h.accessible();
      await h.write('Lihat loketnya.');
      await h.sent();
      const [s] = await siti.statements();
      expect(s?.attachments?.map((a) => [a.contentType, a.display])).to.eql([['image/webp', { id: 'loket <b>.png' }]]);
      const b = await open(budi, thread);
      await until(() => b.$('[data-do="picture"]') !== null, 'its button');
      expect(b.$('img')).to.equal(null);
      b.$('[data-do="picture"]')?.click();
      await until(() => b.$<HTMLImageElement>('img')?.naturalWidth === 1280, 'the picture, made small');
      expect(b.$<HTMLImageElement>('img')?.alt).to.equal('loket <b>.png');
      await b.accessible();
    });
    it('anything else goes by the page’s upload, or not at all; an SVG never as a picture', async () => {
      const { siti } = group();
      const svg = new File(['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], 'x.svg', {
        type: 'image/svg+xml',
      });
      const h = await open(siti, newThread());
      await choose(h, svg);
      await h.see('Berkas itu bukan gambar yang dapat dibaca.');
      const names: string[] = [];
      const up = await open(siti, newThread(), {
        upload: (f: File) => Promise.resolve({ url: `https://berkas.example/${names.push(f.name)}` }),
      });
      await choose(up, svg, new File(['isi'], 'tugas.pdf', { type: 'application/pdf' }));
      await up.see('tugas.pdf');
      await up.write('Tugas saya.');
      await until(() => up.$$('[data-post] .files a').length === 2, 'links');
      expect(up.$<HTMLAnchorElement>('[data-post] .files a')?.href).to.equal('https://berkas.example/1');
      expect([names, up.$('img')]).to.eql([['x.svg', 'tugas.pdf'], null]);
    });
    it('an address that runs is none, nor is a picture that says it is something else', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      const bad = (contentType: string, fileUrl?: string) => ({
        usageType: 'https://w3id.org/widya/xapi/attachment/post',
        display: { id: 'jahat' },
        contentType,
        length: 3,
        sha2: 'a'.repeat(64),
        ...(fileUrl ? { fileUrl } : {}),
      });
      const draft = posted(context(thread), { post: `${thread}/pos/1`, text: 'Klik.', first: true });
      await say(budi, '2026-03-02T01:00:00.000Z', { ...draft, attachments: [bad('text/html', 'javascript:alert(1)')] });
      const h = await open(siti, thread);
      await until(() => h.$('[data-do="picture"]') !== null, 'no link');
      expect(h.$('.files a')).to.equal(null);
      h.$('[data-do="picture"]')?.click();
      await h.see('Gambar tidak dapat dimuat.');
    });
  });

  describe('a long thread', () => {
    const scroll = (y: number) => {
      scrollTo(0, y);
      dispatchEvent(new Event('scroll'));
    };
    /** 200 posts of Budi's, ten to a day, every tenth with an answer; two pages of them read. */
    async function long(more: object = {}) {
      const { siti, budi } = group();
      const thread = newThread();
      const drafts = Array.from({ length: 200 }, (_, i) =>
        posted(context(thread), { post: `${thread}/pos/${i + 1}`, text: `Tulisan ${i + 1}.`, first: i === 0 }),
      );
      for (let at = 0; at < drafts.length; at += 25)
        await clientOf(budi).saveStatements(
          drafts.slice(at, at + 25).map((d, i) => ({
            ...d,
            id: crypto.randomUUID(),
            timestamp: new Date(Date.UTC(2026, 2, 1 + Math.floor((at + i) / 10), 1, (at + i) % 10)).toISOString(),
            actor: budi.person.actor,
          })),
        );
      const h = await open(siti, thread, more);
      await until(() => h.$('[data-do="search"]') !== null, 'the parts that come later');
      return { h, siti, budi, thread };
    }
    const first = (h: Forum) => h.posts[0]?.getAttribute('data-post')?.replace(/.*\//, '');
    const all = async (h: Forum) => {
      h.$('[data-do="search"]')?.click();
      await until(() => h.$('[data-do="load-all"]') !== null, 'the search');
      h.$('[data-do="load-all"]')?.click();
      await until(() => h.$('[data-do="load-all"]') === null, 'all');
      h.$('[data-do="search"]')?.click();
      await h.element.updateComplete;
    };
    afterEach(() => scrollTo(0, 0));
    it('keeps at most 60 posts in the page, whatever is looked at, and the one that has the focus', async () => {
      const { h } = await long();
      await all(h);
      let most = 0;
      const step = async (y: number) => {
        scroll(y);
        await nextFrame();
        await nextFrame();
        most = Math.max(most, h.posts.length);
      };
      const height = document.documentElement.scrollHeight;
      for (let y = 0; y < height; y += innerHeight / 2) await step(y);
      expect(most).to.be.at.most(60);
      scroll(document.documentElement.scrollHeight);
      await h.see('Tulisan 200.');
      expect(h.text).not.to.contain('Tulisan 100.');
      expect(h.post('Tulisan 200.').getAttribute('aria-posinset')).to.equal('200');
      expect(h.post('Tulisan 200.').getAttribute('aria-setsize')).to.equal('200');
      h.post('Tulisan 200.').focus({ preventScroll: true });
      scroll(0);
      await h.see('Tulisan 1.');
      await h.gone('Tulisan 190.');
      expect(focused()).to.equal(h.post('Tulisan 200.'));
      expect(h.posts.length).to.be.at.most(60);
      await h.accessible();
    });
    it('Page Up and Page Down go from post to post, also to those not drawn; Ctrl+Home and Ctrl+End lead out', async () => {
      const { h } = await long();
      expect(h.post('Tulisan 171.').getAttribute('aria-setsize')).to.equal('-1');
      h.post('Tulisan 171.').focus();
      await sendKeys({ press: 'PageDown' });
      await until(() => focused() === h.post('Tulisan 172.'), 'the next');
      await sendKeys({ press: 'PageUp' });
      await until(() => focused() === h.post('Tulisan 171.'), 'and back');
      await sendKeys({ press: 'PageUp' });
      await until(() => focused() === h.post('Tulisan 170.'), 'one that was not read yet');
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: 'End' });
      await sendKeys({ up: 'Control' });
      expect(focused()?.localName).to.equal('textarea');
      h.posts.at(-1)?.focus();
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: 'Home' });
      await sendKeys({ up: 'Control' });
      expect(focused()?.closest('.posts') === null && focused() !== document.body).to.equal(true);
    });
    it('what is looked at stays where it is while older ones come', async () => {
      const { h } = await long();
      for (let i = 0; i < 2; i++) {
        await h.press('Muat tulisan lebih lama');
        await until(() => !h.text.includes('Memuat'), 'read');
      }
      await until(() => h.text.includes('Tulisan 171.'), 'what was looked at');
      const post = h.post('Tulisan 171.');
      post.scrollIntoView({ block: 'center' });
      dispatchEvent(new Event('scroll'));
      await nextFrame();
      await nextFrame();
      const id = post.getAttribute('data-post') as string;
      const top = () => h.$(`[data-post="${id}"]`)?.getBoundingClientRect().top ?? NaN;
      const before = top();
      await h.press('Muat tulisan lebih lama');
      await until(() => first(h) !== undefined && !h.text.includes('Memuat'), 'read');
      await nextFrame();
      expect(Math.abs(top() - before)).to.be.below(3);
    });
    it('finds words in what is loaded, and in all of it on demand', async () => {
      const { h } = await long();
      h.$('[data-do="search"]')?.click();
      await until(() => focused()?.id === 'find', 'the field has the focus');
      await sendKeys({ type: 'tulisan 7.' });
      await h.see('3 ditemukan dalam tulisan yang sudah dimuat.');
      await h.press('Muat semua');
      await until(() => h.$('[data-do="load-all"]') === null, 'all');
      expect(h.texts.length).to.equal(20);
      await h.accessible();
      await sendKeys({ press: 'Escape' });
      await until(() => h.$('#find') === null, 'gone');
    });
    it('goes to a date, and to the first that is new, and reads by time', async () => {
      const { h, budi, siti, thread } = await long();
      const rail = h.$<HTMLSelectElement>('.rail') as HTMLSelectElement;
      expect([...rail.options].map((o) => o.text)).to.eql(['Lompat ke tanggal', '18 Mar 2026 (10)', '19 Mar 2026 (10)', '20 Mar 2026 (10)']); // prettier-ignore
      rail.selectedIndex = 2;
      rail.dispatchEvent(new Event('change'));
      await until(() => focused() === h.post('Tulisan 181.'), 'the first of that day');
      const kept = async () => clientOf(siti).listStates({ activityId: thread, agent: siti.person.actor });
      await until(async () => (await kept()).includes(readStateId), 'kept that it was read');
      const old = { id: `${thread}/pos/175`, statementId: crypto.randomUUID() };
      await wrote(budi, thread, 300, 'Jawaban baru.', old);
      const again = await open(siti, thread);
      await until(() => again.$('[data-do="to-unread"]') !== null, 'something is new');
      expect(again.post('Jawaban baru.').classList.contains('reply')).to.equal(true);
      again.$('[data-do="to-unread"]')?.click();
      await until(() => focused() === again.post('Jawaban baru.'), 'there');
      again.$('[data-do="flat"]')?.click();
      await again.element.updateComplete;
      expect(again.post('Jawaban baru.').classList.contains('reply')).to.equal(false);
      expect(textOf(again.post('Jawaban baru.'))).to.contain('membalas');
      again.$('[data-do="flat"]')?.click();
    });
    it('asks once for the newest, and then how far it was read', async () => {
      const { siti, thread } = await long();
      siti.requests.length = 0;
      await open(siti, thread, { people: {} });
      expect(siti.requests.filter((r) => r.startsWith('GET statements')).length).to.equal(1);
      await until(() => siti.requests.includes('GET activities/state'), 'then how far it was read');
    });
  });

  describe('beyond writing', () => {
    async function room(as: 'siti' | 'dewi' | 'budi' = 'siti', more: object = {}) {
      const g = group();
      const thread = newThread();
      const { siti, budi, dewi } = g;
      const first = await wrote(siti, thread, 1, 'Bolehkah menerima manggis?');
      const second = await wrote(budi, thread, 2, 'Tolak dengan sopan.', first);
      const who = (lrs: TestLrs) => ({ actor: lrs.person.actor, name: lrs.person.name ?? '', roles: lrs.person.roles });
      const people = { people: [who(siti), who(budi), who(dewi)], ...more };
      const at = async (lrs: TestLrs, set: object = {}) => {
        const h = await open(lrs, thread, { people, ...set });
        await until(() => h.$('.reactions, .tools') !== null || h.posts.length === 0, 'the parts that come later');
        return h;
      };
      return { ...g, thread, first, second, at, people, h: await at(g[as]) };
    }
    const doIn = async (h: Forum, words: string, what: string) => {
      const post = h.post(words);
      (post.querySelector('.menu summary') as HTMLElement).click();
      await until(() => post.querySelector(`[data-do="${what}"]`) !== null, what);
      (post.querySelector(`[data-do="${what}"]`) as HTMLElement).click();
      await h.element.updateComplete;
      await nextFrame();
    };
    const fill = async (h: Forum, text: string, score?: number) => {
      await until(() => h.$('.panel textarea') !== null, 'the panel');
      if (score !== undefined) (h.$('.panel input') as HTMLInputElement).value = String(score);
      (h.$('.panel textarea') as HTMLTextAreaElement).value = text;
      (h.$('.panel [type="submit"]') as HTMLElement).click();
      await until(() => h.$('.panel') === null, 'the panel goes');
    };

    it('is accessible with reactions, menus, every panel and the list of names, for learners and facilitators', async () => {
      const { h, at, dewi, first, thread, siti } = await room();
      await say(
        siti,
        '2026-03-02T03:00:00.000Z',
        edited(context(thread), { post: first.id, statementId: first.statementId, text: 'Boleh?' }),
      );
      await h.accessible();
      await doIn(h, 'Tolak', 'flag');
      await h.accessible();
      await sendKeys({ press: 'Escape' });
      await until(() => h.$('.panel') === null, 'closed');
      await h.type('Terima kasih @De');
      await until(() => h.$('#names') !== null, 'names');
      await h.accessible();
      const d = await at(dewi);
      for (const what of ['history', 'rate', 'hide']) {
        await doIn(d, what === 'history' ? 'Boleh?' : 'Tolak', what);
        await d.accessible();
      }
    });

    it('reacts and takes it back, as one button that says how many', async () => {
      const { h, budi, at } = await room();
      const like = () => h.post('Tolak').querySelector('[data-react="like"]') as HTMLElement;
      like().click();
      await until(() => textOf(like()) === 'Suka (1)', 'counted');
      expect(like().getAttribute('aria-pressed')).to.equal('true');
      const b = await at(budi);
      const seen = b.post('Tolak').querySelector('[data-react="like"]') as HTMLElement;
      await until(() => textOf(seen) === 'Suka (1)', 'seen by others');
      expect(seen.getAttribute('aria-pressed')).to.equal('false');
      like().click();
      await until(() => textOf(like()) === 'Suka', 'taken back');
      (h.post('Tolak').querySelector('.menu summary') as HTMLElement).click();
      await until(() => h.post('Tolak').querySelector('[data-react="applauded"]') !== null, 'the menu');
      const clap = () => h.post('Tolak').querySelector('[data-react="applauded"]') as HTMLElement;
      clap().click();
      await until(() => clap()?.getAttribute('aria-pressed') === 'true', 'applauded');
      clap().click();
      await until(() => clap()?.getAttribute('aria-pressed') !== 'true', 'retracted');
    });

    it('shows roles from the roster, never from names', async () => {
      const { at, dewi, budi, thread } = await room();
      await wrote(dewi, thread, 3, 'Dari widyaiswara.');
      const liar = budi.as({
        ...budi.person,
        name: 'Widyaiswara Utama',
        actor: { ...budi.person.actor, name: 'Widyaiswara Utama' },
      });
      await wrote(liar, thread, 4, 'Percayalah.');
      const h = await at(budi);
      expect(h.post('Dari widyaiswara.').querySelector('[data-role]')?.textContent).to.equal('Widyaiswara');
      expect(h.post('Percayalah.').querySelector('[data-role]')).to.equal(null);
      expect(textOf(h.post('Percayalah.'))).to.include('Budi Hartono');
    });

    it('quotes what is selected, with a way back to the post', async () => {
      const { h } = await room();
      const range = document.createRange();
      range.selectNodeContents(h.post('Tolak').querySelector('.prose p') as Node);
      document.getSelection()?.removeAllRanges();
      document.getSelection()?.addRange(range);
      [...h.post('Tolak').querySelectorAll('button')].find((b) => textOf(b) === 'Kutip')?.click();
      await until(() => h.field.value.includes('> '), 'quoted');
      expect(h.field.value).to.match(/^> \[Budi Hartono menulis:\]\(.*#pos-2\)\n>\n> Tolak dengan sopan\.\n\n$/);
      expect(focused()).to.equal(h.field);
      await h.type(`${h.field.value}Setuju.`);
      h.$('[part="send"]')?.click();
      await until(() => h.posts.length === 3, 'sent');
      expect(h.post('Setuju.').querySelector('blockquote a')?.getAttribute('href')).to.match(/#pos-2$/);
    });

    it('completes names by keyboard and says whom it mentions', async () => {
      const { h, siti, dewi, thread } = await room();
      h.field.focus();
      await h.type('Mohon arahan @de');
      await until(() => h.$('#names') !== null, 'names');
      expect(h.field.getAttribute('aria-activedescendant')).to.equal('name-0');
      await sendKeys({ press: 'ArrowDown' });
      await sendKeys({ press: 'ArrowUp' });
      await sendKeys({ press: 'Enter' });
      await until(() => h.field.value === 'Mohon arahan @Dr. Dewi Anggraini ', 'completed');
      expect(h.$('#names')).to.equal(null);
      await h.write(h.field.value);
      await until(async () => {
        const { statements } = await clientOf(siti).getStatements({ activity: thread, related_activities: true });
        return statements.some((s) => s.context?.team?.member?.[0]?.account?.name === dewi.person.actor.account?.name);
      }, 'mentioned');
    });

    it('accepts an answer by who asked, and nobody else', async () => {
      const { h, at, budi } = await room();
      const b = await at(budi);
      expect(b.post('Tolak').querySelector('[data-do="accept"]')).to.equal(null);
      await doIn(h, 'Tolak', 'accept');
      await h.see('Terjawab');
      expect(textOf(h.post('Tolak').querySelector('.notes') as HTMLElement)).to.equal('Jawaban');
      h.$('[data-do="to-answer"]')?.click();
      await until(() => focused() === h.post('Tolak'), 'the answer has the focus');
      await doIn(h, 'Tolak', 'unaccept');
      await until(() => !textOf(h.element).includes('Terjawab'), 'taken back');
    });

    it('lets facilitators hide with a reason; learners see that it is hidden, its author why', async () => {
      const { at, dewi, budi, siti } = await room();
      const d = await at(dewi);
      await doIn(d, 'Tolak', 'hide');
      await fill(d, 'Menyebut nama warga');
      await d.see('Disembunyikan oleh Dr. Dewi Anggraini: Menyebut nama warga');
      expect(focused()).to.equal(d.post('Tolak').querySelector('.menu summary'));
      await until(async () => {
        const s = await at(siti);
        return s.texts.includes('Tulisan ini disembunyikan oleh fasilitator.') && !textOf(s.element).includes('Tolak');
      }, 'hidden for others');
      const b = await at(budi);
      await b.see('Tolak dengan sopan.');
      await b.see('Menyebut nama warga');
      await doIn(d, 'Tolak', 'restore');
      await until(() => !textOf(d.element).includes('Disembunyikan'), 'shown again');
    });

    it('locks: learners cannot write, facilitators can', async () => {
      const { at, dewi, siti } = await room();
      const d = await at(dewi);
      d.$('[data-do="lock-thread"]')?.click();
      await fill(d, 'Pelatihan selesai');
      await d.see('Dikunci oleh Dr. Dewi Anggraini: Pelatihan selesai');
      expect(d.$('textarea')).not.to.equal(null);
      await until(async () => {
        const s = await at(siti);
        return s.$('textarea') === null && textOf(s.element).includes('Diskusi ini dikunci.');
      }, 'locked for learners');
      d.$('[data-do="lock-thread"]')?.click();
      await until(() => !textOf(d.element).includes('Dikunci oleh'), 'open again');
    });

    it('reports to facilitators only; they decide', async () => {
      const { h, at, dewi } = await room();
      await doIn(h, 'Tolak', 'flag');
      await fill(h, 'Kasar');
      expect(textOf(h.element)).not.to.include('laporan:');
      let d = await at(dewi);
      await until(async () => textOf((d = await at(dewi)).element).includes('1 laporan: Kasar'), 'reported');
      await doIn(d, 'Tolak', 'keep');
      await until(() => !textOf(d.element).includes('1 laporan'), 'decided');
    });

    it('rates with a score and calls a facilitator', async () => {
      const { h, at, dewi, budi } = await room();
      h.$('[data-do="call"]')?.click();
      await fill(h, 'Mohon arahan');
      let d = await at(dewi);
      await until(
        async () => textOf((d = await at(dewi)).element).includes('memanggil widyaiswara: Mohon arahan'),
        'called',
      );
      await doIn(d, 'Tolak', 'rate');
      await fill(d, 'Tepat.', 90);
      await d.see('Skor 90/100 dari Dr. Dewi Anggraini: Tepat.');
      (d.post('Tolak').querySelector('[data-react="like"]') as HTMLElement).click();
      await d.see('Didukung Dr. Dewi Anggraini');
      expect((await at(budi)).post('Tolak').querySelector('[data-do="rate"]')).to.equal(null);
    });

    it('pins and follows', async () => {
      const { h, at, dewi } = await room();
      h.$('[data-do="follow"]')?.click();
      await h.see('Diikuti');
      h.$('[data-do="follow"]')?.click();
      await until(() => !textOf(h.element).includes('Diikuti'), 'not followed');
      const d = await at(dewi);
      d.$('[data-do="pin-thread"]')?.click();
      await d.see('Disematkan');
      d.$('[data-do="pin-thread"]')?.click();
      await until(() => !textOf(d.element).includes('Disematkan'), 'not pinned');
    });

    it('shows every text a post had', async () => {
      const { at, siti, thread, first } = await room();
      await say(
        siti,
        '2026-03-02T03:00:00.000Z',
        edited(context(thread), { post: first.id, statementId: first.statementId, text: 'Bolehkah?' }),
      );
      const h = await at(siti);
      await doIn(h, 'Bolehkah?', 'history');
      expect(h.$$('.versions pre').map((p) => p.textContent)).to.deep.equal([
        'Bolehkah menerima manggis?',
        'Bolehkah?',
      ]);
      await sendKeys({ press: 'Escape' });
      await until(() => h.$('.panel') === null, 'closed');
    });

    it('goes to a post by the address of the page, reading older ones until it is there', async () => {
      const { siti, budi } = group();
      const thread = newThread();
      for (let n = 1; n <= 40; n++) await wrote(budi, thread, n);
      history.replaceState(null, '', '#pos-2');
      try {
        const h = await open(siti, thread);
        await until(() => focused()?.getAttribute('data-post') === `${thread}/pos/2`, 'the post has the focus');
        expect(h.posts.length).to.equal(40);
      } finally {
        history.replaceState(null, '', location.pathname + location.search);
      }
    });

    it('holds posts where they are looked at first', async () => {
      const { at, siti, dewi, people } = await room();
      const strict = { people: { ...people, premoderated: true } };
      const s = await at(siti, strict);
      await s.see('Menunggu persetujuan fasilitator');
      expect(s.texts).to.deep.equal(['Bolehkah menerima manggis?'], 'one’s own only');
      const d = await at(dewi, strict);
      expect(d.posts.length).to.equal(2);
      await doIn(d, 'Tolak', 'approve');
      await until(async () => (await at(siti, strict)).posts.length === 2, 'approved');
    });

    it('reads the roster from the record server', async () => {
      const { siti, dewi, budi } = group();
      const thread = newThread();
      const course = `${thread}/kelas`;
      const { id } = await wrote(budi, thread, 1, 'Kasar sekali.');
      await clientOf(dewi).putActivityProfile(
        { activityId: course, profileId: 'https://w3id.org/widya/xapi/profile/roster' },
        { people: [{ actor: dewi.person.actor, name: 'Dr. Dewi', roles: ['facilitator'] }] },
        { create: true },
      );
      await say(dewi, '2026-03-02T04:00:00.000Z', acted(context(thread), { verb: forumVerbs.hidden, object: id }));
      const h = await open(siti, thread, { roster: course });
      expect(h.texts).to.deep.equal(['Tulisan ini disembunyikan oleh fasilitator.']);
      const without = await open(siti, thread);
      expect(without.texts).to.deep.equal(['Kasar sekali.'], 'nobody is known to be a facilitator');
    });

    it('runs no script from names, texts, reasons or titles, and shows them as they were written', async () => {
      const attacks = [
        '<img src=x onerror="window.attacked=1">',
        '<script>window.attacked=1</script>',
        '"><svg/onload=window.attacked=1>',
        '<iframe srcdoc="<script>parent.attacked=1</script>">',
        '</textarea><script>window.attacked=1</script>',
        '<form><mglyph><style></style><img src onerror=window.attacked=1>',
        '${window.attacked=1}{{constructor.constructor("window.attacked=1")()}}',
        '<a href="javascript:window.attacked=1">tekan</a>',
      ];
      const { siti, dewi, budi } = group();
      const thread = newThread();
      const people = attacks.map((name, n) => ({
        actor: { account: { homePage: 'https://x.example', name: `n${n}` } },
        name,
        roles: [],
      }));
      for (const [n, text] of attacks.entries()) {
        const liar = budi.as({ ...budi.person, name: text, actor: { ...budi.person.actor, name: text } });
        const { id } = await wrote(liar, thread, n + 1, text);
        await say(
          dewi,
          '2026-03-02T05:00:00.000Z',
          acted(context(thread), { verb: forumVerbs.reviewed, object: id, text }),
        );
        await say(
          dewi,
          '2026-03-02T05:00:01.000Z',
          acted(context(thread), { verb: forumVerbs.rated, object: id, text, score: { scaled: 1 } }),
        );
      }
      await wrote(budi, thread, 50, '[tekan](javascript:window.attacked=1) ![x](data:text/html,<script>1</script>)');
      const h = await open(siti, thread, {
        label: attacks[0],
        people: { people: [...people, { actor: dewi.person.actor, name: attacks[2], roles: ['facilitator'] }] },
      });
      await until(() => h.$('.notes') !== null, 'ratings');
      for (const [n, text] of attacks.entries()) {
        const post = h.posts[n] as HTMLElement;
        expect(post.querySelector('.prose')?.textContent?.replace(/\s+/g, ' ').trim()).to.equal(text);
        expect(post.querySelector('.name')?.textContent).to.equal(text);
        expect(post.querySelector('.notes')?.textContent).to.include(text);
      }
      await h.type('@<');
      await until(() => h.$$('#names li').length > 0, 'names');
      for (const e of h.$$('*'))
        expect([...e.attributes].some((a) => /^on/i.test(a.name) || /^\s*javascript:/i.test(a.value))).to.equal(false);
      expect(h.$$('script, iframe, svg[onload], math, mglyph').length).to.equal(0);
      await aTimeout(50);
      expect((window as { attacked?: number }).attacked).to.equal(undefined);
    });
  });
});

// Two people in two browsers: one is offline for an hour by their clock, both write, correct, react and keep order meanwhile, and
// afterwards both have the same thread. Then the list of topics and the queue, by keyboard.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { launch, visit } from './browser.mjs';

const HOUR = 3_600_000;

describe('a forum in two browsers', { timeout: 120_000 }, () => {
  let demo;
  let browser;
  let siti;
  let dewi;

  before(async () => {
    demo = await startDemo({ data: 'memory', credential: 'uji:rahasia' });
    browser = await launch();
    siti = await visit(browser, demo.url);
    dewi = await visit(browser, demo.url);
    // A clock that can be put forward; nothing waits for it in real time.
    await siti.page.evaluateOnNewDocument(() => {
      const now = Date.now.bind(Date);
      globalThis.ahead = 0;
      globalThis.Date = class extends Date {
        constructor(...args) {
          super(...(args.length > 0 ? args : [now() + globalThis.ahead]));
        }
        static now() {
          return now() + globalThis.ahead;
        }
      };
    });
    await siti.signIn('siti', '/forum.html');
    await dewi.signIn('dewi', '/forum.html');
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  const inThread = (who, f, ...args) =>
    who.page.evaluate(
      (source, list) => {
        const root = document.querySelector('widya-forum-thread').shadowRoot;
        return new Function(
          'root',
          ...list.map((_, i) => `a${i}`),
          `return (${source})(root, ...[${list.map((_, i) => `a${i}`)}])`,
        )(root, ...list);
      },
      String(f),
      args,
    );
  const write = async (who, text) => {
    await who.page.waitForSelector('pierce/.composer textarea');
    await who.page.type('pierce/.composer textarea', text);
    await who.press(/^(Kirim|Simpan)$/);
    await who.see(new RegExp(text.replace('.', '\\.')));
  };
  const look = (who) => who.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  /** A button of the post with these words. */
  const on = (who, words, selector) =>
    who.page.waitForFunction(
      (text, what) => {
        const root = document.querySelector('widya-forum-thread').shadowRoot;
        const post = [...root.querySelectorAll('[data-post]')].find((p) => p.textContent.includes(text));
        const button = post?.querySelector(what);
        button?.click();
        return button !== null && button !== undefined;
      },
      {},
      words,
      selector,
    );
  const waiting = (who) => who.page.evaluate(() => document.querySelector('widya-provider').service.pending);
  const sent = (who) =>
    who.page.waitForFunction(() => document.querySelector('widya-provider').service.pending === 0, { polling: 50 });
  const thread = (who) =>
    inThread(who, (root) =>
      [...root.querySelectorAll('[data-post]')].map((p) => [
        p.dataset.post,
        p.querySelector('.prose, em')?.innerText.trim(),
        p.querySelector('[data-react="like"]')?.innerText.trim(),
        /disunting/.test(p.innerText),
        /Disembunyikan oleh/.test(p.innerText),
      ]),
    );

  it('have the same thread after an hour without network', async () => {
    await write(siti, 'Satu.');
    await write(siti, 'Nomor warga 0812.');
    await sent(siti);
    await look(dewi);
    await dewi.press(/Tampilkan 2 tulisan baru/);
    await write(dewi, 'Dua.');
    await sent(dewi);
    await look(siti);
    await siti.press(/Tampilkan 1 tulisan baru/);

    await siti.page.setOfflineMode(true);
    await siti.page.evaluate((ms) => (globalThis.ahead = ms), HOUR / 2);
    await write(siti, 'Ditulis luring.');
    await on(siti, 'Satu.', '.actions button:nth-of-type(2)');
    await siti.page.waitForSelector('pierce/.writing textarea');
    await siti.page.type('pierce/.writing textarea', ' Lalu disunting luring.');
    await siti.press(/^Simpan$/);
    await on(siti, 'Dua.', '[data-react="like"]');
    await siti.page.waitForFunction(() => document.querySelector('widya-provider').service.pending >= 3);

    await write(dewi, 'Tiga.');
    await on(dewi, 'Nomor warga', '.menu summary');
    await on(dewi, 'Nomor warga', '[data-do="hide"]');
    await dewi.page.waitForSelector('pierce/.panel textarea');
    await dewi.page.type('pierce/.panel textarea', 'Data pribadi');
    await inThread(dewi, (root) => root.querySelector('form.panel').requestSubmit());
    await dewi.see(/Disembunyikan oleh/);
    await on(dewi, 'Satu.', '[data-react="like"]');
    await sent(dewi);

    assert.ok((await waiting(siti)) >= 3);
    await siti.page.evaluate((ms) => (globalThis.ahead = ms), HOUR);
    await siti.page.setOfflineMode(false);
    await siti.page.evaluate(() => dispatchEvent(new Event('online')));
    await siti.page.evaluate(() => document.querySelector('widya-provider').service.flush(true));
    await sent(siti);
    for (const who of [siti, dewi]) await look(who);
    await siti.press(/Tampilkan 1 tulisan baru/);
    await dewi.press(/Tampilkan 1 tulisan baru/);
    await siti.see(/Tiga\./);
    await dewi.see(/Lalu disunting luring/);
    const both = async () => [await thread(siti), await thread(dewi)];
    let [a, b] = await both();
    for (let i = 0; i < 100 && JSON.stringify(a) !== JSON.stringify(b); i++) {
      await look(i % 2 ? siti : dewi);
      await siti.page.evaluate(() => new Promise((r) => requestAnimationFrame(r)));
      [a, b] = await both();
    }
    assert.deepEqual(a, b);
    assert.equal(a.length, 5);
    assert.deepEqual(a.map(([, text]) => text).sort(), [
      'Ditulis luring.',
      'Dua.',
      'Nomor warga 0812.',
      'Satu. Lalu disunting luring.',
      'Tiga.',
    ]);
    assert.equal(a.filter(([, , likes]) => likes === 'Suka (1)').length, 2);
    assert.equal(a.filter(([, , , edited]) => edited).length, 1);
  });

  it('and the forum of the class lists it, with the queue for who keeps order', async () => {
    await dewi.go('/forum/kelas.html');
    await dewi.see(/Dilema hadiah dari warga/);
    await dewi.go('/forum/moderasi.html');
    await dewi.press(/^Disembunyikan \(1\)/);
    await dewi.see(/Nomor warga 0812/);
    await siti.go('/forum/moderasi.html');
    await siti.see(/Antrean ini untuk fasilitator dan pengelola/);
    assert.deepEqual(dewi.trouble, []);
  });
});

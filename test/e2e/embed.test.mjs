// Widya in pages of somebody else's, in a real Chromium: what sanitizers leave of a placeholder becomes a tag, a frame of another origin
// gets the height of its content, and without JavaScript there is something to read.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { embedCode, embedGrades } from '../../src/model/embed.ts';
import { createApp } from '../../src/server/app.ts';
import { createEmbed } from '../../src/server/embed.ts';
import { listen } from '../../src/server/node.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';
import { launch } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const quiz = {
  id: 'https://belajar.bln.example/kuis/a',
  title: 'Kuis tempelan',
  questions: [{ id: 'a', kind: 'true-false', stem: 'Bumi bulat.', answer: true }],
};
const files = { '/cdn/': join(root, 'cdn/'), '/dompurify/': join(root, 'node_modules/dompurify/dist/') };

let widya;
let portal;
let browser;
let embeds;
/** What the portal's pages say; set by each test. */
const pages = {};
const origin = (server) => `http://127.0.0.1:${server.port}`;

async function file(pathname) {
  for (const [prefix, folder] of Object.entries(files))
    if (pathname.startsWith(prefix) && !pathname.includes('..'))
      return new Response(await readFile(join(folder, pathname.slice(prefix.length))), {
        headers: { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' },
      });
}
before(async () => {
  const app = createApp({ storage: memoryStorage(), people: [] });
  widya = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/a.json') return Response.json(quiz);
      return (
        embeds(request) ?? (await file(pathname)) ?? (await app.fetch(request)) ?? new Response('', { status: 404 })
      );
    },
    { port: 0, host: '127.0.0.1' },
  );
  portal = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/a.json') return Response.json(quiz);
      if (pages[pathname])
        return new Response(pages[pathname], { headers: { 'content-type': 'text/html; charset=utf-8' } });
      return (await file(pathname)) ?? new Response('', { status: 404 });
    },
    { port: 0, host: '127.0.0.1' },
  );
  embeds = createEmbed({ origin: origin(widya), ancestors: [origin(portal)] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await widya?.close();
  await portal?.close();
});

const embed = () => ({
  tag: 'quiz',
  attributes: { src: '/a.json', readonly: '' },
  href: '/kuis/a.html',
  text: 'Buka kuis',
  embed: `${origin(widya)}/embed/`,
});
const page = (body, scripts = '') =>
  `<!doctype html><html lang="id"><meta charset="utf-8"><title>Portal</title><link rel="icon" href="data:,">${scripts}<body>${body}</body></html>`;

/** As editors of portals are set: what each keeps. */
const editors = {
  // The allow-list for authors without unfiltered_html: class and data-* on a div, no elements of one's own.
  'like WordPress': {
    ALLOWED_TAGS: ['a', 'b', 'div', 'em', 'p', 'span', 'strong', 'ul', 'li'],
    ALLOWED_ATTR: ['class', 'href', 'id', 'title'],
  },
  // Text web parts keep even less; ids and styles are gone.
  'like SharePoint': { ALLOWED_TAGS: ['a', 'div', 'p', 'span'], ALLOWED_ATTR: ['class', 'href'] },
  'as it comes': {},
};

it('what editors leave of a placeholder becomes the tag; what was smuggled in does not', async () => {
  const tab = await browser.newPage();
  pages['/editor'] = page(
    '<main></main>',
    '<script src="/dompurify/purify.min.js"></script><script type="module" src="/cdn/widya-autoloader.js"></script>',
  );
  const warned = [];
  tab.on('console', (m) => warned.push(m.text()));
  await tab.goto(`${origin(portal)}/editor`);
  const written =
    embedCode(embed(), 'placeholder') +
    '<div class="widya" data-widya="course-player" data-src="javascript:alert(1)" data-trust="same-origin" data-content="//evil" data-onclick="x()">evil</div>' +
    '<div class="widya" data-widya="provider" data-endpoint="//evil">provider</div><widya-kuis></widya-kuis>';
  for (const [name, config] of Object.entries(editors)) {
    const kept = await tab.evaluate(
      (html, c) => {
        const clean = DOMPurify.sanitize(html, { ...c, ALLOW_DATA_ATTR: true });
        document.querySelector('main').innerHTML = clean;
        return clean;
      },
      written,
      config,
    );
    assert.match(kept, /data-widya="quiz"/, name);
    await tab.waitForFunction(
      () =>
        document.querySelector('main widya-quiz')?.status === 'ready' &&
        document.querySelector('main widya-course-player'),
    );
    const seen = await tab.evaluate(() => ({
      first: document.querySelector('widya-quiz').firstElementChild.outerHTML,
      text: document.querySelector('widya-quiz').shadowRoot.textContent.includes('Kuis tempelan'),
      evil: document.querySelector('widya-course-player').getAttributeNames().sort(),
      provider: document.querySelector('widya-provider') !== null,
    }));
    assert.deepEqual(
      seen,
      { first: '<a href="/kuis/a.html">Buka kuis</a>', text: true, evil: ['status'], provider: false },
      name,
    );
  }
  await tab.evaluate(() => document.querySelector('main').append(document.createElement('widya-kuiz')));
  await tab.waitForFunction(() => true);
  for (let i = 0; i < 100 && !warned.some((w) => /Did you mean <widya-quiz>/.test(w)); i++)
    await new Promise((r) => setTimeout(r, 20));
  assert.ok(
    warned.some((w) => /There is no <widya-kuiz>\. Did you mean <widya-quiz>\?/.test(w)),
    warned.join('\n'),
  );
  await tab.close();
});

it('a frame of another origin, found by oEmbed, is as high as its content, and only it may say so', async () => {
  const address = `${origin(widya)}/embed/quiz?src=%2Fa.json&readonly=&-href=%2Fkuis&-text=Buka+kuis`;
  const { html } = await (await fetch(`${origin(widya)}/oembed?url=${encodeURIComponent(address)}`)).json();
  pages['/frames'] = page(
    `${html}<iframe id="rogue" srcdoc="<script>setInterval(()=>{parent.postMessage({widya:'frame-hello'},'*');parent.postMessage(19999,'*')},20)</script>"></iframe>`,
    '<script type="module" src="/cdn/widya-frames.js"></script>',
  );
  const tab = await browser.newPage();
  await tab.goto(`${origin(portal)}/frames`);
  const inner = await tab.waitForFrame((f) => f.url().includes('/embed/quiz'));
  await inner.waitForFunction(() => document.querySelector('widya-quiz')?.status === 'ready');
  const heights = async () => [
    await tab.$eval('.widya-frame', (f) => f.clientHeight),
    await inner.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height)),
  ];
  // What the frame has said last may be a drawing behind.
  for (let n = 0, [outer, content] = await heights(); outer !== content || outer < 60; n++) {
    assert.ok(n < 100, `${outer} px for ${content}`);
    await new Promise((r) => setTimeout(r, 50));
    [outer, content] = await heights();
  }
  const rogue = await tab.$eval('#rogue', (f) => f.clientHeight);
  assert.equal(rogue, 150);
  await inner.evaluate(() => document.body.style.setProperty('height', '900px'));
  await tab.waitForFunction(() => document.querySelector('.widya-frame').clientHeight === 900);
  await inner.evaluate(() => document.body.style.setProperty('height', '90000px'));
  await tab.waitForFunction(() => document.querySelector('.widya-frame').clientHeight === 20000);
  await tab.close();
});

it('without JavaScript every grade shows its link', async () => {
  pages['/plain'] = page(embedGrades.map((g) => `<section>${embedCode(embed(), g)}</section>`).join(''));
  const tab = await browser.newPage();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(`${origin(portal)}/plain`);
  const inner = await tab.waitForFrame((f) => f.url().includes('/embed/quiz'));
  if (process.env.WIDYA_SHOTS) await tab.screenshot({ path: `${process.env.WIDYA_SHOTS}/no-js.png` });
  // A script of ours, by the protocol: the page's own are off.
  const client = await tab.createCDPSession();
  const { result } = await client.send('Runtime.evaluate', {
    expression: `JSON.stringify([...document.querySelectorAll('section')].map((s) => s.innerText.trim()))`,
    returnByValue: true,
  });
  const [tag, placeholder, , link] = JSON.parse(result.value);
  assert.deepEqual([tag, placeholder, link], ['Buka kuis', 'Buka kuis', 'Buka kuis']);
  assert.match(await inner.content(), /<a href="\/kuis\/a\.html">Buka kuis<\/a>/);
  await tab.close();
});

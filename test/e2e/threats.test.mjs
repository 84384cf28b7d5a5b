// What strangers try on a portal's pages, in a real Chromium: docs/threats.md T13, T15, T23, T25, T28. The page is served by
// createStaticFiles from the built files, without a policy of its own: what defends is ours alone.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createApp } from '../../src/server/app.ts';
import { createStaticFiles, listen } from '../../src/server/node.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';
import { launch, shown } from './browser.mjs';

const cdn = fileURLToPath(new URL('../../cdn/', import.meta.url));
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="red"/>
<script>try { (opener ?? parent).hit = 'script' } catch {} ; document.documentElement.setAttribute('data-hit', '1')</script></svg>`;
const b64 = (text) => Buffer.from(text).toString('base64');
/** A file of questions with a drawing that holds a script, a page that does, and texts that try all they can. */
const questions = `<?xml version="1.0" encoding="UTF-8"?><quiz><question type="truefalse"><name><text>a</text></name>
<questiontext format="html"><text><![CDATA[<p onclick="hit=1">Gambar <img src="@@PLUGINFILE@@/a.svg" alt="Gambar" onerror="hit=1"></p>
<p><a href="@@PLUGINFILE@@/b.html">buka</a> <a href="javascript:hit=1">klik</a></p><iframe src="@@PLUGINFILE@@/b.html"></iframe>
<script>hit = 1</script><p>Benar?</p>]]></text>
<file name="a.svg" path="/" encoding="base64">${b64(svg)}</file>
<file name="b.html" path="/" encoding="base64">${b64('<script>(opener ?? parent).hit = 1</script>')}</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>`;

const account = (name) => ({ objectType: 'Agent', account: { homePage: 'https://sso.bln.example', name } });
/** Its name runs from the right, and ends in a role it has not. */
const sly = 'Budi \u202etaraysahg\u202c\u202e';
const people = [
  { id: 'siti', name: 'Siti', roles: ['learner'], actor: { ...account('siti'), name: 'Siti' } },
  { id: 'budi', name: sly, roles: ['learner'], actor: { ...account('budi'), name: sly } },
];
const thread = 'https://belajar.bln.example/forum/ancaman';
const pageOf = (body) =>
  `<!doctype html><html lang="id"><meta charset="utf-8"><title>Portal</title>
  <a id="widya" name="customElements" href="x:y"></a><form name="widya"><input name="define"></form>
  <img name="currentScript"><a id="trustedTypes"></a>
  <script type="module" src="/cdn/widya.js"></script>${body}</html>`;

let folder, portal, elsewhere, browser;
let tampered = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'widya-threats-'));
  await writeFile(join(folder, 'index.html'), pageOf('<widya-quiz src="/soal.xml"></widya-quiz>'));
  await writeFile(
    join(folder, 'forum.html'),
    pageOf(`<widya-provider endpoint="/xapi" session="/sesi">
      <widya-forum-thread thread="${thread}" label="Forum"></widya-forum-thread></widya-provider>`),
  );
  await writeFile(join(folder, 'soal.xml'), questions);
  await writeFile(join(folder, 'gambar.svg'), svg);
  const sri = JSON.parse(await readFile(join(cdn, 'sri.json'), 'utf8'));
  const integrity = Object.fromEntries(Object.entries(sri).map(([file, hash]) => [`/cdn/${file}`, hash]));
  await writeFile(
    join(folder, 'sri.html'),
    `<!doctype html><meta charset="utf-8"><title>Portal</title><script type="importmap">${JSON.stringify({ integrity })}</script>
    <script type="module" src="/cdn/widya-autoloader.js" integrity="${sri['widya-autoloader.js']}"></script>
    <widya-progress-card course="https://x.example/k"></widya-progress-card>`,
  );
  const app = createApp({
    storage: memoryStorage(),
    people,
    sharedActivities: ['https://belajar.bln.example/forum/'],
  });
  const pages = createStaticFiles({ folder });
  portal = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith('/cdn/'))
        return (await app.fetch(request)) ?? (await pages(request)) ?? new Response('', { status: 404 });
      const text = await readFile(join(cdn, pathname.slice(5)), 'utf8').catch(() => undefined);
      if (text === undefined) return new Response('', { status: 404 });
      return new Response(tampered && pathname.includes(tampered) ? `${text}\n` : text, {
        headers: { 'content-type': 'text/javascript' },
      });
    },
    { port: 0 },
  );
  elsewhere = await listen(
    async () =>
      new Response(`<!doctype html><title>x</title><iframe src="${portal.url}/index.html"></iframe>`, {
        headers: { 'content-type': 'text/html' },
      }),
    { port: 0 },
  );
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await portal?.close();
  await elsewhere?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Everything below the page, shadow roots included. */
const every = (selector) => {
  const out = [];
  const walk = (root) => {
    for (const e of root.querySelectorAll('*')) {
      if (e.matches(selector)) out.push(e);
      if (e.shadowRoot) walk(e.shadowRoot);
    }
  };
  walk(document);
  return out;
};

it('T13: nothing in a file of questions runs, neither shown nor opened by itself', async () => {
  const page = await browser.newPage();
  await page.goto(portal.url, { waitUntil: 'networkidle0' });
  await shown(page, '[part="start-button"]');
  await page.evaluate(() => document.querySelector('widya-quiz').reset());
  await page.waitForFunction(
    (walk) => new Function(`return ${walk}`)()('img[alt="Gambar"]').length === 1,
    { polling: 100 },
    every.toString(),
  );
  const seen = await page.evaluate((walk) => {
    const all = new Function(`return ${walk}`)();
    return {
      frames: all('widya-quiz iframe, iframe, object, embed').length,
      links: all('a[href]')
        .filter((a) => a.getRootNode() !== document)
        .map((a) => a.getAttribute('href')),
      src: all('img[alt="Gambar"]')[0].src.slice(0, 10),
    };
  }, every.toString());
  assert.equal(seen.frames, 0);
  assert.ok(!seen.links.some((href) => /^(?:blob|data|javascript):/.test(href)), seen.links.join());
  // "Open image in a new tab", by hand or by a link: what opens must not be this origin's.
  await page.evaluate((walk) => {
    const all = new Function(`return ${walk}`)();
    window.open(all('img[alt="Gambar"]')[0].src);
  }, every.toString());
  await new Promise((r) => setTimeout(r, 500));
  assert.equal(await page.evaluate(() => window.hit), undefined);
  await page.close();
});

it('T13: a drawing in the portal’s folder is a picture, and no document with scripts', async () => {
  const page = await browser.newPage();
  const response = await page.goto(`${portal.url}/gambar.svg`);
  assert.equal(response.headers()['x-content-type-options'], 'nosniff');
  assert.equal(await page.evaluate(() => document.documentElement.getAttribute('data-hit')).catch(() => null), null);
  await page.goto(portal.url, { waitUntil: 'networkidle0' });
  const width = await page.evaluate(async () => {
    const img = new Image();
    img.src = '/gambar.svg';
    await img.decode();
    return img.naturalWidth;
  });
  assert.equal(width, 40, 'it is still shown');
  await page.close();
});

it('T15: no other site can show the page in a frame; the portal itself can', async () => {
  const page = await browser.newPage();
  const framed = async () => {
    const frame = page.frames().find((f) => f !== page.mainFrame());
    return frame?.evaluate(() => document.title).catch(() => '');
  };
  await page.goto(elsewhere.url, { waitUntil: 'networkidle0' });
  assert.notEqual(await framed(), 'Portal');
  await page.goto(`${portal.url}/forum.html`, { waitUntil: 'networkidle0' });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = resolve;
        frame.src = '/index.html';
        document.body.append(frame);
      }),
  );
  assert.equal(await framed(), 'Portal');
  await page.close();
});

it('T23: a byte that is not ours is not run: the hashes of the build hold for what is loaded later as well', async () => {
  const page = await browser.newPage();
  const isDefined = () => page.evaluate(() => customElements.get('widya-progress-card') !== undefined);
  await page.goto(`${portal.url}/sri.html`, { waitUntil: 'networkidle0' });
  assert.equal(await isDefined(), true, 'untouched it runs');
  for (tampered of ['widya-autoloader.js', 'chunks/']) {
    await page.setCacheEnabled(false);
    await page.goto(`${portal.url}/sri.html`, { waitUntil: 'networkidle0' });
    assert.equal(await isDefined(), false, tampered);
  }
  tampered = '';
  await page.close();
});

it('T25, T28: names and ids of others neither take the page’s place nor turn the line round', async () => {
  const visitor = async (who) => {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.goto(`${portal.url}/forum.html`);
    await page.evaluate(async (orang) => {
      await fetch('/masuk', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-requested-with': 'widya' },
        body: `orang=${orang}&person=${orang}`,
      });
    }, who);
    await page.reload({ waitUntil: 'networkidle0' });
    return page;
  };
  const budi = await visitor('budi');
  await shown(budi, 'textarea');
  await budi.evaluate(() => {
    const root = document.querySelector('widya-forum-thread').shadowRoot;
    const field = root.querySelector('textarea');
    field.value = '<a id="widya" name="fetch">x</a><form name="body">[lihat](javascript:hit=1)';
    field.dispatchEvent(new Event('input'));
  });
  await budi.evaluate(() =>
    document.querySelector('widya-forum-thread').shadowRoot.querySelector('[part=send]').click(),
  );
  await shown(budi, '[data-post]');
  await budi.waitForFunction(() => document.querySelector('widya-provider').service.pending === 0);
  const siti = await visitor('siti');
  await shown(siti, '[data-post]');
  const seen = await siti.evaluate(() => {
    const post = document.querySelector('widya-forum-thread').shadowRoot.querySelector('[data-post]');
    const name = post.querySelector('.name');
    const after = name.nextElementSibling ?? post.querySelector('time, .small');
    return {
      tag: name.localName,
      isolated: getComputedStyle(name).unicodeBidi,
      forms: post.querySelectorAll('form[name], a[id], a[name]').length,
      after: after !== null,
      fetch: typeof window.fetch,
    };
  });
  assert.deepEqual(seen, { tag: 'bdi', isolated: 'isolate', forms: 0, after: true, fetch: 'function' });
  await budi.browserContext().close();
  await siti.browserContext().close();
});

// The frame tier in a real Chromium, under a strict policy with Trusted Types, from the script-tag build: a stranger's lesson in
// <iframe sandbox="allow-scripts"> is drawn, used, kept and recorded; what it is not given it cannot get.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/node.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';
import { launch, visit } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const actor = { objectType: 'Agent', account: { homePage: 'https://sso.bln.example', name: 'siti' } };
const csp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html 'allow-duplicates'",
].join('; ');

const manifest = (name, id) =>
  `{ id: '${id}', version: '1.0.0', api: 1, contributes: { lessonKinds: { '${name}': { label: { id: 'Kartu' } } } } }`;
const course = {
  id: 'https://belajar.bln.example/kursus/kartu',
  title: 'Kartu',
  lessons: [
    {
      id: 'kartu',
      kind: 'contoh-kartu',
      title: 'Istilah',
      cards: [
        { front: 'UPG', back: 'Unit' },
        { front: 'ASN', back: 'Aparatur' },
      ],
    },
    { id: 'jahat', kind: 'contoh-jahat', title: 'Jahat' },
    { id: 'macet', kind: 'contoh-macet', title: 'Macet' },
    { id: 'biasa', kind: 'page', title: 'Biasa', body: 'Isi biasa.' },
  ],
};
const html = `<!doctype html><html lang="id"><meta charset="utf-8"><title>plugin</title><link rel="icon" href="data:,">
  <script type="module" src="/cdn/widya.js"></script><script type="module" src="/page.js"></script>
  <widya-provider endpoint="/xapi" session="/sesi"><widya-course-player src="/course.json" no-tour></widya-course-player></widya-provider></html>`;
const page = `import { use } from '/cdn/widya-plugin.js';
  use(${manifest('contoh-kartu', 'com.example.cards')}, { frame: '/cards.js' });
  use(${manifest('contoh-jahat', 'com.example.evil')}, { frame: '/evil.js' });
  use(${manifest('contoh-macet', 'com.example.hang')}, { frame: '/hang.js', patience: 400 });`;
/** Tries what a frame has no business with, tells what came of it, and floods. */
const evil = `
  const tried = [];
  const attempt = async (name, f) => { try { await f(); tried.push(name); } catch {} };
  await attempt('storage', () => localStorage.setItem('x', '1'));
  await attempt('cookie', () => { document.cookie = 'x=1'; if (!document.cookie) throw 0; });
  await attempt('parent', () => parent.document.title);
  await attempt('network', () => fetch('/xapi/about', { mode: 'no-cors' }));
  await attempt('picture', () => new Promise((yes, no) => { const i = new Image(); i.onload = i.onerror = (e) => (e.type === 'load' ? yes() : no()); i.src = 'https://evil.example/x.png'; }));
  export default { id: 'com.example.evil', version: '1.0.0', api: 1, contributes: { lessonKinds: { 'contoh-jahat': { load: async () => ({
    name: 'contoh-jahat',
    schema: { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } },
    view: async () => ({ create: (lesson, host) => {
      const p = document.createElement('p');
      p.textContent = 'Bisa: ' + (tried.join(' ') || 'tidak ada') + '; layanan: ' + String(host.service);
      host.record({ verb: { id: 'http://adlnet.gov/expapi/verbs/voided' } }).catch((e) => { p.append('; ' + e.message); });
      host.fetch('https://evil.example/').catch((e) => { p.append('; ' + e.message); });
      window.flood = () => { for (let i = 0; i < 5000; i++) host.progress(0.01); };
      setTimeout(() => document.body.dataset.flood === undefined && addEventListener('keydown', window.flood), 0);
      return { render: () => p };
    } }),
  }) } } } };`;

let server;
let browser;
let storage;
before(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'docs/plugins/cards/cards.js')],
    bundle: true,
    format: 'esm',
    write: false,
    conditions: ['production', 'browser'],
  });
  storage = memoryStorage();
  const app = createApp({ storage, people: [{ id: 'siti', name: 'Siti', roles: ['learner'], actor }] });
  const js = 'text/javascript';
  const files = {
    '/': [html, 'text/html'],
    '/page.js': [page, js],
    '/course.json': [JSON.stringify(course), 'application/json'],
    '/cards.js': [outputFiles[0].text, js],
    '/evil.js': [evil, js],
    '/hang.js': ['await new Promise(() => {});', js],
  };
  server = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      const found = files[pathname];
      if (found)
        return new Response(found[0], {
          headers: { 'content-type': found[1], ...(pathname === '/' ? { 'content-security-policy': csp } : {}) },
        });
      if (pathname.startsWith('/cdn/') && !pathname.includes('..'))
        return new Response(await readFile(join(root, pathname)), {
          headers: { 'content-type': pathname.endsWith('.html') ? 'text/html' : js },
        });
      return (await app.fetch(request)) ?? new Response('', { status: 404 });
    },
    { port: 0, host: '127.0.0.1' },
  );
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

it('a lesson of a stranger plays in its frame; the page keeps and records; what is forbidden stays so', async () => {
  const url = `http://127.0.0.1:${server.port}`;
  const { page: tab, trouble, see, close } = await visit(browser, url);
  await tab.goto(`${url}/cdn/sri.json`);
  await tab.evaluate(() =>
    fetch('/masuk', { method: 'POST', body: new URLSearchParams({ id: 'siti', orang: 'siti', person: 'siti' }) }),
  );
  await tab.goto(url);
  const player = 'document.querySelector("widya-course-player")';
  const frameOf = async (words) => {
    const deadline = Date.now() + 15_000;
    for (;;) {
      for (const f of tab.frames().slice(1))
        if (await f.evaluate((w) => document.body?.innerText.includes(w), words).catch(() => false)) return f;
      if (Date.now() > deadline) throw new Error(`no frame says ${words}: ${trouble.join('\n')}`);
      await new Promise((r) => setTimeout(r, 50));
    }
  };
  const cards = await frameOf('0 dari 2 kartu');
  assert.equal(await cards.evaluate(() => document.documentElement.lang), 'id');
  await tab.waitForFunction(`${player}.shadowRoot.querySelector('iframe').clientHeight < 190`); // its own height
  await cards.evaluate(() => document.querySelectorAll('button')[0].click());
  await frameOf('1 dari 2 kartu');
  await tab.evaluate(`${player}.goTo('biasa')`);
  await see(/Isi biasa/);
  await tab.evaluate(`${player}.goTo('kartu')`);
  const back = await frameOf('1 dari 2 kartu');
  await back.evaluate(() => document.querySelectorAll('button')[1].click());
  await see(/1 dari 4 pelajaran selesai/);

  await tab.evaluate(`${player}.goTo('jahat')`);
  const evilFrame = await frameOf('tidak ada; layanan: undefined');
  await frameOf('has not granted "statements:write"');
  await frameOf('has not granted "net:https://evil.example"');
  await evilFrame.evaluate(() => window.flood());
  await see(/tidak dapat ditampilkan/);

  await tab.evaluate(`${player}.goTo('macet')`);
  await see(/“Kartu \(contoh-macet\)” tidak dapat ditampilkan/);
  await tab.evaluate(`${player}.goTo('biasa')`);
  await see(/Isi biasa/);

  const deadline = Date.now() + 15_000;
  let verbs = [];
  while (!verbs.includes('completed')) {
    if (Date.now() > deadline) assert.fail(`never recorded: ${verbs}`);
    await new Promise((r) => setTimeout(r, 100));
    verbs = (await storage.query({ ascending: true, limit: 100 })).map((r) =>
      JSON.parse(r.body).verb.id.replace(/.*\//, ''),
    );
  }
  assert.ok(!verbs.includes('voided'));
  // The policies of page and frame let all of it be, but for what the evil one tried.
  assert.deepEqual(
    trouble.filter((t) => !/favicon|evil\.example|xapi\/about|widya\] com\.example/.test(t)),
    [],
  );
  await close();
});

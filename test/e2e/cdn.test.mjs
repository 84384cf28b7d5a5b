// The script-tag build in a real Chromium: a file that is not the one of this version is refused, also one that is loaded later; two
// Widyas on one page are in nobody's way.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listen } from '../../src/server/node.ts';
import { launch } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const quiz = {
  id: 'https://b.example/k',
  title: 'Kuis',
  questions: [{ id: 'a', kind: 'true-false', stem: 'Bulat.', answer: true }],
};
const csp =
  "script-src 'self' 'unsafe-inline'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'";
let server;
let browser;
let map;
/** What is added to files whose names match, on the way. */
let tampered;
const page = (
  head,
) => `<!doctype html><html lang="id"><meta charset="utf-8"><title>cdn</title><link rel="icon" href="data:,">${head}
  <widya-quiz src="/quiz.json"><a href="/kuis">Buka kuis</a></widya-quiz>`;
const pages = {
  '/checked': () =>
    page(
      `<script type="importmap">${map}</script><script type="module" src="/vendor/widya/widya-autoloader.js"></script>`,
    ),
  '/two': () =>
    page(
      '<script type="module" src="/vendor/widya/widya.js"></script><script type="module" src="/other/widya.js"></script>',
    ),
};
before(async () => {
  map = execFileSync(process.execPath, [join(root, 'dist/cli/widya.js'), 'importmap', '/vendor/widya'], {
    encoding: 'utf8',
  });
  server = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/quiz.json') return Response.json(quiz);
      if (pages[pathname])
        return new Response(pages[pathname](), {
          headers: { 'content-type': 'text/html', 'content-security-policy': csp },
        });
      const path = /^\/(?:vendor\/widya|other)\/(.+)$/.exec(pathname)?.[1];
      if (!path || path.includes('..')) return new Response('', { status: 404 });
      let text = await readFile(join(root, 'cdn', path), 'utf8');
      if (tampered?.test(path)) text += '\nglobalThis.tampered = true;';
      return new Response(text, { headers: { 'content-type': 'text/javascript' } });
    },
    { port: 0, host: '127.0.0.1' },
  );
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});
async function open(path) {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  const said = [];
  tab.on('console', (m) => said.push(m.text()));
  tab.on('pageerror', (e) => said.push(`error: ${e.message}`));
  await tab.goto(`http://127.0.0.1:${server.port}${path}`);
  return { tab, said, close: () => context.close() };
}
const ready = "document.querySelector('widya-quiz')?.status === 'ready'";

it('what is loaded later is checked as well: a changed chunk does not run, and the link stays', async () => {
  const right = await open('/checked');
  await right.tab.waitForFunction(ready);
  await right.close();
  tampered = /^chunks\/core-/;
  const wrong = await open('/checked');
  for (let i = 0; i < 200 && !wrong.said.some((s) => /could not be loaded/.test(s)); i++)
    await new Promise((r) => setTimeout(r, 25));
  tampered = undefined;
  assert.ok(
    wrong.said.some((s) => /integrity/i.test(s)),
    wrong.said.join('\n'),
  );
  assert.equal(await wrong.tab.evaluate('globalThis.tampered'), undefined);
  assert.equal(await wrong.tab.evaluate("document.querySelector('widya-quiz a').checkVisibility()"), true);
  await wrong.close();
});

it('two Widyas on one page, under Trusted Types: the first has the tags, both see a plugin, nothing breaks', async () => {
  const { tab, said, close } = await open('/two');
  await tab.waitForFunction(ready);
  await tab.evaluate(`import('/other/widya-plugin.js').then(({ use }) => use({ id: 'id.acme.look', version: '1.0.0', api: 1,
    contributes: { themes: { 'acme-merah': { tokens: { '--widya-color-accent': 'rgb(200, 0, 0)' } } } } }).ready)`);
  await tab.evaluate("document.body.dataset.widyaTheme = 'acme-merah'");
  await tab.waitForFunction(
    "getComputedStyle(document.querySelector('widya-quiz')).getPropertyValue('--widya-color-accent') === 'rgb(200, 0, 0)'",
  );
  assert.deepEqual(
    said.filter((s) => !/already defined by another class/.test(s)),
    [],
  );
  assert.ok(said.some((s) => /<widya-quiz> is already defined by another class/.test(s)));
  await close();
});

// A small application in each framework, built with that framework's own tools and used in Chromium: an object goes in as a property, a
// person answers, an event comes out into the framework's state. `npm run test:integration` installs what it needs.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import solid from 'vite-plugin-solid';
import { launch } from '../e2e/browser.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const apps = {
  react: { esbuild: { jsx: 'automatic' } },
  solid: { plugins: [solid()] },
  vue: { plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('widya-') } } })] },
  svelte: { plugins: [svelte()] },
};
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

let server;
let browser;
before(async () => {
  server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname.replace(/\/$/, '/index.html');
    try {
      response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
      response.end(await readFile(join(here, 'node_modules/.built', path)));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }).listen(0, '127.0.0.1');
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

describe('frameworks', () => {
  for (const [name, config] of Object.entries(apps))
    it(name, async () => {
      await build({
        configFile: false,
        logLevel: 'error',
        root: join(here, 'apps', name),
        base: './',
        build: { outDir: join(here, 'node_modules/.built', name), emptyOutDir: true, target: 'es2022' },
        ...config,
      });
      const page = await browser.newPage();
      const trouble = [];
      page.on('pageerror', (e) => trouble.push(e.message));
      await page.goto(`http://127.0.0.1:${server.address().port}/${name}/`);
      const quiz = 'document.querySelector("widya-quiz")';
      await page.waitForFunction(`${quiz}?.status === 'ready'`);
      assert.equal(await page.evaluate(`${quiz}.passMark`), 0.5);
      assert.equal(await page.evaluate(`${quiz}.firstElementChild.outerHTML`), '<a href="/kuis">Buka kuis</a>');
      await page.evaluate(`${quiz}.shadowRoot.querySelector('[part="start-button"]').click()`);
      await page.waitForFunction(`${quiz}.shadowRoot.querySelector('widya-question')?.status === 'ready'`);
      const input = `${quiz}.shadowRoot.querySelector('widya-question').shadowRoot.querySelector('input[value=true]')`;
      await page.waitForFunction(input);
      await page.evaluate(`${input}.click()`);
      await page.evaluate(`${quiz}.submit()`);
      await page.waitForFunction(`document.querySelector('output').textContent === 'skor 1'`);
      assert.deepEqual(trouble, []);
      await page.close();
    });
});

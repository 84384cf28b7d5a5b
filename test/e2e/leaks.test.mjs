// What comes and goes leaves nothing: 200 times each tag in and out of a page, in a real Chromium; and an element that is moved lives on.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/node.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';
import { launch } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const quiz = {
  id: 'https://b.example/k',
  title: 'Kuis',
  questions: [
    {
      id: 'a',
      kind: 'choice',
      stem: 'Mana?',
      options: [
        { id: 'x', text: 'X', correct: true },
        { id: 'y', text: 'Y' },
      ],
    },
  ],
};
const course = {
  id: 'https://b.example/c',
  title: 'Kursus',
  lessons: [{ id: 'a', kind: 'page', title: 'A', body: 'Isi.' }],
};
const page = `<!doctype html><html lang="id"><meta charset="utf-8"><title>leaks</title><link rel="icon" href="data:,">
  <script type="module" src="/cdn/widya.js"></script>
  <widya-provider endpoint="/xapi" session="/sesi"><div id="place"></div><div id="other"></div></widya-provider></html>`;
const set = {
  'widya-quiz': { src: '/quiz.json' },
  'widya-course-player': { src: '/course.json', 'no-tour': '' },
  'widya-paper': { src: '/quiz.json' },
  'widya-item-analysis': { src: '/quiz.json' },
  'widya-grading': { src: '/quiz.json' },
  'widya-forum-thread': { thread: 'https://b.example/f' },
  'widya-progress-card': { course: 'https://b.example/c', label: 'Kursus' },
};

let server;
let browser;
before(async () => {
  const app = createApp({ storage: memoryStorage(), people: [] });
  server = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/') return new Response(page, { headers: { 'content-type': 'text/html' } });
      if (pathname === '/quiz.json') return Response.json(quiz);
      if (pathname === '/course.json') return Response.json(course);
      if (pathname.startsWith('/cdn/') && !pathname.includes('..'))
        return new Response(await readFile(join(root, pathname)), { headers: { 'content-type': 'text/javascript' } });
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

it('200 times in and out: the heap grows by less than 1 MB, and no listener stays', async () => {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.port}/`);
  await tab.waitForFunction("customElements.get('widya-quiz')");
  const client = await tab.createCDPSession();
  const cycle = (tag, times) =>
    tab.evaluate(
      async (name, attributes, n) => {
        const place = document.getElementById('place');
        for (let i = 0; i < n; i++) {
          const e = document.createElement(name);
          for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
          place.append(e);
          await e.updateComplete;
          // Now and then it gets as far as showing something; mostly it goes before that, as in a fast single-page portal.
          if (i % 10 === 0) await new Promise((r) => setTimeout(r, 20));
          e.remove();
        }
        await new Promise((r) => setTimeout(r, 100));
      },
      tag,
      set[tag] ?? {},
      times,
    );
  const measure = async () => {
    await client.send('HeapProfiler.collectGarbage');
    await client.send('HeapProfiler.collectGarbage');
    const { usedSize } = await client.send('Runtime.getHeapUsage');
    const { jsEventListeners, nodes } = await client.send('Memory.getDOMCounters');
    return { usedSize, jsEventListeners, nodes };
  };
  const manifest = JSON.parse(await readFile(join(root, 'custom-elements.json'), 'utf8'));
  const tags = manifest.modules.flatMap((m) => (m.declarations ?? []).map((d) => d.tagName).filter(Boolean));
  const grown = {};
  for (const tag of tags) {
    await cycle(tag, 20); // what is loaded once is loaded
    const first = await measure();
    await cycle(tag, 200);
    const last = await measure();
    grown[tag] = {
      kB: Math.round((last.usedSize - first.usedSize) / 1000),
      listeners: last.jsEventListeners - first.jsEventListeners,
      nodes: last.nodes - first.nodes,
    };
  }
  if (process.env.WIDYA_SHOTS) console.log(JSON.stringify(grown, null, 1));
  for (const [tag, { kB, listeners }] of Object.entries(grown)) {
    assert.ok(kB < 1000, `${tag}: ${kB} kB`);
    assert.ok(listeners <= 2, `${tag}: ${listeners} listeners`);
  }
  await tab.close();
});

it('moved in the page, a running quiz keeps its answer', async () => {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.port}/`);
  await tab.waitForFunction("customElements.get('widya-quiz')");
  await tab.evaluate(() => {
    const e = document.createElement('widya-quiz');
    e.setAttribute('src', '/quiz.json');
    document.getElementById('place').append(e);
  });
  const quizIs = "document.querySelector('widya-quiz')";
  await tab.waitForFunction(`${quizIs}.status === 'ready'`);
  await tab.evaluate(`${quizIs}.shadowRoot.querySelector('[part="start-button"]').click()`);
  const input = `${quizIs}.shadowRoot.querySelector('widya-question')?.shadowRoot.querySelector('input[value=x]')`;
  await tab.waitForFunction(input);
  await tab.evaluate(`${input}.click()`);
  await tab.evaluate(`document.getElementById('other').append(${quizIs})`);
  await tab.waitForFunction(`${input}?.checked`);
  await tab.evaluate(`${quizIs}.submit()`);
  await tab.waitForFunction(`${quizIs}.shadowRoot.textContent.includes('100')`);
  await tab.close();
});

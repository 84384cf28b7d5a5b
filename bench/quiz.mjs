// What a quiz costs a page: main-thread time until the first question can be answered, time of an answer on a slow device, bytes; beside
// SurveyJS (survey-core, survey-js-ui) with the same questions, in the same Chromium, in turn.
//   npm run bench -- quiz [--questions 100] [--rounds 5]
// Time is CPU of the main thread from the navigation on (CDP, thread ticks), so that a busy machine changes it little. The last line is
// one line of JSON.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { chromiumFlags } from '../scripts/chromium-flags.mjs';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((a) => a !== 'quiz' && a !== '--'),
  options: { questions: { type: 'string', default: '100' }, rounds: { type: 'string', default: '5' } },
});
const total = Number(values.questions);
const rounds = Number(values.rounds);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// The same questions twice: five kinds in turn, each with its key.
const words = ['Menolak dengan sopan', 'Melapor ke unit', 'Membagi kepada rekan', 'Menunda keputusan'];
const ours = [];
const theirs = [];
for (let i = 0; i < total; i++) {
  const id = `q${i}`;
  const stem = `Pertanyaan ${i + 1}: apa yang Anda lakukan dalam keadaan ini?`;
  const options = words.map((text, n) => ({ id: `o${n}`, text }));
  const choices = words.map((text, n) => ({ value: `o${n}`, text }));
  switch (i % 5) {
    case 0:
      ours.push({ id, kind: 'choice', stem, options: options.map((o, n) => (n === 1 ? { ...o, correct: true } : o)) });
      theirs.push({ type: 'radiogroup', name: id, title: stem, choices, correctAnswer: 'o1' });
      break;
    case 1:
      ours.push({ id, kind: 'true-false', stem, answer: true });
      theirs.push({ type: 'boolean', renderAs: 'radio', name: id, title: stem, correctAnswer: true });
      break;
    case 2:
      ours.push({
        id,
        kind: 'choice',
        multiple: true,
        stem,
        options: options.map((o, n) => (n < 2 ? { ...o, correct: true } : o)),
      });
      theirs.push({ type: 'checkbox', name: id, title: stem, choices, correctAnswer: ['o0', 'o1'] });
      break;
    case 3:
      ours.push({ id, kind: 'numeric', stem, answer: 12.5 });
      theirs.push({ type: 'text', inputType: 'number', name: id, title: stem, correctAnswer: 12.5 });
      break;
    default:
      ours.push({
        id,
        kind: 'fill-in',
        stem: `${stem} {{a}} lalu {{b}}.`,
        gaps: [
          { id: 'a', answers: ['UPG'] },
          { id: 'b', answers: ['KPK'] },
        ],
      });
      theirs.push({
        type: 'multipletext',
        name: id,
        title: stem,
        items: [{ name: 'a' }, { name: 'b' }],
        correctAnswer: { a: 'UPG', b: 'KPK' },
      });
  }
}

const bundled = await build({
  stdin: {
    contents: `import { Model } from 'survey-core'; import { renderSurvey } from 'survey-js-ui'; import 'survey-core/survey-core.fontless.css';
fetch('/survey.json').then((r) => r.json()).then((json) => renderSurvey(new Model(json), document.getElementById('survey')));`,
    resolveDir: here('.'),
    loader: 'js',
  },
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outdir: '/',
  write: false,
  logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"' },
});
const version = (name) => JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), 'utf8')).version;
const html = (inner) =>
  `<!doctype html><html lang="id"><meta charset="utf-8"><title>Kuis</title><link rel="icon" href="data:,">${inner}</html>`;
const files = new Map([
  ['/neither', ['text/html', html('<input data-name="q0">')]],
  [
    '/ours',
    [
      'text/html',
      html('<script type="module" src="/cdn/widya-autoloader.js"></script><widya-quiz src="/quiz.json"></widya-quiz>'),
    ],
  ],
  [
    '/theirs',
    [
      'text/html',
      html(
        '<link rel="stylesheet" href="/stdin.css"><div id="survey"></div><script type="module" src="/stdin.js"></script>',
      ),
    ],
  ],
  [
    '/quiz.json',
    [
      'application/json',
      JSON.stringify({ id: 'https://x.example/kuis', title: 'Kuis', passMark: 0.7, questions: ours }),
    ],
  ],
  [
    '/survey.json',
    ['application/json', JSON.stringify({ title: 'Kuis', showQuestionNumbers: 'on', pages: [{ elements: theirs }] })],
  ],
  ...bundled.outputFiles.map((f) => [f.path, [f.path.endsWith('.css') ? 'text/css' : 'text/javascript', f.text]]),
]);
let fetched = new Map();
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  const [type, body] = pathname.startsWith('/cdn/')
    ? ['text/javascript', readFileSync(here(`..${pathname}`))]
    : (files.get(pathname) ?? ['', undefined]);
  if (body === undefined) return response.writeHead(404).end();
  if (/\.(?:js|css)$/.test(pathname)) fetched.set(pathname, gzipSync(body, { level: 9 }).length);
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
});
await new Promise((r) => server.listen(0, '127.0.0.1', r));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await puppeteer.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  headless: true,
  args: chromiumFlags,
});

/** In the page: the field with which question `n` is answered; a quiz is begun as soon as that can be. */
const field = (n) => {
  const quiz = document.querySelector('widya-quiz')?.shadowRoot;
  quiz?.querySelector('[part="start-button"]')?.click();
  const question = quiz
    ? quiz.querySelectorAll('widya-question')[n]?.shadowRoot
    : document.querySelector(`[data-name="q${n}"]`);
  if (question?.localName === 'input') return question;
  const input = question?.querySelector('input:not([disabled])');
  return input && input.getClientRects().length >= 0 ? input : null;
};

async function visit(path) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1024, height: 800 });
  const client = await page.createCDPSession();
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metric = async (name) =>
    (await client.send('Performance.getMetrics')).metrics.find((m) => m.name === name).value * 1000;
  fetched = new Map();
  const before = await metric('TaskDuration');
  await client.send('Page.navigate', { url: origin + path });
  await page.waitForFunction(field, { polling: 'raf', timeout: 20_000 }, 0);
  const first = (await metric('TaskDuration')) - before;
  if (path === '/neither') return { context, first };
  await page.waitForFunction(field, { polling: 'raf', timeout: 20_000 }, total - 1);
  await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 200))));
  const all = (await metric('TaskDuration')) - before;
  const bytes = [...fetched.values()].reduce((a, b) => a + b, 0);
  return { context, page, client, first, all, bytes };
}

/**
 * Main-thread time of one answer, the CPU slowed four times: a click, what follows from it, and the paint. Chromium slows a thread by
 * burning its time, so that thread ticks are what a page four times as slow would take, whatever else this machine does.
 */
async function answer({ page, client }, n) {
  const at = await (await page.evaluateHandle(field, n)).asElement();
  await at.evaluate((e) => e.scrollIntoView({ block: 'center' }));
  await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 100))));
  const box = await at.boundingBox();
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const metric = async () =>
    (await client.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value * 1000;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await new Promise((r) => setTimeout(r, 150));
  const before = await metric();
  await page.mouse.down();
  await page.mouse.up();
  await new Promise((r) => setTimeout(r, 400));
  const spent = (await metric()) - before;
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  if (!(await at.evaluate((e) => e.checked))) throw new Error(`question ${n + 1} was not answered`);
  return spent;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const results = { ours: [], theirs: [], neither: [] };
for (let round = 0; round < rounds; round++) {
  const bare = await visit('/neither');
  results.neither.push({ first: bare.first });
  await bare.context.close();
  for (const who of round % 2 ? ['theirs', 'ours'] : ['ours', 'theirs']) {
    const visited = await visit(`/${who}`);
    const answers = [];
    // Every fifth question is a choice of one.
    for (let n = 0; n < Math.min(total, 50); n += 10) answers.push(await answer(visited, n));
    results[who].push({ first: visited.first, all: visited.all, bytes: visited.bytes, answers });
    await visited.context.close();
    console.log(
      `${who === 'ours' ? 'Widya   ' : 'SurveyJS'}  first question ${visited.first.toFixed(0).padStart(5)} ms CPU, all ${visited.all.toFixed(0).padStart(5)} ms, an answer at a quarter of the speed ${median(answers).toFixed(1)} ms, ${(visited.bytes / 1000).toFixed(1)} kB gzip`,
    );
  }
}
await browser.close();
server.close();

const of = (who, what) => median(results[who].map((r) => r[what]));
const answersOf = (who) => results[who].flatMap((r) => r.answers);
const round = (n, digits = 1) => Number(n.toFixed(digits));
console.log(
  JSON.stringify({
    bench: 'quiz',
    questions: total,
    rounds,
    peers: { surveyCore: version('survey-core'), surveyJsUi: version('survey-js-ui') },
    firstQuestionCpuMs: { widya: round(of('ours', 'first')), surveyJs: round(of('theirs', 'first')) },
    allQuestionsCpuMs: { widya: round(of('ours', 'all')), surveyJs: round(of('theirs', 'all')) },
    // What a page with neither takes is in both.
    emptyPageCpuMs: round(of('neither', 'first')),
    cpuRatioToSurveyJS: round(of('ours', 'first') / of('theirs', 'first'), 3),
    cpuRatioToSurveyJSWithoutEmptyPage: round(
      (of('ours', 'first') - of('neither', 'first')) / (of('theirs', 'first') - of('neither', 'first')),
      3,
    ),
    answerSlowed4xMs: {
      widya: { median: round(median(answersOf('ours'))), max: round(Math.max(...answersOf('ours'))) },
      surveyJs: { median: round(median(answersOf('theirs'))), max: round(Math.max(...answersOf('theirs'))) },
    },
    gzipBytes: { widya: of('ours', 'bytes'), surveyJs: of('theirs', 'bytes') },
  }),
);

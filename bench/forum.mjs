// A thread of 10,000 posts in a real browser: what comes over the line before the newest posts show, what a look for news costs when
// there is none, how many posts are in the page while all of it is scrolled through, and the longest task on a CPU four times slower;
// beside the naive way of reading every page of statements first.
//   npm run bench -- forum [--posts 10000]
// The demo portal on its memory store, spoken to over HTTP on this machine. The last line is one line of JSON.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startDemo } from '../demo/server.mjs';
import { posted } from '../dist/tracking/forum.js';
import { launch, visit } from '../test/e2e/browser.mjs';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((a) => a !== 'forum' && a !== '--'),
  options: { posts: { type: 'string', default: '10000' } },
});
const posts = Number(values.posts);
const thread = 'https://belajar.bln.example/forum/etika-asn/dilema-hadiah';
const people = JSON.parse(readFileSync(new URL('../demo/people.json', import.meta.url), 'utf8'));
const headers = {
  authorization: `Basic ${btoa('k:s')}`,
  'x-experience-api-version': '1.0.3',
  'content-type': 'application/json',
};
const gz = (body) => gzipSync(body).length;
const words = 'warga layanan aturan hadiah laporan unit kantor pelatihan contoh tugas sopan surat izin loket'.split(
  ' ',
);
let seed = 1;
const pick = (n) => (seed = (seed * 48271) % 2147483647) % n;
const sentence = () => Array.from({ length: 8 + pick(30) }, () => words[pick(words.length)]).join(' ');

const demo = await startDemo({ data: 'memory', credential: 'k:s' });
const browser = await launch();
try {
  const begin = Date.UTC(2026, 0, 1);
  let batch = [];
  let last;
  for (let n = 1; n <= posts; n++) {
    const by = people[pick(4)];
    const parent = last && n % 3 === 0 ? last : undefined;
    const draft = posted(
      { thread, title: 'Dilema hadiah dari warga', forum: 'https://belajar.bln.example/forum/etika-asn', lang: 'id' },
      { post: `${thread}/pos/${randomUUID()}`, text: sentence(), first: n === 1, parent },
    );
    const s = { ...draft, id: randomUUID(), actor: by.actor, timestamp: new Date(begin + n * 600_000).toISOString() };
    if (!parent) last = { id: s.object.id, statementId: s.id };
    batch.push(s);
    if (batch.length === 200 || n === posts) {
      const answer = await fetch(`${demo.url}/xapi/statements`, {
        method: 'POST',
        headers,
        body: JSON.stringify(batch),
      });
      if (!answer.ok) throw new Error(await answer.text());
      batch = [];
    }
  }
  console.log(`in: ${posts} posts`);
  // What was stored a moment ago would be read again by a cautious look for news.
  await new Promise((r) => setTimeout(r, 6000));

  // The naive way: every page, then show.
  let naiveRequests = 0;
  let naiveBytes = 0;
  let at = performance.now();
  let next = `/xapi/statements?${new URLSearchParams({ activity: thread, related_activities: 'true', limit: '50' })}`;
  while (next) {
    const answer = await fetch(new URL(next, demo.url), { headers });
    const body = await answer.text();
    naiveRequests++;
    naiveBytes += gz(body);
    next = JSON.parse(body).more;
  }
  const naiveMs = Math.round(performance.now() - at);
  console.log(
    `naive: ${naiveRequests} requests, ${Math.round(naiveBytes / 1000)} kB gzip, ${naiveMs} ms on this machine`,
  );

  const siti = await visit(browser, demo.url);
  const { page } = siti;
  const seen = [];
  let shown = false;
  page.on('response', (response) => {
    if (!response.url().includes('/xapi/')) return;
    const entry = { url: response.url(), before: !shown, bytes: 0 };
    seen.push(entry);
    entry.done = response.buffer().then(
      (b) => (entry.bytes = gz(b)),
      () => undefined,
    );
  });
  await siti.signIn('siti', '/kuis.html');
  await Promise.all(seen.map((e) => e.done));
  seen.length = 0;
  await page.exposeFunction('postsShown', () => (shown = true));
  await page.evaluateOnNewDocument(() => {
    const look = () => {
      const root = document.querySelector('widya-forum-thread')?.shadowRoot;
      if (root?.querySelector('[data-post]')) void globalThis.postsShown();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  at = performance.now();
  await page.goto(`${demo.url}/forum.html`, { waitUntil: 'networkidle0' });
  await page.waitForSelector('pierce/[data-do="search"]');
  await Promise.all(seen.map((e) => e.done));
  const first = seen.filter((e) => e.before && !e.url.endsWith('/about'));
  const firstViewRequests = first.length;
  const firstViewBytesGzip = first.reduce((sum, e) => sum + e.bytes, 0);
  console.log(`first view: ${firstViewRequests} requests, ${firstViewBytesGzip} bytes gzip`);

  seen.length = 0;
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForNetworkIdle({ idleTime: 700 });
  await Promise.all(seen.map((e) => e.done));
  const poll = seen.filter((e) => e.url.includes('/statements?'));
  const emptyPollRequests = poll.length;
  const emptyPollBytes = poll.reduce((sum, e) => sum + e.bytes, 0);
  console.log(`a look for news: ${emptyPollRequests} requests, ${emptyPollBytes} bytes gzip`);

  const inside = (f, arg) => page.evaluate(f, arg);
  await inside(() => {
    const root = document.querySelector('widya-forum-thread').shadowRoot;
    root.querySelector('[data-do="search"]').click();
  });
  await page.waitForSelector('pierce/[data-do="load-all"]');
  at = performance.now();
  await inside(() =>
    document.querySelector('widya-forum-thread').shadowRoot.querySelector('[data-do="load-all"]').click(),
  );
  await page.waitForFunction(
    () => !document.querySelector('widya-forum-thread').shadowRoot.querySelector('[data-do="load-all"]'),
    { timeout: 300_000, polling: 500 },
  );
  const loadAllMs = Math.round(performance.now() - at);
  console.log(`all loaded on demand in ${loadAllMs} ms`);
  await inside(() =>
    document.querySelector('widya-forum-thread').shadowRoot.querySelector('[data-do="search"]').click(),
  );

  const session = await page.createCDPSession();
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const scrolled = await inside(async () => {
    const root = document.querySelector('widya-forum-thread').shadowRoot;
    const tasks = [];
    const observer = new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map((e) => Math.round(e.duration))),
    );
    observer.observe({ type: 'longtask' });
    const frame = () => new Promise((r) => requestAnimationFrame(r));
    let most = 0;
    let distinct = 0;
    const known = new Set();
    let y = 0;
    scrollTo(0, 0);
    await frame();
    const end = performance.now() + 120_000;
    for (; y < document.documentElement.scrollHeight && performance.now() < end;) {
      // As far as a fast wheel: two screens in a quarter of a second.
      y += innerHeight / 4;
      scrollTo(0, y);
      await frame();
      const drawn = root.querySelectorAll('[data-post]');
      most = Math.max(most, drawn.length);
      for (const p of drawn) known.add(p.dataset.post);
      distinct = known.size;
      if (y > 60_000) y += innerHeight * 6; // the rest in jumps
    }
    scrollTo(0, document.documentElement.scrollHeight);
    for (let i = 0; i < 30; i++) await frame();
    most = Math.max(most, root.querySelectorAll('[data-post]').length);
    observer.disconnect();
    return { most, distinct, tasks: tasks.sort((a, b) => b - a), end: y >= document.documentElement.scrollHeight };
  });
  console.log(
    `scrolled: at most ${scrolled.most} posts in the page, ${scrolled.distinct} drawn in turn; CPU 4× slower: ${scrolled.tasks.length} tasks over 50 ms, the longest ${scrolled.tasks[0] ?? 0} ms`,
  );
  console.log(
    JSON.stringify({
      posts,
      firstViewRequests,
      firstViewBytesGzip,
      emptyPollRequests,
      emptyPollBytes,
      maxPostsInDom: scrolled.most,
      longTasks: scrolled.tasks.length,
      longestTaskMs: scrolled.tasks[0] ?? 0,
      loadAllMs,
      naiveRequests,
      naiveBytesGzip: naiveBytes,
      naiveMs,
    }),
  );
} finally {
  await browser.close();
  await demo.close();
}
process.exit(0);

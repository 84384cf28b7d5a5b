// A real Chromium killed with SIGKILL while it records and sends: what it was told is on the device is on the LRS afterwards.
// KILLS=20 for more runs than the two of npm test.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { chromiumFlags } from '../../scripts/chromium-flags.mjs';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/node.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';

const KILLS = Number(process.env.KILLS ?? 2);
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const registration = '11111111-1111-4111-8111-111111111111';
const agent = { objectType: 'Agent', account: { homePage: 'https://sso.bln.example', name: 'k3v9x2' } };

/** Records without a pause and tells the server of each statement that was said to be on the device. */
const page = `<!doctype html><meta charset="utf-8"><title>x</title><script type="module">
  import { createService, fixedAuth } from '/dist/sdk/index.js';
  const auth = fixedAuth({ subject: 'siti', roles: ['learner'], actor: ${JSON.stringify(agent)} }, async (r) => {
    r.headers.set('authorization', 'Basic ' + btoa('kunci:rahasia'));
    return r;
  });
  const service = createService({ endpoint: '/xapi', auth });
  await service.ready;
  window.service = service;
  window.busy = async () => {
    for (;;) {
      const [s] = await service.record([{ verb: { id: 'http://adlnet.gov/expapi/verbs/progressed' },
        object: { id: 'https://x.example/kursus' }, context: { registration: '${registration}' } }]);
      if (service.sync.storage !== 'disk') throw new Error('not on disk');
      void fetch('/acknowledged', { method: 'POST', body: s.id });
      void service.flush();
      await new Promise((r) => setTimeout(r, 3));
    }
  };
  window.empty = async () => { await service.flush(true); return service.pending; };
</script>`;

let server;
let storage;
let acknowledged;
let delay = 0;
let cut = false;

before(async () => {
  const app = { fetch: undefined };
  const reset = () => {
    storage = memoryStorage();
    acknowledged = [];
    app.fetch = createApp({ storage, credentials: [{ key: 'kunci', secret: 'rahasia' }] }).fetch;
  };
  reset();
  server = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/') return new Response(page, { headers: { 'content-type': 'text/html' } });
      if (pathname === '/acknowledged') {
        acknowledged.push(await request.text());
        return new Response(null, { status: 204 });
      }
      if (pathname.startsWith('/dist/') && !pathname.includes('..'))
        return new Response(await readFile(join(dist, pathname.slice(6))), {
          headers: { 'content-type': 'text/javascript' },
        });
      if (pathname.startsWith('/xapi')) await new Promise((r) => setTimeout(r, delay));
      // Killed in the middle: the request is lost on the way, or, in other runs, stored without anybody hearing of it.
      if (cut) return new Response('', { status: 503 });
      return (await app.fetch(request)) ?? new Response('', { status: 404 });
    },
    { port: 0, host: '127.0.0.1' },
  );
  server.reset = reset;
});
after(() => server.close());

const open = async (profile) => {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: chromiumFlags,
    userDataDir: profile,
  });
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.port}/`, { waitUntil: 'load' });
  await tab.waitForFunction(() => window.empty !== undefined);
  return { browser, tab };
};

it(`keeps what it acknowledged in ${KILLS} kills`, async () => {
  let kept = 0;
  for (let n = 0; n < KILLS; n++) {
    server.reset();
    const profile = await mkdtemp(join(tmpdir(), 'widya-kill-'));
    try {
      // A slow server, so that the kill comes while a request is under way; a quick one now and then.
      delay = n % 4 ? 80 : 0;
      const first = await open(profile);
      const ended = new Promise((resolve) => first.browser.process().once('exit', resolve));
      first.tab.evaluate(() => window.busy()).catch(() => undefined);
      await new Promise((r) => setTimeout(r, 300 + Math.random() * 900));
      cut = n % 2 === 1;
      first.browser.process().kill('SIGKILL');
      await ended;
      await new Promise((r) => setTimeout(r, delay));
      delay = 0;
      cut = false;
      const second = await open(profile);
      const left = await second.tab.evaluate(() => window.empty());
      assert.equal(left, 0);
      await second.browser.close();

      const rows = await storage.query({ ascending: true, limit: 100_000 });
      const stored = rows.map((r) => JSON.parse(r.body));
      const ids = new Set(stored.map((s) => s.id));
      assert.ok(acknowledged.length > 0, 'something was recorded');
      assert.deepEqual(
        acknowledged.filter((id) => !ids.has(id)),
        [],
        'acknowledged and missing',
      );
      assert.equal(ids.size, stored.length, 'none twice');
      const times = stored.map((s) => s.timestamp);
      assert.deepEqual(times, [...times].sort(), 'in the order of recording');
      kept += acknowledged.length;
    } finally {
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  console.log(`# ${KILLS} kills, ${kept} acknowledged statements, none missing`);
});

it('sends the last statements as the page is left', async () => {
  server.reset();
  const profile = await mkdtemp(join(tmpdir(), 'widya-kill-'));
  const { browser, tab } = await open(profile);
  try {
    // Nothing is sent yet: the queue waits a moment for more to come.
    const gone = tab.waitForNavigation();
    const leave = tab.evaluate(async () => {
      await window.service.record([
        { verb: { id: 'http://adlnet.gov/expapi/verbs/terminated' }, object: { id: 'https://x.example/kursus' } },
      ]);
      location.href = 'about:blank';
    });
    await Promise.all([gone, leave.catch(() => undefined)]); // the page that answers is gone
    const until = Date.now() + 3000;
    let count = 0;
    while (count === 0 && Date.now() < until) {
      await new Promise((r) => setTimeout(r, 50));
      count = (await storage.query({ ascending: true, limit: 10 })).length;
    }
    assert.equal(count, 1);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

// A document in <iframe sandbox="allow-scripts">: no storage, no cookie, origin null. It records and reads through the page around
// it, in a real Chromium, against the real LRS with the portal's session.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { chromiumFlags } from '../../scripts/chromium-flags.mjs';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/node.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';

const cdn = fileURLToPath(new URL('../../cdn/', import.meta.url));
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const account = (name) => ({ objectType: 'Agent', account: { homePage: 'https://sso.bln.example', name } });
const people = ['siti', 'budi'].map((id) => ({ id, name: id, roles: ['learner'], actor: account(id) }));

const host = `<!doctype html><meta charset="utf-8"><title>host</title><script type="module" src="/cdn/widya.js"></script>
  <widya-provider id="p" endpoint="/xapi" session="/sesi" frames="f"></widya-provider>
  <iframe id="f" sandbox="allow-scripts" src="/frame"></iframe>
  <iframe id="rogue" sandbox="allow-scripts" src="/rogue"></iframe>`;
const frame = `<!doctype html><meta charset="utf-8"><title>frame</title><script type="module">
  import { frameService } from '/dist/sdk/index.js';
  const service = frameService();
  await service.ready;
  window.service = service;
</script>`;
/** Not lent to: says hello as loudly as it can, and sends what it likes to the page and to its neighbour. */
const rogue = `<!doctype html><meta charset="utf-8"><title>rogue</title><script>
  window.got = 0;
  // From the start: who speaks first must not be taken for the frame that is lent to.
  for (let i = 0; i < 300; i++) setTimeout(() => parent.postMessage({ widya: 'hello', version: 1, loaded: true }, '*'), i * 10);
  addEventListener('message', () => window.got++);
  window.flood = () => {
    for (let i = 0; i < 10000; i++) {
      const data = [{ widya: 'hello', version: 1 }, { widya: 'port' }, { id: i, as: 'siti', method: 'record', args: [[]] }, i, null][i % 5];
      parent.postMessage(data, '*');
      parent.frames[0].postMessage(data, '*');
    }
  };
</script>`;

let server;
let browser;
let storage;
before(async () => {
  storage = memoryStorage();
  const app = createApp({ storage, people });
  const files = { '/cdn/': cdn, '/dist/': dist };
  server = await listen(
    async (request) => {
      const { pathname } = new URL(request.url);
      const pages = { '/': host, '/frame': frame, '/rogue': rogue, '/elsewhere': frame };
      if (pathname === '/frame') await new Promise((r) => setTimeout(r, 700));
      if (pages[pathname]) return new Response(pages[pathname], { headers: { 'content-type': 'text/html' } });
      for (const [prefix, folder] of Object.entries(files)) {
        if (!pathname.startsWith(prefix) || pathname.includes('..')) continue;
        // A module of an opaque origin is asked for with CORS.
        const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
        return new Response(await readFile(join(folder, pathname.slice(prefix.length))), { headers });
      }
      return (await app.fetch(request)) ?? new Response('', { status: 404 });
    },
    { port: 0, host: '127.0.0.1' },
  );
  browser = await puppeteer.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: chromiumFlags,
  });
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const statements = async () => (await storage.query({ ascending: true, limit: 1000 })).map((r) => JSON.parse(r.body));

async function open(person) {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  const origin = `http://127.0.0.1:${server.port}`;
  await tab.goto(`${origin}/frame`);
  await tab.evaluate(
    (id) =>
      fetch('/masuk', { method: 'POST', body: new URLSearchParams({ id, orang: id, person: id }) }).then(
        (r) => r.status,
      ),
    person,
  );
  await tab.goto(origin);
  const child = await tab.waitForFrame((f) => f.url().endsWith('/frame'));
  await child.waitForFunction(() => window.service?.principal, { timeout: 10_000 });
  return { context, tab, child };
}
const draft = { verb: { id: 'http://adlnet.gov/expapi/verbs/completed' }, object: { id: 'https://x.example/kursus' } };

it('records and reads from an opaque sandbox, as the person of the page around', async () => {
  const { context, child } = await open('siti');
  const place = await child.evaluate(() => {
    const refused = (f) => {
      try {
        f();
        return false;
      } catch (e) {
        return e.name === 'SecurityError';
      }
    };
    return [origin, refused(() => localStorage), refused(() => document.cookie), window.service.principal.subject];
  });
  assert.deepEqual(place, ['null', true, true, 'siti']);
  const id = await child.evaluate(async (d) => {
    const [s] = await window.service.record([
      { ...d, actor: { account: { homePage: 'https://sso.bln.example', name: 'budi' } } },
    ]);
    await window.service.saveDocument({
      resource: 'state',
      activityId: d.object.id,
      stateId: 'posisi',
      patch: { a: 1 },
    });
    await window.service.flush();
    return s.id;
  }, draft);
  for (let i = 0; i < 100 && (await statements()).length === 0; i++) await new Promise((r) => setTimeout(r, 50));
  const stored = await statements();
  assert.deepEqual(
    stored.map((s) => [s.id, s.actor.account.name, s.authority.account.name]),
    [[id, 'siti', 'siti']],
  );
  const read = await child.evaluate(async (d) => {
    const { service } = window;
    for (let i = 0; i < 100 && service.pending > 0; i++) await new Promise((r) => setTimeout(r, 50));
    const { actor } = service.principal;
    const page = await service.lrs.getStatements({ agent: actor, activity: d.object.id });
    const doc = await service.readDocument({ resource: 'state', activityId: d.object.id, stateId: 'posisi' });
    return [page.statements.length, doc, service.pending, 'deviceKey' in service.principal];
  }, draft);
  assert.deepEqual(read, [1, { a: 1 }, 0, false]);
  await context.close();
});

it('lets a hostile frame speak for nobody else, read nothing of others, and not flood', async () => {
  const budi = await open('budi');
  const before = (await statements()).length;
  const answers = await budi.child.evaluate(async (d) => {
    const { service } = window;
    const code = (p) =>
      p.then(
        (v) => JSON.stringify(v ?? null),
        (e) => e.code,
      );
    const siti = { account: { homePage: 'https://sso.bln.example', name: 'siti' } };
    const { actor } = service.principal;
    const ids = (await service.lrs.getStatements({ agent: actor })).statements.length;
    return {
      own: ids,
      others: await code(service.lrs.getStatements({ agent: siti })),
      everybody: await code(service.lrs.getStatements({})),
      related: await code(service.lrs.getStatements({ agent: actor, related_agents: true })),
      state: await code(service.lrs.getState({ agent: siti, activityId: d.object.id, stateId: 'posisi' })),
      more: await code(service.lrs.getMore('/xapi/statements?agent=x')),
      evil: await code(service.lrs.getMore('https://evil.example/')),
      takeBack: await code(service.record([{ ...d, verb: { id: 'http://adlnet.gov/expapi/verbs/voided' } }])),
      person: await code(service.record([{ ...d, object: { objectType: 'Agent', ...siti } }])),
      huge: await code(service.record([{ ...d, result: { response: 'x'.repeat(70000) } }])),
      many: await code(service.record(Array(51).fill(d))),
      profile: await code(service.saveDocument({ resource: 'agent-profile', profileId: 'x', patch: { a: 1 } })),
      write: await code(service.lrs.saveStatements([d])),
      proto: await code(service.saveDocument({ resource: 'state', activityId: '__proto__', stateId: 's', patch: [] })),
    };
  }, draft);
  const { own, ...refused } = answers;
  assert.equal(own, 0);
  for (const [what, code] of Object.entries(refused)) assert.equal(code, 'lrs/forbidden', what);
  assert.equal((await statements()).length, before, 'nothing was stored');
  const flood = await budi.child.evaluate(async () => {
    const results = await Promise.all(
      Array.from({ length: 800 }, () =>
        window.service.lrs.about().then(
          () => 'ok',
          (e) => e.code,
        ),
      ),
    );
    return [results.filter((r) => r === 'ok').length, [...new Set(results)]];
  });
  assert.ok(flood[0] <= 61, `${flood[0]} got through`);
  assert.ok(flood[1].includes('lrs/throttled'));
  await budi.context.close();
});

it('listens to no other frame, whatever it says', async () => {
  const { context, tab, child } = await open('siti');
  const before = (await statements()).length;
  const other = await tab.waitForFrame((f) => f.url().endsWith('/rogue'));
  await other.evaluate(() => window.flood());
  await new Promise((r) => setTimeout(r, 500));
  assert.equal(await other.evaluate(() => window.got), 0, 'it was told nothing');
  assert.equal((await statements()).length, before);
  assert.equal(await child.evaluate(() => window.service.principal.subject), 'siti', 'the neighbour goes on');
  await context.close();
});

it('closes the bridge when the frame goes elsewhere', async () => {
  const { context, tab, child } = await open('siti');
  await child.evaluate(() => (location.href = '/elsewhere'));
  const next = await tab.waitForFrame((f) => f.url().endsWith('/elsewhere'));
  await new Promise((r) => setTimeout(r, 1000));
  assert.equal(await next.evaluate(() => window.service?.principal ?? null), null);
  await context.close();
});

// What progress and reports cost: requests of a page of cards, whether it slows down as statements grow, whether the rollup is exact,
// how fast it is beside what the LRS takes in, and what a leader's page asks for.
//   npm run bench -- progress [--people 2000] [--grow 100000]
// Ours runs on the embedded engine in a folder of its own, spoken to over HTTP on this machine; statements are loaded through the LRS
// itself. The last line is one line of JSON.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createServer } from 'node:net';
import { population } from './population/population.mjs';
import { createRollup } from '../dist/server/node.js';
import { LrsClient, basicAuth } from '../dist/sdk/index.js';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((a) => a !== 'progress' && a !== '--'),
  options: {
    people: { type: 'string', default: '2000' },
    grow: { type: 'string', default: '100000' },
  },
});
const people = Number(values.people);
const grow = Number(values.grow);
const round = (n) => Math.round(n * 100) / 100;
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

const free = () =>
  new Promise((resolve) => {
    const s = createServer().listen(0, () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
const folder = mkdtempSync(join(tmpdir(), 'widya-bench-'));
chmodSync(folder, 0o755);
const port = await free();
const cli = new URL('../dist/cli/widya.js', import.meta.url).pathname;
const server = spawn(
  process.execPath,
  [cli, 'serve', '--port', String(port), '--data', join(folder, 'data'), '--credential', 'k:s'],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
try {
  for (let i = 0; ; i++) {
    const up = await fetch(`http://localhost:${port}/health`).catch(() => undefined);
    if (up?.ok) break;
    if (i > 600) throw new Error('the server does not come up');
    await new Promise((r) => setTimeout(r, 100));
  }
  const actor = { account: { homePage: 'https://bench.example', name: 'k' } };
  let requests = 0;
  let bytes = 0;
  const lrs = new LrsClient({
    endpoint: `http://localhost:${port}/xapi`,
    auth: basicAuth('k', 's', { subject: 'k', actor, roles: [] }),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      requests++;
      bytes += gzipSync(Buffer.from(await response.clone().arrayBuffer())).length;
      return response;
    },
  });
  const plain = new LrsClient({
    endpoint: `http://localhost:${port}/xapi`,
    auth: basicAuth('k', 's', { subject: 'k', actor, roles: [] }),
  });

  // In: batches of 50, as outboxes send them; two at a time.
  const made = population({ people });
  const load = async (source, most = Infinity) => {
    let batch = new Map();
    let count = 0;
    let under = [];
    const send = async () => {
      const list = [...batch.values()];
      batch = new Map();
      count += list.length;
      under.push(plain.saveStatements(list));
      if (under.length >= 2) {
        await Promise.all(under);
        under = [];
      }
    };
    for (const s of source) {
      if (count >= most) break;
      batch.set(s.id, s);
      if (batch.size === 50) await send();
    }
    if (batch.size > 0) await send();
    await Promise.all(under);
    return count;
  };
  let at = performance.now();
  const sent = await load(made.statements());
  const ingest = sent / ((performance.now() - at) / 1000);
  console.log(`in: ${sent} statements of ${people} people, ${Math.round(ingest)} a second`);

  await new Promise((r) => setTimeout(r, 20));
  const staff = [...made.staff()];
  at = performance.now();
  const first = await createRollup({ lrs: plain, lag: 0, staff }).round();
  const rate = first.read / ((performance.now() - at) / 1000);
  console.log(`rollup: ${first.read} statements, ${Math.round(rate)} a second, ${first.written} documents`);

  // Exact: the same counted at once, in one pass, without working documents.
  const { recountTotals } = await import('./population/recount.mjs');
  const report = (
    await plain.getActivityProfile({
      activityId: 'https://w3id.org/widya/xapi/agency',
      profileId: 'https://w3id.org/widya/xapi/profile/report',
    })
  ).value;
  const expected = recountTotals(made.statements(), staff);
  const exact = Object.entries(expected).every(([key, value]) => {
    const found = key.split('.').reduce((o, k) => o?.[k], report);
    if (found === value) return true;
    console.error(`${key}: ${found} in the report, ${value} counted`);
    return false;
  });

  // A page of 20 cards: the summary, and what was said since; newest first at the first visit.
  const summary = 'https://w3id.org/widya/xapi/profile/summary';
  const page = async (person) => {
    const agent = made.agentOf(person);
    const doc = await lrs.getAgentProfile({ agent, profileId: summary });
    await lrs.getStatements({ agent, ascending: true, since: doc?.value.asOf ?? new Date().toISOString() });
  };
  const prepare = async (person) => {
    const doc = { asOf: new Date().toISOString() };
    for (let i = 0; i < 20; i++)
      doc[`k:${made.courseIri(i)}-${i}`] = {
        p: 50,
        pt: doc.asOf,
        at: doc.asOf,
        next: { id: 'dua', name: { id: 'Hadiah dan gratifikasi' } },
      };
    await plain.putAgentProfile({ agent: made.agentOf(person), profileId: summary }, doc, { create: true });
  };
  for (let p = 0; p < 20; p++) await prepare(p);
  const timePages = async () => {
    const times = [];
    for (let i = 0; i < 200; i++) {
      const t = performance.now();
      await page(i % 20);
      times.push(performance.now() - t);
    }
    return median(times);
  };
  requests = bytes = 0;
  await page(0);
  const cardsPageRequests = requests;
  const cardsPageBytes = bytes;
  const before = await timePages();
  requests = bytes = 0;
  await lrs.getActivityProfile({
    activityId: 'https://w3id.org/widya/xapi/agency',
    profileId: 'https://w3id.org/widya/xapi/profile/report',
  });
  const leaderPageRequests = requests;
  const leaderPageBytes = bytes;
  const more = await load(population({ people: 10_000_000, seed: 99 }).statements(), grow);
  const after = await timePages();
  console.log(`page of 20 cards: ${round(before)} ms with ${sent} statements, ${round(after)} ms with ${sent + more}`);
  console.log(
    JSON.stringify({
      people,
      statements: sent + more,
      cardsPageRequests,
      cardsPageBytes,
      growthRatio: round(after / before),
      rollupExact: exact,
      rollupToIngest: round(rate / ingest),
      leaderPageRequests,
      leaderPageBytes,
    }),
  );
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

// How fast the LRS is over HTTP, beside any other xAPI endpoints in the same run, cell by cell in turn:
//   npm run build && node bench/lrs.mjs [--quick] [--size 100000] [--grow 1000000] [--seconds 6] [--only ingest,queries,flat,growth]
//   node bench/lrs.mjs --peer NAME=http://localhost:8081/xapi --peer-credential KEY:SECRET [--peer …]
// Ours runs on the embedded engine in a folder of its own; with DATABASE_URL in a schema of its own there, dropped at the end.
// The last line is one line of JSON. CPU is that of the server and of its database, also of the peers' where they run on this
// machine (Linux): the figure to compare when other work goes on. Growth is of ours alone and is loaded through the store's own
// port, in batches of 2,000: over HTTP it would take longer and end with the same rows.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  category,
  courseOf,
  agentOf,
  questionOf,
  registrationOf,
  shapeOf,
  statement,
  verbs,
} from './lrs/statements.mjs';
import { client } from './lrs/client.mjs';
import { cpuOf, listenerOf, memoryOf, processesOf } from './lrs/processes.mjs';
import { serve } from './lrs/serve.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    size: { type: 'string' },
    grow: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: 'ingest,queries,flat,growth' },
    peer: { type: 'string', multiple: true, default: [] },
    'peer-credential': { type: 'string', multiple: true, default: [] },
  },
});
const size = Number(options.size ?? (options.quick ? 5000 : 100_000));
const grow = Number(options.grow ?? (options.quick ? 50_000 : 1_000_000));
const seconds = Number(options.seconds ?? (options.quick ? 1 : 6));
const parts = options.only.split(',');
/** Turns each target gets within a cell, so that a busy moment of the machine meets all of them. */
const turns = options.quick ? 1 : 3;
const round = (n) => Math.round(n * 100) / 100;

// ---- what is measured; a target counts its own statements, so that all of them do the same
const query = (o) => `/statements?${new URLSearchParams({ limit: '100', ...o })}`;
const post = (t, n) => {
  const list = Array.from({ length: n }, () => statement(t.count++));
  return { method: 'POST', path: '/statements', body: JSON.stringify(n === 1 ? list[0] : list), statements: n };
};
const state = (n) =>
  `/activities/state?${new URLSearchParams({ activityId: courseOf(n), agent: JSON.stringify(agentOf(n)), stateId: 'posisi' })}`;
const kinds = {
  'POST 1': (t) => post(t, 1),
  'POST 50': (t) => post(t, 50),
  'POST 500': (t) => post(t, 500),
  'PUT state 1 kB': (t) => ({
    method: 'PUT',
    path: state(t.next++),
    body: JSON.stringify({ posisi: 'x'.repeat(1000) }),
  }),
  'GET state': (t) => ({ method: 'GET', path: state(t.next++) }),
  'GET newest 100': () => ({ method: 'GET', path: query({}) }),
  'GET activity, related': (t) => ({
    method: 'GET',
    path: query({ activity: courseOf(t.next++), related_activities: 'true' }),
  }),
  'GET category, related': () => ({ method: 'GET', path: query({ activity: category, related_activities: 'true' }) }),
  'GET agent': (t) => ({ method: 'GET', path: query({ agent: JSON.stringify(agentOf(t.next++)) }) }),
  'GET agent+verb+activity': (t) => {
    const n = t.next++;
    return {
      method: 'GET',
      path: query({ agent: JSON.stringify(agentOf(n)), verb: verbs[0], activity: questionOf(n * 7) }),
    };
  },
  'GET registration': (t) => ({ method: 'GET', path: query({ registration: registrationOf(t.next++) }) }),
};
const ingest = [
  ['POST 1', 1],
  ['POST 1', 8],
  ['POST 1', 32],
  ['POST 50', 1],
  ['POST 50', 8],
  ['POST 500', 1],
  ['PUT state 1 kB', 8],
  ['GET state', 8],
];
const queries = Object.keys(kinds).filter((k) => /^GET (?!state)/.test(k));

/** One cell: each target in turn, several times; one row per target. */
async function cell(targets, name, connections) {
  const sums = targets.map(() => ({ times: [], statements: 0, errors: 0, elapsed: 0, cpu: 0 }));
  for (let turn = 0; turn < turns; turn++) {
    for (const [i, target] of targets.entries()) {
      const sum = sums[i];
      const { send, close } = client(target);
      const cpu = cpuOf(target);
      const began = performance.now();
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (performance.now() - began < (seconds * 1000) / turns) {
            const call = kinds[name](target);
            const at = performance.now();
            const status = await send(call).catch(() => 0);
            sum.times.push(performance.now() - at);
            if (status >= 200 && status < 300) sum.statements += call.statements ?? 0;
            else sum.errors++;
          }
        }),
      );
      sum.elapsed += (performance.now() - began) / 1000;
      sum.cpu += cpuOf(target) - cpu;
      close();
    }
  }
  return targets.map((target, i) => {
    const { times, statements, errors, elapsed, cpu } = sums[i];
    times.sort((a, b) => a - b);
    const p = (q) => round(times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0);
    return note(target, {
      name,
      connections,
      rps: round(times.length / elapsed),
      ...(statements > 0 ? { statementsPerSecond: Math.round(statements / elapsed) } : {}),
      p50: p(0.5),
      p95: p(0.95),
      p99: p(0.99),
      ...(Number.isNaN(cpu) ? {} : { cpuMs: round(cpu / times.length) }),
      errors,
    });
  });
}
function note(target, row) {
  target.rows.push(row);
  const cpu = row.cpuMs === undefined ? '' : `  cpu ${row.cpuMs} ms`;
  const st = row.statementsPerSecond === undefined ? '' : `  ${row.statementsPerSecond} statements/s`;
  console.log(
    `${target.name.padEnd(10)} ${row.name.padEnd(26)} c=${String(row.connections).padEnd(3)} ${String(row.rps).padStart(8)} rps  p50 ${row.p50}  p95 ${row.p95}  p99 ${row.p99} ms${cpu}${st}${row.errors ? `  ERRORS ${row.errors}` : ''}`,
  );
  return row;
}

/** Up to `size` statements, over HTTP, one batch of 500 after the other. */
async function fill(target) {
  const { send, close } = client(target);
  const from = target.count;
  const began = performance.now();
  while (target.count < size) {
    const status = await send(post(target, Math.min(500, size - target.count)));
    if (status !== 200) throw new Error(`${target.name} answered ${status} while it was being filled`);
  }
  close();
  const s = (performance.now() - began) / 1000;
  target.figures.fill = { statements: target.count - from, perSecond: Math.round((target.count - from) / s) };
  console.log(`${target.name}: ${target.count} statements, filled at ${target.figures.fill.perSecond} a second`);
}

/** The 20,000th GET must cost what the first did. */
async function flat(target) {
  const total = options.quick ? 4000 : 20_000;
  const { send, close } = client(target);
  const blocks = [];
  for (let block = 0; block < 4; block++) {
    const cpu = cpuOf(target);
    const began = performance.now();
    let left = total / 4;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (left-- > 0) await send({ method: 'GET', path: query({ limit: '1' }) }).catch(() => 0);
      }),
    );
    blocks.push({
      ms: round((performance.now() - began) / (total / 4)),
      cpuMs: round((cpuOf(target) - cpu) / (total / 4)),
    });
  }
  close();
  target.figures.flat = { requests: total, blocks };
  console.log(`${target.name}: ${total} GETs, per request in each quarter: ${JSON.stringify(blocks)}`);
}

const database = process.env.DATABASE_URL;
async function inSchema(use) {
  if (!database) {
    const folder = mkdtempSync(join(tmpdir(), 'widya-bench-'));
    chmodSync(folder, 0o755);
    try {
      return await use({ data: folder });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const { default: pg } = await import('pg');
  const schema = `bench_${randomUUID().slice(0, 8)}`;
  const admin = new pg.Client(database);
  await admin.connect();
  await admin.query(`create schema ${schema}`);
  const url = new URL(database);
  url.searchParams.set('options', `-c search_path=${schema}`);
  try {
    return await use({ data: 'memory', databaseUrl: url.href });
  } finally {
    await admin.query(`drop schema ${schema} cascade`);
    await admin.end();
  }
}

const target = (name, endpoint, credential, pid) => ({
  name,
  endpoint: endpoint.replace(/\/$/, ''),
  credential,
  pid: pid ?? listenerOf(endpoint),
  rows: [],
  figures: {},
  count: 0,
  next: 0,
});

async function sideBySide(place) {
  const server = await serve(place);
  console.log(`widya: new, answering after ${server.startMs} ms`);
  result.startNewMs = server.startMs;
  const ours = target('widya', server.endpoint, server.credential, server.pid);
  const targets = [ours];
  for (const [i, text] of options.peer.entries()) {
    const at = text.indexOf('=');
    targets.push(target(text.slice(0, at), text.slice(at + 1), options['peer-credential'][i] ?? ''));
  }
  try {
    // Warm, as servers that have been up for a while.
    for (const t of targets) {
      const { send, close } = client(t);
      for (let i = 0; i < 200; i++) await send(post(t, 1));
      close();
      console.log(
        `${t.name}: ${t.pid ? `${processesOf(t).length} processes seen` : 'not on this machine, no CPU figures'}`,
      );
    }
    if (parts.includes('ingest')) for (const [name, connections] of ingest) await cell(targets, name, connections);
    if (parts.includes('queries')) {
      for (const t of targets) await fill(t);
      // The databases look at their tables once a minute: what comes then is what a running server has.
      if (size >= 50_000) await sleep(70_000);
      for (const name of queries) for (const c of [1, 8]) await cell(targets, name, c);
    }
    if (parts.includes('flat')) for (const t of targets) await flat(t);
    for (const t of targets) {
      t.figures.statements = t.count;
      if (t.pid) t.figures.memoryMb = memoryOf(t);
      console.log(`${t.name}: memory ${JSON.stringify(t.figures.memoryMb)} MB`);
    }
  } finally {
    await server.stop();
  }
  const again = await serve(place);
  console.log(`widya: existing data, answering after ${again.startMs} ms`);
  result.startExistingMs = again.startMs;
  await again.stop();
  for (const t of targets) result[t.name] = { ...t.figures, rows: t.rows };
  const [mine, ...others] = targets;
  for (const other of others) {
    result[`widya / ${other.name}`] = Object.fromEntries(
      mine.rows.map((row, i) => [
        `${row.name} c=${row.connections}`,
        {
          rps: round(row.rps / other.rows[i].rps),
          ...(other.rows[i].cpuMs ? { cpu: round(other.rows[i].cpuMs / row.cpuMs) } : {}),
          ...(other.rows[i].errors ? { theirErrors: other.rows[i].errors } : {}),
        },
      ]),
    );
  }
}

async function growth(place) {
  const sizes = [10_000, grow];
  const out = [];
  for (const n of sizes) {
    const from = out.length === 0 ? 0 : sizes[out.length - 1];
    // An agency that grows has more people in as many courses each; with the same few people a page would fill up instead.
    const perSecond = await load(place, from, n);
    const server = await serve(place);
    const ours = target(`at ${n}`, server.endpoint, server.credential, server.pid);
    shapeOf(n);
    try {
      await sleep(options.quick ? 1000 : 70_000);
      for (const name of queries) {
        const { send, close } = client(ours);
        for (let i = 0; i < 50; i++) await send(kinds[name](ours));
        close();
        await cell([ours], name, 1);
      }
      out.push({
        statements: n,
        loadedPerSecond: perSecond,
        memoryMb: memoryOf(ours),
        startMs: server.startMs,
        rows: ours.rows,
      });
    } finally {
      await server.stop();
    }
  }
  const [small, large] = out;
  result.growth = {
    sizes: out,
    ratio: Object.fromEntries(
      small.rows.map((row, i) => [
        row.name,
        { p50: round(large.rows[i].p50 / row.p50), cpu: round(large.rows[i].cpuMs / row.cpuMs) },
      ]),
    ),
  };
  console.log(`growth: ${JSON.stringify(result.growth.ratio)}`);
}
/** In a process of its own: what it leaves in memory is not the server's. */
function load(place, from, to) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [new URL('lrs/load.mjs', import.meta.url).pathname, JSON.stringify({ place, from, to })],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    child.stdout.on('data', (d) => (output += d));
    child.on('exit', (code) => {
      if (code !== 0) return reject(new Error('loading failed'));
      console.log(`growth: ${to} statements, loaded at ${output.trim()} a second`);
      resolve(Number(output));
    });
  });
}

const result = {
  bench: 'lrs',
  size,
  seconds,
  node: process.version,
  engine: database ? 'PostgreSQL server' : 'embedded',
  load: readLoad(),
};
function readLoad() {
  try {
    return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  } catch {
    return undefined;
  }
}
if (parts.some((p) => p !== 'growth')) await inSchema(sideBySide);
if (parts.includes('growth')) await inSchema(growth);
result.loadAtEnd = readLoad();
console.log(JSON.stringify(result));

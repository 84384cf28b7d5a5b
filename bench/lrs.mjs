// How fast the LRS is, over HTTP, and beside any other xAPI endpoint in the same run:
//   npm run bench -- lrs [--size 10000] [--seconds 3]
//   LRS_ENDPOINT=http://localhost:8081/xapi LRS_CREDENTIAL=KEY:SECRET npm run bench -- lrs
// Ours runs on the embedded engine in a folder of its own, or on DATABASE_URL (which it fills: use an empty database).
// The last line is one line of JSON. CPU is that of the server and its database, where /proc tells it.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((a) => a !== 'lrs' && a !== '--'),
  options: { size: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '3' } },
});
const size = Number(options.size);
const seconds = Number(options.seconds);

// ---- what is sent: statements of a quiz question as a player sends them, about 1.3 kB
const people = 500;
const courses = 50;
const questions = 997;
const registrations = 2000;
const home = 'https://sso.instansi.example';
const agentOf = (n) => ({ objectType: 'Agent', account: { homePage: home, name: `p${n}` } });
const courseOf = (n) => `https://belajar.instansi.example/kursus/${n % courses}`;
const questionOf = (n) => `${courseOf(n)}/soal/${n % questions}`;
const registrationOf = (n) => `00000000-0000-4000-8000-${String(n % registrations).padStart(12, '0')}`;
const verbs = ['answered', 'completed', 'experienced', 'passed'].map((v) => `http://adlnet.gov/expapi/verbs/${v}`);
const category = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';

function statement(n) {
  return {
    id: randomUUID(),
    actor: { ...agentOf(n % people), name: `Peserta ${n % people}` },
    verb: { id: verbs[n % verbs.length], display: { id: 'menjawab', en: 'answered' } },
    object: {
      objectType: 'Activity',
      id: questionOf(n),
      definition: {
        name: { id: `Soal nomor ${n % questions}` },
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
        interactionType: 'choice',
        correctResponsesPattern: ['b'],
        choices: ['a', 'b', 'c'].map((id) => ({ id, description: { id: `Pilihan ${id}` } })),
      },
    },
    result: { score: { scaled: 0.8, raw: 80, min: 0, max: 100 }, success: true, response: 'b', duration: 'PT12.5S' },
    context: {
      registration: registrationOf(n),
      platform: 'Widya',
      language: 'id',
      contextActivities: {
        parent: [{ id: courseOf(n) }],
        grouping: [{ id: `${courseOf(n)}/modul` }],
        category: [{ id: category }],
      },
      extensions: { 'https://w3id.org/xapi/cmi5/context/extensions/sessionid': randomUUID() },
    },
    timestamp: new Date().toISOString(),
  };
}

// ---- what is measured
let counter = 0;
const next = () => counter++;
const query = (o) => `/statements?${new URLSearchParams({ limit: '100', ...o })}`;
const agentText = (n) => JSON.stringify(agentOf(n % people));
const post = (n) => ({
  method: 'POST',
  path: '/statements',
  body: JSON.stringify(n === 1 ? statement(next()) : Array.from({ length: n }, () => statement(next()))),
  statements: n,
});
const state = (n) =>
  `/activities/state?${new URLSearchParams({ activityId: courseOf(n), agent: agentText(n), stateId: 'posisi' })}`;
const kinds = {
  'POST 1': () => post(1),
  'POST 50': () => post(50),
  'POST 500': () => post(500),
  'PUT state 1 kB': () => ({ method: 'PUT', path: state(next()), body: JSON.stringify({ posisi: 'x'.repeat(1000) }) }),
  'GET state': () => ({ method: 'GET', path: state(next()) }),
  'GET newest 100': () => ({ method: 'GET', path: query({}) }),
  'GET course, related': () => ({
    method: 'GET',
    path: query({ activity: courseOf(next()), related_activities: 'true' }),
  }),
  'GET category, related': () => ({ method: 'GET', path: query({ activity: category, related_activities: 'true' }) }),
  'GET agent': () => ({ method: 'GET', path: query({ agent: agentText(next()) }) }),
  'GET agent+verb+activity': () => ({
    method: 'GET',
    path: query({ agent: agentText(next()), verb: verbs[0], activity: questionOf(next() * 7) }),
  }),
  'GET registration': () => ({ method: 'GET', path: query({ registration: registrationOf(next()) }) }),
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

function client(target) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const headers = {
    authorization: `Basic ${Buffer.from(target.credential).toString('base64')}`,
    'x-experience-api-version': '1.0.3',
  };
  return ({ method, path, body }) =>
    new Promise((resolve, reject) => {
      const out = request(
        target.endpoint + path,
        {
          method,
          agent,
          headers: {
            ...headers,
            ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}),
          },
        },
        (message) => {
          message.resume();
          message.on('end', () => resolve(message.statusCode));
        },
      );
      out.on('error', reject);
      out.end(body);
    });
}

async function measure(target, name, connections, duration = seconds) {
  const send = client(target);
  const times = [];
  let statements = 0;
  let errors = 0;
  const cpu = cpuOf(target);
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - began < duration * 1000) {
        const call = kinds[name]();
        const at = performance.now();
        const status = await send(call).catch(() => 0);
        times.push(performance.now() - at);
        if (status >= 200 && status < 300) statements += call.statements ?? 0;
        else errors++;
      }
    }),
  );
  const elapsed = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const p = (q) => round(times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0);
  const used = cpu === undefined ? undefined : cpuOf(target) - cpu;
  return {
    name,
    connections,
    rps: round(times.length / elapsed),
    ...(statements > 0 ? { statementsPerSecond: Math.round(statements / elapsed) } : {}),
    p50: p(0.5),
    p95: p(0.95),
    p99: p(0.99),
    ...(used === undefined ? {} : { cpuMs: round(used / times.length) }),
    errors,
  };
}
const round = (n) => Math.round(n * 100) / 100;

async function fill(target, from, to) {
  const send = client(target);
  for (let n = from; n < to; n += 500)
    await send({
      method: 'POST',
      path: '/statements',
      body: JSON.stringify(Array.from({ length: Math.min(500, to - n) }, (_, i) => statement(n + i))),
    });
}

// ---- the server, and the CPU and memory it and its database use
function processesOf(target) {
  if (!target.pid) return [];
  return [
    target.pid,
    ...(existsSync('/proc') && target.data
      ? readdirSync('/proc').filter((pid) => {
          try {
            return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === target.data;
          } catch {
            return false;
          }
        })
      : []),
  ];
}
/** Milliseconds of CPU so far. Processes that have ended are missed: the database keeps its own for as long as we are connected. */
function cpuOf(target) {
  const pids = processesOf(target);
  if (pids.length === 0 || !existsSync(`/proc/${pids[0]}/stat`)) return undefined;
  return pids.reduce((sum, pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      return sum + (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      return sum;
    }
  }, 0);
}
/** Megabytes that would be free without these processes: shared pages are counted once. */
function memoryOf(target) {
  const pss = (pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  };
  const [server = 0, ...database] = processesOf(target).map(pss);
  return { server: Math.round(server), database: Math.round(database.reduce((a, b) => a + b, 0)) };
}

async function startOurs(folder) {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['dist/cli/widya.js', 'serve', '--port', '0', '--data', folder, '--credential', 'bench:bench'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (d) => (output += d));
  while (!/LRS at (http:\S+)/.test(output)) {
    if (child.exitCode !== null) throw new Error('the server did not start');
    await sleep(10);
  }
  const endpoint = /LRS at (http:\S+)/.exec(output)[1];
  while (
    !(await fetch(`${endpoint}/about`).then(
      (r) => r.ok,
      () => false,
    ))
  )
    await sleep(10);
  const data = join(folder, 'postgres');
  return {
    name: 'widya',
    endpoint,
    credential: 'bench:bench',
    pid: child.pid,
    ...(existsSync(data) ? { data: realpathSync(data) } : {}),
    startMs: Math.round(performance.now() - began),
    async stop() {
      child.kill('SIGTERM');
      await new Promise((done) => child.once('exit', done));
    },
  };
}

async function run(target) {
  const rows = [];
  const note = (row) => {
    rows.push(row);
    const cpu = row.cpuMs === undefined ? '' : `  cpu ${row.cpuMs} ms`;
    const st = row.statementsPerSecond === undefined ? '' : `  ${row.statementsPerSecond} statements/s`;
    console.log(
      `${target.name.padEnd(8)} ${row.name.padEnd(24)} c=${String(row.connections).padEnd(3)} ${String(row.rps).padStart(8)} rps  p50 ${row.p50}  p95 ${row.p95}  p99 ${row.p99} ms${cpu}${st}${row.errors ? `  ERRORS ${row.errors}` : ''}`,
    );
  };
  // Warm, as a server that has been up for a while.
  await measure(target, 'POST 1', 8, 1);
  for (const [name, connections] of ingest) note(await measure(target, name, connections));
  await fill(target, counter, size);
  counter = Math.max(counter, size);
  const stored = counter;
  for (const name of queries) for (const c of [1, 8]) note(await measure(target, name, c));
  return { rows, statements: stored, ...(target.pid ? { memoryMb: memoryOf(target) } : {}) };
}

const folder = mkdtempSync(join(tmpdir(), 'widya-bench-'));
chmodSync(folder, 0o755);
const result = { bench: 'lrs', size, seconds, node: process.version };
let ours = await startOurs(folder);
try {
  result.startFreshMs = ours.startMs;
  console.log(`widya: new data folder, answering after ${ours.startMs} ms`);
  result.widya = await run(ours);
  await ours.stop();
  ours = await startOurs(folder);
  result.startExistingMs = ours.startMs;
  console.log(
    `widya: existing data folder, answering after ${ours.startMs} ms; memory ${JSON.stringify(result.widya.memoryMb)} MB`,
  );
} finally {
  await ours.stop();
  rmSync(folder, { recursive: true, force: true });
}
if (process.env.LRS_ENDPOINT) {
  counter = 0;
  result.other = await run({
    name: 'other',
    endpoint: process.env.LRS_ENDPOINT.replace(/\/$/, ''),
    credential: process.env.LRS_CREDENTIAL ?? '',
    ...(process.env.LRS_PID ? { pid: Number(process.env.LRS_PID) } : {}),
  });
}
console.log(JSON.stringify(result));

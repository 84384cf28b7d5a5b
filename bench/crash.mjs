// What was acknowledged survives SIGKILL under load: node bench/crash.mjs [--runs 50] [--kill server|database|both] (after npm run build).
// On the embedded engine, in a folder of its own; with --postgres BIN_FOLDER (that of initdb and postgres) on a PostgreSQL server
// that is started for it, so that its processes may be killed as well. Each run: writers send batches of 1 to 20 statements on
// several connections, then everything named by --kill gets SIGKILL in the middle of it, is started again, and the store is read:
// each acknowledged statement there, none twice, no batch in part. The last line is one line of JSON; the exit code is 1 on a loss.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { client } from './lrs/client.mjs';
import { serve } from './lrs/serve.mjs';
import { statement } from './lrs/statements.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    kill: { type: 'string', default: 'both' },
    postgres: { type: 'string' },
    writers: { type: 'string', default: '6' },
  },
});
const runs = Number(options.runs);

const folder = mkdtempSync(join(tmpdir(), 'widya-crash-'));
chmodSync(folder, 0o755);
const data = join(folder, options.postgres ? 'server' : 'postgres');

/** A PostgreSQL server of our own; as root it runs as the user `postgres` or `nobody`. */
const port = 40_000 + Math.floor(Math.random() * 20_000);
const identity = (() => {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((l) => l.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return { uid: Number(user[2]), gid: Number(user[3]) };
})();
async function startDatabase() {
  const child = spawn(
    join(options.postgres, 'postgres'),
    ['-D', data, '-p', String(port), '-c', `unix_socket_directories=${data}`, '-c', 'listen_addresses=127.0.0.1'],
    { cwd: data, stdio: 'ignore', ...identity },
  );
  const { default: pg } = await import('pg');
  for (;;) {
    const probe = new pg.Client(databaseUrl);
    probe.on('error', () => undefined);
    try {
      await probe.connect();
      await probe.end();
      return child;
    } catch {
      await sleep(50);
    }
  }
}
const databaseUrl = options.postgres ? `postgres://widya@127.0.0.1:${port}/postgres` : undefined;

/** All processes that work in the database's folder: the postmaster and its children. */
function databaseProcesses() {
  const at = realpathSync(data);
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === at;
    } catch {
      return false;
    }
  });
}

const acknowledged = new Set();
const sent = [];
let unsure = 0;
async function write(target, until) {
  const { send, close } = client(target);
  while (!until.stopped) {
    const batch = Array.from({ length: 1 + Math.floor(Math.random() * 20) }, (_, i) => statement(sent.length + i));
    sent.push(batch.map((s) => s.id));
    const status = await send({ method: 'POST', path: '/statements', body: JSON.stringify(batch) }).catch(() => 0);
    if (status === 200) for (const s of batch) acknowledged.add(s.id);
    else unsure++;
    // Refused at once while the database is away: no use in asking a thousand times a second.
    if (status !== 200) await sleep(20);
  }
  close();
}

async function check(endpoint) {
  const seen = new Set();
  let twice = 0;
  const headers = { authorization: `Basic ${btoa('bench:bench')}`, 'x-experience-api-version': '1.0.3' };
  for (let path = '/xapi/statements?format=ids&limit=500'; path;) {
    const response = await fetch(new URL(path, endpoint), { headers });
    if (response.status !== 200) throw new Error(`reading answered ${response.status}`);
    const page = await response.json();
    for (const { id } of page.statements) {
      if (seen.has(id)) twice++;
      seen.add(id);
    }
    path = page.more;
  }
  const lost = [...acknowledged].filter((id) => !seen.has(id)).length;
  const halves = sent.filter((ids) => {
    const n = ids.filter((id) => seen.has(id)).length;
    return n > 0 && n < ids.length;
  }).length;
  return { stored: seen.size, lost, twice, halves };
}

const result = {
  bench: 'crash',
  engine: options.postgres ? 'PostgreSQL server' : 'embedded',
  kill: options.kill,
  runs: 0,
};
const began = performance.now();
let database;
let server;
try {
  if (options.postgres) {
    execFileSync('mkdir', [data]);
    if (identity.uid !== undefined) chownSync(data, identity.uid, identity.gid);
    execFileSync(
      join(options.postgres, 'initdb'),
      ['-D', data, '-A', 'trust', '-U', 'widya', '-E', 'UTF8', '--locale=C'],
      {
        cwd: data,
        stdio: 'ignore',
        ...identity,
      },
    );
    database = await startDatabase();
  }
  const place = { data: options.postgres ? 'memory' : folder, ...(databaseUrl ? { databaseUrl } : {}) };
  server = await serve(place);
  for (let run = 0; run < runs; run++) {
    const before = acknowledged.size;
    const until = { stopped: false };
    const writers = Promise.all(Array.from({ length: Number(options.writers) }, () => write(server, until)));
    // Somewhere in the middle of a commit, and now and then before the first one.
    await sleep(150 + Math.random() * 600);
    if (options.kill !== 'server') for (const pid of databaseProcesses()) process.kill(Number(pid), 'SIGKILL');
    if (options.kill === 'server' || options.kill === 'both') server.child.kill('SIGKILL');
    if (options.kill === 'database') await sleep(300);
    until.stopped = true;
    await writers;
    if (options.kill !== 'database') await server.exited;
    if (options.postgres && options.kill !== 'server') {
      while (databaseProcesses().length > 0) await sleep(20);
      database = await startDatabase();
    }
    if (options.kill !== 'database') server = await serve(place);
    else {
      const ready = () =>
        fetch(new URL('/ready', server.endpoint)).then(
          (r) => r.ok,
          () => false,
        );
      while (!(await ready())) await sleep(50);
    }
    const found = await check(server.endpoint);
    Object.assign(result, found, {
      runs: run + 1,
      acknowledged: acknowledged.size,
      requests: sent.length,
      unanswered: unsure,
    });
    console.log(`run ${run + 1}: ${acknowledged.size - before} acknowledged, ${JSON.stringify(found)}`);
    if (found.lost + found.twice + found.halves > 0) {
      process.exitCode = 1;
      break;
    }
  }
} finally {
  await server?.stop();
  if (database) {
    const gone = new Promise((done) => database.once('exit', done));
    database.kill('SIGINT');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}
result.seconds = Math.round((performance.now() - began) / 1000);
console.log(JSON.stringify(result));

// Our server as its operator starts it, from the built package.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param place `{ data, databaseUrl? }` @returns once it answers */
export async function serve({ data, databaseUrl }, { port = 0 } = {}) {
  const began = performance.now();
  const flags = [...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? [])];
  const args = ['serve', '--port', String(port), '--data', data, '--credential', 'bench:bench'];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([k]) => !/^(?:WIDYA_|DATABASE_URL$|PORT$)/.test(k)),
  );
  const child = spawn(
    process.execPath,
    [...flags, 'dist/cli/widya.js', ...args, ...(databaseUrl ? ['--database', databaseUrl] : [])],
    { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (d) => (output += d));
  const exited = new Promise((done) => child.once('exit', done));
  while (!/LRS at (http:\S+)/.test(output)) {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${output}`);
    await sleep(10);
  }
  const endpoint = /LRS at (http:\S+)/.exec(output)[1];
  const answers = () =>
    fetch(`${endpoint}/about`).then(
      (r) => r.ok,
      () => false,
    );
  while (!(await answers())) await sleep(10);
  return {
    endpoint,
    credential: 'bench:bench',
    pid: child.pid,
    child,
    exited,
    startMs: Math.round(performance.now() - began),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

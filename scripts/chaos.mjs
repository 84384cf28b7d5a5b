// npm run chaos -- --traces 10000 [--seed N]: the outbox in a world where everything goes wrong (test/sdk/chaos.ts), a thousand
// traces to a seed. Closes with one line of JSON. A trace that fails is shrunk and printed, with the seed that finds it again.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpus } from 'node:os';
import { checkNode, ensurePackages, root, say } from './lib.mjs';

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
};

if (process.send) {
  // One batch, in a process of its own.
  const [{ default: fc }, { check, run, trace }] = await Promise.all([
    import('fast-check'),
    import('../test/sdk/chaos.ts'),
  ]);
  const sum = nothing();
  process.on('unhandledRejection', (reason) => {
    sum.unhandled++;
    console.error(reason);
  });
  const { seed, traces } = JSON.parse(process.env.CHAOS_BATCH);
  const result = await fc.check(
    fc.asyncProperty(trace, async (t) => {
      const r = await run(t);
      sum.traces++;
      sum.recorded += r.recorded;
      sum.requests += r.requests;
      check(r);
    }),
    { numRuns: traces, seed },
  );
  if (result.failed) {
    // What the shrunk trace does is what is counted: the tries on the way to it are the same fault again and again.
    const [worst] = result.counterexample;
    const r = await run(worst);
    for (const key of ['lost', 'disordered', 'documents']) sum[key] += r[key].length;
    sum.duplicated += r.duplicated;
    sum.forOthers += r.forOthers;
    sum.stuck += Number(r.stuck);
    console.error(`seed ${seed}: ${JSON.stringify(worst)}\n${result.errorInstance?.message ?? ''}`);
  }
  process.send({ ...sum, failed: result.failed });
  process.disconnect();
} else {
  checkNode();
  await ensurePackages();
  const wanted = option('traces') ?? 1000;
  const first = option('seed') ?? randomInt(2 ** 30);
  const started = Date.now();
  const batches = [];
  for (let left = wanted, seed = first; left > 0; left -= 1000, seed++)
    batches.push({ seed, traces: Math.min(left, 1000) });
  const total = { ...nothing(), failed: 0 };
  const seeds = batches.map((b) => b.seed);
  say(`${wanted} traces, seeds ${seeds[0]} to ${seeds.at(-1)}`);
  const worker = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const result = await new Promise((resolve) => {
        const child = spawn(process.execPath, ['--import', './test/node-ts.mjs', 'scripts/chaos.mjs'], {
          cwd: root,
          env: { ...process.env, CHAOS_BATCH: JSON.stringify(batch), NODE_NO_WARNINGS: '1' },
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        let answer = { failed: true };
        child.on('message', (m) => (answer = m));
        child.on('close', () => resolve(answer));
      });
      for (const key of Object.keys(total)) total[key] += Number(result[key] ?? 0);
      say(`seed ${batch.seed}: ${result.failed ? 'FAILED' : `${result.traces} traces, ${result.recorded} statements`}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(cpus().length, 4) }, worker));
  console.log(
    JSON.stringify({ ...total, seeds: [seeds[0], seeds.at(-1)], seconds: Math.round((Date.now() - started) / 1000) }),
  );
  process.exit(total.failed > 0 || total.unhandled > 0 ? 1 : 0);
}

function nothing() {
  return {
    traces: 0,
    recorded: 0,
    requests: 0,
    lost: 0,
    duplicated: 0,
    disordered: 0,
    forOthers: 0,
    documents: 0,
    stuck: 0,
    unhandled: 0,
  };
}

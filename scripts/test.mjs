// npm test: installs what is missing and runs every test. Names after `--` choose parts: npm test -- unit server component house e2e stories.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { build } from './build.mjs';
import { bin, checkNode, ensureChromium, ensurePackages, root, say } from './lib.mjs';

checkNode();
await ensurePackages();
const chrome = await ensureChromium();
const env = { ...process.env, CHROME_PATH: chrome, NODE_NO_WARNINGS: '1' };

const wanted = process.argv.slice(2);
const wants = (part) => wanted.length === 0 || wanted.includes(part);
let passed = 0;
let failed = 0;
const bad = [];

/** Runs one part; its last count is read from what it prints. */
async function part(name, title, command, args, read) {
  if (!wants(name)) return;
  say(`${title}…`);
  const started = Date.now();
  const { code, output } = await capture(command, args);
  const count = read(output) ?? { passed: 0, failed: 1 };
  if (code !== 0 && count.failed === 0) count.failed = 1;
  passed += count.passed;
  failed += count.failed;
  if (count.failed > 0) bad.push(title);
  say(`${title}: ${count.passed} passed, ${count.failed} failed, ${Math.round((Date.now() - started) / 1000)} s`);
}

function capture(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (stream) => (d) => {
      output += d;
      stream.write(d);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.on('error', (e) => resolve({ code: 127, output: String(e) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const tap = (output) => {
  const n = (word) =>
    [...output.matchAll(new RegExp(`^# ${word} (\\d+)`, 'gm'))].reduce((sum, m) => sum + Number(m[1]), 0);
  return /^# pass /m.test(output) ? { passed: n('pass'), failed: n('fail') + n('cancelled') } : undefined;
};
const wtr = (output) => {
  const m = /WIDYA-COUNT (\d+) (\d+)/.exec(output);
  return m ? { passed: Number(m[1]), failed: Number(m[2]) } : undefined;
};
/** A check without tests of its own counts as one. */
const whole = (code) => () => (code === undefined ? { passed: 1, failed: 0 } : undefined);

const tests = (dir, ending) =>
  existsSync(`${root}test/${dir}`)
    ? readdirSync(`${root}test/${dir}`, { recursive: true })
        .filter((f) => f.endsWith(ending))
        .map((f) => `test/${dir}/${f}`)
    : [];
const node = (files, ...more) => [
  '--import',
  './test/node-ts.mjs',
  '--test',
  '--test-reporter=tap',
  `--test-concurrency=${cpus().length}`,
  ...more,
  ...files,
];
const quietTap = (files, ...more) => [process.execPath, node(files, ...more)];

if (wants('types')) await part('types', 'Types', bin('tsc'), ['-p', 'test/tsconfig.json', '--noEmit'], whole());
if (wants('lint')) await part('lint', 'Lint', 'npm', ['run', '--silent', 'lint'], whole());
if (wants('unit')) {
  const files = ['sdk', 'model', 'tracking', 'questions', 'formats', 'lessons', 'plugins', 'cli'].flatMap((d) =>
    tests(d, '.test.ts'),
  );
  await part('unit', 'Pure code', ...quietTap(files), tap);
}
if (wants('server')) await part('server', 'Server', ...quietTap(tests('server', '.test.ts')), tap);
if (wants('component')) await part('component', 'Components in Chromium', bin('wtr'), [], wtr);
if (wants('e2e') || wants('house')) await build();
if (wants('house')) await part('house', 'House rules', ...quietTap(tests('house', '.test.mjs')), tap);
if (wants('house')) await part('house', 'Size budgets', process.execPath, ['scripts/size.mjs'], whole());
if (wants('e2e'))
  await part('e2e', 'The portal in Chromium', ...quietTap(tests('e2e', '.test.mjs'), '--test-concurrency=1'), tap);

if (wants('stories')) {
  await part('stories', 'Building Storybook', 'npm', ['run', '--silent', 'build:storybook'], whole());
  await part('stories', 'Every story in Chromium', ...quietTap(tests('stories', '.test.mjs')), tap);
}

if (bad.length > 0) say(`Failed: ${bad.join(', ')}. The messages are above.`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

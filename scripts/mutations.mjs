// npm run mutations [-- WORD…]: takes each defence of test/mutations.mjs out, in a copy, and sees its test fail. Words pick by id.
// Not part of npm test: it runs for some twenty minutes.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, ensurePackages, root, run, say, stop } from './lib.mjs';
import { mutations } from '../test/mutations.mjs';

checkNode();
await ensurePackages();
const words = process.argv.slice(2);
const chosen = mutations.filter((m) => words.length === 0 || words.some((w) => m.id === w || m.id.startsWith(`${w} `)));
if (chosen.length === 0) stop(`No mutation is called so. There are: ${mutations.map((m) => m.id).join(', ')}`);

const copy = mkdtempSync(join(tmpdir(), 'widya-mutations-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
const left = /(?:^|\/)(?:node_modules|\.git|dist|cdn|storybook-static|docs\/api)(?:\/|$)/;
cpSync(root, copy, { recursive: true, filter: (from) => !left.test(from.slice(root.length)) });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const build = "import('./scripts/build.mjs').then((m) => m.build({ types: false }))";
/** @returns {Promise<boolean>} whether the tests pass */
async function passes({ test, name }) {
  const options = { cwd: copy, quiet: 'all' };
  if (test.startsWith('test/components/'))
    return (await run(join(root, 'node_modules/.bin/wtr'), ['--files', test], options)) === 0;
  if (test.startsWith('test/e2e/') && (await run(process.execPath, ['-e', build], options)) !== 0)
    stop('The build fails: this says nothing about the test');
  const picked = name ? ['--test-name-pattern', name] : [];
  // By itself, not under `--test`: a defence whose loss makes a loop without end is stopped, and was seen.
  return new Promise((resolve) => {
    const args = ['--import', './test/node-ts.mjs', ...picked, test];
    const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
    child.on('close', (code) => (clearTimeout(timer), resolve(code === 0)));
  });
}

const sound = new Map();
const bad = [];
for (const m of chosen) {
  const key = `${m.test} ${m.name ?? ''}`;
  if (!sound.has(key)) sound.set(key, await passes(m));
  if (!sound.get(key)) {
    bad.push(m.id);
    say(`${m.id}: ${key} fails without any change`);
    continue;
  }
  const path = join(copy, m.file);
  const before = readFileSync(path, 'utf8');
  const at = before.indexOf(m.from);
  if (at < 0) stop(`${m.id}: what it takes out is no longer in ${m.file}`);
  writeFileSync(path, before.slice(0, at) + m.to + before.slice(at + m.from.length));
  const survived = await passes(m);
  writeFileSync(path, before);
  if (survived) bad.push(m.id);
  say(`${m.id}: ${survived ? 'NOT SEEN' : 'seen'} by ${m.test}`);
}
say(`${chosen.length - bad.length} of ${chosen.length} seen${bad.length > 0 ? `; not: ${bad.join(', ')}` : ''}`);
process.exit(bad.length > 0 ? 1 : 0);

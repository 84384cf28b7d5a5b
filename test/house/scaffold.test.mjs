// What `widya create-plugin` writes, against the package as it is packed: its own tests pass, its build makes one file.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'widya-scaffold-'));
after(() => rmSync(folder, { recursive: true, force: true }));

it('a new plugin passes its own tests with the packed package, and builds to one file', async () => {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'widya'), { recursive: true });
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
    maxBuffer: 1e8,
  });
  const [{ filename }] = JSON.parse(stdout);
  await run('tar', ['-xzf', join(folder, filename), '-C', join(modules, 'widya'), '--strip-components=1']);
  // What npm would put there besides: the dependencies, and nothing of the server's engines.
  for (const name of ['@lit', '@lit-labs', 'fflate', 'lit', 'lit-element', 'lit-html', 'valibot'])
    if (readdirSync(join(root, 'node_modules')).includes(name))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  const widya = join(modules, 'widya/dist/cli/widya.js');
  await run(process.execPath, [widya, 'create-plugin', 'acme-uji'], { cwd: folder });
  const project = join(folder, 'acme-uji');
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT; // a test within a test would otherwise speak to the outer one
  const tested = await run(process.execPath, ['--test', '--test-reporter=tap'], { cwd: project, env });
  assert.match(tested.stdout, /# pass 1[5-9]/);
  assert.match(tested.stdout, /# fail 0/);
  const built = join(project, 'dist/acme-uji.js');
  const esbuild = join(root, 'node_modules/.bin/esbuild');
  await run(esbuild, ['src/index.js', '--bundle', '--minify', '--format=esm', `--outfile=${built}`], { cwd: project });
  assert.ok(statSync(built).size < 60_000, `${statSync(built).size} bytes`);
});

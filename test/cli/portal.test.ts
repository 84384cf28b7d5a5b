// `widya create-plugin` and `widya embed`, as a shell runs them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'widya-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const widya = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      ['--import', `${root}test/node-ts.mjs`, `${root}src/cli/widya.ts`, ...args],
      { cwd: folder, env: { ...process.env, NODE_NO_WARNINGS: '1' } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    ),
  );

it('create-plugin writes a folder once, for a name with a vendor', async () => {
  const made = await widya('create-plugin', 'acme-hotspot');
  assert.equal(made.code, 0, made.err);
  for (const path of [
    'src/index.js',
    'src/view.js',
    'src/fixtures.js',
    'stories/acme-hotspot.stories.js',
    'test/acme-hotspot.test.js',
    '.github/workflows/test.yml',
  ])
    assert.ok(existsSync(join(folder, 'acme-hotspot', path)), path);
  assert.match(readFileSync(join(folder, 'acme-hotspot/src/index.js'), 'utf8'), /id: 'id\.acme\.hotspot'/);
  assert.match((await widya('create-plugin', 'acme-hotspot')).err, /there already/);
  assert.match((await widya('create-plugin', 'hotspot')).err, /vendor/);
});

it('embed prints every grade, or one; what is wrong is named', async () => {
  const link = ['--href', '/kuis', '--text', 'Buka kuis'];
  const all = await widya('embed', 'quiz', 'src=/a.json', ...link);
  assert.match(all.out, /^tag:\n<widya-quiz src="\/a\.json"><a[^]*placeholder:\n<div[^]*frame:\n<iframe[^]*link:\n<a /);
  const one = await widya('embed', 'quiz', 'src=/a.json', '--grade', 'placeholder', ...link);
  assert.equal(
    one.out,
    '<div class="widya" data-widya="quiz" data-src="/a.json"><a href="/kuis">Buka kuis</a></div>\n',
  );
  assert.match((await widya('embed', 'quiz', 'trust=x', ...link)).err, /attribute "trust"/);
  assert.match((await widya('embed', 'quiz', 'src=/a.json')).err, /something to read/);
});

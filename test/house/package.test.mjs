// What a portal team installs: every door of the package opens, opens without side effects where it says so, and has types.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const prose = ['README.md', 'AGENTS.md', 'demo/README.md']
  .concat(readdirSync(join(root, 'docs'), { recursive: true }).map((f) => `docs/${f}`))
  .filter((f) => f.endsWith('.md') && !f.startsWith('docs/api/'));

/** Every file behind a pattern such as "./define/*", as the specifiers a user writes. */
function specifiers() {
  return Object.entries(pkg.exports).flatMap(([door, target]) => {
    const path = typeof target === 'string' ? target : target.default;
    if (!door.includes('*')) return [door];
    const before = path.slice(2, path.indexOf('*'));
    const after = path.slice(path.lastIndexOf('*') + 1);
    return readdirSync(join(root, before))
      .map((f) => (f.endsWith(after) ? f.slice(0, f.length - after.length) : f))
      .filter((f) => f && existsSync(join(root, path.replaceAll('*', f))))
      .map((f) => door.replace('*', f));
  });
}

describe('the package', () => {
  it('passes publint, strictly', async () => {
    const { messages } = await publint({ pkgDir: root, strict: true });
    assert.deepEqual(
      messages.map((m) => formatMessage(m, pkg)),
      [],
    );
  });

  it('has right types behind every door', async () => {
    const doors = specifiers().filter((d) => !/styles|\.json$|\.txt$/.test(d));
    assert.ok(doors.length > 20);
    // ESM only: what CommonJS would see is not a question here.
    await run(
      process.execPath,
      [join(root, 'node_modules/.bin/attw'), '--pack', root, '--profile', 'esm-only', '--entrypoints', ...doors],
      { maxBuffer: 1e8 },
    );
  });

  it('opens every door that the prose names', () => {
    for (const file of prose)
      for (const [, to] of readFileSync(join(root, file), 'utf8').matchAll(
        /(?:from|import|import\()\s*'(widya[^']*)'/g,
      ))
        assert.ok(existsSync(fileURLToPath(import.meta.resolve(to))), `${file}: ${to}`);
  });

  it('names only links that lead somewhere', () => {
    for (const file of prose)
      for (const [, to] of readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g))
        assert.ok(existsSync(join(root, file, '..', to)), `${file}: ${to}`);
  });

  it('every door but define opens in a plain Node and defines nothing', async () => {
    for (const door of specifiers()) {
      if (/define|styles|\.json$|\.txt$/.test(door)) continue;
      const program = `globalThis.customElements = { define(tag) { throw new Error('defined ' + tag); }, get() {} };
        await import('${door.replace('.', 'widya')}');`;
      await run(process.execPath, ['--input-type=module', '-e', program], { cwd: root });
    }
  });

  it('every file of the CDN build has its integrity hash', () => {
    const sri = JSON.parse(readFileSync(join(root, 'cdn/sri.json'), 'utf8'));
    const files = readdirSync(join(root, 'cdn'), { recursive: true }).filter((f) => f.endsWith('.js'));
    assert.deepEqual(Object.keys(sri).sort(), files.sort());
  });
});

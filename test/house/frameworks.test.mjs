// Types for frameworks, as their users' compilers see them: what is right holds, what is wrong is told.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Inside the package: it then finds itself by its name, as a dependency would be found.
const folder = mkdtempSync(join(root, 'node_modules/.widya-types-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const check = (name, code, jsx) =>
  new Promise((resolve) => {
    writeFileSync(join(folder, name), code);
    const options = [
      '--noEmit',
      '--ignoreConfig',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--lib',
      'es2023,dom,dom.iterable',
      '--jsx',
      jsx,
    ];
    execFile(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), ...options, join(folder, name)],
      { cwd: root },
      (_, out) => resolve(out),
    );
  });

it('React: properties, attributes and events are typed', async () => {
  const out = await check(
    'react.tsx',
    `import type {} from '../../dist/types/react.js';
export const right = <widya-quiz src="/a.json" pass-mark={0.7} readonly className="x" onwidya-quiz-submitted={(e) => e.detail.scaled.toFixed(2)}><a href="/a">A</a></widya-quiz>;
export const wrong = <widya-quiz src={7} />;
export const unknown = <widya-quiz onwidya-quiz-submitted={(e) => e.detail.nothing} />;
`,
    'react-jsx',
  );
  const errors = out.split('\n').filter((l) => /error TS/.test(l));
  assert.deepEqual(
    errors.map((l) => /(?:react|plain)\.tsx\((\d+),/.exec(l)?.[1]),
    ['3', '4'],
    out,
  );
});

it('plain JSX: the same', async () => {
  const out = await check(
    'plain.tsx',
    `import type {} from '../../dist/types/jsx.js';
declare const h: (...args: unknown[]) => unknown;
/** @jsx h */
export const right = <widya-progress-card course="https://x/" label="A" onwidya-error={(e) => e.detail.code} />;
export const wrong = <widya-progress-card course={7} />;
`,
    'preserve',
  );
  assert.deepEqual(
    out
      .split('\n')
      .filter((l) => /error TS/.test(l))
      .map((l) => /(?:react|plain)\.tsx\((\d+),/.exec(l)?.[1]),
    ['5'],
    out,
  );
});

it('tokens for design tools have a value and a type each; llms.txt names every tag', () => {
  const tokens = JSON.parse(readFileSync(join(root, 'dist/styles/tokens.json'), 'utf8'));
  assert.deepEqual(tokens.widya.color.accent, {
    $type: 'color',
    $value: '#0b5cad',
    $extensions: { 'id.widya': { dark: '#7cb8f7' } },
  });
  assert.deepEqual(tokens.widya.radius.base, { $type: 'dimension', $value: { value: 8, unit: 'px' } });
  const names = [...readFileSync(join(root, 'src/styles/tokens.css'), 'utf8').matchAll(/--widya-[\w-]+:/g)].length;
  assert.equal(Object.values(tokens.widya).flatMap((group) => Object.keys(group)).length, names);
  const llms = readFileSync(join(root, 'dist/llms.txt'), 'utf8');
  const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8'));
  for (const d of manifest.modules.flatMap((m) => m.declarations ?? []))
    if (d.tagName) assert.ok(llms.includes(`## <${d.tagName}>`));
});

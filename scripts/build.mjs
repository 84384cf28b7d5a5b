// npm run build: dist/ for npm, cdn/ for script tags, types, the manifest and what editors read from it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync, copyFileSync, cpSync } from 'node:fs';
import { bin, checkNode, ensurePackages, root, run, say, stop } from './lib.mjs';

/** @param {{ types?: boolean }} options types and manifest are left out where only the page is needed */
export async function build({ types = true } = {}) {
  rmSync(`${root}dist`, { recursive: true, force: true });
  rmSync(`${root}cdn`, { recursive: true, force: true });
  say('Building…');
  if ((await run(bin('rollup'), ['-c', '--silent'])) !== 0) stop('The build failed; the message above names the file.');
  mkdirSync(`${root}dist/styles`, { recursive: true });
  copyFileSync(`${root}src/styles/tokens.css`, `${root}dist/styles/tokens.css`);
  copyFileSync(`${root}src/server/access/access-vectors.json`, `${root}dist/server/access-vectors.json`);
  for (const name of ['shim.html', 'shim.css', 'return.html', 'h5p.html', 'h5p.css'])
    copyFileSync(`${root}src/content/${name}`, `${root}cdn/content/${name}`);
  copyFileSync(`${root}src/plugins/frame-page.html`, `${root}cdn/plugin/frame.html`);
  cpSync(`${root}integrations`, `${root}dist/integrations`, { recursive: true });
  // Beside the modules, too: where an application without the script-tag build looks for it.
  cpSync(`${root}cdn/plugin`, `${root}dist/plugin`, { recursive: true });
  // Only now: it needs packages, which a fresh clone has just got.
  await (await import('./schemas.mjs')).writeSchemas();
  writeSri();
  if (!types) return;
  if ((await run(bin('tsc'), ['-p', 'tsconfig.build.json'])) !== 0) stop('The types do not hold; see above.');
  if ((await run(bin('cem'), ['analyze', '--config', 'custom-elements-manifest.config.mjs'], { quiet: true })) !== 0) {
    stop('The manifest of the elements could not be made; see above.');
  }
  await (await import('./frameworks.mjs')).writeFrameworks();
}

/** Subresource integrity of every file of the CDN build, lazy chunks included. */
function writeSri() {
  const files = readdirSync(`${root}cdn`, { recursive: true })
    .filter((f) => f.endsWith('.js'))
    .sort();
  const hash = (f) =>
    `sha384-${createHash('sha384')
      .update(readFileSync(`${root}cdn/${f}`))
      .digest('base64')}`;
  writeFileSync(
    `${root}cdn/sri.json`,
    `${JSON.stringify(Object.fromEntries(files.map((f) => [f, hash(f)])), null, 2)}\n`,
  );
  // For <script type="importmap">: what is imported later, by other files, has no tag to put a hash on. Relative to the page, so the
  // folder comes first: `npx widya importmap /vendor/widya/`.
  const modules = files.filter((f) => !/^(?:content|plugin)\//.test(f));
  writeFileSync(
    `${root}cdn/importmap.json`,
    `${JSON.stringify({ integrity: Object.fromEntries(modules.map((f) => [`./${f}`, hash(f)])) }, null, 2)}\n`,
  );
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1))) {
  checkNode();
  await ensurePackages();
  await build();
  say('Built: dist/ (npm), cdn/ (script tags), custom-elements.json.');
}

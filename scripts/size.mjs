// npm run size: what each door costs on the line, everything it needs included; fails when one is over its budget.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from './build.mjs';
import { checkNode, ensurePackages, root, say } from './lib.mjs';

/** kB gzip, all dependencies in; lazily loaded parts are not. */
const budgets = {
  'widya-autoloader': 2.5,
  'progress-card': 22,
  quiz: 30,
  'item-analysis': 24,
  'jp-card': 40,
  'leader-report': 40,
  forum: 31,
  'moderation-queue': 31,
  'forum-thread': 30,
  'course-player': 34,
};

/** A quiz with all ten kinds loaded, all in (docs/decisions/0016). */
const allKinds = 48.5;

checkNode();
await ensurePackages();
if (!existsSync(`${root}cdn/widya-autoloader.js`)) await build({ types: false });

const cdn = `${root}cdn/`;
const text = new Map();
const read = (file) => {
  if (!text.has(file)) text.set(file, readFileSync(cdn + file, 'utf8'));
  return text.get(file);
};
const resolve = (from, to) => new URL(to, `file:///${from}`).pathname.slice(1);
/** Static imports of a minified module: `import…from"./x.js"`, `import"./x.js"`, `export…from"./x.js"`. */
const imports = (file) =>
  [...read(file).matchAll(/(?:import|export)\s*(?:[\w$*{}\s,]*?from)?\s*["'](\.{1,2}\/[^"']+)["']/g)].map((m) =>
    resolve(file, m[1]),
  );
const closure = (file, seen = new Set()) => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of imports(file)) closure(next, seen);
  return seen;
};
const gzip = (files) => [...files].reduce((sum, f) => sum + gzipSync(read(f), { level: 9 }).length, 0);

/** The chunks the autoloader fetches for a tag. */
const loader = read('widya-autoloader.js');
const entryOf = (name) => {
  if (name === 'widya-autoloader') return ['widya-autoloader.js'];
  const call = new RegExp(`"widya-${name}":\\(\\)=>([^,}]*(?:\\([^()]*\\)|[^,}])*)`).exec(loader)?.[1] ?? '';
  return [...call.matchAll(/["'](\.\/chunks\/[^"']+)["']/g)].map((m) => resolve('widya-autoloader.js', m[1]));
};

let over = false;
const rows = [];

/** The SDK for pages that bring their own interface: one file with all that is loaded lazily as well. */
const { build: bundle } = await import('esbuild');
const bundles = {
  // What a portal with pages of its own imports: service, client, outbox, sign-in, files. Tokens, launches and backups are paid
  // by those who name them, encryption on shared devices (sealed.ts) by those who ask for it.
  sdk: {
    budget: 14,
    entry:
      "export { createService, LrsClient, Outbox, sessionAuth, attach, verbs, toDuration, fromDuration } from './src/sdk/index.js'; export { drain } from './src/sdk/sender.js';",
    external: ['./sealed.js'],
  },
  // What keeps and sends: the queue, its store and its sender, without the client they use. What only an answer of the server can
  // bring up (refusals.ts, documents.ts) is fetched then, and is in the sum of `sdk`.
  outbox: {
    budget: 4,
    apart: true,
    entry:
      "export { Outbox } from './src/sdk/outbox.js'; export { openStore } from './src/sdk/store.js'; export { drain } from './src/sdk/sender.js';",
    external: ['./errors.js', './statement.js'],
  },
};
// Importers, fetched by a page whose quiz is a file of another system: what such a page has not already got with the quiz. Packages
// (QTI, H5P) are unpacked by one more file.
for (const name of ['gift', 'aiken', 'moodle-xml', 'qti', 'h5p'])
  bundles[`import ${name}`] = {
    budget: 12,
    apart: true,
    entry: `export * from './src/formats/${name}/read.js';`,
    external: ['../../model/schema.js', '../../sdk/errors.js', '../sdk/errors.js', '../model/inline.js', '../zip.js'],
  };
bundles.unzip = {
  budget: 5,
  entry: "export * from './src/formats/zip.js';",
  external: ['../sdk/errors.js', './format.js'],
};

for (const [name, { budget, entry, external, apart = false }] of Object.entries(bundles)) {
  const { outputFiles } = await bundle({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    plugins: [
      {
        name: 'others',
        setup: (b) =>
          b.onResolve({ filter: /./ }, (a) =>
            external.includes(a.path) || (apart && a.kind === 'dynamic-import')
              ? { path: a.path, external: true }
              : undefined,
          ),
      },
    ],
  });
  const kb = gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
  over ||= kb > budget;
  rows.push({ name, files: 1, size: kb.toFixed(1), budget, state: kb > budget ? 'OVER' : 'ok' });
}
for (const [name, budget] of Object.entries(budgets)) {
  const entries = entryOf(name);
  if (entries.length === 0) {
    rows.push({ name, files: 0, size: '—', budget, state: 'not in the build' });
    over = true;
    continue;
  }
  const files = entries.reduce((set, e) => closure(e, set), new Set());
  const kb = gzip(files) / 1000;
  const bad = kb > budget;
  over ||= bad;
  rows.push({ name, files: files.size, size: kb.toFixed(1), budget, state: bad ? 'OVER' : 'ok' });
}
/** A quiz with every kind: what it fetches besides, from the file's checks to the views, as far as a quiz without rules needs it. */
{
  const needed =
    /\/(?:questions\/|model\/quiz-file|components\/quiz\/asking|components\/question\/review|tracking\/quiz)/;
  const sourcesOf = (file) => JSON.parse(readFileSync(`${cdn}${file}.map`, 'utf8')).sources;
  const lazily = (file) =>
    [...read(file).matchAll(/import\(\s*["'](\.{1,2}\/[^"']+)["']\s*\)/g)].map((m) => resolve(file, m[1]));
  const files = entryOf('quiz').reduce((set, e) => closure(e, set), new Set());
  for (const file of files)
    for (const next of lazily(file))
      if (!files.has(next) && sourcesOf(next).some((source) => needed.test(source))) closure(next, files);
  if (process.env.WIDYA_SIZES) for (const f of files) console.log(f, gzip([f]));
  const kb = gzip(files) / 1000;
  over ||= kb > allKinds;
  rows.push({
    name: 'quiz, all kinds',
    files: files.size,
    size: kb.toFixed(1),
    budget: allKinds,
    state: kb > allKinds ? 'OVER' : 'ok',
  });
}
/** A tag nobody else needs: where it comes along, everything does. */
for (const file of readdirSync(`${cdn}chunks`).filter((f) => f.endsWith('.js'))) {
  const sources = (f) => JSON.parse(readFileSync(`${cdn}${f}.map`, 'utf8')).sources;
  const own = sources(`chunks/${file}`);
  const isTag = own.some((s) => /src\/(?:define|components\/doctor)\//.test(s));
  const brings = [...closure(`chunks/${file}`)].some((f) =>
    sources(f).some((s) => s.endsWith('components/doctor/doctor.ts')),
  );
  if (isTag || !brings || own.every((s) => /src\/(?:sdk|all)/.test(s))) continue;
  console.error(
    `[widya] ${file} (${own.slice(0, 3).join(', ')}) brings every tag with it: name the chunk of what it shares in rollup.config.mjs.`,
  );
  over = true;
}
// Pieces that import one another in a ring read what is not there yet, and no tag opens.
for (const file of ['widya.js', 'widya-autoloader.js', ...readdirSync(`${cdn}chunks`).map((f) => `chunks/${f}`)]) {
  if (!file.endsWith('.js')) continue;
  const back = imports(file).find((next) => closure(next).has(file));
  if (back === undefined) continue;
  console.error(`[widya] ${file} and ${back} import each other: name what they share in rollup.config.mjs.`);
  over = true;
}
const lazy = readdirSync(`${cdn}chunks`).filter((f) => f.endsWith('.js'));
console.log('entry              files   gzip kB   budget   ');
for (const r of rows) {
  console.log(
    `${r.name.padEnd(18)} ${String(r.files).padStart(5)} ${String(r.size).padStart(9)} ${String(r.budget).padStart(8)}   ${r.state}`,
  );
}
say(`${lazy.length} chunks in all; kB = 1000 bytes, each file gzipped by itself (level 9).`);
if (over) {
  console.error('[widya] Over budget: make it smaller, or say in docs/decisions why the budget is wrong.');
  process.exit(1);
}

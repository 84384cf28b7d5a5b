// Two outputs. npm: modules preserved, unminified, dependencies external. CDN: everything in, minified, split in chunks.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transformSync } from 'esbuild';
import esbuild from 'rollup-plugin-esbuild';

const files = (dir, match) =>
  readdirSync(new URL(dir, import.meta.url), { recursive: true })
    .filter((f) => match.test(f))
    .map((f) => `${dir}${f}`.replace(/^\.\//, ''));

const compile = (options = {}) => esbuild({ tsconfig: 'tsconfig.build.json', target: 'es2022', ...options });

/** Comments and indents of the css`…` templates are for us, not for the line. */
const minifyCss = {
  name: 'widya-minify-css',
  transform(code, id) {
    if (!/[\s([,]css`/.test(code)) return null;
    const small = code.replaceAll(/(?<=[\s([,])css`([^`$\\]*)`/g, (_, css) => {
      const { code, warnings } = transformSync(css, { loader: 'css', minify: true });
      if (warnings.length > 0) this.error(`${id}: ${warnings[0].text}`);
      return `css\`${code.trim()}\``;
    });
    return { code: small, map: null };
  },
};
/** So are the line breaks and indents of the html`…` templates; what is shown is the same. */
const minifyHtml = {
  name: 'widya-minify-html',
  transform(code) {
    if (!/\b(?:html|svg)`/.test(code)) return null;
    const quasis = [];
    const walk = (node) => {
      if (Array.isArray(node)) return node.forEach(walk);
      if (typeof node?.type !== 'string') return;
      if (node.type === 'TaggedTemplateExpression' && ['html', 'svg'].includes(node.tag.name))
        quasis.push(...node.quasi.quasis);
      for (const value of Object.values(node)) if (typeof value === 'object' && value) walk(value);
    };
    walk(this.parse(code));
    let small = code;
    for (const { start, end } of quasis.sort((a, b) => b.start - a.start))
      small = small.slice(0, start) + small.slice(start, end).replace(/\s*\n\s*/g, ' ') + small.slice(end);
    return { code: small, map: null };
  },
};
/** Checks of files in a third of the size; what it may differ in from valibot is in test/model/checks.test.ts. */
const smallChecks = {
  name: 'widya-small-checks',
  resolveId: (id) => (id === 'valibot' ? fileURLToPath(new URL('src/model/checks.ts', import.meta.url)) : null),
};
/** esbuild writes its decorator helper into each file; once is enough. */
const decorate = {
  name: 'widya-decorate',
  resolveId: (id) => (id === 'widya:decorate' ? id : null),
  load: (id) =>
    id === 'widya:decorate'
      ? 'export const __decorateClass = (decorators, target, key) => { for (const d of decorators) d(target, key); };'
      : null,
  transform(code) {
    if (!code.includes('var __decorateClass =')) return null;
    // Properties without accessors of their own: Lit makes them on the prototype, and has nothing to give back.
    const small = code
      .replace(/var __defProp = [^;]*;\s*(?:var __getOwnPropDesc = [^;]*;\s*)?var __decorateClass = [^]*?\n\};\n/, '')
      .replaceAll(/(\], \w+\.prototype, "\w+"), 2\);/g, '$1);');
    if (/var __decorateClass|\.prototype, "\w+", \d\);/.test(small))
      this.error('more than properties is decorated here');
    return { code: `import { __decorateClass } from 'widya:decorate';\n${small}`, map: null };
  },
};
const everywhere =
  /widya:decorate|@lit\/context\/lib\/create-context|node_modules\/(?:lit-html\/lit-html|lit-element\/|@lit\/reactive-element\/)|src\/(?:core\/(?:widya-element|context|icons|service|rules|kept|controllers\/(?:service|data))|i18n\/(?:localize|id\/shared)|styles\/(?:tokens|base)\.styles|sdk\/(?:errors|statement|verbs|uuid|duration)|core\/(?:patience|adopt|registry|plugins)|model\/score)\.ts/;
/** What would otherwise end in the chunk of one tag that has it at once, and with that whole tag in the pages of others. */
const together = {
  schema: /src\/(?:model\/(?:schema|checks|text)|lessons\/kind|sdk\/(?:uuid-from|from-duration))\.ts/,
  // Shelves of plugins, and what looks at what is on them.
  plugins: /src\/plugins\/(?:shelves|guard|host|step|words|check|take|widgets|gather)\.ts|src\/lessons\/words\.ts/,
  probe: /src\/sdk\/probe\.ts/,
  save: /src\/core\/save-file\.ts/,
  backup: /src\/sdk\/backup\.ts/,
  bytes: /src\/sdk\/(?:base64|sha256|multipart|attachments)\.ts/,
  // What every package lesson has around its content.
  package: /src\/(?:lessons\/package\/|content\/link|core\/download)/,
  // What is on the device, and how it gets there.
  shelf: /src\/offline\/(?:shelf|bring|course|page)\.ts/,
  needs: /src\/(?:offline\/texts|lessons\/(?:page|quiz|video)\/needs)\.ts/,
  summary: /src\/(?:model\/summary|components\/progress-card\/summary-store)\.ts/,
  progress: /src\/(?:i18n\/id\/progress|styles\/progress\.styles)\.ts/,
  charts: /src\/(?:core\/charts\/|model\/csv)/,
  // What a thread, its forum and those who keep order have in common.
  forum:
    /src\/(?:model\/(?:thread|roster)|core\/(?:tail|once)|tracking\/forum|i18n\/id\/forum|components\/forum-thread\/(?:sources|drafts))\.ts|lit-html\/(?:directive(?:-helpers)?|directives\/repeat)\.js/,
  topics: /src\/(?:model\/topics|core\/controllers\/opened|components\/forum\/forum-sync)\.ts/,
  acts: /src\/(?:tracking\/forum-acts|sdk\/forum-verbs)\.ts/,
  markdown: /src\/(?:(?:core|model)\/markdown|styles\/prose\.styles)\.ts/,
  question:
    /src\/(?:i18n\/id\/quiz|questions\/(?:builtins|kind|registry)|components\/question\/question|model\/quiz|core\/form)\.ts/,
  // Small files pack badly one by one. What every quiz needs once it is there comes with choices, whose pieces other kinds are made of;
  // the other kinds come in one piece.
  choices:
    /src\/(?:questions\/(?:(?:choice|true-false)\/|(?:fields|options|marks|text\.styles)\.ts)|(?:tracking\/quiz|components\/quiz\/asking|components\/question\/review|model\/quiz-file)\.ts)/,
  kinds: /src\/(?:questions\/(?:[a-z-]+\/|(?:texts|numbers|number-words|parts)\.ts)|i18n\/id\/kinds)/,
  core: everywhere,
};
const bare = /^(?!\.{0,2}\/)(?!\w:)/;

const entries = [
  'src/index.ts',
  'src/all.ts',
  'src/autoloader.ts',
  'src/sdk/index.ts',
  'src/sdk/xapijs.ts',
  'src/sdk/file-store.ts',
  'src/testing/index.ts',
  ...files('./src/define/', /\.ts$/),
  ...files('./src/components/', /^([^/]+)\/\1\.ts$/),
  ...files('./src/questions/', /^[^/]+\/index\.ts$|^registry\.ts$/),
  ...files('./src/lessons/', /^[^/]+\/index\.ts$|^registry\.ts$/),
  ...files('./src/formats/', /^[^/]+\/index\.ts$|^open\.ts$/),
  'src/plugins/plugin.ts',
  'src/model/embed.ts',
  'src/model/quiz-file.ts',
  'src/model/course.ts',
  ...files('./src/i18n/locales/', /\.ts$/),
  ...files('./src/server/', /^(index|node)\.ts$/),
  ...files('./src/cli/', /\.ts$/),
];

const small = [
  smallChecks,
  resolve({ exportConditions: ['production', 'browser'] }),
  minifyCss,
  compile(),
  decorate,
  minifyHtml,
  terser({ ecma: 2022, module: true, compress: { passes: 3, keep_fargs: false }, format: { comments: false } }),
];

export default [
  {
    input: entries,
    external: (id) => bare.test(id),
    output: { dir: 'dist', format: 'es', preserveModules: true, preserveModulesRoot: 'src', sourcemap: true },
    plugins: [compile()],
  },
  {
    input: { widya: 'src/all.ts', 'widya-autoloader': 'src/autoloader.ts', 'widya-plugin': 'src/plugins/door.ts' },
    output: {
      dir: 'cdn',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      hashCharacters: 'hex',
      generatedCode: 'es2015',
      freeze: false,
      experimentalMinChunkSize: 500,
      // The player checks files at once, a quiz later. Left to itself rollup keeps the checks in the player's chunk, and a page with a
      // quiz would fetch all of that. What every tag needs comes in one file: fewer requests, and it packs better.
      manualChunks: (id) => Object.entries(together).find(([, what]) => what.test(id))?.[0],
      onlyExplicitManualChunks: true,
      sourcemap: true,
    },
    plugins: small,
  },
  // The content host: a folder that an agency puts on an origin of its own. Workers are no modules everywhere, so theirs is one file.
  {
    input: { shim: 'src/content/shim.ts', h5p: 'src/content/h5p-page.ts' },
    output: {
      dir: 'cdn/content',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      hashCharacters: 'hex',
      sourcemap: true,
    },
    plugins: small,
  },
  {
    input: 'src/offline/worker.ts',
    output: { file: 'cdn/widya-sw.js', format: 'iife', sourcemap: true },
    plugins: small,
  },
  {
    input: 'src/content/sw.ts',
    output: { file: 'cdn/content/sw.js', format: 'iife', sourcemap: true },
    plugins: small,
  },
  // Frames in other people's pages: the height of the one, told to the other. Scripts of their own, a few hundred bytes each.
  ...[
    ['frame-page', 'widya-frame'],
    ['frame-host', 'widya-frames'],
  ].map(([from, to]) => ({
    input: `src/embed/${from}.ts`,
    output: { file: `cdn/${to}.js`, format: 'es', sourcemap: true },
    plugins: small,
  })),
  // What runs inside the sandboxed frame of a plugin: a classic script, since a module of an opaque origin needs CORS.
  {
    input: 'src/plugins/frame-guest.ts',
    output: { file: 'cdn/plugin/frame.js', format: 'iife', sourcemap: true },
    plugins: small,
  },
];

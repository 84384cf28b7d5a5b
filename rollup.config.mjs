// Two outputs. npm: modules preserved, unminified, dependencies external. CDN: everything in, minified, split in chunks.
import { readdirSync } from 'node:fs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';

const files = (dir, match) =>
  readdirSync(new URL(dir, import.meta.url), { recursive: true })
    .filter((f) => match.test(f))
    .map((f) => `${dir}${f}`.replace(/^\.\//, ''));

const compile = (options = {}) => esbuild({ tsconfig: 'tsconfig.build.json', target: 'es2022', ...options });
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
  ...files('./src/i18n/locales/', /\.ts$/),
  ...files('./src/server/', /^(index|node)\.ts$/),
  ...files('./src/cli/', /\.ts$/),
];

export default [
  {
    input: entries,
    external: (id) => bare.test(id),
    output: { dir: 'dist', format: 'es', preserveModules: true, preserveModulesRoot: 'src', sourcemap: true },
    plugins: [compile()],
  },
  {
    input: { widya: 'src/all.ts', 'widya-autoloader': 'src/autoloader.ts' },
    output: {
      dir: 'cdn',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      hashCharacters: 'hex',
      sourcemap: true,
    },
    plugins: [
      resolve({ exportConditions: ['production', 'browser'] }),
      compile(),
      terser({ ecma: 2020, module: true, compress: { passes: 2 }, format: { comments: false } }),
    ],
  },
];

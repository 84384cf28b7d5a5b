// `widya create-plugin`: a question kind that works, with its view, fixtures, story, test and CI, to be changed into one's own.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const createPluginHelp = `widya create-plugin NAME [options]

  A folder with a plugin that contributes the question kind NAME: a vendor's prefix and a dash, such as acme-hotspot.
  In it: the kind, its view, fixtures, a story, a test (npm test), a build to one file (npm run build) and a CI file.

  --id ID                  id of the plugin, a reverse domain name; id.VENDOR.REST unless said
  --to FOLDER              where to; NAME unless said. Nothing is written over
`;

const camel = (name: string): string => name.replace(/-(\w)/g, (_, c: string) => c.toUpperCase());

/** The files of a new plugin by their paths. Pure. @param widya version of this package */
export function pluginFiles(name: string, id: string, widya: string): Record<string, string> {
  const kind = camel(name);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'package.json': json({
      name,
      version: '0.1.0',
      type: 'module',
      private: true,
      exports: './src/index.js',
      scripts: {
        test: 'node --test',
        build: `esbuild src/index.js --bundle --minify --format=esm --outfile=dist/${name}.js`,
        storybook: 'storybook dev -p 6006',
      },
      devDependencies: {
        '@storybook/web-components-vite': '^10.6.0',
        esbuild: '^0.27.0',
        storybook: '^10.6.0',
        widya: `^${widya}`,
      },
    }),
    'src/index.js': `// The plugin: data about what it contributes. Nothing runs until a question of the kind is met.
import { definePlugin } from 'widya/plugin';

export default definePlugin({
  id: '${id}',
  version: '0.1.0',
  api: 1,
  words: {
    id: { answer: 'Jawaban Anda' },
    en: { answer: 'Your answer' },
  },
  contributes: {
    questionKinds: {
      '${name}': {
        label: { id: '${name}', en: '${name}' },
        load: () => import('./kind.js').then((m) => m.${kind}),
      },
    },
  },
});
`,
    'src/kind.js': `// The kind: what a question is, and what an answer is worth. Pure: it runs in the page and on the server.
import { allOrNothing, interaction, plain, schemaFrom, withoutKey } from 'widya/plugin';

const clean = (text) => text.trim().toLowerCase();

export const ${kind} = {
  name: '${name}',
  // What is wrong with a question, as its author reads it; undefined when nothing is.
  schema: schemaFrom((q) => (typeof q.answer === 'string' && q.answer !== '' ? undefined : 'answer: is missing')),
  grade: (q, response) => allOrNothing(q, clean(response) === clean(q.answer)),
  // The question in the record; the key only where it may be told.
  definition: (q, { withKey, lang }) => interaction('fill-in', plain(q.stem, lang), withKey ? [q.answer] : undefined),
  // The question as learners of an examination get it.
  strip: (q) => withoutKey(q, 'answer'),
  view: () => import('./view.js'),
};
`,
    'src/view.js': `// What is seen. No style attributes and no HTML from strings: portals with a strict policy refuse them.
import { css, html } from 'widya/plugin';

export const styles = css\`
  label {
    display: grid;
    gap: var(--_1);
    max-inline-size: 24rem;
  }
\`;

export const render = (q, host) => html\`<fieldset>
  <legend>\${host.rich(q.stem)}</legend>
  <label
    >\${host.translate('answer')}<input
      .value=\${host.response}
      ?disabled=\${host.disabled}
      @change=\${(e) => host.answer(e.target.value)}
  /></label>
</fieldset>\`;
`,
    'src/fixtures.js': `// Questions of the kind, with answers that are right and wrong: for the tests and the stories.
const stem = { id: 'Apa ibu kota Jawa Barat?', en: 'What is the capital of West Java?' };

export const fixtures = {
  questions: {
    '${name}': [
      {
        question: { id: 'q1', kind: '${name}', stem, answer: 'Bandung' },
        otherKey: { id: 'q1', kind: '${name}', stem, answer: 'Semarang' },
        right: ['Bandung', ' bandung '],
        wrong: ['Semarang', 'x'],
      },
    ],
  },
};
`,
    [`test/${name}.test.js`]: `// Everything a plugin has to keep. In Web Test Runner or Vitest's browser mode the same lines check it in a page as well.
import { it } from 'node:test';
import { testPlugin } from 'widya/testing';
import { fixtures } from '../src/fixtures.js';

testPlugin(() => import('../src/index.js'), { fixtures, test: it });
`,
    [`stories/${name}.stories.js`]: `import 'widya/define/question';
import { use } from 'widya/plugin';
import { fixtures } from '../src/fixtures.js';
import plugin from '../src/index.js';

use(plugin);

const render = ({ review, disabled }) => {
  const element = document.createElement('widya-question');
  element.question = fixtures.questions['${name}'][0].question;
  element.value = review ? fixtures.questions['${name}'][0].right[0] : '';
  Object.assign(element, { review, disabled });
  return element;
};

export default { title: '${name}', render, args: { review: false, disabled: false } };
export const Asked = {};
export const Review = { args: { review: true } };
export const Disabled = { args: { disabled: true } };
`,
    '.storybook/main.js': `export default { framework: '@storybook/web-components-vite', stories: ['../stories/*.stories.js'] };
`,
    '.github/workflows/test.yml': `name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20, cache: npm }
      - run: npm ci
      - run: npm test
      - run: npm run build
`,
    '.gitignore': 'node_modules/\ndist/\nstorybook-static/\n',
    'README.md': `# ${name}

A question kind for Widya.

\`\`\`sh
npm install
npm test            # what every plugin has to keep
npm run build       # dist/${name}.js, one file
npm run storybook
\`\`\`

In a portal:

\`\`\`html
<script type="module">
  import plugin from '/plugins/${name}.js';
  import { use } from '/widya/widya-plugin.js';
  use(plugin);
</script>
\`\`\`
`,
  };
}

/** @returns exit code */
export async function createPlugin(args: string[], widya: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { id: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [name] = positionals;
  if (values.help || name === undefined) {
    process.stdout.write(createPluginHelp);
    return values.help ? 0 : 1;
  }
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(name))
    throw new Error(
      `"${name}" needs a vendor's prefix and a dash, such as acme-${name.replace(/[^a-z0-9]/gi, '').toLowerCase() || 'hotspot'}`,
    );
  const id = values.id ?? `id.${name.replace('-', '.')}`;
  if (!/^[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+$/.test(id))
    throw new Error(`--id ${id}: must be a reverse domain name, such as id.go.lan.hotspot`);
  const to = resolve(values.to ?? name);
  const files = Object.entries(pluginFiles(name, id, widya));
  const there = files.find(([path]) => existsSync(join(to, path)));
  if (there) throw new Error(`${join(to, there[0])} is there already`);
  for (const [path, text] of files) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await writeFile(join(to, path), text);
  }
  process.stdout.write(`${to}: ${files.length} files. Next: npm install && npm test\n`);
  return 0;
}

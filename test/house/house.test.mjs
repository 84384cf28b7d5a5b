// The rules of the house that can be checked: which way doors open, that every tag has its rooms, that prose names what exists.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { mutations } from '../mutations.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const sources = readdirSync(join(root, 'src'), { recursive: true }).filter((f) => f.endsWith('.ts'));
const tags = readdirSync(join(root, 'src/define')).map((f) => f.replace('.ts', ''));

/** Static imports of values; types cost nothing. */
function imports(file) {
  const code = read(`src/${file}`);
  return [...code.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm)].map((m) => {
    const to = m[1] ?? m[2];
    return to.startsWith('.') ? normalize(join(dirname(file), to)) : to;
  });
}

describe('doors', () => {
  const forbidden = [
    [/^sdk\//, /^(?:core|components|model|tracking|lessons|questions|server|lit|i18n)(?:\/|$)/],
    [/^model\//, /^(?:core|components|lessons|questions|server|lit|i18n)(?:\/|$)/],
    [/^tracking\//, /^(?:core|components|lessons|questions|server|lit|i18n)(?:\/|$)/],
    [/^formats\//, /^(?:core|components|tracking|lessons|questions|server|lit|i18n)(?:\/|$)/],
    [/^server\//, /^(?:core|components|lit|i18n)(?:\/|$)/],
    [/^content\//, /^(?:core|components|tracking|lessons|questions|server|lit|i18n)(?:\/|$)/],
    [/^core\//, /^(?:components|lessons|questions|server|tracking)(?:\/|$)/],
    [/^(?:lessons|questions)\/[^/]+\/model\.ts/, /^(?:core|components|server|lit|i18n)(?:\/|$)/],
    [/^(?!define\/|all|autoloader|index)/, /^(?:define\/|all|autoloader)/],
  ];
  for (const file of sources) {
    it(`${file} opens only doors it may`, () => {
      for (const [from, to] of forbidden)
        if (from.test(file))
          assert.deepEqual(
            imports(file).filter((i) => to.test(i)),
            [],
          );
    });
  }
});

describe('rooms', () => {
  for (const tag of tags) {
    it(`widya-${tag} has a class, a story, a doc, and is in every list`, () => {
      for (const path of [`src/components/${tag}/${tag}.ts`, `stories/${tag}.stories.ts`, `docs/components/${tag}.md`])
        assert.ok(existsSync(join(root, path)), path);
      assert.ok(read('src/all.ts').includes(`define/${tag}.js`));
      assert.ok(read('src/autoloader.ts').includes(`'widya-${tag}'`));
    });
  }
});

describe('prose', () => {
  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const docs = readdirSync(join(root, 'docs'), { recursive: true }).filter(
      (f) => f.endsWith('.md') && !f.startsWith('api/'),
    );
    for (const file of ['README.md', 'AGENTS.md', 'demo/README.md', ...docs.map((f) => `docs/${f}`)]) {
      for (const [, name] of read(file).matchAll(/npm run ([\w:]+)/g))
        assert.ok(scripts[name], `${file}: npm run ${name}`);
    }
  });
  it('explains every error code', () => {
    for (const [, code] of read('src/sdk/errors.ts').matchAll(/^ {2}'([a-z]+\/[a-z-]+)',/gm))
      assert.ok(read('docs/errors.md').includes(`\`${code}\``), code);
  });
  it('lists every token', () => {
    for (const [, token] of read('src/styles/tokens.styles.ts').matchAll(/var\((--widya-[\w-]+)/g)) {
      assert.ok(read('src/styles/tokens.css').includes(`${token}:`), token);
      assert.ok(read('docs/tokens.md').includes(token), token);
    }
  });
});

describe('browsers of before 2024', () => {
  const tokens = read('src/styles/tokens.styles.ts');
  const without = (feature) => tokens.split(`@supports not (color: ${feature}`)[1]?.split('@supports')[0] ?? '';
  it('get the light colour of every token', () => {
    const pairs = [...tokens.matchAll(/(--_[\w-]+): var\((--widya-[\w-]+), light-dark\((#\w+)/g)];
    assert.ok(pairs.length > 8);
    for (const [, ours, theirs, light] of pairs)
      assert.ok(without('light-dark').includes(`${ours}: var(${theirs}, ${light});`), ours);
  });
  it('get a plain colour for every mixed one', () => {
    for (const [, name] of tokens.matchAll(/(--_[\w-]+): color-mix/g))
      assert.ok(without('color-mix').includes(`${name}:`), name);
  });
  it('find no new colour function outside the tokens', () => {
    for (const file of sources.filter((f) => f !== 'styles/tokens.styles.ts'))
      assert.doesNotMatch(read(`src/${file}`), /light-dark\(|color-mix\(/, file);
  });
});

describe('defences', () => {
  it('that are taken out by npm run mutations are there, and so are the tests that see it', () => {
    for (const { id, file, from, test, first } of mutations) {
      const times = read(file).split(from).length - 1;
      assert.ok(first ? times > 0 : times === 1, `${id}: ${times} times in ${file}`);
      assert.ok(existsSync(join(root, test)), `${id}: ${test}`);
    }
  });
  const page = read('docs/threats.md');
  for (let n = 1; n <= 28; n++)
    it(`T${n} has a defence and a test, seen to fail without it`, () => {
      const row = new RegExp(`^\\| T${n} \\|.*$`, 'm').exec(page)?.[0] ?? '';
      const tests = [...row.matchAll(/`(test\/[\w./-]+)`/g)].map((m) => m[1]);
      assert.ok(tests.length > 0, row);
      for (const test of tests) assert.ok(existsSync(join(root, test)), test);
      const mutation = mutations.find((m) => m.id === `T${n}` || m.id.startsWith(`T${n} `));
      assert.ok(mutation && tests.includes(mutation.test), `${mutation?.test} is named in the row`);
    });
});

describe('spreadsheets', () => {
  // T18: a cell that begins like a formula is one, wherever the file is opened.
  it('leave by one way only, in which no text becomes a formula', async () => {
    // The list of what packages may hold makes none of it.
    const makers = sources.filter(
      (f) => f !== 'content/media-types.ts' && /text\/csv|spreadsheetml|\.(?:csv|tsv|xlsx)['"`]/.test(read(`src/${f}`)),
    );
    for (const file of makers) assert.match(read(`src/${file}`), /\btoCsv\b/, `${file}: tables go through model/csv`);
    if (!existsSync(join(root, 'src/model/csv.ts'))) return assert.deepEqual(makers, []);
    const { toCsv } = await import('../../src/model/csv.ts');
    for (const start of ['=', '+', '-', '@', '\t', '\r', '\uff1d', ' ='])
      assert.match(toCsv([[`${start}HYPERLINK("http://x")`]]), /^\ufeff"?'/, JSON.stringify(start));
  });
});

describe('templates', () => {
  it('hold no style attribute and no HTML string', () => {
    for (const file of sources)
      assert.doesNotMatch(read(`src/${file}`), /\sstyle=|styleMap|\.innerHTML|unsafeHTML/, file);
  });
});

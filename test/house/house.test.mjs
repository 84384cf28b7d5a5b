// The rules of the house that can be checked: which way doors open, that every tag has its rooms, that prose names what exists.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

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

describe('templates', () => {
  it('hold no style attribute and no HTML string', () => {
    for (const file of sources)
      assert.doesNotMatch(read(`src/${file}`), /\sstyle=|styleMap|\.innerHTML|unsafeHTML/, file);
  });
});

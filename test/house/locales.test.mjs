// Every language says everything, and nothing is said that no element shows.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const codes = readdirSync(join(root, 'src/i18n/locales')).map((f) => f.replace('.ts', ''));
const load = async (code) => (await import(`widya/locales/${code}`)).default;
const source = await load('id');
const keys = Object.keys(source);

for (const code of codes) {
  describe(`locale ${code}`, async () => {
    const messages = await load(code);
    it('has exactly the keys of the source', () => assert.deepEqual(Object.keys(messages).sort(), [...keys].sort()));
    it('says something for each', () => {
      for (const key of keys) {
        const said = messages[key];
        assert.equal(typeof said, typeof source[key], key);
        const text = typeof said === 'function' ? said(...Array.from({ length: said.length }, () => '2')) : said;
        assert.ok(typeof text === 'string' && text.trim() !== '', key);
        assert.equal(text, text.trim(), `${key} begins or ends with a space`);
      }
    });
    it('uses every argument that the source uses', () => {
      for (const key of keys)
        if (typeof source[key] === 'function') assert.equal(messages[key].length, source[key].length, key);
    });
  });
}

it('a tag brings the Indonesian words it says, and no other tag has to be there for them', async () => {
  const parts = {};
  for (const f of readdirSync(join(root, 'src/i18n/id')))
    parts[f.replace('.ts', '')] = [...readFileSync(join(root, 'src/i18n/id', f), 'utf8').matchAll(/^ {2}(\w+):/gm)].map(
      (m) => m[1],
    );
  const read = (dir) =>
    readdirSync(join(root, 'src', dir), { recursive: true })
      .filter((f) => f.endsWith('.ts'))
      .map((f) => [`${dir}/${f}`, readFileSync(join(root, 'src', dir, f), 'utf8')]);
  const brought = (code) => (/static override words = \[([^\]]*)\]/.exec(code)?.[1] ?? '').match(/\w+/g) ?? [];
  const lost = [];
  const look = (files, words) => {
    const known = new Set(['shared', ...words].flatMap((w) => parts[w]));
    for (const [file, code] of files)
      for (const [, key] of code.matchAll(/\bt\.(\w+)\b/g))
        if (keys.includes(key) && !known.has(key)) lost.push(`${file}: ${key}`);
  };
  for (const { name } of readdirSync(join(root, 'src/components'), { withFileTypes: true }).filter((d) =>
    d.isDirectory(),
  )) {
    const files = read(`components/${name}`);
    // A quiz shows questions, and says what they say.
    look(files, [...files.flatMap(([, code]) => brought(code)), ...(name === 'quiz' ? ['quiz'] : [])]);
  }
  for (const [file, code] of read('questions'))
    look([[file, code]], ['quiz', ...(code.includes('kinds as words') ? ['kinds'] : [])]);
  for (const [file, code] of read('lessons')) look([[file, code]], ['player', 'progress']);
  look(read('core'), []);
  assert.deepEqual(lost, []);
});

it('every message is shown somewhere', () => {
  const code = readdirSync(join(root, 'src'), { recursive: true })
    .filter((f) => f.endsWith('.ts') && !f.startsWith('i18n/'))
    .map((f) => readFileSync(join(root, 'src', f), 'utf8'))
    .join('\n');
  const unused = keys.filter((k) => !k.includes('/') && !new RegExp(`\\b${k}\\b`).test(code));
  assert.deepEqual(unused, []);
});

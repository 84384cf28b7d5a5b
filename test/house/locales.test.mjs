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

it('every message is shown somewhere', () => {
  const code = readdirSync(join(root, 'src'), { recursive: true })
    .filter((f) => f.endsWith('.ts') && !f.startsWith('i18n/locales/'))
    .map((f) => readFileSync(join(root, 'src', f), 'utf8'))
    .join('\n');
  const unused = keys.filter((k) => !k.includes('/') && !new RegExp(`\\b${k}\\b`).test(code));
  assert.deepEqual(unused, []);
});

// Every error a user can meet: one of a closed list, worded in both languages, on the page of errors with what to do.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { en } from '../../src/i18n/locales/en.js';
import { id } from '../../src/i18n/locales/id.js';
import { errorCodes } from '../../src/sdk/errors.js';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/errors.md', root), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `([\w-]+\/[\w-]+)` *\| (.+?) *\| (.+?) *\| (.+?) *\|$/gm)].map((m) => [m[1], m.slice(2)]),
);

describe('errors', () => {
  for (const code of errorCodes)
    it(`${code}: said in Indonesian and English, with what to do`, () => {
      for (const words of [id[code], en[code]]) {
        assert.ok(words.length > 15, words);
        assert.match(words, /\.$/u, 'a sentence');
        assert.ok(!words.includes('/') && !/\b(undefined|null|HTTP)\b/.test(words), 'words for people');
      }
      assert.notEqual(id[code], en[code]);
      const [indonesian, english, next] = rows.get(code) ?? [];
      assert.deepEqual([indonesian, english], [id[code], en[code]], 'docs/errors.md says the same');
      assert.ok((next ?? '').length > 5, 'what to do');
    });
  it('names no code on the page that does not exist', () =>
    assert.deepEqual([...rows.keys()].sort(), [...errorCodes].sort()));
  it('is thrown with no other code anywhere', () => {
    const codes = new Set<string>(errorCodes);
    const unknown = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts'))
      .flatMap((f) =>
        [...readFileSync(new URL(`src/${f}`, root), 'utf8').matchAll(/new WidyaError\(\s*'([^']+)'/g)].map((m) => m[1]),
      )
      .filter((c) => !codes.has(c ?? ''));
    assert.deepEqual(unknown, []);
  });
});

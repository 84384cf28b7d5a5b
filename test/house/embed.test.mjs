// What can be put in other people's pages is what the tags have.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { embeddable } from '../../src/model/embed.ts';

const manifest = JSON.parse(readFileSync(new URL('../../custom-elements.json', import.meta.url), 'utf8'));
const elements = manifest.modules.flatMap((m) => (m.declarations ?? []).filter((d) => d.tagName));

for (const [tag, attributes] of Object.entries(embeddable))
  it(`<widya-${tag}> has every attribute that a text may set`, () => {
    const own = (elements.find((e) => e.tagName === `widya-${tag}`)?.attributes ?? []).map((a) => a.name);
    assert.deepEqual(
      attributes.filter((a) => !own.includes(a)),
      [],
    );
  });

it('PHP has the same list', () => {
  const php = readFileSync(new URL('../../integrations/php/widya.php', import.meta.url), 'utf8');
  const list = /\/\* embeddable \*\/ \[([^]*?)\n\];/.exec(php)?.[1] ?? '';
  const read = Object.fromEntries(
    [...list.matchAll(/'([\w-]+)' => \[([^\]]*)\]/g)].map(([, tag, names]) => [
      tag,
      [...names.matchAll(/'([\w-]+)'/g)].map((m) => m[1]),
    ]),
  );
  assert.deepEqual(read, embeddable);
});

it('Liferay gets a custom element for each', () => {
  const yaml = readFileSync(new URL('../../dist/integrations/liferay/client-extension.yaml', import.meta.url), 'utf8');
  const names = [...yaml.matchAll(/^ {2}htmlElementName: widya-([\w-]+)$/gm)].map((m) => m[1]);
  assert.deepEqual(names, Object.keys(embeddable));
  assert.equal(yaml.split('type: customElement').length - 1, names.length);
});

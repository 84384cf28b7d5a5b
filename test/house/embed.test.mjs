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

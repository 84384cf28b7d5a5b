// What custom-elements.json says is what designers and editors see: every public thing is named by the rules, described, and in the docs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('custom-elements.json'));
const elements = manifest.modules.flatMap((module) =>
  (module.declarations ?? [])
    .filter((d) => d.tagName)
    .map((d) => ({ ...d, folder: module.path.replace(/\/[^/]+$/, '') })),
);
/** Native events keep their native names. */
const native = new Set(['load', 'loadstart', 'loadend', 'error', 'input', 'change']);
const eventMap = new Set([...read('src/core/events.ts').matchAll(/^ {2}'(widya-[\w-]+)':/gm)].map((m) => m[1]));
const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

it('the manifest has every tag that is defined', () => {
  const defined = readdirSync(join(root, 'src/define')).map((f) => `widya-${f.replace('.ts', '')}`);
  assert.deepEqual(elements.map((e) => e.tagName).sort(), defined.sort());
});

for (const element of elements) {
  describe(`<${element.tagName}>`, () => {
    const doc = read(`docs/components/${element.tagName.replace('widya-', '')}.md`);
    const code = readdirSync(join(root, element.folder))
      .filter((f) => f.endsWith('.ts'))
      .map((f) => read(`${element.folder}/${f}`))
      .join('\n');
    const members = (element.members ?? []).filter((m) => !m.static);

    it('says what it is, with an example', () => {
      assert.ok(element.description?.length > 20);
      assert.match(code, new RegExp(`@example[\\s\\S]*<${element.tagName}`));
    });

    it('describes every attribute, property and method', () => {
      const bare = [...(element.attributes ?? []), ...members].filter((one) => !one.description?.trim());
      assert.deepEqual(
        bare.map((one) => one.name),
        [],
      );
    });

    it('names attributes in kebab case, after their properties', () => {
      for (const a of element.attributes ?? []) {
        assert.match(a.name, kebab);
        if (a.fieldName)
          assert.equal(
            a.name,
            a.fieldName.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`),
          );
      }
    });

    it('has booleans that are false by default', () => {
      for (const m of members) if (m.type?.text === 'boolean' && !m.readonly) assert.equal(m.default, 'false', m.name);
    });

    it('fires only documented events, and documents only events of the map', () => {
      const documented = new Set((element.events ?? []).map((e) => e.name));
      for (const e of element.events ?? []) {
        assert.ok(native.has(e.name) || eventMap.has(e.name), `${e.name} is not in WidyaEventMap`);
        assert.ok(e.description?.trim(), `${e.name} has no description`);
      }
      for (const [, name] of code.matchAll(/emit\(\s*'(widya-[\w-]+)'/g))
        assert.ok(documented.has(name), `@fires ${name}`);
    });

    it('documents the parts and slots that it renders', () => {
      const slots = new Set((element.slots ?? []).map((s) => s.name));
      const parts = new Set((element.cssParts ?? []).map((p) => p.name));
      for (const [, names] of code.matchAll(/\spart="([^"$]+)"/g))
        for (const name of names.split(/\s+/)) assert.ok(parts.has(name), `@csspart ${name}`);
      for (const [, name] of code.matchAll(/<slot(?: name="([^"]+)")?/g))
        assert.ok(slots.has(name ?? ''), `@slot ${name}`);
      for (const p of element.cssParts ?? [])
        assert.ok(p.name.includes('__') || code.includes(p.name), `part ${p.name} is rendered nowhere`);
    });

    it('has a page that names all of it', () => {
      const named = [
        ...(element.attributes ?? []).map((a) => a.name),
        ...members.map((m) => m.name),
        ...(element.events ?? []).map((e) => e.name),
        ...(element.cssParts ?? []).map((p) => p.name),
      ];
      // A property whose attribute is on the page needs no line of its own.
      const reflected = new Set(
        (element.attributes ?? []).filter((a) => a.name !== a.fieldName).map((a) => a.fieldName),
      );
      const missing = named.filter((n) => !reflected.has(n) && !new RegExp(`\`[^\`\\n]*\\b${n}\\b`).test(doc));
      assert.deepEqual(missing, []);
    });
  });
}

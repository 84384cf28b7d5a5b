// Every IRI that the code mints is in a profile, and every profile is well-formed as far as a reader relies on it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { forumVerbs } from '../../src/sdk/forum-verbs.ts';
import { verbs } from '../../src/sdk/verbs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ns = 'https://w3id.org/widya/xapi';
const profiles = ['forum', 'learning'].map((name) =>
  JSON.parse(readFileSync(`${root}docs/profile/${name}.jsonld`, 'utf8')),
);
const parts = profiles.flatMap((p) => [p, ...p.versions, ...p.concepts, ...p.templates, ...p.patterns]);
const ids = new Set(parts.map((c) => c.id));

/** Names below the namespace that are made of something else: identifiers, not concepts. */
const made = ['/cmi5', '/scorm', '/probe'];

describe('the xAPI profiles', () => {
  it('hold every IRI of ours that the code uses', () => {
    const used = new Set();
    for (const file of readdirSync(`${root}src`, { recursive: true }).filter((f) => f.endsWith('.ts'))) {
      const code = readFileSync(`${root}src/${file}`, 'utf8');
      for (const [, path] of code.matchAll(/(?:\$\{ns\}|https:\/\/w3id\.org\/widya\/xapi)((?:\/[\w.-]+)+)/g))
        used.add(path);
    }
    assert.ok(used.size > 20);
    const missing = [...used].filter((path) => !ids.has(ns + path) && !made.includes(path));
    assert.deepEqual(missing, []);
  });
  it('hold each id once, in a scheme that is one of their versions, with words in both languages', () => {
    assert.equal(ids.size, parts.length);
    for (const profile of profiles) {
      assert.equal(profile.type, 'Profile');
      const versions = profile.versions.map((v) => v.id);
      for (const c of [...profile.concepts, ...profile.templates, ...profile.patterns]) {
        assert.ok(versions.includes(c.inScheme), c.id);
        if (c.type !== 'Activity')
          for (const key of ['prefLabel', 'definition']) assert.ok(c[key].id && c[key].en, `${c.id} ${key}`);
        if (c.inlineSchema) JSON.parse(c.inlineSchema);
        for (const other of [...(c.sequence ?? []), ...(c.alternates ?? []), c.zeroOrMore].filter(Boolean))
          assert.ok(ids.has(other), other);
      }
    }
  });
  it('have a template for every word of a forum that is said', () => {
    const said = new Set(profiles[0].templates.map((t) => t.verb));
    for (const { id } of [...Object.values(forumVerbs), verbs.posted, verbs.replied, verbs.edited, verbs.deleted])
      assert.ok(said.has(id), id);
  });
});

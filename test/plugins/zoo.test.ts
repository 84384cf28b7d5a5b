// Each animal of the zoo fails the check that names its fault, and no other: those whose fault shows without a page.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testPlugin } from '../../src/testing/plugin.js';
import { sound, zoo } from './zoo/zoo.ts';

const failing = async ({ plugin, fixtures, others = [] }: (typeof zoo)[number]) =>
  (await testPlugin(plugin, { fixtures, others, patience: 50 }))
    .filter((r) => r.problem !== undefined)
    .map((r) => r.check);

describe('the zoo', () => {
  it('has at least fifteen animals', () => assert.ok(zoo.length >= 15));
  it('lets a sound one be', async () => assert.deepEqual(await failing(sound), []));
  for (const animal of zoo)
    it(`${animal.name} fails ${animal.page ? 'nothing without a page' : animal.fails}`, async () =>
      assert.deepEqual(await failing(animal), animal.page ? [] : [animal.fails]));
});

describe('testPlugin with node:test', () => void testPlugin(sound.plugin, { fixtures: sound.fixtures, test: it }));

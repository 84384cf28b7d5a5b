// 500 traces of the chaos model; `npm run chaos -- --traces N` runs any number.
import { after, before, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check, run, trace } from './chaos.js';

const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);
before(() => process.on('unhandledRejection', note));
after(() => process.off('unhandledRejection', note));

it('loses nothing, doubles nothing, keeps the order and sends nothing for somebody else, whatever happens', async () => {
  const seed = Number(process.env.CHAOS_SEED ?? 20_261_124);
  await fc.assert(
    fc.asyncProperty(trace, async (t) => check(await run(t))),
    { numRuns: 500, seed },
  );
  assert.deepEqual(rejections, []);
});

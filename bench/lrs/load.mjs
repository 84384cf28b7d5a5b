// Fills a store through its own port: node bench/lrs/load.mjs '{"place":{"data":"…"},"from":0,"to":10000}'. Prints statements a second.
import { openStorage } from '../../dist/server/node.js';
import { prepare } from '../../dist/server/lrs/prepare.js';
import { shapeOf, statement } from './statements.mjs';

const { place, from, to } = JSON.parse(process.argv[2]);
shapeOf(to);
const storage = await openStorage(place);
const authority = { objectType: 'Agent', account: { homePage: 'https://widya.example/credentials', name: 'bench' } };
const began = performance.now();
for (let n = from; n < to;) {
  const batch = [];
  for (let i = 0; i < 2000 && n < to; i++, n++) {
    const s = statement(n);
    batch.push(prepare(s, s, { authority, major: 1, defines: true }));
  }
  const result = await storage.insert(batch, []);
  if (!result.ok) throw new Error(JSON.stringify(result));
}
console.log(Math.round((to - from) / ((performance.now() - began) / 1000)));
await storage.close();

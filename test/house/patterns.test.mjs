// T10 of docs/threats.md: no text, however contrived, makes a pattern of ours think for long. Every regular expression of src is run on
// long texts made to keep it busy, in a worker that can be stopped.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** Every regular expression written in a file. */
export function patternsOf(text) {
  const found = [];
  const visit = (node) => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Milliseconds for one text of 12,000 characters; linear ones need less than one, and what takes this long takes minutes for 64 kB. */
const BUDGET = 40;
const SIZE = 12_000;

// In the worker: texts that repeat what the pattern speaks of, one or two pieces at a time, and break off at the end.
const attack = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ literal, size }) => {
  const end = literal.lastIndexOf('/');
  const source = literal.slice(1, end);
  const flags = literal.slice(end + 1).replace(/[gy]/g, '');
  const re = new RegExp(source, flags);
  const plain = [...source.replace(/\\\\\\\\[wsdbpuBWSD]|\\\\\\\\\\\\\\\\/g, '')].filter((c) => !'()[]{}|?*+^$\\\\\\\\'.includes(c));
  const pieces = [...new Set(['a', '1', ' ', '\\t', '\\n', '-', '.', '"', '<', ...plain])].slice(0, 16);
  const words = (source.match(/[A-Za-z0-9:\\/]{2,}/g) ?? []).slice(0, 6);
  const seeds = [...pieces, ...words];
  for (const a of pieces) for (const b of pieces.slice(0, 6)) if (a !== b) seeds.push(a + b);
  let worst = 0, by = '';
  for (const seed of seeds) {
    for (const head of new Set(['', words[0] ?? '', pieces.at(-1)])) {
      const text = head + seed.repeat(Math.ceil(size / seed.length)) + '\\u0000!';
      const from = performance.now();
      re.test(text);
      const ms = performance.now() - from;
      if (ms > worst) { worst = ms; by = seed; }
    }
  }
  parentPort.postMessage({ worst, by });
});`;

/** Does not keep the tests from ending. */
function started() {
  const worker = new Worker(attack, { eval: true });
  worker.unref();
  return worker;
}

/** @returns {Promise<{ worst: number, by: string }>} Infinity when it does not end within five seconds */
export async function slowest(literal, worker = started()) {
  const answer = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), 5000);
    worker.once('message', (m) => (clearTimeout(timer), resolve(m)));
    worker.postMessage({ literal, size: SIZE });
  });
  if (!answer) await worker.terminate();
  return answer ?? { worst: Infinity, by: '?' };
}

describe('patterns', { timeout: 600_000 }, () => {
  it('the check finds what takes for ever, and what takes the square of the length', async () => {
    assert.equal((await slowest('/^(a+)+$/')).worst, Infinity);
    assert.ok((await slowest('/\\s+$/')).worst > BUDGET);
    const worker = started();
    assert.ok((await slowest('/^[a-z0-9-]+$/', worker)).worst < BUDGET / 2);
    await worker.terminate();
  });
  it('of src all end soon', async () => {
    const all = new Map();
    for (const file of readdirSync(src, { recursive: true }).filter((f) => f.endsWith('.ts')))
      for (const literal of patternsOf(readFileSync(src + file, 'utf8'))) all.set(literal, file);
    assert.ok(all.size > 150, String(all.size));
    let worker = started();
    const bad = [];
    for (const [literal, file] of all) {
      let { worst, by } = await slowest(literal, worker);
      // The machine may have been busy.
      for (let n = 0; n < 3 && worst > BUDGET && worst < Infinity; n++)
        ({ worst, by } = await slowest(literal, worker));
      if (worst === Infinity) worker = started();
      if (worst > BUDGET) bad.push(`${file} ${literal}: ${Math.round(worst)} ms on "${by}…"`);
    }
    await worker.terminate();
    assert.deepEqual(bad, []);
  });
});

// integrations/php with a real PHP: what it writes is what `embedCode` writes, and it refuses the same.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { embedCode } from '../../src/model/embed.ts';

const file = fileURLToPath(new URL('../../integrations/php/widya.php', import.meta.url));
/** @returns what PHP says, with entities by number as ours */
const php = (e, placeholder) =>
  execFileSync('php', [
    '-r',
    `require $argv[1]; $e = json_decode($argv[2], true); try { echo widya_embed($e['tag'], $e['attributes'], $e['href'], $e['text'], $argv[3] === '1'); } catch (InvalidArgumentException $x) { echo 'refused'; }`,
    file,
    JSON.stringify(e),
    placeholder ? '1' : '0',
  ])
    .toString()
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, n) => `&#${{ amp: 38, lt: 60, gt: 62, quot: 34, apos: 39 }[n]};`);

const base = {
  tag: 'quiz',
  attributes: { src: '/a.json?x=1&y="2"', readonly: '' },
  href: '/kuis',
  text: `Buka <kuis> Jum'at`,
};
const all = [
  base,
  { ...base, tag: 'sync-status', attributes: { quiet: '' } },
  { ...base, tag: 'provider' },
  { ...base, attributes: { onclick: 'x()' } },
  { ...base, attributes: { src: 'java\tscript:x' } },
  { ...base, href: 'JavaScript:x' },
];

for (const [i, e] of all.entries())
  it(`PHP and JavaScript agree, case ${i + 1}`, () => {
    for (const grade of ['tag', 'placeholder']) {
      let ours;
      try {
        ours = embedCode(e, grade);
      } catch {
        ours = 'refused';
      }
      assert.equal(php(e, grade === 'placeholder'), ours);
    }
  });

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clock, parseVtt } from '../../src/model/vtt.ts';

describe('parseVtt', () => {
  it('reads cues, with and without ids, and drops what is not text', () =>
    assert.deepEqual(
      parseVtt(
        '\ufeffWEBVTT\r\n\r\nNOTE a\r\n\r\n1\r\n00:01.000 --> 00:02.500 align:start\r\n<v Dewi>Halo <b>semua</b> &amp; Anda\r\nbaris dua\r\n\r\n01:00:00.000 --> 01:00:01.000\nx',
      ),
      [
        { start: 1, end: 2.5, text: 'Halo semua & Anda baris dua' },
        { start: 3600, end: 3601, text: 'x' },
      ],
    ));
  it('reads nothing from nonsense', () => assert.deepEqual(parseVtt('-->\n\na --> b\nc'), []));
});

describe('clock', () => {
  for (const [s, text] of [
    [0, '0:00'],
    [192, '3:12'],
    [3792, '1:03:12'],
  ] as const)
    it(text, () => assert.equal(clock(s), text));
});

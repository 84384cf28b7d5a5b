import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toCsv } from '../../src/model/csv.js';

describe('toCsv', () => {
  it('writes what an Indonesian Excel opens: mark, semicolons, decimal comma, CRLF', () => {
    assert.equal(
      toCsv([
        ['Soal', 'p'],
        ['satu', 0.325],
        ['dua', -1.5],
      ]),
      '\ufeffSoal;p\r\nsatu;0,325\r\ndua;-1,5\r\n',
    );
  });
  it('and English ones theirs', () => {
    assert.equal(toCsv([['a', 0.5, 'b;c', 'd,e']], { lang: 'en' }), '\ufeffa,0.5,"b;c","d,e"\r\n');
  });
  it('quotes what needs it', () => {
    assert.equal(
      toCsv([['a;b', 'kata "ini"', 'dua\nbaris', ' depan']]),
      '\ufeff"a;b";"kata ""ini""";"dua\nbaris";" depan"\r\n',
    );
  });
  it('leaves cells empty where there is nothing, and numbers that are none', () => {
    assert.equal(toCsv([[null, undefined, NaN, Infinity, 0, -0, '']]), '\ufeff;;;;0;0;\r\n');
  });
  for (const evil of ['=1+1', '+62', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\u00a0=1'])
    it(`takes the formula out of ${JSON.stringify(evil)}`, () => {
      assert.match(toCsv([[evil]]), /^\ufeff"?'/);
    });
  it('rounds what a person cannot use', () => {
    assert.equal(toCsv([[1 / 3, 1e-9]]), '\ufeff0,333333;0\r\n');
  });
});

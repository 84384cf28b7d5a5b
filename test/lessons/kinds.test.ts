// What lesson kinds do without a page: where a text is cut, when a session is open, what a calendar gets.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calendarOf, liveSchema, opensAt, phaseOf, type LiveLesson } from '../../src/lessons/live/model.ts';
import { linkSchema } from '../../src/lessons/link/model.ts';
import { partsOf } from '../../src/lessons/page/parts.ts';
import { dayOf, inZones, moment } from '../../src/core/when.ts';
import { parseData } from '../../src/model/schema.ts';

const live: LiveLesson = {
  id: 'temu',
  kind: 'live',
  title: 'Temu',
  starts: '2027-01-12T09:00:00+07:00',
  ends: '2027-01-12T10:30:00+07:00',
  join: 'https://rapat.example/a',
};

describe('a page', () => {
  it('is cut at its fences, in order', () => {
    const parts = partsOf('A\n\n::: reveal Mengapa?\nKarena *B*.\n:::\nC\n:::check q1\n::: warning\nD\n:::');
    assert.deepEqual(
      parts.map((p) => [p.type, 'title' in p ? p.title : '', 'id' in p ? p.id : p.source.trim()]),
      [
        ['text', '', 'A'],
        ['reveal', 'Mengapa?', 'Karena *B*.'],
        ['text', '', 'C'],
        ['check', '', 'q1'],
        ['warning', '', 'D'],
      ],
    );
  });
  it('leaves fences in code as they are, closes what is open, and takes unknown ones as text', () => {
    assert.deepEqual(
      partsOf('```\n::: reveal X\n```\n::: bukan\nteks').map((p) => p.type),
      ['text'],
    );
    assert.deepEqual(
      partsOf('::: tip T\nisi').map((p) => p.type),
      ['tip'],
    );
    assert.deepEqual(partsOf(''), []);
  });
});

describe('a live session', () => {
  it('opens a quarter of an hour before, unless said', () => {
    const at = (iso: string) => phaseOf(live, Date.parse(iso));
    assert.equal(at('2027-01-12T01:44:59Z'), 'before');
    assert.equal(at('2027-01-12T01:45:00Z'), 'open');
    assert.equal(at('2027-01-12T02:00:00Z'), 'now');
    assert.equal(at('2027-01-12T03:30:00Z'), 'over');
    assert.equal(opensAt({ ...live, opensBefore: 60 }), Date.parse('2027-01-12T01:00:00Z'));
  });
  it('is told in the three zones of Indonesia, and in the reader’s own', () => {
    assert.equal(inZones(live.starts, 'id'), '09.00 WIB · 10.00 WITA · 11.00 WIT');
    assert.equal(inZones(live.starts, 'en'), '09:00 WIB · 10:00 WITA · 11:00 WIT');
    assert.equal(dayOf(live.starts, 'id'), 'Selasa, 12 Januari 2027');
    assert.equal(moment('2026-11-30T23:59:00+07:00', 'id', 'Asia/Jayapura'), 'Selasa, 1 Desember 2026, 01.59 WIT');
    assert.match(moment(live.starts, 'en', 'Europe/Berlin'), /03:00 GMT\+1$/);
  });
  it('goes into a calendar: UTC, escaped, folded (RFC 5545)', () => {
    const text = calendarOf(
      live,
      { uid: 'https://x.example/k/temu', title: 'Temu, "rapat"; penting', place: 'Aula', description: 'é'.repeat(60) },
      Date.parse('2026-12-01T00:00:00Z'),
    );
    assert.match(text, /\r\nDTSTART:20270112T020000Z\r\nDTEND:20270112T033000Z\r\n/);
    assert.match(text, /SUMMARY:Temu\\, "rapat"\\; penting/);
    for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(text.replaceAll('\r\n ', '').includes(`DESCRIPTION:${'é'.repeat(60)}`));
  });
  it('is refused when it ends before it starts, or is nowhere', () => {
    assert.throws(() => parseData(liveSchema, { ...live, ends: live.starts }, 'x'), /must be after/);
    const { join: _, ...nowhere } = live;
    assert.throws(() => parseData(liveSchema, nowhere, 'x'), /needs join or place/);
  });
});

describe('a link', () => {
  it('leads to the web only', () => {
    const link = { id: 'a', kind: 'link', title: 'A' };
    assert.throws(() => parseData(linkSchema, { ...link, href: 'javascript:alert(1)' }, 'x'), /https/);
    parseData(linkSchema, { ...link, href: 'https://peraturan.go.id/' }, 'x');
  });
});

// A safe subset of Markdown, parsed to plain data. No HTML exists anywhere on the way, so there is nothing to sanitise.
// Blocks: paragraphs, headings, lists (nested), quotes, code, tables, rules. Inlines: strong, emphasis, deletion, code, links, images.

import { inline, MAX_DEPTH, type Inline } from './inline.js';

export type Align = 'start' | 'center' | 'end' | undefined;

export type MarkdownBlock =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'quote'; children: MarkdownBlock[] }
  | { type: 'list'; ordered: boolean; start: number; items: MarkdownBlock[][] }
  | { type: 'code'; text: string; language: string }
  | { type: 'table'; align: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { type: 'rule' };

/** Text → blocks. Total: never throws, linear in the length of the text. */
export function parseMarkdown(source: string): MarkdownBlock[] {
  return blocks(source.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n'), 0);
}

const fence = /^ {0,3}(`{3,}|~{3,})\s*(\S*)/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const bullet = /^( *)([-*+]|\d{1,9}[.)])( +)(.*)$/;
const tableLine = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

function blocks(lines: string[], depth: number): MarkdownBlock[] {
  const out: MarkdownBlock[] = [];
  let i = 0;
  const at = (n: number): string => lines[n] ?? '';

  while (i < lines.length) {
    const line = at(i);
    if (line.trim() === '') {
      i++;
      continue;
    }
    const code = fence.exec(line);
    if (code) {
      const mark = code[1] ?? '```';
      const body: string[] = [];
      i++;
      while (i < lines.length && !(at(i).trim().startsWith(mark) && at(i).trim().replace(/[`~]/g, '') === ''))
        body.push(at(i++));
      i++;
      out.push({ type: 'code', text: body.join('\n'), language: code[2] ?? '' });
      continue;
    }
    const head = heading.exec(line);
    if (head) {
      out.push({ type: 'heading', level: (head[1] ?? '#').length, children: inline(head[2] ?? '') });
      i++;
      continue;
    }
    if (rule.test(line)) {
      out.push({ type: 'rule' });
      i++;
      continue;
    }
    if (/^ {0,3}>/.test(line) && depth < MAX_DEPTH) {
      const body: string[] = [];
      while (i < lines.length && at(i).trim() !== '' && (/^ {0,3}>/.test(at(i)) || !startsBlock(at(i)))) {
        body.push(at(i++).replace(/^ {0,3}> ?/, ''));
      }
      out.push({ type: 'quote', children: blocks(body, depth + 1) });
      continue;
    }
    if (bullet.test(line) && depth < MAX_DEPTH) {
      i = list(lines, i, out, depth);
      continue;
    }
    if (line.includes('|') && tableLine.test(at(i + 1).trim()) && at(i + 1).includes('-')) {
      i = table(lines, i, out);
      continue;
    }
    const body: string[] = [];
    while (i < lines.length && at(i).trim() !== '' && (body.length === 0 || !startsBlock(at(i)))) body.push(at(i++));
    out.push({ type: 'paragraph', children: inline(body.map((l) => l.replace(/^ +/, '')).join('\n')) });
  }
  return out;
}

function startsBlock(line: string): boolean {
  return fence.test(line) || heading.test(line) || rule.test(line) || /^ {0,3}>/.test(line) || bullet.test(line);
}

function list(lines: string[], start: number, out: MarkdownBlock[], depth: number): number {
  const first = bullet.exec(lines[start] ?? '');
  const indent = first?.[1]?.length ?? 0;
  const marker = first?.[2] ?? '-';
  const ordered = /\d/.test(marker);
  const items: MarkdownBlock[][] = [];
  let i = start;
  while (i < lines.length) {
    const m = bullet.exec(lines[i] ?? '');
    if (!m || (m[1]?.length ?? 0) !== indent || /\d/.test(m[2] ?? '') !== ordered || rule.test(lines[i] ?? '')) break;
    const inner = indent + (m[2]?.length ?? 1) + Math.min(m[3]?.length ?? 1, 4);
    const body = [m[4] ?? ''];
    i++;
    while (i < lines.length) {
      const next = lines[i] ?? '';
      const lead = next.length - next.trimStart().length;
      if (next.trim() === '') {
        const after = lines[i + 1] ?? '';
        if (after.trim() === '' || after.length - after.trimStart().length <= indent) break;
        body.push('');
      } else if (lead > indent) body.push(next.slice(Math.min(lead, inner)));
      else if (!startsBlock(next)) body.push(next);
      else break;
      i++;
    }
    items.push(blocks(body, depth + 1));
    // Blank lines between items of one list do not end it.
    let skip = i;
    while (skip < lines.length && (lines[skip] ?? '').trim() === '') skip++;
    const again = bullet.exec(lines[skip] ?? '');
    if (again && (again[1]?.length ?? 0) === indent) i = skip;
  }
  out.push({ type: 'list', ordered, start: ordered ? parseInt(marker, 10) : 1, items });
  return i;
}

/** Cells of a row; `\|` is a bar that belongs to the text. */
function cells(line: string): string[] {
  const row = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return row.split(/(?<!\\)\|/).map((c) => c.trim().replace(/\\\|/g, '|'));
}

function table(lines: string[], start: number, out: MarkdownBlock[]): number {
  const head = cells(lines[start] ?? '');
  const align = cells(lines[start + 1] ?? '').map((c): Align =>
    c.endsWith(':') ? (c.startsWith(':') ? 'center' : 'end') : c.startsWith(':') ? 'start' : undefined,
  );
  const rows: Inline[][][] = [];
  let i = start + 2;
  while (i < lines.length && (lines[i] ?? '').includes('|') && (lines[i] ?? '').trim() !== '') {
    const row = cells(lines[i] ?? '');
    rows.push(head.map((_, n) => inline(row[n] ?? '')));
    i++;
  }
  out.push({ type: 'table', align, head: head.map((c) => inline(c)), rows });
  return i;
}

// A safe subset of Markdown, parsed to plain data. No HTML exists anywhere on the way, so there is nothing to sanitise.
// Blocks: paragraphs, headings, lists (nested), quotes, code, tables, rules. Inlines: strong, emphasis, deletion, code, links, images.

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'strong' | 'em' | 'del'; children: Inline[] }
  | { type: 'link'; href: string; children: Inline[] }
  | { type: 'image'; src: string; alt: string }
  | { type: 'break' };

export type Align = 'start' | 'center' | 'end' | undefined;

export type MarkdownBlock =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'quote'; children: MarkdownBlock[] }
  | { type: 'list'; ordered: boolean; start: number; items: MarkdownBlock[][] }
  | { type: 'code'; text: string; language: string }
  | { type: 'table'; align: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { type: 'rule' };

const MAX_DEPTH = 12;

/** Only these may be followed; everything else is shown as text. */
export function safeUrl(url: string, base?: string): string | null {
  // Browsers drop control characters and white space inside a scheme, so they go before the check.
  const clean = url.replace(/[\u0000-\u0020\u007f-\u009f]/g, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(clean)?.[1]?.toLowerCase();
  if (scheme !== undefined) return ['http', 'https', 'mailto', 'tel'].includes(scheme) ? clean : null;
  if (clean === '') return null;
  if (base === undefined) return clean;
  try {
    return new URL(clean, base).href;
  } catch {
    return null;
  }
}

/** Text → blocks. Total: never throws, linear in the length of the text. */
export function parseMarkdown(source: string): MarkdownBlock[] {
  return blocks(source.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n'), 0);
}

const fence = /^ {0,3}(`{3,}|~{3,})\s*(\S*)/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const bullet = /^( *)([-*+]|\d{1,9}[.)])( +)(.*)$/;
const tableLine = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

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
    if (line.includes('|') && tableLine.test(at(i + 1)) && at(i + 1).includes('-')) {
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

const marks: [string, 'strong' | 'em' | 'del'][] = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'del'],
  ['*', 'em'],
  ['_', 'em'],
];

const wordChar = /[\p{L}\p{N}]/u;

/** One line of text → inlines. */
export function inline(source: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  let text = '';
  let i = 0;
  /** Marks that are known to have no end further on: looked for once, so the whole stays linear. */
  const unmatched = new Set<string>();
  const push = (node: Inline) => {
    if (text) out.push({ type: 'text', text });
    text = '';
    out.push(node);
  };

  while (i < source.length) {
    const c = source.charAt(i);
    if (c === '\\' && /[!-/:-@[-`{-~]/.test(source.charAt(i + 1))) {
      text += source.charAt(i + 1);
      i += 2;
      continue;
    }
    if (c === '\n') {
      const hard = text.endsWith('  ');
      text = text.replace(/ +$/, '');
      if (hard) push({ type: 'break' });
      else text += '\n';
      i++;
      continue;
    }
    if (c === '`') {
      let run = 1;
      while (source.charAt(i + run) === '`') run++;
      const tick = '`'.repeat(run);
      const end = unmatched.has(tick) ? -1 : source.indexOf(tick, i + run);
      if (end > 0) {
        push({ type: 'code', text: source.slice(i + run, end).trim() });
        i = end + run;
      } else {
        unmatched.add(tick);
        text += tick;
        i += run;
      }
      continue;
    }
    if ((c === '[' || (c === '!' && source.charAt(i + 1) === '[')) && depth < MAX_DEPTH) {
      const found = link(source, c === '!' ? i + 1 : i, unmatched);
      if (found) {
        const href = safeUrl(found.href);
        if (c === '!' && href !== null) push({ type: 'image', src: href, alt: found.label });
        else if (href !== null) push({ type: 'link', href, children: inline(found.label, depth + 1) });
        else text += found.label;
        i = found.end;
        continue;
      }
    }
    if (c === '<' || c === 'h') {
      const auto = /^<?(https?:\/\/[^\s<>]+)>?/.exec(source.slice(i, i + 500));
      if (auto?.[1] && (c === '<' || !wordChar.test(source.charAt(i - 1)))) {
        const url = c === '<' ? auto[1] : auto[1].replace(/[.,;:!?)\]'"]+$/, '');
        push({ type: 'link', href: url, children: [{ type: 'text', text: url }] });
        i += c === '<' ? auto[0].length : url.length;
        continue;
      }
    }
    const mark = depth < MAX_DEPTH ? marks.find(([m]) => source.startsWith(m, i)) : undefined;
    if (mark) {
      const [m, type] = mark;
      const opens =
        /\S/.test(source.charAt(i + m.length)) && !(m.startsWith('_') && wordChar.test(source.charAt(i - 1)));
      const end = opens && !unmatched.has(m) ? closing(source, i + m.length, m) : -1;
      if (end > 0) {
        push({ type, children: inline(source.slice(i + m.length, end), depth + 1) });
        i = end + m.length;
      } else {
        if (opens) unmatched.add(m);
        text += m;
        i += m.length;
      }
      continue;
    }
    text += c;
    i++;
  }
  if (text) out.push({ type: 'text', text });
  return out;
}

function closing(source: string, from: number, mark: string): number {
  for (let i = source.indexOf(mark, from); i >= 0; i = source.indexOf(mark, i + 1)) {
    if (source.charAt(i - 1) === '\\' || /\s/.test(source.charAt(i - 1)) || i === from) continue;
    if (mark.length === 1 && (source.charAt(i + 1) === mark || source.charAt(i - 1) === mark)) continue;
    if (mark.startsWith('_') && wordChar.test(source.charAt(i + mark.length))) continue;
    return i;
  }
  return -1;
}

function link(
  source: string,
  open: number,
  unmatched: Set<string>,
): { label: string; href: string; end: number } | null {
  if (unmatched.has('[')) return null;
  let depth = 0;
  let close = -1;
  for (let i = open; i < source.length; i++) {
    const c = source.charAt(i);
    if (c === '\\') i++;
    else if (c === '[') depth++;
    else if (c === ']' && --depth === 0) {
      close = i;
      break;
    }
  }
  if (close < 0) {
    unmatched.add('[');
    return null;
  }
  if (source.charAt(close + 1) !== '(') return null;
  const end = source.indexOf(')', close + 2);
  if (end < 0) return null;
  const target = source.slice(close + 2, end).trim();
  const href = /^<?([^\s<>]*)>?(?:\s+["'(].*)?$/s.exec(target)?.[1];
  return href === undefined ? null : { label: source.slice(open + 1, close), href, end: end + 1 };
}

/** The text alone, e.g. for a notification or a search. */
export function plainText(nodes: readonly Inline[]): string {
  return nodes
    .map((n) => {
      switch (n.type) {
        case 'text':
        case 'code':
          return n.text;
        case 'image':
          return n.alt;
        case 'break':
          return '\n';
        default:
          return plainText(n.children);
      }
    })
    .join('');
}

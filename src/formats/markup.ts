// HTML and XHTML of other systems → the Markdown of ours, and back. Nothing is ever run or shown as HTML: what Markdown has no
// word for is dropped, and said.
import { inline, plainText, type Inline } from '../model/inline.js';
import type { LangText } from '../model/schema.js';

export type Markup =
  | { type: 'text'; text: string }
  | { type: 'open'; name: string; attrs: Readonly<Record<string, string>>; empty?: boolean }
  | { type: 'close'; name: string };

export interface MarkupOptions {
  /** The address a picture, recording or link gets; undefined drops it. */
  url?: (src: string) => string | undefined;
  /** Told what got lost, once each. */
  lost?: (what: string) => void;
  /** What stands for an element in the text, e.g. the mark of a gap; undefined reads on as usual. The element's content is skipped. */
  replace?: (name: string, attrs: Readonly<Record<string, string>>) => string | undefined;
}

const voids = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);

/** Named references people write; the rest stays as it stands. */
const named: Record<string, string> = Object.fromEntries(
  [
    ...(
      'amp&lt<gt>quot"apos\'nbsp\u00a0shy\u00adcopy©reg®trade™deg°plusmn±times×divide÷minus−middot·bull•hellip…ndash–mdash—' +
      'lsquo‘rsquo’sbquo‚ldquo“rdquo”bdquo„laquo«raquo»sect§para¶euro€pound£yen¥cent¢sup1¹sup2²sup3³frac12½frac14¼frac34¾' +
      'le≤ge≥ne≠asymp≈equiv≡infin∞radic√sum∑prod∏int∫part∂larr←rarr→uarr↑darr↓harr↔rArr⇒lArr⇐hArr⇔forall∀exist∃isin∈notin∉' +
      'cap∩cup∪sub⊂sup⊃and∧or∨alphaαbetaβgammaγdeltaδepsilonεthetaθlambdaλmuμpiπrhoρsigmaσtauτphiφomegaωDeltaΔSigmaΣOmegaΩ' +
      'microµiexcl¡iquest¿agraveàaacuteáacircâatildeãaumläaringåaeligæccedilçegraveèeacuteéecircêeumlëigraveìiacuteíicircî' +
      'iumlïntildeñograveòoacuteóocircôotildeõoumlöoslashøugraveùuacuteúucircûuumlüszligßthinsp\u2009ensp\u2002emsp\u2003' +
      'zwnj\u200czwj\u200dlrm\u200erlm\u200fprime′Prime″check✓'
    ).matchAll(/([A-Za-z0-9]+)([^A-Za-z0-9])/gu),
  ].map((m) => [m[1], m[2]]),
);

/** The character a reference stands for; undefined when there is none. */
export function entity(reference: string): string | undefined {
  const digits = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(reference);
  if (!digits) return Object.hasOwn(named, reference) ? named[reference] : undefined;
  const code = digits[1] ? Number.parseInt(digits[1], 16) : Number(digits[2]);
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}

const unescape = (text: string): string =>
  text.replace(/&(#?[A-Za-z0-9]{1,10});/g, (all, name: string) => entity(name) ?? all);

/** HTML as people and editors write it → its marks, in one pass; unknown syntax is text. */
export function* readHtml(html: string): Generator<Markup> {
  let at = 0;
  while (at < html.length) {
    const lt = html.indexOf('<', at);
    if (lt !== at) {
      yield { type: 'text', text: unescape(html.slice(at, lt < 0 ? html.length : lt)) };
      if (lt < 0) return;
      at = lt;
    }
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    if (/^<[!?]/.test(html.slice(at, at + 2))) {
      const end = html.indexOf('>', at);
      at = end < 0 ? html.length : end + 1;
      continue;
    }
    const tag = /^<(\/?)([A-Za-z][A-Za-z0-9:-]*)/.exec(html.slice(at, at + 80));
    if (!tag) {
      yield { type: 'text', text: '<' };
      at += 1;
      continue;
    }
    const name = (tag[2] ?? '').toLowerCase();
    const { attrs, empty, end } = readAttributes(html, at + tag[0].length);
    at = end;
    if (tag[1] === '/') {
      yield { type: 'close', name };
      continue;
    }
    yield { type: 'open', name, attrs, empty: empty || voids.has(name) };
    if (name === 'script' || name === 'style') {
      const close = html.toLowerCase().indexOf(`</${name}`, at);
      at = close < 0 ? html.length : close;
    }
  }
}

function readAttributes(html: string, from: number): { attrs: Record<string, string>; empty: boolean; end: number } {
  const attrs: Record<string, string> = Object.create(null) as Record<string, string>;
  const one = /[\s/]*(?:([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?|["'=<])/y;
  one.lastIndex = from;
  let end = from;
  for (let m = one.exec(html); m; m = one.exec(html)) {
    end = one.lastIndex;
    if (m[1]) attrs[m[1].toLowerCase()] ??= unescape(m[2] ?? m[3] ?? m[4] ?? '');
  }
  const rest = /^\s*(\/?)\s*>?/.exec(html.slice(end, end + 200)) ?? ['', ''];
  return { attrs, empty: rest[1] === '/', end: end + rest[0].length };
}

const blocks = new Set(
  'address article aside blockquote caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
const marks: Record<string, string> = {
  b: '**',
  strong: '**',
  i: '_',
  em: '_',
  cite: '_',
  del: '~~',
  s: '~~',
  strike: '~~',
};
const unseen = new Set(['script', 'style', 'title', 'head', 'template', 'object', 'iframe', 'svg']);
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ';
const raisable = '0123456789+-=()ni';
const lowered = '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎';

/** Text that means itself, wherever it stands in our Markdown. */
export const escapeMarkdown = (text: string): string => text.replace(/[\\`*_[\]~{}]|!(?=\[)/g, '\\$&');

/** What would begin a list, a heading, a quote or a table at the start of a line. */
const escapeStart = (line: string): string =>
  line.replace(/^( {0,3})(?=#{1,6}\s|>|[-+*]\s|\|)/, '$1\\').replace(/^( {0,3}\d{1,9})(?=[.)]\s)/, '$1\\');

export interface Block {
  /** A paragraph is one line of Markdown; the others may be more. */
  type: 'paragraph' | 'list' | 'table' | 'code' | 'heading' | 'quote';
  text: string;
}

export interface Medium {
  type: 'image' | 'audio' | 'video';
  src: string;
  alt: string;
}

export interface Written {
  blocks: Block[];
  media: Medium[];
}

/** A mark that is open: where its text begins. */
interface OpenMark {
  name: string;
  mark: string;
  from: number;
  href?: string | undefined;
}

/** Marks → blocks of Markdown, with pictures and recordings apart. Total: whatever is open at the end is closed. */
export function toMarkdown(source: Iterable<Markup>, options: MarkupOptions = {}): Written {
  const out: Written = { blocks: [], media: [] };
  const told = new Set<string>();
  const lost = (what: string) => {
    if (!told.has(what)) options.lost?.(what);
    told.add(what);
  };
  const url = options.url ?? ((src: string) => src);
  let line = '';
  let open: OpenMark[] = [];
  const lists: { ordered: boolean; n: number }[] = [];
  let items: string[] = [];
  let fresh = false;
  let quotes = 0;
  let heading = 0;
  let rows: string[][] | undefined;
  let row: string[] | undefined;
  let pre: string | undefined;
  let math: string | undefined;
  let skip: { name: string; depth: number } | undefined;
  let shift: { from: number; map: string; sign: string } | undefined;

  const wrap = (m: OpenMark): void => {
    const inner = line.slice(m.from);
    const text = inner.trim();
    if (text === '' && m.href === undefined) return;
    const [before = '', after = ''] = [/^\s*/.exec(inner)?.[0], text === '' ? '' : inner.slice(inner.trimEnd().length)];
    // `_` inside a word is no mark; `*` is.
    const mark = m.mark === '_' && /[\p{L}\p{N}]$/u.test(line.slice(0, m.from)) ? '*' : m.mark;
    const marked =
      m.href !== undefined ? `[${text || m.href}](${m.href})` : mark === '`' ? code(text) : mark + text + mark;
    line = line.slice(0, m.from) + before + marked + after;
  };
  const flush = (): void => {
    for (const m of [...open].reverse()) wrap(m);
    for (const m of open) m.from = 0;
    const text = line
      .replace(/(?<![ \t])[ \t]*\n[ \t]*/g, '\n')
      .replace(/[ \t]+/g, ' ')
      .trim();
    line = '';
    if (row && rows)
      return void (
        row.length > 0 &&
        text &&
        (row[row.length - 1] += (row.at(-1) ? ' ' : '') + text.replace(/\n/g, ' ').replace(/\|/g, '\\|'))
      );
    if (text === '') return;
    const safe = text.split('\n').map(escapeStart).join('  \n');
    const list = lists.at(-1);
    if (list) {
      const indent = '  '.repeat(lists.length - 1);
      // Items of lists with figures need a deeper indent; three spaces serve both.
      const mark = list.ordered ? `${list.n}. ` : '- ';
      items.push(
        (fresh ? indent.replaceAll('  ', '   ') + mark : `${indent.replaceAll('  ', '   ')}   `) +
          safe.replace(/(?<! ) *\n/g, ' '),
      );
      fresh = false;
    } else if (quotes > 0) out.blocks.push({ type: 'quote', text: safe.replace(/^/gm, '> ') });
    else if (heading > 0)
      out.blocks.push({ type: 'heading', text: `${'#'.repeat(heading)} ${safe.replace(/(?<! ) *\n/g, ' ')}` });
    else out.blocks.push({ type: 'paragraph', text: safe });
  };
  const closeMark = (name: string): void => {
    const i = open.findLastIndex((m) => m.name === name);
    if (i < 0) return;
    // What was opened later is closed with it.
    for (const m of open.slice(i).reverse()) wrap(m);
    open = open.slice(0, i);
  };

  for (const t of source) {
    if (skip) {
      if (t.type === 'open' && t.name === skip.name && !t.empty) skip.depth++;
      else if (t.type === 'close' && t.name === skip.name && --skip.depth === 0) skip = undefined;
      continue;
    }
    if (t.type === 'text') {
      if (math !== undefined) math += escapeHtml(t.text.replace(/\s+/g, ' '));
      else if (pre !== undefined) pre += t.text;
      else line += escapeMarkdown(t.text.replace(/[\s\u00a0]+/g, ' '));
      continue;
    }
    const { name } = t;
    if (math !== undefined || (name === 'math' && t.type === 'open')) {
      math = (math ?? '') + tagText(t);
      if (name === 'math' && (t.type === 'close' || t.empty)) {
        line += math;
        math = undefined;
      }
      continue;
    }
    if (t.type === 'open') {
      const stands = options.replace?.(name, t.attrs);
      if (stands !== undefined) {
        line += stands;
        if (!t.empty) skip = { name, depth: 1 };
        continue;
      }
      if (unseen.has(name)) {
        if (name === 'object' || name === 'iframe' || name === 'svg') lost(`<${name}>`);
        if (!t.empty) skip = { name, depth: 1 };
        continue;
      }
    }
    if (blocks.has(name) && pre === undefined && !(name === 'p' && row)) flush();
    switch (name) {
      case 'b':
      case 'strong':
      case 'i':
      case 'em':
      case 'cite':
      case 'del':
      case 's':
      case 'strike':
      case 'code':
        if (pre !== undefined) break;
        if (t.type === 'close') closeMark(name);
        else if (!t.empty) open.push({ name, mark: marks[name] ?? '`', from: line.length });
        break;
      case 'a':
        if (t.type === 'close') closeMark('a');
        else if (t.attrs.href) {
          const href = url(t.attrs.href);
          if (href === undefined) lost('a link');
          else open.push({ name, mark: '', from: line.length, href: href.replace(/[\s()<>]/g, encodeURIComponent) });
        }
        break;
      case 'sup':
      case 'sub':
        if (t.type === 'open' && !t.empty)
          shift = { from: line.length, map: name === 'sup' ? raised : lowered, sign: name === 'sup' ? '^' : '\\_' };
        else if (shift) {
          const text = line.slice(shift.from);
          const small = [...text].map((c) => (raisable.includes(c) ? [...shift!.map][raisable.indexOf(c)] : undefined));
          line =
            line.slice(0, shift.from) +
            (small.every((c) => c !== undefined) ? small.join('') : `${shift.sign}(${text})`);
          shift = undefined;
        }
        break;
      case 'br':
        if (pre !== undefined) pre += '\n';
        else line += '\n';
        break;
      case 'img':
      case 'audio':
      case 'video':
      case 'source': {
        if (t.type === 'close' || !t.attrs.src) break;
        const src = url(t.attrs.src);
        const type =
          name === 'img'
            ? 'image'
            : name === 'source'
              ? /^audio/.test(t.attrs.type ?? '') || /\.(mp3|ogg|wav|m4a)$/i.test(t.attrs.src)
                ? 'audio'
                : 'video'
              : name;
        if (src === undefined) lost(`the ${type === 'image' ? 'picture' : type} ${t.attrs.src.slice(0, 80)}`);
        else if (name !== 'source' || !out.media.some((m) => m.src === src))
          out.media.push({ type, src, alt: (t.attrs.alt ?? t.attrs.title ?? '').trim() });
        break;
      }
      case 'ul':
      case 'ol':
        if (t.type === 'open' && !t.empty) lists.push({ ordered: name === 'ol', n: 0 });
        else if (lists.pop() && lists.length === 0) {
          if (items.length > 0) out.blocks.push({ type: 'list', text: items.join('\n') });
          items = [];
        }
        break;
      case 'li':
        if (t.type === 'open') {
          fresh = true;
          const list = lists.at(-1);
          if (list) list.n++;
        }
        break;
      case 'blockquote':
        quotes = Math.max(0, quotes + (t.type === 'open' ? 1 : -1));
        break;
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        heading = t.type === 'open' ? Math.max(1, Number(name.charAt(1)) - 2) : 0;
        break;
      case 'pre':
        if (t.type === 'open') pre = '';
        else if (pre !== undefined) {
          if (pre.trim() !== '')
            out.blocks.push({
              type: 'code',
              text: `${fenceFor(pre)}\n${pre.replace(/^\n|\n$/g, '')}\n${fenceFor(pre)}`,
            });
          pre = undefined;
        }
        break;
      case 'table':
        if (t.type === 'open') {
          if (rows) lost('a table in a table');
          else rows = [];
        } else if (rows) {
          flush();
          row = undefined;
          const text = tableText(rows);
          if (text) out.blocks.push({ type: 'table', text });
          rows = undefined;
        }
        break;
      case 'tr':
        if (rows && t.type === 'open') rows.push((row = []));
        break;
      case 'td':
      case 'th':
        if (row && t.type === 'open') {
          row.push('');
          if (/[2-9]/.test((t.attrs.colspan ?? '') + (t.attrs.rowspan ?? ''))) lost('cells that span others');
        }
        break;
    }
  }
  flush();
  if (pre !== undefined && pre.trim() !== '')
    out.blocks.push({ type: 'code', text: `${fenceFor(pre)}\n${pre.trim()}\n${fenceFor(pre)}` });
  if (items.length > 0) out.blocks.push({ type: 'list', text: items.join('\n') });
  if (rows) {
    const text = tableText(rows);
    if (text) out.blocks.push({ type: 'table', text });
  }
  return out;
}

/** A formula's own marks stand in our Markdown as they are; names without prefixes. */
const tagText = (t: Exclude<Markup, { type: 'text' }>): string => {
  const name = t.name.slice(t.name.indexOf(':') + 1);
  if (t.type === 'close') return `</${name}>`;
  const attrs = Object.entries(t.attrs).filter(([key]) => !/^xmlns|^on|[:"'<>=\s]/i.test(key));
  return `<${name}${attrs.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('')}${t.empty ? '/' : ''}>`;
};

const code = (text: string): string => {
  // Marks and escapes mean nothing inside code.
  const raw = text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
  const ticks = '`'.repeat(Math.max(0, ...[...raw.matchAll(/`+/g)].map((m) => m[0].length)) + 1);
  return ticks + (/^`|`$/.test(raw) ? ` ${raw} ` : raw) + ticks;
};
const fenceFor = (text: string): string =>
  '`'.repeat(Math.max(3, ...[...text.matchAll(/`{3,}/g)].map((m) => m[0].length + 1)));

function tableText(rows: string[][]): string {
  const width = Math.max(0, ...rows.map((r) => r.length));
  if (width === 0) return '';
  const [head = [], ...rest] = rows;
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, i) => cells[i] ?? '').join(' | ')} |`;
  return [line(head), line(Array.from({ length: width }, () => '---')), ...rest.map(line)].join('\n');
}

/** Everything as one line of Markdown, for an option, a hint, a remark. */
export const oneLine = (written: Written): string =>
  written.blocks
    .map((b) =>
      (b.type === 'list' ? b.text.replace(/^[ \t]*(?:-|\d+\.) /gm, '') : b.text).replace(/(?<!\s)\s*\n\s*/g, ' '),
    )
    .join(' ');

/** The question itself, its last paragraph, and what stands around it. */
export function asStem(written: Written): { stem: string; body?: string } {
  const last = written.blocks.findLastIndex((b) => b.type === 'paragraph');
  if (last < 0) return { stem: '', ...(written.blocks.length > 0 ? { body: joined(written.blocks) } : {}) };
  const rest = written.blocks.filter((_, i) => i !== last);
  return { stem: written.blocks[last]?.text ?? '', ...(rest.length > 0 ? { body: joined(rest) } : {}) };
}
const joined = (list: readonly Block[]): string => list.map((b) => b.text).join('\n\n');

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;');

/** One line of our Markdown → HTML for other systems. Links are already of the allowed schemes; see `inline`. */
export const inlineHtml = (markdown: string): string => nodesHtml(inline(markdown));
export const nodesHtml = (nodes: readonly Inline[]): string => nodes.map(html).join('');

function html(node: Inline): string {
  switch (node.type) {
    case 'text':
      return escapeHtml(node.text);
    case 'code':
      return `<code>${escapeHtml(node.text)}</code>`;
    case 'break':
      return '<br />';
    case 'link':
      return `<a href="${escapeHtml(node.href)}">${node.children.map(html).join('')}</a>`;
    case 'math':
      return node.source;
    case 'image':
      return `<img src="${escapeHtml(node.src)}" alt="${escapeHtml(node.alt)}" />`;
    default:
      return `<${node.type}>${node.children.map(html).join('')}</${node.type}>`;
  }
}

/** The words alone of one line of Markdown. */
export const plainWords = (markdown: string): string => plainText(inline(markdown)).replace(/\s+/g, ' ').trim();

/** The text in one language: the one asked for, a relative of it, or the first there is. */
export function localText(value: LangText | undefined, lang: string): string {
  if (value === undefined || typeof value === 'string') return value ?? '';
  const main = (tag: string) => tag.split('-')[0]?.toLowerCase();
  return (
    value[lang] ?? Object.entries(value).find(([l]) => main(l) === main(lang))?.[1] ?? Object.values(value)[0] ?? ''
  );
}

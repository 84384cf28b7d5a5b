// One line of Markdown, parsed to plain data: strong, emphasis, deletion, code, links, images. No HTML exists anywhere on the way.

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'strong' | 'em' | 'del'; children: Inline[] }
  | { type: 'link'; href: string; children: Inline[] }
  | { type: 'image'; src: string; alt: string }
  | { type: 'break' }
  /** MathML, as it stands there: whoever shows it takes only what is safe. */
  | { type: 'math'; source: string };

/** Nesting beyond this is text. */
export const MAX_DEPTH = 12;

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
      text = text.replace(/(?<! ) +$/, '');
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
    if (c === '<' && source.startsWith('<math', i)) {
      const end = source.indexOf('</math>', i) + 7;
      if (end > 7) {
        push({ type: 'math', source: source.slice(i, end) });
        i = end;
        continue;
      }
    }
    if (c === '<' || c === 'h') {
      const auto = /^<?(https?:\/\/[^\s<>]+)>?/.exec(source.slice(i, i + 500));
      if (auto?.[1] && (c === '<' || !wordChar.test(source.charAt(i - 1)))) {
        const url = c === '<' ? auto[1] : auto[1].replace(/[.,;:!?)\]'"]{1,20}$/, '');
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
        case 'math':
          // The author's words for it, else its symbols.
          return (
            /\balttext="([^"]*)"/.exec(n.source)?.[1] ??
            n.source.slice(0, 4000).replace(/<annotation[^]*?<\/annotation[^>]*>|<[^<>]*>/g, '')
          );
        default:
          return plainText(n.children);
      }
    })
    .join('');
}

// A page's text cut at its `:::` fences: what folds out, what stands out, where a question comes. Pure.

export type PagePart =
  | { type: 'text'; source: string }
  | { type: 'reveal'; title: string; source: string }
  | { type: 'note' | 'tip' | 'warning'; title: string; source: string }
  | { type: 'check'; id: string };

const open = /^ {0,3}:::\s*(reveal|note|tip|warning|check)\b[ \t]*(.*?)\s*$/;
const close = /^ {0,3}:::\s*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;

/** Text → parts in order. Total: what is not closed goes to the end, unknown fences are text. */
export function partsOf(source: string): PagePart[] {
  const out: PagePart[] = [];
  let text: string[] = [];
  let inside: { type: 'reveal' | 'note' | 'tip' | 'warning'; title: string; lines: string[] } | undefined;
  let code = '';
  const flush = (): void => {
    if (text.some((l) => l.trim() !== '')) out.push({ type: 'text', source: text.join('\n') });
    text = [];
  };
  const end = (): void => {
    if (inside) out.push({ type: inside.type, title: inside.title, source: inside.lines.join('\n') });
    inside = undefined;
  };
  for (const line of source.replace(/\r\n?/g, '\n').split('\n')) {
    const mark = fence.exec(line)?.[1];
    if (code !== '') {
      if (mark?.startsWith(code)) code = '';
    } else if (mark !== undefined) code = mark;
    else if (inside && close.test(line)) {
      end();
      continue;
    } else if (!inside) {
      const [, type, title = ''] = open.exec(line) ?? [];
      if (type === 'check') {
        flush();
        out.push({ type, id: title });
        continue;
      }
      if (type !== undefined) {
        flush();
        inside = { type: type as 'reveal', title, lines: [] };
        continue;
      }
    }
    (inside?.lines ?? text).push(line);
  }
  flush();
  end();
  return out;
}

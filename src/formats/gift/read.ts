// GIFT, the text format of Moodle, read as Moodle reads it (question/format/gift). Where Moodle takes a mistake in silence, such as
// `{#3,14}` for any number, there is a warning here.
import { textOf, emptyImport, Ids, round, type FormatWarning, type ImportedQuiz } from '../format.js';
import { numberKey, numberOf, remarksOf, textKey, weighted, type NumberEntry, type Remarks } from '../keys.js';
import { asStem, escapeMarkdown, oneLine, plainWords, readHtml, toMarkdown, type MarkupOptions } from '../markup.js';

const special = ':#={}~n\\';
/** Escaped characters stand in a private area while the text is taken apart. */
const hide = (text: string): string =>
  text.replace(/\\([:#={}~n\\])/g, (_, c: string) => String.fromCharCode(0xe000 + special.indexOf(c)));
const show = (text: string): string =>
  text.replace(/[\ue000-\ue007]/g, (c) => {
    const shown = special.charAt(c.charCodeAt(0) - 0xe000);
    return shown === 'n' ? '\n' : shown;
  });

type TextFormat = 'html' | 'markdown' | 'plain' | 'moodle';

interface Answer {
  right: boolean;
  /** 0 to 1, or below. */
  weight: number | undefined;
  text: string;
  feedback: string;
  line: number;
}

/** What a reader of one question needs. */
interface Context {
  title: string;
  line: number;
  format: TextFormat;
  warn: (severity: FormatWarning['severity'], message: string, line?: number) => void;
}

/** Questions are parted by blank lines; a line that begins with `//` is a remark wherever it stands. */
export function readGift(data: Uint8Array, name: string): ImportedQuiz {
  const result = emptyImport();
  const ids = new Ids();
  const lines = textOf(data)
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const waiting: Found['waiting'] = [];
  let category: string | undefined;
  for (let i = 0; i < lines.length; i++) {
    if (lines[i]?.trim() === '') continue;
    const start = i;
    const block: string[] = [];
    const remarks: string[] = [];
    for (; i < lines.length && lines[i]?.trim() !== ''; i++) {
      const line = lines[i] ?? '';
      if (line.trim().startsWith('//')) {
        remarks.push(line);
        block.push('');
      } else block.push(line);
    }
    const first = block.findIndex((line) => line.trim() !== '');
    if (first < 0) continue;
    const heading = /^\s*\$CATEGORY:\s*(.*)$/.exec(block[first] ?? '');
    if (heading) {
      category = (heading[1] ?? '').replace(/^\$\w+\$\/?/, '').trim() || undefined;
      block[first] = '';
    }
    const at = block.findIndex((line) => line.trim() !== '');
    if (at < 0) continue;
    const meta = remarks.join('\n');
    readQuestion(block.slice(at).join('\n').trim(), {
      line: start + at + 1,
      idnumber: /\[id:((?:\\.|[^\]\\])+)\]/.exec(meta)?.[1]?.replace(/\\(.)/g, '$1'),
      tags: [...meta.matchAll(/\[tag:((?:\\.|[^\]\\])+)\]/g)].map((m) => (m[1] ?? '').replace(/\\(.)/g, '$1').trim()),
      category,
      ids,
      result,
      waiting,
    });
  }
  for (const { line, title } of waiting)
    result.warnings.push({
      severity: 'skipped',
      message: 'is a text without a question after it',
      line,
      ...(title ? { question: title } : {}),
    });
  if (result.questions.length === 0 && result.warnings.length === 0)
    result.warnings.push({ severity: 'skipped', message: `${name} has no questions` });
  return result;
}

interface Found {
  line: number;
  idnumber: string | undefined;
  tags: string[];
  category: string | undefined;
  ids: Ids;
  result: ImportedQuiz;
  /** Texts without questions; they go above the next one. */
  waiting: { text: string; line: number; title: string }[];
}

function readQuestion(raw: string, found: Found): void {
  const { ids, result, line } = found;
  let text = hide(raw);
  let title = '';
  if (text.startsWith('::')) {
    const end = text.indexOf('::', 2);
    if (end >= 0) {
      title = show(text.slice(2, end)).trim();
      text = text.slice(end + 2).trim();
    }
  }
  const context: Context = {
    title,
    line,
    format: 'moodle',
    warn: (severity, message, at = line) =>
      result.warnings.push({ severity, message, line: at, ...(title ? { question: title } : {}) }),
  };
  const open = text.indexOf('{');
  const close = text.indexOf('}');
  if (open < 0 !== close < 0 || close < open) {
    context.warn(
      'skipped',
      `has a "${open >= 0 ? '{' : '}'}" without its partner; write \\${open >= 0 ? '{' : '}'} where it is text`,
    );
    return;
  }
  const [stemText, format] = formatOf(open < 0 ? text : text.slice(0, open), 'moodle');
  context.format = format;
  const after = open < 0 ? '' : text.slice(close + 1).trim();
  const answers = open < 0 ? undefined : text.slice(open + 1, close).trim();
  const answerLine = line + newlines(raw.slice(0, open < 0 ? 0 : raw.indexOf('{')));
  const stem = richText(`${stemText.trim()}${after ? ` \ue010 ${after}` : ''}`, format, context);
  if (answers === undefined) {
    found.waiting.push({ text: [stem.body, stem.stem].filter(Boolean).join('\n\n'), line, title });
    return;
  }
  if (stem.stem === '' && stem.body === undefined) {
    context.warn('skipped', 'has no text');
    return;
  }
  const question = kindOf(answers, stem, context, answerLine);
  if (!question) return;
  const id = ids.of(
    title || plainWords(String(question.stem).replace(/\{\{[^{}]*\}\}|\ue010/g, ' ')),
    found.idnumber ?? '',
  );
  const tags = [...(found.category ? [found.category] : []), ...found.tags];
  const { kind, stem: words, ...rest } = question;
  const above = found.waiting.splice(0);
  for (const text of above) context.warn('changed', 'the text before it is shown above it', text.line);
  const body = [...above.map((a) => a.text), ...(stem.body === undefined ? [] : [stem.body])].join('\n\n');
  result.questions.push({
    id,
    kind: kind ?? '',
    stem: String(words).replace('\ue010', '\\_\\_\\_\\_\\_'),
    ...(body ? { body } : {}),
    ...(stem.media ? { media: stem.media } : {}),
    ...rest,
    ...(tags.length > 0 ? { tags } : {}),
  });
}

const newlines = (text: string): number => text.split('\n').length - 1;

/** `[html]` and its sisters before a text; what is in other brackets is text. */
function formatOf(text: string, otherwise: TextFormat): [string, TextFormat] {
  const m = /^\s*\[(html|markdown|plain|moodle)\]/.exec(text);
  return m ? [text.slice(m[0].length), m[1] as TextFormat] : [text, otherwise];
}

interface Rich {
  stem: string;
  body?: string;
  media?: { type: string; src: string; alt: string }[];
}

const lost = (context: Context): MarkupOptions => ({
  lost: (what) => context.warn('changed', `${what} is left out`),
  // A text file has no pictures of its own: those of the course's server cannot be reached from here.
  url: (src) => (/^https?:|^mailto:/i.test(src) ? src : undefined),
});

function richText(text: string, format: TextFormat, context: Context): Rich {
  const shown = show(text).trim();
  if (format === 'markdown') {
    const parts = shown.split(/\n{2,}/);
    return { stem: parts.pop() ?? '', ...(parts.length > 0 ? { body: parts.join('\n\n') } : {}) };
  }
  if (format === 'plain') return { stem: escapeMarkdown(shown).replace(/\n+/g, '  \n') };
  // Moodle's own format is HTML in which a line break breaks the line.
  const written = toMarkdown(readHtml(format === 'html' ? shown : shown.replace(/\n/g, '<br>')), lost(context));
  return { ...asStem(written), ...(written.media.length > 0 ? { media: written.media } : {}) };
}

function shortText(text: string, context: Context): string {
  const [rest, format] = formatOf(text, context.format);
  const shown = show(rest).trim();
  if (format === 'markdown') return shown.replace(/(?<!\s)\s*\n\s*/g, ' ');
  if (format === 'plain') return escapeMarkdown(shown.replace(/(?<!\s)\s*\n\s*/g, ' '));
  return oneLine(toMarkdown(readHtml(shown), lost(context)));
}

/** An answer that is compared, not shown. */
const bareText = (text: string): string => show(formatOf(text, 'plain')[0]).replace(/\s+/g, ' ').trim();

type Draft = Record<string, unknown> & { kind: string; stem: string };

function kindOf(source: string, stem: Rich, context: Context, line: number): Draft | undefined {
  let text = source;
  let general = '';
  const at = text.lastIndexOf('####');
  if (at >= 0) {
    general = shortText(text.slice(at + 4), context);
    text = text.slice(0, at).trim();
  }
  const remark: Remark = (more) => remarksOf(more as Record<string, string>, { general });
  const bare = stem.stem;
  if (text === '') return { kind: 'long-fill-in', stem: bare, ...remark() };
  if (text.startsWith('#')) return numeric(text.slice(1).trim(), bare, context, line, remark);
  if (text.includes('~')) return choice(text, bare, context, line, remark);
  if (text.includes('=') && text.includes('->')) return matching(text, bare, context, line, remark);
  const truth = /^(T|TRUE|F|FALSE)\s*(?:#|$)/.exec(text);
  if (truth) {
    // The first remark is for who was wrong, the second for who was right.
    const [, wrong = '', right = ''] = text.split('#').map((part) => part.trim());
    return {
      kind: 'true-false',
      stem: bare,
      answer: truth[1]?.startsWith('T') === true,
      ...remark({
        ...(right ? { correct: shortText(right, context) } : {}),
        ...(wrong ? { incorrect: shortText(wrong, context) } : {}),
      }),
    };
  }
  return shortAnswer(text, bare, context, line, remark);
}

type Remark = (more?: Remarks) => Record<string, unknown>;

/** `=right ~wrong #remark`, with `%50%` for part of the points. */
function answersOf(text: string, marks: string, line: number, context: Context): Answer[] {
  const out: Answer[] = [];
  let at = line;
  for (const [whole] of text.matchAll(new RegExp(`(?:[${marks}]|^(?![${marks}]))[^${marks}]*`, 'g'))) {
    const here = at;
    at += newlines(whole);
    const mark = marks.includes(whole.charAt(0)) ? whole.charAt(0) : '';
    let rest = whole.slice(mark.length).trim();
    if (rest === '' && mark === '') continue;
    const percent = /^%\s*(-?\d{1,3}(?:[.,]\d*)?)\s*%/.exec(rest);
    let weight: number | undefined;
    if (percent) {
      weight = Math.min(1, Math.max(-1, round(Number((percent[1] ?? '').replace(',', '.')) / 100)));
      rest = rest.slice(percent[0].length).trim();
    } else if (/^%[^%\n]{0,12}%/.test(rest))
      context.warn('changed', `"${rest.slice(0, 14)}" is no percentage; read as text`, here);
    const hash = rest.indexOf('#');
    const answer = (hash < 0 ? rest : rest.slice(0, hash)).trim();
    out.push({
      right: mark !== '~',
      weight,
      text: answer,
      feedback: hash < 0 ? '' : shortText(rest.slice(hash + 1), context),
      line: here + newlines(whole.slice(0, whole.length - whole.trimStart().length)),
    });
  }
  return out;
}

function choice(text: string, stem: string, context: Context, line: number, remark: Remark): Draft | undefined {
  const answers = answersOf(text, '=~', line, context).filter((a) => {
    if (a.text !== '') return true;
    context.warn('changed', 'an option without text is left out', a.line);
    return false;
  });
  if (answers.length < 2) {
    context.warn('skipped', 'has fewer than two options');
    return undefined;
  }
  const single = answers.some((a) => a.right && a.weight === undefined) || answers.some((a) => a.right);
  const ids = new Ids();
  const weights = answers.map((a) => a.weight ?? (a.right ? 1 : 0));
  const best = single ? Math.max(...weights) : round(weights.filter((w) => w > 0).reduce((s, w) => s + w, 0));
  if (best <= 0) {
    context.warn('skipped', 'has no right option');
    return undefined;
  }
  if (best < 0.999)
    context.warn('changed', `its right options add up to ${Math.round(best * 100)} %, and count as all of the points`);
  return {
    kind: 'choice',
    stem,
    ...weighted(
      answers.map((a, i) => {
        const words = shortText(a.text, context);
        return {
          id: ids.of(plainWords(words)),
          text: words,
          weight: (weights[i] ?? 0) / (best < 0.999 ? best : 1),
          feedback: a.feedback,
        };
      }),
      !single,
    ),
    ...remark(),
  };
}

function matching(text: string, stem: string, context: Context, line: number, remark: Remark): Draft | undefined {
  const sourceIds = new Ids();
  const targetIds = new Ids();
  const targets: { id: string; text: string }[] = [];
  const sources: { id: string; text: string; target: string }[] = [];
  for (const a of answersOf(text, '=', line, context)) {
    const arrow = a.text.indexOf('->');
    if (arrow < 0) {
      context.warn('skipped', `"${show(a.text).slice(0, 40)}" has no "->"`, a.line);
      return undefined;
    }
    const left = shortText(a.text.slice(0, arrow), context);
    const right = shortText(a.text.slice(arrow + 2), context);
    let target = targets.find((t) => t.text === right);
    if (!target) targets.push((target = { id: targetIds.of(plainWords(right)), text: right }));
    // A right side alone is one that belongs to nothing.
    if (left !== '') sources.push({ id: sourceIds.of(plainWords(left)), text: left, target: target.id });
  }
  if (sources.length < 2 || targets.length < 2) {
    context.warn('skipped', 'needs two pairs at least');
    return undefined;
  }
  return { kind: 'matching', stem, sources, targets, ...remark() };
}

function shortAnswer(text: string, stem: string, context: Context, line: number, remark: Remark): Draft | undefined {
  const found = textKey(
    answersOf(text, '=', line, context).map((a) => ({
      text: bareText(a.text),
      weight: a.weight ?? 1,
      feedback: a.feedback,
    })),
  );
  if (!found) {
    context.warn('skipped', 'has no answer that is right');
    return undefined;
  }
  return { kind: 'fill-in', stem: withGap(stem), gaps: [{ id: '1', ...found.key }], ...remark(found.remarks) };
}

/** Where the text goes on after the braces, there; else after the text. */
export const withGap = (stem: string, id = '1'): string =>
  stem.includes('\ue010')
    ? stem.replace('\ue010', `{{${id}}}`)
    : /_{3,}|(?:\\_){3,}/.test(stem)
      ? stem.replace(/_{3,}|(?:\\_){3,}/, `{{${id}}}`)
      : `${stem} {{${id}}}`;

function numeric(text: string, stem: string, context: Context, line: number, remark: Remark): Draft | undefined {
  const listed = text.startsWith('=') || text.includes('~') ? text : `=${text}`;
  const entries: NumberEntry[] = [];
  let incorrect = '';
  for (const a of answersOf(listed, '=~', line, context)) {
    if (!a.right || a.text === '*' || a.text === '') {
      incorrect ||= a.feedback;
      continue;
    }
    const read = numberIn(show(a.text));
    if (typeof read === 'string') {
      context.warn('skipped', read, a.line);
      return undefined;
    }
    entries.push({ ...read, weight: a.weight ?? 1, ...(a.feedback ? { feedback: a.feedback } : {}) });
  }
  const found = numberKey(entries);
  if (!found) {
    context.warn('skipped', 'has no number that is right');
    return undefined;
  }
  return { kind: 'numeric', stem, ...found.key, ...remark({ ...found.remarks, incorrect }) };
}

/** `3.14`, `3.14:0.01`, `3..4`; the text of a complaint when it is none of them. */
function numberIn(text: string): Omit<NumberEntry, 'weight'> | string {
  const range = text.split('..');
  const [value, off, more] = range.length === 2 ? range : text.split(':');
  for (const part of [value, ...(off === undefined ? [] : [off])])
    if (numberOf(part) === undefined) {
      const bare = (part ?? '').trim();
      return /^[+-]?\d+,\d+$/.test(bare)
        ? `"${bare}" has a decimal comma; GIFT takes a point, ${bare.replace(',', '.')}`
        : `"${bare}" is no number`;
    }
  const [a = 0, b] = [numberOf(value), numberOf(off)];
  if (range.length === 2) return a <= (b ?? a) ? { answer: { min: a, max: b ?? a } } : `${text} begins above its end`;
  if (more !== undefined || (b ?? 0) < 0) return `"${text}" is no number with a tolerance`;
  return { answer: a, ...(b ? { tolerance: b } : {}) };
}

// Moodle XML, in and out (question/format/xml): the one of the text formats that carries pictures.
import { emptyImport, Ids, mediaType, round, safeName, type FormatWarning, type ImportedQuiz } from '../format.js';
import { numberKey, numberOf, remarksOf, textKey, weighted, type NumberEntry, type TextEntry } from '../keys.js';
import {
  asStem,
  escapeMarkdown,
  oneLine,
  plainWords,
  readHtml,
  toMarkdown,
  type Medium,
  type Written,
} from '../markup.js';
import { child, content, elements, readXml, word, type Element } from '../xml.js';
import { WidyaError } from '../../sdk/errors.js';

interface Rich {
  stem: string;
  body?: string;
  media?: Medium[];
}

/** One file while it is read. */
class Reader {
  result = emptyImport();
  ids = new Ids();
  category: string | undefined;
  /** A text without a question; it goes above the next one. */
  waiting: { text: string; line: number } | undefined;
  #files = new Map<string, string>();

  warn(question: Element, severity: FormatWarning['severity'], message: string): void {
    const title = titleOf(question);
    this.result.warnings.push({ severity, message, line: question.line, ...(title ? { question: title } : {}) });
  }

  /** Keeps the files that stand beside a text; the same picture in ten questions is one file. @returns names by path */
  #keep(holder: Element | undefined, question: Element): Map<string, string> {
    const names = new Map<string, string>();
    for (const file of elements(holder, 'file')) {
      const path = `${file.attrs.path ?? '/'}${file.attrs.name ?? ''}`.replace(/^\/+/, '');
      const safe = safeName(path);
      const type = mediaType(path);
      const base64 = content(file).replace(/\s+/g, '');
      if (!safe || !type) {
        this.warn(
          question,
          'changed',
          `the file ${path.slice(0, 80)} is left out: ${safe ? 'of a kind no question shows' : 'its name leads elsewhere'}`,
        );
        continue;
      }
      let name = this.#files.get(`${safe}\n${base64}`);
      if (name === undefined) {
        let data: Uint8Array<ArrayBuffer>;
        try {
          data = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        } catch {
          this.warn(question, 'changed', `the file ${path.slice(0, 80)} is not base64, and is left out`);
          continue;
        }
        name = safe;
        for (let n = 2; this.result.files.some((f) => f.name === name); n++)
          name = safe.replace(/(?=\.[^.]*$)/, `-${n}`);
        this.#files.set(`${safe}\n${base64}`, name);
        this.result.files.push({ name, type, data });
      }
      names.set(path, name);
    }
    return names;
  }

  /** A text in one of Moodle's formats. */
  written(holder: Element | undefined, question: Element): Written {
    const text = content(child(holder, 'text'));
    const files = this.#keep(holder, question);
    const lost = (what: string) => this.warn(question, 'changed', `${what} is left out`);
    const url = (src: string): string | undefined => {
      if (!src.startsWith('@@PLUGINFILE@@')) return /^https?:|^mailto:/i.test(src) ? src : undefined;
      const path = decode(src.slice('@@PLUGINFILE@@'.length).split('?', 1)[0] ?? '').replace(/^\/+/, '');
      return files.get(path);
    };
    switch (holder?.attrs.format) {
      case 'markdown':
        return readMarkdown(text, url, lost);
      case 'plain_text':
        return { blocks: paragraphs(escapeMarkdown(text)), media: [] };
      case 'moodle_auto_format':
        return toMarkdown(readHtml(text.trim().replace(/\n/g, '<br>')), { url, lost });
      default:
        return toMarkdown(readHtml(text), { url, lost });
    }
  }

  line(holder: Element | undefined, question: Element): string {
    return holder ? oneLine(this.written(holder, question)) : '';
  }
}

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

const paragraphs = (text: string): Written['blocks'] =>
  text
    .split(/\n{2,}/)
    .map((t) => t.trim())
    .filter(Boolean)
    .map((t) => ({ type: 'paragraph', text: t.replace(/(?<! ) *\n/g, '  \n') }));

function readMarkdown(text: string, url: (src: string) => string | undefined, lost: (what: string) => void): Written {
  const media: Written['media'] = [];
  const rest = text.replace(/!\[((?:\\.|[^\]\\])*)\]\(([^()\s]+)\)/g, (_, alt: string, address: string) => {
    const src = url(address);
    if (src === undefined) lost(`the picture ${address.slice(0, 80)}`);
    else media.push({ type: typeOf(src), src, alt: plainWords(alt) });
    return '';
  });
  return {
    blocks: rest
      .split(/\n{2,}/)
      .map((t) => t.trim())
      .filter(Boolean)
      .map((t) => ({ type: /^(?:[-*+] |\d+[.)] |\||>|#|```)/.test(t) ? 'list' : 'paragraph', text: t })),
    media,
  };
}
const typeOf = (src: string): 'image' | 'audio' | 'video' =>
  (/^(audio|video)/.exec(mediaType(src))?.[1] ?? 'image') as 'image';

const titleOf = (question: Element): string =>
  word(child(child(question, 'name'), 'text'))
    .replace(/\s+/g, ' ')
    .slice(0, 80);
const isTrue = (element: Element | undefined, otherwise = false): boolean =>
  element ? /^(?:1|true)$/i.test(word(element)) : otherwise;
const fractionOf = (answer: Element): number => {
  const n = numberOf(answer.attrs.fraction) ?? 0;
  return Math.abs(n) > 1 ? round(n / 100) : n === 1 ? 0.01 : n;
};

export function readMoodleXml(data: Uint8Array, name: string): ImportedQuiz {
  const root = readXml(data, name);
  if (root.name !== 'quiz')
    throw new WidyaError('data/invalid', `is <${root.name}>, not Moodle's <quiz>`, {
      place: `${name}: line ${root.line}`,
    });
  const reader = new Reader();
  for (const question of elements(root, 'question')) {
    try {
      readQuestion(question, reader);
    } catch (cause) {
      // One question never takes the others with it.
      reader.warn(question, 'skipped', `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  if (reader.waiting)
    reader.result.warnings.push({
      severity: 'skipped',
      message: 'is a text without a question after it',
      line: reader.waiting.line,
    });
  if (reader.result.questions.length === 0 && reader.result.warnings.length === 0)
    reader.result.warnings.push({ severity: 'skipped', message: `${name} has no questions` });
  return reader.result;
}

type Draft = Record<string, unknown> & { kind: string };

function readQuestion(question: Element, reader: Reader): void {
  const { type = '' } = question.attrs;
  if (type === 'category') {
    reader.category =
      word(child(child(question, 'category'), 'text'))
        .replace(/^\$\w+\$\/?/, '')
        .replace(/^top\/?/, '') || undefined;
    return;
  }
  const written = reader.written(child(question, 'questiontext'), question);
  const media: Medium[] = written.media;
  if (type === 'description') {
    reader.waiting = { text: written.blocks.map((b) => b.text).join('\n\n'), line: question.line };
    return;
  }
  const read = types[type];
  if (!read) {
    reader.warn(question, 'skipped', `is of the type ${type || 'unknown'}, which has no counterpart here`);
    return;
  }
  const found = read(question, reader, written);
  if (typeof found === 'string') {
    reader.warn(question, 'skipped', found);
    return;
  }
  const { kind, feedback, ...rest } = found;
  const { stem, body }: Rich = {
    ...asStem(written),
    ...(rest.stem === undefined ? {} : { stem: String(rest.stem) }),
    ...('body' in rest ? { body: rest.body as string } : {}),
  };
  delete rest.stem;
  delete rest.body;
  if (stem === '' && !body) {
    reader.warn(question, 'skipped', 'has no text');
    return;
  }
  const title = titleOf(question);
  const above = reader.waiting?.text;
  if (above) reader.warn(question, 'changed', 'the text that stood before it is shown above it');
  reader.waiting = undefined;
  const points = numberOf(word(child(question, 'defaultgrade')));
  const hints = elements(question, 'hint')
    .map((h) => reader.line(h, question))
    .filter(Boolean);
  const tags = [
    ...(reader.category ? [reader.category] : []),
    ...elements(child(question, 'tags'), 'tag').map((t) => word(child(t, 'text'))),
  ].filter(Boolean);
  const penalty = numberOf(word(child(question, 'penalty')));
  const general = reader.line(child(question, 'generalfeedback'), question);
  reader.result.questions.push({
    id: reader.ids.of(title || plainWords(stem), word(child(question, 'idnumber'))),
    kind,
    stem: stem || escapeMarkdown(title),
    ...(above || body ? { body: [above, body].filter(Boolean).join('\n\n') } : {}),
    ...(media.length > 0 ? { media } : {}),
    ...(points !== undefined && points > 0 && points !== 1 ? { points } : {}),
    ...rest,
    ...remarksOf(feedback as Record<string, string> | undefined, { general }),
    // There a hint comes with each try but the last.
    ...(hints.length > 0
      ? {
          hints: hints.map((text) => ({ text })),
          tries: hints.length + 1,
          ...(penalty ? { penalty: round(penalty) } : {}),
        }
      : {}),
    ...(tags.length > 0 ? { tags } : {}),
  });
}

const bands = (question: Element, reader: Reader): Record<string, string> => ({
  correct: reader.line(child(question, 'correctfeedback'), question),
  partly: reader.line(child(question, 'partiallycorrectfeedback'), question),
  incorrect: reader.line(child(question, 'incorrectfeedback'), question),
});
const bare = (answer: Element): string => plainWords(oneLine(toMarkdown(readHtml(content(child(answer, 'text'))))));
/** An answer that is compared is plain text, whatever it looks like. */
const literal = (answer: Element): string => content(child(answer, 'text')).replace(/\s+/g, ' ').trim();

/** A question of one type, or why it cannot be had. */
const types: Record<string, (question: Element, reader: Reader, written: Written) => Draft | string> = {
  truefalse(question, reader) {
    const answers = elements(question, 'answer');
    const right = answers.find((a) => fractionOf(a) > 0);
    if (!right) return 'has no right answer';
    const truth = /^true$/i.test(literal(right));
    const note = (a: Element | undefined) => reader.line(child(a, 'feedback'), question);
    return {
      kind: 'true-false',
      answer: truth,
      feedback: { correct: note(right), incorrect: note(answers.find((a) => a !== right)) },
    };
  },

  multichoice(question, reader) {
    const ids = new Ids();
    const multiple = !isTrue(child(question, 'single'), true);
    const options = elements(question, 'answer').map((a) => {
      const written = reader.written(a, question);
      const text = oneLine(written);
      const [medium] = written.media;
      return {
        id: ids.of(plainWords(text) || medium?.alt || medium?.src || ''),
        text: text || escapeMarkdown(medium?.alt ?? ''),
        weight: fractionOf(a),
        feedback: reader.line(child(a, 'feedback'), question),
        ...(medium ? { media: medium } : {}),
      };
    });
    if (options.length < 2) return 'has fewer than two options';
    if (!options.some((o) => o.weight > 0)) return 'has no right option';
    return {
      kind: 'choice',
      ...weighted(options, multiple),
      ...(child(question, 'shuffleanswers') ? { shuffle: isTrue(child(question, 'shuffleanswers')) } : {}),
      feedback: bands(question, reader),
    };
  },

  shortanswer(question, reader, written) {
    const found = textKey(
      elements(question, 'answer').map((a) => ({
        text: literal(a),
        weight: fractionOf(a),
        feedback: reader.line(child(a, 'feedback'), question),
      })),
    );
    if (!found) return 'has no answer that is right';
    const { stem } = asStem(written);
    return {
      kind: 'fill-in',
      stem: /(?:\\_){3,}/.test(stem) ? stem.replace(/(?:\\_){3,}/, '{{1}}') : `${stem} {{1}}`,
      gaps: [{ id: '1', ...found.key, ...(isTrue(child(question, 'usecase')) ? { caseMatters: true } : {}) }],
      feedback: found.remarks,
    };
  },

  numerical(question, reader) {
    const entries: NumberEntry[] = [];
    let incorrect = '';
    for (const a of elements(question, 'answer')) {
      const answer = numberOf(literal(a));
      const feedback = reader.line(child(a, 'feedback'), question);
      if (answer === undefined) {
        if (literal(a) === '*') incorrect ||= feedback;
        else return `its answer "${literal(a).slice(0, 40)}" is no number`;
      } else
        entries.push({
          answer,
          weight: fractionOf(a),
          ...(numberOf(word(child(a, 'tolerance')))
            ? { tolerance: Math.abs(numberOf(word(child(a, 'tolerance'))) ?? 0) }
            : {}),
          ...(feedback ? { feedback } : {}),
        });
    }
    const found = numberKey(entries);
    if (!found) return 'has no number that is right';
    // A multiplier says how many of the unit make one of the first.
    const units = elements(child(question, 'units'), 'unit').map((u) => ({
      text: escapeMarkdown(word(child(u, 'unit_name'))),
      multiplier: numberOf(word(child(u, 'multiplier'))) ?? 1,
    }));
    const base = units.find((u) => u.multiplier === 1);
    const others = units.filter((u) => u !== base && u.multiplier > 0);
    return {
      kind: 'numeric',
      ...found.key,
      ...(base
        ? {
            unit: base.text,
            ...(others.length > 0
              ? { units: others.map((u) => ({ text: u.text, factor: round(1 / u.multiplier) })) }
              : {}),
          }
        : {}),
      feedback: { ...found.remarks, incorrect },
    };
  },

  matching(question, reader) {
    const sourceIds = new Ids();
    const targetIds = new Ids();
    const targets: { id: string; text: string }[] = [];
    const sources: Record<string, unknown>[] = [];
    for (const pair of elements(question, 'subquestion')) {
      const right = escapeMarkdown(bare(child(pair, 'answer') ?? pair));
      const left = reader.line(pair, question);
      if (right === '') continue;
      let target = targets.find((t) => t.text === right);
      if (!target) targets.push((target = { id: targetIds.of(plainWords(right)), text: right }));
      if (left !== '') sources.push({ id: sourceIds.of(plainWords(left)), text: left, target: target.id });
    }
    if (sources.length === 0 || targets.length < 2) return 'needs two pairs at least';
    return {
      kind: 'matching',
      sources,
      targets,
      ...(child(question, 'shuffleanswers') ? { shuffle: isTrue(child(question, 'shuffleanswers')) } : {}),
      feedback: bands(question, reader),
    };
  },

  ordering(question, reader) {
    const ids = new Ids();
    const items = elements(question, 'answer').map((a) => {
      const text = reader.line(a, question);
      return { id: ids.of(plainWords(text)), text };
    });
    if (items.length < 2) return 'needs two items at least';
    return { kind: 'sequencing', items, answer: items.map((i) => i.id), feedback: bands(question, reader) };
  },

  essay(question, reader) {
    const sample = reader.line(child(question, 'graderinfo'), question);
    const rows = numberOf(word(child(question, 'responsefieldlines')));
    const [min, max] = ['minwordlimit', 'maxwordlimit'].map((n) => numberOf(word(child(question, n))));
    if ((numberOf(word(child(question, 'attachments'))) ?? 0) !== 0)
      reader.warn(question, 'changed', 'files cannot be handed in with it here');
    return {
      kind: 'long-fill-in',
      ...(sample ? { sample } : {}),
      ...(rows ? { rows: Math.min(40, Math.max(2, Math.round(rows))) } : {}),
      ...(min || max ? { words: { ...(min ? { min } : {}), ...(max ? { max } : {}) } } : {}),
    };
  },

  multianswer: (question, reader) => cloze(question, reader),
  cloze: (question, reader) => cloze(question, reader),
  gapselect: (question, reader) => words(question, reader, 'selectoption'),
  ddwtos: (question, reader) => words(question, reader, 'dragbox'),
};

/** Text with gaps: paragraphs before the first gap stand above, the rest is the question. */
function withGaps(written: Written, marks: ReadonlyMap<string, string>): { stem: string; body?: string } {
  const first = written.blocks.findIndex((b) => [...marks.keys()].some((m) => b.text.includes(m)));
  const above = written.blocks.slice(0, Math.max(0, first));
  let stem = written.blocks
    .slice(Math.max(0, first))
    .map((b) => oneLine({ blocks: [b], media: [] }))
    .join('  \n');
  for (const [mark, gap] of marks) stem = stem.replace(mark, gap);
  return { stem, ...(above.length > 0 ? { body: above.map((b) => b.text).join('\n\n') } : {}) };
}

const mark = (i: number): string => `\ue100${String.fromCharCode(0xe200 + i)}`;

/** Text in which each match becomes a gap; a text instead of a gap says why it is none. */
function gapped(
  question: Element,
  reader: Reader,
  pattern: RegExp,
  gapOf: (id: string, ...match: string[]) => Record<string, unknown> | string,
): Draft | string {
  const holder = child(question, 'questiontext');
  const gaps: Record<string, unknown>[] = [];
  const marks = new Map<string, string>();
  let problem = '';
  const text = content(child(holder, 'text')).replace(pattern, (_, ...match: string[]) => {
    const id = String(marks.size + 1);
    const gap = gapOf(id, ...match);
    if (typeof gap === 'string') problem ||= gap;
    else gaps.push({ id, ...gap });
    marks.set(mark(Number(id)), `{{${id}}}`);
    return mark(Number(id));
  });
  if (problem) return problem;
  if (gaps.length === 0) return 'has no gap';
  const again: Element = {
    ...(holder ?? question),
    children: [{ name: 'text', attrs: {}, line: question.line, children: [text] }, ...elements(holder, 'file')],
  };
  return { kind: 'fill-in', ...withGaps(reader.written(again, question), marks), gaps };
}

/** `{1:MULTICHOICE:=right#remark~wrong~%50%half}` in running text. */
function cloze(question: Element, reader: Reader): Draft | string {
  return gapped(
    question,
    reader,
    /\{([\d.]*):([A-Z_]+):((?:\\.|[^\\}])*)\}/g,
    (id, weight = '', type = '', alternatives = '') => {
      const gap = clozeGap(type, alternatives, (message) => reader.warn(question, 'changed', `gap ${id}: ${message}`));
      if (typeof gap === 'string') return `gap ${id}: ${gap}`;
      return { ...gap, ...(numberOf(weight) && numberOf(weight) !== 1 ? { weight: numberOf(weight) } : {}) };
    },
  );
}

function clozeGap(type: string, source: string, warn: (message: string) => void): Record<string, unknown> | string {
  const entries: TextEntry[] = [];
  for (const part of source.split(/(?<!\\)~/)) {
    const weight = /^=|^%(-?\d+(?:\.\d+)?)%/.exec(part.trim());
    const [answer = '', feedback] = part
      .trim()
      .slice(weight?.[0].length ?? 0)
      .split(/(?<!\\)#/);
    const clean = (text: string) => plainWords(oneLine(toMarkdown(readHtml(text.replace(/\\([}~=#"/\\])/g, '$1')))));
    const share = weight ? (weight[1] === undefined ? 1 : Number(weight[1]) / 100) : 0;
    entries.push({
      text: clean(answer),
      weight: share,
      ...(feedback?.trim() ? { feedback: escapeMarkdown(clean(feedback)) } : {}),
    });
  }
  if (/^(?:NUMERICAL|NM)$/.test(type)) {
    const numbers = entries.filter((e) => e.weight >= 0.999).map((e) => e.text.split(':'));
    if (numbers.some(([n]) => numberOf(n) === undefined)) return 'its answer is no number';
    if (numbers.some(([, off]) => (numberOf(off) ?? 0) > 0))
      warn('its tolerance is lost: a gap compares what is written');
    const texts = numbers.flatMap(([n = '']) =>
      n.includes('.') ? [n.trim(), n.trim().replace('.', ',')] : [n.trim()],
    );
    return texts.length > 0 ? { answers: texts } : 'has no right number';
  }
  const listed = /^(?:MULTICHOICE|MC)(?:_?[VHS]+)?$/.test(type);
  if (!listed && !/^(?:SHORTANSWER|SA|MW)(?:_?C)?$/.test(type))
    return `is of the type ${type}, which has no counterpart here`;
  // In a list everything is a text to choose; a star there means itself.
  const found = textKey(listed ? entries.map((e) => ({ ...e, text: e.text.replace(/\*/g, '\\*') })) : entries);
  if (!found) return 'has no answer that is right';
  return {
    ...found.key,
    ...(listed ? { options: [...new Set(entries.map((e) => e.text).filter(Boolean))] } : {}),
    ...(!listed && /C$/.test(type) ? { caseMatters: true } : {}),
  };
}

/** `[[1]]` in the text, chosen or dragged from a list. */
function words(question: Element, reader: Reader, name: string): Draft | string {
  const list = elements(question, name).map((o) => ({ text: bare(o), group: word(child(o, 'group')) || '1' }));
  const draft = gapped(question, reader, /\[\[(\d+)\]\]/g, (_id, n) => {
    const right = list[Number(n) - 1];
    if (!right) return `[[${n}]] is in no list`;
    const options = [...new Set(list.filter((o) => o.group === right.group).map((o) => o.text))];
    return { answers: [right.text], ...(options.length > 1 ? { options } : {}) };
  });
  return typeof draft === 'string' ? draft : { ...draft, feedback: bands(question, reader) };
}

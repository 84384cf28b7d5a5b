// H5P questions, read from `content.json` alone: none of the package's code is run or looked at.
import {
  emptyImport,
  Ids,
  mediaType,
  round,
  type FormatWarning,
  type ImportedQuestion,
  type ImportedQuiz,
} from '../format.js';
import { remarksOf, weighted } from '../keys.js';
import { asStem, escapeMarkdown, oneLine, plainWords, readHtml, toMarkdown, type Medium } from '../markup.js';
import { readZip } from '../zip.js';
import { WidyaError } from '../../sdk/errors.js';

type Json = Record<string, unknown>;

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

class Reader {
  result = emptyImport();
  ids = new Ids();
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

  constructor(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) {
    this.files = files;
  }

  warn(severity: FormatWarning['severity'], message: string, path: string, question?: string): void {
    this.result.warnings.push({ severity, message, path, ...(question ? { question } : {}) });
  }

  line(html: unknown, path: string): string {
    return oneLine(
      toMarkdown(readHtml(text(html)), { lost: (what) => this.warn('changed', `${what} is left out`, path), url: web }),
    );
  }

  /** `params.media`, or a picture's own parameters. */
  medium(params: Json, path: string, title = ''): Medium[] {
    const library = text(params.library);
    const inner = object(params.params ?? params);
    const single = object(inner.file);
    const sources = list(inner.sources ?? inner.files).map(object);
    const file = single.path ? single : (sources[0] ?? {});
    const src = text(file.path);
    if (!src) return [];
    const type = /Audio/.test(library)
      ? 'audio'
      : /Video/.test(library)
        ? 'video'
        : ((/^(?:image|audio|video)/.exec(text(file.mime))?.[0] ?? 'image') as 'image');
    if (/^https?:/i.test(src)) return [{ type, src, alt: text(inner.alt) || title }];
    const data = this.files.get(`content/${src}`);
    const kind = mediaType(src);
    if (!data || !kind) {
      this.warn(
        'changed',
        `the file ${src.slice(0, 80)} is ${data ? 'of a kind no question shows' : 'not in the package'}`,
        path,
      );
      return [];
    }
    if (!this.result.files.some((f) => f.name === src)) this.result.files.push({ name: src, type: kind, data });
    return [{ type, src, alt: text(inner.alt) || title }];
  }
}

const web = (src: string): string | undefined => (/^https?:|^mailto:/i.test(src) ? src : undefined);

export function readH5p(data: Uint8Array, name: string): ImportedQuiz {
  const files = readZip(data, name, (path) => path === 'h5p.json' || path.startsWith('content/'));
  const json = (path: string): Json => {
    const file = files.get(path);
    if (!file) throw new WidyaError('data/invalid', 'is not in the package', { place: `${name}: ${path}` });
    try {
      return object(JSON.parse(new TextDecoder().decode(file)));
    } catch (cause) {
      throw new WidyaError('data/invalid', 'is not JSON', { cause, place: `${name}: ${path}` });
    }
  };
  const head = json('h5p.json');
  const reader = new Reader(files);
  if (text(head.title)) reader.result.quiz.title = text(head.title);
  readContent(text(head.mainLibrary), json('content/content.json'), 'content.json', text(head.title), reader);
  if (reader.result.questions.length === 0 && reader.result.warnings.length === 0)
    reader.warn('skipped', `${name} has no questions`, 'content.json');
  return reader.result;
}

/** A library and its parameters; `library` with or without its version. */
function readContent(library: string, given: Json, path: string, title: string, reader: Reader, id?: unknown): void {
  const params = id === undefined ? given : { ...given, subContentId: id };
  const machine = library.split(' ', 1)[0] ?? '';
  if (machine === 'H5P.QuestionSet') return readSet(params, path, reader);
  if (machine === 'H5P.SingleChoiceSet') return readChoices(params, path, title, reader);
  if (machine === 'H5P.Column' || machine === 'H5P.InteractiveBook') {
    for (const [i, entry] of list(params.content ?? params.chapters).entries()) {
      const inner = object(object(entry).content ?? entry);
      readContent(
        text(inner.library),
        object(inner.params),
        `${path}.content[${i}]`,
        text(object(inner.metadata).title),
        reader,
        inner.subContentId,
      );
    }
    return;
  }
  const read = libraries[machine];
  if (!read)
    return reader.warn('skipped', `is of the type ${machine || 'unknown'}, which has no counterpart here`, path, title);
  try {
    const media = reader.medium(
      object(object(params.media).type ?? params.media),
      `${path}.media`,
      text(object(params.media).title),
    );
    add(read(params, path, reader), params, path, title, media, reader);
  } catch (cause) {
    reader.warn('skipped', `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, path, title);
  }
}

function add(found: Json | string, params: Json, path: string, title: string, media: Medium[], reader: Reader): void {
  if (typeof found === 'string') return reader.warn('skipped', found, path, title);
  const { kind, stem = '', feedback, ...rest } = found;
  const words = String(stem) || escapeMarkdown(title);
  if (words === '') return reader.warn('skipped', 'has no text', path, title);
  reader.result.questions.push({
    id: reader.ids.of(plainWords(words.replace(/\{\{[^{}]*\}\}/g, ' ')), text(params.subContentId)),
    kind: String(kind),
    stem: words,
    ...(media.length > 0 ? { media } : {}),
    ...rest,
    ...remarksOf(feedback as Record<string, string> | undefined),
  } as ImportedQuestion);
}

function readSet(params: Json, path: string, reader: Reader): void {
  const { quiz, questions } = reader.result;
  const intro = object(params.introPage);
  const introduction = reader.line(intro.introduction, `${path}.introPage`);
  if (text(intro.title)) quiz.title = text(intro.title);
  if (introduction) quiz.description = introduction;
  const pass = Number(params.passPercentage);
  if (pass > 0 && pass <= 100) quiz.passMark = round(pass / 100);
  if (params.randomQuestions === true) quiz.shuffle = true;
  if (params.disableBackwardsNavigation === true) quiz.navigation = 'linear';
  else if (params.progressType !== undefined) quiz.navigation = 'one-at-a-time';
  const bands = list(object(params.endGame).overallFeedback)
    .map(object)
    .filter((b) => text(b.feedback));
  if (bands.length > 0)
    quiz.bands = bands.map((b) => ({
      from: round((Number(b.from) || 0) / 100),
      text: escapeMarkdown(text(b.feedback)),
    }));
  const first = questions.length;
  for (const [i, entry] of list(params.questions).entries()) {
    const inner = object(entry);
    readContent(
      text(inner.library),
      object(inner.params),
      `${path}.questions[${i}]`,
      text(object(inner.metadata).title),
      reader,
      inner.subContentId,
    );
  }
  const pool = Number(params.poolSize);
  const own = questions.slice(first);
  if (Number.isInteger(pool) && pool > 0 && pool < own.length && first === 0)
    quiz.sections = [{ id: 'pool', questions: own.map((q) => q.id), draw: pool }];
}

/** A set of questions, of each the first answer is right. */
function readChoices(params: Json, path: string, title: string, reader: Reader): void {
  for (const [i, entry] of list(params.choices).entries()) {
    const one = object(entry);
    const ids = new Ids();
    const options = list(one.answers).map((a, n) => {
      const words = reader.line(a, `${path}.choices[${i}].answers[${n}]`);
      return { id: ids.of(plainWords(words)), text: words, weight: n === 0 ? 1 : 0 };
    });
    add(
      options.length < 2
        ? 'has fewer than two options'
        : { kind: 'choice', stem: reader.line(one.question, path), ...weighted(options, false) },
      one,
      `${path}.choices[${i}]`,
      title,
      [],
      reader,
    );
  }
}

const stemOf = (html: unknown, path: string, reader: Reader): Json => {
  const written = toMarkdown(readHtml(text(html)), {
    lost: (what) => reader.warn('changed', `${what} is left out`, path),
    url: web,
  });
  return { ...asStem(written) };
};

const banded = (params: Json): Record<string, string> => {
  const bands = list(params.overallFeedback ?? object(params.behaviour).overallFeedback).map(object);
  const at = (share: number) =>
    escapeMarkdown(text(bands.find((b) => Number(b.from) <= share && share <= Number(b.to))?.feedback));
  return { correct: at(100), incorrect: at(0) };
};

const libraries: Record<string, (params: Json, path: string, reader: Reader) => Json | string> = {
  'H5P.MultiChoice'(params, path, reader) {
    const ids = new Ids();
    const answers = list(params.answers).map(object);
    const behaviour = object(params.behaviour);
    const right = answers.filter((a) => a.correct === true).length;
    const multiple = behaviour.type === 'multi' || (behaviour.type !== 'single' && right > 1);
    if (answers.length < 2) return 'has fewer than two options';
    if (right === 0) return 'has no right option';
    const options = answers.map((a, i) => {
      const words = reader.line(a.text, `${path}.answers[${i}]`);
      const notes = object(a.tipsAndFeedback);
      return {
        id: ids.of(plainWords(words)),
        text: words,
        ...(a.correct === true ? { correct: true } : {}),
        ...(text(notes.chosenFeedback) ? { feedback: reader.line(notes.chosenFeedback, path) } : {}),
      };
    });
    const hints = answers.map((a) => reader.line(object(a.tipsAndFeedback).tip, path)).filter(Boolean);
    return {
      kind: 'choice',
      ...stemOf(params.question, path, reader),
      ...(multiple ? { multiple: true, ...(behaviour.singlePoint === true ? { scoring: 'all-or-nothing' } : {}) } : {}),
      // There one right of several is as good as another when one may be chosen.
      options: !multiple && right > 1 ? options.map((o) => ({ ...o, weight: 'correct' in o ? 1 : 0 })) : options,
      ...(behaviour.randomAnswers === false ? { shuffle: false } : {}),
      ...(hints.length > 0 ? { hints: hints.map((hint) => ({ text: hint })) } : {}),
      feedback: banded(params),
    };
  },

  'H5P.TrueFalse': (params, path, reader) => ({
    kind: 'true-false',
    ...stemOf(params.question, path, reader),
    answer: text(params.correct) === 'true' || params.correct === true,
    feedback: {
      correct: reader.line(object(params.behaviour).feedbackOnCorrect, path),
      incorrect: reader.line(object(params.behaviour).feedbackOnWrong, path),
    },
  }),

  'H5P.Blanks': (params, path, reader) => {
    const marks: string[] = [];
    const gaps: Json[] = [];
    const caseMatters = object(params.behaviour).caseSensitive !== false;
    const hints: string[] = [];
    const lines = list(params.questions).map((html) => starred(text(html), marks, gaps, hints, caseMatters, true));
    return gapped(params.text, lines, marks, gaps, hints, path, reader, params);
  },

  'H5P.DragText': (params, path, reader) => {
    const marks: string[] = [];
    const gaps: Json[] = [];
    const hints: string[] = [];
    const lines = text(params.textField)
      .split(/\r?\n/)
      .map((line) => starred(line, marks, gaps, hints, false, false));
    const wrong = [...text(params.distractors).matchAll(/\*([^*]+)\*/g)].map(
      (m) => (m[1] ?? '').split(':', 1)[0]?.trim() ?? '',
    );
    const options = [...new Set([...gaps.flatMap((g) => g.answers as string[]), ...wrong])];
    for (const gap of gaps) if (options.length > 1) gap.options = options;
    return gapped(params.taskDescription, lines, marks, gaps, hints, path, reader, params);
  },

  'H5P.DragQuestion': (params, path, reader) => {
    const task = object(object(params.question).task);
    const elements = list(task.elements).map(object);
    const zones = list(task.dropZones).map(object);
    const name = (element: Json): string => {
      const inner = object(object(element.type).params);
      return reader.line(inner.text, path) || escapeMarkdown(text(inner.alt));
    };
    const targetIds = new Ids();
    const targets = zones.map((z) => {
      const words = reader.line(z.label, path);
      return { id: targetIds.of(plainWords(words)), text: words };
    });
    if (targets.some((t) => t.text === ''))
      return 'has places without names: it cannot be answered without seeing the picture';
    const ids = new Ids();
    const sources = elements.flatMap((e, i) => {
      const zone = zones.findIndex((z) => list(z.correctElements).map(String).includes(String(i)));
      const words = name(e);
      const target = targets[zone];
      if (!target) return [];
      return [{ id: ids.of(plainWords(words)), text: words, target: target.id }];
    });
    if (sources.some((s) => s.text === '')) return 'has pictures without a description to drag';
    if (sources.length === 0 || targets.length < 2) return 'has fewer than two places';
    if (sources.length < elements.length) reader.warn('changed', 'what belongs nowhere is left out', path);
    return {
      kind: 'matching',
      stem: escapeMarkdown(text(object(object(params.question).settings).questionTitle)),
      sources,
      targets,
    };
  },

  'H5P.MarkTheWords': (params, path, reader) => {
    const ids = new Ids();
    const words = plainWords(oneLine(toMarkdown(readHtml(text(params.textField))))).match(/\*[^*]+\*|[^\s*]+/g) ?? [];
    const options = words.flatMap((w) => {
      const right = w.startsWith('*');
      const bare = w.replace(/^\*|\*$/g, '').replace(/[.,;:!?()"]{1,20}$/, '');
      return bare ? [{ id: ids.of(bare), text: escapeMarkdown(bare), ...(right ? { correct: true } : {}) }] : [];
    });
    if (options.length < 2 || !options.some((o) => 'correct' in o)) return 'has no word to mark';
    return {
      kind: 'choice',
      ...stemOf(params.taskDescription, path, reader),
      multiple: true,
      shuffle: false,
      options,
      feedback: banded(params),
    };
  },

  'H5P.SortParagraphs': (params, path, reader) => {
    const ids = new Ids();
    const items = list(params.paragraphs).map((p) => {
      const words = reader.line(p, path);
      return { id: ids.of(plainWords(words)), text: words };
    });
    if (items.length < 2) return 'has fewer than two paragraphs';
    return {
      kind: 'sequencing',
      ...stemOf(params.taskDescription, path, reader),
      items,
      answer: items.map((i) => i.id),
      feedback: banded(params),
    };
  },

  'H5P.Essay': (params, path, reader) => {
    const keywords = list(params.keywords)
      .map((k) => text(object(k).keyword))
      .filter(Boolean);
    if (keywords.length > 0)
      reader.warn('changed', 'its keywords are a help to whoever grades, no longer the grade itself', path);
    const sample = reader.line(object(params.solution).sample, path);
    return {
      kind: 'long-fill-in',
      ...stemOf(params.taskDescription, path, reader),
      ...(sample || keywords.length > 0
        ? { sample: [sample, keywords.map((k) => `\`${k.replace(/`/g, '')}\``).join(', ')].filter(Boolean).join(' · ') }
        : {}),
    };
  },
};

/** `*right/also:hint*` → a mark that survives HTML, and a gap. */
function starred(
  source: string,
  marks: string[],
  gaps: Json[],
  hints: string[],
  caseMatters: boolean,
  alternatives: boolean,
): string {
  return source.replace(/\*([^*]+)\*/g, (_, inner: string) => {
    const colon = inner.indexOf(':');
    const answers = (colon < 0 ? inner : inner.slice(0, colon)).split(alternatives ? '/' : /(?!)/);
    if (colon >= 0)
      hints.push(
        inner
          .slice(colon + 1)
          .replace(/\\[+-]\s*/g, ' ')
          .trim(),
      );
    const id = String(gaps.length + 1);
    gaps.push({
      id,
      answers: answers.map((a) => plainWords(oneLine(toMarkdown(readHtml(a))))).filter(Boolean),
      ...(caseMatters ? { caseMatters: true } : {}),
    });
    const mark = `\ue100${String.fromCharCode(0xe200 + gaps.length)}`;
    marks.push(mark);
    return mark;
  });
}

function gapped(
  task: unknown,
  lines: string[],
  marks: string[],
  gaps: Json[],
  hints: string[],
  path: string,
  reader: Reader,
  params: Json,
): Json | string {
  if (gaps.length === 0) return 'has no gap';
  if (gaps.some((g) => (g.answers as string[]).length === 0)) return 'has a gap without an answer';
  let stem = lines
    .map((line) => reader.line(line, path))
    .filter(Boolean)
    .join('  \n');
  for (const [i, mark] of marks.entries()) stem = stem.replace(mark, `{{${i + 1}}}`);
  const body = toMarkdown(readHtml(text(task)), { url: web })
    .blocks.map((b) => b.text)
    .join('\n\n');
  return {
    kind: 'fill-in',
    stem,
    ...(body ? { body } : {}),
    points: gaps.length,
    gaps,
    ...(hints.some(Boolean) ? { hints: hints.filter(Boolean).map((h) => ({ text: escapeMarkdown(h) })) } : {}),
    feedback: banded(params),
  };
}

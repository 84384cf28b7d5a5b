// A file of questions of any format → a quiz as `quiz.json` has it.
import type * as v from 'valibot';
import { builtins } from './builtins.js';
import { textOf, type FormatWarning, type ImportedFile, type ImportedQuestion, type QuizFormat } from './format.js';
import { parseData, type LangText } from '../model/schema.js';
import { WidyaError } from '../sdk/errors.js';

export interface OpenOptions {
  /** File name or URL: its ending helps to tell formats apart, and messages name it. */
  name: string;
  /** Activity IRI of the quiz. */
  id: string;
  /** Name of the format, instead of finding out. */
  format?: string | undefined;
  /** What each kind asks of a question; without it nothing is checked. */
  kindSchema?: ((kind: string) => v.GenericSchema | undefined | Promise<v.GenericSchema | undefined>) | undefined;
  /** Formats to choose from; the built-in ones when absent. */
  formats?: readonly QuizFormat[] | undefined;
}

export interface OpenedQuiz {
  /** For `parseQuiz`, or to be written as `quiz.json`. */
  quiz: { id: string; title: LangText; questions: ImportedQuestion[]; [key: string]: unknown };
  format: string;
  files: ImportedFile[];
  warnings: FormatWarning[];
}

const fileName = (path: string): string => (path.split(/[?#]/, 1)[0] ?? path).split(/[/\\]/).pop() ?? path;
const ending = (path: string): string => /\.([a-z0-9]+)$/i.exec(fileName(path))?.[1]?.toLowerCase() ?? '';

const isZip = (data: Uint8Array): boolean => data[0] === 0x50 && data[1] === 0x4b && data[2] === 3 && data[3] === 4;

/** The format by the content, and by the ending of the name where the content leaves it open. */
export async function formatOf(
  data: Uint8Array,
  name: string,
  formats: readonly QuizFormat[] = builtins,
): Promise<QuizFormat | undefined> {
  const text = isZip(data) ? (await import('./zip.js')).zipNames(data).join('\n') : textOf(data);
  return (
    formats.find((f) => f.extensions.includes(ending(name)) && f.detect(text)) ??
    formats.find((f) => f.detect(text)) ??
    formats.find((f) => f.extensions[0] === ending(name))
  );
}

/**
 * Reads questions. Those that cannot be read, and those their kind refuses, are not there; `warnings` names each.
 * @throws WidyaError `data/invalid` when no format fits or nothing can be read
 */
export async function openQuiz(data: Uint8Array, options: OpenOptions): Promise<OpenedQuiz> {
  const { formats = builtins, kindSchema } = options;
  const name = fileName(options.name);
  const format =
    options.format === undefined ? await formatOf(data, name, formats) : formats.find((f) => f.name === options.format);
  if (!format) {
    const known = formats.map((f) => f.label).join(', ');
    throw new WidyaError(
      'data/invalid',
      options.format === undefined
        ? `is none of ${known}`
        : `"${options.format}" is none of ${formats.map((f) => f.name).join(', ')}`,
      { place: name },
    );
  }
  const imported = (await format.read())(data, name);
  const { warnings } = imported;
  const questions: ImportedQuestion[] = [];
  for (const question of imported.questions) {
    const schema = await kindSchema?.(question.kind);
    try {
      if (schema) parseData(schema, question, name, [question.id]);
      questions.push(question);
    } catch (cause) {
      const place =
        cause instanceof WidyaError
          ? `${(cause.place ?? '').replace(`${name}: ${question.id}`, '').replace(/^\./, '')} `
          : '';
      warnings.push({ severity: 'skipped', message: `${place}${(cause as Error).message}`, question: question.id });
    }
  }
  const quiz: OpenedQuiz['quiz'] = {
    id: options.id,
    title: fileName(name)
      .replace(/\.[a-z0-9]+$/i, '')
      .replace(/[-_]+/g, ' ')
      .replace(/^./u, (first) => first.toUpperCase()),
    ...imported.quiz,
    questions,
  };
  const there = new Set(questions.map((q) => q.id));
  if (Array.isArray(quiz.sections))
    quiz.sections = (quiz.sections as { questions: string[]; draw?: number }[]).flatMap((section) => {
      const left = section.questions.filter((id) => there.has(id));
      const { draw, ...rest } = section;
      return left.length > 0
        ? [{ ...rest, questions: left, ...(draw !== undefined && draw < left.length ? { draw } : {}) }]
        : [];
    });
  // The same loss in ten options of one question is told once.
  const told = new Map(warnings.map((w) => [JSON.stringify(w), w]));
  return { quiz, format: format.name, files: imported.files, warnings: [...told.values()] };
}

/** One warning as a line: `soal.gift: line 12: "Ibu kota": has no right option`. */
export const warningText = (name: string, w: FormatWarning): string =>
  [
    [
      fileName(name),
      w.path === undefined || w.path === fileName(name) ? '' : w.path,
      w.line === undefined ? '' : `line ${w.line}`,
    ]
      .filter(Boolean)
      .join(': '),
    w.question === undefined ? '' : `"${w.question}"`,
    w.message,
  ]
    .filter(Boolean)
    .join(': ');

// AIKEN: a line of text, options `A)` or `A.`, and `ANSWER: A`. One choice, plain text.
import {
  emptyImport,
  Ids,
  textOf,
  type ExportedQuiz,
  type ExportOptions,
  type FormatWarning,
  type ImportedQuiz,
  type QuizFormat,
  type QuizSource,
} from './format.js';
import type { LangText } from '../model/schema.js';
import { escapeMarkdown, localText, plainWords } from './markup.js';

const option = /^([A-Z])[).]\s*(.*)$/;
const answer = /^ANSWER:\s*(.*)$/;

export const aiken: QuizFormat = {
  name: 'aiken',
  label: 'AIKEN',
  extensions: ['aiken', 'txt'],
  detect: (_data, text) =>
    /(?:^|\n)\s*[A-Z][).].*\n[^]*?\n\s*ANSWER:\s*[A-Z]\s*(?:\n|$)/.test(text().replace(/\r\n?/g, '\n')),
  parse: (data, name) => readAiken(textOf(data), name),
  serialize: writeAiken,
};

export function readAiken(source: string, name: string): ImportedQuiz {
  const result = emptyImport();
  const ids = new Ids();
  let stem: string[] = [];
  let options: { letter: string; text: string }[] = [];
  let line = 0;
  let start = 0;
  const skip = (message: string, at: number) =>
    result.warnings.push({
      severity: 'skipped',
      message,
      line: at,
      ...(stem[0] ? { question: stem[0].slice(0, 60) } : {}),
    });
  const reset = () => {
    stem = [];
    options = [];
  };
  for (const raw of source.replace(/^\ufeff/, '').split(/\r\n?|\n/)) {
    line++;
    const text = raw.trim();
    if (text === '') continue;
    const key = answer.exec(text);
    const choice = option.exec(text);
    if (key) {
      const letter = (key[1] ?? '').trim();
      const right = options.find((o) => o.letter === letter);
      if (stem.length === 0) skip('ANSWER: stands without a question', line);
      else if (options.length < 2)
        skip(`has ${options.length === 0 ? 'no options' : 'one option'}; it needs two at least`, start);
      else if (!right) skip(`its answer "${letter}" is none of ${options.map((o) => o.letter).join(', ')}`, line);
      else {
        const optionIds = new Ids();
        const words = stem.join(' ');
        result.questions.push({
          id: ids.of(words),
          kind: 'choice',
          stem: escapeMarkdown(words),
          options: options.map((o) => ({
            id: optionIds.of(o.text),
            text: escapeMarkdown(o.text),
            ...(o === right ? { correct: true } : {}),
          })),
        });
      }
      reset();
    } else if (choice && stem.length > 0) {
      const [, letter = '', words = ''] = choice;
      if (options.some((o) => o.letter === letter)) skip(`has two options "${letter}"`, line);
      else if (words === '') result.warnings.push({ severity: 'changed', message: `option ${letter} is empty`, line });
      else options.push({ letter, text: words });
    } else {
      if (options.length > 0) {
        skip('has no line ANSWER:', start);
        reset();
      }
      if (stem.length === 0) start = line;
      stem.push(text);
    }
  }
  if (stem.length > 0) skip('has no line ANSWER:', start);
  if (result.questions.length === 0 && result.warnings.length === 0)
    result.warnings.push({ severity: 'skipped', message: `${name} has no questions` });
  return result;
}

function writeAiken(quiz: QuizSource, { lang }: ExportOptions): ExportedQuiz {
  const warnings: FormatWarning[] = [];
  const out: string[] = [];
  for (const q of quiz.questions) {
    const warn = (severity: FormatWarning['severity'], message: string) =>
      warnings.push({ severity, message, question: q.id });
    const words = (value: unknown) => plainWords(localText(value as LangText | undefined, lang));
    const options = (q.kind === 'choice' ? q.options : q.kind === 'true-false' ? truth(q.answer, lang) : []) as {
      text: unknown;
      correct?: boolean;
      weight?: number;
    }[];
    const right = options.filter((o) => (o.weight ?? (o.correct ? 1 : 0)) >= 0.999);
    if (options.length === 0 || q.multiple || right.length !== 1 || options.length > 26) {
      warn('skipped', 'AIKEN has only questions with one right option');
      continue;
    }
    if (q.body || q.media || q.feedback || options.some((o) => (o as { feedback?: unknown }).feedback))
      warn('changed', 'AIKEN has only the question and its options');
    const letter = (i: number) => String.fromCharCode(65 + i);
    out.push(
      [
        words(q.stem),
        ...options.map((o, i) => `${letter(i)}) ${words(o.text)}`),
        `ANSWER: ${letter(options.indexOf(right[0] as (typeof options)[number]))}`,
      ].join('\n'),
    );
  }
  return { data: `${out.join('\n\n')}\n`, warnings };
}

const truth = (answer: unknown, lang: string) => [
  { text: /^en\b/i.test(lang) ? 'True' : 'Benar', correct: answer === true },
  { text: /^en\b/i.test(lang) ? 'False' : 'Salah', correct: answer !== true },
];

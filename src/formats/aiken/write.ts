import { type ExportedQuiz, type ExportOptions, type FormatWarning, type QuizSource } from '../format.js';
import type { LangText } from '../../model/schema.js';
import { localText, plainWords } from '../markup.js';

export function writeAiken(quiz: QuizSource, { lang }: ExportOptions): ExportedQuiz {
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

import {
  round,
  type ExportedQuiz,
  type ExportOptions,
  type FormatWarning,
  type ImportedQuestion,
  type QuizSource,
} from '../format.js';
import { numberEntries, textEntries, weightsOf } from '../keys.js';
import type { LangText } from '../../model/schema.js';
import { localText } from '../markup.js';

const escape = (text: string): string => text.replace(/[\\:#={}~]/g, '\\$&').replace(/\n/g, '\\n');

/** Markdown is one of GIFT's text formats, so nothing is converted; `_____` marks the gap where the text goes on after it. */
export function writeGift(quiz: QuizSource, options: ExportOptions): ExportedQuiz {
  const warnings: FormatWarning[] = [];
  const out: string[] = [`// ${localText(quiz.title, options.lang).replace(/\s+/g, ' ')}`];
  for (const q of quiz.questions) {
    const warn = (severity: FormatWarning['severity'], message: string) =>
      warnings.push({ severity, message, question: q.id });
    const words = (value: unknown): string => escape(localText(value as LangText | undefined, options.lang).trim());
    const answers = answersFor(q, words, warn, options.lang);
    if (answers === undefined) continue;
    if (q.media) warn('changed', 'GIFT has no pictures or recordings');
    if (q.points !== undefined && q.points !== 1) warn('changed', 'GIFT has no points');
    const body = words(q.body);
    const stem = words(q.stem);
    const general = words((q.feedback as Record<string, unknown> | undefined)?.general);
    const tags = ((q.tags as string[] | undefined) ?? []).map((tag) => ` [tag:${tag.replace(/[\\\]]/g, '\\$&')}]`);
    const gap = q.kind === 'fill-in' ? /\\\{\\\{[^{}]*\\\}\\\}/.exec(stem) : null;
    const [before, after] = gap
      ? [stem.slice(0, gap.index).trim(), stem.slice(gap.index + gap[0].length).trim()]
      : [stem, ''];
    out.push(
      `// [id:${q.id.replace(/[\\\]]/g, '\\$&')}]${tags.join('')}\n` +
        `::${escape(q.id)}::[markdown]${body ? `${body}\\n\\n` : ''}${before} {${answers}${general ? `\n####${general}` : ''}}${after ? ` ${after}` : ''}`,
    );
  }
  return { data: `${out.join('\n\n')}\n`, warnings };
}

function answersFor(
  q: ImportedQuestion,
  words: (value: unknown) => string,
  warn: (severity: FormatWarning['severity'], message: string) => void,
  lang: string,
): string | undefined {
  const feedback = (q.feedback ?? {}) as Record<string, unknown>;
  const note = (value: unknown): string => (value === undefined ? '' : `#${words(value)}`);
  const otherwise = feedback.incorrect === undefined ? '' : `\n~*${note(feedback.incorrect)}`;
  switch (q.kind) {
    case 'true-false': {
      const truth = q.answer === true ? 'TRUE' : 'FALSE';
      if (feedback.correct === undefined && feedback.incorrect === undefined) return truth;
      return `${truth}#${words(feedback.incorrect)}${feedback.correct === undefined ? '' : `#${words(feedback.correct)}`}`;
    }
    case 'choice': {
      const weights = weightsOf(q);
      const multiple = q.multiple === true;
      return (q.options as { text: unknown; feedback?: unknown }[])
        .map((o, i) => {
          const w = weights[i] ?? 0;
          const mark = !multiple && w >= 0.999 ? '=' : w === 0 ? '~' : `~%${percent(w)}%`;
          return `\n${mark}${words(o.text)}${note(o.feedback)}`;
        })
        .join('');
    }
    case 'fill-in': {
      const gaps = q.gaps as Record<string, unknown>[];
      const [gap] = gaps;
      if (gaps.length !== 1 || !gap) {
        warn('skipped', `has ${gaps.length} gaps; GIFT has one`);
        return undefined;
      }
      if (gap.caseMatters || gap.ignoreAccents) warn('changed', 'GIFT cannot say whether case or accents matter');
      if (gap.options) warn('changed', 'GIFT has no list to choose from in the text');
      return (
        textEntries(gap, lang)
          .map(
            (e, i) =>
              `\n=${e.weight < 1 ? `%${percent(e.weight)}%` : ''}${escape(e.text)}${note(e.feedback ?? (i === 0 ? feedback.correct : undefined))}`,
          )
          .join('') + (feedback.incorrect === undefined ? '' : `\n=%0%*${note(feedback.incorrect)}`)
      );
    }
    case 'numeric': {
      const out = numberEntries(q).map((e, i) => {
        const { answer, tolerance } = e;
        const open = typeof answer === 'object' && (answer.min === undefined || answer.max === undefined);
        const size =
          typeof tolerance === 'object'
            ? 'relative' in tolerance && typeof answer === 'number'
              ? Math.abs(answer) * tolerance.relative
              : undefined
            : (tolerance ?? 0);
        if (open || size === undefined || (size > 0 && typeof answer === 'object')) return undefined;
        const key =
          typeof answer === 'number' ? `${answer}${size ? `:${round(size)}` : ''}` : `${answer.min}..${answer.max}`;
        return `\n=${e.weight < 1 ? `%${percent(e.weight)}%` : ''}${key}${note(e.feedback ?? (i === 0 ? feedback.correct : undefined))}`;
      });
      if (out.includes(undefined)) {
        warn('skipped', 'has a range or a tolerance that GIFT has not');
        return undefined;
      }
      if (q.unit !== undefined) warn('changed', 'GIFT has no units');
      return `#${out.join('')}${otherwise}`;
    }
    case 'matching': {
      const targets = q.targets as { id: string; text: unknown }[];
      const sources = q.sources as { text: unknown; target: string }[];
      const textOfTarget = (id: string) => words(targets.find((t) => t.id === id)?.text);
      const free = targets.filter((t) => !sources.some((s) => s.target === t.id));
      if (sources.length < 2) {
        warn('skipped', 'has one pair; GIFT asks for two');
        return undefined;
      }
      return [
        ...sources.map((s) => `\n=${words(s.text)} -> ${textOfTarget(s.target)}`),
        ...free.map((t) => `\n= -> ${words(t.text)}`),
      ].join('');
    }
    case 'long-fill-in':
      if (q.rubric) warn('changed', 'GIFT has no rubric');
      return '';
    default:
      warn('skipped', `is of the kind ${q.kind}, which GIFT has not`);
      return undefined;
  }
}

const percent = (w: number): string => String(Math.round(w * 1e7) / 1e5);

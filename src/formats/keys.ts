// What is right, as most systems say it: a list of answers, each worth a part of the points. Ours says the plain cases plainly.
import { round, type ImportedQuestion } from './format.js';

export interface WeightedOption {
  id: string;
  text: string;
  weight: number;
  feedback?: string;
  [key: string]: unknown;
}

/** Options by weight → as ours: `correct` where that says all, weights where some count in part. */
export function weighted(list: readonly WeightedOption[], multiple: boolean): Record<string, unknown> {
  const right = list.filter((o) => o.weight > 0);
  const close = (a: number, b: number) => Math.abs(a - b) < 1e-4;
  const share = multiple ? 1 / right.length : 1;
  // One right of one, or of several each the same part and each wrong one taking it back: our own rule says that without figures.
  const plain =
    list.every((o) => close(o.weight, share) || close(o.weight, multiple ? -share : 0)) &&
    (multiple || right.length === 1);
  return {
    ...(multiple ? { multiple: true } : {}),
    options: list.map(({ id, text, weight, feedback, ...more }) => ({
      id,
      text,
      ...(weight > 0 ? { correct: true } : {}),
      ...(plain ? {} : { weight: round(weight) }),
      ...(feedback ? { feedback } : {}),
      ...more,
    })),
  };
}

export interface TextEntry {
  text: string;
  /** 0 to 1. */
  weight: number;
  feedback?: string;
}

/** Remarks that hang on the answer, and on any other. */
export interface Remarks {
  correct?: string;
  incorrect?: string;
}

/** Texts with weights → the key of a gap. `*` stands for many texts, alone for any. Undefined when nothing earns all points. */
export function textKey(list: readonly TextEntry[]): { key: Record<string, unknown>; remarks: Remarks } | undefined {
  const remarks: Remarks = {};
  const answers: string[] = [];
  const also: TextEntry[] = [];
  for (const entry of list) {
    const { text, weight, feedback } = entry;
    if (text === '') continue;
    if (text === '*' && weight === 0) remarks.incorrect ??= feedback ?? '';
    else if (weight >= 0.999) {
      answers.push(text);
      if (feedback) remarks.correct ??= feedback;
    } else if (weight > 0 || feedback)
      also.push({ text, weight: round(Math.max(0, weight)), ...(feedback ? { feedback } : {}) });
  }
  if (answers.length === 0) return undefined;
  const wild = [...answers, ...also.map((a) => a.text)].some((t) => /(?<!\\)\*/.test(t));
  // A star means itself where nothing is said of wildcards.
  const plain = (text: string) => (wild ? text : text.replace(/\\\*/g, '*'));
  if (!remarks.incorrect) delete remarks.incorrect;
  return {
    key: {
      answers: answers.map(plain),
      ...(wild ? { wildcards: true } : {}),
      ...(also.length > 0 ? { also: also.map((a) => ({ ...a, text: plain(a.text) })) } : {}),
    },
    remarks,
  };
}

/** The key of a gap as a list; a star that means itself is `\\*`. */
export function textEntries(gap: Record<string, unknown>, lang: string): TextEntry[] {
  const listed = gap.answers as string[] | Record<string, string[]>;
  const texts = Array.isArray(listed) ? listed : (listed[lang] ?? Object.values(listed)[0] ?? []);
  const star = (text: string) => (gap.wildcards ? text : text.replace(/\*/g, '\\*'));
  const also = (gap.also ?? []) as { text: string; weight: number; feedback?: string }[];
  return [...texts.map((t) => ({ text: star(t), weight: 1 })), ...also.map((a) => ({ ...a, text: star(a.text) }))];
}

export interface NumberEntry {
  answer: number | { min?: number; max?: number };
  tolerance?: number | { relative: number } | { significant: number };
  weight: number;
  feedback?: string;
}

/** Numbers with weights → the key of a numeric question. Undefined when none earns all points. */
export function numberKey(
  list: readonly NumberEntry[],
): { key: Record<string, unknown>; remarks: Remarks } | undefined {
  const i = list.findIndex((e) => e.weight >= 0.999);
  const first = list[i];
  if (!first) return undefined;
  const also = list
    .filter((e, n) => n !== i && (e.weight > 0 || e.feedback))
    .map((e) => ({ ...e, weight: round(Math.max(0, e.weight)) }));
  const { answer, tolerance, feedback } = first;
  return {
    key: { answer, ...(tolerance ? { tolerance } : {}), ...(also.length > 0 ? { also } : {}) },
    remarks: feedback ? { correct: feedback } : {},
  };
}

export const numberEntries = (q: Record<string, unknown>): NumberEntry[] => [
  { answer: q.answer as number, ...(q.tolerance ? { tolerance: q.tolerance as number } : {}), weight: 1 },
  ...((q.also ?? []) as NumberEntry[]),
];

/** A number as people write it for computers: `3.14`, `-1e5`. Undefined for anything else, a decimal comma too. */
export const numberOf = (text: string | undefined): number | undefined =>
  /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text ?? '') ? Number(text) : undefined;

/** The words of feedback that are there. */
export function remarksOf(...parts: (Record<string, string | undefined> | undefined)[]): Record<string, unknown> {
  const feedback = Object.fromEntries(parts.flatMap((p) => Object.entries(p ?? {})).filter(([, text]) => text));
  return Object.keys(feedback).length > 0 ? { feedback } : {};
}

/** What each option is worth, as other systems say it. */
export function weightsOf(q: ImportedQuestion): number[] {
  const options = q.options as { correct?: boolean; weight?: number }[];
  if (options.some((o) => o.weight !== undefined)) return options.map((o) => o.weight ?? (o.correct ? 1 : 0));
  const right = options.filter((o) => o.correct).length;
  return options.map((o) => (q.multiple ? (o.correct ? 1 : -1) / right : o.correct ? 1 : 0));
}

// A quiz file with the kinds it needs, for the tools of trainers: grading, analysis, paper.
import { parseQuiz } from '../model/quiz-file.js';
import type { Quiz } from '../model/quiz.js';
import type { QuestionKind } from './kind.js';
import { questionKinds } from './registry.js';

export interface OpenedQuiz {
  quiz: Quiz;
  /** Those that this page knows, by name. */
  kinds: ReadonlyMap<string, QuestionKind>;
}

/** @throws WidyaError `data/invalid` with the place in the file */
export async function openQuizData(raw: unknown, name: string): Promise<OpenedQuiz> {
  const list = (raw as { questions?: unknown } | null)?.questions;
  const names = Array.isArray(list) ? list.map((q: { kind?: unknown } | null) => q?.kind) : [];
  const kinds = new Map<string, QuestionKind>();
  for (const kind of new Set(names)) {
    const found = typeof kind === 'string' ? await questionKinds.get(kind) : undefined;
    if (found) kinds.set(found.name, found);
  }
  return { quiz: parseQuiz(raw, name, (kind) => kinds.get(kind)?.schema), kinds };
}

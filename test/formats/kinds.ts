// What the tests of formats share: every built-in kind's checks, a reader and a round trip.
import { openQuiz, type OpenedQuiz } from '../../src/formats/open.js';
import { builtins as formats } from '../../src/formats/builtins.js';
import { parseQuiz } from '../../src/model/quiz-file.js';
import { builtins } from '../../src/questions/builtins.js';
import type { QuestionKind } from '../../src/questions/kind.js';
import type { QuizSource } from '../../src/formats/format.js';

export const kinds = new Map<string, QuestionKind>();
for (const [name, load] of Object.entries(builtins)) kinds.set(name, (await load()) as unknown as QuestionKind);
const kindSchema = (kind: string) => kinds.get(kind)?.schema;

/** Reads it, and checks that the result is a quiz file that opens. */
export async function open(data: string | Uint8Array, name: string, format?: string): Promise<OpenedQuiz> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const opened = await openQuiz(bytes, { name, id: 'https://belajar.example/kuis/x', kindSchema, format });
  parseQuiz(JSON.parse(JSON.stringify(opened.quiz)), name, kindSchema);
  return opened;
}

export async function write(
  format: string,
  quiz: QuizSource,
  lang = 'id',
  file?: (name: string) => Uint8Array | undefined,
) {
  const writer = await formats.find((f) => f.name === format)?.write?.();
  if (!writer) throw new Error(`${format} is not written`);
  return writer(quiz, { lang, ...(file ? { file } : {}) });
}

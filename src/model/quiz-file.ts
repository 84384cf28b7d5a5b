// The quiz as an author writes it. Apart from quiz.ts, so that a page fetches the checks while the file itself is on its way.
import * as v from 'valibot';
import type { Quiz, QuizQuestion } from './quiz.js';
import { iri, langText, localId, parseData, pathOf } from './schema.js';
import { WidyaError } from '../sdk/errors.js';

const quizSchema = v.object({
  $schema: v.optional(v.string()),
  id: iri,
  version: v.optional(v.string()),
  title: langText,
  description: v.optional(langText),
  passMark: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  attempts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  shuffle: v.optional(v.boolean()),
  feedback: v.optional(v.picklist(['after-submit', 'none'])),
  questions: v.array(v.unknown()),
});
const questionHead = v.looseObject({ id: localId, kind: v.string(), stem: langText });

/**
 * Reads a quiz; the keys of each kind are checked by `kindSchema`. Kinds this page does not know are kept as they are.
 * @throws WidyaError `data/invalid` naming the place, e.g. `kuis-1.json: questions[3].options[1].text`.
 */
export function parseQuiz(raw: unknown, name: string, kindSchema: (kind: string) => v.GenericSchema | undefined): Quiz {
  const head = parseData(quizSchema, raw, name);
  const seen = new Set<string>();
  const questions = head.questions.map((item, i): QuizQuestion => {
    const at = ['questions', i];
    const q = parseData(questionHead, item, name, at);
    if (seen.has(q.id))
      throw new WidyaError('data/invalid', `"${q.id}" is used twice`, { place: `${name}: ${pathOf(at)}.id` });
    seen.add(q.id);
    const schema = kindSchema(q.kind);
    return (schema ? parseData(schema, item, name, at) : q) as QuizQuestion;
  });
  const quiz = { ...head, questions };
  delete quiz.$schema;
  return quiz;
}

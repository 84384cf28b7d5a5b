// The quiz as an author writes it. Apart from quiz.ts, so that a page fetches the checks while the file itself is on its way.
import * as v from 'valibot';
import { fromDuration } from '../sdk/from-duration.js';
import type { Quiz, QuizQuestion } from './quiz.js';
import { iri, langText, localId, parseData, pathOf } from './schema.js';
import { WidyaError } from '../sdk/errors.js';

const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const duration = v.pipe(
  v.string(),
  v.check((text) => (fromDuration(text) ?? 0) > 0, 'must be an ISO 8601 duration longer than nothing, like PT30M'),
);
const instant = v.pipe(
  v.string(),
  v.check(
    (text) => /^[^T]*T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text) && !Number.isNaN(Date.parse(text)),
    'must be an ISO 8601 instant with its zone, like 2026-03-01T09:00:00+07:00',
  ),
);
const whole = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The file but for its questions, which their kinds check. */
export const quizSchema = v.object({
  $schema: v.optional(v.string()),
  id: iri,
  version: v.optional(v.string()),
  title: langText,
  description: v.optional(langText),
  mode: v.optional(v.picklist(['formative', 'summative'])),
  passMark: v.optional(fraction),
  attempts: v.optional(whole),
  delay: v.optional(duration),
  keep: v.optional(v.picklist(['best', 'last', 'first', 'mean'])),
  shuffle: v.optional(v.boolean()),
  navigation: v.optional(v.picklist(['free', 'one-at-a-time', 'linear'])),
  summary: v.optional(v.boolean()),
  timeLimit: v.optional(duration),
  grace: v.optional(duration),
  opens: v.optional(instant),
  closes: v.optional(instant),
  feedback: v.optional(v.picklist(['after-answer', 'after-submit', 'after-last-attempt', 'after-close', 'none'])),
  score: v.optional(v.picklist(['after-submit', 'after-last-attempt', 'after-close', 'none'])),
  confidence: v.optional(v.picklist(['record', 'mark'])),
  bands: v.optional(v.array(v.strictObject({ from: fraction, text: langText }))),
  sections: v.optional(
    v.array(
      v.strictObject({
        id: localId,
        title: v.optional(langText),
        body: v.optional(langText),
        questions: v.pipe(v.array(v.string()), v.minLength(1, 'needs at least one question')),
        draw: v.optional(whole),
        shuffle: v.optional(v.boolean()),
      }),
    ),
  ),
  exam: v.optional(v.object({ size: v.number(), kinds: v.array(v.string()) })),
  questions: v.array(v.unknown()),
});
const questionHead = v.looseObject({ id: localId, kind: v.string(), stem: langText });

/** Places of what does not fit together, though each part is of the right form. */
function* conflicts(quiz: Quiz): Generator<[path: PropertyKey[], message: string]> {
  if (quiz.opens !== undefined && quiz.closes !== undefined && Date.parse(quiz.closes) <= Date.parse(quiz.opens))
    yield [['closes'], 'must be after "opens"'];
  if (quiz.feedback === 'after-close' && quiz.closes === undefined) yield [['feedback'], 'needs "closes"'];
  if (quiz.score === 'after-close' && quiz.closes === undefined) yield [['score'], 'needs "closes"'];
  if (quiz.feedback === 'after-last-attempt' && quiz.attempts === undefined) yield [['feedback'], 'needs "attempts"'];
  if (quiz.score === 'after-last-attempt' && quiz.attempts === undefined) yield [['score'], 'needs "attempts"'];
  if (quiz.mode === 'summative' && quiz.feedback === 'after-answer')
    yield [['feedback'], 'must not be after-answer in an examination'];
  if (!quiz.sections) return;
  const left = new Set(quiz.questions.map((q) => q.id));
  const ids = new Set<string>();
  for (const [i, section] of quiz.sections.entries()) {
    if (ids.has(section.id)) yield [['sections', i, 'id'], `"${section.id}" is used twice`];
    ids.add(section.id);
    for (const [j, id] of section.questions.entries())
      if (!left.delete(id))
        yield [['sections', i, 'questions', j], 'must be the id of a question that is in no other place'];
    if ((section.draw ?? 0) > section.questions.length)
      yield [['sections', i, 'draw'], `must not be more than the ${section.questions.length} questions there are`];
  }
  const [forgotten] = left;
  if (forgotten !== undefined) yield [['sections'], `must have every question; "${forgotten}" is in none`];
}

/**
 * Reads a quiz; the keys of each kind are checked by `kindSchema`. Kinds this page does not know are kept as they are.
 * @throws WidyaError `data/invalid` naming the place, e.g. `kuis-1.json: questions[3].options[1].text`.
 */
export function parseQuiz(raw: unknown, name: string, kindSchema: (kind: string) => v.GenericSchema | undefined): Quiz {
  const head = parseData(quizSchema, raw, name);
  const seen = new Set<string>();
  const questions = head.questions.map((item, i): QuizQuestion => {
    const at = ['questions', i];
    const kind = (item as { kind?: unknown } | null)?.kind;
    const schema = typeof kind === 'string' ? kindSchema(kind) : undefined;
    const q = parseData(schema ?? questionHead, item, name, at) as QuizQuestion;
    if (seen.has(q.id))
      throw new WidyaError('data/invalid', `"${q.id}" is used twice`, { place: `${name}: ${pathOf(at)}.id` });
    seen.add(q.id);
    // What no kind has checked stays as it came, to the byte.
    return schema ? q : (item as QuizQuestion);
  });
  const quiz = { ...head, questions };
  delete quiz.$schema;
  for (const [path, message] of conflicts(quiz))
    throw new WidyaError('data/invalid', message, { place: `${name}: ${pathOf(path)}` });
  return quiz;
}

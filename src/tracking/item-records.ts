// Statements about a quiz, read for the analysis of its items: answers, grades given later, what was begun and handed in.
import { ItemAnalyser, type AnalysisOptions, type AnswerRecord, type ItemAnalysis } from '../model/item-analysis.js';
import { fromDuration } from '../sdk/from-duration.js';
import { ifiOf, type ActivityDefinition, type LanguageMap, type Statement } from '../sdk/statement.js';
import { extensions, verbs } from '../sdk/verbs.js';
import { readScored } from './grading.js';

type Given = Statement & { authority?: unknown; stored?: string };

/** What the statements themselves say of the quiz: enough to show its items without its file. */
export interface Seen {
  title?: LanguageMap | undefined;
  /** By activity of the item. */
  definitions: Map<string, ActivityDefinition>;
  /** Codes of paper forms, by attempt. */
  forms: Map<string, string>;
}

export const nothingSeen = (): Seen => ({ definitions: new Map(), forms: new Map() });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Takes one statement in. Statements of other activities, of groups, and answers to nothing of this quiz are left out.
 * @returns whether it was one that counts
 */
export function takeStatement(analyser: ItemAnalyser, quiz: string, s: Given, seen: Seen = nothingSeen()): boolean {
  const { actor, verb, object, result = {}, context = {} } = s;
  if (actor.objectType === 'Group' || !('id' in object) || object.objectType === 'StatementRef') return false;
  const learner = ifiOf(actor);
  if (learner === null) return false;
  const at = Date.parse(s.timestamp ?? s.stored ?? '') || 0;
  // Other systems have no attempt: what was done under one enrolment is one.
  const attempt = text(context.extensions?.[extensions.attempt]) || (context.registration ?? '');
  const form = text(context.extensions?.[extensions.paperForm]);
  if (form !== '') seen.forms.set(attempt, form);
  const definition = 'definition' in object ? object.definition : undefined;
  if (object.id === quiz) {
    seen.title ??= definition?.name;
    if (verb.id === verbs.attempted.id) analyser.begin(learner, attempt, at);
    else if (verb.id === verbs.completed.id) analyser.complete(learner, attempt, at);
    else return false;
    return true;
  }
  const parent = context.contextActivities?.parent?.find((a) => a.id === quiz);
  if (!parent && !object.id.startsWith(`${quiz.replace(/\/$/, '')}/`)) return false;
  if (verb.id === verbs.scored.id) {
    const grade = readScored(s);
    if (grade) analyser.grade({ ...grade, at: Date.parse(grade.at) || 0 });
    return grade !== undefined;
  }
  if (verb.id !== verbs.answered.id) return false;
  seen.title ??= parent?.definition?.name;
  if (definition) {
    const known = seen.definitions.get(object.id);
    // The key comes late, once an examination is closed for all.
    if (!known || (definition.correctResponsesPattern && !known.correctResponsesPattern))
      seen.definitions.set(object.id, definition);
  }
  const { score, success } = result;
  const points: Pick<AnswerRecord, 'raw' | 'max'> =
    score?.raw !== undefined && score.max !== undefined
      ? { raw: score.raw, max: score.max }
      : score?.scaled !== undefined
        ? { raw: score.scaled, max: 1 }
        : success !== undefined
          ? { raw: success ? 1 : 0, max: 1 }
          : {};
  const seconds = result.duration === undefined ? null : fromDuration(result.duration);
  analyser.add({
    learner,
    attempt,
    item: object.id,
    version: text(context.extensions?.[extensions.itemVersion]),
    at,
    response: result.response ?? '',
    type: definition?.interactionType,
    ...points,
    ...(seconds === null ? {} : { seconds }),
  });
  return true;
}

/**
 * The analysis of statements in memory, e.g. of a backup, in any order. What a voiding statement among them takes back does not count
 * (an LRS gives no voided statements out).
 */
export function analyseStatements(
  quiz: string,
  statements: readonly Given[],
  options: AnalysisOptions = {},
): ItemAnalysis {
  const voided = new Set<string>();
  for (const { verb, object } of statements)
    if (verb.id === verbs.voided.id && object.objectType === 'StatementRef') voided.add(object.id.toLowerCase());
  const analyser = new ItemAnalyser();
  for (const s of statements) if (!voided.has(s.id?.toLowerCase() ?? '')) takeStatement(analyser, quiz, s);
  return analyser.result(options);
}

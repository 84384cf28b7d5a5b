// What H5P content says, as statements of the learner in the course. H5P's own have no id, no time, an invented actor and the address of
// the content as their object.
import type { Activity, Result, Score, Statement } from '../sdk/statement.js';

const SUB = 'http://h5p.org/x-api/h5p-subContentId';
const ADL = 'http://adlnet.gov/expapi/verbs/';
/** Worth a record. `attempted` is said by the lesson already, `interacted` at every touch; what was copied or printed is nobody's business. */
const said = new Set(['answered', 'completed', 'progressed', 'passed', 'failed', 'mastered'].map((v) => ADL + v));
/** Of a definition, what xAPI knows (xAPI-Data 2.4.4.1). */
const keys = [
  'type',
  'name',
  'description',
  'interactionType',
  'correctResponsesPattern',
  'choices',
  'scale',
  'source',
  'target',
  'steps',
] as const;

type Loose = Record<string, unknown>;
const object = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};

export interface H5pSaid {
  /** To be recorded; undefined when it is the lesson's own end, which the course says. */
  statement: (Pick<Statement, 'verb'> & Partial<Statement>) | undefined;
  /** The whole was completed or answered. */
  outcome: Result | undefined;
}

/**
 * @param event what H5P calls a statement; anything
 * @param lesson the activity it belongs to; questions in it are `<lesson>/h5p/<subContentId>`
 * @returns undefined when it is none, or not worth a record
 */
export function h5pSaid(event: unknown, lesson: Activity): H5pSaid | undefined {
  const raw = object(event);
  const verb = object(raw.verb);
  if (typeof verb.id !== 'string' || !said.has(verb.id)) return undefined;
  const thing = object(raw.object);
  const given = object(thing.definition);
  const sub = object(given.extensions)[SUB];
  const isRoot = typeof sub !== 'string' || sub === '';
  const result = resultOf(raw.result);
  const activities = object(object(raw.context).contextActivities);
  const hasParent = [activities.parent].flat().some((p) => p !== undefined);
  const ends = isRoot && !hasParent && /\/(?:completed|answered|passed|failed)$/.test(verb.id);
  const outcome: Result | undefined = ends ? { ...result, completion: result.completion ?? true } : undefined;
  // The course says itself that a lesson is completed, passed or failed; an answer to a question is a record of its own.
  if (isRoot && !verb.id.endsWith('/answered') && !verb.id.endsWith('/progressed'))
    return { statement: undefined, outcome };
  const definition: Loose = {};
  for (const key of keys) if (given[key] !== undefined) definition[key] = given[key];
  const categories = [activities.category]
    .flat()
    .map((c) => object(c).id)
    .filter((id): id is string => typeof id === 'string' && id.startsWith('http://h5p.org/libraries/'));
  const display = object(verb.display);
  return {
    statement: {
      verb: {
        id: verb.id,
        ...(Object.keys(display).length > 0 ? { display: display as Record<string, string> } : {}),
      } as Statement['verb'],
      object: {
        id: isRoot ? lesson.id : `${lesson.id}/h5p/${encodeURIComponent(sub)}`,
        // The lesson has a definition of its own; another one would rename it.
        ...(isRoot
          ? { definition: { ...(given.interactionType ? definition : {}), ...lesson.definition } }
          : { definition }),
      } as Activity,
      ...(Object.keys(result).length > 0 ? { result } : {}),
      context: {
        contextActivities: {
          ...(isRoot ? {} : { parent: [{ id: lesson.id }] }),
          ...(categories.length > 0 ? { category: categories.map((id) => ({ id })) } : {}),
        },
      },
    },
    outcome,
  };
}

/** H5P divides by zero where there is nothing to earn. */
function resultOf(value: unknown): Result {
  const r = object(value);
  const s = object(r.score);
  const number = (n: unknown): n is number => typeof n === 'number' && Number.isFinite(n);
  const score: Score = {};
  for (const key of ['raw', 'min', 'max', 'scaled'] as const) if (number(s[key])) score[key] = s[key];
  if (score.scaled !== undefined) score.scaled = Math.min(1, Math.max(-1, score.scaled));
  else if (score.raw !== undefined && number(s.max) && s.max > 0) score.scaled = Math.min(1, score.raw / s.max);
  if (score.max === 0) delete score.max;
  return {
    ...(Object.keys(score).length > 0 ? { score } : {}),
    ...(typeof r.success === 'boolean' ? { success: r.success } : {}),
    ...(typeof r.completion === 'boolean' ? { completion: r.completion } : {}),
    ...(typeof r.response === 'string' ? { response: r.response } : {}),
    ...(typeof r.duration === 'string' && /^P(?=.)(?:\d+D)?(?:T[\d.HMS]+)?$/.test(r.duration)
      ? { duration: r.duration }
      : {}),
  };
}

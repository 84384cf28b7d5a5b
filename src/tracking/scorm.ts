// SCORM said in xAPI, by ADL's SCORM profile (https://w3id.org/xapi/scorm): what has changed from one commit to the next.
import type { Verdict } from '../model/scorm.js';
import { listOf, scormSeconds } from '../model/scorm.js';
import { toDuration } from '../sdk/duration.js';
import type { InteractionType, Result, Statement, Verb } from '../sdk/statement.js';
import { activityTypes, adl, verb, verbs } from '../sdk/verbs.js';

export const scormProfile = 'https://w3id.org/xapi/scorm';
const resumed = verb(adl, 'resumed', 'melanjutkan');
const suspended = verb(adl, 'suspended', 'menghentikan sementara');
const responded = verb(adl, 'responded', 'menanggapi');

/** What was said of an item so far. */
export interface Told {
  /** IRI of the attempt. */
  attempt: string;
  initialized?: boolean;
  completed?: boolean;
  passed?: boolean;
  /** The last score that was said. */
  scaled?: number;
  /** The session whose end was said: heard twice, it is said once. */
  ended?: string;
  /** Interactions by number: what was said of each. */
  interactions: Record<string, string>;
}

type Said = Pick<Statement, 'verb'> & Partial<Statement>;

/** 2004's and 1.2's own words for the kinds of interactions. */
const kinds: Record<string, InteractionType> = {
  'true-false': 'true-false',
  choice: 'choice',
  'fill-in': 'fill-in',
  'long-fill-in': 'long-fill-in',
  matching: 'matching',
  performance: 'performance',
  sequencing: 'sequencing',
  likert: 'likert',
  numeric: 'numeric',
  other: 'other',
};

const contextOf = (told: Told): NonNullable<Statement['context']> => ({
  contextActivities: {
    grouping: [{ id: told.attempt, definition: { type: 'http://adlnet.gov/expapi/activities/attempt' } }],
    category: [{ id: scormProfile, definition: { type: activityTypes.profile } }],
  },
});

export function scormBegan(told: Told, isResumed: boolean): Said {
  return { verb: isResumed ? resumed : verbs.initialized, context: contextOf(told) };
}

/**
 * @param told what was said before; what is said now is added to it
 * @param item IRI of the item
 * @param o seconds of this session; whether the content has ended, and how
 */
export function scormCommitted(
  told: Told,
  item: string,
  cmi: Record<string, unknown>,
  v: Verdict,
  o: { terminated: boolean; session: string; version: '1.2' | '2004' },
): Said[] {
  const out: Said[] = [];
  const context = contextOf(told);
  const say = (v: Verb, result?: Result): void => void out.push({ verb: v, context, ...(result ? { result } : {}) });
  for (const [n, interaction] of listOf(cmi['interactions']).entries()) {
    const statement = interactionOf(item, interaction, context, n);
    if (!statement) continue;
    const text = JSON.stringify(statement.result ?? {});
    if (told.interactions[n] === text) continue;
    told.interactions[n] = text;
    out.push(statement);
  }
  if (v.score?.scaled !== undefined && v.score.scaled !== told.scaled) {
    told.scaled = v.score.scaled;
    say(verbs.scored, { score: v.score });
  }
  if (v.completed && !told.completed) {
    told.completed = true;
    say(verbs.completed, { completion: true });
  }
  if (v.passed !== undefined && v.passed !== told.passed) {
    told.passed = v.passed;
    say(v.passed ? verbs.passed : verbs.failed, { success: v.passed, ...(v.score ? { score: v.score } : {}) });
  }
  if (o.terminated && told.ended !== o.session) {
    told.ended = o.session;
    const core = o.version === '1.2' ? (cmi['core'] as Record<string, unknown> | undefined) : cmi;
    say(core?.['exit'] === 'suspend' ? suspended : verbs.terminated, {
      completion: v.completed,
      ...(v.passed === undefined ? {} : { success: v.passed }),
      ...(v.score ? { score: v.score } : {}),
      duration: toDuration(scormSeconds(core?.['session_time'])),
    });
    told.initialized = false;
  }
  return out;
}

function interactionOf(
  item: string,
  i: Record<string, unknown>,
  context: NonNullable<Statement['context']>,
  n: number,
): Said | undefined {
  const text = (v: unknown): string => (typeof v === 'string' || typeof v === 'number' ? String(v) : '');
  const id = text(i['id']) || String(n);
  const response = text(i['learner_response'] ?? i['student_response']);
  const word = text(i['result']);
  if (response === '' && word === '') return undefined;
  const type = kinds[text(i['type'])] ?? 'other';
  const patterns = listOf(i['correct_responses']).flatMap((p) => text(p['pattern']) || []);
  const description = text(i['description']);
  const result: Result = {};
  if (response !== '') result.response = response;
  if (word === 'correct') result.success = true;
  else if (/^(?:incorrect|wrong|unanticipated)$/.test(word)) result.success = false;
  const seconds = scormSeconds(i['latency']);
  if (seconds > 0) result.duration = toDuration(seconds);
  return {
    verb: responded,
    object: {
      id: `${item}/interactions/${encodeURIComponent(id)}`,
      definition: {
        type: activityTypes.interaction,
        interactionType: type,
        ...(patterns.length > 0 ? { correctResponsesPattern: patterns } : {}),
        ...(description === '' ? {} : { description: { und: description } }),
      },
    },
    context,
    result,
  };
}

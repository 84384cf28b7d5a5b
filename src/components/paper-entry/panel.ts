// What the entry of papers works with: reading sheets, grading them, writing the record. Fetched when there is a quiz. No DOM.
import type { Service } from '../../core/service.js';
import { resultOf, type Quiz, type QuizResult } from '../../model/quiz.js';
import type { Question, QuestionKind } from '../../questions/kind.js';
import { batchOf, formCode, paperAttempt, paperOf, readForm, type PaperItem } from '../../questions/paper.js';
import { openQuizData } from '../../questions/open.js';
import { WidyaError } from '../../sdk/errors.js';
import { ifiOf, type Agent, type Statement } from '../../sdk/statement.js';
import { extensions, verbs } from '../../sdk/verbs.js';
import { attemptStarted, attemptSubmitted, itemIri, type Answered } from '../../tracking/quiz.js';

export { readAnswer, splitSheet, truthLetters, writeAnswer, isText } from '../../questions/paper.js';
export { wordsOf } from './words.js';

export interface Plan {
  quiz: Quiz;
  kinds: ReadonlyMap<string, QuestionKind>;
  /** Where an examination takes papers; undefined for a quiz that is graded here. */
  papers: string | undefined;
}

/** @throws WidyaError `data/invalid` with the place in the file */
export async function openPlan(raw: unknown, base: string, name: string): Promise<Plan> {
  const { quiz, kinds } = await openQuizData(raw, name);
  const exam = /^(.*\/exams\/[^/]+)\/grading$/.exec(base);
  return { quiz, kinds, papers: exam ? `${exam[1]}/papers` : undefined };
}

/** @throws WidyaError `data/invalid` when it is no list of agents */
export function parsePeople(raw: unknown, name: string): Agent[] {
  const isAgent = (a: unknown): a is Agent => typeof a === 'object' && a !== null && ifiOf(a as Agent) !== null;
  if (!Array.isArray(raw)) throw new WidyaError('data/invalid', 'must be a list of agents', { place: name });
  raw.forEach((a, i) => {
    if (!isAgent(a)) throw new WidyaError('data/invalid', 'must be an agent', { place: `${name}: [${i}]` });
  });
  return raw as Agent[];
}

export const codeIn = ({ quiz }: Plan, text: string): string | undefined => readForm(quiz, text);
export const exampleOf = ({ quiz }: Plan): string => formCode(quiz, batchOf(quiz), 'A');
export const itemsOf = ({ quiz, kinds }: Plan, code: string): PaperItem[] => paperOf(quiz, kinds, code);

/** What is in the record of this person and form. */
export interface Entered {
  revision: number;
  /** By id of the question. */
  answers: Record<string, string>;
  /** ISO 8601 */
  at: string;
  by: string;
}

/** @throws WidyaError as the LRS client does */
export async function enteredBefore(
  service: Service,
  { quiz, papers }: Plan,
  code: string,
  learner: Agent,
): Promise<Entered | undefined> {
  // The server of an examination knows by itself; its record may come later.
  if (papers !== undefined) return undefined;
  const attempt = paperAttempt(quiz, code, ifiOf(learner) ?? '');
  const byItem = new Map(quiz.questions.map((q) => [itemIri(quiz, q), q.id]));
  const answers: Record<string, string> = {};
  const times: Record<string, string> = {};
  const revisions = new Set<string>();
  let at = '';
  let by = '';
  for (const verb of [verbs.answered.id, verbs.completed.id]) {
    const query = { agent: learner, activity: quiz.id, related_activities: true, verb, ascending: true, limit: 500 };
    for await (const s of service.lrs.statements(query)) {
      if (s.context?.extensions?.[extensions.attempt] !== attempt || !('id' in s.object)) continue;
      const question = byItem.get(s.object.id);
      if (question !== undefined && s.timestamp >= (times[question] ?? '')) {
        times[question] = s.timestamp;
        answers[question] = s.result?.response ?? '';
      }
      if (verb === verbs.completed.id) revisions.add(s.id);
      if (s.timestamp >= at) {
        at = s.timestamp;
        by = s.context?.instructor?.name ?? '';
      }
    }
  }
  // What stopped half way is begun again as it was.
  if (revisions.size === 0) return undefined;
  return { revision: revisions.size - 1, answers, at, by };
}

export interface Saved {
  attempt: string;
  revision: number;
  result: QuizResult;
  /** Nothing was written: it was all there. */
  same: boolean;
}

/** What one request of a person may hold. */
const BATCH = 50;

/**
 * Grades what is on the sheet and puts it into the record as the learner's attempt. The same sheet twice is one; another is a
 * correction, with a later time.
 * @param at ISO 8601; when it was taken
 * @throws WidyaError as the LRS client does; what was written before it is written the same the next time
 */
export async function enter(
  service: Service,
  plan: Plan,
  code: string,
  learner: Agent,
  answers: Readonly<Record<string, string>>,
  at: string,
  before: Entered | undefined,
): Promise<Saved> {
  const { quiz, kinds, papers } = plan;
  if (papers !== undefined) {
    const response = await service.lrs.send(papers, {
      method: 'POST',
      body: JSON.stringify({ learner, form: code, answers, at }),
      headers: { 'content-type': 'application/json' },
    });
    return { ...((await response.json()) as Omit<Saved, 'same'>), same: false };
  }
  const by = service.principal?.actor;
  if (!by) throw new WidyaError('auth/signed-out', 'nobody is signed in');
  const asked = new Set(paperOf(quiz, kinds, code).map((item) => item.question.id));
  const list = (quiz.questions as Question[]).flatMap((question): Answered[] => {
    const kind = kinds.get(question.kind);
    if (!kind || !asked.has(question.id)) return [];
    const response = answers[question.id] ?? '';
    const definition = kind.definition(question, { withKey: quiz.feedback !== 'none', lang: 'id' });
    return [{ question, response, definition, grade: kind.grade(question, response) }];
  });
  const result = resultOf(
    list.map((a) => a.grade),
    quiz.passMark,
  );
  const attempt = paperAttempt(quiz, code, ifiOf(learner) ?? '');
  if (before && list.every((a) => (before.answers[a.question.id] ?? '') === a.response))
    return { attempt, revision: before.revision, result, same: true };
  const revision = before ? before.revision + 1 : 0;
  // Of two entries the later counts, for whoever reads the record.
  const time = before ? new Date(Math.max(Date.parse(at), Date.parse(before.at) + 1000)).toISOString() : at;
  const context = { quiz, attempt, lang: 'id', paper: { form: code, by, revision } };
  const drafts = [
    ...(revision === 0 ? [attemptStarted(context, time)] : []),
    ...attemptSubmitted(context, list, result, undefined, time),
  ];
  const statements: Statement[] = drafts.map((d) => ({ ...d, actor: learner }));
  for (let i = 0; i < statements.length; i += BATCH) await service.lrs.saveStatements(statements.slice(i, i + BATCH));
  return { attempt, revision, result, same: false };
}

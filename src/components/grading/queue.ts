// What waits for a person's grade: answers and grades of a quiz, as the LRS has them, put together. No DOM.
import type { Service } from '../../core/service.js';
import type { Quiz } from '../../model/quiz.js';
import type { Question, QuestionKind } from '../../questions/kind.js';
import { ifiOf, type Agent, type StoredStatement } from '../../sdk/statement.js';
import { extensions, verbs } from '../../sdk/verbs.js';
import { latestGrades, readScored, scored, type ManualGrade, type Scored } from '../../tracking/grading.js';
import { itemIri } from '../../tracking/quiz.js';

export interface Work {
  /** Id of the `answered` statement. */
  id: string;
  statement: StoredStatement;
  question: Question;
  attempt: string;
  learner: Agent;
  /** Who it is when names are hidden: the same number throughout. */
  number: number;
  response: string;
  max: number;
  /** ISO 8601 */
  at: string;
  grade: Scored | undefined;
  /** How often it was graded. */
  revisions: number;
}

/** Questions that a person grades. */
export const manualOf = (quiz: Quiz, kinds: ReadonlyMap<string, QuestionKind>): Question[] =>
  (quiz.questions as Question[]).filter((q) => kinds.get(q.kind)?.grade(q, sampleFor(q)).pending);

/** Something that counts as an answer of any form, to see whether a person grades it. */
const sampleFor = (q: Question & { steps?: { id: string }[] }): string =>
  Array.isArray(q.steps) ? q.steps.map((s) => `${s.id}[.]x`).join('[,]') : 'x';

/**
 * Everything there is to grade, oldest first.
 * @param learners those who are accompanied; everybody when absent, for who may read everybody's
 */
export async function loadWork(
  service: Service,
  quiz: Quiz,
  kinds: ReadonlyMap<string, QuestionKind>,
  learners: readonly Agent[] | undefined,
): Promise<Work[]> {
  const questions = new Map(manualOf(quiz, kinds).map((q) => [itemIri(quiz, q), q]));
  if (questions.size === 0) return [];
  const all = async (verb: string): Promise<StoredStatement[]> => {
    const about = { activity: quiz.id, related_activities: true, verb, ascending: true, limit: 500 };
    const lists = await Promise.all(
      (learners ?? [undefined]).map(async (agent) => {
        const out: StoredStatement[] = [];
        let page = await service.lrs.getStatements({ ...about, ...(agent ? { agent } : {}) });
        for (;;) {
          out.push(...page.statements);
          if (!page.more) return out;
          page = await service.lrs.getMore(page.more);
        }
      }),
    );
    return lists.flat();
  };
  const [answers, grades] = await Promise.all([all(verbs.answered.id), all(verbs.scored.id)]);
  const given = grades.flatMap((s) => readScored(s) ?? []);
  const latest = latestGrades(given);
  const numbers = new Map<string, number>();
  // A sheet of paper that was corrected is graded as corrected.
  const newest = new Map<string, StoredStatement>();
  for (const s of answers) {
    const key = JSON.stringify([
      ifiOf(s.actor),
      s.context?.extensions?.[extensions.attempt],
      'id' in s.object && s.object.id,
    ]);
    if ((newest.get(key)?.timestamp ?? '') <= s.timestamp) newest.set(key, s);
  }
  return [...newest.values()]
    .flatMap((statement): Work[] => {
      const item = 'id' in statement.object ? statement.object.id : '';
      const question = questions.get(item);
      const attempt = statement.context?.extensions?.[extensions.attempt];
      const response = statement.result?.response ?? '';
      const learner = statement.actor;
      if (!question || typeof attempt !== 'string' || learner.objectType === 'Group') return [];
      const grade = kinds.get(question.kind)?.grade(question, response);
      if (!grade?.pending) return []; // nothing written is worth nothing, whoever looks
      const who = ifiOf(learner) ?? '';
      if (!numbers.has(who)) numbers.set(who, numbers.size + 1);
      return [
        {
          id: statement.id,
          statement,
          question,
          attempt,
          learner,
          number: numbers.get(who) ?? 0,
          response,
          max: grade.max,
          at: statement.timestamp ?? statement.stored ?? '',
          grade: latest.get(`${attempt}|${item}`),
          revisions: given.filter((g) => g.attempt === attempt && g.item === item).length,
        },
      ];
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Writes a grade. @throws WidyaError when the LRS cannot be reached, or says no */
export async function saveGrade(service: Service, quiz: Quiz, work: Work, grade: ManualGrade): Promise<void> {
  const grader = service.principal?.actor;
  if (!grader) return;
  const statement = scored(work.statement, quiz, work.question, grade, grader, work.revisions + 1);
  await service.lrs.saveStatements([{ ...statement, timestamp: new Date().toISOString() }]);
}

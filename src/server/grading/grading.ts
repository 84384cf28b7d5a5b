// Examinations: the key, the clock and the count stay here. A page gets questions without their key, sends answers, and is told
// what the rules release. What is kept is in the store, so that a restart in mid-attempt changes nothing.
import {
  deadlineOf,
  drawn,
  graceOf,
  isReleased,
  marked,
  standingOf,
  type Accommodation,
} from '../../model/quiz-rules.js';
import { strippedQuestion } from '../../model/quiz-strip.js';
import {
  durationBetween,
  resultOf,
  type ItemMark,
  type Quiz,
  type QuizQuestion,
  type QuizResult,
} from '../../model/quiz.js';
import { answerState, type Grade, type Question, type QuestionKind } from '../../questions/kind.js';
import { paperAttempt, paperOf, readForm } from '../../questions/paper.js';
import { ifiOf, type Agent, type Statement } from '../../sdk/statement.js';
import { latestGrades, type Scored } from '../../tracking/grading.js';
import { attemptStarted, attemptSubmitted, itemIri, type Answered, type AttemptContext } from '../../tracking/quiz.js';
import { isForged, mayEnter } from '../access/authorize.js';
import type { LrsPrincipal } from '../access/principal.js';
import { bad, HttpError, json, limitedBody } from '../lrs/http.js';
import { agentKey } from '../lrs/prepare.js';
import { isUuid } from '../lrs/values.js';
import type { DocumentScope, Storage } from '../storage/port.js';

export interface Exam {
  /** Last part of its address. */
  slug: string;
  /** With its key, checked by `parseQuiz`. */
  quiz: Quiz;
  kinds: ReadonlyMap<string, QuestionKind>;
}

export interface GradingOptions {
  exams: readonly Exam[];
  storage: Storage;
  /** Writes into the LRS as the grading service. */
  record(statements: Statement[]): Promise<void>;
  /** What people have graded in this quiz for this learner. */
  scored(quiz: string, learner: Agent): Promise<Scored[]>;
  /** What a person gets beyond the rules. */
  accommodations?: (quiz: Quiz, person: LrsPrincipal | { actor: Agent }) => Accommodation | undefined;
  /** Path the examinations are below; `/exams` unless said. */
  prefix?: string;
  now?: () => Date;
}

/** One attempt as it is kept. Instants are milliseconds since 1970 by the server's clock. */
interface Kept {
  id: string;
  started: number;
  deadline?: number;
  /** Ids of its questions in order. */
  questions: string[];
  answers: Record<string, string>;
  marks: Record<string, ItemMark>;
  at?: number;
  registration?: string;
  submitted?: number;
  /** Ended by the clock. */
  expired?: true;
  /** Answers that came too late: kept, and not counted. */
  late?: Record<string, string>;
  /** It was written on paper; `revision` counts corrections. */
  paper?: { form: string; by: Agent; revision: number };
  /** What the LRS has been told. */
  told: ('started' | 'completed' | 'manual' | 'answered' | 'judged')[];
}

interface Examinee {
  actor: Agent;
  attempts: Kept[];
}

export interface Grading {
  /** @param principal undefined when nobody is signed in */
  fetch(request: Request, principal: LrsPrincipal | undefined): Promise<Response>;
  /** Ends attempts whose time is over, and tells the LRS what is released by now. Now and then, by whoever listens. */
  sweep(): Promise<void>;
}

const MINUTE = 60_000;
const MAX_BODY = 1024 * 1024;
/** One answer, and all of them; an essay is some pages. */
const MAX_ANSWER = 100_000;
const noStore = { 'cache-control': 'no-store' };

export function createGrading(options: GradingOptions): Grading {
  const { storage } = options;
  const prefix = (options.prefix ?? '/exams').replace(/(?<!\/)\/+$/, '');
  const exams = new Map(options.exams.map((e) => [e.slug, e]));
  const now = () => (options.now?.() ?? new Date()).getTime();
  /** People of whom nothing is owed any more, by quiz; looked at again when this process touches them. */
  const settled = new Set<string>();
  /** When something can happen next to those of whom something is owed; nobody is read before that. */
  const due = new Map<string, number>();
  const swept = new Map<string, string>();
  const tails = new Map<string, Promise<unknown>>();

  const scopeOf = (quiz: Quiz): DocumentScope => ({ kind: 'state', activity: quiz.id, agent: 'grading' });

  async function read(exam: Exam, who: string): Promise<{ record: Examinee | undefined; etag: string | null }> {
    const doc = await storage.getDocument(scopeOf(exam.quiz), who);
    return doc
      ? { record: JSON.parse(new TextDecoder().decode(doc.content)) as Examinee, etag: doc.etag }
      : { record: undefined, etag: null };
  }

  /** Changes one person's record. Tried anew when another process was faster; one after the other within this one. */
  async function change<T>(exam: Exam, actor: Agent, edit: (record: Examinee) => T): Promise<T> {
    const who = agentKey(actor) ?? '';
    const lock = `${exam.slug}|${who}`;
    const run = async (): Promise<T> => {
      for (;;) {
        const { record = { actor, attempts: [] }, etag } = await read(exam, who);
        const before = JSON.stringify(record);
        const out = edit(record);
        const text = JSON.stringify(record);
        if (text === before) return out;
        settled.delete(lock);
        due.delete(lock);
        const next = {
          content: new TextEncoder().encode(text),
          contentType: 'application/json',
          etag: `${now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('')}`,
          updated: new Date(now()).toISOString(),
        };
        if (await storage.swapDocument(scopeOf(exam.quiz), who, etag, next)) return out;
      }
    };
    const mine = (tails.get(lock) ?? Promise.resolve()).then(run, run);
    tails.set(lock, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(lock) === mine) tails.delete(lock);
    }
  }

  const accommodationOf = (exam: Exam, person: { actor: Agent }): Accommodation =>
    options.accommodations?.(exam.quiz, person) ?? {};

  // Rules

  const submittedOf = (record: Examinee) => record.attempts.flatMap((a) => a.submitted ?? []);
  /** When nobody can be examined any more; undefined when that never comes. */
  const closed = (exam: Exam): boolean => exam.quiz.closes !== undefined && now() >= Date.parse(exam.quiz.closes);

  /** Ends what the clock has ended. */
  function expire(exam: Exam, record: Examinee): void {
    for (const a of record.attempts)
      if (a.submitted === undefined && a.deadline !== undefined && now() > a.deadline + graceOf(exam.quiz)) {
        a.submitted = a.deadline;
        a.expired = true;
      }
  }

  /** An open attempt ends by its deadline; what a trainer has to grade, or is released later, is looked for each minute. */
  function nextOf(exam: Exam, record: Examinee): number {
    return Math.min(
      ...record.attempts.map((a) =>
        a.submitted === undefined ? (a.deadline ?? Infinity) + graceOf(exam.quiz) + 1 : now() + MINUTE,
      ),
    );
  }

  function momentOf(exam: Exam, record: Examinee, a: Kept, extra: Accommodation) {
    const { left } = standingOf(exam.quiz, submittedOf(record), now(), extra);
    return { now: now(), submitted: a.submitted !== undefined, left };
  }

  const questionsOf = (exam: Exam, a: Kept): Question[] =>
    a.questions.flatMap((id) => (exam.quiz.questions.find((q) => q.id === id) as Question | undefined) ?? []);

  const seenBy = (exam: Exam) => (kind: string) => {
    const known = exam.kinds.get(kind);
    return known && ((q: QuizQuestion) => known.strip(q as Question));
  };

  interface Graded {
    answers: (Answered & { comment?: string })[];
    result: QuizResult;
  }

  function gradedOf(exam: Exam, a: Kept, manual: ReadonlyMap<string, Scored>): Graded {
    const { quiz } = exam;
    const answers = questionsOf(exam, a).flatMap((question) => {
      const kind = exam.kinds.get(question.kind);
      if (!kind) return [];
      const written = a.answers[question.id] ?? '';
      const response = answerState(kind, question, written) === 'invalid' ? '' : written;
      const mark = a.marks[question.id] ?? {};
      let grade: Grade = kind.grade(question, response);
      const person = manual.get(`${a.id}|${itemIri(quiz, question)}`);
      if (grade.pending && person) {
        const raw = Math.min(Math.max(person.raw, 0), grade.max);
        grade = { raw, max: grade.max, scaled: Math.round((raw / grade.max) * 1e9) / 1e9, success: raw === grade.max };
      } else grade = marked(question, grade, { sure: mark.sure ?? 1 }, quiz.confidence === 'mark');
      return [
        {
          question,
          response,
          // Other people may still be asked: the record tells the key to nobody until it is closed for all.
          definition: kind.definition(question, { withKey: closed(exam) && quiz.feedback !== 'none', lang: 'id' }),
          grade,
          ...(mark.sure && quiz.confidence ? { sure: mark.sure } : {}),
          ...(mark.ms ? { duration: durationBetween(new Date(0).toISOString(), new Date(mark.ms).toISOString()) } : {}),
          ...(person?.comment ? { comment: person.comment } : {}),
        },
      ];
    });
    return {
      answers,
      result: resultOf(
        answers.map((x) => x.grade),
        quiz.passMark,
      ),
    };
  }

  // What the page is shown

  async function shown(exam: Exam, person: { actor: Agent }, record: Examinee) {
    const extra = accommodationOf(exam, person);
    const { quiz } = exam;
    const manual = record.attempts.some((a) => a.submitted !== undefined)
      ? latestGrades(await options.scored(quiz.id, person.actor).catch(() => []))
      : new Map<string, Scored>();
    return {
      now: now(),
      accommodation: extra,
      attempts: record.attempts.map((a) => {
        const moment = momentOf(exam, record, a, extra);
        const score = isReleased(quiz.score, quiz, moment, extra);
        const answers = isReleased(quiz.feedback, quiz, moment, extra);
        const graded = a.submitted === undefined ? undefined : gradedOf(exam, a, manual);
        const questions = questionsOf(exam, a).flatMap((q) =>
          answers ? q : (strippedQuestion(q, seenBy(exam)) ?? []),
        );
        return {
          id: a.id,
          started: new Date(a.started).toISOString(),
          ...(a.deadline === undefined ? {} : { deadline: a.deadline }),
          ...(a.submitted === undefined ? {} : { submitted: new Date(a.submitted).toISOString() }),
          ...(a.expired ? { expired: true } : {}),
          ...(a.late ? { late: Object.keys(a.late).length } : {}),
          ...(a.at === undefined ? {} : { at: a.at }),
          questions,
          ...(quiz.sections
            ? {
                sections: quiz.sections.map(({ id, title, body, questions: all }) => ({
                  id,
                  title,
                  body,
                  questions: a.questions.filter((q) => all.includes(q)),
                })),
              }
            : {}),
          answers: a.answers,
          marks: a.marks,
          released: { score, answers },
          ...(score && graded ? { result: graded.result } : {}),
          ...(score && answers && graded
            ? { grades: Object.fromEntries(graded.answers.map((x) => [x.question.id, x.grade])) }
            : {}),
          ...(graded && score
            ? {
                comments: Object.fromEntries(
                  graded.answers.flatMap((x) => (x.comment ? [[x.question.id, x.comment]] : [])),
                ),
              }
            : {}),
        };
      }),
    };
  }

  /** Rules and size, and no question: those come with an attempt. */
  function head({ quiz, kinds }: Exam) {
    const { questions, bands: _bands, sections, ...rest } = quiz;
    return {
      ...rest,
      mode: 'summative',
      questions: [],
      exam: {
        size: sections ? sections.reduce((n, s) => n + (s.draw ?? s.questions.length), 0) : questions.length,
        kinds: [...kinds.keys()],
      },
    };
  }

  // What the LRS is told

  function contextOf(exam: Exam, a: Kept): AttemptContext {
    return { quiz: exam.quiz, attempt: a.id, lang: 'id', registration: a.registration, paper: a.paper };
  }

  /** Tells what is due and not told yet. Ids follow from the attempt, so that telling twice is telling once. */
  async function settle(exam: Exam, record: Examinee): Promise<void> {
    const { actor } = record;
    const extra = accommodationOf(exam, { actor });
    const lock = `${exam.slug}|${agentKey(actor) ?? ''}`;
    if (settled.has(lock)) return;
    let open = false;
    const ended = record.attempts.filter((a) => a.submitted !== undefined && !a.told.includes('judged'));
    const manual =
      ended.length > 0 ? latestGrades(await options.scored(exam.quiz.id, actor)) : new Map<string, Scored>();
    for (const a of record.attempts) {
      const due: Statement[] = [];
      const told = new Set(a.told);
      const add = (what: Kept['told'][number], drafts: Omit<Statement, 'actor'>[]) => {
        if (told.has(what)) return;
        told.add(what);
        due.push(...drafts.map((d) => ({ ...d, actor })));
      };
      const context = contextOf(exam, a);
      add('started', [attemptStarted(context, new Date(a.started).toISOString())]);
      if (a.submitted === undefined) open = true;
      else if (!told.has('judged') || !told.has('answered')) {
        const moment = momentOf(exam, record, a, extra);
        const at = new Date(a.submitted).toISOString();
        const duration = a.paper ? undefined : durationBetween(new Date(a.started).toISOString(), at);
        // Answers are told as they were handed in: what a person makes of them later is a statement of its own.
        const handed = gradedOf(exam, a, new Map());
        const waits = new Set(handed.answers.filter((x) => x.grade.pending).map((x) => itemIri(exam.quiz, x.question)));
        const drafts = attemptSubmitted(context, handed.answers, handed.result, duration, at);
        const { answers, result } = gradedOf(exam, a, manual);
        const verdicts = attemptSubmitted(context, answers, result, duration, at).slice(answers.length + 1);
        const score = isReleased(exam.quiz.score, exam.quiz, moment, extra);
        // What is never shown is in the record once nobody gains by it.
        const over = closed(exam) || (exam.quiz.closes === undefined && moment.left === 0);
        const details =
          isReleased(exam.quiz.feedback, exam.quiz, moment, extra) || (exam.quiz.feedback === 'none' && over);
        const verdict = score || (exam.quiz.score === 'none' && over);
        const byVerb = (end: string) => drafts.filter((d) => d.verb.id.endsWith(`/${end}`));
        add(
          'completed',
          byVerb('completed').map((d) =>
            score ? d : { ...d, result: { completion: true, ...(duration === undefined ? {} : { duration }) } },
          ),
        );
        const byPerson = (d: (typeof drafts)[number]) => 'id' in d.object && waits.has(d.object.id);
        // A person has to see it to grade it, and it tells nothing of what is right.
        add('manual', byVerb('answered').filter(byPerson));
        if (details)
          add(
            'answered',
            byVerb('answered').filter((d) => !byPerson(d)),
          );
        if (verdict && !result.pending) add('judged', verdicts);
        if (!told.has('judged') || !told.has('answered')) open = true;
      }
      if (told.size === a.told.length) continue;
      if (due.length > 0) await options.record(due);
      await change(exam, actor, (r) => {
        const same = r.attempts.find((x) => x.id === a.id);
        if (same) same.told = [...new Set([...same.told, ...told])];
      });
    }
    if (!open) settled.add(lock);
  }

  // Requests

  function examinee(principal: LrsPrincipal | undefined): LrsPrincipal {
    if (!principal) throw new HttpError(401, 'sign in to take the examination');
    if (principal.via === 'system') throw new HttpError(403, 'an examination is taken by a person', { reason: 'role' });
    return principal;
  }

  async function bodyOf(request: Request): Promise<Record<string, unknown>> {
    const text = new TextDecoder().decode(await limitedBody(request, MAX_BODY));
    try {
      const value: unknown = text === '' ? {} : JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // as any other body that is none of ours
    }
    throw bad('must be a JSON object');
  }

  /** Takes answers and marks into an attempt. → ids of questions whose answer came too late, or may not be changed any more */
  function take(exam: Exam, a: Kept, body: Record<string, unknown>): string[] {
    const refused: string[] = [];
    const late = a.submitted !== undefined || (a.deadline !== undefined && now() > a.deadline + graceOf(exam.quiz));
    const linear = exam.quiz.navigation === 'linear';
    const { answers = {}, marks = {}, at } = body;
    if (typeof answers !== 'object' || answers === null) throw bad('must be an object', 'answers');
    if (typeof marks !== 'object' || marks === null) throw bad('must be an object', 'marks');
    for (const [id, value] of Object.entries(answers)) {
      const place = a.questions.indexOf(id);
      if (place < 0) throw bad('is no question of this attempt', `answers.${id}`);
      if (typeof value !== 'string' || value.length > MAX_ANSWER)
        throw bad(`must be a text of at most ${MAX_ANSWER} characters`, `answers.${id}`);
      if ((a.answers[id] ?? '') === value) continue;
      if (late) {
        (a.late ??= {})[id] = value;
        refused.push(id);
      } else if (linear && place < (a.at ?? 0)) refused.push(id);
      else a.answers[id] = value;
    }
    if (late) return refused;
    for (const [id, value] of Object.entries(marks)) {
      if (!a.questions.includes(id)) throw bad('is no question of this attempt', `marks.${id}`);
      const { flag, sure, ms } = (value ?? {}) as ItemMark;
      a.marks[id] = {
        ...(flag ? { flag: true } : {}),
        ...(sure === 1 || sure === 2 || sure === 3 ? { sure } : {}),
        ...(typeof ms === 'number' && ms >= 0 && Number.isFinite(ms) ? { ms: Math.round(ms) } : {}),
      };
    }
    if (typeof at === 'number' && Number.isInteger(at) && at >= 0 && at < a.questions.length)
      a.at = linear ? Math.max(at, a.at ?? 0) : at;
    return refused;
  }

  function start(exam: Exam, record: Examinee, extra: Accommodation, body: Record<string, unknown>): void {
    expire(exam, record);
    // One that runs goes on: nobody has two, whatever was pressed on whichever device.
    if (record.attempts.some((a) => a.submitted === undefined)) return;
    const { id, registration } = body;
    if (typeof id !== 'string' || !isUuid(id)) throw bad('must be a UUID', 'id');
    if (record.attempts.some((a) => a.id === id)) return;
    const standing = standingOf(exam.quiz, submittedOf(record), now(), extra);
    if (standing.refusal)
      throw new HttpError(409, 'no attempt can be begun now', { code: standing.refusal, reason: standing.refusal });
    const deadline = deadlineOf(exam.quiz, now(), extra);
    record.attempts.push({
      id,
      started: now(),
      ...(deadline === undefined ? {} : { deadline }),
      questions: drawn(exam.quiz, id).flatMap((s) => s.questions.map((q) => q.id)),
      answers: {},
      marks: {},
      ...(typeof registration === 'string' && isUuid(registration) ? { registration } : {}),
      told: [],
    });
  }

  /**
   * Enters what somebody wrote on paper, or corrects it: the same form and person are the same attempt. It counts as any other.
   */
  async function enter(exam: Exam, request: Request, principal: LrsPrincipal): Promise<Response> {
    const { learner, form, answers, at } = await bodyOf(request);
    const actor = learner as Agent;
    const who = typeof learner === 'object' && learner !== null && !Array.isArray(learner) ? agentKey(actor) : null;
    if (!who || (actor.objectType as string | undefined) === 'Group') throw bad('must be an agent', 'learner');
    const code = typeof form === 'string' ? readForm(exam.quiz, form) : undefined;
    if (code === undefined) throw bad('is no form of this examination', 'form');
    const time = typeof at === 'string' ? Date.parse(at) : NaN;
    if (!(time <= now() + 60_000)) throw bad('must be an ISO 8601 instant that has been', 'at');
    const denied = mayEnter(principal, { actor, instructor: principal.actor, id: code, timestamp: String(at) });
    if (denied) throw new HttpError(403, denied.message, { reason: denied.code });
    const questions = paperOf(exam.quiz, exam.kinds, code).map((item) => item.question.id);
    if (typeof answers !== 'object' || answers === null) throw bad('must be an object', 'answers');
    for (const [id, value] of Object.entries(answers)) {
      if (!questions.includes(id)) throw bad('is no question of this form', `answers.${id}`);
      if (typeof value !== 'string' || value.length > MAX_ANSWER)
        throw bad(`must be a text of at most ${MAX_ANSWER} characters`, `answers.${id}`);
    }
    const given = Object.fromEntries(Object.entries(answers as Record<string, string>).filter(([, v]) => v !== ''));
    const id = paperAttempt(exam.quiz, code, ifiOf(actor) ?? who);
    await change(exam, actor, (r) => {
      const before = r.attempts.find((a) => a.id === id);
      if (!before) {
        if (standingOf(exam.quiz, submittedOf(r), now(), accommodationOf(exam, { actor })).left === 0)
          throw new HttpError(409, 'no attempt is left', { code: 'no-attempts', reason: 'no-attempts' });
        const paper = { form: code, by: principal.actor, revision: 0 };
        r.attempts.push({ id, started: time, submitted: time, questions, answers: given, marks: {}, paper, told: [] });
        return;
      }
      const same = questions.every((q) => (before.answers[q] ?? '') === (given[q] ?? ''));
      if (same || !before.paper) return;
      before.answers = given;
      before.paper = { form: code, by: principal.actor, revision: before.paper.revision + 1 };
      // Of two entries the later counts, for whoever reads the record.
      before.submitted = Math.max(time, before.submitted ?? 0) + 1000;
      before.told = [];
    });
    const { record } = await read(exam, who);
    const attempt = record?.attempts.find((a) => a.id === id);
    if (!record || !attempt) throw new HttpError(409, 'the attempt is gone');
    await settle(exam, record).catch((error: unknown) => console.error('[widya] exam:', error));
    const { result } = gradedOf(exam, attempt, latestGrades(await options.scored(exam.quiz.id, actor).catch(() => [])));
    const { paper } = attempt;
    return json({ attempt: id, revision: paper?.revision ?? 0, result }, { status: 200, headers: noStore });
  }

  async function route(request: Request, principal: LrsPrincipal | undefined): Promise<Response> {
    const url = new URL(request.url);
    const [slug = '', ...rest] = url.pathname
      .slice(prefix.length)
      .replace(/^\/+/, '')
      .split('/')
      .map(decodeURIComponent);
    const exam = exams.get(slug);
    if (!exam) throw new HttpError(404, `there is no examination ${slug}`);
    const { method } = request;
    if (rest.length === 0) {
      if (method !== 'GET' && method !== 'HEAD')
        throw new HttpError(405, 'takes GET', { headers: { allow: 'GET, HEAD' } });
      return json(head(exam), { headers: noStore });
    }
    if (rest[0] === 'grading' && rest.length === 1 && method === 'GET') {
      // Who grades sees what is right, and the rubric.
      if (!principal) throw new HttpError(401, 'sign in to grade');
      const may = principal.via === 'system' || principal.roles.some((r) => r === 'facilitator' || r === 'admin');
      if (!may) throw new HttpError(403, 'facilitators see the key', { reason: 'role' });
      // A file of its own for the page, which grades and examines nobody with it.
      return json({ ...exam.quiz, mode: 'formative' }, { headers: noStore });
    }
    if (rest[0] === 'papers' && rest.length === 1 && method === 'POST') {
      if (!principal) throw new HttpError(401, 'sign in to enter papers');
      if (principal.via === 'system') throw new HttpError(403, 'papers are entered by a person', { reason: 'role' });
      if (principal.via === 'session' && isForged(request, url.origin))
        throw new HttpError(403, 'requests with a session must come from the portal’s own pages', { code: 'forged' });
      return enter(exam, request, principal);
    }
    if (rest[0] !== 'attempts' || rest.length > 3) throw new HttpError(404, 'there is no such resource');
    const person = examinee(principal);
    if (person.via === 'session' && isForged(request, url.origin))
      throw new HttpError(403, 'requests with a session must come from the portal’s own pages', { code: 'forged' });
    const extra = accommodationOf(exam, person);
    const { actor } = person;
    let refused: string[] = [];
    const step = `${method} ${rest.slice(2).join('/') || (rest.length > 1 ? 'one' : 'all')}`;
    if (step === 'GET all' || step === 'HEAD all')
      await change(exam, actor, (r) => r.attempts.length > 0 && expire(exam, r));
    else if (step === 'POST all') {
      const body = await bodyOf(request);
      const { registration } = body;
      if (
        typeof registration === 'string' &&
        person.registrations &&
        !person.registrations.includes(registration.toLowerCase())
      )
        throw new HttpError(403, 'the registration is none of the signed-in person’s', { reason: 'not-enrolled' });
      await change(exam, actor, (r) => start(exam, r, extra, body));
    } else if (step === 'PUT one' || step === 'POST submit') {
      const body = await bodyOf(request);
      refused = await change(exam, actor, (r) => {
        const a = r.attempts.find((x) => x.id === rest[1]);
        if (!a) throw new HttpError(404, 'there is no such attempt');
        const out = take(exam, a, body);
        expire(exam, r);
        // Within grace what is on its way counts; the attempt still ended when its time was over.
        if (step === 'POST submit' && a.submitted === undefined) a.submitted = Math.min(now(), a.deadline ?? Infinity);
        return out;
      });
    } else throw new HttpError(405, `${method} is not for this resource`);
    const { record = { actor, attempts: [] } } = await read(exam, agentKey(actor) ?? '');
    // The record may wait: it is owed until it is told.
    await settle(exam, record).catch((error: unknown) => console.error('[widya] exam:', error));
    const saved = step === 'PUT one' ? { now: now(), refused } : { ...(await shown(exam, person, record)), refused };
    return json(saved, { status: step === 'POST all' ? 201 : 200, headers: noStore });
  }

  return {
    fetch: route,
    async sweep() {
      for (const exam of exams.values()) {
        // Who was touched since, by whatever process; of all others is known when something can happen next.
        const since = swept.get(exam.slug);
        swept.set(exam.slug, new Date(Math.min(Date.now(), now()) - MINUTE).toISOString());
        const people = new Set(await storage.listDocuments(scopeOf(exam.quiz), since));
        const prefix = `${exam.slug}|`;
        for (const [lock, at] of due) if (lock.startsWith(prefix) && at <= now()) people.add(lock.slice(prefix.length));
        for (const who of people) {
          const lock = prefix + who;
          if (settled.has(lock) || (since !== undefined && now() < (due.get(lock) ?? 0))) continue;
          const found = (await read(exam, who)).record;
          if (!found) continue;
          const before = JSON.stringify(found);
          expire(exam, found);
          if (JSON.stringify(found) !== before) await change(exam, found.actor, (r) => expire(exam, r));
          await settle(exam, found);
          if (settled.has(lock)) due.delete(lock);
          else due.set(lock, nextOf(exam, found));
        }
      }
    },
  };
}

// One learner in one course: what is kept, what is said to the LRS. No DOM but the device's memory of the last state.
import { lessonsOf, type Course, type Lesson, type MoveOn } from '../../model/course.js';
import {
  fromDocuments,
  isDone,
  mergeLesson,
  nextLesson,
  percentOf,
  scoreOf,
  toDocument,
  type CourseState,
  type LessonState,
} from '../../model/progress.js';
import { atMost, PATIENCE } from '../../core/patience.js';
import type { Draft, Service } from '../../core/service.js';
import type { Activity, Result } from '../../sdk/statement.js';
import {
  courseActivity,
  courseProgressed,
  courseSatisfied,
  lessonActivity,
  lessonCompleted,
  lessonJudged,
  lessonLeft,
  lessonOpened,
  lessonSaid,
  onceId,
  registrationFor,
  type CourseContext,
} from '../../tracking/course.js';
import { ns } from '../../sdk/verbs.js';
import { uuid } from '../../sdk/uuid.js';
import type { LessonHost, LessonKind } from '../../lessons/kind.js';

/** Somebody this device does not know may be half-way through: the start is not shown before the server had this long to say so. */
const MOST = 8000;

export const courseStateId = `${ns}/state/course`;

export interface SessionOptions {
  course: Course;
  service: Service | undefined;
  registration: string;
  readonly: boolean;
  lang: () => string;
  kindOf: (lesson: Lesson) => LessonKind | undefined;
  /** Something to show has changed. */
  changed: () => void;
  completed: (lesson: Lesson, state: LessonState) => void;
  satisfied: () => void;
}

interface Visit {
  lesson: Lesson;
  activity: Activity;
  context: CourseContext;
  since: number;
  tracksItself: boolean;
}

export class CourseSession {
  state: CourseState = { lessons: {} };
  #o: SessionOptions;
  #visit: Visit | undefined;
  /** Something was done in this page: it is newer than anything the server says. */
  #changed = false;
  readonly course: Course;
  readonly activity: Activity;

  constructor(options: SessionOptions) {
    this.#o = options;
    this.course = options.course;
    this.activity = courseActivity(options.course);
  }

  readonly moveOnOf = (lesson: Lesson): MoveOn => lesson.moveOn ?? this.#o.kindOf(lesson)?.moveOn ?? 'Completed';

  get percent(): number {
    return percentOf(this.course, this.state, this.moveOnOf);
  }
  get score(): number | undefined {
    return scoreOf(this.course, this.state);
  }
  get doneCount(): { done: number; total: number } {
    const counted = lessonsOf(this.course.lessons).filter((l) => this.moveOnOf(l) !== 'NotApplicable');
    return { done: counted.filter((l) => this.isDone(l)).length, total: counted.length };
  }
  isDone(lesson: Lesson): boolean {
    return isDone(this.moveOnOf(lesson), this.state.lessons[lesson.id]);
  }
  next(after?: string): Lesson | undefined {
    return nextLesson(this.course, this.state, this.moveOnOf, after);
  }

  /** Nothing was opened yet, here or elsewhere. */
  get isNew(): boolean {
    return !Object.values(this.state.lessons).some((l) => l.opened || l.completed);
  }

  /** False when nothing can be recorded: nobody is signed in, or the course is only looked at. */
  get records(): boolean {
    return !this.#o.readonly && this.#o.service?.principal != null;
  }

  get registration(): string {
    if (this.#o.registration) return this.#o.registration;
    const actor = this.#o.service?.principal?.actor;
    return actor ? registrationFor(this.course.id, actor) : '';
  }

  /**
   * Reads where the learner was: the server's document, over what this device remembers, under what it has yet to send.
   * Never throws: without network the device's own memory is enough to go on, and so it is when the server keeps one waiting;
   * what comes later is added then.
   */
  async load(): Promise<void> {
    const service = this.#o.service;
    await service?.ready;
    const remembered = this.#remembered();
    this.state = fromDocuments(remembered);
    if (!service?.principal) return;
    const key = {
      resource: 'state' as const,
      activityId: this.course.id,
      stateId: courseStateId,
      registration: this.registration,
    };
    const late = service
      .readDocument(key)
      .catch(() => undefined)
      .then((stored) => {
        const more = this.#changed ? toDocument(this.state) : undefined;
        this.state = fromDocuments(remembered, stored, ...service.pendingPatches(key), more);
        // What was read is there the next time, also without a network.
        if (stored !== undefined && !this.#o.readonly) this.#remember();
        this.#o.changed();
      });
    await atMost(remembered ? PATIENCE : MOST, late);
  }

  open(lesson: Lesson): void {
    this.leave();
    const kind = this.#o.kindOf(lesson);
    this.state.current = lesson.id;
    const first = !this.state.lessons[lesson.id]?.opened;
    this.#keep(lesson, first ? { opened: true } : {}, true);
    const context: CourseContext = {
      course: this.course,
      registration: this.registration,
      session: uuid(),
      lang: this.#o.lang(),
    };
    const activity = lessonActivity(this.course, lesson, kind?.activityType);
    this.#visit = { lesson, activity, context, since: Date.now(), tracksItself: kind?.tracksItself === true };
    if (!this.#visit.tracksItself) void this.#record([lessonOpened(context, activity)]);
  }

  leave(): void {
    const visit = this.#visit;
    if (!visit) return;
    this.#visit = undefined;
    if (!visit.tracksItself)
      void this.#record([lessonLeft(visit.context, visit.activity, (Date.now() - visit.since) / 1000)]);
  }

  /** The lesson's side of the course: everything a kind may do. */
  hostFor(
    lesson: Lesson,
    base: Pick<LessonHost, 't' | 'lang' | 'text' | 'resolve' | 'announce' | 'requestUpdate' | 'content' | 'cmi5'>,
  ): LessonHost {
    const session = this;
    const visit = this.#visit;
    return {
      service: this.#o.service,
      course: this.activity,
      activity: visit?.activity ?? lessonActivity(this.course, lesson),
      registration: this.registration,
      readonly: this.#o.readonly,
      get content() {
        return base.content;
      },
      get cmi5() {
        return base.cmi5;
      },
      get lang() {
        return base.lang;
      },
      get t() {
        return base.t;
      },
      get completed() {
        return session.state.lessons[lesson.id]?.completed === true;
      },
      get saved() {
        return session.state.lessons[lesson.id]?.data;
      },
      text: base.text,
      resolve: base.resolve,
      announce: base.announce,
      requestUpdate: base.requestUpdate,
      save: (data) => this.#keep(lesson, { data }),
      progress: (fraction) => {
        const before = this.state.lessons[lesson.id]?.progress ?? 0;
        const now = Math.min(Math.max(fraction, 0), 1);
        // Whole twentieths: often enough to see, seldom enough for a thin line.
        if (Math.floor(now * 20) > Math.floor(before * 20))
          this.#keep(lesson, { progress: Math.round(now * 100) / 100 });
      },
      complete: (result = {}) => this.complete(lesson, result),
      record: async (said, options) => {
        if (!visit) return;
        const draft = lessonSaid(visit.context, visit.activity, said);
        const actor = this.#o.service?.principal?.actor;
        if (options?.once && actor) draft.id = onceId(visit.context, actor, visit.activity.id, verbName(said.verb.id));
        await this.#record([draft]);
      },
    };
  }

  /** The lesson is done, and judged when `result.success` says so. A worse judgement later changes nothing. */
  complete(lesson: Lesson, result: Result = {}): void {
    const visit = this.#visit;
    const before = this.state.lessons[lesson.id] ?? {};
    const wasDone = this.isDone(lesson);
    const percentBefore = this.percent;
    const score = result.score?.scaled;
    const patch: LessonState = {
      ...(result.completion === false ? {} : { completed: true }),
      ...(result.success === undefined ? {} : { passed: result.success }),
      ...(score === undefined ? {} : { score }),
    };
    // A quiz that was handed in and not passed is no part of the way.
    if (isDone(this.moveOnOf(lesson), mergeLesson(before, patch))) patch.progress = 1;
    this.#keep(lesson, patch, true);

    const actor = this.#o.service?.principal?.actor;
    const drafts: Draft[] = [];
    if (visit?.lesson.id === lesson.id && actor) {
      const outcome = {
        actor,
        activity: visit.activity,
        seconds: (Date.now() - visit.since) / 1000,
        masteryScore: lesson.masteryScore,
        result,
      };
      if (!before.completed && patch.completed && !visit.tracksItself)
        drafts.push(lessonCompleted(visit.context, outcome));
      if (result.success !== undefined && !before.passed && !visit.tracksItself)
        drafts.push(lessonJudged(visit.context, outcome));
      const percent = this.percent;
      if (percent !== percentBefore || score !== undefined) {
        drafts.push(courseProgressed(visit.context, { percent, score: this.score, next: this.next(lesson.id) }));
      }
      if (percent === 100 && percentBefore < 100) drafts.push(courseSatisfied(visit.context, actor, this.score));
    }
    void this.#record(drafts);
    if (!wasDone || result.success !== undefined) this.#o.completed(lesson, this.state.lessons[lesson.id] ?? {});
    if (this.percent === 100 && percentBefore < 100) this.#o.satisfied();
  }

  #keep(lesson: Lesson, patch: LessonState, force = false): void {
    const before = this.state.lessons[lesson.id] ?? {};
    const after = mergeLesson(before, { ...patch, at: new Date().toISOString() });
    this.state.lessons[lesson.id] = after;
    this.#changed = true;
    const service = this.#o.service;
    if (!this.#o.readonly) this.#remember();
    if (this.records && service && (force || patch.data !== undefined || patch.progress !== undefined)) {
      void service
        .saveDocument({
          resource: 'state',
          activityId: this.course.id,
          stateId: courseStateId,
          registration: this.registration,
          patch: toDocument({
            ...(this.state.current ? { current: this.state.current } : {}),
            lessons: { [lesson.id]: after },
          }),
        })
        .catch(() => undefined); // signed out meanwhile; the device remembers
    }
    this.#o.changed();
  }

  async #record(drafts: Draft[]): Promise<void> {
    if (!this.records || drafts.length === 0) return;
    await this.#o.service?.record(drafts).catch(() => undefined); // signed out meanwhile
  }

  get #memoryKey(): string {
    const service = this.#o.service;
    return `widya:course:${service?.endpoint ?? ''}|${service?.principal?.subject ?? ''}|${this.registration || this.course.id}`;
  }
  /** A person's way is remembered on the device, a visitor's as long as the tab is open. */
  get #box(): Storage {
    return this.#o.service?.principal ? localStorage : sessionStorage;
  }
  #remembered(): unknown {
    try {
      return JSON.parse(this.#box.getItem(this.#memoryKey) ?? 'null');
    } catch {
      return null;
    }
  }
  #remember(): void {
    try {
      this.#box.setItem(this.#memoryKey, JSON.stringify(toDocument(this.state)));
    } catch {
      // No storage: the server's document is enough when there is network.
    }
  }
}

const verbName = (iri: string): string => iri.slice(iri.lastIndexOf('/') + 1);

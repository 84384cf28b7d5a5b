import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { adoptStyles } from '../../core/adopt.js';
import { DataController } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { WidyaElement } from '../../core/widya-element.js';
import type { LessonKind, LessonView } from '../../lessons/kind.js';
import { lessonKinds } from '../../lessons/registry.js';
import { lessonsOf, parseCourse, type Course, type Lesson } from '../../model/course.js';
import { lockedBy, statusOf } from '../../model/progress.js';
import { parseData } from '../../model/schema.js';
import { WidyaError } from '../../sdk/errors.js';
import { baseStyles } from '../../styles/base.styles.js';
import { progressStyles } from '../../styles/progress.styles.js';
import { coursePlayerStyles } from './course-player.styles.js';
import { renderOutline } from './outline.js';
import { CourseSession } from './session.js';

/**
 * Plays a course: an outline, the lessons, progress that is recorded, and going on where the learner left, on any device.
 *
 * @example
 * ```html
 * <widya-course-player src="/kursus/etika-asn/course.json">
 *   <a href="/kursus/etika-asn/01-pengantar.md">Baca pelajaran pertama</a>
 * </widya-course-player>
 * ```
 *
 * @tagname widya-course-player
 * @slot - Shown without JavaScript, while loading, and on error: a link or the text of the course.
 * @fires {CustomEvent<WidyaEventMap['widya-navigate-request']['detail']>} widya-navigate-request - Before another lesson is shown; cancel to stay.
 * @fires {CustomEvent<WidyaEventMap['widya-lesson-opened']['detail']>} widya-lesson-opened - A lesson is shown after the learner asked for it.
 * @fires {CustomEvent<WidyaEventMap['widya-lesson-completed']['detail']>} widya-lesson-completed - A lesson was completed or judged.
 * @fires {CustomEvent<WidyaEventMap['widya-course-completed']['detail']>} widya-course-completed - Every lesson meets its moveOn.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The course cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The course was fetched and is valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart head - Title and progress.
 * @csspart notice - Says that nobody is signed in, or that the session has ended.
 * @csspart outline - The list of lessons.
 * @csspart outline-item - One lesson in it.
 * @csspart lesson - The open lesson.
 * @csspart next - The button that goes on.
 * @csspart previous - The button that goes back.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaCoursePlayer extends WidyaElement {
  static override tag = 'widya-course-player';
  static override styles = [...baseStyles, progressStyles, coursePlayerStyles];

  /** URL of the course (JSON). */
  @property({ type: String, attribute: 'src' }) src = '';
  /** `lazy`: load when the element comes near the visible part of the page. */
  @property({ type: String, attribute: 'loading' }) loading: 'eager' | 'lazy' = 'eager';
  /** Id of the lesson that is open; set it to open another. */
  @property({ type: String, attribute: 'lesson' }) lesson = '';
  /** Enrolment (UUID) to record under; one per person and course unless set. */
  @property({ type: String, attribute: 'registration' }) registration = '';
  /** Look only: nothing is recorded. */
  @property({ type: Boolean, attribute: 'readonly', reflect: true }) readonly = false;
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** True once every lesson is done; for CSS. */
  @property({ type: Boolean, attribute: 'completed', reflect: true }) completed = false;
  /** The course itself, instead of `src`. */
  @property({ attribute: false }) course: unknown;

  @state() private outlineOpen = false;
  @query('article h3') private heading!: HTMLElement | null;

  #service = new ServiceController(this, {
    service: () => this.#restart(),
    event: (e) => e.type === 'auth' && this.#onAuth(),
  });
  #data = new DataController<Course>(this, {
    parse: (raw, name) => parseCourse(raw, name),
    source: () => ({ data: this.course, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    ready: (course, base) => void this.#start(course, base).catch((cause: unknown) => this.fail(cause)),
    error: (cause) => this.fail(cause),
  });
  #course: Course | undefined;
  #base = '';
  #session: CourseSession | undefined;
  #person: string | undefined;
  #kinds = new Map<string, LessonKind>();
  #current: Lesson | undefined;
  #view: LessonView | undefined;
  #lessonError: WidyaError | undefined;
  #openLesson = 0;
  #focusHeading = false;
  #run = 0;
  #stopWaiting: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopWaiting = lessonKinds.onRegister((name) => {
      if (this.#current?.kind === name || this.#lessonError?.code === 'lesson/unknown-kind')
        void this.#show(this.#current);
    });
    addEventListener('pagehide', this.#onPageHide);
    if (this.#current && !this.#view) void this.#show(this.#current);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWaiting?.();
    removeEventListener('pagehide', this.#onPageHide);
    this.#leave();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('lesson') && this.lesson && this.lesson !== this.#current?.id && this.#session)
      void this.#openById(this.lesson);
  }

  override updated(): void {
    const body = this.renderRoot.querySelector<HTMLElement>('.body');
    if (body) this.#view?.updated?.(body);
    if (this.#focusHeading && this.heading) {
      this.#focusHeading = false;
      this.heading.focus({ preventScroll: true });
      this.heading.scrollIntoView({ block: 'nearest' });
    }
  }

  /** Opens a lesson by its id. Does nothing when it is locked or there is none. */
  async goTo(id: string): Promise<void> {
    if (this.isConnected) await this.#openById(id);
  }

  /** Fetches the course again. */
  reload(): void {
    this.#data.reload();
  }

  async #start(course: Course, base: string): Promise<void> {
    this.#course = course;
    this.#base = base;
    await this.#restart();
  }

  /** A course and a service: begin, or begin again for another person. */
  async #restart(): Promise<void> {
    const course = this.#course;
    if (!course) return;
    const run = ++this.#run;
    if (this.status !== 'ready') this.status = 'loading';
    const service = this.#service.value;
    this.#leave();
    await this.#loadKinds(course);
    const session = new CourseSession({
      course,
      service,
      registration: this.registration,
      readonly: this.readonly,
      lang: () => this.localize.lang,
      kindOf: (l) => this.#kinds.get(l.kind),
      changed: () => this.requestUpdate(),
      completed: (lesson, kept) => {
        this.announce(this.t.lessonCompletedAnnounce(this.text(lesson.title)));
        this.emit('widya-lesson-completed', {
          course: course.id,
          lesson: lesson.id,
          ...(kept.passed === undefined ? {} : { passed: kept.passed }),
          ...(kept.score === undefined ? {} : { score: kept.score }),
        });
      },
      satisfied: () => {
        this.completed = true;
        this.announce(this.t.courseCompleted);
        this.emit('widya-course-completed', {
          course: course.id,
          ...(course.jp === undefined ? {} : { jp: course.jp }),
        });
      },
    });
    await session.load();
    if (run !== this.#run) return;
    this.#session = session;
    this.#person = service?.principal?.subject;
    this.completed = session.percent === 100;
    this.status = 'ready';
    const all = lessonsOf(course.lessons);
    const wanted = this.lesson || session.state.current;
    const start = all.find((l) => l.id === wanted && this.#isOpen(l)) ?? session.next() ?? all[0];
    this.#openLesson = 0;
    await this.#show(start);
  }

  #onAuth(): void {
    if (this.#session && this.#service.value?.principal?.subject !== this.#person) void this.#restart();
  }

  /** Kinds are light and tell when a lesson is done; their views come when shown. Each lesson is checked by its kind. */
  async #loadKinds(course: Course): Promise<void> {
    const lessons = lessonsOf(course.lessons);
    await Promise.all(
      [...new Set(lessons.map((l) => l.kind))].map(async (name) => {
        const kind = await lessonKinds.get(name).catch(() => undefined);
        if (kind) this.#kinds.set(name, kind);
      }),
    );
  }

  #isOpen(lesson: Lesson): boolean {
    const session = this.#session;
    return !session || !this.#course || lockedBy(this.#course, lesson, session.state, session.moveOnOf).length === 0;
  }

  async #openById(id: string): Promise<void> {
    const course = this.#course;
    const lesson = course && lessonsOf(course.lessons).find((l) => l.id === id);
    if (!course || !lesson || !this.#isOpen(lesson) || lesson === this.#current) return;
    if (!this.emit('widya-navigate-request', { course: course.id, lesson: id }, true)) return;
    this.#focusHeading = true;
    this.outlineOpen = false;
    await this.#show(lesson);
    const all = lessonsOf(course.lessons);
    this.announce(`${this.t.lessonOf(all.indexOf(lesson) + 1, all.length)}: ${this.text(lesson.title)}`);
    this.emit('widya-lesson-opened', { course: course.id, lesson: id });
  }

  async #show(lesson: Lesson | undefined): Promise<void> {
    const course = this.#course;
    const session = this.#session;
    this.#leave();
    this.#current = lesson;
    this.#lessonError = undefined;
    this.lesson = lesson?.id ?? '';
    this.requestUpdate();
    if (!lesson || !session || !course) return;
    const opening = ++this.#openLesson;
    try {
      const kind = this.#kinds.get(lesson.kind) ?? (await lessonKinds.get(lesson.kind));
      if (!kind)
        throw new WidyaError('lesson/unknown-kind', `no lesson kind "${lesson.kind}" is registered`, {
          place: lesson.kind,
        });
      this.#kinds.set(kind.name, kind);
      const checked = parseData(kind.schema, lesson, `${lesson.id}`);
      const module = await kind.view();
      if (opening !== this.#openLesson || !this.isConnected) return;
      for (const dependency of module.dependencies ?? []) dependency.define();
      adoptStyles(this.shadowRoot, module.styles);
      session.open(lesson);
      const player = this;
      this.#view = module.create(
        checked,
        session.hostFor(lesson, {
          get t() {
            return player.t;
          },
          get lang() {
            return player.localize.lang;
          },
          text: (value) => this.text(value),
          resolve: (url) => new URL(url, this.#base).href,
          announce: (message) => this.announce(message),
          requestUpdate: () => this.requestUpdate(),
        }),
      );
    } catch (cause) {
      if (opening !== this.#openLesson) return;
      this.#lessonError =
        cause instanceof WidyaError ? cause : new WidyaError('component/failed', String(cause), { cause });
    }
    this.requestUpdate();
  }

  #leave(): void {
    this.#view?.leave?.();
    this.#view = undefined;
    this.#session?.leave();
  }

  #onPageHide = (event: PageTransitionEvent): void => {
    if (!event.persisted) this.#leave();
  };

  override render(): TemplateResult {
    if (this.status === 'error') return html`${this.renderError(() => this.reload())}<slot></slot>`;
    if (this.status !== 'ready' || !this.#course || !this.#session) {
      return html`<div class="course" aria-busy=${this.status === 'loading' ? 'true' : 'false'}>
        ${
          this.status === 'loading'
            ? html`<div class="head">
                <div class="skeleton line"></div>
                <span class="visually-hidden">${this.t.loading}</span>
              </div>`
            : nothing
        }
        <article><slot></slot></article>
      </div>`;
    }
    return this.#renderCourse(this.#course, this.#session);
  }

  #renderCourse(course: Course, session: CourseSession): TemplateResult {
    const { t } = this;
    const { done, total } = session.doneCount;
    const all = lessonsOf(course.lessons);
    return html`<section class="course" aria-labelledby="title">
      <div class="head" part="head">
        <h2 id="title" class="title">${this.text(course.title)}</h2>
        ${this.#renderNotice()}
        <progress max="100" .value=${session.percent} aria-label=${t.courseProgress(session.percent)}></progress>
        <div class="row small muted numbers">
          <span>${t.lessonsDone(done, total)} · ${t.percent(session.percent)}</span>
          ${course.jp === undefined ? nothing : html`<span>${t.lessonHours(course.jp)}</span>`} ${this.#renderSync()}
        </div>
        ${
          this.completed
            ? html`<div class="notice success">
                ${icon('check-circle')}
                <div><strong>${t.courseCompleted}</strong></div>
              </div>`
            : nothing
        }
      </div>
      ${
        all.length === 0
          ? html`<article><p>${t.courseEmpty}</p></article>`
          : html`<div class="columns">
              <nav aria-label=${t.outline} data-open=${this.outlineOpen}>
                <button
                  type="button"
                  class="button quiet toggle"
                  aria-expanded=${this.outlineOpen}
                  @click=${() => (this.outlineOpen = !this.outlineOpen)}
                >
                  <span class="row">${icon('list')}${t.outline}</span>${icon('down')}
                </button>
                ${renderOutline({
                  entries: course.lessons,
                  current: this.#current?.id,
                  t,
                  text: (v) => this.text(v),
                  status: (l) => statusOf(course, l, session.state, session.moveOnOf),
                  lockedBy: (l) => lockedBy(course, l, session.state, session.moveOnOf),
                  go: (l) => void this.#openById(l.id),
                })}
              </nav>
              ${this.#current ? this.#renderLesson(this.#current, all, session) : nothing}
            </div>`
      }
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderNotice(): TemplateResult | typeof nothing {
    const { t } = this;
    const service = this.#service.value;
    if (this.readonly || !service) return nothing;
    if (service.state !== 'signed-out' && service.state !== 'expired') return nothing;
    return html`<div class="notice warning" part="notice">
      ${icon('info')}
      <div>
        <strong>${service.state === 'expired' ? t['lrs/unauthorized'] : t.signedOutTitle}</strong>
        ${service.state === 'signed-out' ? html`<span>${t.signedOutHelp}</span>` : nothing}
        ${
          service.canLogin
            ? html`<span
                ><button type="button" class="button small" @click=${() => void service.login()}>
                  ${t.signIn}
                </button></span
              >`
            : nothing
        }
      </div>
    </div>`;
  }

  #renderSync(): TemplateResult | typeof nothing {
    const service = this.#service.value;
    if (!service || service.pending === 0 || (navigator.onLine && service.state === 'signed-in' && !this.#slow))
      return nothing;
    return html`<span class="sync" role="status">${icon('cloud')}${this.t.savedOnDevice}</span>`;
  }

  /** What waits for less than a moment is not worth a word. */
  get #slow(): boolean {
    return (this.#service.value?.failing ?? 0) > 0;
  }

  #renderLesson(lesson: Lesson, all: Lesson[], session: CourseSession): TemplateResult {
    const { t } = this;
    const index = all.indexOf(lesson);
    const previous = all[index - 1];
    const following = all[index + 1];
    const done = session.isDone(lesson);
    const byLearner = this.#kinds.get(lesson.kind)?.completedBy === 'learner' && !this.readonly;
    const marks = byLearner && !done && !this.#lessonError;
    return html`<article part="lesson" aria-labelledby="lesson">
      <header>
        <span class="small muted numbers">${t.lessonOf(index + 1, all.length)}</span>
        <h3 id="lesson" tabindex="-1">${this.text(lesson.title)}</h3>
        ${lesson.description === undefined ? nothing : html`<p class="muted">${this.text(lesson.description)}</p>`}
      </header>
      <div class="body">${this.#renderBody(lesson)}</div>
      <footer>
        ${
          previous
            ? html`<button
                type="button"
                class="button quiet"
                part="previous"
                @click=${() => void this.#openById(previous.id)}
              >
                ${icon('back')}${t.previous}
              </button>`
            : nothing
        }
        ${
          marks
            ? html`<button
                type="button"
                class="button primary forward"
                part="next"
                @click=${() => this.#onMark(lesson, following)}
              >
                ${icon('check')}${following ? t.markCompleteAndGoOn : t.markComplete}
              </button>`
            : following
              ? html`<button
                  type="button"
                  class="button forward ${done || this.readonly ? 'primary' : ''}"
                  part="next"
                  aria-disabled=${this.#isOpen(following) ? nothing : 'true'}
                  @click=${() => void this.#openById(following.id)}
                >
                  ${t.next}${icon('forward')}
                </button>`
              : nothing
        }
      </footer>
    </article>`;
  }

  #renderBody(lesson: Lesson): TemplateResult | typeof nothing {
    if (this.#lessonError) {
      const error = this.#lessonError;
      return html`<div class="notice danger" part="error" role="alert">
        ${icon('alert')}
        <div>
          <strong>${this.t[error.code]}</strong>
          <span class="small">${this.t.errorPlace(`${error.place ?? lesson.id}: ${error.message}`)}</span>
          ${
            error.code === 'lesson/unknown-kind'
              ? nothing
              : html`<span
                  ><button type="button" class="button small" @click=${() => void this.#show(lesson)}>
                    ${this.t.retry}
                  </button></span
                >`
          }
        </div>
      </div>`;
    }
    return this.#view?.render() ?? html`<div class="skeleton block-skeleton"></div>`;
  }

  #onMark(lesson: Lesson, following: Lesson | undefined): void {
    this.#session?.complete(lesson);
    const next = following && this.#isOpen(following) ? following : this.#session?.next(lesson.id);
    if (next && next !== lesson) void this.#openById(next.id);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-course-player': WidyaCoursePlayer;
  }
}

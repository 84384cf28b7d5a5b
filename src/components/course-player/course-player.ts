import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { adoptStyles } from '../../core/adopt.js';
import { DataController } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { keptShelf, shown } from '../../core/kept.js';
import { thinLine } from '../../core/line.js';
import { oneOf, uuid } from '../../core/rules.js';
import { warnOnce, WidyaElement } from '../../core/widya-element.js';
import { player } from '../../i18n/id/player.js';
import { progress } from '../../i18n/id/progress.js';
import type { LessonHost, LessonKind } from '../../lessons/kind.js';
import type { OfflineCourse, OfflineHost } from '../../offline/course.js';
import { lessonKinds } from '../../lessons/registry.js';
import { lessonsOf, parseCourse, type Course, type Entry, type Lesson } from '../../model/course.js';
import { lockedBy, statusOf, type LessonState } from '../../model/progress.js';
import type { LangText } from '../../model/schema.js';
import { baseStyles } from '../../styles/base.styles.js';
import { progressStyles } from '../../styles/progress.styles.js';
import { coursePlayerStyles } from './course-player.styles.js';
import { kindsOf } from './kinds.js';
import { renderOutline } from './outline.js';
import type { Panel, PanelHost } from './panel.js';
import { renderDue, renderHead, renderLesson, renderSkeleton, type Screen } from './screens.js';
import { CourseSession } from './session.js';
import { Stage } from './stage.js';

/** What the learner has beside the lesson; each comes when it is opened first. */
const tools = {
  notes: () => import('./notes.js'),
  offline: () => import('./offline.js'),
  tour: () => import('./tour.js'),
};
type ToolName = keyof typeof tools;

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
 * @fires {CustomEvent<WidyaEventMap['widya-navigate-request']['detail']>} widya-navigate-request - The learner wants another lesson; cancel to stay.
 * @fires {CustomEvent<WidyaEventMap['widya-lesson-opened']['detail']>} widya-lesson-opened - A lesson is shown after the learner asked for it.
 * @fires {CustomEvent<WidyaEventMap['widya-lesson-completed']['detail']>} widya-lesson-completed - A lesson was completed or judged.
 * @fires {CustomEvent<WidyaEventMap['widya-course-completed']['detail']>} widya-course-completed - Every lesson meets its moveOn.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The course cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The course was fetched, and it and every lesson in it are valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart head - Title and progress.
 * @csspart notice - Says that nobody is signed in, or that the session has ended.
 * @csspart outline - The list of lessons.
 * @csspart outline-item - One lesson in it.
 * @csspart due - Until when a lesson, a block or the course is to be done.
 * @csspart objectives - What is to be learnt.
 * @csspart tools - Notes, offline, print, full screen and the guide.
 * @csspart panel - What one of the tools opens.
 * @csspart lesson - The open lesson.
 * @csspart next - The button that goes on.
 * @csspart previous - The button that goes back.
 * @csspart sign-in - The button in it.
 * @csspart error - The error notice.
 * @csspart retry - The button that tries again.
 */
export class WidyaCoursePlayer extends WidyaElement {
  static override tag = 'widya-course-player';
  static override words = [player, progress];
  static override styles = [...baseStyles, progressStyles, coursePlayerStyles];
  static override rules = { loading: oneOf('eager', 'lazy'), trust: oneOf('', 'same-origin'), registration: uuid };

  /** URL of the course: `course.json`, `cmi5.xml`, `imsmanifest.xml`, or a cmi5 or SCORM package (zip). */
  @property({ type: String, attribute: 'src' }) src = '';
  /** `lazy`: load when the element comes near the visible part of the page; `eager`, or any other word, at once. */
  @property({ type: String, attribute: 'loading' }) loading: 'eager' | 'lazy' = 'eager';
  /** Id of the lesson that is open; set it to open another. */
  @property({ type: String, attribute: 'lesson' }) lesson = '';
  /** Enrolment (UUID) to record under; one per person and course unless set, or when it is no UUID. */
  @property({ type: String, attribute: 'registration' }) registration = '';
  /** Look only: nothing is recorded. */
  @property({ type: Boolean, attribute: 'readonly', reflect: true }) readonly = false;
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** True once every lesson is done; for CSS. */
  @property({ type: Boolean, attribute: 'completed', reflect: true }) completed = false;
  /** Does not open the guide for those who are here for the first time; the button for it stays. */
  @property({ type: Boolean, attribute: 'no-tour' }) noTour = false;
  /** URL of the folder from which packages are played: the content host, on an origin of its own. */
  @property({ type: String, attribute: 'content' }) content = '';
  /** URL of the server that launches hosted cmi5 units, on the origin of the LRS. */
  @property({ type: String, attribute: 'cmi5' }) cmi5 = '';
  /** `same-origin`: packages may be played on the portal's own origin, and can then do there what the portal itself can. */
  @property({ type: String, attribute: 'trust' }) trust: '' | 'same-origin' = '';
  /** The course itself, instead of `src`. */
  @property({ attribute: false }) course: unknown;

  @state() private outlineOpen = false;
  /** The tool that is open, by its name. */
  @state() private tool: ToolName | undefined;
  #panel: Panel | undefined;

  #service = new ServiceController(this, {
    service: () => this.#begin(),
    event: (e) => {
      if (e.type === 'auth' && this.#session && this.#service.value?.principal?.subject !== this.#person) this.#begin();
    },
  });
  #data = new DataController<Course>(this, {
    parse: parseCourse,
    source: () => ({ data: this.course, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    foreign: (response, url) =>
      /\.(?:xml|zip)$/i.test(new URL(url).pathname) || /zip|xml/.test(response.headers.get('content-type') ?? '')
        ? import('./foreign.js').then((m) => m.readForeign(response, url))
        : undefined,
    ready: (course, base, name) => this.#take(course, base, name),
    error: (cause) => this.fail(cause),
  });
  #course: Course | undefined;
  #base = '';
  #name = '';
  #kinds = new Map<string, LessonKind>();
  #session: CourseSession | undefined;
  #person: string | undefined;
  /** The lesson the page asks for, until it is open. */
  #wanted = '';
  #taking = 0;
  #run = 0;
  #stage = new Stage({
    kindOf: (name) => this.#kinds.get(name),
    enter: (lesson, kind, module) => {
      this.#kinds.set(kind.name, kind); // it may not have been there when the course came
      for (const dependency of module.dependencies ?? []) dependency.define();
      adoptStyles(this.shadowRoot, module.styles);
      this.#session?.open(lesson);
      return this.#hostFor(lesson);
    },
    leave: () => this.#session?.leave(),
    changed: () => this.requestUpdate(),
  });
  #stopWaiting: (() => void) | undefined;
  /** What of the course is on this device; undefined while nothing is. */
  #kept: OfflineCourse | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopWaiting = lessonKinds.onRegister((name) => void this.#onKind(name));
    addEventListener('pagehide', this.#onPageHide);
    addEventListener('pageshow', this.#onPageShow);
    this.#onPageShow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWaiting?.();
    removeEventListener('pagehide', this.#onPageHide);
    removeEventListener('pageshow', this.#onPageShow);
    this.#stage.leave();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const current = this.#stage.lesson?.id ?? '';
    if (changed.has('lesson') && this.lesson !== current) {
      this.#wanted = this.lesson;
      if (this.#session && this.lesson) void this.#show(this.#find(this.lesson));
    }
    if (this.#course && (changed.has('registration') || changed.has('readonly'))) this.#begin();
    this.completed = this.#session?.percent === 100;
  }

  override updated(): void {
    this.#stage.updated(this.renderRoot.querySelector('.body'));
    this.#panel?.updated?.(this.renderRoot);
  }

  /** Opens a lesson by its id and moves the focus to it. Does nothing when it is locked or there is none. */
  async goTo(id: string): Promise<void> {
    const lesson = this.isConnected ? this.#find(id) : undefined;
    if (!lesson || lesson === this.#stage.lesson) return;
    await this.#show(lesson);
    this.#focusHeading();
  }

  /** Fetches the course again. */
  reload(): void {
    this.#data.reload();
  }

  /** A course has come: it is checked with the kinds it names, then shown. */
  async #take(course: Course, base: string, name: string): Promise<void> {
    const run = ++this.#taking;
    const kinds = await kindsOf(course, name);
    if (run !== this.#taking) return;
    this.#kinds = kinds;
    if (course.id !== this.#course?.id) await this.#stage.show(undefined);
    this.#course = course;
    this.#base = base;
    this.#name = name;
    this.#begin();
  }

  #begin(): void {
    void this.#start().catch((cause: unknown) => this.fail(cause));
  }

  /** A course and a service: begin, or begin again for another person. */
  async #start(): Promise<void> {
    const course = this.#course;
    if (!course) return;
    const run = ++this.#run;
    const service = this.#service.value;
    const here = this.#person === service?.principal?.subject ? this.#stage.lesson?.id : undefined;
    this.#stage.leave();
    this.#session = undefined;
    this.status = 'loading';
    const session = new CourseSession({
      course,
      service,
      registration: this.registration,
      readonly: this.readonly,
      lang: () => this.localize.lang,
      kindOf: (l) => this.#kinds.get(l.kind),
      changed: () => this.requestUpdate(),
      completed: (lesson, kept) => this.#onCompleted(course, lesson, kept),
      satisfied: () => {
        this.announce(this.t.courseCompleted);
        this.emit('widya-course-completed', {
          course: course.id,
          ...(course.jp === undefined ? {} : { jp: course.jp }),
        });
      },
    });
    await session.load();
    if (run !== this.#run) return;
    const isNew = session.isNew && !this.noTour && !this.readonly;
    this.#session = session;
    this.#person = service?.principal?.subject;
    this.status = 'ready';
    void this.#bringKept();
    const resumed = session.state.current ?? here;
    const all = lessonsOf(course.lessons);
    await this.#show(
      (this.#wanted && this.#find(this.#wanted)) ||
        all.find((l) => l.id === resumed && this.#lockedBy(l).length === 0) ||
        session.next() ||
        all[0],
    );
    if (isNew && all.length > 0 && run === this.#run) void this.#offerTour();
  }

  async #offerTour(): Promise<void> {
    const { isNews } = await import('./tour.js').catch(() => ({ isNews: () => false }));
    if (isNews(this.#service.value) && !this.tool) await this.#openTool('tour');
  }

  /** What was downloaded before: said in the outline, and its code brought up while nothing else is. */
  async #bringKept(): Promise<void> {
    if (!(await keptShelf())) return;
    const { offlineCourse } = await import('../../offline/course.js');
    this.#useKept(await offlineCourse(this.#offlineHost()));
    const warm = (): void => void this.#kept?.warm();
    if (typeof requestIdleCallback === 'function') requestIdleCallback(warm);
    else warm();
  }

  #useKept(kept: OfflineCourse): void {
    if (kept === this.#kept) return;
    this.#kept?.changes.removeEventListener('change', this.#onKept);
    this.#kept = kept;
    kept.changes.addEventListener('change', this.#onKept);
    this.requestUpdate();
  }
  readonly #onKept = (): void => this.requestUpdate();

  #offlineHost(): OfflineHost {
    const player = this;
    return {
      course: this.#course as Course,
      source: this.course === undefined && this.src ? this.#base : '',
      get lang() {
        return player.localize.lang;
      },
      get content() {
        return player.#content;
      },
      text: (value) => this.text(value),
      address: this.#address,
      kindOf: (lesson) => lessonKinds.get(lesson.kind),
    };
  }

  async #openTool(name: ToolName): Promise<void> {
    const before = this.tool;
    this.#closeTool();
    const course = this.#course;
    const session = this.#session;
    if (name === before || !course || !session) return;
    this.tool = name;
    try {
      const module = await tools[name]();
      if (this.tool !== name) return;
      adoptStyles(this.shadowRoot, module.styles);
      this.#panel = module.create(this.#panelHost(course, session));
    } catch {
      this.tool = undefined;
      this.announce(this.t['data/network']);
    }
    this.requestUpdate();
  }

  #closeTool(): void {
    const { tool } = this;
    this.#panel?.close?.();
    this.#panel = undefined;
    this.tool = undefined;
    // Who closes it from inside it goes on where it was opened.
    if (tool && this.shadowRoot?.activeElement?.closest('.panel'))
      this.renderRoot.querySelector<HTMLElement>(`[data-tool="${tool}"]`)?.focus();
  }

  #panelHost(course: Course, session: CourseSession): PanelHost {
    const player = this;
    return {
      course,
      session,
      get service() {
        return player.#service.value;
      },
      get lesson() {
        return player.#stage.lesson;
      },
      get lang() {
        return player.localize.lang;
      },
      get t() {
        return player.t;
      },
      readonly: this.readonly,
      offline: this.#offlineHost(),
      use: (kept) => this.#useKept(kept),
      resolve: this.#resolve,
      text: (value) => this.text(value),
      announce: (message) => this.announce(message),
      requestUpdate: () => this.requestUpdate(),
      go: (lesson) => void this.#onGo(lesson),
      close: () => this.#closeTool(),
    };
  }

  readonly #address = (url: string): string => (URL.canParse(url, this.#base) ? new URL(url, this.#base).href : url);
  /** The device's own where it was downloaded. */
  readonly #resolve = (url: string): string => shown(this.#address(url));

  get #content(): LessonHost['content'] {
    if (!this.content) return undefined;
    const base = new URL(this.content.endsWith('/') ? this.content : `${this.content}/`, document.baseURI).href;
    return { base, trusted: this.trust === 'same-origin' };
  }

  #lockedBy(lesson: Lesson): Entry[] {
    const session = this.#session;
    return session && this.#course ? lockedBy(this.#course, lesson, session.state, session.moveOnOf) : [];
  }

  /** The lesson the page asks for, if it can be opened. */
  #find(id: string): Lesson | undefined {
    const lesson = lessonsOf(this.#course?.lessons ?? []).find((l) => l.id === id);
    if (!lesson && this.#course)
      warnOnce(`lesson:${this.#name}:${id}`, `<${this.localName} lesson> "${id}" is not in ${this.#name}.`);
    return lesson && this.#lockedBy(lesson).length === 0 ? lesson : undefined;
  }

  async #show(lesson = this.#stage.lesson): Promise<void> {
    this.#wanted = '';
    if (lesson === this.#stage.lesson && this.#stage.isOpen) {
      this.lesson = lesson?.id ?? '';
      return;
    }
    const shown = this.#stage.show(lesson);
    this.lesson = lesson?.id ?? '';
    await shown;
    if (!lesson) return;
    this.#kept?.opened(lesson);
    this.#prepare(lesson);
  }

  /** What comes next is fetched while nothing else is, unless the line is thin or its owner saves data. */
  #prepare(lesson: Lesson): void {
    const all = lessonsOf(this.#course?.lessons ?? []);
    const next = all[all.indexOf(lesson) + 1] as (Lesson & { src?: LangText | undefined }) | undefined;
    if (!next || typeof requestIdleCallback !== 'function') return;
    requestIdleCallback(() => {
      if (thinLine() || !navigator.onLine || this.#stage.lesson !== lesson || this.#lockedBy(next).length > 0) return;
      void this.#kinds
        .get(next.kind)
        ?.view()
        .catch(() => undefined); // asked for again when it is opened
      const src = this.text(next.src);
      // Texts and quizzes; films and packages are too large to be fetched on a guess.
      if (/\.(?:md|json)(?:[?#]|$)/.test(src))
        void fetch(this.#address(src), { credentials: 'same-origin', priority: 'low' }).catch(() => undefined);
    });
  }

  #focusHeading(): void {
    const heading = this.renderRoot.querySelector<HTMLElement>('#lesson');
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: 'nearest' });
  }

  #hostFor(lesson: Lesson): LessonHost {
    const player = this;
    const session = this.#session as CourseSession;
    return session.hostFor(lesson, {
      get t() {
        return player.t;
      },
      get content() {
        return player.#content;
      },
      get cmi5() {
        return player.cmi5 ? new URL(player.cmi5, document.baseURI).href : undefined;
      },
      get lang() {
        return player.localize.lang;
      },
      text: (value) => this.text(value),
      resolve: this.#resolve,
      announce: (message) => this.announce(message),
      requestUpdate: () => this.requestUpdate(),
    });
  }

  override render(): TemplateResult {
    const { status } = this;
    if (status === 'error') return html`<div class="stack">${this.renderError(() => this.reload())}<slot></slot></div>`;
    if (status === 'idle') return html`<slot></slot>`;
    if (status === 'loading' || !this.#course || !this.#session)
      return html`<div class="course" aria-busy="true">${renderSkeleton(this.t)}</div>`;
    return this.#renderCourse(this.#course, this.#session);
  }

  #renderCourse(course: Course, session: CourseSession): TemplateResult {
    const { t } = this;
    const all = lessonsOf(course.lessons);
    const screen: Screen = {
      t,
      text: (value) => this.text(value),
      service: this.#service.value,
      readonly: this.readonly,
      lang: this.localize.lang,
      isDone: (entry) => ('lessons' in entry ? lessonsOf(entry.lessons) : [entry]).every((l) => session.isDone(l)),
      notice: this.#service.notice(t),
    };
    const { percent, doneCount } = session;
    return html`<section class="course" aria-labelledby="title">
      ${renderHead(screen, { course, percent, ...doneCount, completed: this.completed, tools: all.length > 0 ? this.#renderTools() : nothing })}
      ${
        all.length === 0
          ? html`<article><p class="muted">${t.courseEmpty}</p></article>`
          : html`<div class="columns" @keydown=${this.#onKey}>
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
                  current: this.#stage.lesson?.id,
                  t,
                  text: screen.text,
                  status: (l) => statusOf(course, l, session.state, session.moveOnOf),
                  lockedBy: (l) => this.#lockedBy(l),
                  go: (l) => void this.#onGo(l),
                  due: (e) => renderDue(screen, e),
                  isKept: (e) => this.#kept?.isAvailable(e) === true,
                })}
              </nav>
              ${this.outlineOpen ? html`<button type="button" class="scrim" tabindex="-1" aria-label=${t.close} @click=${() => (this.outlineOpen = false)}></button>` : nothing}
              <div class="main">
                ${this.#panel && this.tool ? html`<section class="panel" part="panel" aria-label=${t[this.tool]}>${this.#panel.render()}</section>` : nothing}
                ${this.#renderOpen(screen, all, session)}
              </div>
            </div>`
      }
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderOpen(screen: Screen, all: Lesson[], session: CourseSession): TemplateResult | undefined {
    const { lesson, error } = this.#stage;
    if (!lesson) return undefined;
    const index = all.indexOf(lesson);
    const done = session.isDone(lesson);
    // After the last lesson one that was left out may be the next.
    const left = done ? session.next(lesson.id) : undefined;
    const following = all[index + 1] ?? (left === lesson ? undefined : left);
    const byLearner = this.#kinds.get(lesson.kind)?.completedBy === 'learner';
    return renderLesson(screen, {
      course: this.#course as Course,
      lesson,
      index,
      total: all.length,
      body: this.#stage.render(),
      error,
      previous: all[index - 1],
      following,
      blockedBy: following ? this.#lockedBy(following) : [],
      marks: byLearner && !this.readonly && !done && !error,
      goOn: done || this.readonly,
      retry: () => void this.#stage.show(lesson),
      mark: () => this.#onMark(lesson, following),
      go: (l) => void this.#onGo(l),
    });
  }

  #renderTools(): TemplateResult {
    const { t } = this;
    const button = (words: string, click: () => void) =>
      html`<button type="button" class="button quiet small" @click=${click}>${words}</button>`;
    const tool = (name: ToolName, words: string, label?: string) =>
      html`<button
        type="button"
        class="button quiet small"
        data-tool=${name}
        aria-label=${label ?? nothing}
        aria-expanded=${this.tool === name}
        @click=${() => void this.#openTool(name)}
      >
        ${words}
      </button>`;
    return html`<div class="row tools" part="tools" role="group" aria-label=${t.tools}>
      ${tool('notes', t.notes)} ${tool('offline', t.offline)}
      ${this.#stage.printable ? button(t.print, this.#onPrint) : nothing}
      ${document.fullscreenEnabled ? button(t.fullScreen, this.#onFullScreen) : nothing} ${tool('tour', '?', t.tour)}
    </div>`;
  }

  readonly #onPrint = (): void => {
    const lesson = this.renderRoot.querySelector('article');
    if (lesson)
      void import('./print.js').then(
        (m) => m.printLesson(lesson, this.localize.lang),
        () => undefined,
      );
  };

  readonly #onFullScreen = (): void => {
    void (document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen()).catch(() => undefined);
  };

  /** Escape closes the list where it lies over the lesson. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || !this.outlineOpen) return;
    this.outlineOpen = false;
    this.renderRoot.querySelector<HTMLElement>('.toggle')?.focus();
  };

  /** The learner goes to a lesson. The page may say no, or take over. */
  async #onGo(lesson: Lesson): Promise<void> {
    const course = this.#course;
    if (!course || lesson === this.#stage.lesson || this.#lockedBy(lesson).length > 0) return;
    const detail = { course: course.id, lesson: lesson.id };
    if (!this.emit('widya-navigate-request', detail, true)) return;
    this.outlineOpen = false;
    const shown = this.#show(lesson);
    await this.updateComplete;
    this.#focusHeading();
    const all = lessonsOf(course.lessons);
    this.announce(`${this.t.lessonOf(all.indexOf(lesson) + 1, all.length)}: ${this.text(lesson.title)}`);
    await shown;
    if (this.#stage.lesson === lesson) this.emit('widya-lesson-opened', detail);
  }

  #onMark(lesson: Lesson, following: Lesson | undefined): void {
    this.#session?.complete(lesson);
    const open = following && this.#lockedBy(following).length === 0 ? following : this.#session?.next(lesson.id);
    if (open) void this.#onGo(open);
  }

  #onCompleted(course: Course, lesson: Lesson, kept: LessonState): void {
    this.announce(this.t.lessonCompletedAnnounce(this.text(lesson.title)));
    this.emit('widya-lesson-completed', {
      course: course.id,
      lesson: lesson.id,
      ...(kept.passed === undefined ? {} : { passed: kept.passed }),
      ...(kept.score === undefined ? {} : { score: kept.score }),
    });
  }

  /** A kind comes late: what waited for it is checked and shown. */
  async #onKind(name: string): Promise<void> {
    const course = this.#course;
    if (!course || !lessonsOf(course.lessons).some((l) => l.kind === name)) return;
    try {
      const kinds = await kindsOf(course, this.#name);
      if (course !== this.#course) return;
      this.#kinds = kinds;
      if (this.#session && this.#stage.lesson?.kind === name) await this.#stage.show(this.#stage.lesson);
      this.requestUpdate();
    } catch (cause) {
      this.fail(cause);
    }
  }

  readonly #onPageHide = (): void => this.#stage.leave();
  /** Back in the page, or the page back from the browser's memory: the lesson goes on. */
  readonly #onPageShow = (): void => {
    if (this.#session && !this.#stage.isOpen && !this.#stage.error) void this.#stage.show(this.#stage.lesson);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-course-player': WidyaCoursePlayer;
  }
}

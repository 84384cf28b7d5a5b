// What a course looks like around its lesson: the head, the notices, the way on. No state of its own.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { moment } from '../../core/when.js';
import { textSkeleton } from '../../core/skeleton.js';
import type { Service } from '../../core/service.js';
import type { Messages } from '../../i18n/localize.js';
import type { Course, Entry, Lesson } from '../../model/course.js';
import type { LangText } from '../../model/schema.js';
import type { WidyaError } from '../../sdk/errors.js';

export interface Screen {
  t: Messages;
  text: (value: LangText) => string;
  service: Service | undefined;
  readonly: boolean;
  lang: string;
  /** What is done of a lesson, a block or the course: what is done is not overdue. */
  isDone: (entry: Entry | Course) => boolean;
  /** That nobody is signed in, with the way on. */
  notice: unknown;
}

export interface Head {
  course: Course;
  percent: number;
  done: number;
  total: number;
  completed: boolean;
  tools: unknown;
}

/** Until when, in words and with the zone; after that, that it is overdue. */
export function renderDue({ t, lang, isDone }: Screen, entry: Entry | Course): TemplateResult | typeof nothing {
  const { due } = entry;
  if (due === undefined || isDone(entry)) return nothing;
  const late = Date.now() > Date.parse(due);
  return html`<span class="due ${late ? 'late' : ''}" part="due"
    >${icon(late ? 'alert' : 'clock')}<bdi>${(late ? t.overdue : t.dueAt)(moment(due, lang))}</bdi></span
  >`;
}

/** What is to be learnt here. */
function renderObjectives(s: Screen, course: Course, ids?: readonly string[]): TemplateResult | typeof nothing {
  const list = course.objectives?.filter((o) => !ids || ids.includes(o.id)) ?? [];
  if (list.length === 0) return nothing;
  return html`<details class="small" part="objectives">
    <summary>${s.t.objectives}</summary>
    <ul>
      ${list.map((o) => html`<li><bdi>${s.text(o.title)}</bdi></li>`)}
    </ul>
  </details>`;
}

export function renderHead(s: Screen, h: Head): TemplateResult {
  const { t } = s;
  return html`<div class="head" part="head">
    <div class="row top">
      <h2 id="title" class="title"><bdi>${s.text(h.course.title)}</bdi></h2>
      ${h.tools}
    </div>
    <progress
      class=${h.completed ? 'done-bar' : ''}
      max="100"
      .value=${h.percent}
      aria-label=${t.courseProgress(h.percent)}
    ></progress>
    <div class="row small muted numbers">
      <span>${t.lessonsDone(h.done, h.total)} · ${t.percent(h.percent)}</span>
      ${h.course.jp === undefined ? nothing : html`<span>${t.lessonHours(h.course.jp)}</span>`}
      ${s.readonly ? html`<span>${icon('lock')} ${t.readOnly}</span>` : nothing} ${renderSync(s)}
      ${renderDue(s, h.course)}
    </div>
    ${renderObjectives(s, h.course)} ${s.readonly ? nothing : s.notice}
    ${
      h.completed
        ? html`<div class="notice success">
            ${icon('check-circle')}
            <div><strong>${t.courseCompleted}</strong></div>
          </div>`
        : nothing
    }
  </div>`;
}

/** What waits for less than a moment is not worth a word. */
function renderSync({ t, service }: Screen): TemplateResult {
  const waits =
    service !== undefined &&
    service.pending > 0 &&
    (!navigator.onLine || service.state !== 'signed-in' || service.failing > 0);
  return html`<span class="sync" role="status">${waits ? html`${icon('cloud')}${t.savedOnDevice}` : nothing}</span>`;
}

/** The size of what comes: the head to the pixel, the rest about as high as a first lesson. */
export function renderSkeleton(t: Messages): TemplateResult {
  return html`<div class="head">
      <div class="row top">
        <div class="title"><span class="skeleton"></span>&#8203;</div>
        <div class="tools"><div class="button"></div></div>
      </div>
      <div class="skeleton bar-skeleton"></div>
      <div class="row small"><span class="skeleton"></span>&#8203;</div>
      <span class="visually-hidden">${t.loading}</span>
    </div>
    <div class="columns">
      <nav aria-hidden="true" data-open="false">
        <div class="button quiet toggle"></div>
        <div class="outline">${[1, 2, 3, 4].map(() => html`<div class="skeleton item-skeleton"></div>`)}</div>
      </nav>
      <article>
        <slot></slot>
        ${textSkeleton()}
      </article>
    </div>`;
}

export interface LessonFrame {
  course: Course;
  lesson: Lesson;
  index: number;
  total: number;
  body: TemplateResult;
  error: WidyaError | undefined;
  previous: Lesson | undefined;
  /** The lesson that comes next, if one does. */
  following: Lesson | undefined;
  /** What has to be done before `following` opens. */
  blockedBy: readonly Entry[];
  /** The learner says by a button that this lesson is done. */
  marks: boolean;
  /** Going on is the thing to do. */
  goOn: boolean;
  retry: () => void;
  mark: () => void;
  go: (lesson: Lesson) => void;
}

export function renderLesson(s: Screen, f: LessonFrame): TemplateResult {
  const { t } = s;
  const { lesson, previous, following } = f;
  return html`<article part="lesson" aria-labelledby="lesson">
    <header>
      <span class="small muted numbers"><span>${t.lessonOf(f.index + 1, f.total)}</span></span>
      <h3 id="lesson" tabindex="-1"><bdi>${s.text(lesson.title)}</bdi></h3>
      ${lesson.description === undefined ? nothing : html`<p class="muted"><bdi>${s.text(lesson.description)}</bdi></p>`}
      ${renderDue(s, lesson)} ${lesson.objectives ? renderObjectives(s, f.course, lesson.objectives) : nothing}
    </header>
    <div class="body">${f.error ? renderFailure(s, f.error, lesson, f.retry) : f.body}</div>
    ${
      previous || following || f.marks
        ? html`<footer>
            ${
              previous
                ? html`<button type="button" class="button quiet" part="previous" @click=${() => f.go(previous)}>
                    ${icon('back')}${t.previous}
                  </button>`
                : nothing
            }
            ${renderWayOn(s, f)}
          </footer>`
        : nothing
    }
  </article>`;
}

function renderWayOn({ t, text }: Screen, f: LessonFrame): TemplateResult | typeof nothing {
  const { following } = f;
  if (f.marks) {
    return html`<button type="button" class="button primary forward" part="next" @click=${f.mark}>
      ${icon('check')}${following ? t.markCompleteAndGoOn : t.markComplete}
    </button>`;
  }
  if (!following) return nothing;
  const blocked = f.blockedBy.length > 0;
  return html`${
      blocked
        ? html`<span class="small muted forward" id="blocked"
            ><bdi>${t.lockedUntil(f.blockedBy.map((e) => text(e.title)).join(', '))}</bdi></span
          >`
        : nothing
    }<button
      type="button"
      class="button ${blocked ? '' : 'forward'} ${f.goOn && !blocked ? 'primary' : ''}"
      part="next"
      aria-disabled=${blocked ? 'true' : nothing}
      aria-describedby=${blocked ? 'blocked' : nothing}
      @click=${() => f.go(following)}
    >
      ${t.next}${icon('forward')}
    </button>`;
}

/** One lesson cannot be shown; the course goes on around it. */
function renderFailure({ t }: Screen, error: WidyaError, lesson: Lesson, retry: () => void): TemplateResult {
  return html`<div class="notice danger" part="error" role="alert">
    ${icon('alert')}
    <div>
      <strong>${t[error.code]}</strong>
      <span class="small">${t.errorPlace(`${error.place ?? lesson.id}: ${error.message}`)}</span>
      ${
        error.code === 'lesson/unknown-kind'
          ? nothing
          : html`<span
              ><button type="button" class="button small" part="retry" @click=${retry}>${t.retry}</button></span
            >`
      }
    </div>
  </div>`;
}

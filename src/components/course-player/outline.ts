// The list of lessons: where the learner is, what is done, what is locked and why; each state in words.
import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from '../../core/icons.js';
import type { Messages } from '../../i18n/localize.js';
import { isBlock, type Entry, type Lesson } from '../../model/course.js';
import type { LessonStatus } from '../../model/progress.js';
import type { LangText } from '../../model/schema.js';

export interface OutlineView {
  entries: readonly Entry[];
  current: string | undefined;
  t: Messages;
  text: (value: LangText) => string;
  status: (lesson: Lesson) => LessonStatus;
  lockedBy: (lesson: Lesson) => Entry[];
  go: (lesson: Lesson) => void;
  /** Until when, in words; nothing when nobody said. */
  due: (entry: Entry) => unknown;
  /** It was downloaded: works without a network. */
  isKept: (entry: Entry) => boolean;
}

const icons: Record<LessonStatus, IconName> = {
  'not-started': 'circle',
  'in-progress': 'circle-half',
  completed: 'check-circle',
  passed: 'check-circle',
  failed: 'x-circle',
  locked: 'lock',
};

function words(status: LessonStatus, t: Messages): string {
  switch (status) {
    case 'not-started':
      return t.statusNotStarted;
    case 'in-progress':
      return t.statusInProgress;
    case 'completed':
      return t.statusCompleted;
    case 'passed':
      return t.statusPassed;
    case 'failed':
      return t.statusFailed;
    case 'locked':
      return t.statusLocked;
  }
}

export function renderOutline(view: OutlineView): TemplateResult {
  return html`<ul class="outline" part="outline">
    ${view.entries.map((entry) =>
      isBlock(entry)
        ? html`<li>
            <div class="block" id="block-${entry.id}"><bdi>${view.text(entry.title)}</bdi></div>
            ${entry.description === undefined ? nothing : html`<p class="about"><bdi>${view.text(entry.description)}</bdi></p>`}
            ${view.isKept(entry) ? html`<p class="about kept">${icon('check')}${view.t.keptOffline}</p>` : nothing}
            ${view.due(entry)}
            <ul aria-labelledby="block-${entry.id}">
              ${entry.lessons.map((inner) => (isBlock(inner) ? html`<li>${renderOutline({ ...view, entries: [inner] })}</li>` : item(view, inner)))}
            </ul>
          </li>`
        : item(view, entry),
    )}
  </ul>`;
}

function item(view: OutlineView, lesson: Lesson): TemplateResult {
  const { t } = view;
  const status = view.status(lesson);
  const locked = status === 'locked';
  const reason = locked
    ? t.lockedUntil(
        view
          .lockedBy(lesson)
          .map((e) => view.text(e.title))
          .join(', '),
      )
    : words(status, t);
  return html`<li>
    <button
      type="button"
      class="item"
      part="outline-item"
      aria-current=${lesson.id === view.current ? 'step' : nothing}
      aria-disabled=${locked ? 'true' : nothing}
      @click=${() => view.go(lesson)}
    >
      ${icon(icons[status])}
      <span
        ><bdi>${view.text(lesson.title)}</bdi>
        <span class="meta"
          ><bdi>${reason}</bdi
          >${lesson.minutes === undefined || locked ? nothing : html` · <bdi>${t.minutes(lesson.minutes)}</bdi>`}${view.isKept(lesson) ? html` · ${t.keptOffline}` : nothing}</span
        >${view.due(lesson)}</span
      >
    </button>
  </li>`;
}

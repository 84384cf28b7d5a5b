// The learner's own notes and bookmarks: one document of the course's State, a key for each lesson, so that two devices do not
// overwrite each other. Read when the panel is opened first.
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { saveFile } from '../../core/save-file.js';
import { lessonsOf, type Lesson } from '../../model/course.js';
import { ns } from '../../sdk/verbs.js';
import type { Panel, PanelHost } from './panel.js';

export const notesStateId = `${ns}/state/notes`;

export const styles = css`
  .notes {
    display: grid;
    gap: var(--_3);
    max-inline-size: var(--_measure);
  }
  .notes textarea {
    display: block;
    inline-size: 100%;
    min-block-size: 8rem;
    margin-block-start: var(--_1);
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    line-height: 1.5;
    resize: vertical;
  }
  .notes label.mark {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: var(--_target);
  }
  .notes ul {
    padding: 0;
    list-style: none;
  }
  .notes li {
    padding-block: var(--_2);
    border-block-start: 1px solid var(--_border);
  }
  .notes li p {
    white-space: pre-line;
  }
  .notes .end {
    margin-inline-start: auto;
  }
`;

const words = {
  id: {
    title: 'Catatan Anda',
    of: (title: string) => `Catatan untuk “${title}”`,
    mark: 'Tandai pelajaran ini',
    marked: 'Ditandai',
    saved: 'Tersimpan',
    tab: 'Tersimpan sampai tab ini ditutup. Masuk ke portal agar catatan tetap ada.',
    all: 'Semua catatan dan tanda',
    none: 'Belum ada catatan.',
    file: 'Unduh sebagai teks',
  },
  en: {
    title: 'Your notes',
    of: (title: string) => `Notes on “${title}”`,
    mark: 'Bookmark this lesson',
    marked: 'Bookmarked',
    saved: 'Saved',
    tab: 'Kept until this tab is closed. Sign in to the portal to keep your notes.',
    all: 'All notes and bookmarks',
    none: 'There are no notes yet.',
    file: 'Download as text',
  },
};

interface Note {
  text?: string;
  marked?: boolean;
}

/** How long somebody has not typed before it is kept. */
const PAUSE = 800;

class Notes implements Panel {
  #host: PanelHost;
  #notes = new Map<string, Note>();
  /** Written here: newer than what the server says. */
  #own = new Set<string>();
  #waits: { id: string; timer: ReturnType<typeof setTimeout> } | undefined;
  #saved = false;
  #begun = false;

  constructor(host: PanelHost) {
    this.#host = host;
    this.#take(this.#remembered());
    void this.#load();
  }

  render(): TemplateResult {
    const { lang, lesson, t, text } = this.#host;
    const w = /^en\b/i.test(lang) ? words.en : words.id;
    const listed = lessonsOf(this.#host.course.lessons).filter((l) => {
      const note = this.#notes.get(l.id);
      return note && (note.marked || note.text?.trim());
    });
    return html`<div class="notes">
      <div class="row">
        <h3 class="title" tabindex="-1">${w.title}</h3>
        <button type="button" class="button quiet small end" @click=${() => this.#host.close()}>
          ${icon('cross')}${t.close}
        </button>
      </div>
      ${
        lesson
          ? html`<label
                >${w.of(text(lesson.title))}
                <textarea
                  maxlength="20000"
                  .value=${this.#notes.get(lesson.id)?.text ?? ''}
                  @input=${(e: Event) => this.#onInput(lesson, (e.target as HTMLTextAreaElement).value)}
                  @change=${() => this.#flush()}
                ></textarea>
              </label>
              <div class="row">
                <label class="mark"
                  ><input
                    type="checkbox"
                    .checked=${this.#notes.get(lesson.id)?.marked === true}
                    @change=${() => this.#onMark(lesson)}
                  />${w.mark}</label
                >
                <span class="small muted end" role="status">${this.#saved ? w.saved : nothing}</span>
              </div>`
          : nothing
      }
      ${this.#host.service?.principal ? nothing : html`<p class="small muted">${w.tab}</p>`}
      <h4>${w.all}</h4>
      ${
        listed.length === 0
          ? html`<p class="small muted">${w.none}</p>`
          : html`<ul>
                ${listed.map((l) => {
                  const note = this.#notes.get(l.id);
                  return html`<li>
                    <button type="button" class="button quiet small" @click=${() => this.#host.go(l)}>
                      <bdi>${text(l.title)}</bdi>
                    </button>
                    ${note?.marked ? html`<span class="small">${icon('flag')} ${w.marked}</span>` : nothing}
                    ${note?.text?.trim() ? html`<p class="small" dir="auto">${note.text.trim()}</p>` : nothing}
                  </li>`;
                })}
              </ul>
              <div class="row">
                <button type="button" class="button small" @click=${() => this.#export(listed, w.marked)}>
                  ${icon('down')}${w.file}
                </button>
              </div>`
      }
    </div>`;
  }

  updated(root: ParentNode): void {
    if (this.#begun) return;
    this.#begun = true;
    root.querySelector<HTMLElement>('.notes textarea')?.focus();
  }

  close(): void {
    this.#flush();
  }

  #onInput(lesson: Lesson, text: string): void {
    if (this.#waits && this.#waits.id !== lesson.id) this.#flush();
    this.#change(lesson.id, { text });
    this.#saved = false;
    clearTimeout(this.#waits?.timer);
    this.#waits = { id: lesson.id, timer: setTimeout(() => this.#flush(), PAUSE) };
    this.#host.requestUpdate();
  }

  #onMark(lesson: Lesson): void {
    this.#change(lesson.id, { marked: this.#notes.get(lesson.id)?.marked !== true });
    this.#keep(lesson.id);
  }

  #change(id: string, patch: Note): void {
    this.#own.add(id);
    this.#notes.set(id, { ...this.#notes.get(id), ...patch });
  }

  #flush(): void {
    const waits = this.#waits;
    if (!waits) return;
    clearTimeout(waits.timer);
    this.#waits = undefined;
    this.#keep(waits.id);
  }

  #keep(id: string): void {
    const { service, session, course, readonly } = this.#host;
    this.#remember();
    this.#saved = true;
    if (service?.principal && !readonly)
      void service
        .saveDocument({
          resource: 'state',
          activityId: course.id,
          stateId: notesStateId,
          registration: session.registration,
          patch: { [`n:${id}`]: { ...this.#notes.get(id), at: new Date().toISOString() } },
        })
        .catch(() => undefined); // signed out meanwhile; the device remembers
    this.#host.requestUpdate();
  }

  async #load(): Promise<void> {
    const { service, session, course } = this.#host;
    if (!service?.principal) return;
    const key = {
      resource: 'state' as const,
      activityId: course.id,
      stateId: notesStateId,
      registration: session.registration,
    };
    const stored = await service.readDocument(key).catch(() => undefined);
    for (const document of [stored, ...service.pendingPatches(key)]) this.#take(document);
    if (stored !== undefined) this.#remember();
    this.#host.requestUpdate();
  }

  #take(document: unknown): void {
    if (typeof document !== 'object' || document === null) return;
    for (const [key, value] of Object.entries(document as Record<string, Note | null>)) {
      if (!key.startsWith('n:') || this.#own.has(key.slice(2)) || typeof value !== 'object' || value === null) continue;
      this.#notes.set(key.slice(2), {
        ...(typeof value.text === 'string' ? { text: value.text } : {}),
        marked: value.marked === true,
      });
    }
  }

  get #memoryKey(): string {
    const { service, session, course } = this.#host;
    return `widya:notes:${service?.endpoint ?? ''}|${service?.principal?.subject ?? ''}|${session.registration || course.id}`;
  }
  get #box(): Storage {
    return this.#host.service?.principal ? localStorage : sessionStorage;
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
      this.#box.setItem(
        this.#memoryKey,
        JSON.stringify(Object.fromEntries([...this.#notes].map(([k, v]) => [`n:${k}`, v]))),
      );
    } catch {
      // No storage: the server's document is enough when there is network.
    }
  }

  /** One text file: title, mark and note of each lesson. */
  #export(listed: readonly Lesson[], marked: string): void {
    const { course, text } = this.#host;
    const parts = listed.map((l) => {
      const note = this.#notes.get(l.id);
      return [`${text(l.title)}${note?.marked ? ` (${marked})` : ''}`, note?.text?.trim() ?? '']
        .filter(Boolean)
        .join('\n');
    });
    saveFile(`${text(course.title)}\n\n${parts.join('\n\n')}\n`, 'catatan.txt', 'text/plain;charset=utf-8');
  }
}

export const create = (host: PanelHost): Panel => new Notes(host);

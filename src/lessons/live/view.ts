import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { saveFile } from '../../core/save-file.js';
import { renderMarkdown } from '../../core/markdown.js';
import { dayOf, inZones, moment } from '../../core/when.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonView } from '../kind.js';
import { wordsIn } from '../words.js';
import { calendarOf, opensAt, phaseOf, type LiveLesson } from './model.js';

export const styles = [
  proseStyles,
  css`
    .live {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: var(--_2) var(--_4);
      margin: 0;
      padding: var(--_4);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-small);
    }
    .live dt {
      font-weight: 600;
    }
    .live dd {
      margin: 0;
    }
    @container (inline-size < 30rem) {
      .live {
        grid-template-columns: minmax(0, 1fr);
        gap: 0;
      }
      .live dd {
        margin-block-end: var(--_3);
      }
    }
  `,
];

const words = {
  id: {
    day: 'Hari',
    starts: 'Mulai',
    ends: 'Selesai',
    yours: 'Waktu Anda',
    place: 'Tempat',
    join: 'Gabung ke sesi',
    opens: (at: string) => `Tautan dibuka ${at}.`,
    soon: 'Sesi segera dimulai. Anda sudah dapat bergabung.',
    now: 'Sesi sedang berlangsung.',
    over: 'Sesi ini sudah selesai.',
    recording: 'Lihat rekaman',
    noRecording: 'Rekamannya belum ada.',
    calendar: 'Simpan ke kalender (.ics)',
  },
  en: {
    day: 'Day',
    starts: 'Starts',
    ends: 'Ends',
    yours: 'Your time',
    place: 'Place',
    join: 'Join the session',
    opens: (at: string) => `The link opens ${at}.`,
    soon: 'The session starts soon. You can join already.',
    now: 'The session is going on.',
    over: 'This session is over.',
    recording: 'Watch the recording',
    noRecording: 'There is no recording yet.',
    calendar: 'Add to your calendar (.ics)',
  },
};

class LiveView implements LessonView {
  #lesson: LiveLesson;
  #host: LessonHost;
  #timer: ReturnType<typeof setInterval>;
  #phase: string;

  constructor(lesson: LiveLesson, host: LessonHost) {
    this.#lesson = lesson;
    this.#host = host;
    this.#phase = phaseOf(lesson, Date.now());
    // The link has to become a link while somebody waits for it.
    this.#timer = setInterval(() => {
      const phase = phaseOf(lesson, Date.now());
      if (phase === this.#phase) return;
      this.#phase = phase;
      const w = wordsIn(words, host.lang);
      host.announce(phase === 'open' ? w.soon : phase === 'now' ? w.now : w.over);
      host.requestUpdate();
    }, 5000);
  }

  render(): TemplateResult {
    const host = this.#host;
    const l = this.#lesson;
    const w = wordsIn(words, host.lang);
    const { lang, t } = host;
    const phase = phaseOf(l, Date.now());
    return html`<div class="stack">
      <dl class="live" part="live">
        <dt>${w.day}</dt>
        <dd>${dayOf(l.starts, lang)}</dd>
        <dt>${w.starts}</dt>
        <dd class="numbers">${inZones(l.starts, lang)}</dd>
        <dt>${w.ends}</dt>
        <dd class="numbers">${inZones(l.ends, lang)}</dd>
        ${
          this.#elsewhere
            ? html`<dt>${w.yours}</dt>
                <dd>${moment(l.starts, lang)}</dd>`
            : nothing
        }
        ${
          l.place === undefined
            ? nothing
            : html`<dt>${w.place}</dt>
                <dd><bdi>${host.text(l.place)}</bdi></dd>`
        }
      </dl>
      ${phase === 'over' ? this.#renderOver() : this.#renderJoin(phase === 'before')}
      ${
        l.body === undefined
          ? nothing
          : html`<div class="prose">
              ${renderMarkdown(host.text(l.body), { base: host.resolve('.'), headingLevel: 4, images: true, newTab: t.newTab })}
            </div>`
      }
    </div>`;
  }

  leave(): void {
    clearInterval(this.#timer);
  }

  /** Somebody whose clock is none of the three. */
  get #elsewhere(): boolean {
    return !/(?:WIB|WITA|WIT)$/.test(moment(this.#lesson.starts, this.#host.lang));
  }

  #renderJoin(before: boolean): TemplateResult {
    const { lang, t } = this.#host;
    const { join, starts } = this.#lesson;
    const w = wordsIn(words, lang);
    const opens = new Date(opensAt(this.#lesson)).toISOString();
    const phase = phaseOf(this.#lesson, Date.now());
    return html`${
        phase === 'before'
          ? join === undefined
            ? nothing
            : html`<p class="small muted" id="live-opens">
                ${w.opens(`${dayOf(opens, lang)}, ${inZones(opens, lang)}`)}
              </p>`
          : html`<div class="notice success">
              ${icon('check-circle')}
              <div>${phase === 'now' ? w.now : w.soon}</div>
            </div>`
      }
      <div class="row">
        ${
          join === undefined
            ? nothing
            : before
              ? html`<button type="button" class="button" aria-disabled="true" aria-describedby="live-opens">
                  ${icon('lock')}${w.join}
                </button>`
              : html`<a class="button primary" part="link" href=${join} target="_blank" rel="noopener noreferrer"
                  >${w.join}<span class="visually-hidden"> (${t.newTab})</span></a
                >`
        }
        ${Date.now() < Date.parse(starts) ? html`<button type="button" class="button" @click=${this.#onCalendar}>${icon('down')}${w.calendar}</button>` : nothing}
      </div>`;
  }

  #renderOver(): TemplateResult {
    const { lang, t } = this.#host;
    const w = wordsIn(words, lang);
    const { recording } = this.#lesson;
    return html`<div class="notice">
        ${icon('info')}
        <div>${w.over}${recording === undefined ? html` ${w.noRecording}` : nothing}</div>
      </div>
      ${
        recording === undefined
          ? nothing
          : html`<div class="row">
              <a class="button primary" part="link" href=${recording} target="_blank" rel="noopener noreferrer"
                >${w.recording}<span class="visually-hidden"> (${t.newTab})</span></a
              >
            </div>`
      }`;
  }

  #onCalendar = (): void => {
    const host = this.#host;
    const text = calendarOf(
      this.#lesson,
      {
        uid: host.activity.id,
        title: host.text(this.#lesson.title),
        place: host.text(this.#lesson.place) || (this.#lesson.join ?? ''),
        description: host.text(this.#lesson.description),
      },
      Date.now(),
    );
    saveFile(text, `${this.#lesson.id}.ics`, 'text/calendar;charset=utf-8');
  };
}

export const create = (lesson: LiveLesson, host: LessonHost): LessonView => new LiveView(lesson, host);

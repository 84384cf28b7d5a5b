import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { renderMarkdown } from '../../core/markdown.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { wordsIn } from '../words.js';
import type { SlidesLesson } from './model.js';

export const styles = [
  proseStyles,
  css`
    .slides {
      display: grid;
      gap: var(--_3);
      border-radius: var(--_radius-small);
    }
    .slide-picture {
      display: block;
      inline-size: 100%;
      block-size: auto;
      max-block-size: 65vh;
      object-fit: contain;
      border: 1px solid var(--_border);
      border-radius: var(--_radius-small);
      background: #fff;
    }
    .slide-bar {
      justify-content: space-between;
    }
  `,
];

const words = {
  id: {
    label: 'Salindia',
    of: (n: number, total: number) => `Salindia ${n} dari ${total}`,
    previous: 'Salindia sebelumnya',
    next: 'Salindia berikutnya',
  },
  en: {
    label: 'Slides',
    of: (n: number, total: number) => `Slide ${n} of ${total}`,
    previous: 'Previous slide',
    next: 'Next slide',
  },
};

interface Saved {
  at?: unknown;
  seen?: unknown;
}

class SlidesView implements LessonView {
  #lesson: SlidesLesson;
  #host: LessonHost;
  #at = 0;
  #seen: Set<number>;
  #begun = false;

  constructor(lesson: SlidesLesson, host: LessonHost) {
    this.#lesson = lesson;
    this.#host = host;
    const saved = (typeof host.saved === 'object' && host.saved !== null ? host.saved : {}) as Saved;
    const there = (n: unknown): n is number => Number.isInteger(n) && lesson.slides[n as number] !== undefined;
    if (there(saved.at)) this.#at = saved.at;
    this.#seen = new Set(Array.isArray(saved.seen) ? saved.seen.filter(there) : []);
  }

  render(): TemplateResult {
    const host = this.#host;
    const w = wordsIn(words, host.lang);
    const { slides, width, height } = this.#lesson;
    const slide = slides[this.#at];
    if (!slide) return html``;
    if (!this.#begun) {
      this.#begun = true;
      queueMicrotask(() => this.#mark());
    }
    const total = slides.length;
    return html`<section class="slides" part="slides" aria-label=${w.label} @keydown=${this.#onKey}>
      <div class="row slide-bar">
        ${this.#button(-1, w.previous, this.#at === 0)}
        <span class="small muted numbers" role="status"><span>${w.of(this.#at + 1, total)}</span></span>
        ${this.#button(1, w.next, this.#at === total - 1)}
      </div>
      <img
        class="slide-picture"
        src=${host.resolve(host.text(slide.src))}
        alt=${host.text(slide.alt)}
        width=${width ?? 1280}
        height=${height ?? 720}
      />
      ${slide.title === undefined ? nothing : html`<h4><bdi>${host.text(slide.title)}</bdi></h4>`}
      ${
        slide.body === undefined
          ? nothing
          : html`<div class="prose">
              ${renderMarkdown(host.text(slide.body), { base: host.resolve('.'), headingLevel: 5, newTab: host.t.newTab })}
            </div>`
      }
    </section>`;
  }

  #button(step: number, label: string, end: boolean): TemplateResult {
    return html`<button
      type="button"
      class="button"
      data-step=${step}
      aria-disabled=${end ? 'true' : nothing}
      @click=${() => this.#go(this.#at + step)}
    >
      ${step < 0 ? icon('back') : nothing}<span>${label}</span>${step > 0 ? icon('forward') : nothing}
    </button>`;
  }

  #go(to: number): void {
    if (!this.#lesson.slides[to]) return;
    this.#at = to;
    this.#mark();
    this.#host.requestUpdate();
  }

  /** The slide that is shown was seen; after the last one that was left out the lesson is done. */
  #mark(): void {
    const { readonly } = this.#host;
    this.#seen.add(this.#at);
    if (readonly) return;
    this.#host.save({ at: this.#at, seen: [...this.#seen].sort((a, b) => a - b) });
    this.#host.progress(this.#seen.size / this.#lesson.slides.length);
    if (this.#seen.size === this.#lesson.slides.length && !this.#host.completed) this.#host.complete();
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const rtl = (event.currentTarget as Element).matches(':dir(rtl)');
    const last = this.#lesson.slides.length - 1;
    const to = {
      ArrowRight: this.#at + (rtl ? -1 : 1),
      ArrowLeft: this.#at + (rtl ? 1 : -1),
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#go(Math.min(Math.max(to, 0), last));
  };
}

export const needs = (lesson: SlidesLesson, host: NeedsHost): LessonNeeds => ({
  files: lesson.slides.map((s) => ({ url: host.resolve(host.text(s.src)) })),
});

export const create = (lesson: SlidesLesson, host: LessonHost): LessonView => new SlidesView(lesson, host);

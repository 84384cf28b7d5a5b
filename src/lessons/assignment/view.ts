import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { renderMarkdown } from '../../core/markdown.js';
import { moment } from '../../core/when.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonView } from '../kind.js';
import { wordsIn } from '../words.js';
import type { AssignmentLesson } from './model.js';

export const styles = [
  proseStyles,
  css`
    .hand-in {
      display: grid;
      gap: var(--_2);
      padding: var(--_4);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-small);
    }
    .hand-in p {
      margin: 0;
    }
  `,
];

const words = {
  id: {
    title: 'Yang dikumpulkan',
    until: (at: string) => `Paling lambat ${at}`,
    elsewhere: 'Kumpulkan dengan cara yang ditentukan portal Anda, lalu tandai selesai.',
  },
  en: {
    title: 'What to hand in',
    until: (at: string) => `Until ${at}`,
    elsewhere: 'Hand it in as your portal says, then mark it as done.',
  },
};

class AssignmentView implements LessonView {
  #lesson: AssignmentLesson;
  #host: LessonHost;
  #filled = false;

  constructor(lesson: AssignmentLesson, host: LessonHost) {
    this.#lesson = lesson;
    this.#host = host;
  }

  render(): TemplateResult {
    const host = this.#host;
    const l = this.#lesson;
    const w = wordsIn(words, host.lang);
    return html`<div class="stack">
      <div class="prose">
        ${renderMarkdown(host.text(l.body), { base: host.resolve('.'), headingLevel: 4, images: true, newTab: host.t.newTab })}
      </div>
      <section class="hand-in" part="hand-in" aria-labelledby="hand-in">
        <h4 id="hand-in">${w.title}</h4>
        ${l.handIn === undefined ? nothing : html`<p><bdi>${host.text(l.handIn)}</bdi></p>`}
        ${l.due === undefined ? nothing : html`<p>${icon('flag')} ${w.until(moment(l.due, host.lang))}</p>`}
        ${this.#filled ? nothing : html`<p class="muted">${w.elsewhere}</p>`}
        <slot
          name=${l.slot ?? `assignment-${l.id}`}
          @slotchange=${this.#onSlot}
          @widya-assignment-submitted=${() => host.complete()}
        ></slot>
      </section>
    </div>`;
  }

  #onSlot = (event: Event): void => {
    const filled = (event.target as HTMLSlotElement).assignedElements().length > 0;
    if (filled === this.#filled) return;
    this.#filled = filled;
    this.#host.requestUpdate();
  };
}

export const create = (lesson: AssignmentLesson, host: LessonHost): LessonView => new AssignmentView(lesson, host);

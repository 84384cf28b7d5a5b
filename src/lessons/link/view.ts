import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { renderMarkdown } from '../../core/markdown.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonView } from '../kind.js';
import { wordsIn } from '../words.js';
import type { LinkLesson } from './model.js';

export const styles = proseStyles;

const words = {
  id: { open: 'Buka halaman', where: (host: string) => `Halaman ini berada di ${host}.` },
  en: { open: 'Open the page', where: (host: string) => `This page is at ${host}.` },
};

export const create = (lesson: LinkLesson, host: LessonHost): LessonView => ({
  render: (): TemplateResult => {
    const w = wordsIn(words, host.lang);
    return html`<div class="stack">
      ${
        lesson.body === undefined
          ? nothing
          : html`<div class="prose">
              ${renderMarkdown(host.text(lesson.body), { base: host.resolve('.'), headingLevel: 4, images: true, newTab: host.t.newTab })}
            </div>`
      }
      <p class="small muted">${w.where(new URL(lesson.href).host)}</p>
      <p>
        <a class="button primary" part="link" href=${lesson.href} target="_blank" rel="noopener noreferrer"
          >${w.open}<span class="visually-hidden"> (${host.t.newTab})</span>${icon('forward')}</a
        >
      </p>
    </div>`;
  },
});

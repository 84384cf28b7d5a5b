// What stands above a question: a text of several paragraphs, pictures, sounds, films. Fetched only by a question that has it.
import { css, html, nothing, type TemplateResult } from 'lit';
import { shown } from '../../core/kept.js';
import { renderMarkdown } from '../../core/markdown.js';
import { safeUrl } from '../../model/inline.js';
import type { Media, Question, QuestionHost } from '../../questions/kind.js';
import { proseStyles } from '../../styles/prose.styles.js';

export const styles = [
  proseStyles,
  css`
    .above {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_3);
      margin-block-end: var(--_4);
    }
    figure {
      margin: 0;
    }
    :is(img, video) {
      max-inline-size: 100%;
      block-size: auto;
      border-radius: var(--_radius-small);
    }
    audio {
      inline-size: 100%;
    }
    summary {
      min-block-size: 24px;
      cursor: pointer;
    }
  `,
];

/** Captions of another origin need CORS, as the film then does. */
const crossOrigin = (src: string) =>
  new URL(src, document.baseURI).origin === location.origin ? nothing : 'anonymous';

function tracks(m: Media, lang: string, base: string | undefined): unknown {
  return m.captions?.map((c) => {
    const src = shown(safeUrl(c.src, base));
    return src === null
      ? nothing
      : html`<track
          kind="captions"
          src=${src}
          srclang=${c.lang}
          label=${c.label ?? c.lang}
          ?default=${c.lang.split('-')[0] === lang.split('-')[0]}
        />`;
  });
}

/** One picture, sound or film; a transcript folds out below it. */
export function renderMedia(m: Media, host: QuestionHost, base: string): TemplateResult | typeof nothing {
  const from = base || undefined;
  // Pictures that came inside a file of questions have an address of this page only.
  const src = /^(?:blob:|data:image\/svg)/.test(m.src) ? m.src : shown(safeUrl(m.src, from));
  if (src === null) return nothing;
  const label = host.text(m.alt);
  const element =
    m.type === 'image'
      ? html`<img
          src=${src}
          alt=${label}
          width=${m.width ?? nothing}
          height=${m.height ?? nothing}
          loading="lazy"
          decoding="async"
        />`
      : m.type === 'audio'
        ? html`<audio
            controls
            preload="metadata"
            src=${src}
            aria-label=${label || nothing}
            crossorigin=${crossOrigin(src)}
          >
            ${tracks(m, host.lang, from)}
          </audio>`
        : html`<video
            controls
            playsinline
            preload="metadata"
            src=${src}
            aria-label=${label || nothing}
            width=${m.width ?? nothing}
            height=${m.height ?? nothing}
            crossorigin=${crossOrigin(src)}
          >
            ${tracks(m, host.lang, from)}
          </video>`;
  return html`<figure>
    ${element}
    ${
      m.transcript === undefined
        ? nothing
        : html`<details>
            <summary class="small">${host.t.transcript}</summary>
            <div class="prose">${renderMarkdown(host.text(m.transcript), { headingLevel: 5 })}</div>
          </details>`
    }
  </figure>`;
}

export const renderAbove = (q: Question, host: QuestionHost, base: string): TemplateResult | typeof nothing =>
  q.body === undefined && !q.media
    ? nothing
    : html`<div class="above">
        ${
          q.body === undefined
            ? nothing
            : html`<div class="prose">
                ${renderMarkdown(host.text(q.body), { images: true, headingLevel: 5, ...(base ? { base } : {}) })}
              </div>`
        }
        ${q.media?.map((m) => renderMedia(m, host, base))}
      </div>`;

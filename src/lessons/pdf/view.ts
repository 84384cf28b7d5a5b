import { css, html, nothing, type TemplateResult } from 'lit';
import { fileName } from '../../core/controllers/data.js';
import { icon } from '../../core/icons.js';
import { renderMarkdown } from '../../core/markdown.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { sizeText, wordsIn } from '../words.js';
import type { PdfLesson } from './model.js';

export const styles = [
  proseStyles,
  css`
    .pdf-frame {
      display: block;
      inline-size: 100%;
      block-size: min(80vh, 56rem);
      min-block-size: 24rem;
      border: 1px solid var(--_border);
      border-radius: var(--_radius-small);
      background: var(--_surface-2);
    }
    @media print {
      .pdf-frame {
        display: none;
      }
    }
  `,
];

const words = {
  id: {
    download: 'Unduh PDF',
    open: 'Buka di tab baru',
    none: 'Peramban ini tidak menampilkan PDF di dalam halaman. Unduh berkasnya untuk membacanya.',
    missing: 'Dokumen ini belum dapat diunduh. Periksa jaringan lalu coba lagi.',
  },
  en: {
    download: 'Download the PDF',
    open: 'Open in a new tab',
    none: 'This browser does not show PDFs inside pages. Download the file to read it.',
    missing: 'This document cannot be downloaded now. Check the network and try again.',
  },
};

class PdfView implements LessonView {
  #lesson: PdfLesson;
  #host: LessonHost;
  #asked = '';
  #size: number | undefined;
  #missing = false;
  #abort = new AbortController();

  constructor(lesson: PdfLesson, host: LessonHost) {
    this.#lesson = lesson;
    this.#host = host;
    this.#size = lesson.size;
  }

  render(): TemplateResult {
    const host = this.#host;
    const w = wordsIn(words, host.lang);
    const url = host.resolve(host.text(this.#lesson.src));
    this.#ask(url);
    const size = this.#size === undefined ? '' : ` (${sizeText(this.#size, host.lang)})`;
    return html`<div class="stack">
      ${
        this.#lesson.body === undefined
          ? nothing
          : html`<div class="prose">
              ${renderMarkdown(host.text(this.#lesson.body), { base: host.resolve('.'), headingLevel: 4, images: true, newTab: host.t.newTab })}
            </div>`
      }
      ${
        this.#missing
          ? html`<div class="notice danger" role="alert">
              ${icon('alert')}
              <div>
                ${w.missing}
                <span><button type="button" class="button small" @click=${this.#retry}>${host.t.retry}</button></span>
              </div>
            </div>`
          : navigator.pdfViewerEnabled
            ? html`<iframe class="pdf-frame" part="pdf" src=${url} title=${host.text(this.#lesson.title)}></iframe>`
            : html`<div class="notice">
                ${icon('info')}
                <div>${w.none}</div>
              </div>`
      }
      <div class="row">
        <a class="button" href=${url} download=${fileName(host.text(this.#lesson.src))}
          >${icon('down')}${w.download}${size}</a
        >
        <a class="button quiet" href=${url} target="_blank" rel="noopener"
          >${w.open}<span class="visually-hidden">: ${host.text(this.#lesson.title)}</span></a
        >
      </div>
    </div>`;
  }

  leave(): void {
    this.#abort.abort();
  }

  /** How large it is, and whether it is there: a frame does not say. */
  #ask(url: string): void {
    if (this.#asked === url) return;
    this.#asked = url;
    if (url.startsWith('blob:')) return; // on this device
    fetch(url, { method: 'HEAD', credentials: 'same-origin', signal: this.#abort.signal })
      .then((response) => {
        this.#missing = response.status === 404 || response.status === 410;
        const length = Number(response.headers.get('content-length') ?? 0);
        if (length > 0 && !response.headers.has('content-encoding')) this.#size ??= length;
        this.#host.requestUpdate();
      })
      .catch(() => undefined); // another origin without CORS: the frame can show it all the same
  }

  #retry = (): void => {
    this.#asked = '';
    this.#missing = false;
    this.#host.requestUpdate();
  };
}

export const needs = async ({ src, size, sha256, body }: PdfLesson, host: NeedsHost): Promise<LessonNeeds> => {
  const { picturesIn } = await import('../../offline/texts.js');
  const pictures = body === undefined ? [] : await picturesIn(host.text(body), host.resolve('.'));
  return { files: [{ url: host.resolve(host.text(src)), size, sha256 }, ...pictures] };
};

export const create = (lesson: PdfLesson, host: LessonHost): LessonView => new PdfView(lesson, host);

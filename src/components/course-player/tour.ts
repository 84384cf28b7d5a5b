// A short guide through the player: a card above the lesson and a line around what it speaks of. Blocks nothing.
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { Service } from '../../core/service.js';
import type { Panel, PanelHost } from './panel.js';
import { courseStateId } from './session.js';

export const styles = css`
  .tour {
    display: grid;
    gap: var(--_2);
    max-inline-size: var(--_measure);
  }
  .tour .row {
    margin-block-start: var(--_2);
  }
  .tour .end {
    margin-inline-start: auto;
  }
  [data-toured] {
    outline: 3px solid var(--_accent);
    outline-offset: -3px;
    border-radius: var(--_radius-small);
  }
  @media (forced-colors: active) {
    [data-toured] {
      outline-color: Highlight;
    }
  }
`;

const words = {
  id: {
    of: (n: number, total: number) => `Langkah ${n} dari ${total}`,
    next: 'Langkah berikut',
    back: 'Langkah lalu',
    end: 'Mulai belajar',
    skip: 'Tutup panduan',
    steps: [
      [
        'Selamat belajar',
        'Judul kursus dan kemajuan Anda ada di sini. Kemajuan tersimpan sendiri dan dapat dilanjutkan di perangkat lain.',
      ],
      [
        'Daftar pelajaran',
        'Pilih pelajaran di sini. Setiap pelajaran diberi keterangan: belum mulai, sedang berjalan, selesai, atau terkunci beserta sebabnya.',
      ],
      ['Isi pelajaran', 'Pelajaran terbuka di sini. Anda dapat berhenti kapan saja; kami mengingat tempatnya.'],
      ['Melanjutkan', 'Dengan tombol di bawah pelajaran Anda menandainya selesai dan pergi ke yang berikutnya.'],
      ['Alat belajar', 'Catatan, layar penuh, dan panduan ini (tombol “?”) ada di atas.'],
    ],
  },
  en: {
    of: (n: number, total: number) => `Step ${n} of ${total}`,
    next: 'Next step',
    back: 'Step back',
    end: 'Start learning',
    skip: 'Close the guide',
    steps: [
      [
        'Welcome',
        'The title of the course and your progress are here. Progress is kept by itself and goes on at any other device.',
      ],
      [
        'List of lessons',
        'Choose a lesson here. Each says where it stands: not started, in progress, done, or locked and why.',
      ],
      ['The lesson', 'A lesson opens here. You may stop at any time; its place is remembered.'],
      ['Going on', 'The buttons below a lesson mark it as done and take you to the next.'],
      ['Study tools', 'Notes, full screen, and this guide (the “?” button) are at the top.'],
    ],
  },
};
/** What each step speaks of; the first that is to be seen. */
const targets = ['.head', '.outline, .toggle', 'article', 'footer', '.tools'];

const key = (service: Service | undefined): string => `widya:tour:${service?.principal?.subject ?? ''}`;

/** Whether this person has not seen it on this device. Only for those who are signed in: others would see it again and again. */
export function isNews(service: Service | undefined): boolean {
  try {
    return service?.principal != null && localStorage.getItem(key(service)) === null;
  } catch {
    return false;
  }
}

class Tour implements Panel {
  #host: PanelHost;
  #at = 0;
  #focus = false;
  #root: ParentNode | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
    // Seen is seen, also when the tab is closed in the middle of it.
    this.#remember();
    host.announce(this.#words.steps[0]?.join('. ') ?? '');
  }

  get #words(): (typeof words)['id'] {
    return /^en\b/i.test(this.#host.lang) ? words.en : words.id;
  }

  render(): TemplateResult {
    const w = this.#words;
    const total = w.steps.length;
    const [title, text] = w.steps[this.#at] ?? ['', ''];
    const last = this.#at === total - 1;
    return html`<div class="tour" @keydown=${this.#onKey}>
      <span class="small muted numbers"><span>${w.of(this.#at + 1, total)}</span></span>
      <h3 class="title" tabindex="-1">${title}</h3>
      <p>${text}</p>
      <div class="row">
        ${
          this.#at > 0
            ? html`<button type="button" class="button" @click=${() => this.#go(-1)}>${icon('back')}${w.back}</button>`
            : nothing
        }
        <button type="button" class="button primary" @click=${() => (last ? this.#host.close() : this.#go(1))}>
          ${last ? w.end : w.next}${last ? nothing : icon('forward')}
        </button>
        ${
          last
            ? nothing
            : html`<button type="button" class="button quiet end" @click=${() => this.#host.close()}>${w.skip}</button>`
        }
      </div>
    </div>`;
  }

  updated(root: ParentNode): void {
    this.#root = root;
    const target = [...root.querySelectorAll<HTMLElement>(targets[this.#at] ?? '')].find((e) => e.checkVisibility());
    for (const old of root.querySelectorAll('[data-toured]')) if (old !== target) old.removeAttribute('data-toured');
    target?.setAttribute('data-toured', '');
    if (!this.#focus) return;
    this.#focus = false;
    root.querySelector<HTMLElement>('.tour h3')?.focus();
  }

  close(): void {
    for (const old of this.#root?.querySelectorAll('[data-toured]') ?? []) old.removeAttribute('data-toured');
  }

  #go(step: number): void {
    this.#at += step;
    this.#focus = true;
    this.#host.requestUpdate();
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.#host.close();
  };

  #remember(): void {
    const { service, session, course, readonly } = this.#host;
    if (!service?.principal || readonly) return;
    try {
      localStorage.setItem(key(service), new Date().toISOString());
    } catch {
      // It comes once more.
    }
    void service
      .saveDocument({
        resource: 'state',
        activityId: course.id,
        stateId: courseStateId,
        registration: session.registration,
        patch: { tour: new Date().toISOString() },
      })
      .catch(() => undefined);
  }
}

export const create = (host: PanelHost): Panel => new Tour(host);

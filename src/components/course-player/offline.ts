// What the learner downloads, block by block: how much it is, how far it is, what is here, what has no room.
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from '../../core/icons.js';
import { sizeText, wordsIn } from '../../lessons/words.js';
import { offlineCourse, OfflineCourse, type Download } from '../../offline/course.js';
import { hasWorker } from '../../offline/page.js';
import type { Lesson } from '../../model/course.js';
import type { Panel, PanelHost } from './panel.js';

export const styles = css`
  .offline {
    display: grid;
    gap: var(--_3);
    max-inline-size: var(--_measure);
  }
  .offline ul {
    padding: 0;
    list-style: none;
  }
  .offline li {
    display: grid;
    gap: var(--_2);
    padding-block: var(--_3);
    border-block-start: 1px solid var(--_border);
  }
  .offline h4 {
    font-size: 1rem;
  }
  .offline .about {
    margin-block-start: 2px;
  }
  .offline .state {
    display: flex;
    align-items: center;
    gap: var(--_1);
  }
  .offline .state[data-state='available'] .icon {
    color: var(--_success);
  }
  .offline .state:is([data-state='failed'], [data-state='no-room']) .icon {
    color: var(--_danger);
  }
  .offline progress {
    inline-size: 100%;
  }
  .offline label {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: var(--_target);
  }
  .offline .end {
    margin-inline-start: auto;
  }
`;

const words = {
  id: {
    title: 'Belajar tanpa jaringan',
    help: 'Unduh bagian kursus ke perangkat ini. Yang Anda kerjakan tanpa jaringan dicatat di sini dan dikirim saat jaringan kembali.',
    stay: 'Tanpa jaringan, halaman ini tidak dapat dibuka ulang: biarkan tetap terbuka.',
    shared: 'Perangkat ini dipakai bersama, atau jendelanya penyamaran: tidak ada yang disimpan di sini.',
    unable:
      'Peramban ini tidak dapat menyimpan pelajaran. Jendela penyamaran atau setelan privasi dapat menjadi sebabnya.',
    room: (used: string, free: string) => `Terpakai ${used}; tersedia ${free}`,
    noRoomSaid: 'Pada halaman tanpa HTTPS peramban tidak memberi tahu berapa ruang yang tersisa.',
    whole: 'Seluruh kursus',
    others: 'Pelajaran di luar bagian',
    lessons: (n: number) => `${n} pelajaran`,
    measuring: 'menghitung ukuran…',
    unknown: 'ukuran tidak diketahui',
    none: 'Belum diunduh',
    loading: (done: string, total: string) => (total ? `Mengunduh ${done} dari ${total}` : `Mengunduh ${done}`),
    begins: 'Menyiapkan unduhan…',
    waiting: 'Jaringan terputus. Unduhan lanjut sendiri saat jaringan kembali.',
    paused: (done: string) => `Dijeda, ${done} sudah di perangkat`,
    available: 'Tersedia luring',
    stale: 'Tersedia luring; ada versi baru',
    noRoom: 'Ruang di perangkat tidak cukup. Hapus unduhan lain lalu coba lagi.',
    download: 'Unduh',
    update: 'Perbarui',
    pause: 'Jeda',
    resume: 'Lanjutkan',
    remove: 'Hapus dari perangkat',
    sure: 'Hapus unduhan ini? Kemajuan Anda tetap tersimpan.',
    yes: 'Ya, hapus',
    no: 'Tidak jadi',
    sound: 'Film sebagai suara saja (hemat data)',
    soundIs: 'Film sebagai suara saja',
    online: (titles: string) => `Tetap perlu jaringan: ${titles}`,
    removed: (titles: string) => `Dihapus untuk memberi ruang: ${titles}`,
    isHere: (title: string) => `${title}: tersedia luring`,
    isNot: (title: string) => `${title}: unduhan terhenti`,
    isGone: (title: string) => `${title}: dihapus dari perangkat`,
  },
  en: {
    title: 'Learning without a network',
    help: 'Download parts of the course to this device. What you do without a network is recorded here and sent when it is back.',
    stay: 'Without a network this page cannot be opened again: leave it open.',
    shared: 'This device is shared, or the window is private: nothing is kept here.',
    unable: 'This browser cannot keep lessons. A private window or privacy settings may be the reason.',
    room: (used: string, free: string) => `${used} used; ${free} available`,
    noRoomSaid: 'On pages without HTTPS the browser does not say how much room is left.',
    whole: 'The whole course',
    others: 'Lessons outside of parts',
    lessons: (n: number) => (n === 1 ? '1 lesson' : `${n} lessons`),
    measuring: 'measuring…',
    unknown: 'size not known',
    none: 'Not downloaded',
    loading: (done: string, total: string) => (total ? `Downloading ${done} of ${total}` : `Downloading ${done}`),
    begins: 'Preparing the download…',
    waiting: 'The network is down. The download goes on by itself when it is back.',
    paused: (done: string) => `Paused, ${done} on the device`,
    available: 'Available offline',
    stale: 'Available offline; there is a newer version',
    noRoom: 'There is not enough room on the device. Remove other downloads and try again.',
    download: 'Download',
    update: 'Update',
    pause: 'Pause',
    resume: 'Go on',
    remove: 'Remove from the device',
    sure: 'Remove this download? Your progress is kept.',
    yes: 'Yes, remove',
    no: 'Keep it',
    sound: 'Films as sound only (saves data)',
    soundIs: 'Films as sound only',
    online: (titles: string) => `Needs a network all the same: ${titles}`,
    removed: (titles: string) => `Removed to make room: ${titles}`,
    isHere: (title: string) => `${title}: available offline`,
    isNot: (title: string) => `${title}: the download has stopped`,
    isGone: (title: string) => `${title}: removed from the device`,
  },
};

const icons: Record<Download['state'], IconName> = {
  none: 'circle',
  loading: 'down',
  waiting: 'cloud',
  paused: 'circle-half',
  available: 'check-circle',
  'no-room': 'alert',
  failed: 'alert',
};

class Offline implements Panel {
  #host: PanelHost;
  #course: OfflineCourse | undefined;
  #isUnable = false;
  #room: { quota: number; usage: number } | undefined;
  #stays = true;
  #asksFor: Download | undefined;
  #said = new Map<Download, Download['state']>();
  #focus: string | undefined;
  #begun = false;

  constructor(host: PanelHost) {
    this.#host = host;
    if (this.#isShared) return;
    void this.#open().catch(() => {
      this.#isUnable = true;
      host.requestUpdate();
    });
  }

  /** A device of many people writes nothing down. */
  get #isShared(): boolean {
    const { service } = this.#host;
    return service?.principal != null && service.sync.storage === 'memory' && this.#hasStore;
  }
  get #hasStore(): boolean {
    return typeof indexedDB === 'object';
  }

  async #open(): Promise<void> {
    const host = this.#host;
    const course = (this.#course = await offlineCourse(host.offline));
    host.use(course);
    course.changes.addEventListener('change', this.#onChange);
    host.requestUpdate();
    void hasWorker().then((is) => {
      this.#stays = !is;
      host.requestUpdate();
    });
    void this.#measure();
    // One after the other: on a thin line all at once would be in each other's way.
    for (const d of course.downloads) await course.plan(d).catch(() => undefined);
  }

  async #measure(): Promise<void> {
    this.#room = await OfflineCourse.room();
    this.#host.requestUpdate();
  }

  readonly #onChange = (): void => {
    const w = this.#words;
    for (const d of this.#course?.downloads ?? []) {
      const before = this.#said.get(d);
      this.#said.set(d, d.state);
      if (before === undefined || before === d.state) continue;
      const title = this.#title(d);
      if (d.state === 'available') this.#host.announce(w.isHere(title));
      else if (d.state === 'failed' || d.state === 'no-room') this.#host.announce(w.isNot(title));
      else if (d.state === 'none') this.#host.announce(w.isGone(title));
      if (d.state !== 'loading') void this.#measure();
    }
    this.#host.requestUpdate();
  };

  get #words(): (typeof words)['id'] {
    return wordsIn(words, this.#host.lang);
  }

  #title(d: Download): string {
    const w = this.#words;
    return d.title !== undefined ? this.#host.text(d.title) : this.#course?.downloads.length === 1 ? w.whole : w.others;
  }

  render(): TemplateResult {
    const w = this.#words;
    const { t, lang } = this.#host;
    const room = this.#room;
    return html`<div class="offline">
      <div class="row">
        <h3 class="title" tabindex="-1">${w.title}</h3>
        <button type="button" class="button quiet small end" @click=${() => this.#host.close()}>
          ${icon('cross')}${t.close}
        </button>
      </div>
      ${
        this.#isShared || this.#isUnable
          ? html`<p class="notice">${icon('info')}<span>${this.#isShared ? w.shared : w.unable}</span></p>`
          : html`<p class="small">${w.help}</p>
              ${this.#stays ? html`<p class="small row">${icon('info')}<span>${w.stay}</span></p>` : nothing}
              <p class="small muted numbers">
                <span
                  >${
                    room
                      ? w.room(sizeText(room.usage, lang), sizeText(Math.max(0, room.quota - room.usage), lang))
                      : isSecureContext
                        ? nothing
                        : w.noRoomSaid
                  }</span
                >
              </p>
              <ul>
                ${this.#course?.downloads.map((d, n) => this.#renderItem(d, n))}
              </ul>`
      }
    </div>`;
  }

  #renderItem(d: Download, n: number): TemplateResult {
    const w = this.#words;
    const { lang } = this.#host;
    const busy = d.state === 'loading' || d.state === 'waiting';
    const size =
      d.state === 'available'
        ? sizeText(d.done, lang)
        : d.plan
          ? d.plan.size === undefined
            ? w.unknown
            : sizeText(d.plan.size, lang)
          : d.planning || d.state === 'none'
            ? w.measuring
            : '';
    return html`<li data-n=${n}>
      <div>
        <h4 id="offline-${n}"><bdi>${this.#title(d)}</bdi></h4>
        <p class="about small muted numbers">
          <span>${w.lessons(d.lessons.length)}${size ? html` · ${size}` : nothing}</span>
        </p>
      </div>
      <p class="state small" data-state=${d.state}>${icon(icons[d.state])}<span>${this.#state(d)}</span></p>
      ${
        busy
          ? html`<progress
              aria-labelledby="offline-${n}"
              max=${d.total > 0 ? d.total : nothing}
              .value=${d.total > 0 ? d.done : 0}
            ></progress>`
          : nothing
      }
      ${d.removed.length > 0 ? html`<p class="small muted">${w.removed(d.removed.join(', '))}</p>` : nothing}
      ${
        d.plan && d.plan.online.length > 0
          ? html`<p class="small muted">${w.online(this.#titles(d.plan.online))}</p>`
          : nothing
      }
      ${
        d.plan?.choice && (d.state === 'none' || d.state === 'failed' || d.state === 'no-room')
          ? html`<label class="small"
              ><input
                type="checkbox"
                .checked=${d.soundOnly}
                @change=${() => this.#course?.choose(d, !d.soundOnly)}
              />${w.sound}</label
            >`
          : d.soundOnly && d.state !== 'none'
            ? html`<p class="small muted">${w.soundIs}</p>`
            : nothing
      }
      ${this.#asksFor === d ? this.#renderAsking(d, n) : this.#renderButtons(d, n, busy)}
    </li>`;
  }

  #titles(lessons: readonly Lesson[]): string {
    return lessons.map((l) => this.#host.text(l.title)).join(', ');
  }

  #state(d: Download): string {
    const w = this.#words;
    const { lang, t } = this.#host;
    switch (d.state) {
      case 'none':
        return w.none;
      case 'loading':
        return d.done === 0 ? w.begins : w.loading(sizeText(d.done, lang), d.total > 0 ? sizeText(d.total, lang) : '');
      case 'waiting':
        return w.waiting;
      case 'paused':
        return w.paused(sizeText(d.done, lang));
      case 'available':
        return d.stale.length > 0 ? w.stale : w.available;
      case 'no-room':
        return w.noRoom;
      case 'failed':
        return d.error
          ? `${t[d.error.code]} ${t.errorPlace([d.error.place, d.error.message].filter(Boolean).join(': '))}`
          : '';
    }
  }

  #renderButtons(d: Download, n: number, busy: boolean): TemplateResult {
    const w = this.#words;
    const start = (text: string, primary = false): TemplateResult =>
      html`<button
        type="button"
        class="button small ${primary ? 'primary' : ''}"
        data-do="start"
        aria-describedby="offline-${n}"
        @click=${() => this.#do(n, () => this.#course?.start(d), 'pause')}
      >
        ${icon('down')}${text}
      </button>`;
    return html`<div class="row">
      ${
        busy
          ? html`<button
              type="button"
              class="button small"
              data-do="pause"
              aria-describedby="offline-${n}"
              @click=${() => this.#do(n, () => this.#course?.pause(d), 'start')}
            >
              ${w.pause}
            </button>`
          : d.state === 'available'
            ? d.stale.length > 0
              ? start(w.update)
              : nothing
            : start(d.state === 'none' ? w.download : d.state === 'paused' ? w.resume : this.#host.t.retry, true)
      }
      ${
        d.state === 'none'
          ? nothing
          : html`<button
              type="button"
              class="button quiet small"
              data-do="remove"
              aria-describedby="offline-${n}"
              @click=${() => this.#do(n, () => (this.#asksFor = d), 'yes')}
            >
              ${w.remove}
            </button>`
      }
    </div>`;
  }

  #renderAsking(d: Download, n: number): TemplateResult {
    const w = this.#words;
    return html`<div class="row" role="group" aria-labelledby="offline-sure-${n}">
      <span class="small" id="offline-sure-${n}">${w.sure}</span>
      <button
        type="button"
        class="button small"
        data-do="yes"
        @click=${() =>
          this.#do(
            n,
            () => {
              this.#asksFor = undefined;
              void this.#course?.remove(d).catch(() => undefined);
            },
            'start',
          )}
      >
        ${w.yes}
      </button>
      <button
        type="button"
        class="button quiet small"
        @click=${() => this.#do(n, () => (this.#asksFor = undefined), 'remove')}
      >
        ${w.no}
      </button>
    </div>`;
  }

  /** What comes in place of a pressed button has the focus then. */
  #do(n: number, what: () => void, next: string): void {
    what();
    this.#focus = `[data-n="${n}"] [data-do="${next}"]`;
    this.#host.requestUpdate();
  }

  updated(root: ParentNode): void {
    if (!this.#begun) {
      this.#begun = true;
      root.querySelector<HTMLElement>('.offline h3')?.focus();
    }
    const next = this.#focus && root.querySelector<HTMLElement>(this.#focus);
    if (!next) return;
    this.#focus = undefined;
    next.focus();
  }

  close(): void {
    this.#course?.changes.removeEventListener('change', this.#onChange);
  }
}

export const create = (host: PanelHost): Panel => new Offline(host);

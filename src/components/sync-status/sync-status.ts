import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { saveFile } from '../../core/save-file.js';
import { WidyaElement } from '../../core/widya-element.js';
import type { SyncState } from '../../sdk/outbox.js';
import { baseStyles } from '../../styles/base.styles.js';
import type * as Importer from './importer.js';
import { words, type SyncWords } from './words.js';

/** A waiting longer than this is no longer a matter of patience. */
const TOO_LONG = 3 * 86_400_000;

const fetchBackup = () => import('../../sdk/backup.js');
let backup: ReturnType<typeof fetchBackup> | undefined;
/** What makes the file; fetched once, and again where that failed. */
const loadBackup = (): ReturnType<typeof fetchBackup> =>
  (backup ??= fetchBackup().catch((cause: unknown) => {
    backup = undefined;
    throw cause;
  }));

/**
 * Shows what waits on this device to be sent, since when and why, with a button to send now and a backup to download.
 *
 * @example
 * ```html
 * <widya-provider endpoint="/xapi" session="/sesi">
 *   <widya-sync-status></widya-sync-status>
 * </widya-provider>
 * ```
 *
 * @tagname widya-sync-status
 * @slot - Shown without JavaScript.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - A backup could not be read or was refused.
 * @csspart notice - That nobody is signed in, or that the session has ended.
 * @csspart sign-in - The button in it.
 * @csspart line - The sentence that says how things are.
 * @csspart detail - The lines below it.
 * @csspart actions - The buttons.
 * @csspart import - What a chosen backup holds, and what became of it.
 * @csspart import-list - Whose it is.
 * @csspart import-result - How many were taken.
 * @csspart error - Why a backup could not be taken in.
 */
export class WidyaSyncStatus extends WidyaElement {
  static override tag = 'widya-sync-status';
  static override styles = [
    ...baseStyles,
    css`
      :host {
        font-size: 0.9375rem;
      }
      .line,
      li {
        display: flex;
        gap: var(--_2);
        align-items: center;
        flex-wrap: wrap;
      }
      .line {
        flex-wrap: nowrap;
      }
      .notice {
        margin-block-end: var(--_2);
      }
      /* The field in it is not to be seen: what has the focus is. */
      label:focus-within {
        outline: var(--_focus);
        outline-offset: var(--_focus-offset);
      }
      ul {
        list-style: none;
        padding: 0;
      }
      .import {
        display: grid;
        gap: var(--_2);
        margin-block: var(--_2);
      }
      .import > * {
        margin: 0;
      }
      .actions {
        display: flex;
        gap: var(--_2);
        flex-wrap: wrap;
        margin-block-start: var(--_2);
      }
    `,
  ];

  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** Shows nothing while everything is sent. */
  @property({ type: Boolean, attribute: 'quiet' }) quiet = false;
  /** Offers to open a backup as well: for those who accompany learners. */
  @property({ type: Boolean, attribute: 'can-open' }) canOpen = false;

  @state() private import: Importer.Import | undefined;
  #importer: typeof Importer | undefined;
  #stop: AbortController | undefined;

  #service = new ServiceController(this);

  override willUpdate(): void {
    const state = this.#service.value?.state;
    if (this.status !== 'error') this.status = !state ? 'idle' : state === 'unknown' ? 'loading' : 'ready';
    // A copy is wanted when there is no network, and then this could not be fetched any more.
    if (state) void loadBackup().catch(() => undefined);
  }

  /** Tries to send what waits now. */
  async reload(): Promise<void> {
    await this.#service.value?.flush(true);
  }

  /** Saves what waits as a file. */
  async download(): Promise<void> {
    const service = this.#service.value;
    if (!service) return;
    const { makeBackup } = await loadBackup();
    saveFile(await makeBackup(service), `widya-${new Date().toISOString().slice(0, 10)}.json`, 'application/json');
  }

  /** Reads a backup and shows what it holds; a person takes it in from there, or `accept()`. */
  async restore(file: Blob): Promise<void> {
    const service = this.#service.value;
    if (!service) return;
    this.import = this.failure = undefined;
    this.status = 'ready';
    try {
      this.#importer = await import('./importer.js');
      this.import = await this.#importer.read(service, file);
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** Takes in the backup that is shown. */
  async accept(): Promise<void> {
    const service = this.#service.value;
    const chosen = this.import;
    if (!service || !chosen || !this.#importer || chosen.result) return;
    const { signal } = (this.#stop = new AbortController());
    const show = (more: Partial<Importer.Import>) => {
      if (!signal.aborted) this.import = { ...chosen, ...more };
    };
    show({ done: 0 });
    try {
      show({ result: await this.#importer.bringIn(service, chosen, (done) => show({ done }), signal) });
    } catch (cause) {
      if (signal.aborted) return;
      this.import = chosen; // once more does no harm
      this.fail(cause);
    }
  }

  readonly #onCancel = (): void => {
    this.#stop?.abort();
    this.import = undefined;
  };

  get #words(): SyncWords {
    return this.localize.lang.startsWith('en') ? words.en : words.id;
  }

  override render(): TemplateResult | typeof nothing {
    const service = this.#service.value;
    if (!service) return html`<slot></slot>`;
    const { sync } = service;
    const isDone = sync.pending === 0 && sync.refused === 0;
    if (this.quiet && isDone && !this.import && !this.failure) return nothing;
    if (service.state === 'unknown') return html`<p class="line muted" part="line">${this.t.loading}</p>`;
    const notice = this.#service.notice(this.t, this.#words.signIn);
    return html`${notice} ${service.principal ? this.#renderLine(sync) : nothing}
      <ul part="detail" class="small muted">
        ${this.#renderReasons(sync, notice !== nothing)}
      </ul>
      ${
        this.failure
          ? html`<div class="notice danger" part="error">
              ${icon('alert')}<span>${this.t[this.failure.code]}</span>
            </div>`
          : nothing
      }
      ${
        this.import && this.#importer
          ? this.#importer.renderImport(this.import, this.#words, this.t, this.localize.lang, {
              accept: () => void this.accept(),
              cancel: this.#onCancel,
            })
          : nothing
      }
      <div class="actions" part="actions">
        ${
          isDone
            ? nothing
            : html`<button
                  type="button"
                  class="button small"
                  ?disabled=${sync.pending === 0}
                  @click=${() => void this.reload()}
                >
                  ${this.#words.retryNow}
                </button>
                <button type="button" class="button small" @click=${() => void this.download()}>
                  ${this.#words.download}
                </button>`
        }
        ${
          this.canOpen
            ? html`<label class="button small"
                >${this.#words.open}<input
                  class="visually-hidden"
                  type="file"
                  accept="application/json,.json"
                  @change=${this.#onFile}
              /></label>`
            : nothing
        }
      </div>`;
  }

  #renderLine(sync: SyncState): TemplateResult {
    const w = this.#words;
    const text =
      sync.pending === 0
        ? sync.refused > 0
          ? w.refused(sync.refused)
          : w.allSent
        : sync.sending && !sync.error
          ? w.sending(sync.pending)
          : w.waiting(sync.pending);
    const name = sync.refused > 0 ? 'alert' : sync.pending > 0 ? 'cloud' : 'check-circle';
    return html`<p class="line" part="line" role="status">${icon(name)}<span>${text}</span></p>`;
  }

  #renderReasons(sync: SyncState, isOut: boolean): (TemplateResult | typeof nothing)[] {
    const w = this.#words;
    const time = (ms: number) =>
      new Date(ms).toLocaleString(this.localize.lang, { dateStyle: 'medium', timeStyle: 'short' });
    const line = (text: string) => html`<li>${text}</li>`;
    const isOld = sync.oldest !== undefined && Date.now() - sync.oldest > TOO_LONG;
    return [
      sync.pending > 0 && sync.oldest !== undefined ? line(w.since(time(sync.oldest))) : nothing,
      sync.pending > 0 && sync.paused && !isOut ? line(this.t['lrs/unauthorized']) : nothing,
      sync.pending > 0 && sync.error ? line(this.t[sync.error]) : nothing,
      sync.pending > 0 && sync.error && sync.nextAttempt ? line(w.nextTry(time(sync.nextAttempt))) : nothing,
      sync.held > 0 ? line(w.held(sync.held)) : nothing,
      sync.pending > 0 && sync.refused > 0 ? line(w.refused(sync.refused)) : nothing,
      sync.pending > 0 && sync.storage === 'memory' ? line(w.inMemory) : nothing,
      sync.pending > 0 && sync.exposed ? line(w.exposed) : nothing,
      sync.pending > 0 && sync.halted ? line(w.halted) : nothing,
      isOld ? line(w.old) : nothing,
      ...(this.#service.value?.refused ?? []).map(
        (row) =>
          html`<li>
            <code>${row.dead?.message.slice(0, 120)}</code>
            <button type="button" class="button small" @click=${() => void this.#service.value?.retry(row.seq)}>
              ${w.tryAgain}
            </button>
          </li>`,
      ),
    ];
  }

  readonly #onFile = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) void this.restore(file);
    input.value = '';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-sync-status': WidyaSyncStatus;
  }
}

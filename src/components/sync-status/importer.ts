// What stands between choosing a backup and bringing it in: whose it is, how many, since when, and afterwards what became of it.
// Fetched when a file is chosen.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { Messages } from '../../i18n/localize.js';
import { readBackup, restoreBackup, type Backup, type Delivered } from '../../sdk/backup.js';
import type { Service } from '../../sdk/service.js';
import { ifiOf } from '../../sdk/statement.js';
import type { SyncWords } from './words.js';

export interface Import {
  backup: Backup;
  /** How many are done, while it is being brought in. */
  done?: number;
  result?: Delivered;
}

export const read = async (service: Service, file: Blob): Promise<Import> => ({
  backup: await readBackup(service, await file.text()),
});

export const bringIn = (
  service: Service,
  { backup }: Import,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Delivered> => restoreBackup(service, backup, { onProgress, signal });

export function renderImport(
  { backup, done, result }: Import,
  w: SyncWords,
  t: Messages,
  lang: string,
  on: { accept: () => void; cancel: () => void },
): TemplateResult {
  const time = (iso: string) => {
    const ms = Date.parse(iso);
    return Number.isNaN(ms) ? '–' : new Date(ms).toLocaleString(lang, { dateStyle: 'medium', timeStyle: 'short' });
  };
  const total = backup.statements.length;
  const codes = [...new Set(result?.refused.map((r) => r.code))];
  return html`<section class="card import" part="import" aria-label=${w.importTitle}>
    <h3>${w.importTitle}</h3>
    <p class="small muted">${w.madeOn(time(backup.exportedAt))}</p>
    <ul part="import-list">
      ${backup.parts.map(
        (p) =>
          html`<li>
            ${icon('list')}
            <span>
              <bdi>${p.actor.name ?? ifiOf(p.actor)?.split('|').at(-1) ?? '–'}</bdi
              >${p.isMine ? html` (${w.yourself})` : nothing}: ${w.partOf(p.count, time(p.first), time(p.last))}
            </span>
          </li>`,
      )}
    </ul>
    ${total === 0 ? html`<p>${w.importEmpty}</p>` : nothing}
    ${backup.isFromElsewhere ? html`<p class="notice">${icon('alert')}<span>${w.importElsewhere}</span></p>` : nothing}
    ${
      result
        ? html`<p role="status" part="import-result">
              ${icon(result.refused.length > 0 ? 'alert' : 'check-circle')} ${w.opened(result.taken)}
            </p>
            ${
              result.refused.length > 0
                ? html`<p>${w.importRefused(result.refused.length)}</p>
                    <ul>
                      ${codes.map((code) => html`<li>${code === 'lrs/forbidden' ? w.importForbidden : t[code]}</li>`)}
                    </ul>`
                : nothing
            }
            <button type="button" class="button small" @click=${on.cancel}>${w.importDone}</button>`
        : done === undefined
          ? html`<div class="actions">
              <button type="button" class="button small primary" ?disabled=${total === 0} @click=${on.accept}>
                ${w.importAccept(total)}
              </button>
              <button type="button" class="button small" @click=${on.cancel}>${w.importCancel}</button>
            </div>`
          : html`<label class="small"
                >${w.importing(done, total)} <progress max=${total} .value=${done}></progress
              ></label>
              <button type="button" class="button small" @click=${on.cancel}>${w.importCancel}</button>`
    }
  </section>`;
}

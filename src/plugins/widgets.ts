// Report widgets of plugins, below a report. Fetched by a report once there is one.
import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { pick } from '../i18n/localize.js';
import { frozen } from './guard.js';
import type { ReportData, ReportWidget } from './plugin.js';
import { reports, type ShelvedReport } from './shelves.js';

interface Loaded {
  shelved: ShelvedReport;
  /** Undefined when it cannot be had: a card says so. */
  widget: ReportWidget | undefined;
}

export class Widgets {
  #loaded = new Map<string, Loaded>();
  #changed: () => void;
  #stop: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#stop = reports.onRegister((name) => {
      this.#loaded.delete(name);
      if (reports.has(name)) void this.#load(name);
      else changed();
    });
    for (const name of reports.names()) void this.#load(name);
  }

  close(): void {
    this.#stop();
  }

  get styles(): CSSResultGroup[] {
    return [...this.#loaded.values()].flatMap((l) => l.widget?.styles ?? []);
  }

  async #load(name: string): Promise<void> {
    const shelved = await reports.get(name);
    if (!shelved) return;
    const entry: Loaded = { shelved, widget: undefined };
    try {
      entry.widget = await shelved.load();
    } catch (cause) {
      shelved.guard.failed('load', name, cause);
    }
    this.#loaded.set(name, entry);
    this.#changed();
  }

  render(data: ReportData, lang: string): TemplateResult | typeof nothing {
    const all = [...this.#loaded.values()];
    if (all.length === 0) return nothing;
    return html`${all.map(({ shelved: { name, label, guard }, widget }) => {
      const card = () => guard.card(name, lang, () => void this.#load(name));
      const host = guard.host({ get: () => undefined, set: () => undefined }, () => lang);
      return html`<section part="widget" aria-label=${pick(label, lang) || name}>
        ${label === undefined ? nothing : html`<h3>${pick(label, lang)}</h3>`}
        ${widget ? guard.call('render', name, () => widget.render(frozen(data), host), card) : card()}
      </section>`;
    })}`;
  }
}

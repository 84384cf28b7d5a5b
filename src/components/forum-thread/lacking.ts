// What the record server of this page cannot do, and what that means for a discussion (docs/lrs-differences.md). Fetched when a thread
// has been open for a moment, or comes up empty; asked once a day.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { Service } from '../../core/service.js';
import { lacksOf, probe, type Lack } from '../../sdk/probe.js';

const words = {
  id: {
    'no-related-activities':
      'Server pencatatan ini tidak dapat mencari tulisan sebuah diskusi, sehingga tulisan peserta lain tidak tampil. Yang Anda tulis tetap tercatat. Beri tahu pengelola portal.',
    'since-timestamp':
      'Server pencatatan ini lambat memberi tahu tulisan yang dibuat luring; tulisan seminggu terakhir dibaca ulang.',
  },
  en: {
    'no-related-activities':
      'This record server cannot look for the posts of a discussion, so what others write is not shown. What you write is recorded all the same. Tell the people who run the portal.',
    'since-timestamp':
      'This record server is late to tell of posts written offline; those of the last week are read again.',
  },
};

/** Nothing where it cannot be asked now. */
export async function lacksNow(service: Service): Promise<Lack[]> {
  const agent = service.principal?.actor;
  if (!agent) return [];
  return probe(service.lrs, { agent }).then(lacksOf, () => []);
}

export function renderLacking(lacks: readonly Lack[], lang: string): TemplateResult | typeof nothing {
  const w = lang.startsWith('en') ? words.en : words.id;
  const said = lacks.flatMap((lack) => (lack in w ? w[lack as keyof typeof w] : []));
  if (said.length === 0) return nothing;
  return html`<div class="notice" part="lacking">
    ${icon('info')}
    <div>${said.map((text) => html`<span class="small">${text}</span>`)}</div>
  </div>`;
}

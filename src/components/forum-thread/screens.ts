// What a thread looks like around its posts: title and counts, older and newer ones, where to write. No state of its own.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../core/icons.js';
import type { Messages } from '../../i18n/localize.js';
import { threaded, type Post, type ThreadNode } from '../../model/thread.js';
import type { ErrorCode } from '../../sdk/errors.js';
import type { More } from './more.js';
import type { ThreadSync } from './thread-sync.js';

export interface Screen {
  t: Messages;
  label: string;
  headingLevel: number;
}

export interface ThreadView {
  sync: ThreadSync;
  /** That the session has ended, with the way on. */
  notice: unknown;
  readonly: boolean;
  /** Nobody but those who keep order may write. */
  locked: boolean;
  more: More | undefined;
  /** Why the LRS would not take what was written last. */
  refused: ErrorCode | undefined;
  /** The id of the post that is being answered. */
  answering: string | undefined;
  post: (post: Post) => TemplateResult;
  composer: () => TemplateResult;
  /** The field below all posts is shown. */
  composes: boolean;
  older: () => void;
  fresh: () => void;
  announcer: TemplateResult;
}

function renderTitle({ label, headingLevel }: Screen): TemplateResult | typeof nothing {
  return label ? html`<div class="title" role="heading" aria-level=${headingLevel}><bdi>${label}</bdi></div>` : nothing;
}

export function renderSkeleton(s: Screen): TemplateResult {
  return html`<div class="thread" aria-busy="true">
    <div class="head">${renderTitle(s)}<span class="visually-hidden">${s.t.loading}</span></div>
    ${[1, 2].map(() => html`<div class="skeleton post-skeleton"></div>`)}
    <slot></slot>
  </div>`;
}

export function renderThread(s: Screen, v: ThreadView): TemplateResult {
  const { t } = s;
  const { sync } = v;
  const nodes = threaded(sync.posts);
  return html`<section class="thread" aria-label=${s.label || t.threadLabel}>
    <div class="head" part="head">${renderTitle(s)} ${renderCounts(t, sync)}</div>
    ${v.notice} ${sync.lacking} ${v.more?.head()}
    ${
      sync.hasOlder
        ? html`<button
            type="button"
            class="button center"
            aria-disabled=${sync.loadingOlder ? 'true' : nothing}
            @click=${v.older}
          >
            ${sync.loadingOlder ? t.loading : t.olderPosts}
          </button>`
        : nothing
    }
    ${nodes.length === 0 ? html`<p class="empty muted">${t.noPosts}</p>` : nothing}
    <ol class="posts">
      ${repeat(
        nodes,
        (n) => n.post.id,
        (n) => html`<li>${v.post(n.post)} ${renderReplies(n, v)}</li>`,
      )}
    </ol>
    ${
      sync.fresh > 0
        ? html`<button type="button" class="button center" @click=${v.fresh}>${t.showNewPosts(sync.fresh)}</button>`
        : nothing
    }
    ${v.refused ? renderRefusal(t, v.refused) : nothing}
    ${
      v.readonly || v.locked
        ? html`<p class="small muted">${icon('lock')} ${v.locked ? t.lockedThread : t.readOnlyThread}</p>`
        : v.composes
          ? v.composer()
          : nothing
    }
    <div class="visually-hidden" role="status" aria-live="polite">${sync.fresh > 0 ? t.newPosts(sync.fresh) : ''}</div>
    ${v.announcer}
  </section>`;
}

function renderCounts(t: Messages, sync: ThreadSync): TemplateResult {
  const shown = sync.posts.filter((p) => !p.deleted).length;
  return html`<span class="small muted numbers"
    ><bdi>${sync.hasOlder ? t.newestPosts(shown) : t.posts(shown)}</bdi>${
      sync.unread > 0 ? html` · <strong><bdi>${t.unread(sync.unread)}</bdi></strong>` : nothing
    }</span
  >`;
}

function renderReplies({ post, replies }: ThreadNode, v: ThreadView): TemplateResult | typeof nothing {
  const writes = [post, ...replies].some((p) => p.id === v.answering);
  if (replies.length === 0 && !writes) return nothing;
  return html`<ol class="replies">
    ${repeat(
      replies,
      (r) => r.id,
      (r) => html`<li>${v.post(r)}</li>`,
    )}
    ${writes ? html`<li>${v.composer()}</li>` : nothing}
  </ol>`;
}

function renderRefusal(t: Messages, code: ErrorCode): TemplateResult {
  return html`<div class="notice danger" role="alert">
    ${icon('alert')}
    <div>
      <strong>${t.postRefused}</strong><span class="small">${t[code]}</span>
      <span class="small muted">${code}</span>
    </div>
  </div>`;
}

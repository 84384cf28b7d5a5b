// What a thread looks like around its posts: title and counts, older and newer ones, where to write. No state of its own.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { once } from '../../core/once.js';
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
  post: (post: Post, place: Place) => TemplateResult;
  composer: () => TemplateResult;
  /** The field below all posts is shown. */
  composes: boolean;
  /** Posts that stay in the page whatever is looked at. */
  keep: readonly string[];
  older: () => void;
  fresh: () => void;
  announcer: TemplateResult;
}

/** Where a post stands among all of them. */
export interface Place {
  /** Below the post it answers. */
  reply: boolean;
  /** From 1. */
  n: number;
  /** How many there are; −1 while older ones are not read. */
  of: number;
}

interface Item {
  id: string;
  /** None where the answer to the posts above is being written. */
  post: Post | undefined;
  reply: boolean;
}

/** Posts with their answers below them; one after the other when they are read by time, or looked for. */
function itemsOf(
  posts: readonly Post[],
  nodes: readonly ThreadNode[] | undefined,
  answering: string | undefined,
): List {
  const items: Item[] = [];
  const write = { id: 'composer', post: undefined, reply: true };
  for (const { post, replies } of nodes ?? posts.map((post) => ({ post, replies: [] }))) {
    items.push({ id: post.id, post, reply: false });
    for (const reply of replies) items.push({ id: reply.id, post: reply, reply: true });
    if (answering !== undefined && [post, ...replies].some((p) => p.id === answering)) items.push(write);
  }
  return { items, ids: items.map((i) => i.id), total: items.filter((i) => i.post).length };
}

interface List {
  items: Item[];
  ids: string[];
  total: number;
}
/** A long list is not made anew for each look at it. */
const lists = new WeakMap<ThreadSync, (...of: Parameters<typeof itemsOf>) => List>();

/** A feed holds articles, so what is being written in it is one. */
export const renderWriting = (label: string, composer: TemplateResult): TemplateResult =>
  html`<article class="writing" aria-label=${label}>${composer}</article>`;

function renderPosts(s: Screen, v: ThreadView): TemplateResult {
  const { sync, more } = v;
  const posts = more ? more.narrow(sync.posts) : sync.posts;
  const nodes = more?.isFlat ? undefined : more ? more.nodes(posts) : threaded(posts);
  const list = lists.get(sync) ?? once(itemsOf);
  lists.set(sync, list);
  const { items, ids, total: count } = list(posts, nodes, v.answering);
  const all = { shown: ids.map((_, i) => i), gaps: ids.map(() => 0) };
  const { shown, gaps } = v.more?.feed.draw(ids, ['composer', ...v.keep]) ?? all;
  const total = sync.hasOlder ? -1 : count;
  const gap = (px: number) => (px > 0 ? html`<div class="gap" data-px=${px}></div>` : nothing);
  return html`<div
    class="posts"
    role=${items.length > 0 ? 'feed' : nothing}
    aria-label=${items.length > 0 ? s.label || s.t.threadLabel : nothing}
    aria-busy=${String(v.sync.loadingOlder)}
    @keydown=${(e: KeyboardEvent) => v.more?.feedKey(e)}
  >
    ${repeat(
      shown,
      (i) => ids[i],
      (i, at) => {
        const { post, reply } = items[i] as Item;
        return html`${gap(gaps[at] ?? 0)}${post ? v.post(post, { reply, n: i + 1, of: total }) : renderWriting(s.t.reply, v.composer())}`;
      },
    )}
    ${gap(gaps[shown.length] ?? 0)}
  </div>`;
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
  return html`<section class="thread" aria-label=${s.label || t.threadLabel}>
    <div class="head" part="head">${renderTitle(s)} ${renderCounts(t, sync)}</div>
    ${v.notice} ${sync.lacking} ${v.more?.head()} ${v.more?.finder()}
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
    ${sync.posts.length === 0 ? html`<p class="empty muted">${t.noPosts}</p>` : nothing} ${renderPosts(s, v)}
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
  const { shown, unread } = sync;
  return html`<span class="small muted numbers"
    ><bdi>${sync.hasOlder ? t.newestPosts(shown) : t.posts(shown)}</bdi>${
      unread > 0 ? html` · <strong><bdi>${t.unread(unread)}</bdi></strong>` : nothing
    }</span
  >`;
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

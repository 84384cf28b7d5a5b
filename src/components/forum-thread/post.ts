// One post: who, when, what, and what the reader may do with it. No state of its own.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { Messages } from '../../i18n/localize.js';
import type { Post } from '../../model/thread.js';
import type { More } from './more.js';
import type { Place } from './screens.js';
import { renderTextOf } from './text.js';

export interface PostView {
  t: Messages;
  post: Post;
  /** What its author is called. */
  name: string;
  /** Written by the reader. */
  mine: boolean;
  unread: boolean;
  /** Still on the device. */
  waiting: boolean;
  /** Whose answer this answers, when that is not plain from where it stands. */
  answers: string | undefined;
  place: Place;
  readonly: boolean;
  /** The reader keeps order here. */
  moderates: boolean;
  /** What else can be done with posts, once it is here. */
  more: More | undefined;
  /** The reader is being asked whether to delete it. */
  asking: boolean;
  when: (at: string) => string;
  reply: () => void;
  edit: () => void;
  ask: () => void;
  remove: () => void;
  keep: () => void;
}

export function renderPost(v: PostView): TemplateResult {
  const { t, post } = v;
  const name = v.name;
  const away = post.deleted
    ? post.byModerator
      ? t.deletedByModerator
      : t.deletedPost
    : post.hidden && !v.mine && !v.moderates
      ? t.hiddenPost
      : undefined;
  const about = [
    html`<time datetime=${post.at}>${v.when(post.at)}</time>`,
    post.editedAt ? t.edited : undefined,
    v.answers === undefined ? undefined : t.inReplyTo(v.answers),
    v.waiting ? html`${icon('cloud')} ${t.waitingToSend}` : undefined,
    post.held ? t.heldPost : undefined,
  ].filter((part) => part !== undefined);
  return html`<article
    class="post ${v.unread ? 'unread' : ''} ${v.place.reply ? 'reply' : ''}"
    part="post"
    tabindex="0"
    aria-posinset=${v.place.n}
    aria-setsize=${v.place.of}
    aria-label=${`${name}, ${v.when(post.at)}`}
    data-post=${post.id}
  >
    <header class="by">
      <span class="avatar" aria-hidden="true">${initials(name)}</span>
      <span class="who">
        <span
          ><bdi class="name">${name}</bdi> ${v.mine ? html`<span class="tag">${t.you}</span>` : nothing}
          ${v.unread ? html`<span class="tag">${t.newMark}</span>` : nothing} ${v.more?.badges(post)}</span
        >
        <span class="small muted numbers"
          >${about.map((part, i) => html`${i > 0 ? ' · ' : nothing}<bdi>${part}</bdi>`)}</span
        >
      </span>
    </header>
    ${v.more?.notes(post)}
    ${
      away
        ? html`<p class="muted"><em>${away}</em></p>`
        : html`<div class="prose" dir="auto">
              ${renderTextOf(post, post.text, { headingLevel: 4, newTab: t.newTab })}
            </div>
            ${v.more?.files(post)}`
    }
    ${away || v.readonly ? nothing : v.asking ? renderAsking(v) : renderActions(v, name)}
  </article>`;
}

function renderActions(v: PostView, name: string): TemplateResult {
  const { t } = v;
  return html`<div class="row actions">
    <button type="button" class="button quiet small" aria-label="${t.reply}: ${name}" @click=${v.reply}>
      ${icon('reply')}${t.reply}
    </button>
    ${
      v.mine
        ? html`<button type="button" class="button quiet small" @click=${v.edit}>${t.edit}</button>
            <button type="button" class="button quiet small" data-delete @click=${v.ask}>${t.delete}</button>`
        : nothing
    }
    ${v.more?.foot(v.post)}
  </div>`;
}

function renderAsking(v: PostView): TemplateResult {
  const { t } = v;
  return html`<div
    class="notice warning"
    role="alertdialog"
    aria-labelledby="ask"
    aria-describedby="ask-help"
    @keydown=${(e: KeyboardEvent) => e.key === 'Escape' && v.keep()}
  >
    ${icon('alert')}
    <div>
      <strong id="ask">${t.deleteQuestion}</strong><span class="small" id="ask-help">${t.deleteHelp}</span>
      <span class="row">
        <button type="button" class="button small danger" data-autofocus @click=${v.remove}>${t.delete}</button>
        <button type="button" class="button small" @click=${v.keep}>${t.cancel}</button>
      </span>
    </div>
  </div>`;
}

function initials(name: string): string {
  const words = name
    .replace(/\b(dr|prof|drs|ir|h|hj)\.?\s/gi, '')
    .split(/\s+/)
    .filter((w) => /\p{L}/u.test(w));
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((w) => (w ? [...w][0] : ''))
    .join('')
    .toUpperCase();
}

// What a list of topics looks like. No state of its own.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../core/icons.js';
import { topicFilters, topicOrders, type Topic, type TopicFilter, type TopicOrder } from '../../model/topics.js';
import type { Words } from './words.js';

export interface ToolsView {
  w: Words;
  search: string;
  show: TopicFilter;
  order: TopicOrder;
  onSearch: (words: string) => void;
  onShow: (show: TopicFilter) => void;
  onOrder: (order: TopicOrder) => void;
}

export function renderTools(v: ToolsView): TemplateResult {
  const { w } = v;
  return html`<div class="tools" part="tools" role="search">
      <span class="field search">
        <label for="search">${w.search}</label>
        <input
          id="search"
          type="search"
          dir="auto"
          autocomplete="off"
          maxlength="200"
          .value=${v.search}
          @input=${(e: Event) => v.onSearch((e.target as HTMLInputElement).value)}
        />
      </span>
      <span class="field order">
        <label for="order">${w.order}</label>
        <select id="order" @change=${(e: Event) => v.onOrder((e.target as HTMLSelectElement).value as TopicOrder)}>
          ${topicOrders.map((o) => html`<option value=${o} ?selected=${o === v.order}>${w.orders[o]}</option>`)}
        </select>
      </span>
    </div>
    <div class="filters" role="group" aria-label=${w.filters}>
      ${topicFilters.map(
        (f) =>
          html`<button
            type="button"
            class="button small"
            data-show=${f}
            aria-pressed=${f === v.show}
            @click=${() => v.onShow(f)}
          >
            ${w.show[f]}
          </button>`,
      )}
    </div>`;
}

export interface ListView {
  w: Words;
  topics: readonly Topic[];
  moderates: boolean;
  level: number;
  /** The address of a topic. */
  href: (topic: Topic) => string;
  open: (event: MouseEvent, topic: Topic) => void;
  nameOf: (who: string | undefined, name?: string) => string;
  when: (at: string) => string;
  /** Its first post is still on the device. */
  waits: (topic: Topic) => boolean;
}

export function renderList(v: ListView): TemplateResult {
  return html`<ol class="topics" part="topics">
    ${repeat(
      v.topics,
      (t) => t.id,
      (t) => html`<li>${renderTopic(t, v)}</li>`,
    )}
  </ol>`;
}

function renderTopic(topic: Topic, v: ListView): TemplateResult {
  const { w } = v;
  const { flags, held, calls } = topic.waits;
  const marks = [
    topic.pinned ? html`<span>${icon('flag')}${w.pinned}</span>` : undefined,
    topic.solved ? html`<span class="good">${icon('check-circle')}${w.solved}</span>` : undefined,
    topic.locked ? html`<span>${icon('lock')}${w.locked}</span>` : undefined,
    topic.followed ? html`<span>${icon('check')}${w.followed}</span>` : undefined,
    v.waits(topic) ? html`<span>${icon('cloud')}${w.waiting}</span>` : undefined,
    ...(v.moderates
      ? [
          calls.length > 0 ? html`<span class="bad">${icon('alert')}${w.calls}</span>` : undefined,
          flags > 0 ? html`<span class="bad">${icon('alert')}${w.flags(flags)}</span>` : undefined,
          held > 0 ? html`<span class="bad">${icon('clock')}${w.held(held)}</span>` : undefined,
        ]
      : []),
  ].filter((m) => m !== undefined);
  return html`<article class="topic ${topic.unread > 0 ? 'unread' : ''}" part="topic" data-topic=${topic.id}>
    <div>
      <div role="heading" aria-level=${Math.min(v.level + 1, 6)}>
        <a href=${v.href(topic)} @click=${(e: MouseEvent) => v.open(e, topic)}
          ><bdi>${topic.title ?? w.untitled}</bdi></a
        >
      </div>
      <div class="small muted numbers">
        ${topic.openedAt ? html`<bdi>${w.by(v.nameOf(topic.opener, topic.openerName))}</bdi> · ` : nothing}
        <bdi
          >${
            topic.openedAt === topic.lastAt
              ? v.when(topic.lastAt)
              : w.last(v.nameOf(topic.last.author, topic.last.name), v.when(topic.lastAt))
          }</bdi
        >
      </div>
      ${marks.length > 0 ? html`<div class="marks">${marks}</div>` : nothing}
    </div>
    <div class="counts small numbers">
      <bdi class="muted">${w.replies(topic.replies, !topic.whole)}</bdi>
      ${topic.unread > 0 ? html`<span class="tag">${w.unread(topic.unread)}</span>` : nothing}
    </div>
  </article>`;
}

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { adoptStyles } from '../../core/adopt.js';
import { OpenedController } from '../../core/controllers/opened.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { iri, numberFrom } from '../../core/rules.js';
import type { ServiceEvent } from '../../core/service.js';
import { WidyaElement } from '../../core/widya-element.js';
import { forum } from '../../i18n/id/forum.js';
import { queueOf, type Waiting } from '../../model/moderation.js';
import { topicAnchor } from '../../model/topics.js';
import type { ErrorCode } from '../../sdk/errors.js';
import { forumVerbs } from '../../sdk/forum-verbs.js';
import type { Verb } from '../../sdk/statement.js';
import { baseStyles } from '../../styles/base.styles.js';
import { acted } from '../../tracking/forum-acts.js';
import { ForumSync } from '../forum/forum-sync.js';
import type { RosterSource } from '../forum-thread/sources.js';
import { loadText, renderText, textStyles } from '../forum-thread/text.js';
import { moderationQueueStyles } from './moderation-queue.styles.js';
import { bringReports } from './reports.js';
import { wordsIn, type Words } from './words.js';

type Kind = keyof Words['kinds'];
const kinds: readonly Kind[] = ['all', 'held', 'flagged', 'call', 'hidden'];
const keyOf = (w: Waiting): string => `${w.why} ${w.post?.id ?? w.said[0]?.statementId ?? w.thread}`;

/**
 * What waits in a forum for those who keep order: posts to be approved, reports, calls, and what is hidden. For facilitators and managers.
 *
 * @example
 * ```html
 * <widya-moderation-queue forum="https://belajar.bln.example/forum/etika-asn" label="Moderasi" roster="https://belajar.bln.example/forum">
 *   <a href="/moderasi.html">Buka antrean</a>
 * </widya-moderation-queue>
 * ```
 *
 * @tagname widya-moderation-queue
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-post-decided']['detail']>} widya-post-decided - The person has shown or hidden a post.
 * @fires {CustomEvent<WidyaEventMap['widya-topic-request']['detail']>} widya-topic-request - The person wants to read the topic; unless cancelled the address of the page names it, as a `<widya-forum>` on it understands.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The forum cannot be read.
 * @csspart kinds - What is shown of it.
 * @csspart item - One that waits.
 * @csspart reason - Where a reason is written.
 * @csspart notice - That nobody is signed in, that the session has ended, or that this is for others.
 * @csspart sign-in - The button in it.
 * @csspart error - The error notice.
 * @csspart retry - The button that tries again.
 */
export class WidyaModerationQueue extends WidyaElement {
  static override tag = 'widya-moderation-queue';
  static override words = [forum];
  static override styles = [...baseStyles, moderationQueueStyles];
  static override rules = { forum: iri, roster: iri, headingLevel: numberFrom(1, 5, 2) };

  /** Activity IRI of the forum; with anything else there is none. */
  @property({ type: String, attribute: 'forum' }) forum = '';
  /** Title of the queue. */
  @property({ type: String, attribute: 'label' }) label = '';
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** Level of the title among the page's headings, 1 to 5; 2 for anything else. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 2;
  /** Activity (IRI) whose profile says who is who. */
  @property({ type: String, attribute: 'roster' }) roster = '';
  /** Who is who, or how to ask for it; instead of `roster`. */
  @property({ attribute: false }) people: RosterSource;

  @state() private kind: Kind = 'all';
  /** Which one a reason is being written for. */
  @state() private asking = '';
  /** Why the LRS would not take the last decision. */
  @state() private refused: ErrorCode | undefined;

  #service = new ServiceController(this, { service: () => this.#opened.open(), event: (e) => this.#onEvent(e) });
  #opened = new OpenedController<ForumSync>(this, {
    service: () => this.#service.value,
    key: () => this.forum,
    make: (service, key) => new ForumSync(service, key, this.people ?? this.roster, () => this.requestUpdate()),
    ready: (sync, service) => {
      void loadText().then(() => {
        if (this.#opened.sync !== sync) return;
        this.requestUpdate();
        if (sync.known.moderates) void bringReports(service.lrs, this.forum, sync);
      });
    },
  });

  override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('people') || changed.has('roster');
    if (other || changed.has('forum')) this.#opened.open(other && this.hasUpdated);
    const { status, error } = this.#opened;
    if (!error) this.status = status;
    else if (this.failure !== error) this.fail(error);
  }

  override updated(): void {
    if (this.status === 'ready') adoptStyles(this.renderRoot as ShadowRoot, textStyles);
  }

  /** Reads the forum again. */
  reload(): void {
    if (!this.isConnected) return;
    this.#opened.open(true);
  }

  get #w(): Words {
    return wordsIn(this.localize.lang);
  }

  #onEvent(event: ServiceEvent): void {
    const sync = this.#opened.sync;
    if (event.type === 'auth' && this.#opened.subject !== this.#service.value?.principal?.subject) this.#opened.open();
    if (event.type === 'rejected' && sync?.takeBack(event.ids)) this.refused = event.code;
    if (event.type === 'queued' || event.type === 'sent') sync?.takeWaiting();
    if (event.type === 'sent') {
      if (this.status === 'error') this.reload();
      else void sync?.refresh();
    }
  }

  override render(): TemplateResult {
    const sync = this.#opened.sync;
    const { t, status, label, headingLevel } = this;
    const w = this.#w;
    const notice = this.#service.notice(t);
    if (status === 'error')
      return html`<div class="stack">
        ${notice === nothing ? this.renderError(() => this.reload()) : notice}<slot></slot>
      </div>`;
    if (!sync) return html`<slot></slot>`;
    const heading = label
      ? html`<div class="title" role="heading" aria-level=${headingLevel}><bdi>${label}</bdi></div>`
      : nothing;
    if (status !== 'ready')
      return html`<div class="queue" aria-busy="true">
        ${heading}<span class="visually-hidden">${t.loading}</span>
        ${[1, 2].map(() => html`<div class="skeleton item-skeleton"></div>`)}<slot></slot>
      </div>`;
    if (!sync.known.moderates)
      return html`<div class="notice warning" part="notice">
        ${icon('lock')}
        <div><span>${w.nobody}</span></div>
      </div>`;
    const all = queueOf(sync.state);
    const count = (k: Kind) => all.filter((x) => (k === 'all' ? x.why !== 'hidden' : x.why === k)).length;
    const shown = all.filter((x) => (this.kind === 'all' ? x.why !== 'hidden' : x.why === this.kind));
    return html`<section class="queue" aria-label=${label || w.queue}>
      ${heading} ${notice}
      ${
        this.refused
          ? html`<div class="notice danger" role="alert">
              ${icon('alert')}
              <div><strong>${w.refused}</strong><span class="small">${t[this.refused]}</span></div>
            </div>`
          : nothing
      }
      <div class="kinds" part="kinds" role="group" aria-label=${w.kindsLabel}>
        ${kinds.map(
          (k) =>
            html`<button
              type="button"
              class="button small"
              data-kind=${k}
              aria-pressed=${k === this.kind}
              @click=${() => (this.kind = k)}
            >
              ${w.count(w.kinds[k], count(k))}
            </button>`,
        )}
      </div>
      ${shown.length === 0 ? html`<p class="empty muted" tabindex="-1">${w.empty}</p>` : nothing}
      <ol>
        ${repeat(shown, keyOf, (x) => html`<li>${this.#renderItem(x, sync)}</li>`)}
      </ol>
      ${
        sync.hasOlder
          ? html`<button
              type="button"
              class="button center"
              aria-disabled=${sync.loading ? 'true' : nothing}
              @click=${() => void sync.loadOlder()}
            >
              ${sync.loading ? w.loading : w.older}
            </button>`
          : nothing
      }
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderItem(x: Waiting, sync: ForumSync): TemplateResult {
    const w = this.#w;
    const { post } = x;
    const name = (who: string, known?: string) => sync.known.names.get(who) ?? known ?? this.t.someone;
    const when = (at: string) => this.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' });
    const first = x.said[0];
    const why = {
      held: w.held(when(x.since)),
      flagged: w.flagged(x.said.length),
      hidden: first ? w.hidden(name(first.by), when(first.at)) : '',
      call: first ? w.call(name(first.by), when(first.at)) : '',
    }[x.why];
    const key = keyOf(x);
    const pending = x.said.some((s) => this.#service.value?.isPending(s.statementId) === true);
    return html`<article
      class="item"
      part="item"
      tabindex="-1"
      data-item=${key}
      aria-label=${`${why}, ${x.title ?? w.untitled}`}
    >
      <span class="why ${x.why === 'hidden' ? 'calm' : ''}"
        >${icon(x.why === 'hidden' ? 'x-circle' : x.why === 'held' ? 'clock' : 'alert')}<bdi>${why}</bdi></span
      >
      <strong><bdi>${x.title ?? w.untitled}</bdi></strong>
      ${
        post
          ? html`<span class="small muted"><bdi>${w.wrote(name(post.author, post.name), when(post.at))}</bdi></span>
              <div class="prose" dir="auto" tabindex="0" role="group" aria-label=${name(post.author, post.name)}>
                ${renderText(post.text, { headingLevel: 4, newTab: this.t.newTab })}
              </div>`
          : nothing
      }
      <ul class="said">
        ${x.said.map(
          (s) =>
            html`<li>
              <bdi>${x.why === 'hidden' ? w.reason : x.why === 'call' ? w.kinds.call : w.report(name(s.by))}</bdi>:
              <bdi>${s.text ?? w.noReason}</bdi>
            </li>`,
        )}
      </ul>
      ${pending ? html`<span class="small muted">${icon('cloud')} ${w.waiting}</span>` : nothing}
      ${this.asking === key && post ? this.#renderReason(x, key) : this.#renderActions(x, key)}
    </article>`;
  }

  #renderActions(x: Waiting, key: string): TemplateResult {
    const w = this.#w;
    const button = (text: string, what: string, act: () => unknown, more = '') =>
      html`<button type="button" class="button small ${more}" data-do=${what} @click=${() => void act()}>
        ${text}
      </button>`;
    const show = () => this.#decide(x, forumVerbs.restored);
    const ask = () => this.#ask(key);
    return html`<div class="row">
      ${{
        held: () => [button(w.approve, 'approve', show, 'primary'), button(w.refuse, 'refuse', ask, 'danger')],
        flagged: () => [button(w.hide, 'hide', ask, 'danger'), button(w.keep, 'keep', show)],
        hidden: () => [button(w.restore, 'restore', show)],
        call: () => [],
      }[x.why]()}
      ${button(w.answer, 'topic', () => this.#visit(x.thread), 'quiet')}
    </div>`;
  }

  #renderReason(x: Waiting, key: string): TemplateResult {
    const w = this.#w;
    return html`<form
      part="reason"
      @submit=${(e: SubmitEvent) => {
        e.preventDefault();
        const text = String(new FormData(e.target as HTMLFormElement).get('reason') ?? '').trim();
        if (text) void this.#decide(x, forumVerbs.hidden, text);
      }}
      @keydown=${(e: KeyboardEvent) => e.key === 'Escape' && void this.#leave(key)}
    >
      <label for="reason">${w.reason}</label>
      <textarea
        id="reason"
        name="reason"
        rows="2"
        maxlength="2000"
        dir="auto"
        required
        aria-describedby="help"
      ></textarea>
      <span class="small muted" id="help">${w.reasonHelp}</span>
      <span class="row">
        <button type="submit" class="button small danger">${x.why === 'held' ? w.refuse : w.hide}</button>
        <button type="button" class="button small" @click=${() => void this.#leave(key)}>${w.cancel}</button>
      </span>
    </form>`;
  }

  async #ask(key: string): Promise<void> {
    this.asking = key;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
  }

  async #leave(key: string): Promise<void> {
    this.asking = '';
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`[data-item="${CSS.escape(key)}"] :is([data-do="refuse"], [data-do="hide"])`)
      ?.focus();
  }

  /** A forum on this page opens it by its address, unless the page shows it elsewhere. */
  #visit(thread: string): void {
    if (this.emit('widya-topic-request', { forum: this.forum, thread }, true))
      location.hash = topicAnchor(this.forum, thread);
  }

  /** Recorded, and on to the next one. */
  async #decide(x: Waiting, verb: Verb, text?: string): Promise<void> {
    const { post } = x;
    const service = this.#service.value;
    if (!post || !service) return;
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-item]')];
    const at = items.findIndex((i) => i.dataset['item'] === keyOf(x));
    this.refused = undefined;
    const context = { thread: x.thread, title: x.title, forum: this.forum, lang: this.localize.lang };
    try {
      await service.record([acted(context, { verb, object: post.id, about: post.statementId, text })]);
    } catch (cause) {
      return this.fail(cause);
    }
    this.asking = '';
    this.#opened.sync?.takeWaiting();
    await this.updateComplete;
    const left = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-item]')];
    (left[Math.min(at, left.length - 1)] ?? this.renderRoot.querySelector<HTMLElement>('.empty'))?.focus();
    this.announce(left.length > 0 ? this.#w.next(left.length) : this.#w.done);
    this.emit('widya-post-decided', { thread: x.thread, post: post.id, shown: verb === forumVerbs.restored });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-moderation-queue': WidyaModerationQueue;
  }
}

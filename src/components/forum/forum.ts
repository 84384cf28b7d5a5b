import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { OpenedController } from '../../core/controllers/opened.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { iri, numberFrom, oneOf, uuid as isUuid } from '../../core/rules.js';
import type { ServiceEvent } from '../../core/service.js';
import { WidyaElement } from '../../core/widya-element.js';
import { forum } from '../../i18n/id/forum.js';
import {
  listed,
  topicAnchor,
  topicAt,
  topicFilters,
  topicOrders,
  type Topic,
  type TopicFilter,
  type TopicOrder,
} from '../../model/topics.js';
import type { Activity } from '../../sdk/statement.js';
import { uuid } from '../../sdk/uuid.js';
import { baseStyles } from '../../styles/base.styles.js';
import { posted } from '../../tracking/forum.js';
import { drafts } from '../forum-thread/drafts.js';
import type { RosterSource } from '../forum-thread/sources.js';
import { ForumSync } from './forum-sync.js';
import { forumStyles } from './forum.styles.js';
import { renderList, renderTools } from './list.js';
import type * as NewTopic from './new-topic.js';
import { wordsIn, type Words } from './words.js';

/**
 * The topics of a discussion forum: read, search, open one in place, begin one. Kept in the LRS.
 *
 * @example
 * ```html
 * <widya-forum forum="https://belajar.bln.example/forum/etika-asn" label="Forum Etika ASN">
 *   <a href="/forum.html">Buka forum</a>
 * </widya-forum>
 * ```
 *
 * @tagname widya-forum
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-topic-request']['detail']>} widya-topic-request - The person wants to read a topic; cancel it to show the topic elsewhere.
 * @fires {CustomEvent<WidyaEventMap['widya-topic-created']['detail']>} widya-topic-created - The person began a topic.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The forum cannot be read.
 * @csspart head - Title, count, and the button for a new topic.
 * @csspart tools - Search and order.
 * @csspart topics - The list.
 * @csspart topic - One topic in it.
 * @csspart new - Where a topic is begun.
 * @csspart send - The button that begins it.
 * @csspart back - The button that leads back to the list.
 * @csspart thread - The topic that is open.
 * @csspart notice - That nobody is signed in, or that the session has ended.
 * @csspart sign-in - The button in it.
 * @csspart error - The error notice.
 * @csspart retry - The button that tries again.
 */
export class WidyaForum extends WidyaElement {
  static override tag = 'widya-forum';
  static override words = [forum];
  static override styles = [...baseStyles, forumStyles];
  static override rules = {
    forum: iri,
    topic: iri,
    roster: iri,
    registration: isUuid,
    headingLevel: numberFrom(1, 5, 2),
    show: oneOf(...topicFilters),
    order: oneOf(...topicOrders),
  };

  /** Activity IRI of the forum; with anything else there is none. */
  @property({ type: String, attribute: 'forum' }) forum = '';
  /** Title of the forum. */
  @property({ type: String, attribute: 'label' }) label = '';
  /** Thread IRI of the topic that is open; none shows the list. */
  @property({ type: String, attribute: 'topic' }) topic = '';
  /** Which topics are listed at first: `all`, `unread`, `unanswered`, `mine` or `followed`. */
  @property({ type: String, attribute: 'show' }) show: TopicFilter = 'all';
  /** How they are sorted at first: `activity`, `newest`, `replies` or `title`. */
  @property({ type: String, attribute: 'order' }) order: TopicOrder = 'activity';
  /** Read only: nobody can write here. */
  @property({ type: Boolean, attribute: 'readonly', reflect: true }) readonly = false;
  /** The address of the page is left alone: opening a topic changes nothing after the `#`. */
  @property({ type: Boolean, attribute: 'no-address' }) noAddress = false;
  /** Enrolment (UUID) to record under; none for anything else. */
  @property({ type: String, attribute: 'registration' }) registration = '';
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** Level of the title among the page's headings, 1 to 5; 2 for anything else. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 2;
  /** Activity (IRI) whose profile says who is who. */
  @property({ type: String, attribute: 'roster' }) roster = '';
  /** Who is who, or how to ask for it; instead of `roster`. */
  @property({ attribute: false }) people: RosterSource;
  /** The course this forum belongs to. */
  @property({ attribute: false }) course: Activity | undefined;

  @state() private search = '';
  @state() private writes = false;
  @state() private canThread = false;
  #form: typeof NewTopic | undefined;

  #service = new ServiceController(this, { service: () => this.#opened.open(), event: (e) => this.#onEvent(e) });
  #opened = new OpenedController<ForumSync>(this, {
    service: () => this.#service.value,
    key: () => this.forum,
    make: (service, key) => new ForumSync(service, key, this.people ?? this.roster, () => this.requestUpdate()),
    ready: (sync) => {
      this.#recall();
      sync.rest(this.topic !== '');
    },
  });
  #isAway = false;
  #title = '';
  #text = '';
  /** The topic that was open last: the focus goes back to it in the list. */
  #from = '';

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#onHash);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onHash);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || changed.has('forum')) this.#onHash();
    const other = changed.has('people') || changed.has('roster');
    if (other || changed.has('forum')) this.#opened.open(other && this.hasUpdated);
    if (changed.has('topic')) this.#onTopic(changed.get('topic') ?? '');
    const { status, error } = this.#opened;
    if (!error) this.status = status;
    else if (this.failure !== error) this.fail(error);
  }

  /** Reads the forum again. */
  reload(): void {
    if (!this.isConnected) return;
    this.#opened.open(true);
  }

  get #words(): Words {
    return wordsIn(this.localize.lang);
  }

  #onEvent(event: ServiceEvent): void {
    const sync = this.#opened.sync;
    if (event.type === 'auth') {
      const { principal, state } = this.#service.value ?? {};
      if (this.#opened.subject !== principal?.subject) this.#opened.open();
      else if (state === 'signed-in' && this.#isAway) {
        if (this.status === 'error') this.reload();
        else void sync?.refresh();
      }
      this.#isAway = state !== 'signed-in';
    }
    if (event.type === 'rejected') sync?.takeBack(event.ids);
    if (event.type === 'queued' || event.type === 'sent') sync?.takeWaiting();
    if (event.type === 'sent') {
      if (this.status === 'error') this.reload();
      else void sync?.refresh();
    }
  }

  // ---- addresses ----

  #anchorOf(topic: string): string {
    return topicAnchor(this.forum, topic);
  }

  /** The topic that the address of the page names. */
  readonly #onHash = (): void => {
    if (this.noAddress || !this.forum) return;
    const topic = topicAt(this.forum, location.hash.slice(1));
    if (topic !== undefined) this.topic = topic;
    // The way back of the browser; an address of something else on the page leaves the topic open.
    else if (location.hash === '' && this.#from !== '') this.topic = '';
  };

  #onTopic(before: string): void {
    this.#opened.sync?.rest(this.topic !== '');
    if (this.topic) {
      this.#from = this.topic;
      if (!this.canThread) void this.#loadThread();
    } else if (before) void this.#opened.sync?.readMarks();
  }

  async #loadThread(): Promise<void> {
    try {
      const { WidyaForumThread } = await import('../forum-thread/forum-thread.js');
      WidyaForumThread.define();
      this.canThread = true;
    } catch (cause) {
      this.topic = '';
      this.fail(cause);
    }
  }

  #onOpen(event: MouseEvent, topic: Topic): void {
    // Into a tab of its own, as with any link.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void this.#show(topic.id);
  }

  async #show(topic: string): Promise<void> {
    if (!this.emit('widya-topic-request', { forum: this.forum, thread: topic }, true)) return;
    this.topic = topic;
    if (!this.noAddress) location.hash = this.#anchorOf(topic);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.open')?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  async #back(): Promise<void> {
    const from = this.#from;
    this.topic = '';
    if (!this.noAddress && location.hash.startsWith('#topik-'))
      history.pushState(history.state, '', location.href.replace(/#.*/, ''));
    await this.updateComplete;
    const link = this.renderRoot.querySelector<HTMLElement>(`[data-topic="${CSS.escape(from)}"] a`);
    (link ?? this.renderRoot.querySelector<HTMLElement>('input'))?.focus();
  }

  // ---- a new topic ----

  #draftKey(part: string): string {
    return `${this.#opened.subject}|${this.forum}|${part}`;
  }
  #recall(): void {
    this.#title = drafts.read(this.#draftKey('title')) ?? '';
    this.#text = drafts.read(this.#draftKey('text')) ?? '';
    this.requestUpdate();
  }
  #input(part: 'title' | 'text', value: string): void {
    if (part === 'title') this.#title = value;
    else this.#text = value;
    drafts.write(this.#draftKey(part), value);
  }

  async #begin(on: boolean): Promise<void> {
    try {
      this.#form ??= await import('./new-topic.js');
    } catch {
      return this.announce(this.t['lrs/network']); // pressed again, it is asked for again
    }
    this.writes = on;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(on ? '#title' : '[data-do="new"]')?.focus();
  }

  async #send(): Promise<void> {
    const service = this.#service.value;
    const [title, text] = [this.#title.trim(), this.#text.trim()];
    if (!service) return;
    if (!title || !text) return this.renderRoot.querySelector<HTMLElement>(title ? '#text' : '#title')?.focus();
    const thread = `${this.forum.replace(/\/$/, '')}/${uuid()}`;
    const context = {
      thread,
      title,
      forum: this.forum,
      lang: this.localize.lang,
      course: this.course,
      registration: this.registration || undefined,
    };
    try {
      await service.record([posted(context, { post: `${thread}/pos/${uuid()}`, text, first: true })]);
    } catch (cause) {
      return this.fail(cause);
    }
    this.#input('title', '');
    this.#input('text', '');
    this.writes = false;
    this.emit('widya-topic-created', { forum: this.forum, thread });
    await this.#show(thread);
  }

  // ---- what is shown ----

  override render(): TemplateResult {
    const sync = this.#opened.sync;
    const { t, status } = this;
    const notice = this.#service.notice(t);
    if (status === 'error')
      return html`<div class="stack">
        ${notice === nothing ? this.renderError(() => this.reload()) : notice}<slot></slot>
      </div>`;
    if (!sync) return html`<slot></slot>`;
    if (status !== 'ready')
      return html`<div class="forum" aria-busy="true">
        ${this.#heading()}<span class="visually-hidden">${t.loading}</span>
        ${[1, 2, 3].map(() => html`<div class="skeleton topic-skeleton"></div>`)}<slot></slot>
      </div>`;
    return this.topic ? this.#renderTopic(sync) : this.#renderTopics(sync, notice);
  }

  #heading(): TemplateResult | typeof nothing {
    const { label, headingLevel } = this;
    return label
      ? html`<div class="title" role="heading" aria-level=${headingLevel}><bdi>${label}</bdi></div>`
      : nothing;
  }

  #renderTopic(sync: ForumSync): TemplateResult {
    const title = sync.topics.find((x) => x.id === this.topic)?.title ?? '';
    // A group: the thread in it is the region of that name.
    return html`<div
      class="forum open"
      role="group"
      tabindex="-1"
      aria-label=${title || this.label || this.#words.forum}
    >
      <button type="button" class="button quiet back" part="back" @click=${() => void this.#back()}>
        ${icon('back')}${this.#words.back}
      </button>
      ${
        this.canThread
          ? html`<widya-forum-thread
              part="thread"
              .thread=${this.topic}
              .label=${title}
              .forum=${this.forum}
              .anchor=${this.noAddress ? '' : `${this.#anchorOf(this.topic)}/`}
              .people=${sync.roster ?? {}}
              .course=${this.course}
              .registration=${this.registration}
              .headingLevel=${this.headingLevel}
              .readonly=${this.readonly}
              .messages=${this.messages}
            ></widya-forum-thread>`
          : html`<div class="skeleton topic-skeleton"></div>`
      }
    </div>`;
  }

  #renderTopics(sync: ForumSync, notice: unknown): TemplateResult {
    const { show, order, search } = this;
    const w = this.#words;
    const topics = listed(sync.topics, { show, order, search, lang: this.localize.lang });
    const narrowed = show !== 'all' || search.trim() !== '';
    const older = (text: string, act: () => unknown) =>
      html`<button
        type="button"
        class="button center"
        aria-disabled=${sync.loading ? 'true' : nothing}
        @click=${() => void act()}
      >
        ${sync.loading ? w.loading : text}
      </button>`;
    return html`<section class="forum" aria-label=${this.label || w.forum}>
      <div class="head" part="head">
        <div>
          ${this.#heading()}
          <span class="small muted numbers" role="status"
            >${narrowed ? w.found(topics.length) : w.topics(topics.length)}${sync.hasOlder ? '+' : ''}</span
          >
        </div>
        ${
          this.readonly || this.writes
            ? nothing
            : html`<button type="button" class="button primary" data-do="new" @click=${() => void this.#begin(true)}>
                ${w.newTopic}
              </button>`
        }
      </div>
      ${notice}
      ${
        this.writes && this.#form && !this.readonly
          ? this.#form.renderNew({
              lang: this.localize.lang,
              label: w.newTopic,
              help: this.t.writePostHelp,
              title: this.#title,
              text: this.#text,
              input: (part, value) => this.#input(part, value),
              cancel: () => void this.#begin(false),
              send: () => void this.#send(),
            })
          : nothing
      }
      ${renderTools({
        w,
        search,
        show,
        order,
        onSearch: (words) => (this.search = words),
        onShow: (next) => (this.show = next),
        onOrder: (next) => (this.order = next),
      })}
      ${
        narrowed && sync.hasOlder
          ? html`<p class="small muted">${w.partly} ${older(w.all, () => sync.loadAll())}</p>`
          : nothing
      }
      ${topics.length === 0 ? html`<p class="empty muted">${narrowed ? w.none : w.empty}</p>` : nothing}
      ${renderList({
        w,
        topics,
        moderates: sync.known.moderates,
        level: this.headingLevel,
        href: (topic) => `${location.href.replace(/#.*/, '')}#${this.#anchorOf(topic.id)}`,
        open: (event, topic) => this.#onOpen(event, topic),
        nameOf: (who, name) => (who && sync.known.names.get(who)) ?? name ?? this.t.someone,
        when: (at) => this.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' }),
        waits: (topic) => topic.posts.some((p) => this.#service.value?.isPending(p.statementId) === true),
      })}
      ${!narrowed && sync.hasOlder ? older(w.more, () => sync.loadOlder()) : nothing} ${this.renderAnnouncer()}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-forum': WidyaForum;
  }
}

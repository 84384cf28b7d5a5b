import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { iri, numberFrom, uuid as isUuid } from '../../core/rules.js';
import type { ServiceEvent } from '../../core/service.js';
import { WidyaElement } from '../../core/widya-element.js';
import { threaded, type Post, type ThreadNode } from '../../model/thread.js';
import type { Activity } from '../../sdk/statement.js';
import { uuid } from '../../sdk/uuid.js';
import { baseStyles } from '../../styles/base.styles.js';
import { proseStyles } from '../../styles/prose.styles.js';
import { deleted, edited, posted, type ThreadContext } from '../../tracking/forum.js';
import { renderComposer, type Writing } from './composer.js';
import { drafts } from './drafts.js';
import { forumThreadStyles } from './forum-thread.styles.js';
import { renderPost } from './post.js';
import { ThreadSync } from './thread-sync.js';

/**
 * A discussion: read, answer, correct or delete what you wrote. Kept in the LRS; written posts wait on the device when there is no network.
 *
 * @example
 * ```html
 * <widya-forum-thread thread="https://belajar.bln.example/forum/etika-asn/dilema-hadiah" label="Dilema hadiah">
 *   <a href="/forum.html">Buka forum</a>
 * </widya-forum-thread>
 * ```
 *
 * @tagname widya-forum-thread
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-post-sent']['detail']>} widya-post-sent - The person wrote a post.
 * @fires {CustomEvent<WidyaEventMap['widya-post-edited']['detail']>} widya-post-edited - The person changed a post of theirs.
 * @fires {CustomEvent<WidyaEventMap['widya-post-deleted']['detail']>} widya-post-deleted - The person deleted a post of theirs.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The thread cannot be read.
 * @csspart head - Title and counts.
 * @csspart post - One post.
 * @csspart composer - Where a post is written.
 * @csspart send - The button that sends it.
 * @csspart error - The error notice.
 * @csspart retry - The button that tries again.
 */
export class WidyaForumThread extends WidyaElement {
  static override tag = 'widya-forum-thread';
  static override styles = [...baseStyles, proseStyles, forumThreadStyles];
  static override rules = { thread: iri, registration: isUuid, headingLevel: numberFrom(1, 6, 2) };

  /** Activity IRI of the thread. */
  @property({ type: String, attribute: 'thread' }) thread = '';
  /** Title of the thread. */
  @property({ type: String, attribute: 'label' }) label = '';
  /** Read only: nobody can write here. */
  @property({ type: Boolean, attribute: 'readonly', reflect: true }) readonly = false;
  /** Enrolment (UUID) to record under. */
  @property({ type: String, attribute: 'registration' }) registration = '';
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** Level of the title among the page's headings, 1 to 6. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 2;
  /** The course this discussion belongs to. */
  @property({ attribute: false }) course: Activity | undefined;

  @state() private writing: Writing = { mode: 'new' };
  @state() private draft = '';
  @state() private previewing = false;
  @state() private asking: string | undefined;
  /** Why the LRS would not take what was written last. */
  @state() private refused: string | undefined;

  #service = new ServiceController(this, {
    service: () => this.#open(),
    event: (e) => this.#onEvent(e),
  });
  #sync: ThreadSync | undefined;
  #opened = '';
  #subject: string | undefined;
  #reading: IntersectionObserver | undefined;
  #seenTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('online', this.#onOnline);
    if (this.hasUpdated) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('online', this.#onOnline);
    this.#close();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('thread')) this.#open();
    const sync = this.#sync;
    if (!sync) this.status = 'idle';
    else if (sync.status === 'error' && sync.error) {
      if (this.failure !== sync.error) this.fail(sync.error);
    } else this.status = sync.status;
  }

  override updated(): void {
    if (this.status === 'ready' && !this.#reading) this.#watchReading();
  }

  /** Reads the thread again. */
  reload(): void {
    if (!this.isConnected) return;
    this.#opened = '';
    this.#open();
  }

  #open(): void {
    const service = this.#service.value;
    const key = service && this.thread ? this.thread : '';
    const subject = service?.principal?.subject;
    if (key === this.#opened && subject === this.#subject && this.#sync) return;
    this.#close();
    this.requestUpdate();
    if (!service || !key || !this.isConnected) return;
    this.#opened = key;
    this.#subject = subject;
    this.writing = { mode: 'new' };
    this.asking = this.refused = undefined;
    this.previewing = false;
    const sync = (this.#sync = new ThreadSync(service, this.thread, () => this.requestUpdate()));
    void sync.open().then(() => {
      if (this.#sync !== sync) return;
      this.#subject = service.principal?.subject;
      this.draft = drafts.read(this.#draftKey) ?? '';
    });
  }

  #close(): void {
    this.#sync?.stop();
    this.#sync = undefined;
    this.#opened = '';
    this.#reading?.disconnect();
    this.#reading = undefined;
    clearTimeout(this.#seenTimer);
  }

  #onEvent(event: ServiceEvent): void {
    if (event.type === 'auth' && this.#subject !== this.#service.value?.principal?.subject) this.#open();
    if (event.type === 'rejected') this.#onRefused(event.ids);
    if (event.type === 'sent' || event.type === 'queued') this.#sync?.takeWaiting();
    if (event.type !== 'sent') return;
    if (this.status === 'error') this.reload();
    else void this.#sync?.refresh();
  }

  readonly #onOnline = (): void => {
    if (this.status === 'error') this.reload();
  };

  get #draftKey(): string {
    const w = this.writing;
    return `${this.#service.value?.principal?.subject}|${this.thread}|${w.mode}|${w.post?.id ?? ''}`;
  }

  get #context(): ThreadContext {
    return {
      thread: this.thread,
      title: this.label,
      lang: this.localize.lang,
      course: this.course,
      registration: this.registration || undefined,
    };
  }

  /** Seen for a moment counts as read, on every device. */
  #watchReading(): void {
    this.#reading = new IntersectionObserver(([entry]) => {
      clearTimeout(this.#seenTimer);
      if (entry?.isIntersecting) this.#seenTimer = setTimeout(() => this.#sync?.markRead(), 1500);
    });
    this.#reading.observe(this);
  }

  override render(): TemplateResult {
    const sync = this.#sync;
    if (this.status === 'error') {
      const signIn = this.failure?.code === 'auth/signed-out' && this.#service.value?.canLogin;
      return html`<div class="stack">
        ${signIn ? this.#renderSignIn() : this.renderError(() => this.reload())}<slot></slot>
      </div>`;
    }
    if (!sync) return html`<slot></slot>`;
    if (this.status !== 'ready') {
      return html`<div class="thread" aria-busy="true">
        <div class="head">${this.#renderTitle()}<span class="visually-hidden">${this.t.loading}</span></div>
        ${[1, 2].map(() => html`<div class="skeleton post-skeleton"></div>`)}
        <slot></slot>
      </div>`;
    }
    return this.#renderThread(sync, threaded(sync.posts));
  }

  #renderTitle(): TemplateResult | typeof nothing {
    return this.label
      ? html`<div class="title" role="heading" aria-level=${this.headingLevel}><bdi>${this.label}</bdi></div>`
      : nothing;
  }

  #renderThread(sync: ThreadSync, nodes: ThreadNode[]): TemplateResult {
    const { t } = this;
    const shown = sync.posts.filter((p) => !p.deleted).length;
    return html`<section class="thread" aria-label=${this.label || t.threadLabel}>
      <div class="head" part="head">
        ${this.#renderTitle()}
        <span class="small muted numbers"
          ><bdi>${sync.hasOlder ? t.newestPosts(shown) : t.posts(shown)}</bdi>${
            sync.unread > 0 ? html` · <strong><bdi>${t.unread(sync.unread)}</bdi></strong>` : nothing
          }</span
        >
      </div>
      ${
        sync.hasOlder
          ? html`<button
              type="button"
              class="button center"
              aria-disabled=${sync.loadingOlder ? 'true' : nothing}
              @click=${() => void this.#onOlder(sync)}
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
          (n) => html`<li>${this.#renderPost(n.post, sync)} ${this.#renderReplies(n, sync)}</li>`,
        )}
      </ol>
      ${
        sync.fresh > 0
          ? html`<button type="button" class="button center" data-fresh @click=${() => void this.#onFresh(sync)}>
              ${t.showNewPosts(sync.fresh)}
            </button>`
          : nothing
      }
      ${
        this.refused
          ? html`<div class="notice danger" role="alert">
              ${icon('alert')}
              <div><strong>${t.postRefused}</strong><span class="small">${this.refused}</span></div>
            </div>`
          : nothing
      }
      ${
        this.readonly
          ? html`<p class="small muted">${icon('lock')} ${t.readOnlyThread}</p>`
          : this.writing.mode === 'new'
            ? this.#renderComposer()
            : nothing
      }
      <div class="visually-hidden" role="status" aria-live="polite">
        ${sync.fresh > 0 ? t.newPosts(sync.fresh) : ''}
      </div>
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderSignIn(): TemplateResult {
    return html`<div class="notice warning" part="error">
      ${icon('info')}
      <div>
        <strong>${this.t.signedOutTitle}</strong>
        <span
          ><button type="button" class="button small" @click=${() => void this.#service.value?.login()}>
            ${this.t.signIn}
          </button></span
        >
      </div>
    </div>`;
  }

  #renderReplies({ post, replies }: ThreadNode, sync: ThreadSync): TemplateResult | typeof nothing {
    const target = this.writing.mode === 'reply' ? this.writing.post?.id : undefined;
    const writes = target !== undefined && [post, ...replies].some((p) => p.id === target);
    if (replies.length === 0 && !writes) return nothing;
    return html`<ol class="replies">
      ${repeat(
        replies,
        (r) => r.id,
        (r) => html`<li>${this.#renderPost(r, sync)}</li>`,
      )}
      ${writes ? html`<li>${this.#renderComposer()}</li>` : nothing}
    </ol>`;
  }

  #renderPost(post: Post, sync: ThreadSync): TemplateResult {
    if (this.writing.mode === 'edit' && this.writing.post?.id === post.id) return this.#renderComposer();
    const mine = post.author === sync.me;
    const parent = post.parent === undefined ? undefined : sync.posts.find((p) => p.id === post.parent);
    return renderPost({
      t: this.t,
      post,
      mine,
      unread: sync.isNew(post),
      waiting: this.#service.value?.isPending(post.statementId) === true,
      answers: parent?.parent === undefined ? undefined : (parent.name ?? this.t.someone),
      readonly: this.readonly,
      asking: this.asking === post.id,
      when: (at) => this.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' }),
      reply: () => void this.#write({ mode: 'reply', post }),
      edit: () => void this.#write({ mode: 'edit', post }),
      ask: () => void this.#ask(post.id, '[data-autofocus]'),
      keep: () => void this.#ask(undefined, `[data-post="${CSS.escape(post.id)}"] [data-delete]`),
      remove: () => void this.#onDelete(post),
    });
  }

  #renderComposer(): TemplateResult {
    return renderComposer({
      t: this.t,
      writing: this.writing,
      draft: this.draft,
      previewing: this.previewing,
      input: (text) => {
        this.draft = text;
        drafts.write(this.#draftKey, text);
      },
      preview: () => (this.previewing = !this.previewing),
      cancel: () => void this.#write({ mode: 'new' }),
      send: () => void this.#send(this.draft.trim()).catch((cause: unknown) => this.fail(cause)),
    });
  }

  async #write(writing: Writing): Promise<void> {
    const before = this.writing;
    this.writing = writing;
    this.previewing = false;
    this.draft = drafts.read(this.#draftKey) ?? (writing.mode === 'edit' ? (writing.post?.text ?? '') : '');
    await this.updateComplete;
    if (writing.mode === 'new') this.#focusPost(before.post?.id);
    else this.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
  }

  #focusPost(id: string | undefined): void {
    if (id === undefined) return;
    const post = this.renderRoot.querySelector<HTMLElement>(`[data-post="${CSS.escape(id)}"]`);
    post?.focus({ preventScroll: true });
    post?.scrollIntoView({ block: 'nearest' });
  }

  /** Asks before deleting, or stops asking; the focus goes to what takes the place of what had it. */
  async #ask(post: string | undefined, focus: string): Promise<void> {
    this.asking = post;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(focus)?.focus();
  }

  /** The button goes, or is below what came: the focus goes to the first of the new ones. */
  async #onFresh(sync: ThreadSync): Promise<void> {
    const [first] = sync.showFresh();
    await this.updateComplete;
    this.#focusPost(first);
  }

  async #onOlder(sync: ThreadSync): Promise<void> {
    const first = sync.posts[0]?.id;
    await sync.loadOlder();
    await this.updateComplete;
    if (!sync.hasOlder) this.#focusPost(first); // the button that had the focus is gone
  }

  async #send(text: string): Promise<void> {
    const service = this.#service.value;
    if (!service) return;
    const { mode, post } = this.writing;
    const key = this.#draftKey;
    let id: string;
    if (mode === 'edit' && post) {
      id = post.id;
      await service.record([edited(this.#context, { post: post.id, statementId: post.statementId, text })]);
    } else {
      id = `${this.thread.replace(/\/$/, '')}/pos/${uuid()}`;
      const parent = mode === 'reply' && post ? { id: post.id, statementId: post.statementId } : undefined;
      await service.record([posted(this.#context, { post: id, text, first: this.#sync?.posts.length === 0, parent })]);
    }
    drafts.write(key, '');
    this.refused = undefined;
    this.writing = { mode: 'new' };
    this.draft = drafts.read(this.#draftKey) ?? '';
    this.previewing = false;
    await this.updateComplete;
    this.#focusPost(id);
    this.emit(mode === 'edit' ? 'widya-post-edited' : 'widya-post-sent', { thread: this.thread, post: id });
  }

  async #onDelete(post: Post): Promise<void> {
    this.asking = undefined;
    try {
      await this.#service.value?.record([deleted(this.#context, { post: post.id, statementId: post.statementId })]);
      await this.updateComplete;
      this.#focusPost(post.id);
      this.announce(this.t.deletedPost);
      this.emit('widya-post-deleted', { thread: this.thread, post: post.id });
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** The LRS will never take it: it goes from the thread, and a text comes back to where it was written. */
  #onRefused(ids: readonly string[]): void {
    const texts = this.#sync?.takeBack(ids);
    if (!texts) return;
    this.refused = this.t['lrs/bad-request'];
    if (this.writing.mode !== 'new' || this.draft !== '' || !texts[0]) return;
    this.draft = texts[0];
    drafts.write(this.#draftKey, this.draft);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-forum-thread': WidyaForumThread;
  }
}

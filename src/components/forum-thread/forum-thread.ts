import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { renderMarkdown } from '../../core/markdown.js';
import { WidyaElement } from '../../core/widya-element.js';
import { threaded, type Post } from '../../model/thread.js';
import type { Activity } from '../../sdk/statement.js';
import { uuid } from '../../sdk/uuid.js';
import { baseStyles } from '../../styles/base.styles.js';
import { proseStyles } from '../../styles/prose.styles.js';
import { deleted, edited, posted, type ThreadContext } from '../../tracking/forum.js';
import { drafts } from './drafts.js';
import { forumThreadStyles } from './forum-thread.styles.js';
import { ThreadSync } from './thread-sync.js';

/** What is being written: a new post, an answer to one, or a new text of one. */
interface Writing {
  mode: 'new' | 'reply' | 'edit';
  post?: Post;
}

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
 * @csspart retry - The button in it.
 */
export class WidyaForumThread extends WidyaElement {
  static override tag = 'widya-forum-thread';
  static override styles = [...baseStyles, proseStyles, forumThreadStyles];

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

  #service = new ServiceController(this, {
    service: () => this.#open(),
    event: (e) => {
      if (e.type === 'auth' && this.#subject !== this.#service.value?.principal?.subject) this.#open();
      if (e.type === 'sent' || e.type === 'queued') this.#sync?.takeWaiting();
      if (e.type === 'sent') void this.#sync?.refresh();
    },
  });
  #sync: ThreadSync | undefined;
  #opened = '';
  #subject: string | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #reading: IntersectionObserver | undefined;
  #seenTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sync?.stop();
    this.#sync = undefined;
    this.#opened = '';
    this.#reading?.disconnect();
    this.#reading = undefined;
    clearTimeout(this.#seenTimer);
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
    this.#opened = '';
    this.#open();
  }

  #open(): void {
    const service = this.#service.value;
    const key = service && this.thread ? this.thread : '';
    const subject = service?.principal?.subject;
    if (key === this.#opened && subject === this.#subject && this.#sync) return;
    this.#sync?.stop();
    this.#sync = undefined;
    this.#reading?.disconnect();
    this.#reading = undefined;
    this.#opened = key;
    this.requestUpdate();
    if (!service || !key || !this.isConnected) return;
    const sync = (this.#sync = new ThreadSync(service, this.thread, () => this.requestUpdate()));
    void sync.open().then(() => {
      if (this.#sync !== sync) return;
      this.#subject = service.principal?.subject;
      this.draft = drafts.read(this.#draftKey) ?? '';
    });
    this.#subject = subject;
  }

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
    const { t } = this;
    const sync = this.#sync;
    if (this.status === 'error') {
      const signIn = this.failure?.code === 'auth/signed-out' && this.#service.value?.canLogin;
      return html`${signIn ? this.#renderSignIn() : this.renderError(() => this.reload())}<slot></slot>`;
    }
    if (this.status !== 'ready' || !sync) {
      return html`<div class="thread" aria-busy=${this.status === 'loading' ? 'true' : 'false'}>
        ${
          this.status === 'loading'
            ? html`<span class="visually-hidden">${t.loading}</span
                >${[1, 2].map(() => html`<div class="skeleton post-skeleton"></div>`)}`
            : nothing
        }
        <slot></slot>
      </div>`;
    }
    const nodes = threaded(sync.posts);
    const shown = sync.posts.filter((p) => !p.deleted).length;
    return html`<section class="thread" aria-label=${this.label || t.threadLabel}>
      <div class="head" part="head">
        ${
          this.label
            ? html`<div class="title" role="heading" aria-level=${this.headingLevel}>${this.label}</div>`
            : nothing
        }
        <span class="small muted numbers"
          >${t.posts(shown)}${sync.hasOlder ? '+' : ''}${sync.unread > 0 ? html` · <strong>${t.unread(sync.unread)}</strong>` : nothing}</span
        >
      </div>
      ${
        sync.hasOlder
          ? html`<button
              type="button"
              class="button small center"
              ?disabled=${sync.loadingOlder}
              @click=${() => void sync.loadOlder()}
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
          (n) =>
            html`<li>
              ${this.#renderPost(n.post)}
              ${
                n.replies.length > 0 || this.#isReplyTo(n.post, n.replies)
                  ? html`<ol class="replies">
                      ${repeat(
                        n.replies,
                        (r) => r.id,
                        (r) => html`<li>${this.#renderPost(r)}</li>`,
                      )}
                      ${this.#isReplyTo(n.post, n.replies) ? html`<li>${this.#renderComposer()}</li>` : nothing}
                    </ol>`
                  : nothing
              }
            </li>`,
        )}
      </ol>
      ${
        sync.fresh > 0
          ? html`<button type="button" class="button primary center" @click=${this.#onFresh}>
              ${t.showNewPosts(sync.fresh)}
            </button>`
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

  #isReplyTo(root: Post, replies: Post[]): boolean {
    const target = this.writing.mode === 'reply' ? this.writing.post?.id : undefined;
    return target !== undefined && (root.id === target || replies.some((r) => r.id === target));
  }

  #renderPost(post: Post): TemplateResult {
    const { t } = this;
    const mine = post.author === this.#sync?.me;
    const name = post.name ?? t.someone;
    const parent = post.parent === undefined ? undefined : this.#sync?.posts.find((p) => p.id === post.parent);
    if (this.writing.mode === 'edit' && this.writing.post?.id === post.id) return this.#renderComposer();
    const unread = this.#isUnread(post, mine);
    return html`<article class="post ${unread ? 'unread' : ''}" part="post" tabindex="-1" data-post=${post.id}>
      <header class="by">
        <span class="avatar" aria-hidden="true">${initials(name)}</span>
        <span class="who">
          <span
            ><bdi class="name">${name}</bdi> ${mine ? html`<span class="tag">${t.you}</span>` : nothing}
            ${unread ? html`<span class="tag">${t.newMark}</span>` : nothing}</span
          >
          <span class="small muted numbers"
            ><time datetime=${post.at}>${this.#when(post.at)}</time>${post.editedAt ? html` · ${t.edited}` : nothing}${
              parent && parent.parent !== undefined ? html` · ${t.inReplyTo(parent.name ?? t.someone)}` : nothing
            }${
              this.#service.value?.isPending(post.statementId) ? html` · ${icon('cloud')} ${t.waitingToSend}` : nothing
            }</span
          >
        </span>
      </header>
      ${
        post.deleted
          ? html`<p class="muted"><em>${t.deletedPost}</em></p>`
          : html`<div class="prose" dir="auto">
              ${renderMarkdown(post.text, { headingLevel: 4, newTab: t.newTab })}
            </div>`
      }
      ${post.deleted || this.readonly ? nothing : this.#renderActions(post, mine, name)}
    </article>`;
  }

  #renderActions(post: Post, mine: boolean, name: string): TemplateResult {
    const { t } = this;
    if (this.asking === post.id) {
      return html`<div class="notice warning" role="alertdialog" aria-labelledby="ask" aria-describedby="ask-help">
        <div>
          <strong id="ask">${t.deleteQuestion}</strong><span class="small" id="ask-help">${t.deleteHelp}</span>
          <span class="row">
            <button type="button" class="button small danger" data-autofocus @click=${() => void this.#onDelete(post)}>
              ${t.delete}
            </button>
            <button type="button" class="button small" @click=${() => this.#stopAsking(post)}>${t.cancel}</button>
          </span>
        </div>
      </div>`;
    }
    return html`<div class="row actions">
      <button
        type="button"
        class="button quiet small"
        aria-label="${t.reply}: ${name}"
        @click=${() => void this.#write({ mode: 'reply', post })}
      >
        ${icon('reply')}${t.reply}
      </button>
      ${
        mine
          ? html`<button
                type="button"
                class="button quiet small"
                @click=${() => void this.#write({ mode: 'edit', post })}
              >
                ${t.edit}
              </button>
              <button type="button" class="button quiet small" data-delete @click=${() => void this.#ask(post)}>
                ${t.delete}
              </button>`
          : nothing
      }
    </div>`;
  }

  #renderComposer(): TemplateResult {
    const { t } = this;
    const { mode, post } = this.writing;
    const label = mode === 'edit' ? t.edit : mode === 'reply' ? t.replyTo(post?.name ?? t.someone) : t.writePost;
    return html`<form class="composer" part="composer" @submit=${this.#onSubmit}>
      <label for="text">${label}</label>
      ${
        this.previewing
          ? html`<div class="preview prose" dir="auto" tabindex="0">
              ${renderMarkdown(this.draft, { headingLevel: 4, newTab: t.newTab })}
            </div>`
          : html`<textarea
              id="text"
              dir="auto"
              rows="3"
              maxlength="20000"
              aria-describedby="help"
              .value=${this.draft}
              @input=${this.#onInput}
              @keydown=${this.#onKey}
            ></textarea>`
      }
      <span class="small muted" id="help">${t.writePostHelp}</span>
      <div class="row">
        <button
          type="button"
          class="button quiet small"
          aria-pressed=${this.previewing}
          @click=${() => (this.previewing = !this.previewing)}
        >
          ${t.preview}
        </button>
        ${
          mode === 'new'
            ? nothing
            : html`<button type="button" class="button end" @click=${() => void this.#write({ mode: 'new' })}>
                ${t.cancel}
              </button>`
        }
        <button
          type="submit"
          class="button primary ${mode === 'new' ? 'end' : ''}"
          part="send"
          aria-disabled=${this.draft.trim() === '' ? 'true' : nothing}
        >
          ${mode === 'edit' ? t.save : t.send}
        </button>
      </div>
    </form>`;
  }

  #isUnread(post: Post, mine: boolean): boolean {
    const since = this.#sync?.readUpTo;
    return !mine && !post.deleted && since !== undefined && post.stored !== undefined && post.stored > since;
  }

  #when(at: string): string {
    return this.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' });
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
    const post = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-post]')].find((p) => p.dataset.post === id);
    post?.focus({ preventScroll: true });
    post?.scrollIntoView({ block: 'nearest' });
  }

  async #ask(post: Post): Promise<void> {
    this.asking = post.id;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }

  async #stopAsking(post: Post): Promise<void> {
    this.asking = undefined;
    await this.updateComplete;
    this.#focusPost(post.id);
  }

  #onFresh = (): void => {
    this.#sync?.showFresh();
  };

  #onInput = (event: Event): void => {
    this.draft = (event.target as HTMLTextAreaElement).value;
    const key = this.#draftKey;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => drafts.write(key, this.draft), 300);
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
      (event.target as HTMLTextAreaElement).form?.requestSubmit();
    else if (event.key === 'Escape' && this.writing.mode !== 'new') void this.#write({ mode: 'new' });
  };

  #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = this.draft.trim();
    if (text === '') {
      this.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
      return;
    }
    void this.#send(text).catch((cause: unknown) => this.fail(cause));
  };

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
    clearTimeout(this.#saving);
    drafts.write(key, '');
    this.#sync?.takeWaiting();
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
      this.#sync?.takeWaiting();
      await this.updateComplete;
      this.#focusPost(post.id);
      this.announce(this.t.deletedPost);
      this.emit('widya-post-deleted', { thread: this.thread, post: post.id });
    } catch (cause) {
      this.fail(cause);
    }
  }
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

declare global {
  interface HTMLElementTagNameMap {
    'widya-forum-thread': WidyaForumThread;
  }
}

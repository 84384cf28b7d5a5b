import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { adoptStyles } from '../../core/adopt.js';
import { ServiceController } from '../../core/controllers/service.js';
import { iri, numberFrom, uuid as isUuid } from '../../core/rules.js';
import type { ServiceEvent } from '../../core/service.js';
import { WidyaElement } from '../../core/widya-element.js';
import { forum } from '../../i18n/id/forum.js';
import { isLocked, type Post } from '../../model/thread.js';
import type { ErrorCode } from '../../sdk/errors.js';
import type { Activity } from '../../sdk/statement.js';
import { uuid } from '../../sdk/uuid.js';
import { baseStyles } from '../../styles/base.styles.js';
import { deleted, edited, posted, type ThreadContext } from '../../tracking/forum.js';
import { renderComposer } from './composer.js';
import { forumThreadStyles } from './forum-thread.styles.js';
import { renderPost } from './post.js';
import { renderSkeleton, renderThread, renderWriting, type Place } from './screens.js';
import type { Upload } from './files.js';
import type { More } from './more.js';
import { textStyles } from './text.js';
import type { RosterSource } from './sources.js';
import { ThreadSync } from './thread-sync.js';
import { Writer, type Writing } from './writer.js';

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
 * @csspart notice - That nobody is signed in, or that the session has ended.
 * @csspart sign-in - The button in it.
 * @csspart panel - Where a reason, a score or a call is written, or earlier texts are read.
 * @csspart lacking - What the record server cannot do, and what that means here.
 * @csspart error - The error notice.
 * @csspart retry - The button that tries again.
 */
export class WidyaForumThread extends WidyaElement {
  static override tag = 'widya-forum-thread';
  static override words = [forum];
  static override styles = [...baseStyles, forumThreadStyles];
  static override rules = {
    thread: iri,
    forum: iri,
    roster: iri,
    registration: isUuid,
    headingLevel: numberFrom(1, 6, 2),
  };

  /** Activity IRI of the thread; with anything else there is no thread. */
  @property({ type: String, attribute: 'thread' }) thread = '';
  /** Title of the thread; of one that is there already, what it was opened with unless said. */
  @property({ type: String, attribute: 'label' }) label = '';
  /** Activity IRI of the forum it is one topic of, so that `<widya-forum>` finds it. */
  @property({ type: String, attribute: 'forum' }) forum = '';
  /** Read only: nobody can write here. */
  @property({ type: Boolean, attribute: 'readonly', reflect: true }) readonly = false;
  /** Enrolment (UUID) to record under; none for anything else. */
  @property({ type: String, attribute: 'registration' }) registration = '';
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** Level of the title among the page's headings, 1 to 6; 2 for anything else. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 2;
  /** Activity (IRI) whose profile says who is who: the document `https://w3id.org/widya/xapi/profile/roster`. */
  @property({ type: String, attribute: 'roster' }) roster = '';
  /** Who is who, or how to ask for it; instead of `roster`. */
  @property({ attribute: false }) people: RosterSource;
  /** Puts a file that is no picture somewhere, and says where; without it only pictures can be added to posts. */
  @property({ attribute: false }) upload: Upload | undefined;
  /** What addresses of its posts begin with, after the `#`; a forum names the topic there. */
  @property({ attribute: false }) anchor = '';
  /** The course this discussion belongs to. */
  @property({ attribute: false }) course: Activity | undefined;

  @state() private asking: string | undefined;
  /** Why the LRS would not take what was written last. */
  @state() private refused: ErrorCode | undefined;

  #service = new ServiceController(this, {
    service: () => this.#open(),
    event: (e) => this.#onEvent(e),
  });
  #writer = new Writer(() => this.requestUpdate());
  #sync: ThreadSync | undefined;
  #opened = '';
  #subject: string | undefined;
  #more: More | undefined;
  #leave: (() => void) | undefined;
  #isAway = false;
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
    const other = this.hasUpdated && (changed.has('people') || changed.has('roster') || changed.has('forum'));
    if (other) this.#opened = '';
    if (other || changed.has('thread')) this.#open();
    const sync = this.#sync;
    if (!sync) this.status = 'idle';
    else if (sync.status === 'error' && sync.error) {
      if (this.failure !== sync.error) this.fail(sync.error);
    } else this.status = sync.status;
  }

  override updated(): void {
    this.#more?.feed.drawn();
    if (this.status !== 'ready' || this.#reading) return;
    adoptStyles(this.renderRoot as ShadowRoot, textStyles);
    this.#watchReading();
    void this.#learnMore();
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
    this.asking = this.refused = undefined;
    this.#writer.open(subject, key);
    const source = this.people ?? this.roster;
    const sync = (this.#sync = new ThreadSync(service, this.thread, source, () => this.requestUpdate(), this.forum));
    sync.lang = () => this.localize.lang;
    void sync.open().then(() => {
      if (this.#sync !== sync) return;
      this.#subject = service.principal?.subject;
      this.#writer.open(this.#subject, key);
    });
  }

  #close(): void {
    this.#sync?.stop();
    this.#leave?.();
    this.#leave = this.#more = undefined;
    this.#sync = undefined;
    this.#opened = '';
    this.#reading?.disconnect();
    this.#reading = undefined;
    clearTimeout(this.#seenTimer);
  }

  #onEvent(event: ServiceEvent): void {
    if (event.type === 'auth') this.#onAuth();
    if (event.type === 'rejected') this.#onRefused(event.ids, event.code);
    if (event.type === 'sent' || event.type === 'queued') this.#sync?.takeWaiting();
    if (event.type !== 'sent') return;
    if (this.status === 'error') this.reload();
    else void this.#sync?.refresh();
  }

  /** Somebody else, or the same person back: what could not be read meanwhile is read now. */
  #onAuth(): void {
    const { principal, state } = this.#service.value ?? {};
    if (this.#subject !== principal?.subject) this.#open();
    else if (state === 'signed-in' && this.#isAway) {
      if (this.status === 'error') this.reload();
      else void this.#sync?.refresh();
    }
    this.#isAway = state !== 'signed-in';
  }

  readonly #onOnline = (): void => {
    if (this.status === 'error') this.reload();
  };

  get #title(): string {
    return this.label || this.#sync?.whole?.title || '';
  }

  get #context(): ThreadContext {
    return {
      thread: this.thread,
      title: this.#title,
      forum: this.forum || undefined,
      lang: this.localize.lang,
      course: this.course,
      registration: this.registration || undefined,
    };
  }

  /** Reactions, mentions, moderation: after the posts, so that these do not wait. */
  async #learnMore(): Promise<void> {
    const sync = this.#sync;
    const service = this.#service.value;
    const { More } = await import('./more.js').catch(() => ({ More: undefined })); // no network for it: next time
    if (!More || !sync || !service || sync !== this.#sync) return;
    this.#more = new More({
      root: this.renderRoot as ShadowRoot,
      sync,
      writer: this.#writer,
      thread: this.thread,
      anchor: () => this.anchor,
      lrs: service.lrs,
      upload: () => this.upload,
      readonly: () => this.readonly,
      lang: () => this.localize.lang,
      context: () => this.#context,
      when: (at) => this.#when(at),
      someone: () => this.t.someone,
      record: (drafts) => service.record(drafts).catch((cause: unknown) => this.fail(cause)),
      update: () => this.requestUpdate(),
      updated: () => this.updateComplete,
      announce: (text) => this.announce(text),
      reply: (post) => this.#write({ mode: 'reply', post }),
      show: (post) => void this.#goTo(post),
      showOlder: () => this.#sync?.loadOlder() ?? Promise.resolve(false),
    });
    this.#leave = this.#more.begin();
    this.requestUpdate();
  }

  #when(at: string): string {
    return this.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' });
  }

  #nameOf(post: Post): string {
    return this.#sync?.known.names.get(post.author) ?? post.name ?? this.t.someone;
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
    const { t, headingLevel, status } = this;
    const label = this.#title;
    const notice = this.#service.notice(t);
    if (status === 'error') {
      return html`<div class="stack">
        ${notice === nothing ? this.renderError(() => this.reload()) : notice}<slot></slot>
      </div>`;
    }
    if (!sync) return html`<slot></slot>`;
    if (status !== 'ready') return renderSkeleton({ t, label, headingLevel });
    const { mode, post } = this.#writer.writing;
    return renderThread(
      { t, label, headingLevel },
      {
        sync,
        notice,
        readonly: this.readonly,
        locked: this.#locked,
        more: this.#more,
        refused: this.refused,
        answering: mode === 'reply' ? post?.id : undefined,
        post: (p, place) => this.#renderPost(p, sync, place),
        keep: [post?.id, this.asking, this.#more?.kept].filter((id) => id !== undefined),
        composer: () => this.#renderComposer(),
        composes: mode === 'new',
        older: () => void this.#onOlder(sync),
        fresh: () => void this.#onFresh(sync),
        announcer: this.renderAnnouncer(),
      },
    );
  }

  #renderPost(post: Post, sync: ThreadSync, place: Place): TemplateResult {
    const { writing } = this.#writer;
    if (writing.mode === 'edit' && writing.post?.id === post.id)
      return renderWriting(this.t.edit, this.#renderComposer());
    const mine = post.author === sync.me;
    const parent = post.parent === undefined ? undefined : sync.post(post.parent);
    const plain = place.reply && parent?.parent === undefined;
    return renderPost({
      t: this.t,
      post,
      mine,
      unread: sync.isNew(post),
      waiting: this.#service.value?.isPending(post.statementId) === true,
      place,
      answers: parent === undefined || plain ? undefined : this.#nameOf(parent),
      name: this.#nameOf(post),
      moderates: sync.known.moderates,
      more: this.#more,
      readonly: this.readonly || this.#locked,
      asking: this.asking === post.id,
      when: (at) => this.#when(at),
      reply: () => void this.#write({ mode: 'reply', post }),
      edit: () => void this.#write({ mode: 'edit', post }),
      ask: () => void this.#ask(post.id, '[data-autofocus]'),
      keep: () => void this.#ask(undefined, `[data-post="${CSS.escape(post.id)}"] [data-delete]`),
      remove: () => void this.#onDelete(post),
    });
  }

  get #locked(): boolean {
    const { whole, known, roster } = this.#sync ?? {};
    return whole !== undefined && !known?.moderates && isLocked(whole, Date.now(), roster?.lockAfterDays);
  }

  #renderComposer(): TemplateResult {
    const writer = this.#writer;
    return renderComposer({
      t: this.t,
      writer,
      more: this.#more,
      cancel: () => void this.#write({ mode: 'new' }),
      send: () => void this.#send(writer.draft.trim()).catch((cause: unknown) => this.fail(cause)),
    });
  }

  async #write(writing: Writing): Promise<void> {
    const before = this.#writer.writing;
    this.#writer.begin(writing);
    await this.updateComplete;
    if (writing.mode === 'new') this.#focusPost(before.post?.id);
    else this.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
  }

  /** To a post that may not be drawn yet. */
  async #goTo(id: string): Promise<void> {
    const feed = this.#more?.feed;
    feed?.reveal(id);
    this.requestUpdate();
    await this.updateComplete;
    this.#focusPost(id);
    feed?.revealed();
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
    if (first !== undefined) await this.#goTo(first);
  }

  async #onOlder(sync: ThreadSync): Promise<void> {
    const first = sync.posts[0]?.id;
    await sync.loadOlder();
    await this.updateComplete;
    if (!sync.hasOlder && first !== undefined) await this.#goTo(first); // the button that had the focus is gone
  }

  async #send(text: string): Promise<void> {
    const service = this.#service.value;
    if (!service) return;
    const { mode, post } = this.#writer.writing;
    let id: string;
    if (mode === 'edit' && post) {
      id = post.id;
      await service.record([edited(this.#context, { post: post.id, statementId: post.statementId, text })]);
    } else {
      id = `${this.thread.replace(/\/$/, '')}/pos/${uuid()}`;
      const mentions = this.#more?.mentioned(text);
      const parent = mode === 'reply' && post ? { id: post.id, statementId: post.statementId } : undefined;
      const first = this.#sync?.posts.length === 0;
      const draft = posted(this.#context, { post: id, text, first, parent, mentions });
      const { attachments, files } = this.#more?.takeFiles() ?? {};
      await service.record([attachments ? { ...draft, attachments } : draft], files);
    }
    this.#writer.sent();
    this.refused = undefined;
    await this.updateComplete;
    await this.#goTo(id);
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
  #onRefused(ids: readonly string[], code: ErrorCode): void {
    const texts = this.#sync?.takeBack(ids);
    if (!texts) return;
    this.refused = code;
    this.#writer.giveBack(texts[0]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-forum-thread': WidyaForumThread;
  }
}

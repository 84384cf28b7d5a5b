// What can be done in a discussion beyond reading and writing: reactions, quotes, mentions, answers, reports, moderation. Fetched once the
// posts are shown; the thread draws what this gives it.
import { html, nothing, type TemplateResult } from 'lit';
import { adoptStyles } from '../../core/adopt.js';
import { once } from '../../core/once.js';
import { icon } from '../../core/icons.js';
import { threaded, type Post, type Thread, type ThreadNode } from '../../model/thread.js';
import { matches } from '../../model/text-search.js';
import { forumVerbs } from '../../sdk/forum-verbs.js';
import type { Draft } from '../../sdk/service.js';
import { ifiOf, type Agent, type Attachment, type Score, type Verb } from '../../sdk/statement.js';
import { acted, retracted } from '../../tracking/forum-acts.js';
import type { ThreadContext } from '../../tracking/forum.js';
import type { LrsClient } from '../../sdk/client.js';
import type { AttachmentFile } from '../../sdk/multipart.js';
import { safeUrl } from '../../model/inline.js';
import { Feed } from './feed.js';
import type { Chosen, Upload } from './files.js';
import { moreStyles } from './more.styles.js';
import type { ThreadSync } from './thread-sync.js';
import { words } from './words.js';
import type { Writer } from './writer.js';

/** What the thread lends. */
export interface Lent {
  root: ShadowRoot;
  sync: ThreadSync;
  writer: Writer;
  /** IRI of the thread. */
  thread: string;
  /** What the addresses of posts begin with, after the #. */
  anchor: () => string;
  readonly: () => boolean;
  lang: () => string;
  context: () => ThreadContext;
  when: (at: string) => string;
  lrs: LrsClient;
  /** Where files that are no pictures go, if anywhere. */
  upload: () => Upload | undefined;
  /** What a person without a name is called. */
  someone: () => string;
  record: (drafts: Draft[]) => Promise<unknown>;
  update: () => void;
  updated: () => Promise<unknown>;
  announce: (text: string) => void;
  reply: (post: Post) => Promise<void>;
  show: (post: string) => void;
  /** Reads a page of older posts; false when there are none, or they cannot be read now. */
  showOlder: () => Promise<boolean>;
}

type Panel = 'history' | 'flag' | 'hide' | 'rate' | 'call' | 'lock';

// In words: many an office has no font with pictures.
const reactions = [
  { word: 'like', on: forumVerbs.liked, off: forumVerbs.unliked },
  { word: 'applauded', on: forumVerbs.applauded },
  { word: 'laughed', on: forumVerbs.laughed },
  { word: 'agree', on: forumVerbs.agreed },
] as const;
const MANY = 8;
/** Posts up to which nobody needs to search. */
const FEW = 12;
const MANY_DAYS = 60;
const MOST_FILES = 4;

/** What a person chose for this visit; nothing where there is no storage. */
function sessionItem(key: string, value?: string): string | null {
  try {
    if (value !== undefined) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
const withText = (title: string, text: string | undefined): string => (text ? `${title}: ${text}` : title);

/** The part of a post's address that a page's address can end in. */
const anchorOf = (post: string): string => `pos-${post.slice(post.lastIndexOf('/') + 1)}`;

export class More {
  #l: Lent;
  #open: { at: string; what: Panel } | undefined;
  /** Posts whose menu is open. */
  #menus = new Set<string>();
  #names: { agent: Agent; name: string }[] = [];
  #chosen = 0;

  readonly feed: Feed;
  /** Read one after the other, by time, instead of below what they answer. */
  isFlat = false;
  #search = '';
  #searching = false;
  #loading = false;
  #found: { of: readonly Post[]; search: string; posts: readonly Post[] } = { of: [], search: '', posts: [] };

  constructor(lent: Lent) {
    this.#l = lent;
    this.feed = new Feed(lent.root, lent.update);
    this.isFlat = sessionItem('widya:flat') === '1';
    adoptStyles(lent.root, moreStyles);
  }

  /** Listens for addresses of posts; gives back how to stop. */
  begin(): () => void {
    const go = () => void this.#visit(location.hash.slice(1).split('/').at(-1) ?? '');
    addEventListener('hashchange', go);
    go();
    const leave = this.feed.begin();
    return () => {
      leave();
      for (const url of this.#pictures.values()) if (url) URL.revokeObjectURL(url);
      removeEventListener('hashchange', go);
    };
  }

  /** The post whose panel or menu is open. */
  get kept(): string | undefined {
    return this.#open?.at;
  }

  /** The posts that are looked for. */
  narrow(posts: readonly Post[]): readonly Post[] {
    const search = this.#searching ? this.#search.trim() : '';
    if (search === '') return posts;
    const found = this.#found;
    if (found.of === posts && found.search === search) return found.posts;
    const hit = (p: Post) => !p.deleted && matches(`${this.nameOf(p.author, p.name)}\n${p.text}`, search);
    this.#found = { of: posts, search, posts: posts.filter(hit) };
    return this.#found.posts;
  }

  nodes = once((posts: readonly Post[]): ThreadNode[] => threaded(posts));

  /** Page Up and Page Down go from post to post, Ctrl+Home and Ctrl+End out of them (ARIA's pattern of a feed). */
  feedKey(event: KeyboardEvent): void {
    const { key, ctrlKey } = event;
    const field = (event.target as Element).matches('textarea, input, select');
    if (!field && (key === 'PageDown' || key === 'PageUp')) {
      event.preventDefault();
      const next = this.feed.next(key === 'PageDown' ? 1 : -1);
      if (next !== undefined) this.#l.show(next === 'composer' ? (this.kept ?? '') : next);
      else if (key === 'PageUp') void this.#olderAbove();
    } else if (ctrlKey && !field && (key === 'Home' || key === 'End')) {
      event.preventDefault();
      const list = this.#l.root.querySelector('.posts');
      const all = [...this.#l.root.querySelectorAll<HTMLElement>('button, textarea, input, select, summary, a[href]')];
      const side = key === 'Home' ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
      const out = all.filter((e) => list && !list.contains(e) && list.compareDocumentPosition(e) & side);
      (key === 'Home' ? out.at(-1) : out[0])?.focus();
    }
  }

  /** Before the first: older ones are read, and the one before it is gone to. */
  async #olderAbove(): Promise<void> {
    const first = this.#l.sync.posts[0]?.id;
    if (first === undefined || !(await this.#l.showOlder())) return;
    await this.#l.updated();
    const previous = this.feed.next(-1);
    if (previous !== undefined) this.#l.show(previous);
  }

  async #loadAll(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#l.update();
    while (await this.#l.showOlder()) await new Promise((r) => setTimeout(r)); // so that the page can be used meanwhile
    this.#loading = false;
    this.#l.update();
  }

  /** To the first post that is new, however far back that is. */
  async #toUnread(): Promise<void> {
    const { sync } = this.#l;
    while (sync.hasOlder && sync.posts.every((p) => p.stored === undefined || p.stored > (sync.readUpTo ?? ''))) {
      if (!(await this.#l.showOlder())) break;
    }
    await this.#l.updated();
    if (sync.firstNew) this.#l.show(sync.firstNew.id);
  }

  /** Above the posts: search, order of reading, dates, and the first that is new. */
  finder(): TemplateResult | typeof nothing {
    const { sync } = this.#l;
    const w = this.#w;
    const many = sync.posts.length > FEW || sync.hasOlder;
    const unread = sync.firstNew !== undefined;
    if (!many && !unread) return nothing;
    const toggle = (on: boolean, text: string, key: string, act: () => void) =>
      html`<button type="button" class="button small" data-do=${key} aria-pressed=${on} @click=${act}>${text}</button>`;
    return html`<div class="tools">
        ${
          unread
            ? html`<button type="button" class="button small" data-do="to-unread" @click=${() => void this.#toUnread()}>
                ${w.toUnread}
              </button>`
            : nothing
        }
        ${
          many
            ? html`${toggle(this.#searching, w.search, 'search', () => void this.#toggleSearch())}
              ${toggle(this.isFlat, w.flat, 'flat', () => this.#toggleFlat())} ${this.#dates()}`
            : nothing
        }
      </div>
      ${this.#searching ? this.#searchField() : nothing}`;
  }

  async #toggleSearch(): Promise<void> {
    this.#searching = !this.#searching;
    this.#l.update();
    await this.#l.updated();
    if (this.#searching) this.#l.root.querySelector<HTMLElement>('#find')?.focus();
  }

  #toggleFlat(): void {
    this.isFlat = !this.isFlat;
    sessionItem('widya:flat', this.isFlat ? '1' : '0');
    this.#l.update();
  }

  #searchField(): TemplateResult {
    const w = this.#w;
    const { sync } = this.#l;
    const found = this.narrow(sync.posts).length;
    return html`<div class="find" role="search">
      <label for="find">${w.searchPosts}</label>
      <input
        id="find"
        type="search"
        dir="auto"
        autocomplete="off"
        maxlength="200"
        .value=${this.#search}
        @input=${(e: Event) => {
          this.#search = (e.target as HTMLInputElement).value;
          this.#l.update();
        }}
        @keydown=${(e: KeyboardEvent) => e.key === 'Escape' && void this.#toggleSearch()}
      />
      <span class="row small muted">
        <span role="status">${this.#search.trim() ? w.found(found, sync.hasOlder) : ''}</span>
        ${
          sync.hasOlder
            ? html`<button
                type="button"
                class="button small"
                data-do="load-all"
                aria-disabled=${this.#loading ? 'true' : nothing}
                @click=${() => void this.#loadAll()}
              >
                ${this.#loading ? w.loadingAll(sync.posts.length) : w.loadAll}
              </button>`
            : nothing
        }
      </span>
    </div>`;
  }

  /** Days of the posts that are here, to go to; months when there are very many. */
  #dates(): TemplateResult {
    const w = this.#w;
    const go = (e: Event) => {
      const field = e.target as HTMLSelectElement;
      const id = field.value;
      field.value = '';
      if (id) this.#l.show(id);
    };
    return html`<select class="rail" aria-label=${w.toDate} @change=${go}>
      <option value="">${w.toDate}</option>
      ${this.#days(this.#l.sync.posts, this.#l.lang()).map(({ id, text }) => html`<option value=${id}>${text}</option>`)}
    </select>`;
  }
  #days = once((posts: readonly Post[], lang: string) => {
    const by = (length: number) => {
      const days = new Map<string, { id: string; n: number }>();
      for (const { id, at } of posts) {
        const day = at.slice(0, length);
        const known = days.get(day);
        if (known) known.n++;
        else days.set(day, { id, n: 1 });
      }
      return days;
    };
    const days = by(10);
    const isMany = days.size > MANY_DAYS;
    const how: Intl.DateTimeFormatOptions = isMany ? { month: 'long', year: 'numeric' } : { dateStyle: 'medium' };
    const format = new Intl.DateTimeFormat(lang, { ...how, timeZone: 'UTC' });
    return [...(isMany ? by(7) : days)].map(([day, { id, n }]) => ({
      id,
      text: `${format.format(new Date(day))} (${n})`,
    }));
  });

  /** Goes to a post by its address; older ones are read until it is there. */
  async #visit(anchor: string): Promise<void> {
    if (!anchor.startsWith('pos-')) return;
    const { sync } = this.#l;
    const find = () => sync.posts.find((p) => anchorOf(p.id) === anchor);
    while (!find() && sync.hasOlder) {
      const before = sync.posts.length;
      await sync.loadOlder();
      if (sync.posts.length === before) break;
    }
    const post = find();
    if (!post) return;
    await this.#l.updated();
    this.#l.show(post.id);
  }

  get #w(): typeof words.id {
    return /^en\b/i.test(this.#l.lang()) ? words.en : words.id;
  }
  get #thread(): Thread | undefined {
    return this.#l.sync.whole;
  }
  get #mod(): boolean {
    return this.#l.sync.known.moderates;
  }
  nameOf(who: string, name?: string): string {
    return this.#l.sync.known.names.get(who) ?? name ?? this.#l.someone();
  }

  /** What a person is, from the roster; never from what they call themselves. */
  badges(post: Post): TemplateResult | typeof nothing {
    const role = ['facilitator', 'manager', 'admin'].find((r) => (post.roles as readonly string[]).includes(r));
    return role ? html`<span class="tag" data-role=${role}>${this.#w.role[role]}</span>` : nothing;
  }

  notes(post: Post): TemplateResult | typeof nothing {
    const w = this.#w;
    const list: TemplateResult[] = [];
    if (this.#thread?.accepted === post.id)
      list.push(html`<span class="good">${icon('check-circle')}${w.accepted}</span>`);
    if (post.pinned) list.push(html`<span>${icon('flag')}${w.pinned}</span>`);
    if (post.endorsed.length > 0)
      list.push(
        html`<span class="good"
          >${icon('check')}<bdi>${w.endorsed(post.endorsed.map((e) => this.nameOf(e)).join(', '))}</bdi></span
        >`,
      );
    for (const r of post.ratings) {
      const score =
        r.max === undefined || r.raw === undefined ? `${Math.round((r.scaled ?? 0) * 100)}` : `${r.raw}/${r.max}`;
      list.push(html`<span><bdi>${withText(w.rated(score, this.nameOf(r.by)), r.text)}</bdi></span>`);
    }
    if (post.hidden && (this.#mod || post.author === this.#l.sync.me))
      list.push(
        html`<span class="bad"
          >${icon('x-circle')}<bdi>${withText(w.hidden(this.nameOf(post.hidden.by)), post.hidden.text)}</bdi></span
        >`,
      );
    if (this.#mod && post.flags.length > 0)
      list.push(
        html`<span class="bad"
          >${icon('alert')}<bdi
            >${withText(w.flags(post.flags.length), post.flags.flatMap((f) => f.text ?? []).join('; '))}</bdi
          ></span
        >`,
      );
    return list.length > 0 ? html`<div class="notes">${list}</div>` : nothing;
  }

  /** Below a post. */
  foot(post: Post): TemplateResult | typeof nothing {
    if (this.#l.readonly() || post.deleted) return nothing;
    const w = this.#w;
    const name = this.nameOf(post.author, post.name);
    // What nobody has used yet is in the menu, save the first: a long row of them under every post helps nobody.
    const shown = reactions.filter((r, i) => i === 0 || post.reactions.some((x) => x.word === r.word));
    return html`<span class="reactions" role="group" aria-label=${w.reactionsOf(name)}
        >${shown.map((r) => this.#reaction(r, post))}</span
      >
      <button
        type="button"
        class="button quiet small"
        data-do="quote"
        @pointerdown=${(e: Event) => e.preventDefault()}
        @click=${() => void this.#quote(post)}
      >
        ${w.quote}
      </button>
      ${this.#menu(
        post,
        name,
        reactions.filter((r) => !shown.includes(r)),
      )}
      ${this.#open?.at === post.id ? this.#panel(post) : nothing}`;
  }

  #reaction(r: (typeof reactions)[number], post: Post): TemplateResult {
    const text = this.#w.reactions[r.word] ?? '';
    const by = post.reactions.find((x) => x.word === r.word)?.by ?? [];
    const mine = by.find((b) => b.who === this.#l.sync.me);
    const act = () =>
      void this.#do(
        mine
          ? 'off' in r
            ? this.#act(r.off, post)
            : retracted(this.#l.context(), mine.statementId)
          : this.#act(r.on, post),
      );
    return html`<button
      type="button"
      class="button quiet small"
      data-react=${r.word}
      aria-pressed=${mine !== undefined}
      @click=${act}
    >
      ${by.length > 0 ? `${text} (${by.length})` : text}
    </button>`;
  }

  #menu(post: Post, name: string, unused: readonly (typeof reactions)[number][]): TemplateResult {
    const w = this.#w;
    const { me, whole } = this.#l.sync;
    const item = (text: string, act: () => unknown, key: string) =>
      html`<button type="button" class="button quiet small" data-do=${key} @click=${() => void act()}>${text}</button>`;
    const panel = (text: string, what: Panel) => item(text, () => this.#show(post.id, what), what);
    const mayAccept = this.#mod || (whole?.opener !== undefined && whole.opener === me);
    const isAnswer = whole?.accepted === post.id;
    const decide = (verb: Verb) => () => this.#do(this.#act(verb, post), w.done);
    // What is in it is drawn when it is opened: under every post of a long thread it would be most of the page.
    const opened = (e: Event) => {
      const { open } = e.target as HTMLDetailsElement;
      if (open === this.#menus.has(post.id)) return;
      if (open) this.#menus.add(post.id);
      else this.#menus.delete(post.id);
      this.#l.update();
    };
    return html`<details class="menu" @keydown=${closeOnEscape} @toggle=${opened}>
      <summary class="button quiet small" aria-label=${w.moreOf(name)}>${w.more}${icon('down')}</summary>
      ${
        this.#menus.has(post.id)
          ? html`<div class="items">
              ${unused.map((r) => this.#reaction(r, post))} ${item(w.link, () => this.#copy(post), 'link')}
              ${post.history.length > 1 ? panel(w.history, 'history') : nothing}
              ${
                mayAccept && !post.hidden
                  ? isAnswer && whole.acceptedBy
                    ? item(
                        w.unaccept,
                        () => this.#do(retracted(this.#l.context(), whole.acceptedBy as string), w.done),
                        'unaccept',
                      )
                    : item(w.accept, () => this.#do(this.#accept(post), w.acceptedSaid), 'accept')
                  : nothing
              }
              ${post.author !== me && !this.#mod ? panel(w.flag, 'flag') : nothing}
              ${
                this.#mod
                  ? html`${post.author === me ? nothing : panel(w.rate, 'rate')}
                    ${post.held ? item(w.approve, decide(forumVerbs.restored), 'approve') : nothing}
                    ${post.hidden ? item(w.restore, decide(forumVerbs.restored), 'restore') : panel(w.hide, 'hide')}
                    ${!post.hidden && post.flags.length > 0 ? item(w.keep, decide(forumVerbs.restored), 'keep') : nothing}
                    ${
                      post.pinned
                        ? item(
                            w.unpin,
                            () => this.#do(retracted(this.#l.context(), post.pinned as string), w.done),
                            'unpin',
                          )
                        : item(w.pin, decide(forumVerbs.pinned), 'pin')
                    }`
                  : nothing
              }
            </div>`
          : nothing
      }
    </details>`;
  }

  /** Above the posts. */
  head(): TemplateResult | typeof nothing {
    const thread = this.#thread;
    const { me } = this.#l.sync;
    if (!thread || thread.posts.length === 0) return nothing;
    const w = this.#w;
    const at = this.#l.thread;
    const follows = me !== null && thread.followers.has(me);
    const on = (verb: Verb, text?: string) => () => void this.#do(this.#actOn(at, verb), text);
    const { pinned, accepted, locked } = thread;
    return html`<div class="notes">
        ${pinned ? html`<span>${icon('flag')}${w.pinned}</span>` : nothing}
        ${thread.solved ? html`<span class="good">${icon('check-circle')}${w.solved}</span>` : nothing}
        ${
          accepted
            ? html`<button
                type="button"
                class="button quiet small"
                data-do="to-answer"
                @click=${() => this.#l.show(accepted)}
              >
                ${w.toAnswer}
              </button>`
            : nothing
        }
        ${locked ? html`<span>${icon('lock')}<bdi>${withText(w.locked(this.nameOf(locked.by)), locked.text)}</bdi></span>` : nothing}
        ${
          this.#mod
            ? thread.calls.map(
                (c) =>
                  html`<span class="bad"
                    >${icon('alert')}<bdi>${withText(w.calls(this.nameOf(c.by)), c.text)}</bdi></span
                  >`,
              )
            : nothing
        }
      </div>
      ${
        this.#l.readonly()
          ? nothing
          : html`<div class="tools">
                <button
                  type="button"
                  class="button small"
                  data-do="follow"
                  aria-pressed=${follows}
                  @click=${on(follows ? forumVerbs.unfollowed : forumVerbs.followed)}
                >
                  ${follows ? w.following : w.follow}
                </button>
                ${
                  this.#mod
                    ? html`<button
                          type="button"
                          class="button small"
                          data-do="lock-thread"
                          @click=${() => (locked ? on(forumVerbs.unlocked, w.done)() : void this.#show(at, 'lock'))}
                        >
                          ${icon('lock')}${locked ? w.unlock : w.lock}
                        </button>
                        <button
                          type="button"
                          class="button small"
                          data-do="pin-thread"
                          aria-pressed=${pinned !== undefined}
                          @click=${() =>
                            pinned
                              ? void this.#do(retracted(this.#l.context(), pinned), w.done)
                              : on(forumVerbs.pinned, w.done)()}
                        >
                          ${pinned ? w.unpin : w.pin}
                        </button>`
                    : html`<button
                        type="button"
                        class="button small"
                        data-do="call"
                        @click=${() => void this.#show(at, 'call')}
                      >
                        ${w.call}
                      </button>`
                }
              </div>
              ${this.#open?.at === at ? this.#panel(undefined) : nothing}`
      }`;
  }

  // ---- panels: one open at a time, below what it belongs to ----

  #panel(post: Post | undefined): TemplateResult {
    const w = this.#w;
    const what = this.#open?.what as Panel;
    const titles = { history: w.history, flag: w.flag, hide: w.hide, rate: w.rate, call: w.call, lock: w.lock };
    const helps = {
      history: '',
      flag: w.flagHelp,
      hide: w.hideHelp,
      rate: w.rateHelp,
      call: w.callHelp,
      lock: w.lockHelp,
    };
    const escape = (e: KeyboardEvent) => e.key === 'Escape' && void this.#close();
    if (what === 'history')
      return html`<div class="panel" part="panel" role="group" aria-label=${w.history} tabindex="-1" @keydown=${escape}>
        <ol class="versions">
          ${post?.history.map(
            (v, i) =>
              html`<li>
                <span class="small muted"
                  ><strong>${i === 0 ? w.first : w.version(i + 1)}</strong> ·
                  <bdi>${this.nameOf(v.by, v.by === post.author ? post.name : undefined)}</bdi> ·
                  ${this.#l.when(v.at)}</span
                >
                <pre dir="auto">${v.text}</pre>
              </li>`,
          )}
        </ol>
        <span class="row"
          ><button type="button" class="button small" @click=${() => void this.#close()}>${w.close}</button></span
        >
      </div>`;
    const submit = (e: SubmitEvent) => {
      e.preventDefault();
      const data = new FormData(e.target as HTMLFormElement);
      void this.#submit(what, post, String(data.get('text') ?? '').trim(), Number(data.get('score')));
    };
    return html`<form class="panel" part="panel" aria-label=${titles[what]} @submit=${submit} @keydown=${escape}>
      ${
        what === 'rate'
          ? html`<label for="score">${w.score}</label
              ><input
                id="score"
                name="score"
                type="number"
                min="0"
                max="100"
                step="1"
                required
                inputmode="numeric"
                aria-describedby="panel-help"
              />`
          : nothing
      }
      <label for="panel-text">${what === 'rate' ? w.note : what === 'call' ? w.call : w.reason}</label>
      <textarea
        id="panel-text"
        name="text"
        rows="2"
        maxlength="2000"
        dir="auto"
        ?required=${what === 'hide' || what === 'flag'}
        aria-describedby="panel-help"
      ></textarea>
      <span class="small muted" id="panel-help">${helps[what]}</span>
      <span class="row"
        ><button type="submit" class="button small primary">
          ${what === 'flag' || what === 'call' ? w.send : titles[what]}</button
        ><button type="button" class="button small" @click=${() => void this.#close()}>${w.cancel}</button></span
      >
    </form>`;
  }

  async #submit(what: Panel, post: Post | undefined, text: string, score: number): Promise<void> {
    const w = this.#w;
    const verb = {
      flag: forumVerbs.flagged,
      hide: forumVerbs.hidden,
      rate: forumVerbs.rated,
      call: forumVerbs.askedForHelp,
      lock: forumVerbs.locked,
      history: undefined,
    }[what];
    if (!verb) return;
    const points = what === 'rate' ? { scaled: score / 100, raw: score, min: 0, max: 100 } : undefined;
    const draft = post ? this.#act(verb, post, text, points) : this.#actOn(this.#l.thread, verb, text);
    await this.#do(draft, what === 'flag' ? w.flagged : what === 'call' ? w.called : w.done);
    await this.#close();
  }

  async #show(at: string, what: Panel): Promise<void> {
    this.#open = { at, what };
    this.#l.update();
    await this.#l.updated();
    this.#l.root.querySelector<HTMLElement>('.panel input, .panel textarea, div.panel')?.focus();
  }

  /** The focus goes back to where the panel was opened. */
  async #close(): Promise<void> {
    const { at } = this.#open ?? {};
    this.#open = undefined;
    this.#l.update();
    await this.#l.updated();
    const place =
      at === this.#l.thread ? '.tools button' : at ? `[data-post="${CSS.escape(at)}"] .menu summary` : undefined;
    if (place) this.#l.root.querySelector<HTMLElement>(place)?.focus();
  }

  // ---- acts ----

  #act(verb: Verb, post: Post, text?: string, score?: Score): Draft {
    return acted(this.#l.context(), { verb, object: post.id, text, score, about: post.statementId });
  }
  #actOn(object: string, verb: Verb, text?: string): Draft {
    return acted(this.#l.context(), { verb, object, text });
  }
  #accept(post: Post): Draft {
    const { whole } = this.#l.sync;
    // By the question, so that the server can tell that who asked says this.
    const question = whole?.posts.find((p) => p.statementId === whole.openedBy);
    return acted(this.#l.context(), {
      verb: forumVerbs.accepted,
      object: post.id,
      about: question?.statementId ?? post.statementId,
    });
  }

  async #do(draft: Draft, said?: string): Promise<void> {
    await this.#l.record([draft]);
    for (const menu of this.#l.root.querySelectorAll<HTMLDetailsElement>('.menu[open]')) {
      if (menu.contains(this.#l.root.activeElement)) menu.querySelector('summary')?.focus();
      menu.open = false;
    }
    if (said) this.#l.announce(said);
  }

  #address(post: Post): string {
    return `${location.href.replace(/#.*/, '')}#${this.#l.anchor()}${anchorOf(post.id)}`;
  }

  async #copy(post: Post): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#address(post));
      this.#l.announce(this.#w.linked);
    } catch {
      location.hash = this.#l.anchor() + anchorOf(post.id); // the address of the page is the link then
    }
  }

  /** What is selected in the post, or all of it. */
  async #quote(post: Post): Promise<void> {
    const root = this.#l.root as ShadowRoot & { getSelection?: () => Selection | null };
    const selection = root.getSelection?.() ?? document.getSelection();
    const body = root.querySelector(`[data-post="${CSS.escape(post.id)}"] .prose`);
    const inside = selection && body && selection.anchorNode && body.contains(selection.anchorNode);
    const chosen = inside ? selection.toString().trim() : '';
    const text = (chosen || post.text).slice(0, 1000);
    const name = this.nameOf(post.author, post.name).replace(/[[\]()]/g, '');
    const lines = [`[${this.#w.wrote(name)}](${this.#address(post)})`, '', ...text.split('\n')];
    await this.#l.reply(post);
    const { writer } = this.#l;
    writer.input(`${lines.map((l) => `> ${l}`.trimEnd()).join('\n')}\n\n${writer.draft}`);
    await this.#l.updated();
    const field = root.querySelector<HTMLTextAreaElement>('.composer textarea');
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  // ---- files ----

  #files: Chosen[] = [];
  /** Addresses of pictures that are shown, by hash; false for one that is not there. */
  #pictures = new Map<string, string | false>();
  #fault = '';

  /** What goes with the post that is being sent. */
  takeFiles(): { attachments?: Attachment[]; files?: AttachmentFile[] } {
    const chosen = this.#files;
    this.#files = [];
    if (chosen.length === 0) return {};
    return { attachments: chosen.map((c) => c.attachment), files: chosen.flatMap((c) => c.file ?? []) };
  }

  /** Below the field: files that were chosen. */
  chosenFiles(): TemplateResult | typeof nothing {
    const w = this.#w;
    if (this.#files.length === 0 && !this.#fault) return nothing;
    return html`<div class="files">
      ${this.#files.map(
        (c) =>
          html`<span class="file"
            ><bdi>${c.name}</bdi> <span class="muted">${this.#size(c.attachment.length)}</span
            ><button
              type="button"
              class="button quiet small"
              aria-label=${`${w.remove}: ${c.name}`}
              @click=${() => {
                this.#files = this.#files.filter((f) => f !== c);
                this.#l.update();
              }}
            >
              ${w.remove}
            </button></span
          >`,
      )}
      ${this.#fault ? html`<span class="bad small" role="alert">${this.#fault}</span>` : nothing}
    </div>`;
  }

  /** The way to choose one. */
  attachButton(): TemplateResult | typeof nothing {
    const w = this.#w;
    if (this.#files.length >= MOST_FILES) return nothing;
    const take = (e: Event) => {
      const input = e.target as HTMLInputElement;
      const files = [...(input.files ?? [])];
      input.value = '';
      void this.#choose(files);
    };
    return html`<label class="button quiet attach"
      >${this.#l.upload() ? w.attach : w.attachPicture}<input
        type="file"
        class="visually-hidden"
        multiple
        accept=${this.#l.upload() ? nothing : 'image/*'}
        @change=${take}
    /></label>`;
  }

  async #choose(files: readonly File[]): Promise<void> {
    const w = this.#w;
    this.#fault = '';
    try {
      const { choose } = await import('./files.js');
      for (const file of files.slice(0, MOST_FILES - this.#files.length))
        this.#files = [...this.#files, await choose(file, this.#l.lang(), this.#l.upload())];
      this.#l.announce(w.attached(this.#files.length));
    } catch {
      this.#fault = this.#l.upload() ? w.notUploaded : w.notPicture;
    }
    this.#l.update();
  }

  #size(bytes: number): string {
    const format = new Intl.NumberFormat(this.#l.lang(), { maximumFractionDigits: bytes < 1e6 ? 0 : 1 });
    return bytes < 1e6 ? `${format.format(Math.max(1, bytes / 1000))} kB` : `${format.format(bytes / 1e6)} MB`;
  }

  /** Below a post's text: its pictures on demand, its files as links. */
  files(post: Post): TemplateResult | typeof nothing {
    const list = this.#l.sync.files.get(post.statementId);
    if (!list) return nothing;
    const w = this.#w;
    return html`<ul class="files">
      ${list.map((a) => {
        const name = Object.values(a.display)[0] ?? '';
        const shown = this.#pictures.get(a.sha2);
        const href = a.fileUrl === undefined ? null : safeUrl(a.fileUrl);
        if (shown) return html`<li><img class="picture" src=${shown} alt=${name} /></li>`;
        if (shown === false) return html`<li class="muted small"><bdi>${name}</bdi>: ${w.noPicture}</li>`;
        if (href)
          return html`<li>
            <a href=${href} target="_blank" rel="nofollow ugc noopener noreferrer"><bdi>${name}</bdi></a>
            <span class="small muted">${this.#size(a.length)}</span>
          </li>`;
        return html`<li>
          <button type="button" class="button small" data-do="picture" @click=${() => void this.#showPicture(post, a)}>
            <bdi>${w.showPicture(name, this.#size(a.length))}</bdi>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  async #showPicture(post: Post, a: Attachment): Promise<void> {
    try {
      const { pictureOf } = await import('./files.js');
      this.#pictures.set(a.sha2, (await pictureOf(this.#l.lrs, post.statementId, a)) ?? false);
    } catch {
      this.#l.announce(this.#w.noPicture);
    }
    this.#l.update();
  }

  // ---- mentions ----

  /** People of the roster whose names stand in the text after an @. */
  mentioned(text: string): Agent[] {
    return this.#people().flatMap(({ agent, name }) => (text.includes(`@${name}`) ? agent : []));
  }

  #people(): { agent: Agent; name: string }[] {
    return (this.#l.sync.roster?.people ?? []).flatMap(({ actor, name = actor?.name }) =>
      typeof name === 'string' && ifiOf(actor) ? { agent: actor, name } : [],
    );
  }

  /** What is being written just before the caret. */
  typed(field: HTMLTextAreaElement): void {
    const before = field.value.slice(0, field.selectionStart);
    const part = /(?:^|\s)@([^@\n]{0,40})$/.exec(before)?.[1]?.toLowerCase();
    const me = this.#l.sync.me;
    this.#names =
      part === undefined
        ? []
        : this.#people()
            .filter(({ agent, name }) => ifiOf(agent) !== me && name.toLowerCase() !== part.trim())
            .filter(({ name }) => ` ${name.toLowerCase()}`.includes(` ${part}`))
            .slice(0, MANY);
    this.#chosen = 0;
    if (this.#names.length > 0) this.#l.announce(this.#w.mentions(this.#names.length));
  }

  /** True when the key was for the list of names. */
  key(event: KeyboardEvent): boolean {
    const n = this.#names.length;
    if (n === 0) return false;
    if (event.key === 'ArrowDown') this.#chosen = (this.#chosen + 1) % n;
    else if (event.key === 'ArrowUp') this.#chosen = (this.#chosen + n - 1) % n;
    else if (event.key === 'Escape') this.#names = [];
    else if (event.key === 'Enter' || event.key === 'Tab') this.#pick(this.#chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    this.#l.update();
    return true;
  }

  #pick(i: number): void {
    const field = this.#l.root.querySelector<HTMLTextAreaElement>('.composer textarea');
    const name = this.#names[i]?.name;
    this.#names = [];
    if (!field || name === undefined) return;
    const at = field.selectionStart;
    const before = field.value.slice(0, at).replace(/@[^@\n]*$/, `@${name} `);
    this.#l.writer.input(before + field.value.slice(at));
    void this.#l.updated().then(() => {
      field.focus();
      field.setSelectionRange(before.length, before.length);
    });
  }

  /** Attributes of the field that say which name is chosen. */
  get active(): string | undefined {
    return this.#names.length > 0 ? `name-${this.#chosen}` : undefined;
  }

  names(): TemplateResult | typeof nothing {
    if (this.#names.length === 0) return nothing;
    return html`<ul class="names" id="names" role="listbox" aria-label=${this.#w.mention}>
      ${this.#names.map(
        ({ agent, name }, i) =>
          html`<li
            id="name-${i}"
            role="option"
            aria-selected=${i === this.#chosen}
            @pointerdown=${(e: Event) => {
              e.preventDefault();
              this.#pick(i);
              this.#l.update();
            }}
          >
            <bdi>${name}</bdi>${this.#roleOf(agent)}
          </li>`,
      )}
    </ul>`;
  }

  #roleOf(agent: Agent): TemplateResult | typeof nothing {
    const role = this.#l.sync.known.roles(ifiOf(agent) ?? '').find((r) => r in this.#w.role);
    return role ? html`<span class="tag">${this.#w.role[role]}</span>` : nothing;
  }
}

function closeOnEscape(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (event.key !== 'Escape' || !menu.open) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

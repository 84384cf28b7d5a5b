import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { DataController, fetchJson } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { renderInline } from '../../core/inline.js';
import { oneOf } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import type { PaperItem } from '../../questions/paper.js';
import { WidyaError } from '../../sdk/errors.js';
import { ifiOf, type Agent } from '../../sdk/statement.js';
import { baseStyles } from '../../styles/base.styles.js';
import type * as panelModule from './panel.js';
import type { Entered, Plan, Saved } from './panel.js';
import { paperEntryStyles } from './paper-entry.styles.js';
import type { EntryWords } from './words.js';

/**
 * For trainers: enters what learners wrote on paper, fast and by keyboard, as attempts of theirs.
 *
 * @example
 * ```html
 * <widya-provider endpoint="/xapi" session="/sesi">
 *   <widya-paper-entry src="/kuis/integritas.json" people="/peserta.json"></widya-paper-entry>
 * </widya-provider>
 * ```
 *
 * @tagname widya-paper-entry
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-paper-entered']['detail']>} widya-paper-entered - A sheet is in the record.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The quiz or the list of people cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The quiz was fetched and is valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart rows - The answers one by one.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaPaperEntry extends WidyaElement {
  static override tag = 'widya-paper-entry';
  static override styles = [...baseStyles, paperEntryStyles];
  static override rules = { loading: oneOf('eager', 'lazy') };

  /** URL of the quiz (JSON) with its key; of an examination `/exams/NAME/grading`, whose server then takes the sheets. */
  @property({ type: String, attribute: 'src' }) src = '';
  /** URL of the people (JSON): a list of agents with names. Without it an account is typed, of the trainer's own sign-in. */
  @property({ type: String, attribute: 'people' }) people = '';
  /** `lazy`: load when the element comes near the visible part of the page. */
  @property({ type: String, attribute: 'loading' }) loading: 'eager' | 'lazy' = 'eager';
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** The quiz itself, instead of `src`. */
  @property({ attribute: false }) content: unknown;
  /** The people, instead of `people`. */
  @property({ attribute: false }) learners: Agent[] | undefined;

  @state() private typed = { person: '', form: '', date: '', quick: '' };
  @state() private written: Record<string, string> = {};
  @state() private touched = false;
  @state() private saving = false;
  @state() private trouble: 'save' | 'same' | undefined;
  @state() private cause = '';
  @state() private saved: { who: string; text: string; corrected: boolean }[] = [];
  @state() private earlier: Entered | undefined;

  #panel: typeof panelModule | undefined;
  #plan: Plan | undefined;
  #list: Agent[] | undefined;
  #looked = '';
  #service = new ServiceController(this, {
    service: () => this.requestUpdate(),
    event: (e) => e.type === 'auth' && this.requestUpdate(),
  });
  #data = new DataController<unknown>(this, {
    parse: (raw) => raw,
    source: () => ({ data: this.content, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    ready: async (raw, base, name) => {
      this.#panel ??= await import('./panel.js');
      // A file in the page has no address: nothing of it says that it is an examination.
      this.#plan = await this.#panel.openPlan(raw, this.src ? base : '', name);
      if (this.people !== '' && !this.learners) {
        const url = new URL(this.people, this.baseURI).href;
        this.#list = this.#panel.parsePeople(await fetchJson(url), this.people);
      }
      await this.#service.value?.ready;
      this.status = 'ready';
    },
    error: (cause) => this.fail(cause),
  });

  /** Fetches the quiz and the people again. */
  reload(): void {
    this.#data.reload();
  }

  get #people(): Agent[] | undefined {
    return this.learners ?? this.#list;
  }
  #label(a: Agent): string {
    const account = a.account?.name ?? ifiOf(a)?.replace(/^\w+:/, '') ?? '';
    return a.name ? `${a.name} (${account})` : account;
  }
  /** Who is meant; undefined while nobody is. */
  get #person(): Agent | undefined {
    const text = this.typed.person.trim();
    if (text === '') return undefined;
    const list = this.#people;
    if (!list) {
      const own = this.#service.value?.principal?.actor.account;
      return own && /^\S+$/.test(text)
        ? { objectType: 'Agent', account: { homePage: own.homePage, name: text } }
        : undefined;
    }
    const same = (s: string | undefined) => s?.toLowerCase() === text.toLowerCase();
    const found = list.filter((a) => same(this.#label(a)) || same(a.account?.name) || same(a.name));
    // Two people of one name are told apart by their number.
    return found.length === 1 ? found[0] : list.find((a) => same(this.#label(a)));
  }
  get #code(): string | undefined {
    return this.#plan && this.#panel?.codeIn(this.#plan, this.typed.form);
  }
  get #today(): string {
    const d = new Date();
    return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;
  }
  /** When it was taken: today now, else the noon of that day. Undefined for days to come. */
  get #at(): string | undefined {
    const date = this.typed.date || this.#today;
    const at = date === this.#today ? new Date() : new Date(`${date}T12:00:00`);
    return at.getTime() <= Date.now() + 1000 ? at.toISOString() : undefined;
  }
  get #items(): PaperItem[] {
    const code = this.#code;
    return code !== undefined && this.#plan && this.#panel ? this.#panel.itemsOf(this.#plan, code) : [];
  }
  #read(item: PaperItem): string | undefined {
    return this.#panel?.readAnswer(item, this.written[item.question.id] ?? '', this.localize.lang);
  }

  override render(): TemplateResult {
    if (this.status === 'error')
      return html`<div class="stack">${this.renderError(() => this.reload())}<slot></slot></div>`;
    const panel = this.#panel;
    const plan = this.#plan;
    if (this.status !== 'ready' || !panel || !plan)
      return html`<div aria-busy="true"><slot></slot><span class="visually-hidden">${this.t.loading}</span></div>`;
    const w = panel.wordsOf(this.localize.lang);
    return html`<section class="entry" aria-labelledby="title">
      <h3 id="title">${w.title(this.text(plan.quiz.title))}</h3>
      ${
        !this.#service.value?.principal
          ? html`<p class="muted">${icon('lock')} ${w.signedOut}</p>`
          : plan.quiz.questions.length === 0
            ? html`<p class="muted">${w.noQuestions}</p>`
            : this.#renderForm(w, plan)
      }
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderForm(w: EntryWords, plan: Plan): TemplateResult {
    const panel = this.#panel as typeof panelModule;
    const items = this.#items;
    const code = this.#code;
    const person = this.#person;
    const badPerson = this.touched ? !person : this.typed.person.trim() !== '' && !person && this.#done.person;
    const badForm = code === undefined && (this.touched || (this.typed.form.trim() !== '' && this.#done.form));
    const badDate = this.#at === undefined;
    const unread = items.filter((i) => this.#read(i) === undefined).length;
    const list = this.#people;
    return html`<form novalidate @submit=${(e: Event) => void this.#onSubmit(e)}>
        <div class="fields">
          <div class="field">
            <label for="person">${w.person}</label>
            <input
              id="person"
              list=${list ? 'people' : nothing}
              autocomplete="off"
              spellcheck="false"
              aria-describedby="person-help"
              aria-invalid=${badPerson ? 'true' : 'false'}
              .value=${this.typed.person}
              @input=${(e: Event) => this.#type('person', e)}
              @change=${() => this.#onChosen('person')}
            />
            <datalist id="people">${list?.map((a) => html`<option value=${this.#label(a)}></option>`)}</datalist>
            <p id="person-help" class="small ${badPerson ? 'wrong' : 'muted'}">
              ${badPerson ? html`${icon('alert')} ${w.personUnknown}` : list ? w.personHelp : w.accountHelp}
            </p>
          </div>
          <div class="field">
            <label for="form">${w.form}</label>
            <input
              id="form"
              class="upper numbers"
              autocomplete="off"
              spellcheck="false"
              aria-describedby="form-help"
              aria-invalid=${badForm ? 'true' : 'false'}
              .value=${this.typed.form}
              @input=${(e: Event) => this.#type('form', e)}
              @change=${() => this.#onChosen('form')}
            />
            <p id="form-help" class="small ${badForm ? 'wrong' : code ? 'ok' : 'muted'}">
              ${
                badForm
                  ? html`${icon('alert')} ${w.formUnknown}`
                  : code
                    ? html`${icon('check')} ${w.formOk(items.length)}`
                    : w.formHelp(panel.exampleOf(plan))
              }
            </p>
          </div>
          <div class="field">
            <label for="date">${w.date}</label>
            <input
              id="date"
              type="date"
              max=${this.#today}
              aria-describedby=${badDate ? 'date-help' : nothing}
              aria-invalid=${badDate ? 'true' : 'false'}
              .value=${this.typed.date || this.#today}
              @change=${(e: Event) => this.#type('date', e)}
            />
            ${badDate ? html`<p id="date-help" class="small wrong">${icon('alert')} ${w.dateWrong}</p>` : nothing}
          </div>
        </div>
        ${
          this.earlier
            ? html`<div class="notice">
                ${icon('info')}
                <div>
                  ${w.again(this.earlier.by, this.localize.date(this.earlier.at, { dateStyle: 'medium', timeStyle: 'short' }))}
                </div>
              </div>`
            : nothing
        }
        ${
          items.length === 0
            ? nothing
            : html`<div class="field">
                  <label for="quick">${w.quick}</label>
                  <span class="with-button"
                    ><input
                      id="quick"
                      autocomplete="off"
                      spellcheck="false"
                      aria-describedby="quick-help"
                      .value=${this.typed.quick}
                      @input=${(e: Event) => this.#type('quick', e)}
                      @paste=${(e: ClipboardEvent) => this.#onPaste(e, 0)}
                      @keydown=${(e: KeyboardEvent) => {
                        if (e.key !== 'Enter') return;
                        e.preventDefault();
                        this.#fill(this.typed.quick, 0);
                      }}
                    /><button type="button" class="button" @click=${() => this.#fill(this.typed.quick, 0)}>
                      ${w.fill}
                    </button></span
                  >
                  <p id="quick-help" class="small muted">${w.quickHelp}</p>
                </div>
                <div class="field">
                  <p id="answers"><strong>${w.answers}</strong></p>
                  <ol class="rows" part="rows" aria-labelledby="answers">
                    ${items.map((item, i) => this.#renderRow(w, item, i))}
                  </ol>
                </div>
                <p class="small ${this.trouble === 'same' ? 'muted' : 'wrong'}" role="alert">
                  ${
                    this.trouble === 'save'
                      ? html`${icon('alert')} ${w.notSaved} ${this.cause}`
                      : this.trouble === 'same'
                        ? w.same
                        : this.touched && unread > 0
                          ? html`${icon('alert')} ${w.fix(unread)}`
                          : nothing
                  }
                </p>
                <span
                  ><button type="submit" class="button primary" ?disabled=${this.saving}>
                    ${this.earlier ? w.correct : w.save}
                  </button></span
                >`
        }
      </form>
      ${
        this.saved.length > 0
          ? html`<div>
              <p id="saved"><strong>${w.list}</strong></p>
              <ol class="saved" aria-labelledby="saved">
                ${this.saved.map(
                  (s) =>
                    html`<li class="numbers">
                      ${icon('check-circle')} ${s.who}: ${s.text}${s.corrected ? ` (${w.corrected})` : ''}
                    </li>`,
                )}
              </ol>
            </div>`
          : nothing
      }`;
  }

  #renderRow(w: EntryWords, item: PaperItem, i: number): TemplateResult {
    const panel = this.#panel as typeof panelModule;
    const { id } = item.question;
    const text = this.written[id] ?? '';
    const response = this.#read(item);
    const bad = response === undefined;
    return html`<li class=${panel.isText(item) ? 'long' : ''}>
      <span class="numbers" aria-hidden="true">${item.number}.</span>
      <input
        class=${panel.isText(item) ? '' : 'upper'}
        data-i=${i}
        autocomplete="off"
        spellcheck="false"
        aria-label=${w.answerOf(item.number)}
        aria-describedby="read-${i}"
        aria-invalid=${bad ? 'true' : 'false'}
        placeholder=${this.#hint(w, item)}
        .value=${text}
        @input=${(e: Event) => this.#onAnswer(e, item, i)}
        @paste=${(e: ClipboardEvent) => this.#onPaste(e, i)}
        @keydown=${(e: KeyboardEvent) => this.#onKey(e, i)}
      />
      <span class="read small ${bad ? 'wrong' : 'muted'}" id="read-${i}"
        >${bad ? html`${icon('alert')} ${w.unreadable}` : response === '' ? w.empty : this.#echo(item, response, w)}</span
      >
    </li>`;
  }

  #hint(w: EntryWords, item: PaperItem): string {
    const last = item.options.at(-1)?.letter ?? 'A';
    switch (item.type) {
      case 'true-false': {
        const [right, wrong] = this.#panel?.truthLetters(this.localize.lang) ?? ['B', 'S'];
        return w.hint.truth(right, wrong);
      }
      case 'choice':
        return item.multiple ? w.hint.several(last) : w.hint.single(last);
      case 'likert':
        return w.hint.single(last);
      case 'sequencing':
        return w.hint.order;
      case 'matching':
        return w.hint.match(item.rows.length);
      case 'numeric':
        return w.hint.number;
      default:
        return item.gaps > 1 || item.rows.length > 1 ? w.hint.texts : w.hint.text;
    }
  }

  /** What was read, in words: so that a slip is seen. */
  #echo(item: PaperItem, response: string, w: EntryWords): unknown {
    if (item.type === 'true-false') return response === 'true' ? w.isTrue : w.isFalse;
    if (item.options.length === 0) return response.replaceAll('[,]', ' · ').replaceAll('[.]', ': ');
    const ids = response.split('[,]').map((p) => p.split('[.]').at(-1));
    const texts = ids.map((id) => this.text(item.options.find((o) => o.id === id)?.text));
    return renderInline(texts.join(item.type === 'sequencing' ? ' → ' : ' · '));
  }

  // Handlers

  #done = { person: false, form: false };

  #type(field: keyof typeof this.typed, e: Event): void {
    this.typed = { ...this.typed, [field]: (e.target as HTMLInputElement).value };
    this.trouble = undefined;
    if (field === 'person' || field === 'form') {
      this.#done[field] = false;
      void this.#look();
    }
  }
  #onChosen(field: 'person' | 'form'): void {
    this.#done[field] = true;
    this.requestUpdate();
  }

  /** Whether this sheet was entered before. */
  async #look(): Promise<void> {
    const service = this.#service.value;
    const person = this.#person;
    const code = this.#code;
    const key = person && code ? `${ifiOf(person)}|${code}` : '';
    if (key === this.#looked) return;
    this.#looked = key;
    this.earlier = undefined;
    if (!service || !person || !code || !this.#plan || !this.#panel) return;
    const before = await this.#panel.enteredBefore(service, this.#plan, code, person).catch(() => undefined);
    if (key !== this.#looked) return;
    this.earlier = before;
    if (!before) return;
    const lang = this.localize.lang;
    this.written = Object.fromEntries(
      this.#items.map((item) => [
        item.question.id,
        this.#panel?.writeAnswer(item, before.answers[item.question.id] ?? '', lang) ?? '',
      ]),
    );
  }

  #inputs(): HTMLInputElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLInputElement>('.rows input')];
  }
  #goTo(i: number): void {
    const input = this.#inputs()[i];
    if (input) {
      input.focus();
      input.select();
    } else this.renderRoot.querySelector<HTMLElement>('button[type=submit]')?.focus();
  }

  #onAnswer(e: Event, item: PaperItem, i: number): void {
    const { value } = e.target as HTMLInputElement;
    this.written = { ...this.written, [item.question.id]: value };
    this.trouble = undefined;
    // One letter is the whole answer: on to the next.
    const one = item.type === 'true-false' || item.type === 'likert' || (item.type === 'choice' && !item.multiple);
    const typed = (e as InputEvent).inputType === 'insertText';
    if (one && typed && value.trim().length === 1 && this.#read(item) !== undefined) this.#goTo(i + 1);
  }

  #onKey(e: KeyboardEvent, i: number): void {
    const step = e.key === 'Enter' || e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    if (i + step >= 0) this.#goTo(i + step);
  }

  #onPaste(e: ClipboardEvent, i: number): void {
    const text = e.clipboardData?.getData('text/plain') ?? '';
    const parts = this.#panel?.splitSheet(text) ?? [];
    const item = this.#items[i];
    // One answer, or a text of several words, goes where it was pasted.
    if (
      parts.length < 2 ||
      (!/[\t\n]/.test(text) && item && this.#panel?.isText(item) && (e.target as HTMLElement).id !== 'quick')
    )
      return;
    e.preventDefault();
    this.#fill(text, i);
  }

  /** Puts the answers of a line into the fields, from the i-th. */
  #fill(text: string, i: number): void {
    if (text.trim() === '') return;
    const parts = this.#panel?.splitSheet(text) ?? [];
    const items = this.#items;
    const written = { ...this.written };
    parts.forEach((part, n) => {
      const item = items[i + n];
      if (item) written[item.question.id] = part;
    });
    this.written = written;
    this.typed = { ...this.typed, quick: '' };
    this.trouble = undefined;
    const quick = this.renderRoot.querySelector<HTMLInputElement>('#quick');
    if (quick) quick.value = ''; // also when it was typed and taken in one go
    void this.updateComplete.then(() => {
      const bad = items.findIndex((item) => this.#read(item) === undefined);
      this.#goTo(bad >= 0 ? bad : Math.min(i + parts.length, items.length));
    });
  }

  async #onSubmit(e: Event): Promise<void> {
    e.preventDefault();
    const service = this.#service.value;
    const panel = this.#panel;
    const plan = this.#plan;
    if (this.saving || !service || !panel || !plan) return;
    const person = this.#person;
    const code = this.#code;
    const at = this.#at;
    const items = this.#items;
    this.touched = true;
    const bad = items.findIndex((item) => this.#read(item) === undefined);
    if (!person || code === undefined || at === undefined || bad >= 0) {
      await this.updateComplete;
      if (!person) this.renderRoot.querySelector<HTMLElement>('#person')?.focus();
      else if (code === undefined) this.renderRoot.querySelector<HTMLElement>('#form')?.focus();
      else if (at === undefined) this.renderRoot.querySelector<HTMLElement>('#date')?.focus();
      else this.#goTo(bad);
      return;
    }
    this.saving = true;
    this.trouble = undefined;
    const answers = Object.fromEntries(items.map((item) => [item.question.id, this.#read(item) ?? '']));
    let saved: Saved;
    try {
      // Another trainer may have entered it a moment ago.
      const before = await panel.enteredBefore(service, plan, code, person);
      saved = await panel.enter(service, plan, code, person, answers, at, before);
    } catch (cause) {
      this.trouble = 'save';
      this.cause = cause instanceof WidyaError ? this.t[cause.code] : '';
      return;
    } finally {
      this.saving = false;
    }
    if (saved.same) {
      this.trouble = 'same';
      return;
    }
    const w = panel.wordsOf(this.localize.lang);
    const who = person.name ?? this.#label(person);
    const text = this.#result(w, saved);
    this.saved = [{ who, text, corrected: saved.revision > 0 }, ...this.saved].slice(0, 50);
    this.announce(w.saved(who, text));
    const { raw, max } = saved.result;
    this.touched = false;
    this.written = {};
    this.earlier = undefined;
    this.#looked = '';
    this.#done.person = false;
    // The next sheet of the pile: form and day are mostly the same.
    this.typed = { ...this.typed, person: '', quick: '' };
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#person')?.focus();
    const { attempt, revision } = saved;
    this.emit('widya-paper-entered', { quiz: plan.quiz.id, attempt, form: code, revision, raw, max });
  }

  #result(w: EntryWords, { result: r }: Saved): string {
    const n = (x: number) => this.localize.number(x, { maximumFractionDigits: 2 });
    return [
      r.max > 0 ? w.score(this.localize.number(r.scaled * 100, { maximumFractionDigits: 0 }), n(r.raw), n(r.max)) : '',
      r.pending ? w.pending(n(r.pending)) : '',
      r.passed === undefined ? '' : r.passed ? w.passed : w.failed,
    ]
      .filter((s) => s !== '')
      .join(', ');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-paper-entry': WidyaPaperEntry;
  }
}

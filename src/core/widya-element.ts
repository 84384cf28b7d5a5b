// The base of every element: definition, typed events, language, the four states. Nothing about learning lives here.
import { html, LitElement, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { LocalizeController, type LangText, pick, speak } from '../i18n/localize.js';
import type { Messages } from '../i18n/localize.js';
import { WidyaError } from '../sdk/errors.js';
import { baseStyles } from '../styles/base.styles.js';
import { ensureContextRoot } from './context.js';
import type { DetailOf, WidyaEventMap } from './events.js';
import { icon } from './icons.js';
import { watchPlugins } from './plugins.js';
import type { Rule } from './rules.js';

export type Status = 'idle' | 'loading' | 'ready' | 'error';

const warned = new Set<string>();
/** Says a thing once per page in the console. */
export function warnOnce(key: string, message: string): void {
  if (warned.has(key)) return;
  warned.add(key);
  console.warn(`[widya] ${message}`);
}

export interface WidyaElementConstructor {
  tag: string;
  define(tag?: string, registry?: CustomElementRegistry): void;
}

export class WidyaElement extends LitElement {
  static tag = '';
  /** Elements this one renders; defined with it. */
  static dependencies: WidyaElementConstructor[] = [];
  static override styles: CSSResultGroup = baseStyles;
  /** What it says in Indonesian beyond what every element says; other languages come whole. */
  static words: Partial<Messages>[] = [];
  /** What properties take, by name. */
  static rules: Record<string, Rule> = {};

  /** Defines the element and those it renders. Safe to call twice; warns once when another class holds the tag. */
  static define(tag: string = this.tag, registry: CustomElementRegistry = customElements): void {
    ensureContextRoot();
    watchPlugins();
    speak(this.words);
    for (const dependency of this.dependencies) dependency.define(undefined, registry);
    const present = registry.get(tag);
    if (!present) {
      // A class can be defined under one tag only; a second tag gets a subclass.
      const free = registry.getName?.(this) == null;
      registry.define(tag, free ? this : (class extends this {} as CustomElementConstructor));
    } else if (present !== this && !Object.prototype.isPrototypeOf.call(this, present)) {
      warnOnce(`define:${tag}`, `<${tag}> is already defined by another class; this copy is not used.`);
    }
  }

  /** Where the element is in its life; for CSS as `[status="loading"]`. */
  @property({ type: String, attribute: 'status', reflect: true }) status: Status = 'idle';
  /** Own wording: any message key of the locale. */
  @property({ attribute: false }) messages: Partial<Messages> | undefined;

  protected readonly localize = new LocalizeController(this);
  protected failure: WidyaError | undefined;

  protected get t(): Messages {
    this.localize.overrides = this.messages;
    return this.localize.messages;
  }

  /** Course content in the reader's language. */
  protected text(value: LangText | undefined): string {
    return pick(value, this.localize.lang);
  }

  /** Wrong values, and the null that a removed attribute leaves, are put right before anything reads them. */
  protected override performUpdate(): void {
    const { rules, elementProperties } = this.constructor as typeof WidyaElement;
    const own = this as unknown as Record<PropertyKey, unknown>;
    for (const [name, { type, attribute }] of elementProperties) {
      const rule = rules[name as string];
      const value = own[name];
      const none = rule ? rule.instead : '';
      if (value === none || !(rule || (type === String && attribute))) continue;
      if (value != null && value !== '' && rule?.accepts(value) !== false) continue;
      if (value != null && value !== '') {
        const written = this.getAttribute(String(attribute)) ?? String(value);
        warnOnce(
          `${this.localName}:${String(attribute)}:${written}`,
          `<${this.localName} ${String(attribute)}> should be ${rule?.words}; "${written}" is left out.`,
        );
      }
      own[name] = none;
    }
    super.performUpdate();
  }

  protected emit<K extends keyof WidyaEventMap>(type: K, detail: DetailOf<K>, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable }));
  }

  /** Turns any failure into the error state, once per cause. Elements never throw. */
  protected fail(cause: unknown): void {
    const error =
      cause instanceof WidyaError
        ? cause
        : new WidyaError('component/failed', cause instanceof Error ? cause.message : String(cause), { cause });
    this.failure = error;
    this.status = 'error';
    // Nobody being signed in is a state the element shows, not a fault of the page.
    if (error.code !== 'auth/signed-out') {
      warnOnce(
        `${this.localName}:${error.code}:${error.place ?? error.message}`,
        `<${this.localName}> ${error.code}: ${error.place ? `${error.place}: ` : ''}${error.message}`,
      );
    }
    this.emit('widya-error', {
      code: error.code,
      message: error.message,
      ...(error.place === undefined ? {} : { place: error.place }),
    });
  }

  /** The cause in the reader's words, the place in the data, and one way on. */
  protected renderError(retry?: () => void): TemplateResult {
    const { failure, t } = this;
    const code = failure?.code ?? 'component/failed';
    return html`<div class="notice danger" part="error" role="alert">
      ${icon('alert')}
      <div>
        <strong>${(t as Partial<Messages>)[code] ?? t['component/failed']}</strong>
        ${failure?.place ? html`<span class="small">${t.errorPlace(`${failure.place}: ${failure.message}`)}</span>` : nothing}
        <span class="small muted">${code}</span>
        ${
          retry
            ? html`<span
                ><button type="button" class="button small" part="retry" @click=${retry}>${t.retry}</button></span
              >`
            : nothing
        }
      </div>
    </div>`;
  }

  /** Says something to screen readers without moving focus. What is said in one go is said together. */
  protected announce(message: string): void {
    this.#said.push(message);
    if (this.#said.length > 1) return;
    const region = () => this.renderRoot.querySelector('[data-announcer]');
    region()?.replaceChildren();
    requestAnimationFrame(() => region()?.replaceChildren(this.#said.splice(0).join('. ')));
  }
  #said: string[] = [];

  protected renderAnnouncer(): TemplateResult {
    return html`<div class="visually-hidden" data-announcer role="status" aria-live="polite"></div>`;
  }
}

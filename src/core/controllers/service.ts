// Finds the provider's service for an element and keeps the element up to date with it.
import { html, nothing, type ReactiveController, type ReactiveElement, type TemplateResult } from 'lit';
import type { Messages } from '../../i18n/localize.js';
import { ServiceRequest } from '../context.js';
import { icon } from '../icons.js';
import { serviceContext, type Service, type ServiceEvent } from '../service.js';
import { warnOnce } from '../widya-element.js';

/** An element with a `provider` attribute: the id of a `<widya-provider>` elsewhere on the page. */
type Host = ReactiveElement & { provider: string };

export class ServiceController implements ReactiveController {
  #host: Host;
  #service: Service | undefined;
  #id = '';
  #leave: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;
  #onService: ((service: Service | undefined) => void) | undefined;
  #onEvent: ((event: ServiceEvent) => void) | undefined;

  constructor(
    host: Host,
    callbacks: { service?: (service: Service | undefined) => void; event?: (event: ServiceEvent) => void } = {},
  ) {
    this.#host = host;
    this.#onService = callbacks.service;
    this.#onEvent = callbacks.event;
    host.addEventListener('context-request', this.#redirect);
    host.addController(this);
  }

  get value(): Service | undefined {
    return this.#service;
  }

  /**
   * Nobody is signed in, not any more, or it cannot be known: said, with the one way on. Nothing while all is well.
   * @param help what signing in is good for here
   */
  notice(t: Messages, help: string = t.signedOutHelp): TemplateResult | typeof nothing {
    const service = this.#service;
    const isOut = service?.state === 'signed-out';
    const hasEnded = service?.state === 'expired';
    if (!service || !(isOut || hasEnded || service.state === 'error')) return nothing;
    const canLogin = service.canLogin && (isOut || hasEnded);
    return html`<div class="notice warning" part="notice" role=${isOut ? nothing : 'alert'}>
      ${icon('info')}
      <div>
        ${isOut ? html`<strong>${t.signedOutTitle}</strong>` : nothing}
        <span>${isOut ? help : hasEnded ? t['lrs/unauthorized'] : t['auth/unreachable']}</span>
        <span
          ><button
            type="button"
            class="button small"
            part="sign-in"
            @click=${() => void this.#wayOn(canLogin ? service.login() : service.flush(true))}
          >
            ${canLogin ? t.signIn : t.retry}
          </button></span
        >
      </div>
    </div>`;
  }

  /** Where it led back in, the button that had the focus is gone: the element has it then, not the page. */
  async #wayOn(leads: Promise<void>): Promise<void> {
    const host = this.#host;
    await leads.catch(() => undefined); // nothing has changed, and the notice says so
    await host.updateComplete;
    if (this.#service?.state !== 'signed-in' || !host.isConnected) return;
    host.tabIndex = -1;
    host.focus({ preventScroll: true });
    host.addEventListener('blur', () => host.removeAttribute('tabindex'), { once: true });
  }

  hostConnected(): void {
    this.#id = this.#host.provider || '';
    if (this.#service && !this.#unsubscribe) this.#listen();
    this.#ask();
  }

  #ask(): void {
    this.#host.dispatchEvent(new ServiceRequest(this.#host, this.#onAnswer));
  }

  /** A provider answers, now and whenever it has another service; one nearer may come later. Ever the same function: asked twice, it is kept once. */
  #onAnswer = (service: Service | undefined, leave?: () => void): void => {
    if (this.#leave !== leave) this.#leave?.();
    this.#leave = leave;
    this.#use(service);
  };

  #part(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  /** Another `provider`: ask again. */
  hostUpdate(): void {
    if ((this.#host.provider || '') === this.#id) return;
    this.#id = this.#host.provider || '';
    // What an element is told inside an update would not be drawn by it.
    void this.#host.updateComplete.then(() => {
      this.#part();
      this.#use(undefined);
      if (this.#host.isConnected) this.#ask();
    });
  }

  hostDisconnected(): void {
    this.#part();
    this.#unlisten();
  }

  /** By id the element, and those it shows, ask that provider as if they were inside it. */
  #redirect = (event: HTMLElementEventMap['context-request']): void => {
    const id = this.#host.provider;
    if (!id || event.context !== serviceContext) return;
    event.stopImmediatePropagation();
    const root = this.#host.getRootNode() as Document | ShadowRoot;
    const provider = root.getElementById?.(id) ?? this.#host.ownerDocument.getElementById(id);
    if (!provider?.localName.includes('-')) {
      warnOnce(`provider:${id}`, `<${this.#host.localName} provider> names no provider on this page: "${id}".`);
      return;
    }
    const { contextTarget, callback, subscribe } = event;
    void customElements.whenDefined(provider.localName).then(() => {
      if (this.#host.provider === id && contextTarget.isConnected)
        provider.dispatchEvent(new ServiceRequest(contextTarget, callback, subscribe));
    });
  };

  #use(service: Service | undefined): void {
    if (service === this.#service) return;
    this.#unlisten();
    this.#service = service;
    if (this.#host.isConnected) this.#listen();
    this.#onService?.(service);
    this.#host.requestUpdate();
  }

  #listen(): void {
    this.#unsubscribe = this.#service?.subscribe((event) => {
      this.#onEvent?.(event);
      this.#host.requestUpdate();
    });
  }

  #unlisten(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}

// Finds the provider's service for an element and keeps the element up to date with it.
import { ContextConsumer, ContextEvent } from '@lit/context';
import type { ReactiveController, ReactiveElement } from 'lit';
import { serviceContext, type Service, type ServiceEvent } from '../service.js';
import { warnOnce } from '../widya-element.js';

/** An element with a `provider` attribute: the id of a `<widya-provider>` elsewhere on the page. */
type Host = ReactiveElement & { provider: string };

export class ServiceController implements ReactiveController {
  #host: Host;
  #service: Service | undefined;
  /** Of the provider around the element. */
  #near: Service | undefined;
  #id = '';
  #release: (() => void) | undefined;
  #provider: HTMLElement | undefined;
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
    host.addController(this);
    // What the element shows asks the same provider.
    host.addEventListener('context-request', (e) => {
      if (!this.#provider || (e.context as unknown) !== serviceContext || e.contextTarget === host) return;
      e.stopImmediatePropagation();
      this.#provider.dispatchEvent(new ContextEvent(e.context, e.contextTarget, e.callback, e.subscribe));
    });
    new ContextConsumer(host, {
      context: serviceContext,
      subscribe: true,
      callback: (service) => {
        this.#near = service;
        if (!this.#id) this.#use(service);
      },
    });
  }

  get value(): Service | undefined {
    return this.#service;
  }

  hostConnected(): void {
    this.#find();
    if (this.#service && !this.#unsubscribe) this.#listen();
  }

  hostUpdate(): void {
    const id = this.#host.provider || '';
    if (id === this.#id) return;
    this.#id = id;
    // What an element is told inside an update would not be drawn by it.
    void this.#host.updateComplete.then(() => this.#find());
  }

  hostDisconnected(): void {
    this.#release?.();
    this.#release = undefined;
    this.#unlisten();
  }

  /** By id the element asks that provider as if it were inside. */
  #find(): void {
    const host = this.#host;
    const id = (this.#id = host.provider || '');
    this.#release?.();
    this.#release = this.#provider = undefined;
    if (!id) {
      this.#use(this.#near);
      return;
    }
    const root = host.getRootNode() as Document | ShadowRoot;
    const provider = root.getElementById?.(id) ?? host.ownerDocument.getElementById(id);
    if (!provider?.localName.includes('-')) {
      warnOnce(`provider:${id}`, `<${host.localName} provider> names no provider on this page: "${id}".`);
      this.#use(undefined);
      return;
    }
    this.#provider = provider;
    void customElements.whenDefined(provider.localName).then(() => {
      if (this.#provider !== provider || !host.isConnected) return;
      const take = (service: Service | undefined, release?: () => void): void => {
        this.#release = release;
        this.#use(service);
      };
      provider.dispatchEvent(new ContextEvent(serviceContext, host, take, true));
    });
  }

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

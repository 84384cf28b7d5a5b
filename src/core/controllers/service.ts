// Finds the provider's service for an element and keeps the element up to date with it.
import { ContextConsumer, ContextEvent, ContextProvider } from '@lit/context';
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
  #lend: ContextProvider<typeof serviceContext> | undefined;
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

  /** By id the element asks that provider as if it were inside, and so do the elements it shows. */
  #find(): void {
    const id = (this.#id = this.#host.provider || '');
    this.#release?.();
    this.#release = undefined;
    if (!id) {
      this.#use(this.#near);
      return;
    }
    const root = this.#host.getRootNode() as Document | ShadowRoot;
    const provider = root.getElementById?.(id) ?? this.#host.ownerDocument.getElementById(id);
    if (!provider?.localName.includes('-')) {
      warnOnce(`provider:${id}`, `<${this.#host.localName} provider> names no provider on this page: "${id}".`);
      this.#use(undefined);
      return;
    }
    void customElements.whenDefined(provider.localName).then(() => {
      if (this.#id !== id || !this.#host.isConnected) return;
      const take = (service: Service | undefined, release?: () => void): void => {
        this.#release = release;
        this.#use(service);
      };
      provider.dispatchEvent(new ContextEvent(serviceContext, this.#host, take, true));
    });
  }

  #use(service: Service | undefined): void {
    if (this.#id) this.#lend ??= new ContextProvider(this.#host, { context: serviceContext });
    this.#lend?.setValue(service);
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

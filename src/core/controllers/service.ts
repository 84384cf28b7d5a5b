// Finds the provider's service for an element and keeps the element up to date with it.
import { ContextConsumer } from '@lit/context';
import type { ReactiveController, ReactiveElement } from 'lit';
import { serviceContext, type Service, type ServiceEvent } from '../service.js';

export class ServiceController implements ReactiveController {
  #host: ReactiveElement;
  #service: Service | undefined;
  #unsubscribe: (() => void) | undefined;
  #onService: ((service: Service | undefined) => void) | undefined;
  #onEvent: ((event: ServiceEvent) => void) | undefined;

  constructor(
    host: ReactiveElement,
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
        if (!this.#host.getAttribute('provider')) this.#use(service);
      },
    });
  }

  get value(): Service | undefined {
    return this.#service;
  }

  hostConnected(): void {
    const id = this.#host.getAttribute('provider');
    if (id) {
      const root = this.#host.getRootNode() as Document | ShadowRoot;
      const provider = root.getElementById(id) ?? this.#host.ownerDocument.getElementById(id);
      const name = provider?.localName ?? 'widya-provider';
      void customElements.whenDefined(name).then(() => {
        if (this.#host.isConnected) this.#use((provider as unknown as { service?: Service } | null)?.service);
      });
    } else if (this.#service && !this.#unsubscribe) {
      this.#listen();
    }
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #use(service: Service | undefined): void {
    if (service === this.#service) return;
    this.hostDisconnected();
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
}

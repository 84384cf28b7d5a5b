// What an element reads and keeps in step with, opened for an address and the person who is signed in, and closed with the element.
import type { ReactiveController, ReactiveElement } from 'lit';
import type { WidyaError } from '../../sdk/errors.js';
import type { Service } from '../service.js';
import type { Status } from '../widya-element.js';

/** What can be opened. */
export interface Openable {
  readonly status: Status;
  readonly error: WidyaError | undefined;
  /** Reads for the first time; the promise settles whether or not it could. */
  open(): Promise<unknown>;
  stop(): void;
}

export interface OpenedOptions<S extends Openable> {
  service: () => Service | undefined;
  /** Address of what is read; empty while there is none. */
  key: () => string;
  make: (service: Service, key: string) => S;
  /** It was read, and is still wanted; the person is known by now. */
  ready?: (sync: S, service: Service) => void;
}

export class OpenedController<S extends Openable> implements ReactiveController {
  sync: S | undefined;
  /** For whom. */
  subject: string | undefined;
  #key = '';
  #host: ReactiveElement;
  #o: OpenedOptions<S>;

  constructor(host: ReactiveElement, options: OpenedOptions<S>) {
    this.#host = host;
    this.#o = options;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#host.hasUpdated) this.open();
  }

  hostDisconnected(): void {
    this.close();
  }

  get status(): Status {
    return this.sync?.status ?? 'idle';
  }

  get error(): WidyaError | undefined {
    return this.status === 'error' ? this.sync?.error : undefined;
  }

  /** Opens what is asked for by whoever is signed in now. @param anew also when that is open */
  open(anew = false): void {
    const service = this.#o.service();
    const subject = service?.principal?.subject;
    const key = service ? this.#o.key() : '';
    if (!anew && key === this.#key && subject === this.subject && this.sync) return;
    this.close();
    this.#host.requestUpdate();
    if (!service || !key || !this.#host.isConnected) return;
    this.#key = key;
    this.subject = subject;
    const sync = (this.sync = this.#o.make(service, key));
    void sync.open().then(() => {
      if (this.sync !== sync) return;
      this.subject = service.principal?.subject;
      this.#o.ready?.(sync, service);
    });
  }

  close(): void {
    this.sync?.stop();
    this.sync = undefined;
    this.#key = '';
  }
}

import { ContextProvider } from '@lit/context';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { keptShelf } from '../../core/kept.js';
import { serviceContext } from '../../core/service.js';
import { oneOf, url } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import { failures } from '../../i18n/id/failures.js';
import type { AuthProvider } from '../../sdk/auth.js';
import type { XapiVersion } from '../../sdk/client.js';
import type { Plugin, UseOptions } from '../../plugins/use.js';
import { createService, type Service, type ServiceOptions } from '../../sdk/service.js';
import { fixedAuth, sessionAuth } from '../../sdk/session.js';

/**
 * Tells every Widya element inside it where the Learning Record Store is and who is signed in.
 *
 * @example
 * ```html
 * <widya-provider endpoint="/xapi" session="/sesi">
 *   <widya-course-player src="/kursus/etika-asn/course.json"></widya-course-player>
 * </widya-provider>
 * ```
 *
 * @tagname widya-provider
 * @slot - The part of the page that uses Widya.
 * @fires {CustomEvent<WidyaEventMap['widya-auth-changed']['detail']>} widya-auth-changed - The sign-in state became known or changed.
 * @fires {CustomEvent<WidyaEventMap['widya-statement-queued']['detail']>} widya-statement-queued - Statements are on the device, on their way.
 * @fires {CustomEvent<WidyaEventMap['widya-statement-sent']['detail']>} widya-statement-sent - The LRS has them.
 * @fires {CustomEvent<WidyaEventMap['widya-statement-rejected']['detail']>} widya-statement-rejected - The LRS refused a statement; it is kept on the device.
 */
export class WidyaProvider extends WidyaElement {
  static override tag = 'widya-provider';
  static override words = [failures];
  static override rules = { endpoint: url, session: url, xapiVersion: oneOf('1.0.3', '2.0.0') };

  /** Where the LRS is; a same-origin path keeps sign-in and offline delivery simplest. */
  @property({ type: String, attribute: 'endpoint' }) endpoint = '';
  /** URL of the portal's session: answers who is signed in, or 401. */
  @property({ type: String, attribute: 'session' }) session = '';
  /** Sign-in page; `{url}` in it becomes the address to come back to. */
  @property({ type: String, attribute: 'login' }) login = '';
  /** Address that ends the portal's session, asked by POST; for `kiosk`. */
  @property({ type: String, attribute: 'logout' }) logout = '';
  /** xAPI version to speak: 1.0.3 or 2.0.0; 1.0.3 for anything else. */
  @property({ type: String, attribute: 'xapi-version' }) xapiVersion: XapiVersion = '1.0.3';
  /** Name of the portal in the records (context.platform). */
  @property({ type: String, attribute: 'platform' }) platform = '';
  /** Minutes without a touch after which the person is signed out; for devices of many people, on which nothing is then written. */
  @property({ type: Number, attribute: 'kiosk' }) kiosk: number | undefined;
  /** A device several people use: what waits is encrypted on it, for its owner's next visit. Needs https. */
  @property({ type: Boolean, attribute: 'shared' }) shared = false;
  /** Sends nothing while set, e.g. on a metered line; everything is kept, and a person may still send. */
  @property({ type: Boolean, attribute: 'paused' }) paused = false;
  /** Ids of `<iframe>`s, separated by spaces, whose documents may record and read through this page, for its person only. */
  @property({ type: String, attribute: 'frames' }) frames = '';
  /** This document stands in a frame (also in an opaque sandbox) and uses the service of the page around it; no `endpoint` needed. */
  @property({ type: Boolean, attribute: 'in-frame' }) inFrame = false;
  /** Name of an identity that a plugin contributes; replaces `session`. The provider waits for it. */
  @property({ type: String, attribute: 'identity' }) identity = '';
  /** Name of a transport that a plugin contributes: how requests reach the LRS. */
  @property({ type: String, attribute: 'transport' }) transport = '';
  /** Name of a store that a plugin contributes: where on the device records wait. */
  @property({ type: String, attribute: 'store' }) store = '';
  /** Plugins for this page, each alone or with its options: `[hotspot, [peta, { grant: ['net:https://peta.go.id'] }]]`. */
  @property({ attribute: false }) plugins: readonly (Plugin | readonly [Plugin, UseOptions])[] = [];
  /** Another way to sign in; replaces `session`. */
  @property({ attribute: false }) auth: AuthProvider | undefined;
  /** The fetch to reach the LRS with; the page's own unless set. */
  @property({ attribute: false }) fetch: typeof globalThis.fetch | undefined;

  #context = new ContextProvider(this, { context: serviceContext });
  #service: (Service & { close(): void }) | undefined;
  #unsubscribe: (() => void) | undefined;
  #state: string | undefined;
  #opening: unknown;
  #frames: (() => void)[] = [];
  #used = new Set<Plugin>();

  /** What the elements inside use; undefined until `endpoint` is set. */
  get service(): Service | undefined {
    return this.#service;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Before the elements inside ask: they are connected after this one.
    if (this.#service === undefined && this.hasUpdated) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moved to another place of the page it goes on as it is.
    queueMicrotask(() => {
      if (!this.isConnected) this.#close();
    });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const relevant = [
      'endpoint',
      'session',
      'login',
      'logout',
      'xapiVersion',
      'platform',
      'kiosk',
      'shared',
      'frames',
      'inFrame',
      'identity',
      'transport',
      'store',
      'auth',
      'fetch',
    ] as const;
    if (changed.has('plugins') && this.plugins.length > 0) void this.#usePlugins();
    if (this.isConnected && relevant.some((name) => changed.has(name))) this.#open();
    else if (changed.has('paused')) this.#service?.halt(this.paused);
  }

  async #usePlugins(): Promise<void> {
    const { use } = await import('../../plugins/use.js');
    for (const one of this.plugins) {
      const [plugin, options] = Array.isArray(one) ? (one as [Plugin, UseOptions]) : [one as Plugin, {}];
      if (!this.#used.has(plugin)) use(plugin, options);
      this.#used.add(plugin);
    }
  }

  #open(): void {
    this.#close();
    if (this.inFrame) {
      const opening = (this.#opening = import('../../sdk/frame-guest.js'));
      this.status = 'loading';
      void opening.then(
        ({ frameService }) => {
          if (opening === this.#opening && this.isConnected) this.#use(frameService());
        },
        () => (this.status = 'error'),
      );
      return;
    }
    if (!this.endpoint) {
      this.status = 'idle';
      this.#context.setValue(undefined);
      return;
    }
    const { identity, transport, store } = this;
    if (identity || transport || store) {
      const endpoint = new URL(this.endpoint, this.baseURI).href;
      const opening = (this.#opening = import('../../plugins/gather.js').then((m) =>
        m.gather({ identity, transport, store }, { endpoint }),
      ));
      this.status = 'loading';
      void opening.then(
        (own) => {
          if (opening === this.#opening && this.isConnected) this.#create(own);
        },
        (cause: unknown) => opening === this.#opening && this.fail(cause),
      );
      return;
    }
    this.#create({});
  }

  #create(own: Pick<ServiceOptions, 'fetch' | 'store'> & { auth?: AuthProvider }): void {
    const auth =
      this.auth ??
      own.auth ??
      (this.session
        ? sessionAuth({
            session: this.session,
            ...(this.login ? { login: this.login } : {}),
            ...(this.logout ? { logout: this.logout } : {}),
          })
        : fixedAuth(null));
    this.#use(
      createService({
        endpoint: new URL(this.endpoint, this.baseURI).href,
        version: this.xapiVersion,
        platform: this.platform || 'Widya',
        kiosk: this.kiosk,
        shared: this.shared,
        paused: this.paused,
        // What was recorded comes before what can be downloaded again.
        outbox: { makeRoom: async () => (await keptShelf())?.makeRoom() },
        ...own,
        ...(this.fetch ? { fetch: this.fetch } : {}),
        auth,
      }),
    );
  }

  #use(service: Service & { close(): void }): void {
    this.#service = service;
    this.#unsubscribe = service.subscribe((event) => {
      const state = `${service.state} ${service.principal?.subject ?? ''}`;
      if (event.type === 'auth' && state !== this.#state) {
        this.#state = state;
        this.status = service.state === 'error' ? 'error' : 'ready';
        this.emit('widya-auth-changed', { state: service.state });
      } else if (event.type === 'queued') {
        this.emit('widya-statement-queued', { ids: event.statements.map((s) => s.id ?? '') });
      } else if (event.type === 'sent') this.emit('widya-statement-sent', { ids: event.ids });
      else if (event.type === 'rejected') {
        this.emit('widya-statement-rejected', { ids: event.ids, code: event.code, message: event.message });
      }
    });
    this.status = 'loading';
    this.#context.setValue(service);
    if (this.frames) void this.#lend(service);
  }

  async #lend(service: Service): Promise<void> {
    const { lendToFrame } = await import('../../sdk/frame-host.js');
    if (service !== this.#service) return;
    const root = this.getRootNode() as Document | ShadowRoot;
    for (const id of this.frames.split(/\s+/).filter(Boolean)) {
      const frame = root.getElementById(id);
      if (frame instanceof HTMLIFrameElement) this.#frames.push(lendToFrame(frame, service));
      else console.warn(`<widya-provider frames>: there is no iframe with the id "${id}"`);
    }
  }

  #close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#opening = undefined;
    for (const end of this.#frames.splice(0)) end();
    this.#service?.close();
    this.#service = undefined;
    this.#state = undefined;
  }

  override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-provider': WidyaProvider;
  }
}

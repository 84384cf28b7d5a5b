// The page's side of the content host: a frame of another origin, and what is asked over its port.
import { Link, type Handlers } from '../../content/link.js';
import type { OpenContent } from '../../content/shim.js';
import { uuidFrom } from '../../sdk/uuid-from.js';
import { uuid } from '../../sdk/uuid.js';
import { WidyaError } from '../../sdk/errors.js';

/** Where content is played, as the player says it. */
export interface ContentHost {
  /** Folder with `shim.html` and `sw.js`, absolute, with a slash at its end. */
  base: string;
  /** The portal takes content as its own: the same origin is allowed. */
  trusted: boolean;
}

/** Everything old content uses, and nothing of the page: `allow-same-origin` is the content's origin, never ours. */
export const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads';
const PATIENCE = 15_000;

/**
 * Opens the content host in a frame.
 * @param owner whose content it is: learner, enrolment and lesson in one string; goes out as a hash only
 * @throws WidyaError `lesson/no-content-host` when there is none, it is on the portal's own origin, or it does not answer
 */
export class ContentFrame {
  readonly element: HTMLIFrameElement;
  /** How the worker names this frame. */
  readonly key: string;
  readonly base: string;
  #link: Promise<Link>;
  #stop = new AbortController();

  constructor(host: ContentHost | undefined, owner: string, title: string, handlers: Handlers) {
    if (!host)
      throw new WidyaError('lesson/no-content-host', 'set `content` of the player to the folder of the content host');
    const { origin } = new URL(host.base);
    if (origin === location.origin && !host.trusted)
      throw new WidyaError(
        'lesson/no-content-host',
        `${origin} is the portal’s own origin; content gets one of its own`,
      );
    this.base = host.base;
    this.key = `${uuidFrom(`content|${owner}`)}.${uuid().slice(0, 8)}`;
    const frame = (this.element = document.createElement('iframe'));
    frame.title = title;
    frame.setAttribute('sandbox', SANDBOX);
    frame.allow = 'fullscreen; autoplay';
    frame.referrerPolicy = 'no-referrer';
    frame.className = 'content-frame waits';
    frame.setAttribute('part', 'content');
    frame.src = `${host.base}shim.html?k=${this.key}`;
    this.#link = new Promise<Link>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            new WidyaError('lesson/no-content-host', `${host.base}shim.html does not answer`, { retryable: true }),
          ),
        PATIENCE,
      );
      const onMessage = (event: MessageEvent): void => {
        const data = event.data as { widya?: unknown } | null;
        if (event.source !== frame.contentWindow || event.origin !== origin || data?.widya !== 'content@1') return;
        clearTimeout(timer);
        const { port1, port2 } = new MessageChannel();
        frame.contentWindow?.postMessage({ widya: 'content@1' }, origin, [port2]);
        // The frame says it once per document: after a reload of it the former port is dead.
        removeEventListener('message', onMessage);
        resolve(new Link(port1, handlers));
      };
      addEventListener('message', onMessage, { signal: this.#stop.signal });
      this.#stop.signal.addEventListener(
        'abort',
        () => (clearTimeout(timer), reject(new WidyaError('lrs/aborted', 'closed'))),
      );
    });
    this.#link.catch(() => undefined);
  }

  /** @throws WidyaError; `place` is the entry of the package that is at fault, if one is */
  async ask<T>(what: string, data?: unknown): Promise<T> {
    const link = await this.#link;
    try {
      return await link.ask<T>(what, data);
    } catch (cause) {
      const { message, place } = cause as { message: string; place?: string };
      if (message === 'no-room')
        throw new WidyaError('lesson/no-room', `${place ?? 'some'} bytes are missing`, { cause });
      throw new WidyaError('data/invalid', message, { cause, ...(place === undefined ? {} : { place }) });
    }
  }

  /** Shows content in the frame. */
  async open(content: OpenContent): Promise<void> {
    this.element.classList.remove('waits');
    await this.ask('open', content);
  }

  /** Lets the content end in order, and waits for it a moment. */
  async close(): Promise<void> {
    await Promise.race([this.ask('close').catch(() => undefined), new Promise((r) => setTimeout(r, 2500))]);
    this.#stop.abort();
    void this.#link.then((l) => l.close()).catch(() => undefined);
    this.element.remove();
  }
}

// The frame tier, the page's side: a stranger's lesson kind runs in <iframe sandbox="allow-scripts">, without origin, storage, cookie or
// network, and has what the contract gives it over a MessagePort. What it says is looked at here as what a person types would be.
import type { LessonHost, LessonKind } from '../lessons/kind.js';
import { pick } from '../i18n/localize.js';
import { MAX_HEIGHT } from '../core/frame-height.js';
import type { Lesson } from '../model/course.js';
import type { Result } from '../sdk/statement.js';
import { activityTypes } from '../sdk/verbs.js';
import type { FrameInit, FrameNow, FrameResponse, FromGuest, ToGuest } from './frame-words.js';
import type { Guard } from './guard.js';
import type { AnyLessonKind, Contribution, PluginLessonHost, PluginLessonKind } from './plugin.js';

/** Messages a second on average, and at once. */
const RATE = 30;
const BURST = 120;
const MAX_TEXT = 64_000;
const look = ['color', 'font-family', 'font-size', 'line-height'];

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);
const small = (x: unknown): boolean => (JSON.stringify(x) ?? '').length <= MAX_TEXT;

/** Public tokens and font of an element, as the frame gets them: it inherits nothing. */
function lookOf(element: Element): Record<string, string> {
  const style = getComputedStyle(element);
  const out: Record<string, string> = {};
  for (const name of look) out[name] = style.getPropertyValue(name);
  for (const name of style) if (name.startsWith('--widya-')) out[name] = style.getPropertyValue(name).trim();
  return out;
}

type Place = Contribution<AnyLessonKind> & Partial<Pick<LessonKind, 'moveOn' | 'activityType' | 'completedBy'>>;

/** The lesson kind of a framed plugin, as the page's shelf takes it. */
export function framedLesson(guard: Guard, part: string, place: Place): Place {
  const { frame = '', framePage } = guard.entry.options;
  const page = framePage ?? new URL('../plugin/frame.html', import.meta.url).href;
  let source: Promise<string> | undefined;
  const fetchSource = (): Promise<string> =>
    (source ??= fetch(new URL(frame, document.baseURI))
      .then((r) => (r.ok ? r.text() : Promise.reject(new Error(`${frame} answers ${r.status}`))))
      .catch((cause: unknown) => {
        source = undefined;
        throw cause;
      }));
  const kind: PluginLessonKind = {
    name: part,
    schema: { '~standard': { version: 1, vendor: 'widya', validate: (value) => ({ value }) } },
    moveOn: place.moveOn ?? 'Completed',
    activityType: place.activityType ?? activityTypes.lesson,
    completedBy: place.completedBy ?? 'lesson',
    view: async () => {
      const text = await fetchSource();
      return {
        create: (lesson: Lesson, host: PluginLessonHost) =>
          new FramedLesson(
            guard,
            { part, page, title: pick(place.label, host.lang) || part, source: text },
            lesson,
            host,
          ),
      };
    },
  };
  return { ...place, load: () => Promise.resolve(kind as unknown as AnyLessonKind) };
}

class FramedLesson {
  #guard: Guard;
  #host: LessonHost;
  #frame: HTMLIFrameElement;
  #port: MessagePort | undefined;
  #failed = false;
  #ready = false;
  #tokens = BURST;
  #filled = performance.now();
  #timer: ReturnType<typeof setTimeout>;
  #init: Omit<FrameInit, 'look' | 'now'>;
  #told = '';
  #loads = 0;

  constructor(
    guard: Guard,
    about: { part: string; page: string; title: string; source: string },
    lesson: Lesson,
    host: LessonHost,
  ) {
    this.#guard = guard;
    this.#host = host;
    const { source, part } = about;
    this.#init = {
      widya: 'plugin',
      source,
      part,
      lesson,
      course: host.course,
      activity: host.activity,
      registration: host.registration,
      readonly: host.readonly,
      base: host.resolve('.'),
    };
    const frame = (this.#frame = document.createElement('iframe'));
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.setAttribute('part', 'frame');
    frame.setAttribute('title', about.title);
    frame.setAttribute('scrolling', 'no');
    for (const [name, value] of [
      ['display', 'block'],
      ['inline-size', '100%'],
      ['block-size', '12rem'],
      ['border', '0'],
      ['color-scheme', 'light dark'],
    ] as const)
      frame.style.setProperty(name, value);
    frame.addEventListener('load', this.#onLoad);
    addEventListener('message', this.#onMessage);
    frame.src = about.page;
    this.#timer = setTimeout(
      () => this.#fail('load', `"${part}" took longer than ${this.#patience} ms to come`),
      this.#patience,
    );
  }

  get #patience(): number {
    return this.#guard.entry.options.patience ?? 5000;
  }

  render(): Node {
    if (this.#failed) throw new Error('it has stopped');
    this.#tell();
    return this.#frame;
  }

  leave(): void {
    this.#post({ leave: true });
    this.#close();
  }

  get #now(): FrameNow {
    const { lang, completed, saved } = this.#host;
    return { lang, completed, saved: saved === undefined ? undefined : (structuredClone(saved) as unknown) };
  }

  #tell(): void {
    const now = this.#now;
    const said = JSON.stringify(now);
    if (said === this.#told) return;
    this.#told = said;
    this.#post({ now });
  }

  #post(message: ToGuest, transfer: Transferable[] = []): void {
    this.#port?.postMessage(message, transfer);
  }

  #close(): void {
    clearTimeout(this.#timer);
    removeEventListener('message', this.#onMessage);
    // What was just said to it still arrives.
    const port = this.#port;
    this.#port = undefined;
    setTimeout(() => port?.close());
  }

  #fail(phase: 'load' | 'render', message: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#close();
    this.#guard.failed(phase, this.#init.part, new Error(message));
    this.#host.requestUpdate();
  }

  /** Another document in the frame is not the plugin's, and has nothing to say here. */
  readonly #onLoad = (): void => {
    if (++this.#loads > 1) this.#fail('render', 'it has left its page');
  };

  readonly #onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    const target = this.#frame.contentWindow;
    if (this.#port || source === null || source !== target || origin !== 'null') return;
    if (!isObject(data) || data.widya !== 'plugin-hello') return;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = (e: MessageEvent<unknown>) => this.#onSaid(e.data);
    const now = this.#now;
    this.#told = JSON.stringify(now);
    const init: FrameInit = { ...this.#init, look: lookOf(this.#frame), now };
    // An opaque origin has no name to send to; that it is this window's was looked at.
    target.postMessage(init, '*', [port2]);
  };

  #onSaid(data: unknown): void {
    const at = performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((at - this.#filled) / 1000) * RATE);
    this.#filled = at;
    if (--this.#tokens < 0) return this.#fail('render', 'it sends more messages than the page takes');
    if (!isObject(data)) return;
    const said = data as unknown as FromGuest;
    if ('ready' in said) {
      this.#ready = true;
      clearTimeout(this.#timer);
    } else if ('height' in said) {
      const height = Number(said.height);
      if (Number.isInteger(height) && height >= 0)
        this.#frame.style.setProperty('block-size', `${Math.min(height, MAX_HEIGHT)}px`);
    } else if ('failed' in said)
      this.#fail(said.phase === 'load' || !this.#ready ? 'load' : 'render', String(said.failed).slice(0, 500));
    else if ('ask' in said) void this.#answer(said);
    else if ('call' in said) this.#do(said.call, said.arg);
  }

  #do(call: string, arg: unknown): void {
    if (!small(arg)) return this.#fail('render', `what it gives to ${call} is larger than ${MAX_TEXT} characters`);
    if (call === 'save') this.#host.save(arg);
    else if (call === 'progress' && typeof arg === 'number' && Number.isFinite(arg)) this.#host.progress(arg);
    else if (call === 'announce') this.#host.announce(String(arg).slice(0, 500));
    else if (call === 'complete') this.#host.complete(resultOf(arg));
  }

  async #answer({ ask, call, args }: Extract<FromGuest, { ask: number }>): Promise<void> {
    if (typeof ask !== 'number' || !Array.isArray(args)) return;
    try {
      if (!small(args)) throw new RangeError('too large');
      if (call === 'record') {
        const { verb, result } = isObject(args[0]) ? args[0] : {};
        if (!isObject(verb)) throw new TypeError('a statement needs a verb');
        await this.#host.record({ verb: verb as never, ...(isObject(result) ? { result: resultOf(result) } : {}) });
        this.#post({ answer: ask });
      } else if (call === 'fetch') {
        const init = isObject(args[1]) ? args[1] : {};
        const response = await (this.#host as PluginLessonHost).fetch(String(args[0]), {
          method: typeof init.method === 'string' ? init.method : 'GET',
          ...(Array.isArray(init.headers) ? { headers: init.headers as [string, string][] } : {}),
          ...(typeof init.body === 'string' ? { body: init.body } : {}),
        });
        const value: FrameResponse = {
          status: response.status,
          headers: [...response.headers],
          body: await response.arrayBuffer(),
        };
        this.#post({ answer: ask, value }, [value.body]);
      }
    } catch (cause) {
      this.#post({ answer: ask, error: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}

/** Of a result only what a plugin may say, each of its type. */
function resultOf(value: unknown): Result {
  const r = isObject(value) ? value : {};
  const score = isObject(r.score) ? r.score : undefined;
  const scaled = score?.scaled;
  return {
    ...(typeof r.success === 'boolean' ? { success: r.success } : {}),
    ...(typeof r.completion === 'boolean' ? { completion: r.completion } : {}),
    ...(typeof r.response === 'string' ? { response: r.response } : {}),
    ...(typeof r.duration === 'string' ? { duration: r.duration } : {}),
    ...(typeof scaled === 'number' && scaled >= -1 && scaled <= 1 ? { score: { scaled } } : {}),
  };
}

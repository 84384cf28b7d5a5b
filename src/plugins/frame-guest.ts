// The frame tier, the plugin's side: a page without origin that is given one plugin and one lesson over a port. The same contract as in
// the page: the plugin cannot tell which side of the port it is on.
import { render, type CSSResult } from 'lit';
import en from '../i18n/locales/en.js';
import id from '../i18n/locales/id.js';
import { pick } from '../i18n/localize.js';
import type { LessonView } from '../lessons/kind.js';
import { baseStyles } from '../styles/base.styles.js';
import type { FrameInit, FrameNow, FrameResponse, FromGuest, ToGuest } from './frame-words.js';
import { createHost } from './host.js';
import type { Plugin, PluginLessonHost, PluginLessonKind } from './plugin.js';

const say = (port: MessagePort, message: FromGuest): void => port.postMessage(message);

async function start(init: FrameInit, port: MessagePort): Promise<void> {
  const gone = new AbortController();
  const waiting = new Map<number, { yes: (value: unknown) => void; no: (error: Error) => void }>();
  let asked = 0;
  let now: FrameNow = init.now;
  let view: LessonView | undefined;
  let due = false;
  const failed = (phase: 'load' | 'render', cause: unknown): void =>
    say(port, { failed: cause instanceof Error ? cause.message : String(cause), phase });
  const ask = (call: 'record' | 'fetch', ...args: unknown[]): Promise<unknown> =>
    new Promise((yes, no) => {
      waiting.set(++asked, { yes, no });
      say(port, { ask: asked, call, args });
    });

  const draw = (): void => {
    due = false;
    document.documentElement.lang = now.lang;
    if (!view) return;
    try {
      const drawn = view.render() as unknown;
      render(drawn, document.body);
      view.updated?.(document.body);
    } catch (cause) {
      failed('render', cause);
    }
  };
  const requestUpdate = (): void => {
    if (due) return;
    due = true;
    queueMicrotask(draw);
  };

  port.onmessage = ({ data }: MessageEvent<ToGuest>) => {
    if ('now' in data) {
      now = data.now;
      requestUpdate();
    } else if ('leave' in data) {
      view?.leave?.();
      gone.abort();
    } else {
      const w = waiting.get(data.answer);
      waiting.delete(data.answer);
      if (data.error === undefined) w?.yes(data.value);
      else w?.no(new TypeError(data.error));
    }
  };
  addEventListener('error', (e) => failed('render', e.message));
  addEventListener('unhandledrejection', (e) => failed('render', e.reason));
  for (const [name, value] of Object.entries(init.look)) document.documentElement.style.setProperty(name, value);

  try {
    const url = URL.createObjectURL(new Blob([init.source], { type: 'text/javascript' }));
    const { default: plugin } = (await import(url)) as { default: Plugin };
    URL.revokeObjectURL(url);
    const place = plugin.contributes?.lessonKinds?.[init.part];
    if (!place) throw new TypeError(`the file has no lesson kind "${init.part}"`);
    const got = (await place.load()) as PluginLessonKind | { default: PluginLessonKind };
    const kind = 'default' in got ? got.default : got;
    const module = await kind.view();
    const standard = (kind.schema as { '~standard'?: { validate(value: unknown): unknown } })['~standard'];
    const checked = standard?.validate(init.lesson) as
      { value?: unknown; issues?: readonly { message: string }[] } | undefined;
    if (checked?.issues) throw new TypeError(checked.issues[0]?.message);
    const lesson = (checked?.value ?? init.lesson) as FrameInit['lesson'];

    const base = createHost({
      plugin,
      grant: [],
      signal: gone.signal,
      lang: () => now.lang,
      announce: (message) => say(port, { call: 'announce', arg: message }),
      draft: { get: () => now.saved, set: (value) => host.save(value) },
    });
    const own: Omit<PluginLessonHost, keyof typeof base | 'service' | 'content'> = {
      course: init.course,
      activity: init.activity,
      registration: init.registration,
      readonly: init.readonly,
      get t() {
        return /^en\b/i.test(now.lang) ? en : id;
      },
      get completed() {
        return now.completed;
      },
      get saved() {
        return now.saved;
      },
      text: (value) => pick(value, now.lang),
      resolve: (path) => new URL(path, init.base).href,
      requestUpdate,
      save(value) {
        now = { ...now, saved: structuredClone(value) };
        say(port, { call: 'save', arg: value });
        requestUpdate();
      },
      progress: (fraction) => say(port, { call: 'progress', arg: fraction }),
      complete(result) {
        now = { ...now, completed: true };
        say(port, { call: 'complete', arg: result });
        requestUpdate();
      },
      record: async ({ verb, result }) => {
        await ask('record', { verb, result });
      },
    };
    const host: PluginLessonHost = Object.defineProperties(
      { service: undefined, content: undefined },
      { ...Object.getOwnPropertyDescriptors(base), ...Object.getOwnPropertyDescriptors(own) },
    ) as PluginLessonHost;
    Object.defineProperty(host, 'fetch', {
      value: async (url: string | URL, options: RequestInit = {}) => {
        const r = (await ask('fetch', String(url), {
          method: options.method,
          headers: [...new Headers(options.headers)],
          body: options.body,
        })) as FrameResponse;
        return new Response(r.status === 204 || r.status === 304 ? null : r.body, {
          status: r.status,
          headers: r.headers,
        });
      },
    });
    document.adoptedStyleSheets = ([baseStyles, module.styles] as unknown[])
      .flat(10)
      .flatMap((s) => (s as CSSResult | undefined)?.styleSheet ?? []);
    view = module.create(lesson, host) as LessonView;
    draw();
    say(port, { ready: true });
    let last = -1;
    new ResizeObserver(() => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
      if (height === last) return;
      last = height;
      say(port, { height });
    }).observe(document.documentElement);
  } catch (cause) {
    failed('load', cause);
  }
}

addEventListener('message', function first(event: MessageEvent<unknown>) {
  const [port] = event.ports;
  const init = event.data as FrameInit | null;
  // Only the page around this one has the port; a frame beside it has none to give that matters.
  if (event.source !== parent || !port || init?.widya !== 'plugin') return;
  removeEventListener('message', first);
  void start(init, port);
});
parent.postMessage({ widya: 'plugin-hello' }, '*');

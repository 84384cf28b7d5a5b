// What a part of a plugin is given of the page. No token, no client, no element of ours.
import { pick } from '../i18n/localize.js';
import type { Permission, Plugin, PluginHost } from './plugin.js';

export interface HostOptions {
  plugin: Plugin;
  grant: readonly Permission[];
  signal: AbortSignal;
  draft: PluginHost['draft'];
  /** The page's language unless said. */
  lang?: () => string;
  announce?: (message: string) => void;
  fetch?: typeof globalThis.fetch;
}

export function createHost(options: HostOptions): PluginHost {
  const { plugin, signal } = options;
  const lang = options.lang ?? (() => (typeof document === 'undefined' ? '' : document.documentElement.lang) || 'id');
  // Granted is what the plugin asks for and the page gives.
  const origins = new Set(
    options.grant
      .filter((p) => p.startsWith('net:') && plugin.permissions?.includes(p))
      .map((p) => new URL(p.slice(4)).origin),
  );
  return {
    get lang() {
      return lang();
    },
    translate(key, values = {}) {
      const texts = Object.fromEntries(
        Object.entries(plugin.words ?? {}).flatMap(([code, words]) =>
          Object.hasOwn(words, key) ? [[code, words[key] as string]] : [],
        ),
      );
      return (pick(texts, lang()) || key).replace(/\{(\w+)\}/g, (whole, name: string) =>
        Object.hasOwn(values, name) ? String(values[name]) : whole,
      );
    },
    announce: options.announce ?? announce,
    asset(path) {
      if (!plugin.assets) throw new RangeError(`${plugin.id} has no assets`);
      const url = new URL(path, plugin.assets);
      if (!url.href.startsWith(new URL('.', plugin.assets).href))
        throw new RangeError(`"${path}" is not below ${plugin.assets}`);
      return url.href;
    },
    async fetch(input, init = {}) {
      const url = new URL(input, typeof document === 'undefined' ? undefined : document.baseURI);
      if (!origins.has(url.origin)) throw new TypeError(`the page has not granted "net:${url.origin}" to ${plugin.id}`);
      const signals = init.signal ? [signal, init.signal] : [signal];
      return (options.fetch ?? globalThis.fetch)(url, {
        ...init,
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any(signals),
      });
    },
    draft: options.draft,
    theme: {
      get scheme() {
        return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      },
      get forcedColors() {
        return matchMedia('(forced-colors: active)').matches;
      },
      get reducedMotion() {
        return matchMedia('(prefers-reduced-motion: reduce)').matches;
      },
      token: (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim(),
    },
    signal,
  };
}

let region: HTMLElement | undefined;
/** For parts that have no live region of their own. */
function announce(message: string): void {
  if (typeof document === 'undefined') return;
  if (!region?.isConnected) {
    region = document.createElement('div');
    region.setAttribute('role', 'status');
    for (const [name, value] of Object.entries({
      position: 'absolute',
      width: '1px',
      height: '1px',
      overflow: 'hidden',
      'clip-path': 'inset(50%)',
      'white-space': 'nowrap',
    }))
      region.style.setProperty(name, value);
    document.body.append(region);
  }
  const at = region;
  at.replaceChildren();
  requestAnimationFrame(() => at.replaceChildren(message));
}

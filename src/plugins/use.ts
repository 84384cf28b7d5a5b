// How a plugin gets to a page: it lies in the queue until a Widya takes it.
import { queue, queueEvent } from '../core/plugins.js';
import type { Permission, Plugin } from './plugin.js';

export type { Plugin };

export interface UseOptions {
  /** Which of the permissions it asks for it gets. */
  grant?: readonly Permission[];
  /**
   * URL of the plugin as one file of JavaScript: its code then never runs in this page, but in a sandboxed frame. `plugin` is then only
   * what is said about it: lesson kinds by name, without `load`.
   */
  frame?: string;
  /** URL of Widya's page for such frames; beside the script-tag build unless said. */
  framePage?: string;
  /** Milliseconds that one of its parts may take to load; 5000. */
  patience?: number;
}

/** What became of a plugin. `refused`: `problems` says why. `quarantined`: it failed too often, and is left alone until the next page. */
export interface PluginState {
  id: string;
  version: string;
  state: 'ready' | 'refused' | 'quarantined' | 'withdrawn';
  problems: readonly string[];
}

export interface Used {
  /** Settles once a Widya on this page has taken it in or refused it. */
  readonly ready: Promise<PluginState>;
  /** Takes it away again: what it drew is replaced by a card, and comes back when it does. */
  withdraw(): void;
}

/** @internal What lies in the queue. */
export interface Entry {
  plugin: Plugin;
  options: UseOptions;
  told(state: PluginState): void;
  /** Set by whoever has taken it in. */
  withdraw?: () => void;
  gone?: boolean;
}

/** Registers a plugin for the whole page; before or after Widya, and its elements, are there. */
export function use(plugin: Plugin, options: UseOptions = {}): Used {
  let told: Entry['told'] = () => {};
  const ready = new Promise<PluginState>((resolve) => (told = resolve));
  const entry: Entry = { plugin, options, told };
  queue().push(entry);
  if (typeof window !== 'undefined') dispatchEvent(new Event(queueEvent));
  return {
    ready,
    withdraw() {
      entry.gone = true;
      entry.withdraw?.();
    },
  };
}

// A shelf: names of kinds and how to get them. Knows no kind; a kind that comes late reaches those who wait for it.

export interface Registry<K extends { name: string }> {
  /** Adds a kind, or a way to load it. The last registration of a name wins. */
  register(kind: K): void;
  register(name: string, load: () => Promise<K>): void;
  has(name: string): boolean;
  /** The kind, loaded when needed; undefined when no such kind is registered. */
  get(name: string): Promise<K | undefined>;
  names(): string[];
  /** Takes a kind away; those who show it are told, as of a registration. */
  unregister(name: string): void;
  /** Called after each registration; returns the way to stop. */
  onRegister(listener: (name: string) => void): () => void;
}

/** Shelves that strangers' kinds go on as well, by their names, as far as the tags of this page have brought them. Others have none. */
export const shelves = new Map<string | undefined, unknown>();

/** @param shelf what plugins call it */
export function createRegistry<K extends { name: string }>(shelf?: string): Registry<K> {
  const loads = new Map<string, () => Promise<K>>();
  /** By the way they came: what is registered anew is loaded anew, and who still waits for the old one does no harm. */
  const here = new Map<unknown, K>();
  const listeners = new Set<(name: string) => void>();
  const tell = (name: string) => listeners.forEach((listener) => listener(name));
  const registry: Registry<K> = {
    register(kindOrName: K | string, load?: () => Promise<K>): void {
      const name = typeof kindOrName === 'string' ? kindOrName : kindOrName.name;
      loads.set(name, load ?? (async () => kindOrName as K));
      tell(name);
    },
    unregister(name) {
      loads.delete(name);
      tell(name);
    },
    has: (name) => loads.has(name),
    async get(name) {
      const load = loads.get(name);
      if (!load) return undefined;
      const kind = here.get(load) ?? (await load());
      here.set(load, kind);
      return kind;
    },
    names: () => [...loads.keys()],
    onRegister(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  shelves.set(shelf, registry);
  return registry;
}

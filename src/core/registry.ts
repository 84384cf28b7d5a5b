// A shelf: names of kinds and how to get them. Knows no kind; a kind that comes late reaches those who wait for it.

export interface Registry<K extends { name: string }> {
  /** Adds a kind, or a way to load it. The last registration of a name wins. */
  register(kind: K): void;
  register(name: string, load: () => Promise<K>): void;
  has(name: string): boolean;
  /** The kind, loaded when needed; undefined when no such kind is registered. */
  get(name: string): Promise<K | undefined>;
  /** The kind if it is already here. */
  peek(name: string): K | undefined;
  names(): string[];
  /** Called after each registration; returns the way to stop. */
  onRegister(listener: (name: string) => void): () => void;
}

export function createRegistry<K extends { name: string }>(): Registry<K> {
  const loads = new Map<string, () => Promise<K>>();
  const here = new Map<string, K>();
  const listeners = new Set<(name: string) => void>();
  return {
    register(kindOrName: K | string, load?: () => Promise<K>): void {
      const name = typeof kindOrName === 'string' ? kindOrName : kindOrName.name;
      here.delete(name);
      if (typeof kindOrName === 'string') {
        if (load) loads.set(name, load);
      } else {
        here.set(name, kindOrName);
        loads.set(name, () => Promise.resolve(kindOrName));
      }
      for (const listener of listeners) listener(name);
    },
    has: (name) => loads.has(name),
    async get(name) {
      const load = loads.get(name);
      if (!load) return undefined;
      const kind = here.get(name) ?? (await load());
      here.set(name, kind);
      return kind;
    },
    peek: (name) => here.get(name),
    names: () => [...loads.keys()],
    onRegister(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

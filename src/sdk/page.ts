// What the outbox asks of the place it runs in: a clock, news of the page, a lock across tabs. Each can be brought along.

/** The clock the outbox goes by; tests bring their own. */
export interface Clock {
  now(): number;
  /** → undoes it */
  after(ms: number, run: () => void): () => void;
}

/** What the page tells: it is being left, it is seen again, the network is back. → stops listening */
export type PageEvents = (listener: (event: 'hide' | 'show' | 'online') => void) => () => void;

/** One holder across tabs; `held` is false when somebody else has it. */
export type Lock = <T>(name: string, run: (held: boolean) => Promise<T>) => Promise<T>;

export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const browserPage: PageEvents = (listener) => {
  if (typeof document === 'undefined') return () => undefined;
  const off = new AbortController();
  const { signal } = off;
  document.addEventListener('visibilitychange', () => listener(document.hidden ? 'hide' : 'show'), { signal });
  addEventListener('pagehide', () => listener('hide'), { signal });
  addEventListener('online', () => listener('online'), { signal });
  return () => off.abort();
};

export const browserLock = (): Lock | undefined => {
  const locks = typeof document === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  return locks && ((name, run) => locks.request(name, { ifAvailable: true }, (lock) => run(lock !== null)));
};

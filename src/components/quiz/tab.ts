// One tab writes, the others look on. A Web Lock where there is one; on intranets over plain http a lease on the device.

export interface Tab {
  /** Takes the pen from whichever tab has it. */
  take(): void;
  stop(): void;
}

/** Milliseconds a lease holds without being renewed. Longer than the pause between two renewals in a hidden tab would be no lease. */
const LEASE = 6000;
const RENEW = 2000;

/**
 * @param name of what is written; the same in every tab
 * @param changed whether this tab may write; called at once when it is known, and whenever it changes
 */
export function holdTab(name: string, changed: (mine: boolean) => void): Tab {
  return 'locks' in navigator ? byLock(name, changed) : byLease(name, changed);
}

function byLock(name: string, changed: (mine: boolean) => void): Tab {
  let stopped = false;
  let release = () => {};
  const hold = () => {
    changed(true);
    return new Promise<void>((resolve) => (release = resolve));
  };
  const lost = () => {
    if (stopped) return;
    changed(false);
    wait();
  };
  /** Ours as soon as the other tab goes. */
  const wait = () => void navigator.locks.request(name, () => (stopped ? undefined : hold())).catch(lost);
  void navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (stopped) return undefined;
      if (lock) return hold();
      changed(false);
      wait();
      return undefined;
    })
    .catch(lost);
  return {
    take() {
      void navigator.locks.request(name, { steal: true }, () => (stopped ? undefined : hold())).catch(lost);
    },
    stop() {
      stopped = true;
      release();
    },
  };
}

/** For pages without a secure context. Other tabs hear of a new lease by the `storage` event. */
export function byLease(name: string, changed: (mine: boolean) => void, store: Storage = localStorage): Tab {
  const key = `${name}:tab`;
  const self = `${Date.now()}-${Math.random()}`;
  let mine: boolean | undefined;
  const set = (next: boolean) => {
    if (mine === next) return;
    mine = next;
    changed(next);
  };
  const holder = (): string | undefined => {
    const [id, until] = (store.getItem(key) ?? '').split('|');
    return id && Number(until) > Date.now() ? id : undefined;
  };
  const take = () => {
    store.setItem(key, `${self}|${Date.now() + LEASE}`);
    set(true);
  };
  const look = () => {
    const who = holder();
    if (who === undefined || who === self) take();
    else set(false);
  };
  const onStorage = (event: StorageEvent) => {
    if (event.key === key) {
      const who = holder();
      if (who !== undefined && who !== self) set(false);
    }
  };
  const timer = setInterval(look, RENEW);
  addEventListener('storage', onStorage);
  look();
  return {
    take,
    stop() {
      clearInterval(timer);
      removeEventListener('storage', onStorage);
      if (holder() === self) store.removeItem(key);
    },
  };
}

// The page itself, for the next start without a network: its worker (cdn/widya-sw.js) is told what the page is made of.

const PATIENCE = 10_000;

/** Whether a worker of ours stands behind this page. */
export function hasWorker(): Promise<boolean> {
  return tell([]);
}

/** This page and everything it has fetched so far, but not what was asked by scripts. @returns whether somebody keeps it */
export function keepPage(): Promise<boolean> {
  const made = /^(?:script|link|css|img|other)$/;
  const urls = (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
    .filter((e) => made.test(e.initiatorType) && new URL(e.name).origin === location.origin)
    .map((e) => e.name.split('#', 1)[0] ?? '');
  return tell([location.href.split('#', 1)[0] ?? '', ...urls]);
}

async function tell(urls: string[]): Promise<boolean> {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  // Not every page has one: `ready` would never settle.
  const registration = await container?.getRegistration().catch(() => undefined);
  const worker = registration?.active;
  if (!worker) return false;
  const { port1, port2 } = new MessageChannel();
  return new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), urls.length === 0 ? 1500 : PATIENCE);
    port1.onmessage = (event) => {
      clearTimeout(timer);
      resolve(event.data === 'kept');
    };
    worker.postMessage({ widya: 'keep@1', urls }, [port2]);
  });
}

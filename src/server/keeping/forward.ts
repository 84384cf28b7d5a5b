// Passing statements on to other LRSs: each at least once, in the order they were stored, going on where it stopped after a
// restart. How far it is stands in the store; of several server processes one passes on.
import { createLane, type ForwardOptions, type ForwardState } from './forward-lane.js';

export { parseTargets, type ForwardTarget } from './forward-targets.js';

export interface Forwarder {
  status(): Promise<{ target: string; state: ForwardState; behindSeconds: number; setAside: number }[]>;
  /** Lines for Prometheus. */
  metrics(): Promise<string[]>;
  /** Ends after the request under way, or within two seconds: what has no answer by then is sent again at the next start. */
  stop(): Promise<void>;
}

/** Milliseconds a request under way has left when it is to stop. */
const GRACE = 2000;

export function createForwarder(options: ForwardOptions): Forwarder {
  const stopping = new AbortController();
  const cut = new AbortController();
  const lanes = options.targets.map((target) => createLane(target, options, stopping.signal, cut.signal));
  const status: Forwarder['status'] = async () => {
    const [at, aside] = await Promise.all([options.storage.keep.forwarded(), options.storage.keep.setAside()]);
    return Promise.all(
      lanes.map(async ({ target, state }) => {
        const [next] = await options.storage.keep.scan({ after: at.get(target.name) ?? 0, limit: 1 });
        const now = (options.now?.() ?? new Date()).getTime();
        return {
          target: target.name,
          state: state(),
          behindSeconds: next ? Math.max(0, Math.round((now - Date.parse(next.stored)) / 1000)) : 0,
          setAside: aside.filter((a) => a.target === target.name).length,
        };
      }),
    );
  };
  return {
    status,
    async metrics() {
      const all = await status();
      const lines = (name: string, kind: string, help: string, rows: [string, number][]) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${kind}`,
        ...rows.map(([labels, n]) => `${name}{${labels}} ${n}`),
      ];
      const label = (t: string) => `target="${t}"`;
      return [
        ...lines(
          'widya_forward_sent_total',
          'counter',
          'Statements passed on by this process.',
          lanes.map((l) => [label(l.target.name), l.sent()]),
        ),
        ...lines(
          'widya_forward_failures_total',
          'counter',
          'Requests that have to be tried again.',
          lanes.map((l) => [label(l.target.name), l.failures()]),
        ),
        ...lines(
          'widya_forward_behind_seconds',
          'gauge',
          'Age of the oldest statement not passed on.',
          all.map((s) => [label(s.target), s.behindSeconds]),
        ),
        ...lines(
          'widya_forward_set_aside',
          'gauge',
          'Statements the target does not take.',
          all.map((s) => [label(s.target), s.setAside]),
        ),
        ...lines(
          'widya_forward_up',
          'gauge',
          'Whether the target takes statements.',
          all.map((s) => [label(s.target), s.state === 'away' || s.state === 'refused' ? 0 : 1]),
        ),
      ];
    },
    async stop() {
      stopping.abort();
      const timer = setTimeout(() => cut.abort(), GRACE);
      await Promise.all(lanes.map((l) => l.done));
      clearTimeout(timer);
    },
  };
}

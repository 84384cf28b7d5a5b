// What the server counts, in the text format of Prometheus (version 0.0.4). No name, no address, no identifier of a person.

/** One answered request, as it is logged and counted. Holds no personal data: neither query nor body nor who asked. */
export interface RequestEntry {
  /** ISO 8601. */
  time: string;
  method: string;
  /** `statements`, `activities/state`, …; `other` for what is no resource. */
  resource: string;
  status: number;
  /** Milliseconds until the answer was ready. */
  ms: number;
  /** How the asker was known. */
  via: 'session' | 'token' | 'system' | 'nobody';
  /** Error code of the answer, and the rule of access that said no. */
  code?: string;
  reason?: string;
}

const bounds = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

export interface Metrics {
  count(entry: RequestEntry): void;
  text(): string;
}

export function createMetrics(): Metrics {
  const requests = new Map<string, number>();
  const denials = new Map<string, number>();
  const times = new Map<string, { buckets: number[]; sum: number; count: number }>();
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  const started = Date.now();

  return {
    count({ method, resource, status, ms, via, reason }) {
      add(requests, `method="${method}",resource="${resource}",status="${status}",via="${via}"`);
      if (reason) add(denials, `reason="${reason}"`);
      const key = `method="${method}",resource="${resource}"`;
      const h = times.get(key) ?? { buckets: bounds.map(() => 0), sum: 0, count: 0 };
      bounds.forEach((bound, i) => (h.buckets[i] = (h.buckets[i] ?? 0) + (ms <= bound ? 1 : 0)));
      h.sum += ms;
      h.count++;
      times.set(key, h);
    },
    text() {
      const lines = [
        '# HELP widya_requests_total Requests answered.',
        '# TYPE widya_requests_total counter',
        ...[...requests].map(([labels, n]) => `widya_requests_total{${labels}} ${n}`),
        '# HELP widya_denied_total Requests that a rule of access refused.',
        '# TYPE widya_denied_total counter',
        ...[...denials].map(([labels, n]) => `widya_denied_total{${labels}} ${n}`),
        '# HELP widya_request_seconds Time until the answer was ready.',
        '# TYPE widya_request_seconds histogram',
        ...[...times].flatMap(([labels, h]) => [
          ...bounds.map((bound, i) => `widya_request_seconds_bucket{${labels},le="${bound / 1000}"} ${h.buckets[i]}`),
          `widya_request_seconds_bucket{${labels},le="+Inf"} ${h.count}`,
          `widya_request_seconds_sum{${labels}} ${h.sum / 1000}`,
          `widya_request_seconds_count{${labels}} ${h.count}`,
        ]),
        '# HELP widya_start_time_seconds When this process began, since 1970.',
        '# TYPE widya_start_time_seconds gauge',
        `widya_start_time_seconds ${Math.round(started / 1000)}`,
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}

// How often somebody may ask: a bucket per subject that fills steadily. Per subject and not per address: an office shares one.

export interface RateOptions {
  /** Requests a minute that may go on for ever. */
  perMinute: number;
  /** Requests that may come at once; two minutes' worth. */
  burst?: number;
  now?: () => Date;
}

export interface Rate {
  /** 0 when the subject may ask now, else the seconds after which it may. */
  take(subject: string): number;
}

/** Buckets that are full again are forgotten this often. */
const SWEEP = 60_000;

export function createRate(options: RateOptions): Rate {
  const perMs = options.perMinute / 60_000;
  const burst = options.burst ?? options.perMinute * 2;
  const now = () => (options.now ?? (() => new Date()))().getTime();
  const buckets = new Map<string, { left: number; at: number }>();
  let swept = 0;
  const fill = (b: { left: number; at: number }, time: number): number =>
    Math.min(burst, b.left + (time - b.at) * perMs);

  return {
    take(subject) {
      const time = now();
      const bucket = buckets.get(subject) ?? { left: burst, at: time };
      const left = fill(bucket, time);
      buckets.set(subject, { left: left >= 1 ? left - 1 : left, at: time });
      if (time - swept > SWEEP) {
        swept = time;
        for (const [key, b] of buckets) if (key !== subject && fill(b, time) >= burst) buckets.delete(key);
      }
      return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perMs / 1000));
    },
  };
}

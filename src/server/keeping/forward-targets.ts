// Which LRSs statements are passed on to.
import type { Credential } from '../access/credentials.js';

export interface ForwardTarget {
  /** What it is called in metrics, logs and commands; how far it is, is kept under this name. */
  name: string;
  /** e.g. `https://lrs.provinsi.go.id/xapi` */
  endpoint: string;
  credential: Credential;
  /** Only these; everything unless said. A statement that voids goes where the one it voids went. */
  only?: {
    verbs?: readonly string[];
    /** Beginnings of the IRIs of activities: the object, or one of the context. */
    activities?: readonly string[];
  };
  /** Statements in a request; 50. */
  batch?: number;
}

/** Targets as a file or an environment says them. @throws Error that names the place */
export function parseTargets(text: string): ForwardTarget[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new Error('forwarding: the file is no JSON');
  }
  if (!Array.isArray(list)) throw new Error('forwarding: a list of targets is expected');
  const names = new Set<string>();
  return list.map((item: unknown, i) => {
    const wrong = (what: string) => new Error(`forwarding: [${i}].${what}`);
    if (typeof item !== 'object' || item === null) throw new Error(`forwarding: [${i}] must be an object`);
    const t = item as Record<string, unknown>;
    const unknown = Object.keys(t).find((k) => !['name', 'endpoint', 'key', 'secret', 'only', 'batch'].includes(k));
    if (unknown !== undefined) throw wrong(`${unknown} is unknown`);
    if (typeof t.name !== 'string' || !/^[\w.-]{1,60}$/.test(t.name))
      throw wrong('name must be letters, digits, - _ .');
    if (names.has(t.name)) throw wrong('name stands twice');
    names.add(t.name);
    if (typeof t.endpoint !== 'string' || !/^https?:\/\/[^\s]+$/.test(t.endpoint))
      throw wrong('endpoint must be a URL');
    if (typeof t.key !== 'string' || typeof t.secret !== 'string') throw wrong('key and secret are needed');
    const strings = (v: unknown) => v === undefined || (Array.isArray(v) && v.every((x) => typeof x === 'string'));
    const only = (t.only ?? {}) as Record<string, unknown>;
    if (!strings(only.verbs) || !strings(only.activities))
      throw wrong('only.verbs and only.activities are lists of IRIs');
    const { batch } = t;
    if (batch !== undefined && !(Number.isInteger(batch) && Number(batch) >= 1 && Number(batch) <= 500))
      throw wrong('batch must be from 1 to 500');
    return {
      name: t.name,
      endpoint: t.endpoint,
      credential: { key: t.key, secret: t.secret },
      ...(t.only === undefined ? {} : { only: only as NonNullable<ForwardTarget['only']> }),
      ...(batch === undefined ? {} : { batch: Number(batch) }),
    };
  });
}

// What the doctor looks at, one finding each. It only reads; what it writes is a database of its own, removed at once.
import type { Service } from '../../sdk/service.js';
import { WidyaError } from '../../sdk/errors.js';
import { probe } from '../../sdk/probe.js';
import { idbStore } from '../../sdk/store.js';

export type Level = 'ok' | 'open' | 'warn' | 'bad';
export interface Finding {
  check: CheckName;
  level: Level;
  /** What was seen, for the sentence: a number, a version, a code. Never a name, an id or a token. */
  seen?: string;
}

const names = [
  'endpoint',
  'version',
  'origin',
  'signIn',
  'access',
  'clock',
  'pageCap',
  'related',
  'references',
  'since',
  'compression',
  'etag',
  'storage',
  'locks',
  'secure',
  'mixed',
  'csp',
  'framing',
  'trustedTypes',
] as const;
export type CheckName = (typeof names)[number];

/** Clocks apart by more than this are worth a word. */
const SKEW = 60_000;

export async function examine(service: Service): Promise<Finding[]> {
  const found: Finding[] = [];
  const note = (check: CheckName, level: Level, seen?: string | number) =>
    found.push({ check, level, ...(seen === undefined ? {} : { seen: String(seen) }) });
  const { lrs } = service;
  const endpoint = new URL(service.endpoint);
  const isHere = endpoint.origin === location.origin;

  note('mixed', location.protocol === 'https:' && endpoint.protocol === 'http:' ? 'bad' : 'ok');
  note('secure', isSecureContext ? 'ok' : 'warn');
  note('locks', 'locks' in navigator ? 'ok' : 'warn');
  note('storage', (await canStore()) ? 'ok' : 'bad');
  note('origin', isHere ? 'ok' : 'warn', endpoint.origin);

  try {
    const { version } = await lrs.about();
    note('endpoint', 'ok');
    note('version', version.some((v) => v === '2.0.0' || v.startsWith('1.0')) ? 'ok' : 'bad', version.join(', '));
  } catch (cause) {
    note('endpoint', 'bad', codeOf(cause));
  }
  await service.ready;
  const person = service.principal;
  note('signIn', service.state === 'signed-in' ? 'ok' : service.state === 'error' ? 'bad' : 'warn', service.state);
  if (person) {
    try {
      // Asked anew: who examines has perhaps just changed something.
      const can = await probe(lrs, { agent: person.actor, maxAge: 0 });
      note('access', 'ok');
      note('pageCap', can.pageCap !== undefined && can.pageCap < 100 ? 'warn' : 'ok', can.pageCap ?? '?');
      const canDo = (check: CheckName, able: boolean | undefined) =>
        note(check, able === false ? 'warn' : able ? 'ok' : 'open', able ? 'yes' : '?');
      canDo('related', can.relatedActivities);
      canDo('references', can.references);
      canDo('since', can.since && can.since !== 'timestamp');
      note(...compression());
    } catch (cause) {
      note('access', 'bad', codeOf(cause));
    }
    note(...(await etag(service)));
  }
  const skew = lrs.skew;
  note('clock', Math.abs(skew) > SKEW ? 'warn' : 'ok', Math.round(skew / 1000));
  const policy = await policyOfPage();
  note('csp', policy === '' ? 'warn' : 'ok');
  // Only a header counts: browsers leave `frame-ancestors` in a <meta> out.
  note('framing', policy.includes('frame-ancestors') ? 'ok' : 'warn');
  const types = /require-trusted-types-for\s+'script'/.test(policy);
  const allowed = /trusted-types\s+([^;]*)/.exec(policy)?.[1]?.split(/\s+/) ?? [];
  note(
    'trustedTypes',
    !types || allowed.includes('lit-html') || allowed.includes('*') ? 'ok' : 'bad',
    types ? 'on' : 'off',
  );
  return found.sort((a, b) => names.indexOf(a.check) - names.indexOf(b.check));
}

/** The header that lets everything of ours work and nothing else: to be set by the portal. */
export function policyFor(endpoint: string, scripts: readonly string[]): string {
  const lrs = new URL(endpoint).origin;
  const origins = (list: readonly string[]) =>
    [...new Set(list.map((o) => (o === location.origin ? "'self'" : o)))].join(' ');
  return [
    `script-src ${origins([location.origin, ...scripts])}`,
    "style-src 'self'",
    `connect-src ${origins([location.origin, lrs])}`,
    "trusted-types lit-html widya 'allow-duplicates'",
    "require-trusted-types-for 'script'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** Where this page's modules come from. */
export const scriptOrigins = (): string[] =>
  [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map((s) => new URL(s.src).origin);

function compression(): [CheckName, Level, string?] {
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const entry = entries.filter((e) => e.name.includes('/statements')).at(-1);
  // Zero: the LRS is elsewhere and does not let the size be seen, or the answer never was on the line.
  if (!entry?.encodedBodySize || entry.decodedBodySize < 2000) return ['compression', 'ok', '?'];
  const share = entry.encodedBodySize / entry.decodedBodySize;
  return ['compression', share > 0.9 ? 'warn' : 'ok', `${Math.round(share * 100)}%`];
}

async function etag({ lrs, principal }: Service): Promise<[CheckName, Level, string?]> {
  try {
    const agent = principal?.actor;
    const [profileId] = agent ? await lrs.listAgentProfiles(agent) : [];
    if (!agent || profileId === undefined) return ['etag', 'ok', '?'];
    const doc = await lrs.getAgentProfile({ agent, profileId });
    return ['etag', doc?.etag ? 'ok' : 'bad'];
  } catch (cause) {
    return ['etag', 'warn', codeOf(cause)];
  }
}

async function canStore(): Promise<boolean> {
  try {
    const store = await idbStore('widya-doctor');
    const [row] = await store.write({ add: [{ v: 1, owner: 'doctor', at: 0 }] });
    const rows = await store.all('doctor');
    await store.destroy();
    return rows.some((r) => r.seq === row?.seq);
  } catch {
    return false;
  }
}

async function policyOfPage(): Promise<string> {
  const inPage = [...document.querySelectorAll<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy" i]')];
  const header = await fetch(location.href, { method: 'HEAD' })
    .then((r) => r.headers.get('content-security-policy') ?? '')
    .catch(() => '');
  return [header, ...inPage.map((m) => m.content)].filter(Boolean).join('; ');
}

const codeOf = (cause: unknown): string => (cause instanceof WidyaError ? cause.code : 'component/failed');

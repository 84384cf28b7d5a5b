// widya rollup: reports from any LRS.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { LrsClient } from '../sdk/client.js';
import { ifiOf } from '../sdk/statement.js';
import { basicAuth } from '../sdk/token.js';
import { parseCredential } from '../server/access/credentials.js';
import { createRollup, type Rollup, type RollupOptions, type StaffMember } from '../server/reports/rollup.js';

export const rollupHelp = `widya rollup [options]

  Reads what an LRS has stored since the last time and writes the reports that dashboards read: of each course, cohort and unit, and
  of the agency. Keeps nothing itself; stop it whenever you like. "widya serve --rollup" does the same inside the server.

  --lrs URL                the LRS, e.g. https://lrs.instansi.go.id/xapi (WIDYA_ROLLUP_LRS)
  --credential KEY:SECRET  may read all statements and use activity profiles: all/read, profile (WIDYA_ROLLUP_CREDENTIAL)
  --staff FILE             who belongs to which unit, one JSON object a line; see docs/reports.md (WIDYA_STAFF)
  --agency IRI             activity that stands for the agency
  --zone NAME              time zone of months and years (Asia/Jakarta)
  --quota N                lesson hours a year (20)
  --worker I/N             one of N workers, from 1
  --every SECONDS          go on, with this pause in between; without it: once
  --lag SECONDS            stay behind what the LRS says is complete (5)
  --log json|none          a line for each round (json)
`;

/** Lines of `{ agent, unit?, status?, courses? }`. */
export function parseStaff(text: string): StaffMember[] {
  return text.split(/\r?\n/).flatMap((line, i): StaffMember[] => {
    if (line.trim() === '') return [];
    const wrong = (why: string) => new Error(`staff list, line ${i + 1}: ${why}`);
    let member: StaffMember;
    try {
      member = JSON.parse(line) as StaffMember;
    } catch {
      throw wrong('is not JSON');
    }
    if (typeof member?.agent !== 'object' || ifiOf(member.agent) === null) throw wrong('agent must be identified');
    if (member.unit !== undefined && typeof member.unit !== 'string') throw wrong('unit must be an IRI');
    if (member.status !== undefined && member.status !== 'pns' && member.status !== 'pppk')
      throw wrong('status must be pns or pppk');
    return [member];
  });
}

/** What `serve` and `rollup` share. */
export async function rollupOf(
  lrs: LrsClient,
  values: {
    staff?: string | undefined;
    agency?: string | undefined;
    zone?: string | undefined;
    quota?: string | undefined;
  },
  more: Partial<RollupOptions> = {},
): Promise<Rollup> {
  const { staff = process.env.WIDYA_STAFF, agency, zone } = values;
  const quota = Number(values.quota ?? 20);
  if (!(quota > 0)) throw new Error('--quota must be a number of lesson hours');
  if (zone !== undefined) new Intl.DateTimeFormat('en', { timeZone: zone });
  return createRollup({
    lrs,
    quota,
    ...(staff ? { staff: parseStaff(await readFile(staff, 'utf8')) } : {}),
    ...(agency ? { agency } : {}),
    ...(zone ? { zone } : {}),
    ...more,
  });
}

/** A client that signs in with a key of the LRS. */
export function clientWith(endpoint: string, key: string, secret: string, fetch?: typeof globalThis.fetch): LrsClient {
  const actor = { account: { homePage: 'https://widya.example/credentials', name: key } };
  const auth = basicAuth(key, secret, { subject: key, actor, roles: [] });
  return new LrsClient({ endpoint, auth, ...(fetch ? { fetch } : {}) });
}

export async function runRollup(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lrs: { type: 'string' },
      credential: { type: 'string' },
      staff: { type: 'string' },
      agency: { type: 'string' },
      zone: { type: 'string' },
      quota: { type: 'string' },
      worker: { type: 'string' },
      every: { type: 'string' },
      lag: { type: 'string' },
      log: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(rollupHelp);
    return;
  }
  const endpoint = values.lrs ?? process.env.WIDYA_ROLLUP_LRS;
  if (!endpoint || !/^https?:\/\//.test(endpoint)) throw new Error('--lrs must be the URL of an LRS');
  const credential = parseCredential(values.credential ?? process.env.WIDYA_ROLLUP_CREDENTIAL ?? '');
  if (!credential) throw new Error('--credential must be KEY:SECRET');
  const [, i = '1', n = '1'] = /^(\d+)\/(\d+)$/.exec(values.worker ?? '1/1') ?? [];
  if (values.worker !== undefined && !/^\d+\/\d+$/.test(values.worker)) throw new Error('--worker must be like 1/4');
  const every = values.every === undefined ? undefined : Number(values.every);
  if (every !== undefined && !(every > 0)) throw new Error('--every must be a number of seconds');
  const lag = Number(values.lag ?? 5);
  if (!(lag >= 0)) throw new Error('--lag must be a number of seconds');
  const line = (entry: object) => void (values.log !== 'none' && process.stdout.write(`${JSON.stringify(entry)}\n`));
  const rollup = await rollupOf(clientWith(endpoint, credential.key, credential.secret), values, {
    worker: Number(i) - 1,
    workers: Number(n),
    lag: lag * 1000,
    log: line,
  });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  if (every !== undefined) await rollup.run(stop.signal, every * 1000);
  else line({ event: 'rollup-done', ...(await rollup.round(stop.signal)) });
}

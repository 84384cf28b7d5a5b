// The query behind GET statements, in PostgreSQL's SQL.
import { createHash } from 'node:crypto';
import type { StatementFilter, StoredRow } from './port.js';

/** The key of a text of any length: 16 bytes of its SHA-256, in the form of a UUID. */
export function hash(text: string): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const h = createHash('sha256').update(text).digest('hex').slice(0, 32);
  if (text.length < 300) {
    if (hashes.size > 20_000) hashes.clear();
    hashes.set(text, h);
  }
  return h;
}
/** The same verbs, activities and people come again and again. */
const hashes = new Map<string, string>();

export interface SqlRow {
  seq: string;
  id: string;
  stored: string;
  body: string;
  voided: boolean;
}
export const columns = 's.seq, s.id, s.stored, s.body, s.voided';
export const toRow = (r: SqlRow): StoredRow => ({
  seq: Number(r.seq),
  id: r.id,
  stored: new Date(Number(r.stored)).toISOString(),
  body: r.body,
  voided: r.voided,
});

/** @param reach whether statements that lead to a match through StatementRefs are to be looked for as well */
export function select(f: StatementFilter, reach: boolean): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const $ = (value: unknown): string => `$${values.push(value)}`;
  const order = f.ascending ? 'asc' : 'desc';

  // Times are turned into positions: `stored` never falls as `seq` rises.
  const upToTime = (iso: string) =>
    `coalesce((select seq from stmt where stored <= ${$(Date.parse(iso))} order by stored desc, seq desc limit 1), 0)`;
  const bounds = (seq: string): string[] => [
    ...(f.upTo === undefined ? [] : [`${seq} <= ${$(f.upTo)}`]),
    ...(f.after === undefined ? [] : [`${seq} ${f.ascending ? '>' : '<'} ${$(f.after)}`]),
    ...(f.since === undefined ? [] : [`${seq} > ${upToTime(f.since)}`]),
    ...(f.until === undefined ? [] : [`${seq} <= ${upToTime(f.until)}`]),
  ];

  /** What a statement must be, as joins and conditions on the alias `t`. */
  const joins: string[] = [];
  const conditions: string[] = [];
  if (f.verb !== undefined) conditions.push(`t.verb = ${$(hash(f.verb))}`);
  if (f.registration !== undefined) conditions.push(`t.reg = ${$(f.registration)}`);
  for (const [alias, ref] of [
    ['ra', f.activity],
    ['rp', f.agent],
  ] as const) {
    if (!ref) continue;
    joins.push(`join ref ${alias} on ${alias}.seq = t.seq`);
    conditions.push(`${alias}.h = ${$(hash(ref.key))}`, `(${alias}.roles & ${$(ref.mask)}::smallint) <> 0`);
  }

  const limit = $(f.limit);
  const where = (...c: string[]) => `where ${c.join(' and ')}`;
  const direct =
    `select t.seq, t.id, t.stored, t.body, t.voided from stmt t ${joins.join(' ')} ` +
    `${where('not t.voided', ...conditions, ...bounds('t.seq'))} order by t.seq ${order} limit ${limit}`;
  if (!reach || conditions.length === 0) return { text: direct, values };
  const through =
    `select distinct x.ancestor as seq from reach x join stmt a on a.seq = x.ancestor ` +
    `join stmt t on t.seq = x.descendant ${joins.join(' ')} ` +
    `${where('not a.voided', ...conditions, ...bounds('x.ancestor'))} order by seq ${order} limit ${limit}`;
  return {
    text:
      `select ${columns} from (select d.seq from (${direct}) d union (${through})) k ` +
      `join stmt s on s.seq = k.seq order by s.seq ${order} limit ${limit}`,
    values,
  };
}

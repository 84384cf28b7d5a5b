// The query behind GET statements, in PostgreSQL's SQL.
import { createHash } from 'node:crypto';
import { role, type StatementFilter, type StoredRow } from './port.js';

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

/** Positions within one millisecond; `widya_position` in the database says the same. */
export const PLACES = 2048;
/** The first position of a millisecond. Whole numbers are exact up to the year 2109. */
export const position = (stored: number): number => stored * PLACES;
export const storedOf = (seq: number): string => new Date(Math.floor(seq / PLACES)).toISOString();

/** Verbs and registrations stand among the activities and agents a statement is found by; no client can make one look like the other. */
export const verbKey = (iri: string): string => hash(`v:${hash(iri)}`);
export const registrationKey = (id: string): string => hash(`r:${id}`);

export interface SqlRow {
  seq: string;
  id: string;
  body: string;
  voided: boolean;
}
export const columns = 's.seq, s.id, s.body, s.voided';
export const toRow = ({ seq, id, body, voided }: SqlRow): StoredRow => ({
  seq: Number(seq),
  id,
  stored: storedOf(Number(seq)),
  body,
  voided,
});

export interface Key {
  h: string;
  mask: number;
}

/** What a statement must have, all of it. */
export function keysOf(f: StatementFilter): Key[] {
  return [
    ...(f.registration === undefined ? [] : [{ h: registrationKey(f.registration), mask: role.primary }]),
    ...(f.agent ? [{ h: hash(f.agent.key), mask: f.agent.mask }] : []),
    ...(f.activity ? [{ h: hash(f.activity.key), mask: f.activity.mask }] : []),
    ...(f.verb === undefined ? [] : [{ h: verbKey(f.verb), mask: role.primary }]),
  ];
}

/** A query PostgreSQL plans once per connection: the texts are few, and named by themselves. */
export const prepared = (text: string, values: unknown[]): { name: string; text: string; values: unknown[] } => {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = hash(text)));
  return { name, text, values };
};
const names = new Map<string, string>();

/**
 * The first key is walked in the order asked for, the others are looked up for each of its statements; the connection's settings
 * (`sql.ts`) keep PostgreSQL to that.
 * @param keys the rarest first
 * @param reach whether statements that lead to a match through StatementRefs are to be looked for as well, and how: by way of
 *   the matches (`few`), or through all that refer to something, newest first (`many`)
 */
export function select(
  f: StatementFilter,
  keys: readonly Key[],
  reach: 'none' | 'few' | 'many',
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const $ = (value: unknown): string => `$${values.push(value)}`;
  const order = f.ascending ? 'asc' : 'desc';

  const limits: [string, string][] = [];
  if (f.upTo !== undefined) limits.push(['<=', $(f.upTo)]);
  if (f.after !== undefined) limits.push([f.ascending ? '>' : '<', $(f.after)]);
  if (f.since !== undefined) limits.push(['>=', $(position(Date.parse(f.since) + 1))]);
  if (f.until !== undefined) limits.push(['<', $(position(Date.parse(f.until) + 1))]);
  const bounds = (seq: string): string[] => limits.map(([sign, value]) => `${seq} ${sign} ${value}::bigint`);
  const limit = `limit ${$(f.limit)}::bigint`;

  const params = keys.map((k) => ({ h: `${$(k.h)}::uuid`, mask: `${$(k.mask)}::smallint` }));
  const matches = (i: number) => `r${i}.h = ${params[i]?.h} and (r${i}.roles & ${params[i]?.mask}) <> 0`;
  const joins = (from: number, seq: string) =>
    keys
      .slice(from)
      .map((_, i) => `join ref r${from + i} on r${from + i}.seq = ${seq} and ${matches(from + i)}`)
      .join(' ');
  const where = (...c: string[]) => `where ${c.join(' and ')}`;

  if (keys.length === 0)
    return {
      text: `select ${columns} from stmt s ${where('not s.voided', ...bounds('s.seq'))} order by s.seq ${order} ${limit}`,
      values,
    };
  const direct = (list: string) =>
    `select ${list} from ref r0 ${joins(1, 'r0.seq')} join stmt s on s.seq = r0.seq ` +
    `${where(matches(0), 'not s.voided', ...bounds('r0.seq'))} order by r0.seq ${order} ${limit}`;
  if (reach === 'none') return { text: direct(columns), values };
  const through =
    reach === 'few'
      ? `from ref r0 ${joins(1, 'r0.seq')} join reach x on x.descendant = r0.seq join stmt a on a.seq = x.ancestor ` +
        where(matches(0), 'not a.voided', ...bounds('x.ancestor'))
      : `from reach x ${joins(0, 'x.descendant')} join stmt a on a.seq = x.ancestor ` +
        where('not a.voided', ...bounds('x.ancestor'));
  return {
    text:
      `select ${columns} from (select d.seq from (${direct('r0.seq')}) d ` +
      `union (select distinct x.ancestor as seq ${through} order by seq ${order} ${limit})) k ` +
      `join stmt s on s.seq = k.seq order by s.seq ${order} ${limit}`,
    values,
  };
}

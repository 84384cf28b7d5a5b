// How statements get into PostgreSQL: all that wait, in one transaction, in as few round trips as they need.
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { mergeDefinition, role, type AttachmentRow, type InsertResult, type NewStatement } from './port.js';
import { hash, PLACES, position, prepared, registrationKey, storedOf, verbKey } from './sql-select.js';

/** Advisory lock of those who write statements: `seq` and `stored` rise in the order of commits. */
export const WRITE_LOCK = 0x7764_7961;

/** On which every process hears that statements were stored. */
export const CHANNEL = 'widya_statements';

export interface Waiting {
  batch: NewStatement[];
  files: AttachmentRow[];
}

/** What this process knows to be stored already, so that it need not be looked up for every statement. Forgets all when full. */
export class Remembered {
  #keys = new Set<string>();
  has(key: string): boolean {
    return this.#keys.has(key);
  }
  add(keys: Iterable<string>): void {
    if (this.#keys.size > 20_000) this.#keys.clear();
    for (const key of keys) this.#keys.add(key);
  }
}

export interface Written {
  results: InsertResult[];
  /** Whether statements that refer to others were among them. */
  linked: boolean;
  /** To be added to `Remembered`. */
  keys: string[];
  /** Position of the newest statement there is now; undefined when none was stored. */
  newest: number | undefined;
}

const ask = <T extends QueryResultRow>(c: PoolClient, text: string, values: unknown[]): Promise<QueryResult<T>> =>
  c.query<T>(prepared(text, values));

interface Clock {
  /** Milliseconds. */
  now: string;
  /** Of the newest statement. */
  seq: string | null;
}

/**
 * One transaction, begun and committed; each request is taken as a whole or not at all. Two round trips: what has to be known,
 * then all that is to be written. (Queries that are not waited for go out together; the server does them one after the other.)
 */
export async function write(c: PoolClient, group: Waiting[], remembered: Remembered): Promise<Written> {
  const news = unknownDefinitions(group, remembered);
  const [clock, known, definitions] = await Promise.all([begin(c), lookUp(c, group), lookUpDefinitions(c, news)]);

  const accepted: NewStatement[] = [];
  const files = new Map<string, AttachmentRow>();
  const results = group.map(({ batch, files: own }): InsertResult => {
    const fresh: NewStatement[] = [];
    for (const s of batch) {
      const before = known.statements.get(s.id);
      if (before) {
        const same =
          before.print === s.print && (before.given === null || s.given === null || before.given === s.given);
        if (!same) return { ok: false, conflict: s.id };
      } else fresh.push(s);
      if (s.voids && s.target !== undefined && known.statements.get(s.target)?.voids)
        return { ok: false, voidsVoiding: s.target };
    }
    for (const s of fresh) known.statements.set(s.id, { print: s.print, given: s.given, voids: s.voids });
    accepted.push(...fresh);
    for (const f of own) if (f.genuine || !files.get(f.sha2)?.genuine) files.set(f.sha2, f);
    return { ok: true };
  });

  const names = unknownNames(accepted, remembered);
  const linked = accepted.length > 0 && (known.awaited || accepted.some((s) => s.target !== undefined));
  const writes: Promise<unknown>[] = [];
  let newest: number | undefined;
  if (accepted.length > 0) {
    const first = nextPosition(clock);
    newest = first + accepted.length - 1;
    writes.push(insert(c, accepted, first));
    if (linked) writes.push(...link(c, accepted, first));
  }
  // Of requests that were refused nothing is remembered either.
  const kept = news.filter((n) => accepted.includes(n.from));
  if (kept.length > 0) writes.push(...writeDefinitions(c, kept, definitions));
  if (names.size > 0) writes.push(writeNames(c, [...names.values()]));
  for (const f of files.values()) writes.push(writeFile(c, f));
  // Watchers are told when, and only if, it is committed.
  const finish = accepted.length > 0 ? `notify ${CHANNEL}; commit` : 'commit';
  await Promise.all([...writes, c.query(finish)]);
  return { results, linked, keys: [...kept.map((n) => n.key), ...names.keys()], newest };
}

async function begin(c: PoolClient): Promise<Clock> {
  // Sent together, yet each sees what was committed before the lock was given.
  const [, , { rows }] = await Promise.all([
    c.query('begin isolation level read committed'),
    ask(c, 'select pg_advisory_xact_lock($1)', [WRITE_LOCK]),
    ask<Clock>(
      c,
      'select floor(extract(epoch from clock_timestamp()) * 1000) as now, (select seq from stmt order by seq desc limit 1) as seq',
      [],
    ),
  ]);
  return rows[0] ?? { now: '0', seq: null };
}

/** Now, but in a millisecond of its own: later than all that is stored, even should the clock have been set back. */
const nextPosition = ({ now, seq }: Clock): number =>
  position(Math.max(Number(now), Math.floor(Number(seq ?? 0) / PLACES) + 1));

interface Known {
  statements: Map<string, { print: string; given: number | null; voids: boolean }>;
  /** Whether a statement stored earlier refers to one of these. */
  awaited: boolean;
}

/** An id whose statement was erased has no print: nothing equals it, so it cannot come back. */
async function lookUp(c: PoolClient, group: Waiting[]): Promise<Known> {
  const all = group.flatMap((w) => w.batch);
  const targets = all.flatMap((s) => (s.voids && s.target !== undefined ? [s.target] : []));
  const { rows } = await ask<{ id: string; print: string | null; given: string | null; voids: boolean }>(
    c,
    `select i.id, coalesce(s.print, '') as print, s.given, coalesce(l.voids, false) as voids
           from stmt_id i left join stmt s on s.seq = i.seq left join link l on l.seq = i.seq where i.id = any($1::uuid[])
           union all (select target, null, null, false from link where target = any($1::uuid[]) limit 1)`,
    [[...all.map((s) => s.id), ...targets]],
  );
  const known: Known = { statements: new Map(), awaited: false };
  for (const { id, print, given, voids } of rows) {
    if (print === null) known.awaited = true;
    else known.statements.set(id, { print, given: given === null ? null : Number(given), voids });
  }
  return known;
}

/** All that a statement is found by, and in which of its parts that stands. */
export function keysOfStatement(s: NewStatement): [h: string, roles: number][] {
  return [
    [verbKey(s.verb), role.primary],
    ...(s.registration === undefined ? [] : [[registrationKey(s.registration), role.primary] as [string, number]]),
    ...s.refs.map((ref): [string, number] => [hash(ref.key), ref.roles]),
  ];
}

async function insert(c: PoolClient, list: NewStatement[], first: number): Promise<void> {
  const [h, seq, roles]: [string[], number[], number[]] = [[], [], []];
  const found = (key: string, at: number, bits: number) => {
    h.push(key);
    seq.push(at);
    roles.push(bits);
  };
  for (const [i, s] of list.entries()) {
    for (const [key, bits] of keysOfStatement(s)) found(key, first + i, bits);
  }
  // Lists go as one text each: the driver's own arrays would escape every quote in every body. No body holds a line break.
  await ask(
    c,
    `with s as (
        insert into stmt (seq, id, print, given, body)
        select $1::bigint + n - 1, id, print, given, body
        from unnest(string_to_array($2, ',')::uuid[], string_to_array($3, ','), string_to_array($4, ',', '')::bigint[],
                    string_to_array($5, E'\\n')) with ordinality as u (id, print, given, body, n)
      ), i as (
        insert into stmt_id (id, seq)
        select id, $1::bigint + n - 1 from unnest(string_to_array($2, ',')::uuid[]) with ordinality as u (id, n)
      )
      insert into ref (h, seq, roles)
      select * from unnest(string_to_array($6, ',')::uuid[], string_to_array($7, ',')::bigint[], string_to_array($8, ',')::smallint[])`,
    [
      first,
      list.map((s) => s.id).join(),
      list.map((s) => s.print).join(),
      list.map((s) => s.given ?? '').join(),
      list.map((s, i) => s.body(storedOf(first + i))).join('\n'),
      h.join(),
      seq.join(),
      roles.join(),
    ],
  );
}

/** Closes the paths through StatementRefs, whichever end came first, and voids what is to be voided. */
function link(c: PoolClient, list: NewStatement[], first: number): Promise<unknown>[] {
  const pointing = list.flatMap((s, i) => (s.target === undefined ? [] : [{ ...s, target: s.target, seq: first + i }]));
  const positions = list.map((_, i) => first + i);
  return [
    ask(c, 'insert into link (seq, target, voids) select * from unnest($1::bigint[], $2::uuid[], $3::boolean[])', [
      pointing.map((s) => s.seq),
      pointing.map((s) => s.target),
      pointing.map((s) => s.voids),
    ]),
    ask(
      c,
      `with recursive up (seq) as (
         select unnest($1::bigint[])
         union select l.seq from up join stmt s on s.seq = up.seq join link l on l.target = s.id
       ), down (ancestor, seq) as (
         select seq, seq from up
         union select d.ancestor, i.seq from down d join link l on l.seq = d.seq join stmt_id i on i.id = l.target
       )
       insert into reach (ancestor, descendant) select ancestor, seq from down where seq <> ancestor on conflict do nothing`,
      [positions],
    ),
    ask(
      c,
      `update stmt t set voided = true from (
         select distinct i.seq from link v join stmt_id i on i.id = v.target left join link l on l.seq = i.seq
         where v.voids and l.voids is not true and (v.seq = any($1::bigint[]) or i.seq = any($1::bigint[]))) v
       where t.seq = v.seq and not t.voided`,
      [positions],
    ),
  ];
}

function writeFile(c: PoolClient, f: AttachmentRow): Promise<unknown> {
  return ask(
    c,
    `insert into attachment (sha2, type, genuine, bytes) values ($1, $2, $3, $4)
     on conflict (sha2) do update set type = excluded.type, genuine = true, bytes = excluded.bytes
     where excluded.genuine and not attachment.genuine`,
    [f.sha2, f.contentType, f.genuine, Buffer.from(f.bytes)],
  );
}

interface News {
  key: string;
  from: NewStatement;
  iri: string;
  h: string;
  definition: Record<string, unknown>;
}

/** Definitions this process has not seen yet: no row is touched by every statement. */
function unknownDefinitions(group: Waiting[], remembered: Remembered): News[] {
  const news = new Map<string, News>();
  for (const from of group.flatMap((w) => w.batch)) {
    for (const { iri, definition } of from.definitions) {
      const key = `d:${from.defines ? 1 : 0}:${hash(`${iri}\n${JSON.stringify(definition)}`)}`;
      if (!remembered.has(key) && !news.has(key)) news.set(key, { key, from, iri, h: hash(iri), definition });
    }
  }
  return [...news.values()];
}

async function lookUpDefinitions(c: PoolClient, news: News[]): Promise<Map<string, string>> {
  if (news.length === 0) return new Map();
  const { rows } = await ask<{ h: string; body: string }>(c, 'select h, body from definition where h = any($1)', [
    news.map((n) => n.h),
  ]);
  return new Map(rows.map((r) => [r.h.replaceAll('-', ''), r.body]));
}

function writeDefinitions(c: PoolClient, news: News[], before: Map<string, string>): Promise<unknown>[] {
  const merged = new Map<string, { iri: string; body: string }>();
  for (const { iri, h, definition, from } of news) {
    const old = merged.get(h)?.body ?? before.get(h);
    const known = old === undefined ? undefined : (JSON.parse(old) as Record<string, unknown>);
    merged.set(h, { iri, body: JSON.stringify(mergeDefinition(known, definition, from.defines)) });
  }
  const changed = [...merged].filter(([h, m]) => m.body !== before.get(h));
  if (changed.length === 0) return [];
  return [
    ask(
      c,
      `insert into definition (h, iri, body) select * from unnest($1::uuid[], $2::text[], $3::text[])
       on conflict (h) do update set body = excluded.body`,
      [changed.map(([h]) => h), changed.map(([, m]) => m.iri), changed.map(([, m]) => m.body)],
    ),
  ];
}

function unknownNames(list: NewStatement[], remembered: Remembered): Map<string, { agent: string; name: string }> {
  const names = new Map<string, { agent: string; name: string }>();
  for (const n of list.flatMap((s) => s.names)) {
    const key = `n:${hash(`${n.agent}\n${n.name}`)}`;
    if (!remembered.has(key)) names.set(key, n);
  }
  return names;
}

function writeNames(c: PoolClient, rows: { agent: string; name: string }[]): Promise<unknown> {
  return ask(
    c,
    'insert into agent_name (h, name_h, name) select * from unnest($1::uuid[], $2::uuid[], $3::text[]) on conflict do nothing',
    // As JSON, since a name may hold what text columns cannot.
    [rows.map((n) => hash(n.agent)), rows.map((n) => hash(n.name)), rows.map((n) => JSON.stringify(n.name))],
  );
}

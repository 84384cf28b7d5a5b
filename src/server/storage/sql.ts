// The store on PostgreSQL, embedded or an agency's own. Writers take turns under one lock, so the order of `seq` and `stored`
// is the order of commits and readers can be told up to when they see everything. Requests that wait are committed together.
import { createHash } from 'node:crypto';
import type { Pool, PoolClient, PoolConfig } from 'pg';
import { migrations } from './migrations.js';
import {
  mergeDefinition,
  type AttachmentRow,
  type DocumentScope,
  type InsertResult,
  type NewStatement,
  type StatementFilter,
  type Storage,
  type StoredRow,
} from './port.js';

/** Advisory locks: one for writers of statements, one for the schema. */
const WRITE_LOCK = 0x7764_7961;
const SCHEMA_LOCK = 0x7764_7962;
/** Statements committed together at the most. */
const GROUP = 2000;

/** 16 bytes in the form of a UUID. */
const hash = (text: string): string => createHash('md5').update(text).digest('hex');

interface Waiting {
  batch: NewStatement[];
  files: AttachmentRow[];
  resolve: (result: InsertResult) => void;
  reject: (error: unknown) => void;
}

export async function sqlStorage(config: PoolConfig): Promise<Storage> {
  const { default: pg } = await import('pg');
  const pool: Pool = new pg.Pool({ max: 10, ...config });
  pool.on('error', (error) => console.error('[widya] PostgreSQL:', error.message));
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end().catch(() => undefined);
    throw error;
  }

  const queue: Waiting[] = [];
  let working = false;
  /** Whether any statement refers to another; most stores have such statements sooner or later, few queries need them. */
  let hasReach = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (queue.length > 0) {
      const group: Waiting[] = [];
      for (let size = 0; queue[0] && (group.length === 0 || size + queue[0].batch.length <= GROUP);) {
        size += queue[0].batch.length;
        group.push(queue.shift() as Waiting);
      }
      try {
        const results = await transaction(pool, (c) => commit(c, group));
        group.forEach((w, i) => w.resolve(results[i] ?? { ok: true }));
      } catch (error) {
        if (group.length === 1) group[0]?.reject(error);
        // One of them may be at fault: each alone, so that the others do not fail with it.
        else
          for (const w of group)
            await transaction(pool, (c) => commit(c, [w])).then(([r]) => w.resolve(r ?? { ok: true }), w.reject);
      }
    }
    working = false;
  }

  const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query(text, values)).rows as T[];

  return {
    insert: (batch, files) =>
      new Promise((resolve, reject) => {
        queue.push({ batch, files, resolve, reject });
        void work();
      }),

    async get(id) {
      const [row] = await query<SqlRow>(`select ${columns} from stmt s where s.id = $1`, [id]);
      return row && toRow(row);
    },

    async query(filter) {
      if (!hasReach) hasReach = (await query('select 1 from reach limit 1')).length > 0;
      const { text, values } = select(filter, hasReach);
      return (await query<SqlRow>(text, values)).map(toRow);
    },

    async lastSeq() {
      const [row] = await query<{ seq: string }>('select seq from stmt order by seq desc limit 1');
      return Number(row?.seq ?? 0);
    },

    async consistentThrough() {
      // With the shared lock in hand no writer is between its clock and its commit.
      const [row] = await query<{ now: string | null; last: string | null }>(
        `select case when pg_try_advisory_xact_lock_shared($1) then floor(extract(epoch from clock_timestamp()) * 1000) - 1 end as now,
                (select stored from stmt order by seq desc limit 1) as last`,
        [WRITE_LOCK],
      );
      return new Date(Math.max(Number(row?.now ?? 0), Number(row?.last ?? 0))).toISOString();
    },

    async attachments(sha2) {
      if (sha2.length === 0) return [];
      const rows = await query<{ sha2: string; type: string; bytes: Uint8Array }>(
        'select sha2, type, bytes from attachment where sha2 = any($1)',
        [sha2],
      );
      return rows.map((r) => ({ sha2: r.sha2, contentType: r.type, bytes: r.bytes }));
    },

    async definition(iri) {
      const [row] = await query<{ body: string }>('select body from definition where h = $1', [hash(iri)]);
      return row && (JSON.parse(row.body) as Record<string, unknown>);
    },

    async names(agent) {
      return (await query<{ name: string }>('select name from agent_name where h = $1', [hash(agent)])).map(
        (r) => JSON.parse(r.name) as string,
      );
    },

    async getDocument(scope, id) {
      const [row] = await query<{ content: Uint8Array; type: string; etag: string; updated: string }>(
        'select content, type, etag, updated from doc where k = $1',
        [documentKey(scope, id)],
      );
      return (
        row && {
          content: row.content,
          contentType: row.type,
          etag: row.etag,
          updated: new Date(Number(row.updated)).toISOString(),
        }
      );
    },

    async swapDocument(scope, id, expected, next) {
      const k = documentKey(scope, id);
      if (next === null) return changed(await pool.query('delete from doc where k = $1 and etag = $2', [k, expected]));
      const values = [k, next.contentType, next.etag, Date.parse(next.updated), Buffer.from(next.content)];
      if (expected === null) {
        return changed(
          await pool.query(
            'insert into doc (k, type, etag, updated, content, scope, reg, id) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing',
            [...values, scopeHash(scope), scope.registration ?? null, id],
          ),
        );
      }
      return changed(
        await pool.query('update doc set type = $2, etag = $3, updated = $4, content = $5 where k = $1 and etag = $6', [
          ...values,
          expected,
        ]),
      );
    },

    async listDocuments(scope, since) {
      const rows = await query<{ id: string }>(
        `select distinct id from doc where scope = $1 and ($2::uuid is null or reg = $2) and ($3::bigint is null or updated > $3)`,
        [scopeHash(scope), scope.registration ?? null, since === undefined ? null : Date.parse(since)],
      );
      return rows.map((r) => r.id);
    },

    async clearDocuments(scope) {
      await pool.query('delete from doc where scope = $1 and ($2::uuid is null or reg = $2)', [
        scopeHash(scope),
        scope.registration ?? null,
      ]);
    },

    async getItem(key) {
      return (await query<{ v: string }>('select v from item where k = $1', [key]))[0]?.v;
    },
    async setItem(key, value) {
      if (value === null) await pool.query('delete from item where k = $1', [key]);
      else
        await pool.query('insert into item (k, v) values ($1, $2) on conflict (k) do update set v = excluded.v', [
          key,
          value,
        ]);
    },

    close: () => pool.end(),
  };
}

const changed = (result: { rowCount: number | null }): boolean => (result.rowCount ?? 0) > 0;

const scopeHash = (s: DocumentScope): string => hash(JSON.stringify([s.kind, s.activity ?? '', s.agent ?? '']));
const documentKey = (s: DocumentScope, id: string): string =>
  hash(JSON.stringify([s.kind, s.activity ?? '', s.agent ?? '', s.registration ?? '', id]));

interface SqlRow {
  seq: string;
  id: string;
  stored: string;
  body: string;
  voided: boolean;
}
const columns = 's.seq, s.id, s.stored, s.body, s.voided';
const toRow = (r: SqlRow): StoredRow => ({
  seq: Number(r.seq),
  id: r.id,
  stored: new Date(Number(r.stored)).toISOString(),
  body: r.body,
  voided: r.voided,
});

async function transaction<T>(pool: Pool, fn: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await fn(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((e: Error) => (broken = e));
    throw error;
  } finally {
    client.release(broken);
  }
}

async function migrate(pool: Pool): Promise<void> {
  await transaction(pool, async (c) => {
    await c.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await c.query('create table if not exists schema_version (version int not null)');
    const { rows } = await c.query<{ version: number }>('select version from schema_version');
    const version = rows[0]?.version ?? 0;
    if (version > migrations.length)
      throw new Error(`the database is of a newer Widya (schema ${version}, this one knows ${migrations.length})`);
    for (const step of migrations.slice(version)) await c.query(step);
    if (version !== migrations.length) {
      await c.query('delete from schema_version');
      await c.query('insert into schema_version values ($1)', [migrations.length]);
    }
  });
}

/** Everything that waits, in one transaction; each request as a whole or not at all. */
async function commit(c: PoolClient, group: Waiting[]): Promise<InsertResult[]> {
  await c.query('select pg_advisory_xact_lock($1)', [WRITE_LOCK]);
  const all = group.flatMap((w) => w.batch);
  const ids = all.map((s) => s.id);
  const voidTargets = all.flatMap((s) => (s.voids && s.target !== undefined ? [s.target] : []));
  const known = new Map<string, { print: string; given: number | null; voids: boolean }>();
  const { rows } = await c.query<{ id: string; print: string; given: string | null; voids: boolean }>(
    'select id, print, given, voids from stmt where id = any($1)',
    [[...ids, ...voidTargets]],
  );
  for (const r of rows)
    known.set(r.id, { print: r.print, given: r.given === null ? null : Number(r.given), voids: r.voids });

  const accepted: NewStatement[] = [];
  const files = new Map<string, AttachmentRow>();
  const results = group.map(({ batch, files: own }): InsertResult => {
    const fresh: NewStatement[] = [];
    for (const s of batch) {
      const before = known.get(s.id);
      if (before) {
        const same =
          before.print === s.print && (before.given === null || s.given === null || before.given === s.given);
        if (!same) return { ok: false, conflict: s.id };
      } else fresh.push(s);
      if (s.voids && s.target !== undefined && known.get(s.target)?.voids) return { ok: false, voidsVoiding: s.target };
    }
    for (const s of fresh) known.set(s.id, { print: s.print, given: s.given, voids: s.voids });
    accepted.push(...fresh);
    for (const f of own) files.set(f.sha2, f);
    return { ok: true };
  });
  if (accepted.length > 0) await write(c, accepted);
  for (const f of files.values()) {
    await c.query('insert into attachment (sha2, type, bytes) values ($1, $2, $3) on conflict do nothing', [
      f.sha2,
      f.contentType,
      Buffer.from(f.bytes),
    ]);
  }
  return results;
}

async function write(c: PoolClient, list: NewStatement[]): Promise<void> {
  const { rows } = await c.query<{ now: string; seq: string | null; stored: string | null }>(
    `select floor(extract(epoch from clock_timestamp()) * 1000) as now, l.seq, l.stored
     from (select 1) one left join lateral (select seq, stored from stmt order by seq desc limit 1) l on true`,
  );
  const first = Number(rows[0]?.seq ?? 0) + 1;
  const stored = Math.max(Number(rows[0]?.now ?? 0), Number(rows[0]?.stored ?? 0) + 1);
  const iso = new Date(stored).toISOString();
  const ids = list.map((s) => s.id);

  await c.query(
    `insert into stmt (seq, id, stored, verb, reg, target, voids, print, given, body)
     select * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::uuid[], $7::boolean[], $8::text[], $9::bigint[], $10::text[])`,
    [
      list.map((_, i) => first + i),
      ids,
      list.map(() => stored),
      list.map((s) => hash(s.verb)),
      list.map((s) => s.registration ?? null),
      list.map((s) => s.target ?? null),
      list.map((s) => s.voids),
      list.map((s) => s.print),
      list.map((s) => s.given),
      list.map((s) => s.body(iso)),
    ],
  );
  const refs = list.flatMap((s, i) => s.refs.map((r) => [hash(r.key), first + i, r.roles] as const));
  await c.query('insert into ref (h, seq, roles) select * from unnest($1::uuid[], $2::bigint[], $3::smallint[])', [
    refs.map((r) => r[0]),
    refs.map((r) => r[1]),
    refs.map((r) => r[2]),
  ]);
  await linkReferences(c, ids);
  await remember(c, list);
}

/** Closes the paths through StatementRefs, whichever end came first, and voids what is to be voided. */
async function linkReferences(c: PoolClient, ids: string[]): Promise<void> {
  const { rows } = await c.query(
    'select 1 from stmt where (id = any($1) and target is not null) or target = any($1) limit 1',
    [ids],
  );
  if (rows.length === 0) return;
  await c.query(
    `with recursive up (seq, id) as (
       select seq, id from stmt where id = any($1)
       union select s.seq, s.id from up join stmt s on s.target = up.id
     ), down (ancestor, seq, target) as (
       select up.seq, s.seq, s.target from up join stmt s on s.seq = up.seq
       union select d.ancestor, s.seq, s.target from down d join stmt s on s.id = d.target
     )
     insert into reach (descendant, ancestor) select seq, ancestor from down where seq <> ancestor on conflict do nothing`,
    [ids],
  );
  await c.query(
    `update stmt t set voided = true from stmt v
     where v.voids and v.target = t.id and not t.voids and not t.voided and (v.id = any($1) or t.id = any($1))`,
    [ids],
  );
}

/** Definitions and names, written only when they say something new: no row is touched by every statement. */
async function remember(c: PoolClient, list: NewStatement[]): Promise<void> {
  const definitions = new Map<string, Record<string, unknown>>();
  for (const { iri, definition } of list.flatMap((s) => s.definitions))
    definitions.set(iri, mergeDefinition(definitions.get(iri), definition));
  if (definitions.size > 0) {
    const hashes = new Map([...definitions.keys()].map((iri) => [hash(iri), iri]));
    const { rows } = await c.query<{ h: string; body: string }>('select h, body from definition where h = any($1)', [
      [...hashes.keys()],
    ]);
    const before = new Map(rows.map((r) => [hashes.get(r.h.replaceAll('-', '')) ?? '', r.body]));
    for (const [iri, definition] of definitions) {
      const old = before.get(iri);
      const body = JSON.stringify(
        mergeDefinition(old === undefined ? undefined : (JSON.parse(old) as Record<string, unknown>), definition),
      );
      if (body !== old) {
        await c.query(
          'insert into definition (h, iri, body) values ($1, $2, $3) on conflict (h) do update set body = excluded.body',
          [hash(iri), iri, body],
        );
      }
    }
  }
  const names = new Map(list.flatMap((s) => s.names).map((n) => [`${n.agent}\n${n.name}`, n]));
  if (names.size === 0) return;
  const rows = [...names.values()];
  await c.query(
    'insert into agent_name (h, name_h, name) select * from unnest($1::uuid[], $2::uuid[], $3::text[]) on conflict do nothing',
    [rows.map((n) => hash(n.agent)), rows.map((n) => hash(n.name)), rows.map((n) => JSON.stringify(n.name))],
  );
}

/** @param reach whether statements that lead to a match are to be looked for as well */
function select(f: StatementFilter, reach: boolean): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const $ = (value: unknown): string => `$${values.push(value)}`;
  const order = f.ascending ? 'asc' : 'desc';

  // Times are turned into positions: `stored` never falls as `seq` rises.
  const bounds: string[] = ['not s.voided'];
  if (f.upTo !== undefined) bounds.push(`s.seq <= ${$(f.upTo)}`);
  if (f.after !== undefined) bounds.push(`s.seq ${f.ascending ? '>' : '<'} ${$(f.after)}`);
  if (f.since !== undefined)
    bounds.push(
      `s.seq > coalesce((select seq from stmt where stored <= ${$(Date.parse(f.since))} order by stored desc, seq desc limit 1), 0)`,
    );
  if (f.until !== undefined)
    bounds.push(
      `s.seq <= coalesce((select seq from stmt where stored <= ${$(Date.parse(f.until))} order by stored desc, seq desc limit 1), 0)`,
    );

  const joins: string[] = [];
  const matches: string[] = [];
  if (f.verb !== undefined) matches.push(`m.verb = ${$(hash(f.verb))}`);
  if (f.registration !== undefined) matches.push(`m.reg = ${$(f.registration)}`);
  for (const [alias, ref] of [
    ['ra', f.activity],
    ['rp', f.agent],
  ] as const) {
    if (!ref) continue;
    joins.push(
      `join ref ${alias} on ${alias}.seq = m.seq and ${alias}.h = ${$(hash(ref.key))} and (${alias}.roles & ${$(ref.mask)}::smallint) <> 0`,
    );
  }
  const limit = $(f.limit);
  const tail = `order by s.seq ${order} limit ${limit}`;
  const where = (extra: string[]) => `where ${[...extra, ...bounds].join(' and ')}`;
  const direct = `select ${columns} from stmt s ${joins.join(' ').replaceAll('m.seq', 's.seq')} ${where(matches.map((m) => m.replace('m.', 's.')))} ${tail}`;
  if (!reach || (matches.length === 0 && joins.length === 0)) return { text: direct, values };
  const through = `select s.seq from reach x join stmt m on m.seq = x.descendant ${joins.join(' ')} join stmt s on s.seq = x.ancestor ${where(matches)}`;
  return {
    text: `select ${columns} from (
             (select d.seq from (${direct}) d)
             union (${through} group by s.seq ${tail})
           ) k join stmt s on s.seq = k.seq ${tail}`,
    values,
  };
}

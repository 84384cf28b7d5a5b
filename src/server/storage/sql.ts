// The store on PostgreSQL, embedded or an agency's own. Writers take turns under one lock, so the order of `seq` and `stored`
// is the order of commits and readers can be told up to when they see everything. Requests that wait are committed together.
import type { Pool, PoolConfig } from 'pg';
import { StorageUnavailable, type InsertResult, type Storage } from './port.js';
import {
  columns,
  hash,
  keysOf,
  PLACES,
  prepared,
  select,
  storedOf,
  toRow,
  type Key,
  type SqlRow,
} from './sql-select.js';
import { createWatcher, migrate, unavailable } from './sql-connect.js';
import { sqlDocuments } from './sql-documents.js';
import { sqlKeeping } from './sql-keep.js';
import { Remembered, write, WRITE_LOCK, type Waiting } from './sql-write.js';

/** Statements committed together at the most. */
const GROUP = 2000;
/** Milliseconds for which readers share one look at the clock and the lock. What was consistent then still is. */
const PULSE = 20;

/**
 * Every query here is written for one way to do it: the first table by its index in order, the others looked up row by row. That
 * holds for a hundred statements and for millions, whatever the statistics of today say; so PostgreSQL is kept to it, and plans once.
 */
const MANNERS = `set plan_cache_mode = force_generic_plan; set join_collapse_limit = 1; set enable_seqscan = off;
  set enable_bitmapscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off`;
/** How far a key's statements are counted to tell which key is rare. */
const COUNTED = 2000;
/** Milliseconds for which such a count is good enough. */
const COUNT_AGE = 60_000;
/** Quarters are made this long before they begin. */
const AHEAD = 7 * 24 * 3_600_000;

interface Queued extends Waiting {
  resolve: (result: InsertResult) => void;
  reject: (error: unknown) => void;
}

interface Pulse {
  at: number;
  through: string;
}

export async function sqlStorage(config: PoolConfig): Promise<Storage> {
  const { default: pg } = await import('pg');
  const settings: PoolConfig & { pipeline: boolean } = {
    max: 10,
    connectionTimeoutMillis: 10_000,
    ...config,
    // Queries are sent without waiting for the answer to the one before.
    pipeline: true,
  };
  const pool: Pool = new pg.Pool(settings);
  let closing = false;
  pool.on('error', (error) => closing || console.error('[widya] PostgreSQL:', error.message));
  // The pool listens only to connections at rest; one lost in the middle of a query would otherwise end the process.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    // Sent before whatever the connection is wanted for. Should it be lost meanwhile, that will say so.
    client.query(MANNERS).catch(() => undefined);
  });
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end().catch(() => undefined);
    throw error;
  }

  /** By this process's clock: until when there are tables for what comes in. */
  let roomUntil = 0;
  async function makeRoom(): Promise<void> {
    const at = Date.now();
    const text = `select end_of, now from (select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now) t,
      lateral (select coalesce(max(seq), 0) / ${PLACES} as stored from (select seq from stmt order by seq desc limit 1) s) s,
      widya_quarters(greatest(now, stored), greatest(now, stored) + $1::bigint) end_of`;
    const client = await pool.connect().catch(unavailable);
    let broken: Error | undefined;
    try {
      await client.query('begin');
      await client.query('select pg_advisory_xact_lock($1)', [WRITE_LOCK]);
      const { rows } = await client.query<{ end_of: string; now: string }>(text, [2 * AHEAD]);
      await client.query('commit');
      roomUntil = at + Number(rows[0]?.end_of ?? 0) - Number(rows[0]?.now ?? 0);
    } catch (error) {
      await client.query('rollback').catch((e: Error) => (broken = e));
      unavailable(error);
    } finally {
      client.release(broken);
    }
  }

  const queue: Queued[] = [];
  const remembered = new Remembered();
  let working = false;
  /** Whether any statement refers to another: until then, queries need not follow StatementRefs. */
  let hasReach = false;
  let last: Pulse = { at: -Infinity, through: new Date(0).toISOString() };
  /** What this process's own last commit says. A pulse says more: whether there are StatementRefs of other processes. */
  let written: Pulse = last;
  let asking: Promise<Pulse> | undefined;

  async function commit(group: Waiting[]): Promise<InsertResult[]> {
    const client = await pool.connect().catch(unavailable);
    let broken: Error | undefined;
    try {
      const { results, linked, keys, newest } = await write(client, group, remembered);
      // Writers take turns: once this is committed, so is all before it.
      if (newest !== undefined) written = { at: performance.now(), through: storedOf(newest) };
      hasReach ||= linked;
      remembered.add(keys);
      return results;
    } catch (error) {
      await client.query('rollback').catch((e: Error) => (broken = e));
      return unavailable(error);
    } finally {
      client.release(broken);
    }
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (queue.length > 0) {
      const group: Queued[] = [];
      for (let size = 0; queue[0] && (group.length === 0 || size + queue[0].batch.length <= GROUP);) {
        size += queue[0].batch.length;
        group.push(queue.shift() as Queued);
      }
      try {
        if (roomUntil - AHEAD < Date.now()) await makeRoom();
        const results = await commit(group);
        group.forEach((w, i) => w.resolve(results[i] ?? { ok: true }));
      } catch (error) {
        if (group.length === 1 || error instanceof StorageUnavailable) for (const w of group) w.reject(error);
        // One of them may be at fault: each alone, so that the others do not fail with it.
        else for (const w of group) await commit([w]).then(([r]) => w.resolve(r ?? { ok: true }), w.reject);
      }
    }
    working = false;
  }

  const ask = (text: string, values: unknown[]) => pool.query(prepared(text, values)).catch(unavailable);
  const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await ask(text, values)).rows as T[];
  const run = async (text: string, values: unknown[]): Promise<boolean> =>
    ((await ask(text, values)).rowCount ?? 0) > 0;

  async function pulse(): Promise<Pulse> {
    if (performance.now() - last.at < PULSE) return last;
    asking ??= (async () => {
      const at = performance.now();
      // With the shared lock in hand no writer is between its clock and its commit.
      const [row] = await query<{ now: string | null; stored: string | null; reach: boolean }>(
        `select case when pg_try_advisory_xact_lock_shared($1) then floor(extract(epoch from clock_timestamp()) * 1000) - 1 end as now,
                (select seq from stmt order by seq desc limit 1) / ${PLACES} as stored,
                exists (select 1 from reach) as reach`,
        [WRITE_LOCK],
      );
      hasReach ||= row?.reach ?? false;
      const through = new Date(Math.max(Number(row?.now ?? 0), Number(row?.stored ?? 0))).toISOString();
      last = { at, through: through > last.through ? through : last.through };
      return last;
    })().finally(() => (asking = undefined));
    return asking;
  }

  const watcher = createWatcher(() => new pg.Client(config));

  const counts = new Map<string, { n: number; at: number }>();
  /** How many statements each key has, up to `COUNTED`. */
  async function count(keys: readonly Key[]): Promise<number[]> {
    const now = performance.now();
    const old = [...new Set(keys.map((k) => k.h))].filter((h) => now - (counts.get(h)?.at ?? -Infinity) > COUNT_AGE);
    if (old.length > 0) {
      if (counts.size > 20_000) counts.clear();
      const rows = await query<{ h: string; n: string }>(
        `select h, (select count(*) from (select 1 from ref where ref.h = k.h limit ${COUNTED}) c) as n from unnest($1::uuid[]) k (h)`,
        [old],
      );
      for (const { h, n } of rows) counts.set(h.replaceAll('-', ''), { n: Number(n), at: now });
    }
    return keys.map((k) => counts.get(k.h)?.n ?? 0);
  }

  return {
    insert: (batch, files) =>
      new Promise((resolve, reject) => {
        queue.push({ batch, files, resolve, reject });
        void work();
      }),

    async get(id) {
      const [row] = await query<SqlRow>(
        `select ${columns} from stmt_id i join stmt s on s.seq = i.seq where i.id = $1`,
        [id],
      );
      return row && toRow(row);
    },

    async query(filter) {
      if (!hasReach) await pulse();
      let keys = keysOf(filter);
      let rarest = 0;
      if (keys.length > 1 || (keys.length > 0 && hasReach)) {
        const numbers = await count(keys);
        const order = keys.map((key, i) => ({ key, n: numbers[i] ?? 0 })).sort((a, b) => a.n - b.n);
        keys = order.map((k) => k.key);
        rarest = order[0]?.n ?? 0;
      }
      const { text, values } = select(filter, keys, !hasReach ? 'none' : rarest < COUNTED ? 'few' : 'many');
      return (await query<SqlRow>(text, values)).map(toRow);
    },

    async lastSeq() {
      const [row] = await query<{ seq: string }>('select seq from stmt order by seq desc limit 1');
      return Number(row?.seq ?? 0);
    },

    watch: watcher.watch,

    async consistentThrough() {
      if (performance.now() - written.at >= PULSE) return (await pulse()).through;
      return written.through > last.through ? written.through : last.through;
    },

    async attachments(sha2) {
      if (sha2.length === 0) return [];
      const rows = await query<{ sha2: string; type: string; genuine: boolean; bytes: Uint8Array }>(
        'select sha2, type, genuine, bytes from attachment where sha2 = any($1)',
        [sha2],
      );
      return rows.map(({ type, ...row }) => ({ ...row, contentType: type }));
    },

    async definitions(iris) {
      const byHash = new Map(iris.map((iri) => [hash(iri), iri]));
      const rows = await query<{ h: string; body: string }>('select h, body from definition where h = any($1)', [
        [...byHash.keys()],
      ]);
      return new Map(
        rows.map((r) => [byHash.get(r.h.replaceAll('-', '')) ?? '', JSON.parse(r.body) as Record<string, unknown>]),
      );
    },

    async names(agent) {
      return (await query<{ name: string }>('select name from agent_name where h = $1', [hash(agent)])).map(
        (r) => JSON.parse(r.name) as string,
      );
    },

    ...sqlDocuments(query, run),

    async getItem(key) {
      const [row] = await query<{ v: string }>(
        'select v from item where k = $1 and (until is null or until > extract(epoch from now()) * 1000)',
        [key],
      );
      return row?.v;
    },

    async setItem(key, value, until) {
      if (value === null) return void (await run('delete from item where k = $1', [key]));
      await run(
        `with old as (delete from item where until < extract(epoch from now()) * 1000 and k <> $1)
         insert into item (k, v, until) values ($1, $2, $3) on conflict (k) do update set v = excluded.v, until = excluded.until`,
        [key, value, until ?? null],
      );
    },

    keep: sqlKeeping(pool, () => new pg.Client(config)),

    async close() {
      closing = true;
      await watcher.close();
      await pool.end();
    },
  };
}

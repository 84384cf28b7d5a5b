// The keeper's side of the store on PostgreSQL: reading all in order, erasing, retention, forwarding, the audit.
import type { Client, Pool, PoolClient } from 'pg';
import type { Change, Hold, Keeping, SetAside } from './port.js';
import { unavailable } from './sql-connect.js';
import { columns, hash, position, storedOf, toRow, verbKey, type SqlRow } from './sql-select.js';
import { keysOfStatement, WRITE_LOCK } from './sql-write.js';

/** As hash('f:' + sha2): what statements that declare a file are found by. */
const fileHash = (sha2: string) => `left(encode(sha256(convert_to('f:' || ${sha2}, 'UTF8')), 'hex'), 32)::uuid`;
const after = (until: string): number => position(Date.parse(until) + 1);

export function sqlKeeping(pool: Pool, connect: () => Client): Keeping {
  const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query(text, values).catch(unavailable)).rows as T[];
  const count = async (text: string, values: unknown[]): Promise<number> =>
    (await pool.query(text, values).catch(unavailable)).rowCount ?? 0;

  /** In one transaction, in turn with those who write statements. */
  async function inTurn<T>(work: (c: PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch(unavailable);
    let broken: Error | undefined;
    try {
      await client.query('begin');
      await client.query('select pg_advisory_xact_lock($1)', [WRITE_LOCK]);
      const done = await work(client);
      await client.query('commit');
      return done;
    } catch (error) {
      await client.query('rollback').catch((e: Error) => (broken = e));
      return unavailable(error);
    } finally {
      client.release(broken);
    }
  }

  return {
    async scan({ after: from, until, limit, key, verb }) {
      const values: unknown[] = [];
      const $ = (value: unknown) => `$${values.push(value)}`;
      const bounds = [
        ...(from === undefined ? [] : [`s.seq > ${$(from)}::bigint`]),
        ...(until === undefined ? [] : [`s.seq < ${$(after(until))}::bigint`]),
      ];
      const joins: string[] = [];
      for (const [i, { h, mask }] of [
        ...(key ? [{ h: hash(key.key), mask: key.mask }] : []),
        ...(verb === undefined ? [] : [{ h: verbKey(verb), mask: 1 }]),
      ].entries())
        joins.push(
          `join ref r${i} on r${i}.seq = s.seq and r${i}.h = ${$(h)}::uuid and (r${i}.roles & ${$(mask)}::int) <> 0`,
        );
      // Walked by the first key's own order where there is one.
      const first = joins.length > 0 ? 'r0.seq' : 's.seq';
      const where = bounds.map((b) => b.replace('s.seq', first)).join(' and ');
      const [lead, ...more] = joins;
      const from0 = lead === undefined ? 'stmt s' : `ref r0 join stmt s on ${lead.replace(/^join ref r0 on /, '')}`;
      const rows = await query<SqlRow>(
        `select ${columns} from ${from0} ${more.join(' ')} ${where ? `where ${where}` : ''} order by ${first} limit ${$(limit)}::bigint`,
        values,
      );
      return rows.map(toRow);
    },

    rewrite: (changes) => (changes.length === 0 ? Promise.resolve(0) : inTurn((c) => rewrite(c, changes))),

    async dropUntil(until, dryRun) {
      const quarters = (
        await query<{ name: string }>(
          `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
           where i.inhparent = 'stmt'::regclass order by 1`,
        )
      ).flatMap(({ name }) => {
        const [, year, quarter] = /^stmt_(\d{4})_q([1-4])$/.exec(name) ?? [];
        if (year === undefined || quarter === undefined) return [];
        const end = Date.UTC(Number(year), Number(quarter) * 3);
        return end <= Date.parse(until) ? [{ suffix: `${year}_q${quarter}`, end: position(end) }] : [];
      });
      let dropped = 0;
      for (const { suffix, end } of quarters) {
        const [row] = await query<{ n: string }>(`select count(*) as n from stmt_${suffix}`);
        dropped += Number(row?.n ?? 0);
        if (dryRun) continue;
        await inTurn(async (c) => {
          // In the order readers take them, so that nobody waits for each other.
          await c.query('lock table ref, stmt in access exclusive mode');
          await c.query(`drop table ref_${suffix}, stmt_${suffix}`);
          await c.query('delete from link where seq < $1', [end]);
          await c.query('delete from reach where ancestor < $1 or descendant < $1', [end]);
          await c.query(
            `delete from attachment a where not exists (select 1 from ref where ref.h = ${fileHash('a.sha2')})`,
          );
        });
      }
      return dropped;
    },

    async documents(which, dryRun) {
      const what = dryRun ? 'select 1 from doc' : 'delete from doc';
      if ('kind' in which)
        return count(`${what} where kind = $1 and updated <= $2`, [which.kind, Date.parse(which.until)]);
      const scopes = [
        hash(JSON.stringify(['agent-profile', '', which.agent])),
        ...which.activities.map((iri) => hash(JSON.stringify(['state', iri, which.agent]))),
      ];
      return count(`${what} where agent = $1 or (agent is null and scope = any($2::uuid[]))`, [
        hash(which.agent),
        scopes,
      ]);
    },

    files({ until, type }, dryRun) {
      const unused = `type like $2 and not exists (select 1 from ref where ref.h = ${fileHash('a.sha2')} and ref.seq >= $1)`;
      const values = [after(until), `${(type ?? '').replace(/[\\%_]/g, '\\$&')}%`];
      if (dryRun) return count(`select 1 from attachment a where ${unused}`, values);
      return inTurn(async (c) => (await c.query(`delete from attachment a where ${unused}`, values)).rowCount ?? 0);
    },

    async forgetNames(agent) {
      await query('delete from agent_name where h = $1', [hash(agent)]);
    },

    items: (prefix) =>
      query<{ key: string; value: string }>(
        `select k as key, v as value from item
         where starts_with(k, $1) and (until is null or until > extract(epoch from now()) * 1000)`,
        [prefix],
      ),

    async audit(entry) {
      await query('insert into audit (body) values ($1)', [JSON.stringify(entry)]);
    },
    async audits() {
      const rows = await query<{ body: string }>('select body from audit order by n');
      return rows.map((r) => JSON.parse(r.body) as Record<string, unknown>);
    },

    async hold(name): Promise<Hold | undefined> {
      // A connection of its own: the lock is the session's, and goes with it.
      const client = connect();
      let lost = false;
      client.on('error', () => (lost = true));
      client.on('end', () => (lost = true));
      try {
        await client.connect();
        const { rows } = await client.query<{ got: boolean }>(
          `select pg_try_advisory_lock(hashtextextended(current_schema() || ':' || $1, 0)) as got`,
          [name],
        );
        if (rows[0]?.got) return { lost: () => lost, release: () => client.end() };
        await client.end();
        return undefined;
      } catch (error) {
        await client.end().catch(() => undefined);
        return unavailable(error);
      }
    },

    async forwarded() {
      const rows = await query<{ name: string; seq: string }>('select name, seq from forward');
      return new Map(rows.map((r) => [r.name, Number(r.seq)]));
    },

    async setForwarded(target, seq, aside) {
      await query(
        `with a as (insert into forward_aside (name, seq, body)
           select $1, * from unnest($3::bigint[], $4::text[]) on conflict (name, seq) do update set body = excluded.body)
         insert into forward (name, seq) values ($1, $2) on conflict (name) do update set seq = excluded.seq`,
        [target, seq, aside.map((a) => a.seq), aside.map((a) => JSON.stringify(a))],
      );
    },

    async setAside(target) {
      const rows = await query<{ body: string }>(
        'select body from forward_aside where $1::text is null or name = $1 order by name, seq',
        [target ?? null],
      );
      return rows.map((r) => JSON.parse(r.body) as SetAside);
    },

    async changeAside(target, seq, next) {
      await (next
        ? query('update forward_aside set body = $3 where name = $1 and seq = $2', [target, seq, JSON.stringify(next)])
        : query('delete from forward_aside where name = $1 and seq = $2', [target, seq]));
    },
  };
}

async function rewrite(c: PoolClient, changes: readonly Change[]): Promise<number> {
  const pairs = changes.flatMap(({ seq, old }) => keysOfStatement(old).map(([h]) => ({ h, seq })));
  await c.query(
    `delete from ref r using unnest($1::uuid[], $2::bigint[]) u (h, seq) where r.h = u.h and r.seq = u.seq`,
    [pairs.map((p) => p.h), pairs.map((p) => p.seq)],
  );
  const gone = changes.filter((x) => x.next === null).map((x) => x.seq);
  if (gone.length > 0) {
    // Ways through StatementRefs that led over one of these.
    await c.query(
      `with b as (select unnest($1::bigint[]) as seq),
         up as (select seq as b, seq as a from b union select b.seq, r.ancestor from b join reach r on r.descendant = b.seq),
         down as (select seq as b, seq as d from b union select b.seq, r.descendant from b join reach r on r.ancestor = b.seq)
       delete from reach x using up, down where up.b = down.b and x.ancestor = up.a and x.descendant = down.d`,
      [gone],
    );
    await c.query('delete from link where seq = any($1::bigint[])', [gone]);
    await c.query('delete from stmt where seq = any($1::bigint[])', [gone]);
  }
  const kept = changes.flatMap(({ seq, next }) => (next ? [{ seq, next }] : []));
  if (kept.length > 0) {
    await c.query(
      `update stmt t set body = u.body, print = u.print
       from unnest($1::bigint[], $2::text[], $3::text[]) u (seq, body, print) where t.seq = u.seq`,
      [kept.map((k) => k.seq), kept.map((k) => k.next.body(storedOf(k.seq))), kept.map((k) => k.next.print)],
    );
    const keys = kept.flatMap(({ seq, next }) => keysOfStatement(next).map(([h, roles]) => ({ h, seq, roles })));
    await c.query(
      'insert into ref (h, seq, roles) select * from unnest($1::uuid[], $2::bigint[], $3::smallint[]) on conflict do nothing',
      [keys.map((k) => k.h), keys.map((k) => k.seq), keys.map((k) => k.roles)],
    );
  }
  const files = [
    ...new Set(changes.flatMap((x) => x.old.refs.flatMap((r) => (r.key.startsWith('f:') ? [r.key] : [])))),
  ];
  if (files.length === 0) return 0;
  const { rowCount } = await c.query(
    `delete from attachment a using unnest($1::text[], $2::uuid[]) u (sha2, h)
     where a.sha2 = u.sha2 and not exists (select 1 from ref where ref.h = u.h)`,
    [files.map((key) => key.slice(2)), files.map(hash)],
  );
  return rowCount ?? 0;
}

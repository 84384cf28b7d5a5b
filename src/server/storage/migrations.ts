// The schema, step by step. A step that has been released is never changed; a new one is added.
// Keys of any length (IRIs, identifiers, state ids) are kept as 16-byte hashes, so no index row can grow too large,
// and statements are text, so that what was sent comes back to the letter.

export const migrations: readonly string[] = [
  `
  create table stmt (
    seq bigint primary key,
    id uuid not null unique,
    stored bigint not null,
    verb uuid not null,
    reg uuid,
    target uuid,
    voids boolean not null,
    voided boolean not null default false,
    print text not null,
    given bigint,
    body text not null
  );
  create index stmt_stored on stmt (stored, seq);
  create index stmt_verb on stmt (verb, seq);
  create index stmt_reg on stmt (reg, seq) where reg is not null;
  create index stmt_target on stmt (target) where target is not null;

  create table ref (h uuid not null, seq bigint not null, roles smallint not null, primary key (h, seq)) with (fillfactor = 90);

  -- Which statements lead to which through StatementRefs, however many steps away.
  create table reach (descendant bigint not null, ancestor bigint not null, primary key (descendant, ancestor));

  create table attachment (sha2 text primary key, type text not null, genuine boolean not null, bytes bytea not null);
  create table definition (h uuid primary key, iri text not null, body text not null);
  create table agent_name (h uuid not null, name_h uuid not null, name text not null, primary key (h, name_h));

  create table doc (
    k uuid primary key,
    scope uuid not null,
    reg uuid,
    id text not null,
    type text not null,
    etag text not null,
    updated bigint not null,
    content bytea not null
  );
  create index doc_scope on doc (scope);

  create table item (k text primary key, v text not null, until bigint);
  create index item_until on item (until) where until is not null;
  `,
  // Statements by quarters of `stored`, and one index of all that is asked for.
  `
  -- A position says when as well: milliseconds since 1970 times 2048, plus the place within that millisecond.
  create function widya_position(stored bigint) returns bigint language sql immutable as 'select stored * 2048';

  -- As hash() in sql-select.ts.
  create function widya_key(t text) returns uuid language sql immutable as
    $$select left(encode(sha256(convert_to(t, 'UTF8')), 'hex'), 32)::uuid$$;

  alter table stmt rename to stmt_1;
  alter table ref rename to ref_1;
  alter table reach rename to reach_1;
  -- Names of indexes are taken otherwise.
  alter index stmt_pkey rename to stmt_1_pkey;
  alter index ref_pkey rename to ref_1_pkey;
  alter index reach_pkey rename to reach_1_pkey;

  create table stmt (
    seq bigint primary key,
    id uuid not null,
    voided boolean not null default false,
    print text not null,
    given bigint,
    body text not null
  ) partition by range (seq);

  -- What a statement is found by: verb, registration, agents, activities; in which of its parts it stands there.
  create table ref (h uuid not null, seq bigint not null, roles smallint not null, primary key (h, seq) include (roles))
    partition by range (seq);

  -- A partitioned table can only keep unique what holds its key: ids are kept unique here.
  create table stmt_id (id uuid primary key, seq bigint not null);

  -- Which statement refers to which, whether that one is there or not.
  create table link (seq bigint primary key, target uuid not null, voids boolean not null);
  create index link_target on link (target);

  -- Which statements lead to which through these, however many steps away.
  create table reach (ancestor bigint not null, descendant bigint not null, primary key (ancestor, descendant));
  create index reach_descendant on reach (descendant);

  -- Makes the quarters from one moment to another, both in milliseconds; the end of the last one.
  create function widya_quarters(first bigint, last bigint) returns bigint language plpgsql as $$
  declare
    q timestamp := date_trunc('quarter', to_timestamp(first / 1000.0) at time zone 'UTC');
    n timestamp;
    name text;
  begin
    loop
      n := q + interval '3 months';
      name := to_char(q, 'YYYY_"q"Q');
      if to_regclass('stmt_' || name) is null then
        execute format('create table %I partition of stmt for values from (%s) to (%s)', 'stmt_' || name,
          widya_position((extract(epoch from q) * 1000)::bigint), widya_position((extract(epoch from n) * 1000)::bigint));
        execute format('create table %I partition of ref for values from (%s) to (%s)', 'ref_' || name,
          widya_position((extract(epoch from q) * 1000)::bigint), widya_position((extract(epoch from n) * 1000)::bigint));
      end if;
      q := n;
      exit when extract(epoch from q) * 1000 > last;
    end loop;
    return (extract(epoch from q) * 1000)::bigint;
  end $$;

  select widya_quarters(min(stored), max(stored)) from stmt_1 having count(*) > 0;
  create table moved as
    select seq as old, widya_position(stored) + row_number() over (partition by stored order by seq) - 1 as seq from stmt_1;
  create unique index on moved (old);
  analyze moved;
  insert into stmt select m.seq, id, voided, print, given, body from stmt_1 s join moved m on m.old = s.seq;
  insert into stmt_id select id, m.seq from stmt_1 s join moved m on m.old = s.seq;
  insert into link select m.seq, target, voids from stmt_1 s join moved m on m.old = s.seq where target is not null;
  insert into reach select a.seq, d.seq from reach_1 r join moved a on a.old = r.ancestor join moved d on d.old = r.descendant;
  insert into ref
    select r.h, m.seq, r.roles from ref_1 r join moved m on m.old = r.seq
    union all select widya_key('v:' || replace(s.verb::text, '-', '')), m.seq, 1 from stmt_1 s join moved m on m.old = s.seq
    union all select widya_key('r:' || s.reg), m.seq, 1 from stmt_1 s join moved m on m.old = s.seq where s.reg is not null;
  drop table moved, stmt_1, ref_1, reach_1;
  drop function widya_key;
  `,
  // What those who run the server need: whose a document is, which files are still declared, forwarding, the audit.
  `
  alter table doc add column agent uuid, add column kind text;
  create index doc_agent on doc (agent) where agent is not null;

  -- A file is found among what a statement is found by, as hash('f:' + sha2) in sql-select.ts.
  insert into ref (h, seq, roles)
    select distinct left(encode(sha256(convert_to('f:' || lower(m[1]), 'UTF8')), 'hex'), 32)::uuid, s.seq, 1
    from stmt s, lateral regexp_matches(s.body, '"sha2":"([0-9A-Fa-f]{56,128})"', 'g') m
    where s.body like '%"attachments"%' on conflict do nothing;

  create table audit (n bigint generated always as identity primary key, body text not null);
  create table forward (name text primary key, seq bigint not null);
  create table forward_aside (name text not null, seq bigint not null, body text not null, primary key (name, seq));
  `,
];

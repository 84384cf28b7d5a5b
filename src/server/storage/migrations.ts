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
];

// The small store: everything in this process. For pages, stories and component tests, and for servers that keep nothing.
import {
  mergeDefinition,
  scopeKey,
  type AttachmentRow,
  type Change,
  type DocumentScope,
  type InsertResult,
  type Keeping,
  type NewStatement,
  type SetAside,
  type StatementFilter,
  type Storage,
  type StoredDocument,
  type StoredRow,
} from './port.js';

interface Row extends StoredRow {
  statement: NewStatement;
  refs: Map<string, number>;
}

export function memoryStorage(options: { now?: () => Date } = {}): Storage {
  const now = options.now ?? (() => new Date());
  const rows: Row[] = [];
  const byId = new Map<string, Row>();
  /** Targets → those that refer to them, whether the target is here or not. */
  const referrers = new Map<string, Row[]>();
  const files = new Map<string, AttachmentRow>();
  const definitions = new Map<string, Record<string, unknown>>();
  const names = new Map<string, Set<string>>();
  const documents = new Map<string, { scope: DocumentScope; id: string; doc: StoredDocument }>();
  const items = new Map<string, { value: string; until: number }>();
  const watchers = new Set<() => void>();
  /** Ids of statements that were removed: they stay taken. */
  const erased = new Set<string>();
  const audits: Record<string, unknown>[] = [];
  const held = new Set<string>();
  const forwarded = new Map<string, number>();
  const aside = new Map<string, SetAside>();
  let last = 0;
  let lastSeq = 0;

  const matches = (row: Row, f: StatementFilter): boolean =>
    (f.verb === undefined || row.statement.verb === f.verb) &&
    (f.registration === undefined || row.statement.registration === f.registration) &&
    (f.activity === undefined || ((row.refs.get(f.activity.key) ?? 0) & f.activity.mask) !== 0) &&
    (f.agent === undefined || ((row.refs.get(f.agent.key) ?? 0) & f.agent.mask) !== 0);

  /** The statement itself, or one it refers to, however many steps away (xAPI-Communication 2.1.3 "StatementRefs"). */
  const reaches = (row: Row, f: StatementFilter): boolean => {
    const seen = new Set<Row>();
    for (
      let at: Row | undefined = row;
      at && !seen.has(at);
      at = at.statement.target === undefined ? undefined : byId.get(at.statement.target)
    ) {
      if (matches(at, f)) return true;
      seen.add(at);
    }
    return false;
  };

  const key = (scope: DocumentScope, id: string) => `${scopeKey(scope)}\n${id}`;
  const within = (scope: DocumentScope, other: DocumentScope) =>
    scope.kind === other.kind &&
    scope.activity === other.activity &&
    scope.agent === other.agent &&
    (scope.registration === undefined || scope.registration === other.registration);

  const refersSince = (file: string, since: string) =>
    rows.some((row) => row.stored > since && row.refs.has(`f:${file}`));
  const dropFiles = (of: readonly string[], since = ''): number =>
    of.filter((sha2) => !refersSince(sha2, since) && files.delete(sha2)).length;
  const remove = (row: Row) => {
    rows.splice(rows.indexOf(row), 1);
    byId.delete(row.id);
    erased.add(row.id);
    const target = row.statement.target;
    if (target !== undefined)
      referrers.set(
        target,
        (referrers.get(target) ?? []).filter((r) => r !== row),
      );
  };
  const change = ({ seq, next }: Change) => {
    const row = rows.find((r) => r.seq === seq);
    if (!row) return;
    if (!next) return remove(row);
    row.statement = next;
    row.body = next.body(row.stored);
    row.refs = new Map(next.refs.map((r) => [r.key, r.roles]));
  };

  const keep: Keeping = {
    scan: async ({ after = 0, until, limit, key: wanted, verb }) =>
      rows
        .filter(
          (row) =>
            row.seq > after &&
            (until === undefined || row.stored <= until) &&
            (verb === undefined || row.statement.verb === verb) &&
            (!wanted || ((row.refs.get(wanted.key) ?? 0) & wanted.mask) !== 0),
        )
        .slice(0, limit)
        // As they are now: what is changed later must not change what was handed out.
        .map(({ seq, id, stored, body, voided }) => ({ seq, id, stored, body, voided })),
    async rewrite(changes) {
      changes.forEach(change);
      return dropFiles(
        changes.flatMap((x) => x.old.refs.flatMap((r) => (r.key.startsWith('f:') ? [r.key.slice(2)] : []))),
      );
    },
    // There are no tables to drop.
    dropUntil: async () => 0,
    async documents(which, dryRun) {
      const found = [...documents].filter(([, d]) =>
        'kind' in which ? d.scope.kind === which.kind && d.doc.updated <= which.until : d.scope.agent === which.agent,
      );
      if (!dryRun) for (const [k] of found) documents.delete(k);
      return found.length;
    },
    async files({ until, type = '' }, dryRun) {
      const old = [...files.values()].filter((f) => f.contentType.startsWith(type) && !refersSince(f.sha2, until));
      return dryRun
        ? old.length
        : dropFiles(
            old.map((f) => f.sha2),
            until,
          );
    },
    forgetNames: async (agent) => void names.delete(agent),
    items: async (prefix) =>
      [...items]
        .filter(([k, item]) => k.startsWith(prefix) && item.until > now().getTime())
        .map(([k, item]) => ({ key: k, value: item.value })),
    audit: async (entry) => void audits.push({ ...entry }),
    audits: async () => [...audits],
    async hold(name) {
      if (held.has(name)) return undefined;
      held.add(name);
      return { lost: () => false, release: async () => void held.delete(name) };
    },
    forwarded: async () => new Map(forwarded),
    async setForwarded(target, seq, list) {
      forwarded.set(target, seq);
      for (const a of list) aside.set(`${a.target} ${a.seq}`, a);
    },
    setAside: async (target) => [...aside.values()].filter((a) => target === undefined || a.target === target),
    async changeAside(target, seq, next) {
      if (next) aside.set(`${target} ${seq}`, next);
      else aside.delete(`${target} ${seq}`);
    },
  };

  return {
    async insert(batch, attachments): Promise<InsertResult> {
      const fresh: NewStatement[] = [];
      for (const s of batch) {
        if (erased.has(s.id)) return { ok: false, conflict: s.id };
        const known = byId.get(s.id);
        if (known) {
          const same =
            known.statement.print === s.print &&
            (known.statement.given === null || s.given === null || known.statement.given === s.given);
          if (!same) return { ok: false, conflict: s.id };
        } else fresh.push(s);
        const target = s.voids && s.target !== undefined ? byId.get(s.target) : undefined;
        if (target?.statement.voids) return { ok: false, voidsVoiding: s.target ?? '' };
      }
      if (fresh.length > 0) last = Math.max(now().getTime(), last + 1);
      const stored = new Date(last).toISOString();
      for (const statement of fresh) {
        const row: Row = {
          seq: ++lastSeq,
          id: statement.id,
          stored,
          body: statement.body(stored),
          voided: (referrers.get(statement.id) ?? []).some((r) => r.statement.voids) && !statement.voids,
          statement,
          refs: new Map(statement.refs.map((r) => [r.key, r.roles])),
        };
        rows.push(row);
        byId.set(row.id, row);
        if (statement.target !== undefined) {
          referrers.set(statement.target, [...(referrers.get(statement.target) ?? []), row]);
          const target = byId.get(statement.target);
          if (statement.voids && target && !target.statement.voids) target.voided = true;
        }
        for (const { iri, definition } of statement.definitions)
          definitions.set(iri, mergeDefinition(definitions.get(iri), definition, statement.defines));
        for (const { agent, name } of statement.names) names.set(agent, (names.get(agent) ?? new Set()).add(name));
      }
      for (const file of attachments) {
        const before = files.get(file.sha2);
        if (!before || (file.genuine && !before.genuine)) files.set(file.sha2, file);
      }
      if (fresh.length > 0) for (const tell of watchers) tell();
      return { ok: true };
    },

    get: async (id) => byId.get(id),

    async query(f) {
      const out: StoredRow[] = [];
      const step = f.ascending ? 1 : -1;
      for (let i = f.ascending ? 0 : rows.length - 1; i >= 0 && i < rows.length && out.length < f.limit; i += step) {
        const row = rows[i];
        if (!row || row.voided) continue;
        if (f.upTo !== undefined && row.seq > f.upTo) continue;
        if (f.after !== undefined && (f.ascending ? row.seq <= f.after : row.seq >= f.after)) continue;
        if (f.since !== undefined && row.stored <= f.since) continue;
        if (f.until !== undefined && row.stored > f.until) continue;
        if (reaches(row, f)) out.push(row);
      }
      return out;
    },

    lastSeq: async () => rows.at(-1)?.seq ?? 0,
    watch(listener) {
      const mine = () => listener();
      watchers.add(mine);
      return () => void watchers.delete(mine);
    },
    // A statement of this very millisecond may still come.
    consistentThrough: async () => new Date(Math.max(now().getTime() - 1, last)).toISOString(),
    attachments: async (sha2) => sha2.flatMap((s) => files.get(s) ?? []),
    definitions: async (iris) =>
      new Map(
        iris.flatMap((iri): [string, Record<string, unknown>][] => {
          const definition = definitions.get(iri);
          return definition ? [[iri, definition]] : [];
        }),
      ),
    names: async (agent) => [...(names.get(agent) ?? [])],

    getDocument: async (scope, id) => documents.get(key(scope, id))?.doc,
    async swapDocument(scope, id, expected, next) {
      const k = key(scope, id);
      if ((documents.get(k)?.doc.etag ?? null) !== expected) return false;
      if (next) documents.set(k, { scope, id, doc: next });
      else documents.delete(k);
      return true;
    },
    listDocuments: async (scope, since) => [
      ...new Set(
        [...documents.values()]
          .filter((d) => within(scope, d.scope) && (since === undefined || d.doc.updated > since))
          .map((d) => d.id),
      ),
    ],
    async clearDocuments(scope) {
      for (const [k, d] of documents) if (within(scope, d.scope)) documents.delete(k);
    },

    async getItem(k) {
      const item = items.get(k);
      return item && item.until > now().getTime() ? item.value : undefined;
    },
    async setItem(k, value, until = Infinity) {
      for (const [other, item] of items) if (item.until <= now().getTime()) items.delete(other);
      if (value === null) items.delete(k);
      else items.set(k, { value, until });
    },
    keep,
    close: async () => undefined,
  };
}

// Documents in PostgreSQL: one row each, found by a hash of all that names it.
import type { DocumentScope, Storage } from './port.js';
import { hash } from './sql-select.js';

type Documents = Pick<Storage, 'getDocument' | 'swapDocument' | 'listDocuments' | 'clearDocuments'>;

/** @param run whether a row was changed */
export function sqlDocuments(
  query: <T>(text: string, values?: unknown[]) => Promise<T[]>,
  run: (text: string, values: unknown[]) => Promise<boolean>,
): Documents {
  return {
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
      if (next === null) return run('delete from doc where k = $1 and etag = $2', [k, expected]);
      const owner = scope.agent === undefined ? null : hash(scope.agent);
      const values: unknown[] = [k, next.contentType, next.etag, Date.parse(next.updated), Buffer.from(next.content)];
      values.push(owner, scope.kind);
      if (expected === null) {
        return run(
          `insert into doc (k, type, etag, updated, content, agent, kind, scope, reg, id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
          [...values, scopeHash(scope), scope.registration ?? null, id],
        );
      }
      return run(
        'update doc set type = $2, etag = $3, updated = $4, content = $5, agent = $6, kind = $7 where k = $1 and etag = $8',
        [...values, expected],
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
      await run('delete from doc where scope = $1 and ($2::uuid is null or reg = $2)', [
        scopeHash(scope),
        scope.registration ?? null,
      ]);
    },
  };
}

const scopeHash = (s: DocumentScope): string => hash(JSON.stringify([s.kind, s.activity ?? '', s.agent ?? '']));
const documentKey = (s: DocumentScope, id: string): string =>
  hash(JSON.stringify([s.kind, s.activity ?? '', s.agent ?? '', s.registration ?? '', id]));

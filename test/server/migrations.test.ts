// A database of an older Widya is brought forward when it is opened: nothing lost, everything found as before.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { erase } from '../../src/server/keeping/erase.js';
import { startEmbedded, type Embedded } from '../../src/server/storage/embedded.js';
import { migrations } from '../../src/server/storage/migrations.js';
import { sqlStorage } from '../../src/server/storage/sql.js';
import { hash } from '../../src/server/storage/sql-select.js';
import type { Storage } from '../../src/server/storage/port.js';
import { Client, statement, tempFolder, verb } from './support.js';

const quarter = (iso: string) => Date.parse(iso);
const registration = randomUUID();
/** Stored in three quarters, twice two of them in one millisecond; the third voids the second, the fourth refers to the first. */
const rows = [
  { stored: quarter('2025-12-31T23:59:59.999Z'), id: randomUUID(), verb: verb('did').id, reg: registration },
  { stored: quarter('2026-01-01T00:00:00.000Z'), id: randomUUID(), verb: verb('did').id, reg: null },
  {
    stored: quarter('2026-01-01T00:00:00.000Z'),
    id: randomUUID(),
    verb: 'http://adlnet.gov/expapi/verbs/voided',
    reg: null,
  },
  { stored: quarter('2026-07-02T03:04:05.006Z'), id: randomUUID(), verb: verb('liked').id, reg: null },
  { stored: quarter('2026-07-02T03:04:05.006Z'), id: randomUUID(), verb: verb('saw').id, reg: null },
];
const [first = '', second = '', third = '', fourth = '', fifth = ''] = rows.map((r) => r.id);

const mbox = { mbox: 'mailto:siti@example.com' } as const;
const sha2 = 'ab'.repeat(32);
const attachments = [
  { usageType: 'http://e.co/u', display: { en: 'f' }, contentType: 'text/plain', length: 1, sha2: sha2.toUpperCase() },
];

describe('a database of schema 1', () => {
  let folder: string;
  let engine: Embedded;
  let storage: Storage;
  let lrs: Client;

  before(async () => {
    folder = await tempFolder();
    engine = await startEmbedded({ folder });
    const client = new pg.Client(engine.connection);
    await client.connect();
    await client.query(migrations[0] ?? '');
    await client.query('create table schema_version (version int not null); insert into schema_version values (1)');
    const targets: Record<string, string> = { [third]: second, [fourth]: first };
    for (const [i, r] of rows.entries()) {
      const target = targets[r.id];
      const at = new Date(r.stored).toISOString();
      const object = target ? { objectType: 'StatementRef', id: target } : { id: 'http://example.com/activities/a' };
      await client.query(
        `insert into stmt (seq, id, stored, verb, reg, target, voids, voided, print, given, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'x', null, $9)`,
        [
          i + 1,
          r.id,
          r.stored,
          hash(r.verb),
          r.reg,
          target ?? null,
          r.id === third,
          r.id === second,
          JSON.stringify(
            statement({
              id: r.id,
              verb: { id: r.verb },
              object,
              stored: at,
              timestamp: at,
              authority: mbox,
              ...(r.id === fifth ? { attachments } : {}),
            }),
          ),
        ],
      );
      await client.query('insert into ref values ($1, $2, 1)', [hash('p:a:mbox:mailto:siti@example.com'), i + 1]);
      if (!target)
        await client.query('insert into ref values ($1, $2, 1)', [hash('a:http://example.com/activities/a'), i + 1]);
    }
    await client.query('insert into attachment values ($1, $2, true, $3)', [sha2, 'text/plain', Buffer.from('x')]);
    const names = ['state', 'http://example.com/activities/a', 'p:a:mbox:mailto:siti@example.com'];
    await client.query(
      `insert into doc (k, scope, id, type, etag, updated, content) values ($1, $2, 's', 'text/plain', 'e', 0, '')`,
      [hash(JSON.stringify([...names, '', 's'])), hash(JSON.stringify(names))],
    );
    await client.query('insert into reach (descendant, ancestor) values (2, 3), (1, 4)');
    await client.end();
    storage = await sqlStorage(engine.connection);
    lrs = new Client(storage);
  });
  after(async () => {
    await storage.close();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('statements keep their order, their time and whether they are voided', async () => {
    assert.deepEqual(await lrs.ids({ ascending: 'true' }), [first, third, fourth, fifth]);
    assert.equal((await lrs.get(first)).stored, '2025-12-31T23:59:59.999Z');
    const voided = await lrs.call('statements', { query: { voidedStatementId: second } });
    assert.equal(voided.status, 200);
  });

  test('found by verb, registration, agent, activity and time, and through references', async () => {
    // Those that refer to a match are matches as well (xAPI-Communication 2.1.3).
    assert.deepEqual(await lrs.ids({ verb: verb('did').id }), [fourth, third, first]);
    assert.deepEqual(await lrs.ids({ registration }), [fourth, first]);
    assert.deepEqual(await lrs.ids({ activity: 'http://example.com/activities/a' }), [fifth, fourth, third, first]);
    assert.deepEqual(await lrs.ids({ since: '2025-12-31T23:59:59.999Z' }), [fifth, fourth, third]);
    assert.deepEqual(await lrs.ids({ until: '2026-01-01T00:00:00.000Z' }), [third, first]);
  });

  test('goes on: a known id is another statement, a new one is stored after the rest', async () => {
    assert.equal((await lrs.postRaw(statement({ id: first, verb: verb('other') }))).status, 409);
    const [id = ''] = await lrs.post(statement({ verb: verb('new') }));
    assert.equal((await lrs.ids({}))[0], id);
    await lrs.post(
      statement({ verb: { id: 'http://adlnet.gov/expapi/verbs/voided' }, object: { objectType: 'StatementRef', id } }),
    );
    assert.ok(!(await lrs.ids({})).includes(id));
  });

  test('the tables of a quarter hold what was stored in it', async () => {
    const client = new pg.Client(engine.connection);
    await client.connect();
    const count = async (table: string) =>
      (await client.query(`select count(*)::int as n from ${table}`)).rows[0].n as number;
    assert.deepEqual(
      [
        await count('stmt_2025_q4'),
        await count('stmt_2026_q1'),
        await count('stmt_2026_q2'),
        await count('stmt_2026_q3'),
      ],
      [1, 2, 0, 2],
    );
    await client.end();
  });

  test('room for the next quarter is made before it begins, once', async () => {
    const client = new pg.Client(engine.connection);
    await client.connect();
    const make = async (iso: string) => {
      const { rows: made } = await client.query('select widya_quarters($1, $2) as until', [
        Date.parse(iso),
        Date.parse(iso) + 14 * 86_400_000,
      ]);
      return new Date(Number(made[0].until)).toISOString();
    };
    const tables = async () =>
      (
        await client.query(
          `select relname from pg_class where relname ~ '^(stmt|ref)_203' and relkind = 'r' order by 1`,
        )
      ).rows.map((r: { relname: string }) => r.relname);
    assert.equal(await make('2030-02-03T00:00:00Z'), '2030-04-01T00:00:00.000Z');
    assert.deepEqual(await tables(), ['ref_2030_q1', 'stmt_2030_q1']);
    assert.equal(await make('2030-03-25T00:00:00Z'), '2030-07-01T00:00:00.000Z');
    assert.equal(await make('2030-03-25T00:00:00Z'), '2030-07-01T00:00:00.000Z');
    assert.deepEqual(await tables(), ['ref_2030_q1', 'ref_2030_q2', 'stmt_2030_q1', 'stmt_2030_q2']);
    await client.end();
  });

  test('files and documents of the time before are known to be the person’s', async () => {
    const query = { activityId: 'http://example.com/activities/a', agent: JSON.stringify(mbox), stateId: 's' };
    assert.equal((await lrs.call('activities/state', { query })).status, 200);
    assert.equal((await storage.attachments([sha2])).length, 1);
    assert.equal(await storage.keep.files({ until: '2026-07-01T00:00:00.000Z' }, true), 0, 'declared later');
    const done = await erase({ storage, agents: [{ objectType: 'Agent', ...mbox }], by: 'x', reason: 'y' });
    assert.deepEqual([done.documents, done.files], [1, 1]);
    assert.equal((await lrs.call('activities/state', { query })).status, 404);
    assert.equal((await storage.attachments([sha2])).length, 0);
    assert.deepEqual(await lrs.ids({}), []);
  });
});

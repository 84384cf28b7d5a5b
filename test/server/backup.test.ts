// Backup and restore on PostgreSQL, as of one moment while the server goes on; and the commands, beside a running server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import type { PoolConfig } from 'pg';
import { checkBackup } from '../../src/server/keeping/backup-file.js';
import { backup } from '../../src/server/keeping/backup.js';
import { restore } from '../../src/server/keeping/restore.js';
import { startEmbedded, type Embedded } from '../../src/server/storage/embedded.js';
import type { Storage } from '../../src/server/storage/port.js';
import { sqlStorage } from '../../src/server/storage/sql.js';
import { account, Client, refersTo, statement, tempFolder, uuid, voids } from './support.js';

async function taken(config: PoolConfig): Promise<Buffer> {
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on('data', (c: Buffer) => chunks.push(c));
  await backup(config, out);
  return Buffer.concat(chunks);
}
const into = (config: PoolConfig, file: Buffer, replace = false) => restore(config, Readable.from([file]), { replace });
/** Without its first line, which says when, and its last, which has the hash of it. */
const lines = (file: Buffer) => gunzipSync(file).toString().trim().split('\n').slice(1, -1);

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const multipart = (text: string, id: string) => ({
  headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
  body: new Uint8Array(
    Buffer.from(
      `--b\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(
        statement({
          id,
          attachments: [
            { usageType: 'http://e.co/u', display: { en: 'f' }, contentType: 'a/b', length: 1, sha2: sha256(text) },
          ],
        }),
      )}\r\n--b\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha256(text)}\r\n\r\n${text}\r\n--b--\r\n`,
    ),
  ),
});
const state = { activityId: 'http://e.co/a', agent: JSON.stringify(account('siti')), stateId: 's' };

describe('backup and restore', () => {
  let folder: string;
  let engine: Embedded;
  let storage: Storage;
  let lrs: Client;
  let made = 0;
  const open: Storage[] = [];
  const kept = uuid();
  const voided = uuid();
  const withFile = uuid();

  const ask = async <T>(config: PoolConfig, text: string): Promise<T[]> => {
    const { default: pg } = await import('pg');
    const c = new pg.Client(config);
    await c.connect();
    try {
      return (await c.query(text)).rows as T[];
    } finally {
      await c.end();
    }
  };
  async function empty(): Promise<PoolConfig> {
    const database = `b${made++}`;
    await ask(engine.connection, `create database ${database}`);
    return { ...engine.connection, database };
  }
  const clientOf = async (config: PoolConfig): Promise<Client> => {
    const s = await sqlStorage(config);
    open.push(s);
    return new Client(s);
  };

  before(async () => {
    folder = await tempFolder();
    engine = await startEmbedded({ folder });
    storage = await sqlStorage(engine.connection);
    open.push(storage);
    lrs = new Client(storage);
    await lrs.post([
      statement({ id: kept, actor: account('siti', 'Siti\u0000\ud800') }),
      statement({ id: voided }),
      refersTo(kept),
    ]);
    await lrs.post(voids(voided));
    await lrs.post(undefined, multipart('bytes\0\xff of a file', withFile));
    await lrs.post(JSON.stringify(statement({ result: { score: { raw: 'N' } } })).replace('"N"', '1.0'));
    await lrs.call('activities/state', {
      method: 'PUT',
      query: state,
      headers: { 'Content-Type': 'image/png' },
      body: new Uint8Array([0, 255, 10]),
    });
    await storage.setItem('session:x', '{}', Date.now() + 1e6);
    await storage.keep.audit({ what: 'test' });
    await storage.keep.setForwarded('other', 5, []);
    // A quarter long ago.
    await ask(
      engine.connection,
      `select widya_quarters(1577836800000, 1577836800000);
      insert into stmt (seq, id, print, body) select widya_position(1577836800000), gen_random_uuid(), 'p', body from stmt limit 1;
      insert into stmt_id select id, seq from stmt where print = 'p'`,
    );
  });
  after(async () => {
    for (const s of open) await s.close();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('all comes back to the letter, but sessions', async () => {
    const file = await taken(engine.connection);
    const target = await empty();
    const { rows } = await into(target, file);
    assert.deepEqual([rows.stmt, rows.doc, rows.attachment, rows.audit, rows.forward], [7, 1, 1, 1, 1]);
    const back = await clientOf(target);
    assert.deepEqual(lines(await taken(target)), lines(file));
    assert.equal(await back.storage.getItem('session:x'), undefined);
    assert.equal((await back.call('statements', { query: { voidedStatementId: voided } })).status, 200);
    assert.equal((await back.ids({ agent: JSON.stringify(account('siti')) })).length, 2, 'and what refers to it');
    const text = await (
      await back.call('statements', { query: { statementId: withFile, attachments: 'true' } })
    ).text();
    assert.match(text, /bytes\0/);
    const doc = await back.call('activities/state', { query: state });
    assert.deepEqual([...new Uint8Array(await doc.arrayBuffer())], [0, 255, 10]);
    // And it goes on from there.
    const [next = ''] = await back.post(statement());
    assert.equal((await back.get(next)).id, next);
    assert.equal((await back.postRaw(statement({ id: kept }))).status, 409);
    await back.storage.keep.audit({ what: 'more' });
    assert.equal((await back.storage.keep.audits()).length, 2);
  });

  test('as of one moment, however much is written meanwhile', async () => {
    let writing = true;
    const writer = (async () => {
      while (writing) await lrs.post([statement(), refersTo(kept), statement()]);
    })();
    const files = [await taken(engine.connection), await taken(engine.connection)];
    writing = false;
    await writer;
    for (const file of files) {
      const target = await empty();
      const { rows } = await into(target, file);
      assert.equal(rows.stmt, rows.stmt_id, 'no half batch');
      const [row] = await ask<{ n: string }>(
        target,
        'select count(*) as n from stmt s where not exists (select 1 from ref where ref.seq = s.seq)',
      );
      assert.equal(row?.n, '1', 'only the one of long ago, which never had any');
    }
  });

  test('a damaged one is refused, and changes nothing', async () => {
    const file = await taken(engine.connection);
    const target = await empty();
    const text = gunzipSync(file).toString();
    const cases: [string, Buffer, RegExp][] = [
      ['cut off', file.subarray(0, file.length - 20), /damaged/],
      ['cut off at a line', gzipSync(text.split('\n').slice(0, -2).join('\n')), /ends too early/],
      ['another letter', gzipSync(text.replace('siti@example', 'budi@example')), /hash/],
      ['a row less', gzipSync(text.replace(/\n\["[^\n]+/, '')), /damaged/],
      ['no backup', gzipSync('{"a":1}\n'), /no backup/],
      ['not compressed', Buffer.from('hello'), /no backup|damaged/],
      ['of a newer one', gzipSync(text.replace('"version":1', '"version":9')), /newer/],
    ];
    for (const [name, broken, pattern] of cases) {
      await assert.rejects(into(target, broken), pattern, name);
      await assert.rejects(checkBackup(Readable.from([broken])), pattern, `check: ${name}`);
    }
    const back = await clientOf(target);
    assert.equal(await back.storage.lastSeq(), 0);
    assert.ok((await checkBackup(Readable.from([file]))).rows.stmt);
  });

  test('records that are there are kept unless it is told to replace them', async () => {
    const file = await taken(engine.connection);
    const target = await empty();
    const back = await clientOf(target);
    const [own = ''] = await back.post(statement());
    await assert.rejects(into(target, file), /--replace/);
    assert.equal((await back.get(own)).id, own);
    await into(target, file, true);
    assert.equal((await back.call('statements', { query: { statementId: own } })).status, 404);
    assert.equal((await back.get(kept)).id, kept);
  });

  test('whole quarters go when all that is old may go', async () => {
    const quarters = async () =>
      (
        await ask<{ n: string }>(
          engine.connection,
          `select relname as n from pg_class where relkind = 'r' and relname ~ '^(stmt|ref)_2020'`,
        )
      ).length;
    assert.equal(await quarters(), 2);
    assert.equal(await storage.keep.dropUntil('2020-03-30T00:00:00.000Z', false), 0, 'one that is not over yet stays');
    assert.equal(await storage.keep.dropUntil('2021-01-01T00:00:00.000Z', true), 1);
    assert.equal(await quarters(), 2);
    assert.equal(await storage.keep.dropUntil('2021-01-01T00:00:00.000Z', false), 1);
    assert.equal(await quarters(), 0);
    assert.equal((await lrs.get(kept)).id, kept);
    await lrs.post(statement());
  });
});

describe('the commands', () => {
  const cli = fileURLToPath(new URL('../../src/cli/widya.ts', import.meta.url));
  const start = (args: string[], input?: string) => {
    const child = spawn(process.execPath, ['--import', './test/node-ts.mjs', cli, ...args], {
      env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    });
    let out = '';
    let said = '';
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (said += d));
    child.stdin.end(input ?? '');
    return {
      child,
      done: once(child, 'close').then(([code]) => ({ code: code as number, out, said })),
      out: () => out,
      said: () => said,
    };
  };
  const run = (...args: string[]) => start(args).done;
  async function serve(folder: string, ...more: string[]) {
    const server = start(['serve', '--port', '0', '--data', folder, '--credential', 'k:s', ...more]);
    for (let i = 0; i < 600 && !server.out().includes('LRS at'); i++) await new Promise((r) => setTimeout(r, 50));
    const url = /LRS at (\S+)/.exec(server.out())?.[1];
    if (url === undefined) throw new Error(server.said());
    return { ...server, url };
  }
  const headers = {
    authorization: `Basic ${btoa('k:s')}`,
    'x-experience-api-version': '1.0.3',
    'content-type': 'application/json',
  };
  const post = async (url: string, body: unknown) =>
    (await fetch(`${url}/statements`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  const count = async (url: string) =>
    ((await (await fetch(`${url}/statements?limit=500`, { headers })).json()) as { statements: unknown[] }).statements
      .length;

  test('backup beside a running server, restore into a new folder; erase, forward, retain and audit', async () => {
    const folders = [await tempFolder(), await tempFolder()];
    const [from = '', to = ''] = folders;
    try {
      const server = await serve(from);
      const siti = account('siti');
      for (let i = 0; i < 5; i++) assert.equal(await post(server.url, statement(i < 2 ? { actor: siti } : {})), 200);
      const file = join(to, 'a.backup.gz');
      const made = await run('backup', file, '--data', from);
      assert.deepEqual([made.code, made.out], [0, ''], made.said);
      assert.match(made.said, /5 statements, 0 documents, 0 files/);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.equal(existsSync(`${file}.part`), false);
      const again = await run('backup', file, '--data', from);
      assert.deepEqual([again.code, /is there already/.test(again.said)], [1, true]);
      const piped = await run('backup', '-', '--data', from, '--quiet');
      assert.equal(piped.code, 0);
      assert.match((await run('restore', file, '--check')).said, /5 statements/);
      const refused = await run('restore', file, '--data', from);
      assert.deepEqual([refused.code, /stop it first/.test(refused.said)], [1, true], refused.said);

      // The identifier by file: no process list shows it.
      const agents = join(to, 'agents.json');
      await writeFile(agents, JSON.stringify([siti]));
      const dry = await run('erase', '--agent-file', agents, '--dry-run', '--data', from);
      assert.equal((JSON.parse(dry.out) as { statements: number }).statements, 2, dry.said);
      const erased = await run('erase', '--agent-file', agents, '--reason', 'asked', '--by', 'dpo', '--data', from);
      assert.match(erased.said, /backups made before now/);
      assert.equal(await count(server.url), 3);
      const audit = await run('audit', '--agent', JSON.stringify(siti), '--data', from);
      assert.equal(audit.out.trim().split('\n').length, 2);
      assert.doesNotMatch(audit.out, /siti/);
      assert.equal((await run('audit', '--agent', JSON.stringify(account('budi')), '--data', from)).out, '');

      const rules = join(to, 'rules.json');
      await writeFile(rules, JSON.stringify([{ name: 'old', keep: 'statements', after: 'P1Y', do: 'delete' }]));
      assert.equal(
        (await run('retain', '--rules', rules, '--dry-run', '--data', from)).out,
        '{"rule":"old","count":0}\n',
      );
      assert.equal((await run('forward', 'list', '--data', from)).out, '');
      server.child.kill('SIGTERM');
      assert.equal((await server.done).code, 0);

      await rm(join(to, 'postgres'), { recursive: true, force: true });
      const back = await run('restore', file, '--data', to);
      assert.equal(back.code, 0, back.said);
      const target = join(to, 'forward.json');
      const second = await serve(to);
      assert.equal(await count(second.url), 5);

      // The first one goes on and passes on to it, is killed in the middle, and goes on.
      await writeFile(target, JSON.stringify([{ name: 'b', endpoint: second.url, key: 'k', secret: 's', batch: 1 }]));
      const firstAgain = await serve(from, '--forward', target);
      for (let i = 0; i < 40; i++) assert.equal(await post(firstAgain.url, statement()), 200);
      firstAgain.child.kill('SIGKILL');
      await firstAgain.done;
      const third = await serve(from, '--forward', target);
      for (let i = 0; i < 400 && (await count(second.url)) < 45; i++) await new Promise((r) => setTimeout(r, 25));
      assert.equal(await count(second.url), 45, 'three of them were there already');
      third.child.kill('SIGTERM');
      assert.equal((await third.done).code, 0);
      assert.equal((await run('forward', 'list', '--data', from)).out, '{"target":"b","waitingSince":null}\n');
      second.child.kill('SIGTERM');
      await second.done;
    } finally {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    }
  });

  test('each says what it does, and what is wrong', async () => {
    for (const verb of ['backup', 'restore', 'erase', 'retain', 'forward', 'audit']) {
      const { code, out } = await run(verb, '--help');
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^widya ${verb}`));
      assert.match(out, /--database URL/);
    }
    const folder = await tempFolder();
    const data = ['--data', folder];
    const cases: [string[], RegExp][] = [
      [['backup', ...data], /holds no records/],
      [['backup', '--data', 'memory'], /in memory only/],
      [['restore', ...data], /widya restore FILE/],
      [['restore', join(folder, 'none'), '--check'], /cannot be read: ENOENT/],
      [['erase', ...data], /--agent JSON/],
      [['erase', '--agent', '{"mbox":"siti"}', ...data], /mailto/],
      [['erase', '--agent', '{"mbox":"mailto:a@b.co"}', ...data], /--reason/],
      [['retain', ...data], /--rules FILE/],
      [['forward', 'push', ...data], /list, retry or drop/],
      [['audit', '--colour', ...data], /colour/],
    ];
    for (const [args, pattern] of cases) {
      const { code, said } = await run(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(said, pattern);
      assert.equal(said.trim().split('\n').length, 1, said);
    }
    await rm(folder, { recursive: true, force: true });
  });
});

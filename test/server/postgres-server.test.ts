// `widya serve --database` on a PostgreSQL server over TCP that is killed, and is killed itself, under load; and the way from a data
// folder to a server and back. The server is the PostgreSQL that npm brings, started as an agency's own would be.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPlace, linkLibraries, type Place } from '../../src/server/storage/engine-files.js';
import { statement, tempFolder, uuid } from './support.js';

const headers = {
  authorization: `Basic ${btoa('k:s')}`,
  'x-experience-api-version': '1.0.3',
  'content-type': 'application/json',
};

describe('widya serve on a PostgreSQL server', () => {
  let folder: string;
  let place: Place;
  let env: Record<string, string>;
  let port = 0;
  let postgres: ChildProcess;
  const database = () => `postgres://widya@127.0.0.1:${port}/postgres`;
  const data = () => join(folder, 'pg');

  before(async () => {
    folder = await tempFolder();
    place = await findPlace(folder, () => undefined);
    env = { LD_LIBRARY_PATH: linkLibraries(place.binaries, place.folder), PATH: '/usr/bin:/bin', LC_ALL: 'C' };
    mkdirSync(data(), { mode: 0o700 });
    if (place.user) chownSync(data(), place.user.uid, place.user.gid);
    const args = ['-D', data(), '-U', 'widya', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions'];
    const made = spawnSync(place.binaries.initdb, args, { env, cwd: data(), ...(place.user ?? {}) });
    assert.equal(made.status, 0, made.stderr?.toString());
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => probe.once('listening', done));
    port = (probe.address() as { port: number }).port;
    probe.close();
    await start();
  });
  after(async () => {
    postgres.kill('SIGINT');
    await new Promise((done) => (postgres.exitCode === null ? postgres.once('exit', done) : done(0)));
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    const options = [
      '-D',
      data(),
      '-p',
      String(port),
      '-c',
      `unix_socket_directories=${data()}`,
      '-c',
      'listen_addresses=127.0.0.1',
    ];
    postgres = spawn(place.binaries.postgres, options, { env, cwd: data(), stdio: 'ignore', ...(place.user ?? {}) });
    const { default: pg } = await import('pg');
    for (let i = 0; ; i++) {
      const client = new pg.Client(database());
      client.on('error', () => undefined);
      try {
        await client.connect();
        return await client.end();
      } catch (error) {
        if (i > 600) throw error;
        await sleep(50);
      }
    }
  }
  function widya(...args: string[]) {
    const child = spawn(process.execPath, ['--import', './test/node-ts.mjs', 'src/cli/widya.ts', ...args], {
      env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (d: Buffer) => (output += d.toString()));
    return { child, output: () => output, ended: new Promise<number | null>((done) => child.once('close', done)) };
  }
  async function serve(...where: string[]) {
    const server = widya('serve', '--port', '0', '--credential', 'k:s', ...where);
    for (let i = 0; i < 600 && !server.output().includes('LRS at'); i++) await sleep(50);
    const url = /LRS at (\S+)/.exec(server.output())?.[1];
    if (url === undefined) throw new Error(server.output());
    return { ...server, url };
  }
  const found = async (url: string, ids: readonly string[]) => {
    for (const id of ids)
      assert.equal(
        (await fetch(`${url}/statements?statementId=${id}`, { headers })).status,
        200,
        'acknowledged and lost',
      );
  };

  test('nothing acknowledged is lost when either is killed; 503 meanwhile, and it goes on by itself', async () => {
    let server = await serve('--database', database());
    const acknowledged: string[] = [];
    const batches: string[][] = [];
    const statuses = new Set<number>();
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (writing) {
          const batch = [uuid(), uuid(), uuid()];
          batches.push(batch);
          const body = JSON.stringify(batch.map((id) => statement({ id })));
          const answer = await fetch(`${server.url}/statements`, { method: 'POST', headers, body }).catch(
            () => undefined,
          );
          if (answer) statuses.add(answer.status);
          if (answer?.status === 200) acknowledged.push(...batch);
          else await sleep(20);
        }
      }),
    );
    for (let round = 0; round < 4; round++) {
      await sleep(300);
      if (round % 2 === 0) {
        const gone = new Promise((done) => postgres.once('exit', done));
        postgres.kill('SIGKILL');
        await gone;
        // Its children notice, and go.
        await sleep(200);
        await start();
      } else {
        server.child.kill('SIGKILL');
        await server.ended;
        server = await serve('--database', database());
      }
      const before = acknowledged.length;
      for (let i = 0; acknowledged.length === before; i++) {
        assert.ok(i < 600, `writing again\n${server.output()}`);
        await sleep(50);
      }
    }
    writing = false;
    await writers;
    for (const status of statuses) assert.ok([200, 503].includes(status), `${status}\n${server.output()}`);
    await found(server.url, acknowledged);
    for (const batch of batches.filter(([first]) => !acknowledged.includes(first ?? ''))) {
      const there = await Promise.all(
        batch.map(async (id) => (await fetch(`${server.url}/statements?statementId=${id}`, { headers })).status),
      );
      assert.equal(new Set(there).size, 1, 'no half batch');
    }
    server.child.kill('SIGTERM');
    assert.equal(await server.ended, 0);

    // To a data folder, and from there back to a server.
    const file = join(folder, 'b.gz');
    const [to, back] = [join(folder, 'data'), join(folder, 'c.gz')];
    for (const args of [
      ['backup', file, '--database', database()],
      ['restore', file, '--data', to],
      ['backup', back, '--data', to],
      ['restore', back, '--database', database(), '--replace'],
    ]) {
      const command = widya(...args);
      assert.equal(await command.ended, 0, command.output());
    }
    const again = await serve('--database', database());
    await found(again.url, acknowledged.slice(-20));
    again.child.kill('SIGTERM');
    assert.equal(await again.ended, 0);
  });
});

// The embedded engine and the command, as an operator meets them: starting, stopping, being killed, and what goes wrong.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '../../src/server/storage/embedded.js';
import { lockFolder } from '../../src/server/storage/folder-lock.js';
import { statement, tempFolder, uuid } from './support.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Command {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}
function widya(args: string[], env: Record<string, string> = {}): Command {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([k]) => !/^(?:WIDYA_|PORT$|DATABASE_URL$|NODE_TEST)/.test(k)),
  );
  const child = spawn(process.execPath, ['--import', './test/node-ts.mjs', 'src/cli/widya.ts', ...args], {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (d: Buffer) => (output += d.toString()));
  child.stderr.on('data', (d: Buffer) => (output += d.toString()));
  return { child, output: () => output, ended: new Promise((resolve) => child.on('close', resolve)) };
}
async function until<T>(look: () => T | undefined | false, what: string): Promise<T> {
  for (let i = 0; i < 600; i++) {
    const found = look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`${what} did not happen within 30 seconds`);
}
const address = async (c: Command): Promise<string> => {
  const url = await until(
    () => /LRS at (http:\S+)/.exec(c.output())?.[1] ?? (c.child.exitCode === null ? false : ' '),
    'an address',
  );
  if (url === ' ') throw new Error(c.output());
  return url;
};
const headers = {
  authorization: `Basic ${btoa('k:s')}`,
  'x-experience-api-version': '1.0.3',
  'content-type': 'application/json',
};
const post = (url: string, body: unknown) =>
  fetch(`${url}/statements`, { method: 'POST', headers, body: JSON.stringify(body) });
const serve = (folder: string, ...more: string[]) =>
  widya(['serve', '--port', '0', '--data', folder, '--credential', 'k:s', ...more]);

describe('widya serve on the embedded engine', () => {
  let folder: string;
  before(async () => (folder = await tempFolder()));
  after(() => rm(folder, { recursive: true, force: true }));

  test('what was acknowledged is there after SIGKILL of the server under load, none twice, no half batch', async () => {
    const acknowledged = new Set<string>();
    const sent: string[][] = [];
    for (let run = 0; run < 3; run++) {
      const server = serve(folder);
      const url = await address(server);
      let writing = true;
      const writers = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (writing) {
            const ids = [uuid(), uuid(), uuid()];
            sent.push(ids);
            const ok = await post(
              url,
              ids.map((id) => statement({ id })),
            ).then(
              (r) => r.status === 200,
              () => false,
            );
            if (ok) for (const id of ids) acknowledged.add(id);
          }
        }),
      );
      await sleep(400);
      server.child.kill('SIGKILL');
      await server.ended;
      writing = false;
      await writers;
    }
    const server = serve(folder);
    const url = await address(server);
    const stored: string[] = [];
    for (let path: string | undefined = '/xapi/statements?format=ids&limit=500'; path;) {
      const page = (await (await fetch(new URL(path, url), { headers })).json()) as {
        statements: { id: string }[];
        more?: string;
      };
      stored.push(...page.statements.map((s) => s.id));
      path = page.more;
    }
    const there = new Set(stored);
    assert.ok(acknowledged.size > 30, `${acknowledged.size} acknowledged`);
    assert.equal(there.size, stored.length, 'none twice');
    for (const id of acknowledged) assert.ok(there.has(id), 'acknowledged and lost');
    for (const batch of sent) assert.ok([0, 3].includes(batch.filter((id) => there.has(id)).length), 'half a batch');

    const second = serve(folder);
    assert.equal(await second.ended, 1);
    assert.match(second.output(), /^\[widya\] the data folder .* is in use by another Widya \(process \d+\)\n$/);

    server.child.kill('SIGTERM');
    assert.equal(await server.ended, 0, server.output());
    assert.ok(
      !existsSync(join(folder, 'widya.lock')) && !existsSync(join(folder, 'postgres/postmaster.pid')),
      'stopped in order',
    );
  });

  test('an engine that is killed under load is started again, and the server goes on: 503 meanwhile, nothing lost', async () => {
    const server = serve(folder);
    const url = await address(server);
    const statuses = new Set<number>();
    const acknowledged: string[] = [];
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 6 }, async () => {
        while (writing) {
          const id = uuid();
          const { status } = await post(url, statement({ id })).catch((error: unknown) => {
            throw new Error(server.output(), { cause: error });
          });
          statuses.add(status);
          if (status === 200) acknowledged.push(id);
        }
      }),
    );
    const engine = async () =>
      Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8').catch(() => '0')).split('\n', 1)[0]);
    for (let kill = 0; kill < 3; kill++) {
      await sleep(300);
      const pid = await engine();
      process.kill(pid, 'SIGKILL');
      for (let i = 0; [0, pid].includes(await engine()); i++) {
        assert.ok(i < 600, 'a new engine');
        await sleep(50);
      }
      const before = acknowledged.length;
      await until(() => acknowledged.length > before, 'writing again');
    }
    writing = false;
    await writers;
    assert.equal(server.child.exitCode, null, server.output());
    for (const status of statuses) assert.ok([200, 503].includes(status), `${status}\n${server.output()}`);
    for (const id of acknowledged) {
      const response = await fetch(`${url}/statements?statementId=${id}`, { headers });
      assert.equal(response.status, 200, 'acknowledged and lost');
    }
    server.child.kill('SIGTERM');
    assert.equal(await server.ended, 0);
  });

  test('a file left by a killed engine, whose number belongs to another process now, does not keep it from starting', async () => {
    await writeFile(
      join(folder, 'postgres/postmaster.pid'),
      `${process.pid}\n${folder}/postgres\n1\n5432\n/tmp\n\n  1 1\nready\n`,
    );
    const engine = await startEmbedded({ folder });
    await engine.stop();
  });

  test('a preparation that was interrupted begins anew', async () => {
    const other = await tempFolder();
    const first = serve(other);
    await until(() => readdirSync(other).some((n) => n.startsWith('postgres')), 'preparing');
    first.child.kill('SIGKILL');
    await first.ended;
    const engine = await startEmbedded({ folder: other });
    await engine.stop();
    await rm(other, { recursive: true, force: true });
  });
});

describe('the lock of a data folder', () => {
  test('one holder; given back; a dead holder’s is taken over; another container’s only when it has stopped touching it', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'widya.lock');
    const unlock = await lockFolder(folder);
    await assert.rejects(lockFolder(folder), /in use/);
    const holder = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    unlock();
    (await lockFolder(folder))();
    // The process is there, but began at another time: its number was used again.
    await writeFile(file, JSON.stringify({ ...holder, pid: 1, started: '1' }));
    if (process.platform === 'linux') (await lockFolder(folder))();
    await writeFile(file, JSON.stringify({ ...holder, space: 'another container' }));
    const touching = setInterval(
      () => void writeFile(file, JSON.stringify({ ...holder, space: 'another container' })),
      500,
    );
    await assert.rejects(lockFolder(folder), /in use/);
    clearInterval(touching);
    await sleep(300);
    (await lockFolder(folder, 1000))();
    await writeFile(file, 'no JSON');
    (await lockFolder(folder))();
    await rm(folder, { recursive: true, force: true });
  });
});

describe('the command says in one sentence what is wrong', () => {
  const cases: [string, string[], Record<string, string>, RegExp][] = [
    ['no credential', ['serve', '--data', 'memory'], {}, /--credential KEY:SECRET, or WIDYA_CREDENTIAL/],
    ['a credential that is none', ['serve', '--credential', 'x'], {}, /--credential must be KEY:SECRET/],
    [
      'a port that is none',
      ['serve', '--credential', 'k:s', '--port', '99999'],
      {},
      /--port must be a number from 0 to 65535/,
    ],
    ['an option there is not', ['serve', '--colour', 'red'], {}, /--colour/],
    [
      'a folder that cannot be made',
      ['serve', '--credential', 'k:s', '--data', '/etc/passwd/x'],
      {},
      /the data folder \/etc\/passwd\/x cannot be made/,
    ],
    [
      'a database that is not there',
      ['serve', '--credential', 'k:s'],
      { DATABASE_URL: 'postgres://x:geheim@127.0.0.1:1/x' },
      /the database of DATABASE_URL cannot be used: connect ECONNREFUSED/,
    ],
    [
      'a public URL that is none',
      ['serve', '--credential', 'k:s', '--public-url', 'portal'],
      {},
      /--public-url must be/,
    ],
  ];
  for (const [name, args, env, message] of cases) {
    test(name, async () => {
      const command = widya(args, env);
      assert.equal(await command.ended, 1);
      assert.match(command.output(), message);
      assert.equal(command.output().trim().split('\n').length, 1, command.output());
      assert.doesNotMatch(command.output(), /geheim|node:internal/);
    });
  }

  test('a port that is taken', async () => {
    const other = createServer().listen(0);
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const command = widya(['serve', '--data', 'memory', '--credential', 'k:s', '--port', String(port)]);
    assert.equal(await command.ended, 1);
    assert.equal(command.output(), `[widya] port ${port} is taken\n`);
    other.close();
  });

  test('--help lists every option; settings come from the environment too', async () => {
    const help = widya(['serve', '--help']);
    assert.equal(await help.ended, 0);
    for (const option of [
      '--port',
      '--data',
      '--database',
      '--credential',
      '--public-url',
      '--origin',
      '--default-version',
    ])
      assert.ok(help.output().includes(option), option);
    const server = widya(['serve'], { PORT: '0', WIDYA_DATA: 'memory', WIDYA_CREDENTIAL: 'k:s' });
    const url = await address(server);
    assert.equal((await fetch(`${url}/about`)).status, 200);
    assert.equal((await post(url, statement())).status, 200);
    server.child.kill('SIGINT');
    assert.equal(await server.ended, 0);
  });
});

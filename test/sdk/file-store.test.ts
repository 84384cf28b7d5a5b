// The outbox of a server over a file: killed with SIGKILL in the middle, cut off, compacted.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fileStore } from '../../src/sdk/file-store.js';
import { createService } from '../../src/sdk/service.js';
import { fixedAuth } from '../../src/sdk/session.js';
import type { NewRow } from '../../src/sdk/store.js';
import { uuid } from '../../src/sdk/uuid.js';
import { verbs } from '../../src/sdk/verbs.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

const row = (id = uuid()): NewRow => ({
  v: 1,
  owner: 'siti',
  at: 1,
  statement: { id, actor: people.siti.actor, verb: verbs.completed, object: { id: 'https://x.example/a' } },
});

describe('fileStore', () => {
  let folder: string;
  let path: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'widya-file-'));
  });
  after(() => rm(folder, { recursive: true }));
  const fresh = () => (path = join(folder, `${uuid()}.jsonl`));

  it('tells what is still being written as well', async () => {
    const store = await fileStore(fresh());
    const writing = store.write({ add: [row()] });
    assert.equal((await store.all('siti')).length, 1);
    await writing;
    await store.destroy();
  });
  it('has the rows again, in order, with the bytes of files', async () => {
    let store = await fileStore(fresh());
    const files = [{ sha2: 'x', contentType: 'a/b', bytes: new Uint8Array([0, 255, 10]) }];
    const [a, b] = await store.write({ add: [{ ...row(), files }, row(), row()] });
    const first = a?.seq ?? 0;
    await store.write({ add: [row()], remove: [b?.seq ?? 0] });
    store.close();
    store = await fileStore(path);
    const rows = await store.all('siti');
    assert.deepEqual(
      rows.map((r) => r.seq),
      [first, first + 2, first + 3],
    );
    assert.deepEqual(rows[0]?.files, files);
    assert.equal(rows[0]?.statement?.id, a?.statement?.id);
    assert.deepEqual(
      (await store.write({ add: [row()] })).map((r) => r.seq),
      [first + 4],
      'numbers go on',
    );
    store.close();
  });
  it('leaves out a line that was cut off', async () => {
    let store = await fileStore(fresh());
    await store.write({ add: [row()] });
    store.close();
    await appendFile(path, '{"add":[{"v":1,"own');
    store = await fileStore(path);
    assert.equal((await store.all('siti')).length, 1);
    await store.write({ add: [row()] });
    store.close();
    store = await fileStore(path);
    assert.equal((await store.all('siti')).length, 2);
    store.close();
  });
  it('does not grow with what has been sent', async () => {
    const store = await fileStore(fresh());
    for (let i = 0; i < 1100; i++) {
      const [added] = await store.write({ add: [row()] });
      await store.write({ remove: [added?.seq ?? 0] });
    }
    store.close();
    assert.ok((await readFile(path, 'utf8')).split('\n').length < 1200);
  });
  it('keeps what it said it kept when the process is killed', async () => {
    fresh();
    const script = join(folder, 'writer.mjs');
    const at = fileURLToPath(new URL('../../src/sdk/file-store.ts', import.meta.url));
    await writeFile(
      script,
      `import { fileStore } from ${JSON.stringify(at)};
       const store = await fileStore(${JSON.stringify(path)});
       for (let n = 0; ; n++) { const [r] = await store.write({ add: [{ v: 1, owner: 'siti', at: n }] }); console.log(r.seq); }`,
    );
    const loader = fileURLToPath(new URL('../node-ts.mjs', import.meta.url));
    for (let kill = 0; kill < 3; kill++) {
      const child = spawn(process.execPath, ['--import', loader, script], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      const enough = new Promise<void>((resolve) =>
        child.stdout.on('data', (d) => {
          said += d;
          if (said.split('\n').length > 50) resolve();
        }),
      );
      await enough;
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      const store = await fileStore(path);
      const kept = new Set((await store.all('siti')).map((r) => r.seq));
      store.close();
      const missing = said
        .split('\n')
        .slice(0, -1)
        .filter((n) => !kept.has(Number(n)));
      assert.deepEqual(missing, []);
    }
  });
  it('serves a portal’s server as its outbox', async () => {
    const lrs = createTestLrs();
    fresh();
    const open = () =>
      createService({
        endpoint: 'http://lrs.example/xapi-in-page',
        auth: fixedAuth(people.siti),
        fetch: lrs.fetch,
        store: () => fileStore(path),
      });
    lrs.mode = 'offline';
    const first = open();
    await first.record([{ verb: verbs.completed, object: { id: 'https://x.example/a' } }]);
    assert.equal(first.sync.storage, 'disk');
    first.close();
    lrs.mode = 'online';
    const second = open();
    await second.ready;
    await second.flush();
    assert.equal((await lrs.statements()).length, 1);
    assert.equal(second.pending, 0);
    second.close();
  });
});

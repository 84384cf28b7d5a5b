// Two Widya processes on one database: one order of statements, nothing missed, references of the other one followed.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { startEmbedded, type Embedded } from '../../src/server/storage/embedded.js';
import type { Storage } from '../../src/server/storage/port.js';
import { sqlStorage } from '../../src/server/storage/sql.js';
import { Client, refersTo, statement, tempFolder, uuid, verb } from './support.js';

describe('two servers on one database', () => {
  let folder: string;
  let engine: Embedded;
  let stores: Storage[];
  let a: Client;
  let b: Client;

  before(async () => {
    folder = await tempFolder();
    engine = await startEmbedded({ folder });
    // Both at once: one of them makes the tables, the other waits.
    stores = await Promise.all([sqlStorage(engine.connection), sqlStorage(engine.connection)]);
    [a, b] = stores.map((s) => new Client(s)) as [Client, Client];
  });
  after(async () => {
    for (const s of stores) await s.close();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('one id sent to both: one stores it, the other says 409', async () => {
    const id = uuid();
    const answers = await Promise.all([a, b].map((c, i) => c.postRaw(statement({ id, verb: verb(`v${i}`) }))));
    assert.deepEqual(answers.map((r) => r.status).sort(), [200, 409]);
  });

  test('a reader at one that goes on from Consistent-Through misses nothing of what both store', async () => {
    const activity = `http://example.com/${uuid()}`;
    const sent = new Set<string>();
    let writing = true;
    const writers = [a, b, a, b].map(async (c) => {
      for (let i = 0; i < 40; i++) {
        const [id = ''] = await c.post(statement({ object: { id: activity } }));
        sent.add(id);
      }
    });
    const seen: string[] = [];
    let since = new Date(0).toISOString();
    const read = async () => {
      const response = await b.call('statements', { query: { activity, since, ascending: 'true', limit: '500' } });
      const through = response.headers.get('x-experience-api-consistent-through') ?? '';
      const { statements } = (await response.json()) as { statements: { id: string; stored: string }[] };
      // What is later than promised is left for the next time.
      seen.push(...statements.filter((s) => s.stored <= through).map((s) => s.id));
      since = through;
    };
    const reader = (async () => {
      while (writing) await read();
    })();
    await Promise.all(writers);
    writing = false;
    await reader;
    // A write at the other server: this one's next promise is later than it.
    await new Promise((done) => setTimeout(done, 50));
    await read();
    assert.equal(seen.length, 160);
    assert.deepEqual(new Set(seen), sent);
  });

  test('the first StatementRef, stored by one, is followed by the other in the middle of its own writing', async () => {
    const activity = `http://example.com/${uuid()}`;
    const [target = ''] = await a.post(statement({ object: { id: activity } }));
    assert.deepEqual(await b.ids({ activity }), [target]);
    const [referrer = ''] = await a.post(refersTo(target));
    // Its own commits keep this server's promise fresh; they do not tell of the other's references.
    await new Promise((done) => setTimeout(done, 25));
    await b.post(statement());
    assert.deepEqual(await b.ids({ activity }), [referrer, target]);
  });

  test('what one stores comes to those who watch at the other', async () => {
    const verbId = verb(uuid()).id;
    const response = await b.call('statements/live', { query: { verb: verbId } });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    // The first may be found by the look at the beginning; the second has to be told.
    for (let i = 0; i < 2; i++) {
      const [id = ''] = await a.post(statement({ verb: { id: verbId } }));
      while (!text.includes(id)) text += new TextDecoder().decode((await reader.read()).value);
    }
    await reader.cancel();
  });
});

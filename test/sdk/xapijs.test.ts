// XAPI.js beside us: its statements are ours and ours are its, by type; and its client speaks to our LRS over real HTTP.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import xapijs, { type Statement as TheirStatement } from '@xapi/xapi';
import { LrsClient } from '../../src/sdk/client.ts';
import { fixedAuth } from '../../src/sdk/session.ts';
import type { Statement } from '../../src/sdk/statement.ts';
import { createApp, listen, type Listening } from '../../src/server/node.ts';
import { onEachStore } from '../server/support.ts';
import type { Storage } from '../../src/server/storage/port.ts';

// Its types are those of a CommonJS module; this is the class in both readings.
const XAPI = xapijs.default;

const verb = { id: 'http://adlnet.gov/expapi/verbs/completed', display: { id: 'menyelesaikan' } };
const object = {
  objectType: 'Activity' as const,
  id: 'https://belajar.instansi.example/kursus/etika',
  definition: { name: { id: 'Etika' } },
};

describe('types', () => {
  test('a statement of ours is one of theirs, and theirs is one of ours', () => {
    const ours = {
      actor: { objectType: 'Agent', mbox: 'mailto:siti@instansi.example' },
      verb,
      object,
      result: { score: { scaled: 0.8 }, success: true, duration: 'PT5M' },
      context: { registration: '7b0c4a9e-5f2b-4b9e-9d5b-0a6b8c1f2d3e', contextActivities: { grouping: [object] } },
    } satisfies Statement & TheirStatement;
    const theirs: TheirStatement = ours;
    const back: Statement = ours;
    assert.equal(theirs, back);
  });
});

onEachStore('the client of @xapi/xapi', (open) => {
  let storage: Storage;
  let server: Listening;
  let xapi: InstanceType<typeof XAPI>;
  let ours: LrsClient;
  const agent = { objectType: 'Agent' as const, account: { homePage: 'https://sso.example', name: `s${Date.now()}` } };

  before(async () => {
    storage = await open();
    const app = createApp({ storage, credentials: [{ key: 'k', secret: 's' }] });
    server = await listen(async (r) => (await app.fetch(r)) ?? new Response(null, { status: 404 }), { port: 0 });
    const endpoint = `${server.url}/xapi/`;
    const auth = XAPI.toBasicAuth('k', 's');
    xapi = new XAPI({ endpoint, auth, version: '1.0.3' });
    const principal = { subject: 'uji', actor: agent, roles: ['manager' as const] };
    ours = new LrsClient({
      endpoint,
      auth: fixedAuth(principal, async (request) => {
        request.headers.set('authorization', auth);
        return request;
      }),
    });
  });
  after(async () => {
    await server.close();
  });

  test('sends a statement, and reads what the other wrote', async () => {
    const { data: ids } = await xapi.sendStatement({ statement: { actor: agent, verb, object } });
    assert.equal(ids.length, 1);
    const read = await ours.getStatements({ agent });
    assert.deepEqual(
      read.statements.map((s) => s.id),
      ids,
    );
    const [id] = await ours.saveStatements([{ actor: agent, verb, object }]);
    assert.ok(id);
    const { data } = await xapi.getStatement({ statementId: id });
    assert.deepEqual(data.actor, agent);
    const voided = await xapi.voidStatement({ actor: agent, statementId: id });
    assert.equal(voided.status, 200);
    assert.equal((await xapi.getVoidedStatement({ voidedStatementId: id })).data.id, id);
  });

  test('pages through more', async () => {
    const many = Array.from({ length: 5 }, () => ({
      actor: agent,
      verb,
      object: { ...object, id: `${object.id}/more` },
    }));
    await xapi.sendStatements({ statements: many });
    const first = await xapi.getStatements({ activity: `${object.id}/more`, limit: 3 });
    assert.equal(first.data.statements.length, 3);
    const rest = await xapi.getMoreStatements({ more: first.data.more });
    assert.ok('statements' in rest.data);
    assert.equal(rest.data.statements.length, 2);
  });

  test('sends and gets attachments', async () => {
    const bytes = new TextEncoder().encode('Sertifikat');
    const attachment = {
      usageType: 'http://id.tincanapi.com/attachment/certificate-of-completion' as const,
      display: { id: 'Sertifikat' },
      contentType: 'text/plain',
      length: bytes.length,
      sha2: createHash('sha256').update(bytes).digest('hex'),
    };
    // Its default adapter in Node replaces the multipart Content-Type of a Blob; its fetch adapter does not.
    const viaFetch = new XAPI({
      endpoint: `${server.url}/xapi/`,
      auth: XAPI.toBasicAuth('k', 's'),
      version: '1.0.3',
      adapter: 'fetch',
    });
    const { data: ids } = await viaFetch.sendStatement({
      statement: { actor: agent, verb, object, attachments: [attachment] },
      attachments: [bytes.buffer],
    });
    const answer = await viaFetch.getStatement({ statementId: ids[0] ?? '', attachments: true });
    assert.match(JSON.stringify(answer.data), /Sertifikat/);
  });

  test('keeps documents, with ETags', async () => {
    const key = { agent, activityId: object.id, stateId: 'catatan' };
    await xapi.setState({ ...key, state: { halaman: 1 } });
    await xapi.createState({ ...key, state: { bab: 2 } });
    const state = await xapi.getState(key);
    assert.deepEqual(state.data, { halaman: 1, bab: 2 });
    assert.deepEqual((await xapi.getStates({ agent, activityId: object.id })).data, ['catatan']);
    const doc = await ours.getState(key);
    assert.deepEqual(doc?.value, { halaman: 1, bab: 2 });
    await xapi.deleteState(key);
    await assert.rejects(xapi.getState(key));

    const profile = { agent, profileId: 'p' };
    await xapi.setAgentProfile({ ...profile, profile: { a: 1 }, etag: '*', matchHeader: 'If-None-Match' });
    const stored = await xapi.getAgentProfile(profile);
    const headers = stored.headers as Record<string, string>;
    assert.match(headers.etag ?? '', /^"[0-9a-f]{40}"$/);
    await assert.rejects(
      xapi.setAgentProfile({ ...profile, profile: { a: 2 }, etag: '"0000"', matchHeader: 'If-Match' }),
    );
    await xapi.setActivityProfile({
      activityId: object.id,
      profileId: 'p',
      profile: { b: 1 },
      etag: '*',
      matchHeader: 'If-None-Match',
    });
    assert.deepEqual((await xapi.getActivityProfile({ activityId: object.id, profileId: 'p' })).data, { b: 1 });
  });

  test('asks about the LRS, an activity and a person', async () => {
    assert.ok((await xapi.getAbout()).data.version.includes('1.0.3'));
    assert.equal((await xapi.getActivity({ activityId: object.id })).data.definition?.name?.id, 'Etika');
    assert.equal((await xapi.getAgent({ agent })).data.objectType, 'Person');
  });
});

// The statements resource on each store (xAPI-Communication 2.1), each group with the clause it comes from.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, createSign } from 'node:crypto';
import { before, test } from 'node:test';
import {
  account,
  Client,
  onEachStore,
  problem,
  refersTo,
  statement,
  system,
  uuid,
  verb,
  voids,
  type Json,
} from './support.js';

onEachStore('statements', (open) => {
  let lrs: Client;
  before(async () => {
    lrs = new Client(await open(), { maxPage: 50 });
  });
  const activity = () => ({ id: `http://example.com/activities/${uuid()}` });

  test('POST answers the ids in order; GET gives each back with what the LRS sets (Data 2.2, Communication 2.1.2)', async () => {
    const [first, second] = [uuid(), uuid()];
    const ids = await lrs.post([statement({ id: first }), statement({ id: second }), statement()]);
    assert.deepEqual(ids.slice(0, 2), [first, second]);
    const s = await lrs.get(ids[2] ?? '');
    assert.equal(s.timestamp, s.stored, 'a missing timestamp is the time of storing, to the digit');
    assert.match(s.stored, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(s.authority, account('test-system'));
    assert.equal(s.version, '1.0.0');
  });

  test('the client’s stored and authority are overwritten, its timestamp and version kept (Data 2.4.7 to 2.4.10)', async () => {
    const sent = { stored: '2001-01-01T00:00:00Z', authority: { mbox: 'mailto:x@example.com' } };
    const timestamp = '2015-11-18T12:17:00+07:00';
    const [id = ''] = await lrs.post(statement({ ...sent, timestamp, version: '1.0.2' }));
    const s = await lrs.get(id);
    assert.equal(s.timestamp, timestamp);
    assert.equal(s.version, '1.0.2');
    assert.ok(s.stored > '2020');
    assert.deepEqual(s.authority, account('test-system'));
    const [v2 = ''] = await lrs.post(statement(), { version: '2.0.0' });
    assert.equal((await lrs.get(v2)).version, '2.0.0');
  });

  test('PUT answers 204 and needs an id that agrees (Communication 2.1.1)', async () => {
    const id = uuid();
    const put = (query: Record<string, string>, body: unknown) =>
      lrs.call('statements', { method: 'PUT', query, body });
    assert.equal((await put({ statementId: id }, statement())).status, 204);
    assert.equal((await lrs.get(id)).id, id);
    assert.equal((await put({}, statement())).status, 400);
    assert.equal((await put({ statementId: uuid() }, statement({ id: uuid() }))).status, 400);
    assert.equal((await put({ statementId: uuid() }, [statement()])).status, 400);
    assert.equal((await put({ statementId: id.toUpperCase() }, statement({ id }))).status, 204, 'UUIDs in any case');
  });

  test('one bad statement, or one conflict, and nothing of the batch is stored (Communication 2.1.2)', async () => {
    const [good, taken] = [uuid(), uuid()];
    await lrs.post(statement({ id: taken }));
    assert.deepEqual(await problem(await lrs.postRaw([statement({ id: good }), statement({ verb: { id: 'no' } })])), {
      status: 400,
      path: '[1].verb.id',
    });
    const conflict = await lrs.postRaw([statement({ id: good }), statement({ id: taken, verb: verb('other') })]);
    assert.equal(conflict.status, 409);
    assert.equal((await lrs.call('statements', { query: { statementId: good } })).status, 404);
    const twice = await lrs.postRaw([statement({ id: good }), statement({ id: good })]);
    assert.equal(twice.status, 400);
  });

  test('a repeat of the same statement changes nothing; another under its id is refused (Communication 2.1.1, Data 2.3.1)', async () => {
    const id = uuid();
    const definition = { name: { en: 'A' } };
    const sent = statement({
      id,
      timestamp: '2026-01-02T03:04:05.600Z',
      actor: { objectType: 'Group', member: [{ mbox: 'mailto:a@example.com' }, { mbox: 'mailto:b@example.com' }] },
      object: { id: 'http://example.com/x', definition },
      context: { registration: uuid(), contextActivities: { parent: [{ id: 'http://example.com/p' }] } },
    });
    await lrs.post(sent);
    const stored = (await lrs.get(id)).stored;
    const equal: Json[] = [
      sent,
      { ...sent, id: id.toUpperCase() },
      { ...sent, timestamp: '2026-01-02T10:04:05.6+07:00' },
      { ...sent, verb: { ...verb('did'), display: { en: 'did' } } },
      { ...sent, object: { objectType: 'Activity', id: 'http://example.com/x' } },
      {
        ...sent,
        actor: { objectType: 'Group', member: [{ mbox: 'mailto:b@example.com' }, { mbox: 'mailto:a@example.com' }] },
      },
      { ...sent, authority: { mbox: 'mailto:somebody@example.com' }, stored: '2001-01-01T00:00:00Z' },
      {
        ...sent,
        context: {
          ...(sent.context as Json),
          registration: ((sent.context as Json).registration as string).toUpperCase(),
          contextActivities: { parent: { objectType: 'Activity', id: 'http://example.com/p' } },
        },
      },
    ];
    for (const again of equal) assert.equal((await lrs.postRaw(again)).status, 200, JSON.stringify(again));
    const other: Json[] = [
      { ...sent, timestamp: '2026-01-02T03:04:05.601Z' },
      { ...sent, verb: verb('undid') },
      { ...sent, result: { success: true } },
      { ...sent, object: { id: 'http://example.com/y' } },
    ];
    for (const one of other) assert.equal((await lrs.postRaw(one)).status, 409, JSON.stringify(one));
    assert.equal((await lrs.get(id)).stored, stored);
  });

  test('what is inside extensions counts, whatever its name', async () => {
    const id = uuid();
    const ext = (value: unknown) => statement({ id, context: { extensions: { 'http://example.com/e': value } } });
    await lrs.post(ext({ objectType: 'Agent', id: 'x', definition: 1, member: [1, 2] }));
    for (const other of [
      { id: 'x', definition: 1, member: [1, 2] },
      { objectType: 'Agent', id: 'x', definition: 2, member: [1, 2] },
      { objectType: 'Agent', id: 'x', definition: 1, member: [2, 1] },
    ])
      assert.equal((await lrs.postRaw(ext(other))).status, 409, JSON.stringify(other));
  });

  test('an offline queue may resend a statement without a timestamp of its own', async () => {
    const id = uuid();
    await lrs.post(statement({ id }));
    await new Promise((done) => setTimeout(done, 5));
    assert.equal((await lrs.postRaw(statement({ id }))).status, 200);
  });

  test('filters: agent, verb, activity, registration, each alone and together (Communication 2.1.3)', async () => {
    const [a, b] = [activity(), activity()];
    const registration = uuid();
    const who = { mbox: `mailto:${uuid()}@example.com` };
    const did = verb(uuid());
    const mine = [uuid(), uuid(), uuid(), uuid()] as const;
    await lrs.post(statement({ id: mine[0], actor: who, verb: did, object: a, context: { registration } }));
    await lrs.post(statement({ id: mine[1], actor: who, object: b }));
    await lrs.post(statement({ id: mine[2], object: { objectType: 'Agent', ...who } }));
    await lrs.post(statement({ id: mine[3], actor: { objectType: 'Group', member: [who] }, object: a }));
    const agent = JSON.stringify(who);
    assert.deepEqual(
      await lrs.ids({ agent }),
      [mine[3], mine[2], mine[1], mine[0]],
      'newest first; actors, objects and members',
    );
    assert.deepEqual(await lrs.ids({ agent, ascending: 'true' }), mine);
    assert.deepEqual(await lrs.ids({ agent: JSON.stringify({ name: 'Other', ...who, objectType: 'Agent' }) }), [
      mine[3],
      mine[2],
      mine[1],
      mine[0],
    ]);
    assert.deepEqual(await lrs.ids({ verb: did.id }), [mine[0]]);
    assert.deepEqual(await lrs.ids({ activity: a.id }), [mine[3], mine[0]]);
    assert.deepEqual(await lrs.ids({ registration }), [mine[0]]);
    assert.deepEqual(await lrs.ids({ registration: registration.toUpperCase() }), [mine[0]]);
    assert.deepEqual(await lrs.ids({ agent, activity: a.id, verb: did.id, registration }), [mine[0]]);
    assert.deepEqual(await lrs.ids({ agent, activity: b.id, verb: did.id }), []);
    assert.equal((await lrs.ids({ agent, limit: '2' })).length, 2);
  });

  test('related_activities and related_agents look into context and SubStatements (Communication 2.1.3)', async () => {
    const a = activity();
    const who = account(uuid());
    const contexts: Json[] = [
      ...['parent', 'grouping', 'category', 'other'].map((key) =>
        statement({ context: { contextActivities: { [key]: [a] } } }),
      ),
      statement({
        object: { objectType: 'SubStatement', actor: { mbox: 'mailto:x@example.com' }, verb: verb('did'), object: a },
      }),
    ];
    const ids = await lrs.post(contexts);
    assert.deepEqual(await lrs.ids({ activity: a.id }), []);
    assert.deepEqual(new Set(await lrs.ids({ activity: a.id, related_activities: 'true' })), new Set(ids));
    const team = { objectType: 'Group', member: [who] };
    const people: Json[] = [
      statement({ context: { instructor: who } }),
      statement({ context: { team } }),
      statement({ object: { objectType: 'SubStatement', actor: who, verb: verb('did'), object: a } }),
    ];
    const own = await lrs.post(people);
    const agent = JSON.stringify(who);
    assert.deepEqual(await lrs.ids({ agent }), []);
    assert.deepEqual(new Set(await lrs.ids({ agent, related_agents: 'true' })), new Set(own));
    const authority = await lrs.ids({
      agent: JSON.stringify(account('test-system')),
      related_agents: 'true',
      limit: '1',
    });
    assert.equal(authority.length, 1, 'authorities count');
    const [v2 = ''] = await lrs.post(
      statement({
        context: {
          contextAgents: [
            { objectType: 'contextAgent', agent: account('v2'), relevantTypes: ['http://example.com/t'] },
          ],
        },
      }),
      { version: '2.0.0' },
    );
    assert.deepEqual(
      await lrs.ids({ agent: JSON.stringify(account('v2')), related_agents: 'true' }),
      [v2],
      '2.0 context agents',
    );
  });

  test('an agent and a group of the same identifier are different (Data 2.4.2)', async () => {
    const name = { account: { homePage: 'https://sso.example', name: uuid() } };
    const [group = ''] = await lrs.post(statement({ actor: { objectType: 'Group', ...name } }));
    const [agent = ''] = await lrs.post(statement({ actor: name }));
    assert.deepEqual(await lrs.ids({ agent: JSON.stringify({ objectType: 'Group', ...name }) }), [group]);
    assert.deepEqual(await lrs.ids({ agent: JSON.stringify(name) }), [agent]);
  });

  test('since is exclusive and until inclusive, to the digit (Communication 2.1.3)', async () => {
    const a = activity();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.push(...(await lrs.post(statement({ object: a }))));
      await new Promise((done) => setTimeout(done, 3));
    }
    const { stored } = await lrs.get(ids[1] ?? '');
    const query = { activity: a.id, ascending: 'true' };
    assert.deepEqual(await lrs.ids({ ...query, since: stored }), [ids[2]]);
    assert.deepEqual(await lrs.ids({ ...query, until: stored }), [ids[0], ids[1]]);
    const local = new Date(Date.parse(stored) + 7 * 3600_000).toISOString().replace('Z', '+07:00');
    assert.deepEqual(await lrs.ids({ ...query, since: local }), [ids[2]], 'another zone, the same instant');
    assert.deepEqual(await lrs.ids({ ...query, since: stored, until: stored }), []);
  });

  test('order is by stored, not by timestamp (Communication 2.1.3)', async () => {
    const a = activity();
    const ids = await lrs.post([
      statement({ object: a, timestamp: '2030-01-01T00:00:00Z' }),
      statement({ object: a, timestamp: '2000-01-01T00:00:00Z' }),
    ]);
    assert.deepEqual(await lrs.ids({ activity: a.id, ascending: 'true' }), ids);
  });

  test('more carries every filter, is relative, and its walk misses and repeats nothing while others write (Communication 2.1.3)', async () => {
    const a = activity();
    const ids = await lrs.post(Array.from({ length: 23 }, () => statement({ object: a })));
    const write = () => lrs.post([statement({ object: a }), statement({ object: a })]);
    const query = { activity: a.id, limit: '5', format: 'ids', attachments: 'false', related_activities: 'true' };
    const { more = '' } = await lrs.page(query);
    assert.ok(more.startsWith('/xapi/statements?'));
    const next = new URL(more, 'http://lrs.test').searchParams;
    for (const [k, v] of Object.entries(query)) assert.equal(next.get(k), v);
    assert.deepEqual(await lrs.walk({ activity: a.id, limit: '5' }, write), [...ids].reverse());
    const all = await lrs.walk({ activity: a.id, limit: '50', ascending: 'true' });
    assert.deepEqual(await lrs.walk({ activity: a.id, limit: '4', ascending: 'true' }, write), all);
    assert.equal((await lrs.page({ activity: a.id, limit: '50' })).more, '', 'no more on the last page');
  });

  test('limit 0 is the most the server gives (Communication 2.1.3)', async () => {
    const a = activity();
    await lrs.post(Array.from({ length: 60 }, () => statement({ object: a })));
    assert.equal((await lrs.ids({ activity: a.id, limit: '0' })).length, 50);
    assert.equal((await lrs.ids({ activity: a.id, limit: '1000' })).length, 50);
  });

  test('parameters: unknown, in another case, twice, malformed, or beside a statement id answer 400 (Communication 2.1.3)', async () => {
    const id = uuid();
    const wrong: Record<string, string>[] = [
      { unknown: '1' },
      { Verb: 'http://example.com/v' },
      { verb: 'no-scheme' },
      { activity: 'no-scheme' },
      { agent: 'not json' },
      { agent: '{}' },
      { agent: '{"objectType":"Group","member":[]}' },
      { registration: 'x' },
      { since: 'yesterday' },
      { until: '2026-13-01T00:00:00Z' },
      { limit: '-1' },
      { limit: '1.5' },
      { limit: 'abc' },
      { ascending: 'yes' },
      { related_agents: '1' },
      { format: 'IDS' },
      { attachments: 'TRUE' },
      { statementId: 'x' },
      { statementId: id, voidedStatementId: id },
      { statementId: id, verb: 'http://example.com/v' },
      { voidedStatementId: id, limit: '1' },
      { cursor: 'x' },
      { verb: 'http://example.com/\0' },
    ];
    for (const query of wrong) {
      const { status, path } = await problem(await lrs.call('statements', { query }));
      assert.equal(status, 400, JSON.stringify(query));
      assert.ok(path?.startsWith('?'), `${JSON.stringify(query)} names the parameter`);
    }
    const headers = { 'X-Experience-API-Version': '1.0.3' };
    const twice = new Request('http://lrs.test/xapi/statements?limit=1&limit=2', { headers });
    assert.equal((await lrs.lrs.fetch(twice, system)).status, 400);
    assert.equal(
      (await lrs.lrs.fetch(new Request('http://lrs.test/xapi/statements', { headers }), undefined)).status,
      401,
    );
  });

  test('formats: ids, exact and canonical by Accept-Language (Communication 2.1.3)', async () => {
    const a = activity();
    const group = { objectType: 'Group', name: 'Tim', member: [{ name: 'Ani', mbox: 'mailto:ani@example.com' }] };
    const definition = { name: { id: 'Satu', en: 'One' } };
    const [id = ''] = await lrs.post(
      statement({
        actor: group,
        verb: { ...verb('did'), display: { id: 'melakukan', en: 'did' } },
        object: { objectType: 'Activity', ...a, definition },
      }),
    );
    await lrs.post(statement({ object: { ...a, definition: { name: { fr: 'Un' }, type: 'http://example.com/t' } } }));
    const as = (format: string, language = '') =>
      lrs.get(id, { query: { statementId: id, format }, headers: { 'Accept-Language': language } });
    const exact = (await as('exact')) as unknown as { object: Json; verb: Json };
    assert.deepEqual(exact.object.definition, definition);
    const ids = (await as('ids')) as unknown as Record<string, Json>;
    assert.deepEqual(ids.actor, { objectType: 'Group', member: [{ mbox: 'mailto:ani@example.com' }] });
    assert.deepEqual(ids.object, { id: a.id });
    assert.deepEqual(ids.verb, verb('did'));
    const canonical = (await as('canonical', 'fr;q=0.5, en;q=0.9')) as unknown as Record<string, Json>;
    assert.deepEqual(
      (canonical.object?.definition as Json).name,
      { en: 'One' },
      'merged from all statements, one language',
    );
    assert.equal((canonical.object?.definition as Json).type, 'http://example.com/t');
    assert.deepEqual(canonical.verb?.display, { en: 'did' });
    assert.deepEqual(canonical.actor, group);
    const whole = (await (await lrs.call('activities', { query: { activityId: a.id } })).json()) as {
      definition: Json;
    };
    assert.deepEqual(whole.definition.name, { id: 'Satu', en: 'One', fr: 'Un' });
  });

  test('numbers, escapes and unusual names come back as they were sent', async () => {
    const id = uuid();
    const text =
      `{"id":"${id}","actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/v"},` +
      `"object":{"id":"http://example.com/o"},"result":{"score":{"raw":1.0,"scaled":0.30000000000000004},` +
      `"extensions":{"http://example.com/e":{"big":12345678901234567890,"e":1E+2,"__proto__":{"x":-0.0},"nul":"\\u0000","lone":"\\ud800","lying":"number:00:1"}}}}`;
    assert.equal((await lrs.postRaw(text)).status, 200);
    for (const format of ['exact', 'ids', 'canonical']) {
      const back = await (await lrs.call('statements', { query: { statementId: id, format } })).text();
      for (const piece of [
        '"raw":1.0,',
        '0.30000000000000004',
        '12345678901234567890',
        '1E+2',
        '"__proto__":{"x":-0.0}',
        '"\\u0000"',
        '"\\ud800"',
      ])
        assert.ok(back.includes(piece), `${piece} in ${format}: ${back}`);
    }
    assert.equal(({} as Json).x, undefined);
    assert.equal((await lrs.postRaw(text)).status, 200, 'and are equal to themselves');
    assert.equal((await lrs.postRaw(text.replace('1.0,', '1,'))).status, 200, '1.0 is 1');
  });

  test('voiding (Data 2.3.2): gone from filters and statementId, there by voidedStatementId', async () => {
    const a = activity();
    const [id = ''] = await lrs.post(statement({ object: a }));
    const [voider = ''] = await lrs.post(voids(id));
    assert.equal((await lrs.call('statements', { query: { statementId: id } })).status, 404);
    const voided = await lrs.call('statements', { query: { voidedStatementId: id } });
    assert.equal(voided.status, 200);
    assert.deepEqual(await lrs.ids({ activity: a.id }), [voider], 'what targets a voided statement is still found');
    assert.equal((await lrs.call('statements', { query: { voidedStatementId: voider } })).status, 404);
    assert.equal((await lrs.postRaw(voids(voider))).status, 400, 'a voiding statement cannot be voided');
    assert.equal((await lrs.postRaw(statement({ verb: { id: 'http://adlnet.gov/expapi/verbs/voided' } }))).status, 400);
  });

  test('a void may come before its target, and beside it', async () => {
    const [late, together] = [uuid(), uuid()];
    await lrs.post(voids(late.toUpperCase()));
    await lrs.post(statement({ id: late }));
    assert.equal((await lrs.call('statements', { query: { statementId: late } })).status, 404);
    assert.equal((await lrs.call('statements', { query: { voidedStatementId: late } })).status, 200);
    await lrs.post([voids(together), statement({ id: together })]);
    assert.equal((await lrs.call('statements', { query: { voidedStatementId: together } })).status, 200);
    const voider = uuid();
    await lrs.post(voids(voider));
    await lrs.post(voids(uuid(), { id: voider }));
    assert.equal(
      (await lrs.call('statements', { query: { statementId: voider } })).status,
      200,
      'a late voiding target stays',
    );
  });

  test('StatementRefs are followed however far, in any order of arrival (Communication 2.1.3)', async () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [2, 0, 3, 1],
    ]) {
      const a = activity();
      const ids = [uuid(), uuid(), uuid(), uuid()] as const;
      const chain = [
        statement({ id: ids[0], object: a }),
        refersTo(ids[0], { id: ids[1] }),
        refersTo(ids[1], { id: ids[2] }),
        refersTo(ids[2], { id: ids[3] }),
      ];
      for (const i of order) await lrs.post(chain[i]);
      const found = await lrs.ids({ activity: a.id });
      assert.deepEqual(new Set(found), new Set(ids), order.join());
      assert.deepEqual(found, order.map((i) => ids[i]).reverse(), 'in the order of storing');
      const { stored } = await lrs.get(ids[order[1] ?? 0] ?? '');
      assert.deepEqual(
        await lrs.ids({ activity: a.id, since: stored, ascending: 'true' }),
        order.slice(2).map((i) => ids[i]),
        'since is that of the one returned',
      );
    }
    const [one, two] = [uuid(), uuid()];
    await lrs.post(refersTo(two, { id: one, verb: verb('ring') }));
    await lrs.post(refersTo(one, { id: two, verb: verb('ring') }));
    assert.equal((await lrs.ids({ verb: verb('ring').id })).length, 2, 'a ring does not hang');
  });

  test('a long way through pages of statements and those that refer to them', async () => {
    const a = activity();
    const ids = await lrs.post(Array.from({ length: 20 }, () => statement({ object: a })));
    const likes = await lrs.post(ids.map((id) => refersTo(id)));
    assert.deepEqual(await lrs.walk({ activity: a.id, limit: '7', ascending: 'true' }), [...ids, ...likes]);
    assert.deepEqual(await lrs.walk({ activity: a.id, limit: '7' }), [...ids, ...likes].reverse());
  });

  test('HEAD is GET without a body: the same headers and length (Communication 1.1)', async () => {
    const [id = ''] = await lrs.post(statement());
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => lrs.call('statements', { method, query: { statementId: id } })),
    );
    assert.equal(head?.status, 200);
    assert.equal(await head?.text(), '');
    assert.equal(Number(head?.headers.get('content-length')), (await get?.arrayBuffer())?.byteLength);
    for (const name of ['content-type', 'last-modified', 'x-experience-api-version'])
      assert.equal(head?.headers.get(name), get?.headers.get(name));
    assert.ok(head?.headers.get('x-experience-api-consistent-through'));
    assert.equal(head?.headers.get('last-modified'), new Date((await lrs.get(id)).stored).toUTCString());
  });

  test('every answer names the version; Consistent-Through is on all of statements (Communication 1.3, 2.1)', async () => {
    const calls = [
      lrs.call('statements'),
      lrs.postRaw(statement()),
      lrs.postRaw('{'),
      lrs.call('statements', { method: 'PUT', query: { statementId: uuid() }, body: statement() }),
      lrs.call('statements', { query: { statementId: uuid() } }),
      lrs.call('statements', { method: 'DELETE' }),
    ];
    for (const response of await Promise.all(calls)) {
      assert.equal(response.headers.get('x-experience-api-version'), '1.0.3');
      assert.match(
        response.headers.get('x-experience-api-consistent-through') ?? '',
        /^\d{4}-.*Z$/,
        String(response.status),
      );
    }
    for (const version of ['', '0.95', '1.1', '2.1.0', '3', '1.0.x'])
      assert.equal((await lrs.call('statements', { version })).status, 400, version);
    for (const version of ['1.0', '1.0.0', '1.0.9', '2.0', '2.0.0'])
      assert.equal((await lrs.call('statements', { version, query: { limit: '1' } })).status, 200, version);
    assert.equal((await lrs.call('about', { version: '' })).status, 200);
    assert.equal((await lrs.call('nowhere')).status, 404);
  });

  test('Consistent-Through comes to a statement soon and is never ahead of what can be read', async () => {
    const [id = ''] = await lrs.post(statement());
    const { stored } = await lrs.get(id);
    for (let i = 0; ; i++) {
      const through =
        (await lrs.call('statements', { query: { limit: '1' } })).headers.get('x-experience-api-consistent-through') ??
        '';
      if (through >= stored) break;
      assert.ok(i < 50, 'within half a second');
      await new Promise((done) => setTimeout(done, 10));
    }
  });

  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const declare = (bytes: Uint8Array, more: Json = {}): Json => ({
    usageType: 'http://example.com/usage',
    display: { en: 'file' },
    contentType: 'application/octet-stream',
    length: bytes.length,
    sha2: sha256(bytes),
    ...more,
  });
  const multipart = (
    json: unknown,
    files: { bytes: Uint8Array; headers?: string }[],
    boundary = 'abc',
    quoted = false,
  ) => ({
    headers: { 'Content-Type': `multipart/mixed; boundary=${quoted ? `"${boundary}"` : boundary}` },
    body: new Uint8Array(
      Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(json)}`),
        ...files.flatMap(({ bytes, headers }) => [
          Buffer.from(
            `\r\n--${boundary}\r\n${headers ?? `Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha256(bytes)}`}\r\n\r\n`,
          ),
          bytes,
        ]),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    ),
  });

  test('attachments go in and come out byte for byte, each once (Communication 1.5.2)', async () => {
    const a = activity();
    const bytes = new Uint8Array(Buffer.from([0, 255, 13, 10, 45, 45, 97, 98, 99, 13, 10, 13, 10, 0, 128]));
    const ids = await lrs.post(
      undefined,
      multipart(
        [1, 2].map(() => statement({ object: a, attachments: [declare(bytes)] })),
        [{ bytes }],
        "a'b(c)",
        true,
      ),
    );
    const response = await lrs.call('statements', { query: { activity: a.id, attachments: 'true' } });
    const type = response.headers.get('content-type') ?? '';
    assert.match(type, /^multipart\/mixed; boundary=/);
    const back = Buffer.from(await response.arrayBuffer());
    assert.equal(back.toString('latin1').split(`X-Experience-API-Hash: ${sha256(bytes)}`).length - 1, 1);
    assert.ok(back.includes(Buffer.concat([Buffer.from('\r\n\r\n'), bytes, Buffer.from('\r\n--')])));
    for (const id of ids) assert.ok(back.includes(id));
    const plain = await lrs.call('statements', { query: { activity: a.id } });
    assert.equal(plain.headers.get('content-type'), 'application/json');
    const none = await lrs.call('statements', { query: { activity: activity().id, attachments: 'true' } });
    assert.match(none.headers.get('content-type') ?? '', /^multipart\/mixed/);
    const { more = '' } = await lrs.page({ activity: a.id, limit: '1', attachments: 'false' });
    assert.match(more, /attachments=false/);
  });

  test('attachments that do not fit are refused and nothing is stored', async () => {
    const bytes = new Uint8Array(Buffer.from('file'));
    const id = uuid();
    const s = (more: Json = {}) => statement({ id, attachments: [declare(bytes, more)] });
    const binary = 'Content-Transfer-Encoding: binary\r\n';
    const cases: [string, ReturnType<typeof multipart> | { body: unknown }][] = [
      ['declared but missing', { body: s() }],
      ['missing part', multipart(s(), [])],
      ['part nobody declares', multipart(statement({ id }), [{ bytes }])],
      ['no hash', multipart(s(), [{ bytes, headers: binary + 'Content-Type: text/plain' }])],
      ['hash that is none', multipart(s(), [{ bytes, headers: binary + 'X-Experience-API-Hash: xyz' }])],
      ['not binary', multipart(s(), [{ bytes, headers: `X-Experience-API-Hash: ${sha256(bytes)}` }])],
      ['no boundary', { ...multipart(s(), [{ bytes }]), headers: { 'Content-Type': 'multipart/mixed' } }],
      [
        'another boundary',
        { ...multipart(s(), [{ bytes }]), headers: { 'Content-Type': 'multipart/mixed; boundary=zzz' } },
      ],
      [
        'form-data',
        { ...multipart(s(), [{ bytes }]), headers: { 'Content-Type': 'multipart/form-data; boundary=abc' } },
      ],
      [
        'cut off',
        {
          headers: { 'Content-Type': 'multipart/mixed; boundary=abc' },
          body: multipart(s(), [{ bytes }]).body.slice(0, -12),
        },
      ],
      ['empty', { headers: { 'Content-Type': 'multipart/mixed; boundary=abc' }, body: new Uint8Array([45]) }],
    ];
    for (const [name, call] of cases)
      assert.equal((await lrs.call('statements', { method: 'POST', ...call })).status, 400, name);
    assert.equal((await lrs.call('statements', { query: { statementId: id } })).status, 404);
    assert.equal((await lrs.postRaw(s({ fileUrl: 'https://files.example/f' }))).status, 200, 'a URL instead');
    assert.equal((await lrs.postRaw(undefined, multipart(statement(), []))).status, 200, 'multipart without files');
  });

  test('a file that is what its hash says takes the place of one that is not', async () => {
    const bytes = new Uint8Array(Buffer.from(`real ${uuid()}`));
    const fake = new Uint8Array(Buffer.from('fake'));
    const headers = `Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha256(bytes)}`;
    const [id = ''] = await lrs.post(
      undefined,
      multipart(statement({ attachments: [declare(bytes)] }), [{ bytes: fake, headers }]),
    );
    await lrs.post(undefined, multipart(statement({ attachments: [declare(bytes)] }), [{ bytes }]));
    await lrs.post(undefined, multipart(statement({ attachments: [declare(bytes)] }), [{ bytes: fake, headers }]));
    const text = await (await lrs.call('statements', { query: { statementId: id, attachments: 'true' } })).text();
    assert.ok(text.includes(Buffer.from(bytes).toString()));
  });

  test('signed statements (Data 2.6)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // The frame of an X.509 certificate, as much of it as holds the key (RFC 5280, 4.1).
    const der = (tag: number, ...parts: Uint8Array[]) => {
      const body = Buffer.concat(parts);
      return Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 255]), body]);
    };
    const certificate = (key: Uint8Array) => {
      const [version, serial, empty] = [der(0xa0, Buffer.from([2, 1, 2])), Buffer.from([2, 1, 1]), der(0x30)];
      const tbs = der(0x30, version, serial, empty, empty, empty, empty, key);
      return der(0x30, tbs, empty, Buffer.from([3, 1, 0])).toString('base64');
    };
    const spki = (key: typeof publicKey) => certificate(key.export({ type: 'spki', format: 'der' }));
    const sign = (payload: Json, alg = 'RS256', header: Json = {}) => {
      const part = (v: unknown) => Buffer.from(JSON.stringify(v)).toString('base64url');
      const input = `${part({ alg, ...header })}.${part(payload)}`;
      return new Uint8Array(
        Buffer.from(`${input}.${createSign('RSA-SHA256').update(input).sign(privateKey).toString('base64url')}`),
      );
    };
    const send = async (s: Json, jws: Uint8Array, contentType = 'application/octet-stream') =>
      (
        await lrs.postRaw(
          undefined,
          multipart(
            {
              ...s,
              attachments: [declare(jws, { usageType: 'http://adlnet.gov/expapi/attachments/signature', contentType })],
            },
            [{ bytes: jws }],
          ),
        )
      ).status;
    const s = statement({ id: uuid(), result: { duration: 'PT1.239S' } });
    assert.equal(await send(s, sign(s)), 200);
    const again = (): Json => ({ ...s, id: uuid() });
    assert.equal(await send(again(), sign(s)), 200, 'the id does not count');
    assert.equal(await send(again(), sign({ ...s, result: { duration: 'PT1.23S' } })), 200, 'durations to a hundredth');
    assert.equal(await send(again(), sign({ ...s, verb: verb('other') })), 400, 'another statement');
    assert.equal(await send(again(), sign(s, 'HS256')), 400, 'another algorithm');
    assert.equal(await send(again(), sign(s), 'application/json'), 400, 'another content type');
    assert.equal(await send(again(), new Uint8Array(Buffer.from('not.a.jws'))), 400);
    assert.equal(await send(again(), sign(s, 'RS256', { x5c: [spki(publicKey)] })), 200, 'its certificate');
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    assert.equal(await send(again(), sign(s, 'RS256', { x5c: [spki(other)] })), 400, 'another’s certificate');
    assert.equal(await send(again(), sign(s, 'RS256', { x5c: ['AAAA'] })), 400, 'no certificate');
  });

  test('hostile JSON: deep, wide, not UTF-8, numbers out of range (no crash, a 400)', async () => {
    const deep = (n: number) => `{"actor":${'['.repeat(n)}${']'.repeat(n)}}`;
    const big = (v: string) =>
      JSON.stringify(statement({ result: { extensions: { 'http://example.com/e': 0 } } })).replace(':0}', `:${v}}`);
    for (const body of [
      deep(1000),
      deep(100_000),
      '{"a":',
      '',
      'null',
      '1',
      '"x"',
      '[null]',
      '[[]]',
      big('1e400'),
      big('-1e999'),
      big('01'),
      big('NaN'),
    ])
      assert.equal((await lrs.postRaw(body)).status, 400, body.slice(0, 40));
    assert.equal((await lrs.postRaw(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).status, 400);
    assert.equal((await lrs.postRaw('{}', { headers: { 'Content-Type': 'text/plain' } })).status, 400);
    const response = await lrs.postRaw(statement({ [`x${'y'.repeat(1_000_000)}`]: 1 }));
    assert.equal(response.status, 400);
    assert.ok((await response.text()).length < 1000, 'what was sent is not echoed at length');
    const small = new Client(lrs.storage, { maxBody: 100 });
    assert.equal((await small.postRaw(statement())).status, 413);
  });

  test('keys of any length: activity, agent, verb', async () => {
    const long = 'x'.repeat(5000);
    const s = statement({
      actor: account(long),
      verb: verb(long),
      object: { id: `http://example.com/${long}` },
      context: { registration: uuid() },
    });
    const [id] = await lrs.post(s);
    assert.deepEqual(
      await lrs.ids({
        agent: JSON.stringify(account(long)),
        verb: verb(long).id,
        activity: `http://example.com/${long}`,
      }),
      [id],
    );
    const nul = account('a\u0000b');
    const [odd] = await lrs.post(statement({ actor: { ...nul, name: 'a\u0000\ud800' } }));
    assert.deepEqual(await lrs.ids({ agent: JSON.stringify(nul) }), [odd]);
    assert.equal((await lrs.call('agents', { query: { agent: JSON.stringify(nul) } })).status, 200);
  });
});

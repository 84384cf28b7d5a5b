// Erasing a person (docs/decisions/0010-erasure.md) and keeping by class, on each store.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { createApp } from '../../src/server/app.js';
import { concerns, erase, type EraseOptions } from '../../src/server/keeping/erase.js';
import { before as ago, parseRules, retain, retainDaily, type Rule } from '../../src/server/keeping/retain.js';
import type { Agent } from '../../src/sdk/statement.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import type { Storage } from '../../src/server/storage/port.js';
import { account, Client, onEachStore, person, refersTo, statement, uuid, verb, voids, type Json } from './support.js';

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const sha1 = (data: string) => createHash('sha1').update(data).digest('hex');
const declares = (text: string, more: Json = {}) => ({
  attachments: [
    {
      usageType: 'http://e.co/u',
      display: { en: 'f' },
      contentType: 'text/plain',
      length: text.length,
      sha2: sha256(text),
      ...more,
    },
  ],
});
const multipart = (s: unknown, ...files: string[]) => ({
  headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
  body: `--b\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(s)}\r\n${files
    .map(
      (text) =>
        `--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha256(text)}\r\n\r\n${text}\r\n`,
    )
    .join('')}--b--\r\n`,
});

onEachStore('erasing', (open) => {
  let storage: Storage;
  let lrs: Client;
  before(async () => {
    storage = await open();
    lrs = new Client(storage);
  });
  const run = (agents: Agent[], more: Partial<EraseOptions> = {}) =>
    erase({ storage, agents, by: 'dpo', reason: 'asked for', ...more });
  const text = async (id: string, query: Record<string, string> = {}) =>
    (await lrs.call('statements', { query: { statementId: id, ...query } })).text();
  const status = async (id: string) => (await lrs.call('statements', { query: { statementId: id } })).status;

  test('own statements, documents, files, names and sessions go; where others name the person, nobody in particular stands', async () => {
    const who = `siti-${uuid()}`;
    const siti = account(who, 'Siti Rahmawati');
    const budi = account(`budi-${uuid()}`, 'Budi');
    const [own, shared] = [`own ${who.length} ${uuid()}`, `shared ${uuid()}`];
    const activity = { id: `http://e.co/${uuid()}` };
    const [a = '', b = ''] = await lrs.post(
      undefined,
      multipart(
        [
          statement({ actor: siti, object: activity, ...declares(own) }),
          statement({ actor: siti, object: activity, ...declares(shared) }),
        ],
        own,
        shared,
      ),
    );
    const [c = ''] = await lrs.post(undefined, multipart(statement({ actor: budi, ...declares(shared) }), shared));
    const others: Record<string, Json> = {
      object: { actor: budi, object: siti },
      instructor: { actor: budi, context: { instructor: siti } },
      team: { actor: budi, context: { team: { objectType: 'Group', member: [siti, budi] } } },
      member: { actor: { objectType: 'Group', member: [siti, budi] } },
      'sub-statement': {
        actor: budi,
        object: { objectType: 'SubStatement', actor: siti, verb: verb('did'), object: activity },
      },
    };
    const ids: Record<string, string> = {};
    for (const [name, parts] of Object.entries(others))
      [ids[name] = ''] = await lrs.post(statement({ ...parts, result: { score: { raw: 1 } } }));
    [ids.agents = ''] = await lrs.post(
      statement({
        actor: budi,
        context: { contextAgents: [{ objectType: 'contextAgent', agent: siti, relevantTypes: ['http://e.co/t'] }] },
      }),
      { version: '2.0.0' },
    );
    [ids.authority = ''] = await lrs.post(statement({ actor: siti }), {
      as: { ...person(who, 'manager'), via: 'system' },
    });
    const [ref = ''] = await lrs.post(refersTo(a, { actor: budi }));
    const agent = JSON.stringify(siti);
    for (const registration of [undefined, uuid()])
      assert.equal(
        (
          await lrs.call('activities/state', {
            method: 'PUT',
            body: '{}',
            query: { agent, activityId: activity.id, stateId: 's', ...(registration ? { registration } : {}) },
          })
        ).status,
        204,
      );
    assert.equal(
      (
        await lrs.call('agents/profile', {
          method: 'PUT',
          body: '{}',
          headers: { 'If-None-Match': '*' },
          query: { agent, profileId: 'p' },
        })
      ).status,
      204,
    );
    const mine = { agent: JSON.stringify(budi), activityId: activity.id, stateId: 's' };
    await lrs.call('activities/state', { method: 'PUT', body: '{"of":"budi"}', query: mine });

    const dry = await run([siti], { dryRun: true });
    assert.deepEqual(
      { ...dry, files: undefined, forwardedTo: undefined },
      { statements: 3, pseudonymised: 6, documents: 3, sessions: 0, files: undefined, forwardedTo: undefined },
    );
    assert.equal(await status(a), 200, 'a dry run changes nothing');
    const done = await run([siti]);
    assert.deepEqual([done.statements, done.pseudonymised, done.documents, done.files], [3, 6, 3, 1]);

    for (const id of [a, b, ids.authority ?? '']) assert.equal(await status(id), 404);
    for (const query of [{ agent, related_agents: 'true' }, { agent }, { activity: activity.id, agent }])
      assert.deepEqual(await lrs.ids(query as Record<string, string>), []);
    for (const id of Object.values(ids).filter((id) => id !== ids.authority)) {
      const left = await text(id);
      assert.doesNotMatch(left, new RegExp(`${who}|Siti`));
      assert.match(left, /urn:widya:erased/);
    }
    const member = JSON.parse(await text(ids.member ?? '')) as { actor: { member: Agent[] } };
    assert.deepEqual(
      member.actor.member.map((m) => m.account?.name === budi.account?.name),
      [false, true],
    );
    const pseudonym = JSON.stringify({
      objectType: 'Agent',
      account: { homePage: 'urn:widya:erased', name: member.actor.member[0]?.account?.name },
    });
    assert.equal((await lrs.ids({ agent: pseudonym, related_agents: 'true' })).length, 6, 'found as one person still');
    assert.equal((await storage.attachments([sha256(own)])).length, 0);
    assert.match(await text(c, { attachments: 'true' }), new RegExp(shared), 'a file others declare stays');
    assert.deepEqual(
      await lrs.ids({ activity: activity.id, related_activities: 'true' }),
      [ids['sub-statement']],
      'a reference leads nowhere now',
    );
    assert.equal(await status(ref), 200);
    assert.deepEqual(
      await (await lrs.call('activities/state', { query: { agent, activityId: activity.id } })).json(),
      [],
    );
    assert.equal(await (await lrs.call('activities/state', { query: mine })).text(), '{"of":"budi"}');
    const known = (await (await lrs.call('agents', { query: { agent: JSON.stringify(account(who)) } })).json()) as Json;
    assert.equal(known.name, undefined);
    // An outbox that still has one of them cannot bring it back.
    assert.equal((await lrs.postRaw(statement({ id: a, actor: siti }))).status, 409);
    assert.deepEqual(
      { ...(await run([siti])), forwardedTo: [] },
      { statements: 0, pseudonymised: 0, documents: 0, files: 0, sessions: 0, forwardedTo: [] },
      'again: nothing left',
    );
  });

  test('what is counted and why is in the audit, without who it was; who has the identifier can ask', async () => {
    const siti: Agent = { mbox: `mailto:siti-${uuid()}@example.com` };
    await lrs.post(statement({ actor: siti }));
    await lrs.post(statement({ actor: { mbox_sha1sum: sha1(siti.mbox ?? '') } }));
    const at = (await storage.keep.audits()).length;
    assert.equal((await run([siti])).statements, 2, 'and under the hash of the same mailbox');
    const entries = (await storage.keep.audits()).slice(at);
    assert.deepEqual(
      entries.map((e) => [e.what, e.state, e.by, e.reason]),
      [
        ['erase', 'begun', 'dpo', 'asked for'],
        ['erase', 'done', 'dpo', 'asked for'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(entries), /siti|mailto|@/);
    assert.equal(await concerns(entries[1] ?? {}, siti), true);
    assert.equal(await concerns(entries[1] ?? {}, account('other')), false);
    await assert.rejects(run([{ objectType: 'Agent' } as unknown as Agent]), /identifier/);
  });

  test('a long way of references loses only what led over the one that is gone; what was voided stays so', async () => {
    const siti = account(`s-${uuid()}`);
    const marks = verb(uuid()).id;
    const [end = ''] = await lrs.post(statement({ verb: { id: marks } }));
    const [middle = ''] = await lrs.post(refersTo(end, { actor: siti }));
    const [top = ''] = await lrs.post(refersTo(middle));
    const [beside = ''] = await lrs.post(refersTo(end));
    const [taken = ''] = await lrs.post(statement({ verb: { id: marks } }));
    const [taking = ''] = await lrs.post(voids(taken, { actor: siti }));
    const late = uuid();
    await lrs.post(voids(late, { actor: siti }));
    assert.deepEqual((await lrs.ids({ verb: marks })).sort(), [end, middle, top, beside, taking].sort());
    await run([siti]);
    assert.deepEqual((await lrs.ids({ verb: marks })).sort(), [end, beside].sort());
    assert.equal(await status(top), 200);
    // One that was to be voided when it comes is not, once the statement that said so is gone.
    assert.equal(await status((await lrs.post(statement({ id: late })))[0] ?? ''), 200);
    assert.equal((await lrs.call('statements', { query: { voidedStatementId: taken } })).status, 200);
  });

  test('a signature holds the statement as it was: it goes from those that are changed', async () => {
    const siti = account(`s-${uuid()}`);
    const jws = `not checked here ${uuid()}`;
    const s = statement({ context: { instructor: siti }, ...declares(jws, { usageType: 'http://e.co/kept' }) });
    (s.attachments as Json[]).push({
      ...declares(jws).attachments[0],
      usageType: 'http://adlnet.gov/expapi/attachments/signature',
      fileUrl: 'http://e.co/f',
      sha2: sha256(`${jws}x`),
    });
    const [id = ''] = await lrs.post(undefined, multipart(s, jws));
    await run([siti]);
    const left = JSON.parse(await text(id)) as { attachments: Json[] };
    assert.deepEqual(
      left.attachments.map((a) => a.usageType),
      ['http://e.co/kept'],
    );
  });

  test('sessions and tokens of the person end, those of others do not', async () => {
    const people = ['siti', 'budi'].map((id) => ({
      id: `${id}-${uuid()}`,
      name: id,
      roles: ['learner' as const],
      actor: account(`${id}-${uuid()}`),
    }));
    const { SignJWT } = await import('jose');
    const secret = 'x'.repeat(40);
    const app = createApp({ storage, people, tokens: { issuer: 'https://i.example', audience: 'lrs', secret } });
    const cookies: string[] = [];
    for (const p of people) {
      const form = {
        method: 'POST',
        headers: { origin: 'http://lrs.test' },
        body: new URLSearchParams({ orang: p.id }),
      };
      const answer = await app.fetch(new Request('http://lrs.test/masuk', form));
      cookies.push(answer?.headers.getSetCookie()[0]?.split(';')[0] ?? '');
    }
    const token = (actor: Agent, issued: number) =>
      new SignJWT({ actor })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(actor.account?.name ?? '')
        .setIssuer('https://i.example')
        .setAudience('lrs')
        .setIssuedAt(issued)
        .setExpirationTime(issued + 600)
        .sign(new TextEncoder().encode(secret));
    const seconds = Math.floor(Date.now() / 1000);
    const tokens = await Promise.all(people.map((p) => token(p.actor, seconds - 5)));
    const asked = async (headers: Record<string, string>, actor: Agent) =>
      (
        await app.fetch(
          new Request(`http://lrs.test/xapi/statements?${new URLSearchParams({ agent: JSON.stringify(actor) })}`, {
            headers: { 'x-experience-api-version': '1.0.3', ...headers },
          }),
        )
      )?.status;
    const all = async () =>
      Promise.all(
        people.flatMap((p, i) => [
          asked({ cookie: cookies[i] ?? '' }, p.actor),
          asked({ authorization: `Bearer ${tokens[i]}` }, p.actor),
        ]),
      );
    const fresh = createApp({ storage, people, tokens: { issuer: 'https://i.example', audience: 'lrs', secret } });
    assert.deepEqual(await all(), [200, 200, 200, 200]);
    assert.equal((await run([people[0]?.actor as Agent])).sessions, 1);
    // Another process knows at once, this one within five seconds.
    const [cookie, bearer, other] = await Promise.all([
      fresh.fetch(new Request('http://lrs.test/sesi', { headers: { cookie: cookies[0] ?? '' } })),
      fresh.fetch(
        new Request('http://lrs.test/xapi/activities?activityId=http://e.co/a', {
          headers: { authorization: `Bearer ${tokens[0]}`, 'x-experience-api-version': '1.0.3' },
        }),
      ),
      fresh.fetch(
        new Request('http://lrs.test/xapi/activities?activityId=http://e.co/a', {
          headers: { authorization: `Bearer ${tokens[1]}`, 'x-experience-api-version': '1.0.3' },
        }),
      ),
    ]);
    assert.deepEqual([cookie?.status, bearer?.status, other?.status], [204, 401, 200]);
    const later = await token(people[0]?.actor as Agent, seconds + 2);
    const again = await fresh.fetch(
      new Request('http://lrs.test/xapi/activities?activityId=http://e.co/a', {
        headers: { authorization: `Bearer ${later}`, 'x-experience-api-version': '1.0.3' },
      }),
    );
    assert.equal(again?.status, 200, 'who signs in anew is somebody new');
  });

  test('by class: deleted, made anonymous, documents, files; nothing without a rule; what was looked at is not looked at again', async () => {
    const now = () => new Date(Date.now() + 800 * 86_400_000);
    const [gone, left, other] = [verb(uuid()).id, verb(uuid()).id, verb(uuid()).id];
    const file = `video ${uuid()}`;
    const siti = account(`s-${uuid()}`, 'Siti');
    const type = 'http://e.co/types/quiz';
    const [a = ''] = await lrs.post(statement({ verb: { id: gone } }));
    const [b = ''] = await lrs.post(
      undefined,
      multipart(
        statement({
          actor: siti,
          verb: { id: left },
          object: { id: 'http://e.co/q', definition: { type } },
          result: {
            response: 'my name is Siti',
            success: true,
            score: { scaled: 0.5 },
            extensions: { 'http://e.co/x': 'Siti' },
          },
          context: {
            registration: uuid(),
            instructor: siti,
            extensions: { 'http://e.co/x': 'Siti' },
            contextActivities: { parent: [{ id: 'http://e.co/course' }] },
          },
          ...declares(file),
        }),
        file,
      ),
    );
    const [c = ''] = await lrs.post(statement({ verb: { id: left } }));
    const [d = ''] = await lrs.post(statement({ verb: { id: other } }));
    const stateOf = { agent: JSON.stringify(siti), activityId: 'http://e.co/q', stateId: 's' };
    await lrs.call('activities/state', { method: 'PUT', body: '{}', query: stateOf });
    const rules: Rule[] = [
      { name: 'short', keep: 'statements', verb: gone, after: 'P1Y', do: 'delete' },
      { name: 'quiz', keep: 'statements', verb: left, activityType: type, after: 'P2Y', do: 'anonymise' },
      { name: 'long', keep: 'statements', verb: other, after: 'P3Y', do: 'delete' },
    ];
    assert.deepEqual(
      await retain({ storage, rules, by: 'x' }),
      rules.map((r) => ({ rule: r.name, count: 0 })),
      'nothing is old yet',
    );
    const counts = [1, 1, 0];
    assert.deepEqual(
      (await retain({ storage, rules, by: 'x', now, dryRun: true })).map((r) => r.count),
      counts,
    );
    assert.deepEqual([await status(a), await status(b)], [200, 200]);
    assert.deepEqual(
      (await retain({ storage, rules, by: 'x', now })).map((r) => r.count),
      counts,
    );
    assert.deepEqual([await status(a), await status(c), await status(d)], [404, 200, 200]);
    const anonymous = await text(b);
    assert.doesNotMatch(anonymous, /Siti|s-|registration|extensions|response|attachments/);
    assert.match(anonymous, /"scaled":0\.5/);
    assert.deepEqual(await lrs.ids({ agent: JSON.stringify(siti), related_agents: 'true' }), []);
    assert.deepEqual(await lrs.ids({ verb: left, activity: 'http://e.co/course', related_activities: 'true' }), [b]);
    assert.equal((await storage.attachments([sha256(file)])).length, 0);
    assert.deepEqual(
      (await retain({ storage, rules, by: 'x', now })).map((r) => r.count),
      [0, 0, 0],
    );
    const audit = (await storage.keep.audits()).filter((e) => e.what === 'retain').slice(-2);
    assert.deepEqual(
      audit.map((e) => [(e.rule as Rule).name, e.count]),
      [
        ['short', 1],
        ['quiz', 1],
      ],
    );

    const clip = `clip ${uuid()}`;
    const [e = ''] = await lrs.post(undefined, multipart(statement(declares(clip)), clip));
    const more: Rule[] = [
      { name: 'files', keep: 'attachments', type: 'text/', after: 'P1M', do: 'delete' },
      { name: 'videos', keep: 'attachments', type: 'video/', after: 'P1M', do: 'delete' },
      { name: 'state', keep: 'state', after: 'P1Y', do: 'delete' },
    ];
    const [files, videos, states] = await retain({ storage, rules: more, by: 'x', now });
    assert.ok((files?.count ?? 0) >= 1 && videos?.count === 0 && (states?.count ?? 0) >= 1);
    assert.equal((await storage.attachments([sha256(clip)])).length, 0);
    assert.equal(await status(e), 200, 'the statement stays');
    assert.equal((await lrs.call('activities/state', { query: stateOf })).status, 404);
  });

  test('once a day, by one of several processes', async () => {
    const id = verb(uuid()).id;
    await lrs.post(statement({ verb: { id } }));
    const rules: Rule[] = [{ name: 'r', keep: 'statements', verb: id, after: 'P1D', do: 'delete' }];
    const log: Json[] = [];
    const now = () => new Date(Date.now() + 5 * 86_400_000);
    const stops = [1, 2, 3].map(() => retainDaily({ storage, rules, by: 'x', now, log: (l) => log.push(l) }));
    for (let i = 0; i < 200 && log.length === 0; i++) await new Promise((r) => setTimeout(r, 10));
    await Promise.all(stops.map((stop) => stop()));
    assert.deepEqual(
      log.map((l) => [l.event, l.rule, l.count]),
      [['retain', 'r', 1]],
    );
  });
});

test('over HTTP: a system with all rights or an administrator, from our own pages; nobody else', async () => {
  const storage = memoryStorage();
  const lrs = new Client(storage);
  const siti = account('siti');
  const people = (['admin', 'manager'] as const).map((id) => ({ id, name: id, roles: [id], actor: account(id) }));
  const credentials = [
    { key: 'k', secret: 's' },
    { key: 'w', secret: 's', scopes: ['statements/write' as const, 'all/read' as const] },
  ];
  const app = createApp({ storage, people, credentials });
  const ask = async (headers: Record<string, string>, body: unknown = { agents: [siti], reason: 'asked for' }) => {
    const answer = await app.fetch(
      new Request('http://lrs.test/admin/erasures', { method: 'POST', headers, body: JSON.stringify(body) }),
    );
    return [answer?.status, (await answer?.json().catch(() => null)) as Json] as const;
  };
  const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}`, 'content-type': 'application/json' });
  const cookieOf = async (orang: string) => {
    const form = { method: 'POST', headers: { origin: 'http://lrs.test' }, body: new URLSearchParams({ orang }) };
    return (
      (await app.fetch(new Request('http://lrs.test/masuk', form)))?.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    );
  };
  const page = { origin: 'http://lrs.test', 'content-type': 'application/json' };
  await lrs.post(statement({ actor: siti }));
  assert.equal((await ask({}))[0], 401);
  assert.equal((await ask(basic('w:s')))[0], 403);
  assert.equal((await ask({ ...page, cookie: await cookieOf('manager') }))[0], 403);
  const cookie = await cookieOf('admin');
  assert.equal((await ask({ ...page, origin: 'https://evil.example', cookie }))[0], 403);
  assert.equal((await ask({ cookie, origin: 'http://lrs.test', 'content-type': 'text/plain' }))[0], 400);
  assert.equal((await lrs.ids({})).length, 1);
  for (const body of [
    { agents: [], reason: 'x' },
    { agents: [{ mbox: 'x' }], reason: 'x' },
    { agents: [siti] },
    [],
    null,
  ])
    assert.equal((await ask(basic('k:s'), body))[0], 400, JSON.stringify(body));
  assert.deepEqual((await ask({ ...page, cookie }, { agents: [siti], dryRun: true }))[1].statements, 1);
  const [status, body] = await ask({ ...page, cookie });
  assert.deepEqual([status, body.statements], [200, 1]);
  assert.equal((await lrs.ids({})).length, 0);
  assert.deepEqual(
    (await storage.keep.audits()).map((e) => e.by),
    ['admin', 'admin'],
  );
});

describe('rules of retention', () => {
  test('ages by the calendar', () => {
    const at = (text: string, duration: string) =>
      ago(new Date(`${text}T00:00:00Z`), duration)
        .toISOString()
        .slice(0, 10);
    assert.deepEqual(
      [
        at('2026-11-24', 'P2Y'),
        at('2026-03-31', 'P1M'),
        at('2024-02-29', 'P1Y'),
        at('2026-01-15', 'P1W2D'),
        at('2026-01-01', 'P1Y2M3D'),
      ],
      ['2024-11-24', '2026-02-28', '2023-02-28', '2026-01-06', '2024-10-29'],
    );
  });
  test('what is wrong is named, and nothing is assumed', () => {
    const rule = { name: 'r', keep: 'statements', after: 'P1Y', do: 'delete' };
    assert.equal(parseRules(JSON.stringify([rule])).length, 1);
    const cases: [unknown, RegExp][] = [
      ['{', /no JSON/],
      [{}, /a list/],
      [[{ ...rule, keep: 'all' }], /\[0\]\.keep/],
      [[rule, { ...rule, after: 'PT1H' }], /\[1\]\.after/],
      [[{ ...rule, after: 'P0D' }], /after/],
      [[{ ...rule, after: undefined }], /after/],
      [[{ ...rule, do: 'hide' }], /do must be/],
      [[{ ...rule, keep: 'state', do: 'anonymise' }], /do must be/],
      [[{ ...rule, verbs: 'x' }], /verbs is unknown/],
      [[{ ...rule, keep: 'state', verb: 'http://e.co/v' }], /verb is unknown for state/],
      [[{ ...rule, name: '' }], /name/],
      [[{ ...rule, verb: 1 }], /verb must be a string/],
    ];
    for (const [value, pattern] of cases)
      assert.throws(() => parseRules(typeof value === 'string' ? value : JSON.stringify(value)), pattern);
  });
});

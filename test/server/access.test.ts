// Who may do what: the matrix role × owner × resource × method, and a learner who tries everything.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Role } from '../../src/sdk/auth.js';
import { roles } from '../../src/sdk/auth.js';
import { isForged } from '../../src/server/access/authorize.js';
import type { LrsPrincipal } from '../../src/server/access/principal.js';
import { createLrs } from '../../src/server/lrs/lrs.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import {
  account,
  Client,
  person,
  refersTo,
  statement,
  system,
  uuid,
  verb,
  voids,
  type Call,
  type Json,
} from './support.js';

const shared = 'https://belajar.example/forum/';
const course = { id: 'https://belajar.example/kursus/etika' };
const post = () => ({ id: `${shared}1/pos/${uuid()}` });
const agentOf = (name: string) => JSON.stringify(account(name));
const lrs = new Client(memoryStorage(), { sharedActivities: [shared] });

describe('access matrix', () => {
  const own = { actor: account('siti', 'siti') };
  const other = { actor: account('budi', 'budi') };
  const ids = { own: uuid(), other: uuid(), post: uuid(), takenBack: uuid(), ofSystem: uuid() };
  before(async () => {
    await lrs.post([
      statement({ id: ids.own, ...own, object: course }),
      statement({ id: ids.other, ...other, object: course }),
      statement({ id: ids.post, ...other, object: post() }),
      statement({ id: ids.takenBack, ...other, object: post() }),
      statement({ id: ids.ofSystem, object: course }),
      voids(ids.takenBack, other),
    ]);
    for (const name of ['siti', 'budi'])
      for (const path of ['activities/state', 'agents/profile'])
        await lrs.call(path, {
          method: 'PUT',
          headers: { 'If-None-Match': '*' },
          body: { of: name },
          query: documentQuery(path, name),
        });
    await lrs.call('activities/profile', {
      method: 'PUT',
      headers: { 'If-None-Match': '*' },
      body: {},
      query: documentQuery('activities/profile', ''),
    });
  });
  const documentQuery = (path: string, name: string, id = 'x'): Record<string, string> =>
    path === 'activities/state'
      ? { activityId: course.id, agent: agentOf(name), stateId: id }
      : path === 'agents/profile'
        ? { agent: agentOf(name), profileId: id }
        : { activityId: course.id, profileId: id };

  const all = [...roles];
  const readers: Role[] = ['facilitator', 'manager', 'leader', 'admin'];
  const managers: Role[] = ['manager', 'admin'];
  const definers: Role[] = ['facilitator', 'author', 'manager', 'admin'];

  /** What is asked, and the roles that may; everybody else gets 403. */
  const rows: [name: string, path: string, call: () => Call, allowed: readonly Role[]][] = [
    ['read own statements', 'statements', () => ({ query: { agent: agentOf('siti') } }), all],
    [
      'read own statements with related agents',
      'statements',
      () => ({ query: { agent: agentOf('siti'), related_agents: 'true' } }),
      readers,
    ],
    ['read another’s statements', 'statements', () => ({ query: { agent: agentOf('budi') } }), readers],
    ['read everything', 'statements', () => ({}), readers],
    ['read all of a course', 'statements', () => ({ query: { activity: course.id } }), readers],
    ['read all of a verb', 'statements', () => ({ query: { verb: verb('did').id } }), readers],
    ['read a forum', 'statements', () => ({ query: { activity: `${shared}1`, related_activities: 'true' } }), all],
    [
      'read what only looks like the forum',
      'statements',
      () => ({ query: { activity: 'https://belajar.example/forumX' } }),
      readers,
    ],
    ['read one of own', 'statements', () => ({ query: { statementId: ids.own } }), all],
    ['read one of another’s', 'statements', () => ({ query: { statementId: ids.other } }), readers],
    ['read a post', 'statements', () => ({ query: { statementId: ids.post } }), all],
    ['read a post taken back', 'statements', () => ({ query: { voidedStatementId: ids.takenBack } }), readers],
    ['write for oneself', 'statements', () => ({ method: 'POST', body: statement(own) }), all],
    [
      'write for oneself without a name',
      'statements',
      () => ({ method: 'POST', body: statement({ actor: account('siti') }) }),
      all,
    ],
    [
      'write under another name',
      'statements',
      () => ({ method: 'POST', body: statement({ actor: account('siti', 'Ketua') }) }),
      [],
    ],
    ['write for another', 'statements', () => ({ method: 'POST', body: statement(other) }), []],
    [
      'write for another by PUT',
      'statements',
      () => ({ method: 'PUT', query: { statementId: uuid() }, body: statement(other) }),
      [],
    ],
    [
      'hide another’s in a batch',
      'statements',
      () => ({ method: 'POST', body: [statement(own), statement(other)] }),
      [],
    ],
    [
      'write as a group',
      'statements',
      () => ({ method: 'POST', body: statement({ actor: { objectType: 'Group', member: [account('siti')] } }) }),
      [],
    ],
    ['void another’s', 'statements', () => ({ method: 'POST', body: voids(ids.other, own) }), managers],
    ['void what has not come', 'statements', () => ({ method: 'POST', body: voids(uuid(), own) }), managers],
    ...(['activities/state', 'agents/profile'] as const).flatMap((path): typeof rows => [
      [`read own ${path}`, path, () => ({ query: documentQuery(path, 'siti') }), all],
      [`read another’s ${path}`, path, () => ({ query: documentQuery(path, 'budi') }), managers],
      [`list another’s ${path}`, path, () => ({ query: { ...documentQuery(path, 'budi'), ...{} } }), managers],
      [`write own ${path}`, path, () => ({ method: 'POST', body: {}, query: documentQuery(path, 'siti') }), all],
      ...['PUT', 'POST', 'DELETE'].map((method): (typeof rows)[number] => [
        `${method} another’s ${path}`,
        path,
        () => ({ method, body: {}, headers: { 'If-Match': '*' }, query: documentQuery(path, 'budi') }),
        [],
      ]),
    ]),
    ['read an activity profile', 'activities/profile', () => ({ query: documentQuery('activities/profile', '') }), all],
    ...['POST', 'PUT'].map((method): (typeof rows)[number] => [
      `${method} an activity profile`,
      'activities/profile',
      () => ({ method, body: {}, headers: { 'If-Match': '*' }, query: documentQuery('activities/profile', '') }),
      definers,
    ]),
    [
      'DELETE an activity profile',
      'activities/profile',
      () => ({ method: 'DELETE', query: documentQuery('activities/profile', '', 'none') }),
      definers,
    ],
    ['look up oneself', 'agents', () => ({ query: { agent: agentOf('siti') } }), all],
    ['look up another', 'agents', () => ({ query: { agent: agentOf('budi') } }), readers],
    ['look up an activity', 'activities', () => ({ query: { activityId: course.id } }), all],
  ];

  for (const [name, path, call, allowed] of rows) {
    test(name, async () => {
      for (const role of all) {
        const response = await lrs.call(path, { ...call(), as: person('siti', role) });
        const text = await response.text();
        if (allowed.includes(role)) assert.ok(response.status < 300, `${role} may: ${response.status} ${text}`);
        else {
          assert.equal(response.status, 403, `${role} may not: ${text}`);
          const { error } = JSON.parse(text) as { error: { code: string; message: string } };
          assert.equal(error.code, 'forbidden');
          assert.doesNotMatch(text, /budi|sso\.example/, 'a refusal tells nothing about others');
        }
      }
      assert.ok((await lrs.call(path, { ...call(), as: system })).status < 300, 'a system may do all');
    });
  }

  test('nobody signed in: 401 with a challenge, but for about', async () => {
    for (const path of ['statements', 'activities/state', 'agents', 'activities', 'nowhere']) {
      const response = await lrs.lrs.fetch(new Request(`http://lrs.test/xapi/${path}`), undefined);
      assert.equal(response.status, 401, path);
      assert.match(response.headers.get('www-authenticate') ?? '', /^Basic /);
      assert.equal(response.headers.get('x-experience-api-version'), '1.0.3');
    }
    assert.equal((await lrs.lrs.fetch(new Request('http://lrs.test/xapi/about'), undefined)).status, 200);
  });

  test('a page’s script gets no challenge: the browser would ask the person for a password', async () => {
    for (const [mode, challenged] of [
      ['cors', false],
      ['navigate', true],
      [undefined, true],
    ] as const) {
      const headers: Record<string, string> = {
        'x-experience-api-version': '1.0.3',
        ...(mode ? { 'sec-fetch-mode': mode } : {}),
      };
      const lrs = createLrs({ storage: memoryStorage() });
      const r = await lrs.fetch(new Request('http://lrs.example/xapi/statements', { headers }), undefined);
      assert.equal(r.status, 401);
      assert.equal(r.headers.has('www-authenticate'), challenged, mode);
    }
  });

  test('ids that do not exist look like those of others', async () => {
    const status = async (id: string) =>
      (await lrs.call('statements', { query: { statementId: id }, as: person('siti') })).status;
    assert.equal(await status(uuid()), await status(ids.other));
  });

  test('own statements can be voided by oneself', async () => {
    const [id = ''] = await lrs.post(statement(own), { as: person('siti') });
    assert.equal((await lrs.postRaw(voids(id, own), { as: person('siti') })).status, 200);
  });

  test('authority is the signed-in person’s, whatever was sent', async () => {
    const [id = ''] = await lrs.post(statement({ ...own, authority: account('budi') }), { as: person('siti') });
    assert.deepEqual((await lrs.get(id)).authority, person('siti').authority);
  });

  test('a learner’s definitions fill what is missing and replace nothing (scope define)', async () => {
    const activity = { id: `https://belajar.example/${uuid()}` };
    const say = (text: string, as: ReturnType<typeof person>) =>
      lrs.post(statement({ actor: as.actor, object: { ...activity, definition: { name: { id: text } } } }), { as });
    const name = async () =>
      (
        (await (await lrs.call('activities', { query: { activityId: activity.id } })).json()) as {
          definition: { name: Json };
        }
      ).definition.name.id;
    await say('dari peserta', person('siti'));
    assert.equal(await name(), 'dari peserta');
    await say('dari penulis', person('dewi', 'author'));
    assert.equal(await name(), 'dari penulis');
    await say('diubah peserta', person('siti'));
    assert.equal(await name(), 'dari penulis');
  });

  test('people’s files must be what their hash says', async () => {
    const sha2 = '0'.repeat(64);
    const attachment = {
      usageType: 'http://example.com/u',
      display: { en: 'f' },
      contentType: 'text/plain',
      length: 1,
      sha2,
    };
    const body = `--b\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(statement({ ...own, attachments: [attachment] }))}\r\n--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha2}\r\n\r\nx\r\n--b--\r\n`;
    const send = (as: typeof system) =>
      lrs.postRaw(body, { as, headers: { 'Content-Type': 'multipart/mixed; boundary=b' } });
    assert.equal((await send(person('siti'))).status, 400);
    assert.equal((await send(system)).status, 200);
  });
});

test('requests that ride on a session must come from our own pages', () => {
  const origin = 'https://portal.example';
  const forged = (method: string, headers: Record<string, string>) =>
    isForged(new Request(`${origin}/xapi/statements`, { method, headers }), origin);
  const version = { 'X-Experience-API-Version': '1.0.3' };
  assert.equal(forged('GET', {}), false);
  assert.equal(forged('POST', version), false);
  assert.equal(forged('POST', { ...version, Origin: origin }), false);
  assert.equal(forged('POST', { ...version, 'Sec-Fetch-Site': 'same-origin' }), false);
  assert.equal(forged('POST', {}), true, 'a form cannot set the header');
  for (const other of ['https://evil.example', 'http://portal.example', 'https://portal.example.evil', 'null'])
    assert.equal(forged('POST', { ...version, Origin: other }), true, other);
  for (const site of ['cross-site', 'same-site', 'none'])
    assert.equal(forged('PUT', { ...version, 'Sec-Fetch-Site': site }), true, site);
});

test('a learner who sends 10,000 random requests reads and writes nothing of others', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  // A small generator of our own (mulberry32), so that a failure can be repeated with SEED.
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const chance = (p: number) => random() < p;

  const fuzz = new Client(memoryStorage(), { sharedActivities: [shared] });
  const names = ['siti', 'budi', 'ani'];
  const actors: Json[] = [
    ...names.map((n) => account(n) as unknown as Json),
    { mbox: 'mailto:x@example.com' },
    { objectType: 'Group', member: [account('siti'), account('budi')] },
    { objectType: 'Group', account: account('siti').account },
  ];
  const activities = [
    course.id,
    'https://belajar.example/kursus/lain',
    `${shared}1`,
    `${shared}1/pos/1`,
    'https://belajar.example/forum',
  ];
  const ids: string[] = [];
  for (let i = 0; i < 150; i++) {
    const id = uuid();
    const parts: Json = { id, actor: pick(actors), verb: verb(pick(['a', 'b'])) };
    if (chance(0.3))
      parts.context = { contextActivities: { parent: [{ id: pick(activities) }] }, instructor: pick(actors) };
    const target = pick(ids);
    if (target && chance(0.15))
      await fuzz.post(voids(target, parts.actor === undefined ? {} : { actor: parts.actor })).catch(() => undefined);
    await fuzz.post(
      target && chance(0.2)
        ? refersTo(target, parts)
        : statement({
            ...parts,
            object: chance(0.1) ? { objectType: 'Agent', ...account(pick(names)) } : { id: pick(activities) },
          }),
    );
    ids.push(id);
  }
  for (const n of names)
    for (const path of ['activities/state', 'agents/profile'])
      await fuzz.call(path, {
        method: 'PUT',
        headers: { 'If-None-Match': '*' },
        body: { of: n },
        query:
          path === 'agents/profile'
            ? { agent: agentOf(n), profileId: 'p' }
            : { activityId: course.id, agent: agentOf(n), stateId: 's' },
      });
  await fuzz.call('activities/profile', {
    method: 'PUT',
    headers: { 'If-None-Match': '*' },
    body: { of: 'author' },
    query: { activityId: course.id, profileId: 'p' },
  });

  // The rules, read independently: over the JSON as stored, by the words of the rule and not by the code of the server.
  const known = async (id: string): Promise<Json | undefined> => {
    const row = await fuzz.storage.get(id);
    return row && (JSON.parse(row.body) as Json);
  };
  const isMe = (a: unknown): boolean => {
    const o = (a ?? {}) as Json & { member?: unknown[] };
    if (o.objectType === 'Group') return (o.member ?? []).some(isMe);
    return (o.account as Json | undefined)?.name === 'siti';
  };
  const isForum = (s: Json): boolean => {
    const object = s.object as Json;
    const parents = ((s.context as Json | undefined)?.contextActivities as Record<string, Json[]> | undefined) ?? {};
    return [object, ...Object.values(parents).flat()].some(
      (a) => typeof a.id === 'string' && a.objectType !== 'StatementRef' && a.id.startsWith(shared),
    );
  };
  const mayKnow = async (id: string, seen = new Set<string>()): Promise<boolean> => {
    const s = await known(id);
    if (!s || seen.has(id)) return false;
    seen.add(id);
    if (isMe(s.actor) || isMe(s.object) || isForum(s)) return true;
    const object = s.object as Json;
    return object.objectType === 'StatementRef' && (await mayKnow(object.id as string, seen));
  };

  const siti = person('siti');
  const methods = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
  const paths = [
    'statements',
    'statements',
    'statements',
    'activities/state',
    'agents/profile',
    'activities/profile',
    'agents',
    'activities',
  ];
  let read = 0;
  let written = 0;
  for (let n = 0; n < 10_000; n++) {
    const [method, path] = [pick(methods), pick(paths)];
    const query: Record<string, string> = {};
    const maybe = (p: number, key: string, value: () => string) => {
      if (chance(p)) query[key] = value();
    };
    const whoever = () => JSON.stringify(chance(0.5) ? account('siti') : pick(actors));
    if (path === 'statements' && method !== 'POST') {
      maybe(0.6, 'agent', whoever);
      maybe(0.3, 'activity', () => pick(activities));
      maybe(0.2, 'verb', () => verb(pick(['a', 'b'])).id);
      maybe(0.3, 'related_activities', () => 'true');
      maybe(0.15, 'related_agents', () => 'true');
      maybe(0.2, 'format', () => pick(['ids', 'exact', 'canonical']));
      maybe(0.2, 'ascending', () => 'true');
      maybe(0.2, 'limit', () => String(Math.floor(random() * 20)));
      maybe(0.1, 'cursor', () => `${Math.floor(random() * 200)}`);
      if (chance(0.25)) for (const k of Object.keys(query)) delete query[k];
      maybe(0.2, chance(0.5) ? 'statementId' : 'voidedStatementId', () => pick(ids));
      if (method === 'PUT') query.statementId = chance(0.3) ? pick(ids) : uuid();
    } else if (path !== 'statements') {
      maybe(0.9, 'agent', whoever);
      maybe(0.9, 'activityId', () => pick(activities));
      maybe(0.7, path === 'activities/state' ? 'stateId' : 'profileId', () => pick(['s', 'p', 'neu']));
      if (path === 'agents' || path === 'agents/profile') delete query.activityId;
      if (path === 'activities' || path === 'activities/profile') delete query.agent;
    }
    const body = () => {
      const one = () => {
        const id = uuid();
        const parts: Json = {
          actor: chance(0.6) ? account('siti') : pick(actors),
          ...(method === 'PUT' ? {} : { id }),
        };
        return chance(0.2) ? voids(pick(ids), parts) : chance(0.2) ? refersTo(pick(ids), parts) : statement(parts);
      };
      return path !== 'statements' ? { of: 'siti' } : method === 'POST' && chance(0.3) ? [one(), one()] : one();
    };
    const c: Call = {
      method,
      query,
      as: siti,
      headers: {
        ...(chance(0.5) ? { 'If-Match': '*' } : {}),
        ...(chance(0.3) ? { 'X-Widya-Delivery': 'backup' } : {}),
      },
      ...(method === 'POST' || method === 'PUT' ? { body: body() } : {}),
    };
    const response = await fuzz.call(path, c);
    const where = `SEED=${seed} request ${n}: ${method} ${path} ${JSON.stringify(query)}`;
    assert.ok(response.status < 500, where);
    if (response.status >= 300) continue;
    if (method === 'GET' && path === 'statements') {
      const found = (await response.json()) as { statements?: { id: string }[]; id?: string };
      for (const s of found.statements ?? [found as { id: string }])
        assert.ok(await mayKnow(s.id), `${where} gave ${s.id}`);
      read++;
    } else if (method === 'GET' && path !== 'activities' && path !== 'agents' && path !== 'activities/profile') {
      assert.ok(isMe(JSON.parse(query.agent ?? '{}')), where);
      read++;
    } else if (path === 'statements' && (method === 'POST' || method === 'PUT')) {
      const sent = [c.body].flat() as Json[];
      for (const s of sent) {
        assert.ok(isMe(s.actor) && (s.actor as Json).objectType !== 'Group', where);
        const id = (s.id ?? query.statementId) as string;
        if (chance(0.1)) ids.push(id);
        const target = (s.object as Json).id as string;
        if ((s.verb as Json).id === 'http://adlnet.gov/expapi/verbs/voided')
          assert.ok(isMe((await known(target))?.actor), where);
      }
      written++;
    } else if (method !== 'HEAD' && method !== 'GET') {
      assert.ok(path !== 'activities/profile' && isMe(JSON.parse(query.agent ?? '{}')), where);
      written++;
    }
  }
  assert.ok(read > 500 && written > 200, `the requests are worth something: ${read} read, ${written} written`);
  for (const n of ['budi', 'ani']) {
    const state = await fuzz.call('activities/state', {
      query: { activityId: course.id, agent: agentOf(n), stateId: 's' },
    });
    assert.deepEqual(await state.json(), { of: n });
  }
});

test('a facilitator who brings in 3,000 random backups writes for nobody outside the cohort, and nothing without id and time', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const fuzz = new Client(memoryStorage(), { sharedActivities: [shared] });
  const dewi: LrsPrincipal = {
    via: 'session',
    subject: 'dewi',
    authority: account('dewi'),
    actor: account('dewi'),
    roles: ['facilitator'],
    cohort: [account('siti')],
  };
  const actors: Json[] = [
    ...['siti', 'siti', 'budi', 'dewi'].map((n) => account(n) as unknown as Json),
    { ...account('siti'), name: 'Orang Lain' },
    { mbox: 'mailto:siti@example.com' },
    { objectType: 'Group', account: account('siti').account },
    { objectType: 'Group', member: [account('siti')] },
    { account: { homePage: 'https://lain.example', name: 'siti' } },
  ];
  const foreign = uuid();
  await fuzz.post(statement({ id: foreign, actor: account('budi') as unknown as Json }));
  let written = 0;
  for (let n = 0; n < 3000; n++) {
    const one = () => {
      const id = random() < 0.85 ? { id: random() < 0.05 ? foreign : uuid() } : {};
      const time = random() < 0.85 ? { timestamp: '2026-11-20T01:00:00.000Z' } : {};
      const actor = pick(actors);
      return random() < 0.1 ? voids(foreign, { ...id, actor }) : statement({ actor, ...id, ...time });
    };
    const sent = random() < 0.3 ? [one(), one()] : [one()];
    const says = random() < 0.7;
    const response = await fuzz.call('statements', {
      method: 'POST',
      as: dewi,
      headers: says ? { 'X-Widya-Delivery': pick(['backup', 'backup', 'backup', 'Backup', 'all']) } : {},
      body: sent,
    });
    assert.ok(response.status < 500);
    if (response.status !== 200) continue;
    written++;
    for (const s of sent) {
      const where = `SEED=${seed} ${n} ${JSON.stringify(s)}`;
      const { name } = ((s.actor as Json).account ?? {}) as { name?: string };
      assert.ok(!(s.actor as Json).objectType || (s.actor as Json).objectType === 'Agent', where);
      if (name === 'dewi') continue;
      assert.ok(says && name === 'siti' && s.id !== undefined && s.timestamp !== undefined, where);
    }
  }
  assert.ok(written > 300, String(written));
  const stored = await fuzz.storage.query({ ascending: true, limit: 100_000 });
  for (const row of stored) {
    const s = JSON.parse(row.body) as {
      id: string;
      actor: { account?: { name: string } };
      authority: { account: { name: string } };
    };
    if (s.id === foreign) continue;
    assert.equal(s.authority.account.name, 'dewi', 'who brought it in');
    assert.ok(['siti', 'dewi'].includes(s.actor.account?.name ?? ''));
  }
});

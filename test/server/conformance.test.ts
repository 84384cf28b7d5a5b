// What a statement may be, group by group with the clause cited (xAPI 1.0.3, Data; where 2.0 differs it is said), and what is left of
// the hardest requirements. docs/conformance.md says which test stands for which.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { createHash } from 'node:crypto';
import { createApp, listen } from '../../src/server/node.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import {
  account,
  Client,
  onEachStore,
  person,
  problem,
  refersTo,
  statement,
  uuid,
  verb,
  type Json,
} from './support.js';

const lrs = new Client(memoryStorage());
const mbox = { mbox: 'mailto:a@example.com' };
const act = { id: 'http://example.com/a' };
const sub = (parts: Json = {}): Json => ({
  object: { objectType: 'SubStatement', actor: mbox, verb: verb('did'), object: act, ...parts },
});
const def = (definition: Json): Json => ({ object: { ...act, definition } });
const ctx = (context: Json): Json => ({ context });
const res = (result: Json): Json => ({ result });
const sha = 'ab'.repeat(32);
const file = {
  usageType: 'http://example.com/u',
  display: { en: 'f' },
  contentType: 'text/plain',
  length: 1,
  sha2: sha,
  fileUrl: 'http://example.com/f',
};

/** Parts of a statement that are fine, and that are refused, in both versions unless said. */
const groups: Record<string, { good?: Json[]; bad?: Json[]; only2?: Json[] }> = {
  'Data 2.2 formatting: unknown properties, null, types, letter case': {
    good: [
      { result: { extensions: { 'http://e.co/x': null } } },
      { result: { extensions: { 'http://e.co/x': { '': '' } } } },
      def({ extensions: { 'http://e.co/x': [] } }),
      ctx({ extensions: {} }),
    ],
    bad: [
      { extra: 1 },
      { result: null },
      { Actor: mbox },
      { verb: { ...verb('v'), name: 'x' } },
      { object: { ...act, name: 'x' } },
      { timestamp: 1 },
      { id: 1 },
      res({ success: 'true' }),
      res({ completion: 1 }),
      res({ response: 1 }),
      res({ extensions: { x: 1 } }),
      res({ extensions: [] }),
      ctx({ extensions: null }),
      { actor: 'x' },
      { actor: [] },
      { verb: 'did' },
      { object: [] },
      ctx({ platform: 1 }),
      ctx({ contextActivities: { parents: [act] } }),
    ],
  },
  'Data 2.4 required: actor, verb, object': {
    bad: [
      { actor: undefined },
      { verb: undefined },
      { object: undefined },
      { verb: {} },
      { object: {} },
      { object: { objectType: 'Activity' } },
    ],
  },
  'Data 2.4.1 id: a UUID of RFC 4122, any letter case': {
    good: [{ id: '9DD0FA30-6C1E-4E0D-9A3B-0123456789AB' }],
    bad: [
      { id: 'x' },
      { id: '9dd0fa30-6c1e-4e0d-9a3b-0123456789a' },
      { id: '9dd0fa306c1e4e0d9a3b0123456789ab' },
      { id: '{9dd0fa30-6c1e-4e0d-9a3b-0123456789ab}' },
      { id: '9dd0fa30-6c1e-4e0d-1a3b-0123456789ab' },
      { id: '9dd0fa30-6c1e-9e0d-9a3b-0123456789ab' },
    ],
  },
  'Data 2.4.2.1 agents, 2.4.2.3 exactly one identifier of its form': {
    good: [
      { actor: { mbox_sha1sum: 'AB'.repeat(20) } },
      { actor: { openid: 'http://o.example/x' } },
      { actor: account('x') },
      { actor: { ...mbox, objectType: 'Agent', name: '' } },
    ],
    bad: [
      { actor: {} },
      { actor: { name: 'x' } },
      { actor: { ...mbox, ...account('x') } },
      { actor: { mbox: 'a@example.com' } },
      { actor: { mbox: 'mailto:a' } },
      { actor: { mbox_sha1sum: 'ab' } },
      { actor: { openid: 'x' } },
      { actor: { account: { name: 'x' } } },
      { actor: { account: { homePage: 'http://e.co' } } },
      { actor: { account: { homePage: 'e.co', name: 'x' } } },
      { actor: { account: { homePage: 'http://e.co', name: 'x', id: 1 } } },
      { actor: { ...mbox, objectType: 'agent' } },
      { actor: { ...mbox, objectType: 'Person' } },
      { actor: { ...mbox, member: [] } },
      { actor: { ...mbox, name: 1 } },
    ],
  },
  'Data 2.4.2.2 groups: members are agents; anonymous ones have members': {
    good: [
      { actor: { objectType: 'Group', member: [mbox] } },
      { actor: { objectType: 'Group', ...mbox } },
      { actor: { ...account('g'), objectType: 'Group', member: [mbox] } },
    ],
    bad: [
      { actor: { objectType: 'Group' } },
      { actor: { objectType: 'Group', member: mbox } },
      { actor: { objectType: 'Group', member: [{ objectType: 'Group', member: [mbox] }] } },
      { actor: { objectType: 'Group', member: [{}] } },
      { actor: { objectType: 'Group', ...mbox, openid: 'http://o.co', member: [mbox] } },
      { actor: { objectType: 'group', member: [mbox] } },
    ],
  },
  'Data 2.4.3 verbs: IRI with a scheme, display a language map': {
    good: [
      { verb: { id: 'urn:x:y' } },
      {
        verb: {
          id: 'http://ex.co/dijélaskan',
          display: { 'id-ID': 'x', 'zh-Hant-TW': 'x', 'x-priv': 'y', 'sl-rozaj-biske-1994': 'z' },
        },
      },
    ],
    bad: [
      { verb: { id: 'did' } },
      { verb: { id: 'http://e.co/a b' } },
      { verb: { id: '' } },
      { verb: { id: 'http://e.co/v', display: 'did' } },
      { verb: { id: 'http://e.co/v', display: { a: 'x' } } },
      { verb: { id: 'http://e.co/v', display: { en_US: 'x' } } },
      { verb: { id: 'http://e.co/v', display: { en: 1 } } },
    ],
  },
  'Data 2.4.4.1 activities and their definitions': {
    good: [def({}), def({ name: {}, description: { en: 'x' }, type: 'http://e.co/t', moreInfo: 'http://e.co/m' })],
    bad: [
      def({ type: 'quiz' }),
      def({ moreInfo: 'x' }),
      def({ name: 'x' }),
      def({ title: {} }),
      def({ extensions: { x: 1 } }),
      { object: { ...act, objectType: 'activity' } },
      { object: { id: 'a' } },
    ],
  },
  'Data 2.4.4.1 interactions: components where they belong, ids present and different': {
    good: [
      def({
        interactionType: 'choice',
        choices: [{ id: 'a', description: { en: 'A' } }, { id: 'b' }],
        correctResponsesPattern: ['a[,]b'],
      }),
      def({ interactionType: 'matching', source: [{ id: 'a' }], target: [{ id: 'a' }] }),
      def({ interactionType: 'performance', steps: [{ id: 'a' }] }),
      def({ interactionType: 'likert', scale: [{ id: 'a' }] }),
      def({ interactionType: 'other' }),
    ],
    bad: [
      def({ interactionType: 'choose' }),
      def({ interactionType: 'choice', choices: [{ id: 'a' }, { id: 'a' }] }),
      def({ interactionType: 'choice', choices: [{}] }),
      def({ interactionType: 'choice', choices: [{ id: '' }] }),
      def({ interactionType: 'true-false', choices: [{ id: 'a' }] }),
      def({ interactionType: 'likert', choices: [{ id: 'a' }] }),
      def({ interactionType: 'choice', choices: {} }),
      def({ interactionType: 'fill-in', correctResponsesPattern: 'x' }),
      def({ interactionType: 'fill-in', correctResponsesPattern: [1] }),
      def({ interactionType: 'choice', choices: [{ id: 'a', description: 'A' }] }),
      def({ interactionType: 'choice', choices: [{ id: 'a', text: 'A' }] }),
    ],
  },
  'Data 2.4.4.2 agents, 2.4.4.3 SubStatements and StatementRefs as objects': {
    good: [
      { object: { objectType: 'Agent', ...mbox } },
      { object: { objectType: 'Group', member: [mbox] } },
      { object: { objectType: 'StatementRef', id: uuid().toUpperCase() } },
      sub(),
      sub({ result: { success: true }, context: { registration: uuid() }, timestamp: '2026-01-01T00:00:00Z' }),
      sub({ object: { objectType: 'StatementRef', id: uuid() } }),
    ],
    bad: [
      { object: mbox },
      { object: { objectType: 'StatementRef' } },
      { object: { objectType: 'StatementRef', id: 'x' } },
      { object: { objectType: 'statementRef', id: uuid() } },
      sub({ id: uuid() }),
      sub({ stored: '2026-01-01T00:00:00Z' }),
      sub({ version: '1.0.0' }),
      sub({ authority: mbox }),
      sub(sub()),
      sub({ actor: undefined }),
      sub({ verb: { id: 'x' } }),
      sub({ object: {} }),
      sub({ result: { score: { scaled: 2 } } }),
      sub({ context: { instructor: {} } }),
      sub({ timestamp: 'x' }),
    ],
  },
  'Data 2.4.5 results: score within its bounds, durations of ISO 8601': {
    good: [
      res({ score: { scaled: -1, raw: 0, min: 0, max: 0.1 } }),
      res({ score: {} }),
      res({ duration: 'PT1H0M0.123456789S' }),
      res({ duration: 'P4W' }),
      res({ duration: 'P1Y2M3DT4H5M6S' }),
      res({ duration: 'PT0,5S' }),
    ],
    bad: [
      res({ score: { scaled: 1.01 } }),
      res({ score: { scaled: -1.5 } }),
      res({ score: { raw: 5, max: 4 } }),
      res({ score: { raw: -1, min: 0 } }),
      res({ score: { min: 2, max: 1 } }),
      res({ score: { raw: '5' } }),
      res({ score: 5 }),
      res({ score: { points: 1 } }),
      res({ duration: 'P4W1D' }),
      res({ duration: 'P' }),
      res({ duration: 'PT' }),
      res({ duration: '1H' }),
      res({ duration: 'P1H' }),
      res({ duration: 'PT1D' }),
      res({ duration: 'PT-1S' }),
      res({ duration: 60 }),
    ],
  },
  'Data 2.4.6 context: team a group, platform and revision with activities only': {
    good: [
      ctx({
        registration: uuid().toUpperCase(),
        instructor: mbox,
        team: { objectType: 'Group', ...mbox },
        language: 'id-ID',
        revision: '1',
        platform: 'p',
        statement: { objectType: 'StatementRef', id: uuid() },
      }),
      ctx({ contextActivities: { parent: [act], grouping: act, category: [], other: [act, act] } }),
    ],
    bad: [
      ctx({ registration: 'x' }),
      ctx({ instructor: {} }),
      ctx({ team: mbox }),
      ctx({ language: 'bahasa indonesia' }),
      ctx({ statement: { id: uuid() } }),
      ctx({ statement: { objectType: 'StatementRef', id: 'x' } }),
      ctx({ contextActivities: { parent: 'x' } }),
      ctx({ contextActivities: { parent: [{}] } }),
      ctx({ contextActivities: { parent: [{ objectType: 'Agent', ...mbox }] } }),
      { object: { objectType: 'Agent', ...mbox }, context: { revision: '1' } },
      { object: { objectType: 'StatementRef', id: uuid() }, context: { platform: 'p' } },
    ],
    only2: [
      ctx({ contextAgents: [{ objectType: 'contextAgent', agent: mbox, relevantTypes: ['http://e.co/t'] }] }),
      ctx({ contextGroups: [{ objectType: 'contextGroup', group: { objectType: 'Group', member: [mbox] } }] }),
    ],
  },
  'Data 2.4.7 timestamps: ISO 8601 with any offset but −00': {
    good: [
      '2008-09-15T15:53:00.601+00:00',
      '2026-11-24T07:00:00Z',
      '2026-11-24T07:00:00.123456789+07:00',
      '2026-11-24T07:00:00+0700',
      '2026-11-24T07:00:00+07',
      '2999-01-01T00:00:00Z',
      '2016-12-31T23:59:60Z',
    ].map((timestamp) => ({ timestamp })),
    bad: [
      '2026-11-24T07:00:00-00',
      '2026-11-24T07:00:00-0000',
      '2026-11-24T07:00:00-00:00',
      '2026-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:60:00Z',
      '24 Nov 2026',
      '',
      '2026-01-01T00:00:00+25:00',
    ].map((timestamp) => ({ timestamp })),
  },
  'Data 2.4.9 authority: an agent, or two members of whom one is the application': {
    good: [{ authority: mbox }, { authority: { objectType: 'Group', member: [mbox, account('app')] } }],
    bad: [
      { authority: {} },
      { authority: { objectType: 'Group', member: [mbox] } },
      { authority: { objectType: 'Group', member: [mbox, mbox, account('x')] } },
      { authority: { ...account('g'), objectType: 'Group' } },
    ],
  },
  'Data 2.4.11 attachments': {
    good: [
      { attachments: [file] },
      { attachments: [] },
      { attachments: [{ ...file, description: { en: 'd' }, sha2: 'AB'.repeat(28) }] },
    ],
    bad: [
      { attachments: {} },
      { attachments: [{ ...file, usageType: 'x' }] },
      { attachments: [{ ...file, display: 'x' }] },
      { attachments: [{ ...file, contentType: 'text' }] },
      { attachments: [{ ...file, length: -1 }] },
      { attachments: [{ ...file, length: 1.5 }] },
      { attachments: [{ ...file, length: '1' }] },
      { attachments: [{ ...file, sha2: 'ab' }] },
      { attachments: [{ ...file, fileUrl: 'x' }] },
      { attachments: [{ ...file, sha2: undefined }] },
      { attachments: [{ ...file, name: 'x' }] },
    ],
  },
  'Data 2.3.2 voiding: the object is a reference': {
    good: [refersTo(uuid(), { verb: { id: 'http://adlnet.gov/expapi/verbs/voided' } })],
    bad: [{ verb: { id: 'http://adlnet.gov/expapi/verbs/voided' } }],
  },
};

describe('statements by requirement group', () => {
  for (const [group, { good = [], bad = [], only2 = [] }] of Object.entries(groups))
    test(group, async () => {
      const cases: [Json, string, number][] = [
        ...['1.0.3', '2.0.0'].flatMap((version) => [
          ...good.map((parts): [Json, string, number] => [parts, version, 200]),
          ...bad.map((parts): [Json, string, number] => [parts, version, 400]),
        ]),
        ...only2.flatMap((parts): [Json, string, number][] => [
          [parts, '1.0.3', 400],
          [parts, '2.0.0', 200],
        ]),
      ];
      for (const [parts, version, status] of cases) {
        const name = `${version} ${JSON.stringify(parts)}`;
        const response = await lrs.postRaw(statement({ ...('id' in parts ? {} : { id: uuid() }), ...parts }), {
          version,
        });
        const text = await response.clone().text();
        assert.equal(response.status, status, `${name}: ${text}`);
        if (status === 400) assert.ok((await problem(response)).path, `${name} names the place: ${text}`);
      }
    });

  test('Data 2.4.10 version: 1.0.x in 1.0.3, 2.0.x in 2.0', async () => {
    const post = async (version: string, own: unknown) =>
      (await lrs.postRaw(statement({ version: own }), { version })).status;
    for (const own of ['1.0', '1.0.0', '1.0.9']) assert.equal(await post('1.0.3', own), 200, own);
    for (const own of ['2.0.0', '0.9', '1.1.0', '1', '', 1]) assert.equal(await post('1.0.3', own), 400, String(own));
    assert.equal(await post('2.0.0', '2.0.0'), 200);
    assert.equal(await post('2.0.0', '3.0.0'), 400);
  });

  test('2.0, 4.2.2 contextAgents: objectType, agent and relevantTypes as they have to be', async () => {
    const entry = { objectType: 'contextAgent', agent: mbox };
    const post = async (contextAgents: unknown) =>
      (await lrs.postRaw(statement(ctx({ contextAgents })), { version: '2.0.0' })).status;
    assert.equal(await post([entry]), 200);
    for (const bad of [
      entry,
      [{ ...entry, objectType: undefined }],
      [{ ...entry, objectType: 'contextGroup' }],
      [{ objectType: 'contextAgent' }],
      [{ ...entry, relevantTypes: [] }],
      [{ ...entry, relevantTypes: ['x'] }],
      [{ ...entry, agent: { objectType: 'Group', member: [mbox] } }],
      [{ ...entry, role: 'x' }],
    ])
      assert.equal(await post(bad), 400, JSON.stringify(bad));
  });
});

onEachStore('the hardest requirements', (open) => {
  let store: Client;
  before(async () => {
    store = new Client(await open());
  });
  const page = async (query: Record<string, string>) => store.page(query);

  test('boundaries quoted or not, a preamble, the end of lines after them, no files at all (Communication 1.5.2)', async () => {
    const json = JSON.stringify(statement());
    const bodies: [string, string][] = [
      ['multipart/mixed; boundary=x', `--x\r\nContent-Type: application/json\r\n\r\n${json}\r\n--x--\r\n`],
      [
        'multipart/mixed; charset=utf-8; boundary="x y"',
        `--x y\r\nContent-Type: application/json\r\n\r\n${json}\r\n--x y--`,
      ],
      [
        'Multipart/Mixed;BOUNDARY=x',
        `\r\n--x\r\nCONTENT-TYPE: application/json; charset=UTF-8\r\n\r\n${json}\r\n--x--\r\nepilogue`,
      ],
      [
        'multipart/mixed; boundary=x',
        `preamble, to be ignored\r\n--x\r\nContent-Type: application/json\r\n\r\n${json}\r\n--x--\r\n`,
      ],
    ];
    for (const [type, body] of bodies)
      assert.equal((await store.postRaw(body, { headers: { 'Content-Type': type } })).status, 200, type);
  });

  test('more keeps attachments, format and the order asked for (Communication 2.1.3)', async () => {
    const object = { id: `http://example.com/${uuid()}` };
    await store.post(Array.from({ length: 3 }, () => statement({ object })));
    const response = await store.call('statements', {
      query: { activity: object.id, limit: '1', attachments: 'true', ascending: 'true', format: 'ids' },
    });
    assert.match(response.headers.get('content-type') ?? '', /^multipart\/mixed/);
    const more = /"more":"([^"]+)"/.exec(await response.text())?.[1] ?? '';
    const next = await store.call('statements', {
      query: Object.fromEntries(new URL(more, 'http://lrs.test').searchParams),
    });
    assert.match(next.headers.get('content-type') ?? '', /^multipart\/mixed/);
    assert.deepEqual([...new URL(more, 'http://x').searchParams.keys()].sort(), [
      'activity',
      'ascending',
      'attachments',
      'cursor',
      'format',
      'limit',
    ]);
  });

  test('members of a group are found by agent, and those only related are not (Communication 2.1.3)', async () => {
    const who = account(uuid());
    const [member = ''] = await store.post(statement({ actor: { objectType: 'Group', member: [who, mbox] } }));
    const [object = ''] = await store.post(
      statement({ object: { ...account(uuid()), objectType: 'Group', member: [who] } }),
    );
    const [team = ''] = await store.post(statement({ context: { team: { objectType: 'Group', member: [who] } } }));
    const agent = JSON.stringify(who);
    assert.deepEqual(await store.ids({ agent }), [object, member]);
    assert.deepEqual(await store.ids({ agent, related_agents: 'true' }), [team, object, member]);
  });

  test('a repeat with a timestamp where there was none, and without where there was one, is the same (Data 2.3.1)', async () => {
    const [without, with_] = [uuid(), uuid()];
    const timestamp = '2026-11-24T07:00:00.000Z';
    await store.post([statement({ id: without }), statement({ id: with_, timestamp })]);
    const stored = await store.get(without);
    assert.equal((await store.postRaw({ ...stored, stored: undefined, authority: undefined })).status, 200);
    assert.equal((await store.postRaw(statement({ id: with_ }))).status, 200);
    assert.equal((await store.postRaw(statement({ id: with_, timestamp: '2026-11-24T14:00:00+07:00' }))).status, 200);
    assert.equal((await store.postRaw(statement({ id: with_, timestamp: '2026-11-24T07:00:00.001Z' }))).status, 409);
    assert.equal((await store.get(with_)).timestamp, timestamp);
  });

  test('registration and ids in any letter case are one (RFC 4122)', async () => {
    const registration = uuid();
    const id = uuid();
    await store.post(statement({ id: id.toUpperCase(), context: { registration: registration.toUpperCase() } }));
    assert.deepEqual(await store.ids({ registration }), [id]);
    assert.deepEqual(await store.ids({ registration: registration.toUpperCase() }), [id]);
    assert.equal((await store.get(id.toUpperCase())).id, id);
    assert.equal((await store.get(id)).context?.registration, registration);
  });

  test('IRIs are compared as they are written: no path is shortened, no letter changed (Data 4.2)', async () => {
    const base = `http://example.com/${uuid()}`;
    const forms = [`${base}/a/../b`, `${base}/b`, `${base}/B`, `${base}/b/`, `${base}/%62`];
    for (const id of forms) await store.post(statement({ object: { id } }));
    for (const id of forms) {
      const { statements } = await page({ activity: id });
      assert.deepEqual(
        statements.map((s) => (s.object as { id: string }).id),
        [id],
      );
    }
  });

  test('canonical: the first of the person’s languages there is, by q; one language in every map (Communication 2.1.3)', async () => {
    const name = { en: 'One', 'id-ID': 'Satu', fr: 'Un' };
    const [id = ''] = await store.post(
      statement({ object: { id: `http://example.com/${uuid()}`, definition: { name } } }),
    );
    const cases: [string, Json][] = [
      ['fr', { fr: 'Un' }],
      ['de, id;q=0.5, en;q=0.3', { 'id-ID': 'Satu' }],
      ['en;q=0.1, fr;q=0.9', { fr: 'Un' }],
      ['fr;q=0, en', { en: 'One' }],
      ['', { en: 'One' }],
      ['*', { en: 'One' }],
      ['ja', { en: 'One' }],
    ];
    for (const [header, expected] of cases) {
      const s = (await store.get(id, {
        query: { statementId: id, format: 'canonical' },
        headers: { 'Accept-Language': header },
      })) as unknown as { object: { definition: { name: Json } } };
      assert.deepEqual(s.object.definition.name, expected, header);
    }
  });

  test('numbers to the letter: 1.0 is not 1, doubles and integers beyond them (Data 2.2)', async () => {
    for (const raw of ['1.0', '1', '0.1', '16777217', '12345678901234567890', '1e2', '3.4028235e38', '-0']) {
      const id = uuid();
      await store.post(
        JSON.stringify(statement({ id, result: { extensions: { 'http://e.co/n': 'N' } } })).replace('"N"', raw),
      );
      const text = await (await store.call('statements', { query: { statementId: id } })).text();
      assert.ok(text.includes(`"http://e.co/n":${raw}}`), `${raw}: ${text}`);
    }
  });

  test('HEAD answers as GET on every resource (Communication 1.1)', async () => {
    const agent = JSON.stringify(account('head'));
    const state = { agent, activityId: act.id, stateId: uuid() };
    await store.call('activities/state', { method: 'PUT', query: state, body: '{"a":1}' });
    const asks: [string, Record<string, string>][] = [
      ['statements', { limit: '1' }],
      ['activities/state', state],
      ['activities', { activityId: act.id }],
      ['agents', { agent }],
      ['about', {}],
      ['activities/state', { ...state, stateId: 'none' }],
      ['statements', { limit: 'x' }],
    ];
    for (const [path, query] of asks) {
      const [get, head] = await Promise.all(['GET', 'HEAD'].map((method) => store.call(path, { method, query })));
      assert.equal(head?.status, get?.status, path);
      assert.equal(await head?.text(), '');
      assert.equal(head?.headers.get('content-length'), String((await get?.arrayBuffer())?.byteLength), path);
      for (const name of ['content-type', 'etag', 'last-modified', 'x-experience-api-version'])
        assert.equal(head?.headers.get(name), get?.headers.get(name), `${path} ${name}`);
    }
  });

  test('the ETag of a document is the SHA-1 of its bytes and of nothing else (Communication 3.1)', async () => {
    const query = { agent: JSON.stringify(account('etag')), activityId: act.id, stateId: uuid() };
    const put = (type: string) =>
      store.call('activities/state', { method: 'PUT', query, body: '{"a": 1}', headers: { 'Content-Type': type } });
    const etag = `"${createHash('sha1').update('{"a": 1}').digest('hex')}"`;
    for (const type of ['application/json', 'text/plain']) {
      assert.equal((await put(type)).headers.get('etag'), etag);
      assert.equal((await store.call('activities/state', { query })).headers.get('etag'), etag);
    }
  });

  test('the definition of who may define counts; the others’ fill gaps; an unknown activity is at least its id (Communication 2.5)', async () => {
    const id = `http://example.com/${uuid()}`;
    const look = async () => (await store.call('activities', { query: { activityId: id } })).json() as Promise<Json>;
    assert.deepEqual(await look(), { objectType: 'Activity', id });
    const post = (name: string, as?: ReturnType<typeof person>) =>
      store.post(
        statement({ ...(as ? { actor: as.actor } : {}), object: { id, definition: { name: { en: name } } } }),
        as ? { as } : {},
      );
    await post('by a learner', person('siti'));
    await post('by the system');
    await post('by a learner again', person('siti'));
    assert.deepEqual((await look()).definition, { name: { en: 'by the system' } });
  });
});

test('one ETag names one sequence of bytes: a document is never compressed on the way (RFC 9110 8.8.3, Communication 3.1)', async () => {
  const app = createApp({
    storage: memoryStorage(),
    credentials: [{ key: 'k', secret: 's' }],
    origins: ['https://p.example'],
  });
  const server = await listen(async (r) => (await app.fetch(r)) ?? new Response('', { status: 404 }), {
    port: 0,
    host: '127.0.0.1',
  });
  const headers = {
    authorization: `Basic ${btoa('k:s')}`,
    'x-experience-api-version': '1.0.3',
    'content-type': 'application/json',
  };
  const at = (path: string, query: Record<string, string>) =>
    `http://127.0.0.1:${server.port}/xapi/${path}?${new URLSearchParams(query)}`;
  const big = JSON.stringify({ text: 'x'.repeat(5000) });
  const doc = at('activities/state', { agent: JSON.stringify(account('z')), activityId: act.id, stateId: 's' });
  assert.equal((await fetch(doc, { method: 'PUT', headers, body: big })).status, 204);
  const response = await fetch(doc, { headers: { ...headers, 'accept-encoding': 'gzip' } });
  assert.equal(response.headers.get('content-encoding'), null);
  assert.equal(
    response.headers.get('etag'),
    `"${createHash('sha1')
      .update(await response.text())
      .digest('hex')}"`,
  );

  // CORS on errors too (facts of browsers: without it a page cannot read why).
  for (const [url, status] of [
    [at('statements', { limit: 'x' }), 400],
    [at('nowhere', {}), 404],
  ] as const) {
    const refused = await fetch(url, { headers: { ...headers, origin: 'https://p.example' } });
    assert.deepEqual(
      [refused.status, refused.headers.get('access-control-allow-origin')],
      [status, 'https://p.example'],
    );
    assert.match(refused.headers.get('access-control-expose-headers') ?? '', /X-Experience-API-Consistent-Through/);
  }
  const nobody = await fetch(at('statements', {}), {
    headers: { 'x-experience-api-version': '1.0.3', origin: 'https://p.example' },
  });
  assert.deepEqual(
    [nobody.status, nobody.headers.get('access-control-allow-origin'), nobody.headers.get('x-experience-api-version')],
    [401, 'https://p.example', '1.0.3'],
  );
  await server.close();
});

test('docs/conformance.md names tests that are there', () => {
  const page = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) \|.*\| (.+) \|$/gm)];
  assert.deepEqual(
    rows.map((r) => Number(r[1])),
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
  for (const [, n, cell = ''] of rows) {
    const named = [...cell.matchAll(/`(\w[\w-]*)`: “([^”]+)”/g)];
    assert.ok(named.length > 0, `row ${n} names a test`);
    for (const [, name, title = ''] of named) {
      const text = readFileSync(new URL(`./${name}.test.ts`, import.meta.url), 'utf8');
      assert.ok(text.includes(title), `row ${n}: ${name}.test.ts has no “${title}”`);
    }
  }
});

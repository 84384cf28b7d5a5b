// Bad input as one suite: each malformed request gets its status and an error that names the place, nothing of it is stored, the
// server answers the next one, and no input costs more than its length. The categories of JSON are those of JSONTestSuite
// (github.com/nst/JSONTestSuite, MIT), the texts our own. On each store; what needs a socket, over real HTTP.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { readParts } from '../../src/sdk/multipart.js';
import { createApp } from '../../src/server/app.js';
import { listen, type Listening } from '../../src/server/node.js';
import {
  account,
  Client,
  onEachStore,
  openSql,
  person,
  problem,
  statement,
  uuid,
  type Call,
  type Json,
} from './support.js';

/** In Latin-1, so that any byte can be said. */
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** What is no JSON, by what is wrong with it. Each stands alone and inside a statement. */
const noJson: Record<string, string[]> = {
  arrays: [
    '[1 true]',
    '[,1]',
    '[1,,2]',
    '[1,]',
    '[',
    ']',
    '[1]]',
    '["x"',
    '[1:2]',
    '["",',
    '[*]',
    '[\x0b]',
    '[1\n2]',
    '[a',
  ],
  objects: [
    '{"a" "b"}',
    '{"a"::1}',
    '{"a":1,}',
    '{a:1}',
    '{1:1}',
    "{'a':1}",
    '{"a"}',
    '{"a":',
    '{,}',
    '{"a":1 "b":2}',
    '{"a":1}}',
    '{[:1}',
    '{"a":1/**/}',
    '{"a":1}//',
    '{"a":1}#',
  ],
  numbers: [
    '01',
    '-01',
    '1.',
    '.1',
    '-',
    '-.1',
    '+1',
    '1e',
    '1e+',
    '1E-',
    '0x1',
    '1_000',
    '1.e1',
    '1e1.5',
    'NaN',
    '-NaN',
    'Infinity',
    '-Infinity',
    '--1',
    '1-1',
    '0e',
    '2.e3',
    '9.e+',
    '１',
  ],
  strings: [
    '"\\x00"',
    '"\\u00"',
    '"\\u00G0"',
    '"\\uD800\\u"',
    '"\\a"',
    '"\\"',
    "'x'",
    '"\t"',
    '"\n"',
    '"\x00"',
    '"\x1f"',
    '"',
    'x"',
    '"x',
    '"\\',
    '\\u0022x"',
  ],
  words: ['nul', 'tru', 'fals', 'True', 'NULL', 'undefined', '[nul]', 'truefalse', 'true,'],
  structure: [
    '',
    ' ',
    '\xef\xbb\xbf',
    '{}{}',
    '1 2',
    '"a" "b"',
    '<a>',
    '{"a":true} x',
    '\x00',
    '[1]\x00',
    '*',
    '\x0c1',
    '\xe2\x81\xa0{}',
    '{} \xc2\xa0',
  ],
};
const broken = Object.values(noJson).flat();
/** What is no UTF-8: cut off, overlong, surrogates, beyond U+10FFFF, Latin-1, UTF-16. */
const noUtf8 = [
  '\xff',
  '\xe9',
  '\xc3',
  '\xc0\xaf',
  '\xe0\x80\xaf',
  '\xed\xa0\x80',
  '\xf4\xbf\xbf\xbf',
  '\xf8\x88\x80\x80\x80',
  '\x80',
  '\xe2\x82',
];
/** JSON whose meaning a reader might lose: comes back as it was sent. */
const unusual = [
  '-0',
  '1E2',
  '1e-2',
  '0.1e1',
  '123456789012345678901234567890',
  '1.000',
  '1e-400',
  '"\\u0000"',
  '"\\ud834\\udd1e"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\/"',
  '"\x7f"',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"":0}',
  '{"toString":1,"hasOwnProperty":2}',
  '[[],{}]',
  'null',
  '" \xef\xbb\xbf"',
];

const extension = 'http://example.com/e';
const around = (value: string, parts: Json = {}): string =>
  JSON.stringify(statement({ ...parts, result: { extensions: { [extension]: 'HERE' } } })).replace('"HERE"', value);

interface Bad {
  name: string;
  call: Call;
  path?: string;
  status?: number;
  error?: string | RegExp;
}

const multipart = (body: string, boundary = 'b'): Call => ({
  method: 'POST',
  headers: { 'Content-Type': `multipart/mixed; boundary=${boundary}` },
  body: bytes(body),
});
const file = bytes('file');
const declared = (): Json =>
  statement({
    attachments: [
      {
        usageType: 'http://example.com/u',
        display: { en: 'f' },
        contentType: 'text/plain',
        length: 4,
        sha2: sha256(file),
      },
    ],
  });
const jsonPart = (s: Json = declared()) => `--b\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(s)}\r\n`;
const filePart = (headers = `Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha256(file)}\r\n`) =>
  `--b\r\nContent-Type: text/plain\r\n${headers}\r\nfile\r\n`;

function badRequests(): Bad[] {
  const post = (body: unknown, headers: Record<string, string> = {}): Call => ({ method: 'POST', body, headers });
  const get = (query: Record<string, string>): Call => ({ query });
  const doc = (query: Record<string, string>): Call => ({
    query: { activityId: 'http://example.com/a', agent: JSON.stringify(account('x')), stateId: 's', ...query },
  });
  const deep = (n: number, open = '[', close = ']') => open.repeat(n) + close.repeat(n);
  const long = 'x'.repeat(5_000_000);
  const mp = (name: string, body: string, error?: string | RegExp): Bad => ({
    name: `multipart: ${name}`,
    call: multipart(body),
    ...(error === undefined ? {} : { error }),
  });
  return [
    ...broken.map((text) => ({ name: `alone: ${JSON.stringify(text)}`, call: post(bytes(text)) })),
    // Twice the same brackets or words outside a string: what closes too much inside a statement is no JSON either.
    ...broken
      .filter((t) => t.trim() !== '' && !/^(?:"a" "b"|1 2)$/.test(t))
      .map((text) => ({ name: `inside: ${JSON.stringify(text)}`, call: post(bytes(around(text))) })),
    ...noUtf8.map((text) => ({
      name: `not UTF-8: ${JSON.stringify(text)}`,
      call: post(bytes(around(`"${text}"`))),
      error: /UTF-8/,
    })),
    { name: 'UTF-16', call: post(Buffer.from('\ufeff{}', 'utf16le')) },
    ...['null', '1', '"x"', 'true', '[null]', '[1]', '[[]]', '[[[]]]', '{}', '[{}]'].map((text) => ({
      name: `JSON, no statement: ${text}`,
      call: post(text),
    })),
    { name: 'lists 100,000 deep', call: post(deep(100_000)), error: /deeper/ },
    { name: 'objects 100,000 deep', call: post(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), error: /deeper/ },
    { name: '100,000 deep and never closed', call: post('['.repeat(100_000)), error: /deeper/ },
    { name: 'deep inside an extension', call: post(around(deep(100_000))), error: /deeper/ },
    { name: 'deep in ?agent', call: get({ agent: deep(5000) }), path: '?agent', error: /deeper/ },
    { name: 'a number beyond doubles', call: post(around('1e400')), error: /too large/ },
    { name: 'a number of 100,000 digits', call: post(around('9'.repeat(100_000))), error: /too large/ },
    { name: '5 MB as an IRI', call: post(statement({ verb: { id: long } })), path: 'verb.id' },
    { name: '5 MB as the name of a property', call: post(statement({ [long]: 1 })) },
    {
      name: '5 MB as a language tag',
      call: post(statement({ verb: { id: 'http://e.co/v', display: { [long]: 'x' } } })),
    },
    {
      name: '5 MB as a duration',
      call: post(statement({ result: { duration: `PT${'1'.repeat(5_000_000)}` } })),
      path: 'result.duration',
    },
    {
      name: '5 MB as a timestamp',
      call: post(statement({ timestamp: `2026-01-01T00:00:00.${'1'.repeat(5_000_000)}x` })),
      path: 'timestamp',
    },
    {
      name: '5 MB as an mbox',
      call: post(statement({ actor: { mbox: `mailto:${'a@'.repeat(2_500_000)}` } })),
      path: 'actor.mbox',
    },
    {
      name: '5 MB as a media type',
      call: post(
        statement({
          attachments: [
            {
              usageType: 'http://e.co/u',
              display: { en: 'x' },
              length: 1,
              sha2: 'ab'.repeat(32),
              contentType: `a/${';'.repeat(5_000_000)}\n`,
            },
          ],
        }),
      ),
    },
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].flatMap((key) => [
      {
        name: `a statement with ${key}`,
        call: post(JSON.stringify(statement()).replace('{', `{"${key}":{"x":1},`)),
        path: key,
      },
      {
        name: `an actor with ${key}`,
        call: post(JSON.stringify(statement()).replace('"actor":{', `"actor":{"${key}":1,`)),
        path: `actor.${key}`,
      },
      {
        name: `${key} as an activity's type`,
        call: post(statement({ object: { id: 'http://e.co/a', definition: { type: key } } })),
        path: 'object.definition.type',
      },
      {
        name: `${key} as an interaction`,
        call: post(statement({ object: { id: 'http://e.co/a', definition: { interactionType: key } } })),
        path: 'object.definition.interactionType',
      },
      {
        name: `${key} as objectType`,
        call: post(statement({ object: { objectType: key, id: 'http://e.co/a' } })),
        path: 'object.objectType',
      },
    ]),
    {
      name: 'a place of many in a batch',
      call: post([statement(), statement(), statement({ actor: { mbox: 'x' } })]),
      path: '[2].actor.mbox',
    },
    {
      name: 'the same id twice',
      call: post([
        statement({ id: '0f0b7a5c-7c0d-4a3e-8a39-7f3f3d7c1c11' }),
        statement({ id: '0F0B7A5C-7C0D-4A3E-8A39-7F3F3D7C1C11' }),
      ]),
      path: '[1].id',
    },
    // Communication 1.5.2
    {
      name: 'multipart: no boundary',
      call: { ...multipart(jsonPart()), headers: { 'Content-Type': 'multipart/mixed' } },
      path: 'Content-Type',
    },
    {
      name: 'multipart: an empty boundary',
      call: { ...multipart(jsonPart()), headers: { 'Content-Type': 'multipart/mixed; boundary=""' } },
    },
    {
      name: 'multipart: another boundary',
      call: { ...multipart(jsonPart()), headers: { 'Content-Type': 'multipart/mixed; boundary=c' } },
    },
    {
      name: 'multipart: form-data',
      call: { ...multipart(jsonPart()), headers: { 'Content-Type': 'multipart/form-data; boundary=b' } },
      path: 'Content-Type',
    },
    { name: 'multipart: a boundary of 100,000', call: multipart(jsonPart(), 'b'.repeat(100_000)) },
    mp('nothing', ''),
    mp('only the end', '--b--\r\n', /first part/),
    mp('no end', jsonPart() + filePart(), /ends too early/),
    mp('half an end', `${jsonPart()}${filePart()}--b-`, /ends too early/),
    mp('cut off in a header', `${jsonPart()}--b\r\nContent-Ty`, /ends too early/),
    mp('LF instead of CRLF', (jsonPart() + filePart()).replaceAll('\r\n', '\n') + '--b--\n'),
    mp(
      'no empty line after the headers',
      `--b\r\nContent-Type: application/json\r\n${JSON.stringify(declared())}\r\n--b--\r\n`,
    ),
    mp('the file first', `${filePart()}${jsonPart()}--b--\r\n`, /first part/),
    mp('the first part is text', `--b\r\nContent-Type: text/plain\r\n\r\n{}\r\n--b--\r\n`, /first part/),
    mp('the first part is no JSON', `--b\r\nContent-Type: application/json\r\n\r\n{\r\n--b--\r\n`, /not JSON/),
    mp('the first part is not UTF-8', `--b\r\nContent-Type: application/json\r\n\r\n"\xff"\r\n--b--\r\n`, /UTF-8/),
    mp('statements in two parts', `${jsonPart(statement())}${jsonPart(statement())}--b--\r\n`, /Hash/),
    mp('no hash', `${jsonPart()}${filePart('Content-Transfer-Encoding: binary\r\n')}--b--\r\n`, /Hash/),
    mp(
      'a hash that is none',
      `${jsonPart()}${filePart('Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: zz\r\n')}--b--\r\n`,
      /SHA-2/,
    ),
    mp('no encoding', `${jsonPart()}${filePart(`X-Experience-API-Hash: ${sha256(file)}\r\n`)}--b--\r\n`, /binary/),
    mp(
      'base64',
      `${jsonPart()}${filePart(`Content-Transfer-Encoding: base64\r\nX-Experience-API-Hash: ${sha256(file)}\r\n`)}--b--\r\n`,
      /binary/,
    ),
    mp(
      'a media type that is none',
      `${jsonPart()}--b\r\nContent-Type: plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha256(file)}\r\n\r\nfile\r\n--b--\r\n`,
      /media type/,
    ),
    mp('declared, and not there', `${jsonPart()}--b--\r\n`, /neither/),
    mp('there, and not declared', `${jsonPart(statement())}${filePart()}--b--\r\n`, /declares/),
    mp('a header of a megabyte', `${jsonPart()}--b\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\nfile\r\n--b--\r\n`, /Hash/),
    // Communication 2.1.3, 1.4
    ...[
      ['?agent', { agent: '%' }],
      ['?agent', { agent: '[]' }],
      ['?agent', { agent: 'null' }],
      ['?agent', { agent: '{"mbox":["mailto:a@b.co"]}' }],
      ['?agent', { agent: '{"__proto__":{"mbox":"mailto:a@b.co"}}' }],
      ['?verb', { verb: 'did' }],
      ['?activity', { activity: '//x' }],
      ['?registration', { registration: '1' }],
      ['?since', { since: 'yesterday' }],
      ['?since', { since: '2026-02-30T00:00:00Z' }],
      ['?until', { until: '2026-01-01T00:00:00-00:00' }],
      ['?limit', { limit: '-1' }],
      ['?limit', { limit: '1.5' }],
      ['?limit', { limit: '1e3' }],
      ['?limit', { limit: '99999999999999999999' }],
      ['?limit', { limit: ' 1' }],
      ['?ascending', { ascending: 'TRUE' }],
      ['?format', { format: 'constructor' }],
      ['?cursor', { cursor: '../../etc' }],
      ['?cursor', { cursor: '1.2.3' }],
      ['?statementId', { statementId: '{}' }],
      ['?verb', { verb: 'http://e.co/\0' }],
      ['?__proto__', { ['__proto__x'.slice(0, 9)]: '1' }],
      ['?agent[mbox]', { 'agent[mbox]': 'mailto:a@b.co' }],
      ['?Verb', { Verb: 'http://e.co/v' }],
    ].map(([path, query]) => ({
      name: `query ${JSON.stringify(query)}`,
      call: get(query as Record<string, string>),
      path: path as string,
    })),
    // Communication 1.3, 3.1
    ...['', '1', '1.1', '3.0.0', '2', 'latest', '1.0.3, 2.0.0', '1.0.3x', '0.95'].map((version) => ({
      name: `version "${version}"`,
      call: { version },
      path: 'X-Experience-API-Version',
    })),
    ...['text/plain', 'application/jsonx', 'application', '', 'image/png', 'application/x-www-form-urlencoded'].map(
      (type) => ({
        name: `Content-Type "${type}"`,
        call: post(JSON.stringify(statement()), { 'Content-Type': type }),
        path: 'Content-Type',
      }),
    ),
    { name: 'a PUT without id', call: { method: 'PUT', body: statement() }, path: '?statementId' },
    { name: 'a PUT of two', call: { method: 'PUT', query: { statementId: uuid() }, body: [statement(), statement()] } },
    {
      name: 'a PUT under another id',
      call: { method: 'PUT', query: { statementId: uuid() }, body: statement({ id: uuid() }) },
      path: 'id',
    },
    { name: 'a DELETE of statements', call: { method: 'DELETE' }, status: 405 },
    { name: 'a PATCH', call: { method: 'PATCH', body: '{}' }, status: 405 },
    ...(
      [
        ['stateId', { stateId: '' }],
        ['activityId', { activityId: 'a' }],
        ['agent', { agent: '{' }],
        ['registration', { registration: 'x' }],
        ['stateId', { stateId: 'a\0' }],
        ['stateID', { stateID: 'x' }],
      ] as const
    ).map(([path, query]) => ({
      name: `a document: ${JSON.stringify(query)}`,
      call: { ...doc(query), method: 'PUT', body: '{}', path: 'activities/state' } as Call,
      path: `?${path}`,
    })),
    {
      name: 'a document that is no JSON',
      call: { ...doc({}), method: 'PUT', body: '{', path: 'activities/state' } as Call,
    },
    {
      name: 'a document 100,000 deep',
      call: { ...doc({}), method: 'POST', body: deep(100_000), path: 'activities/state' } as Call,
    },
    { name: 'a list to be merged', call: { ...doc({}), method: 'POST', body: '[]', path: 'activities/state' } as Call },
  ];
}

onEachStore('bad input', (open) => {
  let lrs: Client;
  before(async () => {
    lrs = new Client(await open());
    await lrs.post(statement());
  });

  test('each gets its status and an error that names the place; nothing of it is stored', async () => {
    const state = { activityId: 'http://example.com/a', agent: JSON.stringify(account('x')) };
    const seq = await lrs.storage.lastSeq();
    const cases = badRequests();
    assert.ok(cases.length > 230, `${cases.length} cases`);
    for (const { name, call, status = 400, path, error } of cases) {
      const resource = (call as { path?: string }).path ?? 'statements';
      const response = await lrs.call(resource, call);
      const text = await response.clone().text();
      assert.ok(text.length < 1500, `${name}: what was sent is not echoed at length`);
      const said = await problem(response).catch((e: unknown) => assert.fail(`${name}: ${String(e)} ${text}`));
      assert.equal(said.status, status, `${name}: ${text}`);
      if (path !== undefined) assert.ok(said.path === path || said.path?.startsWith(`${path}.`), `${name}: ${text}`);
      if (error !== undefined) assert.match(text, new RegExp(error), name);
      assert.equal(await lrs.storage.lastSeq(), seq, `${name}: nothing is stored`);
    }
    assert.equal(await (await lrs.call('activities/state', { query: state })).text(), '[]');
    assert.equal(({} as Json).x, undefined, 'no prototype was touched');
    await lrs.post(statement());
  });

  test('a good statement beside a bad one is not stored either, wherever it stands', async () => {
    for (const at of [0, 25, 49]) {
      const ids = Array.from({ length: 50 }, uuid);
      const batch = ids.map((id, i) => statement(i === at ? { id, result: { score: { scaled: 2 } } } : { id }));
      const { status, path } = await problem(await lrs.postRaw(batch));
      assert.deepEqual([status, path], [400, `[${at}].result.score.scaled`]);
      for (const id of [ids[0] ?? '', ids[49] ?? ''])
        assert.equal((await lrs.call('statements', { query: { statementId: id } })).status, 404);
    }
  });

  test('JSON that is unusual is taken, and comes back as it was sent', async () => {
    for (const value of unusual) {
      const id = uuid();
      const response = await lrs.postRaw(bytes(around(value, { id })));
      assert.equal(response.status, 200, `${value}: ${await response.text()}`);
      const text = await (await lrs.call('statements', { query: { statementId: id } })).text();
      const sent = JSON.parse(Buffer.from(bytes(value)).toString()) as unknown;
      const got = (JSON.parse(text) as { result: { extensions: Json } }).result.extensions[extension];
      assert.deepEqual(got, sent, value);
      // Numbers to the letter (Data 2.2: 32-bit floats at the least; more is kept).
      if (/^-?\d/.test(value)) assert.ok(text.includes(`"${extension}":${value}`), text);
    }
  });

  test('a property given twice: the last one counts, in what is checked and in what is stored', async () => {
    const id = uuid();
    const twice = JSON.stringify(statement({ id })).replace('{', '{"actor":{"mbox":"mailto:other@example.com"},');
    assert.equal((await lrs.postRaw(twice)).status, 200);
    const text = await (await lrs.call('statements', { query: { statementId: id } })).text();
    assert.equal(text.split('"actor"').length, 2);
    assert.match(text, /siti@example/);
    const own = { ...statement({ actor: account('siti', 'siti') }) };
    const smuggled = JSON.stringify(own).replace(/}$/, ',"actor":{"mbox":"mailto:other@example.com"}}');
    assert.equal((await lrs.postRaw(smuggled, { as: person('siti') })).status, 403);
  });

  test('a byte order mark before JSON is ignored, as RFC 8259 8.1 allows', async () => {
    assert.equal((await lrs.postRaw(bytes(`\xef\xbb\xbf${JSON.stringify(statement())}`))).status, 200);
  });

  test('5 MB where they are allowed come back whole', async () => {
    const id = uuid();
    const name = `a${'é\u0000\ud83d\ude00'.repeat(700_000)}`;
    await lrs.post(statement({ id, object: { id: 'http://example.com/big', definition: { name: { id: name } } } }));
    const back = (await lrs.get(id)) as unknown as { object: { definition: { name: { id: string } } } };
    assert.ok(back.object.definition.name.id === name);
  });

  test('a merge with __proto__ and constructor keeps them as plain keys (Communication 2.2)', async () => {
    const query = { activityId: 'http://example.com/p', agent: JSON.stringify(account('x')), stateId: 's' };
    for (const body of ['{"a":1}', '{"__proto__":{"x":1},"constructor":{"y":2}}'])
      assert.equal((await lrs.call('activities/state', { method: 'POST', query, body })).status, 204);
    const text = await (await lrs.call('activities/state', { query })).text();
    assert.equal(text, '{"a":1,"__proto__":{"x":1},"constructor":{"y":2}}');
    assert.equal(({} as Json).x, undefined);
  });
});

describe('no slow path', () => {
  // Counted, not timed: how often the bytes of a body are looked at.
  test('a multipart body of many parts without headers is read once, not once per part', () => {
    const parts = 2000;
    const body = bytes(`--b\r\n${'x\r\n--b\r\n'.repeat(parts)}x\r\n--b--\r\n`);
    let looked = 0;
    // indexOf says how far it came: the sum of ways is the work. subarray gives one that counts as well.
    const counting = (target: Uint8Array): Uint8Array =>
      Object.assign(target, {
        indexOf(this: Uint8Array, byte: number, from: number) {
          const at = Uint8Array.prototype.indexOf.call(this, byte, from);
          looked += (at < 0 ? this.length : at) - from + 1;
          return at;
        },
        subarray(this: Uint8Array, from: number, to?: number) {
          return counting(Uint8Array.prototype.subarray.call(this, from, to));
        },
      });
    const found = readParts(counting(body), 'b');
    assert.equal(found?.length, parts + 1);
    assert.ok(looked < body.length * 8, `${looked} bytes looked at in ${body.length}`);
  });
});

describe('bad input over real HTTP, on PostgreSQL', () => {
  let server: Listening;
  let close: () => Promise<void>;
  let count: () => Promise<number>;
  before(async () => {
    const storage = await openSql();
    const app = createApp({ storage, credentials: [{ key: 'k', secret: 's' }] });
    server = await listen(async (r) => (await app.fetch(r)) ?? new Response('', { status: 404 }), {
      port: 0,
      host: '127.0.0.1',
    });
    count = () => storage.lastSeq();
    close = async () => {
      await server.close();
      await storage.close();
    };
  });
  after(() => close());

  const common = (type = 'application/json') =>
    `Host: lrs.test\r\nAuthorization: Basic ${btoa('k:s')}\r\nX-Experience-API-Version: 1.0.3\r\nContent-Type: ${type}\r\nConnection: close\r\n`;
  /** @param end whether the client says that nothing more comes */
  function raw(text: string, end = false): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () =>
        end ? socket.end(text, 'latin1') : socket.write(text, 'latin1'),
      );
      let answer = '';
      socket.on('data', (d) => (answer += d.toString('latin1')));
      socket.on('close', () => resolve(answer));
      socket.on('error', () => resolve(answer));
    });
  }
  const body = JSON.stringify(statement());

  const cases: [name: string, text: () => string, status: RegExp, end?: boolean][] = [
    [
      'a length longer than the body',
      () => `POST /xapi/statements HTTP/1.1\r\n${common()}Content-Length: ${body.length + 5}\r\n\r\n${body}`,
      /^$|^HTTP\/1.1 400/,
      true,
    ],
    [
      'a length shorter than the body',
      () => `POST /xapi/statements HTTP/1.1\r\n${common()}Content-Length: 20\r\n\r\n${body}`,
      /^HTTP\/1.1 400/,
    ],
    [
      'a length that is none',
      () => `POST /xapi/statements HTTP/1.1\r\n${common()}Content-Length: ten\r\n\r\n${body}`,
      /^HTTP\/1.1 400/,
    ],
    [
      'two lengths',
      () => `POST /xapi/statements HTTP/1.1\r\n${common()}Content-Length: 1\r\nContent-Length: 2\r\n\r\n${body}`,
      /^HTTP\/1.1 400/,
    ],
    [
      'a length and chunks',
      () =>
        `POST /xapi/statements HTTP/1.1\r\n${common()}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1.1 400/,
    ],
    [
      'chunks that are none',
      () => `POST /xapi/statements HTTP/1.1\r\n${common()}Transfer-Encoding: chunked\r\n\r\nzz\r\n${body}`,
      /^$|^HTTP\/1.1 400/,
    ],
    [
      'a body that says it is larger than any may be',
      () => `POST /xapi/statements HTTP/1.1\r\n${common()}Content-Length: 99999999999\r\n\r\n{`,
      /^HTTP\/1.1 413/,
    ],
    [
      'headers of 100 kB',
      () => `GET /xapi/statements HTTP/1.1\r\n${common()}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
      /^$|^HTTP\/1.1 431/,
    ],
    ['a NUL in a header', () => `GET /xapi/statements HTTP/1.1\r\n${common()}X-Nul: a\0b\r\n\r\n`, /^HTTP\/1.1 400/],
    ['a path with a lone %', () => `GET /xapi/%zz HTTP/1.1\r\n${common()}\r\n`, /^HTTP\/1.1 404/],
    [
      'a query with a lone %',
      () => `GET /xapi/statements?verb=%zz HTTP/1.1\r\n${common()}\r\n`,
      /^HTTP\/1.1 400[^]*"path":"\?verb"/,
    ],
    [
      'a parameter twice',
      () => `GET /xapi/statements?limit=1&limit=2 HTTP/1.1\r\n${common()}\r\n`,
      /^HTTP\/1.1 400[^]*"path":"\?limit"/,
    ],
    [
      'a parameter as a list',
      () => `GET /xapi/statements?limit[]=1 HTTP/1.1\r\n${common()}\r\n`,
      /^HTTP\/1.1 400[^]*"path":"\?limit\[\]"/,
    ],
    [
      'a query of invalid UTF-8',
      () => `GET /xapi/statements?verb=%ff%fe HTTP/1.1\r\n${common()}\r\n`,
      /^HTTP\/1.1 400[^]*"path":"\?verb"/,
    ],
    ['a method that is none', () => `FROB /xapi/statements HTTP/1.1\r\n${common()}\r\n`, /^HTTP\/1.1 40[05]/],
    ['no HTTP at all', () => '\x16\x03\x01\x02\x00\x01\x00', /^$|^HTTP\/1.1 400/, true],
    [
      'a credential that is no base64',
      () =>
        `GET /xapi/statements HTTP/1.1\r\nHost: lrs.test\r\nAuthorization: Basic %%%\r\nX-Experience-API-Version: 1.0.3\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1.1 401[^]*www-authenticate: basic/i,
    ],
    [
      'two version headers',
      () => `GET /xapi/statements HTTP/1.1\r\n${common()}X-Experience-API-Version: 2.0.0\r\n\r\n`,
      /^HTTP\/1.1 400/,
    ],
    [
      'a multipart cut off by the client',
      () =>
        `POST /xapi/statements HTTP/1.1\r\n${common('multipart/mixed; boundary=b')}Content-Length: 5000\r\n\r\n${jsonPart()}`,
      /^$|^HTTP\/1.1 400/,
      true,
    ],
  ];
  for (const [name, text, status, end] of cases)
    test(`${name}: ${String(status)}, nothing stored, and the server goes on`, async () => {
      const before = await count();
      assert.match(await raw(text(), end), status);
      assert.equal(await count(), before);
      assert.match(await raw(`GET /health HTTP/1.1\r\nHost: lrs.test\r\nConnection: close\r\n\r\n`), /^HTTP\/1.1 200/);
    });
});

// The published vectors of access: the pure function and the LRS itself both answer as they say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import {
  authorizeXapi,
  type AccessOptions,
  type KnownStatement,
  type XapiAsk,
} from '../../src/server/access/authorize.js';
import type { LrsPrincipal } from '../../src/server/access/principal.js';
import { createLrs, type Lrs } from '../../src/server/lrs/lrs.js';
import { listen, type Listening } from '../../src/server/node.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import { Client, statement, system, voids, type Json } from './support.js';

interface Vectors {
  options: AccessOptions;
  principals: Record<string, LrsPrincipal>;
  known: Record<string, KnownStatement>;
  vectors: { name: string; principal: string; ask: XapiAsk; deny: string | null }[];
}
const file = new URL('../../src/server/access/access-vectors.json', import.meta.url);
const { options, principals, known, vectors } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

type Fetch = (request: Request, who: LrsPrincipal | undefined) => Promise<Response>;

/** The same LRS with ours in front of it, as it stands in front of an agency's own: over real HTTP. */
let behind: Client;
let server: Listening;
let gateway: Lrs;
before(async () => {
  server = await listen((request) => behind.lrs.fetch(request, system), { port: 0, host: '127.0.0.1' });
  const endpoint = `http://127.0.0.1:${server.port}/xapi`;
  const upstream = { endpoint, credential: { key: 'gerbang', secret: 'rahasia' } };
  gateway = createLrs({ ...options, storage: memoryStorage(), upstream });
});
after(() => server.close());

/** An LRS that has what the vectors say it knows, written by the systems they name. */
async function seeded(): Promise<Client> {
  const lrs = new Client(memoryStorage(), options);
  for (const [id, { actor, activities, voided, authority }] of Object.entries(known)) {
    const writer = Object.values(principals).find((p) => JSON.stringify(p.authority) === JSON.stringify(authority));
    assert.ok(writer);
    const one = { id, actor, object: { id: activities[0] } } as unknown as Json;
    assert.equal((await lrs.call('statements', { method: 'POST', body: statement(one), as: writer })).status, 200);
    if (voided) await lrs.post([voids(id)]);
  }
  return lrs;
}

describe('access vectors', () => {
  for (const { name, principal, ask, deny } of vectors) {
    test(`${principal}: ${name}`, async () => {
      const who = principals[principal];
      assert.equal(authorizeXapi({ ...ask, known }, who ?? null, options)?.code ?? null, deny);

      const lrs = await seeded();
      behind = await seeded();
      const ways: [string, Fetch][] = [
        ['the LRS', (request, p) => lrs.lrs.fetch(request, p)],
        ['the gateway', (request, p) => gateway.fetch(request, p)],
      ];
      const body = ask.statements ?? { isi: 1 };
      const write = ask.method === 'PUT' || ask.method === 'POST';
      const url = `http://lrs.test/xapi/${ask.resource}?${new URLSearchParams(ask.query)}`;
      for (const [way, fetch] of ways) {
        // What one system wrote cannot be asked of another LRS: the gateway refuses rather than show more.
        if (way === 'the gateway' && name.includes('narrowed')) continue;
        const response = await fetch(
          new Request(url, {
            method: ask.method,
            headers: {
              'x-experience-api-version': '1.0.3',
              ...(write ? { 'content-type': 'application/json' } : {}),
              ...(ask.delivery ? { 'x-widya-delivery': ask.delivery } : {}),
              ...(ask.method === 'PUT' ? { 'if-none-match': '*' } : {}),
            },
            ...(write ? { body: JSON.stringify(body) } : {}),
          }),
          who,
        );
        if (deny === 'signed-out') assert.equal(response.status, 401, way);
        else if (deny === 'unknown-resource') assert.equal(response.status, 404, way);
        else if (deny) {
          assert.equal(response.status, 403, way);
          assert.equal(((await response.json()) as { error: { reason: string } }).error.reason, deny);
        } else assert.ok(![401, 403].includes(response.status), `${way}: ${response.status}`);
      }
    });
  }

  test('every rule says no somewhere, and every person and system is asked', () => {
    const codes = [
      'signed-out',
      'scope',
      'role',
      'not-self',
      'not-own',
      'not-enrolled',
      'not-cohort',
      'not-frozen',
      'unknown-resource',
    ];
    assert.deepEqual(new Set(vectors.flatMap((v) => v.deny ?? [])), new Set(codes));
    for (const name of Object.keys(principals))
      assert.ok(
        vectors.some((v) => v.principal === name),
        name,
      );
  });

  test('statements/read/mine gets what it wrote, and only that', async () => {
    const lrs = await seeded();
    const response = await lrs.call('statements', { as: principals.writer as LrsPrincipal });
    const { statements } = (await response.json()) as { statements: { id: string }[] };
    assert.deepEqual(
      statements.map((s) => s.id),
      ['55555555-5555-4555-8555-555555555555'],
    );
  });
});

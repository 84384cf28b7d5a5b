// Launches as LMSs make them, good and hostile. A hostile one must not lead to a single request.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LrsClient } from '../../src/sdk/client.js';
import { WidyaError } from '../../src/sdk/errors.js';
import { readActor, readLaunch } from '../../src/sdk/launch.js';
import { createTestLrs, people } from '../../src/testing/lrs.js';

const actor = JSON.stringify(people.siti.actor);
const allow = ['https://lms.example/', 'https://lrs.example/xapi'];
const registration = '11111111-1111-4111-8111-111111111111';
const page = (params: Record<string, string>) => `https://isi.example/au/index.html?${new URLSearchParams(params)}`;
const cmi5 = {
  endpoint: 'https://lrs.example/xapi/',
  fetch: 'https://lms.example/fetch/1',
  actor,
  registration,
  activityId: 'https://x.example/au',
};

function lms(answer: unknown, status = 200) {
  const asked: Request[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(new Request(input, init));
    return Response.json(answer, { status });
  };
  const kept = new Map<string, string>();
  const storage = {
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
  };
  return { asked, options: { allow, fetch, storage } };
}
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (e: unknown) => (e instanceof WidyaError ? e.code : String(e)),
  );

describe('readLaunch', () => {
  it('reads cmi5, asks for the token once, and again not after a reload', async () => {
    const { asked, options } = lms({ 'auth-token': 'dG9rZW4=' });
    const launch = await readLaunch(page(cmi5), options);
    assert.equal(launch?.kind, 'cmi5');
    assert.equal(launch?.registration, registration);
    await readLaunch(page(cmi5), options);
    assert.deepEqual(
      asked.map((r) => `${r.method} ${r.url}`),
      ['POST https://lms.example/fetch/1'],
    );
    const signed = await launch?.auth.authorize(new Request('https://lrs.example/xapi/about'), { retry: false });
    assert.equal(signed?.headers.get('authorization'), 'Basic dG9rZW4=');
  });
  it('knows an error that comes with 200 (cmi5 8.2.3)', async () => {
    const { options } = lms({ 'error-code': '1', 'error-text': 'already in use' });
    assert.equal(await codeOf(readLaunch(page(cmi5), options)), 'launch/refused');
  });
  it('wants what cmi5 wants', async () => {
    const { activityId: _, ...rest } = cmi5;
    assert.equal(await codeOf(readLaunch(page(rest), lms({}).options)), 'launch/invalid');
    assert.equal(await codeOf(readLaunch(page({ ...cmi5, actor: 'x' }), lms({}).options)), 'launch/invalid');
  });
  it('reads Rustici’s launch, and a plus in it', async () => {
    const { asked, options } = lms({});
    const launch = await readLaunch(
      page({
        endpoint: 'https://lrs.example/xapi',
        auth: 'Basic a+b=',
        actor,
        registration: '1234567890',
        activity_id: 'x:y',
      }),
      options,
    );
    assert.deepEqual(
      [launch?.kind, launch?.registration, launch?.activityId, asked.length],
      ['rustici', '1234567890', 'x:y', 0],
    );
    const signed = await launch?.auth.authorize(new Request('https://lrs.example/xapi/about'), { retry: false });
    assert.equal(signed?.headers.get('authorization'), 'Basic a+b=');
  });
  it('reads ADL’s launch', async () => {
    const { asked, options } = lms({
      endpoint: 'https://lrs.example/xapi/',
      actor: people.siti.actor,
      contextActivities: { parent: [{ id: 'x:y' }] },
    });
    const launch = await readLaunch(page({ xAPILaunchKey: 'k', xAPILaunchService: 'https://lms.example/l/' }), options);
    assert.deepEqual(
      [launch?.kind, asked[0]?.url, asked[0]?.credentials],
      ['adl', 'https://lms.example/l/launch/k', 'include'],
    );
    assert.deepEqual(launch?.contextActivities, { parent: [{ id: 'x:y' }] });
  });
  it('is null where there is no launch', async () => {
    assert.equal(await readLaunch('https://isi.example/?a=b', lms({}).options), null);
  });

  const evil = [
    'https://evil.example/xapi',
    'https://lrs.example.evil.example/xapi',
    'https://lrs.example@evil.example/xapi',
    'https://user@lrs.example/xapi',
    'http://lrs.example/xapi',
    'https://lrs.example:8443/xapi',
    'https://lrs.example/xapi-evil',
    'https://lrs.example/other',
    'https://lrs.example/xapi/../other',
    '//evil.example/xapi',
    '/\\evil.example/xapi',
    'javascript:alert(1)',
    'data:text/html,x',
    'not an address',
  ];
  for (const address of evil) {
    it(`sends nothing when a launch names ${address}`, async () => {
      const { asked, options } = lms({ 'auth-token': 'x', endpoint: address, actor: people.siti.actor });
      assert.equal(await codeOf(readLaunch(page({ ...cmi5, endpoint: address }), options)), 'launch/forbidden');
      assert.equal(await codeOf(readLaunch(page({ ...cmi5, fetch: address }), options)), 'launch/forbidden');
      const adl = { xAPILaunchKey: 'k', xAPILaunchService: address };
      assert.equal(await codeOf(readLaunch(page(adl), options)), 'launch/forbidden');
      assert.deepEqual(asked, []);
    });
  }
  it('believes the launch service no more than the address', async () => {
    const { options } = lms({ endpoint: 'https://evil.example/', actor: people.siti.actor });
    const launch = page({ xAPILaunchKey: 'k', xAPILaunchService: 'https://lms.example/' });
    assert.equal(await codeOf(readLaunch(launch, options)), 'launch/forbidden');
  });
  it('opens a client that works', async () => {
    const lrs = createTestLrs();
    const { options } = lms({ 'auth-token': 'x' });
    const launch = await readLaunch(page({ ...cmi5, endpoint: 'https://lrs.example/xapi-in-page' }), {
      ...options,
      allow: ['https://lrs.example/xapi-in-page', 'https://lms.example'],
    });
    assert.ok(launch);
    const client = new LrsClient({ endpoint: launch.endpoint, auth: launch.auth, fetch: lrs.fetch });
    assert.deepEqual((await client.getStatements({ agent: launch.actor })).statements, []);
  });
});

describe('readActor', () => {
  it('takes the arrays of Storyline', () => {
    assert.deepEqual(readActor('{"name":["Budi"],"mbox":["mailto:budi@bln.example"],"objectType":["Agent"]}'), {
      objectType: 'Agent',
      name: 'Budi',
      mbox: 'mailto:budi@bln.example',
    });
    assert.deepEqual(readActor('{"account":[{"accountServiceHomePage":"https://sso.example","accountName":"b1"}]}'), {
      objectType: 'Agent',
      account: { homePage: 'https://sso.example', name: 'b1' },
    });
  });
  for (const text of ['', 'null', '[]', '{}', '{"mbox":"budi@bln.example"}', '{"name":"Budi"}'])
    it(`refuses ${text || 'nothing'}`, () => assert.throws(() => readActor(text), WidyaError));
});

// The LMS side of cmi5, on a real LRS: what a launch leaves behind, what an AU may say, what follows from it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCourseStructure } from '../../src/formats/cmi5/read.ts';
import { lessonsOf, parseCourse } from '../../src/model/course.ts';
import type { Statement, StoredStatement } from '../../src/sdk/statement.ts';
import { createApp } from '../../src/server/app.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';

const texts = (t: string) =>
  `<title><langstring lang="id">${t}</langstring></title><description><langstring lang="id">${t}</langstring></description>`;
const au = (id: string, attrs: string, more = '') =>
  `<au id="https://p.example/${id}" ${attrs}>${texts(id)}<url>https://konten.example/${id}?bab=1</url>${more}</au>`;
const xml = `<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"><course id="https://p.example/k">${texts('K')}</course>
<block id="https://p.example/b">${texts('B')}
${au('satu', 'moveOn="CompletedAndPassed" masteryScore="0.7"', '<launchParameters>p=1</launchParameters><entitlementKey>kunci</entitlementKey>')}
${au('bebas', 'moveOn="NotApplicable"')}</block>
${au('dua', 'moveOn="Completed" launchMethod="OwnWindow"', '<requires><require idref="https://p.example/b"/></requires>')}
</courseStructure>`;
const course = parseCourse(readCourseStructure(new TextEncoder().encode(xml), 'cmi5.xml'));
const [satu, bebas, dua] = lessonsOf(course.lessons) as unknown as [{ id: string }, { id: string }, { id: string }];
const ORIGIN = 'https://portal.example';
const account = (name: string) => ({
  objectType: 'Agent' as const,
  account: { homePage: 'https://sso.example', name },
});
const people = [
  { id: 'siti', name: 'Siti', roles: ['learner' as const], actor: { ...account('s1'), name: 'Siti' } },
  { id: 'budi', name: 'Budi', roles: ['learner' as const], actor: account('b1') },
  { id: 'dewi', name: 'Dewi', roles: ['facilitator' as const], actor: account('d1') },
];
const cmi5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';
const moveOn = 'https://w3id.org/xapi/cmi5/context/categories/moveon';
const ext = (name: string) => `https://w3id.org/xapi/cmi5/context/extensions/${name}`;
const adl = (name: string) => `http://adlnet.gov/expapi/verbs/${name}`;

function world() {
  const storage = memoryStorage();
  let clock = Date.now(); // what is kept until some moment is kept by the real clock
  const app = createApp({
    storage,
    people,
    now: () => new Date(clock),
    cmi5: { courses: () => [{ course, base: 'https://konten.example/' }] },
  });
  const cookies = new Map<string, string>();
  const ask = async (who: string | undefined, path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (who) {
      if (!cookies.has(who)) {
        const signed = await app.fetch(
          new Request(`${ORIGIN}/masuk`, {
            method: 'POST',
            body: new URLSearchParams({ orang: who }),
            headers: { origin: ORIGIN },
          }),
        );
        cookies.set(who, (signed?.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
      }
      headers.set('cookie', cookies.get(who) ?? '');
      headers.set('x-experience-api-version', '1.0.3');
    }
    const response = await app.fetch(new Request(path.startsWith('http') ? path : ORIGIN + path, { ...init, headers }));
    assert.ok(response, path);
    return response;
  };
  const post = async (who: string | undefined, path: string, body: unknown) => {
    const response = await ask(who, path, { method: 'POST', body: JSON.stringify(body) });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, never> & { error?: { message: string; code: string } },
    };
  };
  const launch = async (lesson: string, more: object = {}, who = 'siti') => {
    const { status, body } = await post(who, '/cmi5/launch', { course: course.id, lesson, ...more });
    assert.equal(status, 200, JSON.stringify(body));
    const answer = body as unknown as { url: string; session: string; method: string; registration: string };
    const query = new URL(answer.url).searchParams;
    const get = (n: string) => query.get(n) ?? '';
    return {
      ...answer,
      endpoint: get('endpoint'),
      fetchUrl: get('fetch'),
      actor: JSON.parse(get('actor')) as Statement['actor'],
      activityId: get('activityId'),
    };
  };
  type Launched = Awaited<ReturnType<typeof launch>>;
  /** The AU's first steps. */
  const begin = async (l: Launched) => {
    const got = (await (await ask(undefined, l.fetchUrl, { method: 'POST' })).json()) as { 'auth-token': string };
    const headers = {
      authorization: `Basic ${got['auth-token']}`,
      'x-experience-api-version': '1.0.3',
      'content-type': 'application/json',
    };
    const agent = encodeURIComponent(JSON.stringify(l.actor));
    const au = {
      ask: (path: string, init: RequestInit = {}) =>
        ask(undefined, `${l.endpoint}/${path}`, { ...init, headers: { ...headers, ...(init.headers as object) } }),
      prefs: () => au.ask(`agents/profile?profileId=cmi5LearnerPreferences&agent=${agent}`),
      state: (stateId: string) =>
        `activities/state?stateId=${stateId}&activityId=${encodeURIComponent(l.activityId)}&registration=${l.registration}&agent=${agent}`,
      statement: (
        verb: string,
        more: Partial<Statement> = {},
        categories: string[] = [cmi5],
        extensions: object = {},
      ): Statement => ({
        id: crypto.randomUUID(),
        timestamp: new Date(clock).toISOString(),
        actor: l.actor,
        verb: { id: adl(verb) },
        object: { id: l.activityId },
        ...more,
        context: {
          registration: l.registration,
          contextActivities: {
            grouping: [
              { id: 'https://p.example/satu' },
              { id: 'https://p.example/dua' },
              { id: 'https://p.example/bebas' },
            ],
            category: categories.map((id) => ({ id })),
          },
          extensions: { [ext('sessionid')]: l.session, ...extensions },
          ...more.context,
        },
      }),
      say: async (s: unknown) => {
        const response = await au.ask('statements', { method: 'POST', body: JSON.stringify(s) });
        return { status: response.status, text: await response.text() };
      },
    };
    return au;
  };
  const ready = async (l: Launched) => {
    const au = await begin(l);
    await au.prefs();
    assert.equal((await au.say(au.statement('initialized'))).status, 200);
    return au;
  };
  const stored = async (): Promise<StoredStatement[]> =>
    (await storage.query({ ascending: true, limit: 1000 })).map((r) => JSON.parse(r.body) as StoredStatement);
  const verbs = async () => (await stored()).map((s) => s.verb.id.slice(s.verb.id.lastIndexOf('/') + 1));
  return { app, ask, post, launch, begin, ready, stored, verbs, pass: (ms: number) => (clock += ms) };
}
const completed = { result: { completion: true, duration: 'PT10S' } };
const judged = (success: boolean, scaled?: number) => ({
  result: { success, duration: 'PT10S', ...(scaled === undefined ? {} : { score: { scaled } }) },
});
const mastery = { [ext('masteryscore')]: 0.7 };

describe('a cmi5 launch', () => {
  it('gives the AU its five parameters and keeps its own (8.1), an actor without a name (9.2), an id of the LMS’s (8.1.5)', async () => {
    const w = world();
    const l = await w.launch(satu.id);
    const url = new URL(l.url);
    assert.equal(url.searchParams.get('bab'), '1');
    assert.deepEqual(l.actor, account('s1'));
    assert.ok(!l.endpoint.endsWith('/'));
    assert.notEqual(l.activityId, 'https://p.example/satu');
    assert.equal((await w.launch(satu.id)).activityId, l.activityId);
    assert.equal((await w.launch(satu.id)).registration, l.registration);
    assert.equal(l.method, 'AnyWindow');
  });

  it('leaves the launch data (10.2) and a launched statement with all of 9.6.3 behind', async () => {
    const w = world();
    const l = await w.launch('https://p.example/satu', { returnURL: 'https://portal.example/kembali' });
    const au = await w.begin(l);
    const data = await (await au.ask(au.state('LMS.LaunchData'))).json();
    assert.deepEqual(data, {
      contextTemplate: {
        contextActivities: { grouping: [{ objectType: 'Activity', id: 'https://p.example/satu' }] },
        extensions: { [ext('sessionid')]: l.session },
      },
      launchMode: 'Normal',
      moveOn: 'CompletedAndPassed',
      masteryScore: 0.7,
      launchParameters: 'p=1',
      entitlementKey: { courseStructure: 'kunci' },
      returnURL: 'https://portal.example/kembali',
    });
    const launched = (await w.stored()).find((s) => s.verb.id === adl('launched'));
    assert.deepEqual(launched?.context?.extensions, {
      [ext('sessionid')]: l.session,
      [ext('launchmode')]: 'Normal',
      [ext('launchurl')]: 'https://konten.example/satu?bab=1',
      [ext('moveon')]: 'CompletedAndPassed',
      [ext('masteryscore')]: 0.7,
      [ext('launchparameters')]: 'p=1',
    });
    assert.deepEqual(
      launched?.context?.contextActivities?.grouping?.map((a) => a.id),
      ['https://p.example/satu'],
    );
  });

  it('hands the token out once, with status 200 for the refusals as well (8.2)', async () => {
    const w = world();
    const l = await w.launch(satu.id);
    const first = (await (await w.ask(undefined, l.fetchUrl, { method: 'POST' })).json()) as object;
    assert.deepEqual(Object.keys(first), ['auth-token']);
    const second = await w.ask(undefined, l.fetchUrl, { method: 'POST' });
    assert.equal(second.status, 200);
    assert.deepEqual(await second.json(), { 'error-code': '1', 'error-text': 'was used already' });
    const wrong = await w.ask(undefined, l.fetchUrl.replace(/.{4}$/, '0000'), { method: 'POST' });
    assert.equal(((await wrong.json()) as Record<string, string>)['error-code'], '3');
    assert.equal((await w.ask(undefined, l.fetchUrl)).status, 405);
    assert.match(l.fetchUrl, /\/fetch\/[0-9a-f]{64}$/);
  });

  it('answers other origins, since content has one of its own', async () => {
    const w = world();
    const l = await w.launch(satu.id);
    const preflight = await w.ask(undefined, `${l.endpoint}/statements`, {
      method: 'OPTIONS',
      headers: { origin: 'https://konten.example' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Authorization/);
    assert.equal(
      (await w.ask(undefined, l.fetchUrl, { method: 'POST' })).headers.get('access-control-allow-origin'),
      '*',
    );
  });

  it('is for who is signed in, in a course that is there, in an order that is kept', async () => {
    const w = world();
    assert.equal((await w.post(undefined, '/cmi5/launch', { course: course.id, lesson: satu.id })).status, 401);
    assert.equal((await w.post('siti', '/cmi5/launch', { course: 'https://x.example', lesson: satu.id })).status, 400);
    assert.equal((await w.post('siti', '/cmi5/launch', { course: course.id, lesson: 'x' })).status, 400);
    assert.equal(
      (await w.post('siti', '/cmi5/launch', { course: course.id, lesson: satu.id, mode: 'Play' })).status,
      400,
    );
    assert.equal(
      (await w.post('siti', '/cmi5/launch', { course: course.id, lesson: satu.id, returnURL: 'javascript:1' })).status,
      400,
    );
    const locked = await w.post('siti', '/cmi5/launch', { course: course.id, lesson: dua.id });
    assert.equal(locked.status, 409);
    assert.equal(locked.body.error?.code, 'locked');
    const forged = await w.ask('siti', '/cmi5/launch', {
      method: 'POST',
      body: JSON.stringify({ course: course.id, lesson: satu.id }),
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(forged.status, 403);
  });

  it('tells a session to its learner only', async () => {
    const w = world();
    const l = await w.launch(satu.id);
    assert.equal((await w.ask('budi', `/cmi5/sessions/${l.session}`)).status, 404);
    assert.deepEqual(await (await w.ask('siti', `/cmi5/sessions/${l.session}`)).json(), {
      said: [],
      abandoned: false,
      unit: {},
    });
  });
});

describe('what an AU may say', () => {
  type Say = (
    au: Awaited<ReturnType<ReturnType<typeof world>['ready']>>,
    l: Awaited<ReturnType<ReturnType<typeof world>['launch']>>,
  ) => unknown;
  const rows: [string, RegExp, Say][] = [
    [
      'voids',
      /6\.3\.0\.0-1/,
      (au) => au.statement('voided', { object: { objectType: 'StatementRef', id: crypto.randomUUID() } }, []),
    ],
    ['has no id', /9\.1\.0\.0-1/, (au) => ({ ...au.statement('experienced', {}, []), id: undefined })],
    ['has no timestamp', /9\.7\.0\.0-1/, (au) => ({ ...au.statement('experienced', {}, []), timestamp: undefined })],
    [
      'has a time that is not UTC',
      /9\.7\.0\.0-2/,
      (au) => ({ ...au.statement('experienced', {}, []), timestamp: '2026-11-24T08:00:00+07:00' }),
    ],
    ['has another actor', /8\.1\.3\.0-3/, (au) => ({ ...au.statement('experienced', {}, []), actor: account('b1') })],
    [
      'has a group as its actor',
      /8\.1\.3\.0-3/,
      (au) => ({ ...au.statement('experienced', {}, []), actor: { ...account('s1'), objectType: 'Group' } }),
    ],
    [
      'has another registration',
      /9\.6\.1\.0-1/,
      (au) => au.statement('experienced', { context: { registration: crypto.randomUUID() } }, []),
    ],
    ['has no context', /9\.6\.1\.0-1/, (au) => ({ ...au.statement('experienced', {}, []), context: undefined })],
    ['lacks the session', /9\.6\.3\.1-4/, (au) => au.statement('experienced', { context: { extensions: {} } }, [])],
    [
      'lacks the template’s grouping',
      /10\.2\.1\.0-6/,
      (au) => au.statement('experienced', { context: { contextActivities: {} } }, []),
    ],
    [
      'is of another activity',
      /8\.1\.5\.0-6/,
      (au) => au.statement('completed', { ...completed, object: { id: 'https://p.example/satu' } }, [cmi5, moveOn]),
    ],
    ['has a verb cmi5 has not', /9\.3\.0\.0-1/, (au) => au.statement('experienced')],
    ['says initialized twice', /9\.3\.0\.0-2/, (au) => au.statement('initialized')],
    [
      'has a score when it completes',
      /9\.5\.1\.0-2/,
      (au) => au.statement('completed', { result: { ...completed.result, score: { scaled: 1 } } }, [cmi5, moveOn]),
    ],
    [
      'has a raw score alone',
      /9\.5\.1\.0-3/,
      (au) =>
        au.statement(
          'passed',
          { result: { success: true, duration: 'PT1S', score: { raw: 3 } } },
          [cmi5, moveOn],
          mastery,
        ),
    ],
    [
      'passes without success',
      /9\.5\.2\.0-1/,
      (au) => au.statement('passed', { result: { duration: 'PT1S' } }, [cmi5, moveOn]),
    ],
    ['fails with success', /9\.5\.2\.0-2/, (au) => au.statement('failed', judged(true), [cmi5, moveOn])],
    [
      'completes with success',
      /9\.5\.2\.0-3/,
      (au) => au.statement('completed', { result: { ...completed.result, success: true } }, [cmi5, moveOn]),
    ],
    [
      'completes without completion',
      /9\.5\.3\.0-1/,
      (au) => au.statement('completed', { result: { duration: 'PT1S' } }, [cmi5, moveOn]),
    ],
    [
      'passes with completion',
      /9\.5\.3\.0-2/,
      (au) => au.statement('passed', { result: { ...judged(true).result, completion: true } }, [cmi5, moveOn]),
    ],
    ['ends without duration', /9\.5\.4\.1/, (au) => au.statement('terminated')],
    ['completes without the moveOn category', /9\.6\.2\.2-1/, (au) => au.statement('completed', completed)],
    [
      'ends with the moveOn category',
      /9\.6\.2\.2-2/,
      (au) => au.statement('terminated', { result: { duration: 'PT1S' } }, [cmi5, moveOn]),
    ],
    ['has the moveOn category without being cmi5’s', /9\.6\.2\.2-2/, (au) => au.statement('experienced', {}, [moveOn])],
    [
      'passes below the mastery score',
      /9\.3\.4\.0-2/,
      (au) => au.statement('passed', judged(true, 0.5), [cmi5, moveOn], mastery),
    ],
    ['fails above it', /9\.3\.5\.0-2/, (au) => au.statement('failed', judged(false, 0.7), [cmi5, moveOn], mastery)],
    [
      'is scored without the mastery score',
      /9\.6\.3\.2-2/,
      (au) => au.statement('passed', judged(true, 0.7), [cmi5, moveOn]),
    ],
  ];
  for (const [name, requirement, make] of rows)
    it(`is refused when it ${name}, and the requirement named`, async () => {
      const w = world();
      const l = await w.launch(satu.id);
      const au = await w.ready(l);
      const before = (await w.stored()).length;
      const { status, text } = await au.say(make(au, l));
      assert.equal(status, 403, text);
      assert.match(text, requirement);
      assert.equal((await w.stored()).length, before);
    });

  it('nothing before the preferences are read (11), nothing before initialized, nothing after terminated (9.3)', async () => {
    const w = world();
    const au = await w.begin(await w.launch(satu.id));
    assert.match((await au.say(au.statement('initialized'))).text, /11\.0\.0\.0-3/);
    await au.prefs();
    assert.match((await au.say(au.statement('experienced', {}, []))).text, /9\.3\.0\.0-4/);
    assert.equal((await au.say(au.statement('initialized'))).status, 200);
    assert.equal((await au.say(au.statement('experienced', {}, []))).status, 200);
    const last = au.statement('terminated', { result: { duration: 'PT1S' } });
    const after = au.statement('experienced', {}, []);
    assert.match((await au.say([last, after])).text, /9\.3\.0\.0-5/);
    assert.equal((await au.say(last)).status, 200);
    assert.match((await au.say(after)).text, /the session is over/);
  });

  it('a batch is taken whole or not at all', async () => {
    const w = world();
    const au = await w.ready(await w.launch(satu.id));
    const before = (await w.stored()).length;
    const good = au.statement('completed', completed, [cmi5, moveOn]);
    assert.equal((await au.say([good, au.statement('completed', completed, [cmi5, moveOn])])).status, 403);
    assert.equal((await w.stored()).length, before);
    assert.equal((await au.say(good)).status, 200);
  });

  it('what was taken may be sent again: an answer that got lost harms nobody', async () => {
    const w = world();
    const au = await w.ready(await w.launch(satu.id));
    const s = au.statement('completed', completed, [cmi5, moveOn]);
    assert.equal((await au.say(s)).status, 200);
    const before = (await w.stored()).length;
    assert.equal((await au.say(s)).status, 200);
    assert.equal((await w.stored()).length, before);
    assert.equal((await au.say({ ...s, result: { completion: true, duration: 'PT99S' } })).status, 409);
  });

  it('is counted over the registration: completed and passed once, failed never after passed', async () => {
    const w = world();
    const first = await w.ready(await w.launch(satu.id));
    assert.equal((await first.say(first.statement('failed', judged(false, 0.2), [cmi5, moveOn], mastery))).status, 200);
    assert.match(
      (await first.say(first.statement('passed', judged(true, 0.9), [cmi5, moveOn], mastery))).text,
      /9\.3\.0\.0-3/,
    );
    assert.equal((await first.say(first.statement('completed', completed, [cmi5, moveOn]))).status, 200);
    const second = await w.ready(await w.launch(satu.id));
    assert.match((await second.say(second.statement('completed', completed, [cmi5, moveOn]))).text, /9\.3\.0\.0-6/);
    assert.equal(
      (await second.say(second.statement('passed', judged(true, 0.9), [cmi5, moveOn], mastery))).status,
      200,
    );
    const third = await w.ready(await w.launch(satu.id));
    assert.match(
      (await third.say(third.statement('passed', judged(true, 0.9), [cmi5, moveOn], mastery))).text,
      /9\.3\.0\.0-7/,
    );
    assert.match(
      (await third.say(third.statement('failed', judged(false, 0.1), [cmi5, moveOn], mastery))).text,
      /9\.3\.0\.0-8/,
    );
  });

  for (const mode of ['Browse', 'Review'])
    it(`in ${mode} mode is that it is there and goes (10.2.2)`, async () => {
      const w = world();
      const au = await w.ready(await w.launch(satu.id, { mode }));
      for (const [verb, more] of [
        ['completed', completed],
        ['passed', judged(true)],
        ['failed', judged(false)],
      ] as const)
        assert.match((await au.say(au.statement(verb, more, [cmi5, moveOn]))).text, /10\.2\.2\.0-5/);
      assert.equal((await au.say(au.statement('experienced', {}, []))).status, 200);
      assert.equal((await au.say(au.statement('terminated', { result: { duration: 'PT1S' } }))).status, 200);
    });

  it('needs the token, and nothing of the LMS’s documents is changed', async () => {
    const w = world();
    const l = await w.launch(satu.id);
    const au = await w.ready(l);
    assert.equal((await w.ask(undefined, `${l.endpoint}/statements`)).status, 401);
    assert.equal((await au.ask('statements', { headers: { authorization: 'Basic eDp5' } })).status, 401);
    for (const method of ['PUT', 'POST', 'DELETE'])
      assert.equal(
        (await au.ask(au.state('LMS.LaunchData'), { method, ...(method === 'DELETE' ? {} : { body: '{}' }) })).status,
        403,
        method,
      );
    assert.equal((await au.ask(au.state('x').replace('stateId=x&', ''), { method: 'DELETE' })).status, 403);
    assert.equal((await au.ask(au.state('posisi'), { method: 'PUT', body: '{"p":1}' })).status, 204);
    assert.deepEqual(await (await au.ask(au.state('posisi'))).json(), { p: 1 });
    const other = au
      .state('posisi')
      .replace(encodeURIComponent(JSON.stringify(l.actor)), encodeURIComponent(JSON.stringify(account('b1'))));
    assert.equal((await au.ask(other)).status, 403);
    assert.equal((await au.ask(`statements?agent=${encodeURIComponent(JSON.stringify(account('b1')))}`)).status, 403);
    assert.equal(
      (await au.ask(`agents/profile?profileId=cmi5LearnerPreferences`, { method: 'PUT', body: '{}' })).status,
      400,
    );
    assert.equal(
      (
        await au.ask(`activities/profile?profileId=a&activityId=${encodeURIComponent(l.activityId)}`, {
          method: 'PUT',
          body: '{}',
        })
      ).status,
      403,
    );
  });
});

describe('what follows', () => {
  it('block and course are satisfied, inner ones first, in the session that did it (9.3.9)', async () => {
    const w = world();
    const l = await w.launch(satu.id);
    const au = await w.ready(l);
    await au.say(au.statement('completed', completed, [cmi5, moveOn]));
    assert.ok(!(await w.verbs()).includes('satisfied'));
    await au.say(au.statement('passed', judged(true, 0.9), [cmi5, moveOn], mastery));
    const [block, ...none] = (await w.stored()).filter((s) => s.verb.id.endsWith('satisfied'));
    assert.deepEqual(none, []);
    assert.equal(
      (block?.object as { definition: { type: string } }).definition.type,
      'https://w3id.org/xapi/cmi5/activitytype/block',
    );
    assert.equal(block?.context?.extensions?.[ext('sessionid')], l.session);
    assert.deepEqual(
      block?.context?.contextActivities?.grouping?.map((a) => a.id),
      ['https://p.example/b'],
    );
    const next = await w.launch(dua.id);
    assert.equal(next.method, 'OwnWindow');
    const au2 = await w.ready(next);
    await au2.say(au2.statement('completed', completed, [cmi5, moveOn]));
    const all = (await w.stored()).filter((s) => s.verb.id.endsWith('satisfied'));
    assert.deepEqual(
      all.map((s) => (s.object as { definition: { type: string } }).definition.type.split('/').pop()),
      ['block', 'course'],
    );
    assert.notEqual((all[1]?.object as { id: string }).id, 'https://p.example/k');
  });

  it('a session that was left is abandoned at the next launch, with the time to its last word (9.3.6, 9.5.4.2)', async () => {
    const w = world();
    const l = await w.launch(satu.id);
    w.pass(5000);
    const au = await w.ready(l);
    w.pass(60_000);
    await w.launch(bebas.id);
    const abandoned = (await w.stored()).find((s) => s.verb.id.endsWith('abandoned'));
    assert.equal(abandoned?.result?.duration, 'PT5S');
    assert.equal(abandoned?.context?.extensions?.[ext('sessionid')], l.session);
    assert.deepEqual(
      abandoned?.context?.contextActivities?.grouping?.map((a) => a.id),
      ['https://p.example/satu'],
    );
    assert.match((await au.say(au.statement('completed', completed, [cmi5, moveOn]))).text, /the session is over/);
    const again = await w.post('siti', `/cmi5/sessions/${l.session}/abandon`, {});
    assert.deepEqual(again.body, { abandoned: false });
  });

  it('waiving is for who accompanies, once, with a reason of the list (9.3.7), and counts as done', async () => {
    const w = world();
    const order = { course: course.id, lesson: satu.id, agent: account('s1'), reason: 'Tested Out' };
    assert.equal((await w.post('siti', '/cmi5/waivers', order)).status, 403);
    assert.equal((await w.post('budi', '/cmi5/waivers', order)).status, 403);
    assert.equal((await w.post('dewi', '/cmi5/waivers', { ...order, agent: account('d1') })).status, 403);
    assert.equal((await w.post('dewi', '/cmi5/waivers', { ...order, reason: 'because' })).status, 400);
    assert.equal((await w.post('dewi', '/cmi5/waivers', order)).status, 200);
    const [waived] = (await w.stored()).filter((s) => s.verb.id.endsWith('waived'));
    assert.deepEqual(waived?.result, {
      success: true,
      completion: true,
      extensions: { 'https://w3id.org/xapi/cmi5/result/extensions/reason': 'Tested Out' },
    });
    assert.deepEqual(
      waived?.context?.contextActivities?.category?.map((a) => a.id),
      [cmi5, moveOn],
    );
    assert.ok((await w.verbs()).includes('satisfied'));
    assert.deepEqual((await w.post('dewi', '/cmi5/waivers', order)).body.waived as unknown, false);
    await w.launch(dua.id);
  });
});

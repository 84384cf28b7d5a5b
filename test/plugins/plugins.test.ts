// The pure part of plugins: what is told of one without running it, what a guard lets through, what a host gives away.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { checkPlugin } from '../../src/plugins/check.js';
import { Guard, guardLessonKind, guardQuestionKind, wrongGrade, type Failure } from '../../src/plugins/guard.js';
import { createHost } from '../../src/plugins/host.js';
import { asStep } from '../../src/plugins/step.js';
import * as checks from '../../src/model/checks.js';
import { parseData } from '../../src/model/schema.js';
import type { Permission, Plugin, PluginQuestionKind, Question } from '../../src/plugins/plugin.js';
import type { Grade } from '../../src/questions/kind.js';
import { spot, spotKind } from './example.ts';

const question = { id: 'q1', kind: 'acme-spot', stem: 'Di mana?', answer: 'a' };

describe('what is told of a plugin without running it', () => {
  it('nothing, of one that is right', () => assert.deepEqual(checkPlugin(spot()), []));
  const wrong: [string, Record<string, unknown>, RegExp][] = [
    ['another contract', { api: 2 }, /^api: .*contract 1.*for 2; use a newer Widya/],
    ['an older contract', { api: 0 }, /newer version of the plugin/],
    ['a name without a domain', { id: 'hotspot' }, /^id: /],
    ['no version', { version: '1' }, /^version: /],
    ['a key nobody knows', { activate: () => undefined }, /^activate: /],
    ['a shelf there is not', { contributes: { menus: {} } }, /^contributes\.menus: is no shelf/],
    [
      'a kind without a vendor',
      { contributes: { questionKinds: { spot: { load() {} } } } },
      /questionKinds\.spot: needs a vendor/,
    ],
    ['a kind without load', { contributes: { lessonKinds: { 'acme-x': {} } } }, /lessonKinds\.acme-x: needs load/],
    ['a permission there is not', { permissions: ['net:*'] }, /^permissions: "net:\*"/],
    ['an address without its scheme', { permissions: ['net:peta.go.id'] }, /^permissions/],
    [
      'a theme that reaches out',
      { contributes: { themes: { 'acme-t': { tokens: { '--widya-color-accent': 'url(//x)' } } } } },
      /plain value/,
    ],
    [
      'a theme of other properties',
      { contributes: { themes: { 'acme-t': { tokens: { color: 'red' } } } } },
      /public token/,
    ],
    ['words that are none', { words: { id: { a: 7 } } }, /^words: /],
  ];
  for (const [name, change, message] of wrong)
    it(name, () => {
      const problems = checkPlugin({ ...spot(), ...change });
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', message);
    });
  it('nothing is thrown, whatever it is', () => {
    for (const x of [null, undefined, 7, 'x', [], { contributes: 7 }, { contributes: { formats: 3 } }])
      assert.ok(checkPlugin(x).length > 0);
  });
});

const guardOf = (plugin: Plugin = spot(), options = {}) => {
  const failures: Failure[] = [];
  let now = 0;
  const guard = new Guard(
    { plugin, options: { patience: 20, ...options }, told: () => undefined },
    (f) => failures.push(f),
    () => now,
  );
  return { guard, failures, wait: (ms: number) => (now += ms) };
};
const quiet = async <T>(run: () => T): Promise<Awaited<T>> => {
  const before = console.warn;
  console.warn = () => undefined;
  try {
    return await run();
  } finally {
    console.warn = before;
  }
};
const kindWith = (change: object) => () =>
  Promise.resolve({ ...spotKind, ...change } as unknown as PluginQuestionKind<never>);
const again = () => undefined;

describe('a guarded kind', () => {
  it('grades as its own', async () => {
    const { guard } = guardOf();
    const kind = await guardQuestionKind(guard, 'acme-spot', kindWith({}), again);
    assert.deepEqual(kind.grade(question, 'a'), { raw: 1, max: 1, scaled: 1, success: true });
  });
  const bad: [string, (q: Question, r: string) => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('x');
      },
    ],
    ['is not a number', () => ({ raw: NaN, max: 1, scaled: NaN, success: false })],
    ['is out of range', () => ({ raw: 7, max: 1, scaled: 7, success: true })],
    ['has a max of its own', () => ({ raw: 7, max: 7, scaled: 1, success: true })],
    [
      'writes into the question',
      (q) => {
        q.points = 9;
        return { raw: 9, max: 9, scaled: 1, success: true };
      },
    ],
    ['is a promise', () => Promise.resolve({ raw: 1, max: 1, scaled: 1, success: true })],
  ];
  for (const [name, grade] of bad)
    it(`whose grade ${name} costs nobody points: a person grades`, () =>
      quiet(async () => {
        const { guard, failures } = guardOf();
        const kind = await guardQuestionKind(guard, 'acme-spot', kindWith({ grade }), again);
        const mine = { ...question };
        assert.deepEqual(kind.grade(mine, 'a'), {
          raw: 0,
          max: 1,
          scaled: 0,
          success: undefined,
          pending: 1,
        } satisfies Grade);
        assert.deepEqual(mine, question);
        assert.equal(failures[0]?.phase, 'grade');
      }));
  it('is left alone after three errors in a minute, and not after three in an hour', () =>
    quiet(async () => {
      for (const [gap, expected] of [
        [1000, true],
        [61_000, false],
      ] as const) {
        const { guard, failures, wait } = guardOf();
        let calls = 0;
        const grade = () => {
          calls++;
          throw new Error('x');
        };
        const kind = await guardQuestionKind(guard, 'acme-spot', kindWith({ grade }), again);
        for (let i = 0; i < 5; i++) {
          kind.grade(question, 'a');
          wait(gap);
        }
        assert.equal(guard.quarantined, expected);
        assert.equal(calls, expected ? 3 : 5);
        assert.equal(failures.filter((f) => f.quarantined).length, expected ? 1 : 0);
      }
    }));
  it('that hangs, throws or is another is one that says so, and keeps the data', () =>
    quiet(async () => {
      const loads: (() => Promise<never>)[] = [
        () => new Promise(() => undefined),
        () => {
          throw new Error('at once');
        },
        () => Promise.reject(new Error('later')),
        kindWith({ name: 'acme-other' }) as never,
        kindWith({ schema: undefined }) as never,
        kindWith({ grade: undefined }) as never,
        () => Promise.resolve(undefined as never),
      ];
      for (const load of loads) {
        const { guard, failures } = guardOf();
        const kind = await guardQuestionKind(guard, 'acme-spot', load, again);
        assert.equal(failures[0]?.phase, 'load');
        const odd = { ...question, spots: [1, { x: 2 }], '~': null };
        assert.equal(parseData(kind.schema, odd, 'q'), odd as never);
        assert.deepEqual(Object.keys(kind.strip(question)), ['id', 'kind', 'stem']);
        assert.equal(kind.grade(question, 'a').pending, 1);
        assert.ok((await kind.view()).render);
        const lesson = await guardLessonKind(guardOf().guard, 'acme-spot', { load }, again);
        assert.equal(lesson.completedBy, 'lesson');
        assert.ok((await lesson.view()).create);
      }
    }));
  it('is asked with schemas of any library, in both builds of ours', () => {
    const failed = () => assert.fail();
    const own = asStep(v.object({ answer: v.string() }), failed);
    const issue = (
      parse: (s: never, x: unknown) => { success: boolean; issues?: { path?: { key: PropertyKey }[] }[] | undefined },
    ) => parse(own as never, { answer: 7 }).issues?.[0]?.path?.[0]?.key;
    assert.equal(issue(v.safeParse as never), 'answer');
    assert.equal(issue(checks.safeParse as never), 'answer');
    assert.throws(() => parseData(own as never, { answer: 7 }, 'kuis.json', ['questions', 2]), {
      place: 'kuis.json: questions[2].answer',
    });
    assert.deepEqual(parseData(own as never, { answer: 'x' }, 'q'), { answer: 'x' });
  });
  it('whose schema breaks lets the rest of the file live', () => {
    const causes: unknown[] = [];
    const broken = asStep(
      {
        '~standard': {
          validate: () => {
            throw new Error('x');
          },
        },
      },
      (c) => causes.push(c),
    );
    const late = asStep({ '~standard': { validate: async () => ({ value: 1 }) } }, (c) => causes.push(c));
    assert.equal(parseData(broken as never, question, 'q'), question as never);
    assert.equal(parseData(late as never, question, 'q'), question as never);
    assert.equal(causes.length, 2);
  });
});

describe('the host of a plugin', () => {
  const ask = async (permissions: Permission[], grant: Permission[], url: string) => {
    let init: RequestInit | undefined;
    const plugin = { ...spot(), permissions };
    const host = createHost({
      plugin,
      grant,
      signal: new AbortController().signal,
      lang: () => 'en-GB',
      draft: { get: () => 1, set: () => undefined },
      fetch: (_, i) => {
        init = i;
        return Promise.resolve(new Response('ok'));
      },
    });
    await host.fetch(url, { credentials: 'include' });
    return init;
  };
  const peta = 'net:https://peta.go.id' as const;
  it('fetches what was asked for and granted, without cookies, and follows nothing', async () => {
    const init = await ask([peta], [peta], 'https://peta.go.id/x');
    assert.equal(init?.credentials, 'omit');
    assert.equal(init?.redirect, 'error');
  });
  it('fetches nothing else', async () => {
    await assert.rejects(ask([peta], [], 'https://peta.go.id/x'), /has not granted/);
    await assert.rejects(ask([], [peta], 'https://peta.go.id/x'), /has not granted/);
    await assert.rejects(ask([peta], [peta], 'https://peta.go.id.evil.example/x'), /has not granted/);
    await assert.rejects(ask([peta], [peta], 'http://peta.go.id/x'), /has not granted/);
  });
  it('has no token, no client, no service', () => {
    const host = createHost({
      plugin: spot(),
      grant: [],
      signal: new AbortController().signal,
      draft: { get: () => 1, set: () => undefined },
    });
    assert.deepEqual(Object.keys(host).sort(), [
      'announce',
      'asset',
      'draft',
      'fetch',
      'lang',
      'signal',
      'theme',
      'translate',
    ]);
  });
  it('speaks the reader’s language, else Indonesian, else the key', () => {
    const say = (lang: string, key: string) =>
      createHost({
        plugin: spot(),
        grant: [],
        signal: new AbortController().signal,
        lang: () => lang,
        draft: { get: () => 1, set: () => undefined },
      }).translate(key, { n: 3 });
    assert.equal(say('en-GB', 'spot'), 'Spot 3');
    assert.equal(say('jv', 'spot'), 'Titik 3');
    assert.equal(say('id', 'none'), 'none');
    assert.equal(say('id', 'toString'), 'toString');
  });
  it('leads to assets of the plugin only', () => {
    const host = createHost({
      plugin: { ...spot(), assets: 'https://x.go.id/p/a/' },
      grant: [],
      signal: new AbortController().signal,
      draft: { get: () => 1, set: () => undefined },
    });
    assert.equal(host.asset('peta.png'), 'https://x.go.id/p/a/peta.png');
    for (const path of ['../b.js', 'https://evil.example/', '//evil.example/x', '/x'])
      assert.throws(() => host.asset(path), RangeError, path);
  });
});

it('a grade is looked at as the suite of kinds does', () => {
  assert.equal(wrongGrade({ raw: 1, max: 2, scaled: 0.5, success: false }, { ...question, points: 2 }), undefined);
  assert.match(wrongGrade({ raw: 1, max: 2, scaled: 0.9, success: false }, { ...question, points: 2 }) ?? '', /scaled/);
});

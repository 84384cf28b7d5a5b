// Examinations: what a learner may get and when, whatever happens to devices, networks and the server in between.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseQuiz } from '../../src/model/quiz-file.js';
import type { Accommodation } from '../../src/model/quiz-rules.js';
import { builtins } from '../../src/questions/builtins.js';
import type { QuestionKind } from '../../src/questions/kind.js';
import { formCode } from '../../src/questions/paper.js';
import { createApp, type App, type Person } from '../../src/server/app.js';
import { memoryStorage } from '../../src/server/storage/memory.js';
import type { Storage } from '../../src/server/storage/port.js';
import type { Statement } from '../../src/sdk/statement.js';
import { scored } from '../../src/tracking/grading.js';
import { account, onEachStore, uuid } from './support.js';

const MINUTE = 60_000;
const people: Person[] = [
  { id: 'siti', name: 'Siti', roles: ['learner'], actor: account('k3', 'Siti') },
  { id: 'budi', name: 'Budi', roles: ['learner'], actor: account('p7', 'Budi') },
  { id: 'dewi', name: 'Dewi', roles: ['facilitator'], actor: account('t5', 'Dewi') },
];
const home = 'https://portal.example';

/** Words that stand in the key and nowhere else. */
const secret = 'RAHASIA';
const file = {
  id: 'https://x.example/ujian/akhir',
  version: '4',
  title: 'Ujian akhir',
  passMark: 0.6,
  attempts: 2,
  timeLimit: 'PT30M',
  grace: 'PT30S',
  bands: [{ from: 0.5, text: `Pita ${secret}` }],
  questions: [
    {
      id: 'tf',
      kind: 'true-false',
      stem: 'Benar?',
      answer: false,
      feedback: { general: secret },
      hints: [{ text: secret }],
    },
    {
      id: 'one',
      kind: 'choice',
      stem: 'Mana?',
      points: 2,
      options: [
        { id: 'a', text: 'A', correct: true, feedback: secret, weight: 1 },
        { id: 'b', text: 'B', weight: -0.5 },
      ],
    },
    { id: 'gap', kind: 'fill-in', stem: '{{1}}', gaps: [{ id: '1', answers: [secret] }] },
    { id: 'num', kind: 'numeric', stem: 'Berapa?', answer: 424242, tolerance: { relative: 0.01 } },
    {
      id: 'match',
      kind: 'matching',
      stem: 'Pasangkan',
      sources: [
        { id: 's1', text: 'S1', target: 't2' },
        { id: 's2', text: 'S2', target: 't1' },
      ],
      targets: [
        { id: 't1', text: 'T1' },
        { id: 't2', text: 'T2' },
      ],
    },
    { id: 'essay', kind: 'long-fill-in', stem: 'Jelaskan', points: 4, sample: secret },
  ],
};
const kinds = new Map<string, QuestionKind>();
for (const [name, load] of Object.entries(builtins)) kinds.set(name, (await load()) as unknown as QuestionKind);

const right = { tf: 'false', one: 'a', gap: secret.toLowerCase(), num: '424242', match: 's1[.]t2[,]s2[.]t1' };

interface Shown {
  now: number;
  refused: string[];
  attempts: {
    id: string;
    deadline?: number;
    submitted?: string;
    expired?: true;
    late?: number;
    questions: { id: string }[];
    answers: Record<string, string>;
    released: { score: boolean; answers: boolean };
    result?: { raw: number; max: number; passed?: boolean; pending?: number };
    grades?: Record<string, { raw: number }>;
    comments?: Record<string, string>;
  }[];
}

class World {
  clock = Date.parse('2026-03-01T02:00:00Z');
  storage: Storage;
  app!: App;
  cookies = new Map<string, string>();
  more: object;
  accommodation: Record<string, Accommodation> = {};
  log: string[] = [];
  constructor(more: object = {}, storage?: Storage) {
    this.more = more;
    this.storage = storage ?? memoryStorage({ now: this.now });
    this.restart();
  }
  now = () => new Date(this.clock);
  /** Another process, or the same after a restart: nothing but the store is left. */
  restart(): void {
    const quiz = parseQuiz({ ...file, ...this.more }, 'akhir.json', (k) => kinds.get(k)?.schema);
    this.app = createApp({
      storage: this.storage,
      people,
      now: this.now,
      grading: {
        exams: [{ slug: 'akhir', quiz: { ...quiz, mode: 'summative' }, kinds }],
        accommodations: (_, person) => this.accommodation[person.actor.account?.name ?? ''],
      },
    });
  }
  async raw(
    who: string | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers: object = {},
  ): Promise<Response> {
    if (who !== undefined && !this.cookies.has(who)) {
      const signed = await this.app.fetch(
        new Request(`${home}/masuk`, {
          method: 'POST',
          body: new URLSearchParams({ orang: who }),
          headers: { origin: home },
        }),
      );
      this.cookies.set(who, signed?.headers.getSetCookie()[0]?.split(';')[0] ?? '');
    }
    const response = await this.app.fetch(
      new Request(home + path, {
        method,
        headers: {
          'x-experience-api-version': '1.0.3',
          'content-type': 'application/json',
          ...(who === undefined ? {} : { cookie: this.cookies.get(who) ?? '' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    assert.ok(response, path);
    const copy = response.clone();
    this.log.push(await copy.text());
    return response;
  }
  async exam(
    who: string,
    method: string,
    path = '',
    body?: unknown,
  ): Promise<Shown & { status: number; code?: string }> {
    const response = await this.raw(who, method, `/exams/akhir/attempts${path}`, body);
    const value = (await response.json()) as Shown & { error?: { code: string } };
    return { ...value, status: response.status, ...(value.error ? { code: value.error.code } : {}) };
  }
  async start(who = 'siti', id = uuid()): Promise<string> {
    const out = await this.exam(who, 'POST', '', { id });
    assert.equal(out.status, 201, JSON.stringify(out));
    return out.attempts.at(-1)?.id ?? '';
  }
  answer = (id: string, answers: object, who = 'siti') => this.exam(who, 'PUT', `/${id}`, { answers });
  submit = (id: string, answers: object = {}, who = 'siti') => this.exam(who, 'POST', `/${id}/submit`, { answers });
  mine = (who = 'siti') => this.exam(who, 'GET');
  async statements(): Promise<Statement[]> {
    const rows = await this.storage.query({ ascending: true, limit: 1000 });
    return rows.map((r) => JSON.parse(r.body) as Statement);
  }
  async verbs(): Promise<string[]> {
    return (await this.statements()).map((s) => s.verb.id.replace(/.*\//, ''));
  }
}

onEachStore('an examination', (open) => {
  test('goes from start to result, and tells the LRS', async () => {
    const w = new World(
      { id: `https://x.example/ujian/${uuid()}`, questions: file.questions.slice(0, 5) },
      await open(),
    );
    w.clock = Date.now(); // the store forgets sessions by its own clock
    const before = (await w.statements()).length;
    const id = await w.start();
    await w.answer(id, { tf: 'false' });
    w.restart();
    const resumed = await w.mine();
    assert.equal(resumed.attempts[0]?.answers.tf, 'false');
    w.clock += 10 * MINUTE;
    const done = await w.submit(id, { one: 'a', gap: 'x' });
    assert.deepEqual(done.attempts[0]?.result, { raw: 3, max: 6, scaled: 0.5, passed: false });
    assert.equal(done.attempts[0]?.grades?.one?.raw, 2);
    const told = (await w.statements()).slice(before);
    assert.deepEqual(
      told.map((s) => s.verb.id.replace(/.*\//, '')),
      ['attempted', 'completed', 'answered', 'answered', 'answered', 'answered', 'answered', 'failed'],
    );
    const completed = told.find((s) => s.verb.id.endsWith('completed'));
    assert.equal(completed?.result?.duration, 'PT10M');
    assert.deepEqual(completed?.result?.score, { scaled: 0.5, raw: 3, min: 0, max: 6 });
    w.restart();
    await w.app.sweep();
    assert.equal((await w.statements()).length - before, 8, 'nothing is told twice');
  });
});

describe('the key', () => {
  test('is in no answer of the server and in no record, before what the rules release', async () => {
    const w = new World({ attempts: 1, feedback: 'after-close', score: 'after-close', closes: '2026-03-01T05:00:00Z' });
    await w.raw(undefined, 'GET', '/exams/akhir');
    await w.mine();
    const id = await w.start();
    await w.answer(id, { tf: 'true', gap: 'salah' });
    await w.submit(id);
    await w.mine();
    for (const q of ['', '/tf', '/one', '/gap', '/num', '/match', '/essay'])
      await w.raw('siti', 'GET', `/xapi/activities?activityId=${encodeURIComponent(file.id + q)}`);
    const agent = encodeURIComponent(JSON.stringify({ account: people[0]?.actor.account }));
    await w.raw('siti', 'GET', `/xapi/statements?agent=${agent}&format=exact`);
    await w.raw('siti', 'GET', `/xapi/activities/state?activityId=${encodeURIComponent(file.id)}&agent=${agent}`);
    await w.raw('siti', 'GET', '/xapi/activities/state?activityId=x:y&agent=%22grading%22');
    const all = w.log.join('\n');
    assert.doesNotMatch(all, new RegExp(secret, 'i'));
    assert.doesNotMatch(all, /424242|correctResponsesPattern|"correct"|"weight"|"tolerance"|"sample"|"hints"|"bands"/);
    assert.doesNotMatch(all, /"answer":|s1\[\.\]t2/);
    assert.doesNotMatch(all, /"scaled"|"success"|"target":"/);
    w.clock = Date.parse('2026-03-01T05:00:01Z');
    await w.app.sweep();
    const after = await w.mine();
    assert.deepEqual(after.attempts[0]?.released, { score: true, answers: true });
    assert.match(w.log.at(-1) ?? '', new RegExp(secret));
    assert.match(JSON.stringify(await w.statements()), /correctResponsesPattern/);
  });
  test('is told to nobody by the record while others can still be examined', async () => {
    const w = new World({ attempts: 1 });
    const id = await w.start();
    const done = await w.submit(id, right);
    assert.equal(done.attempts[0]?.released.answers, true, 'released to who has no attempt left');
    assert.doesNotMatch(JSON.stringify(await w.statements()), /correctResponsesPattern/);
  });
  test('an empty submission tells nothing while attempts are left', async () => {
    const w = new World({ feedback: 'after-last-attempt' });
    const id = await w.start();
    await w.submit(id);
    assert.doesNotMatch(w.log.join(), new RegExp(secret, 'i'));
    const second = await w.start();
    await w.submit(second);
    assert.match(w.log.at(-1) ?? '', new RegExp(secret));
  });
});

describe('who', () => {
  test('signed out, systems, and others are refused; pages of other sites too', async () => {
    const w = new World();
    assert.equal((await w.raw(undefined, 'GET', '/exams/akhir/attempts')).status, 401);
    assert.equal((await w.raw('siti', 'GET', '/exams/lain')).status, 404);
    assert.equal((await w.raw('siti', 'GET', '/exams/akhir/grading')).status, 403);
    assert.equal((await w.raw(undefined, 'GET', '/exams/akhir/grading')).status, 401);
    assert.equal((await w.raw('dewi', 'GET', '/exams/akhir/grading')).status, 200);
    const id = await w.start();
    assert.equal((await w.answer(id, { tf: 'true' }, 'budi')).status, 404, 'somebody else’s attempt');
    assert.equal((await w.submit(id, {}, 'budi')).status, 404);
    const forged = await w.raw(
      'siti',
      'POST',
      '/exams/akhir/attempts',
      { id: uuid() },
      { origin: 'https://jahat.example' },
    );
    assert.equal(forged.status, 403);
    assert.equal((await w.raw('siti', 'DELETE', '/exams/akhir/attempts')).status, 405);
    assert.equal((await w.answer(id, { zz: 'x' })).status, 400);
    assert.equal((await w.answer(id, { tf: 7 })).status, 400);
  });
  test('more time, more attempts', async () => {
    const w = new World({ attempts: 1 });
    w.accommodation = { k3: { timeFactor: 2, extraAttempts: 1 }, p7: { untimed: true } };
    await w.start();
    const siti = await w.mine();
    assert.equal(siti.attempts[0]?.deadline, w.clock + 60 * MINUTE);
    await w.submit(siti.attempts[0]?.id ?? '');
    await w.start();
    await w.start('budi');
    assert.equal((await w.mine('budi')).attempts[0]?.deadline, undefined);
  });
});

describe('count and time', () => {
  test('two devices that begin at once have one attempt; a second press is no second attempt', async () => {
    const w = new World();
    const same = uuid();
    const [a, b, c] = await Promise.all([w.start('siti'), w.start('siti'), w.start('siti', same)]);
    assert.equal(a, b);
    assert.equal(b, c);
    assert.equal((await w.mine()).attempts.length, 1);
  });
  test('two processes on one store as well', async () => {
    const w = new World();
    const other = new World({}, w.storage);
    const [a, b] = await Promise.all([w.start('siti'), other.start('siti')]);
    assert.equal(a, b);
    await Promise.all([
      ...Array.from({ length: 8 }, (_, i) => w.answer(a, { num: String(i) })),
      ...Array.from({ length: 8 }, () => other.answer(b, { tf: 'false' })),
    ]);
    const { answers } = (await w.mine()).attempts[0] ?? {};
    assert.equal(answers?.tf, 'false');
    assert.equal(answers?.num, '7');
  });
  test('no more than there are, and not too soon', async () => {
    const w = new World({ delay: 'PT1H' });
    await w.submit(await w.start());
    const soon = await w.exam('siti', 'POST', '', { id: uuid() });
    assert.deepEqual([soon.status, soon.code], [409, 'too-soon']);
    w.clock += 61 * MINUTE;
    await w.submit(await w.start());
    w.clock += 61 * MINUTE;
    assert.equal((await w.exam('siti', 'POST', '', { id: uuid() })).code, 'no-attempts');
  });
  test('a double submission is one, and the second changes nothing', async () => {
    const w = new World({ questions: file.questions.slice(0, 2) });
    const id = await w.start();
    const [a, b] = await Promise.all([w.submit(id, right2), w.submit(id, right2)]);
    assert.deepEqual(a.attempts[0]?.result, b.attempts[0]?.result);
    const late = await w.submit(id, { tf: 'true' });
    assert.deepEqual(late.refused, ['tf']);
    assert.equal(late.attempts[0]?.result?.raw, 3);
    assert.equal((await w.verbs()).filter((v) => v === 'completed').length, 1);
  });
  const right2 = { tf: 'false', one: 'a' };
  test('within grace an answer counts; after it, it is kept and does not', async () => {
    const w = new World({ questions: file.questions.slice(0, 2) });
    const id = await w.start();
    w.clock += 30 * MINUTE + 29_000;
    assert.deepEqual((await w.answer(id, { tf: 'false' })).refused, []);
    w.clock += 2000;
    const late = await w.answer(id, { one: 'a' });
    assert.deepEqual(late.refused, ['one']);
    const { attempts } = await w.mine();
    assert.equal(attempts[0]?.result?.raw, 1);
    assert.equal(attempts[0]?.late, 1);
    assert.equal(attempts[0]?.expired, true);
    assert.equal(attempts[0]?.submitted, '2026-03-01T02:30:00.000Z');
  });
  test('the clock of the device is asked by nobody: what it says makes no difference', async () => {
    const w = new World({ questions: file.questions.slice(0, 2) });
    const out = await w.exam('siti', 'POST', '', { id: uuid(), started: '2026-02-20T00:00:00Z', deadline: 9e15 });
    assert.equal(out.attempts[0]?.deadline, w.clock + 30 * MINUTE);
    const id = out.attempts[0]?.id ?? '';
    w.clock += 40 * MINUTE;
    const late = await w.exam('siti', 'POST', `/${id}/submit`, {
      answers: { tf: 'false' },
      submitted: '2026-03-01T02:10:00Z',
    });
    assert.deepEqual(late.refused, ['tf']);
    assert.equal(late.attempts[0]?.result?.raw, 0);
  });
  test('an attempt nobody comes back to ends by itself, also after a restart', async () => {
    const w = new World({ questions: file.questions.slice(0, 2) });
    const id = await w.start();
    await w.answer(id, { tf: 'false' });
    w.clock += 31 * MINUTE;
    w.restart();
    await w.app.sweep();
    assert.deepEqual((await w.verbs()).slice(0, 2), ['attempted', 'completed']);
    assert.equal((await w.mine()).attempts[0]?.result?.raw, 1);
  });
  test('in linear navigation there is no way back', async () => {
    const w = new World({ navigation: 'linear', questions: file.questions.slice(0, 2) });
    const id = await w.start();
    await w.exam('siti', 'PUT', `/${id}`, { answers: { tf: 'true' }, at: 1 });
    assert.deepEqual((await w.answer(id, { tf: 'false' })).refused, ['tf']);
    await w.exam('siti', 'PUT', `/${id}`, { at: 0 });
    assert.deepEqual((await w.answer(id, { tf: 'false' })).refused, ['tf']);
    assert.equal((await w.mine()).attempts[0]?.answers.tf, 'true');
  });
  test('a pool gives each attempt its own questions, and no other comes to the page', async () => {
    const sections = [{ id: 's', questions: file.questions.map((q) => q.id), draw: 2 }];
    const w = new World({ sections, attempts: 20 });
    const drawn = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const id = await w.start();
      const { attempts } = await w.mine();
      const questions = attempts.at(-1)?.questions.map((q) => q.id) ?? [];
      assert.equal(questions.length, 2);
      drawn.add(questions.join());
      await w.submit(id);
    }
    assert.ok(drawn.size > 3);
  });
});

describe('what a person grades', () => {
  test('can be graded while attempts are left, and nothing else is told', async () => {
    const w = new World({ feedback: 'after-last-attempt' });
    const id = await w.start();
    await w.submit(id, { ...right, essay: 'Sebuah uraian.' });
    const answered = (await w.statements()).filter((s) => s.verb.id.endsWith('answered'));
    assert.deepEqual(
      answered.map((s) => s.result),
      [{ response: 'Sebuah uraian.' }],
    );
    const dewi = people[2]?.actor;
    assert.ok(answered[0] && dewi);
    const grade = scored(answered[0], file, { id: 'essay', stem: 'x' }, { raw: 4, max: 4 }, dewi, 1);
    assert.equal((await w.raw('dewi', 'POST', '/xapi/statements', grade)).status, 200);
    await w.submit(await w.start());
    await w.app.sweep();
    const verbs = await w.verbs();
    assert.equal(verbs.filter((v) => v === 'answered').length, 12, 'of both attempts each item once');
    assert.deepEqual(verbs.filter((v) => v === 'passed' || v === 'failed').sort(), ['failed', 'passed']);
  });
  test('comes from the facilitator’s statement, and then the verdict is told', async () => {
    const w = new World();
    const id = await w.start();
    const done = await w.submit(id, { ...right, essay: 'Sebuah uraian.' });
    assert.deepEqual(done.attempts[0]?.result, { raw: 6, max: 10, scaled: 0.6, passed: true, pending: 4 });
    assert.ok(!(await w.verbs()).includes('passed'));
    const answered = (await w.statements()).find((s) => s.result?.response === 'Sebuah uraian.');
    assert.ok(answered);
    const dewi = people[2]?.actor;
    assert.ok(dewi);
    const grade = scored(answered, file, { id: 'essay', stem: 'x' }, { raw: 3, max: 4, comment: 'Baik.' }, dewi, 1);
    assert.equal((await w.raw('siti', 'POST', '/xapi/statements', grade)).status, 403, 'not by the learner');
    assert.equal((await w.raw('dewi', 'POST', '/xapi/statements', grade)).status, 200);
    const { attempts } = await w.mine();
    assert.deepEqual(attempts[0]?.result, { raw: 9, max: 10, scaled: 0.9, passed: true });
    assert.deepEqual(attempts[0]?.comments, { essay: 'Baik.' });
    await w.app.sweep();
    assert.ok((await w.verbs()).includes('passed'));
  });
});

describe('papers of an examination', () => {
  const quiz = { id: file.id, version: (file as { version?: string }).version };
  const code = formCode(quiz, 'K7M2', 'A');
  const siti = people.find((p) => p.id === 'siti')?.actor;
  const enter = async (w: World, more: object = {}, who = 'dewi') => {
    const at = '2026-03-01T01:00:00Z';
    const response = await w.raw(who, 'POST', '/exams/akhir/papers', {
      learner: siti,
      form: code,
      answers: right,
      at,
      ...more,
    });
    return {
      status: response.status,
      ...((await response.json()) as {
        attempt: string;
        revision: number;
        result: { raw: number };
        error?: { reason?: string };
      }),
    };
  };
  const verbs = async (w: World) => (await w.statements()).map((s) => s.verb.id.replace(/^.*\//, ''));

  test('count as an attempt of the learner, marked with the form and who entered it', async () => {
    const w = new World({ attempts: 1 });
    const out = await enter(w);
    assert.equal(out.status, 200, JSON.stringify(out));
    const mine = await w.mine();
    assert.equal(mine.attempts.length, 1);
    assert.equal(mine.attempts[0]?.result?.raw, out.result.raw);
    const again = await w.exam('siti', 'POST', '', { id: uuid() });
    assert.equal(again.code, 'no-attempts');
    const completed = (await w.statements()).find((s) => s.verb.id.endsWith('completed'));
    assert.equal(completed?.context?.platform, 'paper');
    assert.equal(completed?.context?.extensions?.['https://w3id.org/widya/xapi/extensions/paper-form'], code);
    assert.deepEqual(
      (completed?.context?.instructor as { account?: object }).account,
      people.find((p) => p.id === 'dewi')?.actor.account,
    );
    assert.deepEqual((completed?.actor as { account?: object }).account, siti?.account);
  });
  test('entered twice are one; corrected, the later counts', async () => {
    const w = new World();
    const first = await enter(w);
    const twice = await enter(w);
    assert.deepEqual([twice.attempt, twice.revision], [first.attempt, 0]);
    const before = (await verbs(w)).length;
    const other = await enter(w, { answers: { ...right, tf: 'true' } });
    assert.deepEqual([other.attempt, other.revision], [first.attempt, 1]);
    assert.ok(other.result.raw < first.result.raw);
    assert.ok((await verbs(w)).length > before);
    assert.equal((await w.mine()).attempts.length, 1);
    const times = (await w.statements()).filter((s) => s.verb.id.endsWith('completed')).map((s) => s.timestamp);
    assert.equal(new Set(times).size, 2);
  });
  test('are entered by facilitators only, never about themselves', async () => {
    const w = new World();
    assert.equal((await enter(w, {}, 'siti')).status, 403);
    assert.equal((await enter(w, { learner: people.find((p) => p.id === 'dewi')?.actor })).status, 403);
    assert.equal((await w.raw(undefined, 'POST', '/exams/akhir/papers', {})).status, 401);
    assert.equal(
      (await w.raw('dewi', 'POST', '/exams/akhir/papers', {}, { 'sec-fetch-site': 'cross-site' })).status,
      403,
    );
    assert.equal((await w.statements()).length, 0);
  });
  test('are refused with a wrong form, a question that is not on it, a time to come', async () => {
    const w = new World();
    for (const more of [
      { form: 'K7M2-B0' === formCode(quiz, 'K7M2', 'B') ? 'K7M2-B1' : 'K7M2-B0' },
      { form: 5 },
      { answers: { lain: 'a' } },
      { answers: { tf: 5 } },
      { answers: null },
      { at: '2027-01-01T00:00:00Z' },
      { at: 'kemarin' },
      { learner: null },
      { learner: { objectType: 'Group', member: [siti] } },
    ])
      assert.equal((await enter(w, more)).status, 400, JSON.stringify(more));
  });
  test('count against the limit: none beyond it, and a correction is none', async () => {
    const w = new World({ attempts: 1 });
    await w.submit(await w.start());
    const out = await enter(w);
    assert.deepEqual([out.status, out.error?.reason], [409, 'no-attempts']);
    const free = new World({ attempts: 1 });
    await enter(free);
    assert.equal((await enter(free, { answers: { tf: 'true' } })).revision, 1);
  });
  test('tell no key before its time', async () => {
    const w = new World({ feedback: 'after-last-attempt', attempts: 2 });
    await enter(w);
    assert.ok(
      (await w.statements()).every((s) => !('definition' in s.object && s.object.definition?.correctResponsesPattern)),
    );
  });
});

describe('sweeping', () => {
  test('reads nobody to whom nothing can happen, and everybody when it does', async () => {
    const store = memoryStorage({ now: () => new Date(w.clock) });
    let reads = 0;
    const counted = new Proxy(store, {
      get(target, name, self) {
        const own = Reflect.get(target, name, self) as unknown;
        if (typeof own !== 'function') return own;
        return (...args: unknown[]) => {
          if (name === 'getDocument') reads++;
          return (own as (...a: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    const w: World = new World({}, counted);
    const sweep = async () => {
      reads = 0;
      await w.app.sweep();
      return reads;
    };
    const id = await w.start();
    await sweep();
    w.clock += 2 * MINUTE;
    assert.equal(await sweep(), 0, 'an attempt that goes on');
    // Another process takes an answer: who was touched is looked at, and no more.
    await w.answer(id, { tf: 'false' });
    assert.ok((await sweep()) > 0, 'somebody who was touched');
    w.clock += 2 * MINUTE;
    assert.equal(await sweep(), 0);
    w.clock += 40 * MINUTE;
    assert.ok((await sweep()) > 0, 'time is over');
    assert.ok((await w.verbs()).includes('completed'), 'the attempt is ended by the sweep');
    w.clock += 20 * MINUTE;
    await sweep();
    w.clock += 2 * MINUTE;
    assert.equal(await sweep(), 0, 'nothing is owed any more');
  });
});

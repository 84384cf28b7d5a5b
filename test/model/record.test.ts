import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gaps, levelOf, parseFramework, takeCompetency, type CompetencyRecord } from '../../src/model/competency.ts';
import { parseCourse, type Lesson } from '../../src/model/course.ts';
import { jpEntries, jpQuotas, jpYear, readJpRecord, type JpEntry, type JpRecord } from '../../src/model/jp.ts';
import { outcomeOf, scoreBy, takeRecord, timeSpent, type LearningRecord } from '../../src/model/record.ts';
import { summarise, type Summary } from '../../src/model/summary.ts';
import type { Statement, Verb } from '../../src/sdk/statement.ts';
import { extensions, verbs } from '../../src/sdk/verbs.ts';
import { lmsVerbs } from '../../src/sdk/verbs-cmi5.ts';
import { recordExtensions, recordTypes, recordVerbs } from '../../src/sdk/verbs-record.ts';

const course = parseCourse({
  id: 'https://x.example/c',
  title: 'C',
  lessons: [
    { id: 'a', kind: 'page', title: 'A' },
    { id: 'q', kind: 'quiz', title: 'Q', moveOn: 'CompletedAndPassed', weight: 2 },
    { id: 'n', kind: 'page', title: 'N', moveOn: 'NotApplicable' },
  ],
});
const moveOnOf = (l: Lesson) => l.moveOn ?? 'Completed';
const actor = { account: { homePage: 'https://x.example', name: 's' } };
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
let n = 0;
const say = (verb: Verb, lesson: string, minute: number, more: Partial<Statement> = {}): Statement => ({
  id: `00000000-0000-4000-8000-${String(n++).padStart(12, '0')}`,
  actor,
  verb,
  object: { id: lesson === '' ? course.id : `${course.id}/${lesson}` },
  timestamp: at(minute),
  ...more,
});
const inSession = (session: string, attempt?: string) => ({
  context: { extensions: { [extensions.sessionId]: session, ...(attempt ? { [extensions.attempt]: attempt } : {}) } },
});
const took = (duration: string, session: string) => ({ result: { duration }, ...inSession(session) });

const all = [
  say(verbs.initialized, 'a', 1, inSession('s1')),
  say(verbs.completed, 'a', 3, { result: { completion: true, duration: 'PT2M' }, ...inSession('s1') }),
  say(verbs.terminated, 'a', 4, took('PT3M', 's1')),
  say(lmsVerbs.abandoned, 'a', 40, took('PT30M', 's1')),
  say(verbs.initialized, 'q', 5, inSession('s2')),
  say(verbs.failed, 'q', 8, { result: { success: false, score: { scaled: 0.4 } }, ...inSession('s2', 't1') }),
  say(verbs.completed, 'q', 8, { result: { completion: true, score: { scaled: 0.4 } }, ...inSession('s2', 't1') }),
  say(verbs.passed, 'q', 12, { result: { success: true, score: { scaled: 0.9 } }, ...inSession('s2', 't2') }),
  say(verbs.failed, 'q', 15, { result: { success: false, score: { scaled: 0.2 } }, ...inSession('s2', 't3') }),
  say(lmsVerbs.abandoned, 'q', 15, took('PT10M', 's2')),
  say(verbs.initialized, 'n', 20, inSession('s3')),
  say(verbs.interacted, 'n', 21, inSession('s3')),
];
const reduce = (list: readonly Statement[]): LearningRecord => {
  const record: LearningRecord = new Map();
  for (const s of list) takeRecord(record, s);
  return record;
};
/** Whatever was taken in which order, compared as data. */
const plain = (record: LearningRecord) =>
  [...record]
    .map(([id, r]) => ({ ...r, id, scores: [...r.scores].sort(), sessions: [...r.sessions].sort() }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

describe('the record of a course', () => {
  it('is the same in any order, with repeats', () => {
    const expected = plain(reduce(all));
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (list) =>
        assert.deepEqual(plain(reduce(list)), expected),
      ),
    );
  });
  it('is satisfied by its lessons, at the moment of the last one', () =>
    assert.deepEqual(outcomeOf(course, reduce(all), moveOnOf), {
      percent: 100,
      satisfied: true,
      at: at(12),
      seconds: 180 + 600 + 60,
    }));
  it('is not satisfied by a word of the learner’s, unless it is trusted', () => {
    const record = reduce([say(verbs.satisfied, '', 2)]);
    assert.equal(outcomeOf(course, record, moveOnOf).satisfied, false);
    assert.equal(outcomeOf(course, record, moveOnOf, true).percent, 100);
  });
  it('counts a lesson that was waived', () => {
    const record = reduce([...all.slice(0, 3), say(lmsVerbs.waived, 'q', 30)]);
    assert.deepEqual(outcomeOf(course, record, moveOnOf).at, at(30));
  });
  it('rounds down, and says 100 only when all is met', () => {
    const half = say(verbs.progressed, 'q', 9, { result: { extensions: { [extensions.progress]: 99 } } });
    const { percent, satisfied } = outcomeOf(course, reduce([...all.slice(0, 2), half]), moveOnOf);
    assert.deepEqual([percent, satisfied], [99, false]);
    assert.equal(outcomeOf(course, reduce(all.slice(0, 2)), moveOnOf).percent, 33);
  });
  it('takes no completion from "completion": false', () => {
    const record = reduce([say(verbs.completed, 'a', 1, { result: { completion: false } })]);
    assert.equal(outcomeOf(course, record, moveOnOf).percent, 0);
  });
  it('counts time once a session: terminated, else abandoned, else what lies between, capped', () => {
    const long = [say(verbs.initialized, 'a', 0, inSession('x')), say(verbs.interacted, 'a', 300, inSession('x'))];
    assert.equal(timeSpent(reduce(long).values()), 1800);
    assert.equal(timeSpent(reduce([...long, say(lmsVerbs.abandoned, 'a', 300, took('PT5M', 'x'))]).values()), 300);
  });
  it('counts scores by attempt, by each policy', () => {
    const scores = reduce(all).get(`${course.id}/q`)?.scores;
    assert.equal(scores?.size, 3);
    const by = (policy: Parameters<typeof scoreBy>[0]) => scoreBy(policy, scores?.values() ?? []);
    assert.deepEqual([by('best'), by('first'), by('last')], [0.9, 0.4, 0.2]);
    assert.ok(Math.abs((by('mean') ?? 0) - 0.5) < 1e-9);
    assert.equal(scoreBy('best', []), undefined);
  });
});

const record: JpRecord = {
  source: 'coaching',
  kind: 'Coaching',
  organiser: 'Unit A',
  subject: 'Pelayanan',
  start: '2026-03-01',
  end: '2026-03-02',
  jp: 3,
  evidence: 'https://x.example/bukti.pdf',
};

describe('lesson hours', () => {
  const entry = (id: string, jp: number, when: string, source: JpEntry['source'] = 'course'): JpEntry => ({
    id,
    jp,
    at: when,
    source,
  });
  it('knows the floor of a PNS and the ceiling of a PPPK', () => {
    const list = [entry('a', 12, at(0)), entry('b', 13.5, at(1), 'coaching')];
    const pns = jpYear(list, 2026, jpQuotas.pns, 'UTC');
    assert.deepEqual([pns.total, pns.told, pns.left, pns.over, pns.met], [25.5, 13.5, 0, 0, true]);
    const pppk = jpYear(list, 2026, jpQuotas.pppk, 'UTC');
    assert.deepEqual([pppk.left, pppk.over, pppk.met], [0, 1.5, false]);
  });
  it('counts in the year of the place', () => {
    const newYear = [entry('a', 4, '2025-12-31T18:00:00Z')];
    assert.equal(jpYear(newYear, 2026, jpQuotas.pns, 'Asia/Jakarta').total, 4);
    assert.equal(jpYear(newYear, 2026, jpQuotas.pns, 'UTC').total, 0);
  });
  it('counts nothing twice', () =>
    assert.equal(jpYear([entry('a', 4, at(0)), entry('a', 4, at(0))], 2026, jpQuotas.pns, 'UTC').total, 4));
  it('reads a record with all six fields, and nothing else', () => {
    assert.deepEqual(readJpRecord({ ...record, more: 1 }), record);
    for (const bad of [null, { ...record, evidence: ' ' }, { ...record, jp: 0 }, { ...record, end: '2026-02-01' }])
      assert.equal(readJpRecord(bad), null);
  });
  it('comes with the summary of the learner, whatever the order', () => {
    const told = (minute: number, jp: number): Statement => ({
      actor,
      verb: recordVerbs.performedOffline,
      object: { id: 'https://x.example/kegiatan/1', definition: { type: recordTypes.learning } },
      timestamp: at(minute),
      result: { extensions: { [extensions.jpRecord]: { ...record, jp } } },
    });
    for (const list of [
      [told(1, 3), told(2, 5)],
      [told(2, 5), told(1, 3), told(2, 5)],
    ]) {
      const summary: Summary = {};
      for (const s of list) summarise(summary, s);
      const [first, ...rest] = jpEntries(summary);
      assert.deepEqual([first?.source, first?.jp, first?.at, rest.length], ['coaching', 5, '2026-03-02', 0]);
    }
  });
});

const framework = parseFramework({
  CFDocument: { uri: 'https://x.example/kamus', title: 'Kamus kompetensi' },
  CFItems: [
    { identifier: 'm', uri: 'https://x.example/k/m', fullStatement: 'Kompetensi manajerial' },
    { identifier: 'k', uri: 'https://x.example/k/kerja-sama', fullStatement: 'Kerja sama', humanCodingScheme: 'M.2' },
    {
      identifier: 'p',
      uri: 'https://x.example/k/perekat',
      fullStatement: 'Perekat bangsa',
      CFItemType: 'Sosial kultural',
    },
  ],
  CFAssociations: [
    {
      associationType: 'isChildOf',
      originNodeURI: { identifier: 'k' },
      destinationNodeURI: { identifier: 'm' },
    },
  ],
});

describe('competencies', () => {
  const id = 'https://x.example/k/kerja-sama';
  const said = (verb: Verb, minute: number, more: Record<string, unknown> = {}): Statement => ({
    id: `10000000-0000-4000-8000-${String(minute).padStart(12, '0')}`,
    actor,
    verb,
    object: { id, definition: { type: recordTypes.competency } },
    timestamp: at(minute),
    result: { extensions: more },
  });
  const list = [
    said(recordVerbs.achieved, 1, { [recordExtensions.level]: 4 }),
    said(recordVerbs.expired, 5),
    said(recordVerbs.achieved, 6, { [recordExtensions.level]: 2 }),
    said(recordVerbs.achieved, 7, { [recordExtensions.level]: 3, [recordExtensions.validUntil]: at(20) }),
  ];
  const reduceAll = (statements: readonly Statement[]) => {
    const known: CompetencyRecord = new Map();
    for (const s of statements) takeCompetency(known, s);
    return known;
  };
  it('reads CASE with families and parents', () => {
    assert.deepEqual(
      framework.competencies.map((c) => [c.name, c.family, c.parent]),
      [
        ['Kompetensi manajerial', 'manajerial', undefined],
        ['Kerja sama', 'manajerial', 'https://x.example/k/m'],
        ['Perekat bangsa', 'sosial-kultural', undefined],
      ],
    );
    assert.throws(() => parseFramework({ CFDocument: { uri: 'x' }, CFItems: [{}] }), /CFItems\[0\]\.uri|is required/);
  });
  it('stands the same whatever the order and the repeats', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...list, ...list], { minLength: 8 }), (statements) => {
        const known = reduceAll(statements);
        assert.deepEqual(levelOf(known, id, Date.parse(at(10))), { level: 3, lost: 4, until: at(20) });
        assert.deepEqual(levelOf(known, id, Date.parse(at(21))), { level: 2, lost: 4 });
        assert.deepEqual(levelOf(known, id, Date.parse(at(4))), { level: 4 });
      }),
    );
  });
  it('sets the gap against what a position requires, the widest first', () => {
    const found = gaps(framework, reduceAll(list), { [id]: 4, 'https://x.example/k/perekat': 2 }, Date.parse(at(10)));
    assert.deepEqual(
      found.map((g) => [g.competency.name, g.required, g.level, g.gap]),
      [
        ['Perekat bangsa', 2, 0, 2],
        ['Kerja sama', 4, 3, 1],
      ],
    );
  });
});

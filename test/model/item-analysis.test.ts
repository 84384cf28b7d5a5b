// Against hand-computed tables, against a recount by the plain formulas, and whatever the order statements arrive in.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ItemAnalyser, type AnswerRecord, type ItemAbout } from '../../src/model/item-analysis.js';

const near = (a: number | null | undefined, b: number, digits = 9) =>
  assert.ok(typeof a === 'number' && Math.abs(a - b) < 10 ** -digits, `${a} is not ${b}`);

/** One attempt each; `x` by learner and item. Every item has one point unless said. */
function table(x: (number | null | undefined)[][], max: number[] = []): ItemAnalyser {
  const a = new ItemAnalyser();
  x.forEach((row, j) =>
    row.forEach((raw, i) => {
      if (raw === undefined) return;
      a.add(answer(j, i, raw === null ? '' : `r${raw}`, raw ?? 0, max[i] ?? 1));
    }),
  );
  return a;
}
const answer = (j: number, i: number, response: string, raw?: number, max?: number, more: Partial<AnswerRecord> = {}) =>
  ({
    learner: `orang-${String(j).padStart(3, '0')}`,
    attempt: `percobaan-${j}`,
    item: `soal-${i}`,
    version: '1',
    at: 1000 + j,
    response,
    raw,
    max,
    ...more,
  }) as AnswerRecord;

describe('a table computed by hand', () => {
  // Six people, four items. p = 5/6, 1/2, 1/2, 1/6; totals 4 3 2 2 1 0, mean 2, variance of the population 5/3.
  const x = [
    [1, 1, 1, 1],
    [1, 1, 1, 0],
    [1, 1, 0, 0],
    [1, 0, 1, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  const { reliability, items, score, learners, confidence } = table(x).result();
  const at = (i: number) => items.find((s) => s.item === `soal-${i}`);

  it('has its difficulties', () => {
    [5 / 6, 1 / 2, 1 / 2, 1 / 6].forEach((p, i) => near(at(i)?.difficulty, p, 8));
    assert.deepEqual(
      items.map((s) => s.difficultyBand),
      ['easy', 'medium', 'medium', 'hard'],
    );
  });
  it('has KR-20 = 4/3 (1 − (7/9)/(5/3)) = 32/45, and alpha the same', () => {
    near(reliability.kr20, 32 / 45);
    near(reliability.alpha, 32 / 45);
  });
  it('has SEM = √2 √(13/45)', () => {
    near(reliability.sem, Math.sqrt(26 / 45));
    near(reliability.semScaled, Math.sqrt(26 / 45) / 4);
  });
  it('has the corrected point-biserial 1.5/√(1.5 · 5.5) for the second item', () => {
    near(at(1)?.discrimination, 1.5 / Math.sqrt(1.5 * 5.5));
  });
  it('has its upper-lower index, of two and two people', () => {
    assert.equal(at(0)?.group, 2);
    near(at(0)?.upperLower, 0.5);
    near(at(1)?.upperLower, 1);
    near(at(3)?.upperLower, 0.5);
  });
  it('has alpha without the fourth item = 3/2 (1 − 23/41)', () => {
    near(at(3)?.alphaWithout, 1.5 * (1 - 23 / 41));
  });
  it('has efficiency = cov/cov of the sorted', () => {
    // x sorted 0 0 0 1 1 1, R sorted 0 1 1 2 2 3: 2.5 of 1.5
    near(at(1)?.efficiency, 1.5 / 2.5);
  });
  it('has length 0.8 (1 − α)/(0.2 α), mean, median and histogram', () => {
    near(reliability.lengthFor80, (0.8 * (13 / 45)) / (0.2 * (32 / 45)));
    near(score?.mean, 0.5);
    near(score?.median, 0.5);
    assert.deepEqual(score?.histogram, [1, 0, 1, 0, 0, 2, 0, 1, 0, 1]);
    assert.equal(learners, 6);
    assert.equal(confidence, 'preliminary');
  });
});

/** The plain formulas, with sums of everything. */
function recount(x: number[][], max: number[]) {
  const n = x.length;
  const mean = (l: number[]) => l.reduce((s, v) => s + v, 0) / l.length;
  const cov = (a: number[], b: number[]) =>
    a.reduce((s, v, i) => s + (v - mean(a)) * ((b[i] as number) - mean(b)), 0) / (n - 1);
  const T = x.map((row) => row.reduce((s, v) => s + v, 0));
  const k = max.length;
  const col = (i: number) => x.map((row) => row[i] as number);
  const items = max.map((m, i) => {
    const R = T.map((t, j) => t - (x[j]?.[i] as number));
    const [vx, vr] = [cov(col(i), col(i)), cov(R, R)];
    return { p: mean(col(i)) / m, r: vx > 1e-12 && vr > 1e-12 ? cov(col(i), R) / Math.sqrt(vx * vr) : null };
  });
  const vt = cov(T, T);
  const alpha = vt > 1e-12 ? (k / (k - 1)) * (1 - max.reduce((s, _, i) => s + cov(col(i), col(i)), 0) / vt) : null;
  return { items, alpha };
}

const matrix = fc
  .tuple(fc.integer({ min: 5, max: 25 }), fc.integer({ min: 2, max: 8 }))
  .chain(([n, k]) =>
    fc.tuple(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: k, maxLength: k }),
      fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: k, maxLength: k }), {
        minLength: n,
        maxLength: n,
      }),
    ),
  )
  .map(([max, x]) => ({ max, x: x.map((row) => row.map((v, i) => Math.min(v, max[i] as number))) }));

describe('properties', () => {
  it('agrees with a recount by the plain formulas', () =>
    fc.assert(
      fc.property(matrix, ({ x, max }) => {
        const { items, reliability } = table(x, max).result({ items: max.map((_, i) => `soal-${i}`) });
        const plain = recount(x, max);
        items.forEach((s, i) => {
          near(s.difficulty, plain.items[i]?.p as number, 8);
          const r = plain.items[i]?.r;
          if (r === null) assert.equal(s.discrimination, null);
          else near(s.discrimination, r as number, 7);
        });
        if (plain.alpha === null) assert.equal(reliability.alpha, null);
        else near(reliability.alpha, plain.alpha, 7);
      }),
    ));

  it('has alpha = KR-20 where items are right or wrong', () =>
    fc.assert(
      fc.property(matrix, ({ x, max }) => {
        const { reliability } = table(
          x.map((row) => row.map((v) => (v > 1 ? 1 : 0))),
          max.map(() => 1),
        ).result();
        if (reliability.alpha !== null) near(reliability.kr20, reliability.alpha, 8);
      }),
    ));

  const record = fc.record({
    learner: fc.integer({ min: 0, max: 7 }).map((n) => `orang-${n}`),
    n: fc.integer({ min: 0, max: 2 }),
    item: fc.constantFrom('a', 'b', 'c'),
    version: fc.constantFrom('1', '1', '1', '2'),
    at: fc.integer({ min: 0, max: 6 }),
    response: fc.constantFrom('', 'x', 'y', 'x[,]y'),
    type: fc.constant('choice' as const),
    max: fc.constant(2),
    seconds: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
  });
  const stream = fc.array(
    record.map(({ n, ...r }): AnswerRecord => ({
      ...r,
      attempt: `${r.learner}/${n}`,
      raw: r.response === '' ? 0 : r.response === 'x' ? 2 : 1,
      // What one instant says of one item has one time.
      seconds: r.seconds === undefined ? undefined : r.response.length + r.at,
    })),
    { minLength: 40, maxLength: 90 },
  );
  it('tells the same in whatever order answers come, and however often', () =>
    fc.assert(
      fc.property(
        stream,
        fc.infiniteStream(fc.nat()),
        fc.constantFrom('first', 'last', 'best'),
        (list, dice, attempts) => {
          const one = new ItemAnalyser();
          for (const r of list) one.add(r);
          const mixed = [...list, ...list.slice(0, 20)];
          for (let i = mixed.length - 1; i > 0; i--) {
            const j = (dice.next().value as number) % (i + 1);
            [mixed[i], mixed[j]] = [mixed[j] as AnswerRecord, mixed[i] as AnswerRecord];
          }
          const two = new ItemAnalyser();
          for (const r of mixed) two.add(r);
          // Seconds differ where two records of one instant do; those are no duplicates.
          const plain = (a: ItemAnalyser) => ({
            ...a.result({ attempts: attempts as 'first' }),
            items: a.result({ attempts: attempts as 'first' }).items.map((i) => ({ ...i, seconds: null })),
          });
          assert.deepEqual(plain(two), plain(one));
        },
      ),
      { numRuns: 300 },
    ));

  it('never tells a number that is none, nor one out of bounds', () =>
    fc.assert(
      fc.property(stream, (list) => {
        const a = new ItemAnalyser();
        for (const r of list) a.add(r);
        const text = JSON.stringify(a.result(), (_key, v: unknown) => {
          assert.ok(typeof v !== 'number' || Number.isFinite(v), 'a number');
          return v;
        });
        assert.ok(text.length > 10);
        for (const s of a.result().items) {
          for (const r of [s.discrimination, s.efficiency, ...s.options.map((o) => o.r)])
            assert.ok(r === null || (r >= -1 && r <= 1));
          for (const o of s.options) assert.ok(o.upper <= o.count && o.lower <= o.count && o.share <= 1);
        }
      }),
    ));
});

describe('numbers far from zero', () => {
  it('lose nothing: a million points more change no correlation', () => {
    const x = [0, 1, 2, 3, 4, 5].map((j) => [j, (j * j) % 6, (j * 3) % 4]);
    const plain = table(x, [5, 5, 5]).result();
    const far = table(
      x.map((r) => r.map((v) => v + 1e7)),
      [1e7 + 5, 1e7 + 5, 1e7 + 5],
    ).result();
    plain.items.forEach((s, i) => near(far.items[i]?.discrimination, s.discrimination as number, 5));
    near(far.reliability.alpha, plain.reliability.alpha as number, 5);
  });
});

describe('which answers count', () => {
  const six = (f: (j: number, i: number) => AnswerRecord | undefined, items = 3, people = 6) => {
    const a = new ItemAnalyser();
    for (let j = 0; j < people; j++)
      for (let i = 0; i < items; i++) {
        const r = f(j, i);
        if (r) a.add(r);
      }
    return a;
  };
  const plain = (j: number, i: number) => answer(j, i, `r${(j + i) % 2}`, (j + i) % 2, 1);

  it('the first attempt of each person, or the last, or the best', () => {
    const a = six(plain);
    for (let i = 0; i < 3; i++) a.add(answer(0, i, 'r1', 1, 1, { attempt: 'ulang', at: 9000 }));
    const p = (rule: 'first' | 'last' | 'best') => a.result({ attempts: rule }).items.map((s) => s.difficulty);
    assert.deepEqual(p('first'), [0.5, 0.5, 0.5]);
    assert.deepEqual(
      p('last').map((n) => Math.round((n ?? 0) * 6)),
      [4, 3, 4],
    );
    assert.deepEqual(p('best'), p('last'));
    const r = a.result();
    assert.deepEqual([r.learners, r.attempts, r.resits], [6, 7, 1]);
  });
  it('fewer than five people: nothing at all', () => {
    const r = six(plain, 3, 4).result();
    assert.equal(r.confidence, 'too-few');
    assert.equal(r.score, null);
    assert.equal(r.reliability.alpha, null);
    for (const s of r.items)
      assert.deepEqual([s.state, s.difficulty, s.seen, s.options.length], ['hidden', null, 0, 0]);
  });
  it('an item that fewer than five had stays hidden among the others', () => {
    const a = six(plain);
    for (let j = 0; j < 4; j++) a.add(answer(j, 7, 'r1', 1, 1));
    const r = a.result();
    assert.equal(r.items.find((s) => s.item === 'soal-7')?.state, 'hidden');
    assert.equal(r.reliability.reason, 'pools');
  });
  it('empty answers are zero; those up to the end are not counted as come to', () => {
    const a = six((j, i) => (j === 0 && i > 0 ? answer(j, i, '', 0, 1) : answer(j, i, 'r1', 1, 1)));
    const omitted = a.result().items[1];
    assert.deepEqual([omitted?.omitted, omitted?.reached, omitted?.notReached], [1, 6, 0]);
    near(omitted?.difficulty, 5 / 6, 8);
    const order = () => ['soal-0', 'soal-1', 'soal-2'];
    const last = a.result({ order }).items[2];
    assert.deepEqual([last?.omitted, last?.reached, last?.notReached, last?.difficulty], [0, 5, 1, 1]);
  });
  it('an attempt without one answer counts nowhere', () => {
    const a = six(plain);
    for (let i = 0; i < 3; i++) a.add(answer(9, i, '', 0, 1));
    const r = a.result();
    assert.deepEqual([r.learners, r.empty], [6, 1]);
  });
  it('what was begun, and what is handed in and not told yet, is said', () => {
    const a = six(plain);
    a.begin('x', 'x1', 5);
    a.begin('y', 'y1', 5);
    a.complete('y', 'y1', 6);
    const r = a.result();
    assert.deepEqual([r.learners, r.open, r.waiting], [6, 1, 1]);
  });
  it('essays once graded; the latest grade', () => {
    const essay = (j: number) =>
      answer(j, 2, 'Karena wajib dilaporkan.', undefined, undefined, { type: 'long-fill-in' });
    const a = six((j, i) => (i === 2 ? essay(j) : plain(j, i)));
    assert.equal(a.result().items[2]?.state, 'pending');
    near(a.result().reliability.items, 2);
    for (let j = 0; j < 6; j++) {
      a.grade({ attempt: `percobaan-${j}`, item: 'soal-2', raw: 4, max: 4, at: 20 });
      a.grade({ attempt: `percobaan-${j}`, item: 'soal-2', raw: j % 2 ? 1 : 3, max: 4, at: 10 });
      a.grade({ attempt: `percobaan-${j}`, item: 'soal-2', raw: j % 2 ? 4 : 2, max: 4, at: 30 });
    }
    const s = a.result().items[2];
    assert.deepEqual([s?.state, s?.difficulty, s?.max, s?.options.length], ['scored', 0.75, 4, 0]);
    assert.equal(a.result().reliability.items, 3);
  });
  it('a new version is an item of its own, and old ones are not the test of today', () => {
    const a = six(
      (j, i) => answer(j, i, `r${(j + i) % 2}`, (j + i) % 2, 1, i === 0 && j > 2 ? { version: '2' } : {}),
      3,
      12,
    );
    const r = a.result();
    const both = r.items.filter((s) => s.item === 'soal-0');
    assert.deepEqual(
      both.map((s) => [s.version, s.current, s.seen]),
      [
        ['2', true, 9],
        ['1', false, 0],
      ],
    );
    assert.equal(r.reliability.learners, 9);
  });
  it('opinions and what is not graded are counted and not judged', () => {
    const a = six((j, i) => (i === 2 ? answer(j, i, j % 2 ? 'ya' : 'tidak', 1, 1, { type: 'likert' }) : plain(j, i)));
    const s = a.result({
      about: (i) => (i === 'soal-2' ? { type: 'likert', options: [{ id: 'ya' }, { id: 'tidak' }] } : undefined),
    }).items[2];
    assert.deepEqual([s?.state, s?.difficulty, s?.remarks.length], ['survey', null, 0]);
    assert.deepEqual(
      s?.options.map((o) => [o.id, o.count, o.right]),
      [
        ['ya', 3, undefined],
        ['tidak', 3, undefined],
      ],
    );
    assert.equal(a.result().reliability.items, 2);
  });
  it('no variance: no coefficient, and no NaN', () => {
    const r = table(Array.from({ length: 6 }, () => [1, 1])).result();
    assert.equal(r.reliability.reason, 'no-variance');
    assert.deepEqual(
      r.items.map((s) => [s.discrimination, s.discriminationBand]),
      [
        [null, null],
        [null, null],
      ],
    );
  });
});

describe('options and what is remarked of them', () => {
  const about = (): ItemAbout => ({
    type: 'choice',
    single: true,
    options: ['a', 'b', 'c', 'd'].map((id) => ({ id, right: id === 'a' })),
  });
  /** Forty people; the better they are in ten other items, the higher their number. */
  function forty(choose: (j: number) => string): ItemAnalyser {
    const a = new ItemAnalyser();
    for (let j = 0; j < 40; j++) {
      for (let i = 1; i <= 10; i++) a.add(answer(j, i, `r${i}`, j / 4 >= i ? 1 : 0, 1, { type: 'other' }));
      const chosen = choose(j);
      a.add(answer(j, 0, chosen, chosen === 'a' ? 1 : 0, 1, { type: 'choice' }));
    }
    return a;
  }
  const first = (a: ItemAnalyser) => {
    const s = a
      .result({ about: (i) => (i === 'soal-0' ? about() : { type: 'other' }) })
      .items.find((x) => x.item === 'soal-0');
    assert.ok(s);
    return s;
  };
  it('counts them, with the best and the weakest 27 %', () => {
    const s = first(forty((j) => (j > 19 ? 'a' : j % 2 ? 'b' : 'c')));
    assert.equal(s.group, 11);
    assert.deepEqual(
      s.options.map((o) => [o.id, o.count, o.upper, o.lower]),
      [
        ['a', 20, 11, 0],
        ['b', 10, 0, 6],
        ['c', 10, 0, 5],
        ['d', 0, 0, 0],
      ],
    );
    assert.ok((s.options[0]?.r ?? 0) > 0.8 && (s.options[1]?.r ?? 0) < 0);
    near(s.options[0]?.r, s.discrimination as number, 8);
    assert.deepEqual(s.remarks, [{ code: 'unused', options: ['d'] }]);
    near(s.guessCorrected, (0.5 - 0.25) / 0.75);
  });
  it('sees a wrong key: the best choose another', () => {
    const s = first(forty((j) => (j > 24 ? 'b' : ('acd'[j % 3] as string))));
    assert.deepEqual(s.remarks, [{ code: 'key', option: 'b' }]);
  });
  it('sees what is too easy, too hard, left out, weak', () => {
    assert.deepEqual(
      first(forty((j) => (j === 3 ? 'b' : 'a'))).remarks.map((r) => r.code),
      ['too-easy', 'unused'],
    );
    assert.ok(first(forty((j) => 'bbcd'[j % 4] as string)).remarks.some((r) => r.code === 'too-hard'));
    assert.ok(first(forty((j) => (j % 5 ? ('abcd'[j % 4] as string) : ''))).remarks.some((r) => r.code === 'omitted'));
    assert.deepEqual(
      first(forty((j) => (j % 4 === 1 || j > 38 ? 'a' : 'bcd'[j % 3]) as string)).remarks.map((r) => r.code),
      ['weak'],
    );
  });
  it('takes for right what earned everything where there is no key', () => {
    const a = forty((j) => (j > 19 ? 'a' : 'b'));
    const s = a.result().items.find((x) => x.item === 'soal-0');
    assert.deepEqual(
      s?.options.map((o) => [o.id, o.right]),
      [
        ['a', true],
        ['b', false],
      ],
    );
  });
  it('shows of free answers only what five people wrote', () => {
    const a = new ItemAnalyser();
    for (let j = 0; j < 12; j++)
      a.add(answer(j, 0, j < 6 ? 'UPG' : j < 11 ? 'KPK' : 'nama saya Siti', j < 6 ? 1 : 0, 1, { type: 'fill-in' }));
    const s = a.result().items[0];
    assert.deepEqual(
      s?.options.map((o) => [o.id, o.count, o.right]),
      [
        ['UPG', 6, true],
        ['KPK', 5, false],
      ],
    );
    assert.equal(s?.rareAnswers, 1);
  });
  it('counts pairs of matching', () => {
    const a = new ItemAnalyser();
    for (let j = 0; j < 6; j++)
      a.add(answer(j, 0, j < 5 ? '1[.]x[,]2[.]y' : '1[.]y[,]2[.]x', j < 5 ? 1 : 0, 1, { type: 'matching' }));
    assert.deepEqual(
      a.result().items[0]?.options.map((o) => [o.id, o.count, o.right]),
      [
        ['1[.]x', 5, true],
        ['2[.]y', 5, true],
      ],
    );
  });
});

describe('a large agency', () => {
  it('keeps 20,000 attempts at 20 items in little room', () => {
    const a = new ItemAnalyser();
    for (let j = 0; j < 20_000; j++)
      for (let i = 0; i < 20; i++) {
        const raw = (j * 7919 + i * 104_729) % 10 < 6 ? 1 : 0;
        a.add(answer(j, i, raw ? 'a' : 'b', raw, 1, { type: 'choice', seconds: 10 }));
      }
    const r = a.result();
    assert.deepEqual([r.learners, r.confidence, r.items.length], [20_000, 'sound', 20]);
  });
});

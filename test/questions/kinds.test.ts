import { describe, it } from 'node:test';
import { choice } from '../../src/questions/choice/index.js';
import { fillIn } from '../../src/questions/fill-in/index.js';
import { likert } from '../../src/questions/likert/index.js';
import { longFillIn } from '../../src/questions/long-fill-in/index.js';
import { matching } from '../../src/questions/matching/index.js';
import { numeric } from '../../src/questions/numeric/index.js';
import { other } from '../../src/questions/other/index.js';
import { performance } from '../../src/questions/performance/index.js';
import { sequencing } from '../../src/questions/sequencing/index.js';
import { trueFalse } from '../../src/questions/true-false/index.js';
import { questionKindSuite } from '../../src/testing/question-kind-suite.js';

const q = { id: 'q1', stem: { id: 'Soal **satu**', en: 'Question one' }, feedback: { correct: 'Ya' } };

describe('every kind', () => {
  questionKindSuite(
    trueFalse,
    [
      {
        question: { ...q, kind: 'true-false', answer: true },
        otherKey: { ...q, kind: 'true-false', answer: false },
        right: ['true'],
        wrong: ['false', 'True', ' true', '1'],
      },
    ],
    it,
  );

  const options = (...right: string[]) =>
    ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `Pilihan ${id}`, ...(right.includes(id) ? { correct: true } : {}) }));
  questionKindSuite(
    choice,
    [
      {
        question: { ...q, kind: 'choice', points: 2, options: options('b') },
        otherKey: { ...q, kind: 'choice', points: 2, options: options('c') },
        right: ['b'],
        wrong: ['a', 'B', 'b[,]a', 'x', 'b[,]x'],
      },
      {
        question: { ...q, kind: 'choice', multiple: true, points: 3, options: options('a', 'c') },
        otherKey: { ...q, kind: 'choice', multiple: true, points: 3, options: options('b', 'd') },
        right: ['a[,]c', 'c[,]a'],
        wrong: ['b[,]d', 'a[,]b[,]c[,]d', 'a[,]c[,]x', 'b'],
        partly: [
          ['a', 0.5],
          ['a[,]b[,]c', 0.5],
          ['a[,]b', 0],
        ],
      },
    ],
    it,
  );

  questionKindSuite(
    numeric,
    [
      {
        question: { ...q, kind: 'numeric', answer: 3.14, tolerance: 0.005, unit: 'cm' },
        otherKey: { ...q, kind: 'numeric', answer: 2, tolerance: 1, unit: 'cm' },
        right: ['3.14', '3.135', '3.145', '3.140'],
        wrong: ['3.1349', '3.1451', '3', 'tiga', '-3.14'],
      },
      {
        question: { ...q, kind: 'numeric', answer: { min: 4 } },
        otherKey: { ...q, kind: 'numeric', answer: { max: 9 } },
        right: ['4', '4.0', '1e3'],
        wrong: ['3.999', '-4'],
      },
      {
        question: { ...q, kind: 'numeric', answer: 1.602e-19, tolerance: 1e-22 },
        otherKey: { ...q, kind: 'numeric', answer: 6.02e23 },
        right: ['1.602e-19', '1.603e-19', '1.601e-19'],
        wrong: ['0', '1.604e-19', '1.6e-18'],
      },
    ],
    it,
  );

  const gaps = (first: string[], second: string[]) => [
    { id: '1', answers: first },
    { id: '2', answers: second },
  ];
  const stem = { id: 'Melalui {{1}} kepada {{2}}.', en: 'To the {{2}} through {{1}}.' };
  questionKindSuite(
    fillIn,
    [
      {
        question: { ...q, kind: 'fill-in', stem, gaps: gaps(['UPG'], ['KPK', 'Komisi Pemberantasan Korupsi']) },
        otherKey: { ...q, kind: 'fill-in', stem, gaps: gaps(['x'], ['y']) },
        right: ['UPG[,]KPK', 'upg[,]komisi pemberantasan korupsi'],
        wrong: ['KPK[,]UPG', 'UPGKPK', 'UPG[,]KPK[,]lagi'],
        partly: [
          ['UPG[,]', 0.5],
          ['[,]kpk', 0.5],
        ],
      },
      {
        question: {
          ...q,
          kind: 'fill-in',
          stem: 'Tulis {{x}}',
          gaps: [{ id: 'x', answers: { id: ['Korpri'], en: ['Corps'] }, caseMatters: true }],
        },
        otherKey: { ...q, kind: 'fill-in', stem: 'Tulis {{x}}', gaps: [{ id: 'x', answers: ['z'] }] },
        right: ['Korpri', 'Corps'],
        wrong: ['korpri', 'KORPRI'],
      },
    ],
    it,
  );

  const targets = ['t1', 't2', 't3'].map((id) => ({ id, text: `Pasangan ${id}` }));
  const sources = (...to: string[]) => to.map((target, i) => ({ id: `s${i}`, text: `Soal ${i}`, target }));
  questionKindSuite(
    matching,
    [
      {
        question: { ...q, kind: 'matching', points: 3, sources: sources('t1', 't2'), targets },
        otherKey: { ...q, kind: 'matching', points: 3, sources: sources('t3', 't3'), targets },
        right: ['s0[.]t1[,]s1[.]t2', 's1[.]t2[,]s0[.]t1'],
        wrong: ['t1[.]s0[,]t2[.]s1', 's0[.]t2[,]s1[.]t1', 's0[.]t1[,]s1[.]t2[,]s0[.]t3', 's0[.]t1[,]s1[.]t2[,]s1[.]'],
        partly: [
          ['s0[.]t1', 0.5],
          ['s0[.]t1[,]s1[.]t1', 0.5],
          ['s0[.]t1[,]s1[.]t2[,]x[.]t1', 0.5],
        ],
      },
      {
        question: { ...q, kind: 'matching', allOrNothing: true, sources: sources('t1', 't1'), targets },
        otherKey: { ...q, kind: 'matching', allOrNothing: true, sources: sources('t2', 't3'), targets },
        right: ['s0[.]t1[,]s1[.]t1'],
        wrong: ['s0[.]t1'],
        partly: [['s0[.]t1', 0]],
      },
    ],
    it,
  );

  const steps = ['c', 'a', 'd', 'b'].map((id) => ({ id, text: `Langkah ${id}` }));
  questionKindSuite(
    sequencing,
    [
      {
        question: { ...q, kind: 'sequencing', points: 4, items: steps, answer: ['a', 'b', 'c', 'd'] },
        otherKey: { ...q, kind: 'sequencing', points: 4, items: steps.toReversed(), answer: ['d', 'c', 'a', 'b'] },
        right: ['a[,]b[,]c[,]d'],
        wrong: ['d[,]c[,]b[,]a', 'a[,]b[,]c[,]d[,]e', 'a[,]b[,]c[,]d[,]d', 'A[,]b[,]c[,]d', 'b[,]a[,]d[,]c'],
        partly: [
          ['a[,]b[,]d[,]c', 0.5],
          ['a[,]b', 0.5],
          ['a[,]b[,]c[,]d[,]d', 0],
          ['a[,]b[,]c[,]x', 0],
        ],
      },
    ],
    it,
  );

  questionKindSuite(
    longFillIn,
    [
      {
        question: { ...q, kind: 'long-fill-in', points: 5, sample: 'Karena ...' },
        otherKey: { ...q, kind: 'long-fill-in', points: 5, sample: 'Lain' },
        right: ['Sebuah jawaban', 'a\nb'],
        wrong: [' ', '\n\n'],
      },
    ],
    it,
  );

  const scale = (...points: (number | undefined)[]) =>
    points.map((p, i) => ({ id: `l${i}`, text: `Tingkat ${i}`, ...(p === undefined ? {} : { points: p }) }));
  questionKindSuite(
    likert,
    [
      {
        question: { ...q, kind: 'likert', points: 2, scale: scale(0, 1, 2) },
        otherKey: { ...q, kind: 'likert', points: 2, scale: scale(2, 1, 0) },
        right: ['l2'],
        wrong: ['l0', 'l1', 'L2', 'l2[,]l1', 'l3'],
        partly: [
          ['l0', 0],
          ['l1', 0.5],
        ],
      },
      {
        question: { ...q, kind: 'likert', scale: scale(undefined, undefined) },
        otherKey: { ...q, kind: 'likert', scale: scale(0, 0) },
        right: ['l0', 'l1'],
        wrong: ['x'],
      },
    ],
    it,
  );

  const doing = (text: string[], min: number) => [
    { id: 'uji', text: 'Uji', answers: text },
    { id: 'ukur', text: 'Ukur', answer: { min }, unit: 'cm' },
  ];
  questionKindSuite(
    performance,
    [
      {
        question: { ...q, kind: 'performance', points: 2, steps: doing(['lulus', 'baik'], 1) },
        otherKey: { ...q, kind: 'performance', points: 2, steps: doing(['gagal'], 9) },
        right: ['uji[.]lulus[,]ukur[.]1', 'ukur[.]1.50[,]uji[.]BAIK'],
        wrong: ['uji[.]1[,]ukur[.]lulus', 'uji[.]lulus[,]ukur[.]0.9', 'uji[.]lulus[,]ukur[.]1[,]ukur[.]1'],
        partly: [
          ['uji[.]lulus[,]ukur[.]', 0.5],
          ['ukur[.]2', 0.5],
          ['uji[.]lulus[,]ukur[.]2[,]x[.]1', 0.5],
        ],
      },
      {
        question: {
          ...q,
          kind: 'performance',
          allOrNothing: true,
          steps: [
            { id: 'jam', text: 'Jam', answers: ['08:00'], caseMatters: true },
            { id: 'n', text: 'N', answer: 3, tolerance: 0.5 },
          ],
        },
        otherKey: {
          ...q,
          kind: 'performance',
          allOrNothing: true,
          steps: [
            { id: 'jam', text: 'Jam', answers: ['x'] },
            { id: 'n', text: 'N', answer: 1 },
          ],
        },
        right: ['jam[.]08:00[,]n[.]3', 'jam[.]08:00[,]n[.]2.5'],
        wrong: ['jam[.]08:00[,]n[.]3.6', 'jam[.]08:01[,]n[.]3'],
        partly: [['jam[.]08:00', 0]],
      },
    ],
    it,
  );

  questionKindSuite(
    other,
    [
      {
        question: { ...q, kind: 'other', answers: ['42,7', '42,8'], data: { circle: [42, 7, 3] } },
        otherKey: { ...q, kind: 'other', answers: ['1,1'], data: { circle: [1, 1, 3] } },
        right: ['42,7', '42,8'],
        wrong: ['42', '42,7 ', '1,1'],
      },
      {
        question: { ...q, kind: 'other', points: 4 },
        otherKey: { ...q, kind: 'other', points: 4, data: 'x' },
        right: ['apa pun'],
        wrong: [' '],
      },
    ],
    it,
  );

  const weighed = (...weights: (number | undefined)[]) =>
    ['a', 'b', 'c', 'd'].map((id, i) => ({
      id,
      text: `Pilihan ${id}`,
      ...(weights[i] === undefined ? {} : { weight: weights[i] }),
    }));
  questionKindSuite(
    choice,
    [
      {
        // One choice by weights, with marks taken off: +4 and -1.
        question: { ...q, kind: 'choice', points: 4, floor: -0.25, options: weighed(1, -0.25, -0.25, 0.5) },
        otherKey: { ...q, kind: 'choice', points: 4, floor: -0.25, options: weighed(-0.25, 1, -0.25, 0.5) },
        right: ['a'],
        wrong: ['b', 'c', 'x', 'a[,]d'],
        partly: [
          ['d', 0.5],
          ['b', -0.25],
          ['x', 0],
          ['a[,]d', 0],
        ],
      },
      {
        question: {
          ...q,
          kind: 'choice',
          multiple: true,
          points: 3,
          options: weighed(0.33333, 0.33333, 0.33333, -0.5),
        },
        otherKey: {
          ...q,
          kind: 'choice',
          multiple: true,
          points: 3,
          options: weighed(-0.5, 0.33333, 0.33333, 0.33333),
        },
        right: ['a[,]b[,]c', 'c[,]a[,]b'],
        wrong: ['a', 'd', 'a[,]b[,]c[,]d'],
        partly: [
          ['a[,]b', 0.66666],
          ['a[,]b[,]c[,]d', 0.49999],
          ['d', 0],
        ],
      },
      {
        question: { ...q, kind: 'choice', multiple: true, options: weighed(0.5, 0.5, 0, 0) },
        otherKey: { ...q, kind: 'choice', multiple: true, options: weighed(0, 0.5, 0, 0.5) },
        right: ['a[,]b', 'a[,]b[,]c'],
        wrong: ['a', 'c'],
      },
      {
        question: {
          ...q,
          kind: 'choice',
          multiple: true,
          points: 2,
          scoring: 'all-or-nothing',
          options: options('a', 'c'),
        },
        otherKey: { ...q, kind: 'choice', multiple: true, points: 2, scoring: 'all-or-nothing', options: options('b') },
        right: ['a[,]c', 'c[,]a'],
        wrong: ['a', 'a[,]b[,]c'],
        partly: [['a', 0]],
      },
      {
        question: { ...q, kind: 'choice', multiple: true, points: 2, floor: -1, options: options('a', 'c') },
        otherKey: { ...q, kind: 'choice', multiple: true, points: 2, floor: -1, options: options('b', 'd') },
        right: ['a[,]c'],
        wrong: ['b', 'b[,]d'],
        partly: [
          ['a', 0.5],
          ['b', -0.5],
          ['b[,]d', -1],
        ],
      },
      {
        question: {
          ...q,
          kind: 'choice',
          inline: true,
          stem: { id: 'Lapor dalam {{}} hari.', en: 'Report within {{}} days.' },
          options: options('b'),
        },
        otherKey: {
          ...q,
          kind: 'choice',
          inline: true,
          stem: { id: 'Lapor dalam {{}} hari.', en: 'Report within {{}} days.' },
          options: options('c'),
        },
        right: ['b'],
        wrong: ['a', 'x'],
      },
    ],
    it,
  );

  questionKindSuite(
    numeric,
    [
      {
        question: {
          ...q,
          kind: 'numeric',
          points: 2,
          answer: 3.14159,
          tolerance: { significant: 3 },
          unit: 'm',
          units: [{ text: 'km', factor: 1000 }],
          also: [
            { answer: 3, tolerance: 0.5, weight: 0.5 },
            { answer: { min: 100, max: 200 }, weight: 1 },
          ],
        },
        otherKey: {
          ...q,
          kind: 'numeric',
          points: 2,
          answer: 2,
          unit: 'm',
          units: [{ text: 'km', factor: 1000 }],
        },
        right: ['3.14', '3.14159', '3.137', '100', '200'],
        wrong: ['3.2', '99.9', '201'],
        partly: [
          ['3.2', 0.5],
          ['3.6', 0],
        ],
      },
      {
        question: { ...q, kind: 'numeric', answer: -200, tolerance: { relative: 0.05 } },
        otherKey: { ...q, kind: 'numeric', answer: 200 },
        right: ['-190', '-210', '-2e2'],
        wrong: ['-189.9', '-210.1', '200'],
      },
    ],
    it,
  );

  const gapsWith = (...more: object[]) => more.map((m, i) => ({ id: String(i + 1), answers: ['x'], ...m }));
  questionKindSuite(
    fillIn,
    [
      {
        question: {
          ...q,
          kind: 'fill-in',
          points: 4,
          stem: 'Kota {{1}} dan {{2}}.',
          gaps: gapsWith(
            { answers: ['Jakarta'], ignoreAccents: true, weight: 3 },
            { answers: ['Bandung'], options: ['Bandung', 'Bogor'], also: [{ text: 'Bogor', weight: 0.5 }] },
          ),
        },
        otherKey: {
          ...q,
          kind: 'fill-in',
          points: 4,
          stem: 'Kota {{1}} dan {{2}}.',
          gaps: gapsWith({ answers: ['Depok'] }, { answers: ['Bogor'], options: ['Bandung', 'Bogor'] }),
        },
        right: ['Jakarta[,]Bandung', 'jak\u00e0rta[,]bandung'],
        wrong: ['Jakarta[,]Bogor', '[,]Bandung', 'Jakarta'],
        partly: [
          ['Jakarta[,]Bogor', 0.875],
          ['Jakarta', 0.75],
          ['[,]Bandung', 0.25],
        ],
      },
      {
        question: {
          ...q,
          kind: 'fill-in',
          stem: '{{1}}',
          gaps: gapsWith({ answers: ['UU * 2001', '5\\*'], wildcards: true }),
        },
        otherKey: { ...q, kind: 'fill-in', stem: '{{1}}', gaps: gapsWith({ answers: ['z'] }) },
        right: ['UU 20 Tahun 2001', 'uu nomor 2001', '5*'],
        wrong: ['UU 2001', '50', 'UU 20 Tahun 2002', '*'],
      },
    ],
    it,
  );

  const parts = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, text: id }));
  questionKindSuite(
    sequencing,
    [
      {
        question: {
          ...q,
          kind: 'sequencing',
          points: 4,
          scoring: 'adjacent',
          items: parts,
          answer: ['a', 'b', 'c', 'd', 'e'],
        },
        otherKey: { ...q, kind: 'sequencing', points: 4, items: parts, answer: ['e', 'b', 'c', 'd', 'a'] },
        right: ['a[,]b[,]c[,]d[,]e'],
        wrong: ['e[,]d[,]c[,]b[,]a'],
        partly: [
          ['b[,]c[,]d[,]e[,]a', 0.75],
          ['e[,]d[,]c[,]b[,]a', 0],
        ],
      },
      {
        question: {
          ...q,
          kind: 'sequencing',
          points: 4,
          scoring: 'run',
          items: parts,
          answer: ['a', 'b', 'c', 'd', 'e'],
        },
        otherKey: { ...q, kind: 'sequencing', points: 4, items: parts, answer: ['e', 'b', 'c', 'd', 'a'] },
        right: ['a[,]b[,]c[,]d[,]e'],
        wrong: ['e[,]d[,]c[,]b[,]a', 'a'],
        partly: [
          ['b[,]c[,]a[,]d[,]e', 0.75],
          ['e[,]d[,]c[,]b[,]a', 0],
          ['a', 0],
        ],
      },
    ],
    it,
  );

  questionKindSuite(
    performance,
    [
      {
        question: { ...q, kind: 'performance', points: 5, manual: true, steps: [{ id: 's', text: 'Padamkan api' }] },
        otherKey: { ...q, kind: 'performance', points: 5, manual: true, steps: [{ id: 's', text: 'Padamkan api' }] },
        right: ['s[.]selesai'],
        wrong: ['s[.]'],
      },
    ],
    it,
  );
});

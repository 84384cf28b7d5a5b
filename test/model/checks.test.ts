// The small checks that script tags get (src/model/checks.ts) answer as valibot does: the same files pass, the same place and reason is
// named when one does not, for quizzes and courses with every kind, broken in every way a hand breaks them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entry = `
import { parseQuiz } from './src/model/quiz-file.js';
import { parseCourse } from './src/model/course.js';
import { parseData } from './src/model/schema.js';
import { builtins } from './src/questions/builtins.js';
import { builtins as lessons } from './src/lessons/builtins.js';
const kinds = Object.fromEntries(await Promise.all(Object.entries(builtins).map(async ([k, load]) => [k, await load()])));
const kindsOfLessons = Object.fromEntries(await Promise.all(Object.entries(lessons).map(async ([k, load]) => [k, await load()])));
const tried = (read) => { try { return { is: read() }; } catch (e) { return { code: e.code, place: e.place, message: e.message }; } };
export const quiz = (raw) => tried(() => parseQuiz(raw, 'kuis.json', (k) => kinds[k]?.schema));
export const course = (raw) => tried(() => {
  const course = parseCourse(raw, 'kursus.json');
  const lessons = course.lessons.flatMap((l) => l.lessons ?? l);
  return { ...course, all: lessons.map((l) => kindsOfLessons[l.kind] ? parseData(kindsOfLessons[l.kind].schema, l, 'kursus.json', [l.id]) : l) };
});
`;
type Read = (raw: unknown) => { is?: unknown; place?: string; message?: string };
async function door(small: boolean): Promise<{ quiz: Read; course: Read }> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
    splitting: false,
    outdir: '/',
    // Views are drawn, not checked.
    plugins: [{ name: 'views', setup: (b) => b.onLoad({ filter: /\/view\.ts$/ }, () => ({ contents: '' })) }],
    ...(small ? { alias: { valibot: `${root}src/model/checks.ts` } } : {}),
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')}`
  ) as never;
}
const [whole, small] = await Promise.all([door(false), door(true)]);
const file = (path: string): unknown => JSON.parse(readFileSync(root + path, 'utf8'));

type Node = Record<string, unknown>;
/** Every place in a file, as the object or list it is in and its key there. */
function* places(node: unknown): Generator<[Node, string]> {
  if (typeof node !== 'object' || node === null) return;
  for (const key of Object.keys(node)) {
    yield [node as Node, key];
    yield* places((node as Node)[key]);
  }
}
const strange = [
  null,
  -1,
  0,
  0.5,
  7,
  1e9,
  '',
  'x',
  'x y',
  'a[,]b',
  'PT0S',
  true,
  [],
  {},
  [1],
  ['x', 'x'],
  { id: 'x' },
  { type: 'image' },
];

const picture = { type: 'image', src: 'a.png', alt: { id: 'Gambar' } };
const rich = {
  id: 'https://x.example/kuis',
  title: { id: 'Kuis', en: 'Quiz' },
  passMark: 0.7,
  attempts: 2,
  timeLimit: 'PT30M',
  opens: '2026-03-01T09:00:00+07:00',
  closes: '2026-03-02T09:00:00+07:00',
  feedback: 'after-close',
  bands: [{ from: 0.5, text: 'Cukup' }],
  sections: [{ id: 's', questions: ['p', 'q', 'r'], draw: 1 }],
  questions: [
    {
      id: 'p',
      kind: 'choice',
      stem: 'S',
      media: [picture, { type: 'video', src: 'a.mp4', captions: [{ src: 'a.vtt', lang: 'id' }] }],
      hints: [{ text: 'H', penalty: 0.1 }],
      options: [
        { id: 'a', text: 'A', correct: true, media: picture },
        { id: 'b', text: 'B', weight: -0.5 },
      ],
    },
    {
      id: 'q',
      kind: 'numeric',
      stem: 'S',
      answer: { min: 1, max: 2 },
      tolerance: { relative: 0.1 },
      unit: 'm',
      units: [{ text: 'cm', factor: 0.01 }],
      also: [{ answer: 3, tolerance: { significant: 2 }, weight: 0.5 }],
    },
    {
      id: 'r',
      kind: 'fill-in',
      stem: 'A {{g}}',
      gaps: [{ id: 'g', answers: ['a'], also: [{ text: 'b', weight: 0.5 }] }],
    },
  ],
};

const same = (door: 'quiz' | 'course', raw: unknown) => {
  const [a, b] = [whole[door](structuredClone(raw)), small[door](structuredClone(raw))];
  assert.deepEqual(b, a);
};

describe('the small checks', () => {
  for (const [door, name, raw] of [
    ['quiz', 'a rich quiz', rich],
    ['quiz', 'every kind', file('demo/public/kuis/semua-jenis.json')],
    ['quiz', 'an examination', file('demo/ujian/integritas.json')],
    ['course', 'a course', file('demo/public/kursus/etika-asn/course.json')],
  ] as const) {
    it(`${name}: reads it as valibot does`, () => {
      const read = small[door](raw);
      assert.equal(read.message, undefined);
      assert.deepEqual(read, whole[door](raw));
    });
    it(`${name}: names the same place and reason when something in it is broken`, () => {
      const count = [...places(raw)].length;
      // Each place, with each strange thing: by chance as many as there is time for.
      fc.assert(
        fc.property(
          fc.nat(count - 1),
          fc.constantFrom('gone', 'more', 'other'),
          fc.constantFrom(...strange),
          fc.nat(count - 1),
          (at, how, value, second) => {
            const broken = structuredClone(raw);
            for (const i of how === 'other' && second % 3 === 0 ? [at, second] : [at]) {
              const [node, key] = [...places(broken)][i] ?? [{}, ''];
              if (how === 'gone') Reflect.deleteProperty(node, key);
              else node[how === 'more' ? 'zz' : key] = structuredClone(value);
            }
            same(door, broken);
          },
        ),
        { numRuns: 1500, includeErrorInReport: true },
      );
    });
  }
  it('takes what is no file at all', () => {
    for (const raw of [...strange, undefined, () => 1, Symbol('x'), 10n, new Date(), Object.create(null)])
      if (typeof raw !== 'symbol' && typeof raw !== 'function')
        for (const door of ['quiz', 'course'] as const) same(door, raw);
  });
});

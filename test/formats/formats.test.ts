// AIKEN, Moodle XML, QTI and H5P: what is read, what is refused, and that what is written comes back the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { formatOf } from '../../src/formats/open.js';
import type { QuizSource } from '../../src/formats/format.js';
import { kinds, open, write } from './kinds.js';

const zip = (files: Record<string, string | Uint8Array>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([k, v]) => [k, typeof v === 'string' ? strToU8(v) : v])));
/** A picture of one pixel. */
const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (c) => c.charCodeAt(0),
);
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('AIKEN', () => {
  it('reads options with ) and ., and skips what is not whole, with its line', async () => {
    const { quiz, warnings, format } = await open(
      'Ibu kota Indonesia?\r\nA) Bandung\r\nB. Jakarta\r\nANSWER: B\r\n\r\nTanpa jawaban?\r\nA) x\r\nB) y\r\n\r\nSalah huruf?\r\nA) x\r\nB) y\r\nANSWER: D\r\n',
      'soal.txt',
    );
    assert.equal(format, 'aiken');
    assert.deepEqual(quiz.questions, [
      {
        id: 'ibu-kota-indonesia',
        kind: 'choice',
        stem: 'Ibu kota Indonesia?',
        options: [
          { id: 'bandung', text: 'Bandung' },
          { id: 'jakarta', text: 'Jakarta', correct: true },
        ],
      },
    ]);
    assert.deepEqual(
      warnings.map((w) => [w.severity, w.line]),
      [
        ['skipped', 6],
        ['skipped', 13],
      ],
    );
    const again = await open((await write('aiken', quiz)).data as string, 'b.txt');
    assert.deepEqual(again.quiz.questions, quiz.questions);
  });
});

describe('Moodle XML', () => {
  const wrap = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${inner}\n</quiz>`;
  it('reads a choice with a picture, weights, feedback, hints, tags and its category', async () => {
    const { quiz, files, warnings } = await open(
      wrap(`<question type="category"><category><text>$course$/top/Bab 1</text></category></question>
<question type="multichoice"><name><text>Logo</text></name>
<questiontext format="html"><text><![CDATA[<p>Lihat <img src="@@PLUGINFILE@@/logo%20a.png" alt="Logo instansi"></p><p>Milik <b>siapa</b>?</p>]]></text><file name="logo a.png" path="/" encoding="base64">${picture}</file></questiontext>
<generalfeedback format="html"><text>Sudah.</text></generalfeedback><defaultgrade>2.0</defaultgrade><penalty>0.3333333</penalty><idnumber>l-1</idnumber>
<single>false</single><shuffleanswers>true</shuffleanswers><correctfeedback format="html"><text>Ya</text></correctfeedback>
<answer fraction="50" format="html"><text>BKN</text><feedback format="html"><text>bagus</text></feedback></answer>
<answer fraction="50" format="html"><text>LAN</text></answer><answer fraction="-50" format="html"><text>BPS</text></answer>
<hint format="html"><text>Berwarna biru</text></hint><tags><tag><text>logo</text></tag></tags></question>`),
      'soal.xml',
    );
    assert.deepEqual(warnings, []);
    assert.deepEqual(quiz.questions[0], {
      id: 'l-1',
      kind: 'choice',
      stem: 'Milik **siapa**?',
      body: 'Lihat',
      media: [{ type: 'image', src: 'logo a.png', alt: 'Logo instansi' }],
      points: 2,
      multiple: true,
      options: [
        { id: 'bkn', text: 'BKN', correct: true, feedback: 'bagus' },
        { id: 'lan', text: 'LAN', correct: true },
        { id: 'bps', text: 'BPS' },
      ],
      shuffle: true,
      feedback: { correct: 'Ya', general: 'Sudah.' },
      hints: [{ text: 'Berwarna biru' }],
      tries: 2,
      penalty: 0.3333333,
      tags: ['Bab 1', 'logo'],
    });
    assert.deepEqual(
      files.map((f) => [f.name, f.type, f.data.length]),
      [['logo a.png', 'image/png', pixel.length]],
    );
  });

  it('reads cloze with lists, written gaps and weights', async () => {
    const { quiz, warnings } = await open(
      wrap(
        `<question type="cloze"><name><text>C</text></name><questiontext format="html"><text><![CDATA[<p>Pilih.</p><p>Ibu kota {1:MULTICHOICE:=Jakarta#ya~Bandung} ada di pulau {2:SHORTANSWER:=Jawa~%50%Java} sejak {1:NUMERICAL:=1945:0}.</p>]]></text></questiontext></question>`,
      ),
      'c.xml',
    );
    assert.deepEqual(warnings, []);
    assert.deepEqual(quiz.questions[0], {
      id: 'c',
      kind: 'fill-in',
      stem: 'Ibu kota {{1}} ada di pulau {{2}} sejak {{3}}.',
      body: 'Pilih.',
      gaps: [
        { id: '1', answers: ['Jakarta'], options: ['Jakarta', 'Bandung'] },
        { id: '2', answers: ['Jawa'], also: [{ text: 'Java', weight: 0.5 }], weight: 2 },
        { id: '3', answers: ['1945'] },
      ],
    });
  });

  it('reads words to choose from a list', async () => {
    const { quiz, warnings } = await open(
      wrap(
        `<question type="gapselect"><name><text>G</text></name><questiontext format="html"><text>Ibu kota [[1]] adalah [[3]].</text></questiontext><selectoption><text>Jawa Barat</text><group>1</group></selectoption><selectoption><text>Bali</text><group>1</group></selectoption><selectoption><text>Bandung</text><group>2</group></selectoption><selectoption><text>Denpasar</text><group>2</group></selectoption></question>`,
      ),
      'g.xml',
    );
    assert.deepEqual(warnings, []);
    assert.deepEqual(quiz.questions[0], {
      id: 'g',
      kind: 'fill-in',
      stem: 'Ibu kota {{1}} adalah {{2}}.',
      gaps: [
        { id: '1', answers: ['Jawa Barat'], options: ['Jawa Barat', 'Bali'] },
        { id: '2', answers: ['Bandung'], options: ['Bandung', 'Denpasar'] },
      ],
    });
  });

  it('names the line of what is not XML, and of a question it cannot have', async () => {
    await assert.rejects(open(wrap('<question type="truefalse">\n<name>'), 'x.xml'), {
      code: 'data/invalid',
      place: /x\.xml: line \d/,
    });
    const { warnings } = await open(
      wrap(
        '<question type="ddmarker"><name><text>Peta</text></name><questiontext><text>?</text></questiontext></question>',
      ),
      'x.xml',
    );
    assert.deepEqual(warnings, [
      {
        severity: 'skipped',
        message: 'is of the type ddmarker, which has no counterpart here',
        line: 3,
        question: 'Peta',
      },
    ]);
  });

  it('expands no entity of the file and fetches nothing', async () => {
    const bomb =
      '<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
    const { quiz } = await open(
      `${bomb}<quiz><question type="truefalse"><name><text>&b;</text></name><questiontext format="html"><text>A &amp;b; &c; ?</text></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>`,
      'x.xml',
    );
    assert.doesNotMatch(JSON.stringify(quiz), /aaaaaa|root:/);
    await assert.rejects(open(`<quiz>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</quiz>`, 'x.xml'), {
      code: 'data/invalid',
    });
  });
});

/** One of every kind that a format can say in full. */
const sample = (kinds: readonly string[]): QuizSource => {
  const all: Record<string, Record<string, unknown>> = {
    'true-false': {
      kind: 'true-false',
      stem: 'Bumi _bulat_.',
      answer: true,
      feedback: { correct: 'Ya', incorrect: 'Tidak' },
    },
    choice: {
      kind: 'choice',
      stem: 'Mana & <benar>?',
      options: [
        { id: 'a-b', text: 'A & B', correct: true, feedback: 'betul' },
        { id: 'kode', text: '`kode`' },
      ],
      shuffle: true,
    },
    weights: {
      kind: 'choice',
      stem: 'Pilih.',
      points: 2,
      multiple: true,
      options: [
        { id: 'a', text: 'A', correct: true, weight: 0.75 },
        { id: 'b', text: 'B', correct: true, weight: 0.25 },
        { id: 'c', text: 'C', weight: -0.5 },
      ],
      shuffle: false,
    },
    gap: {
      kind: 'fill-in',
      stem: 'Isi {{1}}',
      gaps: [{ id: '1', answers: ['ya', 'iya'], also: [{ text: 'mungkin', weight: 0.5 }] }],
    },
    gaps: {
      kind: 'fill-in',
      stem: 'Isi {{1}} dan {{2}}.',
      points: 2,
      gaps: [
        { id: '1', answers: ['x'] },
        { id: '2', answers: ['a'], options: ['a', 'b'] },
      ],
    },
    numeric: { kind: 'numeric', stem: 'Berapa?', answer: 3.5, tolerance: 0.25 },
    matching: {
      kind: 'matching',
      stem: 'Pasangkan.',
      points: 2,
      sources: [
        { id: 'satu', text: 'Satu', target: 'i' },
        { id: 'dua', text: 'Dua', target: 'ii' },
      ],
      targets: [
        { id: 'i', text: 'I' },
        { id: 'ii', text: 'II' },
        { id: 'iii', text: 'III' },
      ],
      shuffle: true,
    },
    sequencing: {
      kind: 'sequencing',
      stem: 'Urutkan.',
      items: [
        { id: 'p', text: 'P' },
        { id: 'q', text: 'Q' },
      ],
      answer: ['p', 'q'],
      allOrNothing: true,
      shuffle: true,
    },
    'long-fill-in': { kind: 'long-fill-in', stem: 'Jelaskan.', body: 'Sebuah cerita.\n\n- satu\n- dua', rows: 8 },
    likert: {
      kind: 'likert',
      stem: 'Setuju?',
      scale: [
        { id: 's1', text: 'Tidak' },
        { id: 's2', text: 'Ya' },
      ],
    },
    picture: {
      kind: 'true-false',
      stem: 'Ini gambar.',
      media: [{ type: 'image', src: 'gambar/a.png', alt: 'Titik' }],
      answer: false,
    },
  };
  return {
    id: 'https://belajar.example/kuis/contoh',
    title: 'Contoh',
    questions: kinds.map((k) => ({ id: k, ...all[k] })) as unknown as QuizSource['questions'],
  };
};

describe('what is written comes back', () => {
  it('by Moodle XML', async () => {
    const quiz = sample(['true-false', 'choice', 'weights', 'gap', 'gaps', 'numeric', 'long-fill-in', 'picture']);
    const written = await write('moodle-xml', quiz, 'id', (name) => (name === 'gambar/a.png' ? pixel : undefined));
    assert.deepEqual(written.warnings, []);
    const again = await open(written.data as string, 'x.xml');
    assert.deepEqual(again.warnings, []);
    assert.deepEqual(
      again.quiz.questions,
      quiz.questions
        .map((q) => ({ ...q, gaps: undefined, ...(q.gaps ? { gaps: q.gaps } : {}) }))
        .map((q) => JSON.parse(JSON.stringify(q)) as object),
    );
    assert.deepEqual(
      again.files.map((f) => [f.name, [...f.data]]),
      [['gambar/a.png', [...pixel]]],
    );
  });

  it('by a QTI 3 package', async () => {
    const quiz: QuizSource = {
      ...sample([
        'true-false',
        'choice',
        'weights',
        'gaps',
        'numeric',
        'matching',
        'sequencing',
        'long-fill-in',
        'likert',
        'picture',
      ]),
      timeLimit: 'PT600S',
      navigation: 'linear',
      sections: [
        { id: 'a', title: 'Bagian A', questions: ['true-false', 'choice', 'weights', 'gaps'], draw: 2, shuffle: true },
        {
          id: 'b',
          title: 'Bagian B',
          questions: ['numeric', 'matching', 'sequencing', 'long-fill-in', 'likert', 'picture'],
        },
      ],
    };
    const written = await write('qti', quiz, 'id', (name) => (name === 'gambar/a.png' ? pixel : undefined));
    assert.deepEqual(written.warnings, []);
    const again = await open(written.data as Uint8Array, 'x.zip');
    assert.equal(again.format, 'qti');
    assert.deepEqual(again.warnings, []);
    assert.deepEqual(
      [again.quiz.title, again.quiz.timeLimit, again.quiz.navigation, again.quiz.sections],
      [quiz.title, quiz.timeLimit, quiz.navigation, quiz.sections],
    );
    const loose = (q: object) => {
      const { shuffle, media, sources, targets, ...rest } = q as Record<string, unknown>;
      const bare = (s: string) => s.replace(/^[st]_/, '');
      return JSON.parse(
        JSON.stringify({
          ...rest,
          ...(shuffle ? { shuffle } : {}),
          media: (media as { src: string }[] | undefined)?.map((m) => ({ ...m, src: m.src.replace(/^items\//, '') })),
          // Names of sources and targets get a letter, since in XML the two are of one space.
          sources: (sources as { id: string; target: string }[] | undefined)?.map((s) => ({
            ...s,
            id: bare(s.id),
            target: bare(s.target),
          })),
          targets: (targets as { id: string }[] | undefined)?.map((t) => ({ ...t, id: bare(t.id) })),
        }),
      ) as object;
    };
    for (const [i, q] of quiz.questions.entries())
      assert.deepEqual(loose(again.quiz.questions[i] ?? {}), loose(q), q.id);
  });

  it('what a format cannot say is told, and the rest is written', async () => {
    const demo = JSON.parse(
      readFileSync(new URL('../../demo/public/kuis/semua-jenis.json', import.meta.url), 'utf8'),
    ) as QuizSource;
    for (const format of ['gift', 'aiken', 'moodle-xml', 'qti']) {
      const written = await write(format, demo);
      const again = await open(written.data as Uint8Array, format === 'qti' ? 'x.zip' : 'x', format);
      const skipped = written.warnings.filter((w) => w.severity === 'skipped').map((w) => w.question);
      assert.equal(again.quiz.questions.length + skipped.length, demo.questions.length, format);
    }
  });
});

describe('QTI 2', () => {
  const item = (
    inner: string,
    declaration: string,
    processing = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>',
  ) =>
    `<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="Soal">${declaration}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/><itemBody>${inner}</itemBody>${processing}</assessmentItem>`;
  const response = (cardinality: string, baseType: string, correct: string[], mapping = '') =>
    `<responseDeclaration identifier="RESPONSE" cardinality="${cardinality}" baseType="${baseType}"><correctResponse>${correct.map((c) => `<value>${c}</value>`).join('')}</correctResponse>${mapping}</responseDeclaration>`;
  const map =
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response.xml"/>';

  it('map_response: mapped values, the default, and both bounds', async () => {
    const { quiz } = await open(
      item(
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0"><prompt>Unsur air?</prompt><simpleChoice identifier="H">Hidrogen</simpleChoice><simpleChoice identifier="He">Helium</simpleChoice><simpleChoice identifier="O">Oksigen</simpleChoice><simpleChoice identifier="Cl" fixed="true">Klorin</simpleChoice></choiceInteraction>',
        response(
          'multiple',
          'identifier',
          ['H', 'O'],
          '<mapping lowerBound="-1" upperBound="2" defaultValue="-2"><mapEntry mapKey="H" mappedValue="1"/><mapEntry mapKey="O" mappedValue="1"/><mapEntry mapKey="Cl" mappedValue="-1"/></mapping>',
        ),
        map,
      ),
      'i.xml',
    );
    assert.deepEqual(quiz.questions[0], {
      id: 'i1',
      kind: 'choice',
      stem: 'Unsur air?',
      points: 2,
      multiple: true,
      options: [
        { id: 'H', text: 'Hidrogen', correct: true, weight: 0.5 },
        { id: 'He', text: 'Helium', weight: -1 },
        { id: 'O', text: 'Oksigen', correct: true, weight: 0.5 },
        { id: 'Cl', text: 'Klorin', fixed: true, weight: -0.5 },
      ],
      floor: -0.5,
      shuffle: true,
    });
  });
  // QTI 2.2.4 and 3.0, "map_response": the mapped value of each member of the response, the default for what is not mapped, the sum
  // held within the bounds. "match_correct": 1 when the response is the correct one, else 0.
  it('scores every response as the standard templates do, whatever the mapping', async () => {
    const ids = ['A', 'B', 'C', 'D'];
    const value = fc.constantFrom(-2, -1, -0.5, 0, 0.5, 1, 2);
    const bound = (...values: number[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const subsets = ids.reduce<string[][]>((all, id) => [...all, ...all.map((s) => [...s, id])], [[]]);
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.boolean(),
        fc.dictionary(fc.constantFrom(...ids), value),
        value,
        bound(-2, -1, 0),
        bound(1, 2, 3),
        fc.subarray(ids, { minLength: 1 }),
        async (mapped, many, entries, otherwise, lower, upper, correct) => {
          const key = many ? correct : correct.slice(0, 1);
          const attribute = (name: string, n: number | undefined) => (n === undefined ? '' : ` ${name}="${n}"`);
          const mapping = mapped
            ? `<mapping${attribute('lowerBound', lower)}${attribute('upperBound', upper)} defaultValue="${otherwise}">${Object.entries(
                entries,
              )
                .map(([k, n]) => `<mapEntry mapKey="${k}" mappedValue="${n}"/>`)
                .join('')}</mapping>`
            : '';
          const { quiz, warnings } = await open(
            item(
              `<choiceInteraction responseIdentifier="RESPONSE" maxChoices="${many ? 0 : 1}"><prompt>?</prompt>${ids.map((i) => `<simpleChoice identifier="${i}">${i}</simpleChoice>`).join('')}</choiceInteraction>`,
              response(many ? 'multiple' : 'single', 'identifier', key, mapping),
              mapped ? map : undefined,
            ),
            'i.xml',
          );
          const question = quiz.questions[0];
          if (!question) return assert.notEqual(warnings.length, 0, 'left out without a word');
          if (warnings.length > 0) return; // what cannot be had as it is, is said
          read++;
          const of = (id: string) => entries[id] ?? otherwise;
          for (const chosen of subsets) {
            // None or one of a single choice; an empty response is no response.
            if (chosen.length === 0 || (!many && chosen.length > 1)) continue;
            const sum = chosen.reduce((s, id) => s + of(id), 0);
            const expected = mapped
              ? Math.min(Math.max(sum, lower ?? -Infinity), upper ?? Infinity)
              : Number(chosen.length === key.length && chosen.every((c) => key.includes(c)));
            const { raw } = kinds.get('choice')?.grade(question as never, chosen.join('[,]')) ?? { raw: NaN };
            assert.ok(Math.abs(raw - expected) < 1e-6, `${chosen.join()}: ${raw}, by the standard ${expected}`);
          }
        },
      ),
      { numRuns: 300 },
    );
    assert.ok(read > 100, `only ${read} were read`);
  });
  it('match_correct of several is all or nothing', async () => {
    const { quiz } = await open(
      item(
        '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0"><prompt>?</prompt><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction>',
        response('multiple', 'identifier', ['A', 'B']),
      ),
      'i.xml',
    );
    assert.equal(quiz.questions[0]?.scoring, 'all-or-nothing');
  });
  it('text entry in running text, case as the mapping says', async () => {
    const { quiz } = await open(
      item(
        '<p>Sekarang <textEntryInteraction responseIdentifier="RESPONSE"/> kita.</p>',
        response(
          'single',
          'string',
          ['York'],
          '<mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1" caseSensitive="true"/><mapEntry mapKey="york" mappedValue="0.5" caseSensitive="true"/></mapping>',
        ),
        map,
      ),
      'i.xml',
    );
    assert.deepEqual(quiz.questions[0], {
      id: 'i1',
      kind: 'fill-in',
      stem: 'Sekarang {{1}} kita.',
      gaps: [{ id: '1', answers: ['York'], also: [{ text: 'york', weight: 0.5 }], caseMatters: true }],
    });
  });
  it('rules that are not read are never graded in silence', async () => {
    const odd =
      '<responseProcessing><responseCondition><responseIf><gt><variable identifier="RESPONSE"/><baseValue baseType="integer">3</baseValue></gt><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>';
    const body =
      '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>?</prompt><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction>';
    const named = await open(item(body, response('single', 'identifier', ['A']), odd), 'i.xml');
    assert.match(named.warnings[0]?.message ?? '', /scoring rules are not read/);
    const none = await open(
      item(body, '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"/>', odd),
      'i.xml',
    );
    assert.deepEqual([none.quiz.questions.length, none.warnings[0]?.severity], [0, 'skipped']);
  });
  it('a formula stays a formula', async () => {
    const { quiz } = await open(
      item(
        '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Berapa <math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>?</prompt><simpleChoice identifier="A">4</simpleChoice><simpleChoice identifier="B">5</simpleChoice></choiceInteraction>',
        response('single', 'identifier', ['A']),
      ),
      'i.xml',
    );
    assert.equal(quiz.questions[0]?.stem, 'Berapa <math><msup><mi>x</mi><mn>2</mn></msup></math>?');
  });
});

describe('H5P', () => {
  const h5p = (library: string, content: unknown, more: Record<string, Uint8Array> = {}) =>
    zip({
      'h5p.json': JSON.stringify({ title: 'Kuis', mainLibrary: library }),
      'content/content.json': JSON.stringify(content),
      'H5P.X-1.0/x.js': 'alert(1)',
      ...more,
    });
  it('a question set with its pass mark, pool, bands and pictures', async () => {
    const { quiz, files, warnings } = await open(
      h5p(
        'H5P.QuestionSet',
        {
          introPage: { title: 'Kuis Integritas', introduction: '<p>Selamat <b>datang</b></p>' },
          passPercentage: 50,
          randomQuestions: true,
          poolSize: 2,
          endGame: {
            overallFeedback: [
              { from: 0, to: 49, feedback: 'Coba lagi' },
              { from: 50, to: 100, feedback: 'Hebat' },
            ],
          },
          questions: [
            {
              library: 'H5P.MultiChoice 1.16',
              subContentId: 'aaa',
              params: {
                media: {
                  type: {
                    library: 'H5P.Image 1.1',
                    params: { alt: 'Gambar', file: { path: 'images/a.png', mime: 'image/png' } },
                  },
                },
                question: '<p>Mana?</p>',
                answers: [
                  { text: '<div>A</div>', correct: true, tipsAndFeedback: { chosenFeedback: 'ya' } },
                  { text: '<div>B</div>', correct: false },
                ],
                behaviour: { type: 'auto' },
              },
            },
            {
              library: 'H5P.TrueFalse 1.8',
              subContentId: 'bbb',
              params: { question: '<p>Benar?</p>', correct: 'false' },
            },
            {
              library: 'H5P.Blanks 1.14',
              subContentId: 'ccc',
              params: {
                text: '<p>Isilah.</p>',
                questions: ['<p>Ibu kota *Jakarta/DKI:besar* itu *padat*.</p>'],
                behaviour: { caseSensitive: false },
              },
            },
            { library: 'H5P.Chart 1.2', subContentId: 'ddd', params: {}, metadata: { title: 'Grafik' } },
          ],
        },
        { 'content/images/a.png': pixel },
      ),
      'k.h5p',
    );
    assert.deepEqual(
      [quiz.title, quiz.description, quiz.passMark, quiz.shuffle],
      ['Kuis Integritas', 'Selamat **datang**', 0.5, true],
    );
    assert.deepEqual(quiz.bands, [
      { from: 0, text: 'Coba lagi' },
      { from: 0.5, text: 'Hebat' },
    ]);
    assert.deepEqual(quiz.sections, [{ id: 'pool', questions: ['aaa', 'bbb', 'ccc'], draw: 2 }]);
    assert.deepEqual(quiz.questions[0]?.media, [{ type: 'image', src: 'images/a.png', alt: 'Gambar' }]);
    assert.deepEqual(
      files.map((f) => f.name),
      ['images/a.png'],
    );
    assert.deepEqual(quiz.questions[2], {
      id: 'ccc',
      kind: 'fill-in',
      stem: 'Ibu kota {{1}} itu {{2}}.',
      body: 'Isilah.',
      points: 2,
      gaps: [
        { id: '1', answers: ['Jakarta', 'DKI'] },
        { id: '2', answers: ['padat'] },
      ],
      hints: [{ text: 'besar' }],
    });
    assert.deepEqual(
      warnings.map((w) => [w.path, w.question]),
      [['content.json.questions[3]', 'Grafik']],
    );
  });
  it('drag and drop by names, the first of a single choice set, words to mark, paragraphs to sort', async () => {
    const drag = await open(
      h5p('H5P.DragQuestion 1.14', {
        question: {
          settings: { questionTitle: 'Tarik' },
          task: {
            elements: [
              { type: { library: 'H5P.AdvancedText 1.1', params: { text: '<p>Ayam</p>' } } },
              { type: { library: 'H5P.AdvancedText 1.1', params: { text: '<p>Padi</p>' } } },
            ],
            dropZones: [
              { label: '<div>Hewan</div>', correctElements: ['0'] },
              { label: '<div>Tumbuhan</div>', correctElements: ['1'] },
            ],
          },
        },
      }),
      'd.h5p',
    );
    assert.deepEqual(drag.quiz.questions[0]?.sources, [
      { id: 'ayam', text: 'Ayam', target: 'hewan' },
      { id: 'padi', text: 'Padi', target: 'tumbuhan' },
    ]);
    const set = await open(
      h5p('H5P.SingleChoiceSet 1.11', {
        choices: [{ subContentId: 'x', question: '<p>1+1?</p>', answers: ['<p>2</p>', '<p>3</p>'] }],
      }),
      's.h5p',
    );
    assert.deepEqual(
      (set.quiz.questions[0]?.options as { correct?: boolean }[]).map((o) => o.correct),
      [true, undefined],
    );
    const marked = await open(
      h5p('H5P.MarkTheWords 1.11', { taskDescription: 'Klik kata kerja.', textField: 'Ani *makan* nasi.' }),
      'm.h5p',
    );
    assert.deepEqual(
      (marked.quiz.questions[0]?.options as { text: string; correct?: boolean }[])
        .filter((o) => o.correct)
        .map((o) => o.text),
      ['makan'],
    );
    const sorted = await open(
      h5p('H5P.SortParagraphs 0.11', { taskDescription: 'Urutkan', paragraphs: ['<p>satu</p>', '<p>dua</p>'] }),
      'p.h5p',
    );
    assert.deepEqual(sorted.quiz.questions[0]?.answer, ['satu', 'dua']);
  });
});

describe('packages of strangers', () => {
  const base = {
    'h5p.json': '{"mainLibrary":"H5P.TrueFalse"}',
    'content/content.json': '{"question":"x","correct":"true"}',
  };
  it('that lead out, repeat a name or swell are refused, by the name of the entry', async () => {
    await assert.rejects(open(zip({ ...base, '../jahat.js': 'x' }), 'a.h5p', 'h5p'), {
      code: 'data/invalid',
      place: 'a.h5p: ../jahat.js',
    });
    await assert.rejects(open(zip({ ...base, '/etc/passwd': 'x' }), 'a.h5p', 'h5p'), {
      code: 'data/invalid',
      place: /passwd/,
    });
    await assert.rejects(open(zip({ ...base, 'content/A.png': 'x', 'content/a.png': 'y' }), 'a.h5p', 'h5p'), {
      code: 'data/invalid',
      place: /a\.png/,
    });
    await assert.rejects(open(zip({ ...base, 'content/b.png': new Uint8Array(20_000_000) }), 'a.h5p', 'h5p'), {
      code: 'data/invalid',
      place: /b\.png/,
    });
    await assert.rejects(open(zip(base).slice(0, 60), 'a.h5p', 'h5p'), { code: 'data/invalid' });
  });
  it('have few files, and no more in them than they say', async () => {
    const many = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`content/${i}.txt`, 'x']));
    await assert.rejects(open(zip({ ...base, ...many }), 'a.h5p', 'h5p'), { code: 'data/invalid', message: /2000/ });
    for (const name of ['content\\..\\..\\jahat.js', 'C:/jahat.js', 'content/../../jahat.js', 'content/\0.js'])
      await assert.rejects(open(zip({ ...base, [name]: 'x' }), 'a.h5p', 'h5p'), { code: 'data/invalid' }, name);
    // The header says 1 byte; what unpacks to more is cut there, and is no JSON then.
    const lie = zip({
      ...base,
      'content/content.json': JSON.stringify({ question: 'x'.repeat(100_000), correct: 'true' }),
    });
    const view = new DataView(lie.buffer);
    for (let i = 0; i < lie.length - 4; i++) {
      if (view.getUint32(i, true) !== 0x02014b50) continue; // central directory
      const name = new TextDecoder().decode(lie.subarray(i + 46, i + 46 + view.getUint16(i + 28, true)));
      if (name.endsWith('content.json')) view.setUint32(i + 24, 1, true);
    }
    await assert.rejects(open(lie, 'a.h5p', 'h5p'), { code: 'data/invalid' });
  });
  it('bring no script along: markup of an option is text or nothing', async () => {
    const { quiz } = await open(
      zip({
        ...base,
        'content/content.json': JSON.stringify({
          question:
            '<p onclick="x()">A<script>alert(1)</script><img src="javascript:alert(1)"><a href="javascript:alert(1)">b</a></p>',
          correct: 'true',
        }),
      }),
      'a.h5p',
    );
    assert.equal(quiz.questions[0]?.stem, 'Ab');
  });
});

describe('the format', () => {
  const bytes = (s: string) => strToU8(s);
  it('is found by the content, and by the ending where that leaves it open', async () => {
    assert.equal((await formatOf(bytes('<?xml version="1.0"?>\n<quiz></quiz>'), 'a.xml'))?.name, 'moodle-xml');
    assert.equal((await formatOf(bytes('<assessmentItem/>'), 'a.xml'))?.name, 'qti');
    assert.equal(
      (await formatOf(bytes('<?xml version="1.0"?><qti-assessment-item identifier="a"/>'), 'unduhan'))?.name,
      'qti',
    );
    assert.equal((await formatOf(bytes('Q?\nA) a\nB) b\nANSWER: A'), 'a.txt'))?.name, 'aiken');
    assert.equal((await formatOf(bytes('Q? {T}'), 'a.txt'))?.name, 'gift');
    assert.equal((await formatOf(bytes('apa saja'), 'a.gift'))?.name, 'gift');
    assert.equal(await formatOf(bytes('apa saja'), 'a.docx'), undefined);
  });
  it('that is none is refused with the names of those there are', async () => {
    await assert.rejects(open('apa saja', 'a.docx'), { code: 'data/invalid', place: 'a.docx', message: /GIFT/ });
  });
});

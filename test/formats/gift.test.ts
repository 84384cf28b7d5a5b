// GIFT as Moodle's documentation has it (docs.moodle.org/en/GIFT_format), and what its reader makes of odd files.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, write } from './kinds.js';

const one = async (text: string) => {
  const { quiz, warnings } = await open(text, 'soal.gift');
  return { question: quiz.questions[0] as Record<string, unknown> | undefined, questions: quiz.questions, warnings };
};

describe('GIFT: the examples of its documentation', () => {
  const table: [name: string, text: string, expected: Record<string, unknown>][] = [
    [
      'one choice with remarks',
      `::Q2:: What's between orange and green in the spectrum? {
  =yellow # correct! congratulations
  ~red # wrong, it's yellow
  ~blue # wrong, it's yellow
}`,
      {
        id: 'q2',
        kind: 'choice',
        stem: "What's between orange and green in the spectrum?",
        options: [
          { id: 'yellow', text: 'yellow', correct: true, feedback: 'correct! congratulations' },
          { id: 'red', text: 'red', feedback: "wrong, it's yellow" },
          { id: 'blue', text: 'blue', feedback: "wrong, it's yellow" },
        ],
      },
    ],
    [
      'several, by weight',
      `What two people are entombed in Grant's tomb? {~%-100%No one ~%50%Grant ~%50%Grant's wife ~%-100%Grant's father}`,
      {
        id: 'what-two-people-are-entombed-in',
        kind: 'choice',
        stem: "What two people are entombed in Grant's tomb?",
        multiple: true,
        options: [
          { id: 'no-one', text: 'No one', weight: -1 },
          { id: 'grant', text: 'Grant', correct: true, weight: 0.5 },
          { id: 'grant-s-wife', text: "Grant's wife", correct: true, weight: 0.5 },
          { id: 'grant-s-father', text: "Grant's father", weight: -1 },
        ],
      },
    ],
    [
      'part of the points for one choice',
      "Jesus' hometown is {~Jerusalem#city ~%25%Bethlehem#born here ~Galilee ~Nazareth#Yes! =%100%Nasaret}",
      {
        id: 'jesus-hometown-is',
        kind: 'choice',
        stem: "Jesus' hometown is",
        options: [
          { id: 'jerusalem', text: 'Jerusalem', weight: 0, feedback: 'city' },
          { id: 'bethlehem', text: 'Bethlehem', correct: true, weight: 0.25, feedback: 'born here' },
          { id: 'galilee', text: 'Galilee', weight: 0 },
          { id: 'nazareth', text: 'Nazareth', weight: 0, feedback: 'Yes!' },
          { id: 'nasaret', text: 'Nasaret', correct: true, weight: 1 },
        ],
      },
    ],
    [
      'true or false: the first remark is for who was wrong',
      '// question: 0 name: TrueStatement using {T} style\n::TrueStatement about Grant::Grant was buried in a tomb in NY.{T#No\\: Grant did.#Well done}',
      {
        id: 'truestatement-about-grant',
        kind: 'true-false',
        stem: 'Grant was buried in a tomb in NY.',
        answer: true,
        feedback: { correct: 'Well done', incorrect: 'No: Grant did.' },
      },
    ],
    [
      'false',
      'The sun rises in the West.{FALSE}',
      { id: 'the-sun-rises-in-the-west', kind: 'true-false', stem: 'The sun rises in the West.', answer: false },
    ],
    [
      'short answer where the text goes on',
      'Two plus {=two =2} equals four.',
      {
        id: 'two-plus-equals-four',
        kind: 'fill-in',
        stem: 'Two plus {{1}} equals four.',
        gaps: [{ id: '1', answers: ['two', '2'] }],
      },
    ],
    [
      'short answer with part of the points, a star and a remark for the rest',
      'Ibu kota? {=%100%Jakarta#Ya =%50%Jak* #Hampir =%0%*#Bukan}',
      {
        id: 'ibu-kota',
        kind: 'fill-in',
        stem: 'Ibu kota? {{1}}',
        gaps: [
          { id: '1', answers: ['Jakarta'], wildcards: true, also: [{ text: 'Jak*', weight: 0.5, feedback: 'Hampir' }] },
        ],
        feedback: { correct: 'Ya', incorrect: 'Bukan' },
      },
    ],
    [
      'matching, with one that belongs to nothing',
      'Match the countries. {\n =Canada -> Ottawa\n =Italy  -> Rome\n = -> Paris\n}',
      {
        id: 'match-the-countries',
        kind: 'matching',
        stem: 'Match the countries.',
        sources: [
          { id: 'canada', text: 'Canada', target: 'ottawa' },
          { id: 'italy', text: 'Italy', target: 'rome' },
        ],
        targets: [
          { id: 'ottawa', text: 'Ottawa' },
          { id: 'rome', text: 'Rome' },
          { id: 'paris', text: 'Paris' },
        ],
      },
    ],
    [
      'a number',
      'When was Grant born?{#1822}',
      { id: 'when-was-grant-born', kind: 'numeric', stem: 'When was Grant born?', answer: 1822 },
    ],
    [
      'a number with a tolerance',
      'Pi?{#3.1415:0.0005}',
      { id: 'pi', kind: 'numeric', stem: 'Pi?', answer: 3.1415, tolerance: 0.0005 },
    ],
    ['a range', 'Pi?{#3.141..3.142}', { id: 'pi', kind: 'numeric', stem: 'Pi?', answer: { min: 3.141, max: 3.142 } }],
    [
      'several numbers',
      'When was Grant born? {#\n =1822:0\n =%50%1822:2\n ~#bukan itu\n}',
      {
        id: 'when-was-grant-born',
        kind: 'numeric',
        stem: 'When was Grant born?',
        answer: 1822,
        also: [{ answer: 1822, tolerance: 2, weight: 0.5 }],
        feedback: { incorrect: 'bukan itu' },
      },
    ],
    [
      'an essay',
      'Write a short biography of Dag Hammarskjöld. {}',
      {
        id: 'write-a-short-biography-of-dag-h',
        kind: 'long-fill-in',
        stem: 'Write a short biography of Dag Hammarskjöld.',
      },
    ],
    [
      'general feedback, and signs that are escaped',
      '::a\\:b::Which \\{ \\= \\~ \\# \\} is it? {=\\=1 ~\\~2####Nanti\\nkita bahas}',
      {
        id: 'a-b',
        kind: 'choice',
        stem: 'Which \\{ = \\~ # \\} is it?',
        options: [{ text: '=1', correct: true }, { text: '\\~2' }],
        feedback: { general: 'Nanti kita bahas' },
      },
    ],
    [
      'HTML, with a table above the question',
      '[html]<p>Lihat\\:</p><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><b>2</b></td></tr></table><p>Apa x<sup>2</sup> &lt; 5?</p>{T}',
      {
        id: 'apa-x2-5',
        kind: 'true-false',
        stem: 'Apa x² < 5?',
        body: 'Lihat:\n\n| a | b |\n| --- | --- |\n| 1 | **2** |',
        answer: true,
      },
    ],
  ];
  for (const [name, text, expected] of table)
    it(name, async () => {
      const { question, warnings } = await one(text);
      assert.deepEqual(warnings, []);
      // Signs alone make no name; what stands there is a hash.
      if (name.startsWith('general'))
        for (const o of question?.options as { id: string }[]) delete (o as Partial<typeof o>).id;
      assert.deepEqual(question, expected);
    });
});

describe('GIFT: whole files', () => {
  it('a remark between answers, categories, ids and tags, CRLF and a mark at the start', async () => {
    const { questions, warnings } = await one(
      '\ufeff$CATEGORY: $course$/top/Bab 1\r\n\r\n// [id:soal-7] [tag:sejarah] [tag:a\\]b]\r\nIbu kota? {\r\n=Jakarta\r\n// di tengah\r\n~Bandung\r\n}\r\n',
    );
    assert.deepEqual(warnings, []);
    assert.equal(questions[0]?.id, 'soal-7');
    assert.deepEqual(questions[0]?.tags, ['top/Bab 1', 'sejarah', 'a]b']);
    assert.equal((questions[0]?.options as unknown[]).length, 2);
  });

  it('a colon, an equals sign and an address are text in the question', async () => {
    const { question } = await one('Pukul 08:00, a=b, lihat https://contoh.go.id/x?y=1 {T}');
    assert.equal(question?.stem, 'Pukul 08:00, a=b, lihat https://contoh.go.id/x?y=1');
  });

  it('one bad question is told with its line, and the others are there', async () => {
    const { questions, warnings } = await one(
      'Satu? {T}\n\n::Dua::Dua? {~a ~b}\n\nTiga? {=x\n\nEmpat? {#3,14}\n\nLima? {F}',
    );
    assert.deepEqual(
      questions.map((q) => q.stem),
      ['Satu?', 'Lima?'],
    );
    assert.deepEqual(
      warnings.map((w) => [w.line, w.question, w.severity]),
      [
        [3, 'Dua', 'skipped'],
        [5, undefined, 'skipped'],
        [7, undefined, 'skipped'],
      ],
    );
    assert.match(warnings[2]?.message ?? '', /decimal comma.*3\.14/);
  });

  it('a text without a question stands above the next one', async () => {
    const { questions, warnings } = await one('Bacalah cerita ini.\n\nSiapa tokohnya? {=Ani ~Budi}');
    assert.equal(questions[0]?.body, 'Bacalah cerita ini.');
    assert.deepEqual(
      warnings.map((w) => w.severity),
      ['changed'],
    );
  });

  it('no text makes it throw or hang', async () => {
    for (const text of [
      '',
      '{',
      '}',
      '}{',
      '{}',
      '::',
      '::::{}',
      '{=}',
      '{~}',
      '{#}',
      '{#=}',
      'x{=%}',
      'x{~%50}',
      '\\',
      'x{->}',
      'x{=->}',
      'x{T#}',
      '$CATEGORY:',
      '{'.repeat(5000),
      'x{' + '~a#'.repeat(20_000) + '}',
      '<'.repeat(50_000),
      '[html]' + '<b>'.repeat(20_000) + '{T}',
    ])
      await open(text, 'x.gift', 'gift');
  });

  it('what is written comes back the same, whatever the words', async () => {
    const first = await open(
      [
        '::A::Mana? {=a\\=b#ya ~%-50%c\\{d\\} ~%25%e####umum}',
        'B [tag]? {~%60%x ~%40%y ~%-100%z}',
        'C \\*bukan tebal\\* {=satu =%50%du* =%0%*#lain}',
        'D {#=1..2#ya =%20%5:1 ~#tidak}',
        'E {=a\\:1 -> b =c -> d = -> e}',
        'F {FALSE#x#y}',
        'G {}',
        '[html]H <i>miring</i> dan <b>tebal</b>, x<sub>1</sub> {=q} akhir',
      ].join('\n\n'),
      'a.gift',
    );
    assert.deepEqual(first.warnings, []);
    const written = await write('gift', first.quiz);
    assert.deepEqual(written.warnings, []);
    const again = await open(written.data as string, 'b.gift');
    assert.deepEqual(again.warnings, []);
    assert.deepEqual(again.quiz.questions, first.quiz.questions);
  });
});

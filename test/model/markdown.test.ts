import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inline, plainText, safeUrl } from '../../src/model/inline.ts';
import { parseMarkdown } from '../../src/model/markdown.ts';

describe('parseMarkdown', () => {
  const cases: [string, string, unknown][] = [
    ['a paragraph', 'Halo\ndunia', [{ type: 'paragraph', children: [{ type: 'text', text: 'Halo\ndunia' }] }]],
    ['a heading', '## Judul ##', [{ type: 'heading', level: 2, children: [{ type: 'text', text: 'Judul' }] }]],
    ['a rule, not a list', '- - -', [{ type: 'rule' }]],
    ['code keeps its text', '```js\n<b>*x*</b>\n```', [{ type: 'code', text: '<b>*x*</b>', language: 'js' }]],
    [
      'a nested list',
      '- a\n  - b\n- c',
      [
        {
          type: 'list',
          ordered: false,
          start: 1,
          items: [
            [
              { type: 'paragraph', children: [{ type: 'text', text: 'a' }] },
              {
                type: 'list',
                ordered: false,
                start: 1,
                items: [[{ type: 'paragraph', children: [{ type: 'text', text: 'b' }] }]],
              },
            ],
            [{ type: 'paragraph', children: [{ type: 'text', text: 'c' }] }],
          ],
        },
      ],
    ],
    [
      'a table with alignment and an escaped bar',
      '| A | B |\n|:--|--:|\n| x\\|y | 2 |',
      [
        {
          type: 'table',
          align: ['start', 'end'],
          head: [[{ type: 'text', text: 'A' }], [{ type: 'text', text: 'B' }]],
          rows: [[[{ type: 'text', text: 'x|y' }], [{ type: 'text', text: '2' }]]],
        },
      ],
    ],
  ];
  for (const [name, source, expected] of cases) it(name, () => assert.deepEqual(parseMarkdown(source), expected));

  it('takes HTML as text', () => {
    assert.deepEqual(parseMarkdown('<img src=x onerror=alert(1)>'), [
      { type: 'paragraph', children: [{ type: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ]);
  });

  it('is total', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('*', '_', '`', '[', ']', '(', ')', '>', '-', '|', '\n', ' ', 'a', '~', '#', '!', '1.', '\\'),
        ),
        (parts) => {
          parseMarkdown(parts.join(''));
        },
      ),
      { numRuns: 500 },
    );
  });

  for (const [name, text] of Object.entries({
    stars: '*a '.repeat(20_000),
    brackets: '['.repeat(50_000),
    quotes: '>'.repeat(50_000),
    ticks: '`a'.repeat(20_000),
    bullets: '- '.repeat(20_000),
    links: '[a]('.repeat(20_000),
  })) {
    it(`ends on many ${name}`, { timeout: 60_000 }, () => void parseMarkdown(text)); // a quadratic parser needs minutes
  }
});

describe('inline', () => {
  const text = (s: string) => plainText(inline(s));
  it('nests marks', () =>
    assert.deepEqual(inline('**a *b* c**'), [
      {
        type: 'strong',
        children: [
          { type: 'text', text: 'a ' },
          { type: 'em', children: [{ type: 'text', text: 'b' }] },
          { type: 'text', text: ' c' },
        ],
      },
    ]));
  it('leaves snake_case_words alone', () =>
    assert.deepEqual(inline('snake_case_words'), [{ type: 'text', text: 'snake_case_words' }]));
  it('leaves a lone mark', () => assert.equal(text('2 * 3 ** 4'), '2 * 3 ** 4'));
  it('links bare addresses without the final dot', () =>
    assert.deepEqual(inline('https://kpk.go.id.'), [
      { type: 'link', href: 'https://kpk.go.id', children: [{ type: 'text', text: 'https://kpk.go.id' }] },
      { type: 'text', text: '.' },
    ]));
  it('drops a dangerous address and keeps its text', () =>
    assert.deepEqual(
      inline('[klik](javascript:alert(1))').filter((n) => n.type === 'link'),
      [],
    ));
});

describe('safeUrl', () => {
  for (const bad of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    ' javascript:x',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '',
  ]) {
    it(`refuses ${JSON.stringify(bad)}`, () => assert.equal(safeUrl(bad), null));
  }
  it('resolves against the base', () =>
    assert.equal(safeUrl('a.svg', 'https://x.example/kursus/c.json'), 'https://x.example/kursus/a.svg'));
  it('lets mail and telephone through', () => {
    assert.equal(safeUrl('mailto:a@b.id'), 'mailto:a@b.id');
    assert.equal(safeUrl('tel:+6221'), 'tel:+6221');
  });
});

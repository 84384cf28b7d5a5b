import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCorrectResponse, matchesPattern } from '../../src/model/grading.js';
import type { InteractionType } from '../../src/sdk/statement.js';

/** type, pattern, responses that match, responses that do not */
const table: [InteractionType, string, string[], string[]][] = [
  // The examples of xAPI-Data, Appendix C
  ['true-false', 'true', ['true'], ['false', 'True', '']],
  ['choice', 'golf[,]tetris', ['golf[,]tetris', 'tetris[,]golf'], ['golf', 'golf[,]tetris[,]chess', 'Golf[,]tetris']],
  ['fill-in', "Bob's your uncle", ["Bob's your uncle", "BOB'S YOUR UNCLE"], ['Bob', '']],
  [
    'long-fill-in',
    '{case_matters=false}{lang=en}To store and provide access to learning experiences.',
    [
      'To store and provide access to learning experiences.',
      '{lang=en}to store and provide access to learning experiences.',
    ],
    ['{lang=id}To store and provide access to learning experiences.', 'To store'],
  ],
  ['likert', 'likert_3', ['likert_3'], ['likert_2', 'Likert_3']],
  [
    'matching',
    'ben[.]3[,]chris[.]2[,]troy[.]4[,]freddie[.]1',
    ['chris[.]2[,]ben[.]3[,]freddie[.]1[,]troy[.]4'],
    ['3[.]ben[,]2[.]chris[,]4[.]troy[,]1[.]freddie', 'ben[.]3'],
  ],
  [
    'performance',
    'pong[.]1:[,]dg[.]:10[,]lunch[.]',
    ['pong[.]3[,]dg[.]10[,]lunch[.]', 'pong[.]1[,]dg[.]-2[,]lunch[.]'],
    ['pong[.]0[,]dg[.]10[,]lunch[.]', 'dg[.]10[,]pong[.]1[,]lunch[.]'],
  ],
  ['performance', '{order_matters=false}a[.]1[:]2[,]b[.]ya', ['b[.]YA[,]a[.]2'], ['b[.]ya[,]a[.]2.1', 'b[.]ya']],
  // A time of day looks like a range with a bare colon.
  ['performance', 'apel[.]08:00', ['apel[.]08:00'], ['apel[.]08:30', 'apel[.]8']],
  ['sequencing', 'tim[,]mike[,]ells[,]ben', ['tim[,]mike[,]ells[,]ben'], ['mike[,]tim[,]ells[,]ben', 'tim[,]mike']],
  ['numeric', '4[:]', ['4', '4.0', '1000'], ['3.99', '', 'empat']],
  // The rest of the text
  ['numeric', '[:]4', ['4', '-7'], ['4.01']],
  ['numeric', '1[:]2', ['1', '2', '1.5', '15e-1'], ['0.99', '2.01', '1[:]3']],
  ['numeric', '3.14', ['3.14', '3.140'], ['3,14', '3.1']],
  ['fill-in', '{case_matters=true}Korpri', ['Korpri'], ['korpri']],
  ['fill-in', 'a[,]b', ['a[,]b', 'A[,]B'], ['b[,]a', 'a', 'a[,]b[,]c']],
  ['fill-in', '{order_matters=false}a[,]b', ['b[,]a', 'a[,]b'], ['a[,]a']],
  ['fill-in', '{order_matters=false}{case_matters=true}a[,]b', ['b[,]a'], ['B[,]a']],
  ['fill-in', '{lang=id}ya[,]{lang=en}yes', ['ya[,]yes', '{lang=id}Ya[,]yes'], ['{lang=en}ya[,]yes']],
  ['other', '(35.9,-86.3)', ['(35.9,-86.3)'], ['(35.9, -86.3)']],
];

describe('response patterns', () => {
  for (const [type, pattern, right, wrong] of table) {
    it(`${type}: ${pattern}`, () => {
      for (const r of right) assert.ok(matchesPattern(type, pattern, r), `"${r}" should match`);
      for (const r of wrong) assert.ok(!matchesPattern(type, pattern, r), `"${r}" should not match`);
    });
  }
  it('takes any pattern of the list, and all items of a pattern', () => {
    const definition = { interactionType: 'choice', correctResponsesPattern: ['foo[,]bar', 'foo'] } as const;
    const d = { ...definition, correctResponsesPattern: [...definition.correctResponsesPattern] };
    assert.equal(isCorrectResponse(d, 'foo'), true);
    assert.equal(isCorrectResponse(d, 'bar[,]foo'), true);
    assert.equal(isCorrectResponse(d, 'bar'), false);
  });
  it('an empty list: nothing is right; none: it says nothing', () => {
    assert.equal(isCorrectResponse({ interactionType: 'choice', correctResponsesPattern: [] }, 'a'), false);
    assert.equal(isCorrectResponse({ interactionType: 'likert' }, 'a'), undefined);
  });
});

// What every question kind has to keep, built-in or a stranger's, as tests of whatever runner is at hand.
import * as v from 'valibot';
import { isCorrectResponse } from '../model/grading.js';
import { answerState, type Question, type QuestionKind } from '../questions/kind.js';
import type { ActivityDefinition, InteractionType } from '../sdk/statement.js';

export interface QuestionExample<Q extends Question> {
  question: Q;
  /** The same question with another right answer; nothing but the key may differ. */
  otherKey: Q;
  /** Responses that earn every point, or can once a person has graded them. */
  right: readonly string[];
  /** Responses that do not. */
  wrong: readonly string[];
  /** Responses that earn some points, with their scaled score. */
  partly?: readonly (readonly [response: string, scaled: number])[];
}

/** How the test runner at hand is told of a test: `it` of Mocha, `test` of node:test and others. */
export type Test = (name: string, run: () => void | Promise<void>) => unknown;

const lists = ['choices', 'scale', 'source', 'target', 'steps'] as const;
/** Component lists that an interaction type may have (xAPI-Data 2.4.4.1, "Interaction Components"). */
const allowed: Record<InteractionType, readonly (typeof lists)[number][]> = {
  choice: ['choices'],
  sequencing: ['choices'],
  likert: ['scale'],
  matching: ['source', 'target'],
  performance: ['steps'],
  'true-false': [],
  'fill-in': [],
  'long-fill-in': [],
  numeric: [],
  other: [],
};

/** Strings that have broken graders. */
export const nasty = [
  ' ',
  '[,]',
  '[,][,]',
  '[.]',
  '[:]',
  ':',
  '{case_matters=true}',
  '{lang=id}x',
  'true',
  'TRUE',
  '0',
  '-0',
  '1e999',
  'NaN',
  'Infinity',
  '1.234,5',
  '٣',
  '__proto__',
  'constructor',
  'null',
  '\u0000',
  '\ud800',
  'é'.normalize('NFD'),
  'a'.repeat(10_000),
  '[,]'.repeat(1000),
];

function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
};

/**
 * Adds the tests of a kind: `questionKindSuite(choice, examples, it)`.
 * @param test how the runner is told of a test: `it` of mocha, vitest, jest or node:test
 */
export function questionKindSuite<Q extends Question>(
  kind: QuestionKind<Q>,
  examples: readonly QuestionExample<Q>[],
  test: Test,
): void {
  const any = kind as unknown as QuestionKind;

  test(`${kind.name}: name is kebab case`, () => {
    check(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kind.name), `"${kind.name}" is not kebab case`);
    check(examples.length > 0, 'give at least one example');
  });

  for (const [i, example] of examples.entries()) {
    const question = frozen(structuredClone(example.question));
    const title = `${kind.name}, example ${i + 1}`;

    test(`${title}: the schema takes it, and no unknown key`, () => {
      for (const q of [example.question, example.otherKey]) {
        const result = v.safeParse(kind.schema, q);
        check(result.success, `refused: ${result.issues?.[0]?.message ?? ''}`);
        check(q.kind === kind.name, `its kind is "${q.kind}"`);
      }
      check(!v.safeParse(kind.schema, { ...question, unknownKey: 1 }).success, 'an unknown key is not refused');
      check(!v.safeParse(kind.schema, { ...question, stem: 7 }).success, 'a stem that is a number is not refused');
    });

    test(`${title}: right, wrong, partly, nothing`, () => {
      const max = question.points ?? 1;
      for (const response of example.right) {
        const g = kind.grade(question, response);
        const open = g.success === undefined && (g.pending === max || g.raw === max);
        check(g.success ? g.raw === max && g.scaled === 1 : open, `"${response}" should be right`);
        check(answerState(any, question, response) === 'answered', `"${response}" should count as answered`);
      }
      for (const response of [...example.wrong, '']) {
        const g = kind.grade(question, response);
        check(!g.success && g.raw < max, `"${response}" should be wrong`);
      }
      for (const [response, scaled] of example.partly ?? []) {
        const g = kind.grade(question, response);
        check(!g.success && Math.abs(g.scaled - scaled) < 1e-9, `"${response}" is worth ${g.scaled}, not ${scaled}`);
      }
      check(kind.grade(question, '').raw === 0, 'no answer should be worth nothing');
      check(answerState(any, question, '') === 'unanswered', 'no answer should count as unanswered');
    });

    test(`${title}: grading is total, pure and within bounds`, () => {
      for (const response of [...nasty, ...example.right, ...example.wrong]) {
        const g = kind.grade(question, response);
        const shown = JSON.stringify(response.slice(0, 40));
        const min = g.min ?? 0;
        check(min <= 0 && min >= -g.max, `${shown}: the least is ${min}`);
        check(Number.isFinite(g.raw) && g.raw >= min && g.raw <= g.max, `${shown}: raw ${g.raw} of ${g.max}`);
        check(g.max === (question.points ?? 1), `${shown}: max is ${g.max}`);
        check(Math.abs(g.scaled - g.raw / g.max) < 1e-6, `${shown}: scaled ${g.scaled} is not raw / max`);
        check(
          g.success === undefined || g.success === (g.scaled === 1),
          `${shown}: success ${String(g.success)} at ${g.scaled}`,
        );
        check(
          g.pending === undefined || (g.pending > 0 && g.raw + g.pending <= g.max),
          `${shown}: pending ${g.pending}`,
        );
        check(!g.pending || g.success === undefined, `${shown}: judged before it is graded`);
        check(same(g, kind.grade(question, response)), `${shown}: another grade the second time`);
        answerState(any, question, response);
      }
    });

    test(`${title}: the definition is an interaction by the standard, and agrees with the grade`, () => {
      const withKey = kind.definition(question, { withKey: true, lang: 'id' });
      const without = kind.definition(question, { withKey: false, lang: 'id' });
      checkInteraction(withKey);
      checkInteraction(without);
      check(without.correctResponsesPattern === undefined, 'the key is told without being asked for');
      check(same(without, kind.definition(example.otherKey, { withKey: false, lang: 'id' })), 'the key shows');
      for (const [responses, right] of [
        [example.right, true],
        [example.wrong, false],
      ] as const) {
        for (const response of responses) {
          const said = isCorrectResponse(withKey, response);
          check(said === undefined || said === right, `the pattern calls "${response}" ${String(said)}`);
        }
      }
    });

    test(`${title}: nothing of the key is left after strip`, () => {
      const stripped = kind.strip(question);
      check(same(stripped, kind.strip(example.otherKey)), 'another key leaves another question');
      check(!['feedback', 'hints'].some((told) => told in stripped), 'feedback and hints tell the answer');
      check(stripped['id'] === question.id && stripped['kind'] === kind.name, 'id and kind are needed');
    });
  }
}

export function checkInteraction(definition: ActivityDefinition): void {
  const { interactionType, correctResponsesPattern } = definition;
  check(interactionType !== undefined && interactionType in allowed, `interactionType is ${String(interactionType)}`);
  check(
    definition.type === 'http://adlnet.gov/expapi/activities/cmi.interaction',
    `type is ${String(definition.type)}`,
  );
  check(Object.keys(definition.description ?? {}).length > 0, 'a description is needed');
  for (const list of lists) {
    const components = definition[list];
    if (components === undefined) continue;
    check(allowed[interactionType].includes(list), `${interactionType} has no ${list}`);
    const ids = components.map((c) => c.id);
    check(new Set(ids).size === ids.length, `ids in ${list} are not distinct`);
    check(
      ids.every((id) => !/\s|\[[,.:]\]/.test(id)),
      `an id in ${list} has white space or a delimiter`,
    );
  }
  check(
    (correctResponsesPattern ?? []).every((p) => p !== ''),
    'an empty pattern',
  );
}

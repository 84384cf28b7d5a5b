// What is said to a learner who sees nothing, kind by kind and screen by screen, held against test/spoken/*.txt (see test/spoken.mjs).
import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { QuizHarness, quizData, quizId } from './quiz-harness.js';
import { newLrs } from './quiz-harness.js';

const { questions } = (await (await fetch('/demo/public/kuis/semua-jenis.json')).json()) as {
  questions: { id: string; kind: string }[];
};
const click = questions.find((q) => q.kind === 'matching');
/** Answers as the record has them; half of them are wrong, so that review has both to say. */
const given: Record<string, string> = {};

async function says(name: string): Promise<void> {
  const { said, kept } = await executeServerCommand<{ said: string; kept: string }, string>('spoken', name);
  expect(said, `test/spoken/${name}.txt`).to.equal(kept);
}

describe('what a quiz says', () => {
  before(() => {
    document.documentElement.lang = 'id';
  });

  for (const q of [...questions, { ...click, id: 'jodoh-klik', kind: 'matching-click', layout: 'click' }]) {
    it(`${q.kind}: open, and with what was right`, async () => {
      const question = { ...q, kind: q.kind.replace('-click', ''), shuffle: false };
      const h = await QuizHarness.open({ id: quizId, title: 'Kuis', questions: [question] });
      await h.start();
      await says(`kind-${q.kind}`);
      const element = h.question(q.id);
      element.value = given[q.id] ?? '';
      await h.settle();
      h.close();
    });
  }
});

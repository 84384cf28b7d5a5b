// The zoo in a page: each animal fails the check that names its fault, and no other; with all of them the page stays usable.
import { expect } from '@open-wc/testing';
import { use } from '../../src/plugins/use.js';
import { testPlugin } from '../../src/testing/plugin.js';
import { sound, zoo } from '../plugins/zoo/zoo.js';
import { newLrs, until } from './harness.js';
import { QuizHarness, quizId } from './quiz-harness.js';

describe('the zoo in a page', () => {
  for (const animal of [sound, ...zoo.filter((a) => a.page)])
    it(animal === sound ? 'a sound one passes every check' : `${animal.name} fails ${animal.fails}`, async () => {
      const results = await testPlugin(animal.plugin, { fixtures: animal.fixtures, patience: 100 });
      const failing = results.filter((r) => r.problem !== undefined);
      expect(failing.map((r) => `${r.check}: ${r.problem}`).join('\n')).to.match(
        animal === sound ? /^$/ : new RegExp(`^(?:${animal.fails}: [^]*)$`),
      );
      expect(new Set(failing.map((r) => r.check)).size).to.equal(animal === sound ? 0 : 1);
    });

  it('all of them on one page: the quiz is answered, handed in and recorded', async () => {
    const used = [sound, ...zoo].map((a) => use(a.plugin, { patience: 50 }));
    await Promise.all(used.map((u) => u.ready));
    const lrs = newLrs();
    const questions = [
      { id: 'mine', kind: 'numeric', stem: 'Dua dan dua?', answer: 4 },
      ...zoo
        .filter((a) => a.name !== 'duplicate-id')
        .flatMap((a) => Object.keys(a.plugin.contributes?.questionKinds ?? {}).map((kind) => ({ kind, n: a.name })))
        .filter(({ kind }) => kind.startsWith('zoo-'))
        .map(({ kind, n }) => ({ id: n, kind, stem: n, answer: 'a' })),
    ];
    // Those that were refused are kinds that are not there, and hold a quiz back as they have to.
    const there = questions.filter((q) => !/wrong-api|bad-manifest|refuses-its-own/.test(q.id));
    const h = await QuizHarness.open({ id: `${quizId}/zoo`, title: 'Kebun binatang', questions: there }, lrs);
    await h.start();
    await h.answer('mine', '4');
    await h.quiz.submit();
    await until(
      async () => (await lrs.statements()).some((s) => s.result?.response === '4' && s.result.success === true),
      'the answer is recorded',
    );
    for (const u of used) u.withdraw();
  });
});

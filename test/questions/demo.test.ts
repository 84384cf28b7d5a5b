// The sample quiz of the demo portal: one question of each kind, in both languages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseQuiz } from '../../src/model/quiz-file.js';
import { builtins } from '../../src/questions/builtins.js';
import type { Question, QuestionKind } from '../../src/questions/kind.js';

const file = new URL('../../demo/public/kuis/semua-jenis.json', import.meta.url);

describe('the sample quiz of the demo', () => {
  it('has one valid question of every kind, each text in Indonesian and English', async () => {
    const kinds = new Map<string, QuestionKind>();
    for (const [name, load] of Object.entries(builtins)) kinds.set(name, (await load()) as unknown as QuestionKind);
    const quiz = parseQuiz(JSON.parse(readFileSync(file, 'utf8')), 'semua-jenis.json', (k) => kinds.get(k)?.schema);
    assert.deepEqual(quiz.questions.map((q) => q.kind).sort(), [...kinds.keys()].sort());
    for (const question of quiz.questions) {
      const definition = kinds.get(question.kind)?.definition(question as Question, { withKey: true, lang: 'id' });
      const texts = [
        definition,
        ...(['choices', 'scale', 'source', 'target', 'steps'] as const).flatMap((l) => definition?.[l] ?? []),
      ];
      for (const text of texts)
        assert.deepEqual(Object.keys(text?.description ?? {}).sort(), ['en', 'id'], question.id);
    }
  });
});

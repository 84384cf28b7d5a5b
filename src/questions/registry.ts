// Shelf 1: which question kinds there are. The list of built-in ones is in builtins.ts.
import { createRegistry } from '../core/registry.js';
import { builtins } from './builtins.js';
import type { QuestionKind } from './kind.js';

export const questionKinds = createRegistry<QuestionKind>('questionKinds');
// A kind is registered with its own question type and used with any question its schema has accepted.
for (const [name, load] of Object.entries(builtins))
  questionKinds.register(name, load as unknown as () => Promise<QuestionKind>);

export type { Grade, Question, QuestionHost, QuestionKind, QuestionViewModule } from './kind.js';
export { defineQuestionKind } from './kind.js';

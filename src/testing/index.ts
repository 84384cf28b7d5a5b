// For tests and stories of those who build on Widya: the LRS in the page, people, and suites for what they add.
export { createTestLrs, people, type TestLrs } from './lrs.js';
export {
  testPlugin,
  type PluginCheck,
  type PluginExample,
  type PluginFixtures,
  type PluginResult,
  type TestPluginOptions,
} from './plugin.js';
export { questionKindSuite, type QuestionExample, type Test } from './question-kind-suite.js';

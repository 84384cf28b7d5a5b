// The only list of built-in question kinds.
export const builtins = {
  'true-false': () => import('./true-false/index.js').then((m) => m.trueFalse),
  choice: () => import('./choice/index.js').then((m) => m.choice),
  numeric: () => import('./numeric/index.js').then((m) => m.numeric),
  'fill-in': () => import('./fill-in/index.js').then((m) => m.fillIn),
  matching: () => import('./matching/index.js').then((m) => m.matching),
  sequencing: () => import('./sequencing/index.js').then((m) => m.sequencing),
  'long-fill-in': () => import('./long-fill-in/index.js').then((m) => m.longFillIn),
  likert: () => import('./likert/index.js').then((m) => m.likert),
  performance: () => import('./performance/index.js').then((m) => m.performance),
  other: () => import('./other/index.js').then((m) => m.other),
};

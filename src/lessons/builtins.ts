// The only list of built-in lesson kinds.
export const builtins = {
  page: () => import('./page/index.js').then((m) => m.page),
  video: () => import('./video/index.js').then((m) => m.video),
  discussion: () => import('./discussion/index.js').then((m) => m.discussion),
  cmi5: () => import('./cmi5/index.js').then((m) => m.cmi5),
  scorm: () => import('./scorm/index.js').then((m) => m.scorm),
  quiz: () => import('./quiz/index.js').then((m) => m.quiz),
};

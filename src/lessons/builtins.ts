// The only list of built-in lesson kinds.
export const builtins = {
  page: () => import('./page/index.js').then((m) => m.page),
  video: () => import('./video/index.js').then((m) => m.video),
  audio: () => import('./audio/index.js').then((m) => m.audio),
  slides: () => import('./slides/index.js').then((m) => m.slides),
  pdf: () => import('./pdf/index.js').then((m) => m.pdf),
  link: () => import('./link/index.js').then((m) => m.link),
  live: () => import('./live/index.js').then((m) => m.live),
  assignment: () => import('./assignment/index.js').then((m) => m.assignment),
  discussion: () => import('./discussion/index.js').then((m) => m.discussion),
  cmi5: () => import('./cmi5/index.js').then((m) => m.cmi5),
  scorm: () => import('./scorm/index.js').then((m) => m.scorm),
  h5p: () => import('./h5p/index.js').then((m) => m.h5p),
  quiz: () => import('./quiz/index.js').then((m) => m.quiz),
};

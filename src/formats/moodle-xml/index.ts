import type { QuizFormat } from '../format.js';

export const moodleXml: QuizFormat = {
  name: 'moodle-xml',
  label: 'Moodle XML',
  extensions: ['xml'],
  detect: (text) => /^\s*(?:(?:<\?xml[^>]*>|<!--(?:(?!-->)[^])*-->)\s*)*<quiz[\s>]/.test(text.slice(0, 4000)),
  read: () => import('./read.js').then((m) => m.readMoodleXml),
  write: () => import('./write.js').then((m) => m.writeMoodleXml),
};

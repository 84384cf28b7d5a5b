import type { QuizFormat } from '../format.js';

export const qti: QuizFormat = {
  name: 'qti',
  label: 'QTI',
  extensions: ['zip', 'xml'],
  detect: (text) =>
    /^imsmanifest\.xml$/m.test(text) ||
    /<(?:\w+:)?(?:qti-)?assessment-?(?:item|test|section)[\s/>]/i.test(text.slice(0, 4000)),
  read: () => import('./read.js').then((m) => m.readQti),
  write: () => import('./write.js').then((m) => m.writeQti),
};

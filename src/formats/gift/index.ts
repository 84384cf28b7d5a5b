import type { QuizFormat } from '../format.js';

export const gift: QuizFormat = {
  name: 'gift',
  label: 'GIFT',
  extensions: ['gift', 'txt'],
  detect: (text) => /(?:^|\n)[ \t]*(?:::|\$CATEGORY:)|(?<!\\)\{[^{}]*\}/.test(text),
  read: () => import('./read.js').then((m) => m.readGift),
  write: () => import('./write.js').then((m) => m.writeGift),
};

import type { QuizFormat } from '../format.js';

export const aiken: QuizFormat = {
  name: 'aiken',
  label: 'AIKEN',
  extensions: ['aiken', 'txt'],
  detect: (text) =>
    /(?:^|\n)[ \t]*[A-Z][).]/.test(text) && /(?:^|\n)[ \t]*ANSWER:[ \t]*[A-Z][ \t]*(?:\r|\n|$)/.test(text),
  read: () => import('./read.js').then((m) => m.readAiken),
  write: () => import('./write.js').then((m) => m.writeAiken),
};

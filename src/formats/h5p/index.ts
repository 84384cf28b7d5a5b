import type { QuizFormat } from '../format.js';

export const h5p: QuizFormat = {
  name: 'h5p',
  label: 'H5P',
  extensions: ['h5p', 'zip'],
  detect: (text) => /^h5p\.json$/m.test(text) && /^content\/content\.json$/m.test(text),
  read: () => import('./read.js').then((m) => m.readH5p),
};

// The only list of built-in formats, in the order in which content is asked about: the sure signs first.
import { aiken } from './aiken/index.js';
import type { QuizFormat } from './format.js';
import { gift } from './gift/index.js';
import { h5p } from './h5p/index.js';
import { moodleXml } from './moodle-xml/index.js';
import { qti } from './qti/index.js';

export const builtins: readonly QuizFormat[] = [moodleXml, h5p, qti, aiken, gift];

// Bahasa Indonesia: the source language. Every other locale has exactly these keys. It is in every page, so each tag brings its part
// of it (`static words`, src/i18n/id/); other languages come whole, when needed.
import { failures } from '../id/failures.js';
import { forum } from '../id/forum.js';
import { kinds } from '../id/kinds.js';
import { player } from '../id/player.js';
import { progress } from '../id/progress.js';
import { quiz } from '../id/quiz.js';
import { shared } from '../id/shared.js';

export const id = { ...shared, ...failures, ...player, ...progress, ...forum, ...quiz, ...kinds };

/** What a locale has to say: the keys of the source, with texts of its own. */
export type Messages = { [K in keyof typeof id]: (typeof id)[K] extends string ? string : (typeof id)[K] };
export default id;

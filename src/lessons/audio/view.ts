// The same tracker, bar and transcript as a video has.
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { createMedia, styles } from '../video/view.js';
import type { AudioLesson } from './model.js';

export { styles };

export const needs = (lesson: AudioLesson, host: NeedsHost): Promise<LessonNeeds> =>
  import('../video/needs.js').then((m) => m.needs(lesson, host));

export const create = (lesson: AudioLesson, host: LessonHost): LessonView => createMedia(lesson, host, true);

// The same tracker, bar and transcript as a video has.
import type { LessonHost, LessonView } from '../kind.js';
import { createMedia, styles } from '../video/view.js';
import type { AudioLesson } from './model.js';

export { styles };

export const create = (lesson: AudioLesson, host: LessonHost): LessonView => createMedia(lesson, host, true);

// A recording to listen to, with its words beside it; done by what was really played.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';
import { mediaFields, type Source, type Track } from '../video/model.js';

export interface AudioLesson extends Lesson {
  sources: Source[];
  tracks?: Track[] | undefined;
  /** Share that has to be played, 0 to 1; 0.95 unless said. */
  threshold?: number | undefined;
  body?: LangText | undefined;
}

export const audioSchema = v.strictObject({ ...lessonFields, ...mediaFields, body: v.optional(langText) });

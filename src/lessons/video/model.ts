// A video with captions, a transcript from the same captions, and completion by what was really played.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

const track = v.strictObject({
  kind: v.optional(v.picklist(['captions', 'subtitles', 'chapters', 'descriptions'])),
  src: v.string(),
  srclang: v.string(),
  label: v.optional(v.string()),
});
export type Track = v.InferOutput<typeof track>;

export interface VideoLesson extends Lesson {
  sources: { src: string; type?: string | undefined }[];
  poster?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  tracks?: Track[] | undefined;
  /** Share that has to be played, 0 to 1; 0.95 unless said. */
  threshold?: number | undefined;
  body?: LangText | undefined;
}

export const videoSchema = v.strictObject({
  ...lessonFields,
  sources: v.pipe(
    v.array(v.strictObject({ src: v.string(), type: v.optional(v.string()) })),
    v.minLength(1, 'needs at least one source'),
  ),
  poster: v.optional(v.string()),
  width: v.optional(v.pipe(v.number(), v.gtValue(0))),
  height: v.optional(v.pipe(v.number(), v.gtValue(0))),
  tracks: v.optional(v.array(track)),
  threshold: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  /** Text shown below the video. */
  body: v.optional(langText),
});

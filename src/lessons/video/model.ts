// A video with captions, a transcript from the same captions, and completion by what was really played.
import * as z from 'zod/mini';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

const track = z.strictObject({
  kind: z.optional(z.enum(['captions', 'subtitles', 'chapters', 'descriptions'])),
  src: z.string(),
  srclang: z.string(),
  label: z.optional(z.string()),
});
export type Track = z.infer<typeof track>;

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

export const videoSchema = z.strictObject({
  ...lessonFields,
  sources: z.array(z.strictObject({ src: z.string(), type: z.optional(z.string()) })).check(z.minLength(1)),
  poster: z.optional(z.string()),
  width: z.optional(z.number().check(z.positive())),
  height: z.optional(z.number().check(z.positive())),
  tracks: z.optional(z.array(track)),
  threshold: z.optional(z.number().check(z.positive(), z.maximum(1))),
  /** Text shown below the video. */
  body: z.optional(langText),
});

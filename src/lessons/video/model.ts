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
const source = v.strictObject({
  src: v.string(),
  type: v.optional(v.string()),
  /** Bytes, shown before it is downloaded; asked of the server when absent. */
  size: v.optional(v.pipe(v.number(), v.integer(), v.gtValue(0))),
  /** SHA-256 of the file, hexadecimal: downloads are held against it. */
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal'))),
});
export type Source = v.InferOutput<typeof source>;

export interface VideoLesson extends Lesson {
  sources: Source[];
  poster?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  tracks?: Track[] | undefined;
  /** The same in sign language: a film of the same length, shown beside it when asked for. */
  sign?: Source[] | undefined;
  /** The sound alone, for thin lines. */
  audio?: Source[] | undefined;
  /** Share that has to be played, 0 to 1; 0.95 unless said. */
  threshold?: number | undefined;
  body?: LangText | undefined;
}

/** What everything has that is played. */
export const mediaFields = {
  sources: v.pipe(v.array(source), v.minLength(1, 'needs at least one source')),
  tracks: v.optional(v.array(track)),
  threshold: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
};

export const videoSchema = v.strictObject({
  ...lessonFields,
  ...mediaFields,
  poster: v.optional(v.string()),
  width: v.optional(v.pipe(v.number(), v.gtValue(0))),
  height: v.optional(v.pipe(v.number(), v.gtValue(0))),
  sign: v.optional(v.pipe(v.array(source), v.minLength(1, 'needs at least one source'))),
  audio: v.optional(v.pipe(v.array(source), v.minLength(1, 'needs at least one source'))),
  /** Text shown below the video. */
  body: v.optional(langText),
});

// Pictures one after the other, each with its text; done when all were seen.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

export interface Slide {
  src: LangText;
  /** What the picture says to those who do not see it. */
  alt: LangText;
  title?: LangText | undefined;
  /** Text beside the picture; Markdown. */
  body?: LangText | undefined;
}

export interface SlidesLesson extends Lesson {
  slides: Slide[];
  width?: number | undefined;
  height?: number | undefined;
}

export const slidesSchema = v.strictObject({
  ...lessonFields,
  width: v.optional(v.pipe(v.number(), v.gtValue(0))),
  height: v.optional(v.pipe(v.number(), v.gtValue(0))),
  slides: v.pipe(
    v.array(v.strictObject({ src: langText, alt: langText, title: v.optional(langText), body: v.optional(langText) })),
    v.minLength(1, 'needs at least one slide'),
  ),
});

// What goes over the port between a page and a plugin in a sandboxed frame (frame-tier.ts and frame-guest.ts). Plain data only.
import type { LessonHost } from '../lessons/kind.js';
import type { Lesson } from '../model/course.js';

/** First message of the page, with the port. */
export interface FrameInit {
  widya: 'plugin';
  /** The plugin's file. */
  source: string;
  part: string;
  lesson: Lesson;
  course: LessonHost['course'];
  activity: LessonHost['activity'];
  registration: string;
  readonly: boolean;
  base: string;
  /** Custom properties and font of the place it stands in. */
  look: Record<string, string>;
  now: FrameNow;
}
/** What may change while it is open. */
export interface FrameNow {
  lang: string;
  completed: boolean;
  saved: unknown;
}
export type ToGuest = { now: FrameNow } | { leave: true } | { answer: number; value?: unknown; error?: string };
export type FromGuest =
  | { ready: true }
  | { height: number }
  | { failed: string; phase: 'load' | 'render' }
  | { call: 'save' | 'progress' | 'complete' | 'announce'; arg: unknown }
  | { ask: number; call: 'record' | 'fetch'; args: unknown[] };

/** A response as it crosses the port. */
export interface FrameResponse {
  status: number;
  headers: [string, string][];
  body: ArrayBuffer;
}

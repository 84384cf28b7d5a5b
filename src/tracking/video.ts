// The xAPI Video Profile (https://w3id.org/xapi/video): verbs and extensions of one viewing. Pure; the lesson host adds who, when and where.
import { formatSegments, type Segment } from '../model/segments.js';
import { toDuration } from '../sdk/duration.js';
import type { Statement } from '../sdk/statement.js';
import { verbs } from '../sdk/verbs.js';

const ext = 'https://w3id.org/xapi/video/extensions/';
const round = (n: number) => Math.round(n * 1000) / 1000;

export interface Viewing {
  /** Id of the `initialized` statement of this viewing (profile: session-id). */
  session: string;
  /** Seconds. */
  length: number;
  /** Share from which the video counts as completed. */
  threshold: number;
  /** False for sound alone: its activity is no video, which the profile asks for; verbs and extensions are the same. */
  profile?: boolean;
}

export interface Played {
  time: number;
  /** In the order played. */
  segments: readonly Segment[];
  progress: number;
}

type Said = Pick<Statement, 'verb'> & Partial<Statement>;

function context(v: Viewing, full: boolean, more: Record<string, unknown> = {}): NonNullable<Statement['context']> {
  return {
    ...(v.profile === false ? {} : { contextActivities: { category: [{ id: 'https://w3id.org/xapi/video' }] } }),
    extensions: {
      [`${ext}session-id`]: v.session,
      ...(full
        ? {
            [`${ext}length`]: round(v.length),
            ...(v.threshold === 1 ? {} : { [`${ext}completion-threshold`]: v.threshold }),
          }
        : {}),
      ...more,
    },
  };
}

const state = (p: Played) => ({
  [`${ext}time`]: round(p.time),
  [`${ext}progress`]: p.progress,
  [`${ext}played-segments`]: formatSegments(p.segments),
});

export function videoInitialized(v: Viewing, about: { captions?: string | undefined; speed: number }): Said {
  return {
    id: v.session,
    verb: verbs.initialized,
    context: context(v, true, {
      [`${ext}cc-subtitle-enabled`]: about.captions !== undefined,
      ...(about.captions === undefined ? {} : { [`${ext}cc-subtitle-lang`]: about.captions }),
      [`${ext}speed`]: `${about.speed}x`,
    }),
  };
}

export function videoPlayed(v: Viewing, time: number): Said {
  return { verb: verbs.played, result: { extensions: { [`${ext}time`]: round(time) } }, context: context(v, false) };
}

export function videoPaused(v: Viewing, p: Played): Said {
  return { verb: verbs.paused, result: { extensions: state(p) }, context: context(v, true) };
}

export function videoSeeked(v: Viewing, from: number, to: number): Said {
  return {
    verb: verbs.seeked,
    result: { extensions: { [`${ext}time-from`]: round(from), [`${ext}time-to`]: round(to) } },
    context: context(v, false),
  };
}

/** @param watched seconds of watching in this registration */
export function videoCompleted(v: Viewing, p: Played, watched: number): Said {
  return {
    verb: verbs.completed,
    result: { completion: true, duration: toDuration(watched), extensions: state(p) },
    context: context(v, true),
  };
}

export function videoTerminated(v: Viewing, p: Played): Said {
  return { verb: verbs.terminated, result: { extensions: state(p) }, context: context(v, true) };
}

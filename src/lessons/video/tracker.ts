// From the events of a media element to played segments and profile statements. Browsers' habits are in the comments.
import { addSegment, playedShare, type Segment } from '../../model/segments.js';
import {
  videoCompleted,
  videoInitialized,
  videoPaused,
  videoPlayed,
  videoSeeked,
  videoTerminated,
  type Viewing,
} from '../../tracking/video.js';
import { uuid } from '../../sdk/uuid.js';

export interface TrackerHost {
  record(
    said: Parameters<typeof Object.assign>[0] & ReturnType<typeof videoPlayed>,
    options?: { once?: boolean },
  ): void;
  /** Segments, seconds watched and position, to go on from later. */
  save(segments: Segment[], watched: number, position: number): void;
  progress(share: number): void;
  complete(): void;
}

/** The part of HTMLMediaElement that is needed; tests drive it without a video. */
export interface Media {
  readonly currentTime: number;
  readonly duration: number;
  readonly playbackRate: number;
  readonly paused: boolean;
  readonly seeking: boolean;
}

export class VideoTracker {
  #media: Media;
  #host: TrackerHost;
  #threshold: number;
  #captions: () => string | undefined;
  #profile: boolean;
  #viewing: Viewing | undefined;
  #segments: Segment[];
  #watched: number;
  #open: number | undefined;
  #last = 0;
  #seekFrom: number | undefined;
  #seekTo = 0;
  #playing = false;
  #pending = false;
  #completed: boolean;

  constructor(options: {
    media: Media;
    host: TrackerHost;
    threshold: number;
    segments: Segment[];
    watched: number;
    completed: boolean;
    captions: () => string | undefined;
    /** False for sound: the profile is one of videos. */
    profile?: boolean;
  }) {
    this.#media = options.media;
    this.#host = options.host;
    this.#threshold = options.threshold;
    this.#segments = options.segments;
    this.#watched = options.watched;
    this.#completed = options.completed;
    this.#captions = options.captions;
    this.#profile = options.profile ?? true;
  }

  get share(): number {
    const open: Segment[] = this.#open === undefined || this.#last <= this.#open ? [] : [[this.#open, this.#last]];
    return playedShare([...this.#segments, ...open], this.#media.duration);
  }

  handle(type: string): void {
    const m = this.#media;
    const t = m.currentTime;
    switch (type) {
      case 'timeupdate':
        if (m.paused || m.seeking || this.#open === undefined) return;
        {
          const step = t - this.#last;
          // A larger step is a jump that no seeking event announced (sleep, a stalled tab): not played.
          if (step >= 0 && step <= Math.max(2, 2 * m.playbackRate)) {
            this.#watched += step / (m.playbackRate || 1);
            this.#last = t;
          } else {
            this.#close();
            this.#open = this.#last = t;
          }
        }
        this.#check();
        return;
      case 'play':
        this.#start();
        this.#playing = true;
        this.#pending = m.seeking; // said when it is known where from
        if (m.seeking) return;
        // 'play' can come up to 0.4 s late: the position before it is the truth.
        this.#begin(this.#last <= t && t - this.#last < 1 ? this.#last : t);
        return;
      case 'seeking':
        // currentTime is the target already.
        this.#seekFrom ??= this.#last;
        this.#seekTo = t;
        this.#close();
        return;
      case 'seeked':
        if (this.#seekFrom !== undefined && this.#viewing && Math.abs(this.#seekFrom - this.#seekTo) > 0.01) {
          this.#host.record(videoSeeked(this.#viewing, this.#seekFrom, this.#seekTo));
        }
        this.#seekFrom = undefined;
        this.#last = this.#seekTo;
        if (m.paused) return;
        if (this.#pending) this.#begin(this.#seekTo);
        else this.#open = this.#seekTo;
        this.#pending = false;
        return;
      case 'pause':
      case 'ended':
        if (!this.#playing) return;
        this.#playing = false;
        if (!m.seeking && t > this.#last && t - this.#last < 2) this.#last = t;
        this.#close();
        this.#say(videoPaused);
        this.#keep();
        this.#check();
        return;
    }
  }

  /** The page is hidden or the lesson left: what was played is safe. */
  leave(final: boolean): void {
    if (!this.#viewing) return;
    this.#close();
    if (this.#playing) this.#say(videoPaused);
    this.#keep();
    if (final) {
      this.#say(videoTerminated);
      this.#viewing = undefined;
    } else if (this.#playing) this.#open = this.#last;
  }

  #start(): void {
    if (this.#viewing || !Number.isFinite(this.#media.duration)) return;
    this.#viewing = {
      session: uuid(),
      length: this.#media.duration,
      threshold: this.#threshold,
      profile: this.#profile,
    };
    this.#host.record(videoInitialized(this.#viewing, { captions: this.#captions(), speed: this.#media.playbackRate }));
  }

  #begin(at: number): void {
    this.#open = this.#last = at;
    if (this.#viewing) this.#host.record(videoPlayed(this.#viewing, at));
  }

  #close(): void {
    if (this.#open !== undefined && this.#last > this.#open)
      this.#segments = addSegment(this.#segments, [this.#open, this.#last]);
    this.#open = undefined;
  }

  #say(statement: typeof videoPaused): void {
    if (!this.#viewing) return;
    this.#host.record(statement(this.#viewing, { time: this.#last, segments: this.#segments, progress: this.share }));
  }

  #keep(): void {
    this.#host.save(this.#segments, Math.round(this.#watched * 10) / 10, Math.round(this.#last * 10) / 10);
  }

  #check(): void {
    const share = this.share;
    this.#host.progress(share);
    if (this.#completed || share < this.#threshold || !this.#viewing) return;
    this.#completed = true;
    const segments: Segment[] =
      this.#open === undefined ? this.#segments : addSegment(this.#segments, [this.#open, this.#last]);
    this.#host.record(videoCompleted(this.#viewing, { time: this.#last, segments, progress: share }, this.#watched), {
      once: true,
    });
    this.#host.complete();
  }
}

import { css, html, nothing, type TemplateResult } from 'lit';
import { fetchText } from '../../core/controllers/data.js';
import { icon } from '../../core/icons.js';
import { renderMarkdown } from '../../core/markdown.js';
import { readSegments } from '../../model/segments.js';
import { clock, parseVtt, type Cue } from '../../model/vtt.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonView } from '../kind.js';
import type { Track, VideoLesson } from './model.js';
import { VideoTracker } from './tracker.js';

export const styles = [
  proseStyles,
  css`
    .video {
      display: grid;
      gap: var(--_3);
    }
    video {
      display: block;
      inline-size: 100%;
      block-size: auto;
      max-block-size: 75vh;
      border-radius: var(--_radius-small);
      background: #000;
    }
    .video-bar select {
      min-block-size: 32px;
      padding-inline: var(--_2);
      border: 1px solid var(--_control);
      border-radius: var(--_radius-small);
      background: var(--_surface);
    }
    .video-bar label {
      display: inline-flex;
      align-items: center;
      gap: var(--_2);
    }
    .spread {
      margin-inline-start: auto;
    }
    .transcript {
      border: 1px solid var(--_border);
      border-radius: var(--_radius-small);
    }
    .transcript summary {
      padding: var(--_3) var(--_4);
      font-weight: 600;
      cursor: pointer;
    }
    .transcript ol {
      max-block-size: 24rem;
      overflow-y: auto;
      margin: 0;
      padding: 0 var(--_2) var(--_2);
      list-style: none;
    }
    .cue {
      display: grid;
      grid-template-columns: 4.5ch 1fr;
      gap: var(--_3);
      inline-size: 100%;
      padding: var(--_2);
      border: 0;
      border-radius: var(--_radius-small);
      background: none;
      text-align: start;
      cursor: pointer;
    }
    .cue:hover,
    .cue[aria-current='true'] {
      background: var(--_tint);
    }
    .cue span:first-child {
      color: var(--_accent);
    }
  `,
];

interface Saved {
  segments?: unknown;
  watched?: unknown;
  at?: unknown;
}

const speeds = [0.75, 1, 1.25, 1.5, 1.75, 2];

class VideoView implements LessonView {
  #lesson: VideoLesson;
  #host: LessonHost;
  #video: HTMLVideoElement | undefined;
  #tracker: VideoTracker | undefined;
  #cues: Cue[] | undefined;
  #cuesOf = '';
  #now = -1;
  #position: number;
  #segments;
  #watched: number;
  #failed = false;
  #onVisibility = () => {
    if (document.visibilityState === 'hidden') this.#tracker?.leave(false);
  };

  constructor(lesson: VideoLesson, host: LessonHost) {
    this.#lesson = lesson;
    this.#host = host;
    const saved = (typeof host.saved === 'object' && host.saved !== null ? host.saved : {}) as Saved;
    this.#segments = readSegments(saved.segments);
    this.#watched = typeof saved.watched === 'number' ? saved.watched : 0;
    this.#position = typeof saved.at === 'number' ? saved.at : 0;
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  render(): TemplateResult {
    const { t } = this.#host;
    const l = this.#lesson;
    const captions = (l.tracks ?? []).filter(
      (k) => k.kind === undefined || k.kind === 'captions' || k.kind === 'subtitles',
    );
    const mine = this.#mine(captions);
    if (mine) this.#loadCues(this.#host.resolve(mine.src));
    const share = this.#tracker?.share ?? 0;
    return html`<div class="video">
      <video
        part="video"
        controls
        playsinline
        preload="metadata"
        width=${l.width ?? 1280}
        height=${l.height ?? 720}
        poster=${l.poster === undefined ? nothing : this.#host.resolve(l.poster)}
        aria-label=${this.#host.text(l.title)}
        @play=${this.#onMedia}
        @pause=${this.#onMedia}
        @seeking=${this.#onMedia}
        @seeked=${this.#onMedia}
        @timeupdate=${this.#onMedia}
        @ended=${this.#onMedia}
        @loadedmetadata=${() => this.#host.requestUpdate()}
      >
        ${l.sources.map(
          (s, i) =>
            html`<source
              src=${this.#host.resolve(s.src)}
              type=${s.type ?? nothing}
              @error=${i === l.sources.length - 1 ? this.#onError : nothing}
            />`,
        )}
        ${(l.tracks ?? []).map(
          (k) =>
            html`<track
              kind=${k.kind ?? 'captions'}
              src=${this.#host.resolve(k.src)}
              srclang=${k.srclang}
              label=${k.label ?? k.srclang}
              ?default=${k === mine}
            />`,
        )}
      </video>
      ${
        this.#failed
          ? html`<div class="notice danger" role="alert">
              ${icon('alert')}
              <div>
                ${t.videoFailed}
                <span><button type="button" class="button small" @click=${this.#onRetry}>${t.retry}</button></span>
              </div>
            </div>`
          : nothing
      }
      <div class="row video-bar">
        ${
          this.#position > 10 && this.#tracker === undefined
            ? html`<button type="button" class="button small" @click=${this.#onResume}>
                ${t.resumeFrom(clock(this.#position))}
              </button>`
            : nothing
        }
        <label class="small"
          >${t.speed}
          <select @change=${this.#onSpeed}>
            ${speeds.map((s) => html`<option value=${s} ?selected=${s === (this.#video?.playbackRate ?? 1)}>${s.toLocaleString(this.#host.lang)}×</option>`)}
          </select></label
        >
        ${share > 0 ? html`<span class="small muted numbers spread">${t.watched(Math.floor(share * 100))}</span>` : nothing}
      </div>
      ${
        this.#cues && this.#cues.length > 0
          ? html`<details class="transcript" part="transcript">
              <summary>${t.transcript}</summary>
              <ol>
                ${this.#cues.map(
                  (cue, i) =>
                    html`<li>
                      <button
                        type="button"
                        class="cue"
                        aria-current=${i === this.#now ? 'true' : 'false'}
                        @click=${() => this.#jump(cue.start)}
                      >
                        <span class="numbers small">${clock(cue.start)}</span><span>${cue.text}</span>
                      </button>
                    </li>`,
                )}
              </ol>
            </details>`
          : nothing
      }
      ${
        l.body === undefined
          ? nothing
          : html`<div class="prose">
              ${renderMarkdown(this.#host.text(l.body), { base: this.#host.resolve('.'), headingLevel: 4, images: true, newTab: t.newTab })}
            </div>`
      }
    </div>`;
  }

  updated(root: HTMLElement): void {
    this.#video ??= root.querySelector('video') ?? undefined;
  }

  leave(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#tracker?.leave(true);
    this.#video?.pause();
  }

  /** Captions in the reader's language, else the first. */
  #mine(tracks: readonly Track[]): Track | undefined {
    const lang = this.#host.lang.split('-', 1)[0];
    return tracks.find((k) => k.srclang.split('-', 1)[0] === lang) ?? tracks[0];
  }

  #loadCues(url: string): void {
    if (this.#cuesOf === url) return;
    this.#cuesOf = url;
    fetchText(url)
      .then((text) => {
        if (this.#cuesOf !== url) return;
        this.#cues = parseVtt(text);
        this.#host.requestUpdate();
      })
      .catch(() => undefined); // the video goes on without a transcript
  }

  #track(): VideoTracker | undefined {
    const video = this.#video;
    if (!video || this.#host.readonly) return undefined;
    this.#tracker ??= new VideoTracker({
      media: video,
      threshold: this.#lesson.threshold ?? 0.95,
      segments: this.#segments,
      watched: this.#watched,
      completed: this.#host.completed,
      captions: () => Array.from(video.textTracks).find((k) => k.mode === 'showing')?.language,
      host: {
        record: (said, options) => this.#host.record(said, options),
        save: (segments, watched, at) => this.#host.save({ segments, watched, at }),
        progress: (share) => this.#host.progress(share),
        complete: () => this.#host.complete(),
      },
    });
    return this.#tracker;
  }

  #onMedia = (event: Event): void => {
    if (event.type === 'play' || this.#tracker) this.#track()?.handle(event.type);
    if (event.type !== 'timeupdate') {
      this.#host.requestUpdate();
      return;
    }
    const t = this.#video?.currentTime ?? 0;
    const now = this.#cues?.findIndex((c) => t >= c.start && t < c.end) ?? -1;
    if (now !== this.#now) {
      this.#now = now;
      this.#host.requestUpdate();
    }
  };

  #onError = (): void => {
    this.#failed = true;
    this.#host.requestUpdate();
  };

  #onRetry = (): void => {
    this.#failed = false;
    this.#video?.load();
    this.#host.requestUpdate();
  };

  #onResume = (): void => this.#jump(this.#position);

  #jump(time: number): void {
    const video = this.#video;
    if (!video) return;
    video.currentTime = time;
    void video.play().catch(() => undefined); // refused by the browser: the learner presses play
  }

  #onSpeed = (event: Event): void => {
    if (this.#video) this.#video.playbackRate = Number((event.target as HTMLSelectElement).value);
  };
}

export const create = (lesson: VideoLesson, host: LessonHost): LessonView => new VideoView(lesson, host);

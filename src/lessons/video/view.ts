import { css, html, nothing, type TemplateResult } from 'lit';
import { fetchText } from '../../core/controllers/data.js';
import { icon } from '../../core/icons.js';
import { renderMarkdown } from '../../core/markdown.js';
import { readSegments } from '../../model/segments.js';
import { clock, parseVtt, type Cue } from '../../model/vtt.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { thinLine } from '../../core/line.js';
import { wordsIn } from '../words.js';
import type { Source, Track, VideoLesson } from './model.js';
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
    audio {
      display: block;
      inline-size: 100%;
    }
    .video-screen {
      position: relative;
      display: grid;
    }
    /* Beside the film where there is room, below it where there is none. */
    .video-sign {
      inline-size: 100%;
      max-block-size: 40vh;
    }
    @container (inline-size >= 40rem) {
      .video-screen[data-sign='true'] {
        grid-template-columns: minmax(0, 3fr) minmax(0, 1fr);
        gap: var(--_2);
        align-items: end;
      }
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

const words = {
  id: {
    captions: 'Teks film',
    off: 'Tidak',
    chapters: 'Bab',
    sign: 'Bahasa isyarat',
    soundOnly: 'Suara saja (hemat data)',
    heard: (n: number) => `${n}% sudah didengar`,
    failed: 'Rekaman tidak dapat diputar. Baca transkripnya atau coba lagi.',
    signOf: (title: string) => `${title}, bahasa isyarat`,
  },
  en: {
    captions: 'Captions',
    off: 'Off',
    chapters: 'Chapters',
    sign: 'Sign language',
    soundOnly: 'Sound only (saves data)',
    heard: (n: number) => `${n}% heard`,
    failed: 'The recording cannot be played. Read the transcript or try again.',
    signOf: (title: string) => `${title}, in sign language`,
  },
};

const speeds = [0.75, 1, 1.25, 1.5, 1.75, 2];

class MediaView implements LessonView {
  #lesson: VideoLesson;
  #host: LessonHost;
  #video: HTMLMediaElement | undefined;
  #audio: boolean;
  #soundOnly = false;
  #sign = false;
  #thin = thinLine();
  #chapters: Cue[] = [];
  #chaptersOf = '';
  /** Where to go on once another file of the same content is there. */
  #swap: { at: number; playing: boolean; rate: number } | undefined;
  #tracker: VideoTracker | undefined;
  #cues: Cue[] | undefined;
  #cuesOf = '';
  #now = -1;
  #time = 0;
  #root: HTMLElement | undefined;
  #loadedFor: boolean | undefined;
  #position: number;
  #segments;
  #watched: number;
  #failed = false;
  #onVisibility = () => {
    if (document.visibilityState === 'hidden') this.#tracker?.leave(false);
  };

  constructor(lesson: VideoLesson, host: LessonHost, audio: boolean) {
    this.#lesson = lesson;
    this.#audio = audio;
    this.#host = host;
    const isHere = (sources: readonly Source[]) => sources.some((s) => host.resolve(s.src).startsWith('blob:'));
    this.#soundOnly = lesson.audio !== undefined && !isHere(lesson.sources) && (this.#thin || isHere(lesson.audio));
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
    const chapters = this.#mine((l.tracks ?? []).filter((k) => k.kind === 'chapters'));
    if (chapters) this.#loadChapters(this.#host.resolve(chapters.src));
    const share = this.#tracker?.share ?? 0;
    const w = wordsIn(words, this.#host.lang);
    const title = this.#host.text(l.title);
    const showing = this.#sign && l.sign !== undefined;
    return html`<div class="video">
      <div class="video-screen" data-sign=${showing}>
        ${
          this.#audio
            ? html`<audio
                part="audio"
                controls
                preload=${this.#thin ? 'none' : 'metadata'}
                aria-label=${title}
                @play=${this.#onMedia}
                @pause=${this.#onMedia}
                @seeking=${this.#onMedia}
                @seeked=${this.#onMedia}
                @timeupdate=${this.#onMedia}
                @ended=${this.#onMedia}
                @loadedmetadata=${this.#onMetadata}
              >
                ${this.#renderSources(l.sources)}
              </audio>`
            : html`<video
                part="video"
                controls
                playsinline
                preload=${this.#thin ? 'none' : 'metadata'}
                width=${l.width ?? 1280}
                height=${l.height ?? 720}
                poster=${l.poster === undefined ? nothing : this.#host.resolve(l.poster)}
                aria-label=${title}
                @play=${this.#onMedia}
                @pause=${this.#onMedia}
                @seeking=${this.#onMedia}
                @seeked=${this.#onMedia}
                @timeupdate=${this.#onMedia}
                @ended=${this.#onMedia}
                @ratechange=${this.#onMedia}
                @loadedmetadata=${this.#onMetadata}
              >
                ${this.#renderSources(this.#soundOnly ? (l.audio ?? l.sources) : l.sources)}
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
              </video>`
        }
        ${
          showing
            ? html`<video
                class="video-sign"
                part="sign"
                muted
                playsinline
                .muted=${true}
                aria-label=${w.signOf(title)}
                @loadedmetadata=${this.#follow}
              >
                ${(l.sign ?? []).map((k) => html`<source src=${this.#host.resolve(k.src)} type=${k.type ?? nothing} />`)}
              </video>`
            : nothing
        }
      </div>
      ${
        this.#failed
          ? html`<div class="notice danger" role="alert">
              ${icon('alert')}
              <div>
                ${this.#audio ? w.failed : t.videoFailed}
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
        ${captions.length > 0 && !this.#audio ? this.#renderCaptions(captions, mine, w) : nothing}
        ${l.sign === undefined || this.#audio ? nothing : this.#renderSwitch(w.sign, this.#sign, this.#onSign)}
        ${l.audio === undefined || this.#audio ? nothing : this.#renderSwitch(w.soundOnly, this.#soundOnly, this.#onSoundOnly)}
        ${
          share > 0
            ? html`<span class="small muted numbers spread"
                >${(this.#audio ? w.heard : t.watched)(Math.floor(share * 100))}</span
              >`
            : nothing
        }
      </div>
      ${
        this.#chapters.length > 0
          ? html`<details class="transcript" part="chapters" ?open=${this.#chapters.length < 8}>
              <summary>${w.chapters}</summary>
              ${this.#renderCues(
                this.#chapters,
                this.#chapters.findIndex((c) => this.#time >= c.start && this.#time < c.end),
              )}
            </details>`
          : nothing
      }
      ${
        this.#cues && this.#cues.length > 0
          ? html`<details class="transcript" part="transcript" ?open=${this.#audio || this.#thin}>
              <summary>${t.transcript}</summary>
              ${this.#renderCues(this.#cues, this.#now)}
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

  #renderSources(sources: readonly Source[]): TemplateResult[] {
    return sources.map(
      (s, i) =>
        html`<source
          src=${this.#host.resolve(s.src)}
          type=${s.type ?? nothing}
          @error=${i === sources.length - 1 ? this.#onError : nothing}
        />`,
    );
  }

  #renderCues(cues: readonly Cue[], now: number): TemplateResult {
    return html`<ol>
      ${cues.map(
        (cue, i) =>
          html`<li>
            <button
              type="button"
              class="cue"
              aria-current=${i === now ? 'true' : 'false'}
              @click=${() => this.#jump(cue.start)}
            >
              <span class="numbers small">${clock(cue.start)}</span><span>${cue.text}</span>
            </button>
          </li>`,
      )}
    </ol>`;
  }

  #renderSwitch(label: string, on: boolean, change: () => void): TemplateResult {
    return html`<label class="small"><input type="checkbox" .checked=${on} @change=${change} />${label}</label>`;
  }

  #renderCaptions(captions: readonly Track[], mine: Track | undefined, w: (typeof words)['id']): TemplateResult {
    const shown = this.#video ? this.#captions : mine?.srclang;
    return html`<label class="small"
      >${w.captions}
      <select @change=${this.#onCaptions}>
        <option value="" ?selected=${shown === undefined}>${w.off}</option>
        ${captions.map((k) => html`<option value=${k.srclang} ?selected=${k.srclang === shown}>${k.label ?? k.srclang}</option>`)}
      </select></label
    >`;
  }

  updated(root: HTMLElement): void {
    this.#root = root;
    if (!this.#video) {
      this.#video = root.querySelector<HTMLMediaElement>('audio, video') ?? undefined;
      // The learner may choose them in the browser's own menu as well.
      this.#video?.textTracks.addEventListener('change', () => this.#host.requestUpdate());
    }
    if (this.#swap && this.#loadedFor !== this.#soundOnly) {
      this.#loadedFor = this.#soundOnly;
      this.#video?.load();
    }
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

  #loadChapters(url: string): void {
    if (this.#chaptersOf === url) return;
    this.#chaptersOf = url;
    fetchText(url)
      .then((text) => {
        if (this.#chaptersOf !== url) return;
        this.#chapters = parseVtt(text);
        this.#host.requestUpdate();
      })
      .catch(() => undefined); // it goes on without chapters
  }

  get #captions(): string | undefined {
    return Array.from(this.#video?.textTracks ?? []).find((k) => k.kind !== 'chapters' && k.mode === 'showing')
      ?.language;
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
      captions: () => this.#captions,
      profile: !this.#audio,
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
    this.#follow();
    // Another file of the same content is being opened: nobody has paused or gone anywhere.
    if (this.#swap) return;
    if (event.type === 'play' || this.#tracker) this.#track()?.handle(event.type);
    if (event.type !== 'timeupdate') {
      this.#host.requestUpdate();
      return;
    }
    const t = this.#video?.currentTime ?? 0;
    const chapter = (at: number) => this.#chapters.findIndex((c) => at >= c.start && at < c.end);
    if (chapter(t) !== chapter(this.#time)) this.#host.requestUpdate();
    this.#time = t;
    const now = this.#cues?.findIndex((c) => t >= c.start && t < c.end) ?? -1;
    if (now !== this.#now) {
      this.#now = now;
      this.#host.requestUpdate();
    }
  };

  #onMetadata = (): void => {
    const video = this.#video;
    const swap = this.#swap;
    if (video && swap) {
      video.currentTime = swap.at;
      video.playbackRate = swap.rate;
      if (swap.playing) void video.play().catch(() => undefined);
      this.#swap = undefined;
    }
    this.#host.requestUpdate();
  };

  /** The signer keeps step with the film. */
  #follow = (): void => {
    const sign = this.#root?.querySelector<HTMLVideoElement>('.video-sign');
    const video = this.#video;
    if (!sign || !video) return;
    sign.playbackRate = video.playbackRate;
    if (Math.abs(sign.currentTime - video.currentTime) > 0.5) sign.currentTime = video.currentTime;
    if (video.paused !== sign.paused) {
      if (video.paused) sign.pause();
      else void sign.play().catch(() => undefined);
    }
  };

  #onSign = (): void => {
    this.#sign = !this.#sign;
    this.#host.requestUpdate();
  };

  #onSoundOnly = (): void => {
    const video = this.#video;
    if (video) {
      this.#tracker?.leave(false);
      this.#swap = { at: video.currentTime, playing: !video.paused, rate: video.playbackRate };
      this.#loadedFor = this.#soundOnly;
    }
    this.#soundOnly = !this.#soundOnly;
    this.#host.requestUpdate();
  };

  #onCaptions = (event: Event): void => {
    const lang = (event.target as HTMLSelectElement).value;
    for (const k of this.#video?.textTracks ?? [])
      if (k.kind !== 'chapters') k.mode = k.language === lang ? 'showing' : 'disabled';
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

/** @param audio nothing to see: a recording */
export const createMedia = (lesson: VideoLesson, host: LessonHost, audio: boolean): LessonView =>
  new MediaView(lesson, host, audio);

export const needs = (lesson: VideoLesson, host: NeedsHost): Promise<LessonNeeds> =>
  import('./needs.js').then((m) => m.needs(lesson, host));

export const create = (lesson: VideoLesson, host: LessonHost): LessonView => createMedia(lesson, host, false);

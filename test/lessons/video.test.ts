// What a video says, by the xAPI Video Profile, when people do what people do. A clock and a media element of ours; browsers' habits
// (late play, seeking that has arrived already, an end at 0.999) are played as they were seen.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VideoTracker, type Media } from '../../src/lessons/video/tracker.ts';
import type { Segment } from '../../src/model/segments.ts';
import type { Statement } from '../../src/sdk/statement.ts';

type Said = Pick<Statement, 'verb' | 'result' | 'context'>;
const VIDEO = 'https://w3id.org/xapi/video/extensions/';

function viewer({ length = 100, threshold = 0.95, segments = [] as Segment[], watched = 0, completed = false } = {}) {
  const media: { -readonly [K in keyof Media]: Media[K] } = {
    currentTime: 0,
    duration: length,
    playbackRate: 1,
    paused: true,
    seeking: false,
  };
  const said: Said[] = [];
  let kept: { segments: Segment[]; watched: number; position: number } | undefined;
  let done = 0;
  const tracker = new VideoTracker({
    media,
    threshold,
    segments,
    watched,
    completed,
    captions: () => undefined,
    host: {
      record: (s) => void said.push(s as Said),
      save: (s, w, position) => void (kept = { segments: s, watched: w, position }),
      progress: () => undefined,
      complete: () => void done++,
    },
  });
  const at = (t: number): void => void (media.currentTime = t);
  const v = {
    media,
    tracker,
    said,
    get kept() {
      return kept;
    },
    get done() {
      return done;
    },
    verbs: () => said.map((s) => s.verb.id.replace(/.*\//, '')),
    /** Says `play` a little late, as browsers do. */
    play(late = 0.3) {
      media.paused = false;
      at(media.currentTime + late * media.playbackRate);
      tracker.handle('play');
    },
    /** Seconds of the film, told four times a second of the clock. */
    run(seconds: number) {
      const end = media.currentTime + seconds;
      while (media.currentTime < end - 1e-9) {
        at(Math.min(end, media.currentTime + 0.25 * media.playbackRate));
        tracker.handle('timeupdate');
      }
    },
    seek(to: number) {
      media.seeking = true;
      at(to);
      tracker.handle('seeking');
      media.seeking = false;
      if (!media.paused) at(to + 0.1); // a moment further by now
      tracker.handle('seeked');
    },
    pause() {
      media.paused = true;
      tracker.handle('pause');
    },
    end() {
      at(length - 0.001);
      tracker.handle('timeupdate');
      v.pause();
      tracker.handle('ended');
    },
  };
  return v;
}

/** The profile's rules for all that was said in one visit. */
function follows(said: readonly Said[], length = 100): void {
  const names = said.map((s) => s.verb.id.replace(/.*\//, ''));
  assert.equal(names[0], 'initialized');
  if (names.includes('terminated')) assert.equal(names.indexOf('terminated'), names.length - 1);
  const session = said[0]?.context?.extensions?.[`${VIDEO}session-id`];
  assert.ok(session);
  for (const [i, s] of said.entries()) {
    const name = names[i] ?? '';
    const result = s.result?.extensions ?? {};
    const context = s.context?.extensions ?? {};
    assert.equal(context[`${VIDEO}session-id`], session, name);
    assert.ok(
      s.context?.contextActivities?.category?.some((c) => c.id === 'https://w3id.org/xapi/video'),
      name,
    );
    assert.equal(s.result?.completion, name === 'completed' ? true : undefined, name);
    if (['initialized', 'paused', 'completed', 'terminated'].includes(name))
      assert.equal(context[`${VIDEO}length`], length, name);
    if (['played', 'paused', 'completed', 'terminated'].includes(name))
      assert.equal(typeof result[`${VIDEO}time`], 'number', name);
    if (name === 'seeked') {
      assert.deepEqual(Object.keys(result).sort(), [`${VIDEO}time-from`, `${VIDEO}time-to`]);
    }
    if (['paused', 'completed', 'terminated'].includes(name)) {
      const progress = result[`${VIDEO}progress`] as number;
      assert.ok(
        progress >= 0 && progress <= 1 && Math.round(progress * 1000) / 1000 === progress,
        `${name}: ${progress}`,
      );
      assert.match(String(result[`${VIDEO}played-segments`]), /^(?:\d+\.\d{3}\[\.\]\d+\.\d{3}(?:\[,\]|$))*$/);
    }
  }
}
const last = (v: ReturnType<typeof viewer>) => v.said.at(-1)?.result?.extensions ?? {};
const segmentsOf = (v: ReturnType<typeof viewer>) => String(last(v)[`${VIDEO}played-segments`]);

describe('a video says by its profile', () => {
  it('what was played, not where it stood: seeking to the end completes nothing', () => {
    const v = viewer();
    v.play();
    v.run(10);
    v.seek(90);
    v.run(9);
    v.end();
    v.tracker.leave(true);
    follows(v.said);
    assert.deepEqual(v.verbs(), ['initialized', 'played', 'seeked', 'paused', 'terminated']);
    assert.equal(v.done, 0);
    assert.match(segmentsOf(v), /^0\.000\[\.\]10\.\d+\[,\]90\.000\[\.\]99\.999$/);
    const seeked = v.said[2]?.result?.extensions ?? {};
    assert.equal(seeked[`${VIDEO}time-to`], 90, 'the target, not where it was a moment later');
  });
  it('completed once, at the share that was asked for, though it ends at 0.999', () => {
    const v = viewer({ threshold: 1 });
    v.play();
    v.run(99.6);
    v.end();
    assert.equal(v.done, 1);
    v.seek(0);
    v.play(0);
    v.run(99);
    v.end();
    assert.equal(v.done, 1);
    assert.equal(v.verbs().filter((n) => n === 'completed').length, 1);
    follows(v.said);
  });
  it('twice the speed is the same share in half the time', () => {
    const v = viewer();
    v.media.playbackRate = 2;
    v.play();
    v.run(99);
    v.end();
    assert.equal(v.done, 1);
    const completed = v.said.find((s) => s.verb.id.endsWith('/completed'));
    const seconds = Number(/PT([\d.]+)S/.exec(completed?.result?.duration ?? '')?.[1]);
    assert.ok(seconds > 45 && seconds < 50, completed?.result?.duration);
  });
  it('a tab in the background: what goes on there counts, a sleep does not', () => {
    const v = viewer();
    v.play();
    v.run(10);
    v.tracker.leave(false);
    assert.deepEqual(v.verbs(), ['initialized', 'played', 'paused']);
    // Timers come once a second there.
    for (let i = 0; i < 10; i++) {
      v.media.currentTime += 1;
      v.tracker.handle('timeupdate');
    }
    // The computer slept; the film stands half a minute further.
    v.media.currentTime += 30;
    v.tracker.handle('timeupdate');
    v.run(5);
    v.pause();
    assert.match(segmentsOf(v), /^0\.000\[\.\]20\.\d+\[,\]50\.\d+\[\.\]55\.\d+$/);
    follows(v.said);
  });
  it('a reload goes on with what was played before', () => {
    const before = viewer();
    before.play();
    before.run(60);
    before.tracker.leave(true);
    const { segments, watched, position } = before.kept ?? { segments: [], watched: 0, position: 0 };
    assert.ok(position > 60 && watched > 59);
    const v = viewer({ segments, watched });
    v.media.currentTime = position;
    v.seek(position);
    v.play(0);
    v.run(35);
    assert.equal(v.done, 1);
    follows(v.said);
    const completed = v.said.find((s) => s.verb.id.endsWith('/completed'));
    assert.match(completed?.result?.duration ?? '', /PT1M3\d/, 'all that was watched in the enrolment');
  });
  it('gaps stay gaps, however often their sides are seen', () => {
    const v = viewer();
    v.play();
    for (let i = 0; i < 3; i++) {
      v.run(45);
      v.seek(52);
      v.run(47);
      v.seek(0);
    }
    assert.equal(v.done, 0);
    assert.ok(v.tracker.share < 0.95 && v.tracker.share > 0.9, String(v.tracker.share));
  });
  it('nothing before it is played, and nothing of a film without a length', () => {
    const v = viewer();
    v.tracker.leave(true);
    assert.deepEqual(v.said, []);
    const live = viewer({ length: Infinity });
    live.play();
    live.run(10);
    live.pause();
    assert.deepEqual(live.verbs(), []);
  });
});

import { picturesIn } from '../../offline/texts.js';
import type { LessonFile, LessonNeeds, NeedsHost } from '../kind.js';
import type { Source, VideoLesson } from './model.js';

/** Of several files of the same film the one this browser would play. */
function best(sources: readonly Source[]): Source | undefined {
  const player = document.createElement('video');
  return sources.find((s) => s.type === undefined || player.canPlayType(s.type) !== '') ?? sources[0];
}

export async function needs(lesson: VideoLesson, host: NeedsHost): Promise<LessonNeeds> {
  const files: LessonFile[] = [];
  const add = (source: Source | undefined): void => {
    if (source) files.push({ url: host.resolve(source.src), size: source.size, sha256: source.sha256 });
  };
  const sound = host.soundOnly && lesson.audio !== undefined;
  add(best(sound ? (lesson.audio ?? []) : lesson.sources));
  if (!sound) add(best(lesson.sign ?? []));
  if (lesson.poster !== undefined) files.push({ url: host.resolve(lesson.poster) });
  // The words are small, and what is there when nothing can be heard: in every language.
  for (const track of lesson.tracks ?? []) files.push({ url: host.resolve(track.src) });
  if (lesson.body !== undefined) files.push(...(await picturesIn(host.text(lesson.body), host.resolve('.'))));
  return { files };
}

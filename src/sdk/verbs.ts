// Verbs and activity types we use, each a published concept, named by the spec's word. One constant per verb.
import type { Verb } from './statement.js';

/** The word itself is how English says it. */
export const verb = (space: string, word: string, idText: string, enText = word): Verb => ({
  id: space + word,
  display: { id: idText, en: enText },
});
export const adl = 'http://adlnet.gov/expapi/verbs/';
const acrossx = 'https://w3id.org/xapi/acrossx/verbs/';
const video = 'https://w3id.org/xapi/video/verbs/';

export const verbs = {
  // ADL vocabulary
  initialized: verb(adl, 'initialized', 'memulai sesi'),
  terminated: verb(adl, 'terminated', 'mengakhiri sesi'),
  completed: verb(adl, 'completed', 'menyelesaikan'),
  passed: verb(adl, 'passed', 'lulus'),
  failed: verb(adl, 'failed', 'belum lulus'),
  progressed: verb(adl, 'progressed', 'maju'),
  answered: verb(adl, 'answered', 'menjawab'),
  attempted: verb(adl, 'attempted', 'mencoba'),
  interacted: verb(adl, 'interacted', 'berinteraksi'),
  voided: verb(adl, 'voided', 'membatalkan pernyataan'),
  scored: verb(adl, 'scored', 'dinilai'),
  // cmi5
  satisfied: verb('https://w3id.org/xapi/adl/verbs/', 'satisfied', 'memenuhi syarat'),
  // xAPI Video Profile
  played: verb(video, 'played', 'memutar'),
  paused: verb(video, 'paused', 'menjeda'),
  seeked: verb(video, 'seeked', 'meloncat'),
  // forum: acrossx, TinCan registry, Activity Streams
  posted: verb(acrossx, 'posted', 'membuka topik'),
  replied: verb('http://id.tincanapi.com/verb/', 'replied', 'membalas'),
  edited: verb(acrossx, 'edited', 'menyunting'),
  deleted: verb('http://activitystrea.ms/', 'delete', 'menghapus', 'deleted'),
} as const;

export const activityTypes = {
  course: 'https://w3id.org/xapi/cmi5/activitytype/course',
  block: 'https://w3id.org/xapi/cmi5/activitytype/block',
  lesson: 'http://adlnet.gov/expapi/activities/lesson',
  assessment: 'http://adlnet.gov/expapi/activities/assessment',
  interaction: 'http://adlnet.gov/expapi/activities/cmi.interaction',
  video: 'https://w3id.org/xapi/video/activity-type/video',
  media: 'http://adlnet.gov/expapi/activities/media',
  file: 'http://adlnet.gov/expapi/activities/file',
  link: 'http://adlnet.gov/expapi/activities/link',
  meeting: 'http://adlnet.gov/expapi/activities/meeting',
  slides: 'http://id.tincanapi.com/activitytype/slide-deck',
  assignment: 'http://id.tincanapi.com/activitytype/school-assignment',
  discussion: 'http://id.tincanapi.com/activitytype/discussion',
  forumTopic: 'http://id.tincanapi.com/activitytype/forum-topic',
  forumReply: 'http://id.tincanapi.com/activitytype/forum-reply',
  profile: 'http://adlnet.gov/expapi/activities/profile',
} as const;

/** The namespace of the few IRIs we mint ourselves. */
export const ns = 'https://w3id.org/widya/xapi';

/** In the category of every statement of a forum. */
export const forumProfile = `${ns}/profile/forum/v1`;

export const extensions = {
  /** cmi5 9.5.5.1: whole percent, 0 to 100. */
  progress: 'https://w3id.org/xapi/cmi5/result/extensions/progress',
  /** cmi5 9.6.3.1 */
  sessionId: 'https://w3id.org/xapi/cmi5/context/extensions/sessionid',
  /** cmi5 9.6.3.2 */
  masteryScore: 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore',
  /** Lesson hours (JP) a course grants; a number. */
  jp: `${ns}/extensions/jp`,
  /** The lesson a learner has before them: `{ id, name }`. */
  nextLesson: `${ns}/extensions/next-lesson`,
  /** The IRI of the post a reply answers. */
  inReplyTo: `${ns}/extensions/in-reply-to`,
  /** The attempt of a quiz; a UUID. */
  attempt: `${ns}/extensions/attempt`,
  /** The version of a quiz item. */
  itemVersion: `${ns}/extensions/item-version`,
  /** The form of a quiz that was taken on paper, by its code; who typed it in is `context.instructor`. */
  paperForm: `${ns}/extensions/paper-form`,
  /** What a grader says of an answer; a text. */
  comment: `${ns}/extensions/comment`,
  /** Points of each criterion of a rubric: `{ id: points }`. */
  rubric: `${ns}/extensions/rubric`,
  /** Learning outside courses, as its learner tells it: what `JpRecord` holds (model/jp.ts). */
  jpRecord: `${ns}/extensions/jp-record`,
  /** How sure somebody was of an answer: 1 guessed, 2 rather sure, 3 sure. */
  confidence: `${ns}/extensions/confidence`,
} as const;

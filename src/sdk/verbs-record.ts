// Words of a learning record: learning outside courses and competencies. Apart from verbs.ts, which every page carries.
import { ns, verb } from './verbs.js';

const tincan = 'http://id.tincanapi.com/verb/';
const tla = 'https://w3id.org/xapi/tla/verbs/';

export const recordVerbs = {
  /** Coaching, mentoring, self-study: done somewhere else, told here. */
  performedOffline: verb(tincan, 'performed-offline', 'melakukan di luar kelas', 'performed'),
  achieved: verb(tla, 'achieved', 'mencapai', 'achieved'),
  expired: verb(tla, 'expired', 'kedaluwarsa', 'expired'),
  forfeited: verb(tla, 'forfeited', 'kehilangan', 'forfeited'),
} as const;

export const recordTypes = {
  competency: 'https://w3id.org/xapi/tla/activity-types/competency',
  /** Learning outside courses. */
  learning: `${ns}/activitytype/learning`,
  /** A cohort (angkatan) or a work unit; among the `grouping` of a statement. */
  cohort: `${ns}/activitytype/cohort`,
  unit: `${ns}/activitytype/unit`,
} as const;

export const recordExtensions = {
  /** Level of a competency reached: a number in the result of `achieved`. */
  level: `${ns}/extensions/level`,
  /** Until when what was reached counts: ISO 8601, in the result of `achieved`. */
  validUntil: `${ns}/extensions/valid-until`,
} as const;

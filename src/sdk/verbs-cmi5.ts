// Words that only the LMS side of cmi5 has: apart from those every page needs.
import { adl, verb } from './verbs.js';

export const lmsVerbs = {
  launched: verb(adl, 'launched', 'meluncurkan'),
  abandoned: verb('https://w3id.org/xapi/adl/verbs/', 'abandoned', 'meninggalkan'),
  waived: verb('https://w3id.org/xapi/adl/verbs/', 'waived', 'membebaskan'),
} as const;

export const categories = {
  /** A statement of cmi5's own kind (cmi5 9.6.2.1). */
  cmi5: 'https://w3id.org/xapi/cmi5/context/categories/cmi5',
  /** One that counts for moveOn (cmi5 9.6.2.2). */
  moveOn: 'https://w3id.org/xapi/cmi5/context/categories/moveon',
} as const;

const context = 'https://w3id.org/xapi/cmi5/context/extensions/';
export const lmsExtensions = {
  /** cmi5 9.6.3.3 to 9.6.3.7, of what the LMS says at the launch. */
  launchMode: `${context}launchmode`,
  launchUrl: `${context}launchurl`,
  moveOn: `${context}moveon`,
  launchParameters: `${context}launchparameters`,
  /** cmi5 9.5.5.2: why an AU was waived. */
  reason: 'https://w3id.org/xapi/cmi5/result/extensions/reason',
} as const;

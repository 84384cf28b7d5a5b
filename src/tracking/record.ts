// Learning outside courses, said in xAPI.
import type { JpRecord } from '../model/jp.js';
import type { Draft } from '../sdk/service.js';
import { extensions } from '../sdk/verbs.js';
import { recordTypes, recordVerbs } from '../sdk/verbs-record.js';

/** Told again under the same IRI, it is corrected: the later one counts. @param id IRI of the activity */
export const jpTold = (id: string, record: JpRecord, lang: string): Draft => ({
  verb: recordVerbs.performedOffline,
  object: { id, definition: { type: recordTypes.learning, name: { [lang]: record.subject } } },
  result: { extensions: { [extensions.jpRecord]: record } },
  context: { language: lang },
});

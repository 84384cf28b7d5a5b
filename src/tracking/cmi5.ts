// What the LMS itself says of a cmi5 session (cmi5 9.3): launched, abandoned, waived, satisfied; and what it tells the AU (cmi5 10).
import { languageMap } from '../model/text.js';
import type { LangText } from '../model/schema.js';
import type { MoveOn } from '../model/course.js';
import { toDuration } from '../sdk/duration.js';
import type { Activity, Agent, Context, ContextActivities, Statement } from '../sdk/statement.js';
import { activityTypes, extensions, verbs } from '../sdk/verbs.js';
import { categories, lmsExtensions, lmsVerbs } from '../sdk/verbs-cmi5.js';

export type LaunchMode = 'Normal' | 'Browse' | 'Review';
export const waiveReasons = ['Tested Out', 'Equivalent AU', 'Equivalent Outside Activity', 'Administrative'] as const;
export type WaiveReason = (typeof waiveReasons)[number];

/** What is launched. */
export interface LaunchedUnit {
  /** IRI of the LMS's own for the AU: the object of its statements (cmi5 8.1.5). */
  activityId: string;
  publisherId: string;
  moveOn: MoveOn;
  masteryScore?: number | undefined;
  launchParameters?: string | undefined;
  entitlementKey?: string | undefined;
}

export interface SessionContext {
  actor: Agent;
  registration: string;
  /** UUID of the session (cmi5 9.6.3.1). */
  session: string;
}

const activity = (id: string): Activity => ({ objectType: 'Activity', id });

function contextOf(
  s: Pick<SessionContext, 'registration' | 'session'>,
  publisherId: string,
  category: readonly string[],
  more: Record<string, unknown> = {},
): Context {
  return {
    registration: s.registration,
    contextActivities: { grouping: [activity(publisherId)], category: category.map(activity) },
    extensions: { [extensions.sessionId]: s.session, ...more },
  };
}

/** cmi5 9.3.1. @param url where the AU is, without the parameters of the launch (9.6.3.4) */
export function launched(s: SessionContext, unit: LaunchedUnit, url: string, mode: LaunchMode): Statement {
  return {
    actor: s.actor,
    verb: lmsVerbs.launched,
    object: activity(unit.activityId),
    context: contextOf(s, unit.publisherId, [categories.cmi5], {
      [lmsExtensions.launchMode]: mode,
      [lmsExtensions.launchUrl]: url,
      [lmsExtensions.moveOn]: unit.moveOn,
      ...(unit.masteryScore === undefined ? {} : { [extensions.masteryScore]: unit.masteryScore }),
      ...(unit.launchParameters === undefined ? {} : { [lmsExtensions.launchParameters]: unit.launchParameters }),
    }),
  };
}

/** cmi5 9.3.6. @param seconds from the launch to the AU's last word (9.5.4.2) */
export function abandoned(s: SessionContext, unit: LaunchedUnit, seconds: number): Statement {
  return {
    actor: s.actor,
    verb: lmsVerbs.abandoned,
    object: activity(unit.activityId),
    result: { duration: toDuration(seconds) },
    context: contextOf(s, unit.publisherId, [categories.cmi5]),
  };
}

/** cmi5 9.3.7: satisfied by word of those in charge. */
export function waived(s: SessionContext, unit: LaunchedUnit, reason: WaiveReason): Statement {
  return {
    actor: s.actor,
    verb: lmsVerbs.waived,
    object: activity(unit.activityId),
    result: { success: true, completion: true, extensions: { [lmsExtensions.reason]: reason } },
    context: contextOf(s, unit.publisherId, [categories.cmi5, categories.moveOn]),
  };
}

/** cmi5 9.3.9: a block, or the course, whose every lesson is satisfied. */
export function satisfied(
  s: SessionContext,
  entry: { id: string; publisherId: string; title: LangText; type: 'block' | 'course' },
): Statement {
  return {
    actor: s.actor,
    verb: verbs.satisfied,
    object: {
      ...activity(entry.id),
      definition: { type: activityTypes[entry.type], name: languageMap(entry.title) },
    },
    context: contextOf(s, entry.publisherId, [categories.cmi5]),
  };
}

/** The State document `LMS.LaunchData` (cmi5 10.2). */
export interface LaunchData {
  contextTemplate: { contextActivities: ContextActivities; extensions: Record<string, unknown> };
  launchMode: LaunchMode;
  moveOn: MoveOn;
  masteryScore?: number;
  launchParameters?: string;
  entitlementKey?: { courseStructure: string };
  returnURL?: string;
}

export function launchData(session: string, unit: LaunchedUnit, mode: LaunchMode, returnURL?: string): LaunchData {
  return {
    contextTemplate: {
      contextActivities: { grouping: [activity(unit.publisherId)] },
      extensions: { [extensions.sessionId]: session },
    },
    launchMode: mode,
    moveOn: unit.moveOn,
    ...(unit.masteryScore === undefined ? {} : { masteryScore: unit.masteryScore }),
    ...(unit.launchParameters === undefined ? {} : { launchParameters: unit.launchParameters }),
    ...(unit.entitlementKey === undefined ? {} : { entitlementKey: { courseStructure: unit.entitlementKey } }),
    ...(returnURL === undefined ? {} : { returnURL }),
  };
}

// IMS Simple Sequencing in a manifest of SCORM 2004, as plain data for an engine: the activity tree with controls, rules, objectives,
// limits and rollup (SCORM 2004 CAM 5.1).
import { child, elements, word, type Element } from '../xml.js';

/** Names as the engine has them; all of it is JSON. */
export interface Activity {
  id: string;
  title: string;
  isVisible?: boolean;
  children?: Activity[];
  primaryObjective?: Objective;
  objectives?: Objective[];
  sequencingControls?: Record<string, unknown>;
  sequencingRules?: Record<string, unknown>;
  rollupRules?: { rules: Record<string, unknown>[] };
  rollupConsiderations?: Record<string, unknown>;
  deliveryControls?: Record<string, unknown>;
  completionThreshold?: Record<string, unknown>;
  hideLmsUi?: string[];
  attemptLimit?: number;
  attemptAbsoluteDurationLimit?: string;
}
export interface Objective {
  objectiveID: string;
  isPrimary?: boolean;
  satisfiedByMeasure?: boolean;
  minNormalizedMeasure?: number | null;
  mapInfo?: Record<string, unknown>[];
}

/** Attributes as what they are: booleans, numbers, words. */
function values(element: Element | undefined, names: readonly string[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of names) {
    const text = element?.attrs[name]?.trim();
    if (text === undefined || text === '') continue;
    out[name] =
      text === 'true' || text === 'false' ? text === 'true' : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
  }
  return out;
}
const some = <T extends object>(value: T): T | undefined => (Object.keys(value).length > 0 ? value : undefined);

export function sequencingOf(
  root: Element,
  organization: Element,
  idOf: (element: Element, fallback: string) => string,
): Activity {
  const collection = new Map<string, Element>();
  for (const s of elements(child(root, 'sequencingCollection'), 'sequencing')) collection.set(s.attrs['ID'] ?? '', s);

  const activityOf = (e: Element, fallback: string): Activity => {
    const id = idOf(e, fallback);
    const children = elements(e, 'item').map((c, i) => activityOf(c, `${id}-${i + 1}`));
    const sequencing = child(e, 'sequencing');
    const shared = collection.get(sequencing?.attrs['IDRef'] ?? '');
    /** What the item says itself counts; what it leaves out may stand in the collection (CAM 5.1.1). */
    const part = (name: string): Element | undefined => child(sequencing, name) ?? child(shared, name);
    const activity: Activity = { id, title: word(child(e, 'title')) || id };
    if (e.attrs['isvisible'] === 'false') activity.isVisible = false;
    if (children.length > 0) activity.children = children;
    const objectives = elements(part('objectives')).filter(
      (o) => o.name === 'primaryObjective' || o.name === 'objective',
    );
    for (const o of objectives.map(objectiveOf)) {
      if (o.isPrimary) activity.primaryObjective = o;
      else activity.objectives = [...(activity.objectives ?? []), o];
    }
    const controls = {
      ...values(part('controlMode'), [
        'choice',
        'choiceExit',
        'flow',
        'forwardOnly',
        'useCurrentAttemptObjectiveInfo',
        'useCurrentAttemptProgressInfo',
      ]),
      ...values(part('constrainedChoiceConsiderations'), ['preventActivation', 'constrainChoice']),
      ...values(part('rollupRules'), [
        'rollupObjectiveSatisfied',
        'rollupProgressCompletion',
        'objectiveMeasureWeight',
      ]),
      ...values(part('randomizationControls'), [
        'randomizationTiming',
        'selectCount',
        'reorderChildren',
        'selectionTiming',
      ]),
      ...values(part('deliveryControls'), ['tracked', 'completionSetByContent', 'objectiveSetByContent']),
    };
    // `reorderChildren` is the standard's name for what the engine calls randomizing.
    if (controls.reorderChildren === true) controls.randomizeChildren = true;
    if (some(controls)) activity.sequencingControls = controls;
    const rules = some(rulesOf(part('sequencingRules')));
    if (rules) activity.sequencingRules = rules;
    const rollup = elements(part('rollupRules'), 'rollupRule').map(rollupOf);
    if (rollup.length > 0) activity.rollupRules = { rules: rollup };
    const considerations = some(
      values(part('rollupConsiderations'), [
        'requiredForSatisfied',
        'requiredForNotSatisfied',
        'requiredForCompleted',
        'requiredForIncomplete',
        'measureSatisfactionIfActive',
      ]),
    );
    if (considerations) activity.rollupConsiderations = considerations;
    const delivery = some(
      values(part('deliveryControls'), ['tracked', 'completionSetByContent', 'objectiveSetByContent']),
    );
    if (delivery) activity.deliveryControls = delivery;
    const threshold = child(e, 'completionThreshold');
    if (threshold)
      activity.completionThreshold = {
        completedByMeasure: word(threshold) !== '',
        ...(word(threshold) === '' ? {} : { minProgressMeasure: Number(word(threshold)) }),
        ...values(threshold, ['completedByMeasure', 'minProgressMeasure', 'progressWeight']),
      };
    const limits = part('limitConditions');
    const attempts = Number(limits?.attrs['attemptLimit'] ?? NaN);
    if (attempts >= 0) activity.attemptLimit = attempts;
    const duration = limits?.attrs['attemptAbsoluteDurationLimit'];
    if (duration) activity.attemptAbsoluteDurationLimit = duration;
    const hidden = elements(child(child(e, 'presentation'), 'navigationInterface'), 'hideLMSUI').map(word);
    if (hidden.length > 0) activity.hideLmsUi = hidden;
    return activity;
  };
  return activityOf(organization, 'org');
}

function objectiveOf(o: Element): Objective {
  const min = child(o, 'minNormalizedMeasure');
  const maps = elements(o, 'mapInfo').map((m) =>
    values(m, [
      'targetObjectiveID',
      'readSatisfiedStatus',
      'readNormalizedMeasure',
      'writeSatisfiedStatus',
      'writeNormalizedMeasure',
      'readCompletionStatus',
      'writeCompletionStatus',
      'readProgressMeasure',
      'writeProgressMeasure',
      'readRawScore',
      'writeRawScore',
      'readMinScore',
      'writeMinScore',
      'readMaxScore',
      'writeMaxScore',
    ]),
  );
  return {
    objectiveID: (o.attrs['objectiveID'] ?? '').trim(),
    ...(o.name === 'primaryObjective' ? { isPrimary: true } : {}),
    ...(o.attrs['satisfiedByMeasure'] === 'true' ? { satisfiedByMeasure: true } : {}),
    ...(min && !Number.isNaN(Number(word(min) || '1')) ? { minNormalizedMeasure: Number(word(min) || '1') } : {}),
    ...(maps.length > 0 ? { mapInfo: maps } : {}),
  };
}

function rulesOf(element: Element | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, key] of [
    ['preConditionRule', 'preConditionRules'],
    ['exitConditionRule', 'exitConditionRules'],
    ['postConditionRule', 'postConditionRules'],
  ] as const) {
    const rules = elements(element, name).map((rule) => {
      const conditions = child(rule, 'ruleConditions');
      return {
        action: child(rule, 'ruleAction')?.attrs['action'] ?? '',
        conditionCombination: conditions?.attrs['conditionCombination'] ?? 'all',
        conditions: elements(conditions, 'ruleCondition').map(conditionOf),
      };
    });
    if (rules.length > 0) out[key] = rules;
  }
  return out;
}

function conditionOf(c: Element): Record<string, unknown> {
  const threshold = Number(c.attrs['measureThreshold'] ?? NaN);
  return {
    condition: c.attrs['condition'] ?? 'always',
    ...(c.attrs['operator'] === undefined ? {} : { operator: c.attrs['operator'] }),
    ...(c.attrs['referencedObjective'] === undefined ? {} : { referencedObjective: c.attrs['referencedObjective'] }),
    ...(Number.isNaN(threshold) ? {} : { parameters: { threshold } }),
  };
}

function rollupOf(rule: Element): Record<string, unknown> {
  const conditions = child(rule, 'rollupConditions');
  return {
    action: child(rule, 'rollupAction')?.attrs['action'] ?? '',
    conditionCombination: conditions?.attrs['conditionCombination'] ?? 'any',
    consideration: rule.attrs['childActivitySet'] ?? 'all',
    ...values(rule, ['minimumCount']),
    ...(rule.attrs['minimumPercent'] === undefined ? {} : { minimumPercent: Number(rule.attrs['minimumPercent']) }),
    conditions: elements(conditions, 'rollupCondition').map(conditionOf),
  };
}

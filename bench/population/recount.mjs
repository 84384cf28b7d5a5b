// Totals of an agency counted in one pass, for the bench: whole numbers that its report must equal.

/** @returns values of the agency's report by path */
export function recountTotals(statements, staff) {
  const seen = new Set();
  const started = new Set();
  const finished = new Set();
  const passed = new Set();
  const failed = new Set();
  const people = new Set();
  for (const s of statements) {
    if (seen.has(s.id)) continue;
    seen.add(s.id);
    const who = s.actor.account.name;
    people.add(who);
    const types = [s.object, ...(s.context.contextActivities.grouping ?? [])];
    const course = types.find((a) => a.definition?.type === 'https://w3id.org/xapi/cmi5/activitytype/course')?.id;
    if (course === undefined) continue;
    const key = `${who} ${course}`;
    started.add(key);
    if (s.verb.id.endsWith('/satisfied')) finished.add(key);
    if (s.verb.id.endsWith('/passed')) passed.add(key);
    if (s.verb.id.endsWith('/failed')) failed.add(key);
  }
  const enrolled = new Set(started);
  for (const { agent, courses } of staff)
    for (const course of Object.keys(courses)) enrolled.add(`${agent.account.name} ${course}`);
  return {
    people: staff.length,
    active: people.size,
    'funnel.enrolled': enrolled.size,
    'funnel.started': started.size,
    'funnel.finished': finished.size,
    'funnel.passed': passed.size,
    'funnel.failed': [...failed].filter((key) => !passed.has(key)).length,
  };
}

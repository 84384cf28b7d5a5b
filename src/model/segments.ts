// Which parts of a recording were played (xAPI Video Profile: played-segments, progress). Pure; seconds with three decimals.

export type Segment = [from: number, to: number];

const round = (n: number) => Math.round(n * 1000) / 1000;

/** The union of the segments, ascending, none touching another. */
export function union(segments: readonly Segment[]): Segment[] {
  const sorted = segments.filter(([a, b]) => b > a).sort((x, y) => x[0] - y[0]);
  const out: Segment[] = [];
  for (const [from, to] of sorted) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/**
 * Share that was played, 0 to 1, three decimals, rounded down.
 * Browsers start late and end early by fractions of a second, so gaps below half a second are closed
 * (at most a hundredth of the length) and ends are drawn to the edges (at most a twentieth).
 */
export function playedShare(segments: readonly Segment[], length: number): number {
  if (!(length > 0)) return 0;
  const gap = Math.min(0.5, length / 100);
  const edge = Math.min(0.5, length / 20);
  const joined: Segment[] = [];
  for (const [from, to] of union(segments)) {
    const last = joined.at(-1);
    if (last && from - last[1] < gap) last[1] = to;
    else joined.push([from, to]);
  }
  let sum = 0;
  for (const [from, to] of joined)
    sum += Math.min(length - to <= edge ? length : to, length) - (from <= edge ? 0 : from);
  return Math.min(1, Math.floor((sum / length) * 1000 + 1e-6) / 1000);
}

/** `0[.]12[,]14[.]21`, in the order played, as the profile wants it. */
export function formatSegments(segments: readonly Segment[]): string {
  return segments.map(([a, b]) => `${round(a).toFixed(3)}[.]${round(b).toFixed(3)}`).join('[,]');
}

/** Appends to a list that would otherwise grow without end: beyond `limit` it is replaced by its union. */
export function addSegment(segments: readonly Segment[], [from, to]: Segment, limit = 60): Segment[] {
  const [a, b] = [round(from), round(to)];
  if (!(b > a)) return [...segments];
  const last = segments.at(-1);
  const list: Segment[] = last && last[1] === a ? [...segments.slice(0, -1), [last[0], b]] : [...segments, [a, b]];
  return list.length > limit ? union(list) : list;
}

/** Segments from saved data; anything else is left out. */
export function readSegments(raw: unknown): Segment[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((s): Segment[] =>
    Array.isArray(s) && typeof s[0] === 'number' && typeof s[1] === 'number' && s[0] >= 0 && s[1] > s[0]
      ? [[s[0], s[1]]]
      : [],
  );
}

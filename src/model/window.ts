// Which of many items are drawn: those near what is looked at, and some that must stay. Pure arithmetic; what is drawn has its height,
// what is not stands as a gap of the height it had, or of the mean.

export interface Look {
  /** Where what is looked at begins and ends, in pixels from the top of the list. */
  top: number;
  bottom: number;
}

/**
 * The first and the one after the last item to draw.
 * @param heights of all items, in order
 * @param most how many at most
 */
export function windowOf(heights: readonly number[], look: Look, most: number): [number, number] {
  const count = heights.length;
  if (count <= most) return [0, count];
  const reach = Math.max(look.bottom - look.top, 0);
  let from = 0;
  let y = 0;
  // A screen above and below, so that nothing is white while it is scrolled.
  while (from < count - 1 && y + (heights[from] as number) <= look.top - reach) y += heights[from++] as number;
  let to = from;
  let seen = from;
  for (; to < count && y < look.bottom + reach; to++) {
    if (y < look.top) seen = to;
    y += heights[to] as number;
  }
  if (to - from > most) {
    // Small ones: what is looked at goes first.
    from = Math.max(from, seen - Math.floor(most / 4));
    to = Math.min(to, from + most);
  }
  return [from, Math.max(to, Math.min(from + 1, count))];
}

/** Items to draw in order, and the pixels of what is left out before each and after the last. */
export function layOut(
  heights: readonly number[],
  [from, to]: readonly [number, number],
  keep: readonly number[],
): { shown: number[]; gaps: number[] } {
  const drawn = new Set(keep.filter((i) => i >= 0 && i < heights.length));
  for (let i = from; i < to; i++) drawn.add(i);
  const shown: number[] = [];
  const gaps: number[] = [];
  let gap = 0;
  for (let i = 0; i < heights.length; i++) {
    if (!drawn.has(i)) gap += heights[i] as number;
    else {
      shown.push(i);
      gaps.push(gap);
      gap = 0;
    }
  }
  gaps.push(gap);
  return { shown, gaps };
}

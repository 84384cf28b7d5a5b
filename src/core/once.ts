/** Keeps what was made last and gives it again while it is made of the same things. */
export function once<A extends unknown[], R>(make: (...of: A) => R): (...of: A) => R {
  let last: A | undefined;
  let made: R;
  return (...of) => {
    if (!last || of.some((x, i) => x !== last?.[i])) {
      made = make(...of);
      last = of;
    }
    return made;
  };
}

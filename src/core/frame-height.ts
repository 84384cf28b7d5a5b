/** Pixels: what a framed document may ask for at most. */
export const MAX_HEIGHT = 20_000;

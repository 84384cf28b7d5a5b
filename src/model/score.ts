// How a score is shown, wherever it is.
/** A scaled score or pass mark out of 100, to one decimal and never rounded up: 69.96 is not 70. */
export const outOf100 = (scaled: number): number => Math.floor(scaled * 1000 + 1e-6) / 10;

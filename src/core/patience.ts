/** What the device has is shown after this long when the server has not answered; less would let an older state flash on every visit. */
export const PATIENCE = 400;

/** Settles with the promise or after `ms`, whichever comes first. Never rejects. */
export function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}

// The time of an attempt: a clock that neither sleep, reload, a hidden tab nor the device's own clock can bend.
//
// It counts on from the last known instant by the steady clock of the page. Where the wall clock has gone further than that, the
// device slept, or its clock was put forward: the time counts, and `jumped` asks for the server's, which is believed over all.
// Where the wall clock has gone less far, it was put back: that gives no time. A page that comes again goes on from the anchor the
// last one left.

export interface Readings {
  /** Milliseconds since 1970 by the device. */
  wall(): number;
  /** Milliseconds that only grow, from wherever. */
  steady(): number;
}

/** Where the clock stood when the page was last seen. */
export interface Anchor {
  /** Milliseconds since 1970, as believed. */
  time: number;
  /** What the device said at that moment. */
  wall: number;
}

/** More than timers of hidden tabs and corrections by a time server make. */
const JUMP = 2000;

export class QuizClock {
  /** The wall clock went further than the page can tell, and no server has said since what time it is. */
  jumped = false;
  #read: Readings;
  #time: number;
  #wall: number;
  #steady: number;

  constructor(read: Readings, anchor?: Anchor) {
    this.#read = read;
    this.#wall = read.wall();
    this.#steady = read.steady();
    this.#time = anchor ? anchor.time + Math.max(0, this.#wall - anchor.wall) : this.#wall;
    if (anchor) this.jumped = Math.abs(this.#wall - anchor.wall) > JUMP;
  }

  /** Milliseconds since 1970. Never less than before, but for a word of the server's. */
  now(): number {
    const [wall, steady] = [this.#read.wall(), this.#read.steady()];
    const step = Math.max(0, steady - this.#steady);
    const walked = wall - this.#wall;
    if (walked - step > JUMP) {
      this.jumped = true;
      this.#time += walked;
    } else this.#time += step;
    this.#wall = wall;
    this.#steady = steady;
    return this.#time;
  }

  /**
   * What the server said.
   * @param took milliseconds between asking and answer
   */
  sync(server: number, took = 0): void {
    this.now();
    this.#time = server + took / 2;
    this.jumped = false;
  }

  get anchor(): Anchor {
    return { time: this.now(), wall: this.#wall };
  }
}

/** What is said of the time that is left, once each: at half of it, at five minutes and at one. */
export type Notice = 'half' | 'five' | 'one';
const MINUTE = 60_000;

/**
 * The notice that is due, given how much was left when last asked. Only the most urgent of several that were passed in a sleep.
 * @param limit milliseconds of the whole
 */
export function noticeFor(limit: number, before: number, left: number): Notice | undefined {
  const marks: [at: number, notice: Notice][] = [
    [MINUTE, 'one'],
    [5 * MINUTE, 'five'],
    [limit / 2, 'half'],
  ];
  return marks.find(([at]) => at < limit && left > 0 && left <= at && before > at)?.[1];
}

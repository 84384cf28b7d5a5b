// The posts of a long thread: only those near what is looked at are in the page, and the one that has the focus. What lies between is a
// gap of their height, so that the bar at the side is true and nothing moves under the reader.
import { once } from '../../core/once.js';
import { layOut, windowOf } from '../../model/window.js';

/** Most posts in the page at once; a few more are kept for the focus and for what is being written. */
const MOST = 52;
/** New ones drawn in one go: a slow device must not stand still while it draws. */
const STEP = 3;
const GAP = 12;
const GUESS = 160;

export interface Drawn {
  /** Places in the list. */
  shown: number[];
  /** Pixels before each, and after the last. */
  gaps: number[];
}

export class Feed {
  #root: ShadowRoot;
  #update: () => void;
  #heights = new Map<string, number>();
  #sum = 0;
  #guess = GUESS;
  #places = once((ids: readonly string[]) => new Map(ids.map((id, i) => [id, i])));
  #all = once((ids: readonly string[], guess: number) => ids.map((id) => this.#heights.get(id) ?? guess));
  #ids: readonly string[] = [];
  #window: [number, number] = [0, 0];
  /** What is to be drawn next, when it cannot be drawn at once. */
  #unfinished = false;
  #frame = 0;
  #reveal: number | undefined;
  #anchor: { id: string; top: number; seen: number } | undefined;
  #focused: HTMLElement | undefined;

  constructor(root: ShadowRoot, update: () => void) {
    this.#root = root;
    this.#update = update;
  }

  begin(): () => void {
    const look = () => {
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        if (this.#isLong && this.#moved()) this.#update();
      });
    };
    const options = { capture: true, passive: true } as const;
    addEventListener('scroll', look, options);
    addEventListener('resize', look, options);
    return () => {
      removeEventListener('scroll', look, options);
      removeEventListener('resize', look, options);
      cancelAnimationFrame(this.#frame);
    };
  }

  get #isLong(): boolean {
    return this.#ids.length > MOST;
  }
  get #list(): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>('.posts');
  }

  /** What is drawn of a list of posts. @param keep ids of those that stay whatever is looked at */
  draw(ids: readonly string[], keep: readonly string[]): Drawn {
    this.#remember();
    this.#ids = ids;
    const place = this.#places(ids);
    const heights = this.#all(ids, this.#guess);
    const look = this.#look(heights, place);
    let y = 0;
    const middle = heights.findIndex((h) => (y += h) > (look.top + look.bottom) / 2);
    this.#window = this.#step(windowOf(heights, look, MOST), middle < 0 ? ids.length - 1 : middle, place);
    const active = this.#root.activeElement;
    this.#focused = active instanceof HTMLElement && this.#list?.contains(active) ? active : undefined;
    const focused = active?.closest<HTMLElement>('[data-post]')?.dataset['post'];
    const kept = [...keep, ...(focused === undefined ? [] : [focused])].flatMap((id) => place.get(id) ?? []);
    return layOut(heights, this.#window, kept);
  }

  /** After it was drawn: heights are as they are, and what was looked at stands where it stood. */
  drawn(): void {
    const list = this.#list;
    if (!list) return;
    // What was moved among the others has lost the focus.
    if (this.#focused?.isConnected && this.#root.activeElement !== this.#focused)
      this.#focused.focus({ preventScroll: true });
    for (const gap of list.querySelectorAll<HTMLElement>('.gap')) gap.style.blockSize = `${gap.dataset['px']}px`;
    if (this.#reveal === undefined) this.#hold();
    if (!this.#isLong) return;
    const place = this.#places(this.#ids);
    const heights = this.#all(this.#ids, this.#guess);
    for (const post of list.querySelectorAll<HTMLElement>('[data-post]')) {
      const id = post.dataset['post'] as string;
      const height = post.offsetHeight + GAP;
      this.#sum += height - (this.#heights.get(id) ?? 0);
      this.#heights.set(id, height);
      const at = place.get(id);
      if (at !== undefined) heights[at] = height;
    }
    const mean = this.#sum / this.#heights.size;
    // What was never drawn is guessed anew only when the guess is far off.
    if (Math.abs(mean / this.#guess - 1) > 0.2) this.#guess = Math.round(mean);
    if (!this.#unfinished) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#update();
    });
  }

  /** Draws what is around a post, wherever that is; it can be gone to once that is done. */
  reveal(id: string): void {
    const at = this.#ids.indexOf(id);
    if (at < 0 || !this.#isLong) return;
    this.#reveal = at;
  }
  revealed(): void {
    this.#reveal = undefined;
  }

  /** The post before or after the one that has the focus. */
  next(step: 1 | -1): string | undefined {
    const focused = this.#root.activeElement?.closest<HTMLElement>('[data-post]')?.dataset['post'];
    if (focused === undefined) return undefined;
    return this.#ids[(this.#places(this.#ids).get(focused) ?? NaN) + step];
  }

  #look(heights: readonly number[], place?: ReadonlyMap<string, number>): { top: number; bottom: number } {
    if (this.#reveal !== undefined) {
      const top = heights.slice(0, this.#reveal).reduce((a, b) => a + b, 0);
      return { top: top - innerHeight / 2, bottom: top + innerHeight / 2 };
    }
    let top = -(this.#list?.getBoundingClientRect().top ?? 0);
    // What is looked at will be held in its place, whatever comes above it.
    const anchor = this.#anchor;
    const at = anchor ? (place?.get(anchor.id) ?? -1) : -1;
    if (anchor && at >= 0) top = heights.slice(0, at).reduce((a, b) => a + b, 0) - anchor.seen;
    return { top, bottom: top + innerHeight };
  }

  #moved(): boolean {
    const heights = this.#all(this.#ids, this.#guess);
    const [from, to] = windowOf(heights, this.#look(heights), MOST);
    // Small moves are not worth drawing for.
    return this.#unfinished || Math.abs(from - this.#window[0]) > 3 || Math.abs(to - this.#window[1]) > 3;
  }

  /** Towards the wanted window, a few new posts at a time, from the middle of what is looked at. */
  #step([from, to]: [number, number], middle: number, place: ReadonlyMap<string, number>): [number, number] {
    this.#unfinished = false;
    if (!this.#isLong) return [from, to];
    const here = new Set<number>();
    for (const p of this.#list?.querySelectorAll<HTMLElement>('[data-post]') ?? []) {
      const at = place.get(p.dataset['post'] as string);
      if (at !== undefined) here.add(at);
    }
    let fresh = 0;
    const may = (i: number): boolean => i >= from && i < to && (here.has(i) || fresh++ < STEP);
    let lo = Math.min(Math.max(middle, from), to - 1);
    let hi = lo;
    for (let grown = true; grown;) {
      grown = may(hi);
      if (grown) hi++;
      if (lo > from && may(lo - 1)) {
        lo--;
        grown = true;
      }
    }
    this.#unfinished = lo > from || hi < to;
    return [lo, Math.max(hi, lo + 1)];
  }

  /** The first post that is looked at, and where it stands in the list. */
  #remember(): void {
    this.#anchor = undefined;
    const list = this.#list;
    if (!list) return;
    const start = list.getBoundingClientRect().top;
    for (const post of list.querySelectorAll<HTMLElement>('[data-post]') ?? []) {
      const { top, bottom } = post.getBoundingClientRect();
      if (bottom <= 0) continue;
      if (top < innerHeight) this.#anchor = { id: post.dataset['post'] as string, top: top - start, seen: top };
      return;
    }
  }

  #hold(): void {
    const anchor = this.#anchor;
    const list = this.#list;
    const post = anchor && list?.querySelector(`[data-post="${CSS.escape(anchor.id)}"]`);
    // Within the list: what opens above it pushes it down, as anywhere.
    const off = post && list ? post.getBoundingClientRect().top - list.getBoundingClientRect().top - anchor.top : 0;
    if (Math.abs(off) >= 1) scrollerOf(this.#root.host).scrollBy(0, off);
  }
}

function scrollerOf(element: Element): Element {
  for (let at: Element | null = element; at; at = at.assignedSlot ?? at.parentElement ?? hostOf(at)) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}
const hostOf = (element: Element): Element | null => {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
};

// Dragging, for who likes to: an extra to buttons and lists (WCAG 2.5.7), for mouse and pen. With a finger the page scrolls. Fetched when
// a pointer comes near.

import { css } from 'lit';
import { adoptStyles } from './adopt.js';

const styles = css`
  .items li:not(:has(:disabled)),
  .targets .option:enabled {
    cursor: grab;
  }
  .dragged {
    position: relative;
    z-index: 1;
    opacity: 0.85;
    pointer-events: none;
    box-shadow: 0 4px 12px rgb(0 0 0 / 0.2);
  }
  .over {
    outline: 2px dashed var(--_accent);
    outline-offset: 2px;
  }
`;

const wired = new WeakSet<Element>();
const drops = new WeakMap<Element, (from: number, to: number) => void>();
/** Less is a click. */
const SLOP = 6;

/**
 * What stands in a list can be dragged to what `targets` names, in the list or in the `area` around it.
 * @param drop called with the places of both, counted from 0
 */
export function dragging(
  list: HTMLElement,
  drop: (from: number, to: number) => void,
  targets = ':scope > li',
  area?: string,
): void {
  // A template hands in a new function each time; the last one counts.
  drops.set(list, drop);
  if (wired.has(list)) return;
  wired.add(list);
  adoptStyles(list.getRootNode() as ShadowRoot, styles);
  list.addEventListener('pointerdown', (start) => {
    const item = (start.target as Element).closest('li');
    const own = (start.target as Element).closest('button:not(.option), select, a, input, audio, video');
    if (
      !item ||
      own ||
      start.button !== 0 ||
      start.pointerType === 'touch' ||
      item.querySelector('button.option:disabled')
    )
      return;
    const from = [...list.children].indexOf(item);
    const places = [...((area ? list.closest(area) : list) as HTMLElement).querySelectorAll<HTMLElement>(targets)];
    // Where they stand now: what is dragged goes over them.
    const boxes = places.map((p) => p.getBoundingClientRect());
    const inside = ({ clientX: x, clientY: y }: PointerEvent) =>
      boxes.findIndex((b) => x >= b.left && x <= b.right && y >= b.top && y <= b.bottom);
    let moved = false;
    const move = (e: PointerEvent) => {
      const [x, y] = [e.clientX - start.clientX, e.clientY - start.clientY];
      if (!moved && Math.hypot(x, y) < SLOP) return;
      moved = true;
      item.classList.add('dragged');
      item.style.setProperty('transform', `translate(${x}px, ${y}px)`);
      const over = inside(e);
      places.forEach((p, i) => p.classList.toggle('over', i === over && p !== item));
    };
    const end = (e?: PointerEvent) => {
      stop.abort();
      item.classList.remove('dragged');
      item.style.removeProperty('transform');
      for (const p of places) p.classList.remove('over');
      if (!moved) return;
      // What is let go over a button is no click on it.
      list.ownerDocument.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => list.ownerDocument.removeEventListener('click', swallow, true));
      const to = e ? inside(e) : -1;
      if (to >= 0 && places[to] !== item) drops.get(list)?.(from, to);
    };
    const stop = new AbortController();
    const on = { signal: stop.signal };
    addEventListener('pointermove', move, on);
    addEventListener('pointerup', end, on);
    addEventListener('pointercancel', () => end(), on);
    addEventListener('keydown', (e) => e.key === 'Escape' && end(), on);
    start.preventDefault(); // no text is selected on the way
  });
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

// Plugins wait on the page until a Widya comes. This is the only part of their way that every tag pays for; the rest (src/plugins/take.ts)
// is fetched when there is one. Several Widyas on a page share the queue.

/** Fired on the window after something was put into the queue. */
export const queueEvent = 'widya-plugin';
const key = Symbol.for(queueEvent);

/** What `use()` was given. Never emptied, since another Widya may come. */
export const queue = (): unknown[] => ((globalThis as { [key]?: unknown[] })[key] ??= []);

const look = () => queue()[0] && import('../plugins/take.js').then((m) => m.takeAll());
/** With each tag that comes: takes the plugins that came before it, and those that come. */
export function watchPlugins(): void {
  globalThis.addEventListener?.(queueEvent, look); // once, however often it is said
  void look();
}

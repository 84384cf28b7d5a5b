// CDN door: looks for Widya's tags on the page, now and later, and loads just those.

const tags: Record<string, () => Promise<unknown>> = {
  'widya-course-player': () => import('./define/course-player.js'),
  'widya-doctor': () => import('./define/doctor.js'),
  'widya-embed-builder': () => import('./define/embed-builder.js'),
  'widya-grading': () => import('./define/grading.js'),
  'widya-forum': () => import('./define/forum.js'),
  'widya-forum-thread': () => import('./define/forum-thread.js'),
  'widya-item-analysis': () => import('./define/item-analysis.js'),
  'widya-jp-card': () => import('./define/jp-card.js'),
  'widya-leader-report': () => import('./define/leader-report.js'),
  'widya-moderation-queue': () => import('./define/moderation-queue.js'),
  'widya-paper': () => import('./define/paper.js'),
  'widya-paper-entry': () => import('./define/paper-entry.js'),
  'widya-progress-card': () => import('./define/progress-card.js'),
  'widya-provider': () => import('./define/provider.js'),
  'widya-question': () => import('./define/question.js'),
  'widya-quiz': () => import('./define/quiz.js'),
  'widya-sync-status': () => import('./define/sync-status.js'),
};

const asked = new Set<string>();

/** Letters of two names that differ, in order; small for a slip of the finger. */
function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length] ?? 0;
}
function closest(name: string): string | undefined {
  const near = Object.keys(tags)
    .map((tag) => [distance(name, tag), tag] as const)
    .sort(([a], [b]) => a - b)[0];
  return near && near[0] < 5 ? near[1] : Object.keys(tags).find((tag) => tag.includes(name) || name.includes(tag));
}

async function want(name: string): Promise<boolean> {
  if (!name.startsWith('widya-')) return false;
  if (customElements.get(name)) return true;
  const load = tags[name];
  if (load) {
    try {
      await load();
      return true;
    } catch (cause) {
      // Asked again when the tag is met again.
      console.warn(`[widya] <${name}> could not be loaded; its fallback content stays.`, cause);
      return false;
    }
  }
  if (asked.has(name)) return false;
  asked.add(name);
  const near = closest(name);
  console.warn(`[widya] There is no <${name}>.${near ? ` Did you mean <${near}>?` : ''}`);
  return false;
}

/** What is left of a tag by editors that keep only `class` and `data-*`; how it is read comes with the first. */
const placeholder = '.widya[data-widya]';
const fill = (place: HTMLElement): void =>
  void import('./embed/fill.js').then(
    (m) => m.fill(place, want),
    () => undefined, // the link in it stays
  );

function look(root: ParentNode): void {
  if (root instanceof Element) void want(root.localName);
  if (root instanceof HTMLElement && root.matches(placeholder)) fill(root);
  for (const element of root.querySelectorAll(':not(:defined)')) void want(element.localName);
  for (const place of root.querySelectorAll<HTMLElement>(placeholder)) fill(place);
}

/** Loads the tags below `root`, and fills its placeholders; call it for shadow roots of your own. */
export function discover(root: ParentNode = document): void {
  look(root);
}

look(document);
new MutationObserver((records) => {
  for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) look(node);
}).observe(document.documentElement, { childList: true, subtree: true });

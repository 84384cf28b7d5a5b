// CDN door: looks for Widya's tags on the page, now and later, and loads just those.

const tags: Record<string, () => Promise<unknown>> = {
  'widya-course-player': () => import('./define/course-player.js'),
  'widya-doctor': () => import('./define/doctor.js'),
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

function closest(name: string): string | undefined {
  const letters = (s: string) => [...s.replace(/^widya-/, '')].sort().join('');
  return Object.keys(tags).find((tag) => tag.includes(name) || name.includes(tag) || letters(tag) === letters(name));
}

function want(name: string): void {
  if (!name.startsWith('widya-') || asked.has(name)) return;
  asked.add(name);
  if (customElements.get(name)) return;
  const load = tags[name];
  if (load) {
    load().catch((cause: unknown) => {
      asked.delete(name); // asked again when the tag is met again
      console.warn(`[widya] <${name}> could not be loaded; its fallback content stays.`, cause);
    });
    return;
  }
  const near = closest(name);
  console.warn(`[widya] There is no <${name}>.${near ? ` Did you mean <${near}>?` : ''}`);
}

function look(root: ParentNode): void {
  if (root instanceof Element) want(root.localName);
  for (const element of root.querySelectorAll(':not(:defined)')) want(element.localName);
}

/** Loads the tags below `root`; call it for shadow roots of your own. */
export function discover(root: ParentNode = document): void {
  look(root);
}

look(document);
new MutationObserver((records) => {
  for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) look(node);
}).observe(document.documentElement, { childList: true, subtree: true });

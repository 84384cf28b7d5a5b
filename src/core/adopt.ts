// Styles that come late, with a lazily loaded view, put into a shadow root once.
import type { CSSResult, CSSResultGroup } from 'lit';

const adopted = new WeakMap<ShadowRoot, Set<unknown>>();

export function adoptStyles(root: ShadowRoot | null, styles: CSSResultGroup | undefined): void {
  if (!root || styles === undefined) return;
  const seen = adopted.get(root) ?? new Set();
  adopted.set(root, seen);
  for (const style of ([styles] as unknown[]).flat(10) as CSSResult[]) {
    if (seen.has(style)) continue;
    seen.add(style);
    const sheet = style instanceof CSSStyleSheet ? style : style.styleSheet;
    if (sheet) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}

// One small set of inline icons, drawn on a 24 px grid with a 2 px stroke; always beside text, so hidden from screen readers.
import { html, svg, type TemplateResult } from 'lit';

const paths = {
  check: svg`<path d="M5 12.5 10 17.5 19 7" />`,
  'check-circle': svg`<circle cx="12" cy="12" r="9" /><path d="M8 12.2 11 15 16 9.2" />`,
  circle: svg`<circle cx="12" cy="12" r="9" />`,
  'circle-half': svg`<circle cx="12" cy="12" r="9" /><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" stroke="none" />`,
  alert: svg`<path d="M12 4 21 20H3z" /><path d="M12 10v4M12 17v.5" />`,
  flag: svg`<path d="M6 21V4h12l-3 4.5 3 4.5H6" />`,
  info: svg`<circle cx="12" cy="12" r="9" /><path d="M12 11v5M12 8v.5" />`,
  lock: svg`<rect x="5" y="11" width="14" height="9" rx="2" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`,
  cross: svg`<path d="M6 6 18 18M18 6 6 18" />`,
  'x-circle': svg`<circle cx="12" cy="12" r="9" /><path d="M9 9 15 15M15 9 9 15" />`,
  back: svg`<path d="M14 6 8 12 14 18" />`,
  forward: svg`<path d="M10 6 16 12 10 18" />`,
  down: svg`<path d="M6 10 12 16 18 10" />`,
  list: svg`<path d="M4 6h16M4 12h16M4 18h16" />`,
  cloud: svg`<path d="M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 9.5 4.2 4.2 0 0 1 17 18z" />`,
  clock: svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3 2" />`,
  reply: svg`<path d="M9 7 4 12l5 5M4 12h9a6 6 0 0 1 6 6" />`,
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon icon-${name}"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${paths[name]}
  </svg>`;
}

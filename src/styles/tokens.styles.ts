// Public tokens become private names once, here. Components use only `--_…`; `styles/tokens.css` lists the public ones.
import { css } from 'lit';

export const tokens = css`
  :host {
    --_accent: var(--widya-color-accent, light-dark(#0b5cad, #7cb8f7));
    --_on-accent: var(--widya-color-on-accent, light-dark(#ffffff, #06223f));
    --_surface: var(--widya-color-surface, light-dark(#ffffff, #1b1f24));
    --_surface-2: var(--widya-color-surface-raised, light-dark(#f4f6f8, #242a31));
    --_text: var(--widya-color-text, light-dark(#1a2129, #e8ecf0));
    --_muted: var(--widya-color-muted, light-dark(#55606c, #a9b4c0));
    --_border: var(--widya-color-border, light-dark(#d5dbe1, #3a434d));
    --_control: var(--widya-color-control-border, light-dark(#76818d, #8b97a4));
    --_success: var(--widya-color-success, light-dark(#1a6b36, #7ed29a));
    --_warning: var(--widya-color-warning, light-dark(#8a5300, #f0bf6a));
    --_danger: var(--widya-color-danger, light-dark(#b3261e, #ffaaa2));
    --_accent-strong: color-mix(in srgb, var(--_accent) 88%, var(--_text));
    --_track: color-mix(in srgb, var(--_text) 12%, var(--_surface));
    --_tint: color-mix(in srgb, var(--_accent) 10%, var(--_surface));
    --_success-tint: color-mix(in srgb, var(--_success) 10%, var(--_surface));
    --_warning-tint: color-mix(in srgb, var(--_warning) 10%, var(--_surface));
    --_danger-tint: color-mix(in srgb, var(--_danger) 10%, var(--_surface));
    --_radius: var(--widya-radius, 8px);
    --_radius-small: var(--widya-radius-small, 6px);
    --_focus: var(--widya-focus-ring, 3px solid var(--_accent));
    --_focus-offset: var(--widya-focus-offset, 2px);
    --_target: var(--widya-target-size, 44px);
    --_measure: var(--widya-measure, 70ch);
    --_1: 4px;
    --_2: 8px;
    --_3: 12px;
    --_4: 16px;
    --_6: 24px;
    --_8: 32px;
  }
  /* Browsers of before 2024, such as the last ones for Windows 7 (Chromium 109, Firefox 115): the light colours. */
  @supports not (color: light-dark(red, red)) {
    :host {
      --_accent: var(--widya-color-accent, #0b5cad);
      --_on-accent: var(--widya-color-on-accent, #ffffff);
      --_surface: var(--widya-color-surface, #ffffff);
      --_surface-2: var(--widya-color-surface-raised, #f4f6f8);
      --_text: var(--widya-color-text, #1a2129);
      --_muted: var(--widya-color-muted, #55606c);
      --_border: var(--widya-color-border, #d5dbe1);
      --_control: var(--widya-color-control-border, #76818d);
      --_success: var(--widya-color-success, #1a6b36);
      --_warning: var(--widya-color-warning, #8a5300);
      --_danger: var(--widya-color-danger, #b3261e);
    }
  }
  @supports not (color: color-mix(in srgb, red, red)) {
    :host {
      --_accent-strong: var(--_accent);
      --_track: var(--_border);
      --_tint: var(--_surface-2);
      --_success-tint: var(--_surface-2);
      --_warning-tint: var(--_surface-2);
      --_danger-tint: var(--_surface-2);
    }
  }
`;

// A bar of progress: the native element, in our colours. `--_bar` gives it another one.
import { css } from 'lit';

export const progressStyles = css`
  progress {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: 8px;
    border: 0;
    border-radius: 4px;
    background: var(--_track);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--_bar, var(--_accent));
    border-radius: 4px;
  }
  progress::-moz-progress-bar {
    background: var(--_bar, var(--_accent));
    border-radius: 4px;
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
    }
    progress::-webkit-progress-value {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;

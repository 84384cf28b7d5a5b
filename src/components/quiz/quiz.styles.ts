import { css } from 'lit';

export const quizStyles = css`
  .quiz {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
  }
  .card {
    padding: var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .start,
  .result {
    display: grid;
    gap: var(--_3);
    justify-items: start;
  }
  .start .skeleton {
    inline-size: 8rem;
    block-size: var(--_target);
  }
  .start .skeleton.title {
    inline-size: min(24rem, 100%);
    block-size: 1.625rem;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--_muted);
  }
  .questions {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  /* What is far off is neither laid out nor painted: an answer among a hundred costs as much as among ten. */
  .questions > li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 12rem;
  }
  .number {
    display: flex;
    justify-content: space-between;
    gap: var(--_3);
    margin-block-end: var(--_2);
    font-size: 0.875rem;
    color: var(--_muted);
  }
  .bar {
    position: sticky;
    inset-block-end: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2) var(--_4);
    padding: var(--_3) var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 -4px 12px rgb(0 0 0 / 8%);
  }
  .bar.still {
    position: static;
    box-shadow: none;
  }
  .outcome {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--_1) var(--_4);
  }
  .score {
    font-size: 1.5rem;
    font-weight: 700;
    line-height: 1.25;
  }
  .verdict {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    font-weight: 650;
    font-size: 1.125rem;
  }
  .verdict.passed {
    color: var(--_success);
  }
  .verdict.failed {
    color: var(--_danger);
  }
  /* The button is as wide as its words, and as the bar where it stands alone in its row. */
  .bar > :first-child {
    flex: 999 1 10rem;
  }
  .bar .button {
    flex: 1 0 auto;
  }
  /* A low window, or one much enlarged: nothing may cover the questions. */
  @media (max-height: 28rem) {
    .bar {
      position: static;
    }
  }
  @media print {
    .card {
      break-inside: avoid;
    }
    .bar,
    .result .button {
      display: none;
    }
  }
`;

import { css } from 'lit';

export const forumThreadStyles = css`
  :host {
    container-type: inline-size;
  }
  .thread {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    overflow-wrap: anywhere;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--_1) var(--_4);
  }
  .posts {
    overflow-anchor: none;
  }
  .posts > * {
    margin-block-end: 12px;
  }
  .posts > .gap {
    margin: 0;
  }
  .post.reply,
  .posts > .writing {
    margin-inline-start: var(--_5, 20px);
    border-inline-start: 2px solid var(--_control);
    border-start-start-radius: 0;
    border-end-start-radius: 0;
  }
  .post {
    display: grid;
    gap: var(--_2);
    padding: var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    contain: layout style;
  }
  .post:focus-visible {
    outline-offset: -2px;
  }
  .post.unread.unread {
    border-inline-start: 3px solid var(--_accent);
  }
  .by {
    display: flex;
    align-items: center;
    gap: var(--_1) var(--_3);
    min-inline-size: 0;
  }
  .avatar {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: var(--_tint);
    color: var(--_accent);
    font-size: 0.875rem;
    font-weight: 650;
  }
  .who {
    display: grid;
    min-inline-size: 0;
    line-height: 1.35;
  }
  .who .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .tag {
    display: inline-block;
    padding: 0 var(--_2);
    border: 1px solid currentColor;
    border-radius: 999px;
    overflow-wrap: normal;
    font-size: 0.75rem;
    font-weight: 600;
    color: var(--_accent);
  }
  .prose > * + * {
    margin-block-start: var(--_2);
  }
  .actions {
    gap: var(--_1);
    margin-inline-start: calc(-1 * var(--_2));
  }
  .composer {
    display: grid;
    gap: var(--_2);
    padding: var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .composer label {
    font-weight: 600;
  }
  textarea {
    inline-size: 100%;
    min-block-size: 6rem;
    padding: var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    resize: vertical;
    field-sizing: content;
    max-block-size: 60vh;
  }
  .preview {
    min-block-size: 6rem;
    padding: var(--_3);
    border: 1px dashed var(--_control);
    border-radius: var(--_radius-small);
  }
  .end {
    margin-inline-start: auto;
  }
  .skeleton.post-skeleton {
    block-size: 7rem;
    border-radius: var(--_radius);
  }
  .center {
    justify-self: center;
  }
  .empty {
    padding: var(--_6) var(--_4);
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }
  .composer .quiet {
    margin-inline-start: calc(-1 * var(--_3));
    padding-inline: var(--_3);
  }
  @container (inline-size < 30rem) {
    .kept {
      display: none;
    }
    .post,
    .composer {
      padding: var(--_3);
    }
    .post.reply,
    .posts > .writing {
      margin-inline-start: var(--_2);
    }
  }
  @media print {
    .composer,
    .actions {
      display: none;
    }
  }
`;

// One line of Markdown as Lit templates: for questions, options and titles, and the inner part of blocks.
import { html, type TemplateResult } from 'lit';
import type * as MathML from './mathml.js';
import { inline, safeUrl, type Inline } from '../model/inline.js';
import { shown } from './kept.js';

export interface MarkdownOptions {
  /** Relative links and pictures resolve against this. */
  base?: string;
  /** Level of `#`; headings below it follow. 3 by default, since an element's own title is a level 2. */
  headingLevel?: number;
  /** Show pictures; otherwise their alt text as a link. */
  images?: boolean;
  /** Says that a link opens a new tab; no new tabs without it. */
  newTab?: string;
}

export type Part = TemplateResult | string | Element;

/** For one line: a question, an option, a title. */
export function renderInline(source: string, options: MarkdownOptions = {}): Part[] {
  return inline(source).map((n) => span(n, options));
}

let mathml: typeof MathML | undefined;
/** At once when its code is here. */
function formula(source: string): Element {
  if (mathml) return mathml.mathElement(source);
  const place = document.createElement('span');
  void import('./mathml.js').then((m) => place.replaceChildren((mathml = m).mathElement(source)));
  return place;
}

export function spans(nodes: readonly Inline[], o: MarkdownOptions): Part[] {
  return nodes.map((n) => span(n, o));
}

function span(node: Inline, o: MarkdownOptions): Part {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'strong':
      return html`<strong>${spans(node.children, o)}</strong>`;
    case 'em':
      return html`<em>${spans(node.children, o)}</em>`;
    case 'del':
      return html`<del>${spans(node.children, o)}</del>`;
    case 'break':
      return html`<br />`;
    case 'math':
      return formula(node.source);
    case 'link': {
      const href = safeUrl(node.href, o.base);
      const content = spans(node.children, o);
      if (href === null) return html`${content}`;
      return o.newTab !== undefined && /^https?:/.test(href)
        ? html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow ugc"
            >${content}<span class="visually-hidden"> (${o.newTab})</span></a
          >`
        : html`<a href=${href} rel="noopener">${content}</a>`;
    }
    case 'image': {
      const src = shown(safeUrl(node.src, o.base));
      if (src === null) return node.alt;
      return o.images
        ? html`<img src=${src} alt=${node.alt} loading="lazy" decoding="async" />`
        : html`<a href=${src} rel="noopener">${node.alt || src}</a>`;
    }
  }
}

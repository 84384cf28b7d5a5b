// Markdown as Lit templates: each token a template of ours, so no HTML string and nothing for Trusted Types to object to.
import { html, type TemplateResult } from 'lit';
import { inline, parseMarkdown, safeUrl, type Inline, type MarkdownBlock } from '../model/markdown.js';

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

type Part = TemplateResult | string;

export function renderMarkdown(source: string, options: MarkdownOptions = {}): Part[] {
  return parseMarkdown(source).map((b) => block(b, options));
}

/** For one line: a question, an option, a title. */
export function renderInline(source: string, options: MarkdownOptions = {}): Part[] {
  return inline(source).map((n) => span(n, options));
}

function block(node: MarkdownBlock, o: MarkdownOptions): Part {
  switch (node.type) {
    case 'paragraph':
      return html`<p>${spans(node.children, o)}</p>`;
    case 'heading': {
      const content = spans(node.children, o);
      const level = Math.min(6, (o.headingLevel ?? 3) + Math.max(0, node.level - 2));
      return level <= 3
        ? html`<h3>${content}</h3>`
        : level === 4
          ? html`<h4>${content}</h4>`
          : html`<h5>${content}</h5>`;
    }
    case 'quote':
      return html`<blockquote>${node.children.map((b) => block(b, o))}</blockquote>`;
    case 'list': {
      const items = node.items.map((item) => html`<li>${item.map((b) => tight(b, item.length, o))}</li>`);
      return node.ordered
        ? html`<ol start=${node.start}>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
    case 'code':
      return html`<pre tabindex="0"><code>${node.text}</code></pre>`;
    case 'rule':
      return html`<hr />`;
    case 'table':
      return html`<div class="table" tabindex="0" role="group">
        <table>
          <thead>
            <tr>
              ${node.head.map((c, i) => html`<th scope="col" data-align=${node.align[i] ?? 'start'}>${spans(c, o)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${node.rows.map(
              (r) =>
                html`<tr>
                  ${r.map((c, i) => html`<td data-align=${node.align[i] ?? 'start'}>${spans(c, o)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}

/** A list item of one paragraph is shown without the paragraph's margins. */
function tight(node: MarkdownBlock, siblings: number, o: MarkdownOptions): Part {
  return node.type === 'paragraph' && (siblings === 1 || siblings === 2)
    ? html`<span>${spans(node.children, o)}</span>`
    : block(node, o);
}

function spans(nodes: readonly Inline[], o: MarkdownOptions): Part[] {
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
      const src = safeUrl(node.src, o.base);
      if (src === null) return node.alt;
      return o.images
        ? html`<img src=${src} alt=${node.alt} loading="lazy" decoding="async" />`
        : html`<a href=${src} rel="noopener">${node.alt || src}</a>`;
    }
  }
}

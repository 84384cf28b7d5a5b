// Markdown as Lit templates: each token a template of ours, so no HTML string and nothing for Trusted Types to object to.
import { html } from 'lit';
import { parseMarkdown, type MarkdownBlock } from '../model/markdown.js';
import { spans, type MarkdownOptions, type Part } from './inline.js';

export function renderMarkdown(source: string, options: MarkdownOptions = {}): Part[] {
  return parseMarkdown(source).map((b) => block(b, options));
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

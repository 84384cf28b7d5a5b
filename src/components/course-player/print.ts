// A lesson on paper: nothing of the portal around it. Printed from a frame of its own that holds a copy.

const css = `
  body { margin: 0; font: 11pt/1.5 system-ui, sans-serif; color: #000; background: #fff; }
  h3 { font-size: 20pt; line-height: 1.2; margin: 0 0 6pt; }
  h4, h5 { margin: 16pt 0 4pt; break-after: avoid; }
  header p, .muted { color: #444; }
  img { max-width: 100%; height: auto; }
  img, table, pre, blockquote, .callout, .reveal { break-inside: avoid; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border: 1px solid #999; padding: 3pt 6pt; text-align: start; vertical-align: top; }
  blockquote, .callout, .reveal { margin: 10pt 0; padding: 6pt 10pt; border: 1px solid #999; border-inline-start-width: 4px; }
  .callout-title { font-weight: 700; margin: 0; }
  summary { font-weight: 700; list-style: none; }
  pre { white-space: pre-wrap; }
  .icon, .check, footer, .visually-hidden, button { display: none; }
`;

/** Opens the browser's print dialog with this lesson alone. What folds out is open on paper. */
export function printLesson(article: Element, lang: string): Promise<void> {
  const frame = document.createElement('iframe');
  frame.className = 'widya-print';
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  Object.assign(frame.style, { position: 'fixed', inlineSize: '0', blockSize: '0', border: '0' });
  document.body.append(frame);
  const page = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!page) return Promise.resolve();
  const copy = page.document.importNode(article, true);
  for (const details of copy.querySelectorAll('details')) details.open = true;
  for (const image of copy.querySelectorAll('img')) image.loading = 'eager';
  const sheet = new page.CSSStyleSheet();
  sheet.replaceSync(css);
  page.document.adoptedStyleSheets = [sheet];
  page.document.documentElement.lang = lang;
  page.document.title = article.querySelector('h3')?.textContent?.trim() ?? '';
  page.document.body.append(copy);
  const images = [...page.document.images].map((i) => i.decode().catch(() => undefined));
  page.addEventListener('afterprint', () => frame.remove());
  return Promise.all(images).then(() => page.print());
}

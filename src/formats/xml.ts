// XML as a plain tree with lines, for the formats that are XML. Without namespaces: no two of these vocabularies meet in a file.
import { parseXml, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml';
import { WidyaError } from '../sdk/errors.js';
import { textOf } from './format.js';
import { entity, type Markup } from './markup.js';

export interface Element {
  /** Without its prefix. */
  name: string;
  attrs: Readonly<Record<string, string>>;
  children: (Element | string)[];
  /** Line in the file, from 1. */
  line: number;
}

/** Deeper than any file of questions is, and far from the end of the stack. */
const MAX_DEPTH = 400;

/**
 * No entities of the file's own are expanded and nothing is fetched.
 * @throws WidyaError `data/invalid` with the line
 */
export function readXml(data: Uint8Array, name: string): Element {
  const text = decoded(data).replace(/^\ufeff/, '');
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const lineOf = (offset: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if ((starts[mid] ?? 0) <= offset) low = mid;
      else high = mid - 1;
    }
    return low + 1;
  };
  const build = (node: XmlElement, depth: number): Element => {
    if (depth > MAX_DEPTH) throw new RangeError('too deep');
    return {
      name: node.name.slice(node.name.indexOf(':') + 1),
      attrs: Object.fromEntries(
        Object.entries(node.attributes).map(([key, value]) => [key.slice(key.indexOf(':') + 1), value]),
      ),
      children: node.children.flatMap((child): (Element | string)[] =>
        child instanceof XmlElement ? [build(child, depth + 1)] : child instanceof XmlText ? [child.text] : [],
      ),
      line: lineOf(node.start),
    };
  };
  try {
    const root = parseXml(text, {
      includeOffsets: true,
      resolveUndefinedEntity: (reference) => entity(reference.replace(/^&|;$/g, '')) ?? reference,
    }).root;
    if (!root) throw new Error('has no element');
    return build(root, 0);
  } catch (cause) {
    const [message, line] =
      cause instanceof XmlError
        ? [cause.message.split('\n', 1)[0]?.replace(/ \(line \d+, column \d+\)/, ''), cause.line]
        : [cause instanceof RangeError ? 'elements stand too deep in each other' : String((cause as Error).message), 1];
    throw new WidyaError('data/invalid', `is not XML: ${message}`, { cause, place: `${name}: line ${line}` });
  }
}

/** By the encoding the file names, since editors of old wrote others than UTF-8. */
function decoded(data: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(data.subarray(0, 200));
  const named = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(head)?.[1];
  try {
    return named && !/^utf-?8$/i.test(named) ? new TextDecoder(named).decode(data) : textOf(data);
  } catch {
    return textOf(data);
  }
}

export const elements = (parent: Element | undefined, name?: string): Element[] =>
  (parent?.children ?? []).filter(
    (c): c is Element => typeof c !== 'string' && (name === undefined || c.name === name),
  );
export const child = (parent: Element | undefined, name: string): Element | undefined => elements(parent, name)[0];
/** All the text in it. */
export const content = (element: Element | undefined): string =>
  (element?.children ?? []).map((c) => (typeof c === 'string' ? c : content(c))).join('');
export const word = (element: Element | undefined): string => content(element).trim();

/** Everything below, in order. */
export function* descendants(parent: Element): Generator<Element> {
  for (const c of parent.children)
    if (typeof c !== 'string') {
      yield c;
      yield* descendants(c);
    }
}

/** An element's content as marks, for text that is XHTML in the file itself. @param rename name of an element as HTML has it */
export function* marksOf(nodes: readonly (Element | string)[], rename = (name: string) => name): Generator<Markup> {
  for (const node of nodes) {
    if (typeof node === 'string') {
      yield { type: 'text', text: node };
      continue;
    }
    const name = rename(node.name);
    yield { type: 'open', name, attrs: node.attrs, empty: node.children.length === 0 };
    if (node.children.length > 0) {
      yield* marksOf(node.children, rename);
      yield { type: 'close', name };
    }
  }
}

/** Text inside an element or between double quotes; what XML 1.0 cannot hold at all is left out. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;');

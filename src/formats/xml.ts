// XML as a plain tree with lines, for the formats that are XML. Without namespaces: no two of these vocabularies meet in a file.
import { WidyaError } from '../sdk/errors.js';
import { textOf } from './format.js';
import { entity, type Markup } from './markup.js';

export interface Element {
  /** Without its prefix. */
  name: string;
  /** What stood before the colon; absent where nothing did. */
  prefix?: string;
  attrs: Readonly<Record<string, string>>;
  children: (Element | string)[];
  /** Line in the file, from 1. */
  line: number;
}

/** Deeper than any file of questions is, and far from the end of the stack of whoever walks the tree. */
const MAX_DEPTH = 400;

/** One mark of the text: what closes, what opens, and what is neither. */
const token = new RegExp(
  [
    '<!--[^]*?-->',
    '<!\\[CDATA\\[([^]*?)\\]\\]>',
    '<\\?[^]*?\\?>',
    '<!DOCTYPE(?:[^\\[\\]<>"\']|"[^"]*"|\'[^\']*\'|\\[(?:[^\\]"\']|"[^"]*"|\'[^\']*\')*\\])*>',
    '</([^\\s<>/=]+)\\s*>',
    '<([^\\s<>/=!?]+)((?:\\s+[^\\s<>/=]+\\s*=\\s*(?:"[^<"]*"|\'[^<\']*\'))*)\\s*(/?)>',
    '([^<]+)',
  ].join('|'),
  'y',
);
const attribute = /(?<![^\s=])([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
const unescape = (text: string): string =>
  text.replace(/&(#?[A-Za-z0-9]{1,10});/g, (all, name: string) => entity(name) ?? all);

/**
 * Strict where a mistake would move text from one question to another (tags that do not match), lenient where it would not (a
 * lone `&`). No entities of the file's own are expanded and nothing is fetched.
 * @throws WidyaError `data/invalid` with the line
 */
export function readXml(data: Uint8Array, name: string): Element {
  const text = decoded(data)
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n');
  let line = 1;
  const refuse = (message: string): never => {
    throw new WidyaError('data/invalid', `is not XML: ${message}`, { place: `${name}: line ${line}` });
  };
  const open: { element: Element; tag: string }[] = [];
  let root: Element | undefined;
  const add = (child: Element | string): void => {
    const parent = open.at(-1)?.element;
    if (parent) parent.children.push(child);
    else if (typeof child !== 'string') {
      if (root) refuse(`<${child.name}> stands after the end`);
      root = child;
    } else if (child.trim() !== '') refuse('text stands outside of all elements');
  };
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const m = token.exec(text);
    if (!m) return refuse(`"${text.slice(at, at + 40).split('\n', 1)[0]}" is not a mark that is whole`);
    const [whole, cdata, closes, opens, attributes = '', empty, words] = m;
    if (words !== undefined) add(unescape(words));
    else if (cdata !== undefined) add(cdata);
    else if (closes !== undefined) {
      const last = open.pop();
      if (last?.tag !== closes) refuse(`</${closes}> closes ${last ? `<${last.tag}>` : 'nothing'}`);
    } else if (opens !== undefined) {
      const attrs: Record<string, string> = {};
      for (const [, key = '', double, single] of attributes.matchAll(attribute))
        attrs[local(key)] = unescape((double ?? single ?? '').replace(/[\t\n]/g, ' '));
      const colon = opens.indexOf(':');
      const element: Element = { name: local(opens), attrs, children: [], line };
      if (colon > 0) element.prefix = opens.slice(0, colon);
      add(element);
      if (empty === '') open.push({ element, tag: opens });
      if (open.length > MAX_DEPTH) refuse('elements stand too deep in each other');
    }
    for (let i = whole.indexOf('\n'); i >= 0; i = whole.indexOf('\n', i + 1)) line++;
  }
  const last = open.at(-1);
  if (last) refuse(`<${last.tag}> of line ${last.element.line} is never closed`);
  return root ?? refuse('has no element');
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

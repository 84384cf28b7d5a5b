// MathML as it stands in a text, built node by node: no HTML parser, so nothing for Trusted Types to object to, and no element or
// attribute that is not listed. Fetched only by a text that has a formula.

const NS = 'http://www.w3.org/1998/Math/MathML';
const elements = new Set(
  (
    'math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded mphantom menclose msub msup msubsup munder mover ' +
    'munderover mmultiscripts mprescripts none mtable mtr mtd semantics'
  ).split(' '),
);
const attributes = new Set(
  (
    'alttext dir display displaystyle scriptlevel mathvariant mathsize form fence separator stretchy symmetric maxsize minsize ' +
    'largeop movablelimits lspace rspace accent accentunder linethickness depth height width columnspan rowspan columnalign ' +
    'rowalign columnlines rowlines frame notation open close separators'
  ).split(' '),
);
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' };
const MAX_DEPTH = 60;

const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, dec?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(dec) : parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** `<math>…</math>` as an element. What is unknown or badly nested is left out, its text kept; annotations are dropped. */
export function mathElement(source: string): Element {
  const root = document.createElementNS(NS, 'math');
  const open: { name: string; node: Element }[] = [{ name: '', node: root }];
  let dropped = 0;
  for (const [, text, comment, close, name, attrs, empty] of source.matchAll(
    /([^<]+)|(<!--[^]*?-->|<[!?][^>]*>)|<(\/?)(?:[a-z]+:)?([\w-]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/gi,
  )) {
    const top = open.at(-1)?.node ?? root;
    if (text !== undefined) {
      if (dropped === 0) top.append(decode(text));
      continue;
    }
    if (comment !== undefined || name === undefined) continue;
    const tag = name.toLowerCase();
    if (tag === 'annotation' || tag === 'annotation-xml') {
      if (!empty) dropped += close ? -1 : 1;
      dropped = Math.max(0, dropped);
      continue;
    }
    if (dropped > 0) continue;
    if (close) {
      const at = open.findLastIndex((o) => o.name === tag);
      if (at > 0) open.length = at;
      continue;
    }
    if (!elements.has(tag) || open.length > MAX_DEPTH) continue;
    const outer = tag === 'math' && open.length === 1;
    const node = outer ? root : document.createElementNS(NS, tag === 'math' ? 'mrow' : tag);
    for (const [, key = '', double, single] of (attrs ?? '').matchAll(
      /(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
    ))
      if (attributes.has(key.toLowerCase())) node.setAttribute(key.toLowerCase(), decode(double ?? single ?? ''));
    if (!outer) top.append(node);
    if (!empty) open.push({ name: tag, node });
  }
  return root;
}

// Words looked for in texts, as people type them.

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Every word stands in the text, whatever its capitals and accents. */
export function matches(text: string, search: string): boolean {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const where = plain(text);
  return words.every((w) => where.includes(w));
}

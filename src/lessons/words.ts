// Words that one lesson kind needs come with its view (docs/decisions/0006).

/** The table of the reader's language; Indonesian where there is none. */
export const wordsIn = <T>(words: { id: T; en: T }, lang: string): T => (/^en\b/i.test(lang) ? words.en : words.id);

/** `340 kB`, `1,2 MB`, `10,7 GB`. */
export function sizeText(bytes: number, lang: string): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000)).toLocaleString(lang)} kB`;
  const [n, unit] = bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${n.toLocaleString(lang, { maximumFractionDigits: n < 10 || unit === 'GB' ? 1 : 0 })} ${unit}`;
}

// Words that one lesson kind needs come with its view (docs/decisions/0006).

/** The table of the reader's language; Indonesian where there is none. */
export const wordsIn = <T>(words: { id: T; en: T }, lang: string): T => (/^en\b/i.test(lang) ? words.en : words.id);

/** `1,2 MB`; `340 kB` below that. */
export function sizeText(bytes: number, lang: string): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000)).toLocaleString(lang)} kB`;
  const mega = bytes / 1_000_000;
  return `${mega.toLocaleString(lang, { maximumFractionDigits: mega < 10 ? 1 : 0 })} MB`;
}

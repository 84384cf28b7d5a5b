// Wording that only one kind needs comes with its view and not with every page that has a quiz (docs/decisions/0006).
export const wordsIn = <T>(words: { id: T; en: T }, lang: string): T => (/^en\b/i.test(lang) ? words.en : words.id);

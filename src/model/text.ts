// Texts in several languages, as data.
import type { LanguageMap } from '../sdk/statement.js';
import type { LangText } from './schema.js';

/** A text as the language map xAPI asks for. @param lang language of a plain text */
export function languageMap(text: LangText, lang = 'id'): LanguageMap {
  return typeof text === 'string' ? { [lang]: text } : text;
}

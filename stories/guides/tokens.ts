// Reads the public list of tokens, so that the page cannot say anything else than the stylesheet.
export interface Token {
  name: string;
  value: string;
  /** What it is for. */
  note: string;
}

export function parseTokens(css: string): Token[] {
  return [...css.matchAll(/\/\*\s*([^*]*?)\s*\*\/\s*(--[\w-]+):\s*([^;]+);/g)].map(([, note, name, value]) => ({
    name: name ?? '',
    value: value ?? '',
    note: note ?? '',
  }));
}

export const isColor = (token: Token): boolean => token.name.startsWith('--widya-color-');

// Tables for spreadsheets: what an Indonesian Excel opens with a double click, and what no cell can turn into a formula.

export type CsvCell = string | number | null | undefined;

export interface CsvOptions {
  /** BCP 47; where a comma separates decimals, `;` separates cells, as spreadsheets of that language expect. */
  lang?: string;
}

/** The character that this language writes before decimals. */
const decimalOf = (lang: string): string =>
  new Intl.NumberFormat(lang, { minimumFractionDigits: 1 }).formatToParts(0.5).find((p) => p.type === 'decimal')
    ?.value ?? '.';

/**
 * RFC 4180 with a byte order mark, so that Excel reads UTF-8. Numbers are numbers there, with the decimal sign of the language and up
 * to 6 digits. A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab or line break first) gets an apostrophe
 * before it. Nothing is an empty cell, as are numbers that are none.
 */
export function toCsv(rows: readonly (readonly CsvCell[])[], { lang = 'id' }: CsvOptions = {}): string {
  const decimal = decimalOf(lang);
  const separator = decimal === ',' ? ';' : ',';
  const cell = (value: CsvCell): string => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number')
      return Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6 || 0).replace('.', decimal) : '';
    // Also behind white space and a full-width sign: spreadsheets look through both.
    const text = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
    return /["\r\n;,\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(separator)).join('\r\n')}\r\n`;
}

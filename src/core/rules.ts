// What a property takes. A wrong value is said once and replaced by what the property is without it; nothing throws.
export interface Rule {
  accepts(value: unknown): boolean;
  /** What counts instead of a wrong value, or of none. */
  instead: unknown;
  /** For the developer: what would be right. */
  words: string;
}

/** One of a few words; the first is the default. */
export const oneOf = (...values: [string, ...string[]]): Rule => ({
  accepts: (value) => values.includes(value as string),
  instead: values[0],
  words: values.map((v) => `"${v}"`).join(' or '),
});

/** A number from `min` to `max`. */
export const numberFrom = (min: number, max: number, instead?: number): Rule => ({
  accepts: (value) => typeof value === 'number' && value >= min && value <= max,
  instead,
  words: max === Infinity ? `a number from ${min}` : `a number from ${min} to ${max}`,
});

const text = (pattern: RegExp, words: string): Rule => ({
  accepts: (value) => typeof value === 'string' && pattern.test(value),
  instead: '',
  words,
});

/** The IRI of an activity. */
export const iri = text(/^[a-z][a-z0-9+.-]*:\S+$/i, 'an absolute IRI');
/** A registration; the LRS refuses every statement with another one (xAPI-Data 2.4.6.1). */
export const uuid = text(/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i, 'a UUID');

/** An address, absolute or of this site. */
export const url: Rule = {
  accepts: (value) => typeof value === 'string' && URL.canParse(value, document.baseURI),
  instead: '',
  words: 'a URL',
};

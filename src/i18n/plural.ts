/** Picks the form for `n` by the language's own rule; `other` is always there. */
export function plural(
  lang: string,
  n: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
): string {
  return forms[new Intl.PluralRules(lang).select(n)] ?? forms.other;
}

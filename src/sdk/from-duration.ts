// ISO 8601 durations, read in every form but years and months, which have no fixed length.

const pattern =
  /^P(?:(\d+(?:[.,]\d+)?)W|(?:(\d+(?:[.,]\d+)?)D)?(?:T(?=[\d])(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?)$/;

/** `PT1M30S` → 90. Null when it is no duration, or one of years or months, which have no fixed length. */
export function fromDuration(text: string): number | null {
  const m = pattern.exec(text);
  if (!m || text === 'P') return null;
  const n = (i: number) => (m[i] === undefined ? 0 : Number(m[i].replace(',', '.')));
  return n(1) * 604_800 + n(2) * 86_400 + n(3) * 3600 + n(4) * 60 + n(5);
}

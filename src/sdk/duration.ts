// ISO 8601 durations as xAPI uses them (xAPI-Data 4.6): written to 0.01 s, read in every form but years and months mixed with seconds.

/** Seconds → `PT1H2M3.45S`. Negative and non-finite values count as zero. */
export function toDuration(seconds: number): string {
  const hundredths = Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 100) : 0;
  const h = Math.floor(hundredths / 360_000);
  const m = Math.floor((hundredths % 360_000) / 6000);
  const s = (hundredths % 6000) / 100;
  const text = `PT${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
  return text === 'PT' ? 'PT0S' : text;
}

const pattern =
  /^P(?:(\d+(?:[.,]\d+)?)W|(?:(\d+(?:[.,]\d+)?)D)?(?:T(?=[\d])(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?)$/;

/** `PT1M30S` → 90. Null when it is no duration, or one of years or months, which have no fixed length. */
export function fromDuration(text: string): number | null {
  const m = pattern.exec(text);
  if (!m || text === 'P') return null;
  const n = (i: number) => (m[i] === undefined ? 0 : Number(m[i].replace(',', '.')));
  return n(1) * 604_800 + n(2) * 86_400 + n(3) * 3600 + n(4) * 60 + n(5);
}

// ISO 8601 durations as xAPI uses them (xAPI-Data 4.6), written to 0.01 s. Reading them is in from-duration.ts: pages only write.

/** Seconds → `PT1H2M3.45S`. Negative and non-finite values count as zero. */
export function toDuration(seconds: number): string {
  const hundredths = Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 100) : 0;
  const h = Math.floor(hundredths / 360_000);
  const m = Math.floor((hundredths % 360_000) / 6000);
  const s = (hundredths % 6000) / 100;
  const text = `PT${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
  return text === 'PT' ? 'PT0S' : text;
}

// WebVTT cues as text, for the transcript beside a video. Pure; reads what captions files hold, skips what it does not know.

export interface Cue {
  /** Seconds. */
  start: number;
  end: number;
  text: string;
}

const seconds = (stamp: string): number | null => {
  const m = /^(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})$/.exec(stamp.trim());
  return m ? Number(m[1] ?? 0) * 3600 + Number(m[2]) * 60 + Number(m[3]) + Number(m[4]) / 1000 : null;
};

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f' };

export function parseVtt(source: string): Cue[] {
  const cues: Cue[] = [];
  for (const block of source
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)) {
    const lines = block.split('\n').filter((l) => l !== '');
    const at = lines.findIndex((l) => l.includes('-->'));
    if (at < 0 || at > 1) continue;
    const [from = '', rest = ''] = (lines[at] ?? '').split('-->');
    const start = seconds(from);
    const end = seconds(rest.trim().split(/\s/, 1)[0] ?? '');
    if (start === null || end === null) continue;
    const text = lines
      .slice(at + 1)
      .join(' ')
      .replace(/<[^<>]*>/g, '')
      .replace(/&(\w+);/g, (all, name: string) => entities[name] ?? all)
      .trim();
    if (text) cues.push({ start, end, text });
  }
  return cues;
}

/** 192 → `3:12`, and `1:03:12` from an hour on. */
export function clock(total: number): string {
  const s = Math.max(0, Math.floor(total));
  const two = (n: number) => String(n).padStart(2, '0');
  return s >= 3600
    ? `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`
    : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

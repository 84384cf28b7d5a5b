// Moments in words, with the zone they are in: Indonesia has three, and people far away have their own.
import { intlLocale } from '../i18n/localize.js';

/** The zones of Indonesia by the names people use. */
export const zones = { WIB: 'Asia/Jakarta', WITA: 'Asia/Makassar', WIT: 'Asia/Jayapura' } as const;
const names: Record<string, string> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Ujung_Pandang': 'WITA',
  'Asia/Jayapura': 'WIT',
};

const zoneHere = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `Senin, 30 November 2026, 23.59 WIB`, in the reader's own zone unless said. */
export function moment(iso: string, lang: string, zone = zoneHere()): string {
  const date = new Date(iso);
  const at = intlLocale(lang);
  return `${dayIn(date, at, zone)}, ${timeIn(date, at, zone)} ${zoneName(date, at, zone)}`;
}

const dayIn = (date: Date, at: string, timeZone: string): string =>
  date.toLocaleDateString(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone });

const timeIn = (date: Date, at: string, timeZone: string): string =>
  date.toLocaleTimeString(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });

function zoneName(date: Date, at: string, timeZone: string): string {
  const known = names[timeZone];
  if (known !== undefined) return known;
  const parts = new Intl.DateTimeFormat(at, { timeZoneName: 'short', timeZone }).formatToParts(date);
  return parts.find((p) => p.type === 'timeZoneName')?.value ?? timeZone;
}

/** The same moment in each zone of Indonesia: `09.00 WIB · 10.00 WITA · 11.00 WIT`. */
export function inZones(iso: string, lang: string): string {
  const date = new Date(iso);
  const at = intlLocale(lang);
  return Object.entries(zones)
    .map(([name, zone]) => `${timeIn(date, at, zone)} ${name}`)
    .join(' · ');
}

/** The day of a moment in western Indonesia: `Senin, 30 November 2026`. */
export const dayOf = (iso: string, lang: string): string => dayIn(new Date(iso), intlLocale(lang), zones.WIB);

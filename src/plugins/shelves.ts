// Shelves that only plugins fill. Kinds of questions and lessons, and languages, are on the shelves of the built-in ones.
import { createRegistry } from '../core/registry.js';
import type { QuizFormat } from '../formats/format.js';
import type { LangText } from '../model/schema.js';
import type { Guard } from './guard.js';
import type { Contributions, ReportWidget } from './plugin.js';

export interface ShelvedReport {
  name: string;
  label: LangText | undefined;
  guard: Guard;
  load: () => Promise<ReportWidget>;
}
/** Widgets below reports. */
export const reports = createRegistry<ShelvedReport>();
/** Formats of strangers, asked after the built-in ones. */
export const formats = createRegistry<{ name: string; format: QuizFormat }>();

type Ways = 'identities' | 'transports' | 'stores';
type LoadedBy<W extends Ways> = NonNullable<Contributions[W]>[string] extends { load(): Promise<infer T> }
  ? Exclude<T, { default: unknown }>
  : never;
export interface Way<W extends Ways> {
  name: string;
  load: () => Promise<LoadedBy<W>>;
}
export const ways = {
  identities: createRegistry<Way<'identities'>>(),
  transports: createRegistry<Way<'transports'>>(),
  stores: createRegistry<Way<'stores'>>(),
};

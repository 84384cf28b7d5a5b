// Takes plugins in: looks at each, then puts what it contributes on the shelves, guarded. Fetched when the first plugin comes.
import { queue } from '../core/plugins.js';
import { shelves, type Registry } from '../core/registry.js';
import { registerLocale, unregisterLocale } from '../i18n/localize.js';
import type { LessonKind } from '../lessons/kind.js';
import type { QuestionKind } from '../questions/kind.js';
import { checkPlugin } from './check.js';
import { Guard, guardLessonKind, guardQuestionKind, type Failure } from './guard.js';
import type { Contribution, Contributions } from './plugin.js';
import type { Entry, PluginState } from './use.js';
import { formats, reports, ways } from './shelves.js';

interface Taken {
  guard: Guard;
  undo: (() => void)[];
  state: PluginState;
  redraw?: () => void;
  fill?: () => void;
}
/** Plugins of this page by id. */
const taken = new Map<string, Taken>();
const seen = new Set<unknown>();

/** What became of the plugins of this page, for whoever looks after it. */
export const pluginStates = (): PluginState[] => [...taken.values()].map((t) => t.state);

/** Takes what has come into the queue since. */
export async function takeAll(): Promise<void> {
  for (const { fill } of taken.values()) fill?.();
  for (const entry of queue() as Entry[]) {
    if (seen.has(entry)) continue;
    seen.add(entry);
    await take(entry).catch((cause: unknown) => console.warn('[widya]', cause));
  }
}

export async function take(entry: Entry): Promise<PluginState> {
  const { plugin, options } = entry;
  const id = typeof (plugin as unknown) === 'object' && plugin !== null ? String(plugin.id) : '?';
  const state = (problems: string[], word: PluginState['state'] = problems.length > 0 ? 'refused' : 'ready') =>
    ({ id, version: String(plugin?.version), state: word, problems }) satisfies PluginState;
  const refuse = (problems: string[]): PluginState => {
    const refused = state(problems);
    console.warn(`[widya] The plugin ${id} is not used:\n${problems.join('\n')}`);
    entry.told?.(refused);
    return refused;
  };

  const problems = checkPlugin(plugin, options.frame !== undefined);
  if (problems.length > 0) return refuse(problems);
  if (entry.gone) return refuse(['it was withdrawn']);
  const before = taken.get(id);
  if (before && before.guard.plugin === plugin) {
    entry.told?.(before.state);
    return before.state;
  }
  if (before) return refuse([`id: ${id} is on this page already, in version ${before.state.version}; load it once`]);

  const c: Contributions = plugin.contributes ?? {};
  const others = [
    ['reports', reports],
    ['formats', formats],
    ...(Object.entries(ways) as ['identities' | 'transports' | 'stores', (typeof ways)['identities']][]),
  ] as const;
  for (const [name, registry] of others)
    for (const part of Object.keys(c[name] ?? {}))
      if (registry.has(part)) problems.push(`contributes.${name}.${part}: somebody else has this name already`);
  for (const [part, name] of [
    ['identities', 'identity'],
    ['transports', 'transport'],
    ['stores', 'store'],
  ] as const)
    if (c[part] && !(plugin.permissions?.includes(name) && options.grant?.includes(name)))
      problems.push(`contributes.${part}: needs the permission "${name}", asked for and granted`);
  if (problems.length > 0) return refuse(problems);

  const own: Taken = { guard: new Guard(entry, (f) => onFailure(f)), undo: [], state: state([]) };
  const { guard } = own;
  taken.set(id, own);
  const onFailure = (failure: Failure): void => {
    document.dispatchEvent(new CustomEvent('widya-plugin-failed', { detail: failure }));
    if (!failure.quarantined) return;
    own.state = { ...own.state, state: 'quarantined' };
    // What it has drawn is drawn anew: as a card.
    queueMicrotask(() => own.redraw?.());
  };
  const frame = options.frame === undefined ? undefined : await import('./frame-tier.js');
  const again: (() => void)[] = [];
  own.redraw = () => again.forEach((register) => register());
  const shelve = <K extends { name: string }>(
    registry: Registry<K>,
    part: string,
    get: (again: () => void) => Promise<K>,
  ) => {
    if (registry.has(part)) return guard.failed('load', part, new TypeError('somebody else has this name already'));
    const register = (): void => {
      if (!guard.gone.signal.aborted) registry.register(part, () => get(register));
    };
    again.push(register);
    own.undo.push(() => registry.unregister(part));
    register();
  };
  const filled = new Set<string>();
  // Shelves come with the tags that use them; this is asked again with each tag.
  own.fill = () => {
    for (const name of ['questionKinds', 'lessonKinds'] as const) {
      const registry = shelves.get(name);
      if (!registry || filled.has(name)) continue;
      filled.add(name);
      if (name === 'questionKinds')
        for (const [part, { load }] of Object.entries(c.questionKinds ?? {}))
          shelve(registry as Registry<QuestionKind>, part, (r) => guardQuestionKind(guard, part, load, r));
      else
        for (const [part, place] of Object.entries(c.lessonKinds ?? {})) {
          const from = frame ? frame.framedLesson(guard, part, place) : place;
          shelve(registry as Registry<LessonKind>, part, (r) => guardLessonKind(guard, part, from, r));
        }
    }
  };
  own.fill();
  for (const [part, place] of Object.entries(c.reports ?? {})) {
    reports.register({ name: part, label: place.label, guard, load: () => guard.load(part, place.load) });
    own.undo.push(() => reports.unregister(part));
  }
  for (const [part, place] of Object.entries(c.formats ?? {})) {
    formats.register(part, async () => ({ name: part, format: await guard.load(part, place.load) }));
    own.undo.push(() => formats.unregister(part));
  }
  for (const [lang, place] of Object.entries(c.locales ?? {})) {
    registerLocale(lang, async () => ({ default: await guard.load(lang, () => place.load()) }));
    own.undo.push(() => unregisterLocale(lang));
  }
  for (const [way, registry] of Object.entries(ways))
    for (const [part, place] of Object.entries(c[way as keyof typeof ways] ?? {})) {
      const load = () => guard.load(part, place.load as Contribution<never>['load']);
      (registry as Registry<{ name: string; load: unknown }>).register({ name: part, load });
      own.undo.push(() => registry.unregister(part));
    }
  const themes = Object.entries(c.themes ?? {});
  if (themes.length > 0) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      themes
        .map(
          ([part, { tokens }]) =>
            `[data-widya-theme="${part}"]{${Object.entries(tokens)
              .map(([token, value]) => `${token}:${value}`)
              .join(';')}}`,
        )
        .join('\n'),
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    own.undo.push(() => (document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet)));
  }

  const { draft: _, ...host } = guard.host({ get: () => undefined, set: () => undefined });
  const done = frame
    ? undefined
    : guard.call(
        'setup',
        undefined,
        () => plugin.setup?.(host as Parameters<NonNullable<typeof plugin.setup>>[0]),
        () => undefined,
      );
  entry.withdraw = () => {
    if (taken.get(id) !== own) return;
    taken.delete(id);
    guard.gone.abort();
    for (const undo of own.undo) undo();
    if (typeof done === 'function')
      try {
        done();
      } catch (cause) {
        console.warn(`[widya] ${guard.name} could not clean up:`, cause);
      }
  };
  if (entry.gone) entry.withdraw();
  entry.told?.(own.state);
  return own.state;
}

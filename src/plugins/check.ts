// What is wrong with a plugin, told without running any of its code. Pure.
import { api } from './contract.js';

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);

/** Shelves, and whether the names on them need a vendor's dash. */
const shelves: Record<string, RegExp> = {
  questionKinds: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  lessonKinds: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  formats: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  reports: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  identities: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  transports: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  stores: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  themes: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  locales: /^[a-z]{2,3}$/,
};
const keys = ['id', 'version', 'api', 'contributes', 'permissions', 'words', 'assets', 'setup'];
const permission = /^(?:net:https:\/\/[a-z0-9.-]+(?::\d+)?|statements:write|identity|transport|store)$/;
const isText = (x: unknown): boolean =>
  typeof x === 'string' || (isObject(x) && Object.values(x).every((t) => typeof t === 'string'));

/**
 * Each problem in one sentence that begins with its place: `contributes.questionKinds.hotspot: …`. Empty when there is none.
 * @param framed it will run in a frame: its `load` is there
 */
export function checkPlugin(plugin: unknown, framed = false): string[] {
  const out: string[] = [];
  if (!isObject(plugin)) return ['the plugin must be an object, as definePlugin takes it'];
  if (plugin.api !== api)
    out.push(
      `api: this Widya has plugin contract ${api}, and the plugin is written for ${String(plugin.api)}; ${Number(plugin.api) > api ? 'use a newer Widya' : 'use a newer version of the plugin'}`,
    );
  if (typeof plugin.id !== 'string' || !/^[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+$/.test(plugin.id))
    out.push('id: must be a reverse domain name, such as id.go.lan.hotspot');
  if (typeof plugin.version !== 'string' || !/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(plugin.version))
    out.push('version: must be a semantic version, such as 1.2.0');
  for (const key of Object.keys(plugin)) if (!keys.includes(key)) out.push(`${key}: is not a known key`);
  if (plugin.setup !== undefined && typeof plugin.setup !== 'function') out.push('setup: must be a function');
  if (plugin.assets !== undefined && !(typeof plugin.assets === 'string' && URL.canParse(plugin.assets)))
    out.push('assets: must be an absolute URL');
  if (plugin.permissions !== undefined) {
    if (!Array.isArray(plugin.permissions)) out.push('permissions: must be a list');
    else
      for (const p of plugin.permissions as unknown[])
        if (typeof p !== 'string' || !permission.test(p)) out.push(`permissions: "${String(p)}" is not one there is`);
  }
  if (
    plugin.words !== undefined &&
    !(isObject(plugin.words) && Object.values(plugin.words).every((w) => isObject(w) && isText(w)))
  )
    out.push('words: must be texts by language and key');
  if (plugin.contributes !== undefined && !isObject(plugin.contributes)) out.push('contributes: must be an object');
  for (const [shelf, things] of Object.entries(isObject(plugin.contributes) ? plugin.contributes : {})) {
    const name = shelves[shelf];
    if (framed && shelf !== 'lessonKinds')
      out.push(`contributes.${shelf}: a plugin in a frame contributes lesson kinds only`);
    else if (!name) out.push(`contributes.${shelf}: is no shelf; there are ${Object.keys(shelves).join(', ')}`);
    else if (!isObject(things)) out.push(`contributes.${shelf}: must be things by name`);
    else
      for (const [key, thing] of Object.entries(things))
        out.push(...checkOne(shelf, key, name, thing, framed).map((p) => `contributes.${shelf}.${key}: ${p}`));
  }
  return out;
}

function checkOne(shelf: string, key: string, name: RegExp, thing: unknown, framed: boolean): string[] {
  const out: string[] = [];
  if (!name.test(key))
    out.push(
      shelf === 'locales' ? 'must be a language code' : `needs a vendor's prefix and a dash, such as acme-${key}`,
    );
  if (!isObject(thing)) return [...out, 'must be an object with load'];
  if (thing.label !== undefined && !isText(thing.label)) out.push('label must be a text or a language map');
  if (shelf === 'themes') {
    const { tokens } = thing;
    if (!isObject(tokens) || !isText(tokens)) out.push('needs tokens');
    else
      for (const [token, value] of Object.entries(tokens))
        if (!/^--widya-[a-z-]+$/.test(token) || /[;{}\\]|url\(|@import/i.test(String(value)))
          out.push(`"${token}: ${String(value)}" is not a public token with a plain value`);
    return out;
  }
  if (!framed && typeof thing.load !== 'function') out.push('needs load, a function that returns a promise');
  if (shelf === 'reports' && thing.report !== 'leader') out.push('report must be "leader"');
  return out;
}

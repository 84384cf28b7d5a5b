// The door of plugins for script tags (cdn/widya-plugin.js), and the part of `widya/plugin` that is code: with the page's own Lit, since
// a second one cannot make its Trusted Types policy.
import type { Plugin, StandardSchema } from './plugin.js';

export { css, html, nothing, svg } from 'lit';
export { api } from './contract.js';
export { use } from './use.js';

/** Keeps the types of a plugin while it is written; changes nothing. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/**
 * A schema without a library for it.
 * @param check says what is wrong with a value, e.g. `spots: is missing`; undefined when nothing is
 */
export function schemaFrom<T>(check: (value: Record<string, unknown>) => string | undefined): StandardSchema<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'widya',
      validate(value: unknown) {
        const message =
          typeof value === 'object' && value !== null ? check(value as Record<string, unknown>) : 'must be an object';
        return message === undefined ? { value } : { issues: [{ message }] };
      },
    },
  };
}

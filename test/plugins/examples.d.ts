/* eslint-disable @typescript-eslint/consistent-type-imports -- an ambient module cannot import by a relative name otherwise */
declare module '*/hotspot.js' {
  const plugin: import('../../src/plugins/plugin.js').Plugin;
  export default plugin;
}
declare module '*/cards.js' {
  const plugin: import('../../src/plugins/plugin.js').Plugin;
  export default plugin;
}
declare module '*/ranking.js' {
  const plugin: import('../../src/plugins/plugin.js').Plugin;
  export default plugin;
}
declare module '*/fixtures.js' {
  export const fixtures: import('../../src/testing/plugin.js').PluginFixtures;
}

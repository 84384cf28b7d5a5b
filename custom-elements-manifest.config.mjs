// custom-elements.json from the comments of the elements, and what editors read from it.
import { customElementJetBrainsPlugin } from 'custom-element-jet-brains-integration';
import { customElementVsCodePlugin } from 'custom-element-vs-code-integration';

export default {
  globs: ['src/components/*/*.ts', 'src/core/widya-element.ts', 'src/core/form.ts'],
  exclude: ['src/components/**/*.styles.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [
    {
      name: 'widya-public-only',
      /** Private members are nobody's business but ours. */
      packageLinkPhase({ customElementsManifest }) {
        for (const module of customElementsManifest.modules) {
          for (const declaration of module.declarations ?? []) {
            declaration.members = declaration.members?.filter(
              (m) =>
                !m.name.startsWith('#') &&
                m.privacy !== 'private' &&
                m.privacy !== 'protected' &&
                !/^(render|willUpdate|updated|(dis)?connectedCallback|form\w+Callback|formAssociated)$/.test(m.name),
            );
            // The base's `emit(type)` reads to the analyzer as an event of that name.
            declaration.events = declaration.events?.filter((e) => e.name !== 'type');
          }
        }
      },
    },
    customElementVsCodePlugin({ outdir: '.' }),
    customElementJetBrainsPlugin({ outdir: '.' }),
  ],
};

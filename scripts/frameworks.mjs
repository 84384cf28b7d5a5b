// Types for frameworks, from custom-elements.json: what a tag takes and fires, in the words of each. Written into dist/types and dist/react;
// nothing of it is kept by hand.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './lib.mjs';

/** Native events keep their handlers; ours are typed by WidyaEventMap. */
const camel = (name) => name.replace(/-(\w)/g, (_, c) => c.toUpperCase());
const pascal = (name) => camel(`-${name}`);
const doc = (text, indent = '  ') =>
  text ? `${indent}/** ${text.trim().replace(/\s+/g, ' ').replaceAll('*/', '* /')} */\n` : '';

export function elementsOf(manifest) {
  return manifest.modules.flatMap((module) =>
    (module.declarations ?? [])
      .filter((d) => d.tagName)
      .map((d) => ({
        tag: d.tagName,
        name: d.name,
        path: module.path.replace(/^src\//, '').replace(/\.ts$/, '.js'),
        description: d.description ?? '',
        attributes: d.attributes ?? [],
        members: (d.members ?? []).filter(
          (m) => m.kind === 'field' && !m.static && !m.readonly && m.privacy !== 'private',
        ),
        events: d.events ?? [],
        slots: d.slots ?? [],
        parts: d.cssParts ?? [],
      })),
  );
}

/** Files by name, below dist/. Pure. */
export function frameworkFiles(manifest) {
  const elements = elementsOf(manifest);
  const imports = elements.map((e) => `import type { ${e.name} } from '../${e.path}';`).join('\n');
  const own = (e) => e.members.map((m) => `'${m.name}'`).join(' | ') || 'never';
  const attributes = (e) =>
    e.attributes
      .filter((a) => a.name !== a.fieldName && a.fieldName)
      .map((a) => `${doc(a.description, '    ')}    '${a.name}'?: ${e.name}['${a.fieldName}'] | string;`)
      .join('\n');
  const events = (e) => e.events.filter((v) => v.name.startsWith('widya-'));
  const props = (e, handler) => `export interface ${pascal(e.tag)}Props extends Partial<Pick<${e.name}, ${own(e)}>> {
${attributes(e)}
${events(e)
  .map((v) => `${doc(v.description, '    ')}    ${handler(v.name)}?: (event: WidyaEventMap['${v.name}']) => void;`)
  .join('\n')}
}`;
  const head = (what) =>
    `// Generated from custom-elements.json: ${what}.\nimport type { WidyaEventMap } from '../core/events.js';\n${imports}\n`;
  const map = (extra) => elements.map((e) => `    '${e.tag}': ${extra}${pascal(e.tag)}Props;`).join('\n');

  const react = `${head('React 19 sets properties and listens to custom events itself')}import type { DetailedHTMLProps, HTMLAttributes, Ref } from 'react';

type Base<E> = Omit<DetailedHTMLProps<HTMLAttributes<E>, E>, 'ref'> & { ref?: Ref<E> | undefined; class?: string | undefined };

${elements.map((e) => props(e, (name) => `'on${name}'`)).join('\n\n')}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${elements.map((e) => `      '${e.tag}': Omit<Base<${e.name}>, keyof ${pascal(e.tag)}Props> & ${pascal(e.tag)}Props;`).join('\n')}
    }
  }
}
`;
  const jsx = (module, what, base, handler) => `${head(what)}
${elements.map((e) => props(e, handler)).join('\n\n')}

${module(map(base))}
`;
  const plainBase =
    '{ class?: string; id?: string; lang?: string; slot?: string; style?: string; children?: unknown; ref?: unknown; key?: unknown } & ';
  return {
    'types/react.d.ts': react,
    'types/vue.d.ts': jsx(
      (m) => `type Vue<P> = new () => { $props: P & Record<string, unknown> };
declare module 'vue' {
  interface GlobalComponents {
${m.replaceAll(/: (\w+);/g, ': Vue<$1>;')}
  }
}`,
      'templates of Vue; set isCustomElement for widya- tags',
      '',
      (name) => `'on${pascal(name)}'`,
    ),
    'types/svelte.d.ts': jsx(
      (m) => `declare module 'svelte/elements' {\n  interface SvelteHTMLElements {\n${m}\n  }\n}`,
      'Svelte 5',
      plainBase,
      (name) => `'on${name}'`,
    ),
    'types/solid.d.ts': jsx(
      (m) => `declare module 'solid-js' {\n  namespace JSX {\n    interface IntrinsicElements {\n${m}\n    }\n  }\n}`,
      'Solid',
      plainBase,
      (name) => `'on:${name}'`,
    ),
    'types/jsx.d.ts': jsx(
      (m) => `declare global {\n  namespace JSX {\n    interface IntrinsicElements {\n${m}\n    }\n  }\n}`,
      'plain JSX',
      plainBase,
      (name) => `'on${name}'`,
    ),
    'types/angular.d.ts': `// Generated: Angular takes elements it does not know with CUSTOM_ELEMENTS_SCHEMA; $event is of these types.
import type { WidyaEventMap } from '../core/events.js';
export type WidyaEvent<K extends keyof WidyaEventMap> = WidyaEventMap[K];
`,
    'llms.txt': llms(elements),
  };
}

/** What a language model needs to write pages with the tags: https://llmstxt.org. */
function llms(elements) {
  const one = (e) =>
    [
      `## <${e.tag}>`,
      '',
      e.description.replace(/\s+/g, ' ').trim(),
      '',
      ...e.attributes.map(
        (a) => `- attribute \`${a.name}\` (${a.type?.text ?? 'string'}): ${(a.description ?? '').replace(/\s+/g, ' ')}`,
      ),
      ...e.events.map((v) => `- event \`${v.name}\`: ${(v.description ?? '').replace(/\s+/g, ' ')}`),
      ...e.slots.map((s) => `- slot \`${s.name || 'default'}\`: ${s.description ?? ''}`),
      '',
    ].join('\n');
  return `# Widya

> Web components for learning in the portal one has: courses, quizzes, forums, progress, over an xAPI record store. Put them inside one \`<widya-provider endpoint="/xapi" session="/sesi">\`. The first child of each tag is a link, for pages without JavaScript. Attributes hold plain values; objects are properties. Texts are Indonesian unless the nearest \`lang\` says otherwise.

${elements.map(one).join('\n')}`;
}

/** Liferay 7.4's client extensions: one custom element for each tag that stands alone; its attributes are the widget's properties. */
export function liferay(elements, embeddable) {
  const one = (e) => `widya-${e}:
  name: Widya ${e}
  type: customElement
  htmlElementName: widya-${e}
  portletCategoryName: category.client-extensions
  instanceable: true
  useESM: true
  urls:
    - widya-autoloader.js
  # attributes, set in the widget's "properties", a line each (src=/kuis/a.json): ${embeddable[e].join(', ') || 'nothing'}
`;
  return `# Generated from custom-elements.json. In a Liferay workspace: client-extensions/widya/client-extension.yaml, with cdn/ beside it.
assemble:
  - from: cdn
    into: static
${Object.keys(embeddable)
  .filter((name) => elements.some((e) => e.tag === `widya-${name}`))
  .map(one)
  .join('')}`;
}

/** Public tokens in the form of the Design Tokens Community Group, for design tools. @param css src/styles/tokens.css */
export function dtcg(css) {
  const out = {};
  for (const [, name, value] of css.matchAll(/--widya-([\w-]+):\s*([^;]+);/g)) {
    const [group, ...rest] = name.split('-');
    const key = rest.join('-') || 'base';
    const v = value.trim();
    const light = /light-dark\(\s*(#\w+)\s*,\s*(#\w+)\s*\)/.exec(v);
    const type =
      light || /^#/.test(v)
        ? 'color'
        : /^-?[\d.]+(?:px|rem)$/.test(v)
          ? 'dimension'
          : /^\d+m?s$/.test(v)
            ? 'duration'
            : undefined;
    const plain =
      type === 'dimension' ? { value: Number.parseFloat(v), unit: v.replace(/[-\d.]/g, '') } : (light?.[1] ?? v);
    (out[group] ??= {})[key] = {
      ...(type ? { $type: type } : {}),
      $value: plain,
      ...(light ? { $extensions: { 'id.widya': { dark: light[2] } } } : {}),
    };
  }
  return { widya: out };
}

/** Writes all of it into dist/. */
export async function writeFrameworks() {
  const manifest = JSON.parse(readFileSync(`${root}custom-elements.json`, 'utf8'));
  mkdirSync(`${root}dist/types`, { recursive: true });
  for (const [name, text] of Object.entries(frameworkFiles(manifest))) {
    writeFileSync(`${root}dist/${name}`, text);
    // For tools that want a module behind each door.
    if (name.endsWith('.d.ts')) writeFileSync(`${root}dist/${name.replace('.d.ts', '.js')}`, 'export {};\n');
  }
  const { embeddable } = await import(`${root}dist/model/embed.js`);
  mkdirSync(`${root}dist/integrations/liferay`, { recursive: true });
  writeFileSync(`${root}dist/integrations/liferay/client-extension.yaml`, liferay(elementsOf(manifest), embeddable));
  const tokens = dtcg(readFileSync(`${root}src/styles/tokens.css`, 'utf8'));
  writeFileSync(`${root}dist/styles/tokens.json`, `${JSON.stringify(tokens, null, 2)}\n`);
}

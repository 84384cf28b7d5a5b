import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import { html } from 'lit';
import manifest from '../custom-elements.json';
import '../src/all.js';

interface Member {
  name: string;
  privacy?: string;
  static?: boolean;
}
interface Declaration {
  members?: Member[];
}

/** What a page may use; the rest is not shown as a control. */
const isPublic = (m: Member): boolean =>
  m.privacy !== 'private' && m.privacy !== 'protected' && m.static !== true && !/^[#_]/.test(m.name);

const { modules, ...rest } = manifest as { modules: { declarations?: Declaration[] }[] };
setCustomElementsManifest({
  ...rest,
  modules: modules.map((module) => ({
    ...module,
    declarations: (module.declarations ?? []).map((d) => ({ ...d, members: (d.members ?? []).filter(isPublic) })),
  })),
});

const choice = (title: string, icon: string, items: Record<string, string>) => ({
  name: title,
  description: title,
  toolbar: {
    icon,
    dynamicTitle: true,
    items: Object.entries(items).map(([value, label]) => ({ value, title: label })),
  },
});

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    layout: 'fullscreen',
    a11y: { test: 'error' },
    controls: { expanded: true, sort: 'requiredFirst' },
    options: { storySort: { order: ['Guides', ['Welcome', 'Tokens'], 'Components'] } },
  },
  globalTypes: {
    lang: choice('Language', 'globe', { id: 'Bahasa Indonesia', en: 'English' }),
    theme: choice('Theme', 'mirror', { light: 'Light', dark: 'Dark' }),
    dir: choice('Direction', 'transfer', { ltr: 'Left to right', rtl: 'Right to left' }),
    width: choice('Width', 'grow', { full: 'Full width', '360': '360 px', '320': '320 px' }),
  },
  initialGlobals: { lang: 'id', theme: 'light', dir: 'ltr', width: 'full' },
  decorators: [
    (story, { globals }) => {
      const { lang, theme, dir, width } = globals as Record<'lang' | 'theme' | 'dir' | 'width', string>;
      // As a portal's page would be: its own font and colours, which the elements inherit.
      const page = [
        `color-scheme: ${theme}`,
        'background: light-dark(#ffffff, #14181c)',
        'color: light-dark(#1a2129, #e8ecf0)',
        'font: 1rem/1.5 system-ui, sans-serif',
        'box-sizing: border-box',
        'padding: 1rem',
        'min-block-size: 100%',
        ...(width === 'full' ? [] : [`inline-size: ${width}px`]),
      ].join(';');
      return html`<main lang=${lang} dir=${dir} style=${page}>${story()}</main>`;
    },
  ],
};

export default preview;

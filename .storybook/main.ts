import type { StorybookConfig } from '@storybook/web-components-vite';

const config: StorybookConfig = {
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  framework: { name: '@storybook/web-components-vite', options: {} },
  // The demo's courses with their media, for the stories that show a whole one, and files that are not as they should be.
  staticDirs: [
    { from: '../demo/public/kursus', to: '/kursus' },
    { from: '../demo/public/kuis', to: '/kuis' },
    { from: '../stories/files', to: '/files' },
  ],
  // Nothing calls home: agencies build this on machines without a way out.
  core: { disableTelemetry: true, disableWhatsNewNotifications: true, enableCrashReports: false },
};

export default config;

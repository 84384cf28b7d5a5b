import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { WidyaProvider } from '../src/components/provider/provider.js';
import { verbs } from '../src/sdk/verbs.js';
import { scene, sceneOf, stage, within } from './scene.js';

const meta: Meta = {
  title: 'Components/Sync status',
  component: 'widya-sync-status',
  loaders: [stage],
  render: (_args, { loaded }) => within(sceneOf(loaded), html`<widya-sync-status></widya-sync-status>`),
};
export default meta;

/** Something is recorded once the story stands. */
const record: StoryObj['play'] = async ({ canvasElement }) => {
  const service = canvasElement.querySelector<WidyaProvider>('widya-provider')?.service;
  await service?.ready;
  await service?.record([{ verb: verbs.completed, object: { id: 'https://belajar.bln.example/pelajaran/1' } }]);
  await service?.flush();
};

export const AllSent: StoryObj = {};

export const Offline: StoryObj = { parameters: scene({ line: 'offline' }), play: record };

export const ServerFails: StoryObj = { parameters: scene({ line: 503 }), play: record };

export const Refused: StoryObj = { parameters: scene({ line: 400 }), play: record };

/** For those who accompany learners: a backup can be opened. */
export const CanOpenBackup: StoryObj = {
  render: (_args, { loaded }) => within(sceneOf(loaded), html`<widya-sync-status can-open></widya-sync-status>`),
};

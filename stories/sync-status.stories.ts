import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { WidyaProvider } from '../src/components/provider/provider.js';
import type { WidyaSyncStatus } from '../src/components/sync-status/sync-status.js';
import { makeBackup } from '../src/sdk/backup.js';
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

/** A backup was chosen: whose it is and how much, before anything is brought in. */
export const ChosenBackup: StoryObj = {
  ...CanOpenBackup,
  play: async ({ canvasElement }) => {
    const element = canvasElement.querySelector<WidyaSyncStatus>('widya-sync-status');
    await element?.updateComplete;
    const statement = (n: number, name: string, account: string) => ({
      id: `00000000-0000-4000-8000-00000000000${n}`,
      actor: { objectType: 'Agent' as const, name, account: { homePage: 'https://sso.bln.example', name: account } },
      verb: verbs.completed,
      object: { id: 'https://belajar.bln.example/pelajaran/1' },
      timestamp: `2026-11-2${n}T01:00:00.000Z`,
    });
    const list = [1, 2, 3].map((n) => statement(n, 'Siti Rahmawati', 'k3v9x2'));
    list.push(statement(4, 'Budi Hartono', 'p7m1q8'));
    const rows = list.map((s, i) => ({ v: 1 as const, seq: i + 1, owner: '', at: 0, statement: s }));
    const text = await makeBackup(
      { rows, refused: [], endpoint: 'https://lain.example/xapi' },
      new Date('2026-11-25T02:00:00Z'),
    );
    await element?.restore(new Blob([text]));
  },
};

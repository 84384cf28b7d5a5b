import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaProgressCard } from '../src/components/progress-card/progress-card.js';
import { course, finished, halfWay, longCourse, longName, studied } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaProgressCard, 'course' | 'label' | 'href' | 'jp'>;

const card = (args: Args) =>
  html`<widya-progress-card
    course=${args.course}
    label=${args.label || nothing}
    href=${args.href || nothing}
    jp=${args.jp ?? nothing}
    ><a href="#etika-asn">Etika dan Kode Perilaku ASN</a></widya-progress-card
  >`;

const meta: Meta<Args> = {
  title: 'Components/Progress card',
  component: 'widya-progress-card',
  args: { course: course.id, label: '', href: '', jp: 4 },
  loaders: [stage],
  render: (args, { loaded }) => within(sceneOf(loaded), html`<div style="max-inline-size: 26rem">${card(args)}</div>`),
};
export default meta;
type Story = StoryObj<Args>;

/** Nothing recorded yet. */
export const NotStarted: Story = {};

export const InProgress: Story = { parameters: scene({ seed: halfWay }) };

export const Done: Story = { parameters: scene({ seed: finished }) };

export const Loading: Story = { parameters: scene({ line: 'never-answers' }) };

/** The progress cannot be read; the way to the course stays. */
export const Offline: Story = { parameters: scene({ line: 'offline' }) };

/** The network went after the figures were read: they stay, with the time they are of. */
export const EarlierFigures: Story = {
  parameters: scene({ seed: halfWay }),
  play: async ({ canvasElement, loaded }) => {
    const element = canvasElement.querySelector('widya-progress-card');
    for (let tries = 0; tries < 100 && element?.status !== 'ready'; tries++)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    sceneOf(loaded).lrs.mode = 'offline';
    await element?.reload();
  },
};

export const ServerFails: Story = { parameters: scene({ line: 500 }) };

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

/** Outside any provider the card is a link. */
export const WithoutProvider: Story = { render: (args) => card(args) };

export const LongNames: Story = {
  args: { course: longCourse.id, label: longName, jp: 120 },
  parameters: scene({ seed: studied(longCourse, { current: 'dua', lessons: { satu: { completed: true } } }, 50) }),
};

/** Any number of cards on a page makes two requests. */
export const Several: Story = {
  parameters: scene({ seed: halfWay }),
  render: (args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<div
        style="display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr))"
      >
        ${card(args)}${card({ ...args, course: `${course.id}-lanjutan`, label: 'Etika lanjutan', jp: 6 })}${card({
          ...args,
          course: 'https://belajar.bln.example/kursus/keamanan-informasi',
          label: 'Keamanan Informasi Dasar',
          jp: 2,
        })}
      </div>`,
    ),
};

export const Dark: Story = { parameters: scene({ seed: halfWay }), globals: { theme: 'dark' } };

export const RightToLeft: Story = { parameters: scene({ seed: halfWay }), globals: { dir: 'rtl' } };

export const Narrow: Story = { parameters: scene({ seed: halfWay }), globals: { width: '320' } };

export const English: Story = { parameters: scene({ seed: halfWay }), globals: { lang: 'en' } };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaCoursePlayer } from '../src/components/course-player/course-player.js';
import { course, dataUrl, emptyCourse, finished, halfWay, longCourse } from './fixtures.js';
import { sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaCoursePlayer, 'course' | 'src' | 'loading' | 'lesson' | 'readonly' | 'registration'>;

const meta: Meta<Args> = {
  title: 'Components/Course player',
  component: 'widya-course-player',
  args: { course, src: '', loading: 'eager', lesson: '', readonly: false, registration: '' },
  argTypes: {
    course: { control: 'object' },
    loading: { control: 'inline-radio', options: ['eager', 'lazy'] },
  },
  loaders: stage(),
  render: (args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<widya-course-player
        .course=${args.src ? undefined : args.course}
        src=${args.src || nothing}
        loading=${args.loading}
        lesson=${args.lesson || nothing}
        registration=${args.registration || nothing}
        ?readonly=${args.readonly}
        ><a href="#teks">Baca kursus sebagai teks</a></widya-course-player
      >`,
    ),
};
export default meta;
type Story = StoryObj<Args>;

export const Start: Story = {};

/** Two of four lessons are done; the player opens where the learner left, on any device. */
export const InProgress: Story = { loaders: stage({ seed: halfWay }) };

export const Done: Story = { loaders: stage({ seed: finished }) };

/** A whole course from its own file, with video, quizzes and a discussion. */
export const FromFile: Story = { args: { src: './kursus/etika-asn/course.json' } };

/** The LRS does not answer: the link inside stays usable. */
export const Loading: Story = { loaders: stage({ line: 'never-answers' }) };

export const Empty: Story = { args: { course: emptyCourse } };

/** The address leads nowhere. */
export const NotFound: Story = { args: { src: './tidak-ada/course.json' } };

export const NotJson: Story = { args: { src: dataUrl('<!doctype html><title>Masuk</title>') } };

/** The notice names the place in the file. */
export const InvalidCourse: Story = {
  args: { src: dataUrl(JSON.stringify({ ...course, lessons: [{ id: 'satu', kind: 'Page 2', title: 'Satu' }] })) },
};

/** A lesson of a kind that no script on this page has registered. */
export const UnknownKind: Story = {
  args: { course: { ...course, lessons: [{ id: 'satu', kind: 'acme-simulasi', title: 'Simulasi loket' }] } },
};

/** No network: the course goes on, and what is done waits on the device. */
export const Offline: Story = { loaders: stage({ line: 'offline' }) };

/** The LRS is there but fails. */
export const ServerFails: Story = { loaders: stage({ line: 500 }) };

export const SignedOut: Story = { loaders: stage({ signedOut: true }) };

export const ReadOnly: Story = { args: { readonly: true }, loaders: stage({ seed: halfWay }) };

export const LongNames: Story = { args: { course: longCourse } };

export const Dark: Story = { loaders: stage({ seed: halfWay }), globals: { theme: 'dark' } };

export const RightToLeft: Story = { loaders: stage({ seed: halfWay }), globals: { dir: 'rtl' } };

export const Narrow: Story = { loaders: stage({ seed: halfWay }), globals: { width: '320' } };

export const English: Story = { loaders: stage({ seed: halfWay }), globals: { lang: 'en' } };

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaCoursePlayer } from '../src/components/course-player/course-player.js';
import type { Course } from '../src/model/course.js';
import { course, emptyCourse, finished, halfWay, longCourse } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaCoursePlayer, 'course' | 'src' | 'loading' | 'lesson' | 'readonly' | 'registration' | 'noTour'>;

const meta: Meta<Args> = {
  title: 'Components/Course player',
  component: 'widya-course-player',
  args: { course, src: '', loading: 'eager', lesson: '', readonly: false, registration: '', noTour: true },
  argTypes: {
    course: { control: 'object' },
    loading: { control: 'inline-radio', options: ['eager', 'lazy'] },
  },
  loaders: [stage],
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
        ?no-tour=${args.noTour}
        ><a href="#teks">Baca kursus sebagai teks</a></widya-course-player
      >`,
    ),
};
export default meta;
type Story = StoryObj<Args>;

export const Start: Story = {};

/** Two of four lessons are done; the player opens where the learner left, on any device. */
export const InProgress: Story = { parameters: scene({ seed: halfWay }) };

export const Done: Story = { parameters: scene({ seed: finished }) };

/** A whole course from its own file, with video, quizzes and a discussion. */
export const FromFile: Story = { args: { src: './kursus/etika-asn/course.json' } };

/** The LRS does not answer: the link inside stays usable. */
export const Loading: Story = { parameters: scene({ line: 'never-answers' }) };

export const Empty: Story = { args: { course: emptyCourse } };

/** The address leads nowhere. */
export const NotFound: Story = { args: { src: './tidak-ada/course.json' } };

/** A sign-in page came where the course was expected. */
export const NotJson: Story = { args: { src: './files/masuk.html' } };

/** The notice names the place in the file. */
export const InvalidCourse: Story = { args: { src: './files/course.json' } };

/** A lesson of a kind that no script on this page has registered. */
export const UnknownKind: Story = {
  args: { course: { ...course, lessons: [{ id: 'satu', kind: 'acme-simulasi', title: 'Simulasi loket' }] } },
};

/** No network: the course goes on, and what is done waits on the device. */
export const Offline: Story = { parameters: scene({ line: 'offline' }) };

/** The LRS is there but fails. */
export const ServerFails: Story = { parameters: scene({ line: 500 }) };

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

export const ReadOnly: Story = { args: { readonly: true }, parameters: scene({ seed: halfWay }) };

export const LongNames: Story = { args: { course: longCourse } };

/** A page with what folds out, stands out and asks; audio, slides, PDF, link, live session and assignment after it. */
export const AllKinds: Story = { args: { src: './kursus/orientasi/course.json' } };

const ofOrientation = (lesson: string): Story => ({ args: { src: './kursus/orientasi/course.json', lesson } });

export const Audio: Story = ofOrientation('suara-nilai');
export const Slides: Story = ofOrientation('salindia');
export const Link: Story = ofOrientation('aturan');
export const LiveSession: Story = ofOrientation('temu');

const live = (from: number, more = {}): Story => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const session = { id: 'temu', kind: 'live', title: 'Temu pembimbing', starts: at(from), ends: at(from + 60) };
  return { args: { course: { ...course, lessons: [{ ...session, join: 'https://rapat.bln.example/a', ...more }] } } };
};
/** The link works from a quarter of an hour before. */
export const LiveSessionSoon: Story = live(10);
export const LiveSessionOver: Story = live(-120, { recording: 'https://rapat.bln.example/r' });

export const Assignment: Story = {
  args: {
    course: {
      ...course,
      lessons: [
        {
          id: 'rencana',
          kind: 'assignment',
          title: 'Rencana tiga bulan',
          due: '2099-01-29T16:00:00+07:00',
          body: 'Tulis **tiga hal** yang ingin Anda kuasai.',
          handIn: 'Satu halaman, kepada pembimbing.',
        } as Course['lessons'][number],
      ],
    },
  },
};

/** One lesson is late, its block is not. */
export const Deadlines: Story = {
  args: {
    course: {
      ...course,
      due: '2099-06-30T23:59:00+07:00',
      objectives: [{ id: 'o', title: 'Menimbang dilema di tempat kerja' }],
      lessons: course.lessons.map((l, i) => ({
        ...l,
        due: i === 0 ? '2020-01-31T23:59:00+07:00' : '2099-05-31T23:59:00+07:00',
      })),
    },
  },
};

/** The guide that newcomers see, and all others behind "?". */
export const Guide: Story = { args: { noTour: false } };

export const Dark: Story = { parameters: scene({ seed: halfWay }), globals: { theme: 'dark' } };

export const RightToLeft: Story = { parameters: scene({ seed: halfWay }), globals: { dir: 'rtl' } };

export const Narrow: Story = { parameters: scene({ seed: halfWay }), globals: { width: '320' } };

export const English: Story = { parameters: scene({ seed: halfWay }), globals: { lang: 'en' } };

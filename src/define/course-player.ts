import { WidyaCoursePlayer } from '../components/course-player/course-player.js';

WidyaCoursePlayer.define();

export { WidyaCoursePlayer };

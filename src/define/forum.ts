import { WidyaForum } from '../components/forum/forum.js';

WidyaForum.define();

export { WidyaForum };

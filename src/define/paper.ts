import { WidyaPaper } from '../components/paper/paper.js';

WidyaPaper.define();

export { WidyaPaper };

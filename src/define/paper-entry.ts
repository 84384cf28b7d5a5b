import { WidyaPaperEntry } from '../components/paper-entry/paper-entry.js';

WidyaPaperEntry.define();

export { WidyaPaperEntry };

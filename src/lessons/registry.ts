// Shelf 2: which lesson kinds there are. The list of built-in ones is in builtins.ts.
import { createRegistry } from '../core/registry.js';
import { builtins } from './builtins.js';
import type { LessonKind } from './kind.js';

// A kind is registered with its own lesson type and used with any lesson its schema has accepted.
export const lessonKinds = createRegistry<LessonKind>('lessonKinds');
for (const [name, load] of Object.entries(builtins)) lessonKinds.register(name, load as () => Promise<LessonKind>);

export type { LessonHost, LessonKind, LessonView, LessonViewModule } from './kind.js';
export { defineLessonKind } from './kind.js';

// Lets Node run the TypeScript of src/ and test/: `node --import ./test/node-ts.mjs --test …`. Compiles each file with esbuild as it is asked for.
import { register } from 'node:module';

register('./node-ts-hooks.mjs', import.meta.url);

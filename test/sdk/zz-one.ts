import { run } from './chaos-debug.ts';
import { readFileSync } from 'node:fs';
const t = JSON.parse(readFileSync('/tmp/sdk/one.json', 'utf8'));
console.log(await run(t));

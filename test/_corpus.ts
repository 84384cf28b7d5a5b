import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openQuiz, warningText } from '../src/formats/open.ts';
import { builtins } from '../src/questions/builtins.ts';
const kinds = new Map<string, any>();
for (const [name, load] of Object.entries(builtins)) kinds.set(name, await load());
const [root, re, verbose] = process.argv.slice(2);
const files = readdirSync(root!, { recursive: true }).map(String).filter((f) => new RegExp(re!, 'i').test(f)).sort();
const tally: Record<string, number> = {}; let q = 0, threw = 0;
for (const f of files) {
  try {
    const r = await openQuiz(readFileSync(join(root!, f)), { name: f, id: 'x:y', kindSchema: (k) => kinds.get(k)?.schema });
    q += r.quiz.questions.length;
    for (const w of r.warnings) { const k = w.severity + ' ' + w.message.replace(/"[^"]*"|\d+/g, '…'); tally[k] = (tally[k] ?? 0) + 1; }
    for (const x of r.quiz.questions) tally['kind ' + x.kind] = (tally['kind ' + x.kind] ?? 0) + 1;
    if (verbose) { console.log('##', f, r.format); if (verbose === '2') console.log(JSON.stringify(r.quiz.questions, null, 1)); for (const w of r.warnings) console.log('  ', w.severity, warningText(f, w)); }
  } catch (e: any) { threw++; console.log('!!', f, e.message, e.place ?? '', e.code ? '' : e.stack); }
}
console.log(files.length, 'files', q, 'questions', threw, 'refused'); console.log(Object.entries(tally).sort((a, b) => b[1] - a[1]).map(([k, v]) => v + ' ' + k).join('\n'));

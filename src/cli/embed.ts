// `widya embed`: the HTML that shows a tag in a page of somebody else's.
import { parseArgs } from 'node:util';
import { embeddable, embedCode, embedGrades, type EmbedGrade } from '../model/embed.js';
import { WidyaError } from '../sdk/errors.js';

const help = `widya embed TAG [ATTRIBUTE=VALUE...] --href URL --text TEXT

  The HTML that shows a tag, in four grades by how much the place lets through:
    tag          pages of your own, with the script
    placeholder  editors that keep only class and data-*; the autoloader puts the tag in
    frame        places that take frames; the server answers /embed/ and /oembed
    link         everywhere

  TAG                      ${Object.keys(embeddable).join(', ')}
  --href URL, --text TEXT  the link that is there without JavaScript
  --grade NAME             only this one
  --embed URL              where the server answers (/embed/)
`;

/** @returns exit code */
export function embed(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      href: { type: 'string' },
      text: { type: 'string' },
      grade: { type: 'string' },
      embed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [tag, ...pairs] = positionals;
  if (values.help || tag === undefined) {
    process.stdout.write(help);
    return values.help ? 0 : 1;
  }
  if (values.href === undefined || values.text === undefined)
    throw new Error('--href and --text are needed: without JavaScript there must be something to read');
  if (values.grade !== undefined && !embedGrades.includes(values.grade as EmbedGrade))
    throw new Error(`--grade ${values.grade}: there are ${embedGrades.join(', ')}`);
  const attributes = Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const grades = values.grade === undefined ? embedGrades : [values.grade as EmbedGrade];
  try {
    for (const grade of grades) {
      const code = embedCode(
        { tag, attributes, href: values.href, text: values.text, ...(values.embed ? { embed: values.embed } : {}) },
        grade,
      );
      process.stdout.write(grades.length > 1 ? `${grade}:\n${code}\n\n` : `${code}\n`);
    }
  } catch (cause) {
    if (cause instanceof WidyaError) throw new Error(`${cause.place}: ${cause.message}`);
    throw cause;
  }
  return 0;
}

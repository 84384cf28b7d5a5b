// `widya importmap`: hashes of every file of the script-tag build, for browsers to check what is loaded later as well.
import { readFile } from 'node:fs/promises';

const help = `widya importmap FOLDER

  An import map with the hash of every file of the script-tag build, for a page whose files are in FOLDER (/vendor/widya/):
    <script type="importmap">…</script>      before any module
    <script type="module" src="FOLDERwidya-autoloader.js" integrity="…" crossorigin></script>
  Browsers then refuse a file that is not the one of this version, also one that is loaded later.
`;

/** @returns exit code */
export async function importmap([folder]: string[]): Promise<number> {
  if (folder === undefined || folder === '--help') {
    process.stdout.write(help);
    return folder === undefined ? 1 : 0;
  }
  const { integrity } = JSON.parse(await readFile(new URL('../../cdn/importmap.json', import.meta.url), 'utf8')) as {
    integrity: Record<string, string>;
  };
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  const map = Object.fromEntries(Object.entries(integrity).map(([file, hash]) => [base + file.slice(2), hash]));
  process.stdout.write(`${JSON.stringify({ integrity: map }, null, 2)}\n`);
  return 0;
}

// What a screen reader has to say, from Chromium's own accessibility tree (what it hands to NVDA, JAWS and Orca): every node in reading
// order with role, name, state, value and description, worded in Indonesian. Not one reader's voice, but all that any of them gets to
// know. Text inside a button, link, heading or choice is its name and is not said twice.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const roles = {
  alert: 'peringatan',
  article: 'artikel',
  button: 'tombol',
  caption: '',
  cell: 'sel',
  checkbox: 'kotak centang',
  combobox: 'kotak pilihan',
  form: 'formulir',
  group: 'grup',
  heading: 'judul',
  image: 'gambar',
  img: 'gambar',
  link: 'tautan',
  list: 'daftar',
  listitem: 'butir',
  navigation: 'navigasi',
  radio: 'tombol radio',
  region: 'wilayah',
  rowheader: 'kepala baris',
  row: 'baris',
  spinbutton: 'isian angka',
  status: 'status',
  table: 'tabel',
  textbox: 'isian',
  timer: 'waktu',
  toolbar: 'bilah',
};
/** Their name is their content. */
const leaves = new Set([
  'button',
  'link',
  'radio',
  'checkbox',
  'heading',
  'combobox',
  'textbox',
  'spinbutton',
  'image',
  'img',
]);
/** Containers that a reader announces on the way in and out. */
const announced = new Set([
  'group',
  'list',
  'table',
  'navigation',
  'form',
  'region',
  'alert',
  'status',
  'timer',
  'article',
  'toolbar',
  'listitem',
  'row',
  'cell',
  'rowheader',
]);

/** @param nodes of `Accessibility.getFullAXTree` */
export function spokenText(nodes) {
  const byId = new Map(nodes.map((n) => [n.nodeId, n]));
  const lines = [];
  let said = '';
  const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
  const walk = (node, depth) => {
    const role = node.role?.value ?? '';
    const name = tidy(node.name?.value);
    const props = Object.fromEntries((node.properties ?? []).map((p) => [p.name, p.value.value]));
    const children = (node.childIds ?? []).map((id) => byId.get(id)).filter(Boolean);
    const inner = (d) => children.forEach((c) => walk(c, d));
    if (props.hidden) return;
    if (node.ignored) return inner(depth);
    if (role === 'StaticText') {
      // The label of the field before it, and the legend of the group it opens, are said with them.
      if (name && !said.includes(name)) lines.push(`${'  '.repeat(depth)}${name}`);
      else said = said.replace(name, '');
      return;
    }
    if (role === 'InlineTextBox' || role === 'ListMarker') return;
    if (!leaves.has(role) && !announced.has(role)) return inner(depth);
    const parts = [];
    const kind =
      role === 'heading'
        ? `judul tingkat ${props.level ?? '?'}`
        : role === 'list'
          ? `daftar, ${countItems(children)} butir`
          : (roles[role] ?? role);
    if (role === 'combobox' || role === 'textbox' || role === 'spinbutton') parts.push(`"${tidy(node.value?.value)}"`);
    if (role === 'radio' || role === 'checkbox')
      parts.push(props.checked === 'true' || props.checked === true ? 'dipilih' : 'tidak dipilih');
    if (props.pressed !== undefined)
      parts.push(props.pressed === 'true' || props.pressed === true ? 'ditekan' : 'tidak ditekan');
    if (props.disabled) parts.push('tidak tersedia');
    if (props.readonly) parts.push('hanya baca');
    if (props.required) parts.push('wajib');
    if (props.invalid && props.invalid !== 'false') parts.push('tidak sah');
    if (props.expanded !== undefined) parts.push(props.expanded ? 'terbuka' : 'tertutup');
    if (props.focused) parts.push('fokus');
    const description = tidy(node.description?.value);
    if (description) parts.push(`keterangan: ${description}`);
    lines.push(`${'  '.repeat(depth)}${[kind + (name ? `: ${name}` : ''), ...parts].filter(Boolean).join('; ')}`);
    said = leaves.has(role) || role === 'group' ? name : '';
    if (!leaves.has(role)) inner(depth + 1);
  };
  const countItems = (children) =>
    children.reduce(
      (n, c) =>
        n +
        (c.ignored || c.role?.value === 'generic'
          ? countItems((c.childIds ?? []).map((id) => byId.get(id)).filter(Boolean))
          : c.role?.value === 'listitem'
            ? 1
            : 0),
      0,
    );
  const root = nodes.find((n) => n.role?.value === 'RootWebArea');
  for (const id of root?.childIds ?? []) if (byId.get(id)) walk(byId.get(id), 0);
  return `${lines.join('\n')}\n`;
}

/**
 * Test runner command `spoken` with the name of a file in test/spoken: what the page says now against what is kept there.
 * `WIDYA_SPOKEN=write npm test -- component` keeps what is said now; read it before it is committed.
 */
export const spokenPlugin = () => ({
  name: 'widya-spoken',
  async executeCommand({ command, payload, session }) {
    if (command !== 'spoken') return undefined;
    const page = session.browser.getPage(session.id);
    const client = await page.createCDPSession();
    try {
      await client.send('Accessibility.enable');
      const { nodes } = await client.send('Accessibility.getFullAXTree');
      const said = spokenText(nodes);
      const file = fileURLToPath(new URL(`./spoken/${payload}.txt`, import.meta.url));
      if (process.env.WIDYA_SPOKEN === 'write') {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, said);
      }
      return { said, kept: existsSync(file) ? readFileSync(file, 'utf8') : '' };
    } finally {
      await client.detach();
    }
  },
});

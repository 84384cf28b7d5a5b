// A question kind in the page: choose the right place on a picture. One choice is one id, so the record is an xAPI `choice`.
import { allOrNothing, definePlugin, interaction, plain, schemaFrom, withoutKey } from 'widya/plugin';

/** What is wrong with a question, as an author reads it. */
function problem(q) {
  if (typeof q.picture?.src !== 'string' || q.picture.alt === undefined) return 'picture: needs src and alt';
  if (!(q.picture.width > 0 && q.picture.height > 0)) return 'picture: needs width and height in pixels';
  if (!Array.isArray(q.spots) || q.spots.length < 2) return 'spots: needs two or more';
  for (const [i, s] of q.spots.entries()) {
    if (typeof s?.id !== 'string' || /\s/.test(s.id)) return `spots[${i}].id: must be an id without spaces`;
    if (s.label === undefined) return `spots[${i}].label: is missing; who cannot see the picture chooses by it`;
    if (![s.x, s.y, s.width, s.height].every((n) => typeof n === 'number' && n >= 0))
      return `spots[${i}]: needs x, y, width and height in pixels of the picture`;
  }
  return q.spots.some((s) => s.id === q.answer) ? undefined : 'answer: must be the id of a spot';
}

export const hotspot = {
  name: 'contoh-hotspot',
  schema: schemaFrom(problem),
  grade: (q, response) => allOrNothing(q, response === q.answer),
  definition: (q, { withKey, lang }) => ({
    ...interaction('choice', plain(q.stem, lang), withKey ? [q.answer] : undefined),
    choices: q.spots.map((s) => ({ id: s.id, description: plain(s.label, lang) })),
  }),
  strip: (q) => withoutKey(q, 'answer'),
  check: (q, response) => (q.spots.some((s) => s.id === response) ? 'answered' : 'invalid'),
  view: () => import('./view.js'),
};

export default definePlugin({
  id: 'id.contoh.hotspot',
  version: '1.0.0',
  api: 1,
  words: {
    id: { chosen: 'Dipilih: {spot}' },
    en: { chosen: 'Chosen: {spot}' },
  },
  contributes: {
    questionKinds: {
      'contoh-hotspot': { label: { id: 'Titik pada gambar', en: 'Place on a picture' }, load: async () => hotspot },
    },
  },
});

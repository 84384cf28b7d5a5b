// A lesson kind from a stranger, for the frame tier: cards to turn over. Done when each was turned; what was turned is kept.
// Built to one file: `esbuild cards.js --bundle --format=esm --outfile=cards.bundle.js`.
import { css, definePlugin, html, schemaFrom } from 'widya/plugin';

const problem = (lesson) =>
  Array.isArray(lesson.cards) && lesson.cards.length > 0 && lesson.cards.every((c) => c?.front && c?.back)
    ? undefined
    : 'cards: needs one or more, each with front and back';

const styles = css`
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr));
    gap: 0.75rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .card {
    inline-size: 100%;
    min-block-size: 6rem;
    padding: 0.75rem;
    border: 1px solid currentColor;
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
`;

const kind = {
  name: 'contoh-kartu',
  schema: schemaFrom(problem),
  moveOn: 'Completed',
  activityType: 'http://adlnet.gov/expapi/activities/lesson',
  completedBy: 'lesson',
  view: async () => ({
    styles,
    create(lesson, host) {
      const turned = () => new Set(host.draft.get()?.turned ?? []);
      const turn = (i) => {
        const now = turned().add(i);
        if (!host.readonly) {
          host.draft.set({ turned: [...now] });
          host.progress(now.size / lesson.cards.length);
          if (now.size === lesson.cards.length) host.complete();
        }
        host.announce(host.text(lesson.cards[i].back));
        host.requestUpdate();
      };
      return {
        render: () =>
          html`<p>${host.translate('turned', { n: turned().size, of: lesson.cards.length })}</p>
            <ul class="cards">
              ${lesson.cards.map(
                (c, i) =>
                  html`<li>
                    <button type="button" class="card" aria-pressed=${turned().has(i)} @click=${() => turn(i)}>
                      ${host.text(turned().has(i) ? c.back : c.front)}
                    </button>
                  </li>`,
              )}
            </ul>`,
      };
    },
  }),
};

export default definePlugin({
  id: 'com.example.cards',
  version: '1.0.0',
  api: 1,
  words: { id: { turned: '{n} dari {of} kartu dibalik' }, en: { turned: '{n} of {of} cards turned' } },
  contributes: { lessonKinds: { 'contoh-kartu': { label: { id: 'Kartu', en: 'Cards' }, load: async () => kind } } },
});

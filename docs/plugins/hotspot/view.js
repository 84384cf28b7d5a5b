// The picture for the mouse and the finger, the list for everybody. Places are attributes of SVG, which a strict policy lets be.
import { css, html, nothing, svg } from 'widya/plugin';

export const styles = css`
  svg {
    display: block;
    inline-size: 100%;
    block-size: auto;
    border-radius: var(--_radius-small);
  }
  .spot {
    fill: transparent;
    stroke: var(--_accent);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
    cursor: pointer;
  }
  .spot[data-chosen] {
    stroke-width: 5;
  }
  .spot[data-right] {
    stroke: var(--_success);
    stroke-dasharray: 8 4;
  }
  .list {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_2) var(--_4);
    margin-block-start: var(--_3);
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: 28px;
  }
`;

export function render(q, host) {
  const choose = (spot) => {
    host.answer(spot.id);
    host.announce(host.translate('chosen', { spot: host.text(spot.label) }));
  };
  const { src, alt, width, height } = q.picture;
  return html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${host.text(alt)}>
      <image href=${src} width=${width} height=${height}></image>
      ${q.spots.map(
        (s) =>
          svg`<rect class="spot" x=${s.x} y=${s.y} width=${s.width} height=${s.height} rx="4"
            ?data-chosen=${host.response === s.id} ?data-right=${host.review && s.id === q.answer}
            @click=${host.disabled ? nothing : () => choose(s)}></rect>`,
      )}
    </svg>
    <div class="list">
      ${q.spots.map(
        (s) =>
          html`<label
            ><input
              type="radio"
              name=${host.uid}
              value=${s.id}
              .checked=${host.response === s.id}
              ?disabled=${host.disabled}
              @change=${() => choose(s)}
            />${host.text(s.label)}</label
          >`,
      )}
    </div>
  </fieldset>`;
}

// Paper is white and black, whatever the screen; no question is cut by the end of a page.
import { css } from 'lit';

export const sheetStyles = css`
  .page {
    --_text: #000;
    --_muted: #333;
    --_border: #888;
    --_control: #000;
    --_surface: #fff;
    --_surface-2: #fff;
    --_accent: #000;
    --_tint: #fff;
    color-scheme: light;
    box-sizing: border-box;
    padding: 14mm 12mm;
    background: #fff;
    color: #000;
    font-family: system-ui, sans-serif;
    font-size: 11pt;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .page p,
  .page h2,
  .page h3,
  .page ol,
  .page ul {
    margin: 0;
    padding: 0;
  }
  .page header {
    display: flex;
    justify-content: space-between;
    align-items: flex-start;
    gap: 6mm;
    padding-block-end: 3mm;
    border-block-end: 2px solid #000;
  }
  .page h2 {
    font-size: 15pt;
  }
  .page h3 {
    margin-block-start: 4mm;
    font-size: 12pt;
  }
  .code {
    flex: none;
    padding: 1mm 3mm !important;
    border: 2px solid #000;
    font-size: 13pt;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .rules {
    padding-block: 2mm !important;
    font-size: 10pt;
  }
  .hint {
    font-size: 10pt;
    font-style: italic;
  }
  .part {
    break-inside: avoid;
    break-after: avoid;
    margin-block: 3mm;
  }
  .q {
    display: grid;
    grid-template-columns: 9mm minmax(0, 1fr);
    padding-block: 2.5mm;
    break-inside: avoid;
  }
  .q > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.5mm;
  }
  .n {
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  .page img {
    max-inline-size: 100%;
    max-block-size: 90mm;
    inline-size: auto;
    block-size: auto;
  }
  .options,
  .rows {
    display: grid;
    gap: 1mm;
    list-style: none;
  }
  .page .rows {
    padding-inline-start: 6mm;
    list-style: decimal;
  }
  .options li {
    display: grid;
    grid-template-columns: 8mm minmax(0, 1fr);
  }
  .letter {
    font-weight: 600;
  }
  .fields {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 3mm 8mm;
    padding-block: 4mm;
  }
  .fields p {
    display: flex;
    align-items: flex-end;
    gap: 2mm;
  }
  .line {
    flex: 1;
    display: block;
    min-block-size: 8mm;
    border-block-end: 1px solid #000;
  }
  .grid {
    columns: 2;
    column-gap: 10mm;
    list-style: none;
  }
  .grid li,
  .written {
    display: grid;
    grid-template-columns: 9mm minmax(0, 1fr);
    align-items: center;
    padding-block: 1.2mm;
    break-inside: avoid;
  }
  .written {
    align-items: start;
  }
  .grid .marks {
    display: flex;
    flex-wrap: wrap;
    gap: 1.5mm;
  }
  .written .marks {
    display: grid;
  }
  .labelled {
    display: flex;
    align-items: flex-end;
    gap: 2mm;
  }
  .bubble {
    display: inline-grid;
    place-content: center;
    box-sizing: border-box;
    inline-size: 7mm;
    block-size: 7mm;
    border: 1px solid #000;
    border-radius: 50%;
    font-size: 9pt;
  }
  .box {
    display: inline-grid;
    place-content: start;
    box-sizing: border-box;
    inline-size: 9mm;
    block-size: 9mm;
    padding: 0.5mm;
    border: 1px solid #000;
    line-height: 1;
  }
  .page small {
    font-size: 8pt;
  }
  .page table {
    border-collapse: collapse;
    inline-size: 100%;
  }
  .page table th,
  .page table td {
    padding: 1mm 3mm 1mm 0;
    border-block-end: 1px solid #888;
    text-align: start;
    vertical-align: top;
  }
  .page :is(td, th):not(:nth-child(2)) {
    white-space: nowrap;
  }
  .page tr {
    break-inside: avoid;
  }
  @media print {
    .page {
      padding: 0;
      break-after: page;
    }
    .page:last-child {
      break-after: auto;
    }
    .form-A {
      page: widya-A;
    }
    .form-B {
      page: widya-B;
    }
    .form-C {
      page: widya-C;
    }
    .form-D {
      page: widya-D;
    }
    .form-E {
      page: widya-E;
    }
    .form-F {
      page: widya-F;
    }
  }
`;

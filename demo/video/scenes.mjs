// The pictures of the slides, 480 by 480: plain shapes in the portal's colours.
const gold = '#f2b84b';
const white = '#ffffff';
const pale = '#bfe3ea';
const teal = '#0e7286';
const line = `fill="none" stroke="${white}" stroke-width="10" stroke-linecap="round" stroke-linejoin="round"`;

export const scenes = {
  sun: `<circle cx="240" cy="130" r="66" fill="${gold}"/>
    <g ${line} stroke-width="18"><path d="M50 262c66-46 136-38 190 18 54-56 124-64 190-18"/>
    <path d="M50 340c66-46 136-38 190 18 54-56 124-64 190-18" opacity=".7"/>
    <path d="M106 410c52-26 96-18 134 22 38-40 82-48 134-22" opacity=".4"/></g>`,
  counter: `<rect x="40" y="300" width="400" height="96" rx="14" fill="${teal}"/><rect x="24" y="284" width="432" height="26" rx="13" fill="${pale}"/>
    <circle cx="140" cy="156" r="46" fill="${white}"/><path d="M66 284c0-52 30-74 74-74s74 22 74 74z" fill="${white}"/>
    <path d="M250 90h160a18 18 0 0 1 18 18v78a18 18 0 0 1-18 18h-94l-40 36v-36h-26a18 18 0 0 1-18-18v-78a18 18 0 0 1 18-18z" fill="${gold}"/>
    <g fill="none" stroke="#10262d" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"><path d="M262 130l9 10 17-20M308 132h86M262 168l9 10 17-20M308 170h58"/></g>`,
  note: `<rect x="100" y="60" width="280" height="360" rx="18" fill="${white}"/>
    <g stroke="#9fb6bd" stroke-width="10" stroke-linecap="round"><path d="M150 140h180M150 190h180M150 240h120"/></g>
    <path d="M150 330l34 36 66-84" fill="none" stroke="#0a5a6b" stroke-width="18" stroke-linecap="round" stroke-linejoin="round"/>
    <path d="M402 226l36 36-118 118-52 16 16-52z" fill="${gold}"/>`,
  book: `<path d="M240 170c-48-34-108-44-180-36v240c72-8 132 2 180 36 48-34 108-44 180-36V134c-72-8-132 2-180 36z" fill="${white}"/>
    <path d="M240 170v240" stroke="#0a5a6b" stroke-width="8"/>
    <g stroke="#9fb6bd" stroke-width="9" stroke-linecap="round" fill="none"><path d="M98 190c38-2 74 4 106 18M98 240c38-2 74 4 106 18M382 190c-38-2-74 4-106 18M382 240c-38-2-74 4-106 18"/></g>
    <path d="M240 24l16 38 42 4-32 27 10 41-36-22-36 22 10-41-32-27 42-4z" fill="${gold}"/>`,
  talk: `<path d="M60 90h220a22 22 0 0 1 22 22v104a22 22 0 0 1-22 22H150l-52 46v-46H60a22 22 0 0 1-22-22V112a22 22 0 0 1 22-22z" fill="${white}"/>
    <path d="M420 216H256a22 22 0 0 0-22 22v92a22 22 0 0 0 22 22h90l52 46v-46h22a22 22 0 0 0 22-22v-92a22 22 0 0 0-22-22z" fill="${gold}"/>
    <g fill="#0a5a6b"><circle cx="112" cy="164" r="14"/><circle cx="170" cy="164" r="14"/><circle cx="228" cy="164" r="14"/></g>
    <path d="M290 284h96" stroke="#10262d" stroke-width="12" stroke-linecap="round"/>`,
  lock: `<path d="M150 216v-56c0-58 38-98 90-98s90 40 90 98v56" ${line} stroke-width="24"/>
    <rect x="96" y="212" width="288" height="206" rx="26" fill="${gold}"/>
    <circle cx="240" cy="296" r="26" fill="#10262d"/><path d="M228 304h24l10 62h-44z" fill="#10262d"/>`,
  signal: `<g ${line} stroke-width="20" opacity=".45"><path d="M96 190c84-74 204-74 288 0M146 246c56-46 132-46 188 0"/></g>
    <circle cx="240" cy="306" r="18" fill="${white}" opacity=".45"/><path d="M116 96l216 206" stroke="${white}" stroke-width="16" stroke-linecap="round"/>
    <path d="M70 400c70 40 150 40 210 0s80-30 112-22" fill="none" stroke="${gold}" stroke-width="20" stroke-linecap="round"/>
    <path d="M366 344l38 34-44 28" fill="none" stroke="${gold}" stroke-width="20" stroke-linecap="round" stroke-linejoin="round"/>`,
  hand: `<circle cx="110" cy="150" r="48" fill="${white}"/><path d="M30 300c0-60 30-84 80-84s80 24 80 84z" fill="${white}"/>
    <circle cx="370" cy="150" r="48" fill="${pale}"/><path d="M290 300c0-60 30-84 80-84s80 24 80 84z" fill="${pale}"/>
    <rect x="176" y="316" width="128" height="96" rx="12" fill="${gold}"/><path d="M202 346h76M202 378h48" stroke="#10262d" stroke-width="9" stroke-linecap="round"/>
    <path d="M112 326c4 34 22 46 48 46M320 372c26 0 44-12 48-46M352 338l16-14 16 14" ${line}/>`,
  today: `<rect x="80" y="90" width="320" height="310" rx="24" fill="${white}"/><path d="M80 166V114a24 24 0 0 1 24-24h272a24 24 0 0 1 24 24v52z" fill="${gold}"/>
    <path d="M160 60v60M320 60v60" stroke="${white}" stroke-width="18" stroke-linecap="round"/>
    <path d="M168 282l50 54 96-116" fill="none" stroke="#0a5a6b" stroke-width="26" stroke-linecap="round" stroke-linejoin="round"/>`,
};

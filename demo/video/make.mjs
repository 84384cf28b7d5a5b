// Makes the course's video from its own slides: pictures by Chromium, voice by espeak-ng, film and sound by ffmpeg,
// captions timed by the length of each spoken line. Needs Debian's chromium, espeak-ng and ffmpeg: node demo/video/make.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { scenes } from './scenes.mjs';

const RATE = 48000;
/** Seconds of silence before the first line, after a line, and after the last line of a slide. */
const LEAD = 0.6;
const BREATH = 0.45;
const TURN = 0.9;
const FPS = 15;

const slides = JSON.parse(readFileSync(new URL('slides.json', import.meta.url), 'utf8'));
const out = fileURLToPath(new URL('../public/kursus/etika-asn/video/', import.meta.url));
const tmp = mkdtempSync(`${tmpdir()}/widya-video-`);
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 });
mkdirSync(out, { recursive: true });

/* Voice: one track of samples, so that captions and slides are timed by what is really heard. */
const silence = (seconds) => Buffer.alloc(Math.round(seconds * RATE) * 2);
const secondsOf = (pcm) => pcm.length / 2 / RATE;
const speak = (text) => {
  const wav = `${tmp}/line.wav`;
  run('espeak-ng', '-v', 'id', '-s', '145', '-p', '42', '-w', wav, text);
  return run('ffmpeg', '-v', 'error', '-i', wav, '-af', 'highpass=f=90,lowpass=f=7500', '-f', 's16le', '-ac', '1', '-ar', `${RATE}`, '-');
};

const track = [silence(LEAD)];
const cues = { id: [], en: [] };
/** Second at which each slide begins. */
const starts = [];
let now = LEAD;
for (const [i, slide] of slides.entries()) {
  starts.push(i === 0 ? 0 : now);
  for (const [n, line] of slide.say.entries()) {
    const voice = speak(line.spoken ?? line.id);
    const pause = silence(n === slide.say.length - 1 ? TURN : BREATH);
    for (const lang of ['id', 'en']) cues[lang].push({ from: now, to: now + secondsOf(voice), text: line[lang] });
    now += secondsOf(voice) + secondsOf(pause);
    track.push(voice, pause);
  }
}
writeFileSync(`${tmp}/voice.pcm`, Buffer.concat(track));

/* Pictures. */
const letters = ['Ber', 'A', 'K', 'H', 'L', 'A', 'K'];
const page = ({ scene, mark, title, text }, i) => {
  const strip = letters.map((l, n) => `<i${!mark || n === i - 1 ? ' class="on"' : ''}>${l}</i>`).join('');
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; inline-size: 1280px; block-size: 720px; display: grid; grid-template-columns: 520px 1fr; overflow: hidden;
      font-family: 'Noto Sans', 'DejaVu Sans', sans-serif; color: #10262d; background: #f4f8f9; }
    .scene { display: grid; place-items: center; background: #073f4b; }
    main { align-self: center; padding: 0 72px 40px; }
    b { display: inline-block; min-inline-size: 92px; padding: 0 18px; margin-block-end: 26px; box-sizing: border-box; border-radius: 16px; background: #f2b84b;
      font-size: 56px; line-height: 92px; text-align: center; }
    h1 { margin: 0 0 22px; font-size: ${mark ? 66 : 84}px; line-height: 1.1; letter-spacing: -1px; }
    p { margin: 0; font-size: 36px; line-height: 1.4; color: #3b5058; }
    footer { position: absolute; inset: auto 72px 44px 592px; display: flex; gap: 10px; }
    i { padding: 0 14px; border-radius: 8px; background: #e0eaec; font: 700 22px/40px 'Noto Sans', 'DejaVu Sans', sans-serif; color: #5b6f77; }
    i.on { background: #0a5a6b; color: #fff; }
  </style><div class="scene"><svg viewBox="0 0 480 480" width="400">${scenes[scene]}</svg></div>
  <main>${mark ? `<b>${mark}</b>` : ''}<h1>${title}</h1><p>${text}</p></main><footer>${strip}</footer>`;
};
const browser = await puppeteer.launch({ executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage();
await tab.setViewport({ width: 1280, height: 720 });
for (const [i, slide] of slides.entries()) {
  await tab.setContent(page(slide, i));
  await tab.screenshot({ path: `${tmp}/${i}.png` });
}
await browser.close();

/* Film: each picture until the next one begins; ffmpeg wants the last one named twice. */
const until = (i) => (starts[i + 1] ?? now) - starts[i];
const list = slides.map((_, i) => `file '${tmp}/${i}.png'\nduration ${until(i).toFixed(4)}\n`).join('');
writeFileSync(`${tmp}/list.txt`, `${list}file '${tmp}/${slides.length - 1}.png'\n`);
const source = ['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', `${tmp}/list.txt`, '-f', 's16le', '-ar', `${RATE}`, '-ac', '1', '-i', `${tmp}/voice.pcm`];
const shape = ['-vf', `fps=${FPS},format=yuv420p`, '-af', 'loudnorm=I=-17:TP=-2:LRA=7,aresample=48000', '-ac', '1', '-t', now.toFixed(3), '-g', `${FPS * 4}`];
run('ffmpeg', ...source, ...shape, '-c:v', 'libx264', '-preset', 'slow', '-crf', '24', '-tune', 'stillimage', '-c:a', 'aac', '-b:a', '56k', '-movflags', '+faststart', `${out}nilai-dasar.mp4`);
run('ffmpeg', ...source, ...shape, '-c:v', 'libvpx-vp9', '-crf', '36', '-b:v', '0', '-row-mt', '1', '-c:a', 'libopus', '-b:a', '32k', `${out}nilai-dasar.webm`);
// The sound alone, for the audio lesson of the orientation course.
run('ffmpeg', '-v', 'error', '-y', '-i', `${out}nilai-dasar.webm`, '-vn', '-c:a', 'copy', `${out}../../orientasi/suara/nilai-dasar.ogg`);
run('ffmpeg', '-v', 'error', '-y', '-i', `${tmp}/0.png`, '-q:v', '4', `${out}nilai-dasar.jpg`);

/* Captions: at most two lines, broken near the middle. */
const stamp = (s) => new Date(Math.round(s * 1000)).toISOString().slice(11, 23);
const broken = (text) => {
  if (text.length <= 42) return text;
  const spaces = [...text.matchAll(/ /g)].map((m) => m.index);
  const at = spaces.reduce((best, s) => (Math.abs(s - text.length / 2) < Math.abs(best - text.length / 2) ? s : best));
  return `${text.slice(0, at)}\n${text.slice(at + 1)}`;
};
for (const lang of ['id', 'en']) {
  const body = cues[lang].map(({ from, to, text }) => `${stamp(from)} --> ${stamp(to)}\n${broken(text)}\n`).join('\n');
  writeFileSync(`${out}nilai-dasar.${lang}.vtt`, `WEBVTT\n\n${body}`);
}
rmSync(tmp, { recursive: true });
console.log(`${now.toFixed(1)} s`);

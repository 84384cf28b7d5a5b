// Makes the course's video from its own slides: pictures by Chromium, voice by espeak-ng, film and sound by ffmpeg,
// captions timed by the length of each spoken sentence. Needs Debian's chromium, espeak-ng and ffmpeg: node demo/video/make.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const slides = JSON.parse(readFileSync(new URL('slides.json', import.meta.url), 'utf8'));
const out = fileURLToPath(new URL('../public/kursus/etika-asn/video/', import.meta.url));
const tmp = mkdtempSync(`${tmpdir()}/widya-video-`);
mkdirSync(out, { recursive: true });
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'] }).toString();
const PAUSE = 0.7;

const page = ({ mark, title, text }, i) => `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; inline-size: 1280px; block-size: 720px; display: grid; grid-template-columns: 400px 1fr; font-family: 'DejaVu Sans', sans-serif; color: #10262d; background: #f4f8f9; }
  .mark { display: grid; place-items: center; background: ${i % 2 ? '#0a5a6b' : '#073f4b'}; color: #fff; font-size: ${mark.length > 2 ? 84 : 200}px; font-weight: 700; }
  .mark span { border-block-end: 14px solid #f2b84b; padding-block-end: 12px; }
  main { align-self: center; padding: 0 80px; }
  h1 { margin: 0 0 28px; font-size: 60px; line-height: 1.12; }
  p { margin: 0; font-size: 32px; line-height: 1.45; color: #3b5058; }
  footer { position: absolute; inset-inline-end: 48px; inset-block-end: 32px; font-size: 20px; color: #5b6f77; }
</style><div class="mark"><span>${mark}</span></div><main><h1>${title}</h1><p>${text}</p></main><footer>Badan Layanan Nusantara</footer>`;

const browser = await puppeteer.launch({ executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage();
await tab.setViewport({ width: 1280, height: 720 });

const stamp = (s) => new Date(Math.round(s * 1000)).toISOString().slice(11, 23);
const cues = { id: [], en: [] };
const parts = [];
let at = 0;
for (const [i, slide] of slides.entries()) {
  await tab.setContent(page(slide, i));
  await tab.screenshot({ path: `${tmp}/${i}.png` });
  const sounds = [];
  for (const [n, line] of slide.say.entries()) {
    const wav = `${tmp}/${i}-${n}.wav`;
    run('espeak-ng', '-v', 'id', '-s', '150', '-w', wav, line.spoken ?? line.id);
    const length = Number(run('ffprobe', '-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', wav));
    for (const lang of ['id', 'en']) cues[lang].push(`${stamp(at)} --> ${stamp(at + length)}\n${line[lang]}\n`);
    at += length + PAUSE;
    sounds.push(wav);
  }
  const inputs = sounds.flatMap((s) => ['-i', s]);
  const padded = sounds.map((_, n) => `[${n + 1}]aresample=44100,apad=pad_dur=${PAUSE}[a${n}]`).join(';');
  const joined = `${padded};${sounds.map((_, n) => `[a${n}]`).join('')}concat=n=${sounds.length}:v=0:a=1[a]`;
  const part = `${tmp}/${i}.mkv`;
  run('ffmpeg', '-v', 'error', '-y', '-loop', '1', '-framerate', '12', '-i', `${tmp}/${i}.png`, ...inputs, '-filter_complex', joined, '-map', '0:v', '-map', '[a]',
    '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', '-tune', 'stillimage', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s16le', '-shortest', part);
  parts.push(part);
}
await browser.close();
writeFileSync(`${tmp}/list.txt`, parts.map((p) => `file '${p}'\n`).join(''));
const source = ['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', `${tmp}/list.txt`];
run('ffmpeg', ...source, '-c:v', 'libx264', '-preset', 'slow', '-crf', '28', '-g', '48', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '48k', '-ac', '1', '-movflags', '+faststart', `${out}nilai-dasar.mp4`);
run('ffmpeg', ...source, '-c:v', 'libvpx-vp9', '-crf', '40', '-b:v', '0', '-g', '48', '-c:a', 'libopus', '-b:a', '32k', '-ac', '1', `${out}nilai-dasar.webm`);
run('ffmpeg', '-v', 'error', '-y', '-i', `${tmp}/0.png`, '-q:v', '5', `${out}nilai-dasar.jpg`);
for (const lang of ['id', 'en']) writeFileSync(`${out}nilai-dasar.${lang}.vtt`, `WEBVTT\n\n${cues[lang].join('\n')}`);
console.log(`${at.toFixed(1)} s`);

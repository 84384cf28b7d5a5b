// In the page around (cdn/widya-frames.js): each `iframe.widya-frame` gets the height of its content. The page of a frame is given a port,
// by its exact origin, and may say a number on it; nothing else is listened to.
import { MAX_HEIGHT } from '../core/frame-height.js';

const ports = new WeakMap<HTMLIFrameElement, MessagePort>();
const originOf = (frame: HTMLIFrameElement): string => new URL(frame.src, document.baseURI).origin;

function greet(frame: HTMLIFrameElement): void {
  const origin = originOf(frame);
  if (!/^https?:/.test(origin)) return;
  ports.get(frame)?.close();
  const { port1, port2 } = new MessageChannel();
  ports.set(frame, port1);
  port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (Number.isInteger(data) && (data as number) >= 0)
      frame.style.setProperty('height', `${Math.min(data as number, MAX_HEIGHT)}px`);
  };
  // Not to whoever is in the frame by now: only to the origin it was made for.
  frame.contentWindow?.postMessage({ widya: 'frame' }, origin, [port2]);
}

addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
  if ((data as { widya?: unknown } | null)?.widya !== 'frame-hello') return;
  for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe.widya-frame'))
    if (frame.contentWindow === source && originOf(frame) === origin) greet(frame);
});
// Those that were there first have said hello to nobody. A frame that still loads is another origin's, and says hello itself.
addEventListener('load', () => document.querySelectorAll<HTMLIFrameElement>('iframe.widya-frame').forEach(greet));

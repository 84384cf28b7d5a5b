// In the page of a frame (cdn/widya-frame.js): tells the page around it how high it is. It tells nothing else, and only over the port
// that the page around has given it.
let port: MessagePort | undefined;
let last = -1;
let due: ReturnType<typeof setTimeout> | undefined;

const tell = (): void => {
  due = undefined;
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (height !== last) port?.postMessage((last = height));
};

addEventListener('message', ({ source, data, ports }: MessageEvent<unknown>) => {
  if (source !== parent || !ports[0] || (data as { widya?: unknown } | null)?.widya !== 'frame') return;
  port?.close();
  port = ports[0];
  last = -1;
  tell();
});
document.body.style.setProperty('margin', '0');
// Ten times a second at most.
new ResizeObserver(() => (due ??= setTimeout(tell, 100))).observe(document.documentElement);
parent.postMessage({ widya: 'frame-hello' }, '*');

export {};

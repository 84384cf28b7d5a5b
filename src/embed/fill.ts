// `<div class="widya" data-widya="quiz" data-src="…">`: puts the tag in that it stands for, and keeps the link in it as what there is until
// the tag is ready. Only what a text has a say in (model/embed.ts).
import { embeddable, isSafeValue } from '../model/embed.js';

/** Placeholders that have their element. */
const done = new WeakSet<Element>();

/** @param want loads a tag; false when there is none */
export async function fill(place: HTMLElement, want: (tag: string) => Promise<boolean>): Promise<void> {
  const { widya = '', ...data } = place.dataset;
  const tag = widya.replace(/^widya-/, '');
  const allowed = Object.hasOwn(embeddable, tag) ? embeddable[tag] : undefined;
  if (done.has(place) || !allowed) return;
  done.add(place);
  if (!(await want(`widya-${tag}`))) return void done.delete(place);
  const element = document.createElement(`widya-${tag}`);
  for (const [key, value = ''] of Object.entries(data)) {
    const attribute = key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    if (allowed.includes(attribute) && isSafeValue(value)) element.setAttribute(attribute, value);
  }
  element.append(...place.childNodes);
  place.append(element);
}

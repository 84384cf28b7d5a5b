// The portal's own few lines: English by ?lang=en, who is signed in, copy buttons. Widya needs none of it.
const params = new URLSearchParams(location.search);
const english = params.get('lang') === 'en';

if (english) {
  document.documentElement.lang = 'en';
  for (const element of document.querySelectorAll('[data-en]')) element.textContent = element.dataset.en;
  for (const element of document.querySelectorAll('[data-en-label]')) element.setAttribute('label', element.dataset.enLabel);
  for (const element of document.querySelectorAll('[data-en-aria]')) element.setAttribute('aria-label', element.dataset.enAria);
  if (document.documentElement.dataset.enTitle) document.title = document.documentElement.dataset.enTitle;
}
for (const link of document.querySelectorAll('a[data-language]')) {
  const url = new URL(location.href);
  if (english) url.searchParams.delete('lang');
  else url.searchParams.set('lang', 'en');
  link.href = url.pathname + url.search;
  link.textContent = english ? 'Bahasa Indonesia' : 'English';
  link.lang = english ? 'id' : 'en';
  link.hidden = false;
}
if (english) {
  for (const link of document.querySelectorAll('a[href^="/"]:not([data-language])')) {
    const url = new URL(link.href);
    url.searchParams.set('lang', 'en');
    link.href = url.pathname + url.search + url.hash;
  }
}

const t = english
  ? { signIn: 'Sign in', signOut: 'Sign out', hello: (name) => `Good to see you, ${name}`, copied: 'Copied' }
  : { signIn: 'Masuk', signOut: 'Keluar', hello: (name) => `Selamat datang, ${name}`, copied: 'Tersalin' };

const who = document.querySelector('.who');
const here = location.pathname + location.search;
const session = await fetch('/sesi', { credentials: 'same-origin' }).catch(() => undefined);
const person = session?.ok ? await session.json() : undefined;
if (who) {
  const add = (node) => who.append(node);
  if (person) {
    const name = document.createElement('span');
    name.textContent = person.name;
    add(name);
    const form = document.createElement('form');
    form.method = 'post';
    form.action = '/keluar';
    const button = document.createElement('button');
    button.textContent = t.signOut;
    form.append(button);
    add(form);
  } else if (session?.status === 401 && location.pathname !== '/masuk.html') {
    const link = document.createElement('a');
    link.href = `/masuk.html?tujuan=${encodeURIComponent(here)}${english ? '&lang=en' : ''}`;
    link.textContent = t.signIn;
    add(link);
  }
}
if (person) {
  for (const element of document.querySelectorAll('[data-hello]')) element.textContent = t.hello(person.name.split(' ').slice(0, 2).join(' '));
  for (const element of document.querySelectorAll('[data-unit]')) element.textContent = `${person.position}, ${person.unit}`;
}

/** Where the sign-in page leads back to. */
const target = params.get('tujuan');
for (const field of document.querySelectorAll('input[name="tujuan"]')) {
  field.value = target ?? (english ? '/?lang=en' : '/');
}

for (const button of document.querySelectorAll('.copy')) {
  button.addEventListener('click', async () => {
    const text = button.parentElement.querySelector('code').textContent;
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = t.copied;
      setTimeout(() => (button.textContent = before), 2000);
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector('code'));
    }
  });
}

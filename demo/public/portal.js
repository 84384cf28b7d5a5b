// The portal's own few lines: English by ?lang=en, who is signed in, copy buttons. Widya needs none of it.
// The pages load this with blocking="render", so that nothing is shown in one language and then swapped to the other.

const params = new URLSearchParams(location.search);
const target = params.get('tujuan');
const isEnglish = params.get('lang') === 'en' || /[?&]lang=en\b/.test(target ?? '');
const locale = isEnglish ? 'en-GB' : 'id-ID';

const words = isEnglish
  ? {
      signIn: 'Sign in',
      signOut: 'Sign out',
      greetings: ['Good morning', 'Good afternoon', 'Good afternoon', 'Good evening'],
      copied: 'Copied',
      other: 'Indonesia',
    }
  : {
      signIn: 'Masuk',
      signOut: 'Keluar',
      greetings: ['Selamat pagi', 'Selamat siang', 'Selamat sore', 'Selamat malam'],
      copied: 'Tersalin',
      other: 'English',
    };

if (isEnglish) {
  translate();
  keepLanguage();
}
offerOtherLanguage();
aimSignIn();
addCopyButtons();
void showPerson();
keepForOffline();

/** Texts stand in the page in both languages: the English one in data-en, and data-en-<name> for attributes. */
function translate() {
  const root = document.documentElement;
  root.lang = 'en';
  if (root.dataset.enTitle) document.title = root.dataset.enTitle;
  for (const element of document.querySelectorAll('[data-en]')) element.textContent = element.dataset.en;
  for (const element of document.querySelectorAll('[data-en-label]')) element.setAttribute('label', element.dataset.enLabel);
  for (const element of document.querySelectorAll('[data-en-aria]'))
    element.setAttribute('aria-label', element.dataset.enAria);
  for (const element of document.querySelectorAll('[data-en-href]')) element.setAttribute('href', element.dataset.enHref);
}

/** Links within the portal stay in English. */
function keepLanguage() {
  for (const link of document.querySelectorAll('a[href^="/"]')) {
    const url = new URL(link.href);
    url.searchParams.set('lang', 'en');
    link.href = url.pathname + url.search + url.hash;
  }
}

function offerOtherLanguage() {
  for (const link of document.querySelectorAll('a[data-language]')) {
    const url = new URL(location.href);
    if (isEnglish) {
      url.searchParams.delete('lang');
      if (target) url.searchParams.set('tujuan', target.replace(/([?&])lang=en&?/, '$1').replace(/[?&]$/, ''));
    } else url.searchParams.set('lang', 'en');
    link.href = url.pathname + url.search + url.hash;
    link.lang = isEnglish ? 'id' : 'en';
    link.hreflang = link.lang;
    link.textContent = words.other;
    link.hidden = false;
  }
}

/** The sign-in page leads back to where the person came from, in the language they read. */
function aimSignIn() {
  for (const field of document.querySelectorAll('input[name="tujuan"]')) {
    const url = new URL(target ?? '/', location.origin);
    if (url.origin !== location.origin) continue;
    if (isEnglish) url.searchParams.set('lang', 'en');
    field.value = url.pathname + url.search + url.hash;
  }
}

/** Pages with downloaded lessons open without a network. Browsers allow it on https and on this computer itself. */
function keepForOffline() {
  if (!isSecureContext || !navigator.serviceWorker) return;
  // Under Trusted Types the address of a script has to come from a policy.
  const policy = window.trustedTypes?.createPolicy('portal', { createScriptURL: () => '/widya-sw.js' });
  void navigator.serviceWorker.register(policy?.createScriptURL('') ?? '/widya-sw.js').catch(() => undefined);
}

async function showPerson() {
  const today = document.querySelector('[data-today]');
  if (today) today.textContent = new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(new Date());
  const response = await fetch('/sesi', { credentials: 'same-origin' }).catch(() => undefined);
  if (response?.status === 200) {
    const person = await response.json();
    addSignOut(person);
    greet(person);
  } else if (response?.status === 204) addSignIn();
}

function addSignOut(person) {
  const name = make('span', { className: 'person' }, [
    make('span', { className: 'face', ariaHidden: 'true', textContent: initials(person.name) }),
    make('span', {}, [make('strong', { textContent: person.name }), make('small', { textContent: person.unit })]),
  ]);
  const form = make('form', { method: 'post', action: '/keluar' }, [make('button', { textContent: words.signOut })]);
  document.querySelector('.who')?.prepend(name, form);
}

function addSignIn() {
  const here = location.pathname + location.search;
  const back = `/masuk.html?tujuan=${encodeURIComponent(here)}${isEnglish ? '&lang=en' : ''}`;
  if (location.pathname !== '/masuk.html')
    document.querySelector('.who')?.prepend(make('a', { href: back, textContent: words.signIn }));
  // The greeting has nobody to greet: it leads to the sign-in.
  document.querySelector('.hero')?.append(make('a', { className: 'act', href: back, textContent: words.signIn }));
}

function greet(person) {
  const hour = new Date().getHours();
  const greeting = words.greetings[hour < 4 || hour >= 18 ? 3 : hour < 11 ? 0 : hour < 15 ? 1 : 2];
  const titled = /^(?:Dr|Ir|Prof|Drs|Dra)\. \S+/.exec(person.name)?.[0];
  for (const element of document.querySelectorAll('[data-hello]'))
    element.textContent = `${greeting}, ${titled ?? person.name.split(' ')[0]}`;
  for (const element of document.querySelectorAll('[data-unit]'))
    element.textContent = [person.position, person.unit].filter(Boolean).join(' · ');
}

/** First letters of the first and the last name, without a title. */
function initials(name) {
  const parts = name.replace(/^\S+\.\s/, '').split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : ''].map((part) => part?.charAt(0) ?? '').join('');
}

function addCopyButtons() {
  const status = make('p', { className: 'visually-hidden', role: 'status' });
  for (const button of document.querySelectorAll('.copy')) {
    if (!status.isConnected) document.querySelector('main')?.append(status);
    const label = button.textContent;
    const code = button.parentElement.querySelector('code');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        // Not allowed here, for example without HTTPS: the text is selected, so that Ctrl+C copies it.
        getSelection().selectAllChildren(code);
        return;
      }
      button.textContent = words.copied;
      status.textContent = words.copied;
      setTimeout(() => {
        button.textContent = label;
        status.textContent = '';
      }, 2000);
    });
  }
}

function make(tag, properties, children = []) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

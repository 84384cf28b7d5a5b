// An assignable unit as cmi5 asks for it, without any library: launch, token, preferences, launch data, statements, state.
const query = new URLSearchParams(location.search);
const get = (name) => query.get(name) ?? '';
const endpoint = get('endpoint').replace(/\/$/, '');
const actor = JSON.parse(get('actor'));
const isMateri = get('bagian') === 'materi';
const adl = 'http://adlnet.gov/expapi/verbs/';
const cmi5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';
const moveOn = 'https://w3id.org/xapi/cmi5/context/categories/moveon';
const isi = document.querySelector('#isi');
const began = Date.now();
let token = '';
let launch;

const ask = (path, params = {}, init = {}) =>
  fetch(`${endpoint}/${path}${path.includes('?') ? '' : `?${new URLSearchParams(params)}`}`, {
    ...init,
    headers: {
      authorization: `Basic ${token}`,
      'x-experience-api-version': '1.0.3',
      ...(init.body ? { 'content-type': 'application/json' } : {}),
    },
  });
const stateOf = (stateId) => ({ activityId: get('activityId'), agent: get('actor'), registration: get('registration'), stateId });

async function say(verb, result, counts = false) {
  const statement = {
    id: crypto.randomUUID(),
    timestamp: new Date().toISOString(),
    actor,
    verb: { id: adl + verb, display: { en: verb } },
    object: { id: get('activityId') },
    ...(result ? { result: { ...result, ...(verb === 'initialized' ? {} : { duration: `PT${((Date.now() - began) / 1000).toFixed(2)}S` }) } } : {}),
    context: {
      ...launch.contextTemplate,
      registration: get('registration'),
      contextActivities: { ...launch.contextTemplate.contextActivities, category: [{ id: cmi5 }, ...(counts ? [{ id: moveOn }] : [])] },
      extensions: {
        ...launch.contextTemplate.extensions,
        ...(launch.masteryScore !== undefined && result?.score ? { 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore': launch.masteryScore } : {}),
      },
    },
  };
  const response = await ask('statements', { statementId: statement.id }, { method: 'PUT', body: JSON.stringify(statement), keepalive: true });
  if (!response.ok) console.warn(verb, response.status, await response.text());
}

function show(...nodes) {
  const isFirst = isi.querySelector('h1') === null;
  isi.replaceChildren(...nodes);
  // Not on load: the page around it may be read from its top.
  if (!isFirst) isi.querySelector('h1')?.focus();
}
function make(name, text, more = {}) {
  const e = Object.assign(document.createElement(name), more);
  if (text !== undefined) e.textContent = text;
  return e;
}

const cards = [
  ['Berdiri atau menghadap', 'Hentikan yang sedang dikerjakan, hadapkan badan kepada warga, dan tatap dengan ramah.'],
  ['Salam dan nama', 'Ucapkan salam, sebutkan nama Anda, dan tanyakan nama warga dengan sopan.'],
  ['Dengarkan sampai selesai', 'Jangan memotong. Ulangi dengan kata-kata Anda sendiri agar tidak salah paham.'],
  ['Pamit dengan kepastian', 'Katakan apa yang terjadi berikutnya, kapan, dan kepada siapa warga dapat bertanya.'],
];
async function materi() {
  // Asked for only when it is there: a 404 in the console worries people.
  const all = stateOf('kartu');
  delete all.stateId;
  const names = await (await ask('activities/state', all)).json();
  let at = names.includes('kartu') ? (await (await ask('activities/state', stateOf('kartu'))).json()).kartu : 0;
  const draw = () => {
    const [judul, teks] = cards[at];
    const row = make('div', undefined, { className: 'baris' });
    if (at > 0) row.append(make('button', 'Sebelumnya', { className: 'lain', onclick: () => go(at - 1) }));
    row.append(
      at < cards.length - 1 ? make('button', 'Berikutnya', { onclick: () => go(at + 1) }) : make('button', 'Selesai', { id: 'selesai', onclick: finish }),
    );
    show(make('h1', `${at + 1}. ${judul}`, { tabIndex: -1 }), make('p', teks), row);
  };
  const go = (next) => {
    at = next;
    void ask('activities/state', stateOf('kartu'), { method: 'PUT', body: JSON.stringify({ kartu: at }) });
    draw();
  };
  draw();
}
async function finish() {
  await say('completed', { completion: true }, true);
  await end();
}

const questions = [
  ['Apa yang pertama dilakukan ketika warga datang?', ['Menunjuk kursi', 'Menghentikan pekerjaan dan menghadap', 'Meminta KTP'], 1],
  ['Warga bercerita panjang. Anda …', ['Mendengarkan sampai selesai', 'Menyela agar cepat', 'Mengalihkan ke rekan'], 0],
  ['Sebelum warga pulang, sampaikan …', ['Nomor antrean berikutnya', 'Apa yang terjadi selanjutnya dan kapan', 'Permintaan menilai layanan'], 1],
];
function uji() {
  const form = make('form');
  form.append(make('h1', 'Uji singkat', { tabIndex: -1 }));
  questions.forEach(([stem, options], q) => {
    const set = make('fieldset');
    set.append(make('legend', `${q + 1}. ${stem}`));
    options.forEach((text, o) => {
      const label = make('label');
      label.append(make('input', undefined, { type: 'radio', name: `q${q}`, value: String(o), required: true }), ` ${text}`);
      set.append(label);
    });
    form.append(set);
  });
  form.append(make('button', 'Kirim jawaban', { id: 'kirim' }));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const right = questions.filter(([, , key], q) => new FormData(form).get(`q${q}`) === String(key)).length;
    const scaled = Math.round((right / questions.length) * 100) / 100;
    const passed = scaled >= (launch.masteryScore ?? 0);
    const score = { scaled, raw: right, min: 0, max: questions.length };
    await say(passed ? 'passed' : 'failed', { success: passed, score }, true);
    show(
      make('h1', passed ? 'Lulus' : 'Belum lulus', { tabIndex: -1 }),
      make('p', `Nilai Anda ${right} dari ${questions.length}.`),
      make('button', 'Tutup', { id: 'tutup', onclick: end }),
    );
  };
  show(form);
}

let ended = false;
async function end() {
  if (ended) return;
  ended = true;
  await say('terminated', {});
  if (launch.returnURL) location.href = launch.returnURL;
}
addEventListener('pagehide', () => {
  if (ended || !launch) return;
  ended = true;
  void say('terminated', {});
});

const answer = await (await fetch(get('fetch'), { method: 'POST' })).json();
token = answer['auth-token'];
await ask('agents/profile', { agent: get('actor'), profileId: 'cmi5LearnerPreferences' });
launch = await (await ask('activities/state', stateOf('LMS.LaunchData'))).json();
await say('initialized');
if (isMateri) await materi();
else uji();

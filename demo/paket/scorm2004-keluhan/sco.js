// A SCO of SCORM 2004; the page's address says which of the two it is.
(function () {
  function find(win) {
    for (var n = 0; win && n < 20; n++) {
      if (win.API_1484_11) return win.API_1484_11;
      if (win.parent === win) break;
      win = win.parent;
    }
    return null;
  }
  var api = find(window);
  var isi = document.getElementById('isi');
  var began = Date.now();
  if (!api) {
    isi.textContent = 'API SCORM tidak ditemukan.';
    return;
  }
  api.Initialize('');
  window.sco = api;
  function el(name, text, click) {
    var e = document.createElement(name);
    e.textContent = text;
    if (click) e.onclick = click;
    return e;
  }
  var finished = false;
  function finish(nav) {
    if (finished) return;
    finished = true;
    api.SetValue('cmi.session_time', 'PT' + Math.max(1, Math.floor((Date.now() - began) / 1000)) + 'S');
    api.SetValue('cmi.exit', api.GetValue('cmi.completion_status') === 'completed' ? 'normal' : 'suspend');
    if (nav) api.SetValue('adl.nav.request', nav);
    api.Terminate('');
  }
  window.addEventListener('pagehide', function () { finish(''); });
  function materi() {
    var seen = Number(api.GetValue('cmi.location')) || 0;
    var texts = ['Ucapkan terima kasih. Keluhan adalah kepercayaan.', 'Catat apa, kapan, dan di mana, tanpa menyela.', 'Sampaikan langkah berikutnya dan batas waktunya.'];
    isi.textContent = '';
    isi.append(el('h1', 'Langkah ' + (seen + 1)), el('p', texts[seen]));
    var row = el('div', '');
    row.className = 'baris';
    row.append(el('button', seen < 2 ? 'Berikutnya' : 'Selesai', function () {
      if (seen < 2) {
        api.SetValue('cmi.location', String(seen + 1));
        api.SetValue('cmi.progress_measure', String((seen + 1) / 3));
        materi();
        return;
      }
      api.SetValue('cmi.progress_measure', '1');
      api.SetValue('cmi.completion_status', 'completed');
      api.SetValue('cmi.success_status', 'passed');
      finish('continue');
    }));
    isi.append(row);
  }
  function ujian() {
    isi.textContent = '';
    isi.append(el('h1', 'Warga marah karena berkasnya hilang. Anda …'));
    ['Meminta warga tenang dulu', 'Mengakui, meminta maaf, dan mencari bersama', 'Menyalahkan bagian arsip'].forEach(function (text, i) {
      var label = el('label', ' ' + text);
      var input = document.createElement('input');
      input.type = 'radio';
      input.name = 'q';
      input.value = 'abc'[i];
      label.prepend(input);
      isi.append(label);
    });
    isi.append(el('button', 'Kirim', function () {
      var chosen = document.querySelector('input[name=q]:checked');
      if (!chosen) return;
      var right = chosen.value === 'b';
      api.SetValue('cmi.interactions.0.id', 'berkas-hilang');
      api.SetValue('cmi.interactions.0.type', 'choice');
      api.SetValue('cmi.interactions.0.correct_responses.0.pattern', 'b');
      api.SetValue('cmi.interactions.0.learner_response', chosen.value);
      api.SetValue('cmi.interactions.0.result', right ? 'correct' : 'incorrect');
      api.SetValue('cmi.score.raw', right ? '10' : '0');
      api.SetValue('cmi.score.min', '0');
      api.SetValue('cmi.score.max', '10');
      api.SetValue('cmi.score.scaled', right ? '1' : '0');
      api.SetValue('cmi.completion_status', 'completed');
      api.SetValue('cmi.success_status', right ? 'passed' : 'failed');
      api.Commit('');
      isi.textContent = '';
      isi.append(el('h1', right ? 'Tepat' : 'Belum tepat'), el('button', 'Tutup', function () { finish('exitAll'); }));
    }));
  }
  if (/bagian=ujian/.test(location.search)) ujian();
  else materi();
})();

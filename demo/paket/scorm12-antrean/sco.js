// A SCO as authoring tools of the time wrote them: looks for the API in the windows above, calls it without waiting.
(function () {
  function find(win) {
    for (var n = 0; win && n < 20; n++) {
      if (win.API) return win.API;
      if (win.parent === win) break;
      win = win.parent;
    }
    return null;
  }
  var api = find(window);
  var isi = document.getElementById('isi');
  var began = Date.now();
  var pages = [
    ['Nomor atau barisan?', 'Nomor antrean memberi warga kebebasan menunggu sambil duduk. Barisan cocok untuk layanan di bawah dua menit.'],
    ['Dahulukan yang perlu', 'Lansia, ibu hamil, penyandang disabilitas, dan warga dengan anak kecil dilayani lebih dulu, dan alasannya disampaikan kepada yang lain.'],
    ['Beri tahu lama menunggu', 'Perkiraan waktu yang jujur menenangkan. Perbarui setiap lima belas menit.'],
  ];
  if (!api) {
    isi.textContent = 'API SCORM tidak ditemukan.';
    return;
  }
  api.LMSInitialize('');
  var at = Number(api.LMSGetValue('cmi.core.lesson_location')) || 0;
  if (api.LMSGetValue('cmi.core.lesson_status') === 'not attempted') api.LMSSetValue('cmi.core.lesson_status', 'incomplete');
  window.sco = api;
  function el(name, text, click) {
    var e = document.createElement(name);
    e.textContent = text;
    if (click) e.onclick = click;
    return e;
  }
  function draw() {
    isi.textContent = '';
    if (at < pages.length) {
      isi.append(el('h1', pages[at][0]), el('p', pages[at][1]));
      var row = el('div', '');
      row.className = 'baris';
      if (at > 0) {
        var back = el('button', 'Sebelumnya', function () { go(at - 1); });
        back.className = 'lain';
        row.append(back);
      }
      row.append(el('button', 'Berikutnya', function () { go(at + 1); }));
      isi.append(row);
    } else {
      isi.append(el('h1', 'Siapa yang dilayani lebih dulu?'));
      ['Warga yang datang pertama', 'Ibu hamil', 'Kenalan petugas'].forEach(function (text, i) {
        var label = el('label', ' ' + text);
        var input = document.createElement('input');
        input.type = 'radio';
        input.name = 'q';
        input.value = 'abc'[i];
        label.prepend(input);
        isi.append(label);
      });
      isi.append(el('button', 'Kirim', submit));
    }
  }
  function go(next) {
    at = next;
    api.LMSSetValue('cmi.core.lesson_location', String(at));
    api.LMSSetValue('cmi.suspend_data', JSON.stringify({ dilihat: at }));
    draw();
  }
  function submit() {
    var chosen = document.querySelector('input[name=q]:checked');
    if (!chosen) return;
    var right = chosen.value === 'b';
    api.LMSSetValue('cmi.interactions.0.id', 'lebih-dulu');
    api.LMSSetValue('cmi.interactions.0.type', 'choice');
    api.LMSSetValue('cmi.interactions.0.correct_responses.0.pattern', 'b');
    api.LMSSetValue('cmi.interactions.0.student_response', chosen.value);
    api.LMSSetValue('cmi.interactions.0.result', right ? 'correct' : 'wrong');
    api.LMSSetValue('cmi.core.score.raw', right ? '100' : '0');
    api.LMSSetValue('cmi.core.score.min', '0');
    api.LMSSetValue('cmi.core.score.max', '100');
    api.LMSSetValue('cmi.core.lesson_status', right ? 'passed' : 'failed');
    api.LMSCommit('');
    isi.textContent = '';
    isi.append(el('h1', right ? 'Benar' : 'Belum tepat'), el('p', 'Nilai Anda ' + (right ? 100 : 0) + '.'));
    if (!right) isi.append(el('button', 'Ulangi', function () { go(0); }));
  }
  var finished = false;
  function finish() {
    if (finished) return;
    finished = true;
    var s = Math.floor((Date.now() - began) / 1000);
    var two = function (n) { return (n < 10 ? '0' : '') + n; };
    api.LMSSetValue('cmi.core.session_time', two(Math.floor(s / 3600)) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60));
    api.LMSSetValue('cmi.core.exit', api.LMSGetValue('cmi.core.lesson_status') === 'incomplete' ? 'suspend' : '');
    api.LMSFinish('');
  }
  window.onbeforeunload = finish;
  window.onunload = finish;
  draw();
})();

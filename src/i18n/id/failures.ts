// What can go wrong with a record server and with signing in; comes with the provider, through which every element has both.
export const failures = {
  'lrs/network':
    'Server pencatatan belum dapat dihubungi. Pekerjaan Anda tersimpan di perangkat ini dan dikirim nanti.',
  'lrs/timeout': 'Server pencatatan terlalu lama menjawab. Coba lagi sebentar lagi.',
  'lrs/aborted': 'Permintaan dibatalkan.',
  'lrs/unauthorized':
    'Sesi Anda telah berakhir. Yang Anda kerjakan tersimpan di perangkat ini; masuk kembali untuk melanjutkan.',
  'lrs/forbidden': 'Anda tidak berhak membuka data ini. Hubungi pengelola diklat bila Anda merasa seharusnya berhak.',
  'lrs/not-found': 'Data yang diminta tidak ditemukan di server pencatatan.',
  'lrs/conflict': 'Data ini sudah diubah dari tempat lain. Muat ulang lalu coba lagi.',
  'lrs/precondition': 'Data ini sudah diubah dari tempat lain. Muat ulang lalu coba lagi.',
  'lrs/too-large': 'Data terlalu besar untuk dikirim.',
  'lrs/throttled': 'Server sedang sibuk. Data akan dikirim lagi secara otomatis.',
  'lrs/bad-request': 'Server menolak data ini. Hubungi pengelola dan sebutkan kode galatnya.',
  'lrs/server': 'Server pencatatan sedang bermasalah. Pekerjaan Anda tersimpan dan dikirim nanti.',
  'lrs/bad-response': 'Jawaban server tidak dapat dibaca. Periksa sambungan jaringan Anda.',
  'lrs/misconfigured':
    'Server pencatatan tidak ditemukan di alamat yang disetel. Pekerjaan Anda tetap tersimpan; beri tahu pengelola portal.',
  'lrs/redirected': 'Jawaban bukan dari server catatan belajar. Pekerjaan Anda tetap tersimpan dan akan dikirim nanti.',
  'lrs/foreign-link': 'Server memberi tautan ke alamat lain sehingga tidak dibuka, demi keamanan.',
  'auth/signed-out': 'Anda belum masuk. Masuk ke portal agar kemajuan Anda tercatat.',
  'auth/unreachable': 'Portal belum dapat ditanya apakah Anda sudah masuk. Periksa jaringan, lalu coba lagi.',
  'auth/insecure': 'Halaman ini belum diatur dengan aman sehingga tidak ada yang dikirim. Hubungi pengelola portal.',
  'launch/invalid': 'Tautan ke pelajaran ini tidak lengkap. Buka kembali pelajaran dari kursus Anda.',
  'launch/forbidden': 'Tautan ke pelajaran ini menuju server yang tidak diizinkan; tidak ada yang dikirim.',
  'launch/refused': 'Sistem pembelajaran tidak mengizinkan pelajaran ini dimulai. Buka kembali dari kursus Anda.',
};

// What the page says of plugins, on the card in place of what one of them should have drawn.
export const words = {
  id: {
    failed: (kind: string) => `“${kind}” tidak dapat ditampilkan.`,
    from: (plugin: string) => `Bagian ini disediakan oleh plugin ${plugin}.`,
    kept: 'Jawaban dan kemajuan Anda tersimpan; yang lain dapat Anda lanjutkan.',
    quarantined: 'Plugin ini gagal berulang kali dan dihentikan sampai halaman dibuka lagi.',
    retry: 'Coba lagi',
  },
  en: {
    failed: (kind: string) => `“${kind}” cannot be shown.`,
    from: (plugin: string) => `It is provided by the plugin ${plugin}.`,
    kept: 'Your answers and progress are kept, and you can go on with the rest.',
    quarantined: 'This plugin has failed repeatedly and is stopped until the page is opened again.',
    retry: 'Try again',
  },
};

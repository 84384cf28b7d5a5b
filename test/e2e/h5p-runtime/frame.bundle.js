(() => {
  const listeners = {};
  window.H5P = {
    externalDispatcher: {
      on: (name, listener) => (listeners[name] ??= []).push(listener),
      trigger: (name, event) => listeners[name]?.forEach((l) => l(event)),
    },
  };
})();

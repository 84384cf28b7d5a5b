// Not H5P: a runtime of ours with the same two files, names and calls, so that the way from content to records is tested without it.
window.H5PStandalone = {
  H5P: class {
    constructor(element, options) {
      return this.start(element, options);
    }
    async start(element, options) {
      const read = async (path) => (await fetch(`${options.h5pJsonPath}/${path}`)).json();
      const [about, content] = [await read('h5p.json'), await read('content/content.json')];
      await new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement('script'), {
          src: options.frameJs,
          onload: resolve,
          onerror: reject,
        });
        document.head.append(script);
      });
      const state = JSON.parse(options.contentUserData?.[0]?.state ?? 'null');
      const kept = { state: undefined };
      window.H5PIntegration = { contents: { 'cid-1': { contentUserData: [kept] } } };
      const say = (name, more) =>
        window.H5P.externalDispatcher.trigger('xAPI', {
          data: {
            statement: {
              actor: { account: { name: 'tak-dikenal' } },
              verb: { id: `http://adlnet.gov/expapi/verbs/${name}`, display: { 'en-US': name } },
              ...more,
            },
          },
        });
      const sub = { extensions: { 'http://h5p.org/x-api/h5p-subContentId': 'soal-1' } };
      element.replaceChildren(
        ...[about.title, content.question, state ? `Terakhir: ${state.answer}` : ''].map((text) =>
          Object.assign(document.createElement('p'), { textContent: text }),
        ),
        Object.assign(document.createElement('button'), {
          textContent: 'Benar',
          onclick() {
            kept.state = JSON.stringify({ answer: 'true' });
            const score = { raw: 1, min: 0, max: 1, scaled: 1 };
            const parent = [{ id: 'https://konten.example/h5p' }];
            say('interacted', { object: { id: 'https://konten.example/h5p' } });
            say('answered', {
              object: {
                id: 'https://konten.example/h5p?subContentId=soal-1',
                definition: {
                  ...sub,
                  interactionType: 'true-false',
                  type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
                  correctResponsesPattern: ['true'],
                },
              },
              context: { contextActivities: { parent } },
              result: { score, completion: true, success: true, response: 'true', duration: 'PT2S' },
            });
            say('completed', {
              object: { id: 'https://konten.example/h5p' },
              result: { score, completion: true, success: true },
            });
          },
        }),
      );
    }
  },
};

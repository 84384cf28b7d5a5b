import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { embedCode, embedGrades, isSafeValue } from '../../src/model/embed.js';
import { createEmbed } from '../../src/server/embed.js';

const quiz = {
  tag: 'widya-quiz',
  attributes: { src: '/kuis/a.json?x=1&y="2"' },
  href: '/kuis/a.html',
  text: 'Buka <kuis>',
};

describe('embed code', () => {
  it('has the link as its first child in every grade', () => {
    for (const grade of embedGrades)
      assert.match(
        embedCode(quiz, grade),
        /^(?:<(?:widya-quiz|div|iframe)[^>]*>)?<a href="\/kuis\/a\.html">Buka &#60;kuis&#62;<\/a>/,
      );
  });
  it('is the same tag by each way', () => {
    assert.match(embedCode(quiz, 'tag'), /^<widya-quiz src="\/kuis\/a\.json\?x=1&#38;y=&#34;2&#34;">/);
    assert.match(embedCode(quiz, 'placeholder'), /^<div class="widya" data-widya="quiz" data-src="/);
    assert.match(
      embedCode({ ...quiz, embed: 'https://b.go.id/embed/' }, 'frame'),
      /^<iframe class="widya-frame" src="https:\/\/b\.go\.id\/embed\/quiz\?src=/,
    );
  });
  it('is refused for what a text has no say in, and for code', () => {
    const wrong = [
      { ...quiz, tag: 'provider' },
      { ...quiz, tag: 'constructor' },
      { ...quiz, attributes: { onclick: 'x()' } },
      { ...quiz, attributes: { trust: 'same-origin' } },
      { ...quiz, attributes: { src: 'javascript:alert(1)' } },
      { ...quiz, href: ' java\tscript:alert(1)' },
    ];
    for (const e of wrong)
      for (const grade of embedGrades) assert.throws(() => embedCode(e, grade), { code: 'data/invalid' });
    assert.ok(isSafeValue('/a:b') && isSafeValue('https://x/') && isSafeValue('urn:uuid:1'));
  });
});

describe('the server’s pages for frames', () => {
  const handle = createEmbed({ origin: 'https://belajar.go.id', ancestors: ['https://portal.go.id'] });
  const get = (path: string) => handle(new Request(`https://belajar.go.id${path}`)) as Response;
  it('show the tag inside a provider, under a policy that names who may frame it', async () => {
    const response = get('/embed/quiz?src=%2Fkuis%2Fa.json&-href=%2Fkuis&-text=Kuis+%3Cb%3E');
    const text = await response.text();
    assert.match(
      text,
      /<widya-quiz src="\/kuis\/a\.json"><a href="\/kuis">Kuis &#60;b&#62;<\/a><\/widya-quiz><\/widya-provider>/,
    );
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /frame-ancestors 'self' https:\/\/portal\.go\.id;/,
    );
    const link = /json\+oembed" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&#38;', '&') ?? '';
    const found = (await get(link.replace('https://belajar.go.id', '')).json()) as Record<string, unknown>;
    assert.equal(found.type, 'rich');
    assert.match(String(found.html), /src="https:\/\/belajar\.go\.id\/embed\/quiz\?src=/);
  });
  it('answer oEmbed as it is specified', async () => {
    const url = encodeURIComponent('https://belajar.go.id/embed/quiz?src=/a.json');
    const small = (await get(`/oembed?url=${url}&maxwidth=300&maxheight=200`).json()) as Record<string, unknown>;
    assert.deepEqual([small.version, small.width, small.height], ['1.0', 300, 200]);
    assert.equal(get(`/oembed?url=${url}&format=xml`).status, 501);
    assert.equal(get('/oembed?url=https://evil.example/embed/quiz').status, 404);
    assert.equal(get('/oembed?url=https://belajar.go.id/embed/provider').status, 404);
    assert.equal(get('/embed/quiz?onload=x').status, 404);
    assert.equal(handle(new Request('https://belajar.go.id/other')), undefined);
  });
});

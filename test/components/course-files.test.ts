import { expect, fixture, html } from '@open-wc/testing';
import { WidyaCoursePlayer } from '../../src/components/course-player/course-player.js';
import { writeZip } from '../../src/formats/zip-write.js';
import { Harness, serve, until } from './harness.js';

WidyaCoursePlayer.define();

const texts = (t: string) =>
  `<title><langstring lang="id">${t}</langstring></title><description><langstring lang="id">${t}</langstring></description>`;
const structure = (url: string) => `<?xml version="1.0"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
<course id="https://p.example/k">${texts('Sapa Warga')}</course>
<au id="https://p.example/a1" moveOn="Passed" masteryScore="0.8">${texts('Materi')}<url>${url}</url></au>
<au id="https://p.example/a2">${texts('Uji')}<url>${url}?b=2</url></au></courseStructure>`;
const manifest = `<manifest identifier="antrean" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="org"><organization identifier="org"><title>Antrean</title>
<item identifier="i1" identifierref="r1"><title>Mengatur antrean</title></item></organization></organizations>
<resources><resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="index.html"/></resources></manifest>`;
const zip = (files: Record<string, string>) =>
  new Response(writeZip(new Map(Object.entries(files).map(([p, t]) => [p, new TextEncoder().encode(t)]))), {
    headers: { 'content-type': 'application/zip' },
  });
const xml = (text: string) => new Response(text, { headers: { 'content-type': 'text/xml' } });

/** The lessons a player shows of a file at this address. */
async function shown(src: string, answer: () => Response): Promise<Harness<WidyaCoursePlayer>> {
  const served = serve({ [src]: answer });
  try {
    const element = await fixture<WidyaCoursePlayer>(
      html`<widya-course-player src=${`/berkas/${src}`}><a href="/x">Baca</a></widya-course-player>`,
    );
    const h = new Harness(element);
    await h.status('ready', 'error');
    await element.updateComplete;
    return h;
  } finally {
    served.restore();
  }
}
const items = (h: Harness<WidyaCoursePlayer>) => h.$$('.item bdi:first-child').map((b) => b.textContent?.trim());

describe('<widya-course-player src> of other systems', () => {
  it('takes a cmi5 structure whose units are at their publisher', async () => {
    const h = await shown('cmi5.xml', () => xml(structure('https://p.example/au/index.html')));
    expect(h.text).to.contain('Sapa Warga');
    expect(items(h).filter((t) => t === 'Materi' || t === 'Uji')).to.deep.equal(['Materi', 'Uji']);
  });
  it('takes a cmi5 package, whose lessons know where it is', async () => {
    const h = await shown('paket-sapa.zip', () => zip({ 'cmi5.xml': structure('index.html'), 'index.html': '<p>' }));
    expect(h.text).to.contain('Sapa Warga');
    // Without a content host the lesson says so: it was taken as a unit of a package.
    await until(() => h.text.includes('belum disiapkan'), 'the lesson asks for the content host');
  });
  it('takes a manifest and a SCORM package', async () => {
    for (const h of [
      await shown('imsmanifest.xml', () => xml(manifest)),
      await shown('paket-antrean.zip', () => zip({ 'imsmanifest.xml': manifest, 'index.html': '<p>' })),
    ]) {
      expect(h.text).to.contain('Mengatur antrean');
      await until(() => h.text.includes('belum disiapkan'), 'the lesson asks for the content host');
    }
  });
  it('names what is wrong with one, and shows what stands inside the tag', async () => {
    const h = await shown('rusak.zip', () => zip({ 'cmi5.xml': structure('hilang.html'), 'index.html': '<p>' }));
    expect(h.element.status).to.equal('error');
    expect(h.text).to.match(/rusak\.zip: cmi5\.xml.*hilang\.html/);
    const other = await shown('soal.zip', () => zip({ 'soal.txt': 'x' }));
    expect(other.text).to.contain('has neither cmi5.xml');
  });
});

// cmi5 course structures: what a strict LMS takes and refuses (cmi5 13 and 14), each with its line.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCourseStructure, type Cmi5Unit } from '../../src/formats/cmi5/read.ts';
import { openCourse } from '../../src/formats/courses.ts';
import { bytesOf, PACKAGE_LIMITS, readDirectory, streamOf } from '../../src/formats/zip-blob.ts';
import { writeZip } from '../../src/formats/zip-write.ts';
import { isBlock, lessonsOf, prerequisites } from '../../src/model/course.ts';
import { WidyaError } from '../../src/sdk/errors.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (t: string) =>
  `<title><langstring lang="id">${t}</langstring></title><description><langstring lang="id">${t}</langstring></description>`;
const course = (inside: string, more = '') =>
  `<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
<course id="https://p.example/k">${texts('K')}</course>${more}
${inside}
</courseStructure>`;
const au = (id: string, attrs = '', url = 'https://p.example/au', more = '') =>
  `<au id="https://p.example/${id}" ${attrs}>${texts(id)}<url>${url}</url>${more}</au>`;
const read = (xml: string, files?: string[]) => readCourseStructure(bytes(xml), 'cmi5.xml', files);

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (e) {
    assert.ok(e instanceof WidyaError, String(e));
    assert.equal(e.code, 'data/invalid');
    return `${e.place ?? ''} ${e.message}`;
  }
  return 'nothing was refused';
}

describe('a course structure', () => {
  it('becomes a course: blocks, units, objectives, all of 13.1', () => {
    const c = read(
      course(
        `<block id="https://p.example/b">${texts('B')}<objectives><objective idref="https://p.example/o"/></objectives>
         ${au('a1', 'moveOn="CompletedAndPassed" masteryScore="0.8" launchMethod="OwnWindow" activityType=" https://t.example/x "', ' \n https://p.example/au?x=1&amp;y=2 \n', '<launchParameters> p </launchParameters><entitlementKey>k</entitlementKey>')}
         ${au('a2')}</block>`,
        `<objectives><objective id="https://p.example/o">${texts('O')}</objective></objectives>`,
      ),
    );
    assert.equal(c.publisherId, 'https://p.example/k');
    assert.match(c.id, /^https:\/\/w3id\.org\/widya\/xapi\/cmi5\/[0-9a-f-]{36}$/);
    const [block] = c.lessons;
    assert.ok(block && isBlock(block));
    assert.deepEqual(block.objectives, ['https://p.example/o']);
    const [a1, a2] = lessonsOf(c.lessons) as Cmi5Unit[];
    assert.deepEqual(
      { ...a1, id: '' },
      {
        id: '',
        kind: 'cmi5',
        title: { id: 'a1' },
        description: { id: 'a1' },
        url: 'https://p.example/au?x=1&y=2',
        publisherId: 'https://p.example/a1',
        moveOn: 'CompletedAndPassed',
        masteryScore: 0.8,
        launchMethod: 'OwnWindow',
        launchParameters: 'p',
        entitlementKey: 'k',
        activityType: 'https://t.example/x',
      },
    );
    assert.equal(a2?.moveOn, 'NotApplicable'); // the default (13.1.4)
  });

  it('has ids of its own that are the same every time', () =>
    assert.deepEqual(read(course(au('a'))).lessons[0]?.id, read(course(au('b') + au('a'))).lessons[1]?.id));

  it('may have a prefix, and elements of others anywhere', () => {
    const xml = course(
      au('a', '', 'https://p.example/au', '<x:extra xmlns:x="https://o.example"><x:title>no</x:title></x:extra>'),
    )
      .replace(/<(\/?)([a-z])/gi, '<$1c:$2')
      .replaceAll('<c:x:', '<x:')
      .replaceAll('</c:x:', '</x:')
      .replace('xmlns=', 'xmlns:c=')
      .replace('<c:?', '<?');
    assert.equal(lessonsOf(read(xml).lessons).length, 1);
  });

  it('takes the extension for prerequisites, of units and blocks', () => {
    const c = read(
      course(
        `<block id="https://p.example/b">${texts('B')}${au('a')}</block>` +
          au('z', '', 'https://p.example/au', '<requires><require idref="https://p.example/b"/></requires>'),
      ),
    );
    const z = lessonsOf(c.lessons)[1];
    assert.ok(z);
    assert.deepEqual(
      prerequisites(c, z).map((e) => (e as { publisherId?: string }).publisherId),
      ['https://p.example/b'],
    );
  });

  const rows: [string, string, RegExp, string[]?][] = [
    [
      'a course id that is no IRI',
      course(au('a')).replace('https://p.example/k', 'p.example/k'),
      /line 2: <course> id must be an absolute IRI/,
    ],
    ['a block id that is no IRI', course(`<block id="b">${texts('B')}${au('a')}</block>`), /line 3: <block> id/],
    ['an AU id that is no IRI', course(au('a').replace('https://p.example/a"', 'a"')), /line 3: <au> id/],
    ['two AUs of one id', course(au('a') + '\n' + au('a')), /line 4: <au> the id .* is there twice/],
    [
      'two blocks of one id',
      course(`<block id="https://p.example/b">${texts('B')}${au('a')}</block>`.repeat(2).replace('/a"', '/c"')),
      /<block> the id/,
    ],
    ['a relative URL without a package', course(au('a', '', 'index.html')), /must be absolute.*14\.2/],
    ['a URL from the root without a package', course(au('a', '', '/index.html')), /must be absolute/],
    ['a URL of another host by two slashes', course(au('a', '', '//evil.example/x')), /is no URL/, []],
    [
      'a file that is not in the package',
      course(au('a', '', 'x/index.html?a=1')),
      /no file "x\/index\.html"/,
      ['index.html'],
    ],
    [
      'a query with a parameter of the launch',
      course(au('a', '', 'https://p.example/a?fetch=1')),
      /must not have "fetch"/,
    ],
    ['a URL with a space', course(au('a', '', 'http://example.com index.html')), /is no URL/],
    ['a URL that is a script', course(au('a', '', 'javascript:alert(1)')), /must be http or https/],
    [
      'a title without text',
      course(au('a').replace(/<title>.*?<\/title>/, '<title></title>')),
      /<title> needs a <langstring>/,
    ],
    [
      'no description',
      course(au('a').replace(/<description>.*?<\/description>/, '')),
      /<au> lacks <description> before <url>/,
    ],
    [
      'elements out of order',
      course(au('a').replace(/(<title>.*?<\/title>)(<desc.*?<\/description>)/, '$2$1')),
      /lacks <title>/,
    ],
    ['an unknown moveOn', course(au('a', 'moveOn="Done"')), /moveOn must be one of Passed/],
    ['an unknown launchMethod', course(au('a', 'launchMethod="Popup"')), /launchMethod must be/],
    ['a masteryScore above 1', course(au('a', 'masteryScore="70"')), /masteryScore must be a number from 0 to 1/],
    ['a masteryScore that is no number', course(au('a', 'masteryScore="1e-1"')), /masteryScore/],
    [
      'an objective nobody has',
      course(au('a').replace('<url>', '<objectives><objective idref="https://p.example/o"/></objectives><url>')),
      /no objective/,
    ],
    [
      'a requirement nobody has',
      course(au('a', '', 'https://p.example/au', '<requires><require idref="https://p.example/q"/></requires>')),
      /no AU or block/,
    ],
    ['no AU at all', course(''), /<courseStructure> lacks <au> or <block>/],
    ['another namespace', course(au('a')).replace('/v1/', '/v9/'), /must be <courseStructure/],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${course(au('a'))}`, /document type/],
    ['half a file', course(au('a')).slice(0, 300), /is not XML/],
  ];
  for (const [name, xml, message, files] of rows)
    it(`refuses ${name}`, () =>
      assert.match(
        refusal(() => read(xml, files)),
        message,
      ));
});

describe('a package', () => {
  const zip = (files: Record<string, string | Uint8Array>) =>
    new Blob([writeZip(new Map(Object.entries(files).map(([k, v]) => [k, typeof v === 'string' ? bytes(v) : v])))]);
  const rejects = async (blob: Blob, name = 'paket.zip'): Promise<string> => {
    try {
      await openCourse(blob, name);
    } catch (e) {
      assert.ok(e instanceof WidyaError, String(e));
      return `${e.place ?? ''} ${e.message}`;
    }
    return 'nothing was refused';
  };

  it('is read without unpacking it, its files as they went in', async () => {
    const blob = zip({
      'cmi5.xml': course(au('a', '', 'index.html?x=1')),
      'index.html': '<p>halo</p>',
      'a/b c.txt': 'x'.repeat(5000),
    });
    const opened = await openCourse(blob, 'paket.zip');
    assert.equal(opened.format, 'cmi5');
    const entry = opened.entries.find((e) => e.path === 'a/b c.txt');
    assert.ok(entry);
    assert.equal(new TextDecoder().decode(await bytesOf(blob, entry)), 'x'.repeat(5000));
  });

  it('must have cmi5.xml at its root', async () =>
    assert.match(await rejects(zip({ 'x/cmi5.xml': course(au('a')) })), /neither cmi5\.xml/));
  it('that is no zip is said to be none', async () =>
    assert.match(await rejects(new Blob(['abc'])), /neither a cmi5 structure nor/));
  it('that was cut off is said to be so', async () => {
    const whole = zip({ 'cmi5.xml': course(au('a')), 'index.html': 'x' });
    assert.match(await rejects(whole.slice(0, whole.size - 30)), /no zip, or was cut off/);
  });

  /** Changes a name in the directory and the local header. */
  const renamed = async (from: string, to: string): Promise<Blob> => {
    const data = new Uint8Array(await zip({ 'cmi5.xml': course(au('a')), [from]: 'x' }).arrayBuffer());
    const text = Buffer.from(data).toString('latin1').replaceAll(from, to);
    return new Blob([Buffer.from(text, 'latin1')]);
  };
  for (const [name, to] of [
    ['leads out by dots', '../../aa.html'],
    ['is absolute', '/index-a.html'],
    ['is on a drive', 'c:\\indexa.htm'],
    ['leads out by backslashes', '..\\..\\aa.html'],
  ] as const)
    it(`with a file that ${name} is refused, and the file named`, async () => {
      const blob = await renamed('zzzzzzzzzzzzz', to);
      assert.match(await rejects(blob), /leads out of the package/);
    });
  it('with a name that stands twice, but for its case, is refused', async () =>
    assert.match(await rejects(await renamed('zzzzzzzz', 'CMI5.xml')), /is there twice/));

  it('that swells is refused before anything is unpacked', async () => {
    const blob = zip({ 'cmi5.xml': course(au('a')), 'bom.txt': new Uint8Array(5_000_000) });
    assert.match(await rejects(blob), /bom\.txt swells when unpacked/);
  });
  it('with too many or too large files is refused', async () => {
    const blob = zip({ a: 'aa', b: 'b', c: 'c' });
    await assert.rejects(readDirectory(blob, { ...PACKAGE_LIMITS, files: 2 }), /more than 2 files/);
    await assert.rejects(readDirectory(blob, { ...PACKAGE_LIMITS, file: 1 }), /too large/);
    await assert.rejects(readDirectory(blob, { ...PACKAGE_LIMITS, total: 3 }), /too large/);
  });
  it('whose entry lies about its size is not unpacked further than it says', async () => {
    const data = new Uint8Array(await zip({ 'a.txt': 'x'.repeat(1000) }).arrayBuffer());
    const view = new DataView(data.buffer);
    const at = Buffer.from(data).indexOf(Buffer.from('504b0102', 'hex'));
    view.setUint32(at + 24, 10, true);
    const blob = new Blob([data]);
    const [entry] = await readDirectory(blob);
    assert.ok(entry);
    await assert.rejects(bytesOf(blob, entry), /longer than the package says/);
    view.setUint32(at + 24, 2000, true);
    const longer = new Blob([data]);
    const [other] = await readDirectory(longer);
    assert.ok(other);
    await assert.rejects(new Response(await streamOf(longer, other)).arrayBuffer(), /shorter than the package says/);
  });
});

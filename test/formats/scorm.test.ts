// Manifests of SCORM 1.2 and 2004, what their data model says, and what is said of it in xAPI.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readManifest, type ScormLesson } from '../../src/formats/scorm/read.ts';
import { isBlock, lessonsOf, parseCourse } from '../../src/model/course.ts';
import { listOf, scormSeconds, verdict } from '../../src/model/scorm.ts';
import { WidyaError } from '../../src/sdk/errors.ts';
import { scormBegan, scormCommitted, type Told } from '../../src/tracking/scorm.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const demo = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../demo/paket/${name}/imsmanifest.xml`, import.meta.url)));
const manifest = (
  organization: string,
  resources: string,
  version = '1.2',
  more = '',
) => `<manifest identifier="m" xmlns:adlcp="x" xmlns:imsss="y">
<metadata><schemaversion>${version}</schemaversion></metadata>
<organizations default="B"><organization identifier="A"><title>A</title></organization><organization identifier="B"><title>B</title>${organization}</organization></organizations>
<resources>${resources}</resources>${more}</manifest>`;
const res = (id: string, href = `${id}.html`, type = 'sco') =>
  `<resource identifier="${id}" type="webcontent" adlcp:scormtype="${type}" href="${href}"/>`;
const item = (id: string, ref = id, more = '') =>
  `<item identifier="${id}" identifierref="${ref}"><title>${id}</title>${more}</item>`;
const lessons = (xml: string, files?: string[]) =>
  lessonsOf(readManifest(bytes(xml), 'imsmanifest.xml', files).course.lessons) as ScormLesson[];

describe('a manifest', () => {
  it('of 1.2 becomes lessons in the default organization, with mastery score, data and limits', () => {
    const [a] = lessons(
      manifest(
        item(
          'a',
          'r',
          '<adlcp:masteryscore>75</adlcp:masteryscore><adlcp:datafromlms>d=1</adlcp:datafromlms><adlcp:maxtimeallowed>01:00:00</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,message</adlcp:timelimitaction>',
        ).replace('identifierref="r"', 'identifierref="r" parameters="?x=1"'),
        res('r', 'a.html'),
      ),
    );
    assert.deepEqual(a, {
      id: 'a',
      kind: 'scorm',
      title: 'a',
      version: '1.2',
      masteryScore: 0.75,
      items: [
        {
          id: 'a',
          title: 'a',
          url: 'a.html?x=1',
          sco: true,
          masteryScore: 0.75,
          launchData: 'd=1',
          maxTimeAllowed: '01:00:00',
          timeLimitAction: 'exit,message',
        },
      ],
    });
  });
  it('has blocks where items have items, and assets that are no SCO', () => {
    const { course } = readManifest(
      bytes(
        manifest(
          `<item identifier="bab"><title>Bab</title>${item('a')}${item('b')}</item>`,
          res('a') + res('b', 'b.pdf', 'asset'),
        ),
      ),
      'm',
    );
    const [block] = course.lessons;
    assert.ok(block && isBlock(block));
    assert.deepEqual(
      (lessonsOf(block.lessons) as ScormLesson[]).map((l) => l.items[0]?.sco),
      [true, false],
    );
    parseCourse(course, 'm');
  });
  it('opens what plain prerequisites ask for first, and leaves rules it cannot show to the learner', () => {
    const list = lessons(
      manifest(
        item('a') +
          item('b', 'b', '<adlcp:prerequisites type="aicc_script">a</adlcp:prerequisites>') +
          item('c', 'c', '<adlcp:prerequisites type="aicc_script">a|b</adlcp:prerequisites>'),
        res('a') + res('b') + res('c'),
      ),
    );
    assert.deepEqual(
      list.map((l) => l.requires),
      [undefined, ['a'], undefined],
    );
  });
  it('joins the bases of its resources and the parameters of its items', () => {
    const xml = manifest(item('a', 'r'), '')
      .replace('<resources>', '<resources xml:base="isi/">')
      .replace(
        '</resources>',
        '<resource identifier="r" xml:base="bab 1/" adlcp:scormType="sco" href="a.html#x"/></resources>',
      )
      .replace('identifierref="r"', 'identifierref="r" parameters="&amp;y=2"');
    assert.equal(lessons(xml)[0]?.items[0]?.url, 'isi/bab 1/a.html?y=2#x');
  });
  it('of 2004 with rules is one lesson, with its activity tree; without, each SCO is one', () => {
    const { version, course } = readManifest(demo('scorm2004-keluhan'), 'm');
    assert.equal(version, '2004');
    const [whole] = course.lessons as ScormLesson[];
    assert.deepEqual(
      whole?.items.map((i) => i.id),
      ['materi', 'ujian'],
    );
    assert.deepEqual(whole?.sequencing?.sequencingControls, { choice: true, flow: true });
    const [materi, ujian] = whole?.sequencing?.children ?? [];
    assert.deepEqual(materi?.primaryObjective?.mapInfo, [
      { targetObjectiveID: 'bln.keluhan.materi', writeSatisfiedStatus: true },
    ]);
    assert.deepEqual(ujian?.primaryObjective, {
      objectiveID: 'ujian-lulus',
      isPrimary: true,
      satisfiedByMeasure: true,
      minNormalizedMeasure: 0.6,
    });
    assert.deepEqual(ujian?.sequencingRules, {
      preConditionRules: [
        {
          action: 'disabled',
          conditionCombination: 'any',
          conditions: [
            { condition: 'satisfied', operator: 'not', referencedObjective: 'materi-selesai' },
            { condition: 'objectiveStatusKnown', operator: 'not', referencedObjective: 'materi-selesai' },
          ],
        },
      ],
    });
    assert.equal(lessons(manifest(item('a') + item('b'), res('a') + res('b'), '2004 3rd Edition')).length, 2);
  });
  it('takes from the collection of 2004 what an item does not say itself', () => {
    const xml = manifest(
      `${item('a')}${item('b', 'b', '<imsss:sequencing IDRef="s"><imsss:limitConditions attemptLimit="2"/></imsss:sequencing>')}`,
      res('a') + res('b'),
      'CAM 1.3',
      '<imsss:sequencingCollection><imsss:sequencing ID="s"><imsss:controlMode forwardOnly="true"/><imsss:limitConditions attemptLimit="9"/></imsss:sequencing></imsss:sequencingCollection>',
    );
    const [whole] = lessons(xml);
    const b = whole?.sequencing?.children?.[1];
    assert.equal(b?.attemptLimit, 2);
    assert.equal(b?.sequencingControls?.forwardOnly, true);
  });
  const rows: [string, string, RegExp, string[]?][] = [
    ['no manifest', '<x/>', /must be <manifest>/],
    ['no organization', '<manifest><organizations/></manifest>', /has no <organization>/],
    [
      'an item of a resource that is not there',
      manifest(item('a', 'zz'), res('a')),
      /no resource has the identifier "zz"/,
    ],
    ['a resource without a file', manifest(item('a'), '<resource identifier="a"/>'), /has no href/],
    ['a file that is not in the package', manifest(item('a'), res('a')), /no file "a\.html"/, ['b.html']],
    ['nothing to launch', manifest('<item identifier="x"><title>x</title></item>', ''), /no item that can be launched/],
    ['two items of one name', manifest(item('a') + item('a'), res('a')), /"a" is there twice/],
  ];
  for (const [name, xml, message, files] of rows)
    it(`with ${name} is refused, with its line`, () => {
      try {
        readManifest(bytes(xml), 'imsmanifest.xml', files);
        assert.fail('nothing was refused');
      } catch (e) {
        assert.ok(e instanceof WidyaError, String(e));
        assert.match(e.message, message);
        assert.match(e.place ?? '', /line \d+/);
      }
    });
});

describe('what the data model says', () => {
  const core = (o: object) => ({ core: o });
  const rows: [string, '1.2' | '2004', Record<string, unknown>, object, object][] = [
    [
      '1.2 incomplete',
      '1.2',
      core({ lesson_status: 'incomplete' }),
      {},
      { completed: false, passed: undefined, score: undefined, progress: undefined },
    ],
    [
      '1.2 completed',
      '1.2',
      core({ lesson_status: 'completed' }),
      {},
      { completed: true, passed: undefined, score: undefined, progress: undefined },
    ],
    [
      '1.2 passed is completed too',
      '1.2',
      core({ lesson_status: 'passed', score: { raw: '80' } }),
      {},
      { completed: true, passed: true, score: { scaled: 0.8, raw: 80, min: 0, max: 100 }, progress: undefined },
    ],
    [
      '1.2 judged by the mastery score once it is done',
      '1.2',
      core({ lesson_status: 'completed', score: { raw: '50', min: '0', max: '100' } }),
      { masteryScore: 0.6 },
      { completed: true, passed: false, score: { scaled: 0.5, raw: 50, min: 0, max: 100 }, progress: undefined },
    ],
    [
      '1.2 not judged while it is under way',
      '1.2',
      core({ lesson_status: 'incomplete', score: { raw: '90' } }),
      { masteryScore: 0.6 },
      { completed: false, passed: undefined, score: { scaled: 0.9, raw: 90, min: 0, max: 100 }, progress: undefined },
    ],
    [
      '1.2 with a scale of its own',
      '1.2',
      core({ lesson_status: 'passed', score: { raw: 7, min: 5, max: 10 } }),
      {},
      { completed: true, passed: true, score: { scaled: 0.4, raw: 7, min: 5, max: 10 }, progress: undefined },
    ],
    [
      'a raw score out of its bounds is not said',
      '1.2',
      core({ lesson_status: 'passed', score: { raw: 120 } }),
      {},
      { completed: true, passed: true, score: { scaled: 1 }, progress: undefined },
    ],
    [
      '2004 has two words',
      '2004',
      { completion_status: 'completed', success_status: 'failed' },
      {},
      { completed: true, passed: false, score: undefined, progress: undefined },
    ],
    [
      '2004 completes by the threshold',
      '2004',
      { completion_status: 'incomplete', progress_measure: '0.8' },
      { completionThreshold: 0.8 },
      { completed: true, passed: undefined, score: undefined, progress: 0.8 },
    ],
    [
      '2004 passes by the scaled score',
      '2004',
      { success_status: 'unknown', score: { scaled: '0.7' } },
      { masteryScore: 0.7 },
      { completed: false, passed: true, score: { scaled: 0.7 }, progress: undefined },
    ],
  ];
  for (const [name, version, cmi, o, expected] of rows)
    it(name, () => assert.deepEqual(verdict(version, cmi, o), expected));
  it('reads times of both versions', () => {
    assert.deepEqual(
      [
        scormSeconds('0001:02:03.5'),
        scormSeconds('PT1H2M3.5S'),
        scormSeconds('P1DT1S'),
        scormSeconds('lama'),
        scormSeconds(undefined),
      ],
      [3723.5, 3723.5, 86401, 0, 0],
    );
  });
  it('reads lists that are objects by number', () =>
    assert.deepEqual(listOf({ 1: { id: 'b' }, 0: { id: 'a' }, x: { id: 'c' } }), [{ id: 'a' }, { id: 'b' }]));
});

describe('what is said of it (ADL SCORM profile)', () => {
  const told = (): Told => ({ attempt: 'https://x.example/a?attempt=1', interactions: {} });
  const iri = 'https://x.example/a';
  const verbs = (list: { verb: { id: string } }[]) => list.map((s) => s.verb.id.slice(s.verb.id.lastIndexOf('/') + 1));
  const say = (t: Told, cmi: Record<string, unknown>, o: { terminated?: boolean; session?: string } = {}) =>
    scormCommitted(t, iri, cmi, verdict('1.2', cmi), { terminated: false, session: 's', version: '1.2', ...o });

  it('every statement has the attempt as grouping and the profile as category', () => {
    const [s] = [scormBegan(told(), false)];
    assert.deepEqual(
      s?.context?.contextActivities?.grouping?.map((a) => a.id),
      ['https://x.example/a?attempt=1'],
    );
    assert.deepEqual(
      s?.context?.contextActivities?.category?.map((a) => a.id),
      ['https://w3id.org/xapi/scorm'],
    );
    assert.deepEqual(verbs([scormBegan(told(), true)]), ['resumed']);
  });
  it('what has not changed is not said again', () => {
    const t = told();
    const cmi = {
      core: { lesson_status: 'passed', score: { raw: '80' } },
      interactions: {
        0: {
          id: 'q 1',
          type: 'choice',
          student_response: 'a',
          result: 'correct',
          latency: '00:00:05',
          correct_responses: { 0: { pattern: 'a' } },
        },
      },
    };
    assert.deepEqual(verbs(say(t, cmi)), ['responded', 'scored', 'completed', 'passed']);
    assert.deepEqual(verbs(say(t, cmi)), []);
    const [again] = say(t, {
      ...cmi,
      interactions: { 0: { ...cmi.interactions[0], student_response: 'b', result: 'wrong' } },
    });
    assert.deepEqual(again?.result, { response: 'b', success: false, duration: 'PT5S' });
    assert.equal((again?.object as { id: string }).id, 'https://x.example/a/interactions/q%201');
  });
  it('an end is said once, suspended where the content says so', () => {
    const t = told();
    const cmi = { core: { lesson_status: 'incomplete', exit: 'suspend', session_time: '00:01:00' } };
    const [end] = say(t, cmi, { terminated: true });
    assert.deepEqual([verbs([end as never]), end?.result], [['suspended'], { completion: false, duration: 'PT1M' }]);
    assert.deepEqual(say(t, cmi, { terminated: true }), []);
    assert.deepEqual(
      verbs(say(t, { core: { lesson_status: 'incomplete', exit: '' } }, { terminated: true, session: 't' })),
      ['terminated'],
    );
  });
});

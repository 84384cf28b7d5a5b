// The examples of docs/plugins, as their authors would test them.
import { describe, it } from 'node:test';
import cards from '../../docs/plugins/cards/cards.js';
import { fixtures as cardFixtures } from '../../docs/plugins/cards/fixtures.js';
import { fixtures as hotspotFixtures } from '../../docs/plugins/hotspot/fixtures.js';
import hotspot from '../../docs/plugins/hotspot/hotspot.js';
import ranking from '../../docs/plugins/ranking/ranking.js';
import { testPlugin } from '../../src/testing/plugin.js';

describe('hotspot', () => void testPlugin(hotspot, { fixtures: hotspotFixtures, test: it }));
describe('cards', () => void testPlugin(cards, { fixtures: cardFixtures, test: it, others: [hotspot] }));
describe('ranking', () => void testPlugin(ranking, { fixtures: {}, test: it, others: [hotspot, cards] }));

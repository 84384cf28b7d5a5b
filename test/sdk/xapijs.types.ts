// What XAPI.js calls a statement and what we call one: assignable to each other wherever the standard says so. Checked by
// `npm run typecheck`, never run. Where the two differ, the line says who departs from the standard.
import type * as Theirs from '@xapi/xapi';
import type * as Ours from '../../src/sdk/statement.js';

/** Compiles only if every A can be used as a B. */
type Fits<A extends B, B> = A;
/** Compiles only if it can not: the day they follow the standard, the line that uses it fails and goes. */
type Differs<A, B> = A extends B ? never : true;

// Theirs departs: score.scaled is required there, optional in xAPI-Data 2.4.5.1.
export const scaled: Differs<Ours.Score, Theirs.ResultScore> = true;
type Scored = Omit<Ours.Result, 'score'> & { score?: Ours.Score & { scaled: number } };
// Theirs departs: an agent as object must say its objectType there; so it must in xAPI-Data 2.4.4.2. Ours does not check it.
type Named = Ours.Agent & { objectType: 'Agent' };
// Theirs departs: the versions it knows end at 1.0.3; xAPI-Data 2.4.10 allows any that begins with 1.0., and 2.0 has its own.
export const version: Differs<Required<Ours.Statement>['version'], Required<Theirs.Statement>['version']> = true;
type Sub = Omit<Ours.SubStatement, 'result' | 'object'> & { result?: Scored; object: Single };
type Single = Ours.Activity | Named | Ours.Group | Ours.StatementRef;
// contextAgents and contextGroups (xAPI 2.0) are unknown there; members it does not know do no harm.
type OurStatement = Omit<Ours.Statement, 'result' | 'object' | 'version'> & { result?: Scored; object: Single | Sub };

export type Ok = [
  Fits<Ours.Agent, Theirs.Agent>,
  Fits<Ours.Group, Theirs.Group>,
  Fits<Ours.Actor, Theirs.Actor>,
  Fits<Ours.Verb, Theirs.Verb>,
  Fits<Ours.StatementRef, Theirs.StatementRef>,
  Fits<Ours.Attachment, Theirs.Attachment>,
  Fits<Ours.Activity, Theirs.Activity>,
  Fits<Ours.Context, Theirs.Context>,
  Fits<Scored, Theirs.Result>,
  Fits<Sub, Theirs.SubStatement>,
  Fits<OurStatement, Theirs.Statement>,
  Fits<OurStatement[], Theirs.SendStatementsParams['statements']>,
  Fits<Ours.Person, Theirs.Person>,
  Fits<Ours.About, Theirs.About>,
  // And back.
  Fits<Theirs.Verb, Ours.Verb>,
  Fits<Theirs.Result, Ours.Result>,
  Fits<Theirs.StatementRef, Ours.StatementRef>,
  Fits<Theirs.Attachment, Ours.Attachment>,
  Fits<Theirs.Activity, Ours.Activity>,
  Fits<Theirs.LanguageMap, Ours.LanguageMap>,
];
// Theirs departs: an agent there may have no identifier, or several (xAPI-Data 2.4.2.1: exactly one).
export const agents: Differs<Theirs.Agent, Ours.Agent> = true;

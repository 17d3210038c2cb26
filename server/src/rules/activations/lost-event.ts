/** `race-across-await`: an event, or an answer, that comes while its listener is not yet registered. */
import type { LostEvent } from '../../analysis/activations/lost-events.ts';
import type { Program } from '../../analysis/program.ts';
import { assertNever } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import { functionName, lineAt } from './names.ts';

export function reportLostEvent(program: Program, lost: LostEvent): Finding {
  const who = functionName(program, lost.in);
  const waits = lineAt(program, lost.awaitAt);
  const cause = lineAt(program, lost.cause.at);
  const outside = lost.kind === 'shown' ? 'the person who sees it' : 'what comes from outside';
  const isTest = lost.kind === 'state' || lost.kind === 'look';
  return {
    rule: 'race-across-await',
    severity: 'warning',
    at: lost.at,
    message: messageOf(lost, waits, cause),
    signal: signalOf(lost),
    schedule: {
      participants: [
        { id: 'A', name: who },
        { id: 'B', name: lost.by === undefined ? outside : functionName(program, lost.by.in) },
      ],
      steps: [
        {
          participant: 'A',
          at: lost.cause.at,
          text: isTest ? `finds nothing (\`${lost.cause.text}\`)` : lost.cause.text,
        },
        { participant: 'A', at: lost.awaitAt, text: 'waits; others run' },
        {
          participant: 'B',
          at: lost.by?.at ?? lost.awaitAt,
          text: `${comes(lost)}, and nobody listens`,
        },
        { participant: 'A', at: lost.at, text: 'listens from here on, for what has been' },
      ],
    },
    related: [
      { at: lost.cause.at, text: isTest ? 'the test' : 'what brings it about' },
      { at: lost.awaitAt, text: 'it can come during this await' },
      ...(lost.by === undefined ? [] : [{ at: lost.by.at, text: 'where it is delivered' }]),
    ],
    fixes: [],
    identity: ['race-across-await', 'lost-event', who, lost.what],
  };
}

function signalOf({ kind, what }: LostEvent): string {
  if (kind === 'state') return `what sets ${what}`;
  return kind === 'shown' ? 'whoever sees it can act at once' : `${what} comes when it comes`;
}

function comes({ kind, what }: LostEvent): string {
  if (kind === 'state') return `sets ${what}`;
  return kind === 'shown' ? 'acts on it' : `brings ${what}`;
}

function messageOf(lost: LostEvent, waits: number, cause: number): string {
  const end = lost.waits ? ', and this waits in vain' : '';
  switch (lost.kind) {
    case 'made':
      return `Nobody listens for ${lost.what} of what is made on line ${cause} until the await on line ${waits} is over: one that comes meanwhile is lost${end}.`;
    case 'shown':
      return `What line ${cause} shows can be acted on from there on, and nobody listens for \`${lost.what}\` until the await on line ${waits} is over: what a person does meanwhile is lost${end}.`;
    case 'answer':
      return `The await on line ${waits} sends the request, and only here does anybody listen for ${lost.what}: when it comes before that await is over it is lost${end}.`;
    case 'look':
      return `\`${lost.cause.text}\` asks on line ${waits} whether it has come about, and only here does anybody listen for ${lost.what}: what comes about after that answer was given is neither seen nor told${end}.`;
    case 'state':
      return `${lost.what} is looked at on line ${cause} and listened for only after the await on line ${waits}: what comes about in between is neither seen nor told${end}.`;
    default:
      return assertNever(lost.kind);
  }
}

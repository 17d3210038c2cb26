/** lock-order-inversion: parties that take the same locks in a different order, so that each can wait for the other. */
import type { EventOf, Held } from '../../analysis/locks/domain.ts';
import { qualifiedName, type FnRef, type Program } from '../../analysis/program.ts';
import type { Finding, Place, ScheduleStep } from '../../findings/finding.ts';
import { finding, lineAt, standsAt, stepsOf } from './findings.ts';

export interface OrderEdge {
  readonly fn: FnRef;
  readonly held: Held;
  readonly event: EventOf<'acquire'>;
}

export function cycleFinding(program: Program, edges: readonly OrderEdge[], signal: string): Finding | undefined {
  const [first] = edges;
  if (first === undefined) return undefined;
  const id = (i: number): string => `p${i + 1}`;
  const steps: ScheduleStep[] = [
    ...edges.map((e, i) => ({
      participant: id(i),
      at: e.held.at,
      text: `takes ${e.held.lock.name}`,
      holds: [e.held.lock.name],
    })),
    ...edges.flatMap((e, i) =>
      stepsOf(program, id(i), e.event, `waits for ${e.event.lock.name}, which is held by another`),
    ),
  ];
  const at = standsAt(program, first.fn, first.event);
  const says = edges.map(
    (e) =>
      `${qualifiedName(program, e.fn)} holds ${e.held.lock.name} (${lineAt(program, e.held.at, at)}) and waits for ${e.event.lock.name} (${lineAt(program, e.event.at, at)})`,
  );
  return finding({
    rule: 'lock-order-inversion',
    at,
    message: `Deadlock by lock order: ${says.join(' while ')}; none of them can go on.`,
    signal,
    participants: edges.map((e, i) => ({ id: id(i), name: qualifiedName(program, e.fn) })),
    steps,
    related: edges.flatMap((e, i) => [
      { at: e.held.at, text: `${qualifiedName(program, e.fn)} takes ${e.held.lock.name}` },
      ...(i === 0
        ? []
        : [
            {
              at: standsAt(program, e.fn, e.event),
              text: `${qualifiedName(program, e.fn)} waits for ${e.event.lock.name}`,
            },
          ]),
    ]),
    identity: edges.map((e) => `${qualifiedName(program, e.fn)}:${e.held.lock.name}>${e.event.lock.name}`).sort(),
  });
}

/** Two locks of one kind, in the order in which each caller names them. */
export function callerOrderFinding(
  program: Program,
  edge: { readonly fn: FnRef; readonly held: Held; readonly at: OrderEdge['held']['at']; readonly name: string },
  signal: string,
): Finding {
  const who = qualifiedName(program, edge.fn);
  return finding({
    rule: 'lock-order-inversion',
    at: edge.at,
    message: `${who} takes ${edge.held.lock.name} and then ${edge.name} in the order its caller names them: two calls with the opposite order each hold what the other waits for.`,
    signal,
    participants: [
      { id: 'a', name: `${who}, first call` },
      { id: 'b', name: `${who}, call with the opposite order` },
    ],
    steps: [
      {
        participant: 'a',
        at: edge.held.at,
        text: `takes the one it names first (${edge.held.lock.name})`,
        holds: [edge.held.lock.name],
      },
      { participant: 'b', at: edge.held.at, text: 'takes the other one first', holds: [edge.name] },
      { participant: 'a', at: edge.at, text: 'waits for the one the other call holds', holds: [edge.held.lock.name] },
      { participant: 'b', at: edge.at, text: 'waits for the one the first call holds', holds: [edge.name] },
    ],
    related: [{ at: edge.held.at, text: `takes ${edge.held.lock.name} first` }],
    identity: [who, edge.held.lock.cls ?? edge.held.lock.name],
  });
}

/** Two fields of every object in a ring: each takes its first one, and the circle is closed. */
export function ringFinding(program: Program, edge: OrderEdge, made: Place, list: string, signal: string): Finding {
  const who = qualifiedName(program, edge.fn);
  const [first, second] = [edge.held.lock.name, edge.event.lock.name];
  return finding({
    rule: 'lock-order-inversion',
    at: standsAt(program, edge.fn, edge.event),
    message: `${who} takes ${first} and then ${second}, which are neighbours in a ring of ${list} (${lineAt(program, made, edge.event.at)}): when every one of the ring has taken its first, each waits for what its neighbour holds.`,
    signal,
    participants: [
      { id: 'a', name: `${who}, of one in the ring` },
      { id: 'b', name: `${who}, of its neighbour` },
    ],
    steps: [
      { participant: 'a', at: edge.held.at, text: `takes its ${first}`, holds: [first] },
      { participant: 'b', at: edge.held.at, text: `takes its ${first}, the other's ${second}`, holds: [first] },
      ...stepsOf(program, 'a', edge.event, `waits for ${second}, which its neighbour holds`),
      {
        participant: 'b',
        at: edge.event.at,
        text: 'waits for the next one in the ring, and so on round',
        holds: [first],
      },
    ],
    related: [
      { at: edge.held.at, text: `takes ${first} first` },
      { at: made, text: 'which two they are is decided here' },
    ],
    identity: [who, edge.held.lock.cls ?? first, 'ring'],
  });
}

/** An annotation tells the order, and this path goes against it. */
export function againstOrderFinding(program: Program, edge: OrderEdge, tag: string): Finding {
  const who = qualifiedName(program, edge.fn);
  const [held, wanted] = [edge.held.lock.name, edge.event.lock.name];
  return finding({
    rule: 'lock-order-inversion',
    at: standsAt(program, edge.fn, edge.event),
    message: `${who} holds ${held} (${lineAt(program, edge.held.at, edge.event.at)}) and waits for ${wanted}, against the declared order (${tag}): whoever keeps to that order holds ${wanted} while it waits for ${held}, and neither can go on.`,
    signal: `annotation ${tag}`,
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: 'whoever keeps to the order' },
    ],
    steps: [
      { participant: 'a', at: edge.held.at, text: `takes ${held}`, holds: [held] },
      { participant: 'b', at: edge.held.at, text: `takes ${wanted} and waits for ${held}`, holds: [wanted] },
      ...stepsOf(program, 'a', edge.event, `waits for ${wanted}`),
    ],
    related: [{ at: edge.held.at, text: `takes ${held} first` }],
    identity: [who, held, wanted, 'declared'],
  });
}

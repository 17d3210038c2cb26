/** blocking-call: a synchronous API that stops the event loop, any number of calls below something that serves others. */
import type { BlockingCall } from '../../analysis/blocking/calls.ts';
import type { Root } from '../../analysis/blocking/roots.ts';
import type { CallEdge } from '../../analysis/callgraph.ts';
import { baseNameOf, factsOf, fnOf, lineOf, place, qualifiedName, type Program } from '../../analysis/program.ts';
import type { Severity } from '../../findings/catalogue.ts';
import type { Finding, FixPlan, ScheduleStep } from '../../findings/finding.ts';
import { describeBlocking } from '../../knowledge/blocking.ts';

export function blockingCallFinding(
  program: Program,
  calls: readonly BlockingCall[],
  root: Root,
  path: readonly CallEdge[],
): Finding | undefined {
  const [main, ...others] = calls;
  if (main === undefined) return undefined;
  const at = place(main.ref.file, main.call.at);
  const rootLine = `${lineOf(factsOf(program, root.at.file), root.at.start)}${root.at.file === at.file ? '' : ` of ${baseNameOf(root.at.file)}`}`;
  const steps: ScheduleStep[] = [
    { participant: 'handler', at: root.at, text: `the event loop starts the ${root.what}` },
    ...path.map((edge) => ({
      participant: 'handler',
      at: place(edge.caller.file, edge.at),
      text: `${edge.kind === 'call' ? 'calls' : 'runs'} ${qualifiedName(program, edge.callee)}`,
    })),
    { participant: 'handler', at, text: `${main.name} keeps the thread until it is done` },
    { participant: 'other', at: root.at, text: 'waits: nothing else runs on this event loop meanwhile' },
  ];
  const through =
    path.length === 0
      ? ''
      : ` through ${[...new Set(path.map((edge) => qualifiedName(program, edge.callee)))].slice(-3).join(', ')}`;
  const also =
    others.length === 0 ? '' : ` (and ${[...new Set(others.map((o) => o.name))].slice(0, 3).join(', ')} beside it)`;
  return {
    rule: 'blocking-call',
    severity: severityOf(main, root),
    at,
    message: `${main.name}${also} is ${describeBlocking(main.api.kind)} that stops the event loop below the ${root.what} of line ${rootLine}${through}; everybody else waits until it returns${main.api.instead === undefined ? '' : `, ${main.api.instead} would not make them`}.`,
    signal: root.what,
    schedule: {
      participants: [
        { id: 'handler', name: root.what },
        { id: 'other', name: 'any other work of the same event loop' },
      ],
      steps,
    },
    related: [
      { at: root.at, text: `${root.what} starts here` },
      ...path.map((edge) => ({
        at: place(edge.caller.file, edge.at),
        text: `reaches ${qualifiedName(program, edge.callee)}`,
      })),
      ...others.map((o) => ({ at: place(o.ref.file, o.call.at), text: `${o.name} blocks as well` })),
    ],
    fixes: fixesOf(program, main),
    identity: ['blocking-call', qualifiedName(program, main.ref), main.name],
  };
}

function severityOf(main: BlockingCall, root: Root): Severity {
  if (main.api.kind === 'file-probe') return 'info';
  return root.weight !== 'serves' && main.api.kind === 'file' ? 'info' : 'warning';
}

function fixesOf(program: Program, main: BlockingCall): readonly FixPlan[] {
  return main.api.instead !== undefined && main.api.kind !== 'sleep' && fnOf(program, main.ref).async
    ? [{ kind: 'use-async-api', at: place(main.ref.file, main.call.at) }]
    : [];
}

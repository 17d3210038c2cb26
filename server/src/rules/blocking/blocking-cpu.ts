/** blocking-cpu: heavy computation on an event loop that serves others. */
import type { Cost, Culprit } from '../../analysis/blocking/cost.ts';
import type { Root } from '../../analysis/blocking/roots.ts';
import { baseNameOf, factsOf, lineOf, qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding, ScheduleStep } from '../../findings/finding.ts';

export function blockingCpuFinding(program: Program, cost: Cost, culprit: Culprit, root: Root): Finding {
  const rootLine = `${lineOf(factsOf(program, root.at.file), root.at.start)}${root.at.file === culprit.at.file ? '' : ` of ${baseNameOf(root.at.file)}`}`;
  const name = qualifiedName(program, culprit.in);
  const steps: ScheduleStep[] = [
    { participant: 'handler', at: root.at, text: `the event loop starts the ${root.what}` },
    ...culprit.path.map((step) => ({
      participant: 'handler',
      at: step.at,
      text: `calls ${qualifiedName(program, step.callee)}`,
    })),
    { participant: 'handler', at: culprit.at, text: `computes without a pause: ${culprit.how}` },
    { participant: 'other', at: root.at, text: 'waits: nothing else runs on this event loop meanwhile' },
  ];
  const what =
    culprit.kind === 'recursion'
      ? `${culprit.how}`
      : culprit.kind === 'busy-wait'
        ? `This loop in ${name} spins until the clock says so`
        : `This loop in ${name} ${culprit.how}`;
  const unbounded = cost.steps === Infinity ? ', so one request can occupy it as long as its sender likes' : '';
  return {
    rule: 'blocking-cpu',
    severity: 'warning',
    at: culprit.at,
    message: `${what} on the event loop, below the ${root.what} of line ${rootLine}${unbounded}; everybody else waits until it is done.`,
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
      ...culprit.path.map((step) => ({ at: step.at, text: `reaches ${qualifiedName(program, step.callee)}` })),
    ],
    fixes: [],
    identity: ['blocking-cpu', name, culprit.kind],
  };
}

/** Bank mode in words. */
import type { BankFault, BankPlace, BankReport, BankRow } from './types.ts';

export function describeBank(report: Pick<BankReport, 'rows' | 'totals' | 'invariant'>): string {
  const find = (start: string): BankRow | undefined => report.rows.find((row) => row.policy.startsWith(start));
  const wrong = report.rows.filter((row) => row.wrong > 0 && row.policy !== 'with a lock');
  const locked = find('with a lock');
  const repaired =
    locked === undefined
      ? ''
      : locked.wrong === 0
        ? ` With a lock around every call none of ${locked.runs} runs did.`
        : ` A lock around every call does not repair it (${locked.wrong} of ${locked.runs} runs): state is shared between calls.`;
  const loop = find('event loop');
  if (loop !== undefined) {
    if (loop.wrong === 0) return `No run went wrong: ${times(loop)} on one event loop.${unseen(report)}`;
    return `One event loop protects statements, not you: ${share(loop)} ended wrong${values(loop)}.${repaired}`;
  }
  const [first] = [find('interval:5ms'), find('ticks'), find('interval:5ms (3.10)')].filter(
    (row) => row !== undefined && row.wrong > 0,
  );
  if (first !== undefined) {
    return (
      `The GIL protects the interpreter, not you: under ${first.policy} ${share(first)} ended wrong${values(first)}.` +
      repaired
    );
  }
  if (wrong.length > 0 && wrong[0] !== undefined) {
    return (
      `A GIL happened to protect this function: only without one runs ended wrong (${share(wrong[0])}${values(wrong[0])}). ` +
      `Nothing promises that: a longer function or another interpreter would not.${repaired}`
    );
  }
  return `No run went wrong under any lock.${unseen(report)}`;
}

/** What was held constant may be all there is, or the lab may not see it. */
function unseen(report: Pick<BankReport, 'totals' | 'invariant'>): string {
  if (report.invariant.from !== 'totals') return '';
  return report.totals.some(({ before, after }) => before !== after)
    ? ''
    : ' No total of the module changed, either: what the function shares may be out of sight (say what must hold with an invariant).';
}

function times(row: BankRow): string {
  return `${row.runs} runs`;
}

function share(row: BankRow): string {
  return `${row.wrong} of ${row.runs} runs`;
}

function values(row: BankRow): string {
  if (row.stuck === row.wrong) return ' with every thread waiting for another';
  const [first] = row.fault?.values ?? [];
  return first === undefined ? '' : ` (${first.name} was ${first.found} instead of ${first.expected})`;
}

/** The first bad switch as a sentence. */
export function describeFault(fault: BankFault): string | null {
  if (fault.first === null) return null;
  const { from, to, callsEnded, number } = fault.first;
  const where =
    from.point?.kind === 'write'
      ? 'with the value ready but not yet written'
      : 'at a place where it looked at the lock';
  return (
    `First bad step: switch ${number}, after ${callsEnded} calls. Thread ${from.thread} was stopped in its call ${from.call}` +
    `${at(from)}, ${where}; thread ${to.thread} went on with its call ${to.call}${at(to)}.`
  );
}

function at({ point }: BankPlace): string {
  return point === null ? '' : ` at line ${point.line} (${point.text})`;
}

/**
 * The engine between activations: runs every function that starts activations abstractly, collects what goes
 * stale across awaits, and keeps what another activation can really disturb.
 */
import type { Finding } from '../../findings/finding.ts';
import { reportFloating } from '../../rules/activations/floating-critical-section.ts';
import { reportLoopVariables } from '../../rules/activations/loop-variable.ts';
import { reportRace } from '../../rules/activations/race-across-await.ts';
import type { AnalysisContext } from '../context.ts';
import { fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import { withoutBenign } from './benign.ts';
import { decide } from './decide.ts';
import { findEntries } from './entries.ts';
import { Machine } from './machine.ts';
import { emptyState } from './state.ts';
import { execute } from './statements.ts';
import { bindingKey } from './cells.ts';

export function analyseActivations(program: Program, ctx: AnalysisContext): Finding[] {
  const entries = findEntries(program, ctx.resolver);
  const machine = new Machine(program, ctx.resolver);
  const run = (ref: FnRef): void => {
    try {
      runRoot(machine, ref);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      ctx.log({
        file: ref.file,
        at: undefined,
        kind: 'internal',
        message: `activations of function ${ref.fn}: ${message}`,
      });
    }
  };
  for (const ref of entries.roots) run(ref);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const benign = withoutBenign(program, machine.owners, decide(program, machine.events, entries, machine.lookups));
  findings.push(...benign.complaints);
  for (const verdict of benign.kept) {
    const { candidate } = verdict;
    // One defect, one report: the same write, or the same check, is told once.
    const keys = [
      `${candidate.sink.at.file}:${candidate.sink.at.start}`,
      `${candidate.fact.at.file}:${candidate.fact.at.start}:${candidate.cell.canon}`,
      // Several cells decided on before one await are one defect, too.
      ...(candidate.shape === 'guard-set' || candidate.shape === 'stale-act' || candidate.shape === 'rearm'
        ? [`${fnKey(candidate.in)}:${candidate.crossing.at.file}:${candidate.crossing.at.start}`]
        : []),
    ];
    if (keys.some((k) => seen.has(k))) continue;
    for (const k of keys) seen.add(k);
    findings.push(reportRace(program, verdict));
  }
  const floating = new Set<string>();
  for (const f of machine.events.floating) {
    const key = `${fnKey(f.in)}:${f.at.start}`;
    if (floating.has(key)) continue;
    floating.add(key);
    findings.push(reportFloating(program, f));
  }
  for (const [file, facts] of program.files) if (!facts.generated) findings.push(...reportLoopVariables(program, file));
  return findings;
}

function runRoot(machine: Machine, ref: FnRef): void {
  const fn = fnOf(machine.program, ref);
  machine.startRoot(ref);
  const frame = machine.frame(ref, machine.owners.thisPath(ref), true, 0);
  const state = emptyState();
  for (const p of fn.params) {
    if (p.target.k === 'bind') state.locals.delete(bindingKey(ref.file, p.target.b));
  }
  machine.synchronise(frame, state);
  execute(machine, frame, state, fn.body);
  for (const end of [...frame.returns.map((r) => r.state), state]) {
    end.dead = false;
    machine.runTails(end);
  }
}

/**
 * `race-across-await` of the oldest kind: a `var` of a loop is one variable for all rounds, and callbacks that
 * run later all see its last value.
 */
import type { Expr } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import { factsOf, lineOf, place, type Program } from '../../analysis/program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt } from '../../analysis/walk.ts';
import { DEFERRING } from '../../knowledge/promises.ts';
import { registration } from '../../knowledge/handlers.ts';

export function reportLoopVariables(program: Program, file: string): readonly Finding[] {
  const facts = factsOf(program, file);
  const out: Finding[] = [];
  for (const fn of facts.functions) {
    forEachStmt(fn.body, (s) => {
      const first = s.k === 'loop' ? s.init[0] : undefined;
      if (s.k !== 'loop' || first?.k !== 'let' || first.kind !== 'var') return;
      for (const d of first.decls) {
        if (d.target.k !== 'bind') continue;
        const b = d.target.b;
        const binding = facts.bindings[b];
        if (binding?.captured !== true) continue;
        forEachStmt(s.body, (inner) => {
          for (const e of exprsOfStmt(inner)) {
            forEachExpr(e, (x) => {
              if (x.k !== 'call' || !defers(x, facts.bindings)) return;
              for (const arg of x.args) {
                if (arg.k !== 'func') continue;
                const callback = facts.functions[arg.fn];
                if (callback === undefined) continue;
                let use: Expr | undefined;
                forEachExprIn(callback, (y) => {
                  if (use === undefined && y.k === 'var' && y.b === b) use = y;
                });
                if (use === undefined || out.some((o) => o.at.start === use?.at[0])) continue;
                out.push(finding(program, file, binding.name, use, x, lineOf(facts, s.at[0])));
              }
            });
          }
        });
      }
    });
  }
  return out;
}

function defers(x: Extract<Expr, { k: 'call' }>, bindings: readonly { readonly name: string }[]): boolean {
  const callee = bare(x.callee);
  const name =
    callee.k === 'member'
      ? callee.prop
      : callee.k === 'global'
        ? callee.name
        : callee.k === 'var'
          ? (bindings[callee.b]?.name ?? '')
          : '';
  return (
    DEFERRING.has(name) ||
    name === 'then' ||
    (registration(name, x.args[0]?.k === 'const', '') !== undefined &&
      /^(on|once|addEventListener|addListener|subscribe|set\w+)/.test(name))
  );
}

function finding(program: Program, file: string, name: string, use: Expr, call: Expr, loopLine: number): Finding {
  void program;
  const at = place(file, use.at);
  return {
    rule: 'race-across-await',
    severity: 'warning',
    at,
    message: `All callbacks of the loop on line ${loopLine} share one variable ${name} (it is declared with var): when they run, the loop is over and every one of them sees its last value.`,
    signal: 'callbacks that run after the loop',
    schedule: {
      participants: [
        { id: 'A', name: 'the loop' },
        { id: 'B', name: 'the callbacks' },
      ],
      steps: [
        { participant: 'A', at: place(file, call.at), text: `registers a callback and goes on changing ${name}` },
        { participant: 'B', at, text: `reads the last value of ${name}` },
      ],
    },
    related: [{ at: place(file, call.at), text: 'the callback is put off here' }],
    fixes: [],
    identity: ['race-across-await', 'loop-variable', name],
  };
}

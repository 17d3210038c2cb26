/** Which file of the program a worker runs. */
import type { ExprOf } from '../../facts/core.ts';
import type { Program } from '../program.ts';
import { bare } from '../walk.ts';

/** The project file a `new Worker(...)` starts. */
export function workerEntry(program: Program, from: string, made: ExprOf<'new'> | ExprOf<'call'>): string | undefined {
  const [first] = made.args;
  let e = first === undefined ? undefined : bare(first);
  if (e?.k === 'new' && e.args[0] !== undefined) e = bare(e.args[0]);
  if (e?.k !== 'const' || typeof e.value !== 'string') return undefined;
  return program.resolve(from, e.value.startsWith('.') ? e.value : `./${e.value}`);
}

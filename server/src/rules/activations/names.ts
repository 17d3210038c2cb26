/** How messages of this family name functions and lines. */
import type { Place } from '../../findings/finding.ts';
import { factsOf, fnOf, lineOf, type FnRef, type Program } from '../../analysis/program.ts';

export function lineAt(program: Program, at: Place): number {
  return lineOf(factsOf(program, at.file), at.start);
}

export function functionName(program: Program, ref: FnRef): string {
  let fn = fnOf(program, ref);
  while (fn.name === '' && fn.parent !== undefined && fn.parent !== 0)
    fn = fnOf(program, { file: ref.file, fn: fn.parent });
  if (fn.kind === 'module') return 'the module';
  if (fn.name === '') return 'the callback';
  const cls = fn.cls === undefined ? undefined : factsOf(program, ref.file).classes[fn.cls]?.name;
  return cls === undefined || cls === '' ? fn.name : `${cls}.${fn.name}`;
}

/** Functions that code outside of the program may call: what a library offers. */
import { factsOf, fnOf, type FnRef, type Program } from './program.ts';

export function isEntry(program: Program, ref: FnRef): boolean {
  const facts = factsOf(program, ref.file);
  const fn = fnOf(program, ref);
  if (fn.cls !== undefined) {
    const cls = facts.classes[fn.cls];
    if (cls === undefined || fn.access === 'private' || fn.name.startsWith('#') || fn.kind !== 'method') return false;
    return facts.exports.some(
      (e) =>
        (e.b !== undefined && facts.bindings[e.b]?.cls === fn.cls) || (e.expr?.k === 'class' && e.expr.cls === fn.cls),
    );
  }
  return facts.exports.some((e) => {
    const binding = e.b === undefined ? undefined : facts.bindings[e.b];
    return binding !== undefined && (binding.fn === fn.id || (binding.init?.k === 'func' && binding.init.fn === fn.id));
  });
}

/** The functions of one text that a person could want to run: named ones, with the class they belong to. */
import type { Binding, FunctionKind, Pattern } from '../facts/core.ts';
import { lowerFile } from '../front/lower.ts';
import type { FunctionOutline } from './analysis-protocol.ts';

/** What nobody calls by its name; the initialisers of a class are only made to look like functions. */
const NOT_CALLED: ReadonlySet<FunctionKind> = new Set(['module', 'constructor', 'fields', 'static']);

export function outline(path: string, text: string): readonly FunctionOutline[] {
  const facts = lowerFile(path, text);
  return facts.functions.flatMap((fn): readonly FunctionOutline[] => {
    if (NOT_CALLED.has(fn.kind) || fn.name === '') return [];
    const cls = fn.cls === undefined ? undefined : facts.classes[fn.cls]?.name;
    return [
      {
        name: cls === undefined || cls === '' ? fn.name : `${cls}.${fn.name}`,
        parameters: fn.params.map(
          (param) => (param.rest ? '...' : '') + parameterName(param.target, facts.bindings, text),
        ),
        start: Math.min(fn.at[0], fn.nameAt[0]),
        end: fn.at[1],
        nameStart: fn.nameAt[0],
        nameEnd: fn.nameAt[1],
      },
    ];
  });
}

/** A destructured parameter has no name: its pattern is what a person recognises. */
function parameterName(target: Pattern, bindings: readonly Binding[], text: string): string {
  return target.k === 'bind' ? (bindings[target.b]?.name ?? '') : text.slice(...target.at);
}

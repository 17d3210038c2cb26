/** The functions of one text that a person could want to run: named ones, with the class they belong to. */
import type { Binding, Pattern } from '../facts/core.ts';
import { lowerFile } from '../front/lower.ts';
import type { FunctionOutline } from './analysis-protocol.ts';

export function outline(path: string, text: string): readonly FunctionOutline[] {
  const facts = lowerFile(path, text);
  return facts.functions.flatMap((fn): readonly FunctionOutline[] => {
    if (fn.kind === 'module' || fn.name === '' || fn.name === 'constructor') return [];
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

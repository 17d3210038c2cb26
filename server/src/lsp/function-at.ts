/** Which function a person means who has the cursor here. Apart from `outline.ts`, which needs the parser. */
import type { FunctionOutline } from './analysis-protocol.ts';

/** The innermost function around an offset. */
export function functionAt(functions: readonly FunctionOutline[], offset: number): FunctionOutline | undefined {
  return functions
    .filter((fn) => fn.start <= offset && offset <= fn.end)
    .reduce<FunctionOutline | undefined>(
      (best, fn) => (best === undefined || fn.end - fn.start <= best.end - best.start ? fn : best),
      undefined,
    );
}

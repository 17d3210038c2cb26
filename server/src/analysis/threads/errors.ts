/** Errors that the language itself throws in analysed code. */
import type { Place } from '../../findings/finding.ts';
import { ErrorObj, Thrown, type Act } from './values.ts';

export function throwError(_act: Act, name: string, message: string, at: Place | undefined): never {
  throw new Thrown(new ErrorObj(name, message), at);
}

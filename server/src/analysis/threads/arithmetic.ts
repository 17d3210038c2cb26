/** Operators on primitive values, by the host's own, as long as that costs little. */
import type { Place } from '../../findings/finding.ts';
import { throwError } from './errors.ts';
import type { Act, Prim } from './values.ts';

const LONG_TEXT = 1 << 20;
const LARGE = 1n << 4096n;

/** Results that would cost time and memory of the host are not calculated. */
export function tooLarge(op: string, a: Prim, b: Prim): boolean {
  if (op === '+' && typeof a === 'string' && typeof b === 'string') return a.length + b.length > LONG_TEXT;
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return false;
  if (op === '*' || op === '+' || op === '-') return a > LARGE || b > LARGE || -a > LARGE || -b > LARGE;
  return (op === '**' || op === '<<') && b > 1024n;
}

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-return, eqeqeq */
export function primitive(op: string, a: any, b: any, act?: Act, at?: Place): Prim {
  try {
    switch (op) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
        return a / b;
      case '%':
        return a % b;
      case '**':
        return a ** b;
      case '<<':
        return a << b;
      case '>>':
        return a >> b;
      case '>>>':
        return a >>> b;
      case '&':
        return a & b;
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      case '<':
        return a < b;
      case '>':
        return a > b;
      case '<=':
        return a <= b;
      case '>=':
        return a >= b;
      case '===':
        return a === b;
      case '!==':
        return a !== b;
      case '==':
        return a == b;
      case '!=':
        return a != b;
      default:
        return undefined;
    }
  } catch (error) {
    // Arithmetic of bigints with numbers, division by 0n.
    if (act !== undefined && error instanceof Error) return throwError(act, error.name, error.message, at);
    return NaN;
  }
}
/* eslint-enable */

/** What tests say of a write: which of them were about its cell, and whether it makes their answer another one. */
import { isContents, parentKey, type Path } from './cells.ts';
import type { AccessKind } from './machine.ts';
import type { Guard, State } from './state.ts';
import { isFalsyLiteral, type Literal } from './values.ts';

/** The write turns the guard's answer round: after it, the next one to ask would not pass. */
export function flips(guard: Guard, literal: Literal | undefined, kind: AccessKind, fresh = false): boolean {
  switch (guard.polarity) {
    case 'absent':
      // An empty collection is something, unless the test asked what is in it.
      if (kind === 'reset' && literal?.k === 'empty') return fresh && !isContents(guard.cell);
      return kind === 'set' ? !isFalsyLiteral(literal) : kind === 'add';
    case 'present':
      return kind === 'reset' || isFalsyLiteral(literal) || kind === 'take';
    case 'less':
      return kind === 'add' || kind === 'set';
    case 'more':
      return kind === 'take' || kind === 'reset';
    case 'eq':
      return (
        guard.value === undefined ||
        literal === undefined ||
        literal.k !== guard.value.k ||
        (literal.k === 'const' && guard.value.k === 'const' && literal.value !== guard.value.value)
      );
    case 'ne':
      return (
        guard.value !== undefined &&
        literal !== undefined &&
        literal.k === 'const' &&
        guard.value.k === 'const' &&
        literal.value === guard.value.value
      );
    case 'other':
      return kind === 'set' && literal === undefined;
  }
}

/** Tests of the cell itself, or of what is in it. */
export function guardsOf(st: State, cell: Path): readonly Guard[] {
  const parent = parentKey(cell.key);
  return st.guards.filter(
    (g) =>
      g.cell.key === cell.key ||
      (isContents(g.cell) &&
        (g.cell.key === `${cell.key}[*]` || (g.cell.key === `${parent}[*]` && cell.key.endsWith(']')))),
  );
}

/**
 * What the answer of a helper says of the cells that it looked at: `isOpen()`, `shouldSave(doc)`, `findRoom(id)`. An
 * answer that depends on a test carries that test to whoever decides on the answer.
 */
import { isContents, isShared } from './cells.ts';
import type { Frame } from './machine.ts';
import type { Guard, Polarity, State } from './state.ts';
import { isFalsyLiteral, joinVals, mergeOrigins, type Origin, UNKNOWN, type Val } from './values.ts';

interface End {
  readonly val: Val;
  readonly truthy: boolean;
  readonly guards: readonly Guard[];
}

/** The value of a call that was run in place; `known` are the guards of its caller. */
export function returned(frame: Frame, known: ReadonlySet<Guard>, fallsOff: State | undefined): Val {
  const ends: End[] = frame.returns.filter((r) => !r.state.dead).map((r) => endOf(r.val, r.state, known));
  const [first, ...rest] = ends;
  if (first === undefined) return UNKNOWN;
  const val = rest.reduce<Val>((v, e) => joinVals(v, e.val), first.val);
  if (fallsOff !== undefined) ends.push(endOf({ origins: [], literal: { k: 'nullish' } }, fallsOff, known));
  const yes = ends.filter((e) => e.truthy);
  const no = ends.filter((e) => !e.truthy);
  if (yes.length === 0 || no.length === 0) return val;
  const decided = [...decisions(yes, no), ...found(yes)];
  return decided.length === 0 ? val : { ...val, origins: mergeOrigins([...val.origins, ...decided]) };
}

function endOf(val: Val, state: State, known: ReadonlySet<Guard>): End {
  return { val, truthy: !isFalsyLiteral(val.literal), guards: state.guards.filter((g) => !known.has(g)) };
}

/** Tests of which the helper's yes and no depend; when they say just that, the answer is theirs. */
function decisions(yes: readonly End[], no: readonly End[]): readonly Origin[] {
  const out = new Map<string, Origin>();
  for (const g of [...yes, ...no].flatMap((e) => e.guards)) {
    if (!isShared(g.cell) || out.has(g.cell.key)) continue;
    const whenYes = polarities(yes, g.cell.key);
    const whenNo = polarities(no, g.cell.key);
    // A comparison leaves the same in both branches: that it was made.
    if (whenYes === whenNo && whenYes !== 'other') continue;
    const says = whenYes === 'present' && whenNo === 'absent';
    const denies = whenYes === 'absent' && whenNo === 'present';
    out.set(g.cell.key, {
      cell: g.cell,
      at: g.at,
      how: says || denies ? 'has' : 'derived',
      decided: true,
      ...(denies ? { negated: true } : {}),
      ...(g.crossed !== undefined ? { crossed: g.crossed } : {}),
    });
  }
  return [...out.values()];
}

/** The one polarity that all of these ends agree on. */
function polarities(ends: readonly End[], key: string): Polarity | undefined {
  const [first, ...rest] = ends.map((e) => e.guards.find((g) => g.cell.key === key)?.polarity);
  return rest.every((p) => p === first) ? first : undefined;
}

/** `for (const x of this.list) if (...) return x; return undefined`: whether there is one. */
function found(yes: readonly End[]): readonly Origin[] {
  return yes.flatMap((e) =>
    e.val.origins
      .filter((o) => isContents(o.cell) && o.how === 'derived')
      .map((o) => ({ ...o, how: 'has' as const, decided: true })),
  );
}

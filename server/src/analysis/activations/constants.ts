/**
 * Values that never change though they are read from an object: members of enums, and what a name in capitals
 * promises. A state that is set to one of them is known by it, so that tests of the state say whether it has changed.
 */
import type { Expr } from '../../facts/core.ts';
import { bare } from '../walk.ts';
import type { Frame, Machine } from './machine.ts';
import type { Literal } from './values.ts';

const KINDS = /(State|Status|Mode|Kind|Type|Phase|Event|Level|Code)s?$/;

export function constantMember(m: Machine, f: Frame, expr: Expr): Literal | undefined {
  const e = bare(expr);
  if (e.k !== 'member') return undefined;
  const holder = bare(e.obj);
  const name =
    holder.k === 'var'
      ? f.facts.bindings[holder.b]?.name
      : holder.k === 'member' && holder.obj.k !== 'this'
        ? holder.prop
        : undefined;
  if (name === undefined || !/^[A-Z]/.test(name)) return undefined;
  const isEnum = holder.k === 'var' && f.facts.bindings[holder.b]?.kind === 'enum';
  if (!isEnum && !/^[A-Z]/.test(e.prop) && !(KINDS.test(name) && m.resolver.entityOf(f.ref, holder).k !== 'class'))
    return undefined;
  return { k: 'const', value: e.prop };
}

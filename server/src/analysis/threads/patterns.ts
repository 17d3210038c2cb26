/** Destructuring and assignment targets. */
import type { Pattern } from '../../facts/core.ts';
import { evaluate } from './eval.ts';
import { elementsOf, getIndex, getProp, setIndex, setProp } from './props.ts';
import { ArrObj, Obj, Unknown, plain, type Act, type Gen, type Value } from './values.ts';
import { assignVar, declareVar } from './scope.ts';
import { placeOf } from './calls.ts';

export function* bindPattern(act: Act, target: Pattern, value: Value, how: 'declare' | 'var' | 'assign'): Gen<void> {
  switch (target.k) {
    case 'bind':
      if (how === 'declare') declareVar(act, target.b, value);
      else assignVar(act, target.b, value);
      return;
    case 'expr': {
      const e = target.e;
      if (e.k === 'member') {
        const o = yield* evaluate(act, e.obj);
        setProp(act, o, e.prop, value, placeOf(act, e.at));
      } else if (e.k === 'index') {
        const o = yield* evaluate(act, e.obj);
        const key = yield* evaluate(act, e.key);
        setIndex(act, o, key, value, placeOf(act, e.at));
      } else if (e.k === 'global') {
        act.agent.globals.set(e.name, value);
      }
      return;
    }
    case 'objectPattern': {
      const at = placeOf(act, target.at);
      const taken = new Set<string>();
      for (const prop of target.props) {
        let part: Value;
        if (typeof prop.key === 'string') {
          taken.add(prop.key);
          part = getProp(act, value, prop.key, at);
        } else {
          part = getIndex(act, value, yield* evaluate(act, prop.key), at);
        }
        if (part === undefined && prop.init !== undefined) part = yield* evaluate(act, prop.init);
        yield* bindPattern(act, prop.target, part, how);
      }
      if (target.rest !== undefined) {
        const source = plain(value);
        let rest: Value = new Unknown('data');
        if (source instanceof Obj) {
          const copy = new Obj(undefined);
          for (const [k, v] of source.props) if (!taken.has(k)) copy.props.set(k, v);
          copy.open = source.open;
          rest = copy;
        }
        yield* bindPattern(act, target.rest, rest, how);
      }
      return;
    }
    case 'arrayPattern': {
      const at = placeOf(act, target.at);
      const source = plain(value);
      const items = elementsOf(act, value, at);
      for (const [i, elem] of target.elems.entries()) {
        if (elem === undefined) continue;
        let part: Value =
          items !== undefined
            ? items[i]
            : source instanceof Unknown || source instanceof ArrObj
              ? getIndex(act, value, i, at)
              : new Unknown('data');
        if (part === undefined && elem.init !== undefined) part = yield* evaluate(act, elem.init);
        yield* bindPattern(act, elem.target, part, how);
      }
      if (target.rest !== undefined) {
        const rest = items !== undefined ? new ArrObj(items.slice(target.elems.length)) : new ArrObj([], true);
        yield* bindPattern(act, target.rest, rest, how);
      }
    }
  }
}

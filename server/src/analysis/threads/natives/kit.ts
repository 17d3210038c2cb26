/** Small things that the models of the host environment share: whom calls come from, errors, arguments. */
import type { FunctionFacts } from '../../../facts/core.ts';
import type { Place } from '../../../findings/finding.ts';
import type { Agent } from '../agent.ts';
import { Env, Obj, Unknown, plain, type Act, type Value } from '../values.ts';
import { getProp } from '../props.ts';

const hosts = new WeakMap<Agent, Act>();

/**
 * Who calls the listeners of an agent: its event loop. Taking the function that registered a listener
 * instead would make endless call chains of endless conversations.
 */
export function hostAct(agent: Agent, like: Act): Act {
  let act = hosts.get(agent);
  if (act === undefined) {
    const facts = agent.world.factsOf(agent.entry) ?? like.facts;
    const fn: FunctionFacts = facts.functions[0] ?? like.fn;
    const env = new Env(undefined);
    act = {
      id: 0,
      agent,
      file: agent.world.factsOf(agent.entry) === undefined ? like.file : agent.entry,
      facts,
      fn,
      parent: undefined,
      callAt: undefined,
      callee: undefined,
      args: [],
      depth: 0,
      self: undefined,
      newTarget: undefined,
      env,
      root: env,
      control: [],
      done: false,
      awaiting: undefined,
      loops: 0,
      uses: undefined,
    };
    hosts.set(agent, act);
  }
  return act;
}

export function callable(v: Value): boolean {
  const f = plain(v);
  return (f instanceof Obj && f.kind === 'function') || f instanceof Unknown;
}

/** A property of an options bag; undefined when there is no bag. */
export function option(act: Act, bag: Value, key: string, at: Place): Value {
  const o = plain(bag);
  return o instanceof Obj || o instanceof Unknown ? getProp(act, o, key, at) : undefined;
}

/** An integer argument; undefined when it is not known. `missing` stands for an absent one. */
export function integerArg(v: Value, missing: number): number | undefined {
  const p = plain(v);
  if (p === undefined) return missing;
  if (p instanceof Unknown) return undefined;
  if (p instanceof Obj) return 0;
  if (typeof p === 'bigint') return Number(p);
  const n = Number(p);
  return Number.isNaN(n) ? 0 : Math.trunc(n);
}

/** An index that counts from the end when negative, kept within `0..length`. */
export function relativeArg(v: Value, length: number, missing: number): number | undefined {
  const n = integerArg(v, missing);
  if (n === undefined) return undefined;
  return n < 0 ? Math.max(0, length + n) : Math.min(n, length);
}

export function objectOf(props: Readonly<Record<string, Value>>): Obj {
  const o = new Obj(undefined);
  for (const [key, value] of Object.entries(props)) o.props.set(key, value);
  return o;
}

/** An object of which we know that it is there, and not what it holds. */
export function openObject(kind = 'object'): Obj {
  const o = new Obj(undefined, kind);
  o.open = true;
  return o;
}

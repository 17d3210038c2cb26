/**
 * Classes over shared memory that somebody hands to several threads: two threads make an object each over the same
 * memory (or the two ends of one channel) and call its methods. A method that takes something by compareExchange or
 * exchange is made for several callers; of the others each is called by one thread only, as in a queue with one
 * producer and one consumer.
 */
import { assertNever, type ClassFacts, type Expr, type FileFacts, type FunctionFacts } from '../../../facts/core.ts';
import { perFile } from '../../per-file.ts';
import { isDeclaredThreadSafe } from '../../thread-safe.ts';
import { forEachExprIn } from '../../walk.ts';
import { PortObj, type Agent } from '../agent.ts';
import { call } from '../calls.ts';
import { settle } from '../code.ts';
import type { Report } from '../detect/report.ts';
import { exportOf } from '../exports.ts';
import { VIEW_KINDS } from '../memory.ts';
import { instanceOf, runModule } from '../modules.ts';
import { getProp } from '../props.ts';
import { ClassVal, FnVal, Obj, Thrown, plain, type Act, type Gen, type Value } from '../values.ts';
import { rootOf } from '../acts.ts';
import type { World } from '../world.ts';
import { Arguments } from './arguments.ts';
import { Outside } from './typed-values.ts';
import { User } from './user.ts';

const TAKES = new Set(['compareExchange', 'exchange']);
const AGENTS = 2;

interface Use {
  readonly atomic: boolean;
  readonly takes: boolean;
}

/** What each function itself does with Atomics. */
const usesOf = perFile((facts: FileFacts): readonly Use[] =>
  facts.functions.map((fn) => {
    let atomic = false;
    let takes = false;
    forEachExprIn(fn, (e) => {
      if (e.k !== 'member' || e.obj.k !== 'global' || e.obj.name !== 'Atomics') return;
      atomic = true;
      takes ||= TAKES.has(e.prop);
    });
    return { atomic, takes };
  }),
);

/** Parameters of a constructor that are handed-over memory, or an end of a channel. */
function handedOver(facts: FileFacts, cls: ClassFacts): readonly ('memory' | 'port' | undefined)[] {
  const ctor = cls.ctor === undefined ? undefined : facts.functions[cls.ctor];
  if (ctor === undefined)
    return cls.superClass?.k === 'global' && VIEW_KINDS.has(cls.superClass.name) ? ['memory'] : [];
  const viewed = new Set<number>();
  forEachExprIn(ctor, (e) => {
    if (e.k === 'new' && isView(e.callee) && e.args[0]?.k === 'var') viewed.add(e.args[0].b);
  });
  return ctor.params.map((p) => {
    if (p.type?.k === 'ref' && p.type.name === 'MessagePort') return 'port';
    if (p.type?.k === 'ref' && p.type.name === 'SharedArrayBuffer') return 'memory';
    return p.target.k === 'bind' && viewed.has(p.target.b) ? 'memory' : undefined;
  });
}

const isView = (e: Expr): boolean => e.k === 'global' && (VIEW_KINDS.has(e.name) || e.name === 'DataView');

/** Whether a file has a class that several threads can share. */
export const sharesClasses = perFile((facts: FileFacts): boolean => facts.classes.some((c) => isShared(facts, c)));

function isShared(facts: FileFacts, cls: ClassFacts): boolean {
  const uses = usesOf(facts);
  const atomic = facts.functions.some(
    (fn) => fn.cls === cls.id && (uses[fn.id]?.atomic === true || isDeclaredThreadSafe(facts, fn)),
  );
  return atomic && handedOver(facts, cls).some((p) => p !== undefined);
}

class Shared extends Arguments {
  constructor(
    world: World,
    private readonly memory: Outside,
    private readonly port: Value,
  ) {
    super(world, memory);
  }

  override of(file: string, fn: FunctionFacts | undefined, name: string): Value[] {
    const args = super.of(file, fn, name);
    const facts = fn === undefined || fn.kind === 'constructor' ? this.world.factsOf(file) : undefined;
    const cls = facts?.classes.find((c) => `.${c.name}` === name || c.ctor === fn?.id);
    if (facts === undefined || cls === undefined) return args;
    for (const [i, kind] of handedOver(facts, cls).entries()) {
      if (kind === 'memory') args[i] = this.memory.buffer(`${cls.name}:${i}`);
      else if (kind === 'port') args[i] = this.port;
    }
    return args;
  }
}

export function startPair(world: World, file: string): void {
  const main = world.spawn(file, undefined, undefined);
  // Somebody who made what the threads share, and does nothing more.
  main.handles++;
  main.gen = world.loop(main, function* () {
    yield* runModule(main, file);
    const module = instanceOf(main, file);
    if (module === undefined) return;
    const cls = classesIn(module.act, exportOf(module, '*'))[0];
    if (cls === undefined) return;
    const ends = yield* endsOf(module.act, cls);
    share(world, main, file, cls, ends);
  });
}

function classesIn(act: Act, all: Value): readonly ClassVal[] {
  const o = plain(all);
  if (o instanceof ClassVal) return isShared(o.facts, o.cls) ? [o] : [];
  if (!(o instanceof Obj)) return [];
  const at = { file: act.file, start: 0, end: 0 };
  const values = [...o.known.keys()].map((key) => plain(getProp(act, o, key, at)));
  const classes = values.filter((v): v is ClassVal => v instanceof ClassVal && isShared(v.facts, v.cls));
  // Every class has its turn.
  const turn = classes.length === 0 ? 0 : act.agent.world.policy.seed % classes.length;
  return [...classes.slice(turn), ...classes.slice(0, turn)];
}

/** What a static method without parameters makes, when it has two ends. */
function* endsOf(act: Act, cls: ClassVal): Gen<readonly PortObj[]> {
  const at = { file: cls.file, start: cls.cls.nameAt[0], end: cls.cls.nameAt[1] };
  for (const make of cls.known.values()) {
    if (!(make instanceof FnVal) || make.fn.params.length > 0) continue;
    try {
      const made = plain(yield* settle(call(act, make, cls, [], at)));
      if (!(made instanceof Obj)) continue;
      const ends = ['port1', 'port2'].map((key) => plain(getProp(act, made, key, at)));
      if (ends.every((e) => e instanceof PortObj)) return ends;
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
    }
  }
  return [];
}

function share(world: World, main: Agent, file: string, cls: ClassVal, ends: readonly PortObj[]): void {
  const memory = new Outside(world.program);
  const uses = usesOf(cls.facts);
  const owners = new Map<string, number>();
  const users: User[] = [];
  for (let i = 0; i < AGENTS; i++) {
    main.release();
    const agent = world.spawn(file, main, undefined);
    agent.gen = world.loop(agent, () => runModule(agent, file));
    const module = instanceOf(agent, file);
    if (module === undefined) return;
    const end = ends[i];
    if (end !== undefined) {
      main.ports.delete(end);
      end.owner = agent;
      agent.ports.add(end);
    }
    const mine = (f: string, fn: number): boolean => {
      const facts = world.factsOf(f)?.functions[fn];
      if (facts === undefined || facts.kind === 'function' || facts.static) return false;
      if (facts.kind === 'constructor' || uses[fn]?.takes === true) return true;
      if (isDeclaredThreadSafe(cls.facts, facts)) return true;
      const key = `${f}#${fn}`;
      if (!owners.has(key)) owners.set(key, Math.floor(world.random() * AGENTS));
      return owners.get(key) === i;
    };
    users.push(new User(world, agent, module, new Shared(world, memory, end), mine, cls.cls.name));
  }
  world.user = {
    next: () => {
      // Mostly both at once; now and then one of them comes late.
      const late = Math.floor(world.random() * AGENTS * 2);
      const able = users.filter((_, i) => i !== late);
      const went = able.filter((u) => u.next());
      return went.length > 0 || users[late]?.next() === true;
    },
  };
}

/**
 * What two threads that use a class show about the class, and not about how they use it: that one of them waits for
 * a call that never comes, or that calls made for one thread race, is theirs.
 */
export function provesForPair(r: Report): boolean {
  switch (r.k) {
    case 'race':
      if ([r.at, r.other].some((a) => isMaking(a.act))) return false;
      return r.kind === 'mixed' || r.kind === 'width' || [r.at, r.other].every((a) => isPromised(a.act));
    case 'torn':
      return [r.torn.foreign, r.torn.write].every((a) => isForSeveral(a.act)) && !isMaking(r.torn.foreign.act);
    case 'lost-wakeup':
      return r.ended === undefined && (r.write === undefined || !isMaking(r.write.act));
    case 'recheck':
      return true;
    case 'foreign':
    case 'transfer':
    case 'cycle':
    case 'named-cycle':
    case 'self':
    case 'unreleased':
    case 'unwoken':
    case 'silence':
    case 'event-loop':
    case 'wait-cycle':
    case 'annotation':
      return false;
    default:
      return assertNever(r);
  }
}

/** Whether the method that was called is made for several callers. */
function isForSeveral(act: Act): boolean {
  const called = rootOf(act);
  return usesOf(called.facts)[called.fn.id]?.takes === true || isPromised(act);
}

/** The author has promised that any thread may call the method at any time. */
function isPromised(act: Act): boolean {
  const called = rootOf(act);
  return isDeclaredThreadSafe(called.facts, called.fn);
}

/** An object is made before it is shared, whoever makes it. */
function isMaking(act: Act): boolean {
  for (let a: Act | undefined = act; a !== undefined; a = a.parent)
    if (a.fn.kind === 'constructor' || a.fn.kind === 'fields' || a.fn.kind === 'module') return a.fn.kind !== 'module';
  return false;
}

/** One thread of execution of the analysed program: its clock, its event loop, what it waits for. */
import type { Place } from '../../findings/finding.ts';
import type { Clock } from './clock.ts';
import type { BufferObj } from './memory.ts';
import type { ModuleInstance } from './modules.ts';
import type { Token } from './tokens.ts';
import { ErrorObj, Obj, type Act, type Gen, type PromiseObj, type Value } from './values.ts';
import type { Access } from './shadow.ts';
import type { World } from './world.ts';
import type { ForeignRelease, Woken } from './knowledge.ts';

export interface Task {
  /** What the sender knew: joined into the agent's clock when the task runs. */
  readonly clock: Clock | undefined;
  readonly run: () => Gen<void>;
}

export interface Timer {
  readonly id: number;
  readonly due: number;
  readonly run: () => Gen<void>;
  readonly every: number | undefined;
  readonly ref: boolean;
  fired: number;
}

/** Why an agent cannot go on. */
export interface Blocked {
  readonly kind: 'wait' | 'spin' | 'loop';
  readonly buffer: BufferObj | undefined;
  readonly offset: number;
  readonly expected: Value;
  readonly site: Place;
  readonly act: Act;
  /** State of all shared memory when a spin began. */
  readonly since: number;
  /** When it began, among all accesses. */
  readonly seq: number;
  readonly timeout: boolean;
  /** Spins that also count something of their own end sooner or later. */
  readonly bounded: boolean;
  woken: 'ok' | 'timed-out' | undefined;
  resumed: number;
  /** Of a loop that only looks at variables of its own thread: whether it would still go on. */
  readonly still?: () => boolean;
}

export interface Message {
  readonly value: Value;
  readonly clock: Clock;
  readonly from: Place;
  /** Ports that come with it. */
  readonly ports: readonly PortObj[];
}

/** One end of a message channel: a MessagePort, `parentPort`, the sending side of a Worker object. */
export class PortObj extends Obj {
  peer: PortObj | undefined = undefined;
  readonly queue: Message[] = [];
  started = false;
  closed = false;
  ref = true;
  /** Set for BroadcastChannel. */
  channel: string | undefined = undefined;

  constructor(
    public owner: Agent | undefined,
    kind: 'port' | 'worker' = 'port',
  ) {
    super(undefined, kind);
  }

  /** For Worker objects: the agent they started. */
  agent: Agent | undefined = undefined;

  /** Somebody listens here for messages, which keeps the event loop of its owner going. */
  get listening(): boolean {
    if (this.closed || !this.ref) return false;
    const { listeners, props } = this;
    return (
      (listeners?.get('message')?.length ?? 0) > 0 ||
      (listeners?.get('dom:message')?.length ?? 0) > 0 ||
      props.get('onmessage') instanceof Obj
    );
  }
}

export class Agent {
  clock: Clock;
  tokens: readonly Token[] = [];
  state: 'ready' | 'idle' | 'blocked' | 'done' = 'ready';
  blocked: Blocked | undefined = undefined;
  gen: Gen<void> | undefined = undefined;
  readonly micro: (() => Gen<void>)[] = [];
  readonly macro: Task[] = [];
  readonly timers: Timer[] = [];
  now = 0;
  readonly modules = new Map<string, ModuleInstance>();
  readonly globals = new Map<string, Value>();
  readonly ports = new Set<PortObj>();
  parentPort: PortObj | undefined = undefined;
  workerData: Value = null;
  worker: PortObj | undefined = undefined;
  /** Changes it made to anything, and to what other agents can see. */
  effects = 0;
  sharedEffects = 0;
  sharedReads = 0;
  atomicReads = 0;
  /** Where the latest shared read of a spinning loop was made. */
  lastRead:
    | {
        readonly buffer: BufferObj;
        readonly offset: number;
        readonly site: Place;
        readonly act: Act;
        readonly value: Value;
      }
    | undefined = undefined;
  /** It went on by a guess about shared data: what it does from here on proves nothing. */
  guess = false;
  handles = 0;
  /** What an exception that nobody caught said; its end. */
  failed: Value = undefined;
  /** Promises rejected while nobody looked; who still does not when the jobs are done ends the agent. */
  readonly rejections: PromiseObj[] = [];
  exitCode: number | undefined = undefined;
  /** Its latest access of a buffer. */
  lastAccess: Access | undefined = undefined;
  /** It slept and has not looked again at what made it sleep. */
  woken: Woken | undefined = undefined;
  /** When it last tried in vain to take a cell. */
  readonly attempts = new Map<string, number>();
  /** Cells that it stored to because of what it had read there. */
  soft: readonly string[] = [];
  /** Somebody gave back a lock that this agent holds. */
  robbed: ForeignRelease | undefined = undefined;
  /** Held back by the scheduler until nobody else can go on. */
  paused = false;
  /** How many agents run this script, and which of them this is. */
  instance = 0;
  task: Value = undefined;

  constructor(
    readonly world: World,
    readonly id: number,
    readonly entry: string,
    readonly parent: Agent | undefined,
    readonly startedAt: Place | undefined,
  ) {
    this.clock = parent === undefined ? [] : parent.clock.slice();
    this.clock[id] = 1;
    for (let i = 0; i < id; i++) this.clock[i] ??= 0;
  }

  get main(): boolean {
    return this.parent === undefined;
  }

  get time(): number {
    return this.clock[this.id] ?? 0;
  }

  /** Ends a segment: later events of this agent are not known to whoever takes a copy of the clock now. */
  release(): Clock {
    const copy = this.clock.slice();
    this.clock[this.id] = this.time + 1;
    return copy;
  }

  fail(value: Value): void {
    this.failed ??= value ?? new ErrorObj('Error', 'undefined');
  }

  /** Nothing can ever happen here again by itself. */
  finished(): boolean {
    if (this.macro.length > 0 || this.micro.length > 0 || this.handles > 0) return false;
    if (this.timers.some((t) => t.ref)) return false;
    for (const port of this.ports) if (port.listening) return false;
    return !this.world.agents.some((a) => a.parent === this && a.state !== 'done' && a.worker?.ref !== false);
  }
}

/**
 * What starts activations: APIs that call a given function again and again, whatever its earlier calls are
 * still waiting for. Each entry says how a message names the signal.
 */

export interface Registration {
  /** `request handler`, `timer`, `event listener`... */
  readonly what: string;
  /** It may be called again while an earlier call is still suspended. */
  readonly repeats: boolean;
}

const HTTP_VERBS: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'del',
  'head',
  'options',
  'all',
  'use',
  'route',
]);
const LISTENERS: ReadonlySet<string> = new Set([
  'on',
  'addListener',
  'prependListener',
  'addEventListener',
  'subscribe',
  'observe',
  'listen',
  'onEvent',
  'watch',
  'tap',
  'tapPromise',
]);
const ONCE: ReadonlySet<string> = new Set(['once', 'prependOnceListener']);
const HANDLER_METHODS: Readonly<Record<string, string>> = {
  setRequestHandler: 'request handler',
  addHook: 'hook',
  hook: 'hook',
  addContentTypeParser: 'request handler',
  register: 'registered handler',
  registerCommand: 'command',
  registerTextEditorCommand: 'command',
  handle: 'handler',
  handler: 'handler',
  onRequest: 'request handler',
  onNotification: 'notification handler',
  query: 'request handler',
  mutation: 'request handler',
  procedure: 'request handler',
  tool: 'tool handler',
  registerTool: 'tool handler',
  process: 'job handler',
  command: 'command',
  schedule: 'scheduled task',
  scheduleJob: 'scheduled task',
  consume: 'message handler',
  eachMessage: 'message handler',
  interval: 'timer',
};

/** A call that takes a callback, by the name of the called method or function. */
export function registration(name: string, hasLiteralFirst: boolean, receiver: string): Registration | undefined {
  if (name === 'setInterval') return { what: 'timer (setInterval)', repeats: true };
  if (name === 'setTimeout' || name === 'setImmediate' || name === 'queueMicrotask' || name === 'nextTick')
    return { what: 'timer', repeats: false };
  if (name === 'requestAnimationFrame') return { what: 'animation frame', repeats: false };
  if (name === 'createServer' || name === 'serve' || name === 'createHttpServer')
    return { what: 'request handler', repeats: true };
  if (ONCE.has(name)) return { what: 'event listener', repeats: false };
  if (LISTENERS.has(name)) return { what: 'event listener', repeats: true };
  if (name === 'registerCommand' || name === 'registerTextEditorCommand') return { what: 'command', repeats: true };
  if (name === 'useEffect' || name === 'useLayoutEffect') return { what: 'effect', repeats: true };
  if (name === 'useCallback') return { what: 'event handler', repeats: true };
  if (HTTP_VERBS.has(name) && (hasLiteralFirst || /^(app|router|server|api|fastify|route|routes|r)$/i.test(receiver)))
    return { what: 'request handler', repeats: true };
  if (/^on[A-Z]/.test(name)) return { what: 'event listener', repeats: true };
  const what = Object.hasOwn(HANDLER_METHODS, name) ? HANDLER_METHODS[name] : undefined;
  return what === undefined ? undefined : { what, repeats: true };
}

/** Decorators that make a method an entry of a framework. */
export const HANDLER_DECORATORS: ReadonlyMap<string, string> = new Map([
  ['Get', 'request handler'],
  ['Post', 'request handler'],
  ['Put', 'request handler'],
  ['Patch', 'request handler'],
  ['Delete', 'request handler'],
  ['All', 'request handler'],
  ['Cron', 'scheduled task'],
  ['Interval', 'timer'],
  ['OnEvent', 'event listener'],
  ['Subscription', 'request handler'],
  ['Query', 'request handler'],
  ['Mutation', 'request handler'],
  ['MessagePattern', 'message handler'],
  ['EventPattern', 'message handler'],
  ['SubscribeMessage', 'message handler'],
  ['Process', 'job handler'],
  ['RestController', 'request handler'],
  ['command', 'command'],
  ['OnWorkerEvent', 'event listener'],
  ['Sse', 'request handler'],
]);

/** Methods that a framework calls once in an object's life: their activations do not overlap with themselves. */
export const CALLED_ONCE =
  /^(constructor|onModuleInit|onModuleDestroy|onApplicationBootstrap|onApplicationShutdown|beforeApplicationShutdown|componentDidMount|componentWillUnmount|connectedCallback|ngOnInit|ngOnDestroy|ngAfterViewInit|onLoad|onload|onunload|onUnload|main|bootstrap|beforeAll|afterAll|beforeEach|afterEach|before|after|setUp|tearDown)$/;

/** Property names under which a framework expects a handler: `{ onClick: async () => ... }`, JSX attributes. */
export const HANDLER_PROPERTY = /^(on[A-Z]\w*|handle[A-Z]\w*|handler|execute|resolve|fetch|action|callback|listener)$/;

/**
 * Events at which somebody asks for something else than before: of several that follow each other the answer to the last
 * one counts. `input`, `onSearchChange`, `onDidChangeActiveTextEditor`.
 */
const ASKS_ANEW =
  /^(update:|on(did|will)?)?(\w*(input|change[ds]?|select(ed|ion)?|search|query|filter|hover)$|change[A-Z]|key(up|down|press)|mouse(over|enter|move)|pointer(over|enter|move)|scroll|resize|hashchange|popstate|navigat)/i;

export function asksAnew(event: string | undefined): boolean {
  return event !== undefined && ASKS_ANEW.test(event);
}

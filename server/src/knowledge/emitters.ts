/**
 * What tells of itself by events: which events come soon after the thing is made, whoever listens by then, and which
 * methods ask for an answer that comes as an event.
 */

/**
 * Events that nobody has to ask for: they come when the thing is there, has failed or is over. Messages of workers and the
 * end of what one talks with are not among them: they come when they were asked for.
 */
const MADE: readonly {
  /** Module, or undefined for a global. */
  readonly module: string | undefined;
  readonly names: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
}[] = [
  {
    module: 'child_process',
    names: new Set(['spawn', 'exec', 'execFile']),
    events: new Set(['error', 'exit', 'close', 'spawn']),
  },
  { module: 'child_process', names: new Set(['fork']), events: new Set(['error', 'spawn']) },
  { module: 'worker_threads', names: new Set(['Worker']), events: new Set(['online', 'error']) },
  { module: 'net', names: new Set(['connect', 'createConnection']), events: new Set(['connect', 'ready', 'error']) },
  { module: 'tls', names: new Set(['connect']), events: new Set(['secureConnect', 'error']) },
  { module: 'http', names: new Set(['get']), events: new Set(['response', 'error', 'socket']) },
  { module: 'https', names: new Set(['get']), events: new Set(['response', 'error', 'socket']) },
  { module: 'http2', names: new Set(['connect']), events: new Set(['connect', 'error']) },
  // Lines that come before anybody listens are lost (the documentation of `readline` says so).
  { module: 'readline', names: new Set(['createInterface']), events: new Set(['line', 'close']) },
  { module: 'ws', names: new Set(['WebSocket', 'default']), events: new Set(['open', 'error']) },
  { module: undefined, names: new Set(['WebSocket']), events: new Set(['open', 'error']) },
  { module: undefined, names: new Set(['EventSource']), events: new Set(['open', 'message', 'error']) },
];

/** The events that something made by this call or `new` gives by itself; undefined when it is nothing of the kind. */
export function eventsOfMade(module: string | undefined, name: string): ReadonlySet<string> | undefined {
  const bare = module?.replace(/^node:/, '');
  return MADE.find((each) => each.module === bare && each.names.has(name))?.events;
}

/** Calls after which somebody answers. */
export const REQUESTS: ReadonlySet<string> = new Set([
  'send',
  'sendMessage',
  'sendRequest',
  'sendCommand',
  'request',
  'publish',
  'postMessage',
  'post',
  'invoke',
  'dispatch',
  'subscribe',
  'trigger',
  'fire',
  'query',
  'emit',
]);

/** Things by which one sends. */
export const TRANSPORT = /socket|\bws\b|websocket|channel|\bport\b|transport|connection|\bconn\b|worker|client|peer/i;

/** Methods that register a listener for an event. */
export const LISTENS: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener']);

/** Streams keep what they have until somebody reads. */
export const STREAM_EVENTS = /^['"`]?(data|end|readable|finish|drain|pause|resume|pipe|line)['"`]?$/;

/**
 * Makers of `vscode.window` whose results a person acts on, and what shows them.
 * Source: VS Code API, `QuickPick`, `InputBox`, `WebviewPanel`.
 */
export const SHOWN_BY: Readonly<Record<string, 'show' | 'itself'>> = {
  createQuickPick: 'show',
  createInputBox: 'show',
  createWebviewPanel: 'itself',
};

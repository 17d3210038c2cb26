/**
 * JavaScript's own functions as the analysis between activations sees them: which methods run their
 * callback before they return, which only compute, which change a collection, and which put off.
 */

/** Methods that call their function argument synchronously, any number of times. */
export const SYNC_CALLBACK_METHODS: ReadonlySet<string> = new Set([
  'forEach',
  'map',
  'flatMap',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'reduce',
  'reduceRight',
  'sort',
  'toSorted',
  'replace',
  'replaceAll',
  'from',
  'each',
  'sortBy',
  'groupBy',
  'partition',
  'mapValues',
  'keyBy',
  'uniqBy',
  'sumBy',
  'times',
]);

/** Methods of strings, arrays, numbers, dates, maps that compute a value from their receiver and arguments. */
export const PURE_METHODS: ReadonlySet<string> = new Set([
  'slice',
  'concat',
  'map',
  'filter',
  'flatMap',
  'flat',
  'join',
  'split',
  'trim',
  'trimEnd',
  'trimStart',
  'toLowerCase',
  'toUpperCase',
  'toString',
  'toFixed',
  'toISOString',
  'getTime',
  'valueOf',
  'find',
  'findLast',
  'findIndex',
  'indexOf',
  'lastIndexOf',
  'includes',
  'some',
  'every',
  'reduce',
  'reduceRight',
  'keys',
  'values',
  'entries',
  'at',
  'startsWith',
  'endsWith',
  'replace',
  'replaceAll',
  'padStart',
  'padEnd',
  'substring',
  'substr',
  'toSorted',
  'toReversed',
  'toSpliced',
  'with',
  'match',
  'matchAll',
  'repeat',
  'charAt',
  'charCodeAt',
  'codePointAt',
  'normalize',
  'localeCompare',
  'isBefore',
  'isAfter',
  'union',
  'difference',
  'intersection',
  'toArray',
  'toJSON',
  'clone',
]);

/** Library functions that tell whether something is there: true when it is not. */
export const ABSENCE_TESTS: ReadonlySet<string> = new Set([
  'isNil',
  'isUndefined',
  'isNull',
  'isNullOrUndefined',
  'isEmpty',
]);
/** The same, true when it is. */
export const PRESENCE_TESTS: ReadonlySet<string> = new Set(['isDefined', 'isNotNil', 'isNonNull', 'isPresent']);

/** Functions by whose name their answer is a yes or no about their arguments. */
export const PREDICATE =
  /^(is|are|has|should|can|must|needs|equals?|matches|includes|same)([A-Z_]|$)|(Equals?|Same|AreSame|Matches)$/;

/** Global functions and static methods that only compute from their arguments; `Object.assign` writes its first, too. */
export const PURE_GLOBALS: ReadonlySet<string> = new Set([
  'JSON.parse',
  'JSON.stringify',
  'Object.keys',
  'Object.values',
  'Object.entries',
  'Object.fromEntries',
  'Object.freeze',
  'Array.from',
  'Array.of',
  'Array.isArray',
  'String',
  'Number',
  'Boolean',
  'BigInt',
  'parseInt',
  'parseFloat',
  'structuredClone',
  'isNaN',
  'Number.isFinite',
  'Number.isNaN',
  'Number.isInteger',
  'Number.parseInt',
  'Number.parseFloat',
  'Buffer.from',
  'Buffer.concat',
  'Promise.resolve',
  'encodeURIComponent',
  'decodeURIComponent',
]);

export function isPureGlobal(path: readonly string[]): boolean {
  return path[0] === 'Math' || PURE_GLOBALS.has(path.join('.'));
}

/** Methods that put something into a collection, whatever is there. */
export const ADDS: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'append', 'enqueue']);
/** Methods that take elements out of a list. */
export const TAKES: ReadonlySet<string> = new Set(['shift', 'pop', 'dequeue']);
/** Keyed read and write methods of maps, caches and stores. */
export const KEYED_READS: ReadonlySet<string> = new Set([
  'get',
  'has',
  'getItem',
  'peek',
  'fetch',
  'lookup',
  'exists',
  'getOrCreate',
  'getOrDefault',
  'getOrInsert',
]);
export const KEYED_WRITES: ReadonlySet<string> = new Set(['set', 'put', 'setItem', 'setex']);
export const KEYED_DELETES: ReadonlySet<string> = new Set(['delete', 'removeItem', 'remove', 'del']);

/** Methods that base classes of components and controllers offer for changing `this.state`. */
export const STATE_UPDATERS: ReadonlySet<string> = new Set(['setState', 'update', 'updateState']);

/** Methods after which the object is of no use: its owner makes a new one. */
export const CLOSING_METHODS =
  /^(close|destroy|dispose|disconnect|end|terminate|kill|abort|cancel|stop|shutdown|unsubscribe|teardown|quit|detach|release|unlisten|disposeAsync)$/i;

/** Methods that make a new object fit for use. */
export const READYING_METHODS =
  /^(init|initiali[sz]e|connect|open|start|load|set[uU]p|register|login|authenticate|prepare|boot|bootstrap|launch|configure|hydrate|restore|migrate)([A-Z]\w*)?$|^(init|load|read|restore)From\w+$/;

/** Classes that keep a promise together with what settles it. */
export const DEFERRED =
  /^(\w*Deferred(Promise)?|ManualPromise|ControlledPromise|ResolvablePromise|OpenPromise|PromiseSource|PromiseWithResolvers|Completer)$/;

/**
 * Methods that one owner calls, one call after the other: those that begin or end something, run it as a whole, or hand
 * out one thing after another to the one who takes them.
 */
export const ONE_WAITER =
  /^[_#]*(start|stop|create|make|establish|connect|disconnect|reconnect|open|close|init|initiali[sz]e|set[uU]p|shut[dD]own|begin|attach|detach|abort|destroy|dispose|listen|login|logout|commit|rollback|reset|boot|launch|end|run|exec|execute|main|perform|process|handle|handler|build|render|next|pull|return|throw|read|write|transform|flush|final|load|install|play|spawn|fork|terminate|kill|join)(?![a-z])/;

/** Combinators whose element promises run side by side. */
export const COMBINATORS: ReadonlySet<string> = new Set(['all', 'allSettled', 'race', 'any']);

/** Names of functions that put off their callback; the state at the call says little about the state then. */
export const DEFERRING: ReadonlySet<string> = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'nextTick',
  'requestAnimationFrame',
  'requestIdleCallback',
]);

/** Words of a liveness test: what is checked after an await to see whether going on still makes sense. */
export const LIVENESS =
  /abort|cancel|dispos|destroy|clos(ed|ing)|stopp|stopping|unmount|mounted|stale|ignore|detached|terminat|shut|ended|finished|released|current|alive|generation|version|epoch|token|active|disconnected|killed|removed|obsolete|outdated|superseded|latest|torn|isopen|isconnected|running/i;

/** Tests that one of several activations passes: the newer one aborted the older. */
export const ABORT_TEST =
  /^(aborted|isCancellationRequested|isCancelled|isCanceled|cancelled|canceled|throwIfAborted|throwIfCancelled|throwIfCancellationRequested)$/;

/** Values of a state that say that nothing goes on. */
export const OVER_STATES =
  /clos|dispos|destroy|stop|abort|cancel|terminat|^end|ended|idle|none|^off|error|fail|initial|unknown|disconnect|finish|done|complete|inactive|dead|left|released|paused|reject|ready_?to|loaded$/i;

/** Names of what says that work is under way. */
export const BUSY_NAME =
  /busy|loading|pending|progress|saving|fetching|running|working|processing|refreshing|updating|syncing|submitting|connecting|in_?flight|is[A-Z]\w*ing$/i;

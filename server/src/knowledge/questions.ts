/**
 * Words that tell a question from a deed, and a value from something that must be given back: what names promise when
 * the code behind them cannot be seen.
 */

const ASKING =
  /^(try)?(get|fetch|read|readdir|load|find|query|resolve|look|lookup|list|search|select|retrieve|ask|count|describe|detect|check|test|is|has|parse|compute|calc|calculate|derive|normali[sz]e|measure|stat|encode|encoding|decode|discover|import|json|text|arrayBuffer|digest|hash|iter|walk|scan|values|entries|generate|validate|estimate|evaluate|peek|profile|info|version)(?![a-z])/;

/** Functions that only find something out, by their names. */
export function isAsking(name: string): boolean {
  const bare = name.replace(/^[_#$]+/, '');
  return ASKING.test(bare.charAt(0).toLowerCase() + bare.slice(1));
}

/** What has a life of its own: somebody has to close it, give it back or stop it. */
export const RESOURCE_NAME =
  /connection|connector|client|session|socket|server|lease|lock|mutex|channel|stream|transaction|worker|process|pool|watcher|subscription|listener|timer|interval|cursor|tmp|temp(?!late)|handle(?!r)|\bfd|instance|driver|producer|consumer|browser|transport|adapter|publication|publisher|context|topology|backend|database(?=$)|\bdb$/i;

/** Names of plain values, whatever they speak of: `sessionId`, `clientInfo`. */
export const DATA_NAME =
  /(id|ids|name|names|key|version|config|configuration|settings|options|count|size|status|state|token|url|uri|path|type|encoding|schema|address|interval|database|chat|code|number|index|hash)$/i;

export const PLAIN_OBJECTS: ReadonlySet<string> = new Set([
  'Map',
  'Set',
  'Date',
  'URL',
  'URLSearchParams',
  'RegExp',
  'Array',
  'Object',
  'TextDecoder',
  'TextEncoder',
  'Promise',
  'Uint8Array',
  'Headers',
]);

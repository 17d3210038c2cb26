/**
 * APIs that stop the event loop while they work, or that keep an awaiting activation for an unbounded
 * time. Modules are written without the `node:` prefix, as the resolver gives them.
 */

/** What kind of work blocks; it decides the wording and how much harm one call does. */
export type BlockingKind =
  /** Reads or writes file contents, or walks directories. */
  | 'file'
  /** Only looks at a path (`existsSync`, `statSync`): short unless the file system is remote. */
  | 'file-probe'
  /** Key derivation, key generation, password hashing: slow by design. */
  | 'crypto'
  /** Runs another program to its end. */
  | 'process'
  /** Compresses or expands a whole buffer. */
  | 'compress'
  /** A network round trip. */
  | 'network'
  /** Waits for a person. */
  | 'prompt'
  /** Waits for the clock. */
  | 'sleep';

export interface BlockingApi {
  readonly kind: BlockingKind;
  /** The form that does not block, as a person would type it; undefined when the module has none. */
  readonly instead: string | undefined;
}

const FS_CONTENT = [
  'appendFile',
  'copyFile',
  'cp',
  'fdatasync',
  'fsync',
  'ftruncate',
  'glob',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'read',
  'readFile',
  'readdir',
  'readv',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'link',
  'truncate',
  'unlink',
  'write',
  'writeFile',
  'writev',
];
const FS_PROBE = [
  'access',
  'exists',
  'stat',
  'lstat',
  'fstat',
  'realpath',
  'readlink',
  'statfs',
  'chmod',
  'chown',
  'utimes',
  'close',
];
const FS_EXTRA = [
  'outputFile',
  'readJson',
  'readJSON',
  'writeJson',
  'writeJSON',
  'outputJson',
  'outputJSON',
  'ensureDir',
  'ensureFile',
  'emptyDir',
  'remove',
  'move',
  'copy',
  'mkdirp',
  'mkdirs',
];
const ZLIB = [
  'deflate',
  'deflateRaw',
  'inflate',
  'inflateRaw',
  'gzip',
  'gunzip',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
  'zstdCompress',
  'zstdDecompress',
];

const APIS: ReadonlyMap<string, BlockingApi> = new Map(build());

function* build(): Iterable<[string, BlockingApi]> {
  for (const module of ['fs', 'graceful-fs', 'fs-extra', 'fs-promise', 'mz/fs', 'original-fs']) {
    for (const name of FS_CONTENT) yield [`${module}#${name}Sync`, { kind: 'file', instead: `fs.promises.${name}` }];
    for (const name of FS_PROBE)
      yield [
        `${module}#${name}Sync`,
        { kind: 'file-probe', instead: name === 'exists' ? 'fs.promises.access' : `fs.promises.${name}` },
      ];
  }
  for (const name of FS_EXTRA) yield [`fs-extra#${name}Sync`, { kind: 'file', instead: name }];
  yield ['fs-extra#pathExistsSync', { kind: 'file-probe', instead: 'pathExists' }];
  for (const name of ['exec', 'execFile', 'spawn'])
    yield [`child_process#${name}Sync`, { kind: 'process', instead: name }];
  yield ['cross-spawn#sync', { kind: 'process', instead: 'spawn' }];
  for (const name of ['execaSync', 'execaCommandSync', 'execaNode.sync', 'sync', 'commandSync'])
    yield [`execa#${name}`, { kind: 'process', instead: 'execa' }];
  yield ['shelljs#exec', { kind: 'process', instead: 'shell.exec(command, { async: true })' }];
  for (const name of ['pbkdf2', 'scrypt', 'generateKeyPair', 'generatePrime', 'checkPrime']) {
    yield [`crypto#${name}Sync`, { kind: 'crypto', instead: `crypto.${name}` }];
  }
  for (const name of ZLIB) yield [`zlib#${name}Sync`, { kind: 'compress', instead: `zlib.${name}` }];
  for (const module of ['bcrypt', 'bcryptjs', '@node-rs/bcrypt', '@node-rs/argon2']) {
    for (const name of ['hash', 'compare', 'verify'])
      yield [`${module}#${name}Sync`, { kind: 'crypto', instead: `${name}` }];
  }
  yield ['glob#sync', { kind: 'file', instead: 'glob' }];
  yield ['glob#globSync', { kind: 'file', instead: 'glob' }];
  yield ['tinyglobby#globSync', { kind: 'file', instead: 'glob' }];
  for (const name of ['sync', 'globSync']) yield [`fast-glob#${name}`, { kind: 'file', instead: 'fast-glob' }];
  for (const name of ['sync', 'globbySync']) yield [`globby#${name}`, { kind: 'file', instead: 'globby' }];
  for (const name of ['sync', 'rimrafSync']) yield [`rimraf#${name}`, { kind: 'file', instead: 'rimraf' }];
  for (const name of ['sync', 'mkdirpSync']) yield [`mkdirp#${name}`, { kind: 'file', instead: 'mkdirp' }];
  for (const name of ['readFileSync', 'writeFileSync'])
    yield [`jsonfile#${name}`, { kind: 'file', instead: name.replace('Sync', '') }];
  for (const name of ['fileSync', 'dirSync', 'symlinkSync', 'isFileSync', 'isDirectorySync', 'isSymlinkSync'])
    yield [`path-type#${name}`, { kind: 'file-probe', instead: name.replace('Sync', '') }];
  for (const name of ['sync', 'pathExistsSync'])
    yield [`path-exists#${name}`, { kind: 'file-probe', instead: 'pathExists' }];
  for (const name of ['sync', 'findUpSync']) yield [`find-up#${name}`, { kind: 'file', instead: 'findUp' }];
  for (const name of ['sync', 'loadJsonFileSync'])
    yield [`load-json-file#${name}`, { kind: 'file', instead: 'loadJsonFile' }];
  for (const name of ['sync', 'writeJsonFileSync'])
    yield [`write-json-file#${name}`, { kind: 'file', instead: 'writeJsonFile' }];
  yield ['klaw-sync#default', { kind: 'file', instead: 'klaw' }];
  yield ['node-machine-id#machineIdSync', { kind: 'process', instead: 'machineId' }];
  for (const name of ['showOpenDialogSync', 'showSaveDialogSync', 'showMessageBoxSync'])
    yield [`electron#dialog.${name}`, { kind: 'prompt', instead: `dialog.${name.replace('Sync', '')}` }];
  yield ['deasync#loopWhile', { kind: 'network', instead: undefined }];
  yield ['deasync#runLoopOnce', { kind: 'network', instead: undefined }];
  yield ['write-file-atomic#sync', { kind: 'file', instead: 'writeFileAtomic' }];
  yield ['sync-fetch#default', { kind: 'network', instead: 'fetch' }];
  yield ['sync-request#default', { kind: 'network', instead: 'fetch' }];
  for (const name of ['question', 'keyIn', 'prompt', 'keyInYN'])
    yield [`readline-sync#${name}`, { kind: 'prompt', instead: 'readline/promises' }];
}

/** Members that merely name the module itself: `fs.default.readFileSync`, `import crypto from 'crypto'`. */
function normalise(path: readonly string[]): string {
  const rest = path.filter((part, i) => part !== 'default' || path.length === 1 || i > 0);
  return rest.length === 0 ? 'default' : rest.join('.');
}

/** The blocking API that `module` exports under `path`, if it is one. */
export function blockingApi(module: string, path: readonly string[]): BlockingApi | undefined {
  return APIS.get(`${module}#${normalise(path)}`) ?? APIS.get(`${module}#${path.join('.')}`);
}

/** `Atomics.wait` on memory that nobody shares. */
export const SLEEP: BlockingApi = { kind: 'sleep', instead: 'an awaited timer' };

/** What an awaited call waits for, when that can take long or for ever. */
export type SlowAwait = 'network' | 'process' | 'prompt' | 'sleep';

const HTTP_METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request'];
const HTTP_CLIENTS = [
  'axios',
  'got',
  'ky',
  'node-fetch',
  'cross-fetch',
  'undici',
  'needle',
  'superagent',
  'ofetch',
  'request-promise',
  'isomorphic-fetch',
];

/** Whether awaiting the result of this call is a network round trip, a child process, a prompt or a sleep. */
export function slowAwait(module: string, path: readonly string[]): SlowAwait | undefined {
  const name = normalise(path);
  if (module === '' && (name === 'fetch' || name === 'globalThis.fetch' || name === 'window.fetch')) return 'network';
  if (HTTP_CLIENTS.includes(module)) {
    const last = path[path.length - 1] ?? 'default';
    if (last === 'default' || last === 'fetch' || last === module || HTTP_METHODS.includes(last)) return 'network';
    return undefined;
  }
  if (module === 'timers/promises' && (name === 'setTimeout' || name === 'scheduler.wait')) return 'sleep';
  if ((module === 'delay' || module === 'p-sleep' || module === 'sleep-promise') && name === 'default') return 'sleep';
  if (module === 'execa' || module === 'zx' || module === 'tinyexec' || module === 'nano-spawn') return 'process';
  if (
    (module === 'inquirer' && name === 'prompt') ||
    module === 'prompts' ||
    module === 'enquirer' ||
    module.startsWith('@inquirer/')
  )
    return 'prompt';
  return undefined;
}

/** Sound of an API in a sentence: `reads or writes a file`. */
export function describeBlocking(kind: BlockingKind): string {
  switch (kind) {
    case 'file':
      return 'synchronous file work';
    case 'file-probe':
      return 'a synchronous look at the file system';
    case 'crypto':
      return 'a deliberately slow cryptographic computation';
    case 'process':
      return 'another program run to its end';
    case 'compress':
      return 'compression of a whole buffer';
    case 'network':
      return 'a synchronous network round trip';
    case 'prompt':
      return 'a question to a person';
    case 'sleep':
      return 'a sleep';
  }
}

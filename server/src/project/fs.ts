/**
 * The few questions that project discovery asks of a disk. They are an interface because the language
 * server, the command line and the tests answer them differently (an editor may hold newer texts, a test
 * has no disk at all). Paths are absolute with forward slashes, on Windows too (`C:/x/y.ts`).
 */
export interface ProjectFsEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

export interface ProjectFs {
  /** What is at the path, links followed; undefined when there is nothing (readable) there. */
  kind(path: string): 'file' | 'folder' | undefined;
  /** Entries of a folder, links followed, other kinds (sockets, devices) left out; empty when it cannot be read. */
  list(folder: string): readonly ProjectFsEntry[];
  /** Size in bytes; undefined when there is no such file. */
  size(path: string): number | undefined;
  /** Text of a file; undefined when it cannot be read. */
  readText(path: string): string | undefined;
  /**
   * The path with all links resolved: it tells folders apart, so that a link that points upwards is not
   * walked for ever. Without links, the path itself.
   */
  realPath(path: string): string;
}

/**
 * The disk as the command line sees it. Texts are UTF-8; a byte order mark is taken off when reading and put
 * back when writing, and line ends stay as they are. A file is written beside itself and renamed into place,
 * so that a crash or a full disk leaves either the old text or the new one, never half of it.
 */
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const BOM = '\uFEFF';

export interface FileText {
  readonly text: string;
  readonly bom: boolean;
  /** False when the bytes are not UTF-8, so that writing the text back would change more than was meant. */
  readonly faithful: boolean;
}

export function slashes(path: string): string {
  return process.platform === 'win32' ? path.replace(/\\/g, '/') : path;
}

/** Undefined when there is no such file or it cannot be read. */
export function readFileText(path: string): FileText | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  const decoded = bytes.toString('utf8');
  const bom = decoded.startsWith(BOM);
  const faithful = !decoded.includes('\uFFFD') || Buffer.from(decoded, 'utf8').equals(bytes);
  return { text: bom ? decoded.slice(1) : decoded, bom, faithful };
}

/** Throws the file system's error; nothing is left behind then. */
export function writeFileWhole(path: string, text: string, bom: boolean): void {
  // The file behind a link is what is meant; renaming onto the link would replace it.
  let target = path;
  let mode: number | undefined;
  try {
    target = realpathSync(path);
    mode = statSync(target).mode;
  } catch {
    // A new file.
  }
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, bom ? BOM + text : text, { flag: 'wx' });
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

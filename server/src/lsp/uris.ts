/**
 * File URIs of the protocol <-> paths of the analysis (absolute, forward slashes). Clients spell URIs
 * differently (`c%3A` or `C:`), so texts are kept by path and the client's own spelling is used to answer.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { normalisePath } from '../project/paths.ts';

/** Undefined for documents that are not files (untitled ones, those of a version control view). */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = normalisePath(fileURLToPath(uri));
    return path.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
  } catch {
    return undefined;
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

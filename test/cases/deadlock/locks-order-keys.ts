import { lock } from 'proper-lockfile';

export async function lockAll(files: readonly string[]): Promise<(() => Promise<void>)[]> {
  const releases: (() => Promise<void>)[] = [];
  for (const file of files) {
    releases.push(await lock(file));
    //| lock-order-inversion: lockAll
  }
  return releases;
}

export async function lockSorted(files: readonly string[]): Promise<(() => Promise<void>)[]> {
  const releases: (() => Promise<void>)[] = [];
  for (const file of [...files].sort()) {
    releases.push(await lock(file));
  }
  return releases;
}

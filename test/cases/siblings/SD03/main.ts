import { Mutex } from 'async-mutex';

interface Folder {
  readonly files: readonly number[];
  readonly folders: readonly Folder[];
}

const walking = new Mutex();

async function size(folder: Folder): Promise<number> {
  return walking.runExclusive(async () => { //~ self-deadlock
    let total = folder.files.reduce((sum, file) => sum + file, 0);
    for (const inner of folder.folders) total += await size(inner); //~ self-deadlock
    return total;
  });
}

setTimeout(() => console.log('still walking'), 1_000);
console.log(await size({ files: [1, 2], folders: [{ files: [3], folders: [] }] }));

import { workerData } from 'node:worker_threads';
import { FutexLock } from './futex.ts';

const cells = workerData as Int32Array;
const lock = new FutexLock(cells, 0);
type Tree = { children: Tree[] };

function visit(tree: Tree): void {
  lock.lock(); //~ self-deadlock
  cells[1] += 1;
  for (const child of tree.children) visit(child); //~ self-deadlock
  lock.unlock();
}

visit({ children: [{ children: [] }] });

// @ts-expect-error: the package is not among the dependencies of this corpus
import * as Comlink from 'comlink';
Comlink.expose({
  bump(cells: Int32Array): void {
    for (let i = 0; i < 1000; i++) cells[0] += 1; //~ unlocked-shared-mutation
  },
});

import { workerData } from 'node:worker_threads';

const { flags, route, role } = workerData as { flags: Int32Array; route: Float32Array; role: string };

switch (role) {
  case 'planner':
    route[0] = 12.5; //~ unlocked-shared-mutation
    Atomics.store(flags, 0, 1);
    break;
  case 'relay':
    Atomics.store(flags, 1, 1);
    Atomics.notify(flags, 1);
    break;
  case 'driver':
    Atomics.wait(flags, 1, 0);
    console.log('km', route[0]); //~ unlocked-shared-read
    break;
}

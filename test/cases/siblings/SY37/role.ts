import { workerData } from 'node:worker_threads';

const { flags, route, role } = workerData as { flags: Int32Array; route: Float32Array; role: string };

function raise(flag: number): void {
  Atomics.store(flags, flag, 1);
  Atomics.notify(flags, flag);
}

switch (role) {
  case 'planner':
    route[0] = 12.5;
    raise(0);
    break;
  case 'relay':
    Atomics.wait(flags, 0, 0);
    raise(1);
    break;
  case 'driver':
    Atomics.wait(flags, 1, 0);
    console.log('km', route[0]);
    break;
}

import { Queue } from './queue.ts';
import { Registry } from './registry.ts';

const registry = new Registry();
const queue = new Queue();
await Promise.all([registry.start(queue), queue.start(registry)]);
console.log('both are up');

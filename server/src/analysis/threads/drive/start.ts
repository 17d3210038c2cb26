/** Brings a world to the point where its first agent can run. */
import { runModule } from '../modules.ts';
import type { World } from '../world.ts';
import type { Entry } from './entry.ts';

export function start(world: World, entry: Entry): void {
  const agent = world.spawn(entry.file, undefined, undefined);
  agent.gen = world.loop(agent, () => runModule(agent, entry.file));
}

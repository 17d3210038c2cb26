/** Vector clocks: which events of which agent happened before now. One number per agent, missing means 0. */
export type Clock = number[];

/** Makes `into` know everything that `from` knows. */
export function joinClock(into: Clock, from: Clock): void {
  for (let i = 0; i < from.length; i++) {
    const theirs = from[i] ?? 0;
    if (theirs > (into[i] ?? 0)) into[i] = theirs;
  }
  for (let i = 0; i < into.length; i++) into[i] ??= 0;
}

/** Whether the event that `agent` did at its time `at` happened before everything `now` stands for. */
export function happenedBefore(now: Clock, agent: number, at: number): boolean {
  return (now[agent] ?? 0) >= at;
}

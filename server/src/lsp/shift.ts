/**
 * Findings of a text that has been edited since, as far as they can still be pointed at: while a new analysis runs, a
 * person may ask about any of them. What stands before or after the edit has only moved; what stands in it is gone.
 */
import type { Finding, Place } from '../findings/finding.ts';

/** The one stretch that differs between two texts. */
export interface Change {
  readonly start: number;
  /** Ends of the stretch in the old and in the new text. */
  readonly oldEnd: number;
  readonly newEnd: number;
}

export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

/** Where the place is now; undefined when the edit touches it. */
function moved(place: Place, change: Change | undefined): Place | undefined {
  if (change === undefined || place.end <= change.start) return place;
  if (place.start < change.oldEnd) return undefined;
  const by = change.newEnd - change.oldEnd;
  return { ...place, start: place.start + by, end: place.end + by };
}

/** Steps and remarks that were edited point to where the edit begins. */
function near(place: Place, change: Change | undefined): Place {
  return moved(place, change) ?? { ...place, start: change?.start ?? 0, end: change?.start ?? 0 };
}

/** The finding in the present texts; its repairs are left out, as they are plans for the old one. */
export function shifted(finding: Finding, changeOf: (file: string) => Change | undefined): Finding | undefined {
  const at = moved(finding.at, changeOf(finding.at.file));
  if (at === undefined) return undefined;
  const there = <T extends { readonly at: Place }>(each: T): T => ({
    ...each,
    at: near(each.at, changeOf(each.at.file)),
  });
  return {
    ...finding,
    at,
    related: finding.related.map(there),
    schedule: { ...finding.schedule, steps: finding.schedule.steps.map(there) },
    fixes: [],
  };
}

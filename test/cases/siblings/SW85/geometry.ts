export interface Point {
  readonly x: number;
  readonly y: number;
}

export function nearestPair(points: readonly Point[]): readonly [Point, Point] | undefined { //~ blocking-cpu
  let best: readonly [Point, Point] | undefined;
  let shortest = Infinity;
  for (let i = 0; i < points.length; i++) { //~ blocking-cpu
    for (let j = i + 1; j < points.length; j++) { //~ blocking-cpu
      const distance = Math.hypot(points[i].x - points[j].x, points[i].y - points[j].y);
      if (distance < shortest) {
        shortest = distance;
        best = [points[i], points[j]];
      }
    }
  }
  return best;
}

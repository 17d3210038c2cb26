/**
 * What a file's meaning rests on: its own text and that of everything it imports, directly or not. Results that
 * depend on nothing else can be kept as long as this hash stays the same. Files that import each other share one.
 */
import type { Program } from './program.ts';

export function closureHashes(program: Program): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  let next = 0;
  const successors = (file: string): readonly string[] =>
    (program.files.get(file)?.specifiers ?? []).flatMap((s) => program.resolve(file, s) ?? []);
  // Tarjan's algorithm (1972), iterative; components come out callees first.
  for (const start of program.files.keys()) {
    if (index.has(start)) continue;
    const frames: { file: string; to: readonly string[]; at: number }[] = [];
    const enter = (file: string): void => {
      index.set(file, next);
      low.set(file, next);
      next += 1;
      stack.push(file);
      onStack.add(file);
      frames.push({ file, to: successors(file), at: 0 });
    };
    enter(start);
    for (let frame = frames[frames.length - 1]; frame !== undefined; frame = frames[frames.length - 1]) {
      const to = frame.to[frame.at];
      if (to !== undefined) {
        frame.at += 1;
        if (!index.has(to)) enter(to);
        else if (onStack.has(to)) low.set(frame.file, Math.min(low.get(frame.file) ?? 0, index.get(to) ?? 0));
        continue;
      }
      frames.pop();
      const parent = frames[frames.length - 1];
      if (parent !== undefined) low.set(parent.file, Math.min(low.get(parent.file) ?? 0, low.get(frame.file) ?? 0));
      if (low.get(frame.file) !== index.get(frame.file)) continue;
      const members: string[] = [];
      for (let file = stack.pop(); file !== undefined; file = stack.pop()) {
        onStack.delete(file);
        members.push(file);
        if (file === frame.file) break;
      }
      const parts = new Set(members.map((file) => `${file}=${program.files.get(file)?.hash ?? ''}`));
      for (const file of members) for (const s of successors(file)) parts.add(`${s}:${out.get(s) ?? ''}`);
      const hash = hashOf([...parts].sort().join('\n'));
      for (const file of members) out.set(file, hash);
    }
  }
  return out;
}

/** 64 bits of FNV-1a over UTF-16 units, in two halves with different starts: for telling texts apart, not for secrets. */
export function hashOf(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + i), 0x85ebca6b);
  }
  return `${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}`;
}

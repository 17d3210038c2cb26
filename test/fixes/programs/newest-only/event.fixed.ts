// file: main.ts
export interface Box {
  on(event: string, listener: (text: string) => Promise<void>): void;
}

let hits: readonly string[] = [];
let hitsTurn = 0;

export function connect(box: Box, search: (text: string) => Promise<readonly string[]>): void {
  box.on('input', async (text) => {
    const turn = ++hitsTurn;
    const answer = await search(text);
    if (turn !== hitsTurn) return;
    hits = answer;
  });
}

export const shown = (): readonly string[] => hits;

// An event asks for something else; the answer to the one before it may come last.
declare const api: { search(query: string): Promise<string[]>; info(uri: string): Promise<{ label: string }> };
declare const input: { value: string; addEventListener(type: string, f: (e: InputEventLike) => unknown): void };
declare const window: { onDidChangeActiveTextEditor(f: (editor: { uri: string } | undefined) => unknown): void };
interface InputEventLike {
  target: { value: string };
}

let results: string[] = [];
input.addEventListener('input', async (e) => {
  const found = await api.search(e.target.value.trim());
  results = found;
  //| race-across-await: results
});

export class Status {
  label = '';

  constructor() {
    window.onDidChangeActiveTextEditor((editor) => this.show(editor?.uri));
  }

  private async show(uri: string | undefined): Promise<void> {
    if (uri === undefined) return;
    const { label } = await api.info(uri);
    this.label = label;
    //| race-across-await: this.label
  }
}

// Both parts of one answer are told once.
const status = { text: '', tip: '' };
input.addEventListener('change', async (e) => {
  const { label } = await api.info(e.target.value);
  status.text = label;
  //| race-across-await: status.text
  status.tip = label;
});

export const shown = (): unknown => [results, status];

/** The lab view's own pages (progress, problem): plain HTML in the colours of the editor's theme. */

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export function page(body: string, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<style nonce="${nonce}">
  body { font-family: var(--vscode-font-family); color: var(--vscode-foreground); padding: 1.5rem 2rem; line-height: 1.5; }
  h1 { font-size: 1.25rem; font-weight: 600; margin: 0 0 .25rem; }
  h1 code { font-family: var(--vscode-editor-font-family); }
  .quiet { color: var(--vscode-descriptionForeground); margin: 0 0 1.25rem; }
  progress { width: 100%; height: .5rem; accent-color: var(--vscode-progressBar-background); }
  .row { display: flex; justify-content: space-between; gap: 1rem; margin: .25rem 0 1.25rem; }
  button { font: inherit; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 0; border-radius: 2px; padding: .35rem .9rem; cursor: pointer; }
  button:hover { background: var(--vscode-button-hoverBackground); }
  button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
  pre { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); background: var(--vscode-textCodeBlock-background); padding: 1rem; overflow-x: auto; }
  .problem { border-left: 3px solid var(--vscode-editorWarning-foreground); padding: .5rem 1rem; background: var(--vscode-textBlockQuote-background); white-space: pre-wrap; margin-bottom: 1.25rem; }
</style>
</head>
<body>
${body}
<script nonce="${nonce}">
  const api = acquireVsCodeApi();
  for (const button of document.querySelectorAll('button[data-send]')) {
    button.addEventListener('click', () => { button.disabled = true; api.postMessage({ kind: button.dataset.send }); });
  }
  addEventListener('message', ({ data }) => {
    const bar = document.querySelector('progress');
    if (!bar) return;
    document.getElementById('what').textContent = data.message;
    const counted = data.phase === 'measure' && data.total > 0;
    if (counted) { bar.max = data.total; bar.value = data.done; } else { bar.removeAttribute('value'); }
    document.getElementById('count').textContent = counted ? data.done + ' of ' + data.total : '';
  });
</script>
</body>
</html>`;
}

export function progressBody(name: string): string {
  return `<h1>Benchmark <code>${escapeHtml(name)}</code> under a GIL</h1>
<p class="quiet">In one thread, in threads that share an interpreter lock, in threads without one, and in processes.</p>
<progress aria-label="Progress of the benchmark"></progress>
<div class="row"><span id="what" role="status">Preparing</span><span id="count"></span></div>
<button data-send="cancel">Cancel</button>`;
}

export function problemBody(name: string, message: string, again: boolean): string {
  return `<h1>Benchmark <code>${escapeHtml(name)}</code> under a GIL</h1>
<p class="quiet">There is no result.</p>
<div class="problem" role="alert">${escapeHtml(message)}</div>
${again ? '<button data-send="again">Run again</button>' : ''}`;
}

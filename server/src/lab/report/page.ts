/** The frame of every page of the lab: no script, one style element, colours of the theme, keyboard focus to be seen. */
import { CHART_STYLE } from './chart.ts';
import { escapeHtml } from './text.ts';

const STYLE = `
:root { color-scheme: light dark }
body { font: 14px/1.5 var(--vscode-font-family, system-ui, sans-serif); color: var(--vscode-foreground, CanvasText);
  background: var(--vscode-editor-background, Canvas); max-width: 62rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
code, td.number { font-family: var(--vscode-editor-font-family, ui-monospace, monospace) }
.facts { color: var(--vscode-descriptionForeground, GrayText) }
.verdict { border-left: 4px solid var(--vscode-charts-blue, #0078d4); padding: .5rem 1rem; margin: 1rem 0;
  background: var(--vscode-textBlockQuote-background, #8881) }
.scroll { overflow-x: auto } .scroll:focus-visible, summary:focus-visible {
  outline: 2px solid var(--vscode-focusBorder, Highlight); outline-offset: 2px }
table { border-collapse: collapse } td, tbody th { white-space: nowrap } th, td { padding: .2rem .7rem; text-align: left;
  border-bottom: 1px solid var(--vscode-editorWidget-border, #8884) }
td.number { text-align: right } tr.group th, tr.group td { border-top: 2px solid var(--vscode-editorWidget-border, #8888) }
.links { list-style: none; display: flex; flex-wrap: wrap; gap: 1.5rem; padding: 0; margin-top: 2rem }
a { color: var(--vscode-textLink-foreground, LinkText) } a:focus-visible { outline: 2px solid var(--vscode-focusBorder, Highlight); outline-offset: 2px }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 1rem; padding: 0 }
summary { cursor: pointer; padding: .2rem 0 } svg { max-width: 100%; height: auto }
@media (forced-colors: active) { svg { forced-color-adjust: none; color: CanvasText; background: Canvas } }
.vscode-high-contrast .grid, .vscode-high-contrast-light .grid { stroke: currentColor }
${CHART_STYLE}`;

export interface PageOptions {
  /** For the page's only style element; with it the page brings its own policy. */
  readonly nonce?: string;
  /** Commands of the editor that the page offers. */
  readonly links?: readonly { readonly command: string; readonly title: string }[];
}

export function labPage(title: string, body: string, { nonce, links = [] }: PageOptions): string {
  const attribute = nonce === undefined ? '' : ` nonce="${escapeHtml(nonce)}"`;
  const policy =
    nonce === undefined
      ? ''
      : `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${escapeHtml(nonce)}'">`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">${policy}<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style${attribute}>${STYLE}</style></head>
<body><main>
${body}
${links.length === 0 ? '' : `<nav aria-label="What next"><ul class="links">${links.map(link).join('')}</ul></nav>`}
</main></body></html>
`;
}

function link({ command, title }: { readonly command: string; readonly title: string }): string {
  return `<li><a href="command:${escapeHtml(command)}">${escapeHtml(title)}</a></li>`;
}

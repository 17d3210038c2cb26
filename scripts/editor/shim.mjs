#!/usr/bin/env node
/**
 * Stands in for a desktop VS Code where there is none: takes the arguments that `@vscode/test-electron` gives
 * the real one, runs the same tests in the embedded editor's extension host, and ends with their exit code.
 */
import { serveEditor, launchBrowser } from './serve.mjs';

const value = (name) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const extension = value('extensionDevelopmentPath');
const tests = value('extensionTestsPath');
const folder = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
if (extension === undefined || tests === undefined || folder === undefined) {
  console.error('shim: needs --extensionDevelopmentPath=, --extensionTestsPath= and a folder');
  process.exit(2);
}

const TIME_LIMIT_MS = 180_000;
const editor = await serveEditor({ smokeTest: true });
const browser = await launchBrowser();
let code = 1;
try {
  const page = await (await browser.newContext()).newPage();
  const exit = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', (result) => resolve(result));
    setTimeout(() => {
      console.error(`shim: the tests did not end within ${TIME_LIMIT_MS / 1000} s`);
      resolve(1);
    }, TIME_LIMIT_MS).unref();
  });
  await page.exposeFunction('codeAutomationLog', (type, args) => console[type === 'error' ? 'error' : 'log'](...args));
  await page.goto(
    editor.page(folder, [
      ['extensionDevelopmentPath', editor.uri(extension)],
      ['extensionTestsPath', editor.uri(tests)],
    ]),
  );
  code = await exit;
} finally {
  await browser.close();
  await editor.stop();
}
process.exit(code);

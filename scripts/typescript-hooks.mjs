/** The loader behind `typescript.mjs`: `.ts` files become ECMAScript modules one by one, as their tsconfig.json says. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

/** The only option that decides what the code does: which decorators are meant. */
async function decoratorsOf(url) {
  for (let folder = new URL('.', url); ; folder = new URL('..', folder)) {
    const config = new URL('tsconfig.json', folder);
    if (existsSync(config))
      return /"experimentalDecorators"\s*:\s*true/.test(await readFile(config, 'utf8')) ? 'experimental' : 'standard';
    if (folder.pathname === '/' || existsSync(new URL('package.json', folder))) return 'standard';
  }
}

export async function load(url, context, next) {
  if (!/^file:.*\.[cm]?ts$/.test(url)) return next(url, context);
  const path = fileURLToPath(url);
  const experimental = (await decoratorsOf(url)) === 'experimental';
  const { code } = await transform(await readFile(path, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcemap: 'inline',
    sourcefile: path,
    tsconfigRaw: { compilerOptions: { experimentalDecorators: experimental, useDefineForClassFields: !experimental } },
  });
  return { format: 'module', source: code, shortCircuit: true };
}

/** TypeScript sources name the file that a compiler would write: `./bank.js`, or `./bank` for a bundler. */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!/^\.{1,2}\//.test(specifier) || context.parentURL === undefined) throw error;
    const source = new URL(
      `${specifier.replace(/\.([cm]?)js$/, '')}.${/\.([cm]?)js$/.exec(specifier)?.[1] ?? ''}ts`,
      context.parentURL,
    );
    if (!existsSync(source)) throw error;
    return { url: source.href, shortCircuit: true };
  }
}

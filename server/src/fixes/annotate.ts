/** Writes a lock annotation above a declaration: into its doc comment, or as a new one in front of it. */
import type { AnnotationOffer, TextEdit } from '../findings/finding.ts';
import { syntaxOf, type Syntax } from '../front/syntax-at.ts';
import { ancestors, indentAt } from './shapes.ts';

const DECLARATIONS = ['PropertyDeclaration', 'MethodDeclaration', 'FunctionDeclaration', 'VariableStatement'] as const;

export function annotate({ at, tag, lock }: AnnotationOffer, text: string): TextEdit | undefined {
  const file = syntaxOf(at.file, text);
  if (file.broken) return undefined;
  const node = file.covering(at.start, at.end);
  const declaration = [node, ...ancestors(node)].find((each) => each.is(...DECLARATIONS));
  if (declaration === undefined || declaresMore(declaration)) return undefined;
  const said = `@${tag} ${lock}`;
  const indent = indentAt(text, declaration.start);
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const insert = (offset: number, newText: string): TextEdit => ({
    file: at.file,
    start: offset,
    end: offset,
    newText,
  });
  const before = text.slice(0, declaration.start);
  const doc = /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*$/.exec(before);
  if (doc === null) {
    const alone = text.slice(text.lastIndexOf('\n', declaration.start - 1) + 1, declaration.start).trim() === '';
    return insert(declaration.start, `/** ${said} */${alone ? end + indent : ' '}`);
  }
  const close = doc.index + doc[0].lastIndexOf('*/');
  if (doc[0].trimEnd().includes('\n')) {
    // The last line holds the end of the comment alone, as a rule.
    const line = text.lastIndexOf('\n', close) + 1;
    const alone = text.slice(line, close).trim() === '';
    return alone
      ? insert(line, `${indent} * ${said}${end}`)
      : insert(close, `${end}${indent} * ${said}${end}${indent} `);
  }
  const words = text.slice(doc.index + 3, close).trim();
  return {
    file: at.file,
    start: doc.index,
    end: close + 2,
    newText: `/**${end}${indent} * ${words}${end}${indent} * ${said}${end}${indent} */`,
  };
}

/** `let a, b;`: the comment would speak of both. */
function declaresMore(declaration: Syntax): boolean {
  return (declaration.field('declarationList')?.list('declarations').length ?? 1) > 1;
}

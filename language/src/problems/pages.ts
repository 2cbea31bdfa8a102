/** Where a problem is explained. */

const PAGE = 'https://github.com/pxl-tools/pxl-vscode/blob/main/docs/problems.md';

export const problemPage = (code: string): string => `${PAGE}#${code.toLowerCase()}`;

/** The page of the results panel: one script, one style sheet, nothing from elsewhere. */

export interface PanelPage {
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Allows the one script; the grid gives it to the style elements it makes. */
  readonly nonce: string;
}

export function panelHtml({ cspSource, scriptUri, styleUri, nonce }: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PxL Results</title>
<link rel="stylesheet" href="${styleUri}">
</head>
<body>
<div id="app"></div>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}

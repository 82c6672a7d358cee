import { inMarkup } from "../domain/in-markup.ts";

/** What a page says. Texts are plain: this escapes them. */
export interface PageParts {
  readonly language: string;
  readonly subject: string;
  readonly happened: string;
  readonly validity: string | null;
  readonly advice: string;
  readonly sentBy: string;
  readonly button: { readonly link: string; readonly label: string; readonly address: string } | null;
}

const BODY =
  "margin:0 auto;max-width:34rem;padding:1.5rem;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif";
// It is readable on white and on black: everything else has the colours that the reader's program chose.
const BUTTON =
  "display:inline-block;padding:.6rem 1.1rem;border-radius:.4rem;background:#1c5fb8;color:#ffffff;text-decoration:none;font-weight:600";
const SMALL = "font-size:13px;opacity:.75";

const paragraph = (html: string, style = ""): string =>
  `<p${style === "" ? "" : ` style="${style}"`}>${html}</p>`;

/** Returns a mail's page: no image, no script, nothing that is loaded. */
export function page(parts: PageParts): string {
  const { language, subject, happened, validity, advice, sentBy, button } = parts;
  const lines = [
    paragraph(inMarkup(happened)),
    ...(button === null ? [] : [linkButton(button)]),
    ...(validity === null ? [] : [paragraph(inMarkup(validity))]),
    paragraph(inMarkup(advice)),
    ...(button === null ? [] : [plainLink(button)]),
    paragraph(inMarkup(sentBy), SMALL),
  ];
  return `<!doctype html>
<html lang="${inMarkup(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${inMarkup(subject)}</title>
</head>
<body style="${BODY}">
${lines.join("\n")}
</body>
</html>
`;
}

type Button = NonNullable<PageParts["button"]>;

const linkButton = ({ link, label }: Button): string =>
  paragraph(`<a href="${inMarkup(link)}" style="${BUTTON}">${inMarkup(label)}</a>`, "margin:1.5rem 0");

const plainLink = ({ link, address }: Button): string =>
  paragraph(
    `${inMarkup(address)}<br><a href="${inMarkup(link)}" style="word-break:break-all">${inMarkup(link)}</a>`,
    SMALL,
  );

import { describe, expect, it } from "vitest";
import { MailRefused, MailUnavailable } from "../domain/errors.ts";
import { MAIL_LANGUAGES, type MailParams, type MailTemplate } from "../domain/mail/mail.ts";
import { MAIL_TEXTS } from "./index.ts";
import { renderMail } from "./render-mail.ts";

const INSTANCE = { instanceUrl: "https://stats.example.com" };
const link = "https://stats.example.com/go?token=t0k&next=%2F";

const PARAMS: MailParams = {
  "verify-email": { link, hours: 24 },
  "reset-password": { link, hours: 1 },
  "change-email": { link, hours: 24, newAddress: "new@example.com" },
  "address-in-use": { link, hours: null },
  invitation: { link, hours: 72, team: "Growth", inviter: "Ada" },
  "password-changed": {},
  "second-factor-off": {},
  test: {},
};
const TEMPLATES = Object.keys(PARAMS) as MailTemplate[];
const ALL = MAIL_LANGUAGES.flatMap((language) => TEMPLATES.map((template) => ({ language, template })));

const invitation = (params: Record<string, unknown>, language = "en") =>
  renderMail({ language, template: "invitation", params: { ...PARAMS.invitation, ...params } }, INSTANCE);

describe.each(ALL)("$template in $language", ({ language, template }) => {
  const params: Record<string, unknown> = PARAMS[template];
  const { subject, text, html } = renderMail({ language, template, params }, INSTANCE);

  it("says the same in text and HTML, with everything filled in", () => {
    for (const said of [subject, text, html]) expect(said).not.toMatch(/\{\{|\}\}|undefined|null/);
    expect(html).toContain(`<html lang="${language}">`);
    const { happened, advice } = MAIL_TEXTS[language].mails[template];
    for (const part of [happened, advice]) {
      const [beginning = ""] = part.split(/[{“«„"&']/);
      expect(text).toContain(beginning);
      expect(html).toContain(beginning);
    }
    for (const value of [params.newAddress, params.team, params.inviter].filter(Boolean)) {
      expect(text).toContain(value);
      expect(html).toContain(value);
    }
    expect(text).toContain("Millrace (stats.example.com)");
  });

  it("has its link as it is, and tells how long it is valid", () => {
    const { hours } = params;
    expect(text.includes(`\n${link}\n`)).toBe("link" in params);
    expect(html.includes(`href="${link.replaceAll("&", "&amp;")}"`)).toBe("link" in params);
    const { validOneHour, validHours } = MAIL_TEXTS[language];
    const valid = hours === 1 ? validOneHour : validHours.replace("{{hours}}", String(hours));
    expect(text.includes(valid)).toBe(typeof hours === "number");
    expect(html.includes(valid)).toBe(typeof hours === "number");
  });

  it("loads nothing and runs nothing", () => {
    expect(html).not.toMatch(/<(img|script|link|iframe|style)|url\(|@import| on\w+=/i);
  });
});

it("is written in English where a language has no texts, also an inherited name", () => {
  for (const language of ["xx", "", "constructor", "__proto__"])
    expect(invitation({}, language).subject).toBe("Invitation to the team “Growth”");
  expect(invitation({}, "de-AT").subject).toBe("Einladung in das Team „Growth“");
});

describe("what strangers wrote", () => {
  const hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&";

  it("is no HTML", () => {
    const { subject, text, html } = invitation({ team: hostile, inviter: hostile });
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).toContain("&quot;&#39;&amp;");
    expect(text).toContain(hostile);
    expect(subject).toContain(hostile);
  });

  it.each(["\r\n", "\n", "\r", "\u2028", "\u2029", "\v", "\f", "\0", "\u0085"])(
    "begins no line of its own: %j",
    (lineBreak) => {
      const { subject, text } = invitation({
        team: `a${lineBreak}Bcc: eve@example.com${lineBreak}${lineBreak}b`,
      });
      expect(subject).toBe("Invitation to the team “a Bcc: eve@example.com b”");
      expect(text.split(/\r|\n|\u2028|\u2029|\u0085/).filter((line) => /^Bcc|^b/.test(line))).toEqual([]);
    },
  );

  it("does not turn the text around it, and stays short", () => {
    expect(invitation({ team: "a\u202egpj.exe\u2066" }).subject).toBe("Invitation to the team “a gpj.exe”");
    const { subject } = invitation({ team: "😀".repeat(500) });
    expect(subject).toBe(`Invitation to the team “${"😀".repeat(99)}…”`);
    expect(invitation({ team: "\ud800" }).subject).toBe("Invitation to the team “\ufffd”");
  });

  it("is not filled in itself", () => {
    expect(invitation({ team: "{{link}} {{inviter}}" }).subject).toBe(
      "Invitation to the team “{{link}} {{inviter}}”",
    );
  });
});

describe("a link", () => {
  it.each([
    { bad: "javascript:alert(1)", why: "a script" },
    { bad: "JaVaScRiPt://stats.example.com/%0aalert(1)", why: "a script with a host" },
    { bad: "data:text/html,x", why: "data" },
    { bad: "ftp://stats.example.com/", why: "another protocol" },
    { bad: "//stats.example.com/x", why: "no whole address" },
    { bad: "https://evil.example/", why: "another host" },
    { bad: "https://stats.example.com.evil.example/", why: "a host that begins like ours" },
    { bad: "https://stats.example.com@evil.example/", why: "a user that looks like a host" },
    { bad: "https://u:p@stats.example.com/", why: "a login" },
    { bad: "http://stats.example.com/", why: "another scheme" },
    { bad: "https://stats.example.com:8443/", why: "another port" },
    { bad: 5, why: "no text" },
    { bad: undefined, why: "missing" },
  ])("is refused for good when it is $why, without showing it", ({ bad }) => {
    const render = () => invitation({ link: bad });
    expect(render).toThrow(MailRefused);
    expect(render).not.toThrow(String(bad));
  });

  it("is spelled as browsers do, so that nothing gets out of its attribute or line", () => {
    const { html, text } = invitation({ link: 'https://stats.example.com/a"><script>\n\nb' });
    expect(html).toContain('href="https://stats.example.com/a%22%3E%3Cscript%3Eb"');
    expect(text).toContain("\nhttps://stats.example.com/a%22%3E%3Cscript%3Eb\n");
  });

  it("stays below the folder of PUBLIC_URL", () => {
    const render = (to: string) =>
      renderMail(
        { language: "en", template: "address-in-use", params: { link: to } },
        { instanceUrl: "https://example.com/stats" },
      );
    expect(render("https://example.com/stats/x").text).toContain("https://example.com/stats/x");
    expect(() => render("https://example.com/statsx")).toThrow(MailRefused);
    expect(() => render("https://example.com/stats/../x")).toThrow(MailRefused);
  });

  it("leads anywhere on the web while the instance has no address", () => {
    const render = (to: string) =>
      renderMail({ language: "en", template: "address-in-use", params: { link: to } }, { instanceUrl: null });
    expect(render("http://localhost:3000/x").text).toContain("http://localhost:3000/x");
    expect(() => render("javascript:alert(1)")).toThrow(MailRefused);
  });
});

it("refuses params that lack something, and leaves another release's template to that", () => {
  expect(() => invitation({ team: undefined })).toThrow("[mails] the mail has no param team");
  expect(() => invitation({ team: { toString: () => "x" } })).toThrow(MailRefused);
  for (const template of ["weekly-report", "constructor"])
    expect(() => renderMail({ language: "en", template, params: {} }, INSTANCE)).toThrow(MailUnavailable);
});

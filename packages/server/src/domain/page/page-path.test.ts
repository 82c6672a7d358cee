import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { canonicalPage, canonicalPath, cutEncoded, cutText, withoutTrailingSlash } from "./page-path.ts";

/** Texts that are full of escapes, whole and broken. */
const paths = fc
  .array(
    fc.oneof(
      fc.constantFrom("%", "%2", "%zz", "%41", "%2f", "%25", "%C3", "%c3%a9", "/", "?", "#", "é", "\ud800"),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.join(""));

describe("the spelling of a path", () => {
  it.each([
    ["/plain-path_1.html", "/plain-path_1.html", "nothing to do"],
    ["/a!$&'()*+,;=:@~", "/a!$&'()*+,;=:@~", "what a path may hold"],
    ["", "", "no path"],
    ["/caf%C3%A9", "/caf%C3%A9", "as browsers send it"],
    ["/caf%c3%a9", "/caf%C3%A9", "escapes in small letters"],
    ["/café", "/caf%C3%A9", "characters as they are"],
    ["/%63af%C3%a9", "/caf%C3%A9", "escaped letters"],
    ["/%7Euser", "/~user", "an escaped tilde"],
    ["/a%2Cb%3Bc%28d%29", "/a,b;c(d)", "escaped sub-delimiters"],
    ["/user%40host%3A1", "/user@host:1", "an escaped at sign and colon"],
    ["/a b", "/a%20b", "a space"],
    ["/a%2fb", "/a%2Fb", "an escaped slash is no slash"],
    ["/a%3fb%23c", "/a%3Fb%23c", "an escaped question mark and hash"],
    ["/50%25", "/50%25", "an escaped percent sign"],
    ["/a%2541", "/a%2541", "an escaped escape is not decoded twice"],
    ["/a|b", "/a%7Cb", "what browsers leave though a path may not hold it"],
    ['/[x]^`{}"<>\\', "/%5Bx%5D%5E%60%7B%7D%22%3C%3E%5C", "further ones of these"],
    ["/%zz", "/%25zz", "a broken escape"],
    ["/100%", "/100%25", "a percent sign at the end"],
    ["/%4%31", "/%2541", "two escapes that are none until one is decoded"],
    ["/caf%E9", "/caf%E9", "a byte that is no UTF-8"],
    ["/a%00%0d%7f", "/a%00%0D%7F", "control characters"],
    ["/日本", "/%E6%97%A5%E6%9C%AC", "three bytes a character"],
    ["/😀", "/%F0%9F%98%80", "a surrogate pair"],
    ["/\u017f\u212a", "/%C5%BF%E2%84%AA", "letters that fold to ASCII ones"],
    ["/\ud800", "/%EF%BF%BD", "half a surrogate pair"],
    ["/ПУТЬ", "/%D0%9F%D0%A3%D0%A2%D0%AC", "capitals stay"],
  ])("%j is %j: %s", (path, expected) => {
    expect(canonicalPath(path)).toBe(expected);
  });

  it("stays as it is when asked again", () => {
    fc.assert(
      fc.property(paths, (path) => {
        const once = canonicalPath(path);
        expect(canonicalPath(once)).toBe(once);
        expect(once).toMatch(/^(?:[\w!$&'()*+,\-./:;=@~]|%[\dA-F]{2})*$/);
      }),
    );
  });

  it("is what the browser's own spelling becomes, too", () => {
    fc.assert(
      fc.property(paths, (path) => {
        const { pathname } = new URL(`https://shop.example/${path.replaceAll(/[?#\\]/g, "")}`);
        expect(canonicalPath(escapedAnew(pathname))).toBe(canonicalPath(pathname));
      }),
    );
  });

  it("takes no longer for hostile texts", () => {
    const cpuMs = cpuMsOf(() => {
      for (const part of ["%", "%C3", "/", "é", "%2"]) {
        canonicalPath(part.repeat(100_000));
        withoutTrailingSlash(`${part.repeat(100_000)}a`);
        cutEncoded(part.repeat(100_000), 90_000);
      }
    });
    expect(cpuMs).toBeLessThan(2000);
  });
});

/** Unreserved characters escaped once more, as some frameworks do. */
const escapedAnew = (pathname: string) =>
  pathname.replace(/[g-z~]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);

describe("the spelling of a page", () => {
  it.each([
    ["/café?q=1#/é", "/caf%C3%A9?q=1#/%C3%A9"],
    ["/a%2cb?q=a%2Cb", "/a,b?q=a%2Cb"],
    ["/a?q=%c3", "/a?q=%c3"],
    ["?q=é", "?q=%C3%A9"],
    ["/a b#c d", "/a%20b#c%20d"],
  ])("%j is %j", (page, expected) => {
    expect(canonicalPage(page)).toBe(expected);
    expect(canonicalPage(expected)).toBe(expected);
  });
});

describe("a trailing slash", () => {
  it.each([
    ["/a/", "/a"],
    ["/a", "/a"],
    ["/a//", "/a"],
    ["/", "/"],
    ["//", "/"],
    ["", ""],
    ["a/", "a"],
    ["/a/?q=1", "/a?q=1"],
    ["/a/#/b/", "/a#/b/"],
    ["/?q=1/", "/?q=1/"],
    ["/a/b/c/", "/a/b/c"],
    ["/a%2F", "/a%2F"],
  ])("of %j leaves %j", (page, expected) => {
    expect(withoutTrailingSlash(page)).toBe(expected);
  });
});

describe("a text that is too long", () => {
  it.each([
    ["abcdef", 4, "abcd"],
    ["abcd", 4, "abcd"],
    ["abc😀", 4, "abc"],
    ["abc😀", 5, "abc😀"],
    ["100%", 4, "100%"],
    ["", 4, ""],
  ])("%j is cut to %i: %j", (text, limit, expected) => {
    expect(cutText(text, limit)).toBe(expected);
  });

  it.each([
    ["/abcdef", 4, "/abc"],
    ["/ab%C3%A9", 6, "/ab"],
    ["/ab%C3%A9", 8, "/ab"],
    ["/ab%C3%A9", 9, "/ab%C3%A9"],
    ["/ab%C3%A9x", 9, "/ab%C3%A9"],
    ["/%E6%97%A5", 7, "/"],
    ["/%E6%97%A5", 9, "/"],
    ["/%F0%9F%98%80", 10, "/"],
    ["/%F0%9F%98%80", 13, "/%F0%9F%98%80"],
    ["/%41%42", 5, "/%41"],
    ["/a%20b", 3, "/a"],
    ["/a%20b", 5, "/a%20"],
    ["/%A9%A9%A9%A9%A9", 13, "/%A9%A9%A9%A9"],
    ["/ab%", 4, "/ab"],
    ["/ab%c", 5, "/ab"],
    ["/ab%", 9, "/ab%"],
    ["%C3%A9", 1, ""],
  ])("%j is cut as an address to %i: %j", (text, limit, expected) => {
    expect(cutEncoded(text, limit)).toBe(expected);
  });

  it("can still be decoded, and is as long as may be", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 60 }), (text, limit) => {
        const encoded = encodeURIComponent(text.toWellFormed());
        const cut = cutEncoded(encoded, limit);
        expect(() => decodeURIComponent(cut)).not.toThrow();
        expect(encoded.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.length).toBeGreaterThan(Math.min(limit, encoded.length) - 12);
      }),
    );
  });
});

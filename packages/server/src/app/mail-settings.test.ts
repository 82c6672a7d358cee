import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { readMailFrom, readMailServer } from "./mail-settings.ts";

describe("SMTP_URL", () => {
  it.each([
    "smtp://localhost",
    "smtp://user:p%40ss@mail.example.com:587",
    "smtp://[2001:db8::1]:25?tls=off",
    "smtps://mail.example.com?tls=required",
  ])("%s is a mail server", (url) => {
    const faults: string[] = [];
    expect(readMailServer(url, faults)).toBe(url);
    expect(faults).toEqual([]);
  });

  it.each([
    { url: "mail.example.com", fault: "SMTP_URL=mail.example.com: set an address such as smtp://" },
    { url: "https://u:secret@h", fault: "SMTP_URL=https://h: set an address such as smtp://" },
    { url: "smtp://", fault: "SMTP_URL=smtp://: set an address such as smtp://" },
    {
      url: "smtp://u:secret@h?tls=no",
      fault: "SMTP_URL=smtp://h?tls=no: tls=no is not an option of smtp://",
    },
    { url: "smtps://h?tls=off", fault: "tls=off is not an option of smtps://, use ?tls=required or none" },
    { url: "smtp://h?pool=true", fault: "pool=true is not an option" },
    { url: "smtp://u:100%@h", fault: "SMTP_URL=smtp://h: write a % in user or password as %25" },
  ])("refuses $url and shows no password", ({ url, fault }) => {
    const faults: string[] = [];
    expect(readMailServer(url, faults)).toBeNull();
    expect(faults).toEqual([expect.stringContaining(fault)]);
    expect(faults[0]).not.toContain("secret");
  });

  it("is the folder of mails where it is not set", () => {
    expect(readConfig({ DATA_DIR: "/srv/millrace", SMTP_URL: " " }).mailUrl).toBe(
      "folder:/srv/millrace/outbox",
    );
    expect(readConfig({ SMTP_URL: " smtp://localhost " }).mailUrl).toBe("smtp://localhost");
  });
});

describe("MAIL_FROM", () => {
  it.each([
    { publicUrl: null, address: "millrace@localhost" },
    { publicUrl: "https://stats.example.com:8443/x", address: "millrace@stats.example.com" },
    { publicUrl: "http://192.0.2.1:3000", address: "millrace@localhost" },
    { publicUrl: "http://[2001:db8::1]", address: "millrace@localhost" },
  ])("is $address by default where PUBLIC_URL is $publicUrl", ({ publicUrl, address }) => {
    expect(readMailFrom(undefined, publicUrl, [])).toEqual({ name: "Millrace", address });
  });

  it("is what is set, and a fault where that is no address", () => {
    expect(readConfig({ MAIL_FROM: "Stats <s@example.com>" }).mailFrom).toEqual({
      name: "Stats",
      address: "s@example.com",
    });
    expect(() => readConfig({ MAIL_FROM: "Stats" })).toThrow(
      "MAIL_FROM=Stats: set an address such as Millrace <stats@example.com>",
    );
  });
});

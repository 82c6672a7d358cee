import { describe, expect, it } from "vitest";
import { hostOf, isHostName, isWithin, normalHost, withoutWww } from "./host.ts";

describe("hostOf", () => {
  it.each([
    { url: "https://Example.COM./a", is: "example.com" },
    { url: "https://example.com../", is: "example.com" },
    { url: "https://example.com.:8443/", is: "example.com" },
    { url: "https://Café.example/", is: "xn--caf-dma.example" },
    { url: "https://[2001:DB8:0::1]:80/", is: "[2001:db8::1]" },
    { url: "https://203.0.113.7./", is: "203.0.113.7" },
    { url: "http://localhost:3000/", is: "localhost" },
  ])("$url is on $is", ({ url, is }) => {
    expect(hostOf(new URL(url))).toBe(is);
  });
});

describe("normalHost", () => {
  it.each([
    { text: "example.com", is: "example.com" },
    { text: " Example.COM. ", is: "example.com" },
    { text: "example.com:8443", is: "example.com" },
    { text: "example.com.:80", is: "example.com" },
    { text: "café.example", is: "xn--caf-dma.example" },
    { text: "CAFÉ.example.", is: "xn--caf-dma.example" },
    { text: "xn--caf-dma.example", is: "xn--caf-dma.example" },
    { text: "[2001:DB8::1]", is: "[2001:db8::1]" },
    { text: "[2001:db8:0:0::1]:3000", is: "[2001:db8::1]" },
    { text: "localhost:3000", is: "localhost" },
    { text: "my_site.example", is: "my_site.example" },
    { text: "", is: "" },
    { text: ".", is: "" },
    // No hosts: nothing is made of them that they are not.
    { text: "My Shop", is: "my shop" },
    { text: "a@b.example", is: "a@b.example" },
    { text: "example.com/a", is: "example.com/a" },
  ])("$text is $is", ({ text, is }) => {
    expect(normalHost(text)).toBe(is);
  });
});

describe("isHostName", () => {
  it.each([
    { text: "a.example", is: true },
    { text: "a.example.", is: true },
    { text: "a_b.c-d.example", is: true },
    { text: "bücher.example", is: true },
    { text: "xn--caf-dma.xn--p1ai", is: true },
    { text: "example", is: false },
    { text: "localhost", is: false },
    { text: ".example", is: false },
    { text: "a..example", is: false },
    { text: "203.0.113.7", is: false },
    { text: "v1.2", is: false },
    { text: "U.S.", is: false },
    { text: "a b.example", is: false },
    { text: "a.example/b", is: false },
    { text: "a.example:80", is: false },
    { text: "", is: false },
    { text: `${"a.".repeat(200)}example`, is: false },
  ])("$text: $is", ({ text, is }) => {
    expect(isHostName(text)).toBe(is);
  });
});

describe("isWithin", () => {
  it.each([
    { host: "a.example", above: "a.example", is: true },
    { host: "b.a.example", above: "a.example", is: true },
    { host: "ba.example", above: "a.example", is: false },
    { host: "a.example", above: "b.a.example", is: false },
    { host: "a.example.com", above: "a.example", is: false },
  ])("$host in $above: $is", ({ host, above, is }) => {
    expect(isWithin(host, above)).toBe(is);
  });
});

describe("withoutWww", () => {
  it.each([
    { host: "www.example.com", is: "example.com" },
    { host: "wwwexample.com", is: "wwwexample.com" },
    { host: "www.www.example.com", is: "www.example.com" },
  ])("makes $is of $host", ({ host, is }) => {
    expect(withoutWww(host)).toBe(is);
  });
});

import { expect, it } from "vitest";
import { returnPath } from "./return-path.ts";

it.each([
  "/",
  "/sites/demo.example?period=7d&f=is,event:page,/pricing",
  "/sites/demo.example/settings",
  "/invitation",
])("goes back to %s", (path) => {
  expect(returnPath(path)).toBe(path);
});

it.each([
  undefined,
  "",
  "sites",
  "https://evil.example/",
  "//evil.example/",
  "//evil.example/sites",
  "/\\evil.example/",
  "\\\\evil.example/",
  "/\t/evil.example/",
  "/\n/evil.example/",
  "/.//evil.example/",
  "/x/..//evil.example/",
  "javascript:alert(1)",
  "data:text/html,x",
  " /sites",
  "/sign-in?back=/sign-in",
  "/sign-in/oidc",
  "/recover",
  "/sign-up",
  "/setup",
])("goes to the first page instead of %j", (path) => {
  expect(returnPath(path)).toBe("/");
});

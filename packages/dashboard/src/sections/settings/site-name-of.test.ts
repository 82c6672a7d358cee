import { expect, it } from "vitest";
import { siteNameOf } from "./site-name-of.ts";

it.each([
  { typed: "https://empty.example/", name: "empty.example", description: "an address" },
  {
    typed: "HTTP://Www.Empty.Example:8080/a?b#c",
    name: "www.empty.example",
    description: "its letters and port",
  },
  { typed: "//user:secret@empty.example", name: "empty.example", description: "no secret" },
  { typed: "  empty.example  ", name: "empty.example", description: "spaces around it" },
  { typed: "Empty.example/blog/", name: "empty.example", description: "a host with a path" },
  { typed: "empty.example:3000", name: "empty.example", description: "a host with a port" },
  {
    typed: "https://ü.example/",
    name: "ü.example",
    description: "letters of any language as they are typed",
  },
  { typed: "My-App", name: "My-App", description: "a name that is no address, as it is" },
  { typed: "bad name/ü !", name: "bad name/ü !", description: "what is no name, for the server to refuse" },
  { typed: "https://", name: "https://", description: "an address without a host" },
])("makes $name of $typed: $description", ({ typed, name }) => {
  expect(siteNameOf(typed)).toBe(name);
});

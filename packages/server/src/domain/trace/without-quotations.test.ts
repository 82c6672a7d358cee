import { expect, it } from "vitest";
import { withoutQuotations } from "./without-quotations.ts";

it.each([
  { message: 'unknown field "jane"', left: "unknown field …" },
  {
    message: "Unexpected token 'j', \"jane@\"... is not valid JSON",
    left: "Unexpected token …, …... is not valid JSON",
  },
  { message: "cut within `jane", left: "cut within …" },
  { message: "the site's key can't be used", left: "the site's key can't be used" },
])("leaves of $message only $left", ({ message, left }) => expect(withoutQuotations(message)).toBe(left));

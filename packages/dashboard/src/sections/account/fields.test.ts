import { expect, it } from "vitest";
import { fieldOf, missingFields, withoutField } from "./fields.ts";

const NAMES = ["name", "email", "password"] as const;

it.each([
  { message: "password must have 8 to 256 characters", field: "password" },
  { message: "email: Invalid email address", field: "email" },
  { message: "this link was used", field: null },
  { message: "names are fine", field: null },
])("puts $message beside the field $field", ({ message, field }) => {
  expect(fieldOf(message, NAMES)).toBe(field);
});

it("leaves out the name of the field that stands above", () => {
  expect(withoutField("email: Invalid email address")).toBe("Invalid email address");
  expect(withoutField("password must have 8 characters")).toBe("password must have 8 characters");
});

it("sees what is missing or too short", () => {
  const words = { empty: "empty", short: "short" };
  const needs = { filled: ["name", "email"], passwords: ["password"] } as const;
  expect(missingFields({ name: " ", email: "a@b.example", password: "seven77" }, needs, words)).toEqual({
    name: "empty",
    password: "short",
  });
  expect(
    missingFields({ name: "Ada", email: "a@b.example", password: "🐟🐟🐟🐟🐟🐟🐟🐟" }, needs, words),
  ).toEqual({});
});

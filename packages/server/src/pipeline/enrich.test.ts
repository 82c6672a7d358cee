import { expect, it } from "vitest";
import { buildEnvelope } from "../../test/contract/build-envelope.ts";
import { NO_UTM } from "../domain/envelope.ts";
import { enrich } from "./enrich.ts";

it.each([
  { referrer: "", utm: "", source: "" },
  { referrer: "www.google.com/search", utm: "", source: "Google" },
  { referrer: "news.example", utm: "", source: "news.example" },
  { referrer: "news.example/a/b", utm: "newsletter", source: "newsletter" },
  { referrer: "", utm: "newsletter", source: "newsletter" },
])("a visit from $referrer with the campaign source $utm came from $source", ({ referrer, utm, source }) => {
  const envelope = buildEnvelope({ referrer, utm: { ...NO_UTM, source: utm } });
  expect(enrich(envelope)).toMatchObject({ ...envelope, source });
});

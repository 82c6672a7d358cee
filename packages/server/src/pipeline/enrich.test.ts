import { expect, it } from "vitest";
import { buildEnvelope } from "../../test/build/build-envelope.ts";
import { NO_UTM } from "../domain/event/facts.ts";
import { enrich } from "./enrich.ts";

it.each([
  { referrer: "", utm: "", clickId: "", source: "", channel: "Direct" },
  {
    referrer: "www.google.com/search",
    utm: "",
    clickId: "",
    source: "Google",
    channel: "Organic Search",
  },
  { referrer: "www.google.com/", utm: "", clickId: "gclid", source: "Google", channel: "Paid Search" },
  { referrer: "news.example", utm: "", clickId: "", source: "news.example", channel: "Referral" },
  {
    referrer: "news.example/a/b",
    utm: "newsletter",
    clickId: "",
    source: "newsletter",
    channel: "Referral",
  },
  { referrer: "", utm: "newsletter", clickId: "", source: "newsletter", channel: "Unassigned" },
  { referrer: "t.co/x", utm: "fb", clickId: "", source: "Facebook", channel: "Organic Social" },
])(
  "a visit from $referrer with the campaign source $utm and $clickId came from $source by $channel",
  ({ referrer, utm, clickId, source, channel }) => {
    const envelope = buildEnvelope({ referrer, clickId, utm: { ...NO_UTM, source: utm } });
    expect(enrich(envelope)).toEqual({ ...envelope, source, channel });
  },
);

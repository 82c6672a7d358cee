import { describe, expect, it } from "vitest";
import { ClientError } from "./client.ts";
import { createClient } from "./create-client.ts";

/** A client whose requests are noted and answered by `reply`. */
function clientWith(reply: () => Response, key?: string) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const client = createClient({
    baseUrl: "https://stats.example.com/",
    ...(key !== undefined && { key }),
    fetch: async (url, init) => {
      asked.push({ url: String(url), init });
      return reply();
    },
  });
  return { client, asked };
}

describe("createClient", () => {
  it("sends the key, and what the report is asked by, encoded", async () => {
    const { client, asked } = clientWith(() => Response.json({ results: [] }), "secret");
    await client.report("pages", { site_id: "a&b", date_range: "7d", page: undefined });
    expect(asked[0]?.url).toBe("https://stats.example.com/api/v1/reports/pages?site_id=a%26b&date_range=7d");
    expect(asked[0]?.init?.headers).toEqual({ authorization: "Bearer secret" });
  });

  it("asks for sessions by their site's name, filters as JSON, and for one by its id", async () => {
    const { client, asked } = clientWith(() => Response.json({ sessions: [], has_more: false }));
    await client.sessions("a/b", { filters: [["is", "visit:country", ["DE"]]], limit: 10, page: 2 });
    await client.sessions("a/b");
    await client.session("a/b", "11-1773043200000");
    const site = "https://stats.example.com/api/v1/sites/a%2Fb/sessions";
    expect(asked.map(({ url }) => url)).toEqual([
      `${site}?limit=10&page=2&filters=${encodeURIComponent('[["is","visit:country",["DE"]]]')}`,
      site,
      `${site}/11-1773043200000`,
    ]);
  });

  it("posts a query as JSON", async () => {
    const { client, asked } = clientWith(() => Response.json({ results: [] }));
    await client.exportQuery({ site_id: "a", metrics: ["visitors"], date_range: "7d" }, "csv");
    expect(asked[0]?.url).toBe("https://stats.example.com/api/v2/query?format=csv");
    expect(asked[0]?.init).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"site_id":"a","metrics":["visitors"],"date_range":"7d"}',
    });
  });

  it.each([
    {
      reply: () => Response.json({ error: "there is no site" }, { status: 404 }),
      error: { message: "there is no site", status: 404, retryAfter: null },
    },
    {
      reply: () => Response.json({ error: "try again" }, { status: 503, headers: { "retry-after": "2" } }),
      error: { message: "try again", status: 503, retryAfter: 2 },
    },
    {
      reply: () => new Response("<h1>Bad Gateway</h1>", { status: 502 }),
      error: { message: "the server answered 502", status: 502, retryAfter: null },
    },
  ])("throws what the server says: $error.message", async ({ reply, error }) => {
    const thrown = await clientWith(reply)
      .client.reports()
      .catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(ClientError);
    expect(thrown).toMatchObject(error);
  });
});

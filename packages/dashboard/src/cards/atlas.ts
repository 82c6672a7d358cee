import { queryOptions } from "@tanstack/react-query";
import type { FeatureCollection } from "geojson";

/** The shapes of the countries: loaded once, when a map is shown. */
export const atlasQuery = queryOptions({
  queryKey: ["atlas"],
  async queryFn() {
    const [{ feature }, { default: topology }] = await Promise.all([
      import("topojson-client"),
      import("world-atlas/countries-110m.json"),
    ]);
    return feature(topology as never, topology.objects.countries as never) as unknown as FeatureCollection;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

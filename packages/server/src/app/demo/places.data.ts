/** Cities of the demo's visitors, as a city database names them. */
export interface DemoPlace {
  readonly weight: number;
  readonly country: string;
  /** ISO 3166-2. */
  readonly region: string;
  readonly city: string;
  readonly timezone: string;
  /** Hours that the clock there is ahead of UTC in winter. */
  readonly offset: number;
  readonly language: string;
}

/** Of one country: what its cities have in common, then each city by region, name and weight. */
function country(
  shared: Omit<DemoPlace, "weight" | "region" | "city">,
  cities: readonly (readonly [region: string, city: string, weight: number])[],
): DemoPlace[] {
  return cities.map(([region, city, weight]) => ({
    ...shared,
    region: `${shared.country}-${region}`,
    city,
    weight,
  }));
}

const US = { country: "US", language: "en-US" };

export const PLACES: readonly DemoPlace[] = [
  ...country({ ...US, timezone: "America/Los_Angeles", offset: -8 }, [
    ["CA", "San Francisco", 6],
    ["CA", "Los Angeles", 3],
    ["WA", "Seattle", 3],
  ]),
  ...country({ ...US, timezone: "America/Chicago", offset: -6 }, [
    ["TX", "Austin", 2.5],
    ["IL", "Chicago", 2],
  ]),
  ...country({ ...US, timezone: "America/New_York", offset: -5 }, [
    ["NY", "New York", 5],
    ["MA", "Boston", 1.5],
  ]),
  ...country({ country: "DE", timezone: "Europe/Berlin", offset: 1, language: "de-DE" }, [
    ["BE", "Berlin", 4.5],
    ["BY", "Munich", 3],
    ["HH", "Hamburg", 2.5],
    ["NW", "Cologne", 2],
    ["HE", "Frankfurt am Main", 2],
  ]),
  ...country({ country: "GB", timezone: "Europe/London", offset: 0, language: "en-GB" }, [
    ["ENG", "London", 5.5],
    ["ENG", "Manchester", 2],
    ["SCT", "Edinburgh", 1.2],
  ]),
  ...country({ country: "FR", timezone: "Europe/Paris", offset: 1, language: "fr-FR" }, [
    ["IDF", "Paris", 4.5],
    ["ARA", "Lyon", 1.6],
    ["PDL", "Nantes", 1],
  ]),
  ...country({ country: "IN", timezone: "Asia/Kolkata", offset: 5.5, language: "en-IN" }, [
    ["KA", "Bengaluru", 3.5],
    ["MH", "Mumbai", 1.8],
    ["DL", "Delhi", 1.2],
  ]),
  ...country({ country: "ES", timezone: "Europe/Madrid", offset: 1, language: "es-ES" }, [
    ["MD", "Madrid", 2.4],
    ["CT", "Barcelona", 1.8],
  ]),
  ...country({ country: "PL", timezone: "Europe/Warsaw", offset: 1, language: "pl-PL" }, [
    ["14", "Warsaw", 2.2],
    ["12", "Krakow", 1.3],
  ]),
  ...country({ country: "CA", timezone: "America/Toronto", offset: -5, language: "en-CA" }, [
    ["ON", "Toronto", 2.4],
    ["QC", "Montreal", 1.4],
  ]),
  ...country({ country: "NL", timezone: "Europe/Amsterdam", offset: 1, language: "nl-NL" }, [
    ["NH", "Amsterdam", 2.8],
    ["UT", "Utrecht", 1],
  ]),
  ...country({ country: "BR", timezone: "America/Sao_Paulo", offset: -3, language: "pt-BR" }, [
    ["SP", "São Paulo", 2.5],
    ["RJ", "Rio de Janeiro", 1.2],
  ]),
  ...country({ country: "PT", timezone: "Europe/Lisbon", offset: 0, language: "pt-PT" }, [
    ["11", "Lisbon", 1.6],
    ["13", "Porto", 0.8],
  ]),
  ...country({ country: "CH", timezone: "Europe/Zurich", offset: 1, language: "de-CH" }, [
    ["ZH", "Zurich", 1.6],
  ]),
  ...country({ country: "SE", timezone: "Europe/Stockholm", offset: 1, language: "sv-SE" }, [
    ["AB", "Stockholm", 1.5],
  ]),
  ...country({ country: "MX", timezone: "America/Mexico_City", offset: -6, language: "es-MX" }, [
    ["CMX", "Mexico City", 1.3],
  ]),
  ...country({ country: "JP", timezone: "Asia/Tokyo", offset: 9, language: "ja-JP" }, [
    ["13", "Tokyo", 2],
    ["27", "Osaka", 0.8],
  ]),
  ...country({ country: "AU", timezone: "Australia/Sydney", offset: 11, language: "en-AU" }, [
    ["NSW", "Sydney", 1.4],
  ]),
];

/** Share of a day's visits by the hour of the clock where the visitor is: mornings, afternoons, an evening. */
export const HOURS = [
  0.9, 0.5, 0.3, 0.25, 0.3, 0.6, 1.3, 2.8, 5, 7, 7.8, 7.4, 6, 6.8, 7.6, 7.2, 6.4, 5.4, 4.6, 4.4, 4.6, 4.2,
  3.2, 1.8,
].map((weight, hour) => ({ weight, hour }));
